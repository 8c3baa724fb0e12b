"""Which pages are compared, and what two pages have in common, in numbers.

Lives here: candidates, and the measures of pairs, over the arrays of a `Space`. Not here: what follows from them
(translations.py, programmes.py), and what is said of them (evidence.py).

Everything is worked out in order of pages and features, so that equal pages give equal numbers to the last bit. Work
is done by blocks of pages: memory depends on the number of pairs that are kept, and little else.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct
from msgspec.structs import fields

from corpus.linking.packing import DAY, FACTS, IN_TITLE, NAMED, NUMBER, ORGANISATION, PROGRAMME, WHO
from corpus.linking.space import Array, Space, in_order_once
from corpus.model import LANGUAGES

CANDIDATES = 5  # best pages per page and language that are compared in full
MAX_SHARE, MOST_PAGES = 0.2, 200  # of the pages, and in all: a feature on more of them finds no candidates
STRONGEST = 25  # of a page's features that find candidates; with MOST_PAGES they keep the cost of a page bounded
MOST_NAMESAKES = 20  # pages that share a name and are compared for it alone
AT_ONCE = 1 << 18  # features in common that are worked on together
PAGES_AT_ONCE, PLACES = 64, 1 << 22  # pages that are laid out over all features together; and the room for that


class Pairs(Struct, frozen=True, kw_only=True):
    """Pairs of pages `a` < `b`, in order, and what they have in common.

    `concepts` and `words`: cosines. `shared` counts concepts, `numbers` those
    that are numbers, sums and dates; `names` and `facts` count rare ones, `programmes` programmes. `titles` is the
    weight of what both titles name. `days` counts full dates, `named` names that
    pages give to undertakings, and `undertakings` the rare ones of those.
    """

    a: Array
    b: Array
    concepts: Array
    words: Array
    shared: Array
    numbers: Array
    names: Array
    facts: Array
    programmes: Array
    titles: Array
    days: Array
    named: Array
    undertakings: Array

    def __len__(self) -> int:
        return len(self.a)

    def at(self, places: Sequence[int]) -> "Pairs":
        """Some of them by themselves."""
        return Pairs(**{each.name: getattr(self, each.name)[list(places)] for each in fields(self)})


def candidates(space: Space) -> tuple[Array, Array]:
    """Pairs of pages worth comparing, in order: each page's best of each language by its most telling features, and
    those that name the same undertaking, which pages of one form would crowd out."""
    found = [_namesakes(space)]
    langs = lang_numbers(space)
    for pages, others, scores in _scored(space):
        of_ours = np.flatnonzero(langs[others] < UND)
        one, other = _best(pages[of_ours], others[of_ours], langs[others[of_ours]], scores[of_ours])
        found.append(in_order_once(np.minimum(one, other) * len(space) + np.maximum(one, other)))
    pairs = in_order_once(np.concatenate(found))
    a, b = np.divmod(pairs, max(1, len(space)))
    known = (langs[a] != OTHER) & (langs[b] != OTHER)
    return a[known].astype(np.int32), b[known].astype(np.int32)


def _namesakes(space: Space) -> Array:
    """Pairs of pages that share a name of an undertaking, if no more than some pages do."""
    named = (space.kinds == NAMED) & (space.held > 1) & (space.held <= MOST_NAMESAKES)
    places = np.flatnonzero(named[space.rows.features])
    holders: dict[int, list[int]] = {}
    for feature, page in zip(space.rows.features[places].tolist(), space.rows.pages[places].tolist(), strict=True):
        holders.setdefault(feature, []).append(page)
    pairs = {a * len(space) + b for pages in holders.values() for a, b in combinations(pages, 2)}
    return np.array(sorted(pairs), np.int64)


UND, OTHER = len(LANGUAGES), len(LANGUAGES) + 1


def lang_numbers(space: Space) -> Array:
    numbers = {lang: n for n, lang in enumerate((*LANGUAGES, "und", "other"))}
    return np.array([numbers[page.lang] for page in space.known], np.int64)


def _scored(space: Space) -> Iterator[tuple[Array, Array, Array]]:
    """Pages, others that share telling features with them, and the weight of those: some pages at a time."""
    most = min(MOST_PAGES, max(50.0, MAX_SHARE * len(space)))
    telling = (space.are_concepts | space.are_words) & (space.held > 1) & (space.held <= most)
    places = np.flatnonzero(telling[space.rows.features] & (space.weights > 0))
    pages, features, weights = space.rows.pages[places], space.rows.features[places], space.weights[places]
    keys, by_feature = _sorted_with_places(features.astype(np.int64))
    holders, held = pages[by_feature], weights[by_feature]
    first = np.searchsorted(keys, np.arange(len(space.keys) + 1))
    order = np.lexsort((features, -weights, pages))
    order = order[_ranks(pages[order]) < STRONGEST]
    pages, features, weights = pages[order], features[order], weights[order]
    sizes = first[features + 1] - first[features]
    for start, end in _portions(pages, sizes):
        many = sizes[start:end]
        at = np.repeat(first[features[start:end]], many) + _counted(many)
        ours = np.repeat((pages[start:end].astype(np.int64) - pages[start]) * len(space), many)
        products = np.repeat(weights[start:end], many).astype(np.float64) * np.take(held, at, mode="clip")
        keys, places = _sorted_with_places(ours + np.take(holders, at, mode="clip"))
        heads = np.flatnonzero(np.diff(keys, prepend=-1))
        page, other = np.divmod(keys[heads], len(space))
        page += pages[start]
        scores = np.add.reduceat(np.take(products, places, mode="clip"), heads)
        others = page != other
        yield page[others], other[others], scores[others]


def _sorted_with_places(keys: Array) -> tuple[Array, Array]:
    """The keys in order, and where each of them stood; equal ones in the order they had. Several times as fast as a
    stable `argsort`, as numbers alone are sorted."""
    bits = max(1, len(keys)).bit_length()
    both = np.sort(keys << bits | np.arange(len(keys)))
    return both >> bits, both & ((1 << bits) - 1)


def _portions(pages: Array, sizes: Array) -> Iterator[tuple[int, int]]:
    """Bounds of whole pages whose sizes come to about AT_ONCE."""
    ends = np.flatnonzero(np.diff(pages, append=-1)) + 1
    totals = np.cumsum(sizes)[ends - 1]
    start = done = 0
    while start < len(pages):
        last = min(int(np.searchsorted(totals, done + AT_ONCE)), len(ends) - 1)
        yield start, int(ends[last])
        start, done = int(ends[last]), int(totals[last])


_SCORE_BITS = 16  # of a score: what differs by less is taken for equal


def _best(pages: Array, others: Array, langs: Array, scores: Array) -> tuple[Array, Array]:
    """The CANDIDATES best others of each page in each language; of equals those that come first."""
    most = int(others.max(initial=0)).bit_length()
    worse = ((1 << _SCORE_BITS) - 1) - np.minimum(scores * (1 << _SCORE_BITS), (1 << _SCORE_BITS) - 1).astype(np.int64)
    groups = pages * len(LANGUAGES) + langs
    found = np.sort((groups << _SCORE_BITS | worse) << most | others)
    groups = found >> (_SCORE_BITS + most)
    chosen = np.flatnonzero(_ranks(groups) < CANDIDATES)
    return groups[chosen] // len(LANGUAGES), found[chosen] & ((1 << most) - 1)


def _ranks(groups: Array) -> Array:
    """For sorted groups, the place of each item in its own."""
    heads = np.flatnonzero(np.diff(groups, prepend=-1))
    ranks: Array = np.arange(len(groups)) - np.repeat(heads, np.diff(np.append(heads, len(groups))))
    return ranks


def _counted(sizes: Array) -> Array:
    """0, 1, 2 ... for each size, one after the other."""
    ends = np.cumsum(sizes)
    counted: Array = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return counted


CONCEPTS, WORDS, OTHERS = range(3)
KINDS = 3


class Measure:
    """Tells what pairs of pages have in common."""

    def __init__(self, space: Space) -> None:
        self._space = space
        kinds, rare = space.kinds, space.are_rare
        is_name = rare & ((kinds == WHO) | (kinds == ORGANISATION) | (kinds == PROGRAMME))
        self._counted = {
            "numbers": np.isin(kinds, (NUMBER, *FACTS)),
            "names": is_name,
            "facts": rare & np.isin(kinds, FACTS),
            "programmes": kinds == PROGRAMME,
            "titles": kinds == IN_TITLE,
            "days": kinds == DAY,
            "named": kinds == NAMED,
            "undertakings": rare & (kinds == NAMED),
        }
        self._are_counted = np.logical_or.reduce(list(self._counted.values()))
        self._kinds = np.where(space.are_words, WORDS, np.where(space.are_concepts, CONCEPTS, OTHERS)).astype(np.int32)
        self._at_once = max(1, min(PAGES_AT_ONCE, PLACES // max(1, len(space.keys))))
        self._places = np.zeros(self._at_once * len(space.keys), np.int32)

    def pairs(self, a: Array, b: Array) -> Pairs:
        """What pairs of pages have in common; they must be in order of `a`.

        Some pages at a time are laid out over all features; those of the other pages are looked up there.
        """
        told = {name: np.zeros(len(a)) for name in COLUMNS}
        heads = [*np.flatnonzero(np.diff(a, prepend=-1)).tolist(), len(a)]
        for n in range(0, len(heads) - 1, self._at_once):
            first, last = heads[n], heads[min(n + self._at_once, len(heads) - 1)]
            for name, its in self._in_common(a[first:last], b[first:last]).items():
                told[name][first:last] = its
        return Pairs(a=a, b=b, **told)

    def _in_common(self, a: Array, b: Array) -> dict[str, Array]:
        space, rows, many = self._space, self._space.rows, len(a)
        is_first = np.diff(a, prepend=-1) > 0
        lengths, mine = rows.of(a[is_first])
        width = len(space.keys)
        laid_out = np.repeat(np.arange(len(lengths)) * width, lengths) + rows.features[mine]
        self._places[laid_out] = mine + 1
        lengths, theirs = rows.of(b)
        # `take` with a mode that checks nothing: a third of the time of an index in brackets
        at = np.repeat(((np.cumsum(is_first) - 1) * width).astype(np.int32), lengths)
        at += np.take(rows.features, theirs, mode="clip")
        met = np.take(self._places, at, mode="clip")
        self._places[laid_out] = 0
        hit = np.flatnonzero(met != 0)
        theirs, pair = theirs[hit], np.repeat(np.arange(many, dtype=np.int32), lengths)[hit]
        features = np.take(rows.features, theirs, mode="clip")
        products = np.take(space.weights, met[hit] - 1, mode="clip") * np.take(space.weights, theirs, mode="clip")
        group = pair * KINDS + np.take(self._kinds, features, mode="clip")
        sums = np.bincount(group, products, KINDS * many).reshape(-1, KINDS)
        counts = np.bincount(group, minlength=KINDS * many).reshape(-1, KINDS)
        told = {"concepts": sums[:, CONCEPTS], "words": sums[:, WORDS], "shared": counts[:, CONCEPTS]}
        few = np.flatnonzero(np.take(self._are_counted, features, mode="clip"))
        pair, features = pair[few], features[few]
        for name, are_counted in self._counted.items():
            these = np.flatnonzero(are_counted[features])
            weights = space.values[features[these]] if name == "titles" else None
            told[name] = np.bincount(pair[these], weights, many)
        return told


COLUMNS = (
    "concepts",
    "words",
    "shared",
    "numbers",
    "names",
    "facts",
    "programmes",
    "titles",
    "days",
    "named",
    "undertakings",
)
"""What Measure tells, in the order of its columns."""
