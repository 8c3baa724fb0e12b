"""The text of a page in the shape it is read in: headings, nested lists, tables.

Lives here: blocks and their marks -> parts. Pure. Not here: HTML beyond the marks (the templates).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, TypeAlias

from markupsafe import Markup
from msgspec import Struct

from corpus.model import Block
from search.service import Marks
from search.web.marking import clipped, marked

PartKind: TypeAlias = Literal["heading", "paragraph", "list", "table", "quote", "caption", "contact", "definition"]

CELL = " | "  # what stands between the cells of a row
DEEPEST = 5  # lists in lists are shown no deeper

_OWN_MARKER = re.compile(
    r"[•‣▪▫■□●○◦∙·➢➔→*–—-]\s*\S"  # a bullet
    r"|\(?\d{1,3}(?:\.\d{1,2})*[.)](?=\s|[^\W\d_])"  # 1. 1.2. 1) (1), no date and no decimal
    r"|\(?(?:[a-zåäö]|[ivx]{2,5})(?:\)|\.(?=\s))"  # a) b. iv.
)


class Line(Struct, frozen=True, kw_only=True):
    """A block, or a cell of a row, as HTML; `lang` is None where it is that of the page.

    `at` is the block's place on the page where something is marked in it: what links lead to.
    """

    html: Markup
    lang: str | None = None
    at: int | None = None


class Item(Struct, frozen=True, kw_only=True):
    """An item of a list with the list below it; `is_marked` when its text brings its own bullet or number."""

    line: Line
    is_marked: bool
    items: tuple["Item", ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """A piece of a page: `lines` for text, `items` for a list, `rows` for a table; `level` is the heading's."""

    kind: PartKind
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    level: int = 0

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


class _Marked(Struct, frozen=True):
    block: Block
    marks: Marks
    at: int


def parts_of(title: str, lang: str, blocks: Sequence[Block], marks: Sequence[Marks] = ()) -> tuple[Part, ...]:
    """The parts of a page below its title, which is not said twice."""
    told = zip(blocks, marks or ((),) * len(blocks), strict=True)
    known = [_Marked(block, mark, at) for at, (block, mark) in enumerate(told)]
    first = next((at for at, each in enumerate(known) if each.block.kind == "heading"), None)
    if first is not None and is_same(known[first].block.text, title):
        del known[first]
    lift = 1 if any(each.block.kind == "heading" and each.block.level <= 1 for each in known) else 0
    return tuple(_parts(known, lang, lift))


def lang_tag(lang: str) -> str:
    """A language for the `lang` attribute: empty says that it is not known."""
    return lang if lang in ("fi", "sv", "en") else ""


def _parts(known: Sequence[_Marked], lang: str, lift: int) -> Iterator[Part]:
    for kind, run in groupby(known, key=lambda each: each.block.kind):
        if kind == "item":
            yield Part(kind="list", items=_nested([*run], lang))
        elif kind == "row":
            yield Part(kind="table", rows=tuple(_cells(each, lang) for each in run))
        else:
            for each in run:
                level = min(6, max(2, each.block.level + lift)) if kind == "heading" else 0
                yield Part(kind=kind, lines=(_line(each, lang),), level=level)


def _line(each: _Marked, lang: str) -> Line:
    return Line(html=marked(each.block.text, each.marks), lang=_own_lang(each.block, lang), at=_place(each))


def _place(each: _Marked) -> int | None:
    return each.at if each.marks else None


def _cells(each: _Marked, lang: str) -> tuple[Line, ...]:
    cells: list[Line] = []
    start = 0
    for text in each.block.text.split(CELL):
        html = marked(text, clipped(each.marks, start, start + len(text)))
        cells.append(Line(html=html, lang=_own_lang(each.block, lang), at=_place(each)))
        start += len(text) + len(CELL)
    return tuple(cells)


def _nested(run: Sequence[_Marked], lang: str) -> tuple[Item, ...]:
    """Items with those that are deeper below them."""
    items: list[Item] = []
    at = 0
    while at < len(run):
        depth = _depth(run[at])
        end = at + 1
        while end < len(run) and _depth(run[end]) > depth:
            end += 1
        below = _nested(run[at + 1 : end], lang)
        is_marked = _OWN_MARKER.match(run[at].block.text) is not None
        items.append(Item(line=_line(run[at], lang), is_marked=is_marked, items=below))
        at = end
    return tuple(items)


def _depth(each: _Marked) -> int:
    return min(each.block.level, DEEPEST)


def _own_lang(block: Block, lang: str) -> str | None:
    return lang_tag(block.lang) if block.lang not in (lang, "und") else None


def is_same(one: str, other: str) -> bool:
    """Whether two titles read the same."""
    return one.casefold().split() == other.casefold().split()
