"""Where a query finds nothing: which of its words no page holds, and what finds something instead, with true counts.

Every offer is a query that can be run as it stands, and its count is what that query finds. Offers that mend the word
at fault come first, one of each kind before a second of any; leaving the word out comes after them.

Lives here: query tree -> offers. Pure, but for the probe it is handed. Not here: asking an index (probing.py).
"""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from msgspec.structs import replace

from search.answers import Offer, OfferKind
from search.syntax import (
    AllOf,
    AnyOf,
    Chosen,
    Dated,
    Day,
    Exact,
    Near,
    Node,
    Quoted,
    TextNode,
    Without,
    Words,
    as_text,
    joined,
)

MAX_COUNTS = 60  # queries that are tried
MAX_OFFERS = 8
MAX_PARTS = 5  # ways in which a word is cut
MAX_WORDS = 8  # words of a query that are looked at one by one
WIDER = (1, 2, 5)  # years on either side


class Index(Protocol):
    def count(self, tree: Node) -> int: ...
    def similar(self, word: str) -> list[str]: ...
    def bases(self, word: str) -> list[str]: ...
    def parts(self, word: str) -> list[tuple[str, ...]]: ...
    def names(self, word: str) -> list[str]: ...


def rescue(tree: Node, index: Index) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
    """The words that no page holds, and what finds something, likeliest first."""
    parts = _split(tree)
    terms = [part for part in parts if isinstance(part, TextNode)][:MAX_WORDS]
    silent = [term for term in terms if index.count(term) == 0]
    made: list[Offer] = []
    seen: set[str] = set()
    for kind, term, instead, other in islice(_candidates(parts, terms, silent, index), MAX_COUNTS):
        query = as_text(other)
        if query not in seen and len(made) < MAX_OFFERS:
            seen.add(query)
            if pages := index.count(other):
                made.append(Offer(kind=kind, query=query, pages=pages, term=term, instead=instead))
    return tuple(_word_of(term) for term in silent), tuple(_one_of_each_first(made))


_Candidate = tuple[OfferKind, str, str, Node]


def _candidates(parts: list[Node], terms: list[TextNode], silent: list[TextNode], index: Index) -> Iterator[_Candidate]:
    yield from _without_filters(parts)
    at_fault = silent or [term for term in terms if isinstance(term, Exact | Quoted | Near) or _field_of(term)]
    for term in at_fault:
        for kind, instead, nodes in _instead(term, index):
            if (other := joined([*_replaced(parts, term, nodes)])) is not None:
                yield kind, _word_of(term), instead, other
    if len(terms) > 1:
        heard = [term for term in terms if term not in silent]
        filters = [part for part in parts if not isinstance(part, TextNode)]
        if silent and heard and (rest := joined([*heard, *filters])) is not None:
            yield "term", ", ".join(map(_word_of, silent)), "", rest
            if filters and (bare := joined([*heard])) is not None:  # neither the word nor the filters hold
                yield "term", ", ".join([*map(_word_of, silent), *map(as_text, filters)]), "", bare
        elif not silent:
            for term in terms:
                rest = joined([part for part in parts if part is not term])
                if rest is not None:
                    yield "term", _word_of(term), "", rest
        if len(heard) > 1 and (rest := joined([AnyOf(parts=tuple(heard)), *filters])) is not None:
            yield "any", "", "", rest


def _without_filters(parts: list[Node]) -> Iterator[_Candidate]:
    """What is at other times, in other languages, or of another kind."""
    for part in parts:
        rest = [other for other in parts if other is not part]
        match part:
            case Dated():
                for wider in _wider(part):
                    yield "dates", as_text(part), as_text(wider), joined([*rest, wider]) or wider
                yield from _left_out("dates", part, rest)
            case Chosen(field="lang"):
                yield from _left_out("language", part, rest)
            case Chosen() | Without():
                yield from _left_out("filter", part, rest)
    asked = [part for part in parts if isinstance(part, TextNode | AnyOf)]
    if len(parts) - len(asked) > 1 and (rest_ := joined(list(asked))) is not None:
        yield "filter", "", "", rest_


def _left_out(kind: OfferKind, part: Node, rest: list[Node]) -> Iterator[_Candidate]:
    if (other := joined(rest)) is not None:
        yield kind, as_text(part), "", other


def _instead(term: TextNode, index: Index) -> Iterator[tuple[OfferKind, str, list[Node]]]:
    """What may stand in the place of a word or phrase that no page holds."""
    word = _word_of(term)
    is_one = len(word.split()) == 1
    if isinstance(term, Quoted | Near | Exact) and not is_one:
        if isinstance(term, Quoted | Exact):
            yield "phrase", f'"{word}"~5', [Near(text=term.text, distance=5)]
        yield "phrase", word, [Words(text=term.text)]
    elif isinstance(term, Exact):
        for base in index.bases(word):
            yield "base", base, [Words(text=base)]
        yield "base", word, [Words(text=term.text)]
    if not isinstance(term, Exact | Day) and term.field:
        yield "filter", word, [replace(term, field=None)]
    if is_one:
        for name in index.names(word)[:4]:
            yield "language", name, [Quoted(text=name) if " " in name else Words(text=name)]
        for form in islice(index.similar(word), 3):
            yield "spelling", form, [Words(text=form)]
        parts = index.parts(word)[:MAX_PARTS]
        for together in parts:
            yield "part", " ".join(together), [Words(text=" ".join(together))]
        for part in sorted({each for together in parts for each in together}, key=lambda each: (-len(each), each)):
            yield "part", part, [Words(text=part)]


def _field_of(term: TextNode) -> str | None:
    return None if isinstance(term, Exact | Day) else term.field


def _split(tree: Node) -> list[Node]:
    """The parts that must all match, each word by itself."""
    parts: list[Node] = []
    for part in tree.parts if isinstance(tree, AllOf) else (tree,):
        if isinstance(part, Words):
            words = [word for word in part.text.split() if any(map(str.isalnum, word))]
            parts += [Words(text=word, field=part.field) for word in words]
        else:
            parts.append(part)
    return parts


def _replaced(parts: list[Node], term: TextNode, nodes: list[Node]) -> Iterator[Node]:
    for part in parts:
        if part is term:
            yield from nodes
        else:
            yield part


def _word_of(term: TextNode) -> str:
    return term.text.strip()


def _wider(dated: Dated) -> Iterator[Dated]:
    for years in WIDER:
        first = f"{max(1, int(dated.first[:4]) - years):04}" if dated.first else None
        last = f"{min(9999, int(dated.last[:4]) + years):04}" if dated.last else None
        yield Dated(first=first, last=last)


def _one_of_each_first(offers: list[Offer]) -> Iterator[Offer]:
    """The best of each kind, then the others in their order."""
    best = {offer.kind: offer for offer in reversed(offers)}
    yield from sorted(best.values(), key=offers.index)
    yield from (offer for offer in offers if offer is not best[offer.kind])
