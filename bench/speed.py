"""How fast the way of a page is, against a plain script on the same pages in the same run.

    python -m bench.speed [--pages FOLDER] [--sites N] [--whole] [--memory] [--json]

Printed: CPU milliseconds a page on one core, step by step, and the ratio plain script : kielo. The two take turns
every 50 pages, so that whatever else the machine does slows both; on a busy one the shares of the script's total
(`of plain`) say more than the milliseconds. The plain script (plain.py) extracts, detects and indexes; kielo's way
beside it is read, clean (with language and metadata), store and index, the index with its forms known. Listed apart is
what the script does nothing of: the analysis of new forms, comparing the pages of a site, linking translations.
`--whole` adds what only whole runs show (speed_runs.py), `--memory` what 10,000 pages need against 1,000: minutes each.

Pages are generated sites of 30 pages, padded to the size of real ones (speed_pages.py), or all HTML files of a folder.
"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import process_time

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from bench.plain import PlainScript, Seconds, load_plain
from bench.speed_pages import copy_pages, write_sites
from bench.speed_runs import Gate, memory_gates, run_gates
from corpus.ingest import load_cleaning, outcome_of, relate_archive, silent
from corpus.model import Capture, Drop
from corpus.page import Refusal
from corpus.readers import SourceNames, read
from corpus.settle import settle
from corpus.store import Intake, Store
from indexer.build import known_forms, reindex

BATCH = 50
AGAIN = 3  # times that what is warm is done; its median counts


class Step(Struct, frozen=True, kw_only=True):
    """CPU milliseconds a page; no median where a step is done for many pages at once."""

    arm: str
    name: str
    mean: float
    median: float | None = None


class Report(Struct, frozen=True, kw_only=True):
    pages: int
    page_bytes: float
    refused: int
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]

    def total(self, arm: str) -> float:
        return sum(step.mean for step in self.steps if step.arm == arm)

    @property
    def ratio(self) -> float:
        return self.total("plain") / self.total("kielo")


class KieloWay:
    """Reads, cleans and stores captures, each step timed for each page or batch."""

    def __init__(self, store: Store, folders: Sequence[Path]) -> None:
        self.seconds: Seconds = {"read": [], "clean": [], "store": []}
        self.stored = 0
        self._store, self._run = store, store.begin_run()
        self._items = read(folders, SourceNames())

    def take(self, count: int) -> bool:
        """The next pages, in one transaction; False when there are no more.

        As in a worker the collector rests meanwhile, and what it then takes is part of the cleaning.
        """
        batch = []
        item: Capture | Drop | None = None
        gc.disable()
        for _ in range(count):
            started = process_time()
            item = next(self._items, None)
            read_at = process_time()
            if isinstance(item, Capture):
                made = outcome_of(item)
                self.seconds["read"].append(read_at - started)
                self.seconds["clean"].append(process_time() - read_at)
                if not isinstance(made, Refusal):
                    batch.append(Intake(capture=item, cleaned=made[0], own=made[1]))
        started = process_time()
        gc.collect()
        gc.enable()
        if self.seconds["clean"]:
            self.seconds["clean"][-1] += process_time() - started
        started = process_time()
        self._store.add(self._run, batch)
        self.seconds["store"].append(process_time() - started)
        self.stored += len(batch)
        return item is not None


def measure(files: Sequence[Path], root: Path) -> Report:
    """Both ways over the same pages, and what kielo does beside."""
    load_cleaning()
    load_plain(files[0], root / "warm")
    gc.collect()
    gc.freeze()  # as before workers begin; it spares the plain script as much
    plain = PlainScript(root / "plain")
    folders = sorted({file.parent for file in files})
    with Store.open(root / "archive", create=True) as store, store.writing():
        way = KieloWay(store, folders)
        for start in range(0, len(files), BATCH):
            batch = files[start : start + BATCH]
            for file in batch:
                plain.take(file)
            way.take(len(batch))
        commit = plain.commit()
        beside = _beside(store, len(files))
    steps = [
        *(_step("plain", name, spent, len(files)) for name, spent in plain.seconds.items()),
        Step(arm="plain", name="commit", mean=1000 * commit / len(files)),
        *(_step("kielo", name, spent, len(files)) for name, spent in way.seconds.items()),
        *beside,
    ]
    size = fmean(file.stat().st_size for file in files)
    return Report(pages=len(files), page_bytes=size, refused=len(files) - way.stored, steps=tuple(steps), gates=())


def _step(arm: str, name: str, spent: Sequence[float], pages: int) -> Step:
    middle = 1000 * median(spent) if len(spent) > pages // 2 else None
    return Step(arm=arm, name=name, mean=1000 * sum(spent) / pages, median=middle)


def _beside(store: Store, pages: int) -> Iterator[Step]:
    """Index, links and the comparison of pages. Cold: no form is known; linking comes first and learns those of pages,
    the index then adds what people may type in any of the languages."""

    def step(name: str, work: Callable[[], object], times: int = 1, arm: str = "beside") -> Step:
        spent = []
        for _ in range(times):
            started = process_time()
            work()
            spent.append(process_time() - started)
        return Step(arm=arm, name=name, mean=1000 * median(spent) / pages)

    yield step("compare a site's pages", lambda: settle(store, silent))
    with known_forms(store) as forms:
        yield step("link, cold", lambda: relate_archive(store, forms))
        yield step("index, cold", lambda: reindex(store, learned=forms))
    with known_forms(store) as forms:
        relate_archive(store, forms)
        yield step("link, forms known", lambda: relate_archive(store, forms), AGAIN)
    reindex(store)
    yield step("index, forms known", lambda: reindex(store), AGAIN, arm="kielo")


def way_gates(report: Report, *, sites: bool) -> Iterator[Gate]:
    index = next(step.mean for step in report.steps if step.arm == "kielo" and step.name.startswith("index"))
    if sites:
        yield Gate(name="site pages, x plain", figure=report.ratio, floor=1.8, target=2.5, stretch=3.3)
    else:
        yield Gate(name="pages of a folder, x plain", figure=report.ratio, floor=1.3, target=1.7, stretch=1.9)
    yield Gate(name="index anew, forms known, ms a page", figure=index, floor=4, target=2, stretch=1.5, rises=False)


def print_report(report: Report) -> None:
    size, plain = report.page_bytes / 1000, report.total("plain")
    print(f"{report.pages} pages of {size:.0f} kB on average, {report.refused} refused; CPU ms a page")
    for arm in ("plain", "kielo", "beside"):
        print(f"\n{arm:28} {'median':>8} {'mean':>8} {'of plain':>9}")
        steps = [step for step in report.steps if step.arm == arm]
        if arm != "beside":
            steps.append(Step(arm=arm, name="all", mean=report.total(arm)))
        for step in steps:
            middle = "" if step.median is None else f"{step.median:.2f}"
            print(f"  {step.name:26} {middle:>8} {step.mean:8.2f} {step.mean / plain:9.1%}")
    print(f"\nplain : kielo = {report.ratio:.2f}\n")
    print(f"{'gate':52} {'figure':>9} {'floor':>7} {'target':>7} {'stretch':>7}")
    for gate in report.gates:
        limits = ("" if each is None else f"{each:g}" for each in (gate.floor, gate.target, gate.stretch))
        print(f"{gate.name:52} {gate.figure:9.3f}", *(f"{limit:>7}" for limit in limits), f" {gate.verdict}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="of HTML files, also packed as .html.gz")
    parser.add_argument(
        "--sites", type=int, default=8, help="generated sites of some 30 pages, where no folder is given"
    )
    parser.add_argument(
        "--whole", action="store_true", help="workers, runs on unchanged input, a hung page, cold starts"
    )
    parser.add_argument("--memory", action="store_true", help="peak memory of 10,000 pages against 1,000 (slow)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        pages = root / "pages"
        files = copy_pages(options.pages, pages) if options.pages else write_sites(pages, options.sites)
        if not files:
            parser.error(f"no HTML files in {options.pages}")
        report = measure(files, root)
        gates = [*way_gates(report, sites=options.pages is None)]
        if options.whole:
            gates += run_gates(pages, root)
        if options.memory:
            gates += memory_gates(root)
    report = replace(report, gates=tuple(gates))
    if options.json:
        json.dump({**to_builtins(report), "ratio": report.ratio}, sys.stdout, indent=2)
        print()
    else:
        print_report(report)


if __name__ == "__main__":
    main()
