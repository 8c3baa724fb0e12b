"""Numbers in addresses: `/fi/uutiset/haku-4711` and `/sv/nyheter/ansokan-4711`, or `?id=4711`.

Some sites give all language versions of a page one number, others number every page by itself, or each language from
one on. Which it is a site shows by pages that surely are translations of each other: only where their numbers agree
does a number in common speak for two pages, and another against them.

Lives here: addresses -> numbers, and what they say of pairs. Pure. Not here: what that is worth (translations.py,
stubs.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from corpus.linking.features import Known
from corpus.linking.space import Array
from corpus.model import PageId

LEAST_SURE, AGREE = 3, 0.9  # sure pairs of two sites that have numbers, and the share of them that have the same
MOST_PAGES = 20  # of a site with one number: on more it stands for a section, not for a page and what belongs to it
_NUMBER = re.compile(r"(?<!\d)\d{2,12}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d([-_./]?)\d\d\1\d\d|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)\d\d)(?!\d)")


def number_in(url: str | None) -> str | None:
    """The number that an address has beside days and years: the last in its path, else the last in its query."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return _last_in(parts.path) or _last_in(" ".join(value for _, value in parse_qsl(parts.query)))


def _last_in(told: str) -> str | None:
    found = [each for each in _NUMBER.findall(_DAY.sub(" ", told)) if not _YEAR.fullmatch(each)] if told else ()
    return str(found[-1]) if found else None


class Numbering:
    """The numbers in the addresses of pages, where sites number their pages across languages.

    `sure` are pairs of pages that are translations of each other whatever their numbers. `number` is that of each page,
    -1 for none, or where its site has no sure pair: told apart, not what it is.
    """

    def __init__(self, pages: Sequence[Known], sure: Iterable[tuple[PageId, PageId]]) -> None:
        place = {page.id: n for n, page in enumerate(pages)}
        pairs = np.array([(place[a], place[b]) for a, b in sure], np.int64).reshape(-1, 2)
        surely = {pages[n].site for n in pairs.ravel().tolist()}  # of other sites no number will say anything
        told = [(page.site, number_in(page.url) if page.site in surely else None) for page in pages]
        often = Counter(told)
        names: dict[str, int] = {}
        self.number = np.array(
            [
                names.setdefault(number, len(names)) if number and often[site, number] <= MOST_PAGES else -1
                for site, number in told
            ],
            np.int64,
        )
        sites: dict[str, int] = {}
        self._site = np.array([sites.setdefault(page.site, len(sites)) for page in pages], np.int64)
        self._agreeing = self._across(*pairs.T)

    def _across(self, a: Array, b: Array) -> Array:
        """The pairs of sites, as keys, that number their pages across languages."""
        numbered = (self.number[a] >= 0) & (self.number[b] >= 0)
        keys, which = np.unique(self._sites(a[numbered], b[numbered]), return_inverse=True)
        agree = (self.number[a] == self.number[b])[numbered]
        many, same = np.bincount(which, minlength=len(keys)), np.bincount(which, agree, len(keys))
        agreeing: Array = keys[(many >= LEAST_SURE) & (same >= AGREE * many)]
        return agreeing

    def _sites(self, a: Array, b: Array) -> Array:
        one, other = self._site[a], self._site[b]
        keys: Array = np.minimum(one, other) * len(self._site) + np.maximum(one, other)
        return keys

    def compared(self, a: Array, b: Array) -> Array:
        """For pairs of pages 1 where their addresses have one number, -1 where two, and 0 where that says nothing."""
        speak = np.isin(self._sites(a, b), self._agreeing) & (self.number[a] >= 0) & (self.number[b] >= 0)
        return np.where(speak, np.where(self.number[a] == self.number[b], 1, -1), 0)

    def told(self) -> Array:
        """The pages whose numbers tell of other pages of their site."""
        own = np.arange(len(self.number))
        return np.flatnonzero(self.compared(own, own))
