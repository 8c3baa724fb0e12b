"""Lines of a scrape to pieces: what is joined, what stays apart, what each line is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.scrape import pieces

PROSE = "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa."


def told(text: str) -> list[str]:
    return [f"{piece.kind}{piece.level or ''} {piece.text}" for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Toria korjataan nyt myös muiden\ntahojen kanssa.",
            ["paragraph Toria korjataan nyt myös muiden tahojen kanssa."],
        ),
        ("Ensimmäinen kappale.\nToinen kappale.", ["paragraph Ensimmäinen kappale.", "paragraph Toinen kappale."]),
        (f"Torin ja\npuiston uusi asu\n\n{PROSE}", ["heading1 Torin ja puiston uusi asu", f"paragraph {PROSE}"]),
        (
            "Tavoitteet:\nuudet penkit ovat tärkeitä.",
            ["paragraph Tavoitteet:", "paragraph uudet penkit ovat tärkeitä."],
        ),
        ("• yksi\n• kaksi\n  jatkuu", ["item1 • yksi", "item1 • kaksi jatkuu"]),
        ("1. Ensin.\n2. Sitten.", ["item1 1. Ensin.", "item1 2. Sitten."]),
        ("• yksi\n    • kaksi", ["item1 • yksi", "item2 • kaksi"]),
        ("5. päivänä maaliskuuta tori avataan.", ["paragraph 5. päivänä maaliskuuta tori avataan."]),
        ("– Hyvä tori, sanoo joku.", ["quote – Hyvä tori, sanoo joku."]),
        ("– penkit\n– puut", ["item1 – penkit", "item1 – puut"]),
        (
            "Ada Esimerkki, p. 050 000 0000\nBo Esimerkki, p. 050 000 0001",
            [
                "contact Ada Esimerkki, p. 050 000 0000",
                "contact Bo Esimerkki, p. 050 000 0001",
            ],
        ),
        ("Tori\t10\nPuisto\t20", ["row Tori | 10", "row Puisto | 20"]),
        ("sosiaali-\nja terveyspalvelut", ["paragraph sosiaali- ja terveyspalvelut"]),
        (" \n\u00a0\n\n", []),
    ],
)
def test_lines_become_pieces(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_text_broken_at_a_margin_is_joined_again() -> None:
    lines = [
        "The bench programme of the town began in the spring and it has so far",
        "given Exampleton forty benches. The Market Square got twelve of them",
        "and the Harbour Park eight, while the others were put along the paths",
        "that lead to Exampleton Hill. Everybody may propose where to put more",
        "of them.",
    ]
    assert told("\n".join(lines)) == ["paragraph " + " ".join(lines)]


@pytest.mark.parametrize("above", ["Kaupunki istuttaa puita\n\n", ""])
def test_a_name_at_the_beginning_of_a_line_does_not_tear_a_sentence(above: str) -> None:
    first = (
        "Kaupunki istuttaa puita torin laidalle, ja niitä tuodaan kevään aikana\n"
        "Esimerkkilän taimistosta, joka on kasvattanut niitä kymmenen vuoden\n"
        "Harjulan pelloilla. Asukkaat saavat ehdottaa puille uusia paikkoja vielä\n"
        "lokakuun loppuun asti."
    )
    second = (
        "Uudenmäen puistoon tulee ensi vuonna penkkejä, ja lisäksi vanhat penkit\n"
        "Kivimäen kujalla maalataan samalla kertaa kuin puiston portti korjataan."
    )
    made = told(f"{above}{first}\n\n{second}\n")
    assert made[-2:] == ["paragraph " + " ".join(each.split("\n")) for each in (first, second)]


BROKEN = """\
Staden planterar träd vid torget och i alla sina parker under sommaren
{second}
och invånarna får föreslå platser för dem ända till slutet av oktober
detta år, om det finns rum mellan husen och gatan och marken inte har
förorenats.
Stadens trädgårdsmästare svarar på frågor om träden varje vardag mellan
nio och tolv, och på kvällarna ordnas det vandringar i parkerna.
"""


def test_a_title_nearly_as_long_as_the_lines_is_not_joined_with_the_text() -> None:
    second = "Träden har beställts av plantskolan, och de första kommer redan i maj,"
    made = told("Meny\nSök\nKontakt\n\n" + BROKEN.format(second=second))
    assert made[3] == "heading1 Staden planterar träd vid torget och i alla sina parker under sommaren"
    assert made[4].startswith(f"paragraph {second} och invånarna")
    assert made[4].endswith("inte har förorenats.")


def test_menus_do_not_hide_that_a_text_was_broken_at_a_margin() -> None:
    menu = "\n".join(f"Rubrik {number}" for number in range(30))
    second = "Träden har beställts av plantskolan, och de första kommer redan i maj,"
    made = told(f"{menu}\n\n{BROKEN.format(second=second)}")
    assert any(
        piece.endswith("om det finns rum mellan husen och gatan och marken inte har förorenats.") for piece in made
    )


def test_the_rest_of_a_broken_notice_about_cookies_goes_with_it() -> None:
    notice = (
        "Vi använder kakor för att sidorna ska fungera. Du kan välja vilka av\ndem du tillåter och vilka\nsom är av."
    )
    assert [(piece.text, piece.reason) for piece in pieces(f"{notice}\nTorget\n")] == [
        (" ".join(notice.split()), "rule:cookie"),
        ("Torget", None),
    ]


@pytest.mark.parametrize(
    ("line", "caption", "rest"),
    [
        ("Kuvassa torin kello.TIEDOTE 2-2020", "Kuvassa torin kello.", "TIEDOTE 2-2020"),
        ("På bilden syns torget.Torget öppnar igen", "På bilden syns torget.", "Torget öppnar igen"),
        ("Photo: Town archive. The square opens", "Photo: Town archive.", "The square opens"),
    ],
)
def test_a_glued_caption_is_split_off_and_removed(line: str, caption: str, rest: str) -> None:
    first, second = pieces(line)
    assert (first.text, first.kind, first.reason) == (caption, "caption", "rule:caption")
    assert (second.text, second.reason) == (rest, None)


@pytest.mark.parametrize(
    "line", ["Kuvassa 2 esitetään torin aikataulu.", "Kuvassa oleva talo on vanha. Se korjataan pian."]
)
def test_a_sentence_about_a_picture_stays(line: str) -> None:
    assert [piece.reason for piece in pieces(line)] == [None]


def test_an_address_is_neither_joined_nor_taken_for_headings() -> None:
    assert told(f"Tori\n\n{PROSE}\n\nKunnantie 1\n00000 Esimerkkilä\ninfo@example.org") == [
        "heading1 Tori",
        f"paragraph {PROSE}",
        "paragraph Kunnantie 1",
        "paragraph 00000 Esimerkkilä",
        "contact info@example.org",
    ]


@given(st.text(alphabet="aA bB.:,-–•1)\n\t "))
def test_every_word_of_a_scrape_is_in_a_piece(text: str) -> None:
    found = re.findall(r"\w", "".join(piece.text for piece in pieces(text)))
    assert found == re.findall(r"\w", text)


TEXT = "Keskus palvelee asukkaita maanantaista alkaen, ja sinne voi tulla ilman ajanvarausta koko päivän."


@pytest.mark.parametrize(
    "above",
    [
        ["Museo", "", "Venepaikat", "Neuvolat", "Päiväkodit", "", "Uusi keskus aukeaa"],
        ["Museo", "", "Venepaikat", "Neuvolat", "", "Tulosta", "", "Uusi keskus aukeaa"],
        ["Uusi keskus aukeaa", "", "Kaikki palvelut"],
    ],
)
def test_what_is_left_of_a_menu_is_no_title(above):
    made = pieces("\n".join([*above, "", TEXT]))
    assert [piece.text for piece in made if (piece.kind, piece.level) == ("heading", 1)] == ["Uusi keskus aukeaa"]


@pytest.mark.parametrize(
    ("notice", "buttons"),
    [
        ("Käytämme evästeitä, jotta sivusto toimisi.", "Hyväksy kaikki\nVain välttämättömät\nNäytä tiedot"),
        ("Vi använder kakor på webbplatsen.", "Jag godkänner\nEndast nödvändiga kakor\nOK"),
        ("We use cookies to make this site work.", "Accept all\nOnly necessary cookies\nGot it"),
    ],
)
def test_the_buttons_below_a_notice_about_cookies_go_with_it(notice: str, buttons: str) -> None:
    kept = [piece.text for piece in pieces(f"{notice}\n{buttons}\n\nTorin penkit\n\n{PROSE}\n") if piece.reason is None]
    assert kept == ["Torin penkit", PROSE]


def test_such_words_elsewhere_are_words_as_any() -> None:
    assert [piece.reason for piece in pieces(f"Valitut\n\n{PROSE}\n\nHyväksy kaikki\n")] == [None] * 3


def test_of_two_short_lines_at_the_very_top_the_first_is_the_title() -> None:
    made = told(f"Hankehaku avautuu\nKotouttaminen\n\n{PROSE}\n")
    assert made[:2] == ["heading1 Hankehaku avautuu", "paragraph Kotouttaminen"]


DIVIDED = """\
Kaupunki istuttaa keväällä uusia puita torin laidalle ja kaikkiin puis-
toihinsa, ja asukkaat saavat ehdottaa niille paikkoja lokakuun lop-
puun asti. Työstä vastaavat kaupungin puutarhurit, joille on varattu lin-
ja-auto ja linja-autonkuljettaja. Uusia puita on tilattu kolme-
sataa, ja niiden arvo on 1 500 000 eu-
roa, josta puolet on sosiaali-
ja terveyspalvelujen osuutta. Puiden EU-
tuki maksetaan ensi vuonna.
"""


def test_words_divided_at_the_margin_are_whole_again() -> None:
    text = " ".join(piece.text for piece in pieces(DIVIDED))
    for word in ("puistoihinsa", "loppuun", "kolmesataa", "1 500 000 euroa", "sosiaali- ja", "EU-tuki"):
        assert word in text


def test_a_hyphen_that_stands_between_equal_vowels_or_in_the_midst_of_a_line_stays() -> None:
    again = (
        DIVIDED.replace("lin-\nja-auto", "linja-\nauto")
        .replace("kolme-\nsataa", "state-\nowned")
        .replace("Työstä", "State-owned")
    )
    text = " ".join(piece.text for piece in pieces(again))
    assert "linja-auto ja" in text
    assert "state-owned" in text


def test_where_words_are_not_divided_the_hyphens_of_compounds_stay() -> None:
    lines = "The programme is led by the state-\nowned company and by its partners, and is\nto be ready in spring."
    assert told(lines)[0].startswith("paragraph The programme is led by the state-owned company")
