"""Words typed without dots and rings: what they may have been meant as. Pure.

Lives here: letters -> candidates. Not here: which of them are words (expansion.py).
"""

from collections.abc import Iterator
from itertools import islice, product

MAX_CANDIDATES = 1_000
_LETTERS = {"a": "aäå", "o": "oö"}
_HARMONY = str.maketrans("ao", "äö")


def dotted(word: str) -> Iterator[str]:
    """The word with its a and o read as å, ä and ö in every way; not the word itself. Long ones are cut short."""
    ways = product(*(_LETTERS.get(letter, letter) for letter in word))
    yield from islice(map("".join, ways), 1, MAX_CANDIDATES)


def dotted_in_harmony(word: str) -> Iterator[str]:
    """As Finnish has it: all vowels of a compound's part have dots, or none. All, then the end, then the start."""
    places = [at for at, letter in enumerate(word) if letter in _LETTERS]
    yield word.translate(_HARMONY)
    yield from (word[:at] + word[at:].translate(_HARMONY) for at in places[1:])
    yield from (word[:at].translate(_HARMONY) + word[at:] for at in reversed(places[1:]))
