"""What every chain does with the words it found: fold, drop doubles, drop what is too short to be a part.

Lives here: lemmas and parts -> FormAnalysis, and the rule for hyphenated words. Not here: where they come from.
"""

from collections.abc import Callable, Iterable

from corpus.analysis.forms import FormAnalysis
from corpus.analysis.tokens import fold_accents

PART_LETTERS = 3
"""Shorter parts are mostly wrong boundaries (wa|shington), and say nothing when they are right."""

LONGEST_FORM = 80
"""Longer ones are not words, and each letter more multiplies the ways to split them into compound parts."""


def listed(words: str) -> tuple[str, ...]:
    """The words of a list written as running text."""
    return tuple(words.split())


def make_analysis(
    word: str,
    lemmas: Iterable[str],
    parts: Iterable[str] = (),
    splits: Iterable[int] = (),
    inner: Iterable[int] = (),
) -> FormAnalysis:
    """Parts of three letters or more that are not the word itself; a word without lemma is its own."""
    folded = _fold_all(lemmas) or _fold_all([word]) or (word,)
    whole = {fold_accents(word), *folded}
    return FormAnalysis(
        lemmas=folded,
        parts=tuple(part for part in _fold_all(parts) if part not in whole and _letters(part) >= PART_LETTERS),
        splits=tuple(splits),
        inner=tuple(inner),
    )


def analyse_hyphened(word: str, analyse: Callable[[str], FormAnalysis]) -> FormAnalysis:
    """hyte-kertoimen: the last part is inflected, what comes before it is fixed. All of them are compound parts."""
    head, _, last = word.rpartition("-")
    end = analyse(last)
    fixed = [analyse(part).lemmas[0] for part in head.split("-") if part]
    at = len(head) + 1
    hyphens = [place + 1 for place, char in enumerate(head) if char == "-" and place]
    return make_analysis(
        word,
        lemmas=[f"{head}-{lemma}" for lemma in end.lemmas],
        parts=[*fixed, *end.lemmas, *end.parts],
        splits=(*hyphens, at, *(at + offset for offset in end.splits)),
        inner=(at + offset for offset in end.inner),
    )


def _fold_all(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_accents(word) for word in words if word))


def _letters(term: str) -> int:
    return sum(map(str.isalpha, term))
