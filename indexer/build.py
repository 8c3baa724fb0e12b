"""The archive into an index: one generation after the other, each built whole and swapped in at once.

    index/<generation>/        engine files, catalogue.sqlite, manifest.json
    index/current              the name of the generation that answers
    index/behind               there while the archive may hold more than the index: an ingest runs, or was cut short

Lives here: generations, the manifest and the swap. Not here: what a page becomes (schema.py), how it is kept (engines).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.analysis import analyse_form
from corpus.errors import EngineError
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import LANGUAGES
from corpus.store import Store
from indexer.catalogue import CatalogueWriter
from indexer.contract import IndexDocument
from indexer.engines import open_engine
from indexer.schema import document, fingerprint

DEFAULT_ENGINE = "tantivy"
FOLDER, CURRENT, BEHIND, MANIFEST = "index", "current", "behind", "manifest.json"

PAGES_AT_ONCE, FORMS_AT_ONCE = 50, 10_000  # after which new analyses are written down: memory stays bounded

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation was built of and with."""

    engine: str
    fingerprint: str
    revision: int
    pages: int
    built: str


def reindex(store: Store, engine: str | None = None, on_progress: Progress = lambda _stage, _done: None) -> Manifest:
    """Build the index anew beside the old one and swap it in; readers of the old one carry on undisturbed.

    `engine` defaults to that of the index there is. Raises EngineError when it is not known or not installed, or
    when the disk refuses; the old index then goes on answering. The caller holds the store for writing.
    """
    home = store.folder / FOLDER
    old = current_generation(store.folder)
    engine = engine or (read_manifest(old).engine if old else DEFAULT_ENGINE)
    home.mkdir(exist_ok=True)
    folder = _new_generation(home)
    try:
        manifest = _fill(folder, store, engine, old, on_progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _write(home / CURRENT, folder.name)
    (home / BEHIND).unlink(missing_ok=True)
    _sweep(home, keep=folder.name)
    return manifest


def is_current(store: Store, engine: str | None = None) -> bool:
    """Whether the index there is answers for the archive as it is now, with the chains and schema of this kielo."""
    folder = current_generation(store.folder)
    if folder is None or (store.folder / FOLDER / BEHIND).exists():
        return False
    manifest = read_manifest(folder)
    wanted = engine or manifest.engine
    return manifest.revision == store.revision() and manifest.fingerprint == fingerprint(wanted)


def mark_behind(archive: Path) -> None:
    """Say that the archive is about to change; the next generation takes it back."""
    home = archive / FOLDER
    if home.is_dir():
        (home / BEHIND).touch()


def is_behind(archive: Path) -> bool:
    return (archive / FOLDER / BEHIND).exists()


def current_generation(archive: Path) -> Path | None:
    """The folder of the generation that answers, None when there is none."""
    try:
        name = (archive / FOLDER / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    folder = archive / FOLDER / name
    return folder if name and (folder / MANIFEST).is_file() else None


def read_manifest(generation: Path) -> Manifest:
    try:
        return Manifest(**json.loads((generation / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(
            "the index's manifest cannot be read", where=str(generation), hint="build it anew with `kielo reindex`"
        ) from error


def _fill(folder: Path, store: Store, name: str, old: Path | None, on_progress: Progress) -> Manifest:
    mark = fingerprint(name)
    revision = store.revision()
    is_reusable = old is not None and read_manifest(old).fingerprint.split()[2:] == mark.split()[2:]
    catalogue = CatalogueWriter(folder, earlier=old if is_reusable else None)
    forms = catalogue.forms
    indexed: set[str] = set()
    engine = open_engine(name, folder / "engine", create=True)

    def documents() -> Iterator[IndexDocument]:
        for done, page in enumerate(store.pages(), 1):
            on_progress("indexing", done)
            catalogue.add(page)
            made = document(page, forms)
            indexed.update(posting.term for posting in made.fields["exact"])
            if done % PAGES_AT_ONCE == 0:
                catalogue.keep_forms()
            yield made

    try:
        pages = engine.write(documents())
    finally:
        engine.close()
    _analyse_everywhere(indexed, catalogue)
    catalogue.add_folded(indexed)
    catalogue.finish()
    built = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(engine=name, fingerprint=mark, revision=revision, pages=pages, built=built)
    _write(folder / MANIFEST, json.dumps(asdict(manifest), indent=2))
    return manifest


def _analyse_everywhere(indexed: set[str], catalogue: CatalogueWriter) -> None:
    """Analyse in all languages what people are likely to type: words on pages, their base forms, names and terms.

    Such a query then needs no dictionary to be loaded.
    """
    gazetteer = Gazetteer(shipped_entries(), catalogue.forms)
    likely = indexed | gazetteer.words()
    bases: set[str] = set()
    for form in _kept_at_times(sorted(likely), catalogue):
        for lang in LANGUAGES:
            found = analyse_form(form, lang, catalogue.forms)
            bases.update(found.lemmas, found.parts)
    for form in _kept_at_times(sorted(bases - likely), catalogue):
        for lang in LANGUAGES:
            analyse_form(form, lang, catalogue.forms)


def _kept_at_times(forms: Sequence[str], catalogue: CatalogueWriter) -> Iterator[str]:
    """The forms one by one, with what was analysed written down now and then."""
    for done, form in enumerate(forms, 1):
        yield form
        if done % FORMS_AT_ONCE == 0:
            catalogue.keep_forms()


def _new_generation(home: Path) -> Path:
    taken = [int(each.name) for each in home.iterdir() if each.name.isdigit()]
    folder = home / f"{max(taken, default=0) + 1:06}"
    folder.mkdir()
    return folder


def _sweep(home: Path, *, keep: str) -> None:
    """Remove generations that no longer answer, with what a killed run may have left."""
    for each in home.iterdir():
        if each.is_dir() and each.name != keep:
            shutil.rmtree(each, ignore_errors=True)


def _write(file: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new one, also after a power cut."""
    beside = file.with_name(file.name + ".new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
