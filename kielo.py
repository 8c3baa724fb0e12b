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
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from corpus.errors import EngineError, InputError, KieloError, SettingsError, StoreError

if TYPE_CHECKING:
    from corpus.analysis import Forms, Token
    from corpus.coverage import Cover
    from corpus.ingest import IngestReport
    from corpus.lexicon import Entry, Lexicon, Place
    from corpus.link_decisions import Taken
    from corpus.linking.decided import LinkStanding
    from corpus.linking.gazetteer import Gazetteer
    from corpus.linking.overview import Overview
    from corpus.linking.vetoes import Veto
    from corpus.model import (
        Cleaned,
        Decision,
        Detected,
        Lang,
        Link,
        LinkDecision,
        LinkVerdict,
        Page,
        PageId,
        PageSummary,
        Programme,
        Relation,
    )
    from corpus.passages import Aligned, Aligner, PageDifference
    from corpus.reclean import RecleanReport
    from corpus.reports import CleaningReport, LanguageReport
    from corpus.settings import Settings
    from corpus.store import SavedSearch, Store
    from indexer.contract import Sort
    from indexer.doctor import Checkup
    from indexer.generations import Manifest
    from indexer.snapshot import Snapshot
    from search.citing import Format
    from search.concordance import Concordance, LineSort
    from search.news import News
    from search.recall import Recalled
    from search.reviewing import Review
    from search.service import Answer, Searcher
    from search.suggest import Suggestion
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
    "to_pandas",
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


def to_pandas(values: Answer | Concordance | Iterable[PageSummary | Link | Programme]) -> Any:
    """A pandas DataFrame of an answer, a concordance, or a list of pages, links or programmes, one row each.

    Needs the extra `kielo[pandas]`; raises KieloError without it.
    """
    from search.frames import to_pandas as table_of

    return table_of(values)


class Archive:
    """An archive of pages with its index. Use as a context manager, or call `close()`."""

    def __init__(self, path: Path, *, create: bool = False, date: str = "") -> None:
        self.path = path
        self.date = date
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

    def reindex(
        self, engine: str | None = None, on_progress: Progress = _silent, *, jobs: int | None = None
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

    def suggest(self, typed: str, *, lang: str | None = None, limit: int = 10) -> tuple[Suggestion, ...]:
        """What may be about to be typed: names, titles of programmes and words that begin as the last word does."""
        return self._search().suggester.suggest(typed, lang, limit)

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
        read: dict[str, Any] = {"langs": tuple(lang), "translate": translate, "without": tuple(without)}
        read |= {"as_of": self.date}
        asked = Asked(query=query, state=searcher.state, pages=len(found), **read)
        return exported(searcher.told(found), form, asked)

    def cite(self, name: str, form: Format = "bibtex") -> Iterator[str]:
        """A page, or the pages of a programme, as pieces of a file in a format."""
        from search.citing import exported

        members = self._search().programme(name) if name.startswith("g") else ()
        return exported(members or (self.page(name).summary,), form)

    def as_of(self, date: str, *, jobs: int | None = None, on_progress: Progress = _silent) -> Archive:
        """The archive as it was at the end of a day, month or year (or at a time, in UTC), for reading.

        Of each page the newest capture seen by then; what came later is not there. People's decisions of today hold.
        It is built when it is first asked for, and kept for a while. Close it as any archive. Raises InputError for
        what is no date.
        """
        from corpus.moments import last_moment
        from indexer.as_of import archive_as_of

        self._require_present()
        moment, engine = last_moment(date), self.settings.engine
        folder = archive_as_of(self.store_for(), moment, engine, jobs=jobs or _cores(), on_progress=on_progress)
        return Archive(folder, date=date)

    def _require_present(self) -> None:
        if self.date:
            hint = "open the archive without a date"
            raise StoreError(f"this is the archive as of {self.date}, which can only be read", hint=hint)

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

    def recall(
        self,
        citation: str,
        *,
        snapshot: str | None = None,
        as_of: str | None = None,
        on_progress: Progress = _silent,
    ) -> Recalled:
        """Ask a cited query again, and say what differs from what was cited.

        `citation` is a file or text that cites a query, or a query, cited of the state `snapshot`. What was asked as of
        a date is asked as of it again. Raises InputError.
        """
        from search.recall import compared, read_citation

        cited = read_citation(citation, snapshot)
        if (as_of or cited.asked.as_of) and not self.date:
            with self.as_of(as_of or cited.asked.as_of, on_progress=on_progress) as then:
                return then.recall(citation, snapshot=snapshot)
        asked, searcher = cited.asked, self._search()
        question = searcher.question(asked.query, langs=asked.langs, translate=asked.translate, without=asked.without)
        found = list(searcher.told(searcher.every(question))) if question else []
        return compared(cited, found, searcher.state)

    def save(
        self,
        name: str,
        query: str,
        *,
        lang: Sequence[str] = (),
        translate: bool = True,
        without: Sequence[str] = (),
    ) -> SavedSearch:
        """Keep a search under a name; what it finds now counts as seen. Raises InputError for a name that is taken."""
        from corpus.store import SavedSearch

        self._require_present()
        if not name.strip() or not query.strip():
            raise InputError("a saved search has a name and a query")
        searches = self.store_for().searches()
        if searches.get(name):
            raise InputError("there is a saved search of this name", where=name, hint="`kielo saved --delete NAME`")
        told: dict[str, Any] = {"langs": tuple(lang), "translate": translate, "without": tuple(without)}
        saved = SavedSearch(name=name, query=query, made_at=(now := _now()), looked_at=now, **told)
        searches.put(saved, {page.id: page.version for page in self._found_by(saved)})
        return saved

    def saved(self) -> list[SavedSearch]:
        """The saved searches, by name."""
        return self.store_for().searches().all()

    def delete_saved(self, name: str) -> None:
        """Raises InputError where there is none of this name."""
        if not self.store_for().searches().delete(name):
            raise _unknown_search(name)

    def news(self, name: str, *, since: str | None = None, keep: bool = False) -> News:
        """What is new or changed for a saved search since it was last looked at, or since a date.

        Looking marks it as seen, unless `keep` is set. Raises InputError for an unknown name, and for no date.
        """
        from corpus.moments import first_moment
        from search.news import UNTOLD, News, entries_of

        searches = self.store_for().searches()
        saved = searches.get(name)
        if saved is None:
            raise _unknown_search(name)
        at, found = _now(), self._found_by(saved)
        if since is None:
            seen, arrived = searches.seen(name), searches.arrived_after(saved.looked_at)
        else:
            before = searches.held_before(first_moment(since))
            seen = {page.id: before[page.id] for page in found if page.id in before}
            arrived = {page.id for page in found if page.id not in before}
        news = News(
            name=name,
            query=saved.query,
            since=since or saved.looked_at,
            pages=len(found),
            entries=entries_of(self._search(), found, seen, arrived),
            notes=() if since is None else (UNTOLD,),
        )
        if not keep:
            searches.look(name, {page.id: page.version for page in found}, at)
        return news

    def _found_by(self, saved: SavedSearch) -> list[PageSummary]:
        """All pages that a saved search finds now, best first; none before there is an index."""
        from indexer.generations import current_generation

        if current_generation(self.path) is None:
            return []
        told: dict[str, Any] = {"langs": saved.langs, "translate": saved.translate, "without": saved.without}
        searcher = self._search()
        question = searcher.question(saved.query, **told)
        return list(searcher.told(searcher.every(question))) if question else []

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
        """Which pages belong together and why; also what is uncertain, and what people have rejected: see `state`."""
        return self.store_for().links()

    def link(  # noqa: PLR0913  all that a decision is made of
        self,
        a: str,
        b: str,
        *,
        relation: Relation | None = None,
        who: str | None = None,
        note: str = "",
        on_progress: Progress = _silent,
    ) -> LinkDecision:
        """Say that two pages belong together, for good; names as in `page`.

        Without a relation they are what links them now; else translations, or in one language of one programme. `who`
        is KIELO_USER, or the name logged in with. Raises InputError.
        """
        return self._decide_link(a, b, "confirm", on_progress, who=who, relation=relation, note=note)

    def unlink(  # noqa: PLR0913  as `link`
        self,
        a: str,
        b: str,
        *,
        relation: Relation | None = None,
        who: str | None = None,
        note: str = "",
        on_progress: Progress = _silent,
    ) -> LinkDecision:
        """Say that two pages are not each other's `relation`, and no link is to be made between them, for good.

        Third pages may still bring them into one programme, unless the relation is `same_programme`. As `link`.
        """
        return self._decide_link(a, b, "reject", on_progress, who=who, relation=relation, note=note)

    def undo_link(
        self, a: str, b: str, *, who: str | None = None, note: str = "", on_progress: Progress = _silent
    ) -> LinkDecision:
        """Take back what was decided on the two pages: kielo decides again. Raises InputError where nothing was."""
        return self._decide_link(a, b, "undo", on_progress, who=who, note=note)

    def link_decisions(self) -> list[LinkStanding]:
        """What people have decided on links, as it was made, and how each stands: it may need a new look."""
        from corpus.link_decisions import link_standings

        return link_standings(self.store_for())

    def vetoes(self, links: Iterable[Link]) -> list[tuple[Veto, ...]]:
        """For each link all that could have ruled it out, and how its pages stand with it."""
        from corpus.linking.packing import known_of
        from corpus.linking.relating import features_version
        from corpus.linking.vetoes import vetoes

        links = list(links)
        wanted = {page for link in links for page in (link.a, link.b)}
        shelf = self.store_for().features(features_version())
        known = {each.page: known_of(each) for each in shelf.counted() if each.page in wanted}
        return [
            vetoes(known[link.a], known[link.b], link.relation) if {link.a, link.b} <= known.keys() else ()
            for link in links
        ]

    def review(self, who: str | None = None) -> Review:
        """What is in doubt among links, to be answered one by one; `relink` makes the answers felt."""
        from corpus.settings import user_name
        from search.reviewing import Review

        if not self.store_for().is_related():  # answers of a review that was killed before they were felt
            self.relink()
        return Review(self.store_for(), who or user_name())

    def relink(self, on_progress: Progress = _silent) -> None:
        """Decide links and programmes anew, if anything they rest on has changed."""
        with self._changing(on_progress):
            pass

    def compare(self, a: Page, b: Page) -> Aligned:
        """Two pages in different languages passage by passage, whether they are linked or not."""
        from corpus.passages import Aligner

        with self._known_words() as (forms, names):
            return Aligner(forms, None, names).align(a, b)

    def export_links(
        self, links: Iterable[Link] | None = None, decisions: Iterable[LinkStanding] | None = None
    ) -> Iterator[str]:
        """People's decisions on links with all they hold on to, then the links that wait for one, as lines of CSV; all,
        or those given."""
        from corpus.link_files import links_csv

        addresses = {page.id: page.address for page in self.pages()}
        decisions = self.link_decisions() if decisions is None else decisions
        return links_csv(self.links() if links is None else links, decisions, addresses)

    def import_links(self, body: bytes, who: str | None = None, on_progress: Progress = _silent) -> Taken:
        """Take in the decisions of such a file, all or none, also as people have filled it in.

        `who` stands for rows that name nobody. Raises InputError that names every line that cannot be understood.
        """
        from corpus.link_decisions import take_in
        from corpus.link_files import read_links_csv
        from corpus.settings import user_name

        rows = read_links_csv(body)
        with self._changing(on_progress):
            return take_in(self.store_for(), rows, who or user_name())

    def _decide_link(
        self, a: str, b: str, verdict: LinkVerdict, on_progress: Progress, *, who: str | None, **told: Any
    ) -> LinkDecision:
        from corpus.link_decisions import decide_link
        from corpus.settings import user_name

        one, other = self.page(a), self.page(b)
        with self._changing(on_progress):
            return decide_link(self.store_for(), one, other, verdict, who=who or user_name(), **told)

    def programmes(self) -> list[Programme]:
        """Every programme with its pages and a label per language, by id."""
        from corpus.linking.labels import programmes_of

        return programmes_of(self.store_for().summaries())

    def programme(self, name: str) -> Programme | None:
        """The programme with this id, also one that has since become part of another; None when there is none."""
        from corpus.model import founding_page

        founder = founding_page(name) if name.startswith("g") else None
        return next((each for each in self.programmes() if founder in each.pages), None)

    def overviews(
        self, *, missing: Lang | None = None, site: str | None = None, year: int | None = None
    ) -> list[Overview]:
        """What is told of every programme, by id: its pages, languages, years, places, organisations, rounds, and what
        is like it. `missing` keeps those without a page in that language."""
        from corpus.linking.overview import overviews, selected, told_of
        from corpus.linking.relating import features_version

        store = self.store_for()
        shelf = store.features(features_version())
        summaries = store.summaries()
        names = shelf.names([page.id for page in summaries])
        told = {each.page: told_of(each.facts, names[each.page]) for each in shelf.counted() if each.page in names}
        return list(selected(overviews(summaries, store.links(), told), missing=missing, site=site, year=year))

    def overview(self, name: str) -> Overview | None:
        """What is told of the programme with this id, as in `programme`."""
        programme = self.programme(name)
        return next((each for each in self.overviews() if programme and each.programme.id == programme.id), None)

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
        return self.store_for().langs()

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
        decisions, links = standings(store, store.settling().decisions()), self.link_decisions()
        return {
            "archive": str(self.path),
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
        from indexer.snapshot import restamp

        self._require_present()
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
                restamp(store)
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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _unknown_search(name: str) -> InputError:
    return InputError("there is no saved search of this name", where=name, hint="`kielo saved` lists them")


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
