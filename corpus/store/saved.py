"""Searches that people have saved, and what they have seen of them.

Lives here: keeping, listing and removing them; the answer that was last looked at. A person's own, so that nothing
but `delete` removes any. Each change is one short transaction: an ingest may run meanwhile.
Not here: answering a query, what is new in an answer (search.news).
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from corpus.model import PageId
from corpus.store.tables import capture, page, run, saved_search, seen_page

_AMONG = ""
"""In place of a page's id, in a look: its number says how many pages the index that answered held."""


class SavedSearch(Struct, frozen=True, kw_only=True):
    """A query under a name, with how it is read; when it was saved, and last looked at (ISO, UTC)."""

    name: str
    query: str
    langs: tuple[str, ...] = ()
    translate: bool = True
    without: tuple[str, ...] = ()
    made_at: str
    looked_at: str


class SavedSearches:
    """The saved searches of an archive."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> list[SavedSearch]:
        """By name."""
        with self._engine.connect() as conn:
            return [_saved(row) for row in conn.execute(sa.select(saved_search).order_by(saved_search.c.name))]

    def get(self, name: str) -> SavedSearch | None:
        with self._engine.connect() as conn:
            row = conn.execute(sa.select(saved_search).where(saved_search.c.name == name)).first()
        return None if row is None else _saved(row)

    def put(self, saved: SavedSearch, seen: Mapping[PageId, int], among: int) -> None:
        """Keep a search, in place of one of its name, with the versions of the pages that it finds now.

        `among` is how many pages could be found: those of the index, which are the first that have come in.
        """
        with self._engine.begin() as conn:
            _remove(conn, saved.name)
            conn.execute(
                sa.insert(saved_search).values(
                    name=saved.name,
                    query=saved.query,
                    langs=list(saved.langs),
                    is_translated=saved.translate,
                    without=list(saved.without),
                    made_at=saved.made_at,
                    looked_at=saved.looked_at,
                )
            )
            _see(conn, saved.name, seen, among)

    def delete(self, name: str) -> bool:
        """Whether there was one."""
        with self._engine.begin() as conn:
            return _remove(conn, name)

    def seen(self, name: str) -> dict[PageId, int]:
        """The pages of the answer that was last looked at, with their versions."""
        mine = sa.and_(seen_page.c.search == name, seen_page.c.page != _AMONG)
        query = sa.select(seen_page.c.page, seen_page.c.version).where(mine)
        with self._engine.connect() as conn:
            return {PageId(who): n for who, n in conn.execute(query)}

    def look(self, name: str, seen: Mapping[PageId, int], at: str, among: int) -> None:
        """Record what somebody sees of a search; `among` as in `put`."""
        mine = saved_search.c.name == name
        with self._engine.begin() as conn:
            conn.execute(sa.update(saved_search).where(mine).values(looked_at=at))
            conn.execute(sa.delete(seen_page).where(seen_page.c.search == name))
            _see(conn, name, seen, among)

    def arrived(self, name: str) -> set[PageId]:
        """The pages that nobody could find when a search was last looked at: those that have come into the index since.

        Not by time: what an ingest has stored is found only when it has been indexed.
        """
        mine = sa.and_(seen_page.c.search == name, seen_page.c.page == _AMONG)
        with self._engine.connect() as conn:
            among = conn.execute(sa.select(seen_page.c.version).where(mine)).scalar()
            if among is None:  # an earlier kielo has saved it
                looked = sa.select(saved_search.c.looked_at).where(saved_search.c.name == name).scalar_subquery()
                query = sa.select(capture.c.page).join(run, run.c.id == capture.c.run).group_by(capture.c.page)
                query = query.having(sa.func.min(run.c.started) > looked)
            else:
                query = sa.select(page.c.id).order_by(page.c.seq).offset(among)
            return {PageId(who) for who in conn.execute(query).scalars()}

    def held_before(self, moment: str) -> dict[PageId, int]:
        """The version that each page showed just before a moment; pages that were not held then are left out."""
        query = sa.select(capture.c.page, capture.c.version).where(capture.c.seen_at < moment)
        order = (capture.c.page, capture.c.seen_at, capture.c.sha256, capture.c.id)
        with self._engine.connect() as conn:
            return {PageId(who): n for who, n in conn.execute(query.order_by(*order))}  # the newest comes last


def _remove(conn: sa.Connection, name: str) -> bool:
    conn.execute(sa.delete(seen_page).where(seen_page.c.search == name))
    return conn.execute(sa.delete(saved_search).where(saved_search.c.name == name)).rowcount > 0


def _see(conn: sa.Connection, name: str, seen: Mapping[PageId, int], among: int) -> None:
    rows = [{"search": name, "page": who, "version": n} for who, n in (*seen.items(), (_AMONG, among))]
    conn.execute(sa.insert(seen_page), rows)


def _saved(row: Any) -> SavedSearch:
    return SavedSearch(
        name=row.name,
        query=row.query,
        langs=tuple(row.langs),
        translate=row.is_translated,
        without=tuple(row.without),
        made_at=row.made_at,
        looked_at=row.looked_at,
    )
