"""The trilingual gazetteer of names and glossary of terms, and finding their entries in analysed text.

Lives here: reading `corpus/data/gazetteer.tsv`, matching by lemma (so inflected names are found), and which wellbeing
services county a place lies in. Not here: what a shared name is worth (evidence.py), carrying a query over to other
languages (search).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from corpus.analysis import Forms, Token, analyse
from corpus.model import LANGUAGES, Lang
from corpus.shipped import shipped_lines

TERM = "term"
MOST_BEGUN = 20_000  # words of which it is remembered which names they begin
PLACE_KINDS = frozenset({"municipality", "municipality_former", "region", "subregion", "wellbeing_county", "place"})


class Entry(Struct, frozen=True, kw_only=True):
    """A name or term in its languages. `id` is `kind:first Finnish name`; variants stand best first."""

    id: str
    kind: str
    names: tuple[tuple[Lang, tuple[str, ...]], ...]

    @property
    def is_name(self) -> bool:
        return self.kind != TERM

    @property
    def source(self) -> str:
        """The word by which answers say where a cross-language step comes from."""
        return "gazetteer" if self.is_name else "glossary"

    def variants(self, lang: Lang) -> tuple[str, ...]:
        return dict(self.names).get(lang, ())


class Mention(Struct, frozen=True, kw_only=True):
    """An entry found in a run of tokens: tokens[start:end]."""

    entries: tuple[Entry, ...]
    start: int
    end: int


class NamePattern(Struct, frozen=True):
    """A name of an entry (its number in the gazetteer) as sets of acceptable terms, one set a token."""

    entry: int
    slots: tuple[frozenset[str], ...]
    is_capital: bool
    is_acronym: bool


StoredPatterns: TypeAlias = Callable[[Lang, str], Sequence[NamePattern]]


class Gazetteer:
    """Finds entries in analysed text.

    The names of a language are analysed when they are first needed; `stored` gives those that were analysed before,
    by the terms they begin with (see `patterns`).
    """

    def __init__(self, entries: Iterable[Entry], forms: Forms, stored: StoredPatterns | None = None) -> None:
        self.entries: Sequence[Entry] = entries if isinstance(entries, Sequence) else tuple(entries)
        self._forms = forms
        self._stored = stored
        self._patterns: dict[Lang, dict[str, list[NamePattern]]] = {}
        self._begun: dict[tuple[Lang, str, tuple[str, ...]], tuple[NamePattern, ...]] = {}

    def mentions(self, tokens: Sequence[Token], lang: Lang, *, any_case: bool = False) -> Iterator[Mention]:
        """The longest entries in a run of tokens, left to right, without overlap.

        Names need a capital letter in running text; `any_case` waives that (people type queries in lower case). When
        several entries share the longest match all are given, in the order of the file.
        """
        at = 0
        while at < len(tokens):
            found: dict[int, list[Entry]] = {}
            for pattern in self._starting(lang, tokens[at]):
                end = at + len(pattern.slots)
                if _matches(pattern, tokens[at:end], any_case=any_case):
                    entry = self.entries[pattern.entry]
                    if entry not in found.get(end, ()):
                        found.setdefault(end, []).append(entry)
            if found:
                end = max(found)
                yield Mention(entries=tuple(found[end]), start=at, end=end)
                at = end
            else:
                at += 1

    def parts(self, token: Token, lang: Lang) -> Iterator[Entry]:
        """The terms that parts of a compound stand for: `hälsovårdsprogram` holds `ohjelma = program`."""
        for part in token.parts:
            for pattern in self._beginning_with(lang, part):
                entry = self.entries[pattern.entry]
                if len(pattern.slots) == 1 and not entry.is_name:
                    yield entry

    def words(self) -> set[str]:
        """Every word of every name, in lower case."""
        return {
            token.exact
            for entry in self.entries
            for lang, names in entry.names
            for name in names
            for token in analyse(name, lang, self._forms)
        }

    def patterns(self) -> Iterator[tuple[Lang, str, NamePattern]]:
        """Every name with its language and each term it may begin with: what `stored` is to give back."""
        for lang in LANGUAGES:
            for term, patterns in self._analysed(lang).items():
                for pattern in patterns:
                    yield lang, term, pattern

    def _starting(self, lang: Lang, token: Token) -> Sequence[NamePattern]:
        """The names that may begin with a token, in the order of the gazetteer. Most words come again."""
        word = (lang, token.exact, token.lemmas)
        known = self._begun.get(word)
        if known is None:
            if len(self._begun) >= MOST_BEGUN:
                self._begun.clear()
            terms = dict.fromkeys((token.exact, *token.lemmas))
            found = dict.fromkeys(pattern for term in terms for pattern in self._beginning_with(lang, term))
            known = self._begun[word] = tuple(sorted(found, key=lambda pattern: pattern.entry))
        return known

    def _beginning_with(self, lang: Lang, term: str) -> Sequence[NamePattern]:
        if self._stored is not None:
            return self._stored(lang, term)
        return self._analysed(lang).get(term, ())

    def _analysed(self, lang: Lang) -> dict[str, list[NamePattern]]:
        if lang not in self._patterns:
            known: dict[str, list[NamePattern]] = {}
            for number, entry in enumerate(self.entries):
                for name in entry.variants(lang):
                    pattern = self._pattern(number, name, lang)
                    for term in sorted(pattern.slots[0]) if pattern.slots else ():
                        known.setdefault(term, []).append(pattern)
            self._patterns[lang] = known
        return self._patterns[lang]

    def _pattern(self, number: int, name: str, lang: Lang) -> NamePattern:
        tokens = analyse(name, lang, self._forms)
        return NamePattern(
            number,
            tuple(frozenset((token.exact, *token.lemmas)) for token in tokens),
            is_capital=self.entries[number].is_name and name[:1].isupper(),
            is_acronym=name.isupper() and len(name) <= _ACRONYM,
        )


_ACRONYM = 6  # letters: VAKE, FPA, THL; a longer name in capitals is a name written in capitals


def _matches(pattern: NamePattern, tokens: Sequence[Token], *, any_case: bool) -> bool:
    if len(tokens) < len(pattern.slots):
        return False
    for token, slot in zip(tokens, pattern.slots, strict=True):
        if token.exact not in slot and slot.isdisjoint(token.lemmas):
            return False
    if any_case:
        return True
    first = tokens[0].surface
    if pattern.is_acronym:
        return first[:2].isupper()  # `SM` is a ministry, `sm` is not; `STM:n` is
    return not pattern.is_capital or first[:1].isupper()


@cache
def shipped_entries() -> tuple[Entry, ...]:
    """The entries of the shipped gazetteer, in its order. Rows with one Finnish name twice keep ids apart by number."""
    entries: list[Entry] = []
    taken: dict[str, int] = {}
    lines = shipped_lines("gazetteer.tsv")
    for line in lines[1:]:
        kind, *columns = line.split("\t")
        names = tuple(
            (lang, tuple(name.strip() for name in column.split(";") if name.strip()))
            for lang, column in zip(LANGUAGES, columns, strict=True)
        )
        key = f"{kind}:{names[0][1][0]}"
        taken[key] = taken.get(key, 0) + 1
        entries.append(Entry(id=key if taken[key] == 1 else f"{key}#{taken[key]}", kind=kind, names=names))
    return tuple(entries)


@cache
def county_of() -> dict[str, str]:
    """Entry id of a place -> entry id of what arranges its services: a county, Helsinki, Åland.

    A region has a county when all its municipalities have the same; places such as `Länsi-Uusimaa` that have given a
    county its Swedish name lie in that county.
    """
    organisers = {
        entry.names[0][1][0]: entry
        for entry in shipped_entries()
        if entry.kind in {"wellbeing_county", "service_organiser"} or entry.id == "region:Ahvenanmaa"
    }
    by_place = {entry.id: entry.id for entry in organisers.values()}
    regions: dict[str, set[str]] = {}
    lines = shipped_lines("municipality_county.tsv")
    for line in lines[1:]:
        municipality, region, county = line.split("\t")
        by_place[f"municipality:{municipality}"] = organisers[county].id
        regions.setdefault(f"region:{region}", set()).add(organisers[county].id)
    by_place.update({region: min(its) for region, its in regions.items() if len(its) == 1})
    named_after = {f"{name}s välfärdsområde": entry.id for entry in shipped_entries() for name in entry.variants("sv")}
    for organiser in organisers.values():
        for name in organiser.variants("sv"):
            if (place := named_after.get(name)) and place.startswith("place:"):
                by_place[place] = organiser.id
    return by_place
