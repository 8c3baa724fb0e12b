"""A second opinion on what the main text of a page is: trafilatura's, from the same tree.

Lives here: asking it, and finding our pieces in its answer. Not here: what follows from it (vote.py).
It is asked for recall: by default it loses lists and headings where the layout has no telling names. It never sees the
metadata, whose search for dates doubles its time, and it works on a copy of the tree.
"""

import logging
import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from corpus.cleaning.pieces import Piece, is_prose

SHINGLE, OVERLAP = 4, 0.6  # words, and the share of a long block's runs of so many that must stand in its text
SHORT = 40  # characters: a shorter block must stand there as a whole line or run of words

_NO_WORD = re.compile(r"\W+")


@cache
def is_available() -> bool:
    return find_spec("trafilatura") is not None


def votes(tree: Any, pieces: Sequence[Piece]) -> list[bool] | None:
    """For each piece whether it stands in the main text as trafilatura sees it; None where it sees none.

    Of what is removed already only sentences are looked for: nothing else can come back.
    """
    if not pieces or not is_available():
        return None
    text = _main_text(tree)
    if not text:
        return None
    main = MainText(text)
    return [(piece.reason is None or is_prose(piece.text)) and main.holds(piece.text) for piece in pieces]


def _main_text(tree: Any) -> str | None:
    from lxml import etree

    if not isinstance(tree, etree._Element):  # too deep for lxml, and so for trafilatura
        return None
    try:
        from trafilatura import extract
    except ImportError:  # it is there, but one of its own dependencies is not
        return None
    _silence()
    try:
        return extract(tree, favor_recall=True, fast=True, include_comments=False, include_tables=True)
    except MemoryError:  # that is the page's fault and not its reader's: the worker refuses it, saying so
        raise
    except Exception:  # whatever it stumbles on, a page is never lost for want of a second opinion
        return None


@cache
def _silence() -> None:
    """What it finds odd is no news to people. Once a process: a level that somebody sets later is theirs."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class MainText:
    """A text asked for what stands in it, by words: markup and line ends differ between the two readings."""

    def __init__(self, text: str) -> None:
        self.lines = {_words(line) for line in text.splitlines()}
        self.words = f" {_words(text)} "
        self._runs: dict[int, frozenset[str]] = {}

    def holds(self, text: str) -> bool:
        words = _words(text)
        single = words.split()
        if words in self.lines:
            return bool(words)
        if len(words) < SHORT:
            return len(single) >= SHINGLE and self._has_all(single) and f" {words} " in self.words
        length = min(SHINGLE, len(single))
        runs, known = _runs(single, length), self._runs_of(length)
        return sum(run in known for run in runs) >= OVERLAP * len(runs)

    def _has_all(self, words: Sequence[str]) -> bool:
        """Whether it may hold them in a row; saves most searches of the whole text."""
        known = self._runs_of(SHINGLE)
        return all(run in known for run in _runs(words, SHINGLE))

    def _runs_of(self, length: int) -> frozenset[str]:
        """All its runs of so many words, made once: seeking each run in the text takes 70 s on a page of 1.4 MB."""
        if length not in self._runs:
            self._runs[length] = frozenset(_runs(self.words.split(), length))
        return self._runs[length]


def _runs(words: Sequence[str], length: int) -> list[str]:
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", text.casefold()).strip()
