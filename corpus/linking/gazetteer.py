"""The trilingual gazetteer of names and glossary of terms, and finding their entries in analysed text.

Lives here: reading `corpus/data/gazetteer.tsv`, matching by lemma (so inflected names are found), and which wellbeing
services county a place lies in. Not here: what a shared name is worth (evidence.py), carrying a query over to other
languages (search).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from corpus.analysis import Forms, Token, analyse
from corpus.model import LANGUAGES, Lang

TERM = "term"
PLACE_KINDS = frozenset({"municipality", "municipality_former", "region", "subregion", "wellbeing_county", "place"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A name or term in its languages. `id` is `kind:first Finnish name`; variants stand best first."""

    id: str
    kind: str
    names: tuple[tuple[Lang, tuple[str, ...]], ...]

    @property
    def is_name(self) -> bool:
        return self.kind != TERM

    @property
    def source(self) -> Literal["gazetteer", "glossary"]:
        """The word by which answers say where a cross-language step comes from."""
        return "gazetteer" if self.is_name else "glossary"

    def variants(self, lang: Lang) -> tuple[str, ...]:
        return dict(self.names).get(lang, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entry found in a run of tokens: tokens[start:end]."""

    entries: tuple[Entry, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A variant of an entry as sets of acceptable terms, one set a token."""

    entry: Entry
    slots: tuple[frozenset[str], ...]
    is_capital: bool
    is_acronym: bool


class Gazetteer:
    """Finds entries in analysed text. The patterns of a language are analysed once, when first needed."""

    def __init__(self, entries: Iterable[Entry], forms: Forms) -> None:
        self.entries = tuple(entries)
        self._forms = forms
        self._patterns: dict[Lang, dict[str, list[_Pattern]]] = {}

    def mentions(self, tokens: Sequence[Token], lang: Lang, *, any_case: bool = False) -> Iterator[Mention]:
        """The longest entries in a run of tokens, left to right, without overlap.

        Names need a capital letter in running text; `any_case` waives that (people type queries in lower case). When
        several entries share the longest match all are given, in the order of the file.
        """
        patterns = self._of(lang)
        at = 0
        while at < len(tokens):
            found: dict[int, list[Entry]] = {}
            for pattern in _starting(patterns, tokens[at]):
                end = at + len(pattern.slots)
                if _matches(pattern, tokens[at:end], any_case=any_case) and pattern.entry not in found.get(end, ()):
                    found.setdefault(end, []).append(pattern.entry)
            if found:
                end = max(found)
                yield Mention(entries=tuple(found[end]), start=at, end=end)
                at = end
            else:
                at += 1

    def parts(self, token: Token, lang: Lang) -> Iterator[Entry]:
        """The terms that parts of a compound stand for: `hälsovårdsprogram` holds `ohjelma = program`."""
        for part in token.parts:
            for pattern in self._of(lang).get(part, ()):
                if len(pattern.slots) == 1 and not pattern.entry.is_name:
                    yield pattern.entry

    def words(self) -> set[str]:
        """Every word of every name, in lower case."""
        return {
            token.exact
            for entry in self.entries
            for lang, names in entry.names
            for name in names
            for token in analyse(name, lang, self._forms)
        }

    def _of(self, lang: Lang) -> dict[str, list[_Pattern]]:
        if lang not in self._patterns:
            known: dict[str, list[_Pattern]] = {}
            for entry in self.entries:
                for variant in entry.variants(lang):
                    pattern = self._pattern(entry, variant, lang)
                    for term in pattern.slots[0] if pattern.slots else ():
                        known.setdefault(term, []).append(pattern)
            self._patterns[lang] = known
        return self._patterns[lang]

    def _pattern(self, entry: Entry, variant: str, lang: Lang) -> _Pattern:
        tokens = analyse(variant, lang, self._forms)
        return _Pattern(
            entry,
            tuple(frozenset((token.exact, *token.lemmas)) for token in tokens),
            is_capital=entry.is_name and variant[:1].isupper(),
            is_acronym=variant.isupper() and len(variant) <= _ACRONYM,
        )


_ACRONYM = 6  # letters: VAKE, FPA, THL; a longer name in capitals is a name written in capitals


def _starting(patterns: dict[str, list[_Pattern]], token: Token) -> Iterator[_Pattern]:
    seen: set[int] = set()
    for term in (token.exact, *token.lemmas):
        for pattern in patterns.get(term, ()):
            if id(pattern) not in seen:
                seen.add(id(pattern))
                yield pattern


def _matches(pattern: _Pattern, tokens: Sequence[Token], *, any_case: bool) -> bool:
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
    lines = (files("corpus") / "data" / "gazetteer.tsv").read_text("utf-8").splitlines()
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
    lines = (files("corpus") / "data" / "municipality_county.tsv").read_text("utf-8").splitlines()
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
