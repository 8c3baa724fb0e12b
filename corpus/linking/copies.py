"""Copies: pages that say the same word for word, as under the address of another language.

Lives here: which page stands for its copies, and which pairs would compete with those of the page itself. Pure. Not
here: links between copies (likes.py).
"""

from collections.abc import Sequence

import numpy as np

from corpus.addresses import language_named
from corpus.linking.features import Known
from corpus.linking.space import Array, are_among
from corpus.model import Lang


def originals(pages: Sequence[Known]) -> Array:
    """For each page the one that stands for all that say the same word for word: that whose address is of its language,
    else the first."""
    first: dict[tuple[Lang, str], int] = {}
    for n, page in enumerate(pages):
        other = first.setdefault((page.lang, page.text), n)
        if other != n and _is_misplaced(pages[other]) and not _is_misplaced(page):
            first[page.lang, page.text] = n
    return np.array([first[page.lang, page.text] for page in pages], np.int64)


def compete(of: Array, a: Array, b: Array) -> Array:
    """Which pairs are of copies, where their originals are a pair as well."""
    one, other = np.minimum(of[a], of[b]), np.maximum(of[a], of[b])
    keys = one * len(of) + other
    are_copies: Array = (of[a] != a) | (of[b] != b)
    are_copies[are_copies] = are_among(keys[are_copies], np.sort(a.astype(np.int64) * len(of) + b))
    return are_copies


def _is_misplaced(page: Known) -> bool:
    """Whether the address of a page promises another language than it is in."""
    return language_named(page.url or page.address) not in (None, page.lang)
