"""Scores the main text of single pages against texts marked by hand, beside trafilatura in the same run.

    python -m bench.extraction FOLDER

FOLDER is a checkout of the public article-extraction-benchmark: `ground-truth.json` (page -> articleBody) and
`html/PAGE.html.gz`. Its texts are no part of this project. Precision and recall are means over the pages of the share
of 4-word shingles that agree, F1 is made of the two means, and the time is that of the processor, a page.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from corpus.model import Cleaned
from corpus.page import clean_page

SHINGLE = 4
WARM_UP = 3  # pages, so that loading libraries is no part of the time


class Score(Struct, frozen=True, kw_only=True):
    precision: float
    recall: float
    milliseconds: float

    @property
    def f1(self) -> float:
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


def read_pages(folder: Path) -> Iterator[tuple[bytes, str]]:
    """The pages of the benchmark and the text of each, in the order of their names."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, page in sorted(truth.items()):
        yield gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), page["articleBody"]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)) if words)


def score(pairs: Sequence[tuple[str, str]], milliseconds: float = 0.0) -> Score:
    """The mean agreement of (found, expected): a page where nothing is found has no precision, only recall."""
    precisions, recalls = [], []
    for found, expected in pairs:
        ours, theirs = shingles(found), shingles(expected)
        agreed = (ours & theirs).total()
        if ours:
            precisions.append(agreed / ours.total())
        if theirs:
            recalls.append(agreed / theirs.total())
    return Score(precision=_mean(precisions), recall=_mean(recalls), milliseconds=milliseconds)


def measure(extract: Callable[[bytes], str], pages: Sequence[tuple[bytes, str]]) -> Score:
    for body, _ in pages[:WARM_UP]:
        extract(body)
    begin = time.process_time()
    found = [extract(body) for body, _ in pages]
    spent = time.process_time() - begin
    expected = [text for _, text in pages]
    return score(list(zip(found, expected, strict=True)), 1000 * spent / max(len(pages), 1))


def by_kielo(body: bytes) -> str:
    page = clean_page(body, media="html")
    return page.text if isinstance(page, Cleaned) else ""


def by_trafilatura(body: bytes) -> str:
    from trafilatura import extract

    return extract(body, include_comments=False) or ""


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="a checkout of the article-extraction-benchmark")
    folder = parser.parse_args(arguments).folder
    if not (folder / "ground-truth.json").is_file():
        print(f"nothing measured: {folder} holds no ground-truth.json", file=sys.stderr)
        return 0
    pages = list(read_pages(folder))
    print(f"{len(pages)} pages\n{'':12} {'F1':>6} {'P':>6} {'R':>6} {'ms':>7}")
    for name, extract in (("kielo", by_kielo), ("trafilatura", by_trafilatura)):
        result = measure(extract, pages)
        print(f"{name:12} {result.f1:.4f} {result.precision:.4f} {result.recall:.4f} {result.milliseconds:7.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
