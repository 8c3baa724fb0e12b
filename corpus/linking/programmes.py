"""Which pages tell of one programme: pairs that speak for it, then groups in which no pair speaks hard against it.

Pure. Not here: what the evidence of a pair is (evidence.py), ids of programmes (the package), their labels (labels.py).
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import TypeAlias

from corpus.linking.evidence import ACCEPT_ODDS
from corpus.model import Evidence, Link, PageId

AGAINST = -2.5  # log-odds of a pair that keep two groups apart
TRANSLATED = 6.0  # log-odds of one programme for pages that are translations of each other

OddsOf: TypeAlias = Callable[[PageId, PageId], float]
"""The log-odds that two pages, given in order, tell of one programme."""


def programme_link(a: PageId, b: PageId, odds: float, evidence: tuple[Evidence, ...]) -> Link:
    """The `same_programme` link of two pages whose odds are for it."""
    return Link(
        a=a,
        b=b,
        relation="same_programme",
        confidence=round(1 / (1 + math.exp(-odds)), 4),
        state="accepted" if odds >= ACCEPT_ODDS else "uncertain",
        evidence=evidence,
    )


def group(pages: Iterable[PageId], links: Iterable[Link], odds: OddsOf) -> list[tuple[PageId, ...]]:
    """Groups of pages joined by accepted links, strongest first; every page is in exactly one group.

    Two groups join when the pairs across them speak for it in the mean, and none of them hard against it (log-odds of
    AGAINST or less, as of different counties): a chain of half-alike pages is not a programme. Translations of each
    other always speak for it, whatever else they have in common.
    """
    groups = _Groups(pages, odds)
    accepted = [link for link in links if link.state in ("accepted", "confirmed")]
    for link in accepted:
        groups.known[link.a, link.b] = TRANSLATED if link.relation == "translation" else _odds(link)
    for link in sorted(accepted, key=lambda link: (-groups.known[link.a, link.b], link.a, link.b)):
        groups.join(link.a, link.b)
    return groups.all()


class _Groups:
    """Groups that grow by joining, and what has been found of joins already."""

    def __init__(self, pages: Iterable[PageId], odds: OddsOf) -> None:
        self.known: dict[tuple[PageId, PageId], float] = {}
        self._odds = odds
        self._of: dict[PageId, tuple[PageId, ...]] = {page: (page,) for page in pages}
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
            pair = (a, b) if a < b else (b, a)
            odds = self.known[pair] if pair in self.known else self._odds(*pair)
            if odds <= AGAINST:
                return False
            total += odds
        return total > 0


def _odds(link: Link) -> float:
    return sum(each.weight for each in link.evidence)
