"""HTML made from a printed page (a PDF, a word processor), where every line of print is a paragraph of its own.

Lives here: telling such a page, and reading it as the lines it is. Not here: joining lines (scrape.py).
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.cleaning import scrape
from corpus.cleaning.pieces import Piece, ends_sentence

_FEW = 6
_SHARE = 0.25
"""Of the paragraphs of a page that was typed as such hardly any goes on in the next one with a small letter."""

_PAGE_NUMBER = re.compile(r"(?:(?:sivu|sida|page) )?(\d{1,3})(?: ?(?:/|\(|av|of) ?\d{1,3}\)?)?", re.I)


def rejoined(pieces: Sequence[Piece], is_stamp: Callable[[str], bool]) -> tuple[Piece, ...]:
    """The pieces as they are, or, on such a page, its paragraphs put together again; page numbers are removed.

    What was removed already and the page numbers stand at the end then: their place between lines says nothing.
    """
    if not _is_printed(pieces):
        return tuple(pieces)
    gone = [piece for piece in pieces if piece.reason is not None]
    kept = [piece for piece in pieces if piece.reason is None]
    numbers = _page_numbers(kept)
    text = "\n".join(piece.text for place, piece in enumerate(kept) if place not in numbers)
    return (
        *scrape.pieces(text, is_stamp),
        *gone,
        *(kept[place].because("rule:page-number") for place in sorted(numbers)),
    )


def _is_printed(pieces: Sequence[Piece]) -> bool:
    kept = [piece for piece in pieces if piece.reason is None]
    if len(kept) < _FEW or any(piece.kind in ("heading", "item", "row", "definition") for piece in kept):
        return False
    broken = sum(
        not ends_sentence(first.text) and len(first.text) >= 40 and second.text[0].islower()
        for first, second in pairwise(kept)
    )
    return broken >= _SHARE * len(kept)


def _page_numbers(pieces: Sequence[Piece]) -> set[int]:
    """Places of lines that are nothing but a number, each one higher than the last: two of them at least."""
    found: list[int] = []
    last: int | None = None
    for place, piece in enumerate(pieces):
        number = _PAGE_NUMBER.fullmatch(piece.text)
        if number and (last is None or int(number[1]) == last + 1):
            found.append(place)
            last = int(number[1])
    return set(found) if len(found) > 1 else set()
