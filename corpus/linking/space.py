"""All pages of an archive side by side: their features as arrays, and how telling each feature is among them.

Lives here: packed features -> numbers to calculate with. A page is known by its place in the order of ids, a feature by
its place in the order of keys; so the same pages give the same numbers in whatever order they came. Not here: which
pages are compared, and with what result (pairs.py).

How telling a feature is, its inverse document frequency, is taken from the archive and the shipped background. Both
the number of pages and the number of those that hold a feature count in steps (`stepped`): a few more pages then
leave nearly all weights, and with them nearly all links and what is said of them, exactly as they were.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from corpus.linking.features import Known
from corpus.linking.keys import IN_TITLE_MASK, shipped_frequencies, shipped_keys
from corpus.linking.packing import (
    COUNT_UNIT,
    FACTS,
    IN_TITLE,
    NAMED,
    ORGANISATION,
    PROGRAMME,
    WHO,
    WORD,
    Columns,
    Counted,
    known_of,
)

Array: TypeAlias = np.ndarray[Any, Any]

BACKGROUND_SHARE = 300
"""The background weighs as much as this many pages, so that a larger archive comes to speak for itself."""

PROGRAMME_PAGES = 8
"""Pages of one programme with its announcements in three languages: its head is named on all, and on no others. Set on
the demo, as was the tenth in `Idf.is_rare`: it is training data for both."""

TOLD = (ORGANISATION, PROGRAMME, WHO, *FACTS)
"""Names and facts: what evidence tells if it is rare."""

STEPS = 4
"""Steps from a number to its double that counts of pages are rounded to; the number of all pages to half as many."""


def stepped(counts: Any, steps: int = STEPS) -> Any:
    """The counts, rounded to steps that grow with them."""
    counts = np.asarray(counts, np.float64)
    step = np.exp2(np.floor(np.log2(np.maximum(counts, 1.0)))) / steps
    return np.floor(counts / step + 0.5) * step


class Idf:
    """Natural log of pages over pages that hold the feature, never below zero."""

    def __init__(self, pages: int, frequencies: Any) -> None:
        self.pages = float(stepped(pages, STEPS // 2)) + BACKGROUND_SHARE
        self.frequencies = stepped(frequencies)

    @property
    def values(self) -> Any:
        return np.maximum(0.0, np.log(self.pages / (self.frequencies + 1.0)))

    @property
    def are_rare(self) -> Any:
        """On about one page in a hundred at most. In a small archive on one in ten, up to the size of a programme; in
        one of a few pages, on no more than two of them."""
        small = min(PROGRAMME_PAGES, (self.pages - BACKGROUND_SHARE) / 10)
        return self.frequencies <= max(2.0, self.pages / 100, small)


class Rows:
    """The features of each page, one page behind the other: those of page i at `start[i]:start[i + 1]`."""

    def __init__(self, lengths: Any, features: Array, counts: Array) -> None:
        self.start = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self.features, self.counts = features, counts

    @cached_property
    def pages(self) -> Array:
        """The page of each feature in the rows."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    def of(self, pages: Array) -> tuple[Array, Array]:
        """How many features each of some pages has, and the places of all of these, one page behind the other."""
        lengths = self.start[pages + 1] - self.start[pages]
        ends = np.cumsum(lengths)
        places: Array = np.repeat((self.start[pages] - ends + lengths).astype(np.int32), lengths)
        places += np.arange(len(places), dtype=np.int32)
        return lengths, places


class Space:
    """The pages of an archive, by id, as arrays."""

    def __init__(self, pages: Iterable[Counted]) -> None:
        columns = Columns()
        self.known: list[Known] = []
        digests: list[int] = []
        for page in pages:
            self.known.append(known_of(page))
            digests.append(page.digest)
            columns.add(page.counts)
        self._sort(columns, digests)
        self._weigh()

    def __len__(self) -> int:
        return len(self.known)

    def _sort(self, columns: Columns, digests: Sequence[int]) -> None:
        order = sorted(range(len(self.known)), key=lambda place: self.known[place].id)
        self.known = [self.known[place] for place in order]
        self.digests = np.array([digests[place] for place in order], np.int64)
        places = np.array(order, np.int64)
        entries, chosen = _in_order(np.array(columns.entries, np.int64), places)
        keys = np.frombuffer(columns.keys, np.uint64)[chosen]
        self.keys, features = distinct(keys)
        kinds = np.frombuffer(columns.kinds, np.uint8)[chosen]
        self.kinds = np.zeros(len(self.keys), np.uint8)
        self.kinds[features] = kinds
        counts = np.frombuffer(columns.counts, np.uint8)[chosen]
        self.rows = Rows(entries, features, counts)

    def _weigh(self) -> None:
        scale = BACKGROUND_SHARE / shipped_frequencies()[0]
        self.held = np.bincount(self.rows.features, minlength=len(self.keys))  # pages of the archive, by feature
        idf = Idf(len(self), self._as_concepts(self.held) + scale * self._in_background())
        self.values, self.are_rare = idf.values, idf.are_rare
        self.are_words = self.kinds == WORD
        self.are_concepts = ~np.isin(self.kinds, (IN_TITLE, WHO, NAMED, WORD))
        counts = np.arange(256) * np.float32(COUNT_UNIT)
        sublinear = np.where(counts > 1, 1 + np.log(np.maximum(counts, 1)), counts)
        values = np.where(self.are_concepts | self.are_words, self.values, 0.0)
        self.weights = self._of_length_one(np.take(sublinear, self.rows.counts) * np.take(values, self.rows.features))

    def _of_length_one(self, weights: Array) -> Array:
        """The weights of features in the rows, so scaled that those of a page's concepts are of length one, and so are
        those of its words."""
        group = self.rows.pages * 2 + np.take(self.are_words, self.rows.features)
        lengths = np.sqrt(np.bincount(group, weights**2, 2 * len(self)))
        scaled: Array = (weights / np.take(np.where(lengths > 0, lengths, 1.0), group)).astype(np.float32)
        return scaled

    def held_by(self, *kinds: int, values: Array | None = None) -> Array:
        """How many features of these kinds each page holds; or the sum of a value that features have."""
        places = np.flatnonzero(np.isin(np.arange(256), kinds)[self._kinds_in_rows])
        weights = None if values is None else values[self.rows.features[places]]
        return np.bincount(self.rows.pages[places], weights, len(self))

    @cached_property
    def _kinds_in_rows(self) -> Array:
        kinds: Array = np.take(self.kinds, self.rows.features, mode="clip")
        return kinds

    def is_rare(self, key: int) -> bool:
        """Whether few pages hold a name or fact, which some do; see `Idf`."""
        return key in self._rare

    @cached_property
    def _rare(self) -> frozenset[int]:
        return frozenset(self.keys[self.are_rare & np.isin(self.kinds, TOLD)].tolist())

    def _as_concepts(self, held: Array) -> Array:
        """The counts, but for titles those of the same concepts anywhere on pages."""
        concepts = np.where(self.kinds == IN_TITLE, self.keys ^ np.uint64(IN_TITLE_MASK), self.keys)
        return np.where(self.kinds == IN_TITLE, _looked_up(concepts, self.keys, held), held)

    def _in_background(self) -> Array:
        concepts = np.where(self.kinds == IN_TITLE, self.keys ^ np.uint64(IN_TITLE_MASK), self.keys)
        return _looked_up(concepts, *shipped_keys())


def in_order_once(keys: Array) -> Array:
    """The different keys in order. `np.unique` counts them out first, which takes several times as long."""
    ordered = np.sort(keys)
    once: Array = ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
    return once


def are_among(keys: Array, known: Array) -> Array:
    """Whether each key is among the known ones, which are in order."""
    if not len(known):
        return np.zeros(len(keys), bool)
    found: Array = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found


def distinct(keys: Array) -> tuple[Array, Array]:
    """The different keys in order, and the place of each key among them.

    As `np.unique` does, in a fifth of the time: numbers alone are sorted, and nearly all are then told by their first
    bits, keys being digests.
    """
    different = in_order_once(keys)
    shift = np.uint64(64 - FIRST_BITS)
    first = np.zeros(1 << FIRST_BITS, np.int32)
    first[(different >> shift)[::-1]] = np.arange(len(different) - 1, -1, -1, dtype=np.int32)
    places: Array = np.take(first, keys >> shift, mode="clip")
    others = np.flatnonzero(np.take(different, places, mode="clip") != keys) if len(keys) else places
    places[others] = np.searchsorted(different, keys[others])
    return different, places


FIRST_BITS = 20


def _in_order(lengths: Array, order: Array) -> tuple[Array, Array]:
    """The lengths of rows in another order, and where in the old one each of their items stood."""
    start = np.cumsum(lengths) - lengths
    mine = lengths[order]
    ends = np.cumsum(mine)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - mine, mine)
    return mine, np.repeat(start[order], mine) + within


def _looked_up(keys: Array, known: Array, values: Array) -> Array:
    """The values of keys, 0 for those that are not among the known ones, which are in order."""
    if not len(known):
        return np.zeros(len(keys))
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, values[places], 0.0)
