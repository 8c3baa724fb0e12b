"""From features on a shelf to links and groups: conducts the other modules of this package.

Lives here: the order of things. Not here: any weight or measure.
"""

from collections.abc import Collection, Iterator
from functools import partial

import numpy as np

from corpus.linking.decided import NOTHING, Decided, Pair
from corpus.linking.evidence import Odds
from corpus.linking.likes import Likes
from corpus.linking.packing import Names, names_of
from corpus.linking.pairs import Measure, Pairs, candidates
from corpus.linking.parallel import parallelism
from corpus.linking.programmes import group, programme_link, within_reach
from corpus.linking.relating import Shelf
from corpus.linking.space import Array, Space
from corpus.linking.translations import Weights, compare, link_translations
from corpus.model import Link, PageId

NAMES_AT_ONCE = 2_000  # pairs whose pages' names are held at once


def decide(shelf: Shelf, decided: Decided = NOTHING) -> tuple[list[Link], list[tuple[PageId, ...]]]:
    """The links between the pages on a shelf, and the groups they form.

    What people have decided of two pages is not decided here: they are no candidates, and rivals of no others.
    """
    space = Space(shelf.counted())
    settled = decided.links(space.known)
    closed = {(link.a, link.b) for link in settled}
    measure = Measure(space)
    pairs = measure.pairs(*_without(closed, space, *candidates(space)))
    odds = Odds(space, pairs, measure)
    weights = Weights()
    in_parallel = partial(parallelism, space, read=shelf.blocks, kept=shelf.likenesses)
    compared = compare(space, pairs, odds, in_parallel, weights)
    links = link_translations(space, pairs, compared, weights, measure, odds, settled)
    likes = Likes(space, pairs, odds)
    links += likes.copies()
    linked = {(link.a, link.b) for link in links}
    links += _programme_links(space, pairs, odds, linked, shelf)
    links = [*settled, *(link for link in links if (link.a, link.b) not in closed)]
    place = {page.id: n for n, page in enumerate(space.known)}
    odds.foresee((place[a], place[b]) for a, b in within_reach(links))
    groups = group(place, links, lambda a, b: odds.of(place[a], place[b]))
    group_of = {page: n for n, members in enumerate(groups) for page in members}
    return [*links, *likes.beside(group_of, ((link.a, link.b) for link in links))], groups


def _without(closed: Collection[Pair], space: Space, a: Array, b: Array) -> tuple[Array, Array]:
    """The pairs of places that are not closed."""
    if not closed:
        return a, b
    place = {page.id: n for n, page in enumerate(space.known)}
    keys = [place[one] * len(space) + place[other] for one, other in closed]
    kept = np.isin(a.astype(np.int64) * len(space) + b, keys, invert=True)
    return a[kept], b[kept]


def _programme_links(
    space: Space, pairs: Pairs, odds: Odds, linked: set[tuple[PageId, PageId]], shelf: Shelf
) -> Iterator[Link]:
    """`same_programme` links among the pairs that are not linked already."""
    ids = [page.id for page in space.known]
    found = [
        (place, ids[pairs.a[place]], ids[pairs.b[place]])
        for place in (odds.of_pairs > 0).nonzero()[0].tolist()
        if (ids[pairs.a[place]], ids[pairs.b[place]]) not in linked
    ]
    for start in range(0, len(found), NAMES_AT_ONCE):
        some = found[start : start + NAMES_AT_ONCE]
        packed = shelf.names(sorted({page for _, a, b in some for page in (a, b)}))
        names: dict[PageId, Names] = {page: names_of(told) for page, told in packed.items()}
        evidence = odds.evidence(pairs.at([place for place, _, _ in some]), names)
        for (place, a, b), its in zip(some, evidence, strict=True):
            yield programme_link(a, b, float(odds.of_pairs[place]), its)
