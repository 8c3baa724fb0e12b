"""Swedish by the dictionary of the Hunspell project: which words it holds, their stems, and how it reads compounds.

The dictionary comes with the package spylls, and so do the readings: `python -m bench.analysis` compares them with
those of spylls itself. They are worked out here because spylls tries every suffix on every beginning of a word, in
objects, and needs milliseconds for a long word, two seconds and 150 MB to load; knowing what may begin a compound and
remembering its parts make that a tenth, .4 seconds and 60 MB.

Lives here: the parts of the format (hunspell(5)) that the dictionary uses. Not here: which reading counts (swedish.py).
Left out: prefixes and twofold suffixes, which it has none of, and rules for numerals (tjugo|tre). Unlike there, a
compound is not refused for being a letter away from a word that the dictionary forbids (statsbesök, stadsbesök).
"""

import functools
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from corpus.analysis.compiled import cache_folder, compiled

Compound: TypeAlias = tuple["Part", ...]

MEMO = 1 << 16
MOST_PARTS = 4


class Part(Struct, frozen=True):
    """A compound part as written and its stem. A tuple of these makes up the word, less a letter where three met."""

    text: str
    stem: str


class _Suffix(Struct, frozen=True):
    flag: str
    strip: str
    condition: re.Pattern[str] | None
    flags: str


class Hunspell:
    """The dictionary's rules and words: `dic` as it is, or what `entries_in` makes of it."""

    def __init__(self, aff: str, dic: str | Mapping[str, str]) -> None:
        rules = [line.split() for line in aff.splitlines() if line and not line.startswith("#")]
        settings = {rule[0]: rule[1] for rule in rules if len(rule) == 2}
        self._end = settings["COMPOUNDEND"]
        self._only_inside, self._forbidden = settings["ONLYINCOMPOUND"], settings["FORBIDDENWORD"]
        self._needs_affix = settings["NEEDAFFIX"]
        self._replacements = _replacements(rules)
        self._suffixes = _suffixes(rules)
        self._inside = {
            ending: inside
            for ending, found in self._suffixes.items()
            if (inside := [suffix for suffix in found if settings["COMPOUNDPERMITFLAG"] in suffix.flags])
        }
        self._words = entries_in(dic) if isinstance(dic, str) else dic
        self._longest = max(map(len, self._suffixes))
        self._longest_inside = max(map(len, self._inside), default=0)
        # A memo for each dictionary, and not on the methods: those would keep every dictionary alive.
        self.stems = functools.lru_cache(MEMO)(self._stems)
        self._first = functools.lru_cache(MEMO)(functools.partial(self._inner, flag=settings["COMPOUNDBEGIN"]))
        self._next = functools.lru_cache(MEMO)(functools.partial(self._inner, flag=settings["COMPOUNDMIDDLE"]))
        self._last = functools.lru_cache(MEMO)(self._final)
        self._rest = functools.lru_cache(MEMO)(self._tails)

    def _stems(self, word: str) -> tuple[str, ...]:
        """The stems of a word that is in the dictionary, not as a compound; none for others."""
        return tuple(dict.fromkeys(stem for stem, flags in self._forms(word) if self._only_inside not in flags))

    def compounds(self, word: str) -> list[Compound]:
        """The good readings of the fewest parts: of three letters or more each, else two parts of two."""
        if self._forbidden in self._words.get(word, ""):
            return []
        for parts, letters in (*((parts, 3) for parts in range(2, MOST_PARTS + 1)), (2, 2)):
            found = [each for each in self._tails(word, parts, letters, first=True) if not self._is_bad(each)]
            if found:
                return found
        return []

    def _tails(self, rest: str, parts: int, letters: int, *, first: bool = False) -> tuple[Compound, ...]:
        """All ways to read it as so many parts, the first of them the word's own or one further inside."""
        if parts == 1:
            return tuple((Part(rest, stem),) for stem in self._last(rest))
        stems_of = self._first if first else self._next
        found: list[Compound] = []
        for at in range(letters, len(rest) - letters * (parts - 1) + 1):
            text, tail = rest[:at], rest[at:]
            stems = stems_of(text)
            if text[-1] == tail[0]:  # fall|lucka is written fallucka
                stems = (*stems, *stems_of(text + text[-1]))
            if stems:
                found += [
                    (Part(text, stem), *after) for after in self._rest(tail, parts - 1, letters) for stem in stems
                ]
        return tuple(found)

    def _inner(self, text: str, flag: str) -> tuple[str, ...]:
        """The stems that may stand like this in a compound, with more behind them."""
        found = [text for flags in self._entries(text) if flag in flags]
        for length in range(min(self._longest_inside, len(text) - 1) + 1):
            for suffix in self._inside.get(text[len(text) - length :], ()):
                stem = self._stem(text, length, suffix)
                found += [
                    stem for flags in self._entries(stem) if suffix.flag in flags and flag in flags + suffix.flags
                ]
        return tuple(dict.fromkeys(found))

    def _final(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem for stem, flags in self._forms(text) if self._end in flags))

    def _forms(self, word: str) -> Iterator[tuple[str, str]]:
        """Stems of the word, each with the flags of entry and suffix."""
        for flags in self._entries(word):
            if self._needs_affix not in flags:
                yield word, flags
        for length in range(min(self._longest, len(word)) + 1):
            for suffix in self._suffixes.get(word[len(word) - length :], ()):
                stem = self._stem(word, length, suffix)
                for flags in self._entries(stem):
                    if suffix.flag in flags:
                        yield stem, flags + suffix.flags

    def _entries(self, stem: str) -> tuple[str, ...]:
        told = self._words.get(stem)
        return () if told is None or self._forbidden in told else tuple(told.split(" "))

    @staticmethod
    def _stem(word: str, length: int, suffix: _Suffix) -> str:
        """Less the suffix; an empty word, which is none, where the suffix does not fit."""
        stem = word[: len(word) - length] + suffix.strip
        return stem if suffix.condition is None or suffix.condition.search(stem) else ""

    def _is_bad(self, compound: Compound) -> bool:
        """Whether Hunspell refuses it: three equal letters, a part twice, or but a letter away from another word."""
        texts = [part.text for part in compound]
        return texts[-1] == texts[-2] or any(map(self._is_bad_pair, texts, texts[1:]))

    def _is_bad_pair(self, left: str, right: str) -> bool:
        if len({*left[-2:], right[0]}) == 1 or len({left[-1], *right[:2]}) == 1 or f"{left} {right}" in self._words:
            return True
        both = left + right
        for old, new in self._replacements:
            at = both.find(old)
            while at >= 0:
                if self.stems(both[:at] + new + both[at + len(old) :]):
                    return True
                at = both.find(old, at + 1)
        return False


def entries_in(dic: str) -> dict[str, str]:
    """The flags of each entry, by word; the homonyms of a word are entries of their own, with a space between them."""
    found: dict[str, str] = {}
    for line in dic.splitlines()[1:]:
        word, _, flags = line.partition("\t")[0].partition("/")
        found[word] = f"{found[word]} {flags}" if word in found else flags
    return found


def _suffixes(rules: list[list[str]]) -> dict[str, list[_Suffix]]:
    """By what they add."""
    found: dict[str, list[_Suffix]] = defaultdict(list)
    for rule in rules:
        if rule[0] == "SFX" and len(rule) > 4:
            adds, _, flags = rule[3].partition("/")
            strip, condition = rule[2].replace("0", ""), rule[4]
            pattern = None if condition == "." else re.compile(condition + "$")
            found[adds.replace("0", "")].append(_Suffix(rule[1], strip, pattern, flags))
    return dict(found)


def _replacements(rules: list[list[str]]) -> list[tuple[str, str]]:
    """Common misspellings, but those of whole words."""
    found = [(rule[1], rule[2]) for rule in rules if rule[0] == "REP" and len(rule) == 3]
    return [(old, new) for old, new in found if not {"^", "$", "_"} & {*old, *new}]


@functools.cache
def load_hunspell() -> Hunspell:
    rules, words = (folder() / f"sv_SE.{ending}" for ending in ("aff", "dic"))

    def whole() -> dict[str, str]:
        return entries_in(words.read_text("utf-8"))

    return Hunspell(rules.read_text("utf-8"), compiled("hunspell-sv", words, whole, cache_folder()))


def folder() -> Path:
    """Where the dictionary lies: in spylls, which is not imported, as its modules take time and are not needed."""
    found = importlib.util.find_spec("spylls")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'spylls'", name="spylls")
    return Path(found.origin).parent / "hunspell" / "data" / "sv"
