"""A query tree as tantivy's query objects. The library's own parser is never used: it changes queries silently.

Lives here: one native query per node, prefix and fuzzy leaves spelled out through the term dictionary (the native
ones score every document alike). Not here: running it (tantivy.py).
"""

from collections.abc import Callable, Iterable, Sequence

import tantivy
from msgspec import Struct

from indexer.contract import DateRange, Everything, Field, Fuzzy, Only, Phrase, Prefix, Query, Term
from indexer.engines.phrases import plan
from indexer.engines.terms import can_be_indexed, most_frequent, similar
from indexer.engines.tree import Leaf, fold, leaf_name

_LAST_DATE = 99_999_999


class Translation(Struct, frozen=True, kw_only=True):
    query: tantivy.Query
    capped: tuple[str, ...]


def translate(query: Query, schema: tantivy.Schema, searcher: tantivy.Searcher) -> Translation:
    translator = _Translator(schema, searcher)
    native = fold(query, leaf=translator.leaf, both=_both, either=_either)
    return Translation(query=native, capped=tuple(translator.capped))


class _Translator:
    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._listings: dict[tuple[Field, str], dict[str, int]] = {}
        self.capped: dict[str, None] = {}

    def leaf(self, leaf: Leaf) -> tantivy.Query:
        match leaf:
            case Term():
                return _boosted(self._term(leaf.field, leaf.term), leaf.boost)
            case Phrase():
                return _boosted(self._phrase(leaf), leaf.boost)
            case Prefix() | Fuzzy():
                return _boosted(self._expanded(leaf), leaf.boost)
            case DateRange():
                return self._date_range(leaf)
            case Only():
                values = [value for value in leaf.values if can_be_indexed(value)]
                return _unscored(tantivy.Query.term_set_query(self._schema, leaf.facet, values))
            case Everything():
                return _unscored(tantivy.Query.all_query())

    def _term(self, field: str, term: str) -> tantivy.Query:
        if not can_be_indexed(term):
            return tantivy.Query.empty_query()
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

    def _phrase(self, leaf: Phrase) -> tantivy.Query:
        """One native phrase per reading and layout: a slop of the library's own would let the order of terms change.

        The best of them counts, not their sum: a loose phrase must not outweigh an exact one.
        """
        asked = plan(leaf)
        if asked.is_cut:
            self.capped[leaf_name(leaf)] = None
        readings: Iterable[Sequence[str]] = asked.readings
        if len(asked.readings) > 1:
            standing = self._standing(leaf.field, {term for reading in asked.readings for term in reading})
            readings = [reading for reading in asked.readings if standing.issuperset(reading)]
        plain = [self._plain(leaf.field, reading, layout) for reading in readings for layout in asked.layouts]
        if not plain:
            return tantivy.Query.empty_query()
        return plain[0] if len(plain) == 1 else tantivy.Query.disjunction_max_query(plain)

    def _plain(self, field: Field, terms: Sequence[str], layout: Sequence[int]) -> tantivy.Query:
        if len(terms) == 1:
            return self._term(field, terms[0])
        if not all(map(can_be_indexed, terms)):
            return tantivy.Query.empty_query()
        return tantivy.Query.phrase_query(self._schema, field, list(zip(layout, terms, strict=True)))

    def _standing(self, field: Field, terms: Iterable[str]) -> set[str]:
        """Those of the terms that the dictionary has: of many alternatives most stand nowhere."""
        return {term for term in terms if can_be_indexed(term) and self._searcher.doc_freq(field, term)}

    def _expanded(self, leaf: Prefix | Fuzzy) -> tantivy.Query:
        start = leaf.prefix if isinstance(leaf, Prefix) else leaf.term[: leaf.keep]
        if not can_be_indexed(start):
            return tantivy.Query.empty_query()
        counts = self._listed(leaf.field, start)
        found = ((term, counts[term]) for term in similar(counts, leaf)) if isinstance(leaf, Fuzzy) else counts.items()
        terms, cut = most_frequent(found, self._living(leaf.field))
        if cut:
            self.capped[leaf_name(leaf)] = None
        return _either([self._term(leaf.field, term) for term in terms])

    def _listed(self, field: Field, start: str) -> dict[str, int]:
        """The terms that begin so, with their counts; read once a query, however many leaves ask for them."""
        if (field, start) not in self._listings:
            self._listings[field, start] = dict(self._searcher.terms_with_prefix(field, start))
        return self._listings[field, start]

    def _living(self, field: Field) -> Callable[[str], int] | None:
        """Counts of the dictionary include deleted documents until their segment is merged; these do not."""
        if self._searcher.doc_freq("present", "1") == self._searcher.num_docs:
            return None
        return lambda term: int(
            self._searcher.search(self._term(field, term), limit=1).count  # type: ignore[attr-defined]
        )

    def _date_range(self, leaf: DateRange) -> tantivy.Query:
        first = 0 if leaf.first is None else max(0, leaf.first)
        last = _LAST_DATE if leaf.last is None else min(_LAST_DATE, leaf.last)
        if first > last:
            return tantivy.Query.empty_query()
        return _unscored(
            tantivy.Query.range_query(self._schema, "date", tantivy.FieldType.Integer, first, last),
        )


def _both(must: Sequence[tantivy.Query], must_not: Sequence[tantivy.Query]) -> tantivy.Query:
    if not must and not must_not:
        return tantivy.Query.empty_query()
    if len(must) == 1 and not must_not:
        return must[0]
    wanted = must or [_unscored(tantivy.Query.all_query())]
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, query) for query in wanted] + [(tantivy.Occur.MustNot, query) for query in must_not]
    )


def _either(any_of: Sequence[tantivy.Query]) -> tantivy.Query:
    if not any_of:
        return tantivy.Query.empty_query()
    if len(any_of) == 1:
        return any_of[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in any_of])


def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return query if boost == 1.0 else tantivy.Query.boost_query(query, boost)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
