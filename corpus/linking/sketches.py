"""How much of their wording two pages share, by samples of it that are kept: for pages of one language.

A page is known by its runs of three words, with figures masked, and a page's sketch holds the least of them by SLOTS
orders of chance (MinHash): the share of slots in which two sketches agree is, but for chance, the share of runs that
both pages have of all that either has. A standard error of at most .06 is enough to tell the same page from another.

Lives here: a text -> its sketch, sketches -> resemblance. Not here: what follows from it (likes.py).
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from zlib import crc32

RUN = 3  # words
SLOTS = 64
AT_ONCE = 1 << 14  # pairs that are compared together
_WORD = re.compile(r"\w+")


def sketch_of(texts: Sequence[str]) -> str:
    """The sketch of a page from its blocks, as hexadecimal digits; empty for a page of fewer words than a run."""
    import numpy as np

    words = ["#" if word[0].isdecimal() else word for word in _WORD.findall(" ".join(texts).casefold())]
    if len(words) < RUN:
        return ""
    runs = {f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)}
    told = np.fromiter((crc32(run.encode("utf-8", "replace")) for run in runs), np.uint32, len(runs))
    factors, added = _orders()
    least = (factors * told + added).min(axis=1)  # products are taken modulo 2 ** 32
    return bytes(least.astype(np.uint16)).hex()


@cache
def _orders() -> tuple[Any, Any]:
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(20))
    factors, added = rng.integers(0, 1 << 31, (2, SLOTS, 1), np.uint32)
    return factors * np.uint32(2) + np.uint32(1), added


def table_of(sketches: Sequence[str]) -> Any:
    """Sketches as rows of numbers; of pages without one no row is like another."""
    import numpy as np

    told = b"".join(bytes.fromhex(each) if each else b"\0" * (2 * SLOTS) for each in sketches)
    return np.frombuffer(told, np.uint16).reshape(-1, SLOTS)


def resemblance(table: Any, a: Any, b: Any) -> Any:
    """The share of wording that pairs of pages have in common, by their places in the table."""
    import numpy as np

    found = np.zeros(len(a))
    for start in range(0, len(a), AT_ONCE):
        one, other = table[a[start : start + AT_ONCE]], table[b[start : start + AT_ONCE]]
        alike = (one == other).mean(axis=1)
        found[start : start + AT_ONCE] = np.where(one.any(axis=1) & other.any(axis=1), alike, 0.0)
    return found
