"""In which languages pages can be read: planted cases of every kind, and clean pages without a false alarm."""

import itertools

import pytest

from corpus.addresses import language_named
from corpus.coverage import FEW, behind, coverage, selected, standing_of
from corpus.model import Link, PageDate

SITE = "https://tammilaakso.example"
LONG = {
    "fi": "Hyvinvointialueen palvelut kootaan samaan taloon, ja asukkaat saavat apua yhdellä käynnillä. " * 8,
    "sv": "Välfärdsområdets tjänster samlas i samma hus, och invånarna får hjälp vid ett enda besök. " * 8,
    "en": "The county brings its services together in one house, and people get help in a single visit. " * 8,
}


def link(a, b, relation="translation", state="accepted"):
    first, second = sorted((a.id, b.id))
    return Link(a=first, b=second, relation=relation, confidence=0.9, state=state, evidence=())


class Made:
    """An archive in the making: documents of several languages, one page each."""

    def __init__(self, page):
        self._page = page
        self.standings, self.links = [], []

    def document(self, name, *langs, changed=(), **special):
        """Pages in the languages; `special` has per language what else the page is."""
        pages = []
        for lang in langs:
            about = dict(special.get(lang, {}))
            text = about.pop("text", LONG[lang])
            pages.append(self._page(f"{SITE}/{lang}/{name}", about.pop("lang", lang), name, text, **about))
        self.links += [link(a, b) for a, b in itertools.pairwise(pages)]
        self.standings += [standing_of(each, dict(changed).get(each.cleaned.lang)) for each in pages]
        return pages

    def found(self):
        """By name and language what is not simply there."""
        return {
            ((each.page or each.beside).address.rpartition("/")[2], each.lang): each.state
            for each in coverage(self.standings, self.links)
            if each.state != "present"
        }


@pytest.fixture
def made(page):
    return Made(page)


def updated(day):
    return {"dates": (PageDate(role="updated", value=day, source="text"),)}


def test_planted_cases_of_all_five_kinds_are_found_and_a_hundred_clean_pages_raise_no_alarm(made):
    for n in range(34):
        made.document(f"ehea{n}", "fi", "sv", "en")
    made.document("lyhyt", "fi", "sv", "en", sv={"text": "Mer information på finska."})
    made.document("puuttuu", "fi", "en")
    made.document("vanha", "fi", "sv", "en", fi=updated("2024-05-10"), sv=updated("2023-01-15"))
    made.document("muuttunut", "fi", "sv", "en", changed=(("en", "2024-03-01"), ("fi", "2024-03-01")))
    fi = made.document("kopio", "fi", "en")[0]
    copy = made.document("kopio", "sv", sv={"lang": "fi", "text": LONG["fi"]})[0]
    made.links.append(link(fi, copy, "near_duplicate"))
    assert made.found() == {
        ("lyhyt", "sv"): "stub",
        ("puuttuu", "sv"): "missing",
        ("vanha", "sv"): "stale",
        ("muuttunut", "sv"): "stale",
        ("kopio", "sv"): "untranslated",
    }


def test_a_copy_that_is_linked_to_nothing_is_untranslated_all_the_same(made):
    made.document("kopio", "sv", sv={"lang": "fi", "text": LONG["fi"]})
    assert made.found() == {("kopio", "sv"): "untranslated"}


def test_a_language_that_a_site_does_not_have_is_not_missing(made):
    made.document("sivu", "fi", "sv")
    assert made.found() == {}


@pytest.mark.parametrize(("documents", "is_asked"), [(FEW, True), (FEW + 1, False)])
def test_a_small_site_is_asked_for_the_languages_of_the_archive(made, page, documents, is_asked):
    made.document("sivu", "fi", "sv")
    other = [page(f"https://muu.example/fi/{n}", "fi", f"Sivu {n}", LONG["fi"]) for n in range(documents)]
    made.standings += [standing_of(each) for each in other]
    rows = [each for each in coverage(made.standings, made.links) if each.state == "missing"]
    assert len(rows) == (documents if is_asked else 0)
    assert {(each.lang, each.detail) for each in rows} <= {("sv", "no page of the site is in sv")}


def test_copies_under_two_addresses_are_one_document_with_what_they_are_copies_of(made):
    sv, en = (made.document("kopio", lang, **{lang: {"lang": "fi", "text": LONG["fi"]}})[0] for lang in ("sv", "en"))
    fi = made.document("kopio", "fi")[0]
    made.links += [link(sv, fi, "near_duplicate"), link(sv, en, "near_duplicate")]
    assert made.found() == {("kopio", "sv"): "untranslated", ("kopio", "en"): "untranslated"}


def test_a_copy_of_an_earlier_version_is_of_the_same_document(made):
    fi = made.document("kopio", "fi")[0]
    copy = made.document("kopio", "sv", sv={"lang": "fi", "text": LONG["fi"][:-40]})[0]
    made.links.append(link(fi, copy, "version"))
    assert made.found() == {("kopio", "sv"): "untranslated"}


def test_an_uncertain_or_rejected_link_is_no_translation(made):
    a, b = made.document("sivu", "fi", "sv")
    for state in ("uncertain", "rejected"):
        made.links = [link(a, b, state=state)]
        assert set(made.found().values()) == {"missing"}
    made.links = [link(a, b, state="confirmed")]
    assert made.found() == {}


def test_a_bilingual_page_covers_both_its_languages(made):
    made.document("sivu", "fi", "sv")
    made.document("kaksi", "fi", fi={"languages": ("fi", "sv")})
    assert made.found() == {}


def test_some_days_between_two_updates_are_no_lag(made):
    fi, sv = made.document("sivu", "fi", "sv", fi=updated("2024-05-10"), sv=updated("2024-05-02"))
    assert made.found() == {}
    ahead, late = (standing_of(each) for each in (fi, sv))
    assert behind(late, ahead) == behind(ahead, late) == ""


def test_the_state_of_a_page_says_why_and_against_what(made):
    fi, sv = made.document("vanha", "fi", "sv", fi=updated("2024-05-10"), sv=updated("2023-01-15"))
    row = next(each for each in coverage(made.standings, made.links) if each.lang == "sv")
    assert (row.page.id, row.beside.id) == (sv.id, fi.id)
    assert row.detail == "fi updated 2024-05-10, sv 2023-01-15"


def test_rows_are_chosen_by_site_year_and_language(made):
    made.document("sivu", "fi", "sv", fi=updated("2024-05-10"), sv=updated("2024-05-11"))
    rows = coverage(made.standings, made.links)
    assert len(list(selected(rows, site="tammilaakso.example", year=2024, lang="sv"))) == 1
    assert list(selected(rows, site="muu.example")) == []
    assert list(selected(rows, year=2023)) == []


@pytest.mark.parametrize(
    ("address", "lang"),
    [
        ("https://www.tammilaakso.example/sv/tjanster", "sv"),
        ("https://sv.tammilaakso.example/tjanster", "sv"),
        ("https://www.tammilaakso.example/sv-FI/tjanster", "sv"),
        ("https://www.tammilaakso.example/palvelut?lang=sv", None),
        ("https://www.tammilaakso.example/palvelut/en", None),
        ("pages/en/care-path.html", "en"),
        ("scrapes/meddelande.txt", None),
    ],
)
def test_an_address_promises_a_language_by_its_path_or_host(address, lang):
    assert language_named(address) == lang


def test_a_page_under_another_languages_address_is_there_in_its_own(made):
    made.document("ehea", "fi", "sv")
    made.document("osoite", "fi", fi={"lang": "sv", "text": LONG["sv"]})
    assert made.found()["osoite", "fi"] == "untranslated"
    assert ("osoite", "sv") not in made.found()
