"""Ways to match a word, phrase or name of a query, as values, and as the engine's query.

Lives here: tokens -> patterns -> query nodes, boosts, function words. Pure. Not here: where the ways come from
(expansion.py), finding them again in a text (passages.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from corpus.analysis import Token
from corpus.analysis.terms import listed
from corpus.model import LANGUAGES, Lang
from indexer.contract import And, Field, Fuzzy, Or, Phrase, Prefix, Query, Term

Source: TypeAlias = str
"""`gazetteer`, `glossary`, `vocabulary NAME` (of the archive's own), `lexicon`, `compound` or `folded`."""
StepSource: TypeAlias = str
"""A `Source`, or `inflection`, `suspended`, `prefix` or `fuzzy`."""
CARRIED_OVER: frozenset[Source] = frozenset(("gazetteer", "glossary", "vocabulary", "lexicon"))
"""First words of the sources of steps into other names and languages."""
Way: TypeAlias = Literal["lemmas", "exact", "near", "prefix", "fuzzy", "kin", "together"]
OPEN: frozenset[Way] = frozenset(("prefix", "fuzzy", "kin"))
"""Ways that name how words begin or are spelt, and not the terms they stand for."""

# Set by hand on the demo and held against 1,224 parallel pages by `python -m bench.field_weights FOLDER`: what fits
# half of them better (a title of 5 to 48) finds first sentences and translations of the other half worse. A title
# under 2 costs titles and translations, an `exact` over 0.6 translations; parts sway nothing there.
BOOSTS: dict[Field, float] = {"title": 2.5, "headings": 1.3, "body": 1.0, "parts": 0.35, "exact": 0.3}
TRANSLATED, FOLDED, OPENED = 0.8, 0.6, 0.5  # what a step away from the word as typed costs
KINDRED, KIN = 0.4, 0.2  # of a part of a word in another language; of words that only begin alike
TOGETHER = 0.4  # of all parts of a compound in another language, anywhere on a page
KIN_LETTERS = 5  # with which words that several languages have in common begin: `presidentti`, president
RUN = 3  # words of a text that are looked for side by side
MOST_SIDE_BY_SIDE = 20  # words of a text that are looked for as a whole
VERBATIM = 2.0  # of words side by side; first sentences on service pages, R@1: 1 .936, 2 .972 (`python -m bench.mates`)
MAX_ALTERNATIVES = 2  # base forms of each of two words near each other; one of each of more: the layouts multiply

FUNCTION_WORDS: dict[Lang, frozenset[str]] = {
    "fi": frozenset(
        listed(
            "ja tai sekä eli että on ei se sen sitä siitä siinä ne niiden niitä kun jos myös mutta vai kuin niin "
            "jo koska mikä mitä mistä missä mihin millä mille minkä mitkä miten kuinka milloin miksi kuka kenelle "
            "joka jonka jota jossa johon josta jolla jolle jotka joita tämä tämän nämä hän he me te minä sinä "
            "ovat oli olivat ollut olla voi voiko saa saako onko eikä "
            "minun sinun hänen meidän teidän heidän minua sinua häntä meitä teitä heitä "
            "minulle sinulle hänelle meille teille heille"
        )
    ),
    "sv": frozenset(
        listed(
            "och eller samt att för av i på med till om en ett den det de dem som är var vad hur när vem vilken "
            "vilket vilka från hos vid under över efter mellan utan mot ur inom inte men har hade kan ska skall "
            "blir man jag du vi ni han hon sin sitt sina detta denna dessa där här så "
            "mig dig oss er sig honom henne min mitt mina din ditt dina vår vårt våra ert era deras"
        )
    ),
    "en": frozenset(
        listed(
            "and or of the a an in on for to with by from as is are at was were be been has have had do does did "
            "can will would should not but if than then into about between what how where when who which that "
            "this these those it its i we you they our your their there me us him her them he she my his"
        )
    ),
}
"""Closed word classes: beside others such a word need not match, and is not marked. One language's function words are
another's words now and then (`man`); a query in either finds a little more for it, never less."""


class Shown(Struct, frozen=True, kw_only=True):
    """What a step rests on: how many aligned passages hold both words, and one of them, as page and place of its first
    kept block, in the language of what was typed and in that of what stands for it."""

    passages: int
    example: tuple[tuple[str, int], tuple[str, int]]


class Step(Struct, frozen=True, kw_only=True):
    """A step from what was typed, or from where an earlier step led, to what stands for it."""

    term: str
    matched: str
    lang: Lang
    source: StepSource
    shown: Shown | None = None


class Pattern(Struct, frozen=True, kw_only=True):
    """One way to match: a run of slots, each with the terms it accepts, likeliest first.

    They are lemma terms (`sv:hus`), and without a language in the ways other than `lemmas` and `near`: a form for
    `exact`, what words begin with for `prefix`, what they are spelt like for `fuzzy`. `together` are words or parts of
    words anywhere on a page. `term` is what was typed;
    `matched` is what stands for it (another language's name), None for the word itself; `earlier` are the steps that
    led there before the last.
    """

    term: str
    slots: tuple[tuple[str, ...], ...]
    lang: Lang
    boost: float = 1.0
    matched: str | None = None
    source: Source | None = None
    exact: str | None = None
    earlier: tuple[Step, ...] = ()
    way: Way = "lemmas"
    distance: int = 0
    shown: Shown | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps from what was typed to what is looked for."""
        if self.source is None:
            return self.earlier
        term = self.earlier[-1].matched if self.earlier else self.term
        shown = self.matched or " ".join(slot[0].partition(":")[2] for slot in self.slots)
        return (*self.earlier, Step(term=term, matched=shown, lang=self.lang, source=self.source, shown=self.shown))


class Leaf(Struct, frozen=True, kw_only=True):
    """A word, phrase or name of the query, with all ways to match it; `field` restricts it to the title.

    `within` are the longer names of the query that a word is part of: where one of those is found, it explains more.
    """

    term: str
    patterns: tuple[Pattern, ...]
    field: str | None = None
    within: frozenset[str] = frozenset()
    is_function_word: bool = False


def pattern_of(term: str, run: Sequence[Token], lang: Lang) -> Pattern:
    """A run as typed. A word by itself may be the base form, whatever the chain makes of it: `klientavgift` can be
    read as a verb, and then pages would only hold it as the noun."""
    is_word = len(run) == 1
    slots = [(*token.lemmas, *token.joined_lemmas, *((token.exact,) if is_word else ())) for token in run]
    return Pattern(
        term=term,
        slots=tuple(tuple(dict.fromkeys(f"{lang}:{lemma}" for lemma in slot)) for slot in slots),
        lang=lang,
        exact=run[0].exact if is_word else None,
    )


def opened(term: str, token: Token, lang: Lang) -> Iterator[Pattern]:
    """A compound of two words as the two words: `järjestöavustus` -> `järjestöjen avustus`."""
    if len(token.parts) == 2:
        slots = tuple((f"{lang}:{part}",) for part in token.parts)
        yield Pattern(term=term, slots=slots, lang=lang, boost=OPENED, source="compound")


def is_carried_over(source: StepSource | None) -> bool:
    """Whether a step of this source leads into other names or languages."""
    return source is not None and source.partition(" ")[0] in CARRIED_OVER


def translated_word(term: str, name: str, lang: Lang) -> Pattern:
    """A base form that stands for what was typed."""
    return Pattern(
        term=term, slots=((f"{lang}:{name}",),), lang=lang, boost=TRANSLATED, matched=name, source="glossary"
    )


def kin(term: str, exact: str) -> Iterator[Pattern]:
    """Words of any language that begin like this one, as names and loans do; Finnish writes k for their c."""
    if len(exact) > KIN_LETTERS and exact.isalpha():
        start = exact[:KIN_LETTERS]
        for each in dict.fromkeys((start, f"c{start[1:]}" if start[0] == "k" else start)):
            yield Pattern(term=term, slots=((each,),), lang="und", way="kin", boost=KIN)


def distinct(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Without those that an earlier one matches already; what was typed comes before what stands for it."""
    kept: list[Pattern] = []
    for pattern in sorted(patterns, key=lambda pattern: pattern.source is not None):
        if pattern.slots and not any(_accepts(other.slots, pattern.slots) for other in kept):
            kept.append(pattern)
    return tuple(kept)


def _accepts(wide: Sequence[Sequence[str]], narrow: Sequence[Sequence[str]]) -> bool:
    return len(wide) == len(narrow) and all(set(a) >= set(b) for a, b in zip(wide, narrow, strict=True))


def is_function_word(token: Token, text: str) -> bool:
    """In any of the languages; but `IT` and `WHO` are names, unless all is typed in capitals."""
    is_acronym = len(token.surface) > 1 and token.surface.isupper() and not text.isupper()
    return not is_acronym and any(token.exact in words for words in FUNCTION_WORDS.values())


def ask(leaf: Leaf) -> Query:
    """A leaf as the engine's query: any of its patterns in any of the fields."""
    fields: tuple[Field, ...] = ("title",) if leaf.field == "title" else ("title", "headings", "body")
    asked: list[Query] = []
    for pattern in leaf.patterns:
        match pattern.way:
            case "exact":
                asked.append(_run("exact", tuple(slot[0] for slot in pattern.slots), 1.0))
            case "near":
                asked.extend(_near(pattern, fields))
            case "prefix" | "fuzzy":
                asked.extend(_open(pattern, is_title=leaf.field == "title"))
            case "together":
                asked.append(And(must=tuple(_any_of(slot, pattern.boost, fields) for slot in pattern.slots)))
            case "kin":
                asked.append(Prefix(field="exact", prefix=pattern.slots[0][0], boost=pattern.boost))
            case "lemmas":
                asked.extend(_fielded(pattern, fields))
                if len(pattern.slots) == 1 and leaf.field is None:
                    boost = BOOSTS["parts"] * pattern.boost
                    asked.extend(Term(field="parts", term=term, boost=boost) for term in pattern.slots[0])
    exact = {p.exact for p in leaf.patterns if p.exact and p.source is None} if leaf.field is None else set()
    asked.extend(Term(field="exact", term=term, boost=BOOSTS["exact"]) for term in sorted(exact))
    return Or(any_of=tuple(asked))


def _any_of(slot: Sequence[str], boost: float, fields: Sequence[Field]) -> Query:
    """A part of a compound: a word of its own, or a part of one."""
    asked = [Term(field=field, term=term, boost=BOOSTS[field] * boost) for term in slot for field in (*fields, "parts")]
    return Or(any_of=tuple(asked))


def verbatim(words: Sequence[Leaf]) -> Iterator[Query]:
    """What brings the page on which a text stands word for word before those that say the same."""
    forms = _forms(words)
    for start in range(0, len(forms) - RUN + 1, RUN - 1):
        yield Phrase(field="exact", terms=forms[start : start + RUN], boost=VERBATIM)
    yield from side_by_side(words)


def side_by_side(words: Sequence[Leaf]) -> Iterator[Query]:
    """All words of a run as they were typed, if that is more than two."""
    forms = _forms(words)
    if len(forms) >= RUN:
        yield Phrase(field="exact", terms=forms[:MOST_SIDE_BY_SIDE], boost=VERBATIM)


def _forms(words: Sequence[Leaf]) -> tuple[str, ...]:
    return tuple(pattern.exact for leaf in words for pattern in leaf.patterns[:1] if pattern.exact)


def _fielded(pattern: Pattern, fields: Sequence[Field]) -> Iterator[Query]:
    if len(pattern.slots) == 1:
        for term in pattern.slots[0]:
            for field in fields:
                yield Term(field=field, term=term, boost=BOOSTS[field] * pattern.boost)
        return
    for field in fields:
        yield Phrase(field=field, terms=pattern.slots, boost=BOOSTS[field] * pattern.boost)


def _near(pattern: Pattern, fields: Sequence[Field]) -> Iterator[Query]:
    """A phrase with room between its words, in any order."""
    most = MAX_ALTERNATIVES if len(pattern.slots) == 2 else 1
    slots = tuple(slot[:most] for slot in pattern.slots)
    for field in fields:
        boost = BOOSTS[field] * pattern.boost
        yield Phrase(field=field, terms=slots, slop=pattern.distance, boost=boost, is_ordered=False)


def _run(field: Field, terms: tuple[str, ...], boost: float) -> Query:
    if len(terms) == 1:
        return Term(field=field, term=terms[0], boost=boost)
    return Phrase(field=field, terms=terms, boost=boost)


def _open(pattern: Pattern, *, is_title: bool) -> Iterator[Query]:
    """Words that begin so or are spelt so, as they stand on a page and by their base form."""
    stem = pattern.slots[0][0]
    fields: list[tuple[Field, str]] = [] if is_title else [("exact", "")]
    fields += [(field, f"{lang}:") for field in _BY_LEMMA[is_title] for lang in LANGUAGES]
    for field, lang in fields:
        boost = (BOOSTS[field] if lang else 1.0) * OPENED
        if pattern.way == "prefix":
            yield Prefix(field=field, prefix=lang + stem, boost=boost)
        else:
            yield Fuzzy(field=field, term=lang + stem, distance=pattern.distance, keep=len(lang) + 1, boost=boost)


_BY_LEMMA: dict[bool, tuple[Field, ...]] = {True: ("title",), False: ("title", "body")}
