"""Which pages belong together, how and why: evidence, then links, then programmes. Pure.

Not here: reading and storing pages (store), aligned passages, people's decisions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from corpus.analysis import Forms
from corpus.linking.evidence import PairEvidence, profile
from corpus.linking.features import Features, features_of
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.linking.programmes import group, link_programmes
from corpus.linking.translations import Weights, candidates, likeness, link_translations
from corpus.linking.weights import count
from corpus.model import Evidence, Link, Page, PageId, ProgrammeId, own_programme


def relate(
    pages: Iterable[Page], arrival: Sequence[PageId], forms: Forms | None = None
) -> tuple[list[Link], dict[PageId, ProgrammeId]]:
    """Links between pages, and the programme of each page.

    The same pages give the same links and groups whatever their order. A group is named after its page that came in
    first (`arrival`), so that a programme keeps its id while it grows, and the older id survives a merger. `forms` may
    know words already.
    """
    forms = Forms() if forms is None else forms
    gazetteer = Gazetteer(shipped_entries(), forms)
    features = sorted((features_of(page, gazetteer, forms) for page in pages), key=lambda page: page.id)
    idf = count(features)
    profiles = [profile(page, idf) for page in features]
    near = [pair for pair in candidates(profiles) if all(features[at].lang != "other" for at in pair)]
    across = [(i, j) for i, j in near if {features[i].lang, features[j].lang} in _ACROSS]
    pairs = {(i, j): likeness(profiles[i], profiles[j]) for i, j in across}
    memo = PairEvidence(idf)
    same = _link_duplicates(features)
    links = link_translations(profiles, pairs, idf, Weights(), memo)
    links += same
    linked = {(link.a, link.b) for link in links}
    links += link_programmes(profiles, near, memo, linked)
    groups = group(profiles, links, memo)
    place = {page: n for n, page in enumerate(arrival)}
    programmes = {page: own_programme(min(members, key=place.__getitem__)) for members in groups for page in members}
    return [_as_grouped(link, programmes) for link in links], programmes


DUPLICATE = 6.0  # log-odds: as good as certain
_ACROSS = [{"fi", "sv"}, {"fi", "en"}, {"sv", "en"}]  # only of these languages can anything be told


def _link_duplicates(features: Sequence[Features]) -> list[Link]:
    """Pages with the same words at several addresses: each is linked to the first of them."""
    first: dict[tuple[str, str], Features] = {}
    links: list[Link] = []
    for page in features:
        other = first.setdefault((page.lang, page.text), page)
        if other is not page and page.letters:
            evidence = (Evidence(kind="text", detail="the same words from beginning to end", weight=DUPLICATE),)
            links.append(
                Link(
                    a=other.id,
                    b=page.id,
                    relation="near_duplicate",
                    confidence=0.99,
                    state="accepted",
                    evidence=evidence,
                )
            )
    return links


def _as_grouped(link: Link, programmes: Mapping[PageId, ProgrammeId]) -> Link:
    """A link whose pages were kept apart is no more than possible, and says so."""
    if link.state != "accepted" or programmes[link.a] == programmes[link.b]:
        return link
    apart = Evidence(kind="group", detail="other pages of the two programmes speak against joining them", weight=0.0)
    return replace(link, state="uncertain", evidence=(*link.evidence, apart))
