"""Short versions: pages of a few sentences that stand for a whole page in another language.

Too little is said on them to be told by likeness. What tells them is that nothing else is left: neither page has a
mate in the other's language, both stand on one web site (a folder's name is no evidence of one), and their titles
name the same more than any other's do, or their addresses have one number.

Lives here: pages without mates -> pairs. Pure. Not here: what is chosen before (translations.py).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from corpus.linking.evidence import Odds
from corpus.linking.numbering import Numbering
from corpus.linking.packing import IN_TITLE
from corpus.linking.pairs import Measure
from corpus.linking.space import Array, Space
from corpus.model import LANGUAGES, Evidence, Lang, PageId

SHORT = 0.45  # share of the letters of the longer page
WHOLE_PAGE = 400  # letters of a page that can have a short version
MOST_TITLED = 50  # pages: a concept in the titles of more of them finds none
LEAST_TITLE, LEAST_HELD, LEAST_MARGIN = 0.4, 0.2, 0.15
MOST_MARGIN = 0.4  # where there is no rival at all, that says little: the true page may be missing
BASE, TITLE, HELD, MARGIN, NUMBER = -1.8, 3.0, 3.0, 2.0, 2.0  # of the log-odds; set by hand

Found: TypeAlias = tuple[float, PageId, PageId, tuple[Evidence, ...]]
Taken: TypeAlias = Collection[tuple[PageId, Lang]]


class Left(Struct, frozen=True):
    """What is left when all that is surely alike has found its mate: `taken` are pages with their mates' languages,
    `originals` for each page the one that says the same and stands for it."""

    numbering: Numbering
    taken: Taken
    originals: Array


def short_versions(space: Space, measure: Measure, odds: Odds, left: Left) -> list[Found]:
    """Pairs of which one is a short version of the other, the surest first."""
    a, b = _hopeful(space, left)
    if not len(a):
        return []
    numbered = left.numbering.compared(a, b)
    pairs = measure.pairs(a, b)
    told = odds.differences(pairs)
    letters = np.array([page.letters for page in space.known])
    a_is_short = letters[a] < letters[b]
    short, long = np.where(a_is_short, a, b), np.where(a_is_short, b, a)
    fits = (letters[long] >= WHOLE_PAGE) & (letters[short] < SHORT * letters[long])
    fits &= ((told.titles >= LEAST_TITLE) | (numbered > 0)) & (numbered >= 0)
    fits &= ~told.in_time & ~odds.are_elsewhere(a, b)
    held = np.zeros(len(a))
    for place in np.flatnonzero(fits).tolist():
        held[place] = _held(space, int(short[place]), int(long[place]))
    fits &= held >= LEAST_HELD
    score = np.where(fits, told.titles + held + numbered, 0.0)
    margin = score - np.maximum(_rivals(space, short, long, score), _rivals(space, long, short, score))
    ids = [page.id for page in space.known]
    found: list[Found] = []
    for n in np.flatnonzero(fits & (margin >= LEAST_MARGIN)).tolist():
        evidence = _evidence(float(told.titles[n]), float(held[n]), float(margin[n]), is_numbered=bool(numbered[n]))
        confidence = 1 / (1 + math.exp(-sum(each.weight for each in evidence)))
        found.append((confidence, ids[a[n]], ids[b[n]], evidence))
    return sorted(found, key=lambda each: (-each[0], each[1], each[2]))


def _hopeful(space: Space, left: Left) -> tuple[Array, Array]:
    """Pairs of a site without mates in each other's language, whose titles share a telling concept or whose addresses
    have one number; in order."""
    named = (space.kinds == IN_TITLE) & (space.held > 1) & (space.held <= MOST_TITLED)
    places = np.flatnonzero(named[space.rows.features])
    by_feature: dict[tuple[int, str], list[int]] = defaultdict(list)
    features, pages = space.rows.features[places].tolist(), space.rows.pages[places].tolist()
    told = left.numbering.told()
    features, pages = [*features, *(-1 - left.numbering.number[told]).tolist()], [*pages, *told.tolist()]
    for feature, page in zip(features, pages, strict=True):
        known = space.known[page]
        if known.lang in LANGUAGES and known.url and left.originals[page] == page:
            by_feature[feature, space.known[page].site].append(page)
    keys = {
        one * len(space) + other for pages in by_feature.values() for one, other in _unmated(space, pages, left.taken)
    }
    a, b = np.divmod(np.array(sorted(keys), np.int64), max(1, len(space)))
    return a.astype(np.int32), b.astype(np.int32)


def _unmated(space: Space, pages: Iterable[int], taken: Taken) -> Iterator[tuple[int, int]]:
    known, pages = space.known, list(pages)
    for n, one in enumerate(pages):
        for other in pages[n + 1 :]:
            langs = known[one].lang, known[other].lang
            lengths = sorted((known[one].letters, known[other].letters))
            claims = {(known[one].id, langs[1]), (known[other].id, langs[0])}
            if langs[0] != langs[1] and lengths[0] < SHORT * lengths[1] and claims.isdisjoint(taken):
                yield min(one, other), max(one, other)


def _held(space: Space, short: int, long: int) -> float:
    """The share of what a page speaks of, by weight, that another does as well."""
    mine, its = (slice(space.rows.start[page], space.rows.start[page + 1]) for page in (short, long))
    weights = space.weights[mine].astype(np.float64) ** 2
    return float(weights[np.isin(space.rows.features[mine], space.rows.features[its])].sum() / (weights.sum() or 1.0))


def _rivals(space: Space, pages: Array, others: Array, scores: Array) -> Array:
    """For each pair the best score of its page with another page in the language of the other."""
    best: dict[tuple[int, Lang], list[tuple[float, int]]] = defaultdict(list)
    rows = list(zip(pages.tolist(), others.tolist(), scores.tolist(), strict=True))
    for page, other, score in rows:
        best[page, space.known[other].lang].append((score, other))
    top = {key: sorted(its, reverse=True)[:2] for key, its in best.items()}
    rivals = [[s for s, o in top[page, space.known[other].lang] if o != other] for page, other, _ in rows]
    return np.array([max(its, default=0.0) for its in rivals])


def _evidence(title: float, held: float, margin: float, *, is_numbered: bool) -> tuple[Evidence, ...]:
    number = (Evidence(kind="address", detail="their addresses have one number", weight=NUMBER),) if is_numbered else ()
    return (
        Evidence(kind="base", detail="short pages tell little", weight=BASE),
        Evidence(kind="title", detail=f"{title:.0%} of what the titles name", weight=TITLE * title),
        Evidence(kind="held", detail=f"{held:.0%} of the shorter page is spoken of on the longer", weight=HELD * held),
        Evidence(
            kind="margin",
            detail=f"{margin:+.2f} to the next best page without a mate",
            weight=MARGIN * min(margin, MOST_MARGIN),
        ),
        *number,
    )
