"""The archive into an index: a whole new generation beside the one that answers, then swapped in at once.

Lives here: what goes into a generation, and when one is out of date. Not here: where generations lie
(generations.py), what a page becomes (schema.py), how it is kept (engines).
"""

import gc
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.analysis import Forms, analyse_form
from corpus.errors import EngineError
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import LANGUAGES
from corpus.store import Store
from indexer.catalogue import Catalogue, CatalogueWriter
from indexer.contract import IndexDocument
from indexer.engines import SELECTABLE, open_engine
from indexer.generations import Manifest, begin_generation, current_generation, publish, read_manifest
from indexer.schema import Terms, chains_of, document, fingerprint, is_readable

DEFAULT_ENGINE = "tantivy"

PAGES_AT_ONCE, FORMS_AT_ONCE = 50, 10_000  # after which new analyses are written down: memory stays bounded

Progress = Callable[[str, int, int | None], None]


def reindex(
    store: Store,
    engine: str | None = None,
    on_progress: Progress = lambda _stage, _done, _total: None,
    learned: Forms | None = None,
) -> Manifest:
    """Build the index anew beside the old one and swap it in; readers of the old one carry on undisturbed.

    `engine` defaults to that of the index there is. `learned` are forms analysed since, by the chains of this kielo.
    Raises EngineError when the engine is not known or not installed, or when the disk refuses; the old index then goes
    on answering. The caller holds the store for writing.
    """
    if engine is not None and engine not in SELECTABLE:
        raise EngineError(f"there is no engine {engine!r}", hint=f"choose one of {', '.join(SELECTABLE)}")
    _, manifest = _present(store)
    engine = engine or (manifest.engine if manifest else DEFAULT_ENGINE)
    earlier = _with_our_forms(store)
    folder = begin_generation(store.folder)
    try:
        manifest = _fill(CatalogueWriter(folder, earlier, learned), folder, store, engine, on_progress)
        publish(store.folder, folder, manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


@contextmanager
def known_forms(store: Store) -> Iterator[Forms]:
    """What the index there is knows of words, if its chains are those of this kielo."""
    folder = _with_our_forms(store)
    try:
        catalogue = Catalogue(folder) if folder else None
    except EngineError:  # damaged: words are analysed anew
        catalogue = None
    if catalogue is None:
        yield Forms()
        return
    try:
        yield catalogue.forms
    finally:
        catalogue.close()


def _with_our_forms(store: Store) -> Path | None:
    folder, manifest = _present(store)
    is_ours = manifest is not None and is_readable(manifest.fingerprint)
    if manifest is None or not is_ours or chains_of(manifest.fingerprint) != chains_of(fingerprint(manifest.engine)):
        return None
    return folder


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


def _fill(catalogue: CatalogueWriter, folder: Path, store: Store, name: str, on_progress: Progress) -> Manifest:
    revision, total = store.revision(), len(store.order_of_arrival())
    terms = Terms(catalogue.forms)
    indexed: set[str] = set()
    engine = open_engine(name, folder / "engine", create=True)

    def documents() -> Iterator[IndexDocument]:
        for done, page in enumerate(store.pages(), 1):
            on_progress("indexing", done, total)
            catalogue.add(page)
            made = document(page, terms)
            indexed.update([term for term, _ in made.fields["exact"]])
            if done % PAGES_AT_ONCE == 0:
                catalogue.keep_forms()
            yield made

    try:
        with _collector_at_rest():
            pages = engine.write(documents())
    finally:
        engine.close()
    _analyse_everywhere(indexed, catalogue)
    catalogue.keep_forms()
    catalogue.add_folded()
    catalogue.finish()
    built = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(engine=name, fingerprint=fingerprint(name), revision=revision, pages=pages, built=built)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for reference cycles: postings come by the thousand a page and form none (of 310 pages 63 objects were
    left for it in all), and looking for some took a sixth of the time."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _analyse_everywhere(indexed: set[str], catalogue: CatalogueWriter) -> None:
    """Analyse in all languages what people are likely to type: words on pages, their base forms, names and terms.

    Such a query then needs no dictionary to be loaded.
    """
    gazetteer = Gazetteer(shipped_entries(), catalogue.forms)
    named = gazetteer.words() if catalogue.add_names(gazetteer) else set()
    covered = catalogue.covered()  # by the generation before, with their base forms
    likely = (indexed | named) - covered
    bases: set[str] = set()
    for form in _kept_at_times(sorted(likely), catalogue):
        for lang in LANGUAGES:
            found = analyse_form(form, lang, catalogue.forms)
            bases.update(found.lemmas, found.parts)
    for form in _kept_at_times(sorted(bases - likely - covered), catalogue):
        for lang in LANGUAGES:
            analyse_form(form, lang, catalogue.forms)


def _kept_at_times(forms: Sequence[str], catalogue: CatalogueWriter) -> Iterator[str]:
    """The forms one by one, with what was analysed written down now and then."""
    for done, form in enumerate(forms, 1):
        yield form
        if done % FORMS_AT_ONCE == 0:
            catalogue.keep_forms()
