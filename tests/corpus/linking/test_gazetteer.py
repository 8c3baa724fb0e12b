"""Names and terms found in texts."""

from itertools import pairwise

import pytest

from corpus.analysis import analyse
from corpus.linking.gazetteer import Gazetteer, county_of, shipped_entries
from corpus.model import LANGUAGES


def ids(gazetteer, forms, text, lang, **options):
    found = gazetteer.mentions(analyse(text, lang, forms), lang, **options)
    return [entry.id for mention in found for entry in mention.entries[:1]]


@pytest.mark.parametrize(
    ("text", "lang", "entry"),
    [
        ("Raaseporissa asuu monta.", "fi", "municipality:Raasepori"),
        ("I Raseborgs stad.", "sv", "municipality:Raasepori"),
        ("Länsi-Uudenmaan hyvinvointialueelle", "fi", "wellbeing_county:Länsi-Uudenmaan hyvinvointialue"),
        ("Västra Nylands välfärdsområdes beslut", "sv", "wellbeing_county:Länsi-Uudenmaan hyvinvointialue"),
        ("Sosiaali- ja terveysministeriöltä", "fi", "ministry:sosiaali- ja terveysministeriö"),
        ("Asiakasmaksuja peritään.", "fi", "term:asiakasmaksu"),
        ("Klientavgifterna höjs.", "sv", "term:asiakasmaksu"),
        ("Client fees rise.", "en", "term:asiakasmaksu"),
    ],
)
def test_names_and_terms_are_found_in_every_form(gazetteer, forms, text, lang, entry):
    assert entry in ids(gazetteer, forms, text, lang)


def test_a_name_needs_its_capital_in_running_text_but_not_in_a_query(gazetteer, forms):
    assert "municipality:Lohja" not in ids(gazetteer, forms, "hän asuu lohjalla", "fi")
    assert "municipality:Lohja" in ids(gazetteer, forms, "hän asuu lohjalla", "fi", any_case=True)


def test_the_longest_name_wins_and_mentions_do_not_overlap(gazetteer, forms):
    tokens = analyse("Västra Nylands välfärdsområde och Västra Nyland", "sv", forms)
    spans = [(mention.start, mention.end) for mention in gazetteer.mentions(tokens, "sv")]
    assert spans[0] == (0, 3)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_parts_of_a_compound_stand_for_terms(gazetteer, forms):
    (token,) = analyse("hälsovårdsprogrammet", "sv", forms)
    assert "term:ohjelma" in [entry.id for entry in gazetteer.parts(token, "sv")]


def test_stored_names_are_found_like_analysed_ones(gazetteer, forms):
    known = {}
    for lang, term, pattern in gazetteer.patterns():
        known.setdefault((lang, term), []).append(pattern)
    stored = Gazetteer(shipped_entries(), forms, lambda lang, term: known.get((lang, term), ()))
    text = "Sosiaali- ja terveysministeriö myönsi Raaseporille valtionavustuksen."
    assert ids(stored, forms, text, "fi") == ids(gazetteer, forms, text, "fi") != []


def test_every_entry_has_an_id_of_its_own_and_a_finnish_name():
    entries = shipped_entries()
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.variants("fi") for entry in entries)
    assert all({lang for lang, _ in entry.names} == set(LANGUAGES) for entry in entries)


@pytest.mark.parametrize(
    ("place", "county"),
    [
        ("municipality:Raasepori", "wellbeing_county:Länsi-Uudenmaan hyvinvointialue"),
        ("municipality:Porvoo", "wellbeing_county:Itä-Uudenmaan hyvinvointialue"),
        ("region:Kainuu", "wellbeing_county:Kainuun hyvinvointialue"),
    ],
)
def test_places_lie_in_their_county(place, county):
    assert county_of()[place] == county


def test_a_region_of_several_counties_has_none():
    assert "region:Uusimaa" not in county_of()
