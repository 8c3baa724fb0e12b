"""Which pages tell of one programme: pairs that speak for it, then groups in which no pair speaks hard against it.

Pure. Not here: what the evidence of a pair is (evidence.py), ids and labels of programmes (the package).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product

from corpus.linking.evidence import ACCEPT_ODDS, Profile, is_scope_conflict, programme_evidence
from corpus.linking.weights import Idf
from corpus.model import LANGUAGES, Evidence, Lang, Link, PageId, PageSummary, Programme, ProgrammeId

AGAINST = -2.5  # two groups with a pair below this are never merged by chaining


def link_programmes(
    profiles: Sequence[Profile],
    pairs: Iterable[tuple[int, int]],
    idf: Idf,
    translated: Collection[tuple[PageId, PageId]],
) -> list[Link]:
    """`same_programme` links among the pairs that are not translations already."""
    links: list[Link] = []
    for i, j in pairs:
        a, b = sorted((profiles[i], profiles[j]), key=lambda profile: profile.page.id)
        if (a.page.id, b.page.id) in translated or is_scope_conflict(a.page, b.page):
            continue
        evidence = programme_evidence(a, b, idf)
        odds = sum(each.weight for each in evidence)
        if odds > 0:
            links.append(
                Link(
                    a=a.page.id,
                    b=b.page.id,
                    relation="same_programme",
                    confidence=round(1 / (1 + math.exp(-odds)), 4),
                    state="accepted" if odds >= ACCEPT_ODDS else "uncertain",
                    evidence=tuple(Evidence(kind=e.kind, detail=e.detail, weight=round(e.weight, 3)) for e in evidence),
                )
            )
    return links


def group(profiles: Sequence[Profile], links: Iterable[Link], idf: Idf) -> list[tuple[PageId, ...]]:
    """Groups of pages joined by accepted links, strongest first; every page is in exactly one group.

    Two groups join only if no pair across them speaks of different counties, and on average their pairs do not speak
    against it: a chain of half-alike pages is not a programme.
    """
    by_id = {profile.page.id: profile for profile in profiles}
    groups: dict[PageId, tuple[PageId, ...]] = {each: (each,) for each in by_id}
    known: dict[tuple[PageId, PageId], float] = {}
    accepted = [link for link in links if link.state in ("accepted", "confirmed")]
    for link in accepted:
        known[link.a, link.b] = 6.0 if link.relation == "translation" else _odds(link)
    for link in sorted(accepted, key=lambda link: (-known[link.a, link.b], link.a, link.b)):
        one, other = groups[link.a], groups[link.b]
        if one is other or not _may_join(one, other, by_id, known, idf):
            continue
        joined = tuple(sorted((*one, *other)))
        groups.update(dict.fromkeys(joined, joined))
    return sorted(set(groups.values()))


def _may_join(
    one: Sequence[PageId],
    other: Sequence[PageId],
    by_id: Mapping[PageId, Profile],
    known: dict[tuple[PageId, PageId], float],
    idf: Idf,
) -> bool:
    odds: list[float] = []
    for a, b in product(one, other):
        pair = (min(a, b), max(a, b))
        if is_scope_conflict(by_id[a].page, by_id[b].page):
            return False
        if pair not in known:
            known[pair] = max(AGAINST, sum(e.weight for e in programme_evidence(by_id[a], by_id[b], idf)))
        odds.append(known[pair])
    return sum(odds) / len(odds) > 0 or (min(odds) > AGAINST and max(odds) > 1)


def programmes_of(pages: Iterable[PageSummary]) -> list[Programme]:
    """Programmes from the pages that carry their ids, by id; pages by address.

    The label in a language is the title of its programme page, else of the page with the shortest address.
    """
    members: dict[ProgrammeId, list[PageSummary]] = {}
    for page in pages:
        members.setdefault(page.programme, []).append(page)
    programmes: list[Programme] = []
    for programme, its in sorted(members.items()):
        named = sorted(its, key=lambda page: (page.kind != "programme", len(page.address), page.address))
        langs: tuple[Lang, ...] = (*LANGUAGES, "und", "other")
        labels = {lang: next((p.title for p in named if p.lang == lang), None) for lang in langs}
        programmes.append(
            Programme(
                id=programme,
                labels=tuple((lang, title) for lang, title in labels.items() if title is not None),
                pages=tuple(page.id for page in sorted(its, key=lambda page: page.address)),
            )
        )
    return programmes


def _odds(link: Link) -> float:
    return sum(each.weight for each in link.evidence)
