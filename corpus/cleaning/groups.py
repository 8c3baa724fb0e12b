"""Which pages share a template: those of a site in one language; of pages without an address, those with like edges.

Lives here: the name of a group, and clusters of scrapes by the lines they begin and end with. Pure.
Not here: counting lines, judging blocks (templates.py).

A site's pages in another language repeat other lines; counted together, precision fell from .98 to .81 on generated
sites. Scrapes of several sites in one folder, counted as one, gave F1 .963, and clustered by their edges .988.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.model import PageId

EDGE = 15
"""Lines at the top and at the bottom of a scrape in which its site shows."""

SHARED = 3
"""Repeated lines in a row that two pages of one site have in common."""


def group_of(site: str, lang: str) -> str:
    return f"{site} {lang}"


def edges(keys: Sequence[int]) -> tuple[int, ...]:
    """The lines in which a page's site shows, in order: the first and the last."""
    return tuple(keys) if len(keys) <= 2 * EDGE else (*keys[:EDGE], *keys[-EDGE:])


def clusters(pages: Mapping[PageId, tuple[str, Sequence[int]]]) -> dict[PageId, str]:
    """A group for each page that has no address, by its language and the keys of its edges.

    Pages belong together when several repeated lines follow each other at the edge of both, as one heading over one
    other does on pages of different sites. The same pages give the same groups in any order: a group is named after its
    smallest member.
    """
    seen = Counter((lang, key) for lang, keys in pages.values() for key in set(keys))
    parent = {page: page for page in pages}

    def root(page: PageId) -> PageId:
        while parent[page] != page:
            parent[page] = parent[parent[page]]
            page = parent[page]
        return page

    first: dict[tuple[str | int, ...], PageId] = {}
    for page in sorted(pages):
        lang, keys = pages[page]
        repeated = [key for key in keys if seen[lang, key] > 1]
        for at in range(len(repeated) - SHARED + 1):
            mate = root(first.setdefault((lang, *repeated[at : at + SHARED]), page))
            mine = root(page)
            parent[max(mate, mine)] = min(mate, mine)
    return {page: group_of(root(page), lang) for page, (lang, _) in pages.items()}
