"""Rules about terms that every engine must apply alike, or the same question would get different answers.

Lives here: which terms can be indexed, which terms a prefix or fuzzy leaf stands for, which values a document has in a
facet. Pure. Not here: reading a term dictionary (each engine's), phrases (phrases.py).
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from corpus.model import PageId
from indexer.contract import EXPANSION_LIMIT, Counted, Facet, Found, Fuzzy, Gathered, Hit, IndexDocument

REBUILD = "build the index anew with `kielo reindex`"
"""The cure for an index that a library refuses."""

TERM_BYTES = 65_530
"""Longest term in UTF-8. tantivy drops longer ones without a word; so all engines do: the posting is left out, its
neighbours keep their positions, and asking for such a term finds nothing."""


def can_be_indexed(term: str) -> bool:
    """False for terms that are too long, or that hold half a surrogate pair and so have no UTF-8 form."""
    # A character takes at most four bytes: most terms are settled without encoding them.
    if len(term) * 4 <= TERM_BYTES and term.isascii():
        return True
    try:
        return len(term.encode()) <= TERM_BYTES
    except UnicodeEncodeError:
        return False


def values_of(document: IndexDocument) -> dict[Facet, tuple[str, ...]]:
    """The values of a document in each facet, each once; those that cannot be indexed are left out."""
    told: dict[Facet, Sequence[str]] = {"lang": document.langs, "site": (document.site,), "kind": (document.kind,)}
    told.update(document.facets.items())
    if document.date is not None:
        told["year"] = (str(document.date // 10_000),)
        if document.has_month:
            told["month"] = (f"{document.date // 10_000}-{document.date // 100 % 100:02}",)
    return {facet: tuple(filter(can_be_indexed, dict.fromkeys(values))) for facet, values in told.items() if values}


def programme_of(document: IndexDocument) -> str:
    """What a document is gathered under: a document without a programme has an id for one, marked as no programme's."""
    return next(iter(values_of(document).get("programme", ())), f"\0{document.id}")


def most_first(counts: Mapping[str, int]) -> Counted:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def gathered(found: Found, programme: Callable[[PageId], str], offset: int, limit: int) -> Gathered:
    """All that was found, by programme. For engines that have no quicker way."""
    slices: dict[str, list[Hit]] = {}
    for hit in found.hits:
        slices.setdefault(programme(hit.id), []).append(hit)
    shown = tuple(map(tuple, list(slices.values())[offset : offset + limit]))
    return Gathered(total=found.total, programmes=len(slices), slices=shown, capped=found.capped)


def within_distance(a: str, b: str, distance: int) -> bool:
    """Whether at most `distance` insertions, deletions and replacements turn `a` into `b`.

    Cuts what the two share at either end and tries the three edits on the rest: for one or two edits that is far
    less work than a table, and a dictionary has a hundred thousand terms to look at.
    """
    if abs(len(a) - len(b)) > distance:
        return False
    start, end_a, end_b = 0, len(a), len(b)
    while start < end_a and start < end_b and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a -= 1
        end_b -= 1
    if start in (end_a, end_b):
        return max(end_a, end_b) - start <= distance
    if distance <= 0:
        return False
    rest_a, rest_b = a[start:end_a], b[start:end_b]
    return (
        within_distance(rest_a[1:], rest_b[1:], distance - 1)
        or within_distance(rest_a[1:], rest_b, distance - 1)
        or within_distance(rest_a, rest_b[1:], distance - 1)
    )


def similar(terms: Iterable[str], leaf: Fuzzy) -> Iterator[str]:
    """Those of the terms that a fuzzy leaf stands for."""
    start, rest = leaf.term[: leaf.keep], leaf.term[leaf.keep :]
    # An edit spoils one piece at most, so that of `distance + 1` pieces one must be there unharmed. Looking for it
    # settles most terms of a dictionary without a step of Python.
    size = max(1, len(rest) // (leaf.distance + 1))
    pieces = [rest[at * size : (at + 1) * size] for at in range(leaf.distance + 1)]
    shortest, longest = len(leaf.term) - leaf.distance, len(leaf.term) + leaf.distance
    for term in terms:
        may_be = shortest <= len(term) <= longest and any(piece in term for piece in pieces)
        if may_be and term[: leaf.keep] == start and within_distance(term, leaf.term, leaf.distance):
            yield term


def most_frequent(
    terms: Iterable[tuple[str, int]], living: Callable[[str], int] | None = None
) -> tuple[tuple[str, ...], bool]:
    """The EXPANSION_LIMIT terms that most documents hold, ties by term, and whether any was left out.

    The counts may include deleted documents; `living` then gives the true count of one term (None: they are true).
    It is asked for as few terms as possible: a true count is never above the given one, so that the search ends at
    the first term whose given count cannot reach the list any more.
    """
    candidates = sorted(terms, key=lambda pair: (-pair[1], pair[0]))
    if living is None:
        return tuple(term for term, _ in candidates[:EXPANSION_LIMIT]), len(candidates) > EXPANSION_LIMIT
    kept: list[tuple[int, str]] = []
    for at, (term, upper) in enumerate(candidates):
        if len(kept) > EXPANSION_LIMIT and upper < -kept[EXPANSION_LIMIT - 1][0]:
            break
        if len(kept) == EXPANSION_LIMIT and upper < -kept[-1][0]:
            left_out = any(living(other) for other, _ in islice(candidates, at, None))
            return tuple(kept_term for _, kept_term in kept), left_out
        if count := living(term):
            insort(kept, (-count, term))
    return tuple(term for _, term in kept[:EXPANSION_LIMIT]), len(kept) > EXPANSION_LIMIT
