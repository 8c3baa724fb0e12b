"""Fit the weights of translation links on parallel pages: `python -m bench.fit_translations PAGES.jsonl`.

PAGES.jsonl holds `{"id", "set", "lang", "gold", "title", "text"}` a line; pages that share `gold` are translations of
each other. Half of the gold groups serve for fitting, half for testing. Both halves are drawn into random collections
of several sizes, a fifth of their pages removed, because a margin means something else in a small archive, and because
many pages have no translation. Likeness and length are held where `Weights` has them (the reason stands there).

Prints the fitted weights, and precision and recall of the fitted and the shipped ones by size and threshold.
Needs numpy, a development dependency.
"""

import argparse
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from bench.background import page_of
from corpus.analysis import Forms
from corpus.linking.evidence import Profile, profile
from corpus.linking.features import Features, features_of
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.linking.translations import (
    Compared,
    Likeness,
    Weights,
    candidates,
    compare,
    likeness,
    link_translations,
)
from corpus.linking.weights import Idf, count
from corpus.model import PageId

SIZES = {4: 60, 10: 30, 30: 12, 100: 4, 400: 1}
"""Gold groups of a collection (all there are, where there are fewer), and how many such collections are drawn."""
REMOVED = 0.2
THRESHOLDS = (0.5, 0.65, 0.8, 0.9)
STEPS, RIDGE = 30, 1e-3

Groups = Sequence[Sequence[Features]]


class Collection:
    """Some pages, compared as an archive of just these would be."""

    def __init__(self, groups: Groups, rng: random.Random) -> None:
        kept = [[page for page in group if rng.random() >= REMOVED] for group in groups]
        pages = sorted((page for group in kept for page in group), key=lambda page: page.id)
        self.gold = {
            (min(a.id, b.id), max(a.id, b.id)) for group in kept for a, b in combinations(group, 2) if a.lang != b.lang
        }
        self.idf: Idf = count(pages)
        self.profiles: list[Profile] = [profile(page, self.idf) for page in pages]
        self.pairs: dict[tuple[int, int], Likeness] = {
            (i, j): likeness(self.profiles[i], self.profiles[j]) for i, j in candidates(self.profiles)
        }

    def compared(self) -> Iterator[tuple[Compared, bool]]:
        for pair in compare(self.profiles, self.pairs, self.idf, Weights().unrelated):
            yield pair, (min(pair.a.id, pair.b.id), max(pair.a.id, pair.b.id)) in self.gold

    def links(self, weights: Weights) -> list[tuple[float, tuple[PageId, PageId]]]:
        found = link_translations(self.profiles, self.pairs, self.idf, weights)
        return [(link.confidence, (link.a, link.b)) for link in found]


def read_groups(path: Path) -> list[list[Features]]:
    forms = Forms()
    gazetteer = Gazetteer(shipped_entries(), forms)
    groups: dict[str, list[Features]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            groups.setdefault(row["gold"], []).append(features_of(page_of(row, row["id"]), gazetteer, forms))
    return [group for _, group in sorted(groups.items())]


def draw(groups: Groups, rng: random.Random) -> dict[int, list[Collection]]:
    return {
        size: [Collection(rng.sample(groups, min(size, len(groups))), rng) for _ in range(times)]
        for size, times in SIZES.items()
    }


def fit(collections: dict[int, list[Collection]]) -> Weights:
    """Logistic regression by Newton steps; every size counts alike."""
    held = Weights()
    features, offsets, truths, shares = [], [], [], []
    for those in collections.values():
        rows = [row for each in those for row in each.compared()]
        for pair, is_gold in rows:
            parallel = 0.0 if pair.parallel is None else pair.parallel - 0.4
            features.append((1.0, pair.margin, pair.like.numbers - 0.5, parallel))
            offsets.append(held.likeness * pair.like.score + held.length * pair.like.length)
            truths.append(float(is_gold))
            shares.append(1 / len(rows))
    x, y, offset = np.array(features), np.array(truths), np.array(offsets)
    share = np.array(shares) * len(shares) / len(collections)
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta + offset, -30, 30)))
        slope = x.T @ (share * (y - p)) - RIDGE * beta
        curve = (x * (share * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        beta += np.linalg.solve(curve, slope)
    base, margin, numbers, parallel = (round(float(each), 2) for each in beta)
    return replace(held, base=base, margin=margin, numbers=numbers, parallel=parallel)


def report(collections: dict[int, list[Collection]], weights: Weights) -> None:
    print(f"{'groups':>8}" + "".join(f"{f'P/R at {threshold}':>16}" for threshold in THRESHOLDS))
    for size, those in collections.items():
        found = [(each.gold, each.links(weights)) for each in those]
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
    rng = random.Random(given.seed)
    groups = read_groups(given.pages)
    rng.shuffle(groups)
    half = len(groups) // 2
    fitted = fit(draw(groups[:half], rng))
    unseen = draw(groups[half:], rng)
    for name, weights in (("fitted", fitted), ("shipped", Weights())):
        print(f"\n{name}: {weights}")
        report(unseen, weights)


if __name__ == "__main__":
    main()
