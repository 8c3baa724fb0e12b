"""Dates and sums are looked for at figures only: what that finds is what looking everywhere finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import dates
from corpus.dates import found_at_figures, spans_in
from corpus.metadata import amounts, mentions

PARTS = [
    *("1.", "3.4.", "31.12.2020", "2020", "2021-03-05", "05 03 2021", "15-03-2021", "12/3-2021", "15", "7", "0"),
    *(" ", " ", "–", "-", ",", ".", "/", "(", ")", "x"),
    *(
        "ma ",
        "den ",
        "Tors den ",
        "klo ",
        " ja ",
        " till ",
        "vuonna ",
        "maaliskuuta ",
        "mars ",
        "March ",
        "€",
        " 000",
        "e ",
    ),
]
texts = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


@pytest.mark.parametrize(
    "pattern",
    [*dates._FIGURES_FIRST, amounts._AFTER, mentions._ONE, mentions._PAIR],
    ids=lambda each: each.pattern[:40],
)
@given(text=texts)
def test_a_pattern_that_begins_with_figures_finds_the_same_at_figures(pattern: re.Pattern[str], text: str) -> None:
    assert [found.span() for found in found_at_figures(pattern, text)] == [
        found.span() for found in pattern.finditer(text)
    ]


@given(text=texts)
def test_where_no_weekday_stands_before_a_figure_no_day_is_told_by_one(text: str) -> None:
    everywhere = [found.span() for found in dates._YEARLESS.finditer(text)]
    assert [found.span() for found in dates._found(dates._YEARLESS, text)] == everywhere


def test_a_day_without_a_year_is_told_by_the_weekday_before_it() -> None:
    assert [span.first.iso for span in spans_in("Torsdag den 5.6 och Ke 3.4. klo 9")] == ["--06-05", "--04-03"]
