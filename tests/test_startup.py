"""Heavy libraries load when they are needed, so that `kielo --help` and a search start fast."""

import subprocess
import sys
from pathlib import Path

import pytest

import kielo

HEAVY = [
    "msgspec",
    "sqlalchemy",
    "bs4",
    "lxml",
    "langdetect",
    "whoosh",
    "tantivy",
    "pyvoikko",
    "libvoikko",
    "simplemma",
    "flask",
    "babel",
]
PAGE = "<html lang='fi'><title>Perhekeskus</title><h1>Perhekeskus</h1><p>Perhekeskus tukee lapsiperheitä arjessa.</p>"


def loaded_by(code, *arguments):
    """The modules of HEAVY that a fresh interpreter holds after running the code."""
    probe = f"import sys\n{code}\nprint(*sorted(name for name in {HEAVY!r} if name in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", probe, *arguments], check=True, capture_output=True, text=True, timeout=60
    )
    return run.stdout.splitlines()[-1].split()


def test_help_loads_nothing_heavy():
    code = "import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass"
    assert loaded_by(code) == []


def test_importing_kielo_loads_nothing_heavy():
    assert loaded_by("import kielo") == []


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("startup")
    (folder / "pages").mkdir()
    (folder / "pages" / "perhekeskus.html").write_text(PAGE, "utf-8")
    with kielo.open(folder / "archive", create=True) as opened:
        opened.ingest([folder / "pages"])
    return folder / "archive"


@pytest.mark.parametrize("query", ["lapsiperheitä", "lapsiperhe", "perhekeskus", "family centre", "välfärdsområde"])
def test_a_search_for_known_words_loads_no_dictionary_and_no_store(archive, query):
    code = "import cli\ntry: cli.main(sys.argv[1:])\nexcept SystemExit: pass"
    assert loaded_by(code, "search", query, "--archive", str(archive)) == ["msgspec", "tantivy"]
