"""Facets: what the pages of an answer are, counted, each value with the query that leads to just those pages.

Lives here: counts -> values with queries, and what an index is filed under at all. Not here: which facets an answer
shows (service.py).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from corpus.model import PageSummary
from indexer.contract import Engine, Everything, KeywordFacet, Query
from search.answers import FacetCounts, FacetName, FacetValue, day_of
from search.fitting import fitted
from search.syntax import Chosen, Dated, Node, as_text, joined


class Filed:
    """What the pages of one index generation, which never changes, are filed under."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._values: dict[KeywordFacet, tuple[str, ...]] = {}
        self._of_all: dict[str, int] = {}

    def values(self, facet: KeywordFacet) -> Sequence[str]:
        """All values of a facet, most first."""
        if facet not in self._values:
            counts = self._engine.facets(Everything(), [facet])[facet]
            self._values[facet] = tuple(name for name, _ in counts)
        return self._values[facet]

    def langs(self, query: Query) -> Mapping[str, int]:
        """How many of the pages that match are in each language; of all pages it is counted once."""
        if query != Everything():
            return dict(self._engine.facets(fitted(query)[0], ["lang"])["lang"])
        self._of_all = self._of_all or dict(self._engine.facets(query, ["lang"])["lang"])
        return self._of_all


def counted(facet: FacetName, pages: Iterable[PageSummary]) -> tuple[tuple[str, int], ...]:
    """How many of the pages have each value, as an engine counts it."""
    counts = Counter(value for page in pages for value in _values(facet, page))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def facet_counts(facet: FacetName, counts: Sequence[tuple[str, int]], tree: Node) -> FacetCounts:
    values = sorted(counts) if facet == "year" else counts
    return FacetCounts(
        facet=facet,
        values=tuple(
            FacetValue(value=value, pages=pages, query=query)
            for (value, pages), query in zip(
                values, _narrowed(tree, facet, [value for value, _ in values]), strict=True
            )
        ),
    )


def _narrowed(tree: Node, facet: FacetName, values: Sequence[str]) -> Iterator[str]:
    """The queries for those of the pages that have each value. What they have in common is written once."""
    beginning: str | None = None
    for value in values:
        chosen, said = _chosen(facet, value)
        if beginning is None:
            whole = as_text(joined([tree, chosen]) or tree)
            beginning = whole.removesuffix(said) if whole.endswith(said) else None
        yield beginning + said if beginning is not None else as_text(joined([tree, chosen]) or tree)


@lru_cache(maxsize=4_096)  # the values of an archive are few, and each answer writes most of them
def _chosen(facet: FacetName, value: str) -> tuple[Node, str]:
    """The part of a query that asks for one value, and how it is written."""
    chosen = Dated(first=value, last=value) if facet == "year" else Chosen(field=facet, values=(value,))
    return chosen, as_text(chosen)


def _values(facet: FacetName, page: PageSummary) -> Sequence[str]:
    match facet:
        case "lang":
            return page.languages or (page.lang,)
        case "site":
            return (page.site,)
        case "kind":
            return (page.kind,)
        case "year":
            day = day_of(page)
            return (day[:4],) if day else ()
        case "place" | "org":
            return ()  # no summary tells them
