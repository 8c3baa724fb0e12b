"""Which pages are translations of each other: what pages declare first, then likeness of content, one to one.

Lives here: scores, and the greedy choice per language pair. Pure. Not here: which pages are compared (pairs.py), which
declarations count (declared.py), programmes (programmes.py).
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain
from typing import TypeAlias

import numpy as np

from corpus.addresses import language_named
from corpus.linking.decided import claims
from corpus.linking.declared import declared
from corpus.linking.evidence import ACCEPT_ODDS, Odds, Scopes, is_scope_conflict
from corpus.linking.features import Known
from corpus.linking.packing import FACTS, NUMBER
from corpus.linking.pairs import UND, Measure, Pairs, lang_numbers
from corpus.linking.parallel import Parallel
from corpus.linking.space import Array, Space
from corpus.linking.stubs import short_versions
from corpus.linking.times import Times
from corpus.model import Evidence, Lang, Link, LinkState, PageId

HOPELESS = -0.2  # margin below which a pair is not looked at more closely
PARALLEL = 0.38  # below it, pages that surely belong to one programme are just that; set on the demo: see parallel.py
ACCEPT, SHOW = 0.8, 0.1  # confidence from which a link counts, and from which it is shown as possible
RECIPROCAL, ONE_SIDED = 0.99, 0.95  # confidence of what two pages declare of each other, and of what one declares
DAYS_APART = 7  # publication dates further apart than this: another day's news on the same topic
NEAREST = 4  # pages that tell how near pages are to each other in this corner of the archive
WHOLE, HALF = 0.6, 0.3  # likenesses of blocks in order, and of the poorest, that speak neither for nor against


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of the log-odds that two pages are translations: `python -m bench.fit_translations` fits them.

    Those here are the means of two fits (seeds 1 and 2) on 1,224 parallel pages, which differ much in what they give to
    `order` and `weakest`, and little in what they find. `length` is held where it is: in the texts they are fitted on,
    translations are as long as each other, and it would count for more than it does on pages of counties.
    """

    base: float = 1.4
    nearness: float = 2.3
    margin: float = 4.9
    length: float = -4.0
    numbers: float = 0.8
    order: float = 6.2
    weakest: float = 8.4
    unordered: float = -2.5  # of pages too short to have their blocks compared
    unrelated: float = 0.2  # likeness of a page's nearest unrelated pages; stands in where an archive has too few


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Pairs of pages in different languages that may be translations (`pairs`: places among all pairs), how alike they
    are, and what that is worth among the others.

    `nearness` is twice the likeness less what the NEAREST pages of either, in the other's language, come to in the mean
    (CSLS); `margin` that over the next best page's of either. `length` is the absolute log ratio of their letters;
    `numbers` the share of the numbers of the page with fewer that the other has, 0.5 when it has none; `order` and
    `weakest` as in `Parallel`.
    """

    pairs: Array
    concepts: Array
    words: Array
    nearness: Array
    margin: Array
    length: Array
    numbers: Array
    order: Array
    weakest: Array


def likeness_of(pairs: Pairs, places: Array) -> Array:
    total: Array = pairs.concepts[places] + pairs.words[places]
    return total


def compare(
    space: Space,
    pairs: Pairs,
    odds: Odds,
    parallelism: Callable[[Array, Array], Parallel],
    weights: Weights,
) -> Compared:
    """The pairs that nothing rules out."""
    langs = lang_numbers(space)
    across = np.flatnonzero((langs[pairs.a] < UND) & (langs[pairs.b] < UND) & (langs[pairs.a] != langs[pairs.b]))
    a, b = pairs.a[across], pairs.b[across]
    like = likeness_of(pairs, across)
    near_a, beside_a = _neighbours(a * UND + langs[b], like, weights.unrelated)
    near_b, beside_b = _neighbours(b * UND + langs[a], like, weights.unrelated)
    margin, nearness = like - np.maximum(beside_a, beside_b), 2 * like - near_a - near_b
    hopeful = (margin >= HOPELESS) & ~_are_vetoed(space, odds.times, a, b)
    across, a, b, margin, nearness = (each[hopeful] for each in (across, a, b, margin, nearness))
    parallel = parallelism(a, b)
    merely = (parallel.order >= 0) & (parallel.order < PARALLEL) & (odds.of_pairs[across] >= ACCEPT_ODDS)
    chosen = np.flatnonzero(~merely)
    across, a, b = across[chosen], a[chosen], b[chosen]
    letters = np.log([page.letters + 20.0 for page in space.known]) if len(space) else np.zeros(0)
    return Compared(
        pairs=across,
        concepts=pairs.concepts[across],
        words=pairs.words[across],
        nearness=nearness[chosen],
        margin=margin[chosen],
        length=np.abs(letters[a] - letters[b]),
        numbers=_number_shares(space, pairs, across),
        order=parallel.order[chosen],
        weakest=parallel.weakest[chosen],
    )


def _neighbours(groups: Array, like: Array, floor: float) -> tuple[Array, Array]:
    """For each pair the mean likeness of the NEAREST of its group, and the best beside its own. None counts for less
    than the floor, nor do those that are not there."""
    order = np.lexsort((-like, groups))
    ranked = np.maximum(like[order], floor)
    heads = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sizes = np.diff(np.append(heads, len(order)))
    ranks = np.arange(len(order)) - np.repeat(heads, sizes)
    counted = np.bincount(np.repeat(np.arange(len(heads)), sizes), np.where(ranks < NEAREST, ranked, 0.0), len(heads))
    means = (counted + np.maximum(NEAREST - sizes, 0) * floor) / NEAREST
    second = np.where(sizes > 1, ranked[np.minimum(heads + 1, len(order) - 1)], floor) if len(heads) else means
    mean, beside = np.zeros(len(order)), np.zeros(len(order))
    mean[order] = np.repeat(means, sizes)
    beside[order] = np.where(ranks == 0, np.repeat(second, sizes), np.repeat(ranked[heads], sizes))
    return mean, beside


def _number_shares(space: Space, pairs: Pairs, places: Array) -> Array:
    are_numbers = np.isin(space.kinds, (NUMBER, *FACTS))
    held = space.rows.sums(are_numbers[space.rows.features])
    fewer = np.minimum(held[pairs.a[places]], held[pairs.b[places]])
    shares: Array = np.where(fewer > 0, pairs.numbers[places] / np.where(fewer > 0, fewer, 1.0), 0.5)
    return shares


def _are_vetoed(space: Space, times: Times, a: Array, b: Array) -> Array:
    """What rules translations out whatever the likeness: another county, announcement, day or year; and copies, which
    would compete with the page they are copies of."""
    known = space.known
    apart = Scopes(known).are_apart(a, b)
    numbers: dict[str | None, int] = {None: -1, "": -1}
    number = np.array([numbers.setdefault(page.number, len(numbers)) for page in known], np.int32)
    other = (number[a] >= 0) & (number[b] >= 0) & (number[a] != number[b])
    day = np.array([day_of(page.published) if page.is_news else -1 for page in known], np.int32)
    late = (day[a] >= 0) & (day[b] >= 0) & (np.abs(day[a] - day[b]) > DAYS_APART)
    vetoed: Array = apart | other | late | times.are_titles_apart(a, b) | _compete(originals(known), a, b)
    return vetoed


def originals(pages: Sequence[Known]) -> Array:
    """For each page the one that stands for all that say the same word for word: that whose address is of its language,
    else the first."""
    first: dict[tuple[Lang, str], int] = {}
    for n, page in enumerate(pages):
        other = first.setdefault((page.lang, page.text), n)
        if other != n and _is_misplaced(pages[other]) and not _is_misplaced(page):
            first[page.lang, page.text] = n
    return np.array([first[page.lang, page.text] for page in pages], np.int64)


def _compete(of: Array, a: Array, b: Array) -> Array:
    """Which pairs are of copies, where their originals are a pair as well."""
    one, other = np.minimum(of[a], of[b]), np.maximum(of[a], of[b])
    keys = one * len(of) + other
    compete: Array = ((of[a] != a) | (of[b] != b)) & np.isin(keys, a.astype(np.int64) * len(of) + b)
    return compete


def _is_misplaced(page: Known) -> bool:
    """Whether the address of a page promises another language than it is in."""
    return language_named(page.url or page.address) not in (None, page.lang)


def day_of(published: str | None) -> int:
    """The number of a day; -1 where it is not known in full."""
    return date.fromisoformat(published).toordinal() if published and len(published) == 10 else -1


Evidences: TypeAlias = tuple[Evidence, ...]
Stated: TypeAlias = tuple[float, PageId, PageId, Evidences]


def link_translations(  # noqa: PLR0913, PLR0917  all that is known of the pages
    space: Space,
    pairs: Pairs,
    compared: Compared,
    weights: Weights,
    measure: Measure,
    odds: Odds,
    settled: Sequence[Link] = (),
) -> list[Link]:
    """Accepted and possible translation links; a page has at most one mate per language.

    Chosen greedily: what two pages declare of each other, what one declares of a silent other, then likeness of content
    by confidence; ties by page id. What people have settled is not chosen again, and comes before all.
    """
    by_id = {page.id: page for page in space.known}
    closed = {(link.a, link.b) for link in settled}
    stated: list[Stated] = [
        (RECIPROCAL if pair.is_reciprocal else ONE_SIDED, pair.a, pair.b, pair.evidence)
        for pair in declared(space.known)
        if (pair.a, pair.b) not in closed and not is_vetoed_declared(by_id[pair.a], by_id[pair.b])
    ]
    taken = claims(settled, {page.id: page.lang for page in space.known})
    links: list[Link] = []
    scored = _scored(space, pairs, compared, weights)
    stated.sort(key=_best_first)
    choices: Iterator[tuple[float, PageId, PageId, Evidences | int]] = chain(stated, scored)
    for confidence, a, b, told in choices:
        places = {(a, by_id[b].lang), (b, by_id[a].lang)}
        if taken.isdisjoint(places):
            taken |= places
            evidence = compared_evidence(compared, told, weights) if isinstance(told, int) else told
            links.append(_link(a, b, confidence, evidence))
    for confidence, a, b, its in short_versions(space, measure, odds, taken, originals(space.known)):
        places = {(a, by_id[b].lang), (b, by_id[a].lang)}
        if (a, b) not in closed and taken.isdisjoint(places):
            taken |= places
            links.append(_link(a, b, confidence, its))
    return links


def _best_first(row: Stated) -> tuple[float, PageId, PageId]:
    return -row[0], row[1], row[2]


def is_vetoed_declared(a: Known, b: Known) -> bool:
    """What is declared is not believed across counties and announcements; other days' pages are translated when there
    is time for it."""
    return is_scope_conflict(a, b) or bool(a.number and b.number and a.number != b.number)


def log_odds(compared: Compared, weights: Weights) -> Array:
    are_ordered = compared.order >= 0
    blocks = weights.order * (compared.order - WHOLE) + weights.weakest * (compared.weakest - HALF)
    total: Array = (
        weights.base
        + weights.nearness * compared.nearness
        + weights.margin * compared.margin
        + weights.length * compared.length
        + weights.numbers * (compared.numbers - 0.5)
        + np.where(are_ordered, blocks, weights.unordered)
    )
    return total


def _scored(
    space: Space, pairs: Pairs, compared: Compared, weights: Weights
) -> Iterator[tuple[float, PageId, PageId, int]]:
    """Likely pairs, the likeliest first, each with its place among those compared."""
    confidence = 1 / (1 + np.exp(-log_odds(compared, weights)))
    likely = np.flatnonzero(confidence >= SHOW)
    a, b = pairs.a[compared.pairs], pairs.b[compared.pairs]
    for place in likely[np.lexsort((b[likely], a[likely], -confidence[likely]))].tolist():
        yield float(confidence[place]), space.known[a[place]].id, space.known[b[place]].id, place


def compared_evidence(compared: Compared, place: int, weights: Weights) -> tuple[Evidence, ...]:
    """What speaks for a translation and against; the sum of the weights is the log-odds."""
    told = {field.name: float(getattr(compared, field.name)[place]) for field in fields(compared)}
    alike = "names and terms {concepts:.2f}, words {words:.2f}; {nearness:+.2f} to the nearest"
    found = [
        Evidence(kind="base", detail="most pages are not translations", weight=weights.base),
        Evidence(kind="likeness", detail=alike.format(**told), weight=weights.nearness * told["nearness"]),
        _evidence("margin", "{margin:+.2f} to the next best page", weights.margin * told["margin"], told),
        Evidence(
            kind="length", detail=f"lengths 1 : {math.exp(told['length']):.1f}", weight=weights.length * told["length"]
        ),
        _evidence("numbers", "{numbers:.0%} of the numbers", weights.numbers * (told["numbers"] - 0.5), told),
    ]
    if told["order"] < 0:
        found.append(Evidence(kind="order", detail="too few blocks to compare", weight=weights.unordered))
    else:
        order, weakest = weights.order * (told["order"] - WHOLE), weights.weakest * (told["weakest"] - HALF)
        found.append(_evidence("order", "blocks in the same order, likeness {order:.2f}", order, told))
        found.append(_evidence("blocks", "blocks with the poorest counterparts {weakest:.2f}", weakest, told))
    return tuple(each for each in found if each.weight)  # half of the numbers, or no numbers at all, says nothing


def _evidence(kind: str, detail: str, weight: float, told: Mapping[str, float]) -> Evidence:
    return Evidence(kind=kind, detail=detail.format(**told), weight=weight)


def _link(a: PageId, b: PageId, confidence: float, evidence: Sequence[Evidence]) -> Link:
    state: LinkState = "accepted" if confidence >= ACCEPT else "uncertain"
    rounded = tuple(Evidence(kind=e.kind, detail=e.detail, weight=round(e.weight, 3)) for e in evidence)
    return Link(a=a, b=b, relation="translation", confidence=round(confidence, 4), state=state, evidence=rounded)
