"""Whether the blocks of two pages run in parallel: what is asked of pairs that may be translations.

Lives here: packed blocks -> likenesses of two pages, block by block. They follow from the two texts and the shipped
background alone, so they are worked out once for two texts, and kept. Not here: what they are worth (translations.py).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from corpus.linking.packing import unpacked_blocks
from corpus.linking.space import Array, Space
from corpus.model import PageId

SEGMENTS = 4  # blocks a page must have for their order to tell anything
LIKE, LACKING = 0.1, 0.5  # likeness below which a block has no counterpart, and what it takes off if none has one
WIDTH = (
    4096  # numbers that a block's features are told apart by: few enough to multiply, enough to rarely fall together
)
UNIT = 200.0**2  # the square of a block's length, see packing.py
PAGES_AT_ONCE = 200

Likeness: TypeAlias = tuple[float, float]
"""Of the blocks of two pages in order, from 0 up, and -1 where a page is too short to tell; and of the poorest, from
-LACKING up."""
Likenesses: TypeAlias = dict[tuple[int, int], Likeness]
"""By the digests of the blocks of two pages."""
ReadBlocks: TypeAlias = Callable[[Sequence[PageId]], Mapping[PageId, bytes]]


class Parallel(Struct, frozen=True, kw_only=True):
    """Likenesses of pairs: of their blocks in order, and of the blocks with the poorest counterparts."""

    order: Array
    weakest: Array


def parallelism(space: Space, a: Array, b: Array, read: ReadBlocks, kept: Likenesses) -> Parallel:
    """The likenesses of pairs of pages, in order of `a`; those that are not `kept` are worked out, and kept."""
    keys = list(zip(space.digests[a].tolist(), space.digests[b].tolist(), strict=True))
    missing = [place for place, key in enumerate(keys) if key not in kept]
    for start in range(0, len(missing), PAGES_AT_ONCE):
        places = missing[start : start + PAGES_AT_ONCE]
        pages = {int(page) for place in places for page in (a[place], b[place])}
        held = read([space.known[page].id for page in sorted(pages)])
        blocks = {page: _Blocks(held[space.known[page].id]) for page in pages}
        for place in places:
            kept[keys[place]] = likeness(blocks[int(a[place])], blocks[int(b[place])])
    found = np.array([kept[key] for key in keys]).reshape(-1, 2)
    return Parallel(order=found[:, 0], weakest=found[:, 1])


class _Blocks:
    """The blocks of a page: their features one block behind the other, and as a table of features by blocks."""

    def __init__(self, packed: bytes) -> None:
        told, keys, weights = unpacked_blocks(packed)
        lengths = np.array(told, np.int64)
        self.many = len(lengths)
        self.start = np.cumsum(lengths) - lengths
        self.keys, self.weights = keys % WIDTH, weights.astype(np.int32)[:, None]
        self.table = np.zeros((WIDTH, self.many), np.int32)
        np.add.at(self.table, (self.keys, np.repeat(np.arange(self.many), lengths)), self.weights[:, 0])


def likeness(a: _Blocks, b: _Blocks) -> Likeness:
    """How well the blocks of two pages pair up: the best alignment's likeness per block of the longer page; and how
    like their best counterparts the quarter of blocks is that has the poorest, on the page where that is less, minus
    half the share of blocks that have none, where that is more.

    Every block of a translation has a counterpart; a page that has only a part in common with another shows it in its
    poorest quarter, and the more, the more of it has none. Of one or a few blocks, on pages that are both short, that
    tells nothing.

    Translations run in parallel; other pages of the same programme say some of the same things in other places. On the
    demo archive nine in ten translations are above .45 in order, nine in ten other pairs of one programme below .29.
    """
    if not min(a.many, b.many):
        return -1.0, 0.0
    alike = np.add.reduceat(a.table[b.keys] * b.weights, b.start, axis=0) / UNIT
    at_best = alike.max(axis=0), alike.max(axis=1)
    weakest = min(map(_poorest, at_best))
    if max(a.many, b.many) >= SEGMENTS:
        weakest -= LACKING * max(float((its < LIKE).mean()) for its in at_best)
    if min(a.many, b.many) < SEGMENTS:
        return -1.0, round(weakest, 4)
    before = np.zeros(a.many + 1)
    for row in alike:
        before[1:] = np.maximum(before[1:], before[:-1] + row)
        np.maximum.accumulate(before, out=before)
    order = float(before[-1]) / max(a.many, b.many)
    return round(order, 4), round(weakest, 4)


def _poorest(counterparts: Array) -> float:
    """The mean of the poorest quarter."""
    return float(np.sort(counterparts)[: max(1, len(counterparts) // 4)].mean())
