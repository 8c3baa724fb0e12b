"""From what tantivy finds to a slice of hits in the order that indexer/contract.py asks for.

Lives here: fetching until a tie is complete, ids and the columns they are read from.
Not here: the query (tantivy_query.py), the index (tantivy.py).

What is peculiar to the library, each reproduced in tests/indexer/test_engine_traps.py:
- Equal scores come in the order of storage, and equal documents may differ in the last bits of a 32-bit sum. So scores
  are rounded, and more is fetched until a tie is complete.
- Reading a document to learn its id costs more than many a search, and columns of text cannot be read by document. So
  ids lie in two columns of numbers.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import repeat
from struct import Struct
from typing import Any, Final, TypeAlias, cast

import tantivy

from corpus.model import PageId
from indexer.contract import Found, Hit, Sort
from indexer.engines.tantivy_query import Translation

TIE_MARGIN: Final = 6
"""Hits fetched beyond the slice at once, to see whether its last score goes on. Most ties are short."""

LONGER_TIES: Final = 16
"""How many times as many are fetched when it does."""

ID_BYTES: Final = 15
"""Bytes of an id that its columns hold; the ids of pages have twelve."""

UNSCORED: Final = 0
"""The rank of what only passed filters: all of it ties."""

IDLE_BITS: Final = 6
"""Of the 24 that the digits of a score have in tantivy."""
HALF: Final = 1 << (IDLE_BITS - 1)

Ranked: TypeAlias = list[tuple[int, tantivy.DocAddress]]

_HIT: Final = partial(tuple.__new__, Hit)  # in half the time of its own constructor
_KEY: Final = Struct(">QQ")
_IS_MORE: Final = (1).__and__
_ID: Final = cast("Callable[[bytes], PageId]", bytes.decode)


def key_of(id_: PageId) -> int:
    """A number of 16 bytes that orders documents as their ids do: the id's first bytes, then 1 if that is not all."""
    text = id_.encode()
    is_more = len(text) > ID_BYTES or 0 in text
    return int.from_bytes(text[:ID_BYTES].ljust(ID_BYTES, b"\0") + bytes((is_more,)))


def slice_of(searcher: tantivy.Searcher, translation: Translation, offset: int, end: int, sort: Sort) -> Found:
    """By rank, the smallest first, and then by id: minus the score, a date key, or for filters nothing but the id."""
    there = max(1, searcher.num_docs)

    def best_by(column: str) -> tuple[int, Ranked]:
        def by_key(fetch: int) -> tantivy.SearchResult:
            return searcher.search(translation.query, limit=fetch, order_by_field=column, order=tantivy.Order.Asc)

        return _best(by_key, _from_one, end, there)

    scores: Iterable[float] = repeat(0.0)
    if sort == "relevance":
        total, ranked = _best(partial(searcher.search, translation.query), _ranks, end, there)
        if ranked and ranked[0][0] == UNSCORED:  # nothing but filters
            total, ranked = best_by("id_start")
        else:
            scores = _scores([rank for rank, _ in ranked[offset:end]])
    else:
        total, ranked = best_by(sort)
    ids = _ids(searcher, ranked, offset, end) if ranked else []
    return Found(total=total, hits=tuple(map(_HIT, zip(ids, scores, strict=False))), capped=translation.capped)


def _best(
    run: Callable[[int], tantivy.SearchResult], ranks_of: Callable[[Sequence[Any]], list[int]], end: int, there: int
) -> tuple[int, Ranked]:
    """How many match, and with their ranks the first `end` and all that tie with the last of these."""
    fetch = min(end + TIE_MARGIN, there)
    while True:
        found = run(fetch)
        hits = found.hits
        count = int(found.count)  # type: ignore[attr-defined]  # missing from the library's stubs
        if not end or not hits:
            return count, []
        ranks = ranks_of([value for value, _ in hits])
        tied = bisect_right(ranks, ranks[min(end, len(ranks)) - 1])
        if tied < len(ranks) or len(ranks) < fetch or fetch == there or ranks[0] == UNSCORED:
            return count, [(rank, address) for rank, (_, address) in zip(ranks[:tied], hits, strict=False)]
        fetch = min(fetch * LONGER_TIES, there)


def _ids(searcher: tantivy.Searcher, ranked: Ranked, offset: int, end: int) -> list[PageId]:
    """The ids of a slice, by rank and id. The columns tell them, unless one of them is too long for them."""
    addresses = [address for _, address in ranked]
    starts: list[Any] = searcher.fast_field_values("id_start", addresses)
    ends: list[Any] = searcher.fast_field_values("id_end", addresses)
    ranks = [rank for rank, _ in ranked]
    if any(map(_IS_MORE, ends)):
        ids = [PageId(str(searcher.doc(address).get_first("id"))) for address in addresses]
        return [id_ for _, id_ in sorted(zip(ranks, ids, strict=True))[offset:end]]
    ordered = sorted(zip(ranks, starts, ends, strict=True))[offset:end]
    return [_ID(_KEY.pack(start, rest).rstrip(b"\0")) for _, start, rest in ordered]


def _ranks(scores: Sequence[float]) -> list[int]:
    """Scores to some five digits: what lies behind them in a 32-bit sum depends on the order of its parts.

    As the bits of such a number, which for positive ones rise with it: writing out digits takes three times as long.
    """
    return [-((bits + HALF) >> IDLE_BITS) for bits in array("I", array("f", scores).tobytes())]


def _scores(ranks: Sequence[int]) -> list[float]:
    return array("f", array("I", [-rank << IDLE_BITS for rank in ranks]).tobytes()).tolist()


def _from_one(keys: Sequence[int]) -> list[int]:
    """The ranks that keys give: never UNSCORED."""
    return [key + 1 for key in keys]
