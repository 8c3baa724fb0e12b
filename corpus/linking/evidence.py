"""What speaks for and against two pages telling of one programme, in words and weights.

Lives here: what a pair has in common -> log-odds, for all pairs at once or one by one, and evidence. Not here: what is
compared and how (pairs.py), what is decided (translations.py, programmes.py), the words it is told in (telling.py).
Weights are log-odds, set by hand on 55 pages of counties and ministries that were read one by one (24 groups).
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from corpus.linking.features import Known
from corpus.linking.packing import DAY, FACTS, IN_TITLE, NAMED, NUMBER, WHO, Names
from corpus.linking.pairs import Measure, Pairs
from corpus.linking.space import Array, Space, are_among, in_order_once
from corpus.linking.telling import Told, in_words
from corpus.linking.times import Times
from corpus.model import Evidence, PageId

BASE = -2.2
SAME_SCOPE, ONE_HAS_SCOPE = 1.6, -4.0
TOPIC_WEIGHT = 9.0  # per unit of cosine above that of pages with nothing in common but county talk
UNRELATED_TOPIC = 0.25
TELLING = 12
"""Shared features from which a likeness counts in full. Set on the demo, which is training data for it: the floors of
tests/quality say that it still works there, not how well it works elsewhere."""
A_NAME, MOST_NAMES = 0.6, 1.8
A_TITLE, A_PROGRAMME = 1.2, 1.0
ANCHORED, NOT_ANCHORED = 0.4, -1.6
LEAST_AT_HOME, AT_HOME = (
    3,
    0.8,
)  # pages of a site that name places of one county, and their share of those that name any
NAMING = 1 / 3  # of the pages of a site at least name places of its county
AT_HOME_SCOPE = 0.4
ITS_NAME, OTHER_NAME = 2.5, -3.0
DAYS = 2  # full dates a page must tell for it to tell others than another page
ALIKE = (0.3, 0.6)  # cosines from which and up to which pages that tell of other days are the more apart
OTHER_DAYS, OTHER_TITLE = -4.0, -3.0
OTHER_FORM = -9.0  # another day's or year's page of the same form
ACCEPT_ODDS = 0.5  # log-odds from which two pages are linked as one programme's
KNOWN_ODDS = 1 << 16  # odds of pairs that were not candidates that are remembered


def is_scope_conflict(a: Known, b: Known) -> bool:
    """Two pages that speak of different counties are never one programme, however alike they are."""
    return a.scope is not None and b.scope is not None and a.scope != b.scope


class Scopes:
    """The counties of pages as numbers, -1 for none: those they speak of, and those they are at home in.

    A page that names too few places to speak of a county is at home where its site is: where nearly all places lie
    that pages of the site name, if enough of them name any.
    """

    def __init__(self, pages: Sequence[Known]) -> None:
        numbers: dict[str | None, int] = {None: -1}
        self.of = np.array([numbers.setdefault(page.scope, len(numbers)) for page in pages], np.int32)
        votes: dict[str, Counter[int]] = defaultdict(Counter)
        for page in pages:
            votes[page.site][numbers.setdefault(page.near, len(numbers))] += 1
        homes = {site: _home(its) for site, its in votes.items()}
        self.home = np.where(self.of >= 0, self.of, np.array([homes[page.site] for page in pages], np.int32))

    def are_apart(self, a: Array, b: Array) -> Array:
        apart: Array = (self.of[a] >= 0) & (self.of[b] >= 0) & (self.of[a] != self.of[b])
        return apart


def _home(votes: Counter[int]) -> int:
    spoken = votes.total() - votes[-1]
    county, most = max(votes.items(), key=lambda item: (item[0] >= 0, item[1], item[0]))
    return county if most >= max(LEAST_AT_HOME, AT_HOME * spoken, NAMING * votes.total()) else -1


class Differences(Struct, frozen=True, kw_only=True):
    """What sets pairs apart: in time, in the undertakings they name, in people and contacts; and the shares of titles
    and numbers that they have in common."""

    in_time: Array
    in_name: Array
    in_people: Array
    titles: Array
    numbers: Array


class Odds:
    """The log-odds that two pages tell of one programme, of candidates at once and of others when they are asked for.

    It lasts for one run: a pair is known by the places of its pages.
    """

    def __init__(self, space: Space, pairs: Pairs, measure: Measure) -> None:
        self._space, self._scopes, self._measure = space, Scopes(space.known), measure
        self._are_anchored = np.array([page.is_anchored for page in space.known], bool)
        self._titles = space.held_by(IN_TITLE, values=space.values)
        self._days, self._named, self._people = map(space.held_by, (DAY, NAMED, WHO))
        self._numbers = space.held_by(NUMBER, *FACTS)
        self.times = Times(space)
        self.of_pairs = self._all(pairs)
        self._keys = array("q", (pairs.a.astype(np.int64) * len(space) + pairs.b).tobytes())
        self._others: dict[int, float] = {}

    def of(self, a: int, b: int) -> float:
        """The log-odds of any two pages; without bounds against those of two counties."""
        if a > b:
            a, b = b, a
        key = a * len(self._space) + b
        place = bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            return float(self.of_pairs[place])
        known = self._others.get(key)
        if known is None:
            if len(self._others) >= KNOWN_ODDS:
                self._others.clear()
            self.foresee([(a, b)])
            known = self._others[key]
        return known

    def foresee(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Work out at once what will be asked of pairs that may be no candidates: one by one each takes a millisecond.

        No more than some; of all others the odds are worked out when they are asked for.
        """
        wanted = in_order_once(np.array([min(pair) * len(self._space) + max(pair) for pair in pairs], np.int64))
        keys = wanted[~are_among(wanted, np.asarray(self._keys))][: KNOWN_ODDS - len(self._others)]
        a, b = np.divmod(keys, max(1, len(self._space)))
        odds = self._all(self._measure.pairs(a.astype(np.int32), b.astype(np.int32)))
        self._others.update(zip(keys.tolist(), odds.tolist(), strict=True))

    def _all(self, pairs: Pairs) -> Array:
        odds: Array = np.zeros(len(pairs))
        for part in self.parts(pairs).values():
            odds += part
        return odds

    def parts(self, pairs: Pairs) -> dict[str, Array]:
        """What the odds of pairs are made of; they are the sum."""
        a, b = pairs.a, pairs.b
        topic = TOPIC_WEIGHT * (pairs.concepts - UNRELATED_TOPIC)
        either = self._titles[a] + self._titles[b] - pairs.titles
        is_other = self._name_others(pairs)
        return {
            "base": np.full(len(a), BASE),
            "scope": self._scope(a, b),
            "topic": topic * np.where(topic > 0, np.minimum(1.0, pairs.shared / TELLING), 1.0),
            "names": np.minimum(MOST_NAMES, A_NAME * pairs.names),
            "facts": np.minimum(MOST_NAMES, A_NAME * pairs.facts),
            "title": A_TITLE * pairs.titles / np.where(either > 0, either, 1.0),
            "programme": A_PROGRAMME * (pairs.programmes > 0),
            "undertaking": np.where(pairs.undertakings > 0, ITS_NAME, np.where(is_other, OTHER_NAME, 0.0)),
            "anchor": np.where(self._are_anchored[a] & self._are_anchored[b], ANCHORED, NOT_ANCHORED),
            "time": self._time(pairs),
        }

    def differences(self, pairs: Pairs) -> "Differences":
        """What sets the pages of pairs apart, and what titles and numbers they share."""
        a, b = pairs.a, pairs.b
        either = self._titles[a] + self._titles[b] - pairs.titles
        most = np.maximum(self._numbers[a], self._numbers[b])
        return Differences(
            in_time=self._no_day(pairs) | self.times.are_titles_apart(a, b),
            in_name=self._name_others(pairs),
            in_people=(self._people[a] > 0) & (self._people[b] > 0) & (pairs.names == 0),
            titles=pairs.titles / np.where(either > 0, either, 1.0),
            numbers=np.where(most > 0, pairs.numbers / np.where(most > 0, most, 1.0), 1.0),
        )

    def are_elsewhere(self, a: Array, b: Array) -> Array:
        """Whether pages speak of two counties."""
        return self._scopes.are_apart(a, b)

    def _no_day(self, pairs: Pairs) -> Array:
        """Whether both pages tell several full dates, and none of them is the other's."""
        no_day: Array = (np.minimum(self._days[pairs.a], self._days[pairs.b]) >= DAYS) & (pairs.days == 0)
        return no_day

    def _name_others(self, pairs: Pairs) -> Array:
        """Whether both pages name undertakings, in one language, and none of them is the other's."""
        both = (self._named[pairs.a] > 0) & (self._named[pairs.b] > 0) & (pairs.named == 0)
        others: Array = both & self.times.are_of_one_language(pairs.a, pairs.b)
        return others

    def _scope(self, a: Array, b: Array) -> Array:
        own_a, own_b = self._scopes.of[a], self._scopes.of[b]
        scope = np.where(own_a >= 0, SAME_SCOPE, 0.0)
        are_at_home = self._scopes.home[a] == self._scopes.home[b]
        scope = np.where(own_a != own_b, np.where(are_at_home, AT_HOME_SCOPE, ONE_HAS_SCOPE), scope)
        scope = np.where((own_a < 0) & (own_b < 0) & ~are_at_home, 0.0, scope)
        return np.where(self._scopes.are_apart(a, b), -np.inf, scope)

    def _time(self, pairs: Pairs) -> Array:
        """What speaks against pages that are alike but tell of other days: more, the more they are alike."""
        a, b = pairs.a, pairs.b
        no_day = self._no_day(pairs)
        alike = np.clip((pairs.concepts - ALIKE[0]) / (ALIKE[1] - ALIKE[0]), 0.0, 1.0)
        titles = self.times.are_titles_apart(a, b)
        against = np.where(no_day, OTHER_DAYS * alike, 0.0) + np.where(
            titles & (pairs.undertakings == 0), OTHER_TITLE, 0.0
        )
        return np.where((no_day | titles) & self.times.are_one_form(a, b), OTHER_FORM, against)

    def evidence(self, pairs: Pairs, names: Mapping[PageId, Names]) -> Iterator[tuple[Evidence, ...]]:
        """For each pair all that bears on whether its pages tell of one programme; the weights add up to its odds."""
        parts = self.parts(pairs)
        weights = zip(*(its.tolist() for its in parts.values()), strict=True)
        are_at_home = self._scopes.home[pairs.a] == self._scopes.home[pairs.b]
        columns = (pairs.a, pairs.b, pairs.shared, pairs.concepts, are_at_home)
        told = zip(*(its.tolist() for its in columns), strict=True)
        for (a, b, *measured), its in zip(told, weights, strict=True):
            one, other = self._space.known[a], self._space.known[b]
            pair = Told(one, other, (names[one.id], names[other.id]), *measured)
            rounded = ((kind, round(weight, 3)) for kind, weight in zip(parts, its, strict=True))
            yield tuple(
                Evidence(kind=kind, detail=in_words(kind, weight, pair, self._space.is_rare), weight=weight)
                for kind, weight in rounded
                if weight
            )
