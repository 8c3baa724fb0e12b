"""Fit the weights of translation links on parallel pages: `python -m bench.fit_translations PAGES.jsonl`.

PAGES.jsonl as for `bench.linking`. Half of the gold groups serve for fitting, half for testing; the words of either
half are learned from the other. Both halves are drawn into random collections of several sizes, a fifth of their pages
removed, because a margin means something else in a small archive, and because many pages have no translation; some
pages have a look-alike beside them. The length is held where `Weights` has it (the reason stands there).

Prints the fitted weights, and precision and recall of the fitted and the shipped ones by size and threshold.
"""

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from bench.fit_concepts import learn
from bench.linking import REMOVED, Pages, Row, halves, read_rows
from corpus.analysis import Forms
from corpus.linking.evidence import Odds
from corpus.linking.pairs import Measure, candidates
from corpus.linking.parallel import parallelism
from corpus.linking.relating import FeatureReader, ShelfInMemory
from corpus.linking.space import Space
from corpus.linking.translations import HALF, WHOLE, Compared, Weights, compare, link_translations, log_odds
from corpus.model import LANGUAGES, PageId

SIZES = {4: 60, 10: 30, 30: 12, 100: 4, 400: 1}
"""Gold groups of a collection (all there are, where there are fewer), and how many such collections are drawn."""
THRESHOLDS = (0.5, 0.65, 0.8, 0.9)
STEPS, RIDGE = 30, 1e-2
FITTED = ("base", "nearness", "margin", "numbers", "order", "weakest", "unordered", "weakest_of_few")


class Collection:
    """Some pages, compared as an archive of just these would be."""

    def __init__(self, pages: Pages, rows: Sequence[Row]) -> None:
        packed = {pages.packed(row).page: pages.packed(row) for row in rows}
        ids = {row["id"]: pages.packed(row).page for row in rows}
        groups: dict[str, list[Row]] = {}
        for row in rows:
            groups.setdefault(row["gold"] or row["id"], []).append(row)
        self.gold = {
            frozenset((ids[a["id"]], ids[b["id"]])) for its in groups.values() for a, b in combinations(its, 2)
        }
        shelf = ShelfInMemory(packed.values())
        self.space = Space(shelf.counted())
        measure = Measure(self.space)
        self.pairs = measure.pairs(*candidates(self.space))
        odds = Odds(self.space, self.pairs, measure)
        self._measure, self._odds = measure, odds
        in_parallel = partial(parallelism, self.space, read=shelf.blocks, kept=shelf.likenesses)
        self.compared = compare(self.space, self.pairs, odds, in_parallel, Weights())

    @property
    def truths(self) -> list[bool]:
        ids = [page.id for page in self.space.known]
        a, b = self.pairs.a[self.compared.pairs], self.pairs.b[self.compared.pairs]
        return [frozenset((ids[i], ids[j])) in self.gold for i, j in zip(a, b, strict=True)]

    def links(self, weights: Weights) -> Iterator[tuple[float, frozenset[PageId]]]:
        for link in link_translations(self.space, self.pairs, self.compared, weights, self._measure, self._odds):
            yield link.confidence, frozenset((link.a, link.b))


def draw(pages: Pages, rng: random.Random) -> dict[int, list[Collection]]:
    groups: dict[str, list[Row]] = {}
    for row in pages.rows.values():
        groups.setdefault(row["gold"], []).append(row)
    of = {row["id"].rpartition(" spliced ")[0]: row for row in pages.look_alikes(LANGUAGES)}
    drawn: dict[int, list[Collection]] = {}
    for size, times in SIZES.items():
        for _ in range(times):
            chosen = [row for gold in rng.sample(sorted(groups), min(size, len(groups))) for row in groups[gold]]
            kept = [row for row in chosen if rng.random() >= REMOVED]
            kept += [of[row["id"]] for row in chosen if row["id"] in of]
            drawn.setdefault(size, []).append(Collection(pages, kept))
    return drawn


def columns(compared: Compared) -> np.ndarray:
    """What the fitted weights are multiplied with."""
    ordered = compared.order >= 0
    return np.column_stack(
        [
            np.ones(len(compared.pairs)),
            compared.nearness,
            compared.margin,
            compared.numbers - 0.5,
            np.where(ordered, compared.order - WHOLE, 0.0),
            np.where(ordered, compared.weakest - HALF, 0.0),
            np.where(ordered, 0.0, 1.0),
            np.where(ordered, 0.0, compared.weakest - HALF),
        ]
    )


def fit(collections: dict[int, list[Collection]]) -> Weights:
    """Logistic regression by Newton steps; every size counts alike."""
    held = replace(Weights(), **dict.fromkeys(FITTED, 0.0))
    several = [each for those in collections.values() for each in those]
    x = np.vstack([columns(each.compared) for each in several])
    y = np.array([truth for each in several for truth in each.truths], float)
    offset = np.concatenate([log_odds(each.compared, held) for each in several])
    rows = {size: sum(len(each.truths) for each in those) for size, those in collections.items()}
    share = np.concatenate(
        [
            np.full(len(each.truths), len(y) / rows[size] / len(rows))
            for size, its in collections.items()
            for each in its
        ]
    )
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta + offset, -30, 30)))
        slope = x.T @ (share * (y - p)) - RIDGE * beta
        curve = (x * (share * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        beta += np.linalg.solve(curve, slope)
    return replace(held, **{name: round(float(each), 2) for name, each in zip(FITTED, beta, strict=True)})


def report(collections: dict[int, list[Collection]], weights: Weights) -> None:
    print(f"{'groups':>8}" + "".join(f"{f'P/R at {threshold}':>16}" for threshold in THRESHOLDS))
    for size, those in collections.items():
        found = [(each.gold, list(each.links(weights))) for each in those]
        gold = sum(len(its) for its, _ in found)
        cells = []
        for threshold in THRESHOLDS:
            taken = [pair in its for its, links in found for confidence, pair in links if confidence >= threshold]
            precision = sum(taken) / len(taken) if taken else math.nan
            cells.append(f"{precision:.3f} {sum(taken) / gold:.3f}")
        print(f"{size:>8}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--seed", type=int, default=1, help="of the draws; the same seed gives the same figures")
    given = parser.parse_args()
    rng, forms = random.Random(given.seed), Forms()
    first, second = halves(read_rows(given.pages), given.seed)
    seen = draw(Pages(first, FeatureReader(forms, learn(second, forms)), given.seed), rng)
    unseen = draw(Pages(second, FeatureReader(forms, learn(first, forms)), given.seed), rng)
    for name, weights in (("fitted", fit(seen)), ("shipped", Weights())):
        print(f"\n{name}: {weights}")
        report(unseen, weights)


if __name__ == "__main__":
    main()
