"""What an index costs that grows: adding, changing and checking pages, against building it whole; and its size.

    python -m bench.incremental [--pages N] [--add N] [--whole] [--json]

CPU seconds of one process, on generated pages that are put into a store without HTML (cleaning is bench.speed's), some
thirty to a site. Words are few, as one author's are: sizes of words, and times with new words, are those of an archive
that repeats itself. `grown : whole` is the index part of an ingest that brings so many pages, against a whole build
with all words known; the cold search and its parts are processes of their own.

`--whole` measures commands instead: `kielo ingest` of so many pages, reading, cleaning and linking with it, against
`kielo reindex` of the same archive; of pages whose words are known, and of pages with new words in each language. What
is kept for a user (word lists) is kept in a folder of its own here, and filled by a first ingest.
"""

import argparse
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TypeVar

from msgspec.structs import asdict

from bench.generator import Plan, plan_site
from bench.speed_pages import FIRST_SEED, PAGES_A_SITE, write_new_pages
from bench.speed_runs import Gate, spend
from corpus.model import LANGUAGES, Block, BlockKind, Capture, Cleaned, Lang
from corpus.store import Intake, Store
from indexer.build import reindex, update
from indexer.doctor import examine
from indexer.generations import current_generation, parse_manifest

PAGES, ADDED, BATCH = 10_000, 10, 200
JOINED = 3
_KIELO = (sys.executable, "-c", "import cli; cli.main()")
_KINDS: dict[str, BlockKind] = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "item": "item",
    "row": "row",
    "contact": "contact",
}

T = TypeVar("T")


def pages_without_end() -> Iterator[Intake]:
    """Generated pages as cleaning would give them. They are short, so that three of a site make one: 4 kB of text."""
    for seed in count(FIRST_SEED):
        plans = [*plan_site(seed, JOINED * PAGES_A_SITE, LANGUAGES, "semantic")]
        for lang in LANGUAGES:
            spoken = [plan for plan in plans if plan.lang == lang]
            for start in range(0, len(spoken), JOINED):
                yield _intake_of(spoken[start : start + JOINED], lang)


def _intake_of(plans: Sequence[Plan], lang: Lang) -> Intake:
    lines = [line for plan in plans for part in plan.parts if part.name == "content" for line in part.lines]
    blocks = [Block(kind=_KINDS.get(line.kind, "paragraph"), text=line.text, lang=lang) for line in lines if line.text]
    title, url = plans[0].title, plans[0].url
    cleaned = Cleaned(title=title, all_blocks=tuple(blocks), lang=lang, confidence=1.0, languages=(lang,))
    told = cleaned.text.encode()
    capture = Capture(address=url, url=url, body=told, media="text", source="bench", place=url)
    return Intake(capture=capture, cleaned=cleaned)


def fill(store: Store, pages: Iterator[Intake], number: int) -> int:
    """Put pages into the store; gives the bytes of their texts."""
    run, size = store.begin_run(), 0
    for start in range(0, number, BATCH):
        batch = [*islice(pages, min(BATCH, number - start))]
        store.add(run, batch)
        size += sum(len(each.capture.body) for each in batch)
    store.relate([], {})
    return size


def measure(root: Path, number: int, added: int) -> Iterator[Gate]:
    archive, pages = root / "archive", pages_without_end()
    with Store.open(archive, create=True) as store, store.writing():
        size = fill(store, pages, number)
        store.settling().done()  # as after an ingest: what comes later is told from what was there
        cold, _ = _spent(lambda: reindex(store))
        whole = median(_spent(lambda: reindex(store))[0] for _ in range(2))
        yield Gate(
            name=f"{number} pages built whole, words new, CPU ms a page", figure=1000 * cold / number, rises=False
        )
        yield Gate(name="the same, words known", figure=1000 * whole / number, rises=False)
        fill(store, pages, added)
        grown, manifest = _spent(lambda: update(store))
        assert manifest.pages == number + added, "not all are there"
        yield Gate(name=f"{added} pages added, CPU s", figure=grown, rises=False)
        yield Gate(name="grown : whole", figure=grown / whole, floor=1 / 20, target=1 / 100, rises=False)
        again = update(store)
        assert again.pages == manifest.pages
        yield Gate(name="nothing changed, CPU s", figure=_spent(lambda: update(store))[0], rises=False)
        checked, faults = _spent(lambda: examine(store))
        assert not faults, faults
        yield Gate(name="doctor, CPU ms a page", figure=1000 * checked / number, rises=False)
    generation = current_generation(archive)
    assert generation is not None
    yield from _sizes(generation, size)
    yield from _starts(archive)


def measure_commands(root: Path, number: int, added: int) -> Iterator[Gate]:
    """Whole commands, each in a process of its own; of several runs the cheapest."""
    archive, pages = root / "archive", pages_without_end()
    with Store.open(archive, create=True) as store, store.writing():
        fill(store, pages, number)
    os.environ["XDG_CACHE_HOME"] = str(root / "cache")
    for n, lang in enumerate(LANGUAGES):  # brings features, words and word lists up to date, and is not measured
        _ingest(archive, root / f"first {lang}", FIRST_SEED + n, added, invented=INVENTED)
    whole = min(spend([*_KIELO, "reindex", "--archive", str(archive)]).cpu for _ in range(2))
    yield Gate(name=f"kielo reindex, {number} pages, CPU s", figure=whole, rises=False)
    start = min(_ingest(archive, root / "first fi", FIRST_SEED, added, invented=INVENTED) for _ in range(3))
    yield Gate(name="kielo ingest of what is there already : reindex", figure=start / whole, rises=False)
    seeds = count(FIRST_SEED + len(LANGUAGES))
    known = min(_ingest(archive, root / f"known {n}", next(seeds), added) for n in range(len(LANGUAGES)))
    yield _command_gate(f"kielo ingest, {added} pages : reindex", known / whole)
    for lang, seed in zip(LANGUAGES, seeds, strict=False):
        spent = _ingest(archive, root / f"new {lang}", seed, added, invented=INVENTED)
        yield _command_gate(f"the same, new words, {LANGUAGES[seed % len(LANGUAGES)]}", spent / whole)


INVENTED = 45  # new words on a page


def _command_gate(name: str, figure: float) -> Gate:
    return Gate(name=name, figure=figure, floor=1 / 20, target=1 / 100, rises=False)


def _ingest(archive: Path, folder: Path, seed: int, pages: int, *, invented: int = 0) -> float:
    """CPU seconds of bringing in new pages of a site that the archive has."""
    write_new_pages(folder, seed, pages, invented=invented)
    return spend([*_KIELO, "ingest", str(folder), "--jobs", "1", "--archive", str(archive)]).cpu


def _sizes(generation: Path, text: int) -> Iterator[Gate]:
    engine = sum(file.stat().st_size for file in (generation / "engine").iterdir())
    catalogue = (generation / "catalogue.sqlite").stat().st_size
    words = (generation.parent / parse_manifest(generation).words).stat().st_size
    with closing(sqlite3.connect(generation / "catalogue.sqlite")) as opened:
        (texts,) = opened.execute("SELECT sum(length(packed)) FROM text").fetchone()
    parts = {"engine": engine, "catalogue": catalogue - texts, "words": words, "stored texts, packed": texts}
    for name, part in parts.items():
        yield Gate(name=f"size of {name} : text", figure=part / text, rises=False)
    without = (engine + catalogue - texts + words) / text
    yield Gate(name="size of the index without texts : text", figure=without, floor=1, target=0.5, rises=False)


def _starts(archive: Path) -> Iterator[Gate]:
    """A search in a fresh process, and what of it is only starting."""
    search = [*_KIELO, "search", "avustus", "--archive", str(archive)]
    imports = "import cli, search.service, search.terminal, indexer.engines.tantivy"
    for name, command, limits in (
        ("cold search, words known, CPU s", search, (0.25, 0.10)),
        ("of these, importing what it needs", [sys.executable, "-c", imports], (None, None)),
        ("of these, a bare interpreter", [sys.executable, "-c", "pass"], (None, None)),
    ):
        cpu = min(spend(command).cpu for _ in range(7))
        yield Gate(name=name, figure=cpu, floor=limits[0], target=limits[1], rises=False)


def _spent(work: Callable[[], T]) -> tuple[float, T]:
    started = process_time()
    made = work()
    return process_time() - started, made


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.incremental", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--add", type=int, default=ADDED)
    parser.add_argument("--whole", action="store_true", help="measure commands")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    gates = []
    with TemporaryDirectory() as folder:
        for gate in (measure_commands if options.whole else measure)(Path(folder), options.pages, options.add):
            gates.append(gate)
            if not options.json:
                print(f"{gate.name:52} {gate.figure:9.4f}  {gate.verdict}", flush=True)
    if options.json:
        json.dump([asdict(gate) for gate in gates], sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
