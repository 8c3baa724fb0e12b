"""The events of an HTML page to typed pieces, in page order, with what the layout says against each.

Lives here: which element begins a block, what kind it is, and where its text stands. Not here: parsing (markup.py),
the tables of tags (tags.py), the meaning of class names (names.py), judging by words and neighbours (rules.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from corpus.cleaning import names
from corpus.cleaning.characters import tidy
from corpus.cleaning.markup import Event
from corpus.cleaning.pieces import Piece, ends_sentence, is_contact, is_prose
from corpus.cleaning.tags import BLOCKS, BOXES, HEADINGS, KINDS, LISTS, REGIONS
from corpus.model import BlockKind

_PARAGRAPH_BREAK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_SPACE = re.compile(r"\s+")
_MAX_PATH = 40
"""Nobody lays out a page with more boxes in boxes; a path as long as the depth of hostile pages would be quadratic."""
_LARGE = re.compile(r"\s*(?:\+[1-9]|[4-7])")
_SPOKEN = re.compile(r"[–—] \S")
_MAX_DOUBTS = 8
_SAID = 0.5
"""Prose of which more is links tells of other pages."""
_ROW_LENGTH = 1_000
"""A longer table row is layout: cells that hold paragraphs."""


class _Frame(NamedTuple):  # one is made for every element: a tuple costs a third of a frozen dataclass
    """What an open element means for the text in it; most of it is inherited."""

    tag: str
    block: bool
    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0  # of lists
    reason: str | None = None
    main: bool = False
    region: int = 0
    cell: int = 0
    path: tuple[int, ...] = ()
    strong: bool = False
    doubts: tuple[tuple[int, str], ...] = ()  # elements around it with a name that sentences in them can take back
    apart: bool = False  # an inline element that is removed while the text around it goes on


class _Buffer:
    """Text of the block being read, and how much of it stands in links and in bold."""

    __slots__ = ("linked", "parts", "strong")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0
        self.strong = 0


def pieces(events: Iterable[Event]) -> tuple[Piece, ...]:
    """Every readable text of the page as pieces, in page order."""
    walk = _Walk()
    for event, value, attributes in events:
        if event == "text":
            walk.text(value)
        elif event == "start":
            walk.start(value, attributes)
        else:
            walk.end()
    walk.flush()
    return tuple(walk.judged())


class _Walk:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.cells: list[int] = []  # the table cell of each piece, beside it
        self.doubts: list[tuple[tuple[int, str], ...]] = []  # likewise
        self.stack: list[_Frame] = [_Frame("", block=True)]
        self.buffer = _Buffer()
        self.waiting: list[_Buffer] = []
        self.rows: list[int] = []  # where each open table row begins in `pieces`
        self.links = 0
        self.after_link = False
        self.count = 0

    def judged(self) -> list[Piece]:
        """The pieces; a doubtful name is believed only of an element in which nothing is said."""
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
        length = len(text.strip())
        if not length and not self.buffer.parts:  # the line ends between elements: half of all texts
            return
        # Only a line end can be taken for that of a `br` below; all else `flush` folds anyway.
        folds = "\n" in text and self.stack[-1].tag != "pre"
        self.buffer.parts.append(_SPACE.sub(" ", text) if folds else text)
        if self.links:
            self.buffer.linked += length
        if self.stack[-1].strong:
            self.buffer.strong += length
        if length:
            self.after_link = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self.buffer.parts.append("\n")
        parent = self.stack[-1]
        frame = self._frame(tag, attributes, parent)
        if frame.block:
            self.flush()
        elif frame.apart:
            self.waiting.append(self.buffer)
            self.buffer = _Buffer()
        if tag == "tr":
            self.rows.append(len(self.pieces))
        if tag == "a":
            if self.after_link:  # menus set links side by side and leave the gap to the style sheet
                self.buffer.parts.append(" ")
            self.links += 1
        self.stack.append(frame)

    def end(self) -> None:
        frame = self.stack[-1]
        if frame.block or frame.apart:
            self.flush()
        if frame.apart:
            self.buffer = self.waiting.pop()
        self.stack.pop()
        if frame.tag == "a":
            self.links -= 1
            self.after_link = True
        if frame.tag == "tr":
            self._close_row(self.rows.pop())

    def _frame(self, tag: str, attributes: Mapping[str, str], parent: _Frame) -> _Frame:
        main = parent.main or tag in ("main", "article") or attributes.get("role") == "main"
        self.count += 1
        reason, doubts = parent.reason, parent.doubts
        if reason is None and (found := names.verdict(tag, attributes, main=main, heading=parent.kind == "heading")):
            if not found.doubtful:
                reason = found.reason
            elif len(doubts) < _MAX_DOUBTS:
                doubts = (*doubts, (self.count, found.reason))
        if tag not in BLOCKS:
            strong = parent.strong or tag in ("b", "strong") or (tag == "font" and _is_large(attributes))
            return _Frame(
                tag,
                block=False,
                kind=parent.kind,
                level=parent.level,
                depth=parent.depth,
                reason=reason,
                main=main,
                region=parent.region,
                cell=parent.cell,
                path=parent.path,
                strong=strong,
                doubts=doubts,
                apart=reason != parent.reason or doubts != parent.doubts,
            )
        depth = parent.depth + (tag in LISTS)
        kind, level = parent.kind, parent.level
        if tag in HEADINGS:
            kind, level = "heading", HEADINGS[tag]
        elif tag in KINDS:
            kind, level = KINDS[tag], max(depth, 1) if tag == "li" else 0
        elif tag in ("td", "th"):
            kind, level = "paragraph", 0
        region = self.count if tag in REGIONS else parent.region
        cell = self.count if tag in ("td", "th") else parent.cell
        path = (*parent.path, self.count) if tag in BOXES and len(parent.path) < _MAX_PATH else parent.path
        return _Frame(tag, True, kind, level, depth, reason, main, region, cell, path, parent.strong, doubts)

    def flush(self) -> None:
        """What was read since the last boundary becomes pieces; an empty line (two br) ends a paragraph."""
        parts, linked, strong = self.buffer.parts, self.buffer.linked, self.buffer.strong
        if not parts:
            return
        self.buffer = _Buffer()
        frame = self.stack[-1]
        raw = "".join(parts)
        length = max(len(raw.strip()), 1)
        texts = _PARAGRAPH_BREAK.split(raw) if frame.kind in ("paragraph", "quote") else [raw]
        for text in texts:
            clean = tidy(_SPACE.sub(" ", text))
            if clean:
                # Of several paragraphs in one element each is judged by itself: bold is its own only in the first case.
                bold = (
                    strong / length if len(texts) == 1 else min(strong / len(clean), 1.0) if text is texts[0] else 0.0
                )
                self._emit(frame, clean, min(linked / length, 1.0), min(bold, 1.0))

    def _emit(self, frame: _Frame, text: str, links: float, strong: float) -> None:
        kind: BlockKind = "contact" if frame.kind in ("paragraph", "definition") and is_contact(text) else frame.kind
        if kind == "paragraph" and _SPOKEN.match(text) and ends_sentence(text):
            kind = "quote"
        self.pieces.append(
            Piece(
                kind=kind,
                text=text,
                level=frame.level if kind == frame.kind else 0,
                reason=frame.reason,
                links=links,
                main=frame.main,
                strong=strong,
                region=frame.region,
                path=frame.path,
            )
        )
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


def _is_large(attributes: Mapping[str, str]) -> bool:
    return _LARGE.match(attributes.get("size") or "") is not None
