"""The archive as it was at a moment: an archive of its own, built when it is first asked for.

    as-of/<key>/             archive.sqlite and index/, as in any archive; by what was held, so that many days share one
    as-of/<key>.<any>.used   locked by whoever has it open; one that nobody locks was left by a process that is gone

It is disposable, and at most KEPT of them are kept, or as many as are open. What was held is copied, and then goes the
way that all pages go: templates, decisions, links and programmes are decided by the same code on the pages there were.
The index grows out of the one that answers now.

Lives here: where such archives lie, building one, removing old ones. Not here: what was held (corpus.store.then).
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout
from msgspec import Struct

from corpus.errors import EngineError, StoreError
from corpus.model import Capture, PageId
from corpus.store import Intake, Store, Then
from indexer.build import DEFAULT_ENGINE, known_forms, standing, update
from indexer.generations import CURRENT, MANIFEST, begin_generation, home_of
from indexer.growing import grow
from indexer.making import Options, Progress, Standing, silent
from indexer.schema import fingerprint
from indexer.words import copy_words

if TYPE_CHECKING:
    from corpus.ingest import Outcome

FOLDER = "as-of"
KEPT = 4
"""Each is as large as the archive it was made of."""
AS_OF = 1
"""Raised by hand when another archive is made of the same captures and decisions."""
BEING_BUILT = "the archive as of a date is being built"
_NEW, _GONE = ".new", ".gone"
_USED = ".used"


class Past(Struct, frozen=True, kw_only=True):
    """The folder of an archive as of a date; it stays until it is released. `lock`: None for the archive itself."""

    folder: Path
    lock: FileLock | None = None

    def release(self) -> None:
        """Let it be removed; a second time does nothing."""
        if self.lock is not None and self.lock.is_locked:
            self.lock.release()
            Path(self.lock.lock_file).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def archive_as_of(  # noqa: PLR0913  what is built, and how
    store: Store,
    moment: str,
    engine: str | None = None,
    *,
    jobs: int = 1,
    wait: bool = True,
    on_progress: Progress = silent,
) -> Past:
    """The archive as it was at a moment (as `corpus.moments` writes them), held until it is released; the archive
    itself where nothing has come in since.

    Raises StoreError where it cannot be built, and EngineError where another is being built and `wait` is off.
    """
    options = Options(jobs=jobs, on_progress=on_progress)
    before = standing(store)
    try:
        while True:
            try:
                return _found_or_built(store, moment, engine, before, options, wait=wait)
            except (FileNotFoundError, EngineError):
                gone, before = before, standing(store)
                if gone is None or before is None or before.folder == gone.folder:
                    raise  # else it was removed for a newer one while it was read
    except OSError as error:
        what = "the archive as of a date cannot be built"
        raise StoreError(what, where=str(store.folder / FOLDER), hint=error.strerror or str(error)) from error


def held(folder: Path) -> Past | None:
    """An archive as of a date that was built before, held; None where there is none any more.

    It is held before it is looked for: what has been found can be removed no more.
    """
    lock = FileLock(f"{folder}.{token_hex(8)}{_USED}", thread_local=False)  # who releases it may be another thread
    try:
        lock.acquire()
    except FileNotFoundError:  # not even the folder of them all is there
        return None
    past = Past(folder=folder, lock=lock)
    if not folder.is_dir():
        past.release()
        return None
    os.utime(folder)
    return past


def _found_or_built(  # noqa: PLR0913  what is built, and how
    store: Store, moment: str, engine: str | None, before: Standing | None, options: Options, *, wait: bool
) -> Past:
    engine = engine or (before.manifest.engine if before else DEFAULT_ENGINE)
    with store.then(moment) as then:
        if then.is_now:
            return Past(folder=store.folder)
        home = store.folder / FOLDER
        folder = home / then.key(str(AS_OF), engine, _rules(before, engine))
        home.mkdir(exist_ok=True)
        if past := held(folder):
            return past
        try:
            with FileLock(home / "lock", timeout=-1 if wait else 0):
                while not (past := held(folder)):  # another may have built it meanwhile
                    _sweep(home, KEPT - 1)
                    _build(then, folder, engine, before, options)
                return past
        except Timeout:
            raise EngineError(BEING_BUILT, hint="try again in a while") from None


def _rules(before: Standing | None, engine: str) -> str:
    """What words and links are read by: as in the index that answers now, or what is new would be looked for in old."""
    told = before.manifest.snapshot.get("rules") if before else None
    return told or fingerprint(engine)


def _build(then: Then, folder: Path, engine: str, before: Standing | None, options: Options) -> None:
    """Beside its place, which it takes when it is whole.

    The index there is is taken first: what comes next takes long, and an ingest meanwhile removes it for a newer one.
    """
    from corpus.ingest import settle_and_relate

    new = folder.with_name(folder.name + _NEW)
    shutil.rmtree(new, ignore_errors=True)
    try:
        with Store.open(new, create=True) as made, made.writing():
            if before is not None:
                _begin_index(before, new)
            made.fill(then, _made_anew(then, options))
            with known_forms(made) as forms:
                settle_and_relate(made, forms, options.on_progress, options.jobs)
                update(made, engine, options.on_progress, forms, jobs=options.jobs)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _made_anew(then: Then, options: Options) -> dict[tuple[PageId, int], Intake]:
    """Versions whose facts a later capture has told otherwise, made of the capture there was."""
    from corpus import workers
    from corpus.ingest import load_cleaning
    from corpus.page import Refusal

    made: dict[tuple[PageId, int], Intake] = {}
    outcomes = workers.run(_clean, then.due(), jobs=options.jobs, before_start=load_cleaning)
    for (who, n, capture), outcome in outcomes:
        options.on_progress("reading what was held", len(made) + 1, None)
        if not isinstance(outcome, Refusal | workers.Failed | None):  # else it stays as it was made once
            cleaned, own = outcome
            made[who, n] = Intake(capture=capture, cleaned=cleaned, own=own)
    return made


def _clean(due: tuple[PageId, int, Capture]) -> "Outcome":
    from corpus.ingest import outcome_of

    return outcome_of(due[2])


def _begin_index(before: Standing, archive: Path) -> None:
    """Give the archive the index there is, to grow its own out of it: with most pages and all words."""
    folder = begin_generation(archive)
    grow(before.folder, before.manifest.engine, folder)
    for name in before.manifest.files:
        if not (folder / name).exists():
            shutil.copyfile(before.folder / name, folder / name)
    shutil.copyfile(before.folder / MANIFEST, folder / MANIFEST)
    copy_words(before.folder.parent / before.manifest.words, home_of(archive) / before.manifest.words)
    (home_of(archive) / CURRENT).write_text(folder.name, "utf-8")


def _sweep(home: Path, keep: int) -> None:
    """Remove what was longest not asked for and is not open, and what builds that were killed have left."""
    used = _used(home)
    folders = sorted((each for each in home.iterdir() if each.is_dir()), key=_last_used, reverse=True)
    whole = [each for each in folders if not each.name.endswith((_NEW, _GONE))]
    for each in folders:
        if each not in whole:
            shutil.rmtree(each, ignore_errors=True)
    for each in whole[keep:]:
        if each.name in used:
            continue
        gone = each.rename(each.with_name(each.name + _GONE))
        if each.name in _used(home):  # since it was looked for; who came later has not found it
            gone.rename(each)
        else:
            shutil.rmtree(gone, ignore_errors=True)


def _used(home: Path) -> set[str]:
    """The names of those that are open; removes what processes that are gone have left to say so."""
    names = set()
    for file in home.glob(f"*{_USED}"):
        lock = FileLock(file, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            names.add(file.name.partition(".")[0])
            continue
        lock.release()
        with suppress(OSError):
            file.unlink()
    return names


def _last_used(folder: Path) -> float:
    return folder.stat().st_mtime
