"""The best way to pair two pages' blocks in order: one to one, two to one, one to two, two to two, or left alone.

Lives here: the dynamic programme, its band on long pages, and how sure each pair is. Not here: what a pair is worth
(judging.py), likeness of words (likeness.py).
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from corpus.alignment.judging import Judge, Weights
from corpus.alignment.likeness import Run
from corpus.alignment.traits import Traits

FULL = 40_000  # cells up to which the whole table is filled; beyond it a band around the anchors is
BAND = 20  # blocks to either side of what lies between two anchors
FAR = 80  # the same where two anchors are so far apart that only the line between them is followed


class Bead(Struct, frozen=True):
    """Blocks of the first page and of the second that say the same; one of the runs may be empty.

    `confidence`: its probability among all ways to pair the two pages.
    """

    a: Run
    b: Run
    confidence: float


Step: TypeAlias = tuple[int, int, float]
"""How many blocks of each page a bead takes, and its log-odds."""
Table: TypeAlias = dict[Run, list[Step]]
"""For each cell (blocks done on the first page and on the second) the beads that may end there."""

_SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2))
_NEVER = float("-inf")


def beads(a: Sequence[Traits], b: Sequence[Traits], weights: Weights) -> list[Bead]:
    """Every block of both pages, in order, in exactly one bead."""
    judge = Judge(a, b, weights)
    table = _table(judge, band_of(len(a), len(b), judge.anchors() if len(a) * len(b) > FULL else ()), weights.gap)
    path = _best_path(table, len(a), len(b))
    inside, after = _sums(table, len(a), len(b))
    whole = inside[len(a), len(b)]
    return [
        Bead((i - n, i), (j - m, j), math.exp(min(0.0, inside[i - n, j - m] + odds + after[i, j] - whole)))
        for i, j, n, m, odds in path
    ]


def band_of(n: int, m: int, anchors: Sequence[tuple[int, int]]) -> list[Run]:
    """For each number of blocks done on the first page, those done on the second that are looked at."""
    if n * m <= FULL:
        return [(0, m + 1)] * (n + 1)
    points = [(0, 0), *((i + 1, j + 1) for i, j in anchors), (n, m)]
    low, high = [m] * (n + 1), [0] * (n + 1)
    for (i0, j0), (i1, j1) in pairwise(points):
        # Between two anchors all is looked at, unless they are far apart: a gap may lie anywhere between them.
        is_near = (i1 - i0) * (j1 - j0) <= FULL
        slope = (j1 - j0) / max(i1 - i0, 1)
        for i in range(i0, i1 + 1):
            line = j0 + slope * (i - i0)
            low[i] = min(low[i], max(0, j0 - BAND if is_near else int(line) - FAR))
            high[i] = max(high[i], min(m, j1 + BAND if is_near else int(line + slope) + FAR))
    return [(first, last + 1) for first, last in zip(low, high, strict=True)]


def _table(judge: Judge, band: Sequence[Run], gap: float) -> Table:
    table: Table = {}
    for i, (first, last) in enumerate(band):
        for j in range(first, last):
            steps: list[Step] = []
            for n, m in _SHAPES:
                x, y = i - n, j - m
                if x >= 0 and y >= 0 and (x, y) in table and (n == m == 1 or judge.may_merge(x, y, n, m)):
                    steps.append((n, m, judge.odds((x, i), (y, j))))
            if (i - 1, j) in table:
                steps.append((1, 0, gap))
            if (i, j - 1) in table:
                steps.append((0, 1, gap))
            if steps or not (i or j):
                table[i, j] = steps
    return table


def _best_path(table: Table, i: int, j: int) -> list[tuple[int, int, int, int, float]]:
    """The beads of the best path by the cell they end in; of equals the first step that a cell lists."""
    best: dict[Run, float] = {}
    chosen: dict[Run, Step] = {}
    for cell, steps in table.items():
        best[cell] = _NEVER if steps else 0.0
        for n, m, odds in steps:
            value = best[cell[0] - n, cell[1] - m] + odds
            if value > best[cell]:
                best[cell], chosen[cell] = value, (n, m, odds)
    path = []
    while i or j:
        n, m, odds = chosen[i, j]
        path.append((i, j, n, m, odds))
        i, j = i - n, j - m
    return path[::-1]


def _sums(table: Table, n: int, m: int) -> tuple[dict[Run, float], dict[Run, float]]:
    """Log of the sums over all paths to each cell, and from each cell to the end."""
    inside: dict[Run, float] = {}
    for cell, steps in table.items():
        inside[cell] = _log_sum([inside[cell[0] - x, cell[1] - y] + odds for x, y, odds in steps]) if steps else 0.0
    onward: dict[Run, list[float]] = {cell: [] for cell in table}
    after: dict[Run, float] = {}
    for cell in reversed(table):
        after[cell] = 0.0 if cell == (n, m) else _log_sum(onward.pop(cell))
        for x, y, odds in table[cell]:
            onward[cell[0] - x, cell[1] - y].append(after[cell] + odds)
    return inside, after


def _log_sum(values: Sequence[float]) -> float:
    most = max(values, default=_NEVER)
    return most + math.log(sum([math.exp(value - most) for value in values])) if most > _NEVER else most
