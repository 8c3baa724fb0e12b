"""The text of a query to leaves: its words, phrases and names, each with all the ways it may match.

A query is read in all three languages at once; the language somebody types in is never a filter. Each way of matching
is a `Pattern` that says where it comes from, so that an answer can tell why it was found, and that can be left out.

Lives here: words with their forms, compounds, names and terms in the other languages, and dots put back. Not here: how
leaves are joined (expansion.py), what a pattern asks of the engine (patterns.py).
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from corpus.analysis import Token, analyse, analyse_form, fold
from corpus.linking.gazetteer import Entry, Gazetteer
from corpus.model import LANGUAGES, Lang
from indexer.catalogue import Catalogue
from search import syntax
from search.carrying import Carrier
from search.dots import dotted, dotted_in_harmony
from search.learned import Learned, nothing_learned
from search.patterns import (
    FOLDED,
    TRANSLATED,
    Leaf,
    Pattern,
    Step,
    distinct,
    is_function_word,
    kin,
    opened,
    pattern_of,
)
from search.typed import TypedForms

MAX_ENTRIES = 4  # entries that one name may stand for
MAX_MEANT = 4  # words with dots that one without may stand for
LONG = 4  # words, function words aside, that are read as a text: pages with most of them, not with all


class Unit(Struct, frozen=True, kw_only=True):
    """A name of several words in a run: where it stands, and how it may match."""

    start: int
    end: int
    leaf: Leaf

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


class Run(Struct, frozen=True, kw_only=True):
    """Words side by side: a leaf each, and the names and terms of several words in them, by language.

    `is_long`: so many that they are a text somebody looks for, not words that all must stand on a page.
    """

    words: tuple[Leaf, ...]
    units: tuple[tuple[Unit, ...], ...]
    is_long: bool = False


class Leaves:
    """Reads words against the forms and names of one index generation.

    Nothing is carried over into other languages unless `translate`; steps to or from what `without` names are left out.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        gazetteer: Gazetteer,
        learned: Learned = nothing_learned,
        *,
        translate: bool = True,
        without: Iterable[str] = (),
    ) -> None:
        self._catalogue = catalogue
        self._forms = TypedForms(catalogue.forms)
        self._gazetteer = gazetteer
        self._carrier = Carrier(gazetteer=gazetteer, learned=learned)
        self._translate = translate
        self._without = frozenset(" ".join(each.casefold().split()) for each in without)
        self.unmet = set(self._without)  # so far

    def run(self, node: syntax.Words) -> Run:
        """All words of a run, and the names found in them."""
        readings = {lang: analyse(node.text, lang, self._forms) for lang in LANGUAGES}
        units = {lang: tuple(self._units(node, lang, tokens)) for lang, tokens in readings.items()}
        every = [unit for found in units.values() for unit in found]
        asked = sum(not is_function_word(token, node.text) for token in readings["fi"])
        is_long = asked >= LONG and node.field is None
        words = tuple(self._word(node, readings, at, every, is_long=is_long) for at in range(len(readings["fi"])))
        return Run(words=words, units=tuple(units.values()), is_long=is_long)

    def phrase(self, node: syntax.Quoted) -> Leaf:
        patterns: list[Pattern] = []
        for lang in LANGUAGES:
            typed = analyse(node.text, lang, self._forms)
            patterns.append(pattern_of(node.text, typed, lang))
            patterns.extend(self._translations(node.text, typed, lang))
            text = self._dotted(node.text, typed)
            meant = analyse(text, lang, self._forms)
            if meant != typed:
                folded = Step(term=node.text, matched=text, lang=lang, source="folded")
                pattern = pattern_of(node.text, meant, lang)
                patterns.append(replace(pattern, boost=FOLDED, matched=text, source="folded"))
                patterns.extend(self._translations(node.text, meant, lang, folded))
        return Leaf(term=node.text, patterns=self._kept(patterns), field=node.field)

    def near(self, node: syntax.Near) -> Leaf:
        """Words close to each other: as typed in each language, or with their dots put back."""
        patterns: list[Pattern] = []
        for lang in LANGUAGES:
            typed = analyse(node.text, lang, self._forms)
            text = self._dotted(node.text, typed)
            for text_, source in dict.fromkeys([(node.text, None), (text, None if text == node.text else "folded")]):
                pattern = pattern_of(node.text, analyse(text_, lang, self._forms), lang)
                pattern = replace(pattern, way="near", distance=node.distance)
                patterns.append(replace(pattern, boost=FOLDED, matched=text_, source="folded") if source else pattern)
        return Leaf(term=node.text, patterns=self._kept(patterns), field=node.field)

    def opened(self, node: syntax.Prefixed | syntax.Similar) -> Leaf | None:
        """A word that stands for others; None when it is not one word to the analysis."""
        tokens = analyse(node.text, "und", self._forms)
        if len(tokens) != 1:
            return None
        distance = node.distance if isinstance(node, syntax.Similar) else 0
        pattern = Pattern(
            term=syntax.as_text(replace(node, field=None)),
            slots=((tokens[0].exact,),),
            lang="und",
            way="fuzzy" if distance else "prefix",
            distance=distance,
        )
        return Leaf(term=pattern.term, patterns=(pattern,), field=node.field)

    def exact(self, node: syntax.Exact) -> Leaf:
        slots = tuple((token.exact,) for token in analyse(node.text, "und", self._forms))
        pattern = Pattern(term=node.text, slots=slots, lang="und", way="exact")
        return Leaf(term=node.text, patterns=(pattern,))

    def names_of(self, text: str) -> frozenset[str]:
        """All names, in any language, of what a text as a whole names; in small letters."""
        found: set[str] = set()
        for lang in LANGUAGES if self._translate else ():
            tokens = analyse(text, lang, self._forms)
            for mention in self._gazetteer.mentions(tokens, lang, any_case=True):
                if mention.end - mention.start == len(tokens):
                    found.update(
                        name.casefold()
                        for entry in mention.entries
                        for each in LANGUAGES
                        for name in entry.variants(each)
                    )
        return frozenset(found)

    def is_idle(self, node: syntax.Words) -> bool:
        """Whether a run holds function words only."""
        return all(is_function_word(token, node.text) for token in analyse(node.text, "und", self._forms))

    def words_of_name(self, start: syntax.Words, end: syntax.Words) -> tuple[str, str] | bool:
        """Whether two runs are one name of the gazetteer; else the two words that would stand side by side."""
        found: tuple[str, str] | bool = False
        for lang in LANGUAGES:
            first, last = (analyse(node.text, lang, self._forms) for node in (start, end))
            if not first or not last:
                return False
            mentions = self._gazetteer.mentions((*first, *last), lang, any_case=True)
            if any(mention.start < len(first) < mention.end for mention in mentions):
                return True
            found = first[-1].exact, last[0].exact
        return found

    def _word(
        self,
        node: syntax.Words,
        readings: dict[Lang, tuple[Token, ...]],
        at: int,
        units: Sequence[Unit],
        *,
        is_long: bool,
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
                patterns.extend(self._carried(surface, token, lang))
            if self._translate and is_long:
                patterns.extend(self._carrier.parts(surface, token, lang))
        patterns.extend(self._with_dots(surface, readings["fi"][at].exact))
        if is_long and self._translate:
            patterns.extend(kin(surface, readings["fi"][at].exact))
        return Leaf(
            term=surface,
            patterns=self._kept(patterns),
            field=node.field,
            within=within,
            is_function_word=is_function_word(readings["fi"][at], node.text),
        )

    def _carried(self, surface: str, token: Token, lang: Lang) -> Iterator[Pattern]:
        """What a word is in the other languages; its parts only where the whole is not known."""
        if not self._translate:
            return
        terms = [*self._translations(surface, (token,), lang)]
        whole = [*terms, *self._carrier.word(surface, token, lang, terms)]
        yield from whole
        if token.parts and self._forms.is_indexed(token.exact):  # else what its parts find is offered, not found
            places = len(analyse_form(token.exact, lang, self._forms).splits) + 1
            yield from self._carrier.together(surface, token, lang, places, {each.lang for each in whole})

    def _units(self, node: syntax.Words, lang: Lang, tokens: Sequence[Token]) -> Iterator[Unit]:
        """The names and terms of several words in a run of words, as typed or with the dots put back."""
        if not self._translate:
            return
        read = analyse(self._dotted(node.text, tokens), lang, self._forms)
        if len(read) != len(tokens):
            return
        for mention in self._gazetteer.mentions(read, lang, any_case=True):
            if mention.end - mention.start > 1:
                run = read[mention.start : mention.end]
                typed = node.text[tokens[mention.start].start : tokens[mention.end - 1].end]
                patterns = (pattern_of(typed, run, lang), *self._translations(typed, run, lang))
                leaf = Leaf(term=typed, patterns=self._kept(patterns), field=node.field)
                yield Unit(start=mention.start, end=mention.end, leaf=leaf)

    def _translations(self, typed: str, run: Sequence[Token], lang: Lang, *earlier: Step) -> Iterator[Pattern]:
        """The other names, in all languages, of the entries that a whole run of tokens is."""
        if not self._translate:
            return
        for mention in self._gazetteer.mentions(run, lang, any_case=True):
            if mention.end - mention.start < len(run):
                continue
            for entry in mention.entries[:MAX_ENTRIES]:
                for pattern in self._names(entry, typed, earlier[-1].matched if earlier else typed):
                    yield replace(pattern, earlier=earlier)

    def _names(self, entry: Entry, typed: str, meant: str) -> Iterator[Pattern]:
        for lang in LANGUAGES:
            for name in entry.variants(lang):
                if name.casefold() not in (typed.casefold(), meant.casefold()):
                    pattern = pattern_of(typed, analyse(name, lang, self._forms), lang)
                    yield replace(pattern, boost=TRANSLATED, matched=name, source=entry.source)

    def _with_dots(self, surface: str, exact: str) -> Iterator[Pattern]:
        """What an unknown word without dots may have been meant as, and its names in the other languages."""
        for form in self.meant(exact):
            for lang in LANGUAGES:
                run = analyse(form, lang, self._forms)
                yield replace(pattern_of(surface, run, lang), boost=FOLDED, matched=form, source="folded")
                folded = Step(term=surface, matched=form, lang=lang, source="folded")
                yield from self._translations(surface, run, lang, folded)

    def _dotted(self, text: str, tokens: Sequence[Token]) -> str:
        """The text with each unknown word as it most likely was meant."""
        for token in reversed(tokens):
            if meant := self.meant(token.exact)[:1]:
                text = text[: token.start] + meant[0] + text[token.end :]
        return text

    def meant(self, exact: str) -> tuple[str, ...]:
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

    def _kept(self, patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
        """The patterns, each once, without those that a step switched off leads to."""
        return distinct(pattern for pattern in patterns if not self._leaves_out(pattern))

    def _leaves_out(self, pattern: Pattern) -> bool:
        left_out = self._without and self._without.intersection(map(_key, pattern.steps))
        self.unmet -= left_out
        return bool(left_out)


def _key(step: Step) -> str:
    return " ".join(step.matched.casefold().split())
