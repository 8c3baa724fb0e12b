"""How much of what one passage says the other says too.

Lives here: matching the words of two pages, and comparing runs of blocks by them. Not here: what words stand for
(traits.py), which passages are paired (beads.py).
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.alignment.traits import Traits, Word

LEAST_GRAMS = 0.4  # share of letter groups from which two words may be cognates
COMMON = 0.25  # share of a long page's blocks: a word on more of them tells nothing, and matching it costs the most
MANY_BLOCKS = 200  # from here on a page is long

Run = tuple[int, int]
"""Blocks start to end (exclusive) of a page."""


class Likeness(NamedTuple):
    """Two passages compared; a tuple with names, because there are thousands for two pages.

    `cover`: share of their words, weighted, that the other side has, in [0, 1]. `matched` and `missed` are these
    weights in all; `letters_a` and `letters_b` their lengths.
    """

    cover: float
    matched: float
    missed: float
    letters_a: int
    letters_b: int


class Side:
    """The blocks of one page, with how telling each of its words is among them."""

    def __init__(self, blocks: Sequence[Traits]) -> None:
        self.blocks = blocks
        self.words: dict[str, Word] = {}
        self.places: dict[str, list[int]] = defaultdict(list)
        for at, block in enumerate(blocks):
            for term, word in block.words.items():
                self.words.setdefault(term, word)
                self.places[term].append(at)
        self.weight = {term: self._telling(term, word) for term, word in self.words.items()}
        self.mass = [sum(self.weight[term] for term in block.words) for block in blocks]

    def _telling(self, term: str, word: Word) -> float:
        """Inverse frequency among the blocks; short words are mostly particles."""
        rare = math.log(1 + (len(self.blocks) + 10) / (len(self.places[term]) + 0.5))
        return rare * (0.4 if word.letters <= 3 and word.grams == frozenset() and word.letters > 1 else 1.0)

    def is_everywhere(self, term: str) -> bool:
        return len(self.blocks) > MANY_BLOCKS and len(self.places[term]) > COMMON * len(self.blocks)


def matches(a: Side, b: Side) -> dict[str, dict[str, float]]:
    """For each word of `a` the words of `b` that may stand for it, with the strength (0-1)."""
    by_key: dict[str, list[tuple[str, float]]] = defaultdict(list)
    by_gram: dict[str, list[str]] = defaultdict(list)
    for term, word in b.words.items():
        if b.is_everywhere(term):
            continue
        for key, strength in word.keys.items():
            by_key[key].append((term, strength))
        for gram in word.grams:
            by_gram[gram].append(term)
    found: dict[str, dict[str, float]] = {}
    for term, word in a.words.items():
        best: dict[str, float] = {}
        if not a.is_everywhere(term):
            for key, strength in word.keys.items():
                for other, its in by_key.get(key, ()):
                    best[other] = max(best.get(other, 0.0), strength * its)
            _cognates(word, b.words, by_gram, best)
        if best:
            found[term] = best
    return found


def _cognates(word: Word, others: Mapping[str, Word], by_gram: Mapping[str, list[str]], best: dict[str, float]) -> None:
    shared: dict[str, int] = defaultdict(int)
    for gram in word.grams:
        for other in by_gram.get(gram, ()):
            shared[other] += 1
    for other, count in shared.items():
        alike = 2 * count / (len(word.grams) + len(others[other].grams))
        if alike >= LEAST_GRAMS:
            best[other] = max(best.get(other, 0.0), alike)


class Comparison:
    """Two pages whose runs of one or two blocks can be compared."""

    def __init__(self, a: Sequence[Traits], b: Sequence[Traits]) -> None:
        self._a, self._b = Side(a), Side(b)
        there = matches(self._a, self._b)
        back: dict[str, dict[str, float]] = defaultdict(dict)
        for term, others in there.items():
            for other, strength in others.items():
                back[other][term] = strength
        self._shared_a = _Shared(self._a, there, self._b)
        self._shared_b = _Shared(self._b, back, self._a)

    def near(self, at: int) -> Sequence[int]:
        """The blocks of the second page that share a word with a block of the first."""
        return sorted(self._shared_a.rows[at])

    def meet(self, i: int, j: int) -> bool:
        """Whether two blocks share a word."""
        return j in self._shared_a.rows[i]

    def like(self, x: Run, y: Run) -> Likeness:
        a, b = self._a, self._b
        got_a, got_b = self._shared_a.weight(x, y), self._shared_b.weight(y, x)
        mass_a, mass_b = a.mass[x[0]], b.mass[y[0]]
        letters_a, letters_b = a.blocks[x[0]].letters, b.blocks[y[0]].letters
        if x[1] - x[0] > 1:
            mass_a, letters_a = mass_a + a.mass[x[0] + 1], letters_a + a.blocks[x[0] + 1].letters
        if y[1] - y[0] > 1:
            mass_b, letters_b = mass_b + b.mass[y[0] + 1], letters_b + b.blocks[y[0] + 1].letters
        return Likeness(
            math.sqrt(got_a / mass_a * got_b / mass_b) if got_a and got_b else 0.0,
            got_a + got_b,
            mass_a + mass_b - got_a - got_b,
            letters_a,
            letters_b,
        )


class _Shared:
    """For each block of one page the blocks of the other that hold some of its words, and the weight of these."""

    def __init__(self, side: Side, strengths: Mapping[str, Mapping[str, float]], other: Side) -> None:
        self._weights = side.weight
        self.rows = [self._row(block, strengths, other) for block in side.blocks]
        self._single = [{at: self._sum(held) for at, held in row.items()} for row in self.rows]
        self._double: dict[tuple[int, int], float] = {}

    @staticmethod
    def _row(block: Traits, strengths: Mapping[str, Mapping[str, float]], other: Side) -> dict[int, dict[str, float]]:
        """For each block of the other page the words of this one that it has, with their strengths."""
        row: dict[int, dict[str, float]] = defaultdict(dict)
        for term in block.words:
            for word, strength in strengths.get(term, {}).items():
                for at in other.places[word]:
                    held = row[at]
                    if strength > held.get(term, 0.0):
                        held[term] = strength
        return dict(row)

    def weight(self, own: Run, other: Run) -> float:
        """Weight of the words of a run that the other run has."""
        is_double = other[1] - other[0] > 1
        total = 0.0
        for at in range(*own):
            total += self._of_two(at, other[0]) if is_double else self._single[at].get(other[0], 0.0)
        return total

    def _of_two(self, at: int, first: int) -> float:
        single, row = self._single[at], self.rows[at]
        if first not in single or first + 1 not in single:
            return single.get(first, 0.0) + single.get(first + 1, 0.0)
        if (at, first) not in self._double:
            union = dict(row[first])
            for term, strength in row[first + 1].items():
                union[term] = max(strength, union.get(term, 0.0))
            self._double[at, first] = self._sum(union)
        return self._double[at, first]

    def _sum(self, held: Mapping[str, float]) -> float:
        return sum([strength * self._weights[term] for term, strength in held.items()])
