"""The dates a text speaks of, cut to what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import mentions_of
from corpus.model import Mention


def test_a_range_has_its_end_and_its_own_words() -> None:
    assert mentions_of(["Haku on auki 15.8.–30.9.2022."]) == (
        Mention(value="2022-08-15", end="2022-09-30", text="15.8.–30.9.2022"),
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Ohjelma 2022–2021", ["2022", "2021"]),
        ("31.12.2021–1.1.2021", ["2021-12-31", "2021-01-01"]),
        ("23 december – 6 januari 2021", ["--12-23", "2021-01-06"]),
        ("joulu–tammikuussa 2021", ["2021-01"]),
    ],
)
def test_what_runs_backwards_stays_apart_and_gets_no_year_it_does_not_have(text: str, values: list[str]) -> None:
    found = mentions_of([text])
    assert [each.value for each in found] == values
    assert all(each.end is None for each in found)


def test_a_date_is_told_once_as_first_written() -> None:
    found = mentions_of(["Alkaen 1.1.2023", "1. tammikuuta 2023", "vuonna 2023"])
    assert [(each.value, each.text) for each in found] == [("2023-01-01", "1.1.2023"), ("2023", "vuonna 2023")]


def test_two_days_that_share_a_month_are_quoted_together() -> None:
    found = mentions_of(["Illat ovat 3. ja 5.2.2021."])
    assert [(each.value, each.text) for each in found] == [
        ("2021-02-03", "3. ja 5.2.2021"),
        ("2021-02-05", "5.2.2021"),
    ]


def test_mentions_come_in_the_order_of_the_text() -> None:
    found = mentions_of(["Vuonna 2019 ja 5.3.2020 sekä kesällä 2021, myös vuosina 2022–2023."])
    assert [each.value for each in found] == ["2019", "2020-03-05", "2021", "2022"]


@given(st.lists(st.text(alphabet="0123456789.-–/: åmarskutoavhen()€", max_size=60), max_size=3))
def test_a_mention_quotes_its_text_and_never_ends_before_it_begins(texts: list[str]) -> None:
    for each in mentions_of(texts):
        assert any(each.text in text for text in texts)
        assert each.end is None or (len(each.end) == len(each.value) and each.value <= each.end)


def test_a_longer_word_that_begins_like_a_season_makes_no_year_of_a_number():
    assert [each.text for each in mentions_of(["Våren 2023", "hösten 2022", "keväällä 2024"])] == [
        "Våren 2023",
        "hösten 2022",
        "keväällä 2024",
    ]
    assert all("arvoden" not in each.text for each in mentions_of(["Vårdarvoden 2023"]))
