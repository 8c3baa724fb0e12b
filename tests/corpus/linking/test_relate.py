"""Links and programmes of small collections."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.linking.features import features_of
from corpus.linking.keys import PERSON, key_of
from corpus.linking.packing import pack
from corpus.linking.relating import relate
from corpus.linking.space import Space
from corpus.linking.translations import day_of
from corpus.model import PageDate, founding_page, own_programme

SITE = "https://www.example.org"
WEST = ("Raaseporissa, Hangossa, Inkoossa ja Siuntiossa", "i Raseborg, Hangö, Ingå och Sjundeå")
EAST = ("Porvoossa, Loviisassa, Sipoossa ja Askolassa", "i Borgå, Lovisa, Sibbo och Askola")


@pytest.fixture(scope="session")
def county(page):
    """A project page in two languages, alike in every county but for its places."""

    def build(name, places, **declared):
        fi, sv = places
        return (
            page(
                f"{SITE}/{name}/fi",
                "fi",
                "Hoitopolku-hanke uudistaa kotihoidon",
                f"Hanke toimii {fi} vuosina 2022–2024.",
                "Sosiaali- ja terveysministeriö myönsi valtionavustusta 1 250 000 euroa 15.3.2022.",
                "Kotihoitoon palkataan 36 sairaanhoitajaa ja neuvolaan 12 perhetyöntekijää.",
                "Lisätietoja antaa hankepäällikkö Outi Keksintö, 050 555 0199.",
                **declared,
            ),
            page(
                f"{SITE}/{name}/sv",
                "sv",
                "Projektet Vårdstigen förnyar hemvården",
                f"Projektet verkar {sv} åren 2022–2024.",
                "Social- och hälsovårdsministeriet beviljade 1 250 000 euro i statsunderstöd den 15 mars 2022.",
                "Till hemvården anställs 36 sjukskötare och till rådgivningen 12 familjearbetare.",
                "Mer information ger projektchef Outi Keksintö, tfn 050 555 0199.",
            ),
        )

    return build


@pytest.fixture(scope="session")
def pages(page, county):
    """Two counties with two pages each, and pages of neither."""
    return (
        *county("lansi", WEST),
        *county("ita", EAST),
        page("uimahalli", "fi", "Uimahalli suljetaan", "Katto korjataan kesällä, ja halli avataan syyskuussa."),
        page("kurser", "sv", "Kurser i höst", "Anmäl dig till kurserna i keramik och matlagning före fredagen."),
        page("library", "en", "Library hours", "The library is open from eight to twenty on weekdays."),
    )


@pytest.fixture(scope="session")
def related(pages, forms):
    return relate(pages, [page.id for page in pages], forms)


def joined(links, relation="translation"):
    return {(link.a, link.b) for link in links if link.relation == relation and link.state == "accepted"}


def pair(a, b):
    return (min(a.id, b.id), max(a.id, b.id))


def groups(programmes):
    return {frozenset(page for page in programmes if programmes[page] == each) for each in programmes.values()}


def test_translations_are_found_by_content_alone(pages, related):
    links, programmes = related
    assert joined(links) == {pair(pages[0], pages[1]), pair(pages[2], pages[3])}
    assert programmes[pages[0].id] == programmes[pages[1].id]


def test_across_counties_pages_are_see_also_at_most_however_alike_they_are(pages, related):
    links, programmes = related
    west, east = {page.id for page in pages[:2]}, {page.id for page in pages[2:4]}
    across = [link for link in links if {link.a, link.b} & west and {link.a, link.b} & east]
    assert {link.relation for link in across} == {"same_topic"}
    assert not {programmes[page] for page in west} & {programmes[page] for page in east}


def test_a_declared_translation_across_counties_is_not_believed(county, forms):
    west, east = county("lansi", WEST, versions=[("sv", f"{SITE}/ita/sv")]), county("ita", EAST)
    links, _ = relate([west[0], east[1]], [west[0].id, east[1].id], forms)
    assert links == []


def test_a_page_without_companion_is_its_own_programme(pages, related):
    _, programmes = related
    for alone in pages[4:]:
        assert programmes[alone.id] == own_programme(alone.id)
        assert list(programmes.values()).count(programmes[alone.id]) == 1


def test_evidence_is_readable_and_adds_up(related):
    links, _ = related
    assert links
    for link in links:
        assert link.a < link.b
        assert 0 < link.confidence <= 1
        assert all(each.kind.isalpha() and each.detail and each.weight for each in link.evidence)
        assert link.relation in ("translation", "same_programme", "same_topic")
        assert (sum(each.weight for each in link.evidence) > 0) == (link.confidence > 0.5)


@settings(max_examples=10)
@given(data=st.data())
def test_the_same_pages_give_the_same_links_and_groups_in_any_order(pages, related, forms, data):
    mixed = data.draw(st.permutations(pages))
    links, programmes = relate(mixed, [page.id for page in mixed], forms)
    assert (links, groups(programmes)) == (related[0], groups(related[1]))


@settings(max_examples=5)
@given(data=st.data())
def test_a_programme_is_named_after_its_page_that_came_in_first(pages, forms, data):
    arrival = data.draw(st.permutations([page.id for page in pages]))
    _, programmes = relate(pages, arrival, forms)
    for members in groups(programmes):
        oldest = min(members, key=arrival.index)
        assert {programmes[member] for member in members} == {own_programme(oldest)}
        assert founding_page(own_programme(oldest)) == oldest


def test_the_older_id_survives_when_a_new_page_joins_two_programmes(pages, forms):
    first, second = pages[0], pages[1]
    before = relate([first], [first.id], forms)[1]
    after = relate([second, first], [first.id, second.id], forms)[1]
    assert set(after.values()) == set(before.values()) == {own_programme(first.id)}


def test_a_declared_version_is_a_translation_with_its_source_as_evidence(page, forms):
    fi = page(f"{SITE}/fi/a", "fi", "Retkipaikka", "Lyhyt sivu.", versions=[("sv", f"{SITE}/sv/b")])
    sv = page(f"{SITE}/sv/b", "sv", "Utfärdsmål", "En helt annan text.", versions=[("fi", f"{SITE}/fi/a/")])
    links, programmes = relate([fi, sv], [fi.id, sv.id], forms)
    assert joined(links) == {pair(fi, sv)}
    assert [each.kind for each in links[0].evidence] == ["hreflang", "hreflang"]
    assert len(set(programmes.values())) == 1


def test_a_declaration_that_names_another_language_than_the_page_has_is_not_believed(page, forms):
    fi = page(f"{SITE}/fi/a", "fi", "Retkipaikka", "Lyhyt sivu.", versions=[("en", f"{SITE}/sv/b")])
    sv = page(f"{SITE}/sv/b", "sv", "Utfärdsmål", "En helt annan text.")
    assert relate([fi, sv], [fi.id, sv.id], forms)[0] == []


def test_announcements_of_different_numbers_are_no_translations(page, forms):
    texts = ("Jaossa on 500 000 euroa.", "Hakuaika on 1.2.2022–28.2.2022.", "Avustusta saa 36 yhdistystä.")
    svenska = ("Det delas ut 500 000 euro.", "Ansökningstiden är 1.2.2022–28.2.2022.", "Understöd får 36 föreningar.")
    fi = page("a", "fi", "Avustukset haettavissa", *texts, kind="announcement", number="3/2022")
    same = page("b", "sv", "Understöd kan sökas", *svenska, kind="announcement", number="3/2022")
    other = page("c", "sv", "Understöd kan sökas", *svenska, kind="announcement", number="4/2022")
    assert relate([fi, same], [fi.id, same.id], forms)[0][0].relation == "translation"
    assert all(link.relation != "translation" for link in relate([fi, other], [fi.id, other.id], forms)[0])


def test_a_page_has_one_mate_at_most_in_each_language(pages, county, forms):
    crowd = [*pages, *county("kopio", WEST)]
    links, _ = relate(crowd, [page.id for page in crowd], forms)
    langs = {page.id: page.cleaned.lang for page in crowd}
    mates = [(one, langs[other]) for link in joined(links) for one, other in (link, link[::-1])]
    assert len(mates) == len(set(mates))
    assert all(langs[a] != langs[b] for a, b in joined(links))


def test_no_pages_give_no_links(forms):
    assert relate([], [], forms) == ([], {})


@pytest.mark.parametrize(
    ("published", "is_known"),
    [("2024-02-28", True), ("2024", False), ("2024-03", False), (None, False), ("", False)],
)
def test_only_full_dates_are_days(published, is_known):
    assert (day_of(published) >= 0) == is_known


@pytest.mark.parametrize(("later", "is_linked"), [("2022-03-08", True), ("2022-03-09", False), ("2022-03", True)])
def test_news_of_days_far_apart_are_no_translations(county, forms, later, is_linked):
    fi, sv = (
        replace(
            page,
            cleaned=replace(page.cleaned, kind="news", dates=(PageDate(role="published", value=day, source="text"),)),
        )
        for page, day in zip(county("lansi", WEST), ("2022-03-01", later), strict=True)
    )
    links, _ = relate([fi, sv], [fi.id, sv.id], forms)
    assert bool(joined(links)) == is_linked


def test_no_two_pages_are_linked_twice_with_the_same_relation(related):
    links, _ = related
    assert all((a.a, a.b, a.relation) != (b.a, b.b, b.relation) for a, b in combinations(links, 2))


def test_the_head_of_a_programme_is_telling_though_all_its_pages_name_her(page, gazetteer, forms):
    texts = [f"Hankkeen johtaja Outi Keksintö kertoo vaiheesta {n}." for n in range(6)]
    pages = [page(f"sivu-{n}", "fi", "Vaihe", text) for n, text in enumerate(texts)]
    others = [page(f"muu-{n}", "fi", "Muu", "Jotakin aivan muuta.") for n in range(54)]
    few, many = (
        Space(pack(features_of(each, gazetteer, forms), "pages") for each in some)
        for some in (pages, [*pages, *others])
    )
    outi = key_of(PERSON + "outi keks")
    assert not few.is_rare(outi)
    assert many.is_rare(outi)


def test_pages_with_the_same_words_are_duplicates_and_one_programme(page, forms):
    text = ("Uimahalli on auki joka päivä.", "Lippu maksaa kuusi euroa ja lapsille kolme euroa.")
    pages = [page(f"{SITE}/{n}", "fi", "Uimahalli", *text) for n in "ab"]
    pages.append(page(f"{SITE}/c", "fi", "Uimahalli", text[0], "Lippu maksaa seitsemän euroa."))
    links, programmes = relate(pages, [each.id for each in pages], forms)
    first, second = sorted(each.id for each in pages[:2])
    assert [(each.a, each.b) for each in links if each.relation == "near_duplicate"] == [(first, second)]
    assert programmes[first] == programmes[second]
