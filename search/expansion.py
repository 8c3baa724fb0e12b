"""What a word of a query may match: its forms, compounds that hold it, and names and terms in the other languages.

A query is read in all three languages at once; the language somebody types in is never a filter. Each way of matching
is a `Pattern` that says where it comes from, so that an answer can tell why it was found.

Lives here: query tree -> patterns -> the engine's query. Not here: the query language (syntax.py), finding the
patterns again in a text (passages.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Literal, TypeAlias

from corpus.analysis import Forms, Token, analyse, fold
from corpus.linking.gazetteer import Entry, Gazetteer
from corpus.model import LANGUAGES, Lang
from indexer.catalogue import Catalogue
from indexer.contract import And, DateRange, Field, Only, Or, Phrase, Query, Term
from indexer.schema import date_number
from search import syntax

Source: TypeAlias = Literal["gazetteer", "glossary", "folded"]

# Set by hand on the demo archive; a later measurement on parallel pages may move them.
BOOSTS: dict[Field, float] = {"title": 2.5, "headings": 1.3, "body": 1.0, "parts": 0.35, "exact": 0.3}
TRANSLATED, FOLDED = 0.8, 0.6  # what a step away from the word as typed costs
MAX_READINGS = 8  # phrases one run of words may stand for: the product of the lemmas of its words
MAX_ENTRIES = 4  # entries that one name may stand for

FUNCTION_WORDS: dict[Lang, tuple[str, ...]] = {
    "fi": ("ja", "tai", "sekä", "että", "on", "ei", "se", "ne", "kun", "jos", "myös"),
    "sv": ("och", "eller", "samt", "att", "för", "av", "i", "på", "med", "till", "om", "en", "ett", "den", "det", "de"),
    "en": ("and", "or", "of", "the", "a", "an", "in", "on", "for", "to", "with", "by", "from", "as", "is", "are", "at"),
}
"""Words that carry no meaning of their own: beside others they need not match, and are not marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way to match: a run of slots, each with the lemma terms (`sv:hus`) it accepts.

    `term` is what was typed; `matched` is what stands for it (another language's name), None for the word itself.
    """

    term: str
    slots: tuple[frozenset[str], ...]
    lang: Lang
    boost: float = 1.0
    matched: str | None = None
    source: Source | None = None
    exact: str | None = None
    is_function_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A word, phrase or name of the query, with all ways to match it; `field` restricts it to the title.

    `within` are the longer names of the query that a word is part of: where one of those is found, it explains more.
    """

    term: str
    patterns: tuple[Pattern, ...]
    field: str | None = None
    within: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A query ready to be asked: what goes to the engine, and the leaves that an answer is explained by."""

    query: Query
    leaves: tuple[Leaf, ...]


class Expander:
    """Reads queries against the forms and names of one index generation."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer, *, translate: bool = True) -> None:
        self._catalogue = catalogue
        self._forms: Forms = catalogue.forms
        self._gazetteer = gazetteer
        self._translate = translate

    def expand(self, tree: syntax.Node) -> Expanded:
        leaves: list[Leaf] = []
        query = self._query(tree, leaves)
        return Expanded(query=query, leaves=tuple(leaves))

    def _query(self, node: syntax.Node, leaves: list[Leaf]) -> Query:
        """The engine's query for a node; leaves that an answer can be explained by are added to `leaves`."""
        query: Query
        match node:
            case syntax.Words():
                query = self._words(node, leaves)
            case syntax.Quoted():
                leaves.append(self._phrase(node))
                query = _ask(leaves[-1])
            case syntax.Language(langs=langs):
                query = Only(facet="lang", values=langs)
            case syntax.Dated(first=first, last=last):
                query = DateRange(first=date_number(first), last=date_number(last, last=True))
            case syntax.AllOf(parts=parts):
                must = tuple(self._query(part, leaves) for part in parts if not isinstance(part, syntax.Without))
                unwanted = tuple(self._query(part.part, []) for part in parts if isinstance(part, syntax.Without))
                query = And(must=must, must_not=unwanted)
            case syntax.AnyOf(parts=parts):
                query = Or(any_of=tuple(self._query(part, leaves) for part in parts))
            case syntax.Without(part=part):
                query = And(must_not=(self._query(part, []),))
        return query

    def _words(self, node: syntax.Words, leaves: list[Leaf]) -> Query:
        """All words, or the names and terms found in them in place of their words."""
        readings = {lang: analyse(node.text, lang, self._forms) for lang in LANGUAGES}
        units = {lang: list(self._units(node, lang, tokens)) for lang, tokens in readings.items()}
        every = [unit for found in units.values() for unit in found]
        words = [self._word(node, readings, at, every) for at in range(len(readings["fi"]))]
        leaves.extend(_content(words))
        ways: list[Query] = [And(must=tuple(_ask(leaf) for leaf in _content(words)))]
        for found in units.values():
            if found:
                rest = [leaf for at, leaf in enumerate(words) if not any(unit.holds(at) for unit in found)]
                asked = [*(unit.leaf for unit in found), *(leaf for leaf in rest if not _is_function_word(leaf))]
                leaves.extend(unit.leaf for unit in found)
                ways.append(And(must=tuple(map(_ask, asked))))
        return ways[0] if len(ways) == 1 else Or(any_of=tuple(dict.fromkeys(ways)))

    def _word(
        self, node: syntax.Words, readings: dict[Lang, tuple[Token, ...]], at: int, units: Sequence["_Unit"]
    ) -> Leaf:
        """A word in all its readings; its translations too, unless it is part of a longer name: no `county` is meant
        by `wellbeing services county`."""
        surface = readings["fi"][at].surface
        within = frozenset(unit.leaf.term for unit in units if unit.holds(at))
        patterns: list[Pattern] = []
        for lang in LANGUAGES:
            # the same text gives the same tokens in every language: only their lemmas differ
            token = readings[lang][at]
            patterns.append(_pattern(surface, (token,), lang))
            if not within:
                patterns.extend(self._translations(surface, (token,), lang))
        patterns.extend(self._with_dots(surface, readings["fi"][at].exact))
        return Leaf(term=surface, patterns=_distinct(patterns), field=node.field, within=within)

    def _units(self, node: syntax.Words, lang: Lang, tokens: Sequence[Token]) -> Iterator["_Unit"]:
        """The names and terms of several words in a run of words."""
        for mention in self._gazetteer.mentions(tokens, lang, any_case=True):
            if mention.end - mention.start > 1:
                run = tuple(tokens[mention.start : mention.end])
                typed = node.text[run[0].start : run[-1].end]
                patterns = (_pattern(typed, run, lang), *self._translations(typed, run, lang))
                leaf = Leaf(term=typed, patterns=_distinct(patterns), field=node.field)
                yield _Unit(start=mention.start, end=mention.end, leaf=leaf)

    def _translations(self, typed: str, run: Sequence[Token], lang: Lang) -> Iterator[Pattern]:
        """The other names, in all languages, of the entries that a whole run of tokens is."""
        if not self._translate:
            return
        for mention in self._gazetteer.mentions(run, lang, any_case=True):
            if mention.end - mention.start < len(run):
                continue
            for entry in mention.entries[:MAX_ENTRIES]:
                yield from self._names(entry, typed)

    def _names(self, entry: Entry, typed: str) -> Iterator[Pattern]:
        for lang in LANGUAGES:
            for name in entry.variants(lang):
                if name.casefold() != typed.casefold():
                    pattern = _pattern(typed, analyse(name, lang, self._forms), lang)
                    yield replace(pattern, boost=TRANSLATED, matched=name, source=entry.source)

    def _with_dots(self, surface: str, exact: str) -> Iterator[Pattern]:
        """What an unknown word without dots may have been meant as: `valfard` -> `välfärd`."""
        if fold(exact) != exact or any(self._forms.get(lang, exact) for lang in LANGUAGES):
            return
        for form in self._catalogue.unfolded(exact):
            for lang in LANGUAGES:
                pattern = _pattern(surface, analyse(form, lang, self._forms), lang)
                yield replace(pattern, boost=FOLDED, matched=form, source="folded")

    def _phrase(self, node: syntax.Quoted) -> Leaf:
        patterns: list[Pattern] = []
        for lang in LANGUAGES:
            run = analyse(node.text, lang, self._forms)
            if run:
                patterns.append(_pattern(node.text, run, lang))
                patterns.extend(self._translations(node.text, run, lang))
        return Leaf(term=node.text, patterns=_distinct(patterns), field=node.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A name of several words in a run: where it stands, and how it may match."""

    start: int
    end: int
    leaf: Leaf

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


def _content(words: list[Leaf]) -> list[Leaf]:
    """Without the function words, unless there is nothing else."""
    return [leaf for leaf in words if not _is_function_word(leaf)] or words


def _pattern(term: str, run: Sequence[Token], lang: Lang) -> Pattern:
    slots = tuple(frozenset(f"{lang}:{lemma}" for lemma in (*token.lemmas, *token.joined_lemmas)) for token in run)
    return Pattern(
        term=term,
        slots=slots,
        lang=lang,
        exact=run[0].exact if len(run) == 1 else None,
        is_function_word=len(run) == 1 and run[0].exact in FUNCTION_WORDS.get(lang, ()),
    )


def _distinct(patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
    """Without those that an earlier one matches already; what was typed comes before what stands for it."""
    kept: dict[tuple[frozenset[str], ...], Pattern] = {}
    for pattern in patterns:
        if pattern.slots:
            kept.setdefault(pattern.slots, pattern)
    return tuple(kept.values())


def _is_function_word(leaf: Leaf) -> bool:
    return any(pattern.is_function_word for pattern in leaf.patterns)


def _ask(leaf: Leaf) -> Query:
    """A leaf as the engine's query: any of its patterns in any of the fields."""
    fields: tuple[Field, ...] = ("title",) if leaf.field == "title" else ("title", "headings", "body")
    asked: list[Query] = []
    for pattern in leaf.patterns:
        asked.extend(_fielded(pattern, fields))
        if len(pattern.slots) == 1 and leaf.field is None:
            boost = BOOSTS["parts"] * pattern.boost
            asked.extend(Term(field="parts", term=term, boost=boost) for term in sorted(pattern.slots[0]))
    exact = {p.exact for p in leaf.patterns if p.exact and p.source is None} if leaf.field is None else set()
    asked.extend(Term(field="exact", term=term, boost=BOOSTS["exact"]) for term in sorted(exact))
    return Or(any_of=tuple(asked))


def _fielded(pattern: Pattern, fields: Sequence[Field]) -> Iterator[Query]:
    for terms in islice(product(*map(sorted, pattern.slots)), MAX_READINGS):
        for field in fields:
            boost = BOOSTS[field] * pattern.boost
            if len(terms) == 1:
                yield Term(field=field, term=terms[0], boost=boost)
            else:
                yield Phrase(field=field, terms=terms, boost=boost)
