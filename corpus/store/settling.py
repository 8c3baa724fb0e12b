"""What the store keeps for settling pages among each other: their groups, counted lines, people's decisions.

Lives here: the questions and answers of `corpus.settle`, in SQL. Lines are counted by the database, so that a site's
pages are never held at once. Not here: what a template is, how a decision changes a page.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import asdict

from corpus.model import Block, Cleaned, Decision, Lang, PageId, page_id, site_of
from corpus.store.features import forget
from corpus.store.rows import known_of
from corpus.store.state import get_setting, next_touch, put_setting, raise_revision, settled_at, touch
from corpus.store.tables import block, decision, page, run, template, version

_CHUNK = 200
_current_blocks = sa.and_(block.c.page == page.c.id, block.c.version == page.c.version)
_current = sa.and_(version.c.page == page.c.id, version.c.n == page.c.version)
_OWN = [block.c[name] for name in ("page", "text", "lang", "own_kind", "own_level", "own_reason", "key", "side")]
_SHOWN = [block.c[name] for name in ("kind", "level", "reason")]

_Read: TypeAlias = tuple[Block, Block, tuple[int, int]]  # as its page gives it, as it is shown, its line


class Member(Struct, frozen=True, kw_only=True):
    """A page as settling sees it: the group it was in last, and whether it has changed since."""

    page: PageId
    url: str | None
    source: str
    lang: str
    group: str | None
    is_touched: bool


class Settled(Struct, frozen=True, kw_only=True):
    """A page as it gives itself, its blocks with the lines they are counted as; and as it is shown now.

    `about` is None where too old a kielo has cleaned it.
    """

    page: PageId
    address: str
    n: int
    about: Mapping[str, Any] | None
    blocks: tuple[Block, ...]
    lines: tuple[tuple[int, int], ...]
    own_title: str
    shown: tuple[Block, ...]
    title: str
    lang: Lang
    corrected_lang: Lang | None


class TemplateLine(Struct, frozen=True, kw_only=True):
    """A line that a group's pages repeat, on how many of how many different ones.

    `since` is when the run began that first found it so; `sites` are those of the group's pages.
    """

    group: str
    key: int
    side: int
    text: str
    pages: int
    of: int
    since: str | None = None
    sites: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        return self.group.rpartition(" ")[2]


class Settling:
    """Reading and writing for one settling; the caller holds the store for writing."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def is_due(self) -> bool:
        with self._engine.connect() as conn:
            settled = settled_at(conn)
            return conn.execute(sa.select(page.c.id).where(page.c.touched > settled).limit(1)).first() is not None

    def members(self) -> list[Member]:
        columns = (page.c.id, page.c.url, page.c.source, page.c.site_group, page.c.touched, version.c.own_lang)
        with self._engine.connect() as conn:
            settled = settled_at(conn)
            rows = conn.execute(sa.select(*columns).join(version, _current).order_by(page.c.id)).all()
        return [
            Member(page=who, url=url, source=source, lang=lang or "und", group=group, is_touched=touched > settled)
            for who, url, source, group, touched, lang in rows
        ]

    def keys(self, pages: Sequence[PageId]) -> Iterator[tuple[PageId, tuple[int, ...]]]:
        """The keys of the lines that pages by themselves keep, in page order."""
        for start in range(0, len(pages), _CHUNK):
            held: dict[PageId, list[int]] = {each: [] for each in pages[start : start + _CHUNK]}
            query = sa.select(block.c.page, block.c.key).join(page, _current_blocks)
            query = query.where(block.c.page.in_(held), block.c.own_reason.is_(None), block.c.key.is_not(None))
            with self._engine.connect() as conn:
                for row in conn.execute(query.order_by(block.c.page, block.c.n)):
                    held[row.page].append(row.key)
            yield from ((who, tuple(keys)) for who, keys in held.items())

    def regroup(self, groups: Mapping[PageId, str], left: Collection[str]) -> None:
        """Move pages to other groups. Those that stay in the groups `left` wait for settling as well from here on."""
        if not groups:
            return
        move = sa.update(page).where(page.c.id == sa.bindparam("who"))
        with self._engine.begin() as conn:
            moved = move.values(site_group=sa.bindparam("its_group"), touched=next_touch(conn))
            conn.execute(moved, [{"who": who, "its_group": group} for who, group in groups.items()])
            for group in left:
                conn.execute(sa.update(page).where(page.c.site_group == group).values(touched=next_touch(conn)))

    def titles(self, group: str) -> list[str]:
        """What the pages of a group by themselves are called."""
        query = sa.select(version.c.own_title).distinct().select_from(page.join(version, _current))
        with self._engine.connect() as conn:
            found = conn.execute(query.where(page.c.site_group == group, version.c.own_title.is_not(None)))
            return list(found.scalars())

    def count(self, group: str) -> tuple[int, dict[tuple[int, int], int]]:
        """How many different pages a group has, and on how many each line stands, if on more than one.

        Pages whose lines are not known, as too old a kielo has cleaned them, do not count.
        """
        mine = sa.and_(page.c.site_group == group, version.c.about.is_not(None))
        different = sa.func.count(sa.distinct(version.c.digest))
        total = sa.select(different).select_from(page.join(version, _current)).where(mine)
        each = (
            sa.select(block.c.key, block.c.side, different.label("pages"))
            .select_from(page.join(version, _current).join(block, _current_blocks))
            .where(mine, block.c.key.is_not(None))
            .group_by(block.c.key, block.c.side)
            .having(different > 1)
        )
        with self._engine.connect() as conn:
            pages = int(conn.execute(total).scalar_one())
            if pages < 2:
                return pages, {}
            return pages, {(row.key, row.side): row.pages for row in conn.execute(each)}

    def pages(self, ids: Sequence[PageId]) -> Iterator[Settled]:
        told = ("n", "about", "own_title", "title", "lang", "corrected_lang")
        columns = (page.c.id, page.c.address, *(version.c[name] for name in told))
        for start in range(0, len(ids), _CHUNK):
            chosen = page.c.id.in_(ids[start : start + _CHUNK])
            with self._engine.connect() as conn:
                rows = conn.execute(sa.select(*columns).join(version, _current).where(chosen).order_by(page.c.id)).all()
                query = sa.select(*_OWN, *_SHOWN).join(page, _current_blocks).where(chosen)
                blocks = _read_blocks(conn.execute(query.order_by(block.c.page, block.c.n)))
            for row in rows:
                held = blocks.get(row.id, ())
                yield Settled(
                    page=row.id,
                    address=row.address,
                    n=row.n,
                    about=row.about,
                    blocks=tuple(own for own, _, _ in held),
                    lines=tuple(line for _, _, line in held),
                    shown=tuple(shown for _, shown, _ in held),
                    own_title=row.own_title or row.title,
                    title=row.title,
                    lang=row.lang,
                    corrected_lang=row.corrected_lang,
                )

    def write(self, finished: Sequence[tuple[Settled, Cleaned, Lang | None]]) -> None:
        """What has become of pages, in one transaction; the language is one that a person has set."""
        if not finished:
            return
        at = [getattr(block.c, name) == sa.bindparam(f"its_{name}") for name in ("page", "version", "n")]
        now: dict[str, Any] = {name: sa.bindparam(f"its_{name}") for name in ("kind", "level", "reason", "lang")}
        change = sa.update(block).where(*at).values(**now)
        with self._engine.begin() as conn:
            for held, cleaned, lang in finished:
                here = sa.and_(version.c.page == held.page, version.c.n == held.n)
                conn.execute(sa.update(version).where(here).values(**known_of(cleaned), corrected_lang=lang))
                conn.execute(
                    change,
                    [
                        {
                            "its_page": held.page,
                            "its_version": held.n,
                            "its_n": n,
                            "its_kind": each.kind,
                            "its_level": each.level,
                            "its_reason": each.reason,
                            "its_lang": each.lang,
                        }
                        for n, each in enumerate(cleaned.all_blocks)
                    ],
                )
            forget(conn, [(held.page, held.n) for held, _, _ in finished])
            raise_revision(conn)

    def keep_templates(self, group: str, lines: Sequence[TemplateLine]) -> None:
        """Replace the template of a group; a line that was in it before keeps the run that first found it."""
        with self._engine.begin() as conn:
            mine = template.c.site_group == group
            since = {(row.key, row.side): row.since for row in conn.execute(sa.select(template).where(mine))}
            latest = conn.execute(sa.select(sa.func.max(run.c.id))).scalar()
            conn.execute(sa.delete(template).where(mine))
            told = ("key", "side", "text", "pages", "of")
            rows: list[dict[str, Any]] = [{name: getattr(line, name) for name in told} for line in lines]
            for row in rows:
                row |= {"site_group": group, "since": since.get((row["key"], row["side"]), latest)}
            if rows:
                conn.execute(sa.insert(template), rows)

    def done(self) -> None:
        """Record that everything is settled; nothing is left of groups that have no pages any more."""
        with self._engine.begin() as conn:
            inhabited = sa.select(page.c.site_group).where(page.c.site_group.is_not(None))
            conn.execute(sa.delete(template).where(template.c.site_group.not_in(inhabited)))
            touched = conn.execute(sa.select(sa.func.max(page.c.touched))).scalar() or 0
            put_setting(conn, "settled", str(max(int(get_setting(conn, "revision")), touched)))

    def decide(self, made: Decision) -> None:
        """Keep a decision, beside all that were made before; of several on one thing the last counts."""
        with self._engine.begin() as conn:
            conn.execute(sa.insert(decision).values(**asdict(made)))
            touch(conn, page_id(made.address))

    def decisions(self, address: str | None = None) -> list[Decision]:
        """Every decision that counts, on all pages or one, by address and the order in which they were made."""
        last: dict[tuple[str, str, str, int], Decision] = {}
        query = sa.select(decision).order_by(decision.c.id)
        with self._engine.connect() as conn:
            for row in conn.execute(query if address is None else query.where(decision.c.address == address)):
                told = {name: value for name, value in row._mapping.items() if name != "id"}
                made = Decision(**told)
                last.pop(made.subject, None)
                last[made.subject] = made
        return sorted(last.values(), key=lambda made: made.address)

    def digests(self, pages: Sequence[PageId]) -> dict[PageId, str]:
        """The digests of what pages say by themselves: what decisions are made on."""
        found: dict[PageId, str] = {}
        for start in range(0, len(pages), _CHUNK):
            query = sa.select(page.c.id, version.c.digest).join(version, _current)
            with self._engine.connect() as conn:
                rows = conn.execute(query.where(page.c.id.in_(pages[start : start + _CHUNK])))
                found |= {row.id: row.digest for row in rows}
        return found

    def is_settleable(self, who: PageId) -> bool:
        """Whether all that a page told is known, so that it can be finished again."""
        query = sa.select(page.c.id).join(version, _current).where(page.c.id == who, version.c.about.is_not(None))
        with self._engine.connect() as conn:
            return conn.execute(query).first() is not None

    def templates(self) -> Iterator[TemplateLine]:
        """Every line of every template, the newest first."""
        query = sa.select(template, run.c.started).outerjoin(run, run.c.id == template.c.since)
        newest = template.c.since.desc().nulls_last()
        order = (newest, template.c.site_group, template.c.pages.desc(), template.c.text, template.c.side)
        with self._engine.connect() as conn:
            sites = _sites(conn)
            for row in conn.execute(query.order_by(*order, template.c.key)):
                yield TemplateLine(
                    group=row.site_group,
                    key=row.key,
                    side=row.side,
                    text=row.text,
                    pages=row.pages,
                    of=row.of,
                    since=row.started,
                    sites=sites.get(row.site_group, ()),
                )


def _read_blocks(rows: Iterable[Any]) -> dict[str, list[_Read]]:
    """The blocks of each page. Cells are taken by place: by their names they take four times as long."""
    blocks: dict[str, list[_Read]] = {}
    for who, text, lang, kind, level, reason, key, side, *now in rows:
        own = Block(kind=kind, text=text, lang=lang, level=level, reason=reason)
        is_same = now == [kind, level, reason]
        shown = own if is_same else Block(kind=now[0], text=text, lang=lang, level=now[1], reason=now[2])
        blocks.setdefault(who, []).append((own, shown, (key, side)))
    return blocks


def _sites(conn: sa.Connection) -> dict[str, tuple[str, ...]]:
    """The sites of the pages of each group that has a template."""
    found: dict[str, set[str]] = {}
    query = sa.select(page.c.site_group, page.c.url, page.c.source).distinct()
    for row in conn.execute(query.where(page.c.site_group.in_(sa.select(template.c.site_group)))):
        found.setdefault(row.site_group, set()).add(site_of(row.url, row.source))
    return {group: tuple(sorted(sites)) for group, sites in found.items()}
