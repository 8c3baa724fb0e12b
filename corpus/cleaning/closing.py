"""What sites write around any text of theirs: controls, notices of rights, lists of other texts.

Lives here: judging pieces by such words, and how near to the ends of the page they must stand. Not here: furniture that
is known by its whole line wherever it stands (lexicon.py), references and invitations within the text (asides.py).
"""

# ruff: noqa: E501  one pattern a line reads better than broken ones

import re
from collections.abc import Sequence
from itertools import islice

from corpus.cleaning.asides import LEADS_AWAY
from corpus.cleaning.lexicon import names_materials
from corpus.cleaning.menus import folded
from corpus.cleaning.pieces import Piece, is_contact, is_person_contact, is_prose

_MAX_TOOL = 120
_MAX_NOTICE = 400
_MAX_HEADING = 60
_FIRST, _LAST = 3, 5
"""Kept pieces at the ends of the page among which notices are looked for: in its midst a text may speak of rights."""

_TOOL = re.compile(
    r"(?:tekstin koko|tekstikoko|textstorlek|text size)(?: ?[:+-].{0,20})?"
    r"|(?:juttu|artikkeli|teksti) jatkuu (?:mainoksen|kuvan|videon) (?:jälkeen|alla)|(?:artikeln|texten) fortsätter (?:efter|under) (?:annonsen|bilden|videon)"
    r"|(?:continue reading|(?:story|article) continues)(?: below)?(?: (?:the )?advertisement)?"
    r"|(?:lukuaika|lästid|reading time|time to read) ?:? ?(?:noin |ca\.? |about )?\d+ ?(?:min\w*|m)?|\d+[- ]min(?:ute)? read"
    r"|(?:lähetä kommentti|posta kommentar|post (?:a )?comment)(?: \(?[+\d]+\)?)?"
    r"|this (?:slideshow|video|gallery|content) requires javascript|(?:arkistoitu|arkiverad under|filed under) ?: .{2,80}"
)
"""Whole lines, wherever they stand."""

_NOTICE = re.compile(
    r"kaikki oikeudet pidätetään|(?:sivuston|artikkelin|jutun|tekstin|aineiston|sisällön) (?:\w+ )?(?:kopiointi|lainaaminen|julkaiseminen|jäljentäminen) .{0,60}kiellet"
    r"|alla rättigheter (?:förbehåll|reserverade)|eftertryck(?:et)? (?:utan \w+ )?(?:är )?förbjud"
    r"|all rights reserved|may not be (?:reproduced|republished|rewritten|redistributed)"
    r"|\bwe may (?:earn|receive|get) an? (?:\w+ )?commission"
    r"|(?:kommentit|kommentteja) .{0,40}moderoi|kommentarer(?:na)? .{0,40}modereras|comments .{0,60}(?:are|will be|get) moderated|\bmoderating (?:all )?comments"
    r"|kirjaudu (?:sisään )?kommentoidaksesi|logga in för att kommentera|(?:log|sign) in to (?:post|write|leave|comment)"
)
_NOTICE_SIGNS = (
    "oikeudet", "kiellet", "rättigheter", "förbjud", "rights", "may not be", "commission", "moder", "komment", " in to ",
)  # fmt: skip
"""Of which one is in every notice: looked for first, being plain strings."""

_OTHERS = re.compile(
    r"(?:luetuimmat|katsotuimmat|suosituimmat|kommentoiduimmat)(?: (?:nyt|tänään|uutiset|jutut|artikkelit|juuri nyt))?|muut lukevat|suosittelemme(?: sinulle| myös)?"
    r"|mest (?:läst|läsa|lästa|populärt|populära|kommenterat|delat)(?: (?:just nu|i dag|idag|nyheter|artiklar))?|andra läser|vi rekommenderar(?: också| även)?"
    r"|most (?:read|popular|viewed|shared|commented|watched)(?: (?:now|today|stories|articles|news|posts|(?:in|on|from|this) .{2,25}))?"
    r"|trending(?: now| stories| news)?|must[- ](?:watch|read|see)|don[’']t miss|editor[’']?s?[’']? (?:picks?|choice)"
    r"|popular (?:on|in|at|now|posts|articles|stories)(?: .{2,25})?|recommended (?:for you|reading|stories|articles)|related (?:content|topics|links|stories|posts|articles)"
    r"|you (?:may|might) also (?:like|enjoy|be interested in)"
)
"""Headings over other texts; with the links under them."""

_MONTH = r"(?:\w{4,9}kuu(?:ta|n)?|(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]{0,6})"
_DAY = re.compile(rf"\b\d{{1,2}}\. ?\d{{1,2}}\.|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}\.? {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b")
_SURVEY = re.compile(r"\b(?:kysely|lausun|enkät|remiss|survey|questionnaire|consultation)")
_MATERIAL = re.compile(
    r"\b(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip)\b|lomak(?:e|keet)\b|blankett(?:en|er|erna)?\b"
    r"|\b(?:application|appeal|claim|consent|feedback|notification|order|registration|request) forms?\b|\bforms?$"
)
"""Files and forms: what the page gives its readers to use, and no other text."""


def judge(pieces: Sequence[Piece], title: int | None) -> list[Piece]:
    """The pieces, with the reasons found here. `title` is the place of the heading that names the page."""
    judged = _other_texts(pieces, title)
    kept = [place for place, piece in enumerate(judged) if piece.reason is None]
    edges = {*kept[:_FIRST], *kept[-_LAST:]}
    for place in kept:
        piece = judged[place]
        if place == title or piece.kind in ("row", "heading", "contact") or is_person_contact(piece.text):
            continue
        line = folded(piece.text.strip("()[]{}"))
        if len(piece.text) <= _MAX_TOOL and _TOOL.fullmatch(line):
            judged[place] = piece.because("rule:tools")
        elif place in edges and len(piece.text) <= _MAX_NOTICE and _is_notice(line):
            judged[place] = piece.because("rule:footer")
    return judged


def _is_notice(line: str) -> bool:
    return any(map(line.__contains__, _NOTICE_SIGNS)) and _NOTICE.search(line) is not None


def _other_texts(pieces: Sequence[Piece], title: int | None) -> list[Piece]:
    """Headings over other texts, and the links under them; over sentences of its own the heading is the page's."""
    judged, under = list(pieces), False
    for place, piece in enumerate(pieces):
        if piece.reason is not None:
            continue
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        says = after is not None and after.reason is None and after.links < LEADS_AWAY and is_prose(after.text)
        if place != title and not says and _heads_others(piece) and not _holds_materials(pieces, place + 1):
            judged[place], under = piece.because("rule:read-more"), True
        elif under and piece.links >= LEADS_AWAY and not is_contact(piece.text):
            judged[place] = piece.because("rule:read-more")
        else:
            under = False
    return judged


def _holds_materials(pieces: Sequence[Piece], start: int) -> bool:
    """Whether a file, a form or a survey that is still open is among the links: then the list is the page's own."""
    for piece in islice(pieces, start, None):
        if piece.links < LEADS_AWAY or _heads_others(piece):
            return False
        if piece.reason is None and _is_material(piece.text):
            return True
    return False


def _is_material(line: str) -> bool:
    words = folded(line)
    asks = _SURVEY.search(words) is not None and _DAY.search(words) is not None
    return asks or _MATERIAL.search(words.rstrip(")]")) is not None or names_materials(line)


def _heads_others(piece: Piece) -> bool:
    is_line = piece.kind in ("heading", "paragraph") and piece.level != 1 and len(piece.text) <= _MAX_HEADING
    return is_line and _OTHERS.fullmatch(folded(piece.text)) is not None
