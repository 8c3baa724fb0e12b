"""Mate retrieval: a title in one language asked for its page in another, and first sentences within a language.

    python -m bench.mates FOLDER [--archive ARCHIVE]

FOLDER holds `parallel_pages.jsonl` (see bench.field_weights): pages with the same `gold` are translations. They are
ingested as pages of sites of their own and asked for through the searcher, page by page: what links join does not
count, only how a query is carried over. R@10 and MRR by set of pages, all six directions pooled; R@1 of first
sentences. Pages whose titles are word for word alike are all right.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.field_weights import address_of, first_sentence, ingest
from corpus.model import LANGUAGES, page_id
from search.service import Searcher

DEPTH = 10
SETS = {"gov": "service pages", "real": "service pages", "udhr": "articles", "pud_doc": "articles"}

Row = Mapping[str, str]


def places(searcher: Searcher, rows: Sequence[Row]) -> Iterator[tuple[str, str, int]]:
    """What was asked, of which kind of pages, and the place of the first right page (0: not among the first ten)."""
    ids = [page_id(address_of(number)) for number in range(len(rows))]
    mates: dict[tuple[str, str], set[str]] = defaultdict(set)
    golds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page, row in zip(ids, rows, strict=True):
        mates[row["gold"], row["lang"]].add(page)
        golds[row["title"], row["lang"]].add(row["gold"])
    for row in rows:
        kind = SETS.get(row["set"], row["set"])
        title = row["title"].strip()
        for other in LANGUAGES if title else ():
            right = set().union(*(mates[gold, other] for gold in golds[row["title"], row["lang"]]))
            if other != row["lang"] and right:
                yield "mate", kind, _place(searcher, title, other, right)
        if sentence := first_sentence("\0", row["text"]):
            same = {page for page, other in zip(ids, rows, strict=True) if _has(other, sentence, row["lang"])}
            yield "sentence", kind, _place(searcher, sentence, row["lang"], same)


def _has(row: Row, sentence: str, lang: str) -> bool:
    return row["lang"] == lang and (sentence in row["text"] or sentence in row["title"])


def _place(searcher: Searcher, query: str, lang: str, right: set[str]) -> int:
    question = searcher.question(query, langs=(lang,))
    hits = searcher.matching(question, limit=DEPTH).hits if question else ()
    return next((place for place, hit in enumerate(hits, 1) if hit.id in right), 0)


def report(found: Iterator[tuple[str, str, int]]) -> Iterator[str]:
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for what, kind, place in found:
        asked[what, kind].append(place)
    for (what, kind), all_places in sorted(asked.items()):
        count = Counter(all_places)
        n = len(all_places)
        mrr = sum(times / place for place, times in count.items() if place) / n
        yield f"{what:9}{kind:14}{n:6}  R@1 {count[1] / n:.3f}  R@10 {1 - count[0] / n:.3f}  MRR {mrr:.3f}"


def measure(rows: Sequence[Row], folder: Path) -> None:
    if not (folder / "archive").exists():
        ingest([dict(row) for row in rows], folder)
    with Searcher(folder / "archive") as searcher:
        for line in report(places(searcher, rows)):
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description="Titles asked for their pages in other languages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path, help="folder that keeps the archive, for another run")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.folder / "parallel_pages.jsonl").read_text("utf-8").splitlines()]
    if options.archive:
        measure(rows, options.archive)
    else:
        with TemporaryDirectory() as temporary:
            measure(rows, Path(temporary))


if __name__ == "__main__":
    main()
