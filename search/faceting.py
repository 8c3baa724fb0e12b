"""Facets: what the pages of an answer are, counted, each value with the query that leads to just those pages.

Lives here: counts -> values with queries, and what an index is filed under at all. Not here: which facets an answer
shows (service.py).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.model import PageSummary
from indexer.contract import Engine, Everything, KeywordFacet, Query
from search.answers import FacetCounts, FacetName, FacetValue, day_of
from search.syntax import Chosen, Dated, Node, as_text, joined


class Filed:
    """What the pages of one index generation, which never changes, are filed under."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._values: dict[KeywordFacet, tuple[str, ...]] = {}

    def values(self, facet: KeywordFacet) -> Sequence[str]:
        """All values of a facet, most first."""
        if facet not in self._values:
            self._values[facet] = tuple(name for name, _ in self._engine.facet(Everything(), facet))
        return self._values[facet]

    def counts(self, query: Query, facet: FacetName) -> tuple[tuple[str, int], ...]:
        """The values among the pages that match, with counts; a facet that no page has is not asked for."""
        is_empty = facet in ("place", "org") and not self.values(facet)
        return () if is_empty else self._engine.facet(query, facet)


def counted(facet: FacetName, pages: Iterable[PageSummary]) -> tuple[tuple[str, int], ...]:
    """How many of the pages have each value, as an engine counts it."""
    counts = Counter(value for page in pages for value in _values(facet, page))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def facet_counts(facet: FacetName, counts: Sequence[tuple[str, int]], tree: Node) -> FacetCounts:
    values = sorted(counts) if facet == "year" else counts
    return FacetCounts(
        facet=facet,
        values=tuple(
            FacetValue(value=value, pages=pages, query=narrowed(tree, facet, value)) for value, pages in values
        ),
    )


def narrowed(tree: Node, facet: FacetName, value: str) -> str:
    """The query for those of the pages that have the value."""
    chosen = Dated(first=value, last=value) if facet == "year" else Chosen(field=facet, values=(value,))
    return as_text(joined([tree, chosen]) or tree)


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
