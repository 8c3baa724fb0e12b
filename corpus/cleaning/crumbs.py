"""The line that leads to a page, `Home > Services > Family centres`, known by its shape: it ends with the page's title.

Lives here: finding it, the title it names, and its second line where a margin broke it. Not here: labels before it
("You are here", lexicon.py), markup. A label needs no list: only the last part is compared.
"""

import re
from collections import deque
from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from corpus.cleaning.pieces import Piece

_BETWEEN = re.compile(r"\s+(?:[|\\•·]|::)\s+|\s*[>»›→]\s*|\s+/\s*|/\s+")
_SIGNS = tuple("|\\•·:>»›→/")
_DASHED = re.compile(r"\s[–—-]\s")
_LABELLED = re.compile(r"(?:\w+ ){0,2}\w+: ?\S")
_FEWEST = 3  # parts: with two, "Programme | Western Uusimaa" would be one
_LONGEST = 400
_TITLE = 250
_CUT = re.compile(r"\s?(?:…|\.\.\.)$")
_STEM = 10
"""Characters that must be left of a title that ends in dots."""

_NEAR = 40
"""A cut title stands at most so many lines below its trail, or above: a sites' menu may lie between."""


def trail(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """The places of a line of several parts and of the line below it that repeats its last part: the title.

    Either may be cut and end in dots. Rows of tables have parts of their own.
    """
    found: tuple[int, int] | None = None
    below = _Below()
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        last = _last_part(piece)
        title = below.place_of(last) if last else None
        if title is not None:
            found = place, title
        below.add(place, piece)
    return found


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a scrape, a trail that a margin broke in its last part in one: the title below tells."""
    whole: list[Piece] = []
    below = _Below()
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        last = _last_part(piece) if whole and not whole[-1].after_blank else ""
        if last and below.holds(f"{last} {_folded(whole[-1].text)}") and not below.holds(last):
            piece = replace(piece, text=f"{piece.text} {whole.pop().text}")
        below.add(place, piece)
        whole.append(piece)
    return whole[::-1]


class _Below:
    """The kept lines below a place that may be the title, the nearest first."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._near: deque[tuple[str, int]] = deque(maxlen=_NEAR)

    def add(self, place: int, piece: Piece) -> None:
        if piece.reason is None and len(piece.text) <= _TITLE:
            text = _folded(piece.text)
            self._places[text] = place
            self._near.appendleft((text, place))

    def holds(self, text: str) -> bool:
        return text in self._places

    def place_of(self, last: str) -> int | None:
        """Where the title stands that the last part of a trail names."""
        if (place := self._places.get(last)) is not None:
            return place
        stem = _CUT.sub("", last)
        if stem != last:
            return next((at for text, at in self._near if len(stem) >= _STEM and text.startswith(stem)), None)
        return next((at for text, at in self._near if text.endswith(("…", "...")) and _is_cut(text, last)), None)


def _is_cut(title: str, last: str) -> bool:
    stem = _CUT.sub("", title)
    return len(stem) >= _STEM and last.startswith(stem)


def _last_part(piece: Piece) -> str:
    """The last of a line's parts, folded; nothing where the line is no trail: a row, a sentence, two parts."""
    if len(piece.text) > _LONGEST or piece.kind in ("row", "heading"):
        return ""
    return _last_of(piece.text)


@lru_cache(maxsize=5_000)  # most lines of a page are on others of its site
def _last_of(text: str) -> str:
    if text[-1:] in ".!?" and not text.endswith("..."):
        return ""
    parts = _BETWEEN.split(text) if any(map(text.__contains__, _SIGNS)) else []
    if len(parts) < _FEWEST and _LABELLED.match(text):
        parts = _DASHED.split(text)
    return _folded(parts[-1]) if len(parts) >= _FEWEST else ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
