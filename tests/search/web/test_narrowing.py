"""Facets, steps, offers and the rest of what narrows an answer down or widens it: links with true counts."""

import re
from html import unescape

import pytest

TOTAL = re.compile(r"<h1>\s*[\d,]+ programmes?, ([\d,]+) pages?")


def main_of(response):
    return response.text.partition("<main")[2]


def pages_of(client, address):
    found = TOTAL.search(client.get(address).text)
    return int(found[1].replace(",", "")) if found else 0


def facets_of(html):
    """Each link of the facets with the count beside it."""
    nav = html.partition('<nav class="facets"')[2].partition("</nav>")[0]
    listed = re.findall(r'<a (?:class="label" )?href="([^"]+)">.*?</a> <span class="count">(\d+)</span>', nav)
    bars = re.findall(r'<a href="([^"]+)" title="\d{4}: (\d+)"', nav)
    return [(unescape(href), int(count)) for href, count in (*listed, *bars)]


@pytest.mark.parametrize(
    "asked",
    [
        "q=hyvinvointialue",
        "q=kaislaranta+OR+mustikkapiirakka",
        "q=hyvinvointialue&lang=fi&lang=sv",
        "q=hyvinvointialue&x=wellbeing+services+county&group=page",
        "q=kaislaranta+OR+laituri&expand=0&group=passage",
    ],
)
def test_a_count_beside_a_link_is_that_of_the_results_it_leads_to(client, asked):
    facets = facets_of(main_of(client.get(f"/?{asked}&ui=en")))
    assert facets
    for href, count in facets:
        assert pages_of(client, href) == count, href


def test_every_year_between_the_first_and_the_last_keeps_its_place():
    from search.answers import FacetValue
    from search.web.asking import Asked
    from search.web.narrowing import HEIGHT, _bars

    years = [FacetValue(value=year, pages=pages, query=year) for year, pages in (("2016", 8), ("2019", 1))]
    bars = list(_bars(years, Asked(query="x")))
    assert [bar.year for bar in bars] == ["2016", "2017", "2018", "2019"]
    assert [bar.href is None for bar in bars] == [False, True, True, False]
    assert [bar.height for bar in bars] == [HEIGHT, 0, 0, HEIGHT // 8]


def test_years_far_apart_do_not_fill_the_screen_with_empty_ones():
    from search.answers import FacetValue
    from search.web.asking import Asked
    from search.web.narrowing import _bars

    years = [FacetValue(value=year, pages=1, query=year) for year in ("0198", "2019")]
    assert [bar.year for bar in _bars(years, Asked(query="x"))] == ["0198", "2019"]


def test_a_filter_in_force_is_named_with_the_way_out_of_it(client):
    html = main_of(client.get("/?q=hyvinvointialue+lang:sv+date:2021&ui=en"))
    chips = re.findall(r'<li><span>([^<]+)</span> <a class="without" href="([^"]+)"', html)
    assert dict(chips) == {
        "Language: Swedish": "/?q=hyvinvointialue+date%3A2021&amp;ui=en",
        "2021": "/?q=hyvinvointialue+lang%3Asv&amp;ui=en",
    }


def test_each_step_has_a_link_that_switches_it_off_and_the_address_remembers_it(client):
    html = main_of(client.get("/?q=hyvinvointialue&ui=en"))
    off = {unescape(href) for href in re.findall(r'<a class="without" href="([^"]+)"', html)}
    assert "/?q=hyvinvointialue&x=wellbeing+services+county&ui=en" in off
    without = client.get("/?q=hyvinvointialue&x=wellbeing+services+county&ui=en")
    assert "<mark>wellbeing" not in main_of(without)
    assert "not wellbeing services county" in without.text
    assert '<a href="/?q=hyvinvointialue&amp;ui=en">look for it again</a>' in without.text
    assert '<input type="hidden" name="x" value="wellbeing services county">' in without.text
    assert "x=wellbeing+services+county" in re.search(r'href="(/page/[^"]+)"', main_of(without))[1]


def test_a_step_that_is_off_is_not_marked_on_the_page_either(client, ids):
    on = f"/page/{ids['/en/project']}?q=hyvinvointialue"
    assert "<mark>wellbeing services county</mark>" in client.get(on).text
    assert "<mark>" not in main_of(client.get(f"{on}&x=wellbeing+services+county"))


@pytest.mark.parametrize(("prefer", "lang"), [("fi", "fi"), ("sv", "sv"), ("en", "en")])
def test_the_preferred_language_leads_a_programme(client, prefer, lang):
    html = main_of(client.get(f"/?q=kaislaranta&ui=fi&prefer={prefer}"))
    assert re.search(r'class="hit-title">.*?<a href="[^"]+" lang="(\w+)"', html, re.DOTALL)[1] == lang


def test_without_a_preference_the_language_of_the_interface_leads(client):
    html = main_of(client.get("/?q=kaislaranta&ui=sv"))
    assert re.search(r'class="hit-title">.*?<a href="[^"]+" lang="(\w+)"', html, re.DOTALL)[1] == "sv"


def test_pages_and_passages_are_listed_one_by_one(client):
    assert main_of(client.get("/?q=kaislaranta&group=page")).count('<article class="hit">') == 3
    passages = main_of(client.get("/?q=kaislaranta+OR+lasten&group=passage&ui=en"))
    assert passages.count('<p class="passage"') > 0
    assert "Also in this programme" not in passages


def test_the_steps_are_kept_from_page_to_page(client, monkeypatch):
    from search.web import asking

    monkeypatch.setattr(asking, "PAGE_SIZE", 2)
    html = client.get("/?q=mustikkapiirakka&x=sana&group=page&prefer=sv&ui=en").text
    following = unescape(re.search(r'rel="next" href="([^"]+)"', html)[1])
    assert following == "/?q=mustikkapiirakka&x=sana&group=page&prefer=sv&page=2&ui=en"


def test_a_word_spelt_nearly_right_is_offered_with_its_count(client):
    html = main_of(client.get("/?q=mustikkapiirakkka&ui=en"))
    offers = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span class="quiet">(\d+) pages?', html)
    assert offers
    for href, _, count in offers:
        assert pages_of(client, unescape(href)) == int(count)


def test_two_faults_at_once_are_mended_together(client):
    html = main_of(client.get("/?q=rahoitus+xylofoni+date:1999&ui=en"))
    assert re.search(r'<a href="/\?q=rahoitus&amp;ui=en">rahoitus</a> <span class="quiet">\d page', html)


def test_switched_off_steps_that_left_nothing_are_offered_again(client):
    html = main_of(client.get("/?q=merirosvoja+lang:fi&expand=0&ui=en"))
    assert "Nothing found" not in html
    html = main_of(client.get("/?q=hyvinvointialue+lang:en&expand=0&ui=en"))
    assert 'the same in all languages</a> <span class="quiet">1 page' in html


@pytest.mark.parametrize("ui", ["fi", "sv", "en"])
def test_what_narrows_down_is_in_the_language_of_the_reader(client, ui):
    html = client.get(f"/?q=hyvinvointialue&ui={ui}").text
    wanted = {"fi": "Haettiin myös", "sv": "Sökte också med", "en": "Also looked for"}
    assert [each for each, text in wanted.items() if text in html] == [ui]
