"""How telling a feature is: inverse document frequency over the archive and a shipped background.

The background (`corpus/data/background.tsv`, counted by `bench/background.py`) makes five pages as discriminating as
fifty thousand: in a tiny archive every word is rare, and only the background knows which are common.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.linking.features import Features

BACKGROUND_SHARE = 300
"""The background weighs as much as this many pages, so that a larger archive comes to speak for itself."""


PROGRAMME_PAGES = 8
"""Pages of one programme with its announcements in three languages: its head is named on all, and on no others. Set on
the demo, as was the tenth in `Idf.is_rare`: it is training data for both."""


@dataclass(frozen=True, slots=True)
class Idf:
    """Natural log of pages over pages that hold the feature, never below zero."""

    pages: float
    frequencies: Mapping[str, float]

    def __getitem__(self, feature: str) -> float:
        return max(0.0, math.log(self.pages / (self.frequencies.get(feature, 0.0) + 1.0)))

    def is_rare(self, feature: str) -> bool:
        """On about one page in a hundred at most. In a small archive on one in ten, up to the size of a programme; in
        one of a few pages, on no more than two of them."""
        small = min(PROGRAMME_PAGES, (self.pages - BACKGROUND_SHARE) / 10)
        return self.frequencies.get(feature, 0.0) <= max(2.0, self.pages / 100, small)


def count(pages: Iterable[Features]) -> Idf:
    """The weights for an archive."""
    pages = list(pages)
    shipped_pages, shipped = shipped_frequencies()
    scale = BACKGROUND_SHARE / shipped_pages
    total = Counter({feature: df * scale for feature, df in shipped.items()})
    for page in pages:
        total.update(document_features(page))
    return Idf(len(pages) + BACKGROUND_SHARE, total)


def document_features(page: Features) -> set[str]:
    """Every feature that document frequencies are kept of."""
    return {*page.concepts, *page.people, *page.contacts, *(f"g:{gram}" for gram in page.grams)}


@cache
def shipped_frequencies() -> tuple[int, Mapping[str, int]]:
    """Number of background pages, and how many of them hold each feature that at least three hold."""
    lines = (files("corpus") / "data" / "background.tsv").read_text("utf-8").splitlines()
    rows = dict(line.rsplit("\t", 1) for line in lines if not line.startswith("#"))
    return int(rows.pop("pages")), {feature: int(df) for feature, df in rows.items()}


@dataclass(frozen=True, slots=True)
class Vector:
    """Weighted features, scaled to length one."""

    weights: Mapping[str, float]

    def cosine(self, other: "Vector") -> float:
        small, large = self.weights, other.weights
        if len(large) < len(small):
            small, large = large, small
        return sum([weight * large[feature] for feature, weight in small.items() if feature in large])


def vector(features: Mapping[str, float], idf: Idf, prefix: str = "") -> Vector:
    """Sublinear counts times idf."""
    weights = {
        name: (1 + math.log(n)) * idf[prefix + name] if n > 1 else n * idf[prefix + name]
        for name, n in features.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return Vector({name: weight / length for name, weight in weights.items() if weight > 0} if length else {})
