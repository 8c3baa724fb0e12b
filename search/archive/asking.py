"""Asking an archive: searching, explaining, exporting and citing, saved searches, asking as of a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from corpus.errors import InputError
from search.archive.opened import Opened, Progress, cores, silent

if TYPE_CHECKING:
    from corpus.model import PageSummary
    from corpus.store import SavedSearch
    from indexer.contract import Sort
    from search.citing import Format
    from search.concordance import Concordance, LineSort
    from search.news import News
    from search.recall import Recalled
    from search.service import Answer
    from search.suggest import Suggestion
    from search.why import Verdict


class Asking(Opened):
    """What those who search an archive do with it."""

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
        _check_query(query)
        langs = (lang,) if isinstance(lang, str) else tuple(lang)
        named = (*langs, prefer) if prefer else langs
        _check_options(langs=named, limit=limit, offset=offset, group=group, sort=sort)
        from msgspec.structs import replace

        answer = self._search().search(
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
        return replace(answer, notes=(*answer.notes, *notes)) if (notes := self._notes_of_date()) else answer

    def suggest(self, typed: str, *, lang: str | None = None, limit: int = 10) -> tuple[Suggestion, ...]:
        """What may be about to be typed: names, titles of programmes and words that begin as the last word does."""
        _check_query(typed)
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
        _check_query(query)
        from corpus.page import Refusal, clean_page
        from search.why import Held, why

        store = self.store_for()
        page = self.page(name) if store.find(name) else None
        places = store.refused_places() if page is None else []
        refused = next((each for each in places if f"/{each}".endswith(f"/{name.lstrip('/')}")), "")
        cleaned = [clean_page(body, url=page.url) for body in reversed(store.captures(page.id))] if page else []
        earlier = tuple(each.blocks for each in cleaned if not isinstance(each, Refusal))
        later = self._came_later(name) if page is None else ""
        held = Held(name=name, page=page, earlier=earlier, refused=refused, later=later)
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
        """Every place of a query in context, counted by year and site, and what stands beside it. Raises ValueError."""
        from msgspec.structs import replace

        from search.concordance import concordance

        _check_query(query)
        searcher = self._search()
        question = searcher.question(query, langs=lang, translate=translate, without=without)
        found = concordance(searcher, question, query, sort=sort, width=width)
        return replace(found, notes=(*found.notes, *self._notes_of_date()))

    def export(
        self,
        query: str,
        form: Format = "jsonl",
        *,
        lang: Sequence[str] = (),
        translate: bool = True,
        without: Sequence[str] = (),
    ) -> Iterator[str]:
        """All pages that match, as pieces of a file, with the query they answer. Raises ValueError for no format."""
        from search.exporting import export

        _check_query(query)
        read: dict[str, Any] = {"langs": lang, "translate": translate, "without": without}
        return export(self._search(), query, form, as_of=self.date, also=self._notes_of_date(), **read)

    def cite(self, name: str, form: Format = "bibtex") -> Iterator[str]:
        """A page, or the pages of a programme, as pieces of a file in a format."""
        from search.citing import exported

        members = self._search().programme(name) if name.startswith("g") else ()
        return exported(members or (self.page(name).summary,), form)

    def as_of(self, date: str, *, jobs: int | None = None, on_progress: Progress = silent) -> Self:
        """The archive as it was at the end of a day, month or year (or at a time, in UTC), for reading.

        Of each page the newest capture seen by then; what came later is not there. People's decisions of today hold.
        It is built when it is first asked for, and kept for a while. Close it as any archive. Raises InputError for
        what is no date.
        """
        from corpus.moments import last_moment
        from indexer.as_of import archive_as_of

        self._require_present()
        moment, engine = last_moment(date), self.settings.engine
        past = archive_as_of(self.store_for(), moment, engine, jobs=jobs or cores(), on_progress=on_progress)
        return type(self)(past.folder, date=date, past=past, present=self.path)

    def recall(
        self,
        citation: str,
        *,
        snapshot: str | None = None,
        as_of: str | None = None,
        on_progress: Progress = silent,
    ) -> Recalled:
        """Ask a cited query again, and say what differs from what was cited.

        `citation` is a file or text that cites a query, or a query, cited of the state `snapshot`. What was asked as of
        a date is asked as of it again. Raises InputError, which tells what is wrong with a citation that is none.
        """
        from corpus.model import PageId
        from search.recall import compared, read_citation

        cited = read_citation(citation, snapshot)
        if (as_of or cited.asked.as_of) and not self.date:
            with self.as_of(as_of or cited.asked.as_of, on_progress=on_progress) as then:
                return then.recall(citation, snapshot=snapshot)
        asked, searcher = cited.asked, self._search()
        question = searcher.question(asked.query, langs=asked.langs, translate=asked.translate, without=asked.without)
        found = list(searcher.told(searcher.every(question))) if question else []
        known = searcher.summaries([PageId(page) for page in cited.pages or ()])
        return compared(cited, found, searcher.state, is_known=bool(known or self.date))

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

        _check_query(query)
        self._require_present()
        if not name.strip() or not query.strip():
            raise InputError("a saved search has a name and a query")
        searches = self.store_for().searches()
        if searches.get(name):
            raise InputError("there is a saved search of this name", where=name, hint="`kielo saved --delete NAME`")
        told: dict[str, Any] = {"langs": tuple(lang), "translate": translate, "without": tuple(without)}
        saved = SavedSearch(name=name, query=query, made_at=(now := _now()), looked_at=now, **told)
        among = self._pages_known()
        searches.put(saved, {page.id: page.version for page in self._found_by(saved)}, among)
        return saved

    def saved(self) -> list[SavedSearch]:
        """The saved searches, by name."""
        return self.store_for().searches().all()

    def delete_saved(self, name: str) -> None:
        """Raises InputError where there is none of this name."""
        self._require_present()
        if not self.store_for().searches().delete(name):
            raise _unknown_search(name)

    def news(self, name: str, *, since: str | None = None, keep: bool = False) -> News:
        """What is new or changed for a saved search since it was last looked at, or since a date.

        Looking marks it as seen, unless `keep` is set, or a date: that cannot tell what has gone from the answer since,
        and what was not told must not pass for seen. Raises InputError for an unknown name, and for no date.
        """
        from corpus.moments import first_moment
        from search.news import UNTOLD, News, entries_of

        is_look = since is None and not keep
        if is_look:
            self._require_present()
        searches = self.store_for().searches()
        saved = searches.get(name)
        if saved is None:
            raise _unknown_search(name)
        at, among = _now(), self._pages_known()
        found = self._found_by(saved)
        if since is None:
            seen, arrived = searches.seen(name), searches.arrived(name)
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
        if is_look:
            searches.look(name, {page.id: page.version for page in found}, at, among)
        return news

    def _pages_known(self) -> int:
        """How many pages the index that answers holds; an ingest that runs has brought in others."""
        from indexer.generations import current_generation, parse_manifest

        generation = current_generation(self.path)
        return parse_manifest(generation).pages if generation else 0

    def _found_by(self, saved: SavedSearch) -> list[PageSummary]:
        """All pages that a saved search finds now, best first; none before there is an index."""
        from indexer.generations import current_generation

        if current_generation(self.path) is None:
            return []
        told: dict[str, Any] = {"langs": saved.langs, "translate": saved.translate, "without": saved.without}
        searcher = self._search()
        question = searcher.question(saved.query, **told)
        return list(searcher.told(searcher.every(question))) if question else []


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _unknown_search(name: str) -> InputError:
    return InputError("there is no saved search of this name", where=name, hint="`kielo saved` lists them")


def _check_query(query: object) -> None:
    if not isinstance(query, str):
        raise ValueError(f"a query is text, not {query!r}")


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
