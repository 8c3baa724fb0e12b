"""How well and how fast pages are linked.

    python -m bench.linking PAGES.jsonl [--unseen] [--by-set]     translations found, alone and among look-alikes
    python -m bench.linking --scale 10000 [--added 10]            CPU and memory of linking that many simulated pages

PAGES.jsonl holds `{"id", "set", "lang", "gold", "title", "text"}` a line; pages that share `gold` are translations of
each other. Each pair of languages is a collection of its own, from which a fifth of the pages of each side is removed,
so that many of what is left have no mate. Look-alikes are spliced: a third to a half of a page, and a stretch of
another. Recall is of all true pairs, one to one; R@P98 the recall at the lowest confidence whose links are
.98 right. `--unseen`: on the half of the pages that the shipped words (bench.fit_concepts) are not learned from, with
words learned from the other half; the shipped weights have seen both.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench.background import page_of
from bench.fit_concepts import learn
from bench.linking_scale import report_scale
from corpus.analysis import Forms
from corpus.linking.packing import Packed
from corpus.linking.relating import FeatureReader, ShelfInMemory, relate_shelf
from corpus.model import LANGUAGES, Lang

REMOVED = 0.2  # of the pages of each language
SPLICED = 0.18  # of the pages of each language have a look-alike
TAKEN = (0.3, 0.55)  # of a page stands in its look-alike
LEAST_LINES = 4  # of a page that has one

Row = Mapping[str, Any]


class Found(Struct, frozen=True, kw_only=True):
    """What a run links: each link's confidence and whether it is right, the surest first; and how many there are."""

    links: tuple[tuple[float, bool], ...]
    true: int

    def recall_at(self, precision: float) -> float:
        right, best = 0, 0
        for taken, (_, is_right) in enumerate(self.links, 1):
            right += is_right
            if right >= precision * taken:
                best = right
        return best / max(1, self.true)

    @property
    def recall(self) -> float:
        return sum(is_right for _, is_right in self.links) / max(1, self.true)

    @property
    def precision(self) -> float:
        return sum(is_right for _, is_right in self.links) / max(1, len(self.links))


class Pages:
    """Parallel pages with their features, and those of their look-alikes."""

    def __init__(self, rows: Sequence[Row], reader: FeatureReader, seed: int = 1) -> None:
        self.rows = {row["id"]: row for row in rows}
        self._seed = seed
        self._packed: dict[str, Packed] = {}
        self._reader = reader

    def packed(self, row: Row) -> Packed:
        known = self._packed.get(row["id"])
        if known is None:
            known = self._packed[row["id"]] = self._reader.read(page_of(row, row["id"]))
        return known

    def collection(self, langs: Sequence[Lang], *, hard: bool) -> tuple[list[Row], set[frozenset[str]]]:
        """The pages of some languages, less those removed, and the pairs of them that are translations."""
        kept: dict[Lang, dict[str, Row]] = {lang: {} for lang in langs}
        for row in self.rows.values():
            if row["lang"] in kept and _share("removed", self._seed, *langs, row["id"]) >= REMOVED:
                kept[row["lang"]][row["gold"]] = row
        rows = [row for its in kept.values() for row in its.values()]
        true = {
            frozenset((row["id"], kept[other][gold]["id"]))
            for one, other in combinations(langs, 2)
            for gold, row in kept[one].items()
            if gold in kept[other]
        }
        return rows + (list(self.look_alikes(langs)) if hard else []), true

    def look_alikes(self, langs: Sequence[Lang]) -> Iterator[Row]:
        for lang in langs:
            mine = [row for row in self.rows.values() if row["lang"] == lang]
            for row in mine:
                lines = _lines(row)
                if _share("spliced", row["id"]) >= SPLICED or len(lines) < LEAST_LINES:
                    continue
                rng = random.Random(f"{self._seed} {row['id']}")
                many = max(1, round(len(lines) * rng.uniform(*TAKEN)))
                first = rng.randrange(len(lines) - many + 1)
                parts = [lines[first : first + many], _lines(rng.choice(mine))[: len(lines) - many]]
                rng.shuffle(parts)
                text = "\n".join(line for part in parts for line in part)
                yield {**row, "id": f"{row['id']} spliced {self._seed}", "gold": "", "title": "", "text": text}

    def run(self, *, hard: bool) -> dict[str, Found]:
        """What is found in each pair of languages, and in all."""
        found: dict[str, Found] = {}
        for pair in combinations(LANGUAGES, 2):
            rows, true = self.collection(pair, hard=hard)
            links = linked(self.packed(row) for row in rows)
            address = {self.packed(row).page: row["id"] for row in rows}
            told = [(confidence, frozenset((address[a], address[b]))) for confidence, a, b in links]
            judged = tuple((confidence, which in true) for confidence, which in told)
            found["-".join(pair)] = Found(links=judged, true=len(true))
        return {**found, "all": _pooled(found.values())}


def linked(packed: Iterable[Packed]) -> list[tuple[float, Any, Any]]:
    """Translation links of all states, one to one, the surest first."""
    shelf = ShelfInMemory(packed)
    links, _ = relate_shelf(shelf, [each.page for each in shelf.counted()])
    return sorted(((link.confidence, link.a, link.b) for link in links if link.relation == "translation"), reverse=True)


def _pooled(found: Iterable[Found]) -> Found:
    found = list(found)
    links = sorted((link for each in found for link in each.links), key=lambda link: -link[0])
    return Found(links=tuple(links), true=sum(each.true for each in found))


def _lines(row: Row) -> list[str]:
    return [line for line in row["text"].splitlines() if line.strip()]


def _share(*told: object) -> float:
    """A number in [0, 1) that follows from what is told."""
    return int.from_bytes(blake2b(repr(told).encode(), digest_size=6).digest(), "big") / 2**48


def halves(rows: Sequence[Row], seed: int = 1) -> tuple[list[Row], list[Row]]:
    """Two halves of the gold groups."""
    first = [row for row in rows if _share("half", seed, row["gold"]) < 0.5]
    known = {row["id"] for row in first}
    return first, [row for row in rows if row["id"] not in known]


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def report(pages: Pages) -> None:
    print(f"{'':8} {'pairs':>6} {'P':>6} {'R':>6} {'R@P95':>6} {'R@P98':>6} {'R@P99':>6}")
    for hard in (False, True):
        print("with look-alikes" if hard else "plain")
        for name, found in pages.run(hard=hard).items():
            figures = (found.precision, found.recall, *(found.recall_at(limit) for limit in (0.95, 0.98, 0.99)))
            print(f"{name:8} {found.true:6}", *(f"{figure:6.3f}" for figure in figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, nargs="?")
    parser.add_argument("--unseen", action="store_true", help="words are learned from other pages")
    parser.add_argument("--seed", type=int, default=1, help="of what is removed and spliced")
    parser.add_argument("--scale", type=int, metavar="PAGES", help="link that many simulated pages")
    parser.add_argument("--added", type=int, default=10, help="pages that come in beside them")
    given = parser.parse_args()
    if given.scale:
        report_scale(given.scale, given.added)
    elif given.pages:
        rows, forms = read_rows(given.pages), Forms()
        words = None
        if given.unseen:
            learned, rows = halves(rows, given.seed)
            words = learn(learned, forms)
        report(Pages(rows, FeatureReader(forms, words), given.seed))
    else:
        parser.error("give PAGES.jsonl or --scale")


if __name__ == "__main__":
    main()
