"""The elements of an HTML page to typed pieces, in page order, with what the layout says against each.

Lives here: which element begins a block, what kind it is, and where its text stands. Not here: parsing (markup.py),
the tables of tags (tags.py), the meaning of class names (names.py), judging by words and neighbours (rules.py).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from corpus.cleaning import names
from corpus.cleaning.characters import tidy
from corpus.cleaning.markup import Tree, tell
from corpus.cleaning.pieces import Piece, ends_sentence, is_contact, is_prose
from corpus.cleaning.tags import BLOCKS, BOXES, CELLS, HEADINGS, KINDS, LISTS, REGIONS
from corpus.model import BlockKind

_PARAGRAPH_BREAK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_MAX_PATH = 40
"""Nobody lays out a page with more boxes in boxes; a path as long as the depth of hostile pages would be quadratic."""
_LARGE = re.compile(r"\s*(?:\+[1-9]|[4-7])")
_SPOKEN = re.compile(r"[–—] \S")
_MAX_DOUBTS = 8
_NO_ATTRIBUTES: Mapping[str, str] = {}
_MAIN_TAGS = frozenset(("main", "article"))
_STRONG = frozenset(("b", "strong"))
_ONE_BY_ONE = BOXES | REGIONS | CELLS | {"font"}
"""Elements that are told apart though they are alike; of `font` the size matters."""
_SAID = 0.5
"""Prose of which more is links tells of other pages."""
_ROW_LENGTH = 1_000
"""A longer table row is layout: cells that hold paragraphs."""


_Doubts: TypeAlias = tuple[tuple[int, str], ...]


class _Frame(Struct, frozen=True, gc=False):
    """What an open element means for the text in it; most of it is inherited. One that changes nothing has none."""

    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0  # of lists
    reason: str | None = None
    main: bool = False
    region: int = 0
    cell: int = 0
    path: tuple[int, ...] = ()
    strong: bool = False
    verbatim: bool = False
    doubts: _Doubts = ()  # elements around it with a name that sentences in them can take back


class _Buffer:
    """Text of the block being read, and how much of it stands in links and in bold."""

    __slots__ = ("linked", "parts", "strong")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0
        self.strong = 0


def pieces(tree: Tree) -> tuple[Piece, ...]:
    """Every readable text of the page as pieces, in page order."""
    walk = _Walk()
    tell(tree, walk)
    if walk.buffer.parts:
        walk.flush()
    return tuple(walk.judged())


class _Walk:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.cells: list[int] = []  # the table cell of each piece, beside it
        self.doubts: list[tuple[tuple[int, str], ...]] = []  # likewise
        self.stack: list[_Frame] = [_Frame()]
        self.buffer = _Buffer()
        self.waiting: list[_Buffer] = []
        self.rows: list[int] = []  # where each open table row begins in `pieces`
        self.links = 0
        self.after_link = False
        self.count = 0
        # Frames by tag, frame around and verdict, with the frame around: while it is held its id is its own.
        self.frames: dict[tuple[str, int, names.Verdict | None], tuple[_Frame, _Frame]] = {}
        self.plain: dict[tuple[str, int], tuple[_Frame, _Frame]] = {}  # likewise, of elements without attributes

    def judged(self) -> list[Piece]:
        """The pieces; a doubtful name is believed only of an element in which nothing is said."""
        if not any(self.doubts):
            return self.pieces
        spoken = {
            number
            for piece, doubts in zip(self.pieces, self.doubts, strict=True)
            if doubts and piece.reason is None and piece.links < _SAID and is_prose(piece.text)
            for number, _ in doubts
        }
        return [
            piece.because(piece.reason or next((reason for number, reason in doubts if number not in spoken), None))
            if doubts
            else piece
            for piece, doubts in zip(self.pieces, self.doubts, strict=True)
        ]

    def text(self, text: str) -> None:
        buffer = self.buffer
        is_blank = not text.strip()
        if is_blank and not buffer.parts:  # the line ends between elements: half of all texts
            return
        frame = self.stack[-1]
        # Only a line end can be taken for that of a `br` below; all else `flush` folds anyway.
        buffer.parts.append(_folded(text) if "\n" in text and not frame.verbatim else text)
        if not is_blank:
            if self.links:
                buffer.linked += len(text.strip())
            if frame.strong:
                buffer.strong += len(text.strip())
            self.after_link = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self.buffer.parts.append("\n")
        parent = self.stack[-1]
        self.count += 1
        if tag in BLOCKS:
            if self.buffer.parts:
                self.flush()
            frame = self._frame(tag, attributes, parent)
        else:
            frame = self._frame(tag, attributes, parent)
            if frame is not parent and _is_apart(frame, parent):
                self.waiting.append(self.buffer)
                self.buffer = _Buffer()
        if tag == "tr":
            self.rows.append(len(self.pieces))
        elif tag == "a":
            if self.after_link:  # menus set links side by side and leave the gap to the style sheet
                self.buffer.parts.append(" ")
            self.links += 1
        self.stack.append(frame)

    def end(self, tag: str) -> None:
        if tag in BLOCKS:
            frame = self.stack.pop()
            if self.buffer.parts:
                self.flush(frame)
        else:
            frame = self.stack.pop()
            parent = self.stack[-1]
            if frame is not parent and _is_apart(frame, parent):
                if self.buffer.parts:
                    self.flush(frame)
                self.buffer = self.waiting.pop()
        if tag == "a":
            self.links -= 1
            self.after_link = True
        elif tag == "tr":
            self._close_row(self.rows.pop())

    def _frame(self, tag: str, attributes: Mapping[str, str], parent: _Frame) -> _Frame:
        """What an element means; made once for all alike beside each other."""
        if not attributes and (known := self.plain.get((tag, id(parent)))) is not None:
            return known[0]
        main = parent.main or tag in _MAIN_TAGS or (attributes.get("role") == "main" if attributes else False)
        found = None
        if parent.reason is None:
            heading = parent.kind == "heading"
            if attributes:
                found = names.verdict(tag, attributes, main=main, heading=heading)
            else:
                found = _of_tag(tag, main=main, heading=heading)
        if main is not parent.main or tag in _ONE_BY_ONE or (found is not None and found.doubtful):
            return self._made(tag, attributes, parent, found)
        key = (tag, id(parent), found)
        held = self.frames.get(key)
        if held is None:
            held = self.frames[key] = self._made(tag, attributes, parent, found), parent
        if not attributes:
            self.plain[tag, id(parent)] = held
        return held[0]

    def _made(self, tag: str, attributes: Mapping[str, str], parent: _Frame, found: names.Verdict | None) -> _Frame:
        reason, doubts = parent.reason, parent.doubts
        if found is not None and found.doubtful:
            doubts = (*doubts, (self.count, found.reason))[:_MAX_DOUBTS]
        elif found is not None:
            reason = found.reason
        if tag in BLOCKS:
            return self._block(tag, attributes, parent, reason, doubts)
        return _inline(tag, attributes, parent, reason, doubts)

    def _block(
        self, tag: str, attributes: Mapping[str, str], parent: _Frame, reason: str | None, doubts: _Doubts
    ) -> _Frame:
        main = parent.main or tag in _MAIN_TAGS or attributes.get("role") == "main"
        depth = parent.depth + (tag in LISTS)
        kind, level = parent.kind, parent.level
        if tag in HEADINGS:
            kind, level = "heading", HEADINGS[tag]
        elif tag in KINDS:
            kind, level = KINDS[tag], max(depth, 1) if tag == "li" else 0
        elif tag in CELLS:
            kind, level = "paragraph", 0
        region = self.count if tag in REGIONS else parent.region
        cell = self.count if tag in CELLS else parent.cell
        path = (*parent.path, self.count) if tag in BOXES and len(parent.path) < _MAX_PATH else parent.path
        return _Frame(kind, level, depth, reason, main, region, cell, path, parent.strong, tag == "pre", doubts)

    def flush(self, frame: _Frame | None = None) -> None:
        """What was read since the last boundary becomes pieces; an empty line (two br) ends a paragraph.

        `frame` is the element it was read in: the innermost that is open, unless it has just been closed.
        """
        buffer = self.buffer
        frame = frame or self.stack[-1]
        raw = buffer.parts[0] if len(buffer.parts) == 1 else "".join(buffer.parts)
        linked, strong = buffer.linked, buffer.strong
        buffer.parts, buffer.linked, buffer.strong = [], 0, 0
        is_broken = "\n" in raw and frame.kind in ("paragraph", "quote")
        texts = _PARAGRAPH_BREAK.split(raw) if is_broken else [raw]
        length = max(len(raw.strip()), 1) if linked or strong else 1
        links = min(linked / length, 1.0) if linked else 0.0
        for text in texts:
            clean = tidy(" ".join(text.split()))
            if clean:
                # Of several paragraphs in one element each is judged by itself: bold is its own only in the first case.
                whole = length if len(texts) == 1 else len(clean)
                bold = min(strong / whole, 1.0) if strong and text is texts[0] else 0.0
                self._emit(frame, clean, links, bold)

    def _emit(self, frame: _Frame, text: str, links: float, strong: float) -> None:
        kind: BlockKind = "contact" if frame.kind in ("paragraph", "definition") and is_contact(text) else frame.kind
        if kind == "paragraph" and text[0] in "–—" and _SPOKEN.match(text) and ends_sentence(text):
            kind = "quote"
        level = frame.level if kind == frame.kind else 0
        self.pieces.append(Piece(kind, text, level, frame.reason, links, frame.main, strong, frame.region, frame.path))
        self.cells.append(frame.cell)
        self.doubts.append(frame.doubts)

    def _close_row(self, begin: int) -> None:
        """Make one piece of a data row; a row that lays out a page keeps its pieces as they are."""
        row, cells, doubts = self.pieces[begin:], self.cells[begin:], self.doubts[begin:]
        if len(set(cells)) < 2 or any(piece.kind not in ("paragraph", "contact") for piece in row):
            return
        if (
            len({piece.reason for piece in row}) > 1
            or len(set(doubts)) > 1
            or sum(len(piece.text) for piece in row) > _ROW_LENGTH
        ):
            return
        texts: dict[int, list[str]] = {}
        for cell, piece in zip(cells, row, strict=True):
            texts.setdefault(cell, []).append(piece.text)
        links = sum(piece.links for piece in row) / len(row)
        joined = replace(row[0], kind="row", text=" | ".join(" ".join(parts) for parts in texts.values()), links=links)
        self.pieces[begin:] = [joined]
        self.cells[begin:] = [self.stack[-1].cell]
        self.doubts[begin:] = doubts[:1]


def _folded(text: str) -> str:
    """The text with every run of white space as one space, at its ends too."""
    words = " ".join(text.split())
    before, after = " " if text[0].isspace() else "", " " if words and text[-1].isspace() else ""
    return f"{before}{words}{after}"


@lru_cache(maxsize=1_000)
def _of_tag(tag: str, *, main: bool, heading: bool) -> names.Verdict | None:
    """What an element without attributes is: a few dozen tags make up half of a page."""
    return names.verdict(tag, _NO_ATTRIBUTES, main=main, heading=heading)


def _inline(tag: str, attributes: Mapping[str, str], parent: _Frame, reason: str | None, doubts: _Doubts) -> _Frame:
    """What an element inside a line means: most often no more than the one around it."""
    strong = parent.strong or tag in _STRONG or (tag == "font" and _is_large(attributes))
    main = parent.main or attributes.get("role") == "main"
    told = (reason, main, strong, False, doubts)
    if told == (parent.reason, parent.main, parent.strong, parent.verbatim, parent.doubts):
        return parent
    at = parent.kind, parent.level, parent.depth
    return _Frame(*at, reason, main, parent.region, parent.cell, parent.path, strong, False, doubts)


def _is_apart(frame: _Frame, parent: _Frame) -> bool:
    """Whether what stands in an element within a line is judged apart, while the text around it goes on."""
    return frame.reason != parent.reason or frame.doubts != parent.doubts


def _is_large(attributes: Mapping[str, str]) -> bool:
    return _LARGE.match(attributes.get("size") or "") is not None
