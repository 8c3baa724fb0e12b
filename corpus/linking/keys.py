"""Features as numbers: what a page is compared by, and how telling that is by the shipped background alone.

A feature is known by 64 bits of a digest of its name: of a million features no two fall together. A 4-gram, which only
blocks are compared by, is known by a checksum.

Lives here: names -> numbers, and the background (`corpus/data/background.tsv`, counted by `bench/background.py`), which
makes five pages as discriminating as fifty thousand: in a tiny archive every word is rare, and only the background
knows which are common. Not here: what features there are (features.py), the archive's own counts (space.py).
"""

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any
from zlib import crc32

from corpus.shipped import shipped_lines

PERSON, CONTACT, UNDERTAKING = "person ", "contact ", "undertaking "
"""Before the names of features that are no concepts, so that none of them is taken for one."""

IN_TITLE_MASK = 0x7469_746C_6500_0001
"""What a concept's key is combined with where the concept stands in a title."""


@lru_cache(maxsize=1 << 16)
def key_of(feature: str) -> int:
    return int.from_bytes(blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@lru_cache(maxsize=1 << 16)
def gram_of(gram: str) -> int:
    return crc32(gram.encode("utf-8", "replace"))


@cache
def shipped_frequencies() -> tuple[int, Mapping[str, int]]:
    """Number of background pages, and how many of them hold each feature that at least three hold."""
    lines = shipped_lines("background.tsv")
    rows = dict(line.rsplit("\t", 1) for line in lines if not line.startswith("#"))
    return int(rows.pop("pages")), {feature: int(df) for feature, df in rows.items()}


def shipped_idf(feature: str) -> float:
    """How telling a feature is by the background alone: the same in every archive, and at every time."""
    pages, frequencies = shipped_frequencies()
    return math.log(pages / (frequencies.get(feature, 0) + 1))


@cache
def shipped_keys() -> tuple[Any, Any]:
    """The background's concepts as arrays: their keys in order, and on how many pages each is."""
    import numpy as np

    _, frequencies = shipped_frequencies()
    known = sorted((key_of(feature), df) for feature, df in frequencies.items() if not feature.startswith("g:"))
    return np.array([key for key, _ in known], np.uint64), np.array([df for _, df in known], np.float64)
