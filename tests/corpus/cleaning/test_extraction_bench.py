"""The measure of bench/extraction.py, on pages of our own in the layout of the public benchmark."""

import gzip
import json
from pathlib import Path

import pytest

from bench import extraction
from corpus.model import Cleaned
from corpus.page import clean_page

GOLDEN = Path(__file__).parents[2] / "golden"
NEWS = ("fi_news_portal.html", "sv_news_portal.html", "en_news_portal.html", "en_news.html", "en_wordpress.html")


@pytest.mark.parametrize(
    ("found", "expected", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1.0, 1.0),
        ("a b c d e f", "a b c d e", 2 / 3, 1.0),
        ("a b c d", "a b c d e", 1.0, 0.5),
        ("a b", "a b", 1.0, 1.0),
        ("x y z v", "a b c d", 0.0, 0.0),
        ("", "a b c d", 0.0, 0.0),
    ],
)
def test_shingles_are_counted_as_the_benchmark_does(found: str, expected: str, precision: float, recall: float) -> None:
    result = extraction.score([(found, expected)])
    assert (result.precision, result.recall) == (pytest.approx(precision), pytest.approx(recall))


def test_a_folder_without_the_benchmark_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main([str(tmp_path)]) == 0
    assert "nothing measured" in capsys.readouterr().err


def test_a_folder_in_its_layout_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "html").mkdir()
    text = "Lautta kuljettaa kaksikymmentä autoa ja sata matkustajaa saareen joka tunti, kertoo liikennelaitos."
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(f"<h1>Lautta</h1><p>{text}</p>".encode()))
    (tmp_path / "ground-truth.json").write_text(json.dumps({"a": {"articleBody": f"Lautta {text}"}}), "utf-8")
    assert extraction.main([str(tmp_path)]) == 0
    assert "kielo        1.0000 1.0000 1.0000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("news", 0.99, 0.99), ("municipal", 0.99, 1.0)], ids=["news", "municipal"]
)
def test_golden_pages_hold_their_text_and_no_more(part: str, precision: float, recall: float) -> None:
    """A floor that rewriting the golden outcomes does not move: `main_texts.json` is changed by hand only."""
    texts = json.loads((GOLDEN / "main_texts.json").read_text("utf-8"))
    pairs = []
    for name, lines in texts.items():
        if (name in NEWS) == (part == "news"):
            page = clean_page((GOLDEN / name).read_bytes())
            assert isinstance(page, Cleaned)
            pairs.append((page.text, "\n".join(lines)))
    result = extraction.score(pairs)
    assert len(pairs) >= 5
    assert (result.precision >= precision, result.recall >= recall) == (True, True), result
