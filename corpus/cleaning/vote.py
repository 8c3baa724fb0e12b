"""What a second opinion changes: what our own rules kept and it leaves out goes, unless it is of a kind that it loses.

It only votes. Where the two readings do not agree on a good part of the page ours stands, since on layouts without
landmarks or telling names trafilatura loses lists, tables and short notices. Sentences that our rules took for
furniture by a name or a place, and it keeps, come back.

Lives here: the vote and what is protected from it. Not here: the second opinion itself (second.py), our own rules
(rules.py, layout.py, names.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from corpus.cleaning import second
from corpus.cleaning.lexicon import is_release, names_materials
from corpus.cleaning.pieces import Piece, ends_sentence, is_contact, is_prose, is_short_line

REASON = "vote"
AGREEMENT = 0.35  # share of our characters that it must keep too; .35 to .65 make no difference on generated sites
RUN_LENGTH, RUN_SHARE = 400, 0.8  # characters of a run that is trusted though it is little of the page; its share kept
LINKED = 0.5  # share of links from which a piece leads away
SEVERAL = 3  # paragraphs of sentences make a box a text of its own; 2 to 4 score alike on public pages
BOX_SHARE = (
    0.5  # share of the rest of a box that must be kept for its sentences and lists to stay; .3 to .7 score alike
)

OTHER_SHARE = 0.5  # of what it keeps: what is longer, below it, is the page's own text

_DOUBTED = (
    "hidden",
    "class:",
    "layout:",
    "landmark:header",
    "landmark:aside",
    "landmark:outside",
    "rule:print",
    "rule:skip-link",
    "rule:back-to-top",
)
MOST = 5_000  # pieces: a longer page is a register, and takes trafilatura more time than it may have
_BOLD = 0.8
_CONTACT_LINES = 2  # above a phone number: a name and an office
_SERIES = ("item", "row", "definition")
_NEVER_BACK = ("class:comments", "class:newsletter", "class:advertisement", "class:footer")


def judge(tree: Any, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces after the vote, those that are voted out marked so. `tree` is the page as lxml has parsed it."""
    if len(pieces) > MOST or all(piece.reason is not None for piece in pieces):
        return tuple(pieces)
    votes = second.votes(tree, pieces)
    return tuple(pieces) if votes is None else decide(pieces, votes)


def decide(pieces: Sequence[Piece], votes: Sequence[bool]) -> tuple[Piece, ...]:
    """The pieces as the votes leave them; `votes` tells for each whether the second opinion keeps it."""
    pieces = _taken_back(pieces, votes)
    places = [at for at, piece in enumerate(pieces) if piece.reason is None]
    kept, chosen = [pieces[at] for at in places], [votes[at] for at in places]
    if not (_agrees(kept, chosen) or _is_of_a_piece(kept, chosen)):
        return tuple(pieces)
    stays = _with_protected(kept, chosen)
    _drop_bare_headings(pieces, places, stays)
    _drop_repeated_lead(kept, stays)
    out = {at for at, stayed in zip(places, stays, strict=True) if not stayed}
    return tuple(piece.because(REASON) if at in out else piece for at, piece in enumerate(pieces))


def _taken_back(pieces: Sequence[Piece], votes: Sequence[bool]) -> list[Piece]:
    """Sentences that were removed for the name or the place of their box, and are main text all the same.

    On 990 public pages 52 of 55 such paragraphs that somebody had marked belonged to the text.
    """
    kept: second.MainText | None = None
    back: list[Piece] = []
    for piece, vote in zip(pieces, votes, strict=True):
        reason = piece.reason or ""
        wanted = (
            vote
            and reason.startswith(_DOUBTED)
            and not reason.startswith(_NEVER_BACK)
            and piece.links < LINKED
            and is_prose(piece.text)
        )
        if wanted:
            kept = kept or second.MainText("\n".join(each.text for each in pieces if each.reason is None))
            wanted = not kept.holds(piece.text)  # the whole text once more, unseen: for printing, or for a reader
        back.append(piece.because(None) if wanted else piece)
    return back


def _agrees(kept: Sequence[Piece], votes: Sequence[bool]) -> bool:
    agreed = sum(len(piece.text) for piece, vote in zip(kept, votes, strict=True) if vote)
    return agreed >= AGREEMENT * sum(len(piece.text) for piece in kept)


def _is_of_a_piece(kept: Sequence[Piece], votes: Sequence[bool]) -> bool:
    """Whether it keeps one run of the page nearly whole: then the rest is other articles, or what readers wrote.

    Where it loses lists and short paragraphs of the text itself, its run has holes.
    """
    said = _said(kept, votes)
    if not said:
        return False
    run = range(said[0], said[-1] + 1)
    inside = sum(len(kept[at].text) for at in run)
    agreed = sum(len(kept[at].text) for at in run if votes[at])
    return agreed >= RUN_LENGTH and agreed >= RUN_SHARE * inside


def _said(kept: Sequence[Piece], votes: Sequence[bool]) -> list[int]:
    return [at for at, vote in enumerate(votes) if vote and is_prose(kept[at].text)]


def _with_protected(kept: Sequence[Piece], votes: Sequence[bool]) -> list[bool]:
    stays = list(votes)
    _keep_boxes(kept, votes, stays)
    _drop_other_texts(kept, votes, stays)
    _keep_quotes(kept, votes, stays)
    _keep_contacts(kept, stays)
    _keep_series(kept, votes, stays)
    _keep_headings(kept, stays)
    _drop_empty_sections(kept, stays)
    return stays


def _keep_boxes(kept: Sequence[Piece], votes: Sequence[bool], stays: list[bool]) -> None:
    """Leads, and what stands in a box that mostly stays or that holds several paragraphs."""
    boxes: defaultdict[int, list[int]] = defaultdict(list)
    for at, piece in enumerate(kept):
        boxes[_box(piece)].append(at)
    said = _said(kept, votes)
    first = said[0] if said else 0
    title = next((at for at, piece in enumerate(kept) if _is_title(piece)), -1)
    whole = {box for box, places in boxes.items() if _is_text(kept, places)}
    for at, piece in enumerate(kept):
        if stays[at]:
            continue
        rest = [near for near in boxes[_box(piece)] if near != at and kept[near].kind != "heading"]
        around = sum(len(kept[near].text) for near in rest)
        agreed = sum(len(kept[near].text) for near in rest if votes[near])
        if _is_sentence(piece) and around > 0 and agreed >= BOX_SHARE * around:
            stays[at] = True
        elif _is_sentence(piece) and is_prose(piece.text):
            stays[at] = title < at < first or _box(piece) in whole
        elif piece.kind in _SERIES and around > 0 and agreed >= BOX_SHARE * around:
            above = kept[at - 1] if at else piece
            stays[at] = piece.links < LINKED or _introduces(above) or (above.kind == piece.kind and stays[at - 1])


def _drop_other_texts(kept: Sequence[Piece], votes: Sequence[bool], stays: list[bool]) -> None:
    """Paragraphs below all that it keeps, in boxes of their own: rules for readers, appeals, other texts.

    Boxes beside those of the text go on with it, and where so much is left below it has seen a part only.
    """
    said = _said(kept, votes)
    if not said:
        return
    paths = {kept[at].path for at in said}
    near = paths | {path[:-1] for path in paths}
    below = [
        at
        for at in range(said[-1] + 1, len(kept))
        if stays[at] and not votes[at] and kept[at].kind in ("paragraph", "quote") and is_prose(kept[at].text)
        if kept[at].path not in near and kept[at].path[:-1] not in near
    ]
    if sum(len(kept[at].text) for at in below) < OTHER_SHARE * sum(len(kept[at].text) for at in said):
        for at in below:
            stays[at] = False


def _keep_quotes(kept: Sequence[Piece], votes: Sequence[bool], stays: list[bool]) -> None:
    """Quotations in the midst of the text, posts from networks among them."""
    said = _said(kept, votes)
    boxes = {kept[at].path for at in said if kept[at].path}
    for at in range(said[0] + 1, said[-1]) if said else ():
        piece = kept[at]
        inside = any(piece.path[: len(box)] == box for box in boxes)
        stays[at] = stays[at] or (piece.kind == "quote" and piece.links < LINKED and inside)


def _keep_contacts(kept: Sequence[Piece], stays: list[bool]) -> None:
    """Lines that tell how somebody is reached, the name and the office above them, and what kind of document it is."""
    for at, piece in enumerate(kept):
        stays[at] = stays[at] or is_release(piece.text)
        if not is_contact(piece.text):
            continue
        stays[at] = True
        for above in range(at - 1, max(at - 1 - _CONTACT_LINES, -1), -1):
            line = kept[above]
            if (
                line.kind != "paragraph"
                or line.links >= LINKED
                or not is_short_line(line.text)
                or not _are_near(line, piece)
            ):
                break
            stays[above] = True


def _are_near(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand in one box, or in boxes beside each other."""
    return one.path[:-1] == other.path[:-1] or one.path == other.path[:-1] or one.path[:-1] == other.path


def _is_sentence(piece: Piece) -> bool:
    kinds = ("paragraph", "quote", "heading", "caption")
    return piece.kind in kinds and piece.links < LINKED and (ends_sentence(piece.text) or is_prose(piece.text))


def _introduces(piece: Piece) -> bool:
    return piece.kind == "heading" or piece.text.endswith(":")


def _box(piece: Piece) -> int:
    return piece.path[-1] if piece.path else 0


def _is_text(kept: Sequence[Piece], places: Sequence[int]) -> bool:
    """Whether a box holds several paragraphs of sentences: a teaser, a comment or a note on the author has one."""
    prose = [
        at for at in places if is_prose(kept[at].text) and kept[at].links < LINKED and kept[at].kind == "paragraph"
    ]
    return len(prose) >= SEVERAL and sum(len(kept[at].text) for at in prose) >= RUN_LENGTH


def _keep_series(kept: Sequence[Piece], votes: Sequence[bool], stays: list[bool]) -> None:
    """Items, rows and definitions in a row with one that it keeps too, or after what introduces them."""
    series: list[int] = []
    for at in range(len(kept) + 1):
        if at < len(kept) and kept[at].kind in _SERIES and (not series or kept[at].kind == kept[at - 1].kind):
            series.append(at)
            continue
        if series:
            before = series[0] - 1
            introduced = before >= 0 and stays[before] and kept[before].text.endswith(":")
            if before >= 0 and names_materials(kept[before].text):
                stays[before], stays[series[0] : at] = True, [True] * len(series)
            elif introduced or any(votes[each] for each in series):
                for each in series:
                    stays[each] = stays[each] or kept[each].links < LINKED
        series = [at] if at < len(kept) and kept[at].kind in _SERIES else []


def _keep_headings(kept: Sequence[Piece], stays: list[bool]) -> None:
    """The title, headings of what stays, and lines in their place: a question, an introduction."""
    for at in range(len(kept) - 1, -1, -1):
        piece = kept[at]
        below = kept[at + 1] if at + 1 < len(kept) and stays[at + 1] else None
        if stays[at] or _is_title(piece):
            stays[at] = True
        elif below is not None and piece.links < LINKED:
            asks = piece.text.endswith(("?", ":")) and piece.kind == "paragraph" and below.kind != "heading"
            is_line = piece.kind == "paragraph" and is_short_line(piece.text)
            titles = is_line and (below.kind in _SERIES or (piece.strong >= _BOLD and is_prose(below.text)))
            heads = piece.kind == "heading" and (below.kind != "heading" or below.level > piece.level)
            stays[at] = asks or heads or titles


def _drop_empty_sections(kept: Sequence[Piece], stays: list[bool]) -> None:
    """Headings over nothing that stays: of comments, of other articles."""
    for at in range(len(kept) - 1, -1, -1):
        piece = kept[at]
        if piece.kind != "heading" or not stays[at] or _is_title(piece) or is_prose(piece.text):
            continue
        section = _section(kept, at)
        if section and not any(stays[below] for below in section):
            stays[at] = False


def _drop_bare_headings(pieces: Sequence[Piece], places: Sequence[int], stays: list[bool]) -> None:
    """Headings over nothing but what was removed before the vote, and those at the very end."""
    below: int | None = None  # the next piece that stays
    for order in range(len(places) - 1, -1, -1):
        at = places[order]
        piece = pieces[at]
        if stays[order] and piece.kind == "heading" and not _is_title(piece) and not is_prose(piece.text):
            next_heads = below is not None and pieces[below].kind == "heading" and pieces[below].level <= piece.level
            stays[order] = below is not None and not (next_heads and below > at + 1)
        if stays[order]:
            below = at


def _drop_repeated_lead(kept: Sequence[Piece], stays: list[bool]) -> None:
    """The lead, where the text says it again in its words: the text keeps it. Further down a page may repeat itself."""
    said = [at for at, piece in enumerate(kept) if stays[at] and is_prose(piece.text) and not _is_title(piece)]
    if said and kept[said[0]].text in (kept[at].text for at in said[1:]):
        stays[said[0]] = False


def _section(kept: Sequence[Piece], heading: int) -> range:
    """What stands under a heading, to the next one of its rank."""
    rank, end = kept[heading].level, heading + 1
    while end < len(kept) and not (kept[end].kind == "heading" and kept[end].level <= rank):
        end += 1
    return range(heading + 1, end)


def _is_title(piece: Piece) -> bool:
    return piece.kind == "heading" and piece.level == 1
