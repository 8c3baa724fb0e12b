"""From features on a shelf to links and groups: conducts the other modules of this package.

Lives here: the order of things, and pages with the same words. Not here: any weight or measure.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from corpus.linking.evidence import Odds
from corpus.linking.features import Known
from corpus.linking.packing import Names, names_of
from corpus.linking.pairs import Measure, Pairs, candidates
from corpus.linking.parallel import parallelism
from corpus.linking.programmes import group, programme_link
from corpus.linking.relating import Shelf
from corpus.linking.space import Space
from corpus.linking.translations import Weights, compare, link_translations
from corpus.model import Evidence, Link, PageId

DUPLICATE = 6.0  # log-odds: as good as certain
NAMES_AT_ONCE = 500  # pairs whose pages' names are held at once


def decide(shelf: Shelf) -> tuple[list[Link], list[tuple[PageId, ...]]]:
    """The links between the pages on a shelf, and the groups they form."""
    space = Space(shelf.counted())
    measure = Measure(space)
    pairs = measure.pairs(*candidates(space))
    odds = Odds(space, pairs, measure)
    weights = Weights()
    in_parallel = partial(parallelism, space, read=shelf.blocks, kept=shelf.likenesses)
    compared = compare(space, pairs, odds, in_parallel, weights)
    links = link_translations(space, pairs, compared, weights)
    links += _duplicates(space.known)
    linked = {(link.a, link.b) for link in links}
    links += _programme_links(space, pairs, odds, linked, shelf)
    place = {page.id: n for n, page in enumerate(space.known)}
    groups = group(place, links, lambda a, b: odds.of(place[a], place[b]))
    return links, groups


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
        for place, a, b in some:
            evidence = odds.evidence(pairs, place, (names[a], names[b]))
            yield programme_link(a, b, float(odds.of_pairs[place]), evidence)


def _duplicates(pages: Sequence[Known]) -> list[Link]:
    """Pages with the same words at several addresses: each is linked to the first of them."""
    first: dict[tuple[str, str], Known] = {}
    links: list[Link] = []
    for page in pages:
        other = first.setdefault((page.lang, page.text), page)
        if other is not page and page.letters:
            evidence = (Evidence(kind="text", detail="the same words from beginning to end", weight=DUPLICATE),)
            links.append(
                Link(
                    a=other.id,
                    b=page.id,
                    relation="near_duplicate",
                    confidence=0.99,
                    state="accepted",
                    evidence=evidence,
                )
            )
    return links
