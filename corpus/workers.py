"""Worker processes: a function applied to many values, results in order, and no value that can take others down.

Lives here: starting and replacing workers, limits of time and memory for each value, the order of results.
Not here: what is worked on. Pure functions only: a worker shares nothing with the process that started it.

The time limit is one of CPU time that the kernel keeps (SIGPROF), so it ends a loop inside a C library too, and a busy
machine ends nothing. Memory is limited by the address space. Workers are forked, which costs 20 ms where a fresh
interpreter needs 800; where that cannot be done safely (no `fork`, or a process with threads) everything is worked on
here, one after another and without limits.
"""

import gc
import os
import queue
import signal
import threading
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct

In = TypeVar("In")
Out = TypeVar("Out")

AHEAD = 2  # values given to each worker: one to work on, one to begin with at once
COLLECT_EVERY = 50  # values: between these the collector rests, which saves a page 4 ms of 17


class Limits(Struct, frozen=True, kw_only=True):
    """What one value may cost: CPU seconds, bytes beside those at the start, seconds without a sign of life."""

    seconds: float = 20.0
    memory: int = 2 << 30
    silence: float = 300.0


class Failed(Struct, frozen=True):
    """The work on this value came to nothing: an error, or the end of its worker."""

    why: str


def can_fork() -> bool:
    return hasattr(os, "fork") and threading.active_count() == 1


def run(  # noqa: PLR0913  the options of a run
    function: Callable[[In], Out],
    values: Iterable[In],
    *,
    jobs: int,
    is_work: Callable[[In], bool] = lambda _: True,
    limits: Limits = Limits(),
    before_start: Callable[[], None] = lambda: None,
) -> Iterator[tuple[In, Out | Failed | None]]:
    """Each value with what the function makes of it, in the order of `values`; None for what `is_work` says is none.

    `before_start` is called once, before the first worker is made, to load what all of them need. Values are taken
    only a few ahead of what is given back, so that they are never held all at once.
    """
    if not can_fork():
        yield from ((value, attempt(function, value) if is_work(value) else None) for value in values)
        return
    pool = _Pool(function, jobs, limits, before_start)
    try:
        yield from pool.results(values, is_work)
    finally:
        pool.close()


def attempt(function: Callable[[In], Out], value: In) -> Out | Failed:
    """What the function makes of a value; in this process, where nothing limits its time and memory."""
    try:
        return function(value)
    except MemoryError:
        return Failed("needs too much memory")
    except Exception as error:  # a mistake in kielo must not cost the pages after it
        at = traceback.extract_tb(error.__traceback__)[-1]
        return Failed(f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})")


class _Worker:
    """One process, and the numbers of what it has been given and has not answered, the oldest first."""

    def __init__(self, function: Callable[[Any], Any], limits: Limits) -> None:
        self.given: deque[int] = deque()
        self.connection, theirs = Pipe()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # it counts the threads of native libraries
                self.process = os.fork()
        except OSError:
            self.connection.close()
            theirs.close()
            raise
        if self.process == 0:
            try:
                _serve(function, theirs, limits)
            finally:
                os._exit(1)
        theirs.close()

    def stop(self) -> None:
        """Have it end at once; `end` must follow."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)  # of no effect on one that is ending already, whose cause stands

    def end(self) -> str:
        """Wait for its end; says how it came."""
        try:
            _, status = os.waitpid(self.process, 0)
        except ChildProcessError:  # this process was told not to care for its children
            return "an early exit"
        return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "an early exit"


class _Pool(Generic[In, Out]):
    def __init__(
        self, function: Callable[[In], Out], jobs: int, limits: Limits, before_start: Callable[[], None]
    ) -> None:
        self._function, self._jobs, self._limits, self._before_start = function, max(jobs, 1), limits, before_start
        self._workers: list[_Worker] = []
        self._values: dict[int, In] = {}
        self._results: dict[int, Out | Failed | None] = {}
        self._waiting: deque[int] = deque()  # numbers that no worker has
        self._refused: set[int] = set()  # numbers that a worker died before it had them

    def results(self, values: Iterable[In], is_work: Callable[[In], bool]) -> Iterator[tuple[In, Out | Failed | None]]:
        numbered = enumerate(values)
        first, is_over = 0, False
        while self._values or not is_over:
            while not is_over and len(self._values) < 2 * AHEAD * self._jobs:
                if (taken := next(numbered, None)) is None:
                    is_over = True
                    break
                number, value = taken
                self._values[number] = value
                if is_work(value):
                    self._waiting.append(number)
                    self._give()
                else:
                    self._results[number] = None
            while first in self._results:
                yield self._values.pop(first), self._results.pop(first)
                first += 1
            if first in self._values and first not in self._results:
                self._collect()

    def close(self) -> None:
        for worker in self._workers:
            worker.stop()
        while self._workers:
            self._workers.pop().end()

    def _give(self) -> None:
        while self._waiting:
            if all(worker.given for worker in self._workers) and len(self._workers) < self._jobs:
                self._begin()
            free = [worker for worker in self._workers if len(worker.given) < AHEAD]
            if not free:
                return
            worker = min(free, key=lambda each: len(each.given))
            number = self._waiting.popleft()
            try:
                worker.connection.send(self._values[number])
                worker.given.append(number)
            except OSError:  # it has died meanwhile, and hardly of a value that it has not got
                self._waiting.appendleft(number)
                if worker.given:
                    return  # `_collect` sees what it died of
                if number in self._refused:
                    worker.given.append(self._waiting.popleft())
                self._refused.add(number)
                self._bury(worker, "")

    def _begin(self) -> None:
        self._before_start()
        self._before_start = lambda: None
        gc.collect()  # once here rather than in every worker, which must not put away what belongs to this process
        with _uninterrupted():
            try:
                self._workers.append(_Worker(self._function, self._limits))
            except OSError:  # no room for another process: those that there are do the work
                if not self._workers:
                    raise
                self._jobs = len(self._workers)

    def _collect(self) -> None:
        """Take what workers have answered; one that has died, or is silent, loses only what it was working on."""
        busy = {worker.connection: worker for worker in self._workers if worker.given}
        ready = wait(list(busy), timeout=self._limits.silence)
        for connection, worker in busy.items():
            if ready and connection not in ready:
                continue
            try:
                answer = worker.connection.recv() if ready else None
            except (EOFError, OSError):
                answer = None
            if answer is None:
                self._bury(worker, "" if ready else f"silent for {self._limits.silence:.0f} s")
            else:
                self._results[worker.given.popleft()] = answer[0]
        self._give()

    def _bury(self, worker: _Worker, why: str) -> None:
        self._workers.remove(worker)
        worker.stop()
        ended = worker.end()
        timeout = f"takes more than {self._limits.seconds:g} s of computing"
        if worker.given:
            culprit = worker.given.popleft()
            self._results[culprit] = Failed(why or (timeout if ended == "SIGPROF" else f"ended its worker ({ended})"))
        self._waiting.extendleft(reversed(worker.given))


def _serve(function: Callable[[Any], Any], connection: Connection, limits: Limits) -> None:
    """Work until nothing more comes. Values are received in a thread of their own: a full pipe must never lock both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends this by closing the pipe
    for number in (signal.SIGPROF, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _close_all_but(connection.fileno())
    _limit_memory(limits.memory)
    gc.freeze()
    gc.disable()
    values: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, values), daemon=True).start()
    count = 0
    while True:
        value = values.get()
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        outcome = attempt(function, value)
        signal.setitimer(signal.ITIMER_PROF, 0)
        try:
            _answer(connection, outcome)
        except OSError:  # nobody wants it any more
            return
        count += 1
        if count % COLLECT_EVERY == 0:
            gc.collect()


def _answer(connection: Connection, outcome: object) -> None:
    try:
        connection.send((outcome,))
    except OSError:
        raise
    except Exception as error:  # it cannot be pickled; nothing was sent yet
        connection.send((Failed(f"{type(error).__name__}: {error}"),))


def _receive(connection: Connection, values: "queue.SimpleQueue[Any]") -> None:
    try:
        while True:
            values.put(connection.recv())
    finally:  # the other end is closed; or a value cannot be read, which must not leave the worker waiting
        os._exit(0)


def _close_all_but(mine: int) -> None:
    """Let go of the parent's files: its lock and pipes would outlive it in a worker that computes when it is killed."""
    with suppress(OSError):
        held = {int(each.name) for each in Path("/dev/fd").iterdir()}
        for number in held - {0, 1, 2, mine}:
            with suppress(OSError):
                os.close(number)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off: between a fork and its bookkeeping it would lose a worker, or have one run on as its parent."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit_memory(extra: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard in (resource.RLIM_INFINITY, -1) or hard > now + extra:
            resource.setrlimit(resource.RLIMIT_AS, (now + extra, hard))
