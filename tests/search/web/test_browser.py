"""The web view in a real browser: what it shows, and that nothing on a page is refused by its own policy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kielo

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PAGE = """<!doctype html><html lang="fi"><title>Uimahalli</title><h1>Uimahalli avataan</h1>
<p>Uimahallissa on <b>kolme</b> allasta, ja se on auki joka päivä.</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where `kielo serve` answers for a small archive; it is ended when the tests are done."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "pages").mkdir()
    (folder / "pages" / "uimahalli.html").write_text(PAGE, "utf-8")
    with kielo.open(folder / "archive", create=True) as archive:
        archive.ingest([folder / "pages"])
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", "--archive", str(folder / "archive")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            told = re.search(r"http://\S+/", server.stderr.readline())
            assert told
            yield told[0]
        finally:
            server.terminate()
            server.wait(timeout=20)


def browse(address, profile):
    """The document as the browser has it, and what it complained of."""
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr", "--v=0"]
    command = [CHROMIUM, *switches, *quiet, f"--user-data-dir={profile}", "--dump-dom", address]
    run = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return run.stdout, [line for line in run.stderr.splitlines() if "Content Security Policy" in line]


def test_a_search_shows_its_hits_with_the_words_marked(address, tmp_path):
    document, refused = browse(f"{address}?q=uimahalli&ui=en", tmp_path)
    assert re.search(r"<mark[^>]*>Uimahalli</mark>", document)
    assert re.search(r"<mark[^>]*>Uimahallissa</mark>", document)
    assert refused == []


def test_archived_markup_is_text_on_a_page(address, tmp_path):
    found, _ = browse(f"{address}?q=uimahalli", tmp_path / "one")
    link = re.search(r'href="(/page/[^"]+)"', found)
    assert link
    document, refused = browse(address.rstrip("/") + link[1].replace("&amp;", "&"), tmp_path / "two")
    assert "&lt;script&gt;alert(1)" in document
    assert document.count("<script") == 1  # our own
    assert refused == []
