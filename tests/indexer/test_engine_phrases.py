"""What a phrase stands for: alternatives, slop, free order, and the limits that all engines share."""

from itertools import combinations, pairwise, permutations, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract import PHRASE_LIMIT, Phrase
from indexer.engines.phrases import phrase_frequency, plan, reachable_slop, readings_of, spacings, work_of

places = st.lists(st.lists(st.sampled_from("abcde"), max_size=4).map(tuple) | st.sampled_from("abc"), max_size=5)
phrases = st.builds(
    Phrase, field=st.just("body"), terms=places.map(tuple), slop=st.integers(0, 400), is_ordered=st.booleans()
)


@pytest.mark.parametrize(("number", "slop"), [(1, 0), (2, 0), (2, 3), (3, 0), (3, 2), (4, 3)])
def test_spacings_are_all_layouts_in_order_within_the_slop(number, slop):
    expected = {
        layout
        for layout in product(range(number + slop), repeat=number)
        if layout[0] == 0 and all(a < b for a, b in pairwise(layout))
        if layout[-1] - (number - 1) <= slop
    }
    found = list(spacings(number, slop))
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(("number", "reached"), [(2, 255), (3, 21), (4, 9), (6, 5), (1000, 0)])
def test_the_slop_that_is_searched_shrinks_as_places_grow(number, reached):
    assert reachable_slop(number, 10**9) == reached
    assert reachable_slop(number, reached) == reached
    assert sum(1 for _ in spacings(number, min(reached, 5))) <= PHRASE_LIMIT


@pytest.mark.parametrize(("number", "reached"), [(2, 127), (3, 7), (4, 2), (5, 0)])
def test_free_order_leaves_less_room_for_slop(number, reached):
    asked = Phrase(field="body", terms=tuple("abcde"[:number]), slop=10**9, is_ordered=False)
    farthest = max(max(layout) for layout in plan(asked).layouts)
    assert farthest - (number - 1) == reached
    assert plan(asked).is_cut


def test_where_there_is_no_room_for_all_orders_the_given_one_is_searched_and_the_cut_is_told():
    found = plan(Phrase(field="body", terms=tuple("abcdef"), is_ordered=False))
    assert (found.layouts, found.is_cut) == (((0, 1, 2, 3, 4, 5),), True)


def test_in_any_order_is_every_spacing_in_every_order():
    found = plan(Phrase(field="body", terms=("a", "b", "c"), slop=1, is_ordered=False))
    expected = {order for rest in combinations(range(1, 4), 2) for order in permutations((0, *rest))}
    assert set(found.layouts) == expected
    assert len(found.layouts) == len(expected)


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True, max_size=3), max_size=4))
def test_readings_are_the_product_with_those_nearest_to_the_first_choices_first(given_places):
    steps = [
        sum(place.index(term) for place, term in zip(given_places, reading, strict=True))
        for reading in readings_of(given_places)
    ]
    assert sorted(readings_of(given_places)) == (sorted(product(*given_places)) if given_places else [])
    assert steps == sorted(steps)


def test_the_first_readings_of_a_product_beyond_measure_come_at_once():
    found = plan(Phrase(field="body", terms=(("a", "b", "c"),) * 60, slop=3))
    assert len(found.readings) == PHRASE_LIMIT
    assert found.readings[0] == ("a",) * 60
    assert (len(found.layouts), found.is_cut) == (1, True)


@given(phrases)
def test_no_phrase_stands_for_more_than_the_limit_and_its_work_is_known_before(asked):
    found = plan(asked)
    assert len(found.readings) * len(found.layouts) <= PHRASE_LIMIT
    assert work_of(asked) == max(1, 2 * len(asked.terms) * len(found.readings) * len(found.layouts))
    assert all(len(layout) == len(reading) for layout in found.layouts for reading in found.readings)
    assert len(set(found.readings)) == len(found.readings)


@given(phrases)
def test_a_phrase_is_cut_only_where_something_is_left_out(asked):
    found = plan(asked)
    all_readings = prod(len({place} if isinstance(place, str) else set(place)) for place in asked.terms)
    if not found.is_cut and asked.terms:
        assert len(found.readings) == all_readings
        if len(asked.terms) > 1 and found.readings:
            assert max(map(max, found.layouts)) == len(asked.terms) - 1 + asked.slop


def test_the_frequency_of_a_phrase_is_that_of_its_best_layout():
    positions = [(0, 5, 10), (1, 7, 12)]
    assert phrase_frequency(positions, [(0, 1)]) == 1
    assert phrase_frequency(positions, [(0, 1), (0, 2)]) == 2
    assert phrase_frequency(positions, [(1, 0)]) == 0
    assert phrase_frequency([(3, 4, 5), (3, 4, 5)], [(0, 1)]) == 2
    assert phrase_frequency([(3, 4, 5), (3, 4, 5)], [(1, 0)]) == 2
