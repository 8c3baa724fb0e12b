"""The five sample scrapes, judged by line number against a reading by hand. Skipped where the samples are not."""

from pathlib import Path

import pytest

from corpus.model import Cleaned
from corpus.page import clean_page

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the sample scrapes (../shared/seeds) are not here")

DROPPED_LINES = {
    "000": [],
    "001": [1, 31],
    "002": [1],
    "003": [],
    "004": [48, *range(54, 57), 58, *range(63, 67), 69, *range(71, 75)],
}
LANGUAGES = {"000": "sv", "001": "sv", "002": "fi", "003": "en", "004": "fi"}
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


@pytest.mark.parametrize("seed", DROPPED_LINES)
def test_the_right_lines_are_dropped_one_block_each(seed: str) -> None:
    lines = lines_of(seed)
    dropped = [block.text for block in page_of(seed).dropped if block.reason != "rule:caption"]
    assert dropped == [lines[number] for number in DROPPED_LINES[seed]]


@pytest.mark.parametrize("seed", DROPPED_LINES)
def test_all_other_words_are_kept_in_order(seed: str) -> None:
    kept = " ".join(line for number, line in enumerate(lines_of(seed)) if line and number not in DROPPED_LINES[seed])
    captions = [block.text for block in page_of(seed).dropped if block.reason == "rule:caption"]
    assert len(captions) == (seed == "004")
    for caption in captions:
        kept = kept.replace(caption, "", 1)
    assert " ".join(block.text for block in page_of(seed).blocks) == " ".join(kept.split())


@pytest.mark.parametrize("seed", DROPPED_LINES)
def test_title_headings_language_and_kind_are_found(seed: str) -> None:
    page, lines = page_of(seed), lines_of(seed)
    assert page.title == lines[TITLE_LINES[seed]]
    assert (page.lang, page.languages, page.kind) == (LANGUAGES[seed], (LANGUAGES[seed],), KINDS[seed])
    headings = [block.text for block in page.blocks if block.kind == "heading"]
    expected = [lines[number] for number in HEADING_LINES[seed]]
    assert len(headings) == len(expected)
    assert all(found.startswith(line) for found, line in zip(headings, expected, strict=True))


@pytest.mark.parametrize("seed", DROPPED_LINES)
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
    kinds = {seed: [block.kind for block in page_of(seed).blocks] for seed in DROPPED_LINES}
    assert (kinds["000"].count("item"), kinds["001"].count("item"), kinds["003"].count("item")) == (3, 10, 3)
    assert kinds["002"].count("quote") == 4
    assert kinds["004"].count("contact") == 3
