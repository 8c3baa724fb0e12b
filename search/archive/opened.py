"""An archive that is open: its store, its searcher, its pages, and holding it while something changes.

Not here: what can be done with it (the other modules here, which kielo.py puts together).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from corpus.errors import EngineError, InputError, StoreError

if TYPE_CHECKING:
    from corpus.analysis import Forms
    from corpus.lexicon import Lexicon
    from corpus.linking.decided import LinkStanding
    from corpus.linking.gazetteer import Gazetteer
    from corpus.model import Page, PageSummary
    from corpus.settings import Settings
    from corpus.store import Store
    from indexer.as_of import Past
    from search.service import Searcher

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told the stage in words, how many pages are done in it, and of how many where that is known."""


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """A progress nobody watches."""


class Opened:
    """What everything that can be done with an archive stands on."""

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        date: str = "",
        past: Past | None = None,
        present: Path | None = None,
    ) -> None:
        """`past` is held as long as this is open; `present` is the archive that this is as of a date."""
        self.path = path
        self.date = date
        self._present = present
        self._past = past
        self._store: Store | None = None
        self._searcher: Searcher | None = None
        self._answering: tuple[Path | None, int, int] | None = None
        self._learned: dict[str, Lexicon] = {}
        if path.exists() and not path.is_dir():
            raise StoreError("an archive is a folder, and this is a file", where=str(path), hint=_archive_above(path))
        if create:
            from corpus.settings import write_template

            _ = self.store_for(create=True)
            write_template(path)
        elif not (path / "archive.sqlite").is_file():
            raise StoreError(
                "there is no archive here",
                where=str(path),
                hint="make one with `kielo ingest PATH...`, or name another with --archive",
            )

    @cached_property
    def settings(self) -> Settings:
        """What the archive is set to. Raises SettingsError when that cannot be read."""
        from corpus.settings import read_settings

        return read_settings(self.path)

    def store_for(self, *, create: bool = False) -> Store:
        """The archive's store, opened when first needed: a search does without."""
        if self._store is None:
            from corpus.store import Store

            self._store = Store.open(self.path, create=create)
        return self._store

    def close(self) -> None:
        for part in (self._searcher, self._store):
            if part is not None:
                part.close()
        self._searcher = self._store = None
        if self._past is not None:
            self._past.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pages(self) -> list[PageSummary]:
        """Every page without its text, by address."""
        return self.store_for().summaries()

    def page(self, name: str) -> Page:
        """The page with this id or address, or with an address that ends so; raises InputError when none or several."""
        store = self.store_for()
        found = store.find(name)
        if len(found) == 1:
            return next(store.pages(found))
        if not found:
            if later := self._came_later(name):
                raise InputError(later, where=name, hint="ask without a date")
            if name.startswith("g") and (members := self._members(name)):
                raise InputError("this is a programme; name one of its pages", where=name, hint=", ".join(members))
            raise InputError("there is no such page", where=name, hint="`kielo pages` lists them")
        addresses = ", ".join(page.address for page in store.pages(found[:5]))
        raise InputError(
            f"{len(found)} pages end so: {addresses}", where=name, hint="give more of the address, or the id"
        )

    def link_decisions(self) -> list[LinkStanding]:
        """What people have decided on links, as it was made, and how each stands: it may need a new look."""
        from corpus.link_decisions import link_standings

        return link_standings(self.store_for())

    def _members(self, programme: str) -> list[str]:
        """The addresses of the pages of a programme."""
        from corpus.model import founding_page

        pages = self.pages()
        now = next((page.programme for page in pages if page.id == founding_page(programme)), None)
        return [page.address for page in pages if page.programme == now]

    def _require_site(self, site: str | None) -> None:
        """Raises InputError for a site that no page is of."""
        from search.nearest import nearest

        if site is None or site in (sites := sorted({page.site for page in self.pages()})):
            return
        hint = "the archive holds no pages"
        if sites:
            hint = (
                f"near it: {', '.join(near)}"
                if (near := nearest(site, sites))
                else f"there are {', '.join(sites[:20])}"
            )
        raise InputError("no page is of this site", where=site, hint=hint)

    def _came_later(self, name: str) -> str:
        """That a page, or a programme, came in after the date this archive is of; empty where that is not so."""
        if self._present is None:
            return ""
        from corpus.model import founding_page
        from corpus.store import Store

        with Store.open(self._present) as store:
            found = store.find(name) or store.find(founding_page(name))
            first = store.first_seen(found[0]) if found else None
        return f"it came in on {first}, and was not held as of {self.date}" if first else ""

    def _notes_of_date(self) -> tuple[str, ...]:
        """Of an archive that held nothing at its date, that this is so, and from when on there are pages."""
        if self._present is None or self.store_for().first_seen():
            return ()
        from corpus.store import Store
        from search.answers import none_held

        with Store.open(self._present) as store:
            first = store.first_seen()
        return (none_held(self.date, first),) if first else ()

    def _require_present(self) -> None:
        if self.date:
            hint = "open the archive without a date"
            raise StoreError(f"this is the archive as of {self.date}, which can only be read", hint=hint)

    @contextmanager
    def _known_words(self) -> Iterator[tuple[Forms, Gazetteer]]:
        """The words and names that the index knows, for reading; without an index they are analysed anew."""
        from corpus.analysis import Forms
        from corpus.linking.gazetteer import Gazetteer, shipped_entries
        from indexer.catalogue import Catalogue
        from indexer.generations import generation_if_told

        folder = generation_if_told(self.path)
        try:
            catalogue = Catalogue(folder) if folder else None
        except EngineError:
            catalogue = None
        if catalogue is None:
            forms = Forms()
            yield forms, Gazetteer(shipped_entries(), forms)
            return
        try:
            yield catalogue.forms, Gazetteer(shipped_entries(), catalogue.forms, catalogue.names)
        finally:
            catalogue.close()

    @contextmanager
    def _changing(self, on_progress: Progress, jobs: int | None = None) -> Iterator[Forms]:
        """Hold the archive while something changes in its pages; then settle, link and index what follows from it."""
        from corpus.ingest import settle_and_relate
        from indexer.build import is_current, known_forms, tidy, update
        from indexer.generations import mark_behind, unmark_behind
        from indexer.snapshot import restamp

        self._require_present()
        engine = self.settings.engine
        store = self.store_for()
        with store.writing(), saying_what_stays(), known_forms(store) as forms:
            mark_behind(self.path)
            try:
                yield forms
                settle_and_relate(store, forms, on_progress)
            finally:
                if stands := is_current(store, engine):
                    unmark_behind(self.path)
            if stands:
                restamp(store)
                tidy(store)
            else:
                update(store, engine, on_progress, forms, jobs=jobs or cores())

    def _search(self) -> Searcher:
        """The searcher of what answers now: a generation swapped in, or named anew, meanwhile is opened."""
        from indexer.catalogue import KNOWN_SCHEMA, schema_of
        from indexer.snapshot import answering
        from search.service import Searcher

        now = answering(self.path)
        if self._searcher is None or self._answering != now:
            if schema_of(self.path / "archive.sqlite") not in (KNOWN_SCHEMA, None):
                self.store_for()  # brings an older archive up to date; of a newer one it says so
            if self._searcher is not None:
                self._searcher.close()
            self._searcher, self._answering = Searcher(self.path), now
        return self._searcher


@contextmanager
def saying_what_stays() -> Iterator[None]:
    """Whoever stops it is told that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        stopped.add_note("what was stored stays, and the next run goes on from there")
        raise


def _archive_above(file: Path) -> str:
    above = file.parent
    return f"--archive {above} would be one" if (above / "archive.sqlite").is_file() else "name a folder"


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
