"""The features of versions, and the likenesses of their blocks: made once, kept until what is shown changes.

Lives here: the shelf that linking reads from. Not here: what features are (linking), when they are read (ingest).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import sqlalchemy as sa
from msgspec import Struct

from corpus.model import PageId
from corpus.store.tables import feature, likeness, page

_CHUNK = 400
_AT_ONCE = 500  # rows that are fetched together


class StoredFeatures(Struct, frozen=True, kw_only=True):
    """What all comparisons ask of a page."""

    page: PageId
    address: str
    url: str | None
    source: str
    facts: str
    counts: bytes
    digest: int


class NewFeatures(Protocol):
    """Features to be kept, of the version that the page shows."""

    @property
    def page(self) -> PageId: ...
    @property
    def facts(self) -> str: ...
    @property
    def counts(self) -> bytes: ...
    @property
    def blocks(self) -> bytes: ...
    @property
    def names(self) -> str: ...
    @property
    def digest(self) -> int: ...


_shown = sa.and_(feature.c.page == page.c.id, feature.c.version == page.c.version)


class FeatureShelf:
    """The features of the pages as they are shown, made by one state of the rules (`made`)."""

    def __init__(self, engine: sa.Engine, made: str) -> None:
        self._engine = engine
        self._mine = sa.and_(_shown, feature.c.made == made)
        self._made = made
        self._held: frozenset[tuple[int, int]] = frozenset()

    def missing(self) -> list[PageId]:
        """The pages without features, by address."""
        query = sa.select(page.c.id).outerjoin(feature, self._mine).where(feature.c.page.is_(None))
        with self._engine.connect() as conn:
            return [PageId(each) for each in conn.execute(query.order_by(page.c.address)).scalars()]

    def keep(self, made: Sequence[NewFeatures]) -> None:
        """Keep features of what pages show, in one transaction."""
        ids = [each.page for each in made]
        with self._engine.begin() as conn:
            query = sa.select(page.c.id, page.c.version).where(page.c.id.in_(ids))
            shown = {row.id: row.version for row in conn.execute(query)}
            forget(conn, [(each.page, shown[each.page]) for each in made])
            rows = [
                {
                    "page": each.page,
                    "version": shown[each.page],
                    "made": self._made,
                    "digest": each.digest,
                    "facts": each.facts,
                    "counts": each.counts,
                    "names": each.names,
                    "blocks": each.blocks,
                }
                for each in made
            ]
            if rows:
                conn.execute(sa.insert(feature), rows)

    def counted(self) -> Iterator[StoredFeatures]:
        """Of every page what all comparisons ask."""
        columns = (page.c.id, page.c.address, page.c.url, page.c.source)
        query = sa.select(*columns, feature.c.facts, feature.c.counts, feature.c.digest).join(feature, self._mine)
        with self._engine.connect() as conn:
            for rows in conn.execution_options(yield_per=_AT_ONCE).execute(query).partitions():
                for who, address, url, source, facts, counts, digest in rows:
                    yield StoredFeatures(
                        page=who, address=address, url=url, source=source, facts=facts, counts=counts, digest=digest
                    )

    def blocks(self, pages: Sequence[PageId]) -> Mapping[PageId, bytes]:
        return {PageId(who): told for who, told in self._told(feature.c.blocks, pages)}

    def names(self, pages: Sequence[PageId]) -> Mapping[PageId, str]:
        return {PageId(who): told for who, told in self._told(feature.c.names, pages)}

    def counts(self, pages: Sequence[PageId]) -> Mapping[PageId, bytes]:
        return {PageId(who): told for who, told in self._told(feature.c.counts, pages)}

    @cached_property
    def likenesses(self) -> dict[tuple[int, int], tuple[float, float]]:
        """Of the blocks of two pages, by their digests."""
        with self._engine.connect() as conn:
            rows = conn.execute(sa.select(likeness)).all()  # at once: one by one takes twice as long
            held = {(a, b): (in_order, at_best) for a, b, in_order, at_best in rows}
        self._held = frozenset(held)
        return held

    def keep_likenesses(self) -> None:
        """Write down the likenesses that are new, and drop those of features that are gone."""
        new = [key for key in self.likenesses if key not in self._held]
        if not new:
            return
        columns = ("a", "b", "in_order", "at_best")
        digests = sa.select(feature.c.digest)
        with self._engine.begin() as conn:
            conn.execute(sa.delete(likeness).where(likeness.c.a.not_in(digests) | likeness.c.b.not_in(digests)))
            conn.execute(
                sa.insert(likeness),
                [dict(zip(columns, (*key, *self.likenesses[key]), strict=True)) for key in new],
            )
        self._held = frozenset(self.likenesses)

    def _told(self, column: sa.Column[Any], pages: Sequence[PageId]) -> Iterator[Any]:
        for start in range(0, len(pages), _CHUNK):
            query = sa.select(page.c.id, column).join(feature, self._mine)
            with self._engine.connect() as conn:
                yield from conn.execute(query.where(page.c.id.in_(pages[start : start + _CHUNK]))).all()


def forget(conn: sa.Connection, versions: Sequence[tuple[str, int]]) -> None:
    """Drop the features of versions that are shown otherwise from now on."""
    if versions:
        mine = sa.and_(feature.c.page == sa.bindparam("who"), feature.c.version == sa.bindparam("which"))
        conn.execute(sa.delete(feature).where(mine), [{"who": who, "which": which} for who, which in versions])
