"""The view of a page and of a programme."""

import re
from html import unescape

import pytest


def main_of(response):
    return response.text.partition("<main")[2]


def test_a_page_has_its_headings_lists_tables_and_quotes(client, ids):
    html = re.sub(r"\s+", " ", main_of(client.get(f"/page/{ids['/hanke']}")))
    assert html.count("Kaislaranta-hanke 2021–2023</h1>") == 1
    assert "<h2>Rahoitus</h2>" in html
    assert "<td>Vuosi</td><td>Euroa</td>" in html
    assert "<blockquote><p>Perheet saavat apua" in html
    assert '<article class="archived" lang="fi">' in html


def test_an_item_with_its_own_number_gets_no_second_marker_and_items_below_it_are_nested(client, ids):
    html = re.sub(r"\s+", " ", main_of(client.get(f"/page/{ids['/hanke']}")))
    assert '<li class="marked">1. Perhetyö alkaa keväällä <ul> <li>kolmessa kylässä</li> </ul> </li>' in html
    assert "<li>Neuvonta jatkuu syksyyn</li>" in html


def test_text_of_a_page_is_never_markup(client, ids):
    page = ids["/kuvaus"]
    for address in (f"/page/{page}", f"/page/{page}?q=merkintä", "/?q=haavoittuvuus", f"/programme/g{page[1:]}"):
        html = client.get(address).text
        assert html.count("<script") == 1  # our own
        assert "<img src=x" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("query", ['"><script>alert(3)</script>', "<b>haavoittuvuus</b>", "' onfocus=alert(4) x='"])
def test_what_is_typed_is_never_markup(client, ids, query):
    for path in ("/", f"/page/{ids['/kuvaus']}", f"/programme/{ids['programme']}", "/nowhere"):
        html = client.get(path, query_string={"q": query}).text
        assert html.count("<script") == 1  # our own
        assert "<b>" not in html
        assert not any("onfocus" in re.sub(r'"[^"]*"', "", tag) for tag in re.findall(r"<[^>]*>", html))


def test_the_words_of_a_query_stay_marked_in_the_page_and_in_its_companions(client, ids):
    html = main_of(client.get(f"/page/{ids['/sv/projekt']}?q=hyvinvointialue&ui=fi"))
    assert "<mark>välfärdsområdet</mark>" in html
    assert f'href="/page/{ids["/en/project"]}?q=hyvinvointialue&amp;ui=fi"' in html
    assert '<a class="quiet" href="/?q=hyvinvointialue&amp;ui=fi">' in html


def test_a_search_without_other_languages_stays_so_in_the_page(client, ids):
    assert "<mark>" not in main_of(client.get(f"/page/{ids['/sv/projekt']}?q=hyvinvointialue&expand=0"))


def test_what_is_known_of_a_page_stands_beside_it(client, ids):
    html = main_of(client.get(f"/page/{ids['/en/project']}?ui=en"))
    known = re.sub(r"<[^>]+>|\s+", " ", html.partition("<aside")[2])
    assert "22 November 2021" in known
    assert "www.lumme.example" in known
    assert 'href="https://www.lumme.example/en/project" rel="noreferrer' in html
    assert 'title="Finnish: Kaislaranta-hanke 2021–2023"' in html


def test_an_address_that_is_no_url_is_no_link(tmp_path, seasoned, write_page):
    import shutil

    import kielo
    from search.web import create_app

    home = shutil.copytree(seasoned, tmp_path / "archive")
    write_page(tmp_path / "javascript:" / "sivu.html", "Sivu kotikoneelta", "Tällä sivulla ei ole verkko-osoitetta.")
    with kielo.open(home) as opened:
        opened.ingest([tmp_path / "javascript:"])
        (page,) = opened.pages()
    html = create_app(home).test_client().get(f"/page/{page.id}").text
    assert page.address.startswith("javascript:")
    assert 'href="javascript:' not in html


def test_a_programme_shows_its_pages_per_language_in_the_order_of_the_site(client, ids):
    html = main_of(client.get(f"/programme/{ids['programme']}?ui=sv"))
    assert re.findall(r'<section id="(\w+)"', html) == ["fi", "sv", "en"]
    assert re.findall(r'<a href="/page/(\w+)', html) == [ids["/hanke"], ids["/sv/projekt"], ids["/en/project"]]
    assert "3 sidor · 2021" in unescape(html)


def test_a_programme_that_became_part_of_another_is_still_found(client, ids):
    merged = next(f"g{ids[path][1:]}" for path in ("/hanke", "/sv/projekt") if f"g{ids[path][1:]}" != ids["programme"])
    response = client.get(f"/programme/{merged}?ui=fi")
    assert response.status_code == 302
    assert response.location == f"/programme/{ids['programme']}?ui=fi"
