"""The search page: programmes with their languages, passages with marks and reasons, paging, empty answers."""

import json
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.web import asking


def text_of(html):
    """What a reader sees: no tags, single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))


def main_of(response):
    return response.text.partition("<main")[2]


def test_a_word_in_one_language_finds_pages_in_all_three_and_says_why(client):
    html = main_of(client.get("/?q=hyvinvointialue&ui=en"))
    assert "1 programme, 3 pages" in text_of(html)
    assert "<mark>välfärdsområdet</mark>" in html
    assert "<mark>wellbeing services county</mark>" in html
    assert "hyvinvointialue →stands for wellbeing services county · glossary" in text_of(html)


def test_the_search_without_other_languages_is_one_link_away(client):
    html = client.get("/?q=hyvinvointialue").text
    assert 'href="/?q=hyvinvointialue&amp;expand=0"' in html
    without = client.get("/?q=hyvinvointialue&expand=0&ui=en")
    assert "1 programme, 1 page" in text_of(without.text)
    assert "Only the words as typed were searched." in without.text


@pytest.mark.parametrize(
    ("ui", "title"),
    [
        ("fi", "Kaislaranta-hanke 2021–2023"),
        ("sv", "Projektet Kaislaranta 2021–2023"),
        ("en", "The Kaislaranta project 2021–2023"),
    ],
)
def test_a_programme_is_named_in_the_language_of_the_reader(client, ui, title):
    heading = re.search(r"<h2 lang=\"(\w+)\"><a [^>]*>([^<]*)</a>", client.get(f"/?q=hyvinvointialue&ui={ui}").text)
    assert heading
    assert heading.groups() == (ui, title)


def test_languages_that_are_missing_have_a_hollow_label(client):
    html = main_of(client.get("/?q=merirosvoja&ui=en"))
    assert html.count("label missing") == 2
    assert "Swedish: no page" in html


def test_the_language_filter_keeps_the_rest_of_the_programme_in_sight(client, ids):
    html = main_of(client.get("/?q=hyvinvointialue&lang=sv&ui=en"))
    assert "1 programme, 1 page" in text_of(html)
    assert "Also in this programme" in html
    assert f'href="/page/{ids["/hanke"]}?q=hyvinvointialue&amp;ui=en"' in html


def test_every_page_of_an_answer_is_reached_once_by_its_links(client, monkeypatch):
    monkeypatch.setattr(asking, "PAGE_SIZE", 2)
    address, seen = "/?q=mustikkapiirakka", []
    while address:
        html = client.get(address).text
        seen += re.findall(r'class="hit-title">.*?href="(/page/[^?"]+)', html, re.DOTALL)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(following[1]) if following else None
        assert len(seen) < 20
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("page", ["999", "1" * 400, "0", "-1", "²", "1e3", "x", ""])
def test_any_page_number_gives_a_page_of_the_answer(client, page):
    response = client.get("/", query_string={"q": "mustikkapiirakka", "page": page})
    assert response.status_code == 200
    assert "<mark>" in response.text


def test_newest_and_oldest_first_are_mirror_images_for_dated_pages(client):
    def order(sort):
        answer = client.get(f"/search.json?q=kaislaranta&sort={sort}").json
        return [hit["published"] for group in answer["groups"] for hit in group["hits"]]

    assert order("newest") == ["2021-11-22", "2021-03-04", "2021-03-04"]
    assert order("oldest") == ["2021-03-04", "2021-03-04", "2021-11-22"]


def test_an_empty_answer_says_which_word_had_none_and_what_finds_something(client):
    html = main_of(client.get("/?q=rahoitus+xylofoni&ui=en"))
    assert "Nothing found for rahoitus xylofoni" in html
    assert re.search(r'<a href="/\?q=rahoitus&amp;ui=en">rahoitus</a> <span class="quiet">\d page', html)
    assert 'xylofoni <span class="quiet">no page' in html


def test_an_empty_answer_in_one_language_counts_what_the_others_have(client):
    html = main_of(client.get("/?q=merirosvoja&lang=en&ui=en"))
    assert 'pages in any language</a> <span class="quiet">1 page' in html


def test_an_empty_answer_to_several_words_counts_pages_with_any(client):
    html = main_of(client.get("/?q=merirosvoja+laituri&ui=en"))
    assert 'pages with any of the words</a> <span class="quiet">2 pages' in html
    assert "2 programmes, 2 pages" in text_of(client.get("/?q=merirosvoja+OR+laituri&ui=en").text)


@pytest.mark.parametrize(
    ("query", "ui", "note"),
    [
        ('"hanke', "sv", "citattecknet på plats 1 är inte avslutat; det lästes som avslutat i slutet"),
        ("lang:xx hanke", "fi", "lang:xx ei ole mikään näistä: fi, sv, en, und, other; se jätettiin huomiotta"),
        ("hanke date:eilen", "en", "date:eilen is not a date like 2020"),
        ("hanke " + "ja " * 700, "fi", "hausta luettiin vain 2000 ensimmäistä merkkiä"),
        ("b " * 101, "sv", "bara de första 100 orden i sökningen lästes"),
        ("!", "fi", "haussa ei ole yhtään sanaa"),
        ("hanke )", "sv", "slutparentesen på plats 7 har ingen början; den lämnades obeaktad"),
        ("(hanke", "fi", "alkusulkua ei ole suljettu; se luettiin suljetuksi haun lopussa"),
        ("hanke OR", "sv", "ordet OR på plats 7 har inget bredvid sig; det lämnades obeaktat"),
        ("hanke NOT", "fi", "sanan NOT perässä kohdassa 7 ei ole mitään; se jätettiin huomiotta"),
        ("date:2021..2020 hanke", "sv", "date:2021..2020 slutar innan det börjar; början och slut bytte plats"),
        ("hanke ?", "fi", "'?' kohdassa 7 ei sisällä sanaa; se jätettiin huomiotta"),
    ],
)
def test_notes_of_the_query_are_in_the_language_of_the_reader(client, query, ui, note):
    assert note in unescape(client.get("/", query_string={"q": query, "ui": ui}).text)


def test_a_query_that_was_cut_is_linked_as_it_was_read(client):
    html = client.get("/", query_string={"q": "hanke" + " " * 2500 + "salaisuus"}).text
    assert "hanke" in html
    assert "salaisuus" not in html


def test_json_is_what_the_terminal_prints(client, archive):
    import kielo
    from search.export import answer_record

    with kielo.open(archive) as opened:
        expected = answer_record(opened.search("rahoitus", limit=asking.PAGE_SIZE))
    response = client.get("/search.json?q=rahoitus")
    assert response.mimetype == "application/json"
    assert json.loads(response.text) == json.loads(json.dumps(expected))


@settings(max_examples=40)
@given(
    query=st.text(max_size=60) | st.from_regex(r'[a-zåäö:"()\- ]{0,40}', fullmatch=True),
    lang=st.lists(st.sampled_from(["fi", "sv", "en", "und", "xx", ""]), max_size=3),
    sort=st.sampled_from(["newest", "oldest", "relevance", "", "x"]),
    page=st.text(max_size=6) | st.integers().map(str),
    expand=st.sampled_from(["0", "1", "", "x"]),
    ui=st.sampled_from(["fi", "sv", "en", "de", ""]),
)
def test_any_parameter_has_an_answer_and_the_answer_is_the_same_again(  # noqa: PLR0917  one for each
    shared_client, query, lang, sort, page, expand, ui
):
    asked = {"q": query, "lang": lang, "sort": sort, "page": page, "expand": expand, "ui": ui}
    first = shared_client.get("/", query_string=asked)
    assert first.status_code == 200
    assert shared_client.get("/", query_string=asked).data == first.data
    assert shared_client.get("/search.json", query_string=asked).status_code == 200


@settings(max_examples=40)
@given(
    query=st.text(max_size=40),
    name=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=12),
)
def test_any_name_of_a_page_or_programme_is_found_or_plainly_not(shared_client, query, name):
    from urllib.parse import quote

    for path in ("page", "programme"):
        assert shared_client.get(f"/{path}/{quote(name)}", query_string={"q": query}).status_code in (200, 308, 404)


def test_the_search_box_can_be_completed(client):
    told = client.get("/suggest?q=hyvinvointial").json
    assert told["typed"] == "hyvinvointial"
    assert {"text": "hyvinvointialue", "kind": "term", "lang": "fi", "pages": 1} in told["suggestions"]
    assert client.get("/suggest").json["suggestions"] == []
    assert client.get("/suggest?q=hyvinvointial&lang=sv").json["suggestions"] == []
    assert '<datalist id="suggestions"></datalist>' in client.get("/").text


BEYOND = "there are fewer pages of results than that; this is the last"


@pytest.mark.parametrize("page", ["-1", "abc", "0", "", "1"])
def test_a_page_that_is_none_is_the_first(client, page):
    told = client.get("/", query_string={"q": "hanke", "page": page, "ui": "en"}).text
    assert told == client.get("/?q=hanke&ui=en").text
    assert BEYOND not in told


@pytest.mark.parametrize("page", ["900", "9" * 40])
def test_a_page_behind_the_last_is_the_last_and_it_is_said(client, page):
    assert BEYOND in client.get(f"/?q=hanke&ui=en&page={page}").text
    assert "tämä on viimeinen" in client.get(f"/concordance?q=hanke&ui=fi&page={page}").text
    assert BEYOND in client.get(f"/search.json?q=hanke&page={page}").json["notes"]
    assert BEYOND not in client.get(f"/?q=qxqzwv&ui=en&page={page}").text
