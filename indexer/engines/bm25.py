"""BM25 as indexer/contract.py defines it, for the engines that score in Python.

`frequency` is how often a term or phrase occurs in the document, `rarity` the (summed) idf of what was asked for.
"""

from math import log

K1 = 1.2
B = 0.75


def idf(holding: int, documents: int) -> float:
    """How telling a term is that `holding` of `documents` hold. Never negative, however common the term."""
    # An index with deleted documents may count more holders than documents for a while.
    return log(1 + max(0.0, documents - holding + 0.5) / (holding + 0.5))


def bm25(frequency: float, length: int, mean_length: float, rarity: float) -> float:
    norm = K1 * (1 - B + B * length / mean_length)
    return rarity * (K1 + 1) * frequency / (frequency + norm)
