"""Searching: a full answer of kielo against a plain Whoosh script that searches and highlights the same pages.

    python -m bench.search_speed [--pages 2000] [--queries 120] [--archive FOLDER] [--profile]

Pages are generated (bench.generator) and ingested; the script indexes the same clean texts with Whoosh's own stemmer
and stores them. Queries are words, two words of a sentence, and phrases of pages drawn by a seed; every one is asked of
both, in turn, in one process, once, after other queries have warmed them up. kielo gives ten programmes with passages,
marks, reasons and all facets; the script ten pages with highlights. CPU seconds; what tells is the ratio.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import kielo
from bench.speed_pages import PAGES_A_SITE, write_sites
from search.service import Searcher

WARMING = 30  # queries
SHOWN = 10
SEED = 7
KINDS = ("word", "two words", "phrase")

_WORD = re.compile(r"[^\W\d_]{4,}")


def queries_of(texts: Sequence[str], count: int) -> Iterator[tuple[str, str]]:
    """As many of each kind, from random places of random pages."""
    rng = random.Random(SEED)
    while count > 0:
        words = _WORD.findall(rng.choice(texts).replace('"', ""))
        if len(words) < 8:
            continue
        at = rng.randrange(len(words) - 6)
        yield "word", words[at]
        yield "two words", f"{words[at]} {words[at + 5]}"
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        run = " ".join(text[start:].split()[1:4])
        if len(_WORD.findall(run)) == 3:
            yield "phrase", f'"{run}"'
        count -= len(KINDS)


class WhooshScript:
    """What somebody would write in an hour: one index, the parser and the highlighter as they come."""

    def __init__(self, folder: Path, pages: Sequence[tuple[str, str, str]]) -> None:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own sources, at the first import
            from whoosh.analysis import StemmingAnalyzer
            from whoosh.fields import ID, TEXT, Schema
            from whoosh.index import create_in
            from whoosh.qparser import QueryParser

        folder.mkdir()
        analyzer = StemmingAnalyzer()
        schema = Schema(
            page=ID(stored=True), title=TEXT(analyzer=analyzer, stored=True), text=TEXT(analyzer=analyzer, stored=True)
        )
        index = create_in(str(folder), schema)
        writer = index.writer()
        for page, title, text in pages:
            writer.add_document(page=page, title=title, text=text)
        writer.commit()
        self._searcher: Any = index.searcher()
        self._parser: Any = QueryParser("text", index.schema)

    def ask(self, query: str) -> None:
        found = self._searcher.search(self._parser.parse(query), limit=SHOWN)
        for hit in found:
            hit.highlights("text", top=3)


def spent(call: Callable[[str], object], query: str) -> float:
    started = process_time()
    call(query)
    return process_time() - started


def at_share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@contextmanager
def an_archive(folder: Path, pages: int) -> Iterator[Path]:
    archive = folder / "archive"
    if not archive.exists():
        files = write_sites(folder / "pages", -(-pages // PAGES_A_SITE))
        with kielo.open(archive, create=True) as opened:
            opened.ingest([folder / "pages"])
        print(f"{len(files)} pages ingested")
    yield archive


def measure(folder: Path, pages: int, count: int, *, profile: bool) -> None:
    with an_archive(folder, pages) as archive, kielo.open(archive) as opened:
        told = [(page.id, page.title) for page in opened.pages()]
        with Searcher(archive) as searcher, TemporaryDirectory() as temporary:
            texts = [(page, title, "\n".join(block.text for block in searcher.texts(page))) for page, title in told]
            asked = list(dict.fromkeys(queries_of([text for _, _, text in texts], count)))

            def ask(query: str) -> object:
                return searcher.search(query, limit=SHOWN, facets=True)

            if profile:
                _profiled(ask, [query for _, query in asked])
                return
            script = WhooshScript(Path(temporary) / "whoosh", texts)
            ours: dict[str, list[float]] = {kind: [] for kind in KINDS}
            theirs: dict[str, list[float]] = {kind: [] for kind in KINDS}
            for _, query in asked[:WARMING]:
                ask(query)
                script.ask(query)
            for kind, query in asked[WARMING:]:
                ours[kind].append(spent(ask, query))
                theirs[kind].append(spent(script.ask, query))
    print(f"{len(texts)} pages, {len(asked) - WARMING} queries")
    for kind in ("all", *KINDS):
        mine, other = (
            [value for name, values in each.items() if kind in ("all", name) for value in values]
            for each in (ours, theirs)
        )
        row = f"{kind:10}"
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            a, b = at_share(mine, share), at_share(other, share)
            row += f"   {name} kielo {1000 * a:7.2f} ms  script {1000 * b:7.2f} ms  1/{b / a:.1f}"
        print(row)


def _profiled(ask: Callable[[str], object], queries: Sequence[str]) -> None:
    import cProfile
    import pstats

    for query in queries:
        ask(query)
    profile = cProfile.Profile()
    profile.enable()
    for query in queries:
        ask(query)
    profile.disable()
    pstats.Stats(profile).sort_stats("cumtime").print_stats(30)


def main() -> None:
    parser = argparse.ArgumentParser(description="A full answer against a plain Whoosh script's.")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--archive", type=Path, help="folder that keeps pages and archive, for another run")
    parser.add_argument("--profile", action="store_true", help="show where kielo's time goes instead")
    options = parser.parse_args()
    if options.archive:
        options.archive.mkdir(parents=True, exist_ok=True)
        measure(options.archive, options.pages, options.queries, profile=options.profile)
        return
    with TemporaryDirectory() as temporary:
        measure(Path(temporary), options.pages, options.queries, profile=options.profile)


if __name__ == "__main__":
    main()
