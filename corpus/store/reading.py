"""What an archive's store tells: pages, versions, captures, links, counts. Nothing is changed here.

Not here: opening and writing (the package itself), settling (settling.py), rows into values (rows.py).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from corpus.model import Block, Capture, Lang, Link, Page, PageId, PageSummary, Relation, language_rank, page_id
from corpus.store.intake import held_version
from corpus.store.rows import (
    CURRENT,
    HeldVersion,
    block_from,
    link_from,
    page_from,
    template_shares,
    unpack,
)
from corpus.store.state import get_setting, settled_at
from corpus.store.tables import block, capture, link, page, refusal, source, version

LINKS = sa.select(link).order_by(link.c.a, link.c.b, link.c.relation)
_SHOWN = sa.and_(version.c.page == page.c.id, version.c.n == page.c.version)
_SHOWN_BLOCKS = sa.and_(block.c.page == page.c.id, block.c.version == page.c.version)
_STAMPED = (
    *(page.c[name] for name in ("id", "address", "url", "source", "version", "fetched_at", "programme", "touched")),
    *(version.c[name] for name in ("digest", "title", "lang", "confidence", "kind", "number")),
    *(sa.type_coerce(version.c[name], sa.String) for name in ("languages", "dates")),
)
_STATE = sa.cast(block.c.n, sa.String) + "." + sa.cast(block.c.level, sa.String) + block.c.kind + block.c.lang
_CHUNK = 400  # ids in one IN (...): well under SQLite's smallest limit of 999 variables


class Reading:
    """The questions that a store answers."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def sources(self) -> dict[str, Path]:
        with self._engine.connect() as conn:
            return {row.name: Path(row.place) for row in conn.execute(sa.select(source))}

    def revision(self) -> int:
        """Counts the changes to pages and their versions; an index or a set of links carries the one it was made of."""
        with self._engine.connect() as conn:
            return int(get_setting(conn, "revision"))

    def is_related(self) -> bool:
        """Whether links and programmes were decided on the pages as they are now."""
        with self._engine.connect() as conn:
            return get_setting(conn, "related") == get_setting(conn, "revision")

    def held(self, incoming: Sequence[tuple[Capture, str]]) -> list[bool]:
        """For each capture, given with its key, whether it brings nothing.

        Either this very fetch is held, or what last came in without a time is the same: a file without a time that was
        not touched says nothing new about a page that a dated crawl has since shown otherwise.
        """
        pages = [page_id(each.address) for each, _ in incoming]
        columns = (capture.c.page, capture.c.key, capture.c.fetched_at)
        fetches: set[tuple[str, str, str]] = set()
        undated: dict[str, str] = {}
        with self._engine.connect() as conn:
            for start in range(0, len(pages), _CHUNK):
                mine = capture.c.page.in_(pages[start : start + _CHUNK])
                for who, key, at in conn.execute(sa.select(*columns).where(mine).order_by(capture.c.id)):
                    if at is None:
                        undated[who] = key
                    else:
                        fetches.add((who, key, at))
        return [
            undated.get(who) == key if each.fetched_at is None else (who, key, each.fetched_at) in fetches
            for who, (each, key) in zip(pages, incoming, strict=True)
        ]

    def text_digest(self, address: str) -> str | None:
        """The digest of the text that the last capture without a time shows."""
        shown = sa.and_(version.c.page == capture.c.page, version.c.n == capture.c.version)
        query = (
            sa.select(version.c.digest)
            .join(capture, shown)
            .where(capture.c.page == page_id(address), capture.c.fetched_at.is_(None))
            .order_by(capture.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as conn:
            return conn.execute(query).scalar()

    def captures(self, page_: PageId) -> list[bytes]:
        """The raw bytes of every capture of a page, oldest first."""
        query = sa.select(capture.c.body, capture.c.codec).where(capture.c.page == page_)
        with self._engine.connect() as conn:
            rows = conn.execute(query.order_by(capture.c.seen_at, capture.c.id)).all()
        return [unpack(row.body, row.codec) for row in rows]

    def held_versions(self) -> Iterator[HeldVersion]:
        """Every version with the capture it can be made from again, one at a time, by address."""
        query = sa.select(version.c.page, version.c.n).join(page, page.c.id == version.c.page)
        with self._engine.connect() as conn:
            names = conn.execute(query.order_by(page.c.address, version.c.n)).all()
        for row in names:
            with self._engine.connect() as conn:
                held = held_version(conn, row.page, row.n)
            yield held

    def refused_places(self) -> list[str]:
        """The places of everything that was ever refused."""
        with self._engine.connect() as conn:
            return list(conn.execute(sa.select(refusal.c.place).distinct().order_by(refusal.c.place)).scalars())

    def refused_bodies(self) -> dict[str, bytes]:
        """The bytes that were read and not taken in, by the place they were read at."""
        query = sa.select(refusal).where(refusal.c.body.is_not(None)).order_by(refusal.c.id)
        with self._engine.connect() as conn:
            return {row.place: unpack(row.body, row.codec) for row in conn.execute(query)}

    def pages(self, ids: Sequence[PageId] | None = None) -> Iterator[Page]:
        """Pages with their blocks, by address; all, or those named. Read in chunks: the archive is never held."""
        if ids is None:
            with self._engine.connect() as conn:
                ids = [PageId(each) for each in conn.execute(sa.select(page.c.id).order_by(page.c.address)).scalars()]
        for start in range(0, len(ids), _CHUNK):
            yield from self._pages(ids[start : start + _CHUNK])

    def kept(self, ids: Sequence[PageId]) -> Iterator[Page]:
        """These pages by address, without the blocks that were removed: a third of the time, for most blocks are."""
        for start in range(0, len(ids), _CHUNK):
            chosen = page.c.id.in_(ids[start : start + _CHUNK])
            blocks: dict[str, list[Block]] = {}
            columns = [block.c[name] for name in ("page", "kind", "text", "lang", "level")]
            query = sa.select(*columns).join(page, _SHOWN_BLOCKS).where(chosen, block.c.reason.is_(None))
            with self._engine.connect() as conn:
                rows = conn.execute(CURRENT.where(chosen).order_by(page.c.address)).all()
                for who, kind, text, lang, level in conn.execute(query.order_by(block.c.page, block.c.n)):
                    blocks.setdefault(who, []).append(Block(kind=kind, text=text, lang=lang, level=level))
            yield from (page_from(row, tuple(blocks.get(row.id, ()))) for row in rows)

    def states(self) -> dict[PageId, str]:
        """For every page what its own row tells: the version it shows, when that was fetched, its programme."""
        columns = (page.c.id, page.c.version, page.c.fetched_at, page.c.programme)
        with self._engine.connect() as conn:
            return {PageId(who): f"{n} {at} {where}" for who, n, at, where in conn.execute(sa.select(*columns))}

    def settled(self) -> int:
        """Up to where pages are settled: what is touched later has this number below it."""
        with self._engine.connect() as conn:
            return settled_at(conn)

    def touched_since(self, settled: int) -> set[PageId]:
        """The pages that may show something else since then: those of each site in which one was touched."""
        groups = sa.select(page.c.site_group).where(page.c.touched > settled, page.c.site_group.is_not(None))
        mine = sa.or_(page.c.touched > settled, page.c.site_group.in_(groups.distinct()))
        with self._engine.connect() as conn:
            return {PageId(each) for each in conn.execute(sa.select(page.c.id).where(mine)).scalars()}

    def stamps(self, ids: Sequence[PageId]) -> dict[PageId, bytes]:
        """For each of these pages something that differs whenever another text is shown, or anything else about it.

        It may differ without that. Texts are not read: they only change together with what is looked at here.
        """
        found: dict[PageId, bytes] = {}
        blocks = sa.select(block.c.page, sa.func.aggregate_strings(_STATE, " ")).join(page, _SHOWN_BLOCKS)
        for start in range(0, len(ids), _CHUNK):
            chosen = page.c.id.in_(ids[start : start + _CHUNK])
            kept = blocks.where(chosen, block.c.reason.is_(None)).group_by(block.c.page)
            with self._engine.connect() as conn:
                states: dict[str, str] = {row[0]: row[1] for row in conn.execute(kept)}
                for row in conn.execute(sa.select(*_STAMPED).join(version, _SHOWN).where(chosen)):
                    told = repr((*row, states.get(row[0]))).encode("utf-8", "backslashreplace")
                    found[PageId(row[0])] = blake2b(told, digest_size=12).digest()
        return found

    def flaws(self) -> list[str]:
        """What the database itself finds wrong with its file: damage, and rows that point to none; else nothing.

        Only SQLite can be asked; of another database its own tools tell.
        """
        if self._engine.dialect.name != "sqlite":
            return []
        with self._engine.connect() as conn:
            told = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check(20)")]
            astray = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
        lost = [f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there" for row in astray]
        return [each for each in told if each != "ok"] + lost

    def summaries(self) -> list[PageSummary]:
        """Every page without its text, by address."""
        with self._engine.connect() as conn:
            rows = conn.execute(CURRENT.order_by(page.c.address)).all()
        return [page_from(row, ()).summary for row in rows]

    def find(self, name: str) -> list[PageId]:
        """The pages an id or address names; else those whose address ends with it at a slash. By address."""
        exact = sa.select(page.c.id).where(sa.or_(page.c.id == name, page.c.address == name))
        ending = sa.select(page.c.id).where(page.c.address.endswith("/" + name.lstrip("/"), autoescape=True))
        with self._engine.connect() as conn:
            found = conn.execute(exact).scalars().all() or conn.execute(ending.order_by(page.c.address)).scalars().all()
        return [PageId(each) for each in found]

    def first_seen(self, who: PageId | None = None) -> str | None:
        """The day on which a page was first seen, or the first of all pages; None where there is none."""
        query = sa.select(sa.func.min(capture.c.seen_at))
        with self._engine.connect() as conn:
            seen: str | None = conn.execute(query if who is None else query.where(capture.c.page == who)).scalar_one()
        return seen and seen[:10]

    def langs(self) -> dict[PageId, Lang]:
        """The language of each page."""
        shown = sa.and_(version.c.page == page.c.id, version.c.n == page.c.version)
        with self._engine.connect() as conn:
            rows = conn.execute(sa.select(page.c.id, version.c.lang).join(version, shown))
            return {PageId(who): lang for who, lang in rows}

    def links(self, relation: Relation | None = None) -> list[Link]:
        """All links, or those of one relation."""
        query = LINKS if relation is None else LINKS.where(link.c.relation == relation)
        with self._engine.connect() as conn:
            return [link_from(row) for row in conn.execute(query)]

    def links_of(self, pages: Sequence[PageId]) -> list[Link]:
        """The links of some pages."""
        mine = sa.or_(link.c.a.in_(pages), link.c.b.in_(pages))
        with self._engine.connect() as conn:
            return [link_from(row) for row in conn.execute(LINKS.where(mine))]

    def order_of_arrival(self) -> list[PageId]:
        with self._engine.connect() as conn:
            return [PageId(each) for each in conn.execute(sa.select(page.c.id).order_by(page.c.seq)).scalars()]

    def counts(self) -> dict[str, int]:
        """How many there are of each kind, for `kielo status`; what is refused run after run counts once.

        A link that people have rejected is none.
        """
        refused = sa.select(refusal.c.place, refusal.c.reason).distinct().subquery()
        links = sa.select(link.c.a).where(link.c.state != "rejected").subquery()
        tables = {"pages": page, "captures": capture, "versions": version, "refused": refused, "links": links}
        with self._engine.connect() as conn:
            return {
                name: conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }

    def outdated(self, cleaning: int) -> int:
        """How many versions an earlier state of the rules has made."""
        with self._engine.connect() as conn:
            query = sa.select(sa.func.count()).select_from(version).where(version.c.cleaning < cleaning)
            return int(conn.execute(query).scalar_one())

    def languages(self, ids: Sequence[PageId] | None = None) -> dict[Lang, int]:
        """How many pages (all, or those named) are in each language, in the order in which kielo shows them."""
        found: Counter[Lang] = Counter()
        with self._engine.connect() as conn:
            if ids is None:
                found.update(row.lang for row in conn.execute(CURRENT))
            for start in range(0, len(ids or ()), _CHUNK):
                found.update(
                    row.lang for row in conn.execute(CURRENT.where(page.c.id.in_((ids or ())[start : start + _CHUNK])))
                )
        return {lang: found[lang] for lang in sorted(found, key=lambda lang: (language_rank(lang), lang))}

    def _pages(self, ids: Sequence[PageId]) -> list[Page]:
        with self._engine.connect() as conn:
            rows = conn.execute(CURRENT.where(page.c.id.in_(ids)).order_by(page.c.address)).all()
            shares = template_shares(conn, {row.site_group for row in rows})
            groups = {row.id: row.site_group for row in rows}
            current = sa.select(block).join(page, sa.and_(page.c.id == block.c.page, page.c.version == block.c.version))
            blocks: dict[str, list[Block]] = {}
            for row in conn.execute(current.where(page.c.id.in_(ids)).order_by(block.c.page, block.c.n)):
                share = shares.get((groups[row.page], row.key, row.side)) if row.reason == "template" else None
                blocks.setdefault(row.page, []).append(block_from(row, share))
        return [page_from(row, tuple(blocks.get(row.id, ()))) for row in rows]
