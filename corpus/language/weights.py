"""The n-gram weights that tell words of a language: what single words and short texts are told by.

Lives here: the table (corpus/data/language_weights.tsv), its classes, which n-grams a word has. Not here: how it was
fitted (bench/fit_language.py), how texts are scored (scoring.py).

langdetect's profiles end at 3-grams and are counted from running text; these weights know longer n-grams, the
beginnings and ends of words, and languages that the profiles lack (Inari and Skolt Sami).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from operator import add

from corpus.shipped import shipped_lines

CLASSES = ("fi", "sv", "en", "nordic", "et", "de", "sami")
"""Ours come first. `nordic` is Danish and both kinds of Norwegian, `sami` Northern, Inari and Skolt Sami."""

LONGEST = 5
STEP = 0.1
"""Nats per step of a weight."""

_ZERO = ord("O")  # a weight is one character of the table: O is 0, P 1, N -1
_LIMIT = 44


def ngrams_of(word: str) -> list[str]:
    """The 1- to 5-grams of a word in small letters, its ends marked."""
    padded = f"<{word}>"
    run = grams = list(padded)
    for size in range(1, LONGEST):
        run = list(map(add, run, padded[size:]))
        grams = grams + run
    return grams


def encode(weights: Sequence[int]) -> str:
    """A row as the table writes it; weights beyond the limit are cut to it."""
    return "".join(chr(_ZERO + max(-_LIMIT, min(_LIMIT, weight))) for weight in weights)


@cache
def load_weights() -> Mapping[str, int]:
    """Each n-gram's weights in STEPs, packed in the order of CLASSES, the same constant added to each class of a row.

    Read once per process.
    """
    lines = shipped_lines("language_weights.tsv")
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {gram: int.from_bytes(row.encode("utf-32-le"), "little") for gram, row in rows}  # UTF-32: a lane a character
