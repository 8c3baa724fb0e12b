"""Pages of one language that are alike: copies, versions, rounds of a call, and what is see also."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.linking.likes import MOST_LIKES
from corpus.linking.overview import overviews, round_years, selected
from corpus.linking.relating import relate
from corpus.model import own_programme

SITE = "https://www.example.org"
RULES = (
    "Avustusta voivat hakea rekisteröidyt yhdistykset, jotka järjestävät kerhoja ja tapaamisia ikäihmisille.",
    "Hakemukseen liitetään toimintasuunnitelma, talousarvio ja viimeksi vahvistettu tilinpäätös.",
    "Etusijalla ovat hakijat, joilla on vapaaehtoisia ja jotka tavoittavat yksin asuvia.",
    "Avustusta ei myönnetä kiinteistöjen ostamiseen eikä lainojen hoitokuluihin.",
)
WEST, EAST = "Raaseporissa, Hangossa, Inkoossa ja Siuntiossa", "Porvoossa, Loviisassa, Sipoossa ja Askolassa"


@pytest.fixture(scope="session")
def call(page):
    """A call for grants of a year, in a county."""

    def build(year, places=WEST, title="Avustushaku: kerhot", host="example.org"):
        return page(
            f"https://www.{host}/haku-{year}",
            "fi",
            title,
            f"Hakuaika alkaa 1.2.{year} ja päättyy 15.3.{year}. Avustusta jaetaan {places}.",
            f"Jaettavana on {year - 1990} 500 euroa, ja päätökset tehdään 20.5.{year}.",
            *RULES,
        )

    return build


@pytest.fixture(scope="session")
def calls(call, page):
    """Three rounds of a call in one county, the call of another, and a page of neither."""
    other = call(2021, EAST, host="example.com")
    alone = page(f"{SITE}/halli", "fi", "Uimahalli suljetaan", "Katto korjataan kesällä, ja halli avataan syyskuussa.")
    return (*map(call, (2019, 2020, 2021)), other, alone)


@pytest.fixture(scope="session")
def related(calls, forms):
    return relate(calls, [page.id for page in calls], forms)


def pairs(links, relation, pages):
    place = {page.id: n for n, page in enumerate(pages)}
    return {tuple(sorted((place[link.a], place[link.b]))) for link in links if link.relation == relation}


def test_rounds_of_a_call_are_programmes_of_their_own_and_each_leads_to_the_next(calls, related):
    links, programmes = related
    assert pairs(links, "round", calls) == {(0, 1), (1, 2)}
    assert len({programmes[page.id] for page in calls}) == len(calls)
    years = {page.id: int(page.address[-4:]) for page in calls[:4]}
    assert all(round_years(link) == (years[link.a], years[link.b]) for link in links if link.relation == "round")


def test_the_call_of_another_county_is_see_also_and_says_so(calls, related):
    links, _ = related
    likes = [link for link in links if link.relation == "same_topic"]
    assert {page for link in likes for page in (link.a, link.b)} >= {calls[2].id, calls[3].id}
    assert all("hyvinvointialue" in link.evidence[-1].detail for link in likes)


def test_what_is_told_of_a_round_names_the_earlier_and_the_later_one(calls, related):
    links, programmes = related
    summaries = [replace(page, programme=programmes[page.id]).summary for page in calls]
    found = {each.programme.id: each for each in overviews(summaries, links, {})}
    middle = found[programmes[calls[1].id]]
    assert [(each.year, each.is_earlier) for each in middle.rounds] == [(2019, True), (2021, False)]
    assert middle.missing == ("sv", "en")
    assert found[own_programme(calls[4].id)].rounds == found[own_programme(calls[4].id)].beside == ()
    assert list(selected(found.values(), missing="fi")) == []
    assert len(list(selected(found.values(), missing="sv", site="www.example.com"))) == 1


def test_several_bulletins_a_year_are_no_rounds(page, forms):
    pages = [
        page(
            f"{SITE}/tiedote-{day}-{year}",
            "fi",
            "Vastaanotto suljettu",
            f"Vastaanotto Hangossa on suljettu {day}.4.{year} ja {day + 1}.4.{year}.",
            *RULES,
        )
        for year in (2021, 2022)
        for day in (3, 12)
    ]
    links, programmes = relate(pages, [each.id for each in pages], forms)
    assert pairs(links, "round", pages) == set()
    assert len(set(programmes.values())) == len(pages)


def test_nearly_the_same_words_are_a_duplicate_and_a_longer_text_of_the_same_title_a_version(page, forms):
    title, text = "Kerhojen ohjeet", ("Kerho kokoontuu maanantaisin kello 17 kirjaston salissa.", *RULES)
    old = page(f"{SITE}/vanha/ohjeet", "fi", title, *text)
    copy = page(f"{SITE}/uusi/ohjeet", "fi", title, *text[:-1], text[-1].replace("eikä", "tai"))
    newer = page(
        f"{SITE}/uudet/ohjeet", "fi", title, *text, "Vuodesta 2023 alkaen hakea voi myös ympäri vuoden.", *RULES[:0]
    )
    longer = replace(
        newer,
        cleaned=replace(
            newer.cleaned,
            all_blocks=(
                *newer.cleaned.all_blocks,
                *(
                    replace(newer.cleaned.all_blocks[-1], text=f"Uusi ohje {n} kertoo toisen asian kuin vanha.")
                    for n in "abcd"
                ),
            ),
        ),
    )
    for other, relation in ((copy, "near_duplicate"), (longer, "version")):
        links, programmes = relate([old, other], [old.id, other.id], forms)
        assert [link.relation for link in links] == [relation]
        assert len(set(programmes.values())) == 1


@settings(max_examples=8)
@given(data=st.data())
def test_links_beside_programmes_are_the_same_in_any_order_and_few(calls, call, related, forms, data):
    crowd = [*calls, *(call(2021, EAST, host=f"example-{n}.com") for n in range(4))]
    mixed = data.draw(st.permutations(crowd))
    links, _ = relate(mixed, [page.id for page in mixed], forms)
    assert links == relate(crowd, [page.id for page in crowd], forms)[0]
    for page in crowd:
        beside = [link for link in links if link.relation == "same_topic" and page.id in (link.a, link.b)]
        assert len(beside) <= MOST_LIKES
