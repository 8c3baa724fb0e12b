"""Pages that matched as an answer shows them: in groups or passage by passage, with marks and reasons.

Lives here: ids and scores -> groups, from the texts of the index. Not here: which pages match (service.py), how a text
is explained (passages.py).
"""

from collections.abc import Callable, Sequence

from corpus.model import Block, PageId, PageSummary, ProgrammeId
from indexer.catalogue import Catalogue
from search.answers import Group, PageHit, by_language, languages_of
from search.glance import Glance, Reader
from search.passages import PASSAGES, UNEXPLAINED, explain
from search.patterns import Leaf

EXPLAINED = 20  # best pages of a group whose texts are read for passages and reasons; nobody reads hundreds
SECONDS = 5.0  # of an answer after which pages stand without passages and reasons
EVERY_PASSAGE = 10_000

Slot = Sequence[tuple[PageId, float]]


class Telling:
    """Tells of pages for one answer, as long as there is time."""

    def __init__(
        self,
        catalogue: Catalogue,
        leaves: Sequence[Leaf],
        reader: Reader,
        *,
        clock: Callable[[], float],
        prefer: str | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._glance = Glance(leaves, reader)
        self._prefer = prefer
        self._clock = clock
        self._until = clock() + SECONDS
        self._is_late = False

    @property
    def notes(self) -> tuple[str, ...]:
        late = f"reading the texts took more than {SECONDS:g} seconds; some pages stand without passages and reasons"
        return (late,) if self._is_late else ()

    def groups(self, slots: Sequence[Slot], *, whole: bool) -> tuple[Group, ...]:
        """A group for each slot, which holds pages of one programme; `whole`: with all that is in the programme."""
        pages = self._catalogue.summaries([page for slot in slots for page, _ in slot])
        members: dict[ProgrammeId, list[PageSummary]] = {}
        for member in self._catalogue.members(sorted({page.programme for page in pages.values()})):
            members.setdefault(member.programme, []).append(member)
        groups: list[Group] = []
        for slot in slots:
            ranked = self._preferred([(pages[page], score) for page, score in slot])
            mine = {page.id for page, _ in ranked}
            of_programme = members[ranked[0][0].programme]
            others = [each for each in of_programme if each.id not in mine]
            groups.append(
                Group(
                    programme=ranked[0][0].programme,
                    languages=languages_of(of_programme if whole else [ranked[0][0]]),
                    hits=tuple(
                        self._hit(page, score, is_explained=place < EXPLAINED)
                        for place, (page, score) in enumerate(ranked)
                    ),
                    others=tuple(sorted(others, key=by_language)),
                )
            )
        return tuple(groups)

    def passages(self, slots: Slot, offset: int, limit: int) -> tuple[tuple[Group, ...], int]:
        """The passages of pages one by one, `offset` to `offset + limit`, and how many there are.

        A page that matched in its title alone stands there once, without a passage.
        """
        pages = self._catalogue.summaries([page for page, _ in slots])
        groups: list[Group] = []
        count = 0
        for page, score in slots:
            told = self._hit(pages[page], score, passages=EVERY_PASSAGE)
            for passage in told.passages or (None,):
                if offset <= count < offset + limit:
                    hit = PageHit(
                        page=told.page,
                        address=told.address,
                        title=told.title,
                        lang=told.lang,
                        score=told.score,
                        passages=(passage,) if passage else (),
                        title_marks=told.title_marks,
                        reasons=told.reasons,
                        about=told.about,
                    )
                    languages = languages_of([told.about])
                    groups.append(Group(programme=told.about.programme, languages=languages, hits=(hit,), others=()))
                count += 1
        return tuple(groups), count

    def _preferred(self, ranked: Sequence[tuple[PageSummary, float]]) -> Sequence[tuple[PageSummary, float]]:
        """The best page in the reader's language first, where there is one."""
        best = next((each for each in ranked if each[0].lang == self._prefer), None)
        return ranked if best is None else [best, *(each for each in ranked if each is not best)]

    def _hit(self, page: PageSummary, score: float, *, is_explained: bool = True, passages: int = PASSAGES) -> PageHit:
        shown = UNEXPLAINED
        if is_explained and not self._is_late:
            title = Block(kind="heading", text=page.title, lang=page.lang)
            blocks = self._catalogue.blocks(page.id)
            shown = explain(title, blocks, self._glance, passages)
            self._is_late = self._clock() > self._until
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
