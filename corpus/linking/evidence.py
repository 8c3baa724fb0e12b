"""What speaks for and against two pages telling of one programme, in words and weights.

Lives here: what a pair has in common -> log-odds, for all pairs at once or one by one, and evidence. Not here: what is
compared and how (pairs.py), what is decided (translations.py, programmes.py).
Weights are log-odds, set by hand on 55 pages of counties and ministries that were read one by one (24 groups).
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from corpus.linking.features import Known
from corpus.linking.keys import CONTACT, PERSON, key_of
from corpus.linking.packing import IN_TITLE, Names
from corpus.linking.pairs import Measure, Pairs
from corpus.linking.space import Array, Space
from corpus.model import Evidence

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
ACCEPT_ODDS = 0.5  # log-odds from which two pages are linked as one programme's
KNOWN_ODDS = 1 << 16  # odds of pairs that were not candidates that are remembered


def is_scope_conflict(a: Known, b: Known) -> bool:
    """Two pages that speak of different counties are never one programme, however alike they are."""
    return a.scope is not None and b.scope is not None and a.scope != b.scope


class Scopes:
    """The counties of pages as numbers, -1 for none."""

    def __init__(self, pages: Sequence[Known]) -> None:
        numbers: dict[str | None, int] = {None: -1}
        self.of = np.array([numbers.setdefault(page.scope, len(numbers)) for page in pages], np.int32)

    def are_apart(self, a: Array, b: Array) -> Array:
        apart: Array = (self.of[a] >= 0) & (self.of[b] >= 0) & (self.of[a] != self.of[b])
        return apart


class Odds:
    """The log-odds that two pages tell of one programme, of candidates at once and of others when they are asked for.

    It lasts for one run: a pair is known by the places of its pages.
    """

    def __init__(self, space: Space, pairs: Pairs, measure: Measure) -> None:
        self._space, self._scopes, self._measure = space, Scopes(space.known), measure
        self._are_anchored = np.array([page.is_anchored for page in space.known], bool)
        self._titles = space.rows.sums(np.where(space.kinds == IN_TITLE, space.values, 0.0)[space.rows.features])
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
            pair = self._measure.pairs(np.array([a], np.int32), np.array([b], np.int32))
            known = self._others[key] = float(self._all(pair)[0])
        return known

    def _all(self, pairs: Pairs) -> Array:
        a, b = pairs.a, pairs.b
        scope_a, scope_b = self._scopes.of[a], self._scopes.of[b]
        scope = np.where(scope_a >= 0, SAME_SCOPE, 0.0)
        scope = np.where(scope_a != scope_b, ONE_HAS_SCOPE, scope)
        scope = np.where(self._scopes.are_apart(a, b), -np.inf, scope)
        topic = TOPIC_WEIGHT * (pairs.concepts - UNRELATED_TOPIC)
        topic *= np.where(topic > 0, np.minimum(1.0, pairs.shared / TELLING), 1.0)
        names = np.minimum(MOST_NAMES, A_NAME * pairs.names) + np.minimum(MOST_NAMES, A_NAME * pairs.facts)
        either = self._titles[a] + self._titles[b] - pairs.titles
        title = A_TITLE * pairs.titles / np.where(either > 0, either, 1.0)
        programme = A_PROGRAMME * (pairs.programmes > 0)
        anchor = np.where(self._are_anchored[a] & self._are_anchored[b], ANCHORED, NOT_ANCHORED)
        odds: Array = BASE + scope + topic + names + title + programme + anchor
        return odds

    def evidence(self, pairs: Pairs, place: int, names: tuple[Names, Names]) -> tuple[Evidence, ...]:
        """All that bears on whether the pages of a pair tell of the same programme; the weights add up to its odds."""
        a, b = self._space.known[pairs.a[place]], self._space.known[pairs.b[place]]
        cosine, shared = float(pairs.concepts[place]), int(pairs.shared[place])
        topic = TOPIC_WEIGHT * (cosine - UNRELATED_TOPIC)
        if topic > 0:
            topic *= min(1.0, shared / TELLING)
        either = float(self._titles[pairs.a[place]] + self._titles[pairs.b[place]] - pairs.titles[place])
        title = A_TITLE * float(pairs.titles[place]) / either if either > 0 else 0.0
        found = [
            Evidence(kind="base", detail="most pages do not belong together", weight=BASE),
            _scope(a, b),
            Evidence(
                kind="topic", detail=f"{shared} shared terms, names and numbers, cosine {cosine:.2f}", weight=topic
            ),
            _shared("names", self._rare_names(*names), int(pairs.names[place])),
            _shared("facts", self._rare_facts(*names), int(pairs.facts[place])),
            _title(*names, title),
            _programmes(*names),
            Evidence(kind="anchor", detail="both speak of a programme or project", weight=ANCHORED)
            if a.is_anchored and b.is_anchored
            else Evidence(kind="anchor", detail="not both speak of a programme or project", weight=NOT_ANCHORED),
        ]
        rounded = (Evidence(kind=each.kind, detail=each.detail, weight=round(each.weight, 3)) for each in found)
        return tuple(each for each in rounded if each.weight)

    def _rare_names(self, a: Names, b: Names) -> list[str]:
        """People, contacts and organisations on both pages that few others name; places say no more than the scope."""
        named = {key_of(name): label(name) for name in _both(a, b, "organisations")}
        named |= {key_of(CONTACT + name): label(name) for name in _both(a, b, "contacts")}
        # of the two ways a name is written, the shorter is the one without a case ending
        named |= {
            key_of(PERSON + key): min(a["people"][key], b["people"][key], key=lambda name: (len(name), name))
            for key in a["people"].keys() & b["people"].keys()
        }
        return sorted(name for key, name in named.items() if self._space.is_rare(key))

    def _rare_facts(self, a: Names, b: Names) -> list[str]:
        return sorted(label(name) for name in _both(a, b, "facts") if self._space.is_rare(key_of(name)))


def _both(a: Names, b: Names, kind: str) -> list[str]:
    return sorted(set(a[kind]) & set(b[kind]))


def _scope(a: Known, b: Known) -> Evidence:
    if a.scope != b.scope:
        return Evidence(kind="scope", detail="one speaks of a county, the other does not", weight=ONE_HAS_SCOPE)
    if a.scope is None:
        return Evidence(kind="scope", detail="no county named", weight=0.0)
    return Evidence(kind="scope", detail=label(a.scope), weight=SAME_SCOPE)


def _shared(kind: str, names: Sequence[str], many: int) -> Evidence:
    return Evidence(kind=kind, detail=", ".join(names), weight=min(MOST_NAMES, A_NAME * many))


def _title(a: Names, b: Names, weight: float) -> Evidence:
    """The share of the titles' weight that both hold: in full when both name the same things."""
    names = ", ".join(map(label, _both(a, b, "titles")))
    return Evidence(kind="title", detail=f"titles share {names}", weight=weight)


def _programmes(a: Names, b: Names) -> Evidence:
    names = [label(name) for name in _both(a, b, "organisations") if name.startswith("e:programme:")]
    return Evidence(kind="programme", detail=", ".join(names), weight=A_PROGRAMME if names else 0.0)


def label(feature: str) -> str:
    """`e:agency:Kela` -> `Kela`, `tel:9...` and names of people as they are, `s:2.85e+06` -> `2850000`."""
    kind, _, rest = feature.partition(":")
    match kind:
        case "e":
            return rest.partition(":")[2]
        case "s":
            return f"{float(rest):.0f}"
        case "d" | "n" | "c":
            return rest
    return rest if kind in _ENTRY_KINDS else feature


_ENTRY_KINDS = frozenset({"programme", "wellbeing_county", "service_organiser", "region"})
