"""The archive into an index: a whole new generation beside the one that answers, then swapped in at once.

Lives here: what goes into a generation, and when one is out of date. Not here: where generations lie
(generations.py), what a page becomes (schema.py), how it is kept (engines).
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
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
from indexer.generations import Manifest, begin_generation, current_generation, publish, read_manifest
from indexer.schema import chains_of, document, fingerprint

DEFAULT_ENGINE = "tantivy"

PAGES_AT_ONCE, FORMS_AT_ONCE = 50, 10_000  # after which new analyses are written down: memory stays bounded

Progress = Callable[[str, int], None]


def reindex(store: Store, engine: str | None = None, on_progress: Progress = lambda _stage, _done: None) -> Manifest:
    """Build the index anew beside the old one and swap it in; readers of the old one carry on undisturbed.

    `engine` defaults to that of the index there is. Raises EngineError when it is not known or not installed, or
    when the disk refuses; the old index then goes on answering. The caller holds the store for writing.
    """
    old, manifest = _present(store)
    engine = engine or (manifest.engine if manifest else DEFAULT_ENGINE)
    is_reusable = manifest is not None and chains_of(manifest.fingerprint) == chains_of(fingerprint(engine))
    folder = begin_generation(store.folder)
    try:
        manifest = _fill(folder, store, engine, old if is_reusable else None, on_progress)
        publish(store.folder, folder, manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


def is_current(store: Store, engine: str | None = None) -> bool:
    """Whether the index there is answers for the archive as it is now, with the chains and schema of this kielo."""
    _, manifest = _present(store)
    if manifest is None or (engine or manifest.engine) != manifest.engine:
        return False
    return manifest.revision == store.revision() and manifest.fingerprint == fingerprint(manifest.engine)


def _present(store: Store) -> tuple[Path | None, Manifest | None]:
    """The generation that answers, if there is one that can be read."""
    folder = current_generation(store.folder)
    try:
        return folder, read_manifest(folder) if folder else None
    except EngineError:
        return None, None


def _fill(folder: Path, store: Store, name: str, earlier: Path | None, on_progress: Progress) -> Manifest:
    revision = store.revision()
    catalogue = CatalogueWriter(folder, earlier)
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
    return Manifest(engine=name, fingerprint=fingerprint(name), revision=revision, pages=pages, built=built)


def _analyse_everywhere(indexed: set[str], catalogue: CatalogueWriter) -> None:
    """Analyse in all languages what people are likely to type: words on pages, their base forms, names and terms.

    Such a query then needs no dictionary to be loaded.
    """
    gazetteer = Gazetteer(shipped_entries(), catalogue.forms)
    catalogue.add_names(gazetteer)
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
