"""A second opinion on what the main text of a page is, and which of our pieces stand in it.

Lives here: finding our pieces in its text. Not here: the text (main_text.py), what follows from it (vote.py).
"""

import re
from collections.abc import Sequence
from typing import Any

from corpus.cleaning.main_text import is_available, main_text
from corpus.cleaning.pieces import Piece, has_words, is_prose

__all__ = ["MainText", "is_available", "votes"]

SHINGLE, OVERLAP = 4, 0.6  # words, and the share of a long block's runs of so many that must stand in its text
SHORT = 40  # characters: a shorter block must stand there as a whole line or run of words

_WORD = re.compile(r"\w+")


def votes(tree: Any, pieces: Sequence[Piece]) -> list[bool] | None:
    """For each piece whether it stands in the main text as trafilatura sees it; None where it sees none.

    Of what is removed already only sentences are looked for: nothing else can come back.
    """
    if not pieces or not is_available():
        return None
    text = main_text(tree)
    if not text:
        return None
    main = MainText(text)
    return [(piece.reason is None or is_prose(piece.text)) and main.holds(piece.text) for piece in pieces]


class MainText:
    """A text asked for what stands in it, by words: markup and line ends differ between the two readings."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        self.written = frozenset(lines)  # most pieces are lines of it to the letter
        folded = [words for line in lines if (words := _words(line))]
        self.lines = frozenset(folded)
        self.words = f" {' '.join(folded)} "
        self._runs: dict[int, frozenset[str]] = {}

    def holds(self, text: str) -> bool:
        if text in self.written and has_words(text):
            return True
        words = _words(text)
        if words in self.lines:
            return True
        single = words.split()
        if len(words) < SHORT:
            return len(single) >= SHINGLE and self._has_all(single) and f" {words} " in self.words
        length = min(SHINGLE, len(single))
        runs, known = _runs(single, length), self._runs_of(length)
        return sum(map(known.__contains__, runs)) >= OVERLAP * len(runs)

    def _has_all(self, words: Sequence[str]) -> bool:
        """Whether it may hold them in a row; saves most searches of the whole text."""
        return self._runs_of(SHINGLE).issuperset(_runs(words, SHINGLE))

    def _runs_of(self, length: int) -> frozenset[str]:
        """All its runs of so many words, made once: seeking each run in the text takes 70 s on a page of 1.4 MB."""
        if length not in self._runs:
            self._runs[length] = frozenset(_runs(self.words.split(), length))
        return self._runs[length]


def _runs(words: Sequence[str], length: int) -> list[str]:
    return list(map(" ".join, zip(*(words[at:] for at in range(length)), strict=False)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
