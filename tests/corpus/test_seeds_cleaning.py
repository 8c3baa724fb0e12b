"""What the five sample scrapes tell about themselves, by a reading by hand. Skipped where the samples are not.

What is dropped from them and their languages are judged from end to end, in tests/test_seeds.py.
"""

from pathlib import Path

import pytest

from corpus.model import Cleaned
from corpus.page import clean_page

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the sample scrapes (../shared/seeds) are not here")

KINDS = {"000": "programme", "001": "programme", "002": "news", "003": "programme", "004": "announcement"}
TITLE_LINES = {"000": 1, "001": 3, "002": 3, "003": 1, "004": 1}
HEADING_LINES = {
    "000": [1, 7, 15, 19],
    "001": [3, 9, 19],
    "002": [3, 13],
    "003": [1, 5, 11, 21, 25],
    "004": [1, 20, 24, 28],
}


def lines_of(seed: str) -> list[str]:
    text = next(SEEDS.glob(f"{seed}_*.txt")).read_text(encoding="utf-8")
    return ["", *(" ".join(line.split()) for line in text.split("\n"))]  # 1-based


def page_of(seed: str) -> Cleaned:
    page = clean_page(next(SEEDS.glob(f"{seed}_*.txt")).read_bytes(), media="text")
    assert isinstance(page, Cleaned)
    return page


@pytest.mark.parametrize("seed", KINDS)
def test_title_headings_and_kind_are_found(seed: str) -> None:
    page, lines = page_of(seed), lines_of(seed)
    assert page.title == lines[TITLE_LINES[seed]]
    assert page.kind == KINDS[seed]
    headings = [block.text for block in page.blocks if block.kind == "heading"]
    expected = [lines[number] for number in HEADING_LINES[seed]]
    assert len(headings) == len(expected)
    assert all(found.startswith(line) for found, line in zip(headings, expected, strict=True))


@pytest.mark.parametrize("seed", KINDS)
def test_only_the_page_that_tells_its_date_has_one(seed: str) -> None:
    page = page_of(seed)
    assert (page.published, page.updated) == (None, "2016-11-22" if seed == "004" else None)
    assert page.number == ("1/2016" if seed == "004" else None)


def test_broken_lines_are_joined_and_neighbouring_paragraphs_are_not() -> None:
    lines, texts = lines_of("002"), [block.text for block in page_of("002").blocks]
    assert f"{lines[13]} {lines[14]}" in texts
    assert f"{lines[21]} {lines[22]}" in texts
    assert lines[16] in texts
    assert lines[17] in texts


def test_lists_quotations_and_contacts_keep_their_kind() -> None:
    kinds = {seed: [block.kind for block in page_of(seed).blocks] for seed in KINDS}
    assert (kinds["000"].count("item"), kinds["001"].count("item"), kinds["003"].count("item")) == (3, 10, 3)
    assert kinds["002"].count("quote") == 4
    assert kinds["004"].count("contact") == 3
