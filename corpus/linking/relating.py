"""Which pages belong together, how and why: evidence, then links, then programmes. Pure.

Features of a page are read once and packed (features.py, packing.py). Everything else works on packed ones and is
decided anew for all pages whenever some have changed: how much a word tells follows from all pages, so that only then
pages that come in one by one are linked as if they had come at once. Where features lie meanwhile is the affair of a
`Shelf`. What people have decided comes in from outside (decided.py). Not here: reading and storing pages (store),
aligned passages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import Protocol, TypeAlias

from msgspec.structs import replace

from corpus.analysis import Forms, chain_version
from corpus.linking.concepts import Concepts, shipped_concepts
from corpus.linking.decided import NOTHING, SIDE_BY_SIDE, Decided
from corpus.linking.features import features_of
from corpus.linking.gazetteer import Gazetteer, county_of, shipped_entries
from corpus.linking.keys import shipped_frequencies
from corpus.linking.packing import FEATURES, Counted, Packed, pack
from corpus.model import LANGUAGES, Evidence, Link, Page, PageId, ProgrammeId, own_programme

Related: TypeAlias = tuple[list[Link], dict[PageId, ProgrammeId]]


class Shelf(Protocol):
    """Where packed features lie: what all comparisons ask of every page, and the rest of some pages.

    `likenesses` are those of the blocks of two pages, by their digests; what is put there may be kept for later.
    """

    def counted(self) -> Iterable[Counted]: ...
    def blocks(self, pages: Sequence[PageId]) -> Mapping[PageId, bytes]: ...
    def names(self, pages: Sequence[PageId]) -> Mapping[PageId, str]: ...
    @property
    def likenesses(self) -> dict[tuple[int, int], tuple[float, float]]: ...


class FeatureReader:
    """Reads the features of pages. `forms` may know words already, and learns new ones; `concepts` are the shipped."""

    def __init__(self, forms: Forms, concepts: Mapping[str, str] | None = None) -> None:
        self._forms = forms
        self._concepts = Concepts(shipped_concepts() if concepts is None else concepts)
        self._gazetteer = Gazetteer(shipped_entries(), forms)

    def load(self) -> None:
        """Have all names analysed: then worker processes need not, each by itself."""
        for _ in self._gazetteer.patterns():
            pass

    def read(self, page: Page) -> Packed:
        return pack(features_of(page, self._gazetteer, self._forms, self._concepts), page.source)


@cache
def features_version() -> str:
    """Changes whenever features may come out otherwise than before, or be weighed otherwise."""
    shipped = repr((shipped_entries(), sorted(county_of().items()), sorted(shipped_frequencies()[1].items())))
    shipped += repr(sorted(shipped_concepts().items()))
    made_of = (str(FEATURES), shipped, *map(chain_version, LANGUAGES))
    return blake2b("\n".join(made_of).encode("utf-8"), digest_size=8).hexdigest()


def relate(
    pages: Iterable[Page], arrival: Sequence[PageId], forms: Forms | None = None, decided: Decided = NOTHING
) -> Related:
    """Links between pages, and the programme of each page.

    The same pages give the same links and groups whatever their order. A group is named after its page that came in
    first (`arrival`), so that a programme keeps its id while it grows, and the older id survives a merger. `forms` may
    know words already. What people have `decided` holds, whatever the pages say.
    """
    reader = FeatureReader(Forms() if forms is None else forms)
    return relate_shelf(ShelfInMemory(map(reader.read, pages)), arrival, decided)


class ShelfInMemory:
    """Packed features that are at hand."""

    def __init__(self, packed: Iterable[Packed]) -> None:
        self._packed = {each.page: each for each in packed}
        self.likenesses: dict[tuple[int, int], tuple[float, float]] = {}

    def counted(self) -> Iterator[Packed]:
        yield from self._packed.values()

    def blocks(self, pages: Sequence[PageId]) -> dict[PageId, bytes]:
        return {page: self._packed[page].blocks for page in pages}

    def names(self, pages: Sequence[PageId]) -> dict[PageId, str]:
        return {page: self._packed[page].names for page in pages}


def relate_shelf(shelf: Shelf, arrival: Sequence[PageId], decided: Decided = NOTHING) -> Related:
    """As `relate`, of pages whose features are on a shelf."""
    from corpus.linking.deciding import decide  # with numpy, which few commands need

    links, groups = decide(shelf, decided)
    place = {page: n for n, page in enumerate(arrival)}
    programmes = {page: own_programme(min(members, key=place.__getitem__)) for members in groups for page in members}
    return [_as_grouped(link, programmes) for link in links], programmes


def _as_grouped(link: Link, programmes: Mapping[PageId, ProgrammeId]) -> Link:
    """A link whose pages were kept apart says so, and is no more than possible unless people have confirmed it."""
    is_together = programmes[link.a] == programmes[link.b]
    if is_together or link.relation in SIDE_BY_SIDE or link.state not in ("accepted", "confirmed"):
        return link
    if link.state == "confirmed":
        against = Evidence(kind="group", detail="other decisions keep their programmes apart", weight=0.0)
        return replace(link, evidence=(*link.evidence, against))
    apart = Evidence(kind="group", detail="other pages of the two programmes speak against joining them", weight=0.0)
    return replace(link, state="uncertain", evidence=(*link.evidence, apart))
