"""Matching and ranking over one commit of a whoosh index.

Lives here: postings and columns -> documents with scores, in order. Reads through the library's readers and lets
their errors pass. Not here: files, writing, errors (whoosh.py).
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from heapq import nlargest
from typing import Any, TypeAlias

from whoosh.reading import TermNotFound

from corpus.model import PageId
from indexer.contract import (
    Counted,
    DateRange,
    Everything,
    Facet,
    Field,
    Found,
    Fuzzy,
    Gathered,
    Hit,
    Only,
    Phrase,
    Prefix,
    Query,
    Sort,
    Term,
)
from indexer.engines.bm25 import bm25, idf
from indexer.engines.phrases import Layout, phrase_frequency, plan
from indexer.engines.terms import can_be_indexed, gathered, most_first, most_frequent, similar
from indexer.engines.tree import Leaf, fold, leaf_name

Scores: TypeAlias = dict[int, float]
"""Document numbers of this commit, with scores."""
Postings: TypeAlias = "dict[int, array[int]]"
"""Documents that hold a term, each with the length of the field and the places of the term in it."""


def encode(length: int, positions: Sequence[int]) -> bytes:
    """What is stored with each term of a document: how long its field is, and where the term stands.

    The library keeps lengths too, but rounded to a byte and one method call away from each posting.
    """
    return array("I", (length, *positions)).tobytes()


class Snapshot:
    """One commit, opened for reading. What was read once of a column is kept as long as the snapshot."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.generation = reader.generation()
        self._leaves: list[tuple[Any, int]] = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self._ids: dict[int, PageId] = {}
        self._programmes: dict[PageId, str] = {}
        self._dates: array[int] | None = None
        self._documents = int(reader.doc_count())

    def close(self) -> None:
        self._reader.close()

    def count(self) -> int:
        return self._documents

    def numbers(self, field: str, value: str) -> Iterator[int]:
        """The documents that hold the value."""
        if not can_be_indexed(value):
            return
        for matcher, base in self._matchers(field, value.encode()):
            for number in matcher.all_ids():
                yield base + number

    def search(self, query: Query, limit: int, offset: int, sort: Sort) -> Found:
        capped: dict[str, None] = {}
        scores = self._match(query, capped)
        order = self._by_relevance(scores, offset + limit) if sort == "relevance" else self._by_date(scores, sort)
        hits = tuple(Hit(id=id_, score=score) for score, id_ in order[offset : offset + limit])
        return Found(total=len(scores), hits=hits, capped=tuple(capped))

    def gather(self, query: Query, limit: int, offset: int, sort: Sort) -> Gathered:
        found = self.search(query, self._documents, 0, sort)
        return gathered(found, self._all_programmes().__getitem__, offset, limit)

    def facets(self, query: Query, facets: Sequence[Facet]) -> dict[Facet, Counted]:
        """One pass over the postings of the facets' values, which are few: no look at single documents."""
        matched = self._match(query, {}).keys()
        return {facet: most_first(self._count(facet, matched)) for facet in facets}

    def _count(self, facet: Facet, matched: Collection[int]) -> dict[str, int]:
        values = {text.decode() for part, _ in self._leaves for text in part.lexicon(facet)}
        counts = {value: sum(document in matched for document in self.numbers(facet, value)) for value in values}
        return {value: count for value, count in counts.items() if count}

    def _match(self, query: Query, capped: dict[str, None]) -> Scores:
        return fold(query, leaf=partial(self._leaf, capped=capped), both=self._both, either=_add)

    def _leaf(self, leaf: Leaf, *, capped: dict[str, None]) -> Scores:
        match leaf:
            case Term():
                return self._term(leaf.field, leaf.term, leaf.boost)
            case Phrase():
                return self._phrase(leaf, capped)
            case Prefix() | Fuzzy():
                return self._expanded(leaf, capped)
            case DateRange():
                return self._date_range(leaf)
            case Only():
                return {number: 0.0 for value in leaf.values for number in self.numbers(leaf.facet, value)}
            case Everything():
                return dict.fromkeys(self._all(), 0.0)

    def _both(self, must: Sequence[Scores], must_not: Sequence[Scores]) -> Scores:
        if not must and not must_not:
            return {}
        if must:
            first, *others = sorted(must, key=len)
            sums = {
                number: score + sum(other[number] for other in others)
                for number, score in first.items()
                if all(number in other for other in others)
            }
        else:
            sums = dict.fromkeys(self._all(), 0.0)
        for unwanted in must_not:
            sums = {number: score for number, score in sums.items() if number not in unwanted}
        return sums

    def _term(self, field: Field, term: str, boost: float) -> Scores:
        postings = dict(self._postings(field, term))
        score = self._scorer(field, [len(postings)], boost)
        # A value is one number for the length, then one for each occurrence.
        return {number: score(len(value) - 1, value[0]) for number, value in postings.items()}

    def _phrase(self, leaf: Phrase, capped: dict[str, None]) -> Scores:
        asked = plan(leaf)
        if asked.is_cut:
            capped[leaf_name(leaf)] = None
        read: dict[str, Postings] = {}
        best: Scores = {}
        for terms in asked.readings:
            for term in terms:
                if term not in read:
                    read[term] = dict(self._postings(leaf.field, term))
            score = self._scorer(leaf.field, [len(read[term]) for term in terms], leaf.boost)
            for number, frequency, length in _occurring([read[term] for term in terms], asked.layouts):
                best[number] = max(score(frequency, length), best.get(number, 0.0))
        return best

    def _expanded(self, leaf: Prefix | Fuzzy, capped: dict[str, None]) -> Scores:
        start = leaf.prefix if isinstance(leaf, Prefix) else leaf.term[: leaf.keep]
        if not can_be_indexed(start):
            return {}
        counts: Counter[str] = Counter()
        for part, _ in self._leaves:
            if isinstance(leaf, Prefix):
                for text, info in part.iter_prefix(leaf.field, start.encode()):
                    counts[text.decode()] += info.doc_frequency()
            else:  # few of them pass: reading what is known of all would take most of the time
                texts = (text.decode() for text in part.expand_prefix(leaf.field, start.encode()))
                for term in similar(texts, leaf):
                    counts[term] += part.doc_frequency(leaf.field, term.encode())
        living = (lambda term: sum(1 for _ in self.numbers(leaf.field, term))) if self._has_deletions() else None
        terms, cut = most_frequent(counts.items(), living)
        if cut:
            capped[leaf_name(leaf)] = None
        return _add([self._term(leaf.field, term, leaf.boost) for term in terms])

    def terms(self, field: Field, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, with the number of documents that have them, deleted ones included."""
        counts: Counter[str] = Counter()
        for part, _ in self._leaves if can_be_indexed(prefix) else ():
            for text, info in part.iter_prefix(field, prefix.encode()):
                counts[text.decode()] += info.doc_frequency()
        return list(counts.items())

    def _date_range(self, leaf: DateRange) -> Scores:
        first = 1 if leaf.first is None else max(1, leaf.first)
        dates = self._all_dates()
        if leaf.last is None:
            return {number: 0.0 for number in self._all() if first <= dates[number]}
        return {number: 0.0 for number in self._all() if first <= dates[number] <= leaf.last}

    def _scorer(self, field: Field, holding: Sequence[int], boost: float) -> Callable[[int, int], float]:
        """Scores from frequency and document length. A document's own posting makes the mean length positive."""
        rarity = boost * sum(idf(number, self._documents) for number in holding)
        mean_length = self._reader.field_length(field) / max(1, self._reader.doc_count_all())
        return partial(_score, mean_length=mean_length, rarity=rarity)

    def _by_relevance(self, scores: Scores, end: int) -> list[tuple[float, PageId]]:
        """The best `end`, and all that tie with the last of them: only these need their ids read."""
        if end < len(scores):
            cut = nlargest(end, scores.values())[-1] if end else float("inf")
            scores = {number: score for number, score in scores.items() if score >= cut}
        return sorted(((score, self._id(number)) for number, score in scores.items()), key=lambda it: (-it[0], it[1]))

    def _by_date(self, scores: Scores, sort: Sort) -> list[tuple[float, PageId]]:
        dates = self._all_dates()
        sign = -1 if sort == "newest" else 1
        keyed = sorted((not dates[number], sign * dates[number], self._id(number)) for number in scores)
        return [(0.0, id_) for _, _, id_ in keyed]

    def _id(self, number: int) -> PageId:
        known = self._ids.get(number)
        if known is None:
            if not self._ids:
                self._read_ids()
            known = self._ids[number]
        return known

    def _read_ids(self) -> None:
        for leaf, base in self._leaves:
            column = leaf.column_reader("id")
            self._ids.update((base + number, PageId(column[number])) for number in range(leaf.doc_count_all()))

    def _all_programmes(self) -> dict[PageId, str]:
        """What each document is gathered under."""
        if not self._programmes:
            for leaf, base in self._leaves:
                column = leaf.column_reader("gathered")
                numbers = range(leaf.doc_count_all())
                self._programmes.update((self._id(base + number), column[number].decode()) for number in numbers)
        return self._programmes

    def _all_dates(self) -> "array[int]":
        """The date of each document by number, 0 for undated ones."""
        if self._dates is None:
            self._dates = array("q")
            for leaf, _ in self._leaves:
                count = leaf.doc_count_all()
                # A segment without any date has no such column.
                column = leaf.column_reader("date") if leaf.has_column("date") else [0] * count
                self._dates.extend(column[number] for number in range(count))
        return self._dates

    def _all(self) -> Iterator[int]:
        for leaf, base in self._leaves:
            for number in leaf.all_doc_ids():
                yield base + number

    def _has_deletions(self) -> bool:
        return any(leaf.has_deletions() for leaf, _ in self._leaves)

    def _postings(self, field: Field, term: str) -> Iterator[tuple[int, "array[int]"]]:
        if not can_be_indexed(term):
            return
        for matcher, base in self._matchers(field, term.encode()):
            while matcher.is_active():
                value = array("I")
                value.frombytes(matcher.value())
                yield base + matcher.id(), value
                matcher.next()

    def _matchers(self, field: str, value: bytes) -> Iterator[tuple[Any, int]]:
        for leaf, base in self._leaves:
            try:
                matcher = leaf.postings(field, value)
            except TermNotFound:
                continue
            yield matcher, base


def _occurring(postings: Sequence[Postings], layouts: Sequence[Layout]) -> Iterator[tuple[int, int, int]]:
    """The documents with a plain phrase of these terms, how often it stands there, and how long the field is."""
    for number in set(postings[0]).intersection(*postings[1:]):
        values = [one[number] for one in postings]
        # A single term's frequency counts postings, of which several may share a position.
        places = [value[1:] for value in values]
        if frequency := len(places[0]) if len(places) == 1 else phrase_frequency(places, layouts):
            yield number, frequency, values[0][0]


def _score(frequency: int, length: int, *, mean_length: float, rarity: float) -> float:
    return bm25(frequency, length, mean_length, rarity)


def _add(parts: Sequence[Scores]) -> Scores:
    if not parts:
        return {}
    sums = dict(parts[0])
    for scores in parts[1:]:
        for number, score in scores.items():
            sums[number] = sums.get(number, 0.0) + score
    return sums
