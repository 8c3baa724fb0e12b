"""Furniture goes by whole lines and by place; the same words inside the text stay."""

import pytest

from corpus.cleaning import lexicon, rules
from corpus.cleaning.pieces import Piece, is_contact, is_person_contact
from corpus.metadata import is_stamp

PROSE = "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa."


def paragraph(text: str) -> Piece:
    return Piece(kind="paragraph", text=text)


def heading(text: str, level: int = 1) -> Piece:
    return Piece(kind="heading", text=text, level=level)


def reasons(*pieces: Piece) -> list[str | None]:
    return [piece.reason for piece in rules.judge(pieces, is_stamp=is_stamp)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Siirry sisältöön", "rule:skip-link"),
        ("Hoppa direkt till huvudinnehållet", "rule:skip-link"),
        ("Skip to main content", "rule:skip-link"),
        ("Tulosta sivu", "rule:print"),
        ("Skriv ut", "rule:print"),
        ("Print this page", "rule:print"),
        ("Jaa Facebookissa", "rule:share"),
        ("Dela på Facebook", "rule:share"),
        ("Share this page on Twitter", "rule:share"),
        ("↑ Takaisin ylös", "rule:back-to-top"),
        ("Till sidans början", "rule:back-to-top"),
        ("Back to top", "rule:back-to-top"),
        ("Oliko tästä sivusta apua?", "rule:feedback"),
        ("Hittade du det du sökte?", "rule:feedback"),
        ("Was this page helpful?", "rule:feedback"),
        ("Hyväksy kaikki evästeet", "rule:cookie"),
        ("Godkänn alla kakor", "rule:cookie"),
        ("Cookie settings", "rule:cookie"),
        ("Seuraamme sivuston kävijöitä. Jatkamalla sivuston käyttöä hyväksyt sen.", "rule:cookie"),
        ("Genom att fortsätta på sidan godkänner du våra villkor.", "rule:cookie"),
        ("By continuing to use this site you agree to this.", "rule:cookie"),
        ("Vi använder kakor för att webbplatsen ska fungera bättre för alla.", "rule:cookie"),
        ("Olet tässä: Etusivu > Palvelut", "rule:breadcrumb"),
        ("Hem » Tjänster » Torg", "rule:breadcrumb"),
        ("You are here:", "rule:breadcrumb"),
        ("Suomi | Svenska | English", "rule:language-menu"),
        ("FI SV EN", "rule:language-menu"),
        ("Facebook Instagram YouTube", "rule:share"),
        ("© Esimerkkilän kunta 2020", "rule:footer"),
        ("Ohita valikko", "rule:skip-link"),
        ("Oliko tästä sivusta apua? Kyllä Ei", "rule:feedback"),
        ("Berätta hur vi kan göra sidan bättre", "rule:feedback"),
        ("Tell us how to improve this page", "rule:feedback"),
        ("Tässä osiossa", "rule:menu"),
        ("You are here: Home » " + "Squares and parks of the whole town » " * 3 + "Benches", "rule:breadcrumb"),
    ],
)
def test_the_lexicon_knows_whole_lines_of_furniture(line: str, reason: str) -> None:
    assert lexicon.reason_of_line(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter and follow us on social media.",
        "Tulosta lomake ja palauta se kirjaamoon.",
        "Siirry sisältöön, joka kertoo torista.",
        "Evästeet tarjoillaan torilla",
        "Hem för äldre",
        "Kansi / selkä",
        "Svenska",
        "Print media in the north",
        "Share your ideas with the town",
        "Uutisia torilta",
    ],
)
def test_the_same_words_in_a_sentence_are_content(line: str) -> None:
    assert lexicon.reason_of_line(line) is None


@pytest.mark.parametrize("title", ["Evästeet", "Tietosuojaseloste", "Anna palautetta", "Uutiset", "Ajankohtaista"])
def test_the_title_of_a_page_about_furniture_stays(title: str) -> None:
    assert reasons(heading(title), paragraph(PROSE)) == [None, None]


def test_a_cookie_notice_stays_on_a_page_about_cookies() -> None:
    notice = paragraph("Käytämme evästeitä, jotta sivusto toimisi kaikille paremmin ja nopeammin.")
    assert reasons(heading("Evästeet"), notice) == [None, None]
    assert reasons(heading("Tori"), notice) == [None, "rule:cookie"]


def test_a_news_list_at_the_end_goes_and_one_with_text_stays() -> None:
    begin = (heading("Tori"), paragraph(PROSE), heading("Nyheter", 2))
    assert reasons(*begin, paragraph("Biblioteket öppnar"))[2:] == ["rule:latest-news", "rule:latest-news"]
    assert reasons(*begin, paragraph(PROSE))[2:] == [None, None]
    assert reasons(*begin)[2:] == ["rule:latest-news"]


def test_contact_lines_survive_a_news_list_and_a_footer() -> None:
    person = Piece(kind="contact", text="Ada Esimerkki, p. 050 000 0000")
    begin = (heading("Tori"), paragraph(PROSE))
    assert reasons(*begin, heading("Uutiset", 2), paragraph("Lisätietoja:"), person)[3:] == [None, None]
    stamp = paragraph("Päivitetty 1.2.2020 Tulosta")
    assert reasons(*begin, stamp, paragraph("Lisätietoja:"), person, paragraph("Kunnantie 1"))[2:] == [
        "rule:print",
        None,
        None,
        "rule:footer",
    ]


def test_text_after_an_update_line_stays_when_it_holds_sentences() -> None:
    stamp = paragraph("Päivitetty 1.2.2020")
    assert reasons(heading("Tori"), paragraph(PROSE), stamp, paragraph("Kunnantie 1"), paragraph("Tervetuloa!")) == [
        None,
        None,
        "rule:updated",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("Kunnantie 1", "00000 Esimerkkilä", "Y-tunnus: 0000000-0"),
        ("Kommunvägen 1", "00000 Exempelby", "FO-nummer 0000000-0"),
        ("Verkkolaskutus", "OVT-tunnus: 003700000000"),
        ("Fakturering", "Operatör: Exempel"),
    ],
)
def test_an_office_address_with_identifiers_goes_unless_the_page_is_about_it(lines: tuple[str, ...]) -> None:
    tail = [paragraph(line) for line in lines]
    assert not any(reason is None for reason in reasons(heading("Tori"), paragraph(PROSE), *tail)[2:])
    assert reasons(heading("Laskutus ja yhteystiedot"), paragraph(PROSE), *tail) == [None] * (2 + len(tail))


def test_the_place_of_an_event_is_no_footer() -> None:
    tail = [paragraph(line) for line in ("Kirjasto", "Kunnantie 1", "00000 Esimerkkilä")]
    assert reasons(heading("Lukupiiri"), paragraph(PROSE), *tail) == [None] * 5


def test_one_language_name_as_a_heading_is_content() -> None:
    assert reasons(heading("Tori"), paragraph(PROSE), heading("English", 2), paragraph(PROSE)) == [None] * 4


@pytest.mark.parametrize(
    ("line", "contact", "person"),
    [
        ("Ada Esimerkki, p. 050 000 0000", True, True),
        ("Ada Esimerkki, ada.esimerkki@example.org", True, True),
        ("info@example.org", True, False),
        ("+358 50 000 0000", True, False),
        ("Y-tunnus: 0123456-7", False, False),
        ("OVT 003712345678", False, False),
        ("00000 Esimerkkilä", False, False),
        ("Ohjelma 2020–2023", False, False),
        ("1.1.2019", False, False),
    ],
)
def test_contact_lines_are_told_from_other_numbers(line: str, *, contact: bool, person: bool) -> None:
    assert is_contact(line) is contact
    assert is_person_contact(line) is person


def row(text: str) -> Piece:
    return Piece(kind="row", text=text)


def test_a_row_of_a_layout_table_goes_when_all_its_cells_are_furniture() -> None:
    assert reasons(heading("Tori"), row("Etusivu > Tori | Suomeksi | På svenska"), row("Torg | Svenska")) == [
        None,
        "rule:breadcrumb",
        None,
    ]


def test_the_title_of_a_menu_goes_with_it() -> None:
    menu = paragraph("Penkit").because("class:menu")
    assert reasons(menu, paragraph("Puistot"), menu, heading("Tori"), paragraph(PROSE))[1] == "rule:menu"
    assert reasons(paragraph("Puistot"), heading("Tori"), paragraph(PROSE)) == [None] * 3


def test_answers_go_with_the_question_whether_the_page_helped() -> None:
    lines = ("Oliko tästä sivusta apua?", "Kyllä", "Ei")
    assert reasons(heading("Tori"), paragraph(PROSE), *map(paragraph, lines))[2:] == ["rule:feedback"] * 3
    assert reasons(heading("Saako tulla?"), paragraph("Kyllä"), paragraph(PROSE)) == [None] * 3


def test_a_news_box_in_one_piece_goes() -> None:
    box = Piece(kind="paragraph", text="Aktuellt 6.7.2017 Torget öppnar 27.6.2017 Nya bänkar", links=0.6)
    assert reasons(heading("Torg"), paragraph(PROSE), box)[2] == "rule:latest-news"


def test_a_footer_in_one_piece_goes_and_a_person_stays() -> None:
    begin = (heading("Tori"), paragraph(PROSE))
    footer = Piece(kind="contact", text="Esimerkkilän kunta Kunnantie 1 00000 Esimerkkilä Y-tunnus: 0000000-0")
    billing = paragraph("Verkkolaskut: OVT-tunnus 003700000000, välittäjätunnus 003799999999")
    assert reasons(*begin, footer, billing)[2:] == ["rule:footer", "rule:invoicing"]
    assert reasons(heading("Laskutus"), paragraph(PROSE), footer, billing)[2:] == [None, None]


def test_what_was_removed_for_its_place_is_named_for_what_it_is() -> None:
    outside = [
        Piece(kind="paragraph", text=text, reason="layout:outside")
        for text in ("Olet tässä: Etusivu » Torit", "Päivitetty 1.2.2020", "Torikatu")
    ]
    assert reasons(*outside, heading("Tori"), paragraph(PROSE))[:3] == [
        "rule:breadcrumb",
        "rule:updated",
        "layout:outside",
    ]


def test_a_cookie_notice_below_the_footer_does_not_keep_it() -> None:
    notice = paragraph("Käytämme evästeitä, jotta sivusto toimii, ja voit muuttaa valintaasi milloin vain myöhemmin.")
    assert reasons(heading("Tori"), paragraph(PROSE), paragraph("Tietosuojaseloste"), notice)[2:] == [
        "rule:footer",
        "rule:cookie",
    ]
