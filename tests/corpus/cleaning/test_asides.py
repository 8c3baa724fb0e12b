"""References to other articles, invitations, teasers and comments in and below a text."""

import pytest

from corpus.cleaning import asides
from corpus.cleaning.pieces import Piece
from corpus.model import BlockKind

SAID = "Köket har fått nya grytor och en ugn för sexhundra portioner, och maten lagas åter i skolans eget kök."


def piece(text: str, kind: BlockKind = "paragraph", *, links: float = 0.0, level: int = 0) -> Piece:
    return Piece(kind=kind, text=text, links=links, level=level, path=(1,))


TITLE = piece("Skolköket lagar mat igen", "heading", level=1)


def reasons(*pieces: Piece) -> list[str | None]:
    return [each.reason for each in asides.judge([TITLE, *pieces], 0)][1:]


@pytest.mark.parametrize(
    "line",
    [
        "Lue myös: Norrvik hakee kolmea kokkia",
        "Aiheesta lisää: Keittiöt uusiksi",
        "Läs också: Norrvik söker tre kockar",
        "Se även: Matsedeln för hösten",
        "Read more: Norrvik looks for three cooks",
        "[Related: School kitchens of the region]",
    ],
)
def test_a_linked_reference_goes_and_the_same_words_without_a_link_stay(line: str) -> None:
    assert reasons(piece(line, links=0.7), piece(line)) == ["rule:read-more", None]


@pytest.mark.parametrize(
    "line",
    [
        "Lisätietoja: hankkeen sivut",
        "Mer information: projektets sidor",
        "Further information: the project's pages",
        "Hakulomake: avustushakemus 2021",
    ],
)
def test_a_link_to_what_the_page_is_about_stays(line: str) -> None:
    assert reasons(piece(line, links=0.7)) == [None]


@pytest.mark.parametrize(
    "line",
    [
        "Tilaa uutiskirjeemme, niin tiedät ensimmäisenä.",
        "Seuraa Norrvikia Facebookissa",
        "Prenumerera på vårt nyhetsbrev här",
        "Följ oss på Instagram!",
        "Sign up for our weekly newsletter",
        "Follow Norrvik on Facebook and Instagram.",
    ],
)
def test_an_invitation_goes_but_not_on_a_page_about_the_newsletter(line: str) -> None:
    assert reasons(piece(line)) == ["rule:newsletter"]
    title = piece("Uutiskirje – Nyhetsbrev – Newsletter", "heading", level=1)
    assert asides.judge([title, piece(line)], 0)[1].reason is None


@pytest.mark.parametrize(
    "line",
    [
        "Tilaa ateria viimeistään edellisenä päivänä.",
        "Seuraa ohjeita, jotka annetaan paikan päällä.",
        "Anmäl dig till kursen före den 3 mars.",
        "Subscribers of the service pay nothing in summer.",
        "Follow the signs to the harbour.",
    ],
)
def test_other_requests_are_content(line: str) -> None:
    assert reasons(piece(line)) == [None]


def test_the_title_is_kept_once() -> None:
    assert reasons(piece("Skolköket lagar mat igen"), piece(SAID)) == ["rule:repeated-title", None]


def test_a_linked_title_between_sentences_goes_and_a_file_stays() -> None:
    texts = [piece(f"{SAID} Punkt {number} gäller alla.") for number in range(6)]
    other, file = (
        piece("Bron till Yttre holmen öppnas i maj", links=1.0),
        piece("Matsedeln för hela hösten (pdf)", links=1.0),
    )
    assert reasons(*texts[:3], other, texts[3], file, *texts[4:]) == [None] * 3 + ["links"] + [None] * 4


def teasers(count: int) -> list[Piece]:
    pairs = [(piece(f"Nyhet nummer {n}", "heading", links=1.0, level=3), piece("Kort om saken.")) for n in range(count)]
    return [each for pair in pairs for each in pair]


def test_linked_headings_with_little_under_them_are_other_articles_below_a_text() -> None:
    text = [piece(f"{SAID} Punkt {number} gäller alla.") for number in range(3)]
    above = piece("Mera att läsa", "heading", level=2)
    after = piece(f"{SAID} Detta hör till texten.")
    assert reasons(*text, above, *teasers(3), after) == [None] * 3 + ["links"] * 7 + [None]


def test_linked_headings_are_the_content_of_a_page_that_has_little_else() -> None:
    assert reasons(piece(SAID), *teasers(4)) == [None] * 9


def test_what_readers_wrote_goes_up_to_the_next_heading() -> None:
    found = reasons(
        piece(SAID),
        piece("2 kommentarer", "heading", level=2),
        piece("Äntligen slipper barnen den ljumma maten."),
        piece("Kontakt", "heading", level=2),
        piece("Märta Påhittad, tfn 019 000 000"),
    )
    assert found == [None, "rule:comments", "rule:comments", None, None]


def test_comments_without_a_count_may_be_the_topic() -> None:
    assert reasons(piece("Kommentarer", "heading", level=2), piece("Remissinstanserna gav sina utlåtanden.")) == [
        None,
        None,
    ]
