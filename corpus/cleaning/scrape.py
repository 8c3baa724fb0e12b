"""Text without markup to typed pieces: what each line is.

Lives here: lists, quotations, headings, glued captions. Not here: which lines a margin has broken (margins.py), which
is furniture because of its neighbours (rules.py), which words furniture uses (lexicon.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from msgspec.structs import replace

from corpus.cleaning import asides, crumbs, lexicon, margins, opening
from corpus.cleaning.characters import tidy
from corpus.cleaning.margins import HEADING_LENGTH, Line
from corpus.cleaning.pieces import Piece, ends_sentence, has_words, is_contact, is_prose
from corpus.model import BlockKind

_BULLET = re.compile(r"[•·▪▫◦‣●○■□*►➢✓]\s*(?=\S)|-\s+(?=\S)|o\s{2,}(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\))\s+(?=\S)")
# "5. päivänä", "15. kesäkuuta", "2. 3. 2020" begin a sentence with a date and no list item.
_DATED = re.compile(r"\d{1,2}\.\s+(?:\d|päiv|\w+kuu(?:ta|n|ssa)?\b)", re.I)
_LIST = 3  # lines
_DASH = re.compile(r"[–—―]\s*(?=\S)")
_WEB = re.compile(r"(?:https?://|www\.)\S+")
_STOP = re.compile(r"[.!?:;,…]$")
_TABLE_GAP = re.compile(r"\S(?:\t+| {3,})\S")


_Said: TypeAlias = tuple[str, BlockKind, str | None]
_CAPTION: tuple[BlockKind, str] = ("caption", "rule:caption")


def pieces(text: str, is_stamp: Callable[[str], bool] = lambda _line: False) -> tuple[Piece, ...]:
    """The lines of a scrape as pieces, in order. `is_stamp` knows lines that only tell the page's date."""
    lines = list(_lines(text, is_stamp))
    indents = sorted({line.indent for line in lines if line.kind == "item"})
    kept = margins.kept_hyphens(lines)
    return titled(crumbs.joined([_piece(group, indents, kept) for group in margins.groups(lines)]), is_stamp)


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


def _lines(text: str, is_stamp: Callable[[str], bool]) -> Iterator[Line]:
    blank = True
    known: dict[str, list[_Said]] = {}  # a list of a million equal lines is no more work than one of them
    for raw in text.split("\n"):
        if raw not in known:
            known[raw] = list(_said(raw, is_stamp))
        indent = len(raw) - len(raw.lstrip())
        for place, (told, kind, reason) in enumerate(said := known[raw]):
            single = reason is not None or kind in ("contact", "row") or _WEB.fullmatch(told) is not None
            yield Line(told, indent, kind, blank or place > 0, reason, single)
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


def _piece(group: list[Line], indents: list[int], kept: frozenset[str] | None) -> Piece:
    first = group[0]
    text = first.text
    for line in group[1:]:
        text = margins.joined(text, line.text, kept)
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
    if len(following) < 2 or not (_could_head(after) and is_prose(made[following[1]].text)):
        return False
    return blanks[following[0]] or (place == 0 and blanks[following[1]])


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
