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
from hashlib import blake2b
from itertools import count, repeat
from struct import Struct
from typing import Any, Final, TypeAlias, cast

import tantivy

from corpus.model import PageId
from indexer.contract import Found, Gathered, Hit, Sort
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

Ranked: TypeAlias = tuple[list[int], list[tantivy.DocAddress]]  # apart: answers may have ten thousand

_HIT: Final = partial(tuple.__new__, Hit)  # in half the time of its own constructor
_KEY: Final = Struct(">QQ")
_IS_MORE: Final = (1).__and__
_ID: Final = cast("Callable[[bytes], PageId]", bytes.decode)


def key_of(id_: PageId) -> int:
    """A number of 16 bytes that orders documents as their ids do: the id's first bytes, then 1 if that is not all."""
    text = id_.encode()
    is_more = len(text) > ID_BYTES or 0 in text
    return int.from_bytes(text[:ID_BYTES].ljust(ID_BYTES, b"\0") + bytes((is_more,)))


def gathering_key(programme: str) -> int:
    """A number for a programme: two of a million share one with a chance of one in forty million."""
    return int.from_bytes(blake2b(programme.encode(), digest_size=8).digest())


def slice_of(searcher: tantivy.Searcher, translation: Translation, offset: int, end: int, sort: Sort) -> Found:
    """By rank, the smallest first, and then by id: minus the score, a date key, or for filters nothing but the id."""
    total, ranked, is_scored = _ranked(searcher, translation, end, sort)
    hits = [hit for _, hit in _in_order(searcher, ranked, offset, end, is_scored=is_scored)]
    return Found(total=total, hits=tuple(hits), capped=translation.capped)


def gathered(searcher: tantivy.Searcher, translation: Translation, offset: int, end: int, sort: Sort) -> Gathered:
    """All that matches by programme. Ids are read only of what may be in the slice."""
    total, (ranks, addresses), is_scored = _ranked(searcher, translation, max(1, searcher.num_docs), sort)
    keys: list[Any] = searcher.fast_field_values("gathered", addresses) if ranks else []
    programmes = len(set(keys))
    if not keys or offset >= min(end, programmes):
        return Gathered(total=total, programmes=programmes, slices=(), capped=translation.capped)
    first: dict[int, int] = {}
    for place, key in enumerate(keys):
        if first.setdefault(key, place) == place and len(first) == end:
            break
    # Whatever ties with the first document of the last programme may come before it by its id.
    last = ranks[max(first.values())]
    near = set(keys[: bisect_right(ranks, last)])
    places = [place for place, key in enumerate(keys) if key in near]
    chosen = [ranks[place] for place in places], [addresses[place] for place in places]
    slices: dict[int, list[Hit]] = {}
    for n, hit in _in_order(searcher, chosen, 0, len(places), is_scored=is_scored):
        slices.setdefault(keys[places[n]], []).append(hit)
    shown = tuple(map(tuple, list(slices.values())[offset:end]))
    return Gathered(total=total, programmes=programmes, slices=shown, capped=translation.capped)


def _ranked(searcher: tantivy.Searcher, translation: Translation, end: int, sort: Sort) -> tuple[int, Ranked, bool]:
    """How many match, the first `end` with all that tie with the last of them, and whether their ranks tell a score."""
    there = max(1, searcher.num_docs)

    def best_by(column: str) -> tuple[int, Ranked]:
        def by_key(fetch: int) -> tantivy.SearchResult:
            return searcher.search(translation.query, limit=fetch, order_by_field=column, order=tantivy.Order.Asc)

        return _best(by_key, _from_one, end, there)

    if sort != "relevance":
        return *best_by(sort), False
    total, ranked = _best(partial(searcher.search, translation.query), _ranks, end, there)
    if ranked[0] and ranked[0][0] == UNSCORED:  # nothing but filters
        return *best_by("id_start"), False
    return total, ranked, True


def _best(
    run: Callable[[int], tantivy.SearchResult], ranks_of: Callable[[Sequence[Any]], list[int]], end: int, there: int
) -> tuple[int, Ranked]:
    """How many match, and with their ranks the first `end` and all that tie with the last of these."""
    fetch = min(end + TIE_MARGIN, there)
    while True:
        found = run(fetch)
        hits = found.hits
        total = int(found.count)  # type: ignore[attr-defined]  # missing from the library's stubs
        if not end or not hits:
            return total, ([], [])
        values, addresses = map(list, zip(*hits, strict=True))
        ranks = ranks_of(values)
        tied = bisect_right(ranks, ranks[min(end, len(ranks)) - 1])
        if tied < len(ranks) or len(ranks) < fetch or fetch == there or ranks[0] == UNSCORED:
            return total, (ranks[:tied], addresses[:tied])
        fetch = min(fetch * LONGER_TIES, there)


def _in_order(
    searcher: tantivy.Searcher, ranked: Ranked, offset: int, end: int, *, is_scored: bool
) -> list[tuple[int, Hit]]:
    """The hits of a slice, by rank and id, each with its place in `ranked`. The columns tell the ids, unless one of
    them is too long for them."""
    ranks, addresses = ranked
    if not ranks:
        return []
    starts: list[Any] = searcher.fast_field_values("id_start", addresses)
    ends: list[Any] = searcher.fast_field_values("id_end", addresses)
    if any(map(_IS_MORE, ends)):
        known = [PageId(str(searcher.doc(address).get_first("id"))) for address in addresses]
        ordered = sorted(zip(ranks, known, count(), strict=False))[offset:end]
        ids, places = [id_ for _, id_, _ in ordered], [place for _, _, place in ordered]
    else:
        by_key = sorted(zip(ranks, starts, ends, count(), strict=False))[offset:end]
        ids = [_ID(_KEY.pack(start, rest).rstrip(b"\0")) for _, start, rest, _ in by_key]
        places = [place for _, _, _, place in by_key]
    scores: Iterable[float] = _scores([ranks[place] for place in places]) if is_scored else repeat(0.0)
    return list(zip(places, map(_HIT, zip(ids, scores, strict=False)), strict=True))


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
