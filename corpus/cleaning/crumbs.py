"""The line that leads to a page, `Home > Services > Family centres`, known by its shape: it ends with the page's title.

Lives here: finding it, and the title it names. Not here: labels before it ("You are here", lexicon.py), markup.
"""

import re
from collections.abc import Sequence

from corpus.cleaning.pieces import Piece

_BETWEEN = re.compile(r"\s+(?:>|»|›|→|/|\||::)\s+")
_FEWEST = 3  # parts: with two, "Programme | Western Uusimaa" would be one
_LONGEST = 400


def trail(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """The places of a line of several parts and of the line below it that repeats its last part: the title."""
    for place, piece in enumerate(pieces):
        last = _last_part(piece.text)
        if not last:
            continue
        for below in range(place + 1, len(pieces)):
            if pieces[below].reason is None and _folded(pieces[below].text) == last:
                return place, below
    return None


def _last_part(text: str) -> str:
    if len(text) > _LONGEST or text[-1:] in ".!?":
        return ""
    parts = _BETWEEN.split(text)
    return _folded(parts[-1]) if len(parts) >= _FEWEST else ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
