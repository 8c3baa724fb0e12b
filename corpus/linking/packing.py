"""The features of a page packed for the store, and back: made once for a text, read by the thousand.

Lives here: `Packed` and what is in it. Not here: making features (features.py), comparing them (space.py, pairs.py),
the table they lie in (store).

What all comparisons ask of every page stands apart from what only pairs are asked that are likely: the blocks, and the
names that evidence shows.
"""

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any, Protocol, TypeAlias

import msgspec
from msgspec import Struct

from corpus.addresses import site_at
from corpus.linking.features import Features, Known, Segment
from corpus.linking.keys import CONTACT, IN_TITLE_MASK, PERSON, UNDERTAKING, gram_of, key_of, shipped_idf
from corpus.model import Alternate, PageId

FEATURES = 3
"""Raised by hand with every change of what is read off a page, of how it is packed, or of how blocks are compared: all
is then made anew, and what was kept of pairs of pages is not asked again."""

CONCEPT, NUMBER, SUM, ORGANISATION, PROGRAMME, IN_TITLE, WHO, WORD, DAY, NAMED = range(10)
"""What a key stands for. Sums and days (full dates) are facts and count as numbers, too; who are people and contacts;
named are undertakings by their own names."""
FACTS = (SUM, DAY)
PLACES = ("e:municipality:", "e:region:", "e:wellbeing_county:")

COUNT_UNIT = 0.5  # parts of compounds count half
MOST_SEGMENTS, MOST_ENTRIES = 100, 120
"""Blocks of a page, and the heaviest entries of a block, that are kept: more tell no more, and cost as much again."""


class Column(Protocol):
    def tobytes(self) -> bytes: ...


Names: TypeAlias = Mapping[str, Any]


class Packed(Struct, frozen=True, kw_only=True):
    """A page's features: facts as JSON; counts and blocks as bytes; names as JSON. `digest` is of all that pairs of
    pages are closely compared by."""

    page: PageId
    address: str
    url: str | None
    source: str
    facts: str
    counts: bytes
    blocks: bytes
    names: str
    digest: int


class Counted(Protocol):
    """The part of a `Packed` that every page is asked for, whoever kept it."""

    @property
    def page(self) -> PageId: ...
    @property
    def address(self) -> str: ...
    @property
    def url(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def facts(self) -> str: ...
    @property
    def counts(self) -> bytes: ...
    @property
    def digest(self) -> int: ...


def pack(page: Features, source: str) -> Packed:
    blocks = _packed_blocks(page.segments)
    return Packed(
        page=page.id,
        address=page.address,
        url=page.url,
        source=source,
        facts=_packed_facts(page),
        counts=_packed_counts(page),
        blocks=blocks,
        names=_packed_names(page),
        digest=int.from_bytes(blake2b(blocks, digest_size=8, salt=bytes([FEATURES])).digest(), "little", signed=True),
    )


def known_of(packed: Counted) -> Known:
    told = msgspec.json.decode(packed.facts)
    told["years"], told["days"] = tuple(told["years"]), tuple(told["days"])
    told["alternates"] = tuple([Alternate(lang=lang, url=url, source=by) for lang, url, by in told["alternates"]])
    site = site_at(packed.url, packed.source)
    return Known(id=packed.page, address=packed.address, url=packed.url, site=site, **told)


def _packed_facts(page: Features) -> str:
    told = {
        "lang": page.lang,
        "letters": page.letters,
        "text": page.text,
        "alternates": [[each.lang, each.url, each.source] for each in page.alternates],
        "published": page.published,
        "number": page.number,
        "is_news": page.is_news,
        "scope": page.scope,
        "is_anchored": page.is_anchored,
        "years": page.years,
        "days": page.days,
        "year": page.year,
        "sketch": page.sketch,
        "near": page.near,
        "heading": page.heading,
    }
    return json.dumps(told, separators=(",", ":"))


# Counts: the keys of all features in order, then how often each comes, then what each stands for; ENTRY bytes each.


def _packed_counts(page: Features) -> bytes:
    entries = [(key_of(name), _count(n), kind_of(name)) for name, n in page.concepts.items()]
    entries += [(key_of(name) ^ IN_TITLE_MASK, 2, IN_TITLE) for name in page.title_concepts]
    entries += [(key_of(PERSON + name), 2, WHO) for name in page.people]
    entries += [(key_of(CONTACT + name), 2, WHO) for name in page.contacts]
    entries += [(key_of(UNDERTAKING + name), 2, NAMED) for name in page.undertakings]
    entries.sort()
    keys, counts, kinds = zip(*entries, strict=True) if entries else ((), (), ())
    return joined_counts(array("Q", keys), bytes(counts), bytes(kinds))


ENTRY = 10


def joined_counts(keys: Column, counts: bytes, kinds: bytes) -> bytes:
    return b"".join((keys.tobytes(), counts, kinds))


def _count(n: float) -> int:
    return max(1, min(255, round(n / COUNT_UNIT)))


@lru_cache(maxsize=1 << 16)
def kind_of(name: str) -> int:
    if name.startswith("e:"):
        return (
            PROGRAMME if name.startswith("e:programme:") else ORGANISATION if name.startswith("e:agency:") else CONCEPT
        )
    return {"n:": NUMBER, "s:": SUM, "d:": DAY, "w:": WORD}.get(name[:2], CONCEPT)


class Columns:
    """The counts of many pages, one behind the other: what numpy reads without a copy."""

    def __init__(self) -> None:
        self.entries = array("I")
        self.keys, self.counts, self.kinds = bytearray(), bytearray(), bytearray()

    def add(self, counts: bytes) -> None:
        entries = len(counts) // ENTRY
        self.entries.append(entries)
        self.keys += counts[: 8 * entries]
        self.counts += counts[8 * entries : 9 * entries]
        self.kinds += counts[9 * entries :]


# Blocks: how many, the number of entries of each, then keys of 16 bits and weights of 8, so scaled that a block's
# squares add up to those of 255. Weights are by the shipped background alone: what two pages have in common block by
# block never changes while their texts stay, and is kept.


def _packed_blocks(segments: Sequence[Segment]) -> bytes:
    """Every block's heaviest features. In the product of two blocks a gram counts half of what a concept does."""
    import numpy as np

    keys, weights = [], []
    for counts, told, length in (
        ([segment.concepts for segment in segments], _concept, LENGTH),
        ([segment.grams for segment in segments], _gram, HALF_LENGTH),
    ):
        many = [len(each) for each in counts]
        block = np.repeat(np.arange(len(segments)), many)
        names = map(told, chain.from_iterable(counts))
        number, idf = np.array(list(names), np.float64).reshape(-1, 2).T
        times = np.fromiter(chain.from_iterable(each.values() for each in counts), np.float64, len(block))
        weight = idf * np.where(times > 1, 1 + np.log(np.maximum(times, 1)), times)
        size = np.sqrt(np.bincount(block, weight**2, len(segments)))
        weights.append(length * weight / np.where(size > 0, size, 1.0)[block])
        keys.append(block << 16 | number.astype(np.int64))
    held, place = np.unique(np.concatenate(keys), return_inverse=True)
    rounded = np.floor(np.minimum(np.bincount(place, np.concatenate(weights), len(held)), 255) + 0.5)
    heaviest = np.lexsort((held, -rounded, held >> 16))
    heads = np.searchsorted(held[heaviest] >> 16, held[heaviest] >> 16)
    chosen = np.sort(heaviest[np.arange(len(held)) - heads < MOST_ENTRIES])
    chosen = chosen[rounded[chosen] > 0]
    _, lengths = np.unique(held[chosen] >> 16, return_counts=True)
    lengths, chosen = lengths[:MOST_SEGMENTS], chosen[: lengths[:MOST_SEGMENTS].sum()]
    return joined_blocks(lengths, held[chosen] & 0xFFFF, rounded[chosen])


def joined_blocks(lengths: Any, keys: Any, weights: Any) -> bytes:
    """The blocks from the number of entries of each, and all their keys and weights."""
    import numpy as np
    import zstandard

    told = np.concatenate(([len(lengths)], lengths, keys)).astype(np.uint16).tobytes()
    return zstandard.compress(told + np.asarray(weights, np.uint8).tobytes(), 3)


LENGTH = 200.0  # of a block's concepts; in what two blocks have in common, grams count half
HALF_LENGTH = LENGTH * math.sqrt(0.5)


@lru_cache(maxsize=1 << 16)
def _concept(name: str) -> tuple[int, float]:
    return key_of(name) & 0xFFFF, max(0.0, shipped_idf(name))


@lru_cache(maxsize=1 << 16)
def _gram(gram: str) -> tuple[int, float]:
    return gram_of(gram) & 0xFFFF, max(0.0, shipped_idf("g:" + gram))


def unpacked_blocks(blocks: bytes) -> tuple[list[int], Any, Any]:
    """The number of entries of each block, and all their keys and weights."""
    import numpy as np
    import zstandard

    told = zstandard.decompress(blocks)
    many = int.from_bytes(told[:2], "little")
    lengths = array("H", told[2 : 2 + 2 * many]).tolist()
    total, at = sum(lengths), 2 + 2 * many
    return lengths, np.frombuffer(told, np.uint16, total, at), np.frombuffer(told, np.uint8, total, at + 2 * total)


def _packed_names(page: Features) -> str:
    told = {
        "people": dict(page.people),
        "contacts": sorted(page.contacts),
        "facts": sorted(page.facts),
        "organisations": sorted(name for name in page.concepts if kind_of(name) in (ORGANISATION, PROGRAMME)),
        "places": sorted(name for name in page.concepts if name.startswith(PLACES)),
        "titles": sorted(page.title_concepts),
        "undertakings": sorted(page.undertakings),
    }
    return json.dumps({kind: its for kind, its in told.items() if its}, separators=(",", ":"))


def names_of(names: str) -> Names:
    told: Names = msgspec.json.decode(names)
    return {"people": {}, "contacts": [], "facts": [], "organisations": [], "titles": [], "undertakings": [], **told}
