"""The archive as it was at a moment: an archive of its own, built when it is first asked for.

    as-of/<key>/      archive.sqlite and index/, as in any archive; named by what was held, so many days share one

It is disposable, and at most KEPT of them are kept. What was held is copied, and then goes the way that all pages go:
templates, decisions, links and programmes are decided by the same code on the pages there were. The index grows out of
the one that answers now.

Lives here: where such archives lie, building one, removing old ones. Not here: what was held (corpus.store.then).
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from corpus.errors import StoreError
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
_NEW = ".new"


def archive_as_of(
    store: Store, moment: str, engine: str | None = None, *, jobs: int = 1, on_progress: Progress = silent
) -> Path:
    """The folder of the archive as it was at a moment (as `corpus.moments` writes them); that of the archive itself
    where nothing has come in since. Raises StoreError where it cannot be built."""
    before = standing(store)
    engine = engine or (before.manifest.engine if before else DEFAULT_ENGINE)
    with store.then(moment) as then:
        if then.is_now:
            return store.folder
        home = store.folder / FOLDER
        folder = home / then.key(str(AS_OF), engine, _rules(before, engine))
        try:
            home.mkdir(exist_ok=True)
            with FileLock(home / "lock"):
                if not folder.is_dir():
                    _sweep(home, KEPT - 1)
                    _build(then, folder, engine, before, Options(jobs=jobs, on_progress=on_progress))
                os.utime(folder)
        except OSError as error:
            what = "the archive as of a date cannot be built"
            raise StoreError(what, where=str(home), hint=error.strerror or str(error)) from error
    return folder


def _rules(before: Standing | None, engine: str) -> str:
    """What words and links are read by: as in the index that answers now, or what is new would be looked for in old."""
    told = before.manifest.snapshot.get("rules") if before else None
    return told or fingerprint(engine)


def _build(then: Then, folder: Path, engine: str, before: Standing | None, options: Options) -> None:
    """Beside its place, which it takes when it is whole."""
    from corpus.ingest import settle_and_relate

    new = folder.with_name(folder.name + _NEW)
    shutil.rmtree(new, ignore_errors=True)
    try:
        with Store.open(new, create=True) as made, made.writing():
            made.fill(then, _made_anew(then, options))
            if before is not None:
                _begin_index(before, new)
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
    """Remove what was longest not asked for, and what builds that were killed have left."""
    folders = sorted((each for each in home.iterdir() if each.is_dir()), key=_last_used, reverse=True)
    whole = [each for each in folders if not each.name.endswith(_NEW)]
    for each in folders:
        if each not in whole[:keep]:
            shutil.rmtree(each, ignore_errors=True)


def _last_used(folder: Path) -> float:
    return folder.stat().st_mtime
