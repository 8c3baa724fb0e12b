"""What of a page survives translation."""

import pytest

from corpus.linking.features import features_of


@pytest.fixture
def features(page, gazetteer, forms):
    def read(lang, title, *paragraphs):
        return features_of(page("p", lang, title, *paragraphs), gazetteer, forms)

    return read


SUMS = ["2 849 500 euroa", "2,85 miljoonaa euroa", "EUR 2.85 million", "2,85 mn euro", "€2,849,500"]


@pytest.mark.parametrize("text", SUMS)
def test_sums_of_money_are_one_however_they_are_written(features, text):
    assert features("en" if "EUR" in text or "€" in text else "fi", "Rahaa", f"Summa on {text} nyt.").facts == {
        "s:2.85e+06"
    }


@pytest.mark.parametrize(("lang", "text"), [("fi", "15.3.2020"), ("sv", "den 15 mars 2020"), ("en", "15 March 2020")])
def test_full_dates_are_one_in_every_language(features, lang, text):
    assert "d:2020-03-15" in features(lang, "A", f"Se {text}.").facts


def test_people_and_contacts_are_the_same_in_every_language_and_case(features):
    fi = features("fi", "Lisätiedot", "Hanketta johtaa Outi Keksintö, 050 555 0199.", "Outi Keksinnön sähköposti.")
    sv = features("sv", "Kontakt", "Projektet leds av Outi Keksintö, tfn +358 50 555 0199, outi@salmi.example.")
    assert fi.people.keys() & sv.people.keys()
    assert fi.contacts & sv.contacts == {"tel:505550199"}
    assert "outi@salmi.example" in sv.contacts


def test_the_scope_of_a_page_is_the_county_most_of_its_places_lie_in(features):
    west = features("fi", "Hoitopolku", "Se toimii Raaseporissa, Hangossa, Inkoossa ja Siuntiossa.")
    assert west.scope == "wellbeing_county:Länsi-Uudenmaan hyvinvointialue"
    assert features("fi", "Koko maa", "Mukana ovat Oulu, Kuopio ja Raasepori.").scope is None
    assert features("fi", "Ei paikkoja", "Mitään paikkaa ei mainita.").scope is None


def test_the_title_counts_more_than_places_in_passing(features):
    page = features("sv", "Östra Nylands välfärdsområde", "Gäster kom från Raseborg och Hangö.")
    assert page.scope == "wellbeing_county:Itä-Uudenmaan hyvinvointialue"


def test_a_page_is_anchored_by_a_programme_in_its_title_or_by_often_speaking_of_one(features):
    assert features("sv", "Vårdprojektet fortsätter", "Mer om det.").is_anchored
    assert features("fi", "Tervetuloa", "Hanke alkaa. Hanke jatkuu. Hankkeessa ollaan.").is_anchored
    assert not features("fi", "Tervetuloa", "Hanke alkaa.").is_anchored


def test_numbers_and_capitalised_words_are_kept_and_the_first_of_a_sentence_is_not(features):
    concepts = features("sv", "Plats", "Huset Björkstigen har 36 rum.").concepts
    assert {"n:36", "c:bjork"} <= set(concepts)
    assert "c:huset" not in concepts
