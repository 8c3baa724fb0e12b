"""What an archive held at a moment, as a store of its own.

Of each page the newest capture seen by then is what it showed. Rows are taken over as they are, bytes and analyses
included; what was made of a capture that came later is left out. A version's facts are those of its newest capture:
where that came later, they have to be read anew from the one there was (`due`).

Lives here: which captures those are, and copying rows. What is read comes from one state of the store, whatever is
written meanwhile. Not here: cleaning, templates and links of that state (indexer.as_of conducts them).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from corpus.model import Capture, PageId
from corpus.store.intake import capture_from
from corpus.store.rows import Intake, block_rows, insert_blocks, version_row
from corpus.store.state import get_setting, next_touch, put_setting
from corpus.store.tables import (
    block,
    capture,
    decision,
    feature,
    likeness,
    link,
    link_decision,
    page,
    refusal,
    run,
    saved_search,
    seen_page,
    setting,
    source,
    template,
    version,
    vocabulary,
)

COPIED = (
    *(setting, run, source, page, version, block, capture, template, decision, link_decision, feature, likeness),
    vocabulary,
)
"""In an order that rows can point to what is there already."""
LEFT = (refusal, link, saved_search, seen_page)
"""What is decided anew, or is of the archive as it is. A test holds that every table is in one of the two."""
_AT_ONCE = 2_000
_CHUNK = 400


class ShownThen(Struct, frozen=True, kw_only=True):
    """What a page showed: the capture and its version; `is_now`: it shows that still, and all that is known of it."""

    version: int
    capture: int
    is_now: bool


class Then:
    """The archive as it was at a moment (ISO, UTC, as the store keeps moments), read through one connection."""

    def __init__(self, conn: sa.Connection, moment: str) -> None:
        self._conn, self._moment = conn, moment

    @cached_property
    def shown(self) -> Mapping[PageId, ShownThen]:
        """The pages that were held, with what they showed."""
        order = (capture.c.page, capture.c.seen_at, capture.c.sha256, capture.c.id)  # as what is newest is found
        columns = (capture.c.page, capture.c.version, capture.c.id, capture.c.seen_at <= self._moment)
        then: dict[str, tuple[int, int]] = {}
        newest: dict[str, int] = {}
        for who, n, number, is_held in self._conn.execute(sa.select(*columns).order_by(*order)):
            newest[who] = number
            if is_held:
                then[who] = (n, number)
        return {
            PageId(who): ShownThen(version=n, capture=number, is_now=newest[who] == number)
            for who, (n, number) in then.items()
        }

    @property
    def is_now(self) -> bool:
        """Whether nothing has come in since."""
        held = self._conn.execute(sa.select(sa.func.count()).select_from(page)).scalar_one()
        return held == len(self.shown) and all(each.is_now for each in self.shown.values())

    def key(self, *also: str) -> str:
        """Names what was held, with what people have decided: equal keys, equal states, whatever the moment."""
        columns = (version.c.page, version.c.n, version.c.digest, version.c.cleaning)
        made = {(who, n): told for who, n, *told in self._conn.execute(sa.select(*columns))}
        digest = blake2b(repr(also).encode(), digest_size=12)
        for who, each in sorted(self.shown.items()):
            digest.update(repr((who, each.capture, each.version, made[who, each.version])).encode())
        for table in (decision, link_decision):
            for row in self._conn.execute(sa.select(table).order_by(table.c.id)):
                digest.update(repr(tuple(row)).encode("utf-8", "backslashreplace"))
        own = sa.select(vocabulary.c.name, vocabulary.c.digest).order_by(vocabulary.c.name)
        for row in self._conn.execute(own):
            digest.update(repr(tuple(row)).encode("utf-8", "backslashreplace"))
        return digest.hexdigest()

    def due(self) -> Iterator[tuple[PageId, int, Capture]]:
        """The versions that have to be made anew, with the captures to make them of."""
        order = (capture.c.page, capture.c.version, capture.c.seen_at, capture.c.sha256, capture.c.id)
        columns = (capture.c.page, capture.c.version, capture.c.id)
        newest = {(who, n): number for who, n, number in self._conn.execute(sa.select(*columns).order_by(*order))}
        pairs = {
            each.capture: newest[who, each.version]
            for who, each in self.shown.items()
            if newest[who, each.version] != each.capture
        }
        keys = self._keys([*pairs, *pairs.values()])
        for who, each in self.shown.items():
            if each.capture in pairs and keys[each.capture] != keys[pairs[each.capture]]:
                where = self._conn.execute(sa.select(page).where(page.c.id == who)).one()
                row = self._conn.execute(sa.select(capture).where(capture.c.id == each.capture)).one()
                yield who, each.version, capture_from(where, row)

    def _keys(self, captures: Sequence[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for start in range(0, len(captures), _CHUNK):
            query = sa.select(capture.c.id, capture.c.key).where(capture.c.id.in_(captures[start : start + _CHUNK]))
            found.update((number, key) for number, key in self._conn.execute(query))
        return found

    def copy(self, into: sa.Engine, made: Mapping[tuple[PageId, int], Intake]) -> None:
        """Fill a store that is new with what was held; `made` are the versions that were made anew."""
        with into.begin() as conn:
            for table in COPIED:
                _insert(conn, table, self._rows(table, made))
            for (who, n), intake in made.items():
                conn.execute(sa.insert(version), [version_row(who, n, intake)])
                insert_blocks(conn, block_rows(who, n, intake))
            self._touch(conn, {who for who, _ in made})
            put_setting(conn, "revision", str(int(get_setting(conn, "revision")) + 1))
            put_setting(conn, "related", "")

    def _rows(self, table: sa.Table, made: Collection[tuple[PageId, int]]) -> Iterator[tuple[Any, ...]]:
        """The rows of a table as they were then; values stay as the database has them."""
        columns: list[sa.ColumnClause[Any]] = [sa.column(column.name) for column in table.c]
        query = sa.select(*columns).select_from(sa.table(table.name)).order_by(*(c.name for c in table.primary_key))
        place = {column.name: at for at, column in enumerate(table.c)}
        is_of_then = self._is_of_then(table, place, made)
        for row in self._conn.execution_options(yield_per=_AT_ONCE).execute(query):
            if is_of_then(row):
                yield self._page(place, row) if table is page else tuple(row)

    def _is_of_then(
        self, table: sa.Table, place: Mapping[str, int], made: Collection[tuple[PageId, int]]
    ) -> Callable[[Sequence[Any]], bool]:
        """Whether a row was there. By place: there are forty blocks a page, and names take most of the time."""
        if table is page:
            who = place["id"]
            return lambda row: row[who] in self.shown
        if table is capture:
            seen = place["seen_at"]
            return lambda row: bool(row[seen] <= self._moment)
        if table in (version, block, feature):
            kept = self._versions.difference(made)
            who, n = place["page"], place["n" if table is version else "version"]
            return lambda row: (row[who], row[n]) in kept
        key = place.get("key") if table is setting else None
        return lambda row: key is None or row[key] != "schema"

    def _page(self, place: Mapping[str, int], row: Sequence[Any]) -> tuple[Any, ...]:
        then = self.shown[row[place["id"]]]
        told = list(row)
        if not then.is_now:
            fetched = sa.select(capture.c.fetched_at).where(capture.c.id == then.capture)
            told[place["version"]] = then.version
            told[place["fetched_at"]] = self._conn.execute(fetched).scalar_one()
        return tuple(told)

    @cached_property
    def _versions(self) -> frozenset[tuple[str, int]]:
        """All that any capture showed by then."""
        query = sa.select(capture.c.page, capture.c.version).where(capture.c.seen_at <= self._moment)
        return frozenset((who, n) for who, n in self._conn.execute(query.distinct()))

    def _touch(self, conn: sa.Connection, made: Collection[str]) -> None:
        """Have those sites settled anew that other pages stood in, or the same with another text.

        Pages without an address of their own are grouped by what all of them say.
        """
        columns = (page.c.id, page.c.url, page.c.site_group, page.c.version)
        rows = self._conn.execute(sa.select(*columns)).all()
        others = [
            row
            for row in rows
            if row.id in made or row.id not in self.shown or self.shown[PageId(row.id)].version != row.version
        ]
        groups = {row.site_group for row in others}
        is_bare = any(row.url is None for row in others)
        touched = [
            {"who": row.id}
            for row in rows
            if row.id in self.shown and (row.site_group in groups or (is_bare and row.url is None))
        ]
        if touched:
            latest = conn.execute(sa.select(sa.func.max(page.c.touched))).scalar() or 0
            mine = sa.update(page).where(page.c.id == sa.bindparam("who"))
            conn.execute(mine.values(touched=max(latest, next_touch(conn)) + 1), touched)


def _insert(conn: sa.Connection, table: sa.Table, rows: Iterator[tuple[Any, ...]]) -> None:
    """As the driver takes them: a dictionary for each row costs three times as much as writing it."""
    plain = sa.table(table.name, *(sa.column(column.name) for column in table.c))
    written = str(sa.insert(plain).compile(dialect=conn.dialect))
    while some := list(islice(rows, _AT_ONCE)):
        if table is setting:
            conn.execute(sa.delete(setting).where(setting.c.key.in_([row[0] for row in some])))
        conn.exec_driver_sql(written, some)
