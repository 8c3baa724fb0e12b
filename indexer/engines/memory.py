"""The reference engine: dicts, no cleverness, nothing kept. What it answers is what the contract means.

Lives here: the plainest engine that is right. Not here: speed; it looks at every term and every document it likes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeAlias

from corpus.model import PageId
from indexer.contract import (
    EXPANSION_LIMIT,
    Counted,
    DateRange,
    Everything,
    Facet,
    Field,
    Found,
    Fuzzy,
    Gathered,
    Hit,
    IndexDocument,
    Only,
    Phrase,
    Prefix,
    Query,
    Sort,
    Term,
)
from indexer.engines.bm25 import bm25, idf
from indexer.engines.phrases import phrase_frequency, plan
from indexer.engines.terms import can_be_indexed, gathered, most_first, programme_of, values_of
from indexer.engines.tree import Leaf, check_slice, fold, leaf_name

Scores: TypeAlias = dict[PageId, float]
Positions: TypeAlias = dict[str, list[int]]


class MemoryEngine:
    name: ClassVar[str] = "memory"

    def __init__(self) -> None:
        self._documents: dict[PageId, IndexDocument] = {}
        self._positions: dict[PageId, dict[Field, Positions]] = {}

    def write(self, documents: Iterable[IndexDocument]) -> int:
        given = list(documents)  # taken in whole first: if the source fails, nothing has changed
        for document in given:
            self._documents[document.id] = document
            self._positions[document.id] = {field: _positions(document, field) for field in document.fields}
        return len(given)

    def delete(self, ids: Iterable[PageId]) -> None:
        for id_ in ids:
            self._documents.pop(id_, None)
            self._positions.pop(id_, None)

    def search(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        check_slice(limit, offset)
        capped: dict[str, None] = {}
        scores = self._match(query, capped)
        if sort == "relevance":
            order = sorted(scores, key=lambda id_: (-scores[id_], id_))
        else:
            scores = dict.fromkeys(scores, 0.0)
            order = sorted(scores, key=lambda id_: (*_date_key(self._documents[id_].date, sort), id_))
        hits = tuple(Hit(id=id_, score=scores[id_]) for id_ in order[offset : offset + limit])
        return Found(total=len(scores), hits=hits, capped=tuple(capped))

    def gather(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Gathered:
        check_slice(limit, offset)
        found = self.search(query, limit=self.count(), sort=sort)
        return gathered(found, lambda id_: programme_of(self._documents[id_]), offset, limit)

    def facets(self, query: Query, facets: Sequence[Facet]) -> dict[Facet, Counted]:
        matched = [values_of(self._documents[id_]) for id_ in self._match(query, {})]
        return {
            facet: most_first(Counter(value for values in matched for value in values.get(facet, ())))
            for facet in facets
        }

    def terms(self, field: Field, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, with the number of documents that have them."""
        held = Counter(term for fields in self._positions.values() for term in fields.get(field, {}))
        return [(term, count) for term, count in held.items() if term.startswith(prefix)]

    def count(self) -> int:
        return len(self._documents)

    def close(self) -> None:
        """Nothing is held."""

    def _match(self, query: Query, capped: dict[str, None]) -> Scores:
        return fold(query, leaf=lambda leaf: self._leaf(leaf, capped), both=self._both, either=_add)

    def _both(self, must: Sequence[Scores], must_not: Sequence[Scores]) -> Scores:
        if not must and not must_not:
            return {}
        sums = dict.fromkeys(self._documents, 0.0)
        for scores in must:
            sums = {id_: score + scores[id_] for id_, score in sums.items() if id_ in scores}
        return {id_: score for id_, score in sums.items() if not any(id_ in scores for scores in must_not)}

    def _leaf(self, leaf: Leaf, capped: dict[str, None]) -> Scores:
        match leaf:
            case Term():
                return self._phrase(leaf.field, (leaf.term,), ((0,),), leaf.boost)
            case Phrase():
                return self._planned(leaf, capped)
            case Prefix() | Fuzzy():
                return self._expanded(leaf, capped)
            case DateRange() | Only() | Everything():
                return {id_: 0.0 for id_, document in self._documents.items() if _passes(document, leaf)}

    def _planned(self, leaf: Phrase, capped: dict[str, None]) -> Scores:
        asked = plan(leaf)
        if asked.is_cut:
            capped[leaf_name(leaf)] = None
        best: Scores = {}
        for terms in asked.readings:
            for id_, score in self._phrase(leaf.field, terms, asked.layouts, leaf.boost).items():
                best[id_] = max(score, best.get(id_, score))
        return best

    def _phrase(self, field: Field, terms: tuple[str, ...], layouts: Sequence[tuple[int, ...]], boost: float) -> Scores:
        """One term is a phrase too: then its frequency counts postings, of which several may share a position."""
        streams = {id_: fields[field] for id_, fields in self._positions.items() if fields.get(field)}
        lengths = {id_: sum(map(len, stream.values())) for id_, stream in streams.items()}
        rarity = sum(idf(sum(term in stream for stream in streams.values()), len(self._documents)) for term in terms)
        mean_length = sum(lengths.values()) / max(1, len(self._documents))
        scores: Scores = {}
        for id_, stream in streams.items():
            if not all(term in stream for term in terms):
                continue
            places = [stream[term] for term in terms]
            frequency = len(places[0]) if len(terms) == 1 else phrase_frequency(places, layouts)
            if frequency:
                scores[id_] = boost * bm25(frequency, lengths[id_], mean_length, rarity)
        return scores

    def _expanded(self, leaf: Prefix | Fuzzy, capped: dict[str, None]) -> Scores:
        counts: Counter[str] = Counter()
        for fields in self._positions.values():
            counts.update(term for term in fields.get(leaf.field, {}) if _stands_for(leaf, term))
        terms = sorted(counts, key=lambda term: (-counts[term], term))
        if len(terms) > EXPANSION_LIMIT:
            capped[leaf_name(leaf)] = None
        return _add([self._phrase(leaf.field, (term,), ((0,),), leaf.boost) for term in terms[:EXPANSION_LIMIT]])


def _positions(document: IndexDocument, field: Field) -> Positions:
    places: Positions = {}
    for posting in document.fields[field]:
        if can_be_indexed(posting.term):
            places.setdefault(posting.term, []).append(posting.position)
    return places


def _passes(document: IndexDocument, leaf: DateRange | Only | Everything) -> bool:
    match leaf:
        case Everything():
            return True
        case Only():
            return any(value in leaf.values for value in values_of(document).get(leaf.facet, ()))
        case DateRange(first=first, last=last):
            date = document.date
            return date is not None and (first is None or first <= date) and (last is None or date <= last)


def _date_key(date: int | None, sort: Sort) -> tuple[bool, int]:
    return (True, 0) if date is None else (False, -date if sort == "newest" else date)


def _stands_for(leaf: Prefix | Fuzzy, term: str) -> bool:
    if isinstance(leaf, Prefix):
        return term.startswith(leaf.prefix)
    return term[: leaf.keep] == leaf.term[: leaf.keep] and _edits(term, leaf.term) <= leaf.distance


def _edits(a: str, b: str) -> int:
    """Levenshtein's distance, by the textbook."""
    row = list(range(len(b) + 1))
    for i, ours in enumerate(a, start=1):
        above, row = row, [i]
        for j, theirs in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (ours != theirs)))
    return row[-1]


def _add(parts: Sequence[Scores]) -> Scores:
    sums: Scores = {}
    for scores in parts:
        for id_, score in scores.items():
            sums[id_] = sums.get(id_, 0.0) + score
    return sums
