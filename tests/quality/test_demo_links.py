"""Links and programmes of the demo pages against their gold, held to floors.

`floors.json` has what was measured, less .01 to .02; the digest is that of the gold it was measured on. A floor is
lowered only together with a line in the changelog that says why.

The floors keep what works from breaking. They estimate nothing: some thresholds of linking were set on these pages
(`PARALLEL`, `TELLING`, `PROGRAMME_PAGES`).
"""

import json
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from corpus.ingest import ingest
from corpus.linking.relating import relate
from corpus.store import Store
from indexer.catalogue import Catalogue
from indexer.generations import current_generation

DEMO = Path(__file__).parents[2] / "demo"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
GOLD = json.loads((DEMO / "gold.json").read_text("utf-8"))
TRANSLATIONS = {frozenset(pair) for programme in GOLD for pair in programme["translations"]}
PROGRAMME_OF = {page: n for n, programme in enumerate(GOLD) for page in programme["pages"]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory, seasoned):
    """The demo's pages, in the order in which they came in, and forms that know the shipped names."""
    store = Store.open(tmp_path_factory.mktemp("demo") / "archive", create=True)
    with store.writing():
        ingest(store, [DEMO / "pages", DEMO / "scrapes"])
        ingest(store, [DEMO / "crawl.warc"])
    pages, arrival = list(store.pages()), store.order_of_arrival()
    store.close()
    return pages, arrival, Catalogue(current_generation(seasoned)).forms


@pytest.fixture(scope="module", params=["declared", "content_only"])
def measured(request, demo):
    """The name of a condition, and its figures."""
    pages, arrival, forms = demo
    if request.param == "content_only":
        pages = [replace(page, cleaned=replace(page.cleaned, alternates=())) for page in pages]
    links, programmes = relate(pages, arrival, forms)
    address = {page.id: page.address for page in pages}
    accepted = [link for link in links if link.relation == "translation" and link.state == "accepted"]
    found = {frozenset((address[link.a], address[link.b])) for link in accepted}
    return request.param, figures(found, {address[page]: programme for page, programme in programmes.items()})


def figures(translations, programmes):
    right = len(translations & TRANSLATIONS)
    precision = recall = 0.0
    for page in programmes:
        mine = {other for other in programmes if programmes[other] == programmes[page]}
        its = {other for other in programmes if PROGRAMME_OF[other] == PROGRAMME_OF[page]}
        precision += len(mine & its) / len(mine) / len(programmes)
        recall += len(mine & its) / len(its) / len(programmes)
    return {
        "translation_precision": right / len(translations),
        "translation_recall": right / len(TRANSLATIONS),
        "programme_bcubed_precision": precision,
        "programme_bcubed_recall": recall,
    }


def test_links_and_programmes_of_the_demo_are_as_good_as_they_were(measured):
    condition, found = measured
    shown = ", ".join(f"{name} {value:.3f}" for name, value in found.items())
    below = {name: floor for name, floor in FLOORS[condition].items() if found[name] < floor}
    assert not below, f"{condition}: {shown}; below the floors {below}"


def test_the_gold_is_the_one_the_floors_were_measured_on(demo):
    assert sha256((DEMO / "gold.json").read_bytes()).hexdigest() == FLOORS["gold_sha256"]
    assert {page.address for page in demo[0]} == set(PROGRAMME_OF)
    assert all(set(pair) <= set(PROGRAMME_OF) for pair in TRANSLATIONS)
    assert not any(PROGRAMME_OF[a] != PROGRAMME_OF[b] for pair in TRANSLATIONS for a, b in combinations(pair, 2))
