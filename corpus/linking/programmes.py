"""Which pages tell of one programme: pairs that speak for it, then groups in which no pair speaks hard against it.

Pure. Not here: what the evidence of a pair is (evidence.py), ids of programmes (the package), their labels (labels.py).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from corpus.linking.evidence import ACCEPT_ODDS, PairEvidence, Profile, is_scope_conflict
from corpus.model import Link, PageId

AGAINST = -2.5  # log-odds of a pair that keep two groups apart
TRANSLATED = 6.0  # log-odds of one programme for pages that are translations of each other


def link_programmes(
    profiles: Sequence[Profile],
    pairs: Iterable[tuple[int, int]],
    memo: PairEvidence,
    translated: Collection[tuple[PageId, PageId]],
) -> list[Link]:
    """`same_programme` links among the pairs that are not translations already."""
    links: list[Link] = []
    for i, j in pairs:
        a, b = sorted((profiles[i], profiles[j]), key=lambda profile: profile.page.id)
        if (a.page.id, b.page.id) in translated or is_scope_conflict(a.page, b.page):
            continue
        odds = memo.odds(a, b)
        if odds > 0:
            links.append(
                Link(
                    a=a.page.id,
                    b=b.page.id,
                    relation="same_programme",
                    confidence=round(1 / (1 + math.exp(-odds)), 4),
                    state="accepted" if odds >= ACCEPT_ODDS else "uncertain",
                    evidence=tuple(replace(each, weight=round(each.weight, 3)) for each in memo.of(a, b)),
                )
            )
    return links


def group(profiles: Sequence[Profile], links: Iterable[Link], memo: PairEvidence) -> list[tuple[PageId, ...]]:
    """Groups of pages joined by accepted links, strongest first; every page is in exactly one group.

    Two groups join when the pairs across them speak for it in the mean, and none of them hard against it (log-odds of
    AGAINST or less; different counties): a chain of half-alike pages is not a programme. Translations of each other
    always speak for it, whatever else they have in common.
    """
    groups = _Groups(profiles, memo)
    accepted = [link for link in links if link.state in ("accepted", "confirmed")]
    for link in accepted:
        groups.known[link.a, link.b] = TRANSLATED if link.relation == "translation" else _odds(link)
    for link in sorted(accepted, key=lambda link: (-groups.known[link.a, link.b], link.a, link.b)):
        groups.join(link.a, link.b)
    return groups.all()


class _Groups:
    """Groups that grow by joining, and what has been found of joins already."""

    def __init__(self, profiles: Sequence[Profile], memo: PairEvidence) -> None:
        self.known: dict[tuple[PageId, PageId], float] = {}
        self._by_id: Mapping[PageId, Profile] = {profile.page.id: profile for profile in profiles}
        self._memo = memo
        self._of: dict[PageId, tuple[PageId, ...]] = {each: (each,) for each in self._by_id}
        self._refused: set[tuple[tuple[PageId, ...], tuple[PageId, ...]]] = set()

    def join(self, a: PageId, b: PageId) -> None:
        """Join the groups of two pages, if they may."""
        one, other = sorted((self._of[a], self._of[b]))
        if one is other or (one, other) in self._refused:
            return
        if not self._may_join(one, other):
            self._refused.add((one, other))
            return
        joined = tuple(sorted((*one, *other)))
        self._of.update(dict.fromkeys(joined, joined))

    def all(self) -> list[tuple[PageId, ...]]:
        return sorted(set(self._of.values()))

    def _may_join(self, one: Sequence[PageId], other: Sequence[PageId]) -> bool:
        total = 0.0
        for a, b in product(one, other):
            odds = self._odds(a, b)
            if odds <= AGAINST:
                return False
            total += odds
        return total > 0

    def _odds(self, a: PageId, b: PageId) -> float:
        known = self.known.get((min(a, b), max(a, b)))
        if known is not None:
            return known
        one, other = self._by_id[a], self._by_id[b]
        return -math.inf if is_scope_conflict(one.page, other.page) else self._memo.odds(one, other)


def _odds(link: Link) -> float:
    return sum(each.weight for each in link.evidence)
