"""What is wrong with an index, and with the archive it is of: counts, ids, texts, files.

The archive is only looked at: the database tells whether its file is sound, nothing is changed. An index can always be
built again, so that its cure is that. Everything is read, which takes as long as reading all pages does.

Not here: building anew (build.py), printing.
"""

from collections.abc import Iterator, Set
from contextlib import closing
from pathlib import Path
from typing import Literal

from msgspec import Struct

from corpus.errors import EngineError
from corpus.model import PageId
from corpus.store import Store
from indexer.build import begun, reindex, tidy, update, why_stale
from indexer.catalogue import Catalogue
from indexer.contract import Everything
from indexer.engines import open_engine
from indexer.filing import Filing
from indexer.generations import (
    Manifest,
    current_generation,
    foreign,
    home_of,
    is_behind,
    misfits,
    parse_manifest,
    strays,
    unmark_behind,
)
from indexer.growing import ENGINE_FOLDER, checksum, files_in
from indexer.making import Progress, silent
from indexer.schema import digest_of, is_readable
from indexer.words import chains_in, flaws_of

Cure = Literal["restore", "reindex", "update", "tidy", "look"]
"""What helps: an archive from a copy; an index built whole; brought up to date; strays removed; somebody's eye."""
_CURES: tuple[Cure, ...] = ("restore", "reindex", "update", "tidy", "look")  # the gravest first

SHOWN = 5  # pages that a fault names


class Fault(Struct, frozen=True, kw_only=True):
    """What is not as it should be, where, and what helps."""

    what: str
    where: str
    cure: Cure


class Checkup(Struct, frozen=True, kw_only=True):
    """What was found, and what of it is left: all of it, unless it was to be repaired."""

    pages: int
    found: tuple[Fault, ...]
    left: tuple[Fault, ...]


def check(
    store: Store,
    *,
    repair: bool = False,
    engine: str | None = None,
    on_progress: Progress = silent,
    jobs: int = 1,
) -> Checkup:
    """Look at everything, and mend what can be mended by building the index. The caller holds the store for writing.

    `engine` is what an index is built with; None: that of the index there is, as long as it can be told.
    """
    found = examine(store, on_progress)
    left = found
    if repair and found:
        _repair(store, {fault.cure for fault in found}, engine or _engine_of(store), on_progress, jobs)
        left = examine(store, on_progress)
    return Checkup(pages=store.counts()["pages"], found=tuple(found), left=tuple(left))


def examine(store: Store, on_progress: Progress = silent) -> list[Fault]:
    """Every fault there is, the gravest first; none of an archive and index in order."""
    on_progress("checking the archive", 0, None)
    faults = [Fault(what=each, where=str(store.folder), cure="restore") for each in store.flaws()]
    if not faults:
        faults += _of_index(store, on_progress)
    return sorted(faults, key=lambda fault: _CURES.index(fault.cure))


def _repair(store: Store, cures: set[Cure], engine: str | None, on_progress: Progress, jobs: int) -> None:
    if "restore" in cures:
        return
    if "reindex" in cures:
        for words in home_of(store.folder).glob("words-*.sqlite"):
            if flaws_of(words):  # else its words would be taken over
                words.unlink()
        reindex(store, engine, on_progress, jobs=jobs)
    elif "update" in cures:
        update(store, engine, on_progress, jobs=jobs)
    unmark_behind(store.folder)
    tidy(store)


def _engine_of(store: Store) -> str | None:
    """The engine of the index there is, though some of its files are not as they were."""
    try:
        generation = current_generation(store.folder)
        return parse_manifest(generation).engine if generation else None
    except EngineError:
        return None


def _of_index(store: Store, on_progress: Progress) -> Iterator[Fault]:
    home = home_of(store.folder)
    try:
        generation = current_generation(store.folder)
    except EngineError as error:
        yield Fault(what=error.what, where=error.where, cure="reindex")
        return
    if generation is None:
        yield Fault(what="there is no index", where=str(home), cure="reindex")
        return
    yield from _around(store)
    try:
        manifest = parse_manifest(generation)
    except EngineError as error:
        yield Fault(what=error.what, where=str(generation), cure="reindex")
        return
    if not is_readable(manifest.fingerprint):
        yield Fault(what="another version of kielo has built the index", where=str(generation), cure="reindex")
        return
    on_progress("checking the files of the index", 0, None)
    damaged = [*_of_files(generation, manifest), *_of_words(home / manifest.words)]
    yield from damaged
    if damaged:
        return
    if why := why_stale(store):
        yield Fault(what=f"the index does not answer for the archive: {why}", where=str(generation), cure="update")
    elif is_behind(store.folder):
        yield Fault(what="the index is called behind the archive, and is not", where=str(home), cure="tidy")
    try:
        yield from _of_contents(store, generation, manifest, on_progress, is_stale=why is not None)
    except EngineError as error:
        yield Fault(what=error.what, where=error.where, cure="reindex")


def _around(store: Store) -> Iterator[Fault]:
    """What lies beside the generation that answers."""
    kept = begun(store)
    for stray in strays(store.folder):
        if stray not in kept:
            yield Fault(what="left by a run that was killed", where=str(stray), cure="tidy")
    for other in foreign(store.folder):
        yield Fault(what="does not belong here", where=str(other), cure="look")


def _of_files(generation: Path, manifest: Manifest) -> Iterator[Fault]:
    misfitting = dict(misfits(generation, manifest))
    for name, flaw in misfitting.items():
        yield Fault(what=f"a file of the index {flaw}", where=str(generation / name), cure="reindex")
    for name, (_, right) in manifest.files.items():
        if name not in misfitting and checksum(generation / name) != right:
            yield Fault(
                what="a file of the index is not as it was written", where=str(generation / name), cure="reindex"
            )
    if manifest.files:
        for file in files_in(generation):
            if file.relative_to(generation).as_posix() not in manifest.files:
                yield Fault(what="a file that the index does not know of", where=str(file), cure="reindex")


def _of_words(file: Path) -> Iterator[Fault]:
    if chains_in(file) is None:
        yield Fault(what="the words that were analysed cannot be read", where=str(file), cure="reindex")
    else:
        for flaw in flaws_of(file):
            yield Fault(what=f"the words that were analysed: {flaw}", where=str(file), cure="reindex")


def _of_contents(
    store: Store, generation: Path, manifest: Manifest, on_progress: Progress, *, is_stale: bool
) -> Iterator[Fault]:
    """Whether catalogue, engine and archive have the same pages, with the same texts."""
    with closing(Catalogue(generation)) as catalogue:
        held = catalogue.held()
        with closing(open_engine(manifest.engine, generation / ENGINE_FOLDER)) as engine:
            count = engine.count()
            found = {hit.id for hit in engine.search(Everything(), limit=max(count, 1)).hits}
        if len(held) != manifest.pages or count != manifest.pages:
            what = f"{manifest.pages} pages were indexed, the catalogue has {len(held)} and the engine {count}"
            yield Fault(what=what, where=str(generation), cure="reindex")
        yield from _apart("pages that only catalogue or engine have", found ^ held.keys(), generation)
        if is_stale:
            return
        shown = store.states().keys()
        yield from _apart("pages that the index has not", shown - held.keys(), generation)
        yield from _apart("pages that the archive has not", held.keys() - shown, generation)
        differing = set()
        both = sorted(shown & held.keys())
        named = Filing(store).of(both)
        for done, page in enumerate(store.kept(both), 1):
            on_progress("comparing pages", done, len(both))
            summary = catalogue.summaries([page.id])[page.id]
            # before links are decided next nobody knows which names a page holds
            is_filed = page.id not in named or held[page.id].digest == digest_of(page, named[page.id])
            is_same = is_filed and catalogue.blocks(page.id) == page.cleaned.blocks
            if not is_same or (summary.title, summary.programme) != (page.cleaned.title, page.programme):
                differing.add(page.id)
        yield from _apart("pages with another text than in the archive", differing, generation)


def _apart(what: str, pages: Set[PageId], generation: Path) -> Iterator[Fault]:
    if pages:
        named = ", ".join(sorted(pages)[:SHOWN]) + (" ..." if len(pages) > SHOWN else "")
        yield Fault(what=f"{len(pages)} {what}: {named}", where=str(generation), cure="reindex")
