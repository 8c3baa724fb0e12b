"""A process that dies at any of its writes: the old or the new index answers, and the next run leaves nothing behind.

A child of this process does the work and ends itself, without a word, before its n-th call of anything that writes; n
counts up until it gets through (by twos and fours: each takes a build, and some are hardly apart). Beside these places,
it is killed by the kernel at moments of no choice.
"""

import os
import shutil
import signal
import sqlite3
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.store import Store
from indexer import catalogue, words
from indexer.build import reindex, tidy, update
from indexer.engines.tantivy import TantivyEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.generations import current_generation
from tests.indexer.archives import WORDS, expected_names, names_in, put, told

DIED = 9
MOMENTS = (0.004, 0.011, 0.03, 0.08)  # seconds after which the kernel kills


class Countdown:
    """Ends this process at the n-th of the calls that it is told of."""

    def __init__(self, n):
        self.left = n

    def tick(self):
        self.left -= 1
        if self.left == 0:
            os._exit(DIED)

    def before(self, function):
        def counted(*arguments, **named):
            self.tick()
            return function(*arguments, **named)

        return counted

    def of_each(self, write):
        def counted(engine, documents):
            def ticking():
                for each in documents:
                    self.tick()
                    yield each

            self.tick()
            count = write(engine, ticking())
            self.tick()
            return count

        return counted


@contextmanager
def ended_at(countdown, monkeypatch):
    """All that writes counts down: files, folders, links, databases, engines."""

    class Counted(sqlite3.Connection):
        def commit(self):
            countdown.tick()
            super().commit()
            countdown.tick()

        def __exit__(self, *error):
            countdown.tick()
            return super().__exit__(*error)

    def connect(*arguments, **options):
        return sqlite3.connect(*arguments, **options, factory=Counted)

    with monkeypatch.context() as patch:
        for module in (catalogue, words):
            patch.setattr(module, "sqlite3", _Sqlite(connect))
        for owner, names in (
            (os, ("fsync", "link")),
            (shutil, ("copyfile", "rmtree")),
            (Path, ("write_text", "replace", "mkdir", "unlink", "touch")),
        ):
            for name in names:
                patch.setattr(owner, name, countdown.before(getattr(owner, name)))
        for engine in (TantivyEngine, WhooshEngine):
            patch.setattr(engine, "write", countdown.of_each(engine.write))
            patch.setattr(engine, "delete", countdown.before(engine.delete))
        yield


class _Sqlite:
    """The library, with another way to connect."""

    def __init__(self, connect):
        self.connect = connect

    def __getattr__(self, name):
        return getattr(sqlite3, name)


def status_of_child(work):
    """What becomes of a child of this process that does the work."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it counts the threads of native libraries
        child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.fixture
def archive(tmp_path, monkeypatch, request):
    """An archive that has changed since its index was built, if it has one; with what is told of it then."""
    monkeypatch.setattr("indexer.making.Making._add_names", lambda *_: None)
    monkeypatch.setattr("indexer.making.Making._learn", lambda *_: None)
    monkeypatch.setattr("indexer.making.PAGES_A_SESSION", 2)
    folder, engine = tmp_path / "archive", request.param
    with Store.open(folder, create=True) as store, store.writing():
        for number in range(3):
            put(store, f"crawl/{number}.html", WORDS[number])
        reindex(store, engine)
        before = told(store)
        put(store, "crawl/1.html", "remontti alkaa")
        put(store, "crawl/3.html", "uimahalli")
    shutil.copytree(folder, tmp_path / "copy")
    with Store.open(tmp_path / "copy") as store, store.writing():
        update(store)
        after = told(store)
    return folder, before, after


def is_over(folder, n, monkeypatch, work):
    """Whether the work gets through before its n-th write."""

    def child():
        with Store.open(folder) as store, store.writing(), ended_at(Countdown(n), monkeypatch):
            work(store)

    status = os.waitstatus_to_exitcode(status_of_child(child))
    assert status in (0, DIED)
    return status == 0


def check(folder, before, after):
    """Old or new answers; the next run makes it the new one, and nothing else is there."""
    with Store.open(folder) as store, store.writing():
        now = told(store)
        assert now in (before, after)
        if now == after:
            tidy(store)
        else:
            update(store)
            assert told(store) == after
        assert names_in(store) == expected_names(store)


@pytest.mark.parametrize(
    ("archive", "work", "step"),
    [("tantivy", update, 2), ("tantivy", reindex, 4), ("whoosh", update, 2)],
    indirect=["archive"],
    ids=["grown", "built whole", "grown by the other engine"],
)
def test_a_process_that_dies_at_any_write_leaves_the_old_index_or_the_new(archive, work, step, monkeypatch, tmp_path):
    folder, before, after = archive
    n = 1
    while True:
        place = shutil.copytree(folder, tmp_path / f"at {n}")
        is_done = is_over(place, n, monkeypatch, work)
        check(place, before, after)
        if is_done:
            break
        n += step
    assert n > 20, "hardly anything was counted"


@pytest.mark.parametrize("archive", ["tantivy"], indirect=True)
@pytest.mark.parametrize("seconds", MOMENTS)
def test_a_process_that_is_killed_at_any_moment_leaves_the_old_index_or_the_new(archive, seconds):
    folder, before, after = archive

    def child():
        with Store.open(folder) as store, store.writing():
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            update(store)
            os._exit(0)

    status = os.waitstatus_to_exitcode(status_of_child(child))
    assert status in (0, -signal.SIGALRM)
    check(folder, before, after)


@pytest.mark.parametrize("archive", ["tantivy"], indirect=True)
def test_a_whole_build_that_is_killed_again_and_again_gets_done(archive, monkeypatch):
    folder, before, after = archive
    n = 12
    while not is_over(folder, n, monkeypatch, reindex):
        with Store.open(folder) as store:
            assert told(store) in (before, after)
        n += 6
    with Store.open(folder) as store, store.writing():
        assert told(store) == after
        assert names_in(store) == expected_names(store)
        assert current_generation(folder) is not None
