"""What speaks for and against two pages belonging together, in words and weights.

Lives here: two pages' features -> evidence, and the memory of it within a run. Pure. Not here: which pages are compared
(translations.py) and what is decided (translations.py, programmes.py).
Weights are log-odds, set by hand on 55 pages of counties and ministries that were read one by one (24 groups).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.linking.features import Features, Segment
from corpus.linking.weights import Idf, Vector, vector
from corpus.model import Evidence, PageId

SCOPE_CONFLICT = -6.0
TOPIC_WEIGHT, UNRELATED_TOPIC = (
    9.0,
    0.25,
)  # per unit of cosine above that of pages with nothing in common but county talk
TELLING = 12
"""Shared features from which a likeness counts in full. Set on the demo, which is training data for it: the floors of
tests/quality say that it still works there, not how well it works elsewhere."""
GRAM, HALF = "g:", math.sqrt(0.5)
ACCEPT_ODDS = 0.5  # log-odds from which two pages are linked as one programme's


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A page with its weighted vectors: of the page, and of each segment.

    A segment's vector holds concepts and 4-grams in one, so weighted that in the product of two a gram counts half.
    `numbers` are numbers, sums and dates.
    """

    page: Features
    concepts: Vector
    grams: Vector
    numbers: frozenset[str]
    segments: tuple[Mapping[str, float], ...]


def profile(page: Features, idf: Idf) -> Profile:
    return Profile(
        page=page,
        concepts=vector(page.concepts, idf),
        grams=vector(page.grams, idf, GRAM),
        numbers=frozenset(name for name in page.concepts if name.startswith(("n:", "s:", "d:"))),
        segments=tuple(_segment(segment, idf) for segment in page.segments),
    )


def _segment(segment: Segment, idf: Idf) -> Mapping[str, float]:
    grams = vector(segment.grams, idf, GRAM).weights
    halved = {gram: HALF * weight for gram, weight in grams.items()}
    return {**vector(segment.concepts, idf).weights, **halved}  # concepts have a colon, grams never


def is_scope_conflict(a: Features, b: Features) -> bool:
    """Two pages that speak of different counties are never one programme, however alike they are."""
    return a.scope is not None and b.scope is not None and a.scope != b.scope


def programme_evidence(a: Profile, b: Profile, idf: Idf) -> tuple[Evidence, ...]:
    """All that bears on whether two pages tell of the same programme; the sum of the weights is the log-odds."""
    found = [Evidence(kind="base", detail="most pages do not belong together", weight=-2.2)]
    found.append(_scope(a.page, b.page))
    found.append(_topic(a, b))
    found.extend(_shared("names", _rare_names(a.page, b.page, idf)))
    found.extend(_shared("facts", sorted(_label(f) for f in a.page.facts & b.page.facts if idf.is_rare(f))))
    found.append(_title(a.page, b.page, idf))
    if programmes := sorted(a.page.programmes & b.page.programmes):
        found.append(Evidence(kind="programme", detail=", ".join(map(_label, programmes)), weight=1.0))
    if a.page.is_anchored and b.page.is_anchored:
        found.append(Evidence(kind="anchor", detail="both speak of a programme or project", weight=0.4))
    else:
        found.append(Evidence(kind="anchor", detail="not both speak of a programme or project", weight=-1.6))
    return tuple(each for each in found if each.weight)


class PairEvidence:
    """What bears on pairs of pages telling of one programme, gathered once a pair.

    Translations, links and groups ask of the same pairs again and again. It lasts for one run only: a pair is known by
    the ids of its pages, whatever they hold.
    """

    def __init__(self, idf: Idf) -> None:
        self._idf = idf
        self._odds: dict[tuple[PageId, PageId], float] = {}
        self._for: dict[tuple[PageId, PageId], tuple[Evidence, ...]] = {}

    def odds(self, a: Profile, b: Profile) -> float:
        """The log-odds that the two pages tell of one programme."""
        pair = (a.page.id, b.page.id) if a.page.id < b.page.id else (b.page.id, a.page.id)
        known = self._odds.get(pair)
        if known is None:
            evidence = programme_evidence(a, b, self._idf)
            known = self._odds[pair] = sum(each.weight for each in evidence)
            if known > 0:  # most pairs speak against it, and nobody asks them why
                self._for[pair] = evidence
        return known

    def of(self, a: Profile, b: Profile) -> tuple[Evidence, ...]:
        """What speaks for and against it."""
        self.odds(a, b)
        pair = (min(a.page.id, b.page.id), max(a.page.id, b.page.id))
        return self._for.get(pair) or programme_evidence(a, b, self._idf)


def _topic(a: Profile, b: Profile) -> Evidence:
    """Likeness of what the pages speak of; little can be made of the likeness of pages that hardly say anything."""
    topic = a.concepts.cosine(b.concepts)
    shared = len(a.concepts.weights.keys() & b.concepts.weights.keys())
    weight = TOPIC_WEIGHT * (topic - UNRELATED_TOPIC)
    if weight > 0:
        weight *= min(1.0, shared / TELLING)
    detail = f"{shared} shared terms, names and numbers, cosine {topic:.2f}"
    return Evidence(kind="topic", detail=detail, weight=round(weight, 3))


def _scope(a: Features, b: Features) -> Evidence:
    if is_scope_conflict(a, b):
        detail = f"different counties: {_label(a.scope or '')} / {_label(b.scope or '')}"
        return Evidence(kind="scope", detail=detail, weight=SCOPE_CONFLICT)
    if a.scope != b.scope:
        return Evidence(kind="scope", detail="one speaks of a county, the other does not", weight=-4.0)
    if a.scope is None:
        return Evidence(kind="scope", detail="no county named", weight=0.0)
    return Evidence(kind="scope", detail=_label(a.scope), weight=1.6)


def _rare_names(a: Features, b: Features, idf: Idf) -> list[str]:
    """People, contacts and organisations on both pages that few others name; places say no more than the scope."""
    organisations = {f for f in a.concepts.keys() & b.concepts.keys() if f.startswith(("e:agency:", "e:programme:"))}
    named = {f: _label(f) for f in organisations | (a.contacts & b.contacts)}
    # of the two ways a name is written, the shorter is the one without a case ending
    named |= {key: min(a.people[key], b.people[key], key=lambda n: (len(n), n)) for key in a.people.keys() & b.people}
    return sorted(name for feature, name in named.items() if idf.is_rare(feature))


def _shared(kind: str, names: list[str]) -> list[Evidence]:
    if not names:
        return []
    return [Evidence(kind=kind, detail=", ".join(names), weight=min(1.8, 0.6 * len(names)))]


def _title(a: Features, b: Features, idf: Idf) -> Evidence:
    """The share of the titles' weight that both hold: 1 when both name the same things."""
    shared = sum(idf[f] for f in a.title_concepts & b.title_concepts)
    either = sum(idf[f] for f in a.title_concepts | b.title_concepts)
    share = shared / either if either else 0.0
    names = ", ".join(map(_label, sorted(a.title_concepts & b.title_concepts)))
    return Evidence(kind="title", detail=f"titles share {names}" if names else "", weight=round(1.2 * share, 2))


def _label(feature: str) -> str:
    """`e:agency:Kela` -> `Kela`, `tel:9...` and names of people as they are, `s:2.85e+06` -> `2850000`."""
    kind, _, rest = feature.partition(":")
    match kind:
        case "e":
            return rest.partition(":")[2]
        case "s":
            return f"{float(rest):.0f}"
        case "d" | "n" | "c":
            return rest
    return rest if kind in _ENTRY_KINDS else feature


_ENTRY_KINDS = frozenset({"programme", "wellbeing_county", "service_organiser", "region"})
