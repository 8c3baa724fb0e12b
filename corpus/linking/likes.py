"""Pages of one language that are alike: copies and versions of one page; rounds of one call; and what is `see also`.

Copies and versions are one programme with what they are alike to. Rounds and see-also are not: something sets them
apart, be it the county, the day, the year or the number of an announcement, and that is said.

Lives here: pairs -> links. Pure. Not here: times and wording of pages (times.py), what joins programmes (evidence.py).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from corpus.linking.evidence import Odds
from corpus.linking.features import Known
from corpus.linking.overview import round_detail
from corpus.linking.pairs import Pairs
from corpus.linking.space import Space
from corpus.linking.telling import label
from corpus.linking.times import ONE_FORM, times_told
from corpus.model import Evidence, Link, PageId, Relation

SAME_TEXT, NEARLY_SAME, SAME_TITLE = 6.0, 4.0, 2.0  # log-odds; the first as good as certain
NEARLY, ITS_NUMBERS = 0.8, 0.9  # shares of the wording and of the numbers that a copy has in common with its page
ONE_PAGE = 0.45  # share of the wording that a page keeps from version to version; with the same title
ONE_CALL = 0.6  # share of the wording, figures masked, that rounds have in common whose titles differ
ALIKE, SOME = 0.45, 0.5  # cosine from which pages are of one topic; share of their titles that helps those of one form
MOST_LIKES = 3  # see-also links of a page
BOTH = 2  # pages of a pair
BASE, WORDING, TOPIC, TITLE, APART = -3.0, 4.0, 5.0, 1.5, 0.5  # of the log-odds that pages are alike; set by hand
ACCEPT = 2.0


class _Alike(Struct, frozen=True):
    """A pair of pages of one language by their places, and what they have in common."""

    a: int
    b: int
    wording: float
    topic: float
    title: float

    @property
    def odds(self) -> float:
        return BASE + WORDING * self.wording + TOPIC * self.topic + TITLE * self.title + APART


class Likes:
    """What pairs of one language have in common, worked out once for both kinds of links."""

    def __init__(self, space: Space, pairs: Pairs, odds: Odds) -> None:
        self._known = space.known
        self._odds = odds
        here = np.flatnonzero(odds.times.are_of_one_language(pairs.a, pairs.b))
        a, b = pairs.a[here], pairs.b[here]
        self._wording = odds.times.resemblance(a, b)
        self._a, self._b, self._topic = a, b, pairs.concepts[here]
        told = odds.differences(pairs)
        headings = np.array([page.heading for page in space.known], np.int64)
        self._is_titled_same = headings[a] == headings[b]
        self._title = np.where(self._is_titled_same, 1.0, told.titles[here])
        self._apart_in_time, self._are_others = told.in_time[here], told.in_name[here]
        self._numbers, self._other_people = told.numbers[here], told.in_people[here]

    def copies(self) -> Iterator[Link]:
        """Copies and versions of one page. Pages that say the same word for word are linked to the first of them."""
        yield from self._same_texts()
        near = (self._wording >= NEARLY) & (self._numbers >= ITS_NUMBERS)
        newer = (self._wording >= ONE_PAGE) & self._is_titled_same & ~self._other_people & ~near
        for place in np.flatnonzero((near | newer) & ~self._apart_in_time & ~self._are_others).tolist():
            one, other = self._known[self._a[place]], self._known[self._b[place]]
            if one.text == other.text or self._difference(place):
                continue
            share = f"{self._wording[place]:.0%} of the wording"
            if near[place]:
                yield _link(
                    one, other, "near_duplicate", (_weighed("text", f"nearly the same words: {share}", NEARLY_SAME),)
                )
            elif one.site == other.site:
                weight = WORDING * (float(self._wording[place]) - ONE_PAGE)
                titled = _weighed("title", f"the same title, {_published(one)} and {_published(other)}", SAME_TITLE)
                yield _link(one, other, "version", (_weighed("wording", share, weight), titled))

    def _same_texts(self) -> Iterator[Link]:
        first: dict[tuple[str, str], Known] = {}
        for page in self._known:
            other = first.setdefault((page.lang, page.text), page)
            if other is not page and page.letters:
                told = _weighed("text", "the same words from beginning to end", SAME_TEXT)
                yield _link(other, page, "near_duplicate", (told,))

    def beside(self, group_of: Mapping[PageId, object], linked: Iterable[tuple[PageId, PageId]]) -> list[Link]:
        """Rounds, and see-also links, between pages of different programmes that are not linked otherwise."""
        taken = set(linked)
        rounds: list[_Alike] = []
        likes: list[tuple[_Alike, str]] = []
        often = self._often()
        for place in self._hopeful():
            a, b = int(self._a[place]), int(self._b[place])
            one, other = self._known[a], self._known[b]
            pair = _Alike(a, b, float(self._wording[place]), float(self._topic[place]), float(self._title[place]))
            difference = self._difference(place)
            if difference and group_of[one.id] != group_of[other.id] and (one.id, other.id) not in taken:
                if self._is_round(place) and often.isdisjoint((a, b)):
                    rounds.append(pair)
                else:
                    likes.append((pair, difference))
        return [*map(self._round, self._next_rounds(rounds)), *self._best(likes)]

    def _hopeful(self) -> list[int]:
        one_form = self._wording >= ONE_FORM
        found: list[int] = np.flatnonzero((self._topic >= ALIKE) | (one_form & (self._title > SOME))).tolist()
        return found

    def _difference(self, place: int) -> str:
        """What sets two pages apart, in words; empty where nothing does."""
        one, other = self._known[self._a[place]], self._known[self._b[place]]
        if one.near != other.near and one.near and other.near:
            return f"county: {label(one.near)} and {label(other.near)}"
        if one.number and other.number and one.number != other.number:
            return f"number: announcements {one.number} and {other.number}"
        if self._apart_in_time[place]:
            return f"time: {times_told(one, other)}"
        if self._are_others[place]:
            return "name: they name other undertakings"
        if one.site != other.site:
            return f"site: {one.site} and {other.site}"
        return ""

    def _is_round(self, place: int) -> bool:
        """The same call of one organisation in two years. Announcements that name their day are none."""
        one, other = self._known[self._a[place]], self._known[self._b[place]]
        are_of_years = None not in (one.year, other.year) and one.year != other.year and not (one.days or other.days)
        is_one_call = self._wording[place] >= (ONE_FORM if self._is_titled_same[place] else ONE_CALL)
        is_one_place = one.site == other.site and (one.near == other.near or None in (one.near, other.near))
        return bool(are_of_years and is_one_call and is_one_place and self._apart_in_time[place])

    def _often(self) -> set[int]:
        """Pages of which there are others of the same title in the same year: bulletins and the like, not rounds."""
        found: set[int] = set()
        for place in np.flatnonzero(self._is_titled_same & self._apart_in_time & (self._wording >= ONE_FORM)).tolist():
            a, b = int(self._a[place]), int(self._b[place])
            if self._known[a].year == self._known[b].year and self._known[a].site == self._known[b].site:
                found.update((a, b))
        return found

    def _next_rounds(self, rounds: Sequence[_Alike]) -> list[_Alike]:
        """Those that are nearest to each other: of each page one earlier round and one later at most."""
        steps: dict[tuple[int, bool], list[tuple[int, float, int, int]]] = defaultdict(list)
        for nth, pair in enumerate(rounds):
            apart = self._years_apart(pair)
            for page, is_later in ((pair.a, apart > 0), (pair.b, apart < 0)):
                steps[page, is_later].append((abs(apart), -round(pair.odds, 6), pair.a + pair.b, nth))
        best = Counter(min(its)[-1] for its in steps.values())
        return [rounds[nth] for nth in sorted(best) if best[nth] == BOTH]

    def _years_apart(self, pair: _Alike) -> int:
        return (self._known[pair.b].year or 0) - (self._known[pair.a].year or 0)

    def _round(self, pair: _Alike) -> Link:
        one, other = self._known[pair.a], self._known[pair.b]
        return _link(one, other, "round", (*_told(pair), _weighed("round", round_detail(one.year, other.year), APART)))

    def _best(self, likes: Sequence[tuple[_Alike, str]]) -> Iterator[Link]:
        """The likest first, as long as neither page has enough."""
        count: Counter[int] = Counter()
        for pair, difference in sorted(likes, key=lambda each: (-round(each[0].odds, 6), each[0].a, each[0].b)):
            if pair.odds >= ACCEPT and max(count[pair.a], count[pair.b]) < MOST_LIKES:
                count.update((pair.a, pair.b))
                kind, _, detail = difference.partition(": ")
                told = (*_told(pair), _weighed(kind, detail, APART))
                yield _link(self._known[pair.a], self._known[pair.b], "same_topic", told)


def _told(pair: _Alike) -> tuple[Evidence, ...]:
    return (
        _weighed("base", "most pages are not alike", BASE),
        _weighed("wording", f"{pair.wording:.0%} of the wording, figures aside", WORDING * pair.wording),
        _weighed("topic", f"names and terms {pair.topic:.2f}", TOPIC * pair.topic),
        _weighed("title", f"{pair.title:.0%} of the titles", TITLE * pair.title),
    )


def _weighed(kind: str, detail: str, weight: float) -> Evidence:
    return Evidence(kind=kind, detail=detail, weight=round(weight, 3))


def _published(page: Known) -> str:
    return page.published or "undated"


def _link(a: Known, b: Known, relation: Relation, evidence: Sequence[Evidence]) -> Link:
    told = tuple(each for each in evidence if each.weight)  # what two pages do not share says nothing
    odds = sum(each.weight for each in told)
    first, second = sorted((a.id, b.id))
    return Link(
        a=first,
        b=second,
        relation=relation,
        confidence=round(1 / (1 + math.exp(-odds)), 4),
        state="accepted",
        evidence=told,
    )
