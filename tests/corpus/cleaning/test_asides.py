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
        "Liity postituslistallemme!",
        "Få Norrviks nyhetsbrev till din e-post.",
        "Join our mailing list",
        "Get our daily briefing in your inbox",
        "Subscribe now!",
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
        "Saat päätöksen postitse tai sähköpostiisi kahden viikon kuluessa.",
        "Saat ilmoitukset katkoista tekstiviestillä.",
        "Få beslutet till din e-post eller per brev inom två veckor.",
        "Receive your decision by e-mail or by post within seven days of the meeting.",
        "Join the meeting remotely: the link is sent by e-mail to those who ask for it.",
        "Get help with the form by e-mail: support@example.org or tel. 019 000 000",
        "Sign up to the course by 5 May by calling Anna Testinen, tel. 040 000 1111",
        "Sign up here for the swimming course.",
        "Click here to join the meeting.",
        "Subscribe to text messages about water cuts in your street.",
        "Get access to the journals through the library's subscriptions.",
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


def test_an_invitation_that_tells_how_somebody_is_reached_stays() -> None:
    assert reasons(piece("Tilaa uutiskirje: Kaisa Ranta, kaisa.ranta@norrvik.example")) == [None]


STATEMENT = "Kyläyhdistys pitää kaavaa hyvänä, mutta toivoo, että rannalle jätetään kulkuväylä kaikille asukkaille."
ANSWER = "Lautakunnan vastine: kulkuväylä on merkitty kaavaan, ja sen leveys on kolme metriä koko rannan matkalla."


@pytest.mark.parametrize("heading", ["3 kommenttia", "2 kommentarer", "Comments (2)"])
def test_statements_and_the_answers_given_to_them_stay(heading: str) -> None:
    under = [piece("Kyläyhdistys"), piece(STATEMENT), piece("Vastine"), piece(ANSWER), piece("Hyväksytty.")]
    assert reasons(piece(SAID), piece(heading, "heading", level=2), *under)[2:] == [None] * 5


def test_comments_that_the_page_marks_as_such_take_the_short_lines_between_them_along() -> None:
    marked = piece(STATEMENT).because("class:comments")
    found = reasons(piece("2 kommentarer", "heading", level=2), marked, piece("Svara"))
    assert found == ["rule:comments", "class:comments", "rule:comments"]


def test_sentences_under_the_next_heading_do_not_save_the_comments_above_it() -> None:
    section = [piece("2 kommentarer", "heading", level=2), piece("Äntligen!")]
    after = [piece("Beredning", "heading", level=2), piece(SAID)]
    assert reasons(*section, *after) == ["rule:comments", "rule:comments", None, None]


def boxed(text: str, *path: int, kind: BlockKind = "paragraph", level: int = 0) -> Piece:
    return Piece(kind=kind, text=text, level=level, path=path)


@pytest.mark.parametrize(("last", "reason"), [(STATEMENT, "rule:comments"), (ANSWER, None)])
def test_sentences_one_to_a_box_under_a_heading_that_opens_theirs_go_unless_answered(
    last: str, reason: str | None
) -> None:
    heading = boxed("2 kommentarer", 1, 2, kind="heading", level=2)
    found = reasons(
        piece(SAID), heading, boxed("Kyläyhdistys", 1, 2, 3), boxed(STATEMENT, 1, 2, 3), boxed(last, 1, 2, 4)
    )
    assert found == [None, *[reason] * 4]


def test_sentences_beside_that_box_keep_all_that_stands_under_the_heading() -> None:
    heading = boxed("2 kommentarer", 1, 2, kind="heading", level=2)
    assert reasons(piece(SAID), heading, boxed(STATEMENT, 1, 2, 3), boxed(STATEMENT, 1, 4)) == [None] * 4
