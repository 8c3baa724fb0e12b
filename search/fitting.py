"""A query that asks for more than an engine does at once, cut to what it does.

Long quotations cost most: each of their words has several base forms, and all ways to put them together are looked for.
So these are thinned first, then those of all quotations, and words are left out only where nothing else helps.

Lives here: query nodes -> query nodes within the limits. Pure. Not here: the limits (indexer.engines.tree), how a query
came to be so large (expansion.py).
"""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from corpus.errors import EngineError
from indexer.contract import And, DateRange, Or, Phrase, Query
from indexer.engines.tree import check_limits

CUT = "the query asks for more than can be looked for at once; it was cut"
LONG = 6  # words of a quotation that is thinned first


def fitted(query: Query) -> tuple[Query, bool]:
    """The query within the limits, and whether something of it was left out."""
    if _fits(query):
        return query, False
    for longer_than in (LONG, 0):
        query = _mapped(query, partial(_thinned, longer_than=longer_than))
        if _fits(query):
            return query, True
    while not _fits(query):
        query = _halved(query)
    return query, True


def _fits(query: Query) -> bool:
    """With room for what a searcher asks around it."""
    try:
        check_limits(And(must=(query,), must_not=(DateRange(),)))
    except EngineError:
        return False
    return True


def _mapped(query: Query, change: Callable[[Phrase], Phrase]) -> Query:
    match query:
        case And(must=must, must_not=must_not):
            return And(
                must=tuple(_mapped(each, change) for each in must),
                must_not=tuple(_mapped(each, change) for each in must_not),
            )
        case Or(any_of=any_of):
            return Or(any_of=tuple(_mapped(each, change) for each in any_of))
        case Phrase():
            return change(query)
    return query


def _thinned(phrase: Phrase, *, longer_than: int) -> Phrase:
    """A phrase longer than that with the likeliest reading of each of its words, side by side."""
    if len(phrase.terms) <= longer_than:
        return phrase
    terms = tuple(place if isinstance(place, str) else place[:1] for place in phrase.terms)
    return replace(phrase, terms=terms, slop=0, is_ordered=True)


def _halved(query: Query) -> Query:
    """Without the later half of its parts; of one part, without the later half of that."""
    match query:
        case And(must=must, must_not=must_not) if len(must) + len(must_not) > 1:
            return And(must=must[: (len(must) + 1) // 2], must_not=must_not[: len(must_not) // 2])
        case And(must=(And() | Or() as only,)):
            return _halved(only)
        case Or(any_of=any_of) if len(any_of) > 1:
            return Or(any_of=any_of[: len(any_of) // 2])
        case Or(any_of=(And() | Or() as only,)):
            return _halved(only)
    return Or(any_of=())
