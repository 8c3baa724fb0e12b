"""Packed features, and linking many of them: what is packed comes back, and neither order nor batches matter."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.linking.decided import Decided, Shown, stand
from corpus.linking.evidence import Odds
from corpus.linking.features import features_of
from corpus.linking.keys import key_of
from corpus.linking.packing import Columns, joined_blocks, joined_counts, known_of, pack, unpacked_blocks
from corpus.linking.pairs import CANDIDATES, Measure, candidates, lang_numbers
from corpus.linking.relating import FeatureReader, ShelfInMemory, features_version, relate_shelf
from corpus.linking.space import Space, distinct, stepped
from corpus.model import LinkDecision

TOPICS = {
    "kirjasto": ("Kirjasto on auki joka päivä", "Biblioteket är öppet varje dag", "The library is open every day"),
    "neuvola": ("Neuvola tukee perheitä", "Rådgivningen stöder familjer", "The clinic supports families"),
    "avustus": ("Valtionavustus haettavana 3.10.2022", "Statsunderstöd söks 3.10.2022", "Grants open 3 October 2022"),
    "silta": ("Silta-hanke Porvoossa 2021", "Projektet Bron i Borgå 2021", "The Bridge project in Porvoo 2021"),
}
PLACES = ("Turku", "Kuopio", "Oulu")


@pytest.fixture(scope="module")
def packed(page, forms):
    """36 packed pages: four topics in three towns and languages."""
    reader = FeatureReader(forms)
    return [
        reader.read(page(f"{topic}/{place}/{lang}", lang, title, f"{title}: {place}, {n} 100 euroa.", place, f"{n}."))
        for topic, titles in TOPICS.items()
        for n, place in enumerate(PLACES, 1)
        for lang, title in zip(("fi", "sv", "en"), titles, strict=True)
    ]


def told(related):
    links, programmes = related
    groups = {frozenset(page for page in programmes if programmes[page] == each) for each in programmes.values()}
    return links, groups


@pytest.fixture(scope="module")
def at_once(packed):
    return told(relate_shelf(ShelfInMemory(packed), [each.page for each in packed]))


def test_the_pages_of_the_law_are_worth_it(packed, at_once):
    links, groups = at_once
    assert {link.relation for link in links} >= {"translation"}
    assert 1 < len(groups) < len(packed)


@settings(max_examples=15)
@given(data=st.data())
def test_pages_in_any_order_and_in_any_batches_are_linked_as_if_they_came_at_once(packed, at_once, data):
    order = data.draw(st.permutations(packed))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(packed) - 1), max_size=3)))
    shelf = ShelfInMemory([])
    likenesses = {}
    for _, end in pairwise([0, *cuts, len(order)]):
        shelf = ShelfInMemory(order[:end])
        shelf.likenesses = likenesses  # what an earlier batch has found is kept
        related = relate_shelf(shelf, [each.page for each in order[:end]])
    assert told(related) == at_once


@settings(max_examples=10)
@given(data=st.data())
def test_with_decisions_too_pages_in_any_batches_are_linked_as_if_they_came_at_once(packed, data):
    ends = data.draw(st.lists(st.permutations(range(len(packed))).map(lambda ns: ns[:2]), min_size=1, max_size=6))
    made = [
        LinkDecision(
            **dict(zip("ab", sorted(packed[n].address for n in pair), strict=True)),
            digest_a="",
            digest_b="",
            relation=data.draw(st.sampled_from(["translation", "same_programme"])),
            verdict=data.draw(st.sampled_from(["confirm", "reject"])),
            who="Aino",
            made_at="2024-05-06",
        )
        for pair in ends
    ]
    order = data.draw(st.permutations(packed))
    cut = data.draw(st.integers(1, len(packed)))
    for some in (order[:cut], order):  # the pages of some decisions come later than these
        shown = [Shown(page=each.page, address=each.address, digest=each.address) for each in some]
        related = relate_shelf(ShelfInMemory(some), [each.page for each in some], Decided.of(stand(made, shown)))
    shown = [Shown(page=each.page, address=each.address, digest=each.address) for each in packed]
    whole = relate_shelf(ShelfInMemory(packed), [each.page for each in packed], Decided.of(stand(made, shown)))
    assert told(related) == told(whole)
    assert {link.state for link in whole[0]} & {"confirmed", "rejected"}


def test_likenesses_that_are_kept_are_not_worked_out_again(packed):
    shelf = ShelfInMemory(packed)
    ids = [each.page for each in packed]
    relate_shelf(shelf, ids)
    assert shelf.likenesses
    shelf.blocks = None
    relate_shelf(shelf, ids)


def test_what_is_known_of_a_page_comes_back(page, gazetteer, forms):
    declared = [("sv", "https://www.example.org/sv")]
    made = page(
        "https://www.example.org/fi", "fi", "Sivu", "Porvoo, Loviisa, Askola.", number="3/2022", versions=declared
    )
    features = features_of(made, gazetteer, forms)
    known = known_of(pack(features, "pages"))
    assert {name: getattr(features, name) for name in known.__struct_fields__} == {
        name: getattr(known, name) for name in known.__struct_fields__
    }
    assert known.scope


ENTRIES = st.lists(st.tuples(st.integers(0, (1 << 64) - 1), st.integers(1, 255)), max_size=9, unique_by=lambda e: e[0])


@given(pages=st.lists(ENTRIES, max_size=4))
def test_counts_come_back_one_page_behind_the_other(pages):
    columns = Columns()
    for entries in pages:
        keys = np.array([key for key, _ in entries], np.uint64)
        columns.add(joined_counts(keys, bytes(n for _, n in entries), bytes(len(entries))))
    assert list(columns.entries) == list(map(len, pages))
    assert np.frombuffer(columns.keys, np.uint64).tolist() == [key for entries in pages for key, _ in entries]
    assert list(columns.counts) == [n for entries in pages for _, n in entries]


@given(blocks=st.lists(st.lists(st.tuples(st.integers(0, 65535), st.integers(1, 255)), min_size=1, max_size=5)))
def test_blocks_come_back(blocks):
    entries = [entry for each in blocks for entry in each]
    packed = joined_blocks([len(each) for each in blocks], [key for key, _ in entries], [n for _, n in entries])
    lengths, keys, weights = unpacked_blocks(packed)
    assert lengths == [len(each) for each in blocks]
    assert list(zip(keys.tolist(), weights.tolist(), strict=True)) == entries


def test_cosines_are_those_of_the_weighted_vectors(packed):
    space = Space(packed)
    a, b = candidates(space)
    pairs = Measure(space).pairs(a, b)
    vectors = []
    for start, end in pairwise(space.rows.start.tolist()):
        held = space.rows.features[start:end]
        weights = dict(zip(held.tolist(), space.weights[start:end].tolist(), strict=True))
        vectors.append({feature: weight for feature, weight in weights.items() if space.are_concepts[feature]})
    assert len(pairs) > 0
    for place in range(len(pairs)):
        one, other = vectors[a[place]], vectors[b[place]]
        assert math.isclose(
            pairs.concepts[place], sum(weight * other.get(key, 0.0) for key, weight in one.items()), abs_tol=1e-5
        )
        assert pairs.shared[place] == len(one.keys() & other.keys())


def test_pairs_have_in_common_what_they_have_one_by_one(packed):
    space = Space(packed)
    measure = Measure(space)
    a, b = candidates(space)
    at_once = measure.pairs(a, b)
    columns = [name for name in at_once.__struct_fields__ if name not in ("a", "b")]
    assert any(at_once.titles)
    for place in range(0, len(at_once), 7):
        alone = measure.pairs(a[place : place + 1], b[place : place + 1])
        assert {name: getattr(alone, name)[0] for name in columns} == {
            name: getattr(at_once, name)[place] for name in columns
        }


def test_a_page_without_features_has_nothing_in_common(packed):
    bare = replace(packed[0], page="p0", counts=b"")
    space = Space([bare, *packed])
    pairs = Measure(space).pairs(np.array([0, 0, 1]), np.array([1, 2, 2]))
    assert space.known[0].id == "p0"
    assert pairs.shared[:2].tolist() == [0, 0]
    assert pairs.shared[2] == Measure(Space(packed)).pairs(np.array([0]), np.array([1])).shared[0] > 0


def test_odds_that_are_foreseen_are_those_that_are_asked_for(packed):
    space = Space(packed)
    measure = Measure(space)
    pairs = measure.pairs(*candidates(space))
    asked, foreseen = Odds(space, pairs, measure), Odds(space, pairs, measure)
    every = list(combinations(range(len(space)), 2))
    foreseen.foresee(every)
    told = {pair: asked.of(*pair) for pair in every}
    assert {pair: foreseen.of(*pair) for pair in every} == told
    assert len(told) > len(pairs)


@given(st.lists(st.integers(0, (1 << 64) - 1) | st.integers(0, 9)))
def test_different_keys_are_told_apart_whatever_their_first_bits(keys):
    told = np.array(keys, np.uint64)
    different, places = distinct(told)
    assert different.tolist() == sorted(set(keys))
    assert different[places].tolist() == keys


def test_a_page_is_compared_with_its_best_of_each_language_only(packed):
    space = Space(packed)
    a, b = candidates(space)
    langs = lang_numbers(space)
    assert (a < b).all()
    assert len(set(zip(a.tolist(), b.tolist(), strict=True))) == len(a)
    found = [0] * len(space)
    for page, other in zip(a.tolist(), b.tolist(), strict=True):
        found[page] += langs[other] == 0
        found[other] += langs[page] == 0
    assert min(found) >= CANDIDATES - 1
    assert sum(found) <= 2 * CANDIDATES * len(space)


@given(st.floats(0, 1e6))
def test_steps_are_close_to_what_is_counted_and_do_not_turn_round(count):
    assert math.isclose(stepped(count), count, rel_tol=0.13, abs_tol=0.13)
    assert stepped(count) <= stepped(count + 1)


def test_a_feature_that_nobody_has_is_not_rare(packed):
    assert not Space(packed).is_rare(key_of("nothing of the kind"))


def test_features_of_other_rules_have_another_version(monkeypatch):
    before = features_version()
    monkeypatch.setattr("corpus.linking.relating.FEATURES", 999)
    features_version.cache_clear()
    assert features_version() != before
    features_version.cache_clear()


def test_words_that_translate_each_other_are_one_feature(page, gazetteer, forms):
    fi, sv, en = (
        features_of(page(lang, lang, "", text), gazetteer, forms).concepts
        for lang, text in (("fi", "kysymys ja vuosi"), ("sv", "fråga och år"), ("en", "question and year"))
    )
    words = [{name for name in each if name.startswith("w:")} for each in (fi, sv, en)]
    assert words[0] & words[1] & words[2]
