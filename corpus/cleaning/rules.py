"""Which pieces are furniture by their words and by where they stand; the same for HTML and text scrapes.

Lives here: rules on one page, each with its bounds. Not here: the words (lexicon.py), the layout of HTML (layout.py),
what only a comparison of a site's pages can tell. People's contact lines are never removed by a rule of this module.
"""

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from corpus.cleaning import asides, closing, crumbs, lexicon, menus
from corpus.cleaning.pieces import Piece, has_words, is_contact, is_person_contact, is_prose, is_short_line

_TEASER = 160
_TEASER_LINKS = 0.25
"""A linked title with a date and half a sentence; prose with a link in it has less."""
_BLOCKS = 6
_TAIL = 30
"""A footer has no more lines than this."""

_ABOUT_COOKIES = re.compile(r"eväst|\bkak(?:a|or)|cookie", re.I)
_ABOUT_BILLING = re.compile(r"lasku|faktur|invoic|billing|yhteystie|kontakt|contact", re.I)
_PRINT = re.compile(r"tulosta|skriv ut|print", re.I)
_POSTCODE = re.compile(r"(?:(?:FI|AX)-?)?\d{5} [A-ZÅÄÖ][\w-]+(?: \d+)?|PL \d+|PB \d+|P\.?O\.? ?Box \d+", re.I)
_OFFICE = re.compile(
    r"(?:kirjaamo|registratur\w*|registry|info|vaihde|etunimi\.sukunimi|fornamn\.efternamn)[^@\s]{0,20}@\S+", re.I
)
_MENUS = ("class:menu", "class:nav", "landmark:nav", "links", "rule:menu")
_FEEDBACK = ("rule:feedback", "class:feedback")
_PLACES = frozenset({"layout:outside", "landmark:outside"})
_EDGE_REASONS = frozenset({"rule:footer", "rule:tags"})
_TITLE_REASONS = frozenset({"rule:skip-link", "rule:print", "rule:back-to-top"})
"""The only reasons that may remove the first heading: a page may be *about* cookies, privacy or feedback."""


def judge(pieces: Sequence[Piece], *, is_stamp: Callable[[str], bool]) -> tuple[Piece, ...]:
    """The pieces with the reasons that words and edges give. `is_stamp` knows lines that only tell the page's date."""
    judged = _trail(_stamps(asides.without_buttons(_lines(list(pieces))), is_stamp))
    judged = _answers(_menu_titles(_switches(judged)))
    judged = asides.judge(_latest_news(judged), _title(judged))
    judged = closing.judge(judged, _title(judged))
    judged = _after_stamp(judged)
    return tuple(_named(_office_blocks(_office_tail(judged)), is_stamp))


def _trail(pieces: list[Piece]) -> list[Piece]:
    """The line that leads to the page: it ends with the title below it."""
    found = crumbs.trail(pieces)
    if found is None or pieces[found[0]].reason is not None or pieces[found[0]].kind in ("row", "heading"):
        return pieces
    judged = list(pieces)
    judged[found[0]] = pieces[found[0]].because("rule:breadcrumb")
    return judged


def _named(pieces: list[Piece], is_stamp: Callable[[str], bool]) -> list[Piece]:
    """What was removed only for its place, under the name of what it is: breadcrumbs and dates are read later."""
    judged = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.reason in _PLACES:
            reason = _stamp_reason(piece.text) if is_stamp(piece.text) else lexicon.reason_of_line(piece.text)
            judged[place] = piece.because(reason or piece.reason)
    return judged


def _stamp_reason(text: str) -> str:
    return "rule:print" if _PRINT.search(text) else "rule:updated"


def _kept(pieces: Sequence[Piece]) -> list[int]:
    return [place for place, piece in enumerate(pieces) if piece.reason is None]


def _body(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Where the prose of the page begins and ends."""
    prose = [place for place in _kept(pieces) if is_prose(pieces[place].text)]
    return (prose[0], prose[-1]) if prose else (len(pieces), -1)


def _title(pieces: Sequence[Piece]) -> int | None:
    """The heading that names the page: the first of level 1, else the first."""
    headings = [place for place in _kept(pieces) if pieces[place].kind == "heading"]
    return next((place for place in headings if pieces[place].level == 1), headings[0] if headings else None)


def _about(pieces: Sequence[Piece], subject: re.Pattern[str]) -> bool:
    title = _title(pieces)
    return title is not None and subject.search(pieces[title].text) is not None


def _lines(pieces: list[Piece]) -> list[Piece]:
    """Whole lines that the lexicon knows."""
    kept, title = _kept(pieces), _title(pieces)
    about_cookies = _about(pieces, _ABOUT_COOKIES)
    judged = list(pieces)
    for place, after in zip(kept, [*kept[1:], None][: len(kept)], strict=True):
        piece = pieces[place]
        if not has_words(piece.text):
            judged[place] = piece.because("rule:ornament")
            continue
        if piece.kind == "row":
            judged[place] = piece.because(lexicon.reason_of_row(piece.text))
            continue
        if piece.kind in ("contact", "quote"):
            continue
        if piece.kind in ("paragraph", "caption") and not is_prose(piece.text) and lexicon.is_caption(piece.text):
            judged[place] = replace(piece, kind="caption", reason="rule:caption")
            continue
        reason = lexicon.reason_of_line(piece.text)
        heads_prose = piece.kind == "heading" and after is not None and is_prose(pieces[after].text)
        if reason is None or (place == title and reason not in _TITLE_REASONS) or heads_prose:
            continue
        if reason == "rule:cookie" and about_cookies:
            continue
        judged[place] = piece.because(reason)
    # Only now is it known where the text ends: a cookie notice is prose too.
    begin, end = _body(judged)
    return [
        before if after.reason in _EDGE_REASONS and begin < place < end else after
        for place, (before, after) in enumerate(zip(pieces, judged, strict=True))
    ]


def _stamps(pieces: list[Piece], is_stamp: Callable[[str], bool]) -> list[Piece]:
    return [
        piece.because(_stamp_reason(piece.text))
        if piece.reason is None
        and piece.kind != "heading"
        and is_stamp(piece.text)
        and not lexicon.is_release(piece.text)  # what kind of document it is, it says too
        else piece
        for piece in pieces
    ]


def _switches(pieces: list[Piece]) -> list[Piece]:
    """Names of languages and networks: at the edges, and side by side or as links, they are switches."""
    begin, end = _body(pieces)
    judged = list(pieces)
    kept = _kept(pieces)
    for words, reason in ((menus.LANGUAGE_NAMES, "rule:language-menu"), (menus.NETWORKS, "rule:share")):
        named = {place for place in kept if len(pieces[place].text) < 30 and menus.folded(pieces[place].text) in words}
        for order, place in enumerate(kept):
            beside = {kept[near] for near in (order - 1, order + 1) if 0 <= near < len(kept)}
            edge = place < begin or place > end
            if place in named and edge and (named & beside or pieces[place].links > 0.8) and pieces[place].level != 1:
                judged[place] = pieces[place].because(reason)
    return judged


def _menu_titles(pieces: list[Piece]) -> list[Piece]:
    """The title of a box whose menu is gone: a few words before or after the text, between removed pieces."""
    begin, end = _body(pieces)
    judged = list(pieces)
    for place in _kept(pieces):
        piece = pieces[place]
        if begin <= place <= end or place + 1 == len(pieces) or not menus.like_menu(piece.text) or piece.level == 1:
            continue
        after, before = pieces[place + 1].reason or "", pieces[place - 1].reason if place else "start"
        if before and after.startswith(_MENUS):
            judged[place] = piece.because("rule:menu")
    return judged


def _answers(pieces: list[Piece]) -> list[Piece]:
    """`Yes` and `No` below the question whether the page was of use."""
    judged = list(pieces)
    for place in _kept(pieces):
        if place and judged[place - 1].reason in _FEEDBACK and menus.is_answer(pieces[place].text):
            judged[place] = pieces[place].because("rule:feedback")
    return judged


def _latest_news(pieces: list[Piece]) -> list[Piece]:
    """A list of other pages' titles after the text, or what a cut-off scrape has left of it: its heading."""
    judged = list(pieces)
    begin, _ = _body(pieces)
    title = _title(pieces)
    for place in _kept(pieces):
        piece = pieces[place]
        if judged[place].reason or place <= begin or place == title:
            continue
        if piece.links > 0 and not is_prose(piece.text) and lexicon.is_dated_list(piece.text):
            judged[place] = piece.because("rule:latest-news")
            continue
        if not lexicon.is_latest_news(piece.text):
            continue
        section = _section(judged, place)
        if section is not None:
            for each in (place, *section):
                judged[each] = pieces[each].because("rule:latest-news")
    return judged


def _section(pieces: Sequence[Piece], place: int) -> list[int] | None:
    """Kept pieces under the heading at `place`, if all are teasers: up to the next heading of its rank or a contact."""
    section: list[int] = []
    for after in range(place + 1, len(pieces)):
        piece = pieces[after]
        if piece.reason is not None:
            continue
        if is_person_contact(piece.text):
            while section and (pieces[section[-1]].kind == "heading" or pieces[section[-1]].text.endswith(":")):
                section.pop()
            break
        if (piece.kind == "heading" and 0 < piece.level <= pieces[place].level) or _is_office_block(piece.text):
            break
        if not _is_teaser(piece):
            return None
        section.append(after)
    return section


def _is_teaser(piece: Piece) -> bool:
    short = len(piece.text) <= _TEASER
    return piece.links >= 0.5 or (short and (piece.links >= _TEASER_LINKS or not is_prose(piece.text)))


def _after_stamp(pieces: list[Piece]) -> list[Piece]:
    """What follows `Updated 3.4.2020 Print` in the second half of a page, if only short lines do: the site's footer."""
    stamps = [place for place, piece in enumerate(pieces) if piece.reason in ("rule:print", "rule:updated")]
    whole = sum(len(piece.text) for piece in pieces if piece.reason is None)
    for stamp in stamps[-3:]:
        before = sum(len(piece.text) for piece in pieces[:stamp] if piece.reason is None)
        after = [place for place in _kept(pieces) if place > stamp]
        if before < 0.5 * whole or not after or len(after) > _TAIL:
            continue
        if all(is_short_line(pieces[place].text) and pieces[place].kind != "item" for place in after):
            return _drop_tail(pieces, after)
    return pieces


def _office_blocks(pieces: list[Piece]) -> list[Piece]:
    """Footers that came out as one piece each, below the last prose; the page must not be about them."""
    _, end = _body(pieces)
    if _about(pieces, _ABOUT_BILLING) or end < 0:
        return pieces
    judged = list(pieces)
    for place in [place for place in _kept(pieces) if place > end or (place == end and place > 0)][-_BLOCKS:]:
        text = pieces[place].text
        if _is_office_block(text) or (lexicon.has_identifier(text) and lexicon.names_invoicing(text)):
            judged[place] = pieces[place].because("rule:invoicing" if lexicon.names_invoicing(text) else "rule:footer")
    return judged


def _office_tail(pieces: list[Piece]) -> list[Piece]:
    """An organisation's address and invoicing details below the text, from the first of its lines to the end."""
    kept = _kept(pieces)
    if _about(pieces, _ABOUT_BILLING) or not any(is_prose(pieces[place].text) for place in kept):
        return pieces
    tail: list[int] = []
    for place in reversed(kept[1:]):
        piece = pieces[place]
        if not is_short_line(piece.text) or piece.kind in ("item", "quote") or is_person_contact(piece.text):
            break
        tail.append(place)
        if len(tail) > _TAIL:
            return pieces
    tail.reverse()
    cues = [place for place in tail if _is_office(pieces[place].text)]
    identified = any(lexicon.is_invoicing(pieces[place].text) for place in cues)
    if len(cues) < 2 or not identified:
        return pieces
    # From the street line above the first postcode: an address begins one line before its town.
    first = tail.index(cues[0])
    street = first > 0 and re.search(r"\d", pieces[tail[first - 1]].text) is not None
    return _drop_tail(pieces, tail[first - street :])


def _is_office_block(text: str) -> bool:
    """A whole footer in one piece: an organisation's postal address and the number it is known by, and no person."""
    if is_prose(text) and not is_contact(text):
        return False
    return lexicon.has_identifier(text) and (_POSTCODE.search(text) is not None or lexicon.is_invoicing(text))


def _is_office(text: str) -> bool:
    return (
        lexicon.is_invoicing(text)
        or _POSTCODE.match(text) is not None
        or _OFFICE.search(text) is not None
        or text.startswith("©")
    )


def _drop_tail(pieces: list[Piece], places: Sequence[int]) -> list[Piece]:
    """Remove the lines at `places`, but nobody's contact line nor the line that introduces it."""
    judged, reason, people = list(pieces), "rule:footer", {p for p in places if is_person_contact(pieces[p].text)}
    for place, after in zip(places, [*places[1:], -1], strict=True):
        piece = pieces[place]
        if lexicon.is_invoicing(piece.text):
            reason = "rule:invoicing"
        introduces = after in people and (piece.kind == "heading" or piece.text.endswith(":"))
        if place not in people and not introduces:
            judged[place] = piece.because(reason)
    return judged
