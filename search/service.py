"""The one front door for questions: `Searcher` answers queries, lists programmes and shows pages of one archive.

Conducts the other modules of `search`. Everything is read from one index generation; the archive itself is not opened.
Not here: printing, HTML, the archive.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from corpus.analysis import Forms
from corpus.errors import EngineError, StoreError
from corpus.linking.gazetteer import shipped_entries
from corpus.model import Block, PageId, PageSummary, ProgrammeId, founding_page
from indexer.catalogue import Catalogue
from indexer.contract import And, DateRange, Found, Gathered, Query, Sort
from indexer.engines import open_engine
from indexer.engines.terms import gathered
from indexer.generations import current_generation, is_behind, read_manifest
from indexer.schema import is_readable
from indexer.translations import Translations
from search.answers import (
    FACETS,
    Answer,
    FacetCounts,
    Group,
    Marks,
    Offer,
    PageHit,
    Unit,
    by_language,
    languages_of,
)
from search.expansion import Expander, Known
from search.faceting import Filed, counted, facet_counts
from search.fitting import CUT, fitted
from search.glance import Glance, Reader
from search.passages import marks_in
from search.probing import Probe
from search.questions import NO_WORD, Question, capped_notes, passes
from search.syntax import Chosen, Node, joined, parse, without_dates
from search.telling import Telling

if TYPE_CHECKING:
    from search.suggest import Suggester

__all__ = ["MAX_HITS", "Answer", "Group", "Marks", "PageHit", "Question", "Searcher", "Unit", "languages_of"]

MAX_HITS = 10_000  # pages that a concordance reads, and that can be paged to
_AT_ONCE = 500  # pages
PASSAGE_PAGES = 1_000  # best pages whose passages are listed one by one


class Searcher:
    """Answers questions from the current generation of an archive's index. Use as a context manager."""

    def __init__(self, archive: Path, *, clock: Callable[[], float] = monotonic) -> None:
        """Raises StoreError when there is no index, EngineError when it cannot be used."""
        self._archive = archive
        self._clock = clock
        self.generation = _generation_of(archive)
        try:
            self._open()
        except EngineError:
            # a new generation may have been swapped in, and this one removed, since its name was read
            if _generation_of(archive) == self.generation:
                raise
            self.generation = _generation_of(archive)
            self._open()
        self._gazetteer = self._catalogue.gazetteer()

    def _open(self) -> None:
        manifest = read_manifest(self.generation)
        if not is_readable(manifest.fingerprint):
            raise EngineError(
                "the index was built by another version of kielo",
                where=str(self.generation),
                hint="build it anew with `kielo reindex`",
            )
        self.state = manifest.state or f"index-{self.generation.name}"
        self._catalogue = Catalogue(self.generation)
        self.reader = Reader(self._catalogue.forms)
        self._translations = Translations(self.generation)
        self._engine = open_engine(manifest.engine, self.generation / "engine")
        self._filed = Filed(self._engine)

    def close(self) -> None:
        self._engine.close()
        self._translations.close()
        self._catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(  # noqa: PLR0913  the options of a search
        self,
        query: str,
        *,
        langs: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        unit: Unit = "programme",
        sort: Sort = "relevance",
        translate: bool = True,
        without: Sequence[str] = (),
        prefer: str | None = None,
        facets: bool = False,
        rescue: bool = False,
    ) -> Answer:
        """Answer a query: groups `offset` to `offset + limit`, best first, ties by id. Raises nothing for any text.

        `without` names steps that are not taken (`bidrag`); `prefer` is the language whose best page leads a group.
        `facets` counts the values of all that matched; `rescue` looks for what to ask instead where nothing did.
        """
        question = self.question(query, langs=langs, translate=translate, without=without)
        if question is None:
            unread = (*parse(query).notes, NO_WORD)
            return Answer(query=query, programmes=0, pages=0, groups=(), notes=unread)
        found = self._gathered(question, unit, offset, limit, sort)
        telling = Telling(self._catalogue, question.expanded.leaves, self.reader, prefer=prefer, clock=self._clock)
        if unit == "passage":
            groups, of = telling.passages([hit for hits in found.slices for hit in hits], offset, limit)
        else:
            groups = telling.groups(found.slices, whole=unit == "programme")
            of = found.programmes if unit == "programme" else found.total
        silent, offers = self._rescued(question) if rescue and not found.total else ((), ())
        return Answer(
            query=query,
            programmes=found.programmes,
            pages=found.total,
            of=of,
            groups=groups,
            notes=(*self.notes(question, found), *telling.notes),
            steps=question.expanded.steps,
            facets=self._facets(question) if facets else (),
            silent=silent,
            offers=offers,
        )

    def _gathered(self, question: Question, unit: Unit, offset: int, limit: int, sort: Sort) -> Gathered:
        """What an answer shows: programmes with their pages, or pages one by one; counted by programme all the same."""
        shown = limit if unit == "programme" else 0
        if question.expanded.restrictions:
            found = self.matching(question, limit=self.count(), sort=sort)
            programmes = self._catalogue.programmes([hit.id for hit in found.hits])
            counted = gathered(found, programmes.__getitem__, offset, shown)
        else:
            counted = self._engine.gather(question.query, limit=shown, offset=offset, sort=sort)
        if unit == "programme":
            return counted
        first, most = (0, PASSAGE_PAGES) if unit == "passage" else (offset, limit)
        pages = self.matching(question, limit=most, offset=first, sort=sort)
        return replace(counted, slices=tuple((hit,) for hit in pages.hits))

    def question(
        self, query: str, *, langs: Sequence[str] = (), translate: bool = True, without: Sequence[str] = ()
    ) -> Question | None:
        """A query read against this index; None when it holds no word."""
        parsed = parse(query)
        if parsed.tree is None:
            return None
        tree = parsed.tree
        if langs:
            tree = joined([tree, Chosen(field="lang", values=tuple(langs))]) or tree
        return self.read(tree, parsed.notes, translate=translate, without=without)

    def matching(self, question: Question, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        """The pages that match, in order, `offset` to `offset + limit`."""
        restrictions = question.expanded.restrictions
        if not restrictions:
            return self._engine.search(question.query, limit=limit, offset=offset, sort=sort)
        found = self._engine.search(question.query, limit=self.count(), sort=sort)
        pages = self._catalogue.summaries([hit.id for hit in found.hits])
        hits = [hit for hit in found.hits if all(passes(pages[hit.id], each) for each in restrictions)]
        return Found(total=len(hits), hits=tuple(hits[offset : offset + limit]), capped=found.capped)

    def read(
        self, tree: Node, notes: Sequence[str] = (), *, translate: bool = True, without: Sequence[str] = ()
    ) -> Question:
        """A tree read against this index."""

        def stands(query: Query) -> bool:
            return self._engine.search(query, limit=1).total > 0

        known = Known(
            stands=stands,
            sites=lambda: self._filed.values("site"),
            named=self._filed.values,
            learned=self._translations.of,
            langs=self._filed.langs,
            pages=self.summaries,
        )
        expander = Expander(self._catalogue, self._gazetteer, translate=translate, without=without, known=known)
        expanded = expander.expand(tree)
        query, is_cut = fitted(expanded.query)
        return Question(
            tree=tree,
            expanded=replace(expanded, query=query),
            notes=(*notes, *expanded.notes, *((CUT,) if is_cut else ())),
            translate=translate,
            without=tuple(without),
        )

    def notes(self, question: Question, found: Found | Gathered) -> list[str]:
        """What is worth knowing of how a query was read, and of what was found."""
        notes = list(question.notes)
        if is_behind(self._archive):
            notes.append("the archive holds newer pages than this index: an ingest is running, or run `kielo reindex`")
        if undated := self._undated(question):
            notes.append(f"pages that match but have no date, which date: leaves out: {undated}")
        notes.extend(capped_notes(found.capped))
        return notes

    def _undated(self, question: Question) -> int:
        """How many pages a date range leaves out only because nobody knows their date."""
        rest = without_dates(question.tree)
        if rest is None:
            return 0
        anywhen = self.read(rest, (), translate=question.translate, without=question.without)
        undated = And(must=(anywhen.query,), must_not=(DateRange(),))
        return self.matching(replace(anywhen, expanded=replace(anywhen.expanded, query=undated)), limit=1).total

    def _facets(self, question: Question) -> tuple[FacetCounts, ...]:
        """Counts of all that matched, each with the query that leads there.

        None by place and organisation beside `id:` and `number:`: only the engine knows these, and it cannot be asked.
        """
        if question.expanded.restrictions:
            pages = self._catalogue.summaries([hit.id for hit in self.matching(question, limit=self.count()).hits])
            names = [facet for facet in FACETS if facet not in ("place", "org")]
            counts = {facet: counted(facet, pages.values()) for facet in names}
        else:
            found = self._engine.facets(question.query, FACETS)
            counts = {facet: found[facet] for facet in FACETS}
        return tuple(facet_counts(facet, counts[facet], question.tree) for facet in counts)

    def _rescued(self, question: Question) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
        from search.rescue import rescue

        return rescue(question.tree, Probe(self, self._catalogue, self._gazetteer, translate=question.translate))

    def page(self, name: str) -> tuple[PageSummary, tuple[Block, ...], tuple[PageSummary, ...]] | None:
        """A page by its id, with its kept blocks and the other pages of its programme; None for an unknown id."""
        known = self._catalogue.summaries([name])
        if not known:
            return None
        page = known[PageId(name)]
        others = tuple(each for each in self._catalogue.members([page.programme]) if each.id != page.id)
        return page, self._catalogue.blocks(page.id), tuple(sorted(others, key=by_language))

    def programme(self, name: str) -> tuple[PageSummary, ...]:
        """The pages of a programme, by address; an id from before programmes merged gives the merged one; else none."""
        members = self._catalogue.members([ProgrammeId(name)])
        if not members and (founder := self._catalogue.summaries([founding_page(name)])):
            members = self._catalogue.members([page.programme for page in founder.values()])
        return tuple(members)

    def marks(
        self, query: str, blocks: Sequence[Block], *, translate: bool = True, without: Sequence[str] = ()
    ) -> tuple[Marks, ...]:
        """Where the query stands in each block of a page; what is asked of titles alone is left out."""
        question = self.question(query, translate=translate, without=without)
        if question is None:
            return ((),) * len(blocks)
        glance = self.glance(question)
        return tuple(marks_in(block, glance) for block in blocks)

    def glance(self, question: Question) -> Glance:
        """What finds a question again in texts; what is asked of titles alone is left out."""
        return Glance([leaf for leaf in question.expanded.leaves if leaf.field is None], self.reader)

    @cached_property
    def suggester(self) -> "Suggester":
        """What completes the beginnings of words."""
        from search.suggest import Suggester

        return Suggester(self._catalogue, self._engine, shipped_entries())

    def count(self) -> int:
        return self._engine.count()

    @property
    def forms(self) -> Forms:
        return self._catalogue.forms

    def score(self, query: Query, page: PageId) -> float:
        """What a query alone gives a page; 0 where it does not match."""
        found = self._engine.search(query, limit=self.count())
        return next((hit.score for hit in found.hits if hit.id == page), 0.0)

    def every(self, question: Question) -> list[PageId]:
        """All pages that match, best first."""
        return [hit.id for hit in self.matching(question, limit=self.count()).hits]

    def told(self, pages: Sequence[PageId]) -> Iterator[PageSummary]:
        """What is known of pages, in their order, read as they are needed."""
        for start in range(0, len(pages), _AT_ONCE):
            chunk = pages[start : start + _AT_ONCE]
            known = self._catalogue.summaries(chunk)
            yield from (known[page] for page in chunk)

    def texts(self, page: PageId) -> tuple[Block, ...]:
        """The kept blocks of a page."""
        return self._catalogue.blocks(page)

    def summaries(self, pages: Sequence[PageId]) -> dict[PageId, PageSummary]:
        return self._catalogue.summaries(pages)


def _generation_of(archive: Path) -> Path:
    generation = current_generation(archive)
    if generation is None:
        raise StoreError(
            "there is no index to search here",
            where=str(archive),
            hint="wait for the first ingest to be done; make an archive with `kielo ingest PATH...`;"
            " build a lost index with `kielo reindex`",
        )
    return generation
