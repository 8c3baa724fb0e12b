"""The words of a query in context, as a table; and answers, pages and programmes as files."""

import csv
import json
import re
from html import unescape
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.web import answering


def main_of(response):
    return response.text.partition("<main")[2]


def rows_of(html):
    return re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)


def test_every_place_is_a_row_with_its_word_as_the_header(client):
    html = main_of(client.get("/concordance?q=mustikkapiirakka&ui=en"))
    assert "6 places, 6 pages" in html
    rows = rows_of(html)
    assert len(rows) == 6
    assert all(row.count('<th scope="row" class="key" lang="fi">') == 1 for row in rows)
    assert all("mustikkapiirak" in re.search(r"<th.*?</th>", row, re.DOTALL)[0] for row in rows)


def test_a_table_says_what_it_is_and_can_be_reached_by_keyboard(client):
    html = main_of(client.get("/concordance?q=mustikkapiirakka&ui=en"))
    assert 'tabindex="0" role="region" aria-labelledby="lines"' in html
    assert '<caption id="lines">Every place of mustikkapiirakka' in html
    assert html.count('<th scope="col"') == 7


def test_fragments_say_the_language_they_are_in(client):
    rows = rows_of(main_of(client.get("/concordance?q=hyvinvointialue&ui=en")))
    told = {re.search(r'class="key" lang="(\w+)"', row)[1]: row for row in rows}
    assert set(told) == {"fi", "sv", "en"}
    assert all(row.count(f'lang="{lang}"') >= 3 for lang, row in told.items())


def test_a_row_leads_to_its_place_on_the_page(client):
    for row in rows_of(main_of(client.get("/concordance?q=mustikkapiirakka"))):
        href = unescape(re.search(r'href="([^"]+)"', row)[1])
        address, _, place = href.partition("#")
        block = re.search(rf'id="{place}".*?</', client.get(address).text, re.DOTALL)
        assert block
        assert "<mark>" in block[0]


@pytest.mark.parametrize("order", ["left", "right", "year", "site"])
def test_a_column_that_orders_the_lines_says_so_and_is_remembered(client, order):
    html = main_of(client.get(f"/concordance?q=kaislaranta+OR+mustikkapiirakka&lines={order}&ui=en"))
    assert html.count('aria-sort="ascending"') == 1
    assert re.search(rf'aria-sort="ascending"><a href="/concordance\?[^"]*lines={order}', html)


def test_lines_are_paged(client, monkeypatch):
    monkeypatch.setattr(answering, "LINES", 4)
    address, seen = "/concordance?q=mustikkapiirakka", []
    while address:
        html = client.get(address).text
        seen += rows_of(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == 6


def test_more_pages_than_are_read_at_once_are_named(client, monkeypatch):
    monkeypatch.setattr(answering, "PAGES_READ", 2)
    html = main_of(client.get("/concordance?q=mustikkapiirakka&ui=sv"))
    assert len(rows_of(html)) == 2
    assert "bara de 2 bästa sidorna lästes" in html


def test_lines_come_as_a_table_for_spreadsheets(client):
    response = client.get("/concordance.csv?q=mustikkapiirakka")
    rows = list(csv.DictReader(StringIO(response.text)))
    assert len(rows) == 6
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["", "???", "olemattomuus"])
def test_a_query_without_places_has_an_empty_page_in_words(client, query):
    response = client.get("/concordance", query_string={"q": query, "ui": "en"})
    assert response.status_code == 200
    assert "<table" not in main_of(response)


def test_a_page_is_cited_in_each_form(client, ids):
    page = ids["/hanke"]
    html = client.get(f"/page/{page}").text
    links = {unescape(href) for href in re.findall(r'href="(/page/[^"]+/cite\.\w+)"', html)}
    assert links == {f"/page/{page}/cite.{ending}" for ending in ("bib", "ris", "csl")}
    assert f"@online{{{page}-v1" in client.get(f"/page/{page}/cite.bib").text
    assert client.get(f"/page/{page}/cite.ris").text.startswith("TY  - ELEC")
    (record,) = json.loads(client.get(f"/page/{page}/cite.csl").text)
    assert record["title"] == "Kaislaranta-hanke 2021–2023"


def test_a_programme_is_cited_by_its_pages(client, ids):
    assert client.get(f"/programme/{ids['programme']}/cite.bib").text.count("@online") == 3


@pytest.mark.parametrize(
    "path", ["/page/x/cite.bib", "/page/{hanke}/cite.exe", "/programme/g0/cite.ris", "/search.exe"]
)
def test_what_cannot_be_cited_is_plainly_not_there(client, ids, path):
    assert client.get(path.format(hanke=ids["/hanke"])).status_code == 404


def test_an_answer_comes_as_a_file_with_the_query_that_found_it(client):
    text = client.get("/search.bib?q=mustikkapiirakka").text
    assert text.count("@online") == 6
    assert "Query: mustikkapiirakka" in text
    assert len(list(csv.DictReader(StringIO(client.get("/search.csv?q=mustikkapiirakka").text)))) == 6


@settings(max_examples=30)
@given(
    query=st.text(max_size=40),
    step=st.lists(st.text(max_size=20), max_size=3),
    group=st.sampled_from(["page", "passage", "programme", "x"]),
    prefer=st.sampled_from(["fi", "any", "xx"]),
    lines=st.sampled_from(["left", "right", "x"]),
)
def test_any_parameter_has_an_answer_in_every_form(  # noqa: PLR0917  one for each
    shared_client, query, step, group, prefer, lines
):
    asked = {"q": query, "x": step, "group": group, "prefer": prefer, "lines": lines}
    for path in ("/", "/concordance", "/concordance.csv", "/search.csv", "/search.json"):
        assert shared_client.get(path, query_string=asked).status_code == 200
