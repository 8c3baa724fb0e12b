"""Mate retrieval: a title in one language asked for its page in another, and first sentences within a language.

    python -m bench.mates FOLDER [--archive ARCHIVE] [--apart]

FOLDER holds `parallel_pages.jsonl` (see bench.field_weights): pages with the same `gold` are translations. They are
ingested as pages of sites of their own and asked for through the searcher, page by page: what links join does not
count, only how a query is carried over. R@10 and MRR by set of pages, all six directions pooled; R@1 of first
sentences. Pages whose titles are word for word alike are all right.

The archive has learned words from the pages that are asked for. With `--apart` it has learned from half of the golds,
and the titles of the other half are asked: what to expect of pages that are in no link yet.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.field_weights import address_of, first_sentence, ingest
from corpus.model import LANGUAGES, page_id
from indexer.teaching import learned_from
from indexer.translations import Translation, taught_in
from search.service import Searcher

DEPTH = 10
SETS = {"gov": "service pages", "real": "service pages", "udhr": "articles", "pud_doc": "articles"}

Row = Mapping[str, str]


class Taught:
    """What the links of some pages teach, in place of what those of all do."""

    def __init__(self, searcher: Searcher, pages: Collection[str]) -> None:
        taught = [each for each in taught_in(searcher.generation) if each[0] in pages and each[1] in pages]
        lang = {page: about.lang for page, about in searcher.summaries(sorted(pages)).items()}
        self._known: dict[tuple[str, str], list[Translation]] = defaultdict(list)
        for entry in learned_from(((lang[a], lang[b]), (a, b), aligned) for a, b, aligned in taught):
            for one, other, word, name in ((0, 1, entry.a, entry.b), (1, 0, entry.b, entry.a)):
                told = Translation(entry.langs[other], name, entry.strength, entry.count, entry.examples[0])
                self._known[entry.langs[one], word].append(told)

    def of(self, lang: str, word: str) -> Sequence[Translation]:
        return self._known.get((lang, word), ())

    def close(self) -> None:
        """Nothing is open."""


def is_asked(row: Row) -> bool:
    """Whether a gold is of the half that teaches nothing."""
    return bool(sha256(row["gold"].encode()).digest()[0] % 2)


def places(searcher: Searcher, rows: Sequence[Row], *, apart: bool = False) -> Iterator[tuple[str, str, int]]:
    """What was asked, of which kind of pages, and the place of the first right page (0: not among the first ten)."""
    ids = [page_id(address_of(number)) for number in range(len(rows))]
    mates: dict[tuple[str, str], set[str]] = defaultdict(set)
    golds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page, row in zip(ids, rows, strict=True):
        mates[row["gold"], row["lang"]].add(page)
        golds[row["title"], row["lang"]].add(row["gold"])
    if apart:
        teachers = {page for page, row in zip(ids, rows, strict=True) if not is_asked(row)}
        searcher._translations.close()
        searcher._translations = Taught(searcher, teachers)  # type: ignore[assignment]
    for row in rows:
        if apart and not is_asked(row):
            continue
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


def measure(rows: Sequence[Row], folder: Path, *, apart: bool) -> None:
    if not (folder / "archive").exists():
        ingest([dict(row) for row in rows], folder)
    with Searcher(folder / "archive") as searcher:
        for line in report(places(searcher, rows, apart=apart)):
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description="Titles asked for their pages in other languages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path, help="folder that keeps the archive, for another run")
    parser.add_argument("--apart", action="store_true", help="words are learned from other pages than are asked for")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.folder / "parallel_pages.jsonl").read_text("utf-8").splitlines()]
    if options.archive:
        measure(rows, options.archive, apart=options.apart)
    else:
        with TemporaryDirectory() as temporary:
            measure(rows, Path(temporary), apart=options.apart)


if __name__ == "__main__":
    main()
