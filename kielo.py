"""kielo for Python: an archive of scraped Finnish, Swedish and English pages, searchable as one.

    import kielo

    with kielo.open("archive", create=True) as archive:
        archive.ingest(["pages/"])
        for group in archive.search("välfärdsområde", lang=["fi", "sv"], limit=10):
            print(group.languages, [hit.title for hit in group.hits])

`clean`, `detect_language` and `analyse` are pure functions and need no archive. Errors a caller can act on are
`kielo.KieloError` and its children.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from corpus.errors import EngineError, InputError, KieloError, SettingsError, StoreError

if TYPE_CHECKING:
    from corpus.analysis import Forms, Token
    from corpus.coverage import Cover
    from corpus.ingest import IngestReport
    from corpus.lexicon import Entry, Lexicon, Place
    from corpus.linking.gazetteer import Gazetteer
    from corpus.model import Cleaned, Decision, Detected, Lang, Link, Page, PageId, PageSummary, Programme
    from corpus.passages import Aligned, Aligner, PageDifference
    from corpus.reclean import RecleanReport
    from corpus.reports import CleaningReport, LanguageReport
    from corpus.settings import Settings
    from corpus.store import Store
    from indexer.contract import Sort
    from indexer.doctor import Checkup
    from indexer.generations import Manifest
    from search.citing import Format
    from search.concordance import Concordance, LineSort
    from search.service import Answer, Searcher
    from search.why import Verdict

__all__ = [
    "Archive",
    "EngineError",
    "InputError",
    "KieloError",
    "SettingsError",
    "StoreError",
    "analyse",
    "clean",
    "detect_language",
    "open",
]

Progress = Callable[[str, int, int | None], None]
"""Told the stage in words, how many pages are done in it, and of how many where that is known."""


def _silent(_stage: str, _done: int, _total: int | None) -> None:
    """A progress nobody watches."""


def open(path: str | os.PathLike[str], create: bool = False) -> Archive:  # noqa: A001  reads as kielo.open
    """Open the archive in a folder; `create` makes one where there is none.

    Raises StoreError when there is none, or it is of a newer schema.
    """
    return Archive(Path(path), create=create)


def clean(page: bytes | str, url: str | None = None) -> Cleaned:
    """What a page says, without menus and footers, with its title, language, dates and kind.

    HTML or plain text, told apart by itself. Raises InputError when nothing can be made of it.
    """
    from corpus.page import Refusal, clean_page

    outcome = clean_page(page, url=url)
    if isinstance(outcome, Refusal):
        raise InputError(f"{outcome.reason}: {outcome.detail}" if outcome.detail else str(outcome.reason))
    return outcome


def detect_language(text: str) -> Detected:
    """The language of a text: fi, sv, en, `other`, or `und` when it cannot be told. The same on every run."""
    from corpus.language import detect_language as detect

    return detect(text)


def analyse(text: str, lang: Lang) -> tuple[Token, ...]:
    """The words of a text with base forms, compound parts and the full forms of suspended compounds."""
    from corpus.analysis import analyse as tokens_of

    return tokens_of(text, lang)


class Archive:
    """An archive of pages with its index. Use as a context manager, or call `close()`."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._store: Store | None = None
        self._searcher: Searcher | None = None
        self._learned: dict[str, Lexicon] = {}
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ingest(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        source: str | None = None,
        moved: bool = False,
        jobs: int | None = None,
        on_progress: Progress = _silent,
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
        options: dict[str, Any] = {"source": source, "moved": moved, "jobs": jobs or _cores()}
        with self._changing(on_progress, jobs) as forms:
            return ingest(self.store_for(), given, forms=forms, on_progress=on_progress, **options)

    def reclean(
        self, *, dry_run: bool = False, jobs: int | None = None, on_progress: Progress = _silent
    ) -> RecleanReport:
        """Clean all pages anew from the bytes that came in, as after an upgrade; `dry_run` only tells the difference.

        People's decisions hold on. Raises StoreError (another writer).
        """
        from corpus.reclean import reclean

        store, jobs = self.store_for(), jobs or _cores()
        if dry_run:
            return reclean(store, jobs=jobs, dry_run=True, on_progress=on_progress)
        with self._changing(on_progress, jobs):
            return reclean(store, jobs=jobs, dry_run=False, on_progress=on_progress)

    def restore(self, name: str, *blocks: str, on_progress: Progress = _silent) -> list[Decision]:
        """Keep blocks of a page that a rule had removed, for good; each by its number (from 1) or by words in it.

        Names as in `page`. The same words in a later version of the page are kept as well. Raises InputError.
        """
        return self._decide(name, "restore", blocks, on_progress)

    def drop(self, name: str, *blocks: str, on_progress: Progress = _silent) -> list[Decision]:
        """Remove blocks from a page that the rules keep, for good; see `restore`, which takes it back."""
        return self._decide(name, "drop", blocks, on_progress)

    def undo(self, name: str, *blocks: str, on_progress: Progress = _silent) -> list[Decision]:
        """Take back what was decided on blocks of a page: the rules hold again.

        A block that the page does not have any more is named by words in it. Raises InputError, also where nothing was
        decided.
        """
        return self._decide(name, "undo", blocks, on_progress)

    def set_language(self, name: str, lang: str, on_progress: Progress = _silent) -> Decision:
        """Say which language a page is in (fi, sv or en), for good; `auto` takes it back. Raises InputError."""
        from corpus.decisions import decide_language
        from corpus.model import LANGUAGES

        if lang not in (*LANGUAGES, "auto"):
            raise InputError(f"no language to set: {lang!r}", hint=f"one of {', '.join(LANGUAGES)}, or auto")
        with self._changing(on_progress):
            return decide_language(self.store_for(), self.page(name), "" if lang == "auto" else lang)

    def report_cleaning(self, site: str | None = None) -> CleaningReport:
        """What cleaning removed, by site; its newest templates; pages that lost nearly everything; people's decisions.

        Raises InputError for a site that no page is of.
        """
        from corpus.decisions import standings
        from corpus.reports import report_cleaning

        store = self.store_for()
        summaries = store.summaries()
        sites = sorted({page.site for page in summaries})
        if site is not None and site not in sites:
            hint = f"there are {', '.join(sites[:20])}" if sites else "the archive holds no pages"
            raise InputError("no page is of this site", where=site, hint=hint)
        pages = store.pages([page.id for page in summaries if site in (None, page.site)])
        settling = store.settling()
        return report_cleaning(pages, settling.templates(), standings(store, settling.decisions()), site)

    def report_languages(self) -> LanguageReport:
        """Pages whose language somebody should look at: it contradicts what they declare, is mixed, or unknown."""
        from corpus.decisions import standings
        from corpus.reports import report_languages

        store = self.store_for()
        return report_languages(store.pages(), standings(store, store.settling().decisions()))

    def reindex(
        self, engine: str | None = None, on_progress: Progress = _silent, *, jobs: int | None = None
    ) -> Manifest:
        """Build the index whole from the store, with another engine if one is named, and swap it in.

        One that was stopped before it was done is gone on with. `jobs` processes analyse words that are not known yet
        (default: one a core).
        """
        from corpus.ingest import settle_and_relate
        from indexer.build import known_forms, reindex

        engine = engine or self.settings.engine
        store = self.store_for()
        with store.writing(), known_forms(store) as forms:
            settle_and_relate(store, forms, on_progress)  # an ingest may have been cut short before it had
            return reindex(store, engine, on_progress, forms, jobs=jobs or _cores())

    def search(  # noqa: PLR0913  the options of a search
        self,
        query: str,
        *,
        lang: Sequence[str] | str = (),
        limit: int = 10,
        offset: int = 0,
        group: Literal["programme", "page", "passage"] = "programme",
        sort: Sort = "relevance",
        translate: bool = True,
        without: Sequence[str] = (),
        prefer: str | None = None,
        facets: bool = False,
    ) -> Answer:
        """Search in all languages at once; `lang` keeps only pages in those. Iterate over the answer for its groups.

        `without` names steps into other words that are not to be taken, `prefer` the language whose page leads a
        group; `facets` counts what the pages are. An answer without pages offers what finds some.
        No query is an error; raises ValueError for an option that cannot be.
        """
        langs = (lang,) if isinstance(lang, str) else tuple(lang)
        named = (*langs, prefer) if prefer else langs
        _check_options(langs=named, limit=limit, offset=offset, group=group, sort=sort)
        return self._search().search(
            query,
            langs=langs,
            limit=limit,
            offset=offset,
            unit=group,
            sort=sort,
            translate=translate,
            without=without,
            prefer=prefer,
            facets=facets,
            rescue=True,
        )

    def why(
        self,
        query: str,
        name: str,
        *,
        lang: Sequence[str] = (),
        translate: bool = True,
        without: Sequence[str] = (),
    ) -> Verdict:
        """Why a page matches a query, with the parts of its score; or which stage lost it. Names as in `page`."""
        from corpus.page import Refusal, clean_page
        from search.why import Held, why

        store = self.store_for()
        page = self.page(name) if store.find(name) else None
        places = store.refused_places() if page is None else []
        refused = next((each for each in places if f"/{each}".endswith(f"/{name.lstrip('/')}")), "")
        cleaned = [clean_page(body, url=page.url) for body in reversed(store.captures(page.id))] if page else []
        earlier = tuple(each.blocks for each in cleaned if not isinstance(each, Refusal))
        held = Held(name=name, page=page, earlier=earlier, refused=refused)
        question = self._search().question(query, langs=lang, translate=translate, without=without)
        return why(self._search(), question, held)

    def concordance(  # noqa: PLR0913  the options of a search
        self,
        query: str,
        *,
        lang: Sequence[str] = (),
        translate: bool = True,
        without: Sequence[str] = (),
        sort: LineSort = "page",
        width: int = 40,
    ) -> Concordance:
        """Every place of a query with its context, counts by year and site, and what stands beside it."""
        from search.concordance import concordance

        searcher = self._search()
        question = searcher.question(query, langs=lang, translate=translate, without=without)
        return concordance(searcher, question, query, sort=sort, width=width)

    def export(
        self,
        query: str,
        form: Format = "jsonl",
        *,
        lang: Sequence[str] = (),
        translate: bool = True,
        without: Sequence[str] = (),
    ) -> Iterator[str]:
        """All pages that match, as pieces of a file in a format, with the query they answer."""
        from search.citing import Asked, exported

        searcher = self._search()
        question = searcher.question(query, langs=lang, translate=translate, without=without)
        found = searcher.every(question) if question else []
        asked = Asked(query=query, index=searcher.generation.name, built=searcher.built, pages=len(found))
        return exported(searcher.told(found), form, asked)

    def cite(self, name: str, form: Format = "bibtex") -> Iterator[str]:
        """A page, or the pages of a programme, as pieces of a file in a format."""
        from search.citing import exported

        members = self._search().programme(name) if name.startswith("g") else ()
        return exported(members or (self.page(name).summary,), form)

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
            raise InputError("there is no such page", where=name, hint="`kielo pages` lists them")
        addresses = ", ".join(page.address for page in store.pages(found[:5]))
        raise InputError(
            f"{len(found)} pages end so: {addresses}", where=name, hint="give more of the address, or the id"
        )

    def links(self) -> list[Link]:
        return self.store_for().links()

    def programmes(self) -> list[Programme]:
        """Every programme with its pages and a label per language, by id."""
        from corpus.linking.labels import programmes_of

        return programmes_of(self.store_for().summaries())

    def programme(self, name: str) -> Programme | None:
        """The programme with this id, also one that has since become part of another; None when there is none."""
        from corpus.model import founding_page

        founder = founding_page(name) if name.startswith("g") else None
        return next((each for each in self.programmes() if founder in each.pages), None)

    def beside(self, name: str, lang: Lang) -> Aligned:
        """A page and its translation, passage by passage; names as in `page`. Raises InputError when it has none."""
        from corpus.passages import mate

        store, page = self.store_for(), self.page(name)
        other = mate(page.id, lang, store.links(), self._langs())
        if other is None:
            raise InputError(f"no page in {lang} is linked to it", where=page.address, hint="`kielo links PAGE`")
        with self._aligning() as aligner:
            return aligner.align(page, next(store.pages([other])))

    def aligned(self, *names: str, langs: tuple[Lang, Lang] | None = None) -> Iterator[Aligned]:
        """All pages that are linked as translations, passage by passage; only those of the pages named, if any are."""
        from corpus.passages import aligned_pages, pairs_of

        store, wanted, known = self.store_for(), {self.page(name).id for name in names}, self._langs()
        links = [link for link in pairs_of(store.links(), known) if not wanted or wanted & {link.a, link.b}]
        if langs is not None:
            links = [link for link in links if (known[link.a], known[link.b]) == langs]
        with self._aligning() as aligner:
            yield from aligned_pages(links, store.pages, lambda _link: aligner)

    def lexicon(self) -> Lexicon:
        """Word translations learned from the passages of linked pages; empty below thirty links."""
        from corpus.analysis import chain_version
        from corpus.lexicon.keeping import keep_lexicon, key_of, read_lexicon
        from corpus.model import LANGUAGES
        from corpus.passages import Aligner, learn_lexicon, pairs_of

        store = self.store_for()
        links = pairs_of(store.links(), self._langs())
        key = key_of(store.revision(), links, [chain_version(lang) for lang in LANGUAGES])
        learned = self._learned.get(key) or read_lexicon(self.path, key)
        if learned is None:
            programmes = {page.id: page.programme for page in store.summaries()}
            with self._known_words() as (forms, names):
                learned = learn_lexicon(links, store.pages, Aligner(forms, None, names), programmes)
            keep_lexicon(self.path, key, learned)
        self._learned = {key: learned}
        return learned

    def examples(self, entries: Iterable[Entry]) -> dict[Place, str]:
        """The texts of the passages that show entries of the lexicon."""
        places = {place for entry in entries for pair in entry.examples for place in pair}
        pages = {
            page.id: page.cleaned.blocks for page in self.store_for().pages(sorted({each.page for each in places}))
        }
        return {each: pages[each.page][each.block].text for each in places if each.block < len(pages[each.page])}

    def report_facts(self) -> Iterator[PageDifference]:
        """Where a page and its translation tell other dates, sums, phone numbers or mail addresses."""
        from corpus.passages import page_differences, pairs_of

        store = self.store_for()
        links = pairs_of(store.links(), self._langs())
        with self._aligning() as aligner:
            yield from page_differences(links, store.pages, aligner)

    def report_coverage(
        self,
        *,
        site: str | None = None,
        year: int | None = None,
        lang: Lang | None = None,
        missing: Lang | None = None,
    ) -> list[Cover]:
        """For each page and language whether it is there, a stub, behind, missing, or not translated.

        `missing` keeps only what cannot be read in that language at all.
        """
        from corpus.coverage import coverage, selected, standing_of
        from corpus.passages import changes

        store = self.store_for()
        changed = changes(store.held_versions()) if any(page.version > 1 for page in store.summaries()) else {}
        standings = [standing_of(page, changed.get(page.address)) for page in store.pages()]
        found = selected(coverage(standings, store.links()), site=site, year=year, lang=missing or lang)
        return [each for each in found if not missing or each.state in ("missing", "untranslated")]

    def _langs(self) -> dict[PageId, Lang]:
        return {page.id: page.lang for page in self.store_for().summaries()}

    @contextmanager
    def _aligning(self) -> Iterator[Aligner]:
        """What aligns pages, with all that the archive has learned."""
        from corpus.passages import Aligner

        lexicon = self.lexicon()
        with self._known_words() as (forms, names):
            yield Aligner(forms, lexicon, names)

    @contextmanager
    def _known_words(self) -> Iterator[tuple[Forms, Gazetteer]]:
        """The words and names that the index knows, for reading; without an index they are analysed anew."""
        from corpus.analysis import Forms
        from corpus.linking.gazetteer import Gazetteer, shipped_entries
        from indexer.catalogue import Catalogue
        from indexer.generations import current_generation

        folder = current_generation(self.path)
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

    def raw(self, name: str) -> bytes:
        """The newest bytes of a page as they came in; names as in `page`."""
        return self.store_for().captures(self.page(name).id)[-1]

    def status(self) -> dict[str, Any]:
        """What the archive holds and how its index stands."""
        from corpus.cleaning.second import is_available
        from corpus.decisions import standings
        from corpus.page import CLEANING
        from indexer.build import why_stale
        from indexer.generations import current_generation, read_manifest

        store = self.store_for()
        generation = current_generation(self.path)
        manifest = read_manifest(generation).told() if generation else None
        decisions = standings(store, store.settling().decisions())
        return {
            "archive": str(self.path),
            **store.counts(),
            "languages": store.languages(),
            "programmes": len({page.programme for page in store.summaries()}),
            "outdated": store.outdated(CLEANING),
            "vote": is_available(),
            "decisions": len(decisions),
            "needs_look": sum(bool(each.needs_look) for each in decisions),
            "index": manifest and {**manifest, "is_current": (why := why_stale(store)) is None, "why_stale": why},
        }

    def doctor(self, *, repair: bool = False, jobs: int | None = None, on_progress: Progress = _silent) -> Checkup:
        """Compare archive and index in everything, and say what is not in order; `repair` builds the index again.

        The archive itself is only looked at. Raises StoreError (another writer, an archive that cannot be read).
        """
        from indexer.doctor import check

        store = self.store_for()
        with store.writing():
            engine = self.settings.engine
            return check(store, repair=repair, engine=engine, jobs=jobs or _cores(), on_progress=on_progress)

    def _decide(
        self, name: str, kind: Literal["restore", "drop", "undo"], blocks: Sequence[str], on_progress: Progress
    ) -> list[Decision]:
        from corpus.decisions import decide_blocks

        with self._changing(on_progress):
            return decide_blocks(self.store_for(), self.page(name), kind, blocks)

    @contextmanager
    def _changing(self, on_progress: Progress, jobs: int | None = None) -> Iterator[Forms]:
        """Hold the archive while something changes in its pages; then settle, link and index what follows from it."""
        from corpus.ingest import settle_and_relate
        from indexer.build import is_current, known_forms, tidy, update
        from indexer.generations import mark_behind, unmark_behind

        engine = self.settings.engine
        store = self.store_for()
        with store.writing(), known_forms(store) as forms:
            mark_behind(self.path)
            try:
                yield forms
                settle_and_relate(store, forms, on_progress)
            finally:
                if stands := is_current(store, engine):
                    unmark_behind(self.path)
            if stands:
                tidy(store)
            else:
                update(store, engine, on_progress, forms, jobs=jobs or _cores())

    def _search(self) -> Searcher:
        """The searcher of the newest generation: one that was swapped in meanwhile takes the place of the old."""
        from indexer.catalogue import KNOWN_SCHEMA, schema_of
        from indexer.generations import current_generation
        from search.service import Searcher

        if self._searcher is None or self._searcher.generation != current_generation(self.path):
            if schema_of(self.path / "archive.sqlite") not in (KNOWN_SCHEMA, None):
                self.store_for()  # brings an older archive up to date; of a newer one it says so
            if self._searcher is not None:
                self._searcher.close()
            self._searcher = Searcher(self.path)
        return self._searcher


def _cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_options(*, langs: Sequence[str], limit: int, offset: int, group: str, sort: str) -> None:
    known = ("fi", "sv", "en", "und", "other")
    problems = [f"lang must be of {', '.join(known)}, not {lang!r}" for lang in langs if lang not in known]
    if limit < 1 or offset < 0:
        problems.append("limit must be 1 or more, and offset 0 or more")
    if group not in ("programme", "page", "passage"):
        problems.append(f"group must be 'programme', 'page' or 'passage', not {group!r}")
    if sort not in ("relevance", "newest", "oldest"):
        problems.append(f"sort must be 'relevance', 'newest' or 'oldest', not {sort!r}")
    if problems:
        raise ValueError("; ".join(problems))
