"""The five sample scrapes from end to end: cleaned, linked, grouped and searched. Skipped where the samples are not.

Lines are named by number only; what they say stays with the samples.
"""

import random
import shutil
from itertools import combinations
from pathlib import Path

import pytest

import kielo
from corpus.linking.relating import relate
from corpus.model import Page, own_programme, page_id
from corpus.page import clean_page
from indexer.catalogue import Catalogue
from indexer.generations import current_generation

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the sample scrapes (../shared/seeds) are not here")

LANGS = {"000": "sv", "001": "sv", "002": "fi", "003": "en", "004": "fi"}
TOGETHER = {frozenset({"000", "003"}), frozenset({"001", "002"})}
GROUPS = TOGETHER | {frozenset({"004"})}
DROPPED_LINES = {
    "000": [],
    "001": [1, 31],
    "002": [1],
    "003": [],
    "004": [48, *range(54, 57), 58, *range(63, 67), 69, *range(71, 75)],
}
CAPTIONED = ("004", 3)  # a caption and the rest of the line: only the caption is dropped


def file_of(seed):
    return next(SEEDS.glob(f"{seed}_*.txt"))


def seed_of(address):
    return address.rpartition("/")[2][:3]


def folded(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def pages():
    """The pages by seed, cleaned once."""
    made = {}
    for seed in LANGS:
        address = f"seeds/{file_of(seed).name}"
        who = page_id(address)
        made[seed] = Page(
            id=who,
            address=address,
            url=None,
            source="seeds",
            version=1,
            fetched_at=None,
            programme=own_programme(who),
            cleaned=clean_page(file_of(seed).read_bytes(), media="text"),
        )
    return made


@pytest.fixture(scope="module")
def forms(seasoned):
    return Catalogue(current_generation(seasoned)).forms


@pytest.fixture(scope="module")
def archive(seasoned, tmp_path_factory):
    """An archive into which the files came one at a time, out of order; for reading only."""
    folder = shutil.copytree(seasoned, tmp_path_factory.mktemp("seeds") / "archive")
    with kielo.open(folder) as opened:
        for seed in ("003", "001", "004", "000", "002"):
            opened.ingest([file_of(seed)])
        yield opened


def links_of(links, seeds):
    return {
        (frozenset({seeds[link.a], seeds[link.b]}), link.relation, link.confidence, link.state, link.evidence)
        for link in links
    }


def groups_of(programmes, seeds):
    members = {}
    for page, programme in programmes.items():
        members.setdefault(programme, set()).add(seeds[page])
    return set(map(frozenset, members.values()))


def test_each_page_is_in_its_language(archive):
    pages = {seed_of(page.address): page.cleaned for page in archive.store_for().pages()}
    assert {seed: page.lang for seed, page in pages.items()} == LANGS
    assert {seed: page.languages for seed, page in pages.items()} == {seed: (lang,) for seed, lang in LANGS.items()}


def test_the_two_programmes_are_found_with_evidence_and_nothing_else_is_linked(archive):
    seeds = {page.id: seed_of(page.address) for page in archive.store_for().pages()}
    links = [link for link in archive.links() if link.relation in ("translation", "same_programme")]
    assert {frozenset({seeds[link.a], seeds[link.b]}) for link in links} == TOGETHER
    assert all(link.state == "accepted" and link.evidence for link in links)
    assert all(each.detail and each.weight for link in links for each in link.evidence)
    assert {frozenset(seeds[page] for page in programme.pages) for programme in archive.programmes()} == GROUPS


def test_coming_in_one_at_a_time_gives_what_coming_in_at_once_gives(archive, pages, forms):
    seeds = {page.id: seed for seed, page in pages.items()}
    links, programmes = relate(pages.values(), [page.id for page in pages.values()], forms)
    assert links_of(archive.links(), seeds) == links_of(links, seeds)
    assert groups_of(programmes, seeds) == GROUPS
    eldest = {frozenset({"000", "003"}): "003", frozenset({"001", "002"}): "001", frozenset({"004"}): "004"}
    named = {frozenset(seeds[page] for page in each.pages): each.id for each in archive.programmes()}
    assert named == {group: own_programme(pages[seed].id) for group, seed in eldest.items()}


@pytest.mark.parametrize("mix", range(4))
def test_the_order_in_which_pages_come_in_changes_nothing_but_the_names(pages, forms, mix):
    order = random.Random(mix).sample(sorted(LANGS), len(LANGS))
    seeds = {page.id: seed for seed, page in pages.items()}
    for many in range(2, len(order) + 1):
        present = order[:many]
        links, programmes = relate([pages[seed] for seed in present], [pages[seed].id for seed in present], forms)
        expected = {pair for pair in TOGETHER if pair <= set(present)}
        assert {pair for pair, *_ in links_of(links, seeds)} == expected
        assert groups_of(programmes, seeds) == {group & set(present) for group in GROUPS} - {frozenset()}
        for one, other in combinations(present, 2):
            if {one, other} in expected:
                eldest = min((one, other), key=order.index)
                assert programmes[pages[one].id] == own_programme(pages[eldest].id)


@pytest.mark.parametrize("seed", DROPPED_LINES)
def test_exactly_the_furniture_is_dropped_and_shown(archive, seed):
    lines = file_of(seed).read_text(encoding="utf-8").split("\n")
    page = archive.page(f"seeds/{file_of(seed).name}").cleaned
    dropped = [folded(block.text) for block in page.dropped]
    captions = [text for text in dropped if text not in map(folded, lines)]
    if seed == CAPTIONED[0]:
        line = folded(lines[CAPTIONED[1] - 1])
        assert len(captions) == 1
        assert line.startswith(captions[0])
        assert line.removeprefix(captions[0]).strip() in [folded(block.text) for block in page.blocks]
        dropped.remove(captions[0])
    assert dropped == [folded(lines[number - 1]) for number in DROPPED_LINES[seed]]
    assert all(block.reason for block in page.dropped)


@pytest.mark.parametrize("seed", DROPPED_LINES)
def test_all_other_words_are_kept_in_order(archive, seed):
    lines = file_of(seed).read_text(encoding="utf-8").split("\n")
    page = archive.page(f"seeds/{file_of(seed).name}").cleaned
    kept = folded(" ".join(line for number, line in enumerate(lines, 1) if number not in DROPPED_LINES[seed]))
    for caption in (block.text for block in page.dropped if block.reason == "rule:caption"):
        kept = kept.replace(caption, "", 1)
    assert folded(" ".join(block.text for block in page.blocks)) == folded(kept)


def answer_of(archive, query):
    """Which pages match, with their reasons, and which stand beside them."""
    hits, beside = {}, {}
    for group in archive.search(query):
        for hit in group.hits:
            hits[seed_of(hit.address)] = hit.reasons
            beside[seed_of(hit.address)] = {seed_of(page.address) for page in group.others}
    return hits, beside


def steps(reasons):
    return {(reason.matched.casefold(), reason.lang, reason.source) for reason in reasons}


def test_an_english_term_finds_the_swedish_pages_and_shows_their_companions(archive):
    hits, beside = answer_of(archive, "wellbeing services county")
    assert {"000", "001"} <= set(hits)
    for seed, companion in (("000", "003"), ("001", "002")):
        assert ("välfärdsområde", "sv", "glossary") in steps(hits[seed])
        assert companion in beside[seed] | set(hits)


def test_a_suspended_compound_finds_all_three_languages_each_with_its_reason(archive):
    hits, _ = answer_of(archive, "sosiaali- ja terveyskeskus")
    assert {LANGS[seed] for seed in hits} == {"fi", "sv", "en"}
    for seed in hits:
        if LANGS[seed] != "fi":
            assert any(reason.lang == LANGS[seed] and reason.source == "glossary" for reason in hits[seed])


def test_part_of_a_compound_finds_it(archive):
    hits, _ = answer_of(archive, "avustus")
    assert hits["002"][0].source == "compound"


def test_a_term_of_the_glossary_finds_its_finnish_name(archive):
    hits, _ = answer_of(archive, "statsunderstöd")
    assert ("valtionavustus", "fi", "glossary") in steps(hits["002"])
