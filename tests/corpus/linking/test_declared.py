"""Which of what pages declare of their language versions counts."""

import pytest

from corpus.linking.declared import declared
from corpus.linking.features import features_of
from corpus.linking.relating import relate
from corpus.model import page_id

SITE = "https://www.example.org"
FRONT = f"{SITE}/"
TOPICS = {
    "bibliotek": ("Bibliotekets sommar", "Låna böcker och skivor hela sommaren."),
    "simhall": ("Simhallen stängs", "Taket repareras och bassängen töms."),
    "kurser": ("Kurser i keramik", "Anmälan till kurserna pågår ännu en vecka."),
    "skidspår": ("Skidspåren öppnas", "Det finns snö och belysning i skogen."),
}


@pytest.fixture
def front(page):
    def build(*versions):
        return page(FRONT, "fi", "Etusivu", "Tervetuloa kunnan sivuille.", versions=versions)

    return build


@pytest.fixture
def svenska(page):
    """Unrelated Swedish pages whose switcher leads to the Finnish front page."""
    return [
        page(f"{SITE}/sv/{name}", "sv", title, text, versions=[("fi", FRONT)]) for name, (title, text) in TOPICS.items()
    ]


@pytest.fixture
def found(gazetteer, forms):
    """The pairs that count, by address, and whether both sides declare them."""

    def read(*pages):
        address = {page.id: page.address for page in pages}
        pairs = declared([features_of(page, gazetteer, forms) for page in pages])
        return {(frozenset((address[pair.a], address[pair.b])), pair.is_reciprocal) for pair in pairs}

    return read


def translations(links):
    return {frozenset((link.a, link.b)) for link in links if link.relation == "translation"}


def test_a_front_page_is_not_the_translation_of_everything_that_leads_to_it(front, svenska, forms):
    pages = [front(), *svenska]
    links, programmes = relate(pages, [page.id for page in pages], forms)
    assert links == []
    assert len(set(programmes.values())) == len(pages)


def test_two_front_pages_that_name_each_other_are_translations_whatever_else_leads_there(front, page, svenska, forms):
    fi = front(("sv", f"{SITE}/sv"))
    sv = page(f"{SITE}/sv", "sv", "Framsidan", "Välkommen till kommunens sidor.", versions=[("fi", FRONT)])
    pages = [*svenska, fi, sv]
    assert translations(relate(pages, [page.id for page in pages], forms)[0]) == {frozenset((fi.id, sv.id))}


def test_one_page_may_name_a_silent_one(front, svenska, found):
    assert found(front(), svenska[0]) == {(frozenset((FRONT, svenska[0].address)), False)}


def test_a_page_that_names_another_version_is_not_silent_even_if_that_one_is_not_here(front, svenska, found):
    assert found(front(("sv", f"{SITE}/sv")), svenska[0]) == set()


def test_what_a_page_says_of_a_third_language_does_not_matter(front, svenska, found):
    assert len(found(front(("en", f"{SITE}/en")), svenska[0])) == 1


def test_pages_of_two_sites_that_name_one_page_do_not_contradict_each_other(front, page, svenska, found):
    other = page("https://sv.example.org/a", "sv", "Framsidan", "Välkommen.", versions=[("fi", FRONT)])
    assert {is_reciprocal for _, is_reciprocal in found(front(), svenska[0], other)} == {False}
    assert len(found(front(), svenska[0], other)) == 2


def test_a_declaration_given_twice_counts_like_one(front, page, found, gazetteer, forms):
    sv = page(f"{SITE}/sv", "sv", "Framsidan", "Välkommen.", versions=[("fi", FRONT), ("fi", FRONT)])
    (pair,) = declared([features_of(each, gazetteer, forms) for each in (front(), sv)])
    assert not pair.is_reciprocal
    assert len(pair.evidence) == 1


def test_what_two_pages_declare_of_each_other_goes_before_what_one_declares(page, forms):
    """The Finnish page is named by two pages of different sites, and names one of them."""
    fi = page(f"{SITE}/fi/a", "fi", "Retkipaikka", "Lyhyt sivu.", versions=[("sv", f"{SITE}/sv/b")])
    sv = page(f"{SITE}/sv/b", "sv", "Utfärdsmål", "En kort sida.", versions=[("fi", f"{SITE}/fi/a")])
    en = page(f"{SITE}/en/c", "en", "Day trips", "A short page.", versions=[("sv", f"{SITE}/sv/b")])
    twin = page("https://x.example.org/c", "en", "Day trips", "A short one.", versions=[("sv", f"{SITE}/sv/b")])
    pages = [twin, en, sv, fi]
    links, _ = relate(pages, [each.id for each in pages], forms)
    mates = translations(links)
    assert frozenset((fi.id, sv.id)) in mates
    assert len({frozenset((sv.id, en.id)), frozenset((sv.id, twin.id))} & mates) == 1
    confidence = {frozenset((link.a, link.b)): link.confidence for link in links if link.relation == "translation"}
    assert confidence[frozenset((fi.id, sv.id))] > max(
        value for pair, value in confidence.items() if pair != frozenset((fi.id, sv.id))
    )


def test_a_page_that_names_two_versions_in_one_language_gets_one(page, forms):
    fi = page(f"{SITE}/fi/a", "fi", "Retki", "Lyhyt.", versions=[("sv", f"{SITE}/sv/b"), ("sv", f"{SITE}/sv/c")])
    mates = [page(f"{SITE}/sv/{name}", "sv", "Utfärd", f"Kort {name}.") for name in "bc"]
    links, _ = relate([fi, *mates], [fi.id, *(mate.id for mate in mates)], forms)
    assert translations(links) == {frozenset((fi.id, min(page_id(mate.address) for mate in mates)))}
