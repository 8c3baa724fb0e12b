"""Which pages are translations of each other: what pages declare first, then likeness of content, one to one.

Lives here: candidates, scores, and the greedy choice per language pair. Pure. Not here: which declarations count
(declared.py), programmes (programmes.py).
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias

from corpus.linking.declared import declared
from corpus.linking.evidence import ACCEPT_ODDS, PairEvidence, Profile, is_scope_conflict
from corpus.linking.features import Features
from corpus.linking.weights import Idf
from corpus.model import LANGUAGES, Evidence, Lang, Link, LinkState, PageId

CANDIDATES = 20  # best pages per page and language that are compared in full
MAX_SHARE, MOST_PAGES = 0.2, 200  # of the pages, and in all: a feature on more of them finds no candidates
STRONGEST = 25  # of a page's features that find candidates; with MOST_PAGES they keep the cost of a page bounded
HOPELESS = -0.1  # margin below which a pair is not looked at more closely
PARALLEL = 0.38  # below it, pages that surely belong to one programme are just that; set on the demo: see parallelism
ACCEPT, SHOW = 0.8, 0.4  # confidence from which a link counts, and from which it is shown as possible
RECIPROCAL, ONE_SIDED = 0.99, 0.95  # confidence of what two pages declare of each other, and of what one declares
SEGMENTS = 4  # blocks a page must have for its order to tell anything
DAYS_APART = 7  # publication dates further apart than this: another day's news on the same topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of the log-odds that two pages are translations: `python -m bench.fit_translations` fits them.

    Those here are the means of three fits (seeds 1 to 3) on 1,224 parallel pages. On the pages they had not seen, the
    three gave at 0.8 in the mean precision .998 and recall .93 among 4 groups of pages, .991 and .89 among 30, .974 and
    .86 among 200.

    `likeness` and `length` are held where they are: in the texts they are fitted on, translations are as long as each
    other and nothing else is alike, and both would count for more than they do on pages of counties.
    """

    base: float = 0.1
    likeness: float = 4.0
    margin: float = 12.3
    length: float = -1.5
    numbers: float = 2.9
    parallel: float = 7.2
    unrelated: float = 0.2  # likeness of a page's nearest unrelated pages; stands in where an archive has too few


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two pages of different languages have in common; all but `length` in [0, 1]."""

    concepts: float
    grams: float
    length: float  # absolute log ratio of their letters
    numbers: float  # share of the strong numbers of the page with fewer that the other has; 0.5 when it has none

    @property
    def score(self) -> float:
        return self.concepts + 0.5 * self.grams


def likeness(a: Profile, b: Profile) -> Likeness:
    return Likeness(
        concepts=a.concepts.cosine(b.concepts),
        grams=a.grams.cosine(b.grams),
        length=abs(math.log((a.page.letters + 20) / (b.page.letters + 20))),
        numbers=_number_share(a.numbers, b.numbers),
    )


def candidates(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of pages (as places in `profiles`) worth comparing: each page's best by its most telling features."""
    by_feature: dict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for feature in profile.concepts.weights:
            by_feature[feature].append(place)
    most = min(MOST_PAGES, max(50.0, MAX_SHARE * len(profiles)))
    seen: set[tuple[int, int]] = set()
    for place, profile in enumerate(profiles):
        weights = profile.concepts.weights
        telling = [feature for feature in weights if 1 < len(by_feature[feature]) <= most]
        shared: dict[int, float] = defaultdict(float)
        for feature in sorted(telling, key=lambda each: (-weights[each], each))[:STRONGEST]:
            for other in by_feature[feature]:
                shared[other] += weights[feature] * profiles[other].concepts.weights[feature]
        shared.pop(place, None)
        for lang in LANGUAGES:
            those = [(-score, other) for other, score in shared.items() if profiles[other].page.lang == lang]
            for _, other in nsmallest(CANDIDATES, those):
                pair = (min(place, other), max(place, other))
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def link_translations(
    profiles: Sequence[Profile],
    pairs: Mapping[tuple[int, int], Likeness],
    idf: Idf,
    weights: Weights,
    memo: PairEvidence | None = None,
) -> list[Link]:
    """Accepted and possible translation links; a page has at most one mate per language.

    Chosen greedily: what two pages declare of each other, what one declares of a silent other, then likeness of content
    by confidence; ties by page id. `memo` may know the programme evidence of pairs already.
    """
    by_id = {profile.page.id: profile.page for profile in profiles}
    stated = [
        (RECIPROCAL if pair.is_reciprocal else ONE_SIDED, pair.a, pair.b, pair.evidence)
        for pair in declared([profile.page for profile in profiles])
        if not _veto(by_id[pair.a], by_id[pair.b], is_declared=True)
    ]
    scored = _scored(profiles, pairs, idf, weights, memo)
    likely = [row for row in scored if row[0] >= SHOW]
    taken: set[tuple[PageId, Lang]] = set()
    links: list[Link] = []
    for confidence, a, b, evidence in chain(sorted(stated, key=_best_first), sorted(likely, key=_best_first)):
        claims = {(a, by_id[b].lang), (b, by_id[a].lang)}
        if taken.isdisjoint(claims):
            taken |= claims
            links.append(_link(a, b, confidence, evidence))
    return links


Scored: TypeAlias = tuple[float, PageId, PageId, tuple[Evidence, ...]]


def _best_first(row: Scored) -> tuple[float, PageId, PageId]:
    return -row[0], row[1], row[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two pages of different languages that may be translations, and what their likeness is worth among the others."""

    a: Features
    b: Features
    like: Likeness
    margin: float  # of the score over that of the next best page of either
    parallel: float | None


def compare(
    profiles: Sequence[Profile],
    pairs: Mapping[tuple[int, int], Likeness],
    idf: Idf,
    unrelated: float,
    memo: PairEvidence | None = None,
) -> Iterator[Compared]:
    """The pairs that nothing rules out. `memo` may know the programme evidence of pairs already."""
    memo = memo or PairEvidence(idf)
    nearest = _nearest(profiles, pairs, unrelated)
    for i, its in groupby(sorted(pairs), key=itemgetter(0)):
        a, places = profiles[i].page, _places(profiles[i])
        for _, j in its:
            b, like = profiles[j].page, pairs[i, j]
            if a.lang == b.lang or _veto(a, b):
                continue
            margin = like.score - max(nearest.second(i, b.lang, like.score), nearest.second(j, a.lang, like.score))
            if margin < HOPELESS:
                continue
            parallel = parallelism(profiles[i], profiles[j], places)
            if parallel is None or parallel >= PARALLEL or memo.odds(profiles[i], profiles[j]) < ACCEPT_ODDS:
                yield Compared(a=a, b=b, like=like, margin=margin, parallel=parallel)


def _scored(
    profiles: Sequence[Profile],
    pairs: Mapping[tuple[int, int], Likeness],
    idf: Idf,
    weights: Weights,
    memo: PairEvidence | None,
) -> Iterator[Scored]:
    for pair in compare(profiles, pairs, idf, weights.unrelated, memo):
        evidence = _evidence(pair, weights)
        confidence = 1 / (1 + math.exp(-sum(each.weight for each in evidence)))
        yield confidence, min(pair.a.id, pair.b.id), max(pair.a.id, pair.b.id), evidence


def _evidence(pair: Compared, weights: Weights) -> tuple[Evidence, ...]:
    """What speaks for a translation and against; the sum of the weights is the log-odds."""
    like, margin = pair.like, pair.margin
    alike = f"shared names and terms {like.concepts:.2f}, like words {like.grams:.2f}"
    lengths, numbers = f"lengths 1 : {math.exp(like.length):.1f}", f"{like.numbers:.0%} of the numbers"
    found = (
        Evidence(kind="base", detail="most pages are not translations", weight=weights.base),
        Evidence(kind="likeness", detail=alike, weight=weights.likeness * like.score),
        Evidence(kind="margin", detail=f"{margin:+.2f} to the next best page", weight=weights.margin * margin),
        Evidence(kind="length", detail=lengths, weight=weights.length * like.length),
        Evidence(kind="numbers", detail=numbers, weight=weights.numbers * (like.numbers - 0.5)),
        *_parallel(pair.parallel, weights),
    )
    return tuple(each for each in found if each.weight)  # half of the numbers, or no numbers at all, says nothing


def _parallel(parallel: float | None, weights: Weights) -> tuple[Evidence, ...]:
    if parallel is None:
        return ()
    detail = f"blocks in the same order, likeness {parallel:.2f}"
    return (Evidence(kind="order", detail=detail, weight=weights.parallel * (parallel - 0.4)),)


class _nearest:  # noqa: N801  used as a function with a memory
    """The likenesses of each page to its nearest pages of each language."""

    def __init__(self, profiles: Sequence[Profile], pairs: Mapping[tuple[int, int], Likeness], floor: float) -> None:
        self._best: dict[tuple[int, str], list[float]] = defaultdict(list)
        self._floor = floor
        for (i, j), like in pairs.items():
            self._best[i, profiles[j].page.lang].append(like.score)
            self._best[j, profiles[i].page.lang].append(like.score)
        for scores in self._best.values():
            scores.sort(reverse=True)

    def second(self, place: int, lang: str, mine: float) -> float:
        """The best likeness beside one's own; never below that of unrelated pages."""
        scores = self._best[place, lang]
        others = scores[1:2] if scores and scores[0] <= mine else scores[:1]
        return max([self._floor, *others])


def _veto(a: Features, b: Features, *, is_declared: bool = False) -> bool:
    """What rules a translation out whatever the likeness: another county, another announcement, another day."""
    if is_scope_conflict(a, b) or (a.number and b.number and a.number != b.number):
        return True
    is_dated = a.is_news and b.is_news and not is_declared  # other pages are translated when there is time for it
    return is_dated and days_apart(a.published, b.published) > DAYS_APART


def days_apart(first: str | None, second: str | None) -> int:
    """Days between two full ISO dates, 0 when either is unknown or partial."""
    if not first or not second or len(first) != len(second) or len(first) != 10:
        return 0
    return abs((date.fromisoformat(first) - date.fromisoformat(second)).days)


def _number_share(a: frozenset[str], b: frozenset[str]) -> float:
    fewer, more = sorted((a, b), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.5


def _link(a: PageId, b: PageId, confidence: float, evidence: tuple[Evidence, ...]) -> Link:
    state: LinkState = "accepted" if confidence >= ACCEPT else "uncertain"
    rounded = tuple(Evidence(kind=e.kind, detail=e.detail, weight=round(e.weight, 3)) for e in evidence)
    return Link(a=a, b=b, relation="translation", confidence=round(confidence, 4), state=state, evidence=rounded)


def parallelism(a: Profile, b: Profile, places: "Places") -> float | None:
    """How well the blocks of two pages pair up in order: the best alignment's likeness per block of the longer page.

    None when either is too short to tell. `places` are those of `a`. Translations run in parallel; other pages of the
    same programme say some of the same things in other places. On the demo archive nine in ten translations are above
    .45, and nine in ten other pairs of one programme below .29.
    """
    if min(len(a.segments), len(b.segments)) < SEGMENTS:
        return None
    before = [0.0] * (len(a.segments) + 1)
    for segment in b.segments:
        likenesses = [0.0] * len(a.segments)
        for feature, weight in segment.items():
            for place, other in places.get(feature, ()):
                likenesses[place] += weight * other
        row = [0.0]
        for place, alike in enumerate(likenesses):
            row.append(max(before[place] + alike, before[place + 1], row[place]))
        before = row
    return float(before[-1]) / max(len(a.segments), len(b.segments))


Places: TypeAlias = Mapping[str, Sequence[tuple[int, float]]]


def _places(profile: Profile) -> Places:
    """The segments of a page that hold a feature, with its weight there. Too large to be kept for every page."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, segment in enumerate(profile.segments):
        for feature, weight in segment.items():
            places[feature].append((at, weight))
    return places
