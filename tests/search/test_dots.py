"""Words typed without å, ä and ö."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis import fold
from search.dots import MAX_CANDIDATES, dotted, dotted_in_harmony


@pytest.mark.parametrize(("typed", "meant"), [("halsovard", "hälsovård"), ("oland", "öland"), ("aborre", "åborre")])
def test_all_ways_to_put_dots_are_tried(typed: str, meant: str) -> None:
    assert meant in set(dotted(typed))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jarjestoille", "järjestöille"),
        ("sosiaalijarjestoille", "sosiaalijärjestöille"),
        ("jarjestoavustuksille", "järjestöavustuksille"),
    ],
)
def test_parts_of_a_finnish_compound_have_their_dots_together(typed: str, meant: str) -> None:
    assert meant in set(dotted_in_harmony(typed))


@given(st.text("aobkeltsn", min_size=1, max_size=40))
def test_a_candidate_without_its_dots_is_the_word_that_was_typed(word: str) -> None:
    plain, harmonious = list(dotted(word)), list(dotted_in_harmony(word))
    assert len(plain) < MAX_CANDIDATES
    assert word not in plain
    assert {fold(each) for each in (*plain, *harmonious)} <= {word}
