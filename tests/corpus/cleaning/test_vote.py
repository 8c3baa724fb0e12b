"""What a second opinion takes from a page, what is protected from it, and what it gives back."""

import logging
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from corpus.cleaning import main_text, second, vote
from corpus.cleaning.pieces import Piece
from corpus.model import BlockKind, Cleaned
from corpus.page import clean_page

SAID = "Lautta kuljettaa kaksikymmentä autoa ja sata matkustajaa saareen joka tunti, kertoo liikennelaitos."
ALSO_SAID = "Talvella lautta kulkee puolet harvemmin, koska pakkanen syö akkujen tehoa ja jää hidastaa matkaa."
ELSEWHERE = "Naapurikunnan uimahallissa juhlitaan lauantaina, ja kaikki halukkaat saavat kokeilla uutta liukumäkeä."
PAGE = f"<h1>Sähkölautta</h1><div class='t'><p>{SAID}</p><p>{ALSO_SAID}</p></div>"


def piece(text: str, *, kind: BlockKind = "paragraph", box: int = 1, level: int = 0, links: float = 0.0) -> Piece:
    return Piece(kind=kind, text=text, path=(0, box), level=level, links=links)


TITLE = piece("Sähkölautta", kind="heading", level=1)


def stays(*voted: tuple[Piece, bool]) -> list[str]:
    pieces = vote.decide([each for each, _ in voted], [choice for _, choice in voted])
    return [each.text for each in pieces if each.reason is None]


def test_the_second_opinion_is_there() -> None:
    assert second.is_available()
    tree = html.fromstring(f"<html><body>{PAGE}</body></html>")
    assert second.votes(tree, [piece(SAID), piece(ELSEWHERE)]) == [True, False]


def test_what_it_leaves_out_beside_a_text_that_both_keep_goes() -> None:
    assert stays((TITLE, False), (piece(SAID), True), (piece(ELSEWHERE, box=2), False)) == ["Sähkölautta", SAID]


def test_where_the_two_do_not_agree_ours_stands() -> None:
    pieces = [piece(f"{ELSEWHERE} {number}", box=number) for number in range(9)]
    assert len(stays(*[(each, at == 4) for at, each in enumerate(pieces)])) == 9


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Aikataulu", "heading"),
        ("Aikataulu pähkinänkuoressa:", "paragraph"),
        ("Kuinka lauttaan pääsee?", "paragraph"),
    ],
)
def test_a_line_that_leads_to_what_stays_stays(text: str, kind: BlockKind) -> None:
    lead = piece(text, kind=kind, box=3, level=2 if kind == "heading" else 0)
    assert text in stays((TITLE, True), (piece(SAID), True), (lead, False), (piece(ALSO_SAID, box=4), True))


def test_a_bold_line_above_sentences_is_their_heading() -> None:
    bold = Piece(kind="paragraph", text="Aikataulu", path=(0, 3), strong=1.0)
    assert "Aikataulu" in stays((TITLE, True), (piece(SAID), True), (bold, False), (piece(ALSO_SAID, box=4), True))


@pytest.mark.parametrize("kind", ["item", "row", "definition"])
def test_a_series_is_kept_whole_where_one_of_it_is_kept(kind: BlockKind) -> None:
    series = [piece(text, kind=kind, box=5) for text in ("kello 5.30", "kello 12.00", "kello 23.15")]
    kept = stays((piece(SAID), True), (series[0], False), (series[1], True), (series[2], False))
    assert kept == [SAID, "kello 5.30", "kello 12.00", "kello 23.15"]


def test_a_series_in_the_box_of_the_text_is_kept_though_none_of_it_is() -> None:
    assert stays((piece(SAID), True), (piece("puu", kind="item"), False)) == [SAID, "puu"]


@pytest.mark.parametrize("name", ["Liitteet", "Bilagor", "Attachments", "Linkit"])
def test_links_that_belong_to_the_page_stay_under_their_heading(name: str) -> None:
    heading = piece(name, kind="heading", level=2, box=6)
    attached = piece("Lautan hankesuunnitelma", kind="item", box=6, links=1.0)
    assert stays((piece(SAID), True), (heading, False), (attached, False)) == [SAID, name, attached.text]


def test_who_to_ask_stays_with_name_and_office() -> None:
    lines = [piece(text, box=7) for text in ("Oiva Tekaistu", "johtaja", "Puh. 040 000 1111")]
    kept = stays((TITLE, True), (piece(SAID), True), (piece(ALSO_SAID), True), *[(line, False) for line in lines])
    assert kept[-3:] == ["Oiva Tekaistu", "johtaja", "Puh. 040 000 1111"]


def test_the_lead_between_title_and_text_stays_and_what_follows_the_text_does_not() -> None:
    lead, note = piece(ELSEWHERE, box=8), piece(f"{ELSEWHERE} Kirjoittaja on toimittaja.", box=9)
    kept = stays((TITLE, False), (lead, False), (piece(SAID), True), (piece(ALSO_SAID), True), (note, False))
    assert kept == ["Sähkölautta", ELSEWHERE, SAID, ALSO_SAID]


def test_a_box_of_several_paragraphs_is_text_and_no_teaser() -> None:
    second_half = [
        piece(f"{ALSO_SAID} Tämä on kohta {number} samasta jutusta, ja sekin on luettava.", box=9)
        for number in range(4)
    ]
    kept = stays(
        (TITLE, True),
        *[(piece(f"{SAID} {number}"), True) for number in range(5)],
        *[(each, False) for each in second_half],
    )
    assert [each.text for each in second_half] == kept[-4:]


def test_a_heading_over_nothing_that_stays_goes_too() -> None:
    heading = piece("Muut jutut", kind="heading", level=2, box=3)
    assert stays((TITLE, True), (piece(SAID), True), (heading, True), (piece(ELSEWHERE, box=3), False)) == [
        "Sähkölautta",
        SAID,
    ]


@pytest.mark.parametrize("reason", ["hidden", "class:sidebar", "layout:outside", "landmark:header"])
def test_sentences_removed_for_their_place_come_back_when_it_keeps_them(reason: str) -> None:
    assert stays((piece(SAID), True), (piece(ALSO_SAID, box=2).because(reason), True)) == [SAID, ALSO_SAID]


@pytest.mark.parametrize("reason", ["rule:cookie", "class:comments", "class:newsletter", "form", "landmark:nav"])
def test_what_is_furniture_by_more_than_its_place_does_not_come_back(reason: str) -> None:
    assert stays((piece(SAID), True), (piece(ALSO_SAID, box=2).because(reason), True)) == [SAID]


def test_the_text_once_more_for_printing_does_not_come_back() -> None:
    again = piece(f"{SAID} {ALSO_SAID}", box=2).because("hidden")
    assert stays((piece(SAID), True), (piece(ALSO_SAID), True), (again, True)) == [SAID, ALSO_SAID]


WORDS = st.sampled_from([SAID, ALSO_SAID, ELSEWHERE, "Liitteet", "puu", "Puh. 040 000 1111", "Lue lisää", "Miksi?"])
PIECES = st.builds(
    piece,
    WORDS,
    kind=st.sampled_from(["paragraph", "heading", "item", "row", "quote"]),
    box=st.integers(1, 4),
    level=st.integers(1, 3),
    links=st.sampled_from([0.0, 0.3, 1.0]),
)


@given(st.lists(st.tuples(PIECES, st.booleans()), max_size=12))
def test_a_vote_only_marks_and_never_takes_the_title(voted: list[tuple[Piece, bool]]) -> None:
    pieces = [each for each, _ in voted]
    judged = vote.decide(pieces, [choice for _, choice in voted])
    assert [each.text for each in judged] == [each.text for each in pieces]
    assert {each.reason for each in judged} <= {None, vote.REASON}
    assert all(each.reason is None for each in judged if each.kind == "heading" and each.level == 1)


def raise_error(*_: Any, **__: Any) -> str:
    raise ValueError("an odd page")


@pytest.mark.parametrize("answer", [raise_error, lambda *_, **__: None, lambda *_, **__: ""])
def test_no_answer_is_no_vote(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.extract", answer)
    page = clean_page(f"<body>{PAGE}</body>")
    assert isinstance(page, Cleaned)
    assert [block.text for block in page.blocks] == ["Sähkölautta", SAID, ALSO_SAID]


def test_without_the_library_our_own_rules_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "is_available", lambda: False)
    page = clean_page(f"<body>{PAGE}<div><h2>Liitteet</h2><p>{ELSEWHERE}</p></div></body>")
    assert isinstance(page, Cleaned)
    assert ELSEWHERE in page.text
    assert vote.REASON not in {block.reason for block in page.all_blocks}


def test_it_neither_changes_the_tree_nor_speaks(caplog: pytest.LogCaptureFixture) -> None:
    tree = html.fromstring(f"<html><body>{PAGE}<script>1</script></body></html>")
    before = html.tostring(tree)
    with caplog.at_level(logging.WARNING):
        second.votes(tree, [piece(SAID)])
        second.votes(html.fromstring("<html><body></body></html>"), [piece(SAID)])
    assert html.tostring(tree) == before
    assert not caplog.records


def test_equal_paragraphs_of_a_form_all_stay() -> None:
    page = clean_page(
        f"<body><h1>Haku</h1><p>{SAID}</p><h2>Ensi</h2><p>{ALSO_SAID}</p><h2>Toinen</h2><p>{ALSO_SAID}</p></body>"
    )
    assert isinstance(page, Cleaned)
    assert [block.text for block in page.blocks].count(ALSO_SAID) == 2


def test_a_page_without_classes_keeps_all_its_structure() -> None:
    rows = "".join(f"<tr><td>Avustus {n}</td><td>{n} 000 euroa</td></tr>" for n in range(1, 5))
    items = "".join(f"<li>hakulomake {n}</li>" for n in range(1, 5))
    page = clean_page(
        f"<body><table><tr><td><h1>Avustukset</h1><p>{SAID}</p><h2>Haettavana</h2><p>Määrät vuodelle 2021</p>"
        f"<table>{rows}</table><h2>Liitteeksi tarvitaan</h2><ul>{items}</ul><h3>Muutoksenhaku</h3>"
        "<p>Päätökseen ei saa hakea muutosta.</p>"
        "<p>Kirjaamo, puh. 019 000 000</p></td></tr></table></body>"
    )
    assert isinstance(page, Cleaned)
    kinds = [block.kind for block in page.blocks]
    assert (kinds.count("heading"), kinds.count("row"), kinds.count("item"), kinds.count("contact")) == (4, 4, 4, 1)
    assert {"Määrät vuodelle 2021", "Päätökseen ei saa hakea muutosta."} <= {block.text for block in page.blocks}


APPEAL = "Toimitus kertoo saariston asioista joka päivä, ja lukijoiden tuella se voi jatkaa työtään ensi vuonnakin."


def test_sentences_below_the_text_in_boxes_of_their_own_go_though_there_are_several() -> None:
    text = [(Piece(kind="paragraph", text=f"{SAID} {at}.", path=(0, 1, 2)), True) for at in range(20)]
    below = [(Piece(kind="paragraph", text=f"{APPEAL} {at}.", path=(0, 5, 6, 7)), False) for at in range(4)]
    assert not any(APPEAL in line for line in stays((TITLE, True), *text, *below))


def test_a_text_that_goes_on_in_the_next_box_stays() -> None:
    text = [(Piece(kind="paragraph", text=f"{SAID} {at}.", path=(0, 1, 2)), True) for at in range(20)]
    beside = [(Piece(kind="paragraph", text=f"{ALSO_SAID} {at}.", path=(0, 1, 3)), False) for at in range(4)]
    assert sum(ALSO_SAID in line for line in stays((TITLE, True), *text, *beside)) == 4


def test_contact_lines_below_the_text_stay() -> None:
    text = [(piece(f"{SAID} {at}."), True) for at in range(9)]
    contact = Piece(kind="contact", text="Kaisa Ranta, p. 040 123 4567", path=(0, 5, 6, 7))
    assert contact.text in stays((TITLE, True), *text, (contact, False))


@pytest.mark.parametrize(("kind", "stay"), [("quote", True), ("paragraph", False)])
def test_a_quotation_in_the_midst_of_the_text_stays(kind: BlockKind, stay: bool) -> None:
    quoted = Piece(kind=kind, text="Meri on kaunis", path=(0, 1, 9))
    assert (
        "Meri on kaunis" in stays((TITLE, True), (piece(SAID), True), (quoted, False), (piece(ALSO_SAID), True))
    ) is stay


def test_a_quotation_below_the_text_does_not_stay_for_its_kind() -> None:
    quoted = Piece(kind="quote", text="Meri on kaunis", path=(0, 1, 9))
    assert "Meri on kaunis" not in stays((TITLE, True), (piece(SAID), True), (piece(ALSO_SAID), True), (quoted, False))


def test_a_heading_at_the_very_end_goes_and_one_over_sentences_stays() -> None:
    first, last = piece("Reitti", kind="heading", level=2), piece("Kerro mielipiteesi", kind="heading", level=2)
    kept = stays((TITLE, True), (first, True), (piece(SAID), True), (piece(ALSO_SAID), True), (last, True))
    assert kept == ["Sähkölautta", "Reitti", SAID, ALSO_SAID]


def test_a_heading_over_what_was_removed_before_the_vote_goes() -> None:
    headings = [piece(name, kind="heading", level=2) for name in ("Muita juttuja", "Aikataulu")]
    link = piece("Uimahalli avataan", links=1.0).because("links")
    voted = [(TITLE, True), (piece(SAID), True), (headings[0], True), (link, False), (headings[1], True)]
    assert stays(*voted, (piece(ALSO_SAID), True)) == ["Sähkölautta", SAID, "Aikataulu", ALSO_SAID]


def test_two_headings_in_a_row_stay() -> None:
    headings = [piece(name, kind="heading", level=2) for name in ("Lautta", "Aikataulu")]
    kept = stays((TITLE, True), (piece(SAID), True), *[(each, True) for each in headings], (piece(ALSO_SAID), True))
    assert kept == ["Sähkölautta", SAID, "Lautta", "Aikataulu", ALSO_SAID]


def test_of_a_lead_that_the_text_repeats_one_is_kept() -> None:
    assert stays((TITLE, True), (piece(SAID), True), (piece(ALSO_SAID), True), (piece(SAID), True)) == [
        "Sähkölautta",
        ALSO_SAID,
        SAID,
    ]


def test_a_paragraph_that_is_repeated_further_down_stays_each_time() -> None:
    voted = [(piece(text), True) for text in (SAID, ALSO_SAID, ELSEWHERE, ALSO_SAID)]
    assert stays((TITLE, True), *voted).count(ALSO_SAID) == 2


def test_want_of_memory_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: Any, **__: Any) -> str:
        raise MemoryError

    monkeypatch.setattr(main_text, "by_steps", exhaust)
    monkeypatch.setattr(main_text, "at_once", exhaust)
    with pytest.raises(MemoryError):
        second.votes(html.fromstring(f"<html><body>{PAGE}</body></html>"), [piece(SAID)])


def test_a_level_of_logging_that_somebody_sets_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, log = html.fromstring(f"<html><body>{PAGE}</body></html>"), logging.getLogger("trafilatura")
    second.votes(tree, [piece(SAID)])
    monkeypatch.setattr(log, "level", logging.ERROR)
    second.votes(tree, [piece(SAID)])
    assert log.level == logging.ERROR


def held_by_search(text: str, asked: str) -> bool:
    """What `holds` answers, by seeking each run of words in the whole text: plain, and quadratic."""
    plain, words = (" ".join(re.findall(r"\w+", each.casefold())) for each in (text, asked))
    single = words.split()
    if words in {" ".join(re.findall(r"\w+", line.casefold())) for line in text.splitlines()}:
        return bool(words)
    if len(words) < second.SHORT:
        return len(single) >= second.SHINGLE and f" {words} " in f" {plain} "
    places = range(max(1, len(single) - second.SHINGLE + 1))
    runs = [" ".join(single[at : at + second.SHINGLE]) for at in places]
    return sum(f" {run} " in f" {plain} " for run in runs) >= second.OVERLAP * len(runs)


LONG_WORD = "kunnanvaltuustonpuheenjohtajisto"
TOKENS = st.lists(st.sampled_from(["Meri", "on", "a", "b", "\n", ". ", LONG_WORD]), max_size=30).map(" ".join)


@given(TOKENS, TOKENS)
def test_a_text_holds_what_is_found_in_it_by_search(text: str, asked: str) -> None:
    assert second.MainText(text).holds(asked) is held_by_search(text, asked)
