"""Headers, hosts, errors in plain words, and colours that can be read."""

import re
import shutil
from pathlib import Path

import pytest

import kielo
import search.web
from corpus.errors import EngineError, StoreError
from search.web import create_app
from search.web.hosts import is_own

STATIC = Path(search.web.__file__).parent / "static"


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=hanke", "/search.json?q=hanke", "/suggest?q=ha", "/style.css", "/suggest.js", "/nowhere", "/page/x"],
)
def test_every_answer_forbids_foreign_scripts_frames_and_sniffing(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_pages_need_nothing_that_the_policy_forbids(client, ids):
    for path in ("/", "/?q=hyvinvointialue", f"/page/{ids['/hanke']}", f"/programme/{ids['programme']}", "/nowhere"):
        html = client.get(path).text
        assert len(re.findall(r'<script src="/suggest\.js\?v=\w+" defer></script>', html)) == 1
        assert html.count("<script") == 1
        assert not re.search(r"<style|<iframe|\sstyle=|\son\w+=|(src|action)=\"(?!/)", html)


def test_style_logo_and_script_are_kept_by_the_browser_under_an_address_that_changes_with_them(client):
    html = client.get("/").text
    for name in ("style.css", "favicon.svg", "suggest.js"):
        address = re.search(rf'"(/{re.escape(name)}\?v=\w+)"', html)
        assert address
        response = client.get(address[1])
        assert response.status_code == 200
        assert response.cache_control.max_age
        assert client.get(address[1], headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("header", "host", "own"),
    [
        ("localhost:8080", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]:8080", "127.0.0.1", True),
        ("LOCALHOST.", "127.0.0.1", True),
        ("archive.example:80", "archive.example", True),
        ("10.0.0.5:8080", "10.0.0.5", True),
        ("10.0.0.5", "0.0.0.0", True),
        ("evil.example", "0.0.0.0", False),
        ("evil.example", "127.0.0.1", False),
        ("10.0.0.5", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("", "", False),
        ("[", "127.0.0.1", False),
    ],
)
def test_only_names_of_this_machine_are_answered(header, host, own):
    assert is_own(header, host) is own


def test_a_request_for_another_host_is_refused_in_plain_words(client):
    response = client.get("/?q=hanke&ui=en", headers={"Host": "evil.example"})
    assert response.status_code == 421
    assert "This server does not go by that name" in response.text
    assert "<mark>" not in response.text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/page/p00000000000", "/programme/g00000000000", "/page/", "/../kielo.toml"]
)
def test_what_is_not_there_is_said_in_plain_words(client, path):
    response = client.get(path, query_string={"ui": "fi"})
    assert response.status_code == 404
    assert "Tässä osoitteessa ei ole mitään" in response.text


def test_only_reading_is_allowed(client):
    assert client.post("/").status_code == 405
    assert client.head("/?q=hanke").status_code == 200


def test_a_fault_of_the_program_is_said_in_plain_words_and_shows_no_traceback(archive, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("search.web.asking.answer", broken)
    response = create_app(archive).test_client().get("/?q=hanke&ui=sv")
    assert response.status_code == 500
    assert "Något gick fel i kielo" in response.text
    assert "secret" not in response.text
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("path", ["/", "/?q=hanke", "/page/x", "/search.json?q=hanke"])
def test_without_an_index_the_command_that_makes_one_is_shown(tmp_path, path):
    response = create_app(tmp_path).test_client().get(path)
    assert response.status_code == 503
    assert "kielo ingest PATH..." in response.text


def test_an_empty_archive_shows_the_command_that_fills_it(seasoned):
    response = create_app(seasoned).test_client().get("/?ui=fi")
    assert response.status_code == 200
    assert "Arkisto on tyhjä" in response.text
    assert "kielo ingest PATH..." in response.text


@pytest.mark.parametrize("error", [EngineError("broken"), StoreError("not writable")])
def test_an_index_that_cannot_be_used_is_no_fault_of_the_reader(archive, monkeypatch, error):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr("search.web.live.Searcher", broken)
    response = create_app(archive).test_client().get("/?q=hanke")
    assert response.status_code == 503
    assert "The index cannot be read just now" in response.text
    assert "kielo reindex" in response.text
    assert "kielo ingest" not in response.text


def test_pages_that_came_in_meanwhile_are_found_without_a_new_start(seasoned, tmp_path, write_page):
    home = shutil.copytree(seasoned, tmp_path / "archive")
    client = create_app(home).test_client()
    assert "Arkisto on tyhjä" in client.get("/?ui=fi").text
    write_page(tmp_path / "new" / "a.html", "Lumikelloja löytyi", "Puutarhuri näki ensimmäiset lumikellot tänään.")
    with kielo.open(home) as opened:
        opened.ingest([tmp_path / "new"])
    assert "<mark>Lumikelloja</mark>" in client.get("/?q=lumikello").text


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7.0),
        ("ink", "raised", 7.0),
        ("ink", "mark", 4.5),
        ("quiet", "paper", 4.5),
        ("quiet", "raised", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "mark", 4.5),
        ("accent", "tint", 4.5),
        ("accent", "line", 3.0),
        ("on-accent", "accent", 4.5),
        ("edge", "paper", 3.0),
        ("edge", "raised", 3.0),
        ("mark-line", "paper", 3.0),
    ],
)
def test_colours_keep_the_contrast_of_wcag_aa(theme, text, ground, least):
    themes = re.findall(r":root \{(.*?)\}", (STATIC / "style.css").read_text("utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", themes[("light", "dark").index(theme)]))
    assert contrast(colours[text], colours[ground]) >= least
