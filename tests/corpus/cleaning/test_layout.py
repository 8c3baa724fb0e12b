"""What the layout of a page says: the box that is the page, headings in bold, broken paragraphs of print."""

import pytest

from corpus.model import Cleaned
from corpus.page import clean_page

PROSE = (
    "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa. "
    "Asukkaat ovat toivoneet torille puita, joten niitä istutetaan kymmenen lisää ennen juhannusta. "
    "Työt alkavat huhtikuussa, ja tori on suljettu autoilta viikon ajan."
)
ALSO = "Torin kahvila palvelee koko työmaan ajan, ja sinne pääsee kirjaston puolelta, kertoo kunnan puutarhuri."


def kept(html: str) -> list[str]:
    page = clean_page(html, media="html")
    assert isinstance(page, Cleaned)
    return [f"{block.kind}{block.level or ''}: {block.text}" for block in page.blocks]


def test_what_stands_around_the_box_with_title_and_text_goes() -> None:
    html = f"<div><p>Kunta palvelee</p></div><div><h1>Tori</h1><p>{PROSE}</p></div><div><p>Sää tänään: +3</p></div>"
    assert kept(html) == ["heading1: Tori", f"paragraph: {PROSE}"]


def test_a_title_in_a_box_of_its_own_leaves_all_boxes_in() -> None:
    html = f"<div><h1>Tori</h1></div><div><p>{PROSE}</p></div><div><p>Avoinna arkisin</p></div>"
    assert kept(html) == ["heading1: Tori", f"paragraph: {PROSE}", "paragraph: Avoinna arkisin"]


def test_people_to_ask_stay_wherever_they_stand() -> None:
    html = f"<div><h1>Tori</h1><p>{PROSE}</p></div><div><p>Ada Esimerkki, p. 050 000 0000</p></div>"
    assert kept(html)[-1] == "contact: Ada Esimerkki, p. 050 000 0000"


def test_short_pages_are_not_boxed() -> None:
    html = "<div><h1>Tori</h1><p>Tori on kiinni maalauksen vuoksi.</p></div><div><p>Avoinna maanantaina</p></div>"
    assert len(kept(html)) == 3


def test_of_two_titles_the_one_that_leads_away_is_the_site() -> None:
    html = f'<h1><a href="/">Esimerkkilä</a></h1><h1>Tori</h1><p>{PROSE}</p>'
    assert kept(html)[0] == "heading1: Tori"
    assert kept(f'<h1><a href="/">Esimerkkilä</a></h1><p>{PROSE}</p>')[0] == "heading1: Esimerkkilä"


def test_a_bold_line_is_a_heading_and_the_first_one_the_title() -> None:
    html = f"<p><b>Tori uusitaan</b></p><p>{PROSE}</p><div><strong>Aikataulu</strong></div><p>{ALSO}</p>"
    assert kept(html)[::2] == ["heading1: Tori uusitaan", "heading2: Aikataulu"]


@pytest.mark.parametrize(
    "bold",
    ["TIEDOTE 3/2021", "Tori on auki.", "Kokous 3.4. kello 12", "Lisätietoja:"],
    ids=["release", "sentence", "date", "label"],
)
def test_not_every_bold_line_is_a_heading(bold: str) -> None:
    assert kept(f"<h1>Tori</h1><p><b>{bold}</b></p><p>{PROSE}</p>")[1].startswith("paragraph")


def test_a_row_of_bold_lines_is_a_list() -> None:
    bold = "".join(f"<p><b>{name}</b></p>" for name in ("Tori", "Puisto", "Ranta"))
    assert kept(f"<h1>Paikat</h1><p>{PROSE}</p>{bold}<p>{ALSO}</p>")[2:5] == [
        "paragraph: Tori",
        "paragraph: Puisto",
        "paragraph: Ranta",
    ]


def test_a_button_that_opens_an_answer_is_the_question() -> None:
    question = '<h2><button aria-controls="a">Milloin?</button></h2>'
    html = f'<h1>Tori</h1>{question}<div id="a" class="accordion" hidden><p>{PROSE}</p></div>'
    assert kept(html) == ["heading1: Tori", "heading2: Milloin?", f"paragraph: {PROSE}"]


def test_lines_of_print_become_paragraphs_again_and_page_numbers_go() -> None:
    lines = [
        "Torin suunnitelma",
        "Torille rakennetaan keväällä uusia penkkejä, ja vanhat",
        "penkit maalataan samalla kertaa, jos",
    ]
    lines += [
        "rahat riittävät siihen.",
        "1",
        "Puita istutetaan kymmenen lisää ennen juhannusta, koska",
        "asukkaat ovat niitä toivoneet.",
        "2",
    ]
    html = "".join(f"<p>{line}</p>" for line in lines)
    assert kept(html) == [
        "heading1: Torin suunnitelma",
        "paragraph: " + " ".join(lines[1:4]),
        "paragraph: " + " ".join(lines[5:7]),
    ]
    page = clean_page(html, media="html")
    assert isinstance(page, Cleaned)
    assert [block.reason for block in page.dropped] == ["rule:page-number"] * 2


def test_paragraphs_that_end_where_they_end_are_not_joined() -> None:
    items = "".join(f"<p>penkki numero {number}</p>" for number in range(8))
    assert len(kept(f"<p>{PROSE}</p>{items}")) == 9


def test_spoken_lines_are_quotations() -> None:
    assert kept(f"<h1>Tori</h1><p>{PROSE}</p><p>– Hyvä tori, sanoo Ada.</p>")[-1] == "quote: – Hyvä tori, sanoo Ada."
