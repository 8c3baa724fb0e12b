"""The one front door for questions: `Searcher` answers queries, lists programmes and shows pages of one archive.

Conducts the other modules of `search`. Everything is read from one index generation; the archive itself is not opened.
Not here: printing, HTML, the archive.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, TypeAlias

from corpus.errors import EngineError, StoreError
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import Block, Lang, PageId, PageSummary, ProgrammeId, founding_page, language_rank
from indexer.catalogue import Catalogue
from indexer.contract import And, DateRange, Only, Query, Sort
from indexer.engines import open_engine
from indexer.generations import current_generation, is_behind, read_manifest
from indexer.schema import is_readable
from search.expansion import Expanded, Expander
from search.passages import UNEXPLAINED, Passage, WhyMatched, explain, marks_in
from search.syntax import Node, parse, without_dates

Unit: TypeAlias = Literal["programme", "page"]
Marks: TypeAlias = tuple[tuple[int, int], ...]

MAX_HITS = 10_000  # pages of one answer that are grouped; the total still counts all
EXPLAINED = 20  # best pages of a group whose texts are read for passages and reasons; nobody reads hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHit:
    """A page that matched: what it is (`about` holds all of it), how well it matched, where, and why.

    Where and why are told of the first EXPLAINED pages of a group; the others stand there without passages and reasons
    (search for them with `unit="page"`, or look at a page's marks).
    """

    page: PageId
    address: str
    title: str
    lang: Lang
    score: float
    passages: tuple[Passage, ...]
    title_marks: tuple[tuple[int, int], ...]
    reasons: tuple[WhyMatched, ...]
    about: PageSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A programme (or a page by itself) with the pages that matched, best first, and those that did not."""

    programme: ProgrammeId
    languages: tuple[Lang, ...]
    hits: tuple[PageHit, ...]
    others: tuple[PageSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One slice of an answer; iterating gives its groups. `pages` counts all that matched, `programmes` those of the
    pages that are grouped (all but in answers beyond MAX_HITS, which say so).

    `notes` say what was read otherwise than typed, or is worth knowing.
    """

    query: str
    programmes: int
    pages: int
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    of: int = 0  # groups there are in all

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)


class Searcher:
    """Answers questions from the current generation of an archive's index. Use as a context manager."""

    def __init__(self, archive: Path) -> None:
        """Raises StoreError when there is no index, EngineError when it cannot be used."""
        self._archive = archive
        self.generation = _generation_of(archive)
        try:
            self._open()
        except EngineError:
            # a new generation may have been swapped in, and this one removed, since its name was read
            if _generation_of(archive) == self.generation:
                raise
            self.generation = _generation_of(archive)
            self._open()
        self._gazetteer = Gazetteer(shipped_entries(), self._catalogue.forms, self._catalogue.names)

    def _open(self) -> None:
        manifest = read_manifest(self.generation)
        if not is_readable(manifest.fingerprint):
            raise EngineError(
                "the index was built by another version of kielo",
                where=str(self.generation),
                hint="build it anew with `kielo reindex`",
            )
        self._catalogue = Catalogue(self.generation)
        self._engine = open_engine(manifest.engine, self.generation / "engine")

    def close(self) -> None:
        self._engine.close()
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
    ) -> Answer:
        """Answer a query: groups `offset` to `offset + limit`, best first, ties by id. Raises nothing for any text."""
        parsed = parse(query)
        notes = list(parsed.notes)
        if is_behind(self._archive):
            notes.append("the archive holds newer pages than this index: an ingest is running, or run `kielo reindex`")
        if parsed.tree is None:
            return Answer(query=query, programmes=0, pages=0, groups=(), notes=(*notes, "the query holds no word"))
        expanded = self._expand(parsed.tree, translate=translate)
        notes.extend(expanded.notes)
        asked = _in_languages(expanded.query, langs)
        if undated := self._undated(parsed.tree, langs, translate=translate):
            notes.append(f"pages that match but have no date, which date: leaves out: {undated}")
        found = self._engine.search(asked, limit=MAX_HITS, sort=sort)
        if found.total > MAX_HITS:
            notes.append(f"more than {MAX_HITS} pages matched; the best {MAX_HITS} are grouped")
        programmes = self._catalogue.programmes([hit.id for hit in found.hits])
        ranked: dict[str, list[tuple[PageId, float]]] = {}
        for hit in found.hits:
            ranked.setdefault(programmes[hit.id] if unit == "programme" else hit.id, []).append((hit.id, hit.score))
        slots = list(ranked.values())[offset : offset + limit]
        return Answer(
            query=query,
            programmes=len(set(programmes.values())),
            pages=found.total,
            of=len(ranked),
            groups=self._groups(slots, expanded, whole=unit == "programme"),
            notes=tuple(notes),
        )

    def _undated(self, tree: Node, langs: Sequence[str], *, translate: bool) -> int:
        """How many pages a date range leaves out only because nobody knows their date."""
        rest = without_dates(tree)
        if rest is None:
            return 0
        anywhen = _in_languages(self._expand(rest, translate=translate).query, langs)
        return self._engine.search(And(must=(anywhen,), must_not=(DateRange(),)), limit=1).total

    def page(self, name: str) -> tuple[PageSummary, tuple[Block, ...], tuple[PageSummary, ...]] | None:
        """A page by its id, with its kept blocks and the other pages of its programme; None for an unknown id."""
        known = self._catalogue.summaries([name])
        if not known:
            return None
        page = known[PageId(name)]
        others = tuple(each for each in self._catalogue.members([page.programme]) if each.id != page.id)
        return page, self._catalogue.blocks(page.id), tuple(sorted(others, key=_by_language))

    def programme(self, name: str) -> tuple[PageSummary, ...]:
        """The pages of a programme, by address; an id from before programmes merged gives the merged one; else none."""
        members = self._catalogue.members([ProgrammeId(name)])
        if not members and (founder := self._catalogue.summaries([founding_page(name)])):
            members = self._catalogue.members([page.programme for page in founder.values()])
        return tuple(members)

    def marks(self, query: str, blocks: Sequence[Block], *, translate: bool = True) -> tuple[Marks, ...]:
        """Where the query stands in each block of a page; what is asked of titles alone is left out."""
        tree = parse(query).tree
        if tree is None:
            return ((),) * len(blocks)
        expanded = self._expand(tree, translate=translate)
        leaves = [leaf for leaf in expanded.leaves if leaf.field is None]
        return tuple(marks_in(block, leaves, self._catalogue.forms) for block in blocks)

    def count(self) -> int:
        return self._engine.count()

    def _expand(self, tree: Node, *, translate: bool) -> Expanded:
        def stands(query: Query) -> bool:
            return self._engine.search(query, limit=1).total > 0

        return Expander(self._catalogue, self._gazetteer, translate=translate, stands=stands).expand(tree)

    def _groups(
        self, slots: Sequence[Sequence[tuple[PageId, float]]], expanded: Expanded, *, whole: bool
    ) -> tuple[Group, ...]:
        pages = self._catalogue.summaries([page for slot in slots for page, _ in slot])
        members: dict[ProgrammeId, list[PageSummary]] = {}
        for member in self._catalogue.members(sorted({page.programme for page in pages.values()})):
            members.setdefault(member.programme, []).append(member)
        groups: list[Group] = []
        for slot in slots:
            programme = pages[slot[0][0]].programme
            mine = {page for page, _ in slot}
            others = [each for each in members[programme] if each.id not in mine]
            shown = members[programme] if whole else [pages[slot[0][0]]]
            groups.append(
                Group(
                    programme=programme,
                    languages=languages_of(shown),
                    hits=tuple(
                        self._hit(pages[page], score, expanded if place < EXPLAINED else None)
                        for place, (page, score) in enumerate(slot)
                    ),
                    others=tuple(sorted(others, key=_by_language)),
                )
            )
        return tuple(groups)

    def _hit(self, page: PageSummary, score: float, expanded: Expanded | None) -> PageHit:
        """A page of the answer; explained unless `expanded` is None."""
        shown = UNEXPLAINED
        if expanded is not None:
            title = Block(kind="heading", text=page.title, lang=page.lang)
            shown = explain(title, self._catalogue.blocks(page.id), expanded.leaves, self._catalogue.forms)
        return PageHit(
            page=page.id,
            address=page.address,
            title=page.title,
            lang=page.lang,
            score=round(score, 4),
            passages=shown.passages,
            title_marks=shown.title_marks,
            reasons=shown.reasons,
            about=page,
        )


def _in_languages(query: Query, langs: Sequence[str]) -> Query:
    return And(must=(query, Only(facet="lang", values=tuple(langs)))) if langs else query


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


def languages_of(pages: Sequence[PageSummary]) -> tuple[Lang, ...]:
    """The languages some pages are in, in the order in which kielo shows them."""
    present = {lang for page in pages for lang in (page.languages or (page.lang,))}
    return tuple(sorted(present, key=lambda lang: (language_rank(lang), lang)))


def _by_language(page: PageSummary) -> tuple[int, str]:
    return language_rank(page.lang), page.address
