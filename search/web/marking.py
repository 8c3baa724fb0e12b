"""Archived text with the query marked in it, as HTML: the one place where text of a page becomes markup.

Everything but the marks is escaped. Pure. Not here: where the marks are (search.passages).
"""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from search.service import Marks

WINDOW = 280  # characters of a passage that are shown
BEFORE = 90  # of them before the first mark


def marked(text: str, marks: Sequence[tuple[int, int]] = ()) -> Markup:
    """The text escaped, its marks as <mark>."""
    pieces: list[Markup] = []
    at = 0
    for start, end in marks:
        pieces += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def breakable(address: str) -> Markup:
    """An address that may be broken after its slashes."""
    return Markup("<wbr>").join(re.split(r"(?<=[^/:]/)(?=[^/])", address))


def clipped(marks: Sequence[tuple[int, int]], start: int, end: int) -> Marks:
    """The marks that reach into a part of a text, counted from where the part begins."""
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in marks if max(a, start) < min(b, end))


def window(text: str, marks: Sequence[tuple[int, int]], size: int = WINDOW) -> Markup:
    """The part of a long passage around its first mark, cut between words."""
    if len(text) <= size + BEFORE:  # a cut would save little
        return marked(text, marks)
    first, last = marks[0] if marks else (0, 0)
    start = max(0, min(first - BEFORE, len(text) - size))
    start = text.find(" ", start, first) + 1 or start if start else 0
    end = max(start + size, last)
    end = (text.rfind(" ", last, end) if end < len(text) else len(text)) or end
    end = end if end > start else min(start + size, len(text))
    shown = marked(text[start:end], clipped(marks, start, end))
    return Markup("{}{}{}").format("… " if start else "", shown, " …" if end < len(text) else "")
