"""The language of each block of a page, and of the page.

Lives here: how a block's own text, its neighbours and what the page declares are weighed together; shares by letters.
Not here: the scores of one text (scoring.py). Pure.

The constants were tuned on 300 assembled pages (navigation, headings, leads and prose in one or two languages); on 300
others bench.language found 99.4 % of the blocks right, all lone paragraphs among them. A version that trusted
neighbours more pulled lone foreign paragraphs from 100 to 95 %: look at those first when changing anything here.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from corpus.language.scoring import (
    ANSWERS,
    MARGIN_CAP,
    NAT,
    STEEPNESS,
    UNTOLD,
    Scored,
    best_answer,
    detected,
    judge,
    score,
)
from corpus.model import LANGUAGES, Detected, Lang, language_rank

PROSE = 40
"""Letters from which a block counts for the page: navigation in another language then changes nothing."""

BILINGUAL = 0.2
"""Share of letters from which a second language counts as one of the page's languages."""

CONFLICT = 0.9
"""Confidence from which a page's text contradicts what the page declares."""

NEIGHBOURS_THRESHOLD = 0.5
"""Confidence from which neighbours label a block: 0.7 left 1.8 % of blocks open, 0.5 only 0.4 %, the others right."""

REPEATED = 200
"""Characters up to which a block's measures are remembered: menus and labels stand on every page of a site."""

_LEAST_DOUBT = 0.00005  # half a step of a confidence, which megabytes of text round to 1
_CHANGE = math.log(0.1)  # cost of another language than the block before
_NO_WEIGHT = (0.0,) * len(ANSWERS)


class PageLanguage(Struct, frozen=True, kw_only=True):
    """The language of a page; of its languages (the largest first) all with a fifth of its letters; all shares.

    `conflict`: the page declares a language that its text surely is not in.
    """

    lang: Lang
    confidence: float
    languages: tuple[Lang, ...]
    shares: tuple[tuple[Lang, float], ...]
    conflict: bool


class _Measured(Struct, frozen=True, kw_only=True, gc=False):
    """A block by itself: the answer of its text, the same with what the page declares, and what it weighs."""

    letters: int
    alone: Detected
    told: Detected
    weight: tuple[float, ...]


def label_blocks(
    texts: Sequence[str], declared: Lang | None = None, declared_strength: float = 2.5
) -> tuple[tuple[Detected, ...], PageLanguage]:
    """The language of each block, given its neighbours, and of the page they make up.

    `declared` is what the page says of itself. It decides between languages in blocks too short to tell, and never
    in prose. Its strength is in log-odds; 2.5 fits an address (/sv/) or a declared fi or sv, 1 a declared en, which is
    wrong on 12 % of pages (an untouched template) where other declarations are on 1 %.
    """
    strength = declared_strength if declared in LANGUAGES else 0.0
    measured = [
        (_measure if len(text) <= REPEATED else _measure.__wrapped__)(text, declared, strength) for text in texts
    ]
    totals = _totals([block.weight for block in measured])
    labels = tuple(
        _settle(block.alone, block.told, total, has_neighbours=len(texts) > 1)
        for block, total in zip(measured, totals, strict=True)
    )
    return labels, _page_language(measured, labels, declared)


@lru_cache(maxsize=20_000)  # results do not depend on it
def _measure(text: str, declared: Lang | None, strength: float) -> _Measured:
    scored = score(text)
    if not scored.scores:
        return _Measured(letters=scored.letters, alone=UNTOLD, told=UNTOLD, weight=_NO_WEIGHT)
    informed = _with_declared(scored, declared, strength)
    best = best_answer(informed, closed=informed.closed)
    told = detected(*best)
    alone = told if informed is scored else judge(scored)
    return _Measured(letters=scored.letters, alone=alone, told=told, weight=_weigh(informed, *best))


def _with_declared(scored: Scored, declared: Lang | None, strength: float) -> Scored:
    if declared not in LANGUAGES or not scored.closed or not scored.scores:
        return scored
    at = ANSWERS.index(declared)
    raised = scored.scores[at] + round(strength / STEEPNESS * NAT)
    return replace(scored, scores=(*scored.scores[:at], raised, *scored.scores[at + 1 :]))


def _weigh(scored: Scored, best: Lang, confidence: float) -> tuple[float, ...]:
    """What a block's own text says for each answer: log probabilities, the more letters the heavier."""
    at = ANSWERS.index(best)
    top = scored.scores[at]
    odds = [
        0.0 if k == at else math.exp(STEEPNESS * max(-MARGIN_CAP, min(0.0, (value - top) / NAT)))
        for k, value in enumerate(scored.scores)
    ]
    rest = max(1 - confidence, _LEAST_DOUBT) / sum(odds)
    weight = 0.1 + 2 * min(1.0, scored.letters / PROSE)
    return tuple(weight * math.log(confidence if k == at else rest * odd) for k, odd in enumerate(odds))


def _totals(weights: Sequence[tuple[float, ...]]) -> list[list[float]]:
    """For each block and answer the weight of the best labelling of the whole page that gives the block this answer."""
    forward = _best_paths(weights)
    backward = _best_paths(weights[::-1])[::-1]
    return [
        [before + after - own for before, after, own in zip(*parts, strict=True)]
        for parts in zip(forward, backward, weights, strict=True)
    ]


def _best_paths(weights: Sequence[tuple[float, ...]]) -> list[list[float]]:
    """The same for the blocks up to each block (Viterbi)."""
    paths: list[list[float]] = []
    before = [0.0] * len(ANSWERS)
    for weight in weights:
        change = max(before) + _CHANGE
        before = [own + (stay if stay > change else change) for own, stay in zip(weight, before)]  # noqa: B905  a third
        paths.append(before)
    return paths


def _settle(alone: Detected, told: Detected, totals: Sequence[float], *, has_neighbours: bool) -> Detected:
    """A block's label: its own where the best labelling of the page agrees, else that of its neighbours.

    `alone` is the answer of its text, `told` the same with what the page declares.
    """
    best = max(totals)
    lang = ANSWERS[totals.index(best)]
    if told.lang == lang or not has_neighbours:
        return told if alone.lang == told.lang else replace(told, source="declared")
    confidence = round(1 / sum(math.exp(total - best) for total in totals), 4)
    if confidence >= NEIGHBOURS_THRESHOLD:
        return Detected(lang=lang, confidence=confidence, source="neighbours")
    return told if told.lang == "und" else replace(told, lang="und", confidence=confidence)


def _page_language(measured: Sequence[_Measured], labels: Sequence[Detected], declared: Lang | None) -> PageLanguage:
    counted = [(block.letters, label) for block, label in zip(measured, labels, strict=True) if block.letters >= PROSE]
    counted = counted or [(block.letters, label) for block, label in zip(measured, labels, strict=True)]
    letters: Counter[Lang] = Counter()
    for count, label in counted:
        letters[label.lang] += count
    total = letters.total()
    if not total:
        return PageLanguage(lang="und", confidence=0.0, languages=("und",), shares=(), conflict=False)
    shares = sorted(((lang, count / total) for lang, count in letters.items()), key=_largest_first)
    lang = shares[0][0]
    languages = tuple(own for own, share in shares if own == lang or (share >= BILINGUAL and own != "und"))
    # Exactly summed: the order of blocks must not show in the last digit.
    confidence = round(math.fsum(n * label.confidence for n, label in counted if label.lang == lang) / letters[lang], 4)
    contradicted = declared in LANGUAGES and lang != "und" and declared not in languages and confidence >= CONFLICT
    return PageLanguage(
        lang=lang,
        confidence=confidence if lang != "und" else 0.0,
        languages=languages,
        shares=tuple((own, round(share, 4)) for own, share in shares),
        conflict=contradicted,
    )


def _largest_first(share: tuple[Lang, float]) -> tuple[float, int, str]:
    return -share[1], language_rank(share[0]), share[0]
