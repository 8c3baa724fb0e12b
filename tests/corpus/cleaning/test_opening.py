"""What stands above the title of a scrape goes, and a page that begins with its title loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import menus
from corpus.cleaning.scrape import pieces
from corpus.metadata import is_stamp

PROSE = "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa."


def removed(text: str) -> list[str]:
    return [piece.text for piece in pieces(text, is_stamp) if piece.reason is not None]


def headings(text: str) -> list[str]:
    return [piece.text for piece in pieces(text, is_stamp) if piece.kind == "heading" and piece.reason is None]


@pytest.mark.parametrize(
    ("opening", "gone"),
    [
        ("Siirry sisältöön\nValikko Haku På svenska\n\n", ["Siirry sisältöön", "Valikko Haku På svenska"]),
        ("Etusivu\nPalvelut\nTorit ja puistot\n\n", ["Etusivu", "Palvelut", "Torit ja puistot"]),
        (
            "Suomeksi | English\nHem\nFör invånare\nNyheter\n\n",
            ["Suomeksi | English", "Hem", "För invånare", "Nyheter"],
        ),
        ("Menu\n\nSearch\n\n", ["Menu", "Search"]),
        ("Home\nNews\nParks\n", ["Home", "News", "Parks"]),
    ],
    ids=["switches", "menu", "menu under a switcher", "one word each", "no blank line"],
)
def test_menus_above_the_title_are_removed(opening: str, gone: list[str]) -> None:
    text = f"{opening}Torin penkit uusitaan ensi keväänä\n\n{PROSE}"
    assert removed(text) == gone
    assert headings(text) == ["Torin penkit uusitaan ensi keväänä"]


@pytest.mark.parametrize("section", ["Tiedotteet", "Meddelanden", "Press releases"])
@pytest.mark.parametrize("mark", ["TIEDOTE 3/2021", "Publicerad 3.4.2021", "3.4.2021", "3 April 2021 10:15"])
def test_the_name_of_a_section_goes_when_a_title_and_a_release_follow(section: str, mark: str) -> None:
    text = f"{section}\n\nTorin penkit uusitaan\n\n{mark}\n\n{PROSE}"
    assert removed(text) == [section]
    assert headings(text)[0] == "Torin penkit uusitaan"


@pytest.mark.parametrize(
    "text",
    [
        f"Torin penkit\n\n{PROSE}",
        f"Tiedotteet\n\n{PROSE}",
        f"Yhteystiedot\n\nKaupungintalo\n\n{PROSE}",
        f"Lukupiiri\n\nKirjasto\nKunnantie 1\n\n{PROSE}",
        f"Torin penkit\n\nEtusivun kuva\n\n{PROSE}",
        "Haku",
        "Palvelut\nHankkeet",
        "Torin penkit\nPuiston puut\nRannan laiturit",
    ],
)
def test_a_page_that_begins_with_its_title_keeps_every_line(text: str) -> None:
    assert removed(text) == []


def test_a_title_broken_after_a_colon_is_joined_above_the_text_only() -> None:
    broken = "Illat alkavat torilla:\nmitä penkkejä tarvitset?"
    assert headings(f"{broken}\n\n{PROSE}") == ["Illat alkavat torilla: mitä penkkejä tarvitset?"]
    assert "Illat alkavat torilla:" in [piece.text for piece in pieces(f"Tori\n\n{PROSE}\n\n{broken}")]


def test_lines_of_a_list_with_numbers_are_no_headings_but_the_line_above_them_is() -> None:
    dates = "Illat kunnissa\nRanta 15.5. seurojentalo\nMylly 18.5. koulu\nKirkonkylä 23.5. kirjasto"
    assert headings(f"Torin illat\n\n{PROSE}\n\n{dates}\n\n– Tervetuloa, sanoo isäntä.") == [
        "Torin illat",
        "Illat kunnissa",
    ]


@given(
    st.lists(st.sampled_from(["Etusivu", "Uutiset", "Tori", "Meny", "Torin penkit uusitaan", PROSE, ""]), max_size=8)
)
def test_the_opening_is_never_all_that_a_scrape_had(lines: list[str]) -> None:
    found = pieces("\n".join(lines), is_stamp)
    titled = any(line in ("Torin penkit uusitaan", PROSE) for line in lines)
    assert not titled or any(piece.reason is None for piece in found)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Menu Search In English", "rule:menu"),
        ("Kuuntele Tulosta", "rule:menu"),
        ("Meny • Sök • Logga in", "rule:menu"),
        ("Jaa: Facebook Twitter LinkedIn", "rule:share"),
        ("Tietosuoja Saavutettavuusseloste", "rule:footer"),
        ("Suomi Svenska English", "rule:language-menu"),
        ("Yes / No", "rule:feedback"),
        ("Haku", None),
        ("Search the archive", None),
        ("Home care services", None),
        ("Suomi ja ruotsi", None),
    ],
)
def test_a_line_of_nothing_but_menu_words_is_told_from_a_heading(line: str, reason: str | None) -> None:
    assert menus.reason_of_words(line) == reason
