"""Stamps beside what offers to print."""

import pytest

from corpus.metadata import is_stamp, page_dates


@pytest.mark.parametrize(
    "line",
    [
        "Uppgifterna granskade 3 oktober 2019 Skriv ut sidan",
        "21. syyskuuta 2021 Tulosta",
        "Muutettu viimeksi 18.7.2022 Tulostettava versio",
        "Tulosta tämä sivu | Päivitetty 3.4.2020",
        "3.4.2020 Utskriftsversion",
        "Publicerad 3.4.2020 Skriv ut den här sidan",
        "3 May 2021 Printable version",
        "Updated 3 May 2021 Printer-friendly version",
    ],
)
def test_a_date_and_an_offer_to_print_are_a_stamp(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize(
    "line",
    [
        "Tulosta lomake viimeistään 3.4.2020",
        "Print run 3 May 2021",
        "Utskriften blev klar 3.4.2020",
        "Tulostettava versio",
        "3.4.2020",
    ],
)
def test_what_says_anything_else_is_none(line: str) -> None:
    assert not is_stamp(line)


def test_a_date_without_a_label_is_no_date_of_the_page() -> None:
    assert page_dates((), ["21. syyskuuta 2021 Tulosta"]) == ()
    dates = page_dates((), ["Muutettu viimeksi 18.7.2022 Tulostettava versio"])
    assert [(each.role, each.value) for each in dates] == [("updated", "2022-07-18")]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("TIEDOTE 12/2021", "15.9.2021"),
        ("Meddelande nr 12/2021", "15 september 2021"),
        ("PRESS RELEASE 12/2021", "15 September 2021"),
    ],
)
def test_a_date_below_the_number_of_a_release_is_that_of_the_release(above: str, line: str) -> None:
    assert [(each.role, each.value) for each in page_dates((), [above, line])] == [("published", "2021-09-15")]


@pytest.mark.parametrize("above", ["Kokous 12/2021", "Tiedote", "Tiedote 12/2021 ja sen liitteet", ""])
def test_below_anything_else_a_bare_date_dates_nothing(above: str) -> None:
    assert page_dates((), [above, "15.9.2021"]) == ()
