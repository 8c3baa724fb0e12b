"""The archive into an index: a new generation beside the one that answers, then swapped in at once.

A generation is built whole, or grown out of the one that answers: then only pages that are new, changed or gone are
touched. Either way it comes out the same. A whole build writes some thousand pages at a time, and one that was stopped
goes on behind the last of these (docs/decisions/0009).

Lives here: what goes into a generation, and when one is out of date. Not here: where generations lie
(generations.py), which files are shared (growing.py), what a page becomes (schema.py), words (learning.py, words.py).
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.analysis import Forms
from corpus.errors import EngineError
from corpus.store import Store
from indexer.engines import SELECTABLE
from indexer.filing import names_version
from indexer.generations import (
    Manifest,
    Plan,
    begin_generation,
    current_generation,
    home_of,
    read_manifest,
    sweep,
    unfinished,
)
from indexer.growing import ENGINE_FOLDER
from indexer.making import Making, Options, Progress, Standing, silent
from indexer.schema import chains_of, fingerprint, is_readable
from indexer.translations import NUMBER, number_in
from indexer.words import WordsWriter, chains_in

DEFAULT_ENGINE = "tantivy"

DEAD_SHARE = 1 / 3
"""Documents replaced or removed, of all the engine may hold, above which nothing is grown out of an index any more:
they take room and a query's time until it is built whole."""


def reindex(
    store: Store,
    engine: str | None = None,
    on_progress: Progress = silent,
    learned: Forms | None = None,
    *,
    jobs: int = 1,
) -> Manifest:
    """Build the index whole beside the old one and swap it in; readers of the old one carry on undisturbed.

    `engine` defaults to that of the index there is. `learned` are forms analysed since, by the chains of this kielo.
    `jobs` processes analyse words. A build that was stopped is gone on with, if it was made with the same.
    Raises EngineError when the engine is not known or not installed, or when the disk refuses; the old index then goes
    on answering. The caller holds the store for writing.
    """
    before = standing(store)
    engine = _chosen(before, engine)
    with _words(store, before, learned) as words:
        plan = Plan(engine=engine, fingerprint=fingerprint(engine), words=words.file.name)
        folder = unfinished(store.folder, plan)
        if folder is None:
            folder = begin_generation(store.folder, plan)
            (folder / ENGINE_FOLDER).mkdir()
        has_same_words = before is not None and before.manifest.words == plan.words
        making = Making(store, folder, plan, words, Options(jobs=jobs, on_progress=on_progress))
        return making.whole(before.folder if before is not None and has_same_words else None)


def update(
    store: Store,
    engine: str | None = None,
    on_progress: Progress = silent,
    learned: Forms | None = None,
    *,
    jobs: int = 1,
) -> Manifest:
    """Bring the index up to the archive as it is: as `reindex` would, in the time that what has changed takes."""
    before = standing(store)
    engine = _chosen(before, engine)
    if before is not None and _can_grow(before.manifest, engine):
        with _words(store, before, learned) as words:
            plan = Plan(engine=engine, fingerprint=before.manifest.fingerprint, words=words.file.name)
            if plan.words == before.manifest.words:
                folder = begin_generation(store.folder)
                making = Making(store, folder, plan, words, Options(jobs=jobs, on_progress=on_progress))
                if grown := making.grown(before):
                    return grown
    return reindex(store, engine, on_progress, learned, jobs=jobs)


@contextmanager
def known_forms(store: Store) -> Iterator[Forms]:
    """What was analysed for the index there is, or for one that was never done; learns, and keeps what it learns."""
    with _words(store, standing(store)) as words:
        yield words.forms


def is_current(store: Store, engine: str | None = None) -> bool:
    """Whether the index there answers for the archive as it is now, with the chains and schema of this kielo."""
    return why_stale(store, engine) is None


def why_stale(store: Store, engine: str | None = None) -> str | None:
    """Why the index there does not answer for the archive as it is now; None when it does."""
    now = standing(store)
    if now is None:
        return "there is none that can be read"
    if unlike := _unlike(now.manifest, engine or now.manifest.engine):
        return unlike
    if now.manifest.revision != store.revision():
        return "the archive has changed since"
    return None if number_in(now.folder) == NUMBER else "other words are learned from its pages now"


def standing(store: Store) -> Standing | None:
    """The generation that answers, if there is one that can be read."""
    try:
        folder = current_generation(store.folder)
        if folder is None:
            return None
        manifest = read_manifest(folder)
    except EngineError:
        return None
    has_words = chains_in(home_of(store.folder) / manifest.words) is not None
    return Standing(folder=folder, manifest=manifest) if has_words else None


def tidy(store: Store) -> None:
    """Remove what runs that were killed have left, but for a build that can be gone on with."""
    sweep(store.folder, keep=begun(store))


def begun(store: Store) -> list[Path]:
    """Generations that were begun and stopped, and that a `reindex` would go on with."""
    now = standing(store)
    if now is None:
        return []
    words = now.manifest.words
    plans = [Plan(engine=engine, fingerprint=fingerprint(engine), words=words) for engine in SELECTABLE]
    return [folder for plan in plans if (folder := unfinished(store.folder, plan)) is not None]


def _can_grow(manifest: Manifest, engine: str) -> bool:
    is_mostly_dead = manifest.dead > DEAD_SHARE * (manifest.pages + manifest.dead)
    return not is_mostly_dead and _unlike(manifest, engine) is None


def _unlike(manifest: Manifest, engine: str) -> str | None:
    """In what an index differs from one that this kielo would build with the engine."""
    if engine != manifest.engine:
        return f"it was built with {manifest.engine}"
    ours = fingerprint(engine)
    if manifest.fingerprint == ours:
        return None
    if not is_readable(manifest.fingerprint):
        return "another version of kielo has built it"
    if chains_of(manifest.fingerprint) != chains_of(ours):
        return "words are analysed otherwise now"
    is_same = names_version() in manifest.fingerprint
    return f"it was built with another version of {engine}" if is_same else "pages are filed under other names now"


def _chosen(before: Standing | None, engine: str | None) -> str:
    if engine is not None and engine not in SELECTABLE:
        raise EngineError(f"there is no engine {engine!r}", hint=f"choose one of {', '.join(SELECTABLE)}")
    return engine or (before.manifest.engine if before else DEFAULT_ENGINE)


@contextmanager
def _words(store: Store, before: Standing | None, learned: Forms | None = None) -> Iterator[WordsWriter]:
    """The words of this kielo's chains, with what was learnt elsewhere."""
    chains = " ".join(chains_of(fingerprint(DEFAULT_ENGINE)))
    words = WordsWriter.open(home_of(store.folder), chains, before.manifest.words if before else None)
    with closing(words):
        if learned is not None:
            words.forms.take(learned)
        yield words
