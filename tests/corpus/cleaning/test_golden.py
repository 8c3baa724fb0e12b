"""Whole pages of our own making, with all that must come out of them beside them in tests/golden."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Cleaned
from corpus.page import clean_page

GOLDEN = Path(__file__).parents[2] / "golden"
PAGES = sorted(path.name for path in GOLDEN.iterdir() if path.suffix in (".html", ".txt"))
URLS = {"fi_notice_without_classes.html": "https://www.esimerkkila.example/tiedotteet/index.html"}


def outcome(page: Cleaned) -> dict[str, Any]:
    return {
        "title": page.title,
        "lang": page.lang,
        "declared_lang": page.declared_lang,
        "lang_conflict": page.lang_conflict,
        "kind": page.kind,
        "number": page.number,
        "dates": [f"{date.role} {date.value} ({date.source})" for date in page.dates],
        "alternates": [f"{each.lang} {each.url} ({each.source})" for each in page.alternates],
        "canonical": page.canonical,
        "kept": [f"{block.kind}{block.level or ''}: {block.text}" for block in page.blocks],
        "dropped": [f"{block.reason}: {block.text}" for block in page.dropped],
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_golden_page_comes_out_as_written_beside_it(name: str, request: pytest.FixtureRequest) -> None:
    page = clean_page((GOLDEN / name).read_bytes(), url=URLS.get(name))
    assert isinstance(page, Cleaned)
    found, expected = outcome(page), GOLDEN / f"{name}.json"
    if request.config.getoption("--update-golden", default=False):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_golden_pages_in_all_three_languages() -> None:
    assert {name[:2] for name in PAGES} == {"fi", "sv", "en"}
