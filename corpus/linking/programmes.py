"""Which pages tell of one programme: pairs that speak for it, then groups in which no pair speaks hard against it.

Pure. Not here: what the evidence of a pair is (evidence.py), ids of programmes (the package), their labels (labels.py).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import TypeAlias

from corpus.linking.decided import SIDE_BY_SIDE
from corpus.linking.evidence import ACCEPT_ODDS
from corpus.model import Evidence, Link, PageId

AGAINST = -2.5  # log-odds of a pair that keep two groups apart
FORESEEN = 50  # pages that are linked in a chain; of more not all pairs will be asked about
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
    """Groups of pages joined by links that count, strongest first; every page is in exactly one group.

    Two groups join when the pairs across them speak for it in the mean, and none of them hard against it (log-odds of
    AGAINST or less, as of different counties): a chain of half-alike pages is not a programme. Translations of each
    other always speak for it, whatever else they have in common.

    What people have confirmed speaks for it as a translation does. Where the pages themselves speak hard against it, it
    joins their groups in the end, so that it keeps no other page away; unless two pages are across of which people have
    said that they are not one programme: those stay apart, whatever leads from one to the other. A link that was
    rejected as another relation speaks for nothing.
    """
    groups = _Groups(pages, odds)
    joining: list[Link] = []
    confirmed: list[Link] = []
    for link in links:
        pair = link.a, link.b
        if is_apart(link):
            groups.apart.add(pair)
            groups.known[pair] = -math.inf
        elif link.state == "rejected":
            groups.known[pair] = min(0.0, odds(*pair))
        elif link.relation in SIDE_BY_SIDE:
            continue
        elif link.state == "accepted" or (link.state == "confirmed" and odds(*pair) > AGAINST):
            joining.append(link)
            groups.known[pair] = _speaks(link)
        confirmed += [link] if link.state == "confirmed" and pair not in groups.apart else []
    for link in sorted(joining, key=lambda link: (-groups.known[link.a, link.b], link.a, link.b)):
        groups.join(link.a, link.b)
    for link in sorted(confirmed, key=lambda link: (link.a, link.b)):
        groups.join(link.a, link.b, is_decided=True)
    return groups.all()


def within_reach(links: Iterable[Link]) -> Iterator[tuple[PageId, PageId]]:
    """The pairs that grouping is likely to ask about: of pages that links lead from one to the other of, where these
    are few enough for a programme."""
    chained: dict[PageId, list[PageId]] = {}
    for link in links:
        if link.state in ("accepted", "confirmed") and link.relation not in SIDE_BY_SIDE:
            one, other = (chained.setdefault(page, [page]) for page in (link.a, link.b))
            if one is not other:
                one, other = sorted((one, other), key=len)
                other += one
                chained.update(dict.fromkeys(one, other))
    for pages in {id(pages): pages for pages in chained.values()}.values():
        if len(pages) <= FORESEEN:
            yield from combinations(pages, 2)


def is_apart(link: Link) -> bool:
    """Whether people have said of two pages that they are not one programme."""
    if link.state == "confirmed":
        return link.relation in SIDE_BY_SIDE
    return link.state == "rejected" and link.relation in ("same_programme", *SIDE_BY_SIDE)


class _Groups:
    """Groups that grow by joining, and what has been found of joins already."""

    def __init__(self, pages: Iterable[PageId], odds: OddsOf) -> None:
        self.known: dict[tuple[PageId, PageId], float] = {}
        self.apart: set[tuple[PageId, PageId]] = set()
        self._odds = odds
        self._of: dict[PageId, tuple[PageId, ...]] = {page: (page,) for page in pages}
        self._refused: set[tuple[tuple[PageId, ...], tuple[PageId, ...]]] = set()

    def join(self, a: PageId, b: PageId, *, is_decided: bool = False) -> None:
        """Join the groups of two pages, if they may; what is decided only people's other decisions are against."""
        one, other = sorted((self._of[a], self._of[b]))
        if one is other:
            return
        if is_decided:
            if any(_pair(x, y) in self.apart for x, y in product(one, other)):
                return
        elif (one, other) in self._refused:
            return
        elif not self._may_join(one, other):
            self._refused.add((one, other))
            return
        joined = tuple(sorted((*one, *other)))
        self._of.update(dict.fromkeys(joined, joined))

    def all(self) -> list[tuple[PageId, ...]]:
        return sorted(set(self._of.values()))

    def _may_join(self, one: Sequence[PageId], other: Sequence[PageId]) -> bool:
        total = 0.0
        for a, b in product(one, other):
            pair = _pair(a, b)
            odds = self.known[pair] if pair in self.known else self._odds(*pair)
            if odds <= AGAINST:
                return False
            total += odds
        return total > 0


def _pair(a: PageId, b: PageId) -> tuple[PageId, PageId]:
    return (a, b) if a < b else (b, a)


def _speaks(link: Link) -> float:
    """The log-odds of one programme that a link between two pages gives."""
    if link.relation == "translation" or link.state == "confirmed":
        return TRANSLATED
    return sum(each.weight for each in link.evidence)
