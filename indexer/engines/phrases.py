"""What a phrase stands for, in plain phrases: one term a place, each at a fixed distance from the others.

Every engine matches phrases through this plan, so that all find the same. Lives here: alternatives spelled out, slop
and free order laid out, the limits of both, how often a plain phrase occurs. Pure. Not here: reading positions.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations_with_replacement, islice, permutations
from math import comb, factorial, prod
from typing import cast

from msgspec import Struct

from indexer.contract import PHRASE_LIMIT, Phrase

Layout = tuple[int, ...]


class Plan(Struct, frozen=True, kw_only=True):
    """A phrase matches where one of the readings stands in one of the layouts; the best of these scores.

    A reading has a term for each place, a layout the distance of each from the first position. `is_cut`: the phrase
    asks for more than PHRASE_LIMIT of them. Where there is no room for all orders, only that of the places is searched.
    """

    readings: tuple[tuple[str, ...], ...]
    layouts: tuple[Layout, ...]
    is_cut: bool = False


def plan(leaf: Phrase) -> Plan:
    """Alternatives come first: a slop is searched as far as they leave room for it."""
    if _is_plain(leaf):
        return Plan(readings=(cast("tuple[str, ...]", leaf.terms),), layouts=(tuple(range(len(leaf.terms))),))
    places = _places(leaf)
    size = _size(leaf, [len(place) for place in places])
    spaced = spacings(len(places), size.slop)
    return Plan(
        readings=tuple(islice(readings_of(places), size.readings)),
        layouts=tuple(spaced if size.is_ordered else (order for one in spaced for order in permutations(one))),
        is_cut=size.is_cut,
    )


def work_of(leaf: Phrase) -> int:
    """Clauses that the plan of a phrase comes to: two a place, since where terms stand must be read too."""
    if _is_plain(leaf):
        return 2 * len(leaf.terms)
    size = _size(leaf, [len(place) for place in _places(leaf)])
    return max(1, 2 * len(leaf.terms) * size.readings * size.layouts)


def _is_plain(leaf: Phrase) -> bool:
    """Whether a phrase is one already, as most are."""
    return leaf.is_ordered and leaf.slop <= 0 and set(map(type, leaf.terms)) == {str}


class _Size(Struct, frozen=True, kw_only=True):
    readings: int
    layouts: int
    slop: int
    is_ordered: bool
    is_cut: bool


def _places(leaf: Phrase) -> list[tuple[str, ...]]:
    return [(place,) if isinstance(place, str) else tuple(dict.fromkeys(place)) for place in leaf.terms]


def _size(leaf: Phrase, alternatives: Sequence[int]) -> _Size:
    places, slop, asked = len(alternatives), leaf.slop, prod(alternatives) if alternatives else 0
    readings = min(asked, PHRASE_LIMIT)
    is_ordered, orders = leaf.is_ordered, 1
    if places < 2 or readings == 0:
        slop, is_ordered = 0, True
    room = PHRASE_LIMIT // max(1, readings)
    if not is_ordered:
        orders = factorial(min(places, PHRASE_LIMIT))
        if orders > room:
            is_ordered, orders = True, 1
    reached = reachable_slop(places, slop, room // orders)
    is_cut = readings < asked or reached < slop or (is_ordered and not leaf.is_ordered and places > 1 and readings > 0)
    layouts = comb(reached + places - 1, reached) * orders if places else 0
    return _Size(readings=readings, layouts=layouts, slop=reached, is_ordered=is_ordered, is_cut=is_cut)


def readings_of(places: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Choices of one term a place, the likeliest first: those with the fewest steps away from each place's first.

    None for no places. Lazy: the first few of a product beyond all measure cost no more than those of a small one.
    """
    if not places or not all(places):
        return
    room = [len(place) - 1 for place in places]
    for steps in range(sum(room) + 1):
        for choice in _shared_out(steps, room):
            yield tuple(place[at] for place, at in zip(places, choice, strict=True))


def _shared_out(steps: int, room: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to take so many steps, with no more at a place than there is room; later places first.

    Keeps its own stack: a phrase may have more places than Python has levels.
    """
    after = [0] * (len(room) + 1)
    for at in range(len(room) - 1, -1, -1):
        after[at] = after[at + 1] + room[at]
    todo: list[tuple[tuple[int, ...], int]] = [((), steps)]
    while todo:
        taken, left = todo.pop()
        at = len(taken)
        if left == 0:
            yield (*taken, *([0] * (len(room) - at)))
            continue
        least, most = max(0, left - after[at + 1]), min(left, room[at])
        todo.extend(((*taken, here), left - here) for here in range(most, least - 1, -1))


def reachable_slop(places: int, slop: int, room: int = PHRASE_LIMIT) -> int:
    """The part of a slop that is really searched: the number of layouts grows without bound with places and slop.

    Two places reach a slop of 255, three 21, four 9, six 5; in any order two reach 127, three 7, five 0.
    """
    reached = 0
    while reached < slop and comb(reached + places, places - 1) <= room:
        reached += 1
    return reached


def spacings(places: int, slop: int) -> Iterator[Layout]:
    """Every layout in order: offsets from the first place, with at most `slop` positions between."""
    for gaps in combinations_with_replacement(range(slop + 1), max(0, places - 1)):
        yield (0, *(place + gap for place, gap in enumerate(gaps, start=1)))


def phrase_frequency(positions: Sequence[Collection[int]], layouts: Sequence[Layout]) -> int:
    """How often the best layout of a plain phrase occurs; `positions` holds those of its terms in one document."""
    sets = [frozenset(places) for places in positions]
    return max(sum(_stands(start - layout[0], layout, sets) for start in sets[0]) for layout in layouts)


def _stands(first: int, layout: Layout, sets: Sequence[frozenset[int]]) -> bool:
    return all(first + away in places for away, places in zip(layout, sets, strict=True))
