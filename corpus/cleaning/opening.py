"""The lines above the title of a text scrape: menus and the name of the section.

Lives here: which of the first lines are menu, by blank lines, words and length. Not here: the words (menus.py), the
lines anywhere on a page (rules.py). HTML has links and landmarks for this (layout.py).
A scrape that begins with its title has nothing above it: a line goes only when a better title follows it.
"""

from collections.abc import Callable, Sequence

from corpus.cleaning import lexicon, menus
from corpus.cleaning.pieces import Piece, ends_sentence, is_prose
from corpus.dates import dates_in

_MENU = "rule:menu"
_SECTION = "rule:section"
_TITLE_LENGTH = 120
_DATE_LENGTH = 40
_LONG_MENU = 4
"""So many short lines in a row above one that is twice as long are a menu, whatever their words."""
_NEAR = 4
"""A section's name goes when the release's number or date stands at most so many lines below it."""


def without_menus(made: Sequence[Piece], blanks: Sequence[bool], is_stamp: Callable[[str], bool]) -> tuple[Piece, ...]:
    """The pieces of a scrape, those of the menus above its title marked as removed.

    `blanks` says of each piece whether a blank line stands above it.
    """
    judged = list(made)
    above = _opening(made)
    while above:
        chunk = [above.pop(0)]
        while above and not blanks[above[0]]:
            chunk.append(above.pop(0))
        menu = _menu_in(judged, chunk, following=above)
        for place in chunk[:menu]:
            judged[place] = judged[place].because(_MENU)
        left = chunk[menu:]
        if left and menus.is_section(judged[left[0]].text) and _is_section_line(judged, left[0], is_stamp):
            judged[left[0]] = judged[left[0]].because(_SECTION)
            left = left[1:]
        if left:
            break
    return tuple(judged)


def _opening(made: Sequence[Piece]) -> list[int]:
    """The kept pieces before the first that is a sentence or a list."""
    places = []
    for place, piece in enumerate(made):
        if piece.reason is not None:
            continue
        if is_prose(piece.text) or _is_sentence(piece.text) or piece.kind in ("item", "quote", "contact"):
            break
        places.append(place)
    return places


def _menu_in(made: Sequence[Piece], chunk: Sequence[int], following: Sequence[int]) -> int:
    """How many lines at the head of the chunk are menu; a title must be left in it or after it."""
    texts = [made[place].text for place in chunk]
    run = next((count for count, text in enumerate(texts) if not menus.like_menu(text)), len(texts))
    titled = any(_may_title(made[place].text) for place in following)
    if run == len(texts) and not titled:
        run = _before_longest(texts)
    words = [count for count, text in enumerate(texts[:run], 1) if menus.is_tool(text) or menus.is_section(text)]
    beside_menu = chunk[0] > 0 and made[chunk[0] - 1].reason is not None
    if not words:
        return run if run >= _LONG_MENU and beside_menu and run == len(texts) else 0
    if len(texts) == 1:
        return int(menus.is_tool(texts[0]) and titled)
    whole = run >= len(texts) - 1 or run >= _LONG_MENU
    return run if whole and (len(words) > 1 or beside_menu) else words[-1] if len(words) > 1 or beside_menu else 0


def _before_longest(texts: Sequence[str]) -> int:
    """Where no title follows the chunk, it must be its last line, and clearly longer than the menu above."""
    others = sorted(len(text) for text in texts[:-1])
    return len(texts) - 1 if others and len(texts[-1]) >= 2 * others[len(others) // 2] else 0


def _is_section_line(made: Sequence[Piece], place: int, is_stamp: Callable[[str], bool]) -> bool:
    """Whether a title and then the number or date of a release follow the line."""
    kept = [piece.text for piece in made[place + 1 :] if piece.reason is None][:_NEAR]
    dated = next(
        (count for count, text in enumerate(kept) if lexicon.is_release(text) or is_stamp(text) or is_date(text)), None
    )
    return dated is not None and any(map(_may_title, kept[: dated + 2]))


def is_date(text: str) -> bool:
    """A line that is a date and at most a time besides."""
    mentions = dates_in(text) if len(text) <= _DATE_LENGTH else ()
    return len(mentions) == 1 and mentions[0].end - mentions[0].start >= len(text) / 2


def begins_with_date(text: str) -> bool:
    """`5.3.2021 Open house, town hall`: as lists of events and of news have it."""
    mentions = dates_in(text[:_DATE_LENGTH]) if len(text) <= _TITLE_LENGTH else ()
    return bool(mentions) and mentions[0].start == 0


def _may_title(text: str) -> bool:
    return (
        10 <= len(text) <= _TITLE_LENGTH
        and not (
            menus.is_tool(text) or menus.is_section(text) or lexicon.is_release(text) or lexicon.is_identifier(text)
        )
        and not _is_sentence(text)
    )


def _is_sentence(text: str) -> bool:
    """A title may be a question."""
    return ends_sentence(text) and not (text.endswith("?") and len(text) <= _TITLE_LENGTH)
