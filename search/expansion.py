"""What a word of a query may match: its forms, compounds that hold it, and names and terms in the other languages.

A query is read in all three languages at once; the language somebody types in is never a filter. Each way of matching
is a `Pattern` that says where it comes from, so that an answer can tell why it was found.

Lives here: query tree -> leaves, with names, translations and dots put back. Not here: the query language (syntax.py),
what a pattern asks of the engine (patterns.py), finding the patterns again in a text (passages.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.analysis import FormAnalysis, Forms, Token, analyse, analyse_form, fold
from corpus.linking.gazetteer import Entry, Gazetteer
from corpus.model import LANGUAGES, Lang
from indexer.catalogue import Catalogue
from indexer.contract import And, DateRange, Only, Or, Phrase, Query
from indexer.schema import date_number
from search import syntax
from search.dots import dotted, dotted_in_harmony
from search.patterns import FOLDED, TRANSLATED, Leaf, Pattern, ask, distinct, is_function_word, opened, pattern_of

MAX_ENTRIES = 4  # entries that one name may stand for
MAX_MEANT = 4  # words with dots that one without may stand for


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A query ready to be asked: what goes to the engine, and the leaves that an answer is explained by."""

    query: Query
    leaves: tuple[Leaf, ...]
    notes: tuple[str, ...] = ()


class _Typed(Forms):
    """The forms of a query, beside those of the index: what is typed there does not become known by it."""

    def __init__(self, indexed: Forms) -> None:
        super().__init__()
        self._indexed = indexed

    def get(self, lang: Lang, form: str) -> FormAnalysis | None:
        return super().get(lang, form) or self._indexed.get(lang, form)

    def is_indexed(self, form: str) -> bool:
        """Whether the form stands on a page, or is the base form or a part of one that does, or a known name's."""
        return any(self._indexed.get(lang, form) for lang in LANGUAGES)


class Expander:
    """Reads one query against the forms and names of one index generation.

    `stands` tells whether any page matches a query; without it no hyphen is taken for the end of a name.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        gazetteer: Gazetteer,
        *,
        translate: bool = True,
        stands: Callable[[Query], bool] = lambda _query: False,
    ) -> None:
        self._catalogue = catalogue
        self._forms = _Typed(catalogue.forms)
        self._gazetteer = gazetteer
        self._translate = translate
        self._stands = stands
        self._notes: list[str] = []

    def expand(self, tree: syntax.Node) -> Expanded:
        leaves: list[Leaf] = []
        query = self._query(tree, leaves)
        return Expanded(query=query, leaves=tuple(dict.fromkeys(leaves)), notes=tuple(self._notes))

    def _query(self, node: syntax.Node, leaves: list[Leaf]) -> Query:
        """The engine's query for a node; leaves that an answer can be explained by are added to `leaves`."""
        query: Query
        match node:
            case syntax.Words():
                query = self._words(node, leaves)
            case syntax.Quoted():
                leaves.append(self._phrase(node))
                query = ask(leaves[-1])
            case syntax.Language(langs=langs):
                query = Only(facet="lang", values=langs)
            case syntax.Dated(first=first, last=last):
                query = DateRange(first=date_number(first), last=date_number(last, last=True))
            case syntax.AllOf(parts=parts):
                parts = self._telling(self._with_names(parts))
                must = tuple(self._query(part, leaves) for part in parts if not isinstance(part, syntax.Without))
                unwanted = tuple(self._query(part.part, []) for part in parts if isinstance(part, syntax.Without))
                query = And(must=must, must_not=unwanted)
            case syntax.AnyOf(parts=parts):
                query = Or(any_of=tuple(self._query(part, leaves) for part in parts))
            case syntax.Without(part=part):
                query = And(must_not=(self._query(part, []),))
        return query

    def _with_names(self, parts: Sequence[syntax.Node]) -> tuple[syntax.Node, ...]:
        """`Tulevaisuuden sote-keskus -ohjelma` is a name, not a wish for pages without `ohjelma`: read so when it is
        in the gazetteer, or when a page has the words next to each other as they were typed."""
        joined: list[syntax.Node] = []
        for part in parts:
            before = joined[-1] if joined else None
            if (
                isinstance(part, syntax.Without)
                and part.is_hyphened
                and isinstance(part.part, syntax.Words)
                and isinstance(before, syntax.Words)
                and self._is_name(before, part.part)
            ):
                joined[-1] = replace(before, text=f"{before.text} -{part.part.text}")
                self._notes.append(
                    f"-{part.part.text} was read as the end of a name; NOT {part.part.text} leaves pages with it out"
                )
            elif isinstance(part, syntax.Words) and isinstance(before, syntax.Words) and part.field == before.field:
                joined[-1] = replace(before, text=f"{before.text} {part.text}")
            else:
                joined.append(part)
        return tuple(joined)

    def _is_name(self, start: syntax.Words, end: syntax.Words) -> bool:
        for lang in LANGUAGES:
            first, last = (analyse(node.text, lang, self._forms) for node in (start, end))
            if not first or not last:
                return False
            mentions = self._gazetteer.mentions((*first, *last), lang, any_case=True)
            if any(mention.start < len(first) < mention.end for mention in mentions):
                return True
        return self._stands(Phrase(field="exact", terms=(first[-1].exact, last[0].exact)))

    def _telling(self, parts: Sequence[syntax.Node]) -> tuple[syntax.Node, ...]:
        """Without words that are function words only, if anything else is asked: `the "family centre"`."""
        telling = tuple(part for part in parts if not (isinstance(part, syntax.Words) and self._is_idle(part)))
        asks = any(isinstance(part, syntax.Words | syntax.Quoted | syntax.AnyOf) for part in telling)
        return telling if asks else tuple(parts)

    def _is_idle(self, node: syntax.Words) -> bool:
        return all(is_function_word(token, node.text) for token in analyse(node.text, "und", self._forms))

    def _words(self, node: syntax.Words, leaves: list[Leaf]) -> Query:
        """All words, or the names and terms found in them in place of their words."""
        readings = {lang: analyse(node.text, lang, self._forms) for lang in LANGUAGES}
        units = {lang: list(self._units(node, lang, tokens)) for lang, tokens in readings.items()}
        every = [unit for found in units.values() for unit in found]
        words = [self._word(node, readings, at, every) for at in range(len(readings["fi"]))]
        leaves.extend(_content(words))
        ways: list[Query] = [And(must=tuple(ask(leaf) for leaf in _content(words)))]
        for found in units.values():
            if found:
                rest = [leaf for at, leaf in enumerate(words) if not any(unit.holds(at) for unit in found)]
                asked = [*(unit.leaf for unit in found), *(leaf for leaf in rest if not leaf.is_function_word)]
                leaves.extend(unit.leaf for unit in found)
                ways.append(And(must=tuple(map(ask, asked))))
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
            patterns.append(pattern_of(surface, (token,), lang))
            patterns.extend(opened(surface, token, lang))
            if not within:
                patterns.extend(self._translations(surface, (token,), lang))
        patterns.extend(self._with_dots(surface, readings["fi"][at].exact))
        return Leaf(
            term=surface,
            patterns=distinct(patterns),
            field=node.field,
            within=within,
            is_function_word=is_function_word(readings["fi"][at], node.text),
        )

    def _units(self, node: syntax.Words, lang: Lang, tokens: Sequence[Token]) -> Iterator["_Unit"]:
        """The names and terms of several words in a run of words, as typed or with the dots put back."""
        read = analyse(self._dotted(node.text, tokens), lang, self._forms)
        if len(read) != len(tokens):
            return
        for mention in self._gazetteer.mentions(read, lang, any_case=True):
            if mention.end - mention.start > 1:
                run = read[mention.start : mention.end]
                typed = node.text[tokens[mention.start].start : tokens[mention.end - 1].end]
                patterns = (pattern_of(typed, run, lang), *self._translations(typed, run, lang))
                leaf = Leaf(term=typed, patterns=distinct(patterns), field=node.field)
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
                    pattern = pattern_of(typed, analyse(name, lang, self._forms), lang)
                    yield replace(pattern, boost=TRANSLATED, matched=name, source=entry.source)

    def _with_dots(self, surface: str, exact: str) -> Iterator[Pattern]:
        """What an unknown word without dots may have been meant as, and its names in the other languages."""
        for form in self._meant(exact):
            for lang in LANGUAGES:
                run = analyse(form, lang, self._forms)
                yield replace(pattern_of(surface, run, lang), boost=FOLDED, matched=form, source="folded")
                yield from self._translations(surface, run, lang)

    def _dotted(self, text: str, tokens: Sequence[Token]) -> str:
        """The text with each unknown word as it most likely was meant."""
        for token in reversed(tokens):
            if meant := self._meant(token.exact)[:1]:
                text = text[: token.start] + meant[0] + text[token.end :]
        return text

    def _meant(self, exact: str) -> tuple[str, ...]:
        """What is on pages that an unknown word may be without its dots: `valfard` -> `välfärd`.

        A form as it stands there; else a base form; else a Finnish form of a known word.
        """
        if fold(exact) != exact or not exact.isalpha() or self._forms.is_indexed(exact):
            return ()
        if forms := self._catalogue.unfolded(exact):
            return forms
        if forms := tuple(form for form in dotted(exact) if self._forms.is_indexed(form)):
            return forms[:MAX_MEANT]
        harmonious = (form for form in dotted_in_harmony(exact) if self._is_finnish(form))
        return tuple(harmonious)[:MAX_MEANT]

    def _is_finnish(self, form: str) -> bool:
        lemma = analyse_form(form, "fi", self._forms).lemmas[0]
        return lemma != form and self._forms.is_indexed(lemma)

    def _phrase(self, node: syntax.Quoted) -> Leaf:
        patterns: list[Pattern] = []
        for lang in LANGUAGES:
            typed = analyse(node.text, lang, self._forms)
            meant = analyse(self._dotted(node.text, typed), lang, self._forms)
            for run in dict.fromkeys((typed, meant)):
                is_meant = run != typed
                pattern = pattern_of(node.text, run, lang)
                matched = self._dotted(node.text, typed) if is_meant else None
                patterns.append(
                    replace(pattern, boost=FOLDED, matched=matched, source="folded") if is_meant else pattern
                )
                patterns.extend(self._translations(node.text, run, lang))
        return Leaf(term=node.text, patterns=distinct(patterns), field=node.field)


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
    return [leaf for leaf in words if not leaf.is_function_word] or words
