"""What interrupts a text or trails after it: references to other articles, invitations, the title once more, teasers.

Lives here: judging pieces by their words, links and neighbours, whatever box they stand in. Not here: whole lines that
are furniture by themselves (lexicon.py), lists of news below the text (rules.py), names of boxes (names.py).
"""

# ruff: noqa: E501  one pattern a line reads better than broken ones

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.cleaning.lexicon import counts_comments, is_consent
from corpus.cleaning.menus import folded
from corpus.cleaning.pieces import Piece, ends_sentence, is_contact, is_person_contact, is_prose

MAX_REFERENCE = 250
MAX_INVITATION = 400
LEADS_AWAY = 0.5
"""Share of links from which a line with such words leads to another page."""

_LINKED = 0.9
_TEASERS = 3
"""So many linked headings with little under each are a list of other articles."""
_TEASER = 200
_TEXT = 3
"""A page with fewer paragraphs of sentences may be a list of links by its nature."""
_FILE = re.compile(r"\b(?:pdf|docx?|xlsx?|pptx?|odt|rtf|zip)\b|https?:|www\.", re.I)

_REFERENCE = re.compile(
    r"(?:lue|katso)(?: (?:myös|lisää|lisäksi|seuraavaksi))+ ?:|aiheesta (?:lisää|muualla) ?:|aiheeseen liittyv\w+ ?:"
    r"|(?:läs|se)(?: (?:också|även|mera?|vidare))+ ?:|relatera(?:t|de) ?:"
    r"|(?:read|see)(?: (?:more|also|next))+ ?:|(?:also )?related(?: (?:article|story|stories|news|content))? ?:|also (?:read|see) ?:"
    r"|also on |more (?:on|from|about) .{1,40}:|don[’']t miss\b"
)
_NETWORK_IN = r"(?:facebook|twitter|instagram|linkedin|youtube|tiktok|threads|bluesky|mastodon|some|x\b|sosiaalise|social|sociala)"
_NEWSLETTER = re.compile(r"uutiskirje|nyhetsbrev|newsletter")
_LETTER = (
    r"(?:uutiskirje|postituslist|uutiskooste|nyhetsbrev|(?:sänd|e-post|mejl)list|newsletter|mailing list"
    r"|(?:daily|weekly|monthly|morning|evening) (?:e-?mail )?(?:briefing|bulletin|digest|newsletter|round-?up))"
)
"""What is subscribed to. Without it the same verbs instruct: a decision comes by e-mail, a course is signed up to."""
_INVITATION = re.compile(
    rf"(?:tilaa|tilaathan|liity|saat|prenumerera|beställ|anmäl dig|få) .{{0,80}}{_LETTER}"
    rf"|seuraa .{{2,40}} {_NETWORK_IN}"
    rf"|följ .{{2,40}} (?:på|i) {_NETWORK_IN}"
    rf"|(?:sign up|subscribe|get|receive|join) .{{0,120}}{_LETTER}"
    r"|subscribe (?:now|here|today)\b|(?:click|tap) here to subscribe\b"
    rf"|follow .{{2,60}} on {_NETWORK_IN}"
    r"|(?:like|enjoy|enjoyed|if you (?:like|enjoy)(?:ed)?)(?: reading)? (?:this|our) (?:article|blog|page|podcast|post|story)\b.{0,80}(?:share|subscribe|support)"
    r"|(?:get|receive) .{0,60}(?:news|stories|headlines)\b.{0,60}\b(?:alerts|delivered)\b"
    rf"|(?:chat|talk|connect) with us (?:on|in) {_NETWORK_IN}|reach (?:us|him|her|the (?:reporters?|writers?|authors?)) on {_NETWORK_IN}"
    r"|for the latest news .{2,60} download .{2,60}\bapps?\b"
)

_ANSWER = re.compile(
    r"\b(?:vastine|lausun|utlåtande|yttrande|bemötande|genmäle|statement|(?:board|council|authority)[’']s (?:answer|repl|response))",
    re.I,
)
"""Words of a hearing, whose comments are content."""


def points_elsewhere(line: str) -> bool:
    """A line that names another article to read: `Lue myös: ...`, `Läs mer: ...`; its links tell whether it leads there."""
    return len(line) <= MAX_REFERENCE and _REFERENCE.match(folded(line.lstrip("([{"))) is not None


def is_invitation(line: str) -> bool:
    """A line that asks the reader to subscribe, to follow or to share, and says nothing else."""
    return len(line) <= MAX_INVITATION and _INVITATION.match(folded(line)) is not None


def names_newsletter(line: str) -> bool:
    return _NEWSLETTER.search(line.casefold()) is not None


def without_buttons(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces; the buttons right below a notice about cookies go with it."""
    judged = list(pieces)
    for place in range(1, len(judged)):
        piece = judged[place]
        if (
            piece.reason is None
            and judged[place - 1].reason == "rule:cookie"
            and piece.level != 1
            and is_consent(piece.text)
        ):
            judged[place] = piece.because("rule:cookie")
    return judged


def judge(pieces: Sequence[Piece], title: int | None) -> list[Piece]:
    """The pieces, with the reasons found here. `title` is the place of the heading that names the page."""
    judged = list(pieces)
    name = pieces[title].text if title is not None else ""
    headed = title is not None and pieces[title].level == 1
    about_newsletter = names_newsletter(name)
    for place, piece in enumerate(pieces):
        if piece.reason is not None or place == title or piece.kind == "row":
            continue
        if piece.links >= LEADS_AWAY and points_elsewhere(piece.text):
            judged[place] = piece.because("rule:read-more")
        elif not about_newsletter and is_invitation(piece.text) and not is_contact(piece.text):
            judged[place] = piece.because("rule:newsletter")
        elif headed and piece.path and piece.kind in ("paragraph", "heading") and folded(piece.text) == folded(name):
            judged[place] = piece.because("rule:repeated-title")
    return _linked_headings(_links_between_sentences(_comments(judged)))


def _comments(pieces: list[Piece]) -> list[Piece]:
    """What readers wrote, under a heading that counts it, to the next heading of its rank or somebody's contact.

    Sentences among it may be statements on a plan and the answers to them: then all of it stays, for the vote to judge.
    Those that go are marked by their class, removed before, or stand one to a box in a box that the heading opens.
    """
    judged = list(pieces)
    section: list[int] = []
    start, rank = 0, 0
    for place, piece in enumerate(pieces):
        if piece.kind == "heading" and (0 < piece.level <= rank or not rank):
            _remove_comments(judged, start, section)
            section, start, rank = [], place, piece.level if counts_comments(piece.text) else 0
        if rank and is_person_contact(piece.text):
            rank = 0
        if rank and piece.reason is None:
            section.append(place)
    _remove_comments(judged, start, section)
    return judged


def _remove_comments(judged: list[Piece], start: int, section: Sequence[int]) -> None:
    box = judged[start].path if section else ()
    opens = bool(box) and (start == 0 or judged[start - 1].path[: len(box)] != box)
    said = [judged[place] for place in section if is_prose(judged[place].text)]
    boxed = opens and all(len(piece.path) > len(box) and piece.path[: len(box)] == box for piece in said)
    if said and (not boxed or any(_ANSWER.search(judged[place].text) for place in section)):
        return
    for place in section:
        judged[place] = judged[place].because("rule:comments")


def _links_between_sentences(pieces: list[Piece]) -> list[Piece]:
    """A linked title in a paragraph of its own, in the midst of running text: it names another article."""
    judged = list(pieces)
    kept = [place for place, piece in enumerate(pieces) if piece.reason is None]
    if sum(_is_sentences(pieces[place]) for place in kept) < 2 * _TEXT:
        return judged
    for order in range(1, len(kept) - 1):
        piece = pieces[kept[order]]
        if piece.kind != "paragraph" or piece.links < _LINKED or len(piece.text) < 25 or _FILE.search(piece.text):
            continue
        before, after = pieces[kept[order - 1]], pieces[kept[order + 1]]
        introduced = before.text.endswith(":") or is_contact(piece.text)
        if _is_sentences(before) and _is_sentences(after) and not introduced and not ends_sentence(piece.text):
            judged[kept[order]] = piece.because("links")
    return judged


def _linked_headings(pieces: list[Piece]) -> list[Piece]:
    """Headings that are links, with a few words under each, below a text that is no list of them."""
    kept = [place for place, piece in enumerate(pieces) if piece.reason is None]
    run: list[list[int]] = []
    groups: list[list[list[int]]] = []
    for place in kept:
        piece = pieces[place]
        if piece.kind == "heading" and piece.level > 1 and piece.links >= _LINKED:
            run.append([place])
        elif run and _may_stand_in_teaser(piece, pieces[run[-1][0]]) and len(run[-1]) <= _TEXT:
            run[-1].append(place)
        else:
            groups.append(run)
            run = []
    groups.append(run)
    teasers = {place for run in groups if len(run) >= _TEASERS for place in _members(run)}
    # The heading over them all names nothing else.
    teasers |= {
        above
        for above, below in pairwise(kept)
        if below in teasers and above not in teasers and pieces[above].kind == "heading" and pieces[above].level > 1
    }
    said = sum(_is_sentences(pieces[place]) for place in kept if place not in teasers)
    return [
        piece.because("links") if place in teasers and said >= _TEXT else piece for place, piece in enumerate(pieces)
    ]


def _members(run: list[list[int]]) -> list[int]:
    """All of a run of teasers; the last is no longer than the others, lest it reach into what follows."""
    longest = max(len(group) for group in run[:-1])
    return [place for group in [*run[:-1], run[-1][:longest]] for place in group]


def _may_stand_in_teaser(piece: Piece, heading: Piece) -> bool:
    """Whether it is no text of the page's own: where the text goes on after a linked heading the list is at its end."""
    if piece.kind == "heading" and piece.level <= heading.level:
        return False
    return len(piece.text) <= _TEASER and not is_contact(piece.text) and not _is_sentences(piece)


def _is_sentences(piece: Piece) -> bool:
    return piece.kind in ("paragraph", "quote") and piece.links < LEADS_AWAY and is_prose(piece.text)
