"""Sums of money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import amounts_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Avustus on 2 849 500 euroa.", ["2849500 EUR"]),
        ("2\u00a0849\u00a0500 €", ["2849500 EUR"]),
        ("2\u202f849\u202f500 €", ["2849500 EUR"]),
        ("2\u2009849\u2009500 €", ["2849500 EUR"]),
        ("1 850 000 euron rahoitus", ["1850000 EUR"]),
        ("1,5 milj. euroa", ["1500000 EUR"]),
        ("1,26 miljoonan euron avustus", ["1260000 EUR"]),
        ("2,1 miljoonaan euroon", ["2100000 EUR"]),
        ("0,5 miljardia euroa", ["500000000 EUR"]),
        ("3–4 miljoonaa euroa", ["3000000 EUR", "4000000 EUR"]),
        ("2,5-3 milj.€", ["2500000 EUR", "3000000 EUR"]),
        ("500–1 000 euroa", ["500 EUR", "1000 EUR"]),
        ("500 000–1 milj. euroa", ["500000 EUR", "1000000 EUR"]),
        ("1,5 M€ ja 300 t€", ["1500000 EUR", "300000 EUR"]),
        ("12 500,50 e", ["12500.5 EUR"]),
        ("7,50 €", ["7.5 EUR"]),
        ("200 tuhatta euroa", ["200000 EUR"]),
        ("1.500 euroa", ["1500 EUR"]),
        ("2.849.500,00 €", ["2849500 EUR"]),
        ("1,5 miljoner euro", ["1500000 EUR"]),
        ("från 2 miljoner till 3 miljoner euro", ["2000000 EUR", "3000000 EUR"]),
        ("2 000 kronor och 300 kr", ["2000 SEK", "300 SEK"]),
        ("EUR 1.5 million", ["1500000 EUR"]),
        ("€2,849,500", ["2849500 EUR"]),
        ("€1.5–2 million", ["1500000 EUR", "2000000 EUR"]),
        ("between €20 and €30", ["20 EUR", "30 EUR"]),
        ("1,500 euros", ["1500 EUR"]),
        ("$5 billion", ["5000000000 USD"]),
        ("£1,200.50", ["1200.5 GBP"]),
        ("2020 – 500 000 euroa", ["500000 EUR"]),
        ("1.1.2020 500 000 euroa", ["500000 EUR"]),
    ],
)
def test_sums_are_plain_numbers_with_a_currency(text: str, expected: list[str]) -> None:
    assert [f"{each.value} {each.currency}" for each in amounts_of([text])] == expected


@pytest.mark.parametrize(
    "text",
    [
        "40 prosenttia, 12,5 %",
        "sivu 12",
        "1,9 miljoonaa asukasta",
        "2 eurooppalaista kaupunkia",
        "3 e §",
        "luokka 3 e",
        "puh. 050 555 1234",
        "5 European countries",
        "euroja ei ole",
    ],
)
def test_other_figures_are_no_sums(text: str) -> None:
    assert amounts_of([text]) == ()


def test_a_sum_is_told_once_as_first_written() -> None:
    found = amounts_of(["Tuki on 1,5 milj. euroa.", "1 500 000 euroa"])
    assert [each.text for each in found] == ["1,5 milj. euroa"]


@given(st.integers(min_value=0, max_value=999_999_999), st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"]))
def test_every_whole_sum_is_read_back(number: int, separator: str) -> None:
    written = f"{number:,}".replace(",", separator)
    assert [each.value for each in amounts_of([f"Avustus {written} euroa"])] == [str(number)]


@given(st.text(alphabet="0123456789.,-– €emiljEURkr\u00a0"))
def test_a_sum_quotes_the_text_and_its_value_is_a_number(text: str) -> None:
    for each in amounts_of([text]):
        assert each.text in text
        assert float(each.value) >= 0


@pytest.mark.parametrize("run", ["100 " * 8, "100 " * 100_000, "100'" * 100_000], ids=["few", "many", "marks"])
@pytest.mark.parametrize("end", ["x €", "€", "100,50 €"])
def test_a_row_of_more_groups_than_any_sum_has_is_no_sum(run: str, end: str) -> None:
    assert amounts_of([run + end]) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Vuonna 2020 500 000 euroa", "500000"),
        ("Kohta 2,5 100 euroa", "100"),
        ("1 100 20 euroa", "20"),
        ("Koodi A1 100 euroa", "100"),
        ("999 999 999 999 999 euroa", "999999999999999"),
    ],
)
def test_a_sum_begins_behind_a_figure_that_is_no_group_of_it(text: str, value: str) -> None:
    assert [each.value for each in amounts_of([text])] == [value]
