"""Text without markup to typed pieces: which lines belong together, and what each line is.

Lives here: joining wrapped lines, lists, quotations, headings, glued captions. Not here: which of them is furniture
because of its neighbours (rules.py), which words furniture uses (lexicon.py).
A wrong join glues two statements together for ever, a missing one only splits a paragraph: in doubt lines stay apart.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from corpus.cleaning import asides, crumbs, lexicon, opening
from corpus.cleaning.characters import tidy
from corpus.cleaning.pieces import Piece, ends_sentence, has_words, is_contact, is_prose
from corpus.model import BlockKind

HEADING_LENGTH = 120
_WRAP = range(40, 121)
"""Widths at which a program breaks lines; longer lines are whole paragraphs."""
_NEAR = 16
"""A line that the program broke lacks fewer characters than this, the length of a long word."""

_BULLET = re.compile(r"[•·▪▫◦‣●○■□*►➢✓]\s*(?=\S)|-\s+(?=\S)|o\s{2,}(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\))\s+(?=\S)")
# "5. päivänä", "15. kesäkuuta", "2. 3. 2020" begin a sentence with a date and no list item.
_DATED = re.compile(r"\d{1,2}\.\s+(?:\d|päiv|\w+kuu(?:ta|n|ssa)?\b)", re.I)
_LIST = 3  # lines
_DASH = re.compile(r"[–—―]\s*(?=\S)")
_WEB = re.compile(r"(?:https?://|www\.)\S+")
_CONTINUES = re.compile(r"[a-zåäöéü(]")
_OPEN_END = re.compile(
    r"(?:[,;(–-]|\b(?:ja|tai|sekä|että|och|eller|samt|att|av|för|and|or|the|of|to|in|for|with))$", re.I
)
_SUSPENDED = re.compile(r"(?:ja|tai|sekä|eli|och|eller|samt|respektive|and|or)\b", re.I)
_STOP = re.compile(r"[.!?:;,…]$")
_TABLE_GAP = re.compile(r"\S(?:\t+| {3,})\S")


_Said: TypeAlias = tuple[str, BlockKind, str | None]
_CAPTION: tuple[BlockKind, str] = ("caption", "rule:caption")


class _Line(NamedTuple):
    text: str
    indent: int
    kind: BlockKind
    after_blank: bool
    reason: str | None
    single: bool  # never takes part in a join


def pieces(text: str, is_stamp: Callable[[str], bool] = lambda _line: False) -> tuple[Piece, ...]:
    """The lines of a scrape as pieces, in order. `is_stamp` knows lines that only tell the page's date."""
    lines = list(_lines(text, is_stamp))
    indents = sorted({line.indent for line in lines if line.kind == "item"})
    return titled(crumbs.joined([_piece(group, indents) for group in _groups(lines)]), is_stamp)


def titled(made: Sequence[Piece], is_stamp: Callable[[str], bool]) -> tuple[Piece, ...]:
    """The pieces of a scrape with its menus removed and its headings marked; those removed already play no part.

    Headings are found anew: what is known to be furniture by now may have been taken for the title before.
    """
    made = [replace(piece, kind="paragraph", level=0) if piece.kind == "heading" else piece for piece in made]
    made = _under_trail(asides.without_buttons(made), is_stamp)
    blanks = [piece.after_blank for piece in made]
    made = list(opening.without_menus(made, blanks, is_stamp))
    stamps = [is_stamp(piece.text) for piece in made]
    return tuple(_with_headings(made, stamps, blanks))


def _under_trail(made: Sequence[Piece], is_stamp: Callable[[str], bool]) -> list[Piece]:
    """Where a line leads to the page by name, the short lines between it and that name are menu."""
    judged = list(made)
    if found := crumbs.trail(made):
        trail, title = found
        judged[trail] = made[trail].because(made[trail].reason or "rule:breadcrumb")
        for place in range(title):
            text = made[place].text
            if made[place].reason is None and place != trail and not (is_prose(text) or is_stamp(text)):
                judged[place] = made[place].because("rule:menu")
    return judged


def _lines(text: str, is_stamp: Callable[[str], bool]) -> Iterator[_Line]:
    blank = True
    known: dict[str, list[_Said]] = {}  # a list of a million equal lines is no more work than one of them
    for raw in text.split("\n"):
        if raw not in known:
            known[raw] = list(_said(raw, is_stamp))
        indent = len(raw) - len(raw.lstrip())
        for place, (told, kind, reason) in enumerate(said := known[raw]):
            single = reason is not None or kind in ("contact", "row") or _WEB.fullmatch(told) is not None
            yield _Line(told, indent, kind, blank or place > 0, reason, single)
        blank = not said


def _said(raw: str, is_stamp: Callable[[str], bool]) -> Iterator[_Said]:
    """What a line says: nothing, one thing, or a caption and what is glued to it."""
    clean = tidy(raw)
    caption, rest = lexicon.split_caption(clean)
    if caption:
        yield caption, *_CAPTION
    if rest:
        yield _classified(tidy(rest), raw, is_stamp)


def _classified(text: str, raw: str, is_stamp: Callable[[str], bool]) -> _Said:
    if not has_words(text):
        return text, "paragraph", "rule:ornament"
    if lexicon.is_caption(text):
        return text, *_CAPTION
    reason = lexicon.reason_of_line(text)
    if reason is None and is_stamp(text):
        # Only set apart here: `rules` removes it, once it is known to stand at an edge or beside the title.
        return text, "row", None
    kind: BlockKind = "paragraph"
    if _BULLET.match(text) or (_NUMBER.match(text) and not _DATED.match(text)):
        kind = "item"
    elif _DASH.match(text):
        kind = "quote"
    elif is_contact(text):
        kind = "contact"
    elif _TABLE_GAP.search(raw.strip()):
        kind, text = "row", " | ".join(tidy(cell) for cell in re.split(r"\t+| {3,}", raw.strip()) if tidy(cell))
    return text, kind, reason


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines that make up one piece each, after undoing line breaks inside sentences and headings."""
    width = _wrap_width(lines)
    group: list[_Line] = []
    opening_lines, is_dense = True, _is_dense(lines)
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        if group and not (
            (_belongs(group, line, width) and not (is_dense and _begins_text(group, line, below, width)))
            or (opening_lines and _ends_title(group, line))
        ):
            yield group
            group = []
        group.append(line)
        opening_lines = opening_lines and len(line.text) <= HEADING_LENGTH and not line.text.endswith(".")
    if group:
        yield group


def _belongs(group: list[_Line], line: _Line, width: int) -> bool:
    last = group[-1]
    if line.after_blank or line.single or last.single or group[0].single or line.kind in ("item", "quote"):
        return _goes_on(last, line)
    if group[0].kind == "item" and line.indent >= group[0].indent + 2:
        return True
    if last.text.endswith(":"):
        return False
    if ends_sentence(last.text):
        return width > 0 and _full(last, line, width)
    if _CONTINUES.match(line.text) or _OPEN_END.search(last.text):
        return True
    return width > 0 and _full(last, line, width)


def _goes_on(last: _Line, line: _Line) -> bool:
    """Whether a line is the rest of a broken sentence about cookies, and goes with it."""
    is_open = last.reason == "rule:cookie" and not ends_sentence(last.text)
    return is_open and not line.after_blank and line.reason is None and _CONTINUES.match(line.text) is not None


def _is_dense(lines: Sequence[_Line]) -> bool:
    """Whether no blank line stands between most paragraphs: then none need stand below the title either."""
    begins = [
        line.after_blank
        for before, line in pairwise(lines)
        if ends_sentence(before.text) and line.text[0].isupper() and len(line.text) >= _WRAP.start
    ]
    return 2 * sum(begins) < len(begins)


def _begins_text(group: Sequence[_Line], line: _Line, below: _Line | None, width: int) -> bool:
    """Whether a line under one that may be the title begins like a sentence, and was itself broken by the program."""
    title = group[0]
    if len(group) > 1 or not title.after_blank or not line.text[0].isupper() or _OPEN_END.search(title.text):
        return False
    return below is not None and not below.after_blank and _full(line, below, width)


def _ends_title(group: list[_Line], line: _Line) -> bool:
    """Above the text, a line after a colon that begins small and is no sentence is the rest of a broken title."""
    last = group[-1]
    return (
        last.text.endswith(":")
        and last.after_blank
        and not (line.after_blank or line.single or last.single)
        and line.kind == last.kind == "paragraph"
        and line.text[0].islower()
        and len(last.text) + len(line.text) < HEADING_LENGTH
        and not line.text.endswith((".", ",", ";"))
    )


def _full(last: _Line, line: _Line, width: int) -> bool:
    """Whether the next word would not have fitted on the line before: then the program broke it, not the author."""
    first_word = line.text.split(" ", 1)[0]
    return len(last.text) + last.indent + 1 + len(first_word) > width


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The margin at which the whole text was broken, or 0.

    Many lines then end close below one width, and most of those in the middle of a sentence.
    """
    lengths = [len(line.text) + line.indent for line in lines]
    longest = max(lengths, default=0)
    if longest not in _WRAP:
        return 0
    near = [line for line, length in zip(lines, lengths, strict=True) if length > longest - _NEAR]
    long = sum(length >= _WRAP.start for length in lengths)  # menus and footers tell nothing
    broken = sum(not ends_sentence(line.text) for line in near)
    return longest if len(near) >= 4 and len(near) >= 0.4 * long and broken > len(near) / 2 else 0


def _piece(group: list[_Line], indents: list[int]) -> Piece:
    first = group[0]
    text = first.text
    for line in group[1:]:
        glue = (
            ""
            if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and not _SUSPENDED.match(line.text)
            else " "
        )
        text = f"{text}{glue}{line.text}"
    level = 1 + min(sum(indent < first.indent - 1 for indent in indents), 5) if first.kind == "item" else 0
    return Piece(kind=first.kind, text=text, level=level, reason=first.reason, after_blank=first.after_blank)


def _with_headings(made: list[Piece], stamps: list[bool], blanks: list[bool]) -> Iterable[Piece]:
    """Mark headings: short lines without a closing stop that something follows."""
    made = [_settled(made, place) for place in range(len(made))]
    made = [replace(piece, kind="paragraph") if stamp else piece for piece, stamp in zip(made, stamps, strict=True)]
    menu = _leftover_menu(made)
    titled = False
    for place, piece in enumerate(made):
        if piece.reason is not None or stamps[place] or place in menu:
            yield piece
        elif _heads(made, place, blanks, titled=titled):
            yield replace(piece, kind="heading", level=2 if titled else 1)
            titled = True
        else:
            titled = titled or is_prose(piece.text)
            yield piece


def _leftover_menu(made: Sequence[Piece]) -> range:
    """A list of short lines above the heading of the text: the page's title is not among them.

    It is longer than what may stand between a title and the first heading, unless furniture sets the two apart.
    """
    title = next((at for at, piece in enumerate(made) if piece.reason is None and _heads_text(made, at)), 0)
    last = next((at for at in range(title - 1, -1, -1) if made[at].reason is None), -1)
    first = last
    while first >= 0 and made[first].reason is None and _could_head(made[first]):
        first -= 1
    return range(first + 1, last + 1) if last - first >= _LIST + (last == title - 1) else range(0)


def _heads_text(made: Sequence[Piece], place: int) -> bool:
    below = next((piece for piece in islice(made, place + 1, None) if piece.reason is None), None)
    return below is not None and is_prose(below.text) and _could_head(made[place])


def _settled(made: list[Piece], place: int) -> Piece:
    """A dash before speech is a quotation; side by side before short fragments it is a bullet."""
    piece = made[place]
    if piece.kind != "quote" or not _is_fragment(piece):
        return piece
    beside = [made[near] for near in (place - 1, place + 1) if 0 <= near < len(made)]
    return replace(piece, kind="item", level=1) if any(map(_is_fragment, beside)) else piece


def _is_fragment(piece: Piece) -> bool:
    return _DASH.match(piece.text) is not None and len(piece.text) <= 100 and not ends_sentence(piece.text)


def _heads(made: list[Piece], place: int, blanks: list[bool], *, titled: bool) -> bool:
    if not _could_head(made[place]):
        return False
    following = list(islice((each for each in range(place + 1, len(made)) if made[each].reason is None), 2))
    if not following:
        return not titled
    after = made[following[0]]
    if titled and not blanks[place] and _is_line_of_list(made[place - 1]):
        return False
    if (
        after.kind in ("item", "quote", "row")
        or is_prose(after.text)
        or ends_sentence(after.text)
        or after.text.endswith(":")
        or (not titled and (blanks[following[0]] or len(following) == 1))
        or (blanks[place] and _numbered_lines(made, place, blanks))
    ):
        return True
    # Two headings in a row are common, three short lines in a row are an address or a list.
    return (
        (blanks[following[0]] or place == 0)
        and _could_head(after)
        and len(following) > 1
        and is_prose(made[following[1]].text)
    )


def _is_line_of_list(piece: Piece) -> bool:
    return (
        piece.reason is None
        and piece.kind == "paragraph"
        and len(piece.text) <= 80
        and _STOP.search(piece.text) is None
    )


def _numbered_lines(made: list[Piece], place: int, blanks: list[bool]) -> bool:
    """Whether three or more short lines with a number each stand right below: dates, prices, opening hours."""
    if any(sign.isdigit() for sign in made[place].text):
        return False
    count = 0
    for piece, blank in zip(islice(made, place + 1, None), islice(blanks, place + 1, None), strict=True):
        if blank or not (_is_line_of_list(piece) or piece.kind == "row"):
            break
        if not any(sign.isdigit() for sign in piece.text):
            return False
        count += 1
    return count >= 3


def _could_head(piece: Piece) -> bool:
    text = piece.text
    return (
        piece.kind == "paragraph"
        and len(text) <= HEADING_LENGTH
        and (text[0].isupper() or text[0].isdigit() or text[0] in "\"”«»'")
        and not text.endswith((":", ";", ",", "!", ".", "…"))
        and _WEB.search(text) is None
        and not lexicon.is_release(text)
        and not lexicon.is_identifier(text)
        and not opening.is_date(text)
    )
