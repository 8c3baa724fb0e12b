"""What only whole runs show: two workers against one, unchanged input, a hung page, cold starts, peak memory.

Wall time where waiting counts, and CPU time of the process with its children beside it. Public ways where there are
any: each `kielo` command runs in a process of its own.

Lives here: these runs and the gates they are held against. Not here: the steps of a page's way (speed.py).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from bench.speed_pages import PAGES_A_SITE, write_sites
from corpus import workers
from corpus.ingest import load_cleaning, outcome_of
from corpus.model import Capture
from corpus.page import Refusal
from corpus.readers import SourceNames, read

HUNG, OF, LIMIT = 77, 200, 1.0  # which of how many pages hangs, and after how many CPU seconds it is given up
MEMORY_PAGES = (1_000, 10_000)
_KIELO = (sys.executable, "-c", "import cli; cli.main()")
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As kielo runs where it is installed: a start without bytecode compiles a hundred modules, .1 s and more."""


class Gate(Struct, frozen=True, kw_only=True):
    """A figure with what it must reach, should, and might. `rises`: more is better. No floor: told for its own sake."""

    name: str
    figure: float
    floor: float | None = None
    target: float | None = None
    stretch: float | None = None
    rises: bool = True

    @property
    def verdict(self) -> str:
        reached = "below the floor" if self.floor is not None else ""
        for name in ("floor", "target", "stretch"):
            limit = getattr(self, name)
            if limit is not None and (self.figure >= limit if self.rises else self.figure <= limit):
                reached = name
        return reached


class Spent(Struct, frozen=True, kw_only=True):
    """Seconds of a finished process, its children's with them, and what it printed."""

    wall: float
    cpu: float
    told: str


def run_gates(pages: Path, root: Path) -> Iterator[Gate]:
    folders = sorted(each for each in pages.iterdir() if each.is_dir()) or [pages]
    captures = [item for item in read(folders, SourceNames()) if isinstance(item, Capture)]
    load_cleaning()
    one, two = (_wall(partial(_clean_all, captures, jobs)) for jobs in (1, 2))
    yield Gate(name="cleaning: two workers, x one (wall)", figure=one / two, floor=1.7, target=1.9)
    first = [_ingest(folders, root / f"jobs{jobs}", jobs) for jobs in (1, 2)]
    yield Gate(name="kielo ingest --jobs 2, x --jobs 1 (wall)", figure=first[0].wall / first[1].wall)
    yield Gate(name="kielo ingest, first run, wall ms a page", figure=1000 * first[0].wall / len(captures), rises=False)
    yield from _unchanged(folders, root / "jobs1", len(captures))
    yield from _hung(captures)
    yield from _starts(root / "jobs1", captures)


def memory_gates(root: Path) -> Iterator[Gate]:
    """Peak memory of fresh processes. Each measure has its own archive, and the pages are written by this process."""
    for mode in ("clean and store", "whole ingest"):
        peaks = []
        for pages in MEMORY_PAGES:
            folder = root / f"{pages} pages"
            if not folder.exists():
                write_sites(folder, -(-pages // PAGES_A_SITE))
            command = [sys.executable, "-m", "bench.speed_runs", mode, str(folder), str(root / f"{mode} {pages}")]
            peaks.append(float(spend(command).told))
            yield Gate(name=f"{mode}, {pages} pages, peak MB", figure=peaks[-1], rises=False)
        yield Gate(
            name=f"{mode}, peak of {MEMORY_PAGES[1]} : {MEMORY_PAGES[0]}", figure=peaks[1] / peaks[0], rises=False
        )


def spend(command: Sequence[str]) -> Spent:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, env=_ENVIRONMENT
    )
    wall, after = time.perf_counter() - started, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(wall=wall, cpu=cpu, told=done.stdout)


def _ingest(folders: Sequence[Path], archive: Path, jobs: int) -> Spent:
    return spend([*_KIELO, "ingest", *map(str, folders), "--jobs", str(jobs), "--archive", str(archive)])


def _clean_all(captures: Sequence[Capture], jobs: int) -> None:
    for _ in workers.run(outcome_of, captures, jobs=jobs, before_start=load_cleaning):
        pass


def _wall(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _unchanged(folders: Sequence[Path], archive: Path, pages: int) -> Iterator[Gate]:
    start = min((spend([*_KIELO, "status", "--archive", str(archive)]) for _ in range(3)), key=lambda each: each.cpu)
    again = min((_ingest(folders, archive, 1) for _ in range(3)), key=lambda each: each.cpu)
    cpu, wall = (1000 * each / pages for each in (again.cpu - start.cpu, again.wall - start.wall))
    name = "unchanged page, {} ms less a start (kielo status)"
    yield Gate(name=name.format("CPU"), figure=cpu, floor=1, target=0.3, rises=False)
    yield Gate(name=name.format("wall"), figure=wall, floor=1, target=0.3, rises=False)


def _hangs_at(hung: Capture, capture: Capture) -> object:
    while capture.address == hung.address:
        pass
    return outcome_of(capture)


def _hung(captures: Sequence[Capture]) -> Iterator[Gate]:
    """One page of some is never done with; what else is lost, and what the limit costs all of them."""
    import signal

    some = captures[:OF]
    hung = some[min(HUNG, len(some) - 1)]
    limits = workers.Limits(seconds=LIMIT)
    done = list(workers.run(partial(_hangs_at, hung), some, jobs=2, limits=limits, before_start=load_cleaning))
    lost = [capture.address for capture, made in done if made is None or isinstance(made, workers.Failed)]
    if hung.address not in lost:
        raise RuntimeError("the page that hangs was not given up")
    yield Gate(name=f"a hung page of {len(some)}: others lost", figure=len(lost) - 1, floor=0, rises=False)
    previous = signal.signal(signal.SIGPROF, signal.SIG_IGN)
    times = 10_000
    started = time.process_time()
    for _ in range(times):
        signal.setitimer(signal.ITIMER_PROF, 20)
        signal.setitimer(signal.ITIMER_PROF, 0)
    spent = time.process_time() - started
    signal.signal(signal.SIGPROF, previous)
    yield Gate(name="the limit, ms a page", figure=1000 * spent / times, floor=0.1, target=0.01, rises=False)


def _starts(archive: Path, captures: Sequence[Capture]) -> Iterator[Gate]:
    """Fresh processes: the help, and a search for a word that stands on a page."""
    made = outcome_of(captures[0])
    word = "kunta" if isinstance(made, Refusal) else max(made[0].title.split(), key=len)
    for name, command, limits in (
        ("kielo --help, CPU s", ["--help"], (0.30, 0.15, 0.08)),
        ("cold search, forms known, CPU s", ["search", word, "--archive", str(archive)], (0.25, 0.15, 0.10)),
    ):
        cpu = min(spend([*_KIELO, *command]).cpu for _ in range(5))
        yield Gate(name=name, figure=cpu, floor=limits[0], target=limits[1], stretch=limits[2], rises=False)


def _inside(mode: str, pages: Path, archive: Path) -> None:
    """What a process does whose memory is measured; its workers are processes of their own and not counted."""
    import kielo
    from bench.speed import BATCH, KieloWay
    from corpus.store import Store

    folders = sorted(pages.iterdir())
    if mode == "whole ingest":
        with kielo.open(archive, create=True) as opened:
            opened.ingest(folders)
        return
    with Store.open(archive, create=True) as store, store.writing():
        way = KieloWay(store, folders)
        while way.take(BATCH):
            pass


def _peak() -> float:
    """MB of this process alone. Not `getrusage`: that one counts from what started the process, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


if __name__ == "__main__":
    _inside(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    print(_peak())
