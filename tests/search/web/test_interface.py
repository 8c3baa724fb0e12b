"""The three languages of the interface: catalogues, dates, and which language a reader is given."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import search.web
from search.web.interface import interface, read_catalogue
from search.web.notes import PATTERNS, translated

HOME = Path(search.web.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "msgid": None}


def texts_in_use():
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    return {message for _, _, message, _, _ in extract_from_dir(HOME, methods, keywords=KEYWORDS)}


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_every_text_is_in_the_catalogue_and_none_is_left_over(lang):
    catalogue = {message.id for message in read_catalogue(lang) if message.id}
    used = texts_in_use()
    assert len(used) > 80
    assert catalogue == used


@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_every_text_is_translated_with_the_same_places_to_fill(lang):
    for message in read_catalogue(lang):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id
        assert len(texts) == len(originals), message.id
        assert [placeholders(text) for text in texts] == [placeholders(text) for text in originals]


def test_no_text_of_a_template_stands_outside_the_catalogues():
    for template in HOME.glob("templates/*.html"):
        source = re.sub(
            r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<code>.*?</code>|<title>.*?</title>",
            "",
            template.read_text("utf-8"),
            flags=re.DOTALL,
        )
        words = set(re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", source))) - {"kielo", "JSON", "page", "lang"}
        assert not words, template.name  # `page` and `lang` are an address and an attribute


@pytest.mark.parametrize(
    ("iso", "fi", "sv", "en"),
    [
        ("2016-11-22", "22.11.2016", "22.11.2016", "22 November 2016"),
        ("2016-11", "marraskuu 2016", "november 2016", "November 2016"),
        ("2016", "2016", "2016", "2016"),
        ("2024-03-05T09:00:10Z", "5.3.2024", "5.3.2024", "5 March 2024"),
        ("2021-02-30", "2021-02-30", "2021-02-30", "2021-02-30"),
        ("spring", "spring", "spring", "spring"),
        ("0000", "0000", "0000", "0000"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(iso, fi, sv, en):
    assert [interface(lang).date(iso) for lang in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("sv-FI,sv;q=0.9,en;q=0.5", "sv"),
        ("fi", "fi"),
        ("en-US,fi;q=0.3", "en"),
        ("de,fi;q=0.2", "fi"),
        ("de", "en"),
        ("", "en"),
        ("fi;q=x,,;", "en"),
    ],
)
def test_the_browser_says_the_language_of_the_interface(client, header, lang):
    response = client.get("/", headers={"Accept-Language": header})
    assert f'<html lang="{lang}">' in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_an_address_that_names_the_language_is_stronger_than_the_browser_and_keeps_it_in_its_links(client):
    html = client.get("/?q=hyvinvointialue&ui=sv", headers={"Accept-Language": "fi"}).text
    assert '<html lang="sv">' in html
    own = [
        href for href in re.findall(r'href="(/[^"]*)"', html) if not re.match(r"/(favicon|style|search\.json)", href)
    ]
    switches = set(re.findall(r'<a href="([^"]*)" lang="\w+" hreflang="\w+"[^>]*>(?:suomi|svenska|English)<', html))
    assert len(switches) == 3
    assert all("ui=sv" in href for href in own if href not in switches)
    assert '<input type="hidden" name="ui" value="sv">' in html


def test_a_note_that_is_not_known_is_shown_as_english():
    (note,) = translated(["something entirely new"], interface("fi"))
    assert (note.text, note.lang) == ("something entirely new", "en")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_known_note_is_found_by_its_own_pattern(pattern):
    filled = re.sub(r"%\(\w+\)s", "7", pattern)
    (note,) = translated([filled], interface("sv"))
    assert note.lang == "sv"
    assert note.text != filled
    assert note.text.count("7") == filled.count("7")
