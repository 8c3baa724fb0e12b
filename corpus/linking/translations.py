"""Which pages are translations of each other: what pages declare first, then likeness of content, one to one.

Lives here: scores, and the greedy choice per language pair. Pure. Not here: which pages are compared (pairs.py), which
declarations count (declared.py), programmes (programmes.py).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, takewhile
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import fields, replace

from corpus.linking.choosing import Choice
from corpus.linking.copies import compete, originals
from corpus.linking.declared import declared
from corpus.linking.evidence import ACCEPT_ODDS, Odds, is_scope_conflict
from corpus.linking.features import Known
from corpus.linking.numbering import Numbering
from corpus.linking.packing import FACTS, NUMBER
from corpus.linking.pairs import UND, Measure, Pairs, lang_numbers
from corpus.linking.parallel import Parallel
from corpus.linking.space import Array, Space
from corpus.linking.stubs import Left, short_versions
from corpus.model import Evidence, Link, LinkState, PageId

HOPELESS = -0.2  # margin below which a pair is not looked at more closely
PARALLEL = 0.38  # below it, pages that surely belong to one programme are just that; set on the demo: see parallel.py
ACCEPT, SHOW = 0.8, 0.1  # confidence from which a link counts, and from which it is shown as possible
SURE = 0.95  # confidence from which a pair tells how its site numbers pages
RECIPROCAL, ONE_SIDED = 0.99, 0.95  # confidence of what two pages declare of each other, and of what one declares
DAYS_APART = 7  # publication dates further apart than this: another day's news on the same topic
NEAREST = 4  # pages that tell how near pages are to each other in this corner of the archive
WHOLE, HALF = 0.6, 0.3  # likenesses of blocks in order, and of the poorest, that speak neither for nor against


class Weights(Struct, frozen=True, kw_only=True):
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
    unordered: float = -1.7  # of pages too short for the order of their blocks to tell anything
    weakest_of_few: float = 4.0  # of these; it and `unordered` set by hand on seeds 11 to 14 of bench.linking
    numbered: float = 2.0  # set by hand: of addresses with one number, where a site numbers pages across languages
    unrelated: float = 0.2  # likeness of a page's nearest unrelated pages; stands in where an archive has too few


class Compared(Struct, frozen=True, kw_only=True):
    """Pairs of pages in different languages that may be translations (`pairs`: places among all pairs), how alike they
    are, and what that is worth among the others.

    `nearness` is twice the likeness less what the NEAREST pages of either, in the other's language, come to in the mean
    (CSLS); `margin` that over the next best page's of either. `length` is the absolute log ratio of their letters;
    `numbers` the share of the numbers of the page with fewer that the other has, 0.5 when it has none; `order` and
    `weakest` as in `Parallel`; `numbered` as `Numbering.compared`, once that is known.
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
    numbered: Array


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
    hopeful = (margin >= HOPELESS) & ~_are_vetoed(space, odds, a, b)
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
        numbered=np.zeros(len(across)),
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
    held = space.held_by(NUMBER, *FACTS)
    fewer = np.minimum(held[pairs.a[places]], held[pairs.b[places]])
    shares: Array = np.where(fewer > 0, pairs.numbers[places] / np.where(fewer > 0, fewer, 1.0), 0.5)
    return shares


def _are_vetoed(space: Space, odds: Odds, a: Array, b: Array) -> Array:
    """What rules translations out whatever the likeness: another county, announcement, day or year; and copies, which
    would compete with the page they are copies of."""
    known = space.known
    numbers: dict[str | None, int] = {None: -1, "": -1}
    number = np.array([numbers.setdefault(page.number, len(numbers)) for page in known], np.int32)
    other = (number[a] >= 0) & (number[b] >= 0) & (number[a] != number[b])
    day = np.array([day_of(page.published) if page.is_news else -1 for page in known], np.int32)
    late = (day[a] >= 0) & (day[b] >= 0) & (np.abs(day[a] - day[b]) > DAYS_APART)
    vetoed: Array = (
        odds.are_elsewhere(a, b) | other | late | odds.times.are_titles_apart(a, b) | compete(originals(known), a, b)
    )
    return vetoed


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
    by confidence; ties by page id. Short versions come before what is merely possible. What people have settled is not
    chosen again, and comes before all.
    """
    by_id = {page.id: page for page in space.known}
    closed = {(link.a, link.b) for link in settled}
    stated: list[Stated] = [
        (RECIPROCAL if pair.is_reciprocal else ONE_SIDED, pair.a, pair.b, pair.evidence)
        for pair in declared(space.known)
        if (pair.a, pair.b) not in closed and not is_vetoed_declared(by_id[pair.a], by_id[pair.b])
    ]
    stated.sort(key=_best_first)
    numbering = Numbering(space.known, _sure(stated, _scored(space, pairs, compared, weights)))
    compared = replace(compared, numbered=numbering.compared(pairs.a[compared.pairs], pairs.b[compared.pairs]))
    choice = Choice(space.known, settled)
    links: list[Link] = []
    scored = list(_scored(space, pairs, compared, weights))
    sure = [pair for pair in scored if pair[0] >= ACCEPT]

    def take(choices: Iterable[tuple[float, PageId, PageId, Evidences | int]]) -> None:
        for confidence, a, b, told in choices:
            if (a, b) not in closed and choice.take(a, b, counts=confidence >= ACCEPT):
                evidence = compared_evidence(compared, told, weights) if isinstance(told, int) else told
                links.append(_link(a, b, confidence, evidence))

    take(chain(stated, sure))
    short = short_versions(space, measure, odds, Left(numbering, choice.taken, originals(space.known)))
    take(sorted(chain(short, scored[len(sure) :]), key=_best_first))
    return links


def _sure(
    stated: Iterable[Stated], scored: Iterable[tuple[float, PageId, PageId, int]]
) -> Iterator[tuple[PageId, PageId]]:
    """Pairs that surely are translations, whatever their addresses."""
    yield from ((a, b) for confidence, a, b, _ in stated if confidence >= RECIPROCAL)
    yield from ((a, b) for _, a, b, _ in takewhile(lambda pair: pair[0] >= SURE, scored))


def _best_first(row: tuple[float, PageId, PageId, Evidences | int]) -> tuple[float, PageId, PageId]:
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
        + np.where(are_ordered, blocks, weights.unordered + weights.weakest_of_few * (compared.weakest - HALF))
        + np.where(compared.numbered < 0, -np.inf, weights.numbered * compared.numbered)
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
        found.append(Evidence(kind="order", detail="too few blocks for an order", weight=weights.unordered))
    else:
        order = weights.order * (told["order"] - WHOLE)
        found.append(_evidence("order", "blocks in the same order, likeness {order:.2f}", order, told))
    weakest = (weights.weakest_of_few if told["order"] < 0 else weights.weakest) * (told["weakest"] - HALF)
    found.append(_evidence("blocks", "blocks with the poorest counterparts, or none, {weakest:.2f}", weakest, told))
    found.append(_evidence("address", "their addresses have one number", weights.numbered * told["numbered"], told))
    return tuple(each for each in found if each.weight)  # half of the numbers, or no numbers at all, says nothing


def _evidence(kind: str, detail: str, weight: float, told: Mapping[str, float]) -> Evidence:
    return Evidence(kind=kind, detail=detail.format(**told), weight=weight)


def _link(a: PageId, b: PageId, confidence: float, evidence: Sequence[Evidence]) -> Link:
    state: LinkState = "accepted" if confidence >= ACCEPT else "uncertain"
    rounded = tuple(Evidence(kind=e.kind, detail=e.detail, weight=round(e.weight, 3)) for e in evidence)
    return Link(a=a, b=b, relation="translation", confidence=round(confidence, 4), state=state, evidence=rounded)
