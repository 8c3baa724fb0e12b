"""The places and organisations of the gazetteer that a page names, and is filed under.

The names were found when the page's features were read; here they are only looked up, by the keys features have.

Not here: finding names (corpus.linking), fields and terms (schema.py).
"""

from array import array
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Final

from corpus.linking.gazetteer import PLACE_KINDS, shipped_entries
from corpus.linking.keys import key_of
from corpus.linking.packing import ENTRY
from corpus.linking.relating import features_version
from corpus.model import PageId
from corpus.store import Store
from indexer.contract import NamedFacet

ORGANISATION_KINDS: Final = frozenset(
    ("ministry", "agency", "wellbeing_county", "service_organiser", "economic_development_centre", "employment_area")
)
"""A county is both: pages tell of what it does as often as of what lies there."""


class Filing:
    """Looks up what pages of an archive are filed under."""

    def __init__(self, store: Store) -> None:
        self._shelf = store.features(features_version())

    def of(self, pages: Sequence[PageId]) -> dict[PageId, dict[NamedFacet, tuple[str, ...]]]:
        """The places and organisations of the pages whose features were read, each by its first name, sorted."""
        return {page: _named(counts) for page, counts in self._shelf.counts(pages).items()}


@cache
def names_version() -> str:
    """Changes whenever pages may be filed under other names: also when the same names are found otherwise."""
    told = repr((features_version(), sorted(_known().items()), sorted(ORGANISATION_KINDS)))
    return blake2b(told.encode(), digest_size=6).hexdigest()


@cache
def _known() -> dict[int, tuple[str, str]]:
    """By key the kind and the name of each entry."""
    named = [(entry, entry.id.partition(":")[2]) for entry in shipped_entries()]
    return {key_of(f"e:{entry.id}"): (entry.kind, name) for entry, name in named if entry.is_name}


def _named(counts: bytes) -> dict[NamedFacet, tuple[str, ...]]:
    keys = array("Q", counts[: len(counts) // ENTRY * 8])
    found = [_known()[key] for key in keys if key in _known()]
    facets: tuple[tuple[NamedFacet, frozenset[str]], ...] = (("place", PLACE_KINDS), ("org", ORGANISATION_KINDS))
    told = {facet: tuple(sorted({name for kind, name in found if kind in kinds})) for facet, kinds in facets}
    return {facet: names for facet, names in told.items() if names}
