"""What a pair of passages is worth: log-odds that they are translations of each other.

Lives here: the weights, the features they are of, and the anchors of long pages. Not here: choosing pairs (beads.py).
"""

import math
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from corpus.alignment.likeness import Comparison, Run
from corpus.alignment.traits import Traits


class Weights(Struct, frozen=True, kw_only=True):
    """Of the log-odds of a pair: `python -m bench.alignment --fit` fits the first group as a whole, so that what is
    right of whole pages becomes most probable. Don't tune one by itself."""

    base: float = 1.18
    cover: float = 0.63
    margin: float = 2.03
    matched: float = 1.48
    missed: float = -1.22
    length: float = -2.76
    size: float = -0.27
    ending: float = 2.2
    merged: float = -1.0
    both_merged: float = -1.49
    gap: float = -1.66
    # By hand: the texts that the others are fitted on have no kinds.
    kind: float = -1.5
    heading: float = -3.0
    level: float = -0.5


FITTED = Weights()
"""The weights that ship."""

RIVALS = 4  # other blocks kept for each block; those beside the pair itself do not count
SURE, AHEAD = 0.5, 0.2  # cover of an anchor, and how far it is ahead of the next best


class Judge:
    """What any two runs of one or two blocks of two pages are worth as a pair."""

    def __init__(self, a: Sequence[Traits], b: Sequence[Traits], weights: Weights) -> None:
        self._a, self._b = a, b
        self._comparison = Comparison(a, b)
        self._weights = weights
        self._best_a: list[list[tuple[float, int]]] = [[] for _ in a]
        self._best_b: list[list[tuple[float, int]]] = [[] for _ in b]
        for i in range(len(a)):
            for j in self._comparison.near(i):
                cover = self._comparison.like((i, i + 1), (j, j + 1)).cover
                self._best_a[i].append((cover, j))
                self._best_b[j].append((cover, i))
        for row in (*self._best_a, *self._best_b):
            row.sort(key=lambda each: (-each[0], each[1]))
            del row[RIVALS:]

    def odds(self, x: Run, y: Run) -> float:
        w = self._weights
        cover, margin, matched, missed, length, size, ending = self.features(x, y)
        odds = w.base + w.cover * cover + w.margin * margin + w.matched * matched + w.missed * missed
        odds += w.length * length + w.size * size + w.ending * ending + self._of_kind(x, y)
        merged = (x[1] - x[0] > 1) + (y[1] - y[0] > 1)
        return odds + (w.merged if merged == 1 else w.both_merged) if merged else odds

    def features(self, x: Run, y: Run) -> tuple[float, ...]:
        """Cover, its margin over that of the best rival, weight matched and missed, differences in length, relative and
        for their size, and whether both end alike."""
        cover, matched, missed, letters_a, letters_b = self._comparison.like(x, y)
        rival = 0.0
        for best, run, other in ((self._best_a, x, y), (self._best_b, y, x)):
            for at in range(*run):
                rival = max(rival, _rival(best[at], other))
        return (
            cover,
            cover - rival,
            math.log1p(matched),
            math.log1p(missed),
            abs(math.log((letters_a + 5) / (letters_b + 5))),
            abs(letters_a - letters_b) / math.sqrt(letters_a + letters_b + 10),
            float(self._a[x[1] - 1].ending == self._b[y[1] - 1].ending),
        )

    def may_merge(self, i: int, j: int, n: int, m: int) -> bool:
        """Whether n blocks from i and m blocks from j may be one passage: every block shares words with the others."""
        meet = self._comparison.meet
        if n == 1 or m == 1:
            return all(meet(x, y) for x in range(i, i + n) for y in range(j, j + m))
        return meet(i, j) and meet(i + 1, j + 1) and (meet(i, j + 1) or meet(i + 1, j))

    def anchors(self) -> list[tuple[int, int]]:
        """Blocks that are each other's best by far, in the longest run that is in order on both pages."""
        sure = []
        for i, row in enumerate(self._best_a):
            if row and row[0][0] >= SURE and (len(row) < 2 or row[1][0] < row[0][0] - AHEAD):
                j = row[0][1]
                if self._best_b[j] and self._best_b[j][0][1] == i:
                    sure.append((i, j))
        return longest_rise(sure)

    def _of_kind(self, x: Run, y: Run) -> float:
        a, b = self._a[x[0]], self._b[y[0]]
        kinds_a = {each.kind for each in self._a[x[0] : x[1]]}
        kinds_b = {each.kind for each in self._b[y[0] : y[1]]}
        if kinds_a != kinds_b:
            return self._weights.heading if "heading" in kinds_a ^ kinds_b else self._weights.kind
        return self._weights.level if a.level != b.level else 0.0


def _rival(best: Sequence[tuple[float, int]], run: Run) -> float:
    """The best cover of a block by one that is neither in the run nor next to it."""
    return next((cover for cover, at in best if not run[0] - 1 <= at <= run[1]), 0.0)


def longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs (given by rising first) in which the second rises too."""
    tails: list[int] = []  # the least second that ends a rise of each length, and the place of its pair
    places: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(places[length - 1] if length else -1)
        tails[length : length + 1], places[length : length + 1] = [second], [at]
    found = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
