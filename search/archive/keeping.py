"""Keeping an archive: taking pages in, cleaning and indexing them anew, decisions on blocks, its state."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from corpus.errors import InputError, SettingsError
from search.archive.opened import Opened, Progress, cores, saying_what_stays, silent

if TYPE_CHECKING:
    from corpus.ingest import IngestReport
    from corpus.model import Decision
    from corpus.reclean import RecleanReport
    from corpus.reports import CleaningReport, LanguageReport
    from corpus.store import KeptVocabulary
    from corpus.vocabulary_files import Imported
    from indexer.doctor import Checkup
    from indexer.generations import Manifest
    from indexer.snapshot import Snapshot


class Keeping(Opened):
    """What those who keep an archive do with it."""

    def ingest(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        source: str | None = None,
        moved: bool = False,
        jobs: int | None = None,
        on_progress: Progress = silent,
    ) -> IngestReport:
        """Read files and folders (or one), clean, link and index what is new or changed.

        A second call with the same input changes nothing. One bad file never stops the run; the report lists it. `jobs`
        processes clean pages, each page within limits of time and memory (default: one a core; in a process with
        threads pages are cleaned here, without limits).
        Raises InputError (a path that is not there, a source's name that stands for another place) and StoreError
        (another writer).
        """
        from corpus.ingest import ingest

        given = [Path(paths)] if isinstance(paths, str | os.PathLike) else [Path(each) for each in paths]
        options: dict[str, Any] = {"source": source, "moved": moved, "jobs": jobs or cores()}
        with self._changing(on_progress, jobs) as forms:
            return ingest(self.store_for(), given, forms=forms, on_progress=on_progress, **options)

    def reclean(
        self, *, dry_run: bool = False, jobs: int | None = None, on_progress: Progress = silent
    ) -> RecleanReport:
        """Clean all pages anew from the bytes that came in, as after an upgrade; `dry_run` only tells the difference.

        People's decisions hold on. Raises StoreError (another writer).
        """
        from corpus.reclean import reclean

        store, jobs = self.store_for(), jobs or cores()
        if dry_run:
            return reclean(store, jobs=jobs, dry_run=True, on_progress=on_progress)
        with self._changing(on_progress, jobs):
            return reclean(store, jobs=jobs, dry_run=False, on_progress=on_progress)

    def reindex(
        self, engine: str | None = None, on_progress: Progress = silent, *, jobs: int | None = None
    ) -> Manifest:
        """Build the index whole from the store, with another engine if one is named, and swap it in.

        One that was stopped before it was done is gone on with. `jobs` processes analyse words that are not known yet
        (default: one a core).
        """
        from corpus.ingest import settle_and_relate
        from indexer.build import known_forms, reindex

        self._require_present()
        engine = engine or self.settings.engine
        store = self.store_for()
        with store.writing(), saying_what_stays(), known_forms(store) as forms:
            settle_and_relate(store, forms, on_progress)  # an ingest may have been cut short before it had
            return reindex(store, engine, on_progress, forms, jobs=jobs or cores())

    def restore(self, name: str, *blocks: str, on_progress: Progress = silent) -> list[Decision]:
        """Keep blocks of a page that a rule had removed, for good; each by its number (from 1) or by words in it.

        Names as in `page`. The same words in a later version of the page are kept as well. Raises InputError.
        """
        return self._decide(name, "restore", blocks, on_progress)

    def drop(self, name: str, *blocks: str, on_progress: Progress = silent) -> list[Decision]:
        """Remove blocks from a page that the rules keep, for good; see `restore`, which takes it back."""
        return self._decide(name, "drop", blocks, on_progress)

    def undo(self, name: str, *blocks: str, on_progress: Progress = silent) -> list[Decision]:
        """Take back what was decided on blocks of a page: the rules hold again.

        A block that the page does not have any more is named by words in it. Raises InputError, also where nothing was
        decided.
        """
        return self._decide(name, "undo", blocks, on_progress)

    def set_language(self, name: str, lang: str, on_progress: Progress = silent) -> Decision:
        """Say which language a page is in (fi, sv or en), for good; `auto` takes it back. Raises InputError."""
        from corpus.decisions import decide_language
        from corpus.model import LANGUAGES

        if lang not in (*LANGUAGES, "auto"):
            raise InputError(f"no language to set: {lang!r}", hint=f"one of {', '.join(LANGUAGES)}, or auto")
        with self._changing(on_progress):
            return decide_language(self.store_for(), self.page(name), "" if lang == "auto" else lang)

    def _decide(
        self, name: str, kind: Literal["restore", "drop", "undo"], blocks: Sequence[str], on_progress: Progress
    ) -> list[Decision]:
        from corpus.decisions import decide_blocks

        with self._changing(on_progress):
            return decide_blocks(self.store_for(), self.page(name), kind, blocks)

    def import_vocabulary(
        self, file: str | os.PathLike[str], *, name: str | None = None, on_progress: Progress = silent
    ) -> Imported:
        """Take the terms of a file into the glossary, in place of a vocabulary of its name (default: the file's).

        A table or SKOS; docs/search.md says how they are read. Raises InputError, and KieloError where SKOS is not
        installed.
        """
        from corpus.vocabulary_files import keep_vocabulary, name_for, read_file

        path = Path(file)
        name = name_for(path, name)
        on_progress("reading the vocabulary", 0, None)
        read = read_file(path)
        with self._changing(on_progress):
            return keep_vocabulary(self.store_for(), read, name, path)

    def vocabularies(self) -> list[KeptVocabulary]:
        """The vocabularies that were imported, by name."""
        return self.store_for().vocabularies().all()

    def remove_vocabulary(self, name: str, *, on_progress: Progress = silent) -> None:
        """Remove a vocabulary: searches answer as they did before it came. Raises InputError where there is none."""
        with self._changing(on_progress):
            if not self.store_for().vocabularies().delete(name):
                hint = "`kielo glossary list` lists them"
                raise InputError("there is no such vocabulary", where=name, hint=hint)

    def raw(self, name: str) -> bytes:
        """The newest bytes of a page as they came in; names as in `page`."""
        return self.store_for().captures(self.page(name).id)[-1]

    def status(self) -> dict[str, Any]:
        """What the archive holds and how its index stands; `settings` says what is wrong with them, if anything."""
        from corpus.cleaning.second import is_available
        from corpus.decisions import standings
        from corpus.page import CLEANING
        from indexer.build import why_stale
        from indexer.generations import current_generation, read_manifest

        store = self.store_for()
        try:
            _, settings = self.settings, None
        except SettingsError as error:
            settings = str(error)
        generation = current_generation(self.path)
        manifest = read_manifest(generation).told() if generation else None
        decisions, links = standings(store, store.settling().decisions()), self.link_decisions()
        return {
            "archive": str(self.path),
            "settings": settings,
            **store.counts(),
            "languages": store.languages(),
            "programmes": len({page.programme for page in store.summaries()}),
            "outdated": store.outdated(CLEANING),
            "vote": is_available(),
            "decisions": len(decisions) + len(links),
            "needs_look": sum(bool(each.needs_look) for each in decisions)
            + sum(bool(each.needs_look) for each in links),
            "index": manifest and {**manifest, "is_current": (why := why_stale(store)) is None, "why_stale": why},
        }

    def doctor(self, *, repair: bool = False, jobs: int | None = None, on_progress: Progress = silent) -> Checkup:
        """Compare archive and index in everything, and say what is not in order; `repair` builds the index again.

        The archive itself is only looked at. Raises StoreError (another writer, an archive that cannot be read).
        """
        from indexer.doctor import check

        if repair:
            self._require_present()
        store = self.store_for()
        with store.writing():
            engine = self.settings.engine
            return check(store, repair=repair, engine=engine, jobs=jobs or cores(), on_progress=on_progress)

    def report_cleaning(self, site: str | None = None) -> CleaningReport:
        """What cleaning removed, by site; its newest templates; pages that lost nearly everything; people's decisions.

        Raises InputError for a site that no page is of.
        """
        from msgspec.structs import replace

        from corpus.decisions import standings
        from corpus.reports import report_cleaning

        store = self.store_for()
        summaries = store.summaries()
        self._require_site(site)
        pages = store.pages([page.id for page in summaries if site in (None, page.site)])
        settling = store.settling()
        report = report_cleaning(pages, settling.templates(), standings(store, settling.decisions()), site)
        mine = {page.address for page in summaries if site in (None, page.site)}
        links = (each for each in self.link_decisions() if site is None or mine & {each.decision.a, each.decision.b})
        return replace(report, links=tuple(links))

    def report_languages(self) -> LanguageReport:
        """Pages whose language somebody should look at: it contradicts what they declare, is mixed, or unknown."""
        from corpus.decisions import standings
        from corpus.reports import report_languages

        store = self.store_for()
        return report_languages(store.pages(), standings(store, store.settling().decisions()))

    def snapshot(self, pack: str | os.PathLike[str] | None = None) -> Snapshot:
        """The state of the archive under one name; `pack` writes it into a file that `ingest` takes in elsewhere.

        Raises StoreError without an index, InputError for a file that cannot be written, or while the index is behind.
        """
        from corpus.snapshot import pack as write
        from indexer.snapshot import current_snapshot

        store = self.store_for()
        found = current_snapshot(store)
        if pack is not None:
            if not found.is_current:
                raise InputError("the archive has changed since it was indexed", hint="run `kielo reindex` first")
            write(store, Path(pack), found.id)
        return found
