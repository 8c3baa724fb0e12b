"""Which pages share a template: those of a site in one language; of pages without an address, those with like edges.

Lives here: the name of a group, and clusters of scrapes by the lines they begin and end with. Pure.
Not here: counting lines, judging blocks (templates.py).

A site's pages in another language repeat other lines; counted together, precision fell from .98 to .81 on generated
sites. Scrapes of several sites in one folder, counted as one, gave F1 .963, and clustered by their edges .988.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.cleaning.menus import LANGUAGE_NAMES
from corpus.cleaning.templates import key_of
from corpus.model import PageId

EDGE = 15
"""Lines at the top and at the bottom of a scrape in which its site shows."""

SHARED, SHARED_ACROSS = 3, 6
"""Repeated lines in a row that two pages of one site have in common, within a source and across sources.

Menus of different sites are alike for three lines (home, e-services, contact); who keeps sites in folders of their own
has told them apart, and who keeps the crawls of one site in several still has them counted together.
"""


_OF_ANY_SITE = frozenset(map(key_of, LANGUAGE_NAMES))
"""Lines that follow each other on the pages of many sites: the languages a reader can choose from."""


def group_of(site: str, lang: str) -> str:
    return f"{site} {lang}"


def edge_of(keys: Sequence[int]) -> tuple[int, ...]:
    """The lines in which a page's site shows, in order: the first and the last."""
    return tuple(keys) if len(keys) <= 2 * EDGE else (*keys[:EDGE], *keys[-EDGE:])


class Edges(NamedTuple):
    """Where a page without an address comes from, its language, and the keys of its edges."""

    source: str
    lang: str
    keys: Sequence[int]


def clusters(pages: Mapping[PageId, Edges]) -> dict[PageId, str]:
    """A group for each page that has no address.

    Pages belong together when several repeated lines follow each other at the edge of both, as one heading over one
    other does on pages of different sites. The same pages give the same groups in any order: a group is named after its
    smallest member.
    """
    seen = Counter((page.lang, key) for page in pages.values() for key in set(page.keys))
    parent = {page: page for page in pages}

    def root(page: PageId) -> PageId:
        while parent[page] != page:
            parent[page] = parent[parent[page]]
            page = parent[page]
        return page

    first: dict[tuple[str | int, ...], PageId] = {}
    for page in sorted(pages):
        source, lang, keys = pages[page]
        repeated = [key for key in keys if seen[lang, key] > 1]
        telling = [key for key in repeated if key not in _OF_ANY_SITE]
        for place, lines, length in ((source, repeated, SHARED), ("", telling, SHARED_ACROSS)):
            for at in range(len(lines) - length + 1):
                mate = root(first.setdefault((lang, place, *lines[at : at + length]), page))
                mine = root(page)
                parent[max(mate, mine)] = min(mate, mine)
    return {page: group_of(root(page), edges.lang) for page, edges in pages.items()}
