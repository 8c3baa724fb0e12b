"""One generation in the making: what of an archive goes into catalogue and engine, page by page, and in what order.

Pages are written in steps that the disk has before the next begins, the engine first: what only it has is written
again by the run that goes on, and takes the place of itself.

Not here: which generation answers and when it is out of date (build.py), which files are shared (growing.py), what a
page becomes (schema.py).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct

from corpus.collector import collector_at_rest
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import PageId
from corpus.store import Store
from indexer.catalogue import CatalogueWriter, Held
from indexer.contract import Engine, IndexDocument
from indexer.engines import open_engine
from indexer.filing import Filing
from indexer.generations import Manifest, Plan, generation_if_told, publish
from indexer.growing import ENGINE_FOLDER, files_of, grow
from indexer.learning import learn
from indexer.schema import Terms, digest_of, document
from indexer.snapshot import snapshot_of
from indexer.teaching import Teaching, teach
from indexer.vocabularies import write_vocabularies
from indexer.words import WordsWriter

PAGES_A_SESSION = 2_000
"""Pages that a whole build writes through to the disk together, and a run that is stopped loses at most. At 500, an
engine's writing costs a sixth more."""

FILED_AT_ONCE = 400  # pages whose names are looked up together

Progress = Callable[[str, int, int | None], None]


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """A progress nobody watches."""


class Options(Struct, frozen=True, kw_only=True):
    """How an index is built: processes that analyse words, and who is told how far it is."""

    jobs: int = 1
    on_progress: Progress = silent


class Standing(Struct, frozen=True, kw_only=True):
    """The generation that answers while another is made."""

    folder: Path
    manifest: Manifest


class Making:
    """One generation in the making."""

    def __init__(self, store: Store, folder: Path, plan: Plan, words: WordsWriter, options: Options) -> None:
        self._store, self._folder, self._plan, self._words = store, folder, plan, words
        self._jobs, self._on_progress = options.jobs, options.on_progress
        self._revision, self._settled, self._states = store.revision(), store.settled(), store.states()
        self._terms = Terms(words.forms)
        self._filing = Filing(store)
        self._stamps: dict[PageId, bytes] = {}  # of the pages that are looked at
        self._indexed: set[str] = set()  # words of pages that were written, and that were not learnt yet
        self._done = 0
        self._dead = 0

    def whole(self, names_from: Path | None = None) -> Manifest:
        """All pages; those that an earlier run has written are left as they are, if they still are the same.

        `names_from` is a generation with the same words, whose analysed names can be taken over.
        """
        try:
            with closing(CatalogueWriter(self._folder, self._plan.words)) as catalogue:
                with self._engine():
                    pass  # also of an archive without pages
                held = catalogue.held()
                changed = self._changed(held, list(self._states))
                self._remove(catalogue, held)
                for start in range(0, len(changed), PAGES_A_SESSION):
                    self._write(catalogue, held, changed[start : start + PAGES_A_SESSION], len(changed))
                    self._learn(self._indexed)
                    catalogue.commit()  # last: a page that it holds is done, words and all, if the run is stopped here
                self._add_names(catalogue, names_from)
                catalogue.finish()
                self._teach(names_from)
                return self._publish()
        except KeyboardInterrupt:
            raise  # the next one goes on with what stands
        except BaseException:
            self._discard()
            raise

    def grown(self, before: Standing) -> Manifest | None:
        """The generation before with what has changed since; None when that one turns out not to hold its pages."""
        try:
            grow(before.folder, self._plan.engine, self._folder)
            self._dead = before.manifest.dead
            with closing(CatalogueWriter(self._folder, self._plan.words)) as catalogue:
                held = catalogue.held()
                touched = self._store.touched_since(before.manifest.settled)
                looked_at = [
                    page for page, state in self._states.items() if page in touched or _differs(held, page, state)
                ]
                changed = self._changed(held, looked_at)
                self._remove(catalogue, held)
                self._write(catalogue, held, changed, len(changed))
                with self._engine() as engine:
                    if engine.count() != len(self._states):
                        shutil.rmtree(self._folder, ignore_errors=True)
                        return None
                self._learn(self._indexed)
                self._add_names(catalogue)
                catalogue.finish()
                self._teach(before.folder)
                return self._publish(before)
        except BaseException:
            self._discard()
            raise

    def _discard(self) -> None:
        """Unless it answers: what goes wrong may do so after the swap."""
        current = generation_if_told(self._store.folder)
        if current is None or current.name != self._folder.name:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _changed(self, held: Mapping[PageId, Held], pages: Sequence[PageId]) -> list[PageId]:
        """Those of the pages that are new, or may have to be shown otherwise."""
        self._stamps = self._store.stamps(pages)
        return [
            page for page in pages if _differs(held, page, self._states[page]) or held[page].stamp != self._stamps[page]
        ]

    def _remove(self, catalogue: CatalogueWriter, held: Mapping[PageId, Held]) -> None:
        """What the archive has no more."""
        if gone := sorted(held.keys() - self._states.keys()):
            with self._engine() as engine:
                engine.delete(gone)
            catalogue.remove(gone)
            self._dead += len(gone)

    def _write(
        self, catalogue: CatalogueWriter, held: Mapping[PageId, Held], pages: Sequence[PageId], total: int
    ) -> None:
        """Pages into catalogue and engine. The engine comes first to the disk: what only it has is written again."""
        documents = self._documents(catalogue, held, pages, total)
        with collector_at_rest():
            first = next(documents, None)
            if first is not None:
                with self._engine() as engine:
                    engine.write(chain([first], documents))

    def _documents(
        self, catalogue: CatalogueWriter, held: Mapping[PageId, Held], pages: Sequence[PageId], total: int
    ) -> Iterator[IndexDocument]:
        """The pages as documents, but for those that would make the same one again."""
        for start in range(0, len(pages), FILED_AT_ONCE):
            some = pages[start : start + FILED_AT_ONCE]
            named = self._filing.of(some)
            for page in self._store.kept(some):
                self._done += 1
                self._on_progress("indexing", self._done, total)
                its = named.get(page.id)
                now = Held(state=self._states[page.id], stamp=self._stamps[page.id], digest=digest_of(page, its))
                if page.id in held and held[page.id].digest == now.digest:
                    catalogue.put_summary(page, now)
                    continue
                self._dead += page.id in held
                catalogue.put(page, now)
                made = document(page, self._terms, its)
                self._indexed.update([term for term, _ in made.fields["exact"]])
                yield made

    def _learn(self, words: set[str]) -> None:
        """Have words known in all languages."""
        learn(self._words, words, jobs=self._jobs, on_progress=partial(self._on_progress, "analysing words"))
        self._indexed.clear()

    def _add_names(self, catalogue: CatalogueWriter, names_from: Path | None = None) -> None:
        """The names of the gazetteer, with their words; taken over where they are the same."""
        gazetteer = Gazetteer(shipped_entries(), self._words.forms)
        if names_from is not None and not catalogue.has_names(gazetteer):
            catalogue.take_names(names_from)
        if not catalogue.has_names(gazetteer):
            self._learn(gazetteer.words())
            catalogue.put_names(gazetteer)

    def _teach(self, before: Path | None) -> None:
        """The words of other languages that people have imported, and those that the pages teach.

        `before` was built with the same words.
        """
        with collector_at_rest():
            write_vocabularies(self._folder, before, self._store.vocabularies(), self._words.forms)
        self._words.forms.keep()
        teaching = Teaching(folder=self._folder, before=before, jobs=self._jobs, on_progress=self._on_progress)
        teach(self._store, teaching)

    def _publish(self, before: Standing | None = None) -> Manifest:
        manifest = Manifest(
            engine=self._plan.engine,
            fingerprint=self._plan.fingerprint,
            revision=self._revision,
            settled=self._settled,
            pages=len(self._states),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            words=self._plan.words,
            dead=self._dead,
            snapshot=snapshot_of(self._folder, self._plan.fingerprint, self._store),
            files=files_of(self._folder, *((before.folder, before.manifest) if before else ())),
        )
        publish(self._store.folder, self._folder, manifest)
        return manifest

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        with closing(open_engine(self._plan.engine, self._folder / ENGINE_FOLDER, create=True)) as engine:
            yield engine


def _differs(held: Mapping[PageId, Held], page: PageId, state: str) -> bool:
    return page not in held or held[page].state != state
