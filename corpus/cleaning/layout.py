"""What the layout of an HTML page says against its pieces, and when not to believe it.

Lives here: the main landmark, runs of links, what is brought back from headers and asides, the question "did I eat
the page?". Not here: class names (names.py), words (rules.py). Text scrapes have no layout and pass unchanged.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from corpus.cleaning import lexicon
from corpus.cleaning.pieces import Piece, ends_sentence, is_person_contact, is_prose, kept_length

ENOUGH_LENGTH = 250
ENOUGH_SHARE = 0.08
"""Below both, names and landmarks may have eaten the page: on 24 of 203 public pages without `_RELAXED`, on 2 with."""

LINKED = 0.8
_HEADING_LENGTH = 120
_BOLD_RUN = 3
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.")
_MENU_RUN = 3
_RELAXED = (("class:",), ("class:", "landmark:outside", "layout:"), ("class:", "landmark:", "layout:", "links"))
_MAIN_SHARE = 0.8
_MAIN_LENGTH = 200
"""The box that holds so much of the sentences, and a heading, is the page: what stands around it is furniture."""
_CONTACT_ASIDES = ("landmark:aside", "class:sidebar", "class:widget", "class:related")


def settle(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with every reason the layout gives, unless so little is left that the layout must mislead."""
    best = _apply(pieces, ())
    whole = sum(len(piece.text) for piece in pieces)
    for relaxed in _RELAXED:
        kept = kept_length(best)
        if kept >= ENOUGH_LENGTH and kept >= ENOUGH_SHARE * whole:
            break
        wider = _apply(pieces, relaxed)
        had, has = _sentences(best), _sentences(wider)
        # A two-sentence notice is a whole page: only clearly more text than it has may come back, and landmarks
        # are doubted only when not one sentence is left.
        if has > (0 if "landmark:" in relaxed else 2 * had + ENOUGH_LENGTH) and not ("landmark:" in relaxed and had):
            best = wider
    return _bold_headings(best)


def _apply(pieces: Sequence[Piece], relaxed: tuple[str, ...]) -> tuple[Piece, ...]:
    judged = [piece.because(None) if (piece.reason or "").startswith(relaxed or ("\0",)) else piece for piece in pieces]
    judged = _rescue_title(judged)
    if "landmark:outside" not in relaxed and "landmark:" not in relaxed:
        judged = _outside(_second_titles(judged))
        judged = judged if relaxed else _outside_box(judged)
    return tuple(_links(_rescue_contacts(judged)))


def _sentences(pieces: Sequence[Piece]) -> int:
    """Characters in kept sentences that are not links."""
    return sum(
        len(piece.text)
        for piece in pieces
        if piece.reason is None and piece.links < 0.5 and len(piece.text) >= 40 and ends_sentence(piece.text)
    )


def _rescue_title(pieces: list[Piece]) -> list[Piece]:
    """Bring an h1 back from the page header, with the lead under it, when the rest of the page has none."""
    if any(_is_title(piece) and piece.reason is None for piece in pieces):
        return pieces
    found = next((piece for piece in pieces if _is_title(piece) and (piece.reason or "").endswith(":header")), None)
    if found is None:
        return pieces
    at, rescued = pieces.index(found), list(pieces)
    rescued[at] = found.because(None)
    for place in range(at + 1, len(pieces)):
        piece = pieces[place]
        if (
            piece.region == found.region
            and piece.reason == found.reason
            and ends_sentence(piece.text)
            and piece.links < 0.5
        ):
            rescued[place] = piece.because(None)
    return rescued


def _rescue_contacts(pieces: list[Piece]) -> list[Piece]:
    """People to ask often stand in an aside: they and the heading over them are content."""
    rescued = list(pieces)
    heading: int | None = None
    for place, piece in enumerate(pieces):
        if piece.reason not in _CONTACT_ASIDES:
            heading = None
        elif piece.kind == "heading":
            heading = place
        elif is_person_contact(piece.text):
            rescued[place] = piece.because(None)
            if heading is not None:
                rescued[heading] = pieces[heading].because(None)
    return rescued


def _outside(pieces: list[Piece]) -> list[Piece]:
    """Where the main landmark holds most of the sentences, what stands outside of it is furniture."""
    inside = [piece for piece in pieces if piece.main]
    outside = [piece for piece in pieces if not piece.main]
    has_title = any(_is_title(piece) and piece.reason is None for piece in inside)
    if _sentences(inside) <= _sentences(outside) or not any(piece.reason is None for piece in inside):
        return pieces
    return [
        piece
        if piece.main
        or piece.reason is not None
        or (_is_title(piece) and not has_title)
        or is_person_contact(piece.text)
        else piece.because("landmark:outside")
        for piece in pieces
    ]


def _second_titles(pieces: list[Piece]) -> list[Piece]:
    """Of several headings of level 1 that which leads away is the name of the site."""
    titles = [place for place, piece in enumerate(pieces) if piece.reason is None and _is_title(piece)]
    if not any(pieces[place].links < LINKED for place in titles):
        return pieces
    linked = {place for place in titles if pieces[place].links >= LINKED}
    return [piece.because("links") if place in linked else piece for place, piece in enumerate(pieces)]


def _outside_box(pieces: list[Piece]) -> list[Piece]:
    """Without landmarks the innermost box with nearly all sentences and the title takes the place of the main one."""
    kept = [piece for piece in pieces if piece.reason is None]
    whole = _sentences(kept)
    titles = [piece for piece in kept if _is_title(piece)] or [piece for piece in kept if _may_head(piece)]
    if whole < _MAIN_LENGTH or not titles:
        return pieces
    said: dict[int, int] = {}
    for piece in kept:
        for box in piece.path if (length := _sentences([piece])) else ():
            said[box] = said.get(box, 0) + length
    headed = {box for title in titles for box in title.path}
    # The boxes that hold more than half of the sentences lie in each other: the last begun is the innermost.
    main = max((box for box, length in said.items() if length >= _MAIN_SHARE * whole and box in headed), default=0)
    if not main:
        return pieces
    return [
        piece
        if piece.reason is not None or main in piece.path or is_person_contact(piece.text)
        else piece.because("layout:outside")
        for piece in pieces
    ]


def _may_head(piece: Piece) -> bool:
    return piece.kind == "heading" or _looks_like_heading(piece)


def _looks_like_heading(piece: Piece) -> bool:
    """A short paragraph all in bold, as pages without headings have them."""
    return (
        piece.kind == "paragraph"
        and piece.strong >= LINKED
        and piece.links < LINKED
        and len(piece.text) <= _HEADING_LENGTH
        and not ends_sentence(piece.text)
        and not piece.text.endswith((":", ","))
        and _DATE.search(piece.text) is None
        and not lexicon.is_release(piece.text)
    )


def _bold_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Bold lines become headings, the first above all text the title if the page has none; rows of them stay."""
    kept = [place for place, piece in enumerate(pieces) if piece.reason is None]
    bold = {place for place in kept if _looks_like_heading(pieces[place])}
    headed = any(_is_title(pieces[place]) for place in kept)
    level = 2 + any(pieces[place].kind == "heading" and pieces[place].level == 2 for place in kept)
    judged = list(pieces)
    told = False
    for order, place in enumerate(kept):
        told = told or is_prose(pieces[place].text)
        beside = [near for near in kept[max(order - 2, 0) : order + 3] if near in bold]
        if place in bold and len(beside) < _BOLD_RUN and order + 1 < len(kept):
            above = not headed and not told
            judged[place] = replace(pieces[place], kind="heading", level=1 if above else level)
            headed = headed or above
    return tuple(judged)


def _links(pieces: list[Piece]) -> list[Piece]:
    """Remove runs of pieces that are links and nothing else; a list that is introduced on the page is content."""
    judged = list(pieces)
    kept = [place for place, piece in enumerate(pieces) if piece.reason is None]
    begin = next((place for place in kept if _is_title(pieces[place])), -1)
    if begin < 0:
        begin = next((place for place in kept if is_prose(pieces[place].text)), 0)
    run: list[int] = []
    before: Piece | None = None
    for place in [*kept, -1]:
        if place >= 0 and _is_link(pieces[place]):
            run.append(place)
            continue
        introduced = before is not None and (before.kind == "heading" or before.text.endswith(":"))
        for each in run:
            if each < begin or (len(run) >= _MENU_RUN and not introduced and not pieces[each].main):
                judged[each] = pieces[each].because("links")
        run = []
        before = pieces[place] if place >= 0 else None
    return judged


def _is_link(piece: Piece) -> bool:
    return piece.links >= LINKED and piece.kind in ("item", "paragraph", "row") and not is_prose(piece.text)


def _is_title(piece: Piece) -> bool:
    return piece.kind == "heading" and piece.level == 1
