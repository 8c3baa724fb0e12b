"""A query tree as tantivy's query objects. The library's own parser is never used: it changes queries silently.

Lives here: one native query per node, prefix and fuzzy leaves spelled out through the term dictionary (the native
ones score every document alike). Not here: running it (tantivy.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tantivy

from indexer.contract import DateRange, Everything, Field, Fuzzy, Only, Phrase, Prefix, Query, Term
from indexer.engines.terms import can_be_indexed, most_frequent, reachable_slop, similar, spacings
from indexer.engines.tree import Leaf, fold, leaf_name

_LAST_DATE = 99_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
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
        """One native phrase per layout: with a slop of its own the library would let the order of terms change."""
        if not leaf.terms or not all(map(can_be_indexed, leaf.terms)):
            return tantivy.Query.empty_query()
        if len(leaf.terms) == 1:
            return self._term(leaf.field, leaf.terms[0])
        slop = reachable_slop(len(leaf.terms), leaf.slop)
        if slop < leaf.slop:
            self.capped[leaf_name(leaf)] = None
        layouts = [
            tantivy.Query.phrase_query(self._schema, leaf.field, list(zip(layout, leaf.terms, strict=True)))
            for layout in spacings(len(leaf.terms), slop)
        ]
        # The best layout counts, not their sum: a loose phrase must not outweigh an exact one.
        return layouts[0] if len(layouts) == 1 else tantivy.Query.disjunction_max_query(layouts)

    def _expanded(self, leaf: Prefix | Fuzzy) -> tantivy.Query:
        start = leaf.prefix if isinstance(leaf, Prefix) else leaf.term[: leaf.keep]
        if not can_be_indexed(start):
            return tantivy.Query.empty_query()
        found = self._searcher.terms_with_prefix(leaf.field, start)
        if isinstance(leaf, Fuzzy):
            counts = dict(found)
            found = [(term, counts[term]) for term in similar(counts, leaf)]
        terms, cut = most_frequent(found, self._living(leaf.field))
        if cut:
            self.capped[leaf_name(leaf)] = None
        return _either([self._term(leaf.field, term) for term in terms])

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
