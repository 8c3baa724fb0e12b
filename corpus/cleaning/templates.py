"""What the pages of a site repeat: its template, told apart from what its pages have to say.

Lives here: the line of a block (what counts as the same text, and on which side of the page's longest block it
stands), how often a line must occur, and which blocks of one page go. Pure. Not here: counting over the archive
(store), which pages make a site (groups.py), rules on one page (rules.py).

Edges are peeled from outside: from the top without gaps, so that a title between two repeated lines stays; from the
bottom over short lines that are unique, as teasers are. In between only what most pages of a larger site have goes.
Naive counting (drop what occurs twice) lost 98 of 100 contact lines and every shared legal paragraph on generated
sites; counting each side of the longest block by itself kept all titles, which recur in other pages' lists of news.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache, partial
from hashlib import blake2b
from typing import NamedTuple

from msgspec import Struct

from corpus.cleaning import lexicon
from corpus.cleaning.menus import like_menu
from corpus.cleaning.opening import begins_with_date, is_date
from corpus.cleaning.pieces import is_contact, is_person_contact, is_prose, names_somebody
from corpus.model import Block

REASON = "template"
LISTED = "template:listing"  # not repeated itself: a title, date or teaser under or between lines that are

FEWEST = 3  # pages: of two pages only whole runs of lines at their edges tell what their site repeats
RUN = 3  # lines
INSIDE_FROM = 8  # pages: with fewer, contacts and headings that half of them share would go
INSIDE_SHARE = 0.6  # of the pages: what stands between the edges must be on so many
PROSE_SHARE = 0.85  # statements that announcements share are content, often of legal weight: they cost most when lost
PROSE_FROM = 5  # pages
CONTACT_SHARE = 0.8  # a contact that names nobody
LONG = 140  # characters: longer lines are statements
BRIDGE = 2  # unique short lines that may stand between repeated ones at the bottom
BRIDGE_LENGTH = 80
ABOUT = 0.75  # of the longest block's length: long enough to be the text
NOTICE = 4  # lines at the top, counted with those removed already
TEASER_LENGTH = 250  # a line of a list of other pages: title, date, or a sentence or two
TEASER_SIGNS = 0.25  # of its lines: dates, and titles of other pages

_REMEMBERED = 200  # characters of a line whose key is

_IN_LISTS = ("rule:read-more", "rule:latest-news", "links", "vote")  # of what a list of pages consists
_DIGITS = re.compile(r"\d+")
_COPYRIGHT = re.compile(r"\bcopyright\b")
_COUNTED = re.compile(
    r"\D*\b\d+ (?:kertaa|katselu\w*|lukija\w*|tulosta|osumaa|gånger|visning\w*|läsare"
    r"|träff\w*|times|views?|reads?|readers?|results?|hits?)$"
)
_LEGAL = re.compile(
    r"\b(?:muutoksenha|oikaisuvaatimu|valitus(?:osoitu|aika|viranomai)|valittaa|tiedoksisaan|hallinto-oikeu"
    r"|ändringssök|omprövning|rättelseyrkan|besvär(?:sanvisning|stid|smyndighet)|anföra besvär|delgivning"
    r"|förvaltningsdomstol|appeal|claim for a revised decision|request (?:for )?(?:a )?(?:review|rectification)"
    r"|administrative court|service of (?:the |a )?(?:decision|notice))",
    re.I,
)


class Line(NamedTuple):
    """What a block is counted as: its text without case, hashed (see `key_of`), and on which side of the page it is.

    Side 0 is above the page's longest block; 1 is that block and what is below.
    """

    key: int
    side: int


_line = partial(tuple.__new__, Line)  # in two thirds of the time of its own constructor


class Counts(Struct, frozen=True, kw_only=True):
    """How many of a site's `pages` have a line, if more than one has; `titles` are the keys of the pages' titles."""

    pages: int
    lines: Mapping[Line, int]
    titles: Set[int] = frozenset()

    def of(self, line: Line) -> int:
        return self.lines.get(line, 0)

    def on_either_side(self, line: Line) -> int:
        return max(self.of(Line(line.key, 0)), self.of(Line(line.key, 1)))


def key_of(text: str) -> int:
    """The same for texts that differ in case only, or in a count or the year of a copyright; a 64-bit signed integer.

    Other numbers are what a line is there for: sums, dates, hours, record numbers under one label on every page.
    """
    return _key_of(text) if len(text) <= _REMEMBERED else _key_of.__wrapped__(text)


@lru_cache(maxsize=20_000)  # most lines of a page are on others of its site; without it making keys takes 3 % of a page
def _key_of(text: str) -> int:
    folded = text.casefold()
    if "©" in folded or _COUNTED.match(folded) or ("copyright" in folded and _COPYRIGHT.search(folded)):
        folded = _DIGITS.sub("#", folded)
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "big", signed=True)


def lines_of(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """The line of each block, in order."""
    pivot = _pivot(blocks)
    return tuple(_line((key_of(block.text), 0 if place < pivot else 1)) for place, block in enumerate(blocks))


def needed(pages: int) -> int:
    """On how many of a site's pages a line at the edge must stand; sections of large sites have menus of their own."""
    return max(FEWEST, round(min(0.3 * pages, FEWEST + 0.1 * pages)))


def judge(blocks: Sequence[Block], lines: Sequence[Line], counts: Counts) -> dict[int, str]:
    """Why blocks belong to the site's template, by place; blocks removed already are passed over."""
    page = _Page(blocks, lines, counts)
    if page.says_what_others_say():
        gone, listed = page.top(), set[int]()
    elif counts.pages < FEWEST:
        gone, listed = page.runs() if counts.pages > 1 else set(), set[int]()
    else:
        gone, listed = page.below(page.top())
    if not page.says_something_besides(gone | listed):
        return {}
    repeated = {place for place in gone if counts.of(lines[place]) > 1}  # else it only stands between such lines
    return dict.fromkeys(listed | gone, LISTED) | dict.fromkeys(repeated, REASON)


class _Page:
    def __init__(self, blocks: Sequence[Block], lines: Sequence[Line], counts: Counts) -> None:
        self.blocks, self.lines, self.counts = blocks, lines, counts
        self.kept = [place for place, block in enumerate(blocks) if block.reason is None]
        self.pivot = _pivot(blocks)
        self.edge = needed(counts.pages)
        self.people = frozenset(self._people())
        self.menu = self._menu()

    def _menu(self) -> int:
        """The place above which there is only what precedes the site's menu: several lines of chrome follow."""
        above = range(self.pivot)
        chrome = [at for at in above if self.blocks[at].reason or self.counts.of(self.lines[at]) >= self.edge]
        return chrome[-RUN] if len(chrome) >= RUN else 0

    def _people(self) -> Iterator[int]:
        """Contacts that are spread over lines: a name, then numbers and addresses that name nobody."""
        person: list[int] = []
        for place in self.kept:
            text = self.blocks[place].text
            if is_contact(text) and person:
                yield from (*person, place)
                person = [place]
            else:
                person = [place] if names_somebody(text) and not is_contact(text) else []

    def says_what_others_say(self) -> bool:
        """Whether all that it says in sentences is on other pages too: then its text looks like a template."""
        if self.counts.pages < FEWEST or not self.kept:
            return False
        said = {self.pivot, *(place for place in self.kept if is_prose(self.blocks[place].text))}
        return all(self.counts.on_either_side(self.lines[place]) >= self.edge for place in said)

    def says_something_besides(self, gone: set[int]) -> bool:
        return any(place not in gone and not self._is_repeated(place, self.edge) for place in self.kept)

    def top(self) -> set[int]:
        """What is repeated from the top on, and then a section's own menu, which few pages share."""
        above = [place for place in self.kept if place < self.pivot]
        peeled = self._peeled(above, 0)
        menu: list[int] = []
        for place in above[len(peeled) :]:
            if self.counts.of(self.lines[place]) < 2 or not like_menu(self.blocks[place].text):
                break
            menu.append(place)
        after = next((place for place in above[len(peeled) + len(menu) :]), None)
        if after is None or is_prose(self.blocks[after].text):
            menu = menu[:-1]  # a title may stand in the menu of its section too
        return {*peeled, *(menu if len(menu) >= RUN else ())}

    def below(self, top: set[int]) -> tuple[set[int], set[int]]:
        """Everything that is repeated, and what is listed under it. Behind a list there may be more at the edge."""
        gone, listed = set(top), set[int]()
        while True:
            found = self.bottom(gone | listed)
            found |= self.inside(gone | found)
            found -= self.introductions(found | gone | listed)
            more = self.teasers(gone | found | listed)
            if not (found - gone or more):
                return gone, listed
            opened = {place for place in more if self._is_repeated(place, self.edge)}
            gone |= found | opened
            listed |= more - opened

    def bottom(self, gone: Set[int]) -> set[int]:
        return set(self._peeled([p for p in reversed(self.kept) if p > self.pivot and p not in gone], BRIDGE))

    def runs(self) -> set[int]:
        """Of two pages: the lines that both begin or end with, if they are several. Two of one text tell nothing."""
        if self.counts.on_either_side(self.lines[self.pivot]) > 1:
            return set()
        self.edge = 2
        ends = ([p for p in self.kept if p < self.pivot], [p for p in reversed(self.kept) if p > self.pivot])
        return {place for end in ends if len(run := self._peeled(end, 0)) >= RUN for place in run}

    def teasers(self, gone: Set[int]) -> set[int]:
        """Lists of other pages below the text: each opens with a line that the site repeats.

        Looked for from the bottom up, until something is met that may be content.
        """
        found: set[int] = set()
        for anchor, box in self._boxes(gone):
            if any(self.blocks[at].reason is None for at in box) and not self._is_teasers(
                anchor, box, chrome_above=self._has_chrome(anchor, gone)
            ):
                break
            found |= {at for at in (anchor, *box) if box and self.blocks[at].reason is None and at not in gone}
        return found

    def _boxes(self, gone: Set[int]) -> Iterator[tuple[int, list[int]]]:
        """What stands under each removed line below the text, the lowest first; ends at anything that is no teaser."""
        box: list[int] = []
        for place in range(len(self.blocks) - 1, self.pivot, -1):
            block = self.blocks[place]
            if is_date(block.text) or block.reason in _IN_LISTS:
                box.insert(0, place)
            elif place in gone or block.reason is not None or self._is_repeated(place, self.edge):
                yield place, box
                box = []
            elif self._asks(place) or len(block.text) > TEASER_LENGTH or block.kind in ("row", "definition", "quote"):
                return
            else:
                box.insert(0, place)

    def _is_teasers(self, anchor: int, box: Sequence[int], *, chrome_above: bool) -> bool:
        if self.blocks[anchor].text.endswith(":"):  # `Enclose with the application:` opens a list of this page
            return False
        texts = [self.blocks[place].text for place in box]
        mine = {self.lines[place].key for place in self.kept if place < self.pivot}
        titles = sum(
            self.lines[place].key in self.counts.titles - mine or self.blocks[place].reason in _IN_LISTS
            for place in box
        )
        dates = sum(is_date(text) for text in texts)
        dated = sum(begins_with_date(text) for text in texts) - dates
        often = self.counts.of(self.lines[anchor]) >= INSIDE_SHARE * self.counts.pages
        signs = titles + dates + (dated if often or chrome_above else 0)
        return signs >= max(1.0, TEASER_SIGNS * len(box))

    def _has_chrome(self, anchor: int, gone: Set[int]) -> bool:
        """Whether furniture stands between the last statement and the line that opens a list."""
        for place in range(anchor - 1, self.pivot, -1):
            if place in gone or self.blocks[place].reason is not None:
                return True
            if is_prose(self.blocks[place].text) or self._asks(place):
                return False
        return False

    def inside(self, gone: Iterable[int]) -> set[int]:
        if self.counts.pages < INSIDE_FROM:
            return set()
        inner = {place for place in self.kept if self.blocks[place].kind not in ("row", "definition")} - set(gone)
        return {place for place in inner if self._is_repeated(place, INSIDE_SHARE * self.counts.pages)}

    def introductions(self, gone: Set[int]) -> set[int]:
        """Repeated headings right above something that stays: `Further information` over each page's own people.

        In a scrape such a heading is a line like others, and a name may stand between it and the number.
        """
        spared: set[int] = set()
        for at, place in enumerate(self.kept):
            below = self.kept[at + 1 : at + 3]
            if place not in gone or not below or below[0] in gone or self.blocks[below[0]].kind == "heading":
                continue
            heads = self.blocks[place].kind == "heading" or self.blocks[place].text.endswith(":")
            if heads or any(map(self._asks, below)):
                spared.add(place)
        return spared

    def _asks(self, place: int) -> bool:
        """Whether it tells whom to ask: in a scrape the heading over it is a line like others."""
        return is_contact(self.blocks[place].text) or self._is_protected(place)

    def _peeled(self, places: Sequence[int], bridge: int) -> list[int]:
        peeled: list[int] = []
        waiting: list[int] = []
        for place in places:
            if self._is_repeated(place, self.edge):
                if waiting and self.blocks[place].text.endswith(":"):
                    break  # what it introduces is the page's own
                peeled += [*waiting, place]
                waiting = []
            elif not peeled or len(waiting) == bridge or not self._may_be_teaser(place):
                break
            else:
                waiting.append(place)
        return peeled

    def _may_be_teaser(self, place: int) -> bool:
        text = self.blocks[place].text
        short = len(text) <= BRIDGE_LENGTH and _DIGITS.search(text) is None
        return short and not is_contact(text) and not self._is_protected(place)

    def _is_repeated(self, place: int, enough: float) -> bool:
        if self._is_protected(place):
            return False
        text, pages = self.blocks[place].text, self.counts.pages
        if is_contact(text):
            enough = max(enough, CONTACT_SHARE * pages)
        elif self.lines[place].side == 1 and self.blocks[place].kind == "item":
            enough = max(enough, INSIDE_SHARE * pages)  # lists of papers to enclose are alike but for a number
        elif self.lines[place].side == 0 and is_prose(text):
            # above the title: a notice on cookies or disturbances, if it is above the menu too, or if all have it
            enough = max(enough, min(PROSE_FROM, pages) if place < self.menu else pages)
        elif len(text) > LONG or is_prose(text):
            enough = max(enough, PROSE_SHARE * pages, PROSE_FROM)
        return self.counts.of(self.lines[place]) >= max(enough, min(FEWEST, pages))

    def _is_title_of_menu_entry(self, place: int) -> bool:
        """The page's title, which all pages have as well: in their menus, and so has this one, above it."""
        block, key = self.blocks[place], self.lines[place].key
        is_title = block.kind == "heading" and block.level == 1
        return is_title and any(line.key == key for line in self.lines[:place])

    def _is_everywhere(self, place: int) -> bool:
        return self.counts.pages >= PROSE_FROM and self.counts.of(self.lines[place]) == self.counts.pages

    def _is_protected(self, place: int) -> bool:
        """Whether it is content however often it occurs: people to ask, what the law makes every decision say, and the
        numbers of announcements, which differ where all else is the same.
        """
        text = self.blocks[place].text
        if lexicon.is_release(text) and _DIGITS.search(text):
            return True
        if self._is_title_of_menu_entry(place):
            return True
        if place in self.people and not self._is_everywhere(place):
            return True
        return is_person_contact(text) or (is_prose(text) and _LEGAL.search(text) is not None)


def _pivot(blocks: Sequence[Block]) -> int:
    """The place of the first block that is about as long as the longest that the page's own rules keep.

    Not simply the longest: below a short notice that may be a teaser for another page. Nor one of the very first lines,
    if there is another: those may be a notice on cookies.
    """
    kept = [place for place, block in enumerate(blocks) if block.reason is None]
    longest = max((len(blocks[place].text) for place in kept), default=0)
    about = [place for place in kept if len(blocks[place].text) >= ABOUT * longest]
    return next((place for place in about if place >= NOTICE), about[0] if about else 0)
