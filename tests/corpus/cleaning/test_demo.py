"""The demo pages as a whole: nothing of the sites is left in them, and pages of a kind are told alike."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus.model import Cleaned
from corpus.page import clean_page

DEMO = Path(__file__).parents[3] / "demo"
PAGES = sorted(str(path.relative_to(DEMO)) for path in DEMO.glob("pages/*/*.html"))


@cache
def page_of(name: str) -> Cleaned:
    page = clean_page((DEMO / name).read_bytes(), media="html" if name.endswith("html") else "text")
    assert isinstance(page, Cleaned)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_the_page_begins_with_its_title_and_ends_with_its_text(name: str) -> None:
    page = page_of(name)
    assert any(block.text == page.title and block.level == 1 for block in page.blocks[:2])
    assert not any("003" in block.text and "99999999" in block.text for block in page.blocks), "an invoicing address"
    assert not any(block.text.startswith(("©", "Etusivu", "Startsida", "Home")) for block in page.blocks)


def test_no_line_is_kept_on_most_pages_of_a_language() -> None:
    for lang in ("fi", "sv", "en"):
        pages = [page_of(name) for name in PAGES if page_of(name).lang == lang]
        lines = Counter(text for page in pages for text in {block.text for block in page.blocks})
        assert lines.most_common(1)[0][1] <= len(pages) / 3


@pytest.mark.parametrize("name", PAGES)
def test_every_page_tells_when_it_was_written(name: str) -> None:
    page = page_of(name)
    assert page.published or page.updated


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("tiedote-", "announcement"),
        ("meddelande-", "announcement"),
        ("announcement-", "announcement"),
        ("214.html", "decision"),
        ("yhteystiedot", "contact"),
        ("kontaktuppgifter", "contact"),
        ("client-guidance-contact", "contact"),
        ("digis", "service"),
        ("perhekeskus", "service"),
        ("familjecenter", "service"),
        ("family-centre", "service"),
        ("turvallisesti", "programme"),
        ("tryggt-", "programme"),
        ("safely-", "programme"),
        ("lape-", "programme"),
        ("tulevaisuuden-", "programme"),
        ("framtidens-", "programme"),
        ("future-", "programme"),
        ("kestavan-kasvun", "programme"),
        ("sustainable-", "programme"),
        ("uutinen-", "news"),
        ("nyhet-", "news"),
    ],
)
def test_pages_of_one_sort_are_told_alike_in_every_language(part: str, kind: str) -> None:
    assert {page_of(name).kind for name in PAGES if part in name} == {kind}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("salmisote_tiedote_2-2017", "Asukasillat alkavat Viherlahdesta: mitä palveluja tarvitset läheltä?"),
        ("salmisote_meddelande_2-2017", "Invånarkvällarna börjar i Grönvik"),
        (
            "sotekeskus_tiedote_7-2020",
            "Salmenmaan kunnille 1,26 miljoonan euron valtionavustus tulevaisuuden sote-keskukseen",
        ),
        ("kestavakasvu_meddelande_11-2024", "Mellanutvärdering: tandvårdsköerna försvann, men de unga nåddes inte"),
        (
            "kestavakasvu_announcement_11-2024",
            "Interim evaluation: dental queues have gone, but young people were not reached",
        ),
    ],
)
def test_scrapes_are_named_by_their_title_and_not_by_the_menu_above_it(name: str, title: str) -> None:
    page = page_of(f"scrapes/{name}.txt")
    assert (page.title, page.kind) == (title, "announcement")
    assert page.blocks[0].text == title
