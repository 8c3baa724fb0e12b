"""Controls, notices of rights and lists of other texts, and the content that uses the same words."""

import pytest

from corpus.cleaning import closing
from corpus.cleaning.pieces import Piece
from corpus.model import BlockKind

SAID = "Köket har fått nya grytor och en ugn för sexhundra portioner, och maten lagas åter i skolans eget kök."


def piece(text: str, kind: BlockKind = "paragraph", *, links: float = 0.0, level: int = 0) -> Piece:
    return Piece(kind=kind, text=text, links=links, level=level, path=(1,))


TITLE = piece("Skolköket lagar mat igen", "heading", level=1)


def reasons(*pieces: Piece) -> list[str | None]:
    return [each.reason for each in closing.judge([TITLE, *pieces], 0)][1:]


@pytest.mark.parametrize(
    "line",
    [
        "Tekstin koko: A A A",
        "Lukuaika: 3 min",
        "Artikkeli jatkuu mainoksen jälkeen",
        "Lästid 4 minuter",
        "Artikeln fortsätter under annonsen",
        "Continue reading below",
        "5-min read",
        "Post a comment (2)",
    ],
)
def test_a_control_goes_wherever_it_stands(line: str) -> None:
    around = [piece(f"{SAID} {at}") for at in range(9)]
    assert [each for each in reasons(*around, piece(line), *around) if each] == ["rule:tools"]


@pytest.mark.parametrize(
    "line",
    [
        "Textstorleken i broschyren ökades från nio till elva punkter.",
        "Lukuaika oli kokeessa 30 min, kirjoitusaika 60 min.",
        "The story continues below the surface of the lake.",
    ],
)
def test_a_sentence_with_such_words_stays(line: str) -> None:
    assert reasons(piece(line)) == [None]


NOTICES = [
    "© Rannikon Lehti. Kaikki oikeudet pidätetään.",
    "Artikkelin luvaton kopiointi on kielletty.",
    "Alla rättigheter förbehålls Kustbladet.",
    "Kommentarerna på artikeln modereras i förhand.",
    "The Coast Paper 2021. All rights reserved.",
    "This material may not be republished, broadcast or redistributed.",
]


@pytest.mark.parametrize("line", NOTICES)
def test_a_notice_goes_at_the_ends_of_a_page_and_stays_in_its_midst(line: str) -> None:
    around = [piece(f"{SAID} {at}") for at in range(9)]
    assert reasons(*around, piece(line))[-1] == "rule:footer"
    assert set(reasons(*around, piece(line), *around)) == {None}


def test_a_notice_with_a_person_to_ask_stays() -> None:
    assert reasons(piece("Kaikki oikeudet pidätetään. Kaisa Ranta, p. 040 123 4567")) == [None]


def test_an_invitation_at_the_end_of_what_is_said_does_not_take_it_along() -> None:
    assert reasons(piece("Frågor besvaras av projektets ledare. Prenumerera på vårt nyhetsbrev!")) == [None]


@pytest.mark.parametrize(
    "heading",
    ["Luetuimmat", "Suosittelemme", "Mest lästa just nu", "Andra läser", "Most read in sport", "Don't miss"],
)
def test_a_heading_over_other_texts_goes_with_the_links_under_it(heading: str) -> None:
    links = [piece(f"Uusi uimahalli {at}", "item", links=1.0) for at in range(2)]
    found = reasons(piece(SAID), piece(heading, "heading", level=2), *links, piece(SAID))
    assert found == [None, "rule:read-more", "rule:read-more", "rule:read-more", None]


@pytest.mark.parametrize("heading", ["Suosittelemme", "Most popular", "Mest populärt"])
def test_the_same_heading_over_sentences_stays(heading: str) -> None:
    assert reasons(piece(heading, "heading", level=2), piece(SAID)) == [None, None]


def test_a_contact_under_such_a_heading_stays() -> None:
    contact = piece("Kaisa Ranta, kaisa.ranta@norrvik.example", links=0.8)
    assert reasons(piece("Suosittelemme", "heading", level=2), contact) == ["rule:read-more", None]


@pytest.mark.parametrize("line", ["Most read books of the library in 2020", "Suosituimmat nimet Norrvikissa"])
def test_a_heading_that_names_a_topic_stays(line: str) -> None:
    assert reasons(piece(line, "heading", level=2)) == [None]


def test_the_title_stays_whatever_it_says() -> None:
    title = piece("Trending", "heading", level=1)
    assert closing.judge([title, piece("Uusi uimahalli", links=1.0)], 0)[0].reason is None


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("Related content", "Programme document 2024 (PDF)"),
        ("Related links", "Application form"),
        ("Vi rekommenderar", "Anmälningsblankett"),
        ("Suosittelemme", "Hakulomake"),
        ("Suosittelemme", "Vastaa kyselyyn 31.5. mennessä"),
        ("Related content", "Answer the survey by 31 May"),
        ("Related content", "Bilagor"),
    ],
)
def test_a_list_with_a_file_a_form_or_an_open_survey_is_the_pages_own(heading: str, link: str) -> None:
    links = [piece("Uusi uimahalli", "item", links=1.0), piece(link, "item", links=1.0)]
    assert reasons(piece(SAID), piece(heading, "heading", level=2), *links) == [None] * 4


@pytest.mark.parametrize("link", ["Survey finds that people like ferries", "Ice forms on the bay", "Uusi uimahalli"])
def test_a_list_without_them_is_none(link: str) -> None:
    found = reasons(piece("Related content", "heading", level=2), piece(link, "item", links=1.0))
    assert found == ["rule:read-more"] * 2


def test_a_file_under_the_next_such_heading_does_not_save_the_list_above_it() -> None:
    other, file = piece("Uusi uimahalli", "item", links=1.0), piece("Esite (pdf)", "item", links=1.0)
    headings = [piece("Luetuimmat", "heading", level=2, links=1.0), piece("Suosittelemme", "heading", level=2)]
    assert reasons(headings[0], other, headings[1], file) == ["rule:read-more", "rule:read-more", None, None]


@pytest.mark.parametrize(
    "heading",
    ["Tell us what you think", "Partner news", "Breaking news alerts"],
)
def test_a_heading_that_may_be_the_pages_own_stays_with_its_links(heading: str) -> None:
    link = piece("Answer the survey by 31 May", links=1.0)
    assert reasons(piece(heading, "heading", level=2), link) == [None, None]


@pytest.mark.parametrize(
    "line",
    [
        "Order reprints",
        "Explore further",
        "Written permission must be obtained from the owner of the land.",
        "The fish caught are for personal, non-commercial use.",
        "The seller may receive a commission from the harbour.",
        "Follow the council: full coverage of the meeting is in the record",
    ],
)
def test_words_of_one_publisher_take_nothing_from_a_page(line: str) -> None:
    assert reasons(piece(SAID), piece(line)) == [None, None]
