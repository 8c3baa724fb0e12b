"""Dates, sums, phone numbers and mail addresses, equal and unequal, across languages."""

import pytest

from corpus.facts import differences, facts_in

SAME = [
    ("Haku päättyy 15.3.2025.", "Ansökningstiden går ut den 15 mars 2025."),
    ("Haku päättyy 15.3.2025.", "The call closes on 15 March 2025."),
    ("Haku päättyy 15. maaliskuuta 2025.", "The call closes on March 15, 2025."),
    ("Aikaa on 1.–15.3.2025.", "Tiden är 1–15 mars 2025."),
    ("Auki 5.6. asti", "Open until 5 June"),
    ("Jäähalli 13.–17.11. klo 9–17", "Ice rink 13–17 Nov, 9.00–17.00"),
    ("Kokoukset ovat 5., 12. ja 19.11.2024.", "Mötena hålls den 5, 12 och 19 november 2024."),
    ("Hanke alkaa vuonna 2024.", "Projektet börjar 2024."),
    ("Hanke kestää vuodet 2022–2024.", "The project runs from 2022 to 2024."),
    ("Avustus on 1 500 EUR.", "Bidraget är 1500 euro."),
    ("Avustus on 1 500 €.", "The grant is €1,500."),
    ("Avustus on 1 500 €.", "The grant is EUR 1,500.00."),
    ("Avustus on 2 849 500 euroa.", "The grant is EUR 2.85 million."),
    ("Siitä 2,1 miljoonaa menee maahan.", "Of this, EUR 2.1 million goes into the soil."),
    ("Siihen menee kaksi miljoonaa euroa.", "It takes EUR 2 million."),
    ("Puh. 09 310 1691", "Tfn +358 9 310 1691"),
    ("Puh. 040 123 4567", "Tel. +358 (0)40 123 4567"),
    ("Kirjoita: kirjaamo@tammilaakso.example", "Skriv: kirjaamo(at)tammilaakso.example"),
    ("Ei lukuja tässä.", "Inga siffror här."),
]
UNLIKE = [
    ("Haku päättyy 15.3.2025.", "Ansökningstiden går ut den 16 mars 2025.", "date"),
    ("Haku päättyy 15.3.2025.", "The call closes on 15 May 2025.", "date"),
    ("Haku päättyy 15.3.2025.", "The call closes on 15 March 2026.", "date"),
    ("Haku päättyy 31.12.2023.", "Ansökningstiden går ut den 31 december 2022.", "date"),
    ("Hanke alkaa vuonna 2024.", "Projektet börjar år 2025.", "date"),
    ("Avustus on 1 500 euroa.", "Bidraget är 1 600 euro.", "amount"),
    ("Avustus on 2 849 500 euroa.", "The grant is EUR 2.75 million.", "amount"),
    ("Avustus on 1,5 miljoonaa euroa.", "The grant is EUR 1.6 million.", "amount"),
    ("Avustus on 1 000 000 euroa.", "Bidraget är 1 400 000 euro.", "amount"),
    ("Puh. 040 123 4567", "Tfn 040 123 4568", "phone"),
    ("Puh. 09 310 1691", "Tel. +358 9 310 1692", "phone"),
    ("Kirjoita: kirjaamo@tammilaakso.example", "Skriv: registratur@tammilaakso.example", "mail"),
]


def found(*passages):
    return [(n, each.kind, each.a and each.a.text, each.b and each.b.text) for n, each in differences(passages)]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_fact_in_another_spelling_is_no_difference(a, b):
    assert found((a, b, True)) == found((b, a, True)) == []


@pytest.mark.parametrize(("a", "b", "kind"), UNLIKE)
def test_another_fact_is_a_difference_of_its_kind(a, b, kind):
    for one, other in ((a, b), (b, a)):
        assert [(n, its, x is None, y is None) for n, its, x, y in found((one, other, True))] == [
            (0, kind, False, False)
        ]


def test_a_fact_that_only_one_side_tells_is_told_with_its_side():
    told = found(("Puh. 040 123 4567 ja hinta 20 euroa.", "Tfn 040 123 4567.", True))
    assert told == [(0, "amount", "20 euroa", None)]


def test_a_fact_that_the_other_page_tells_in_another_place_is_no_difference():
    moved = [("Haku päättyy 15.3.2025.", "Sök i tid.", True), ("", "Tiden går ut den 15 mars 2025.", False)]
    assert found(*moved) == []


def test_a_fact_that_was_changed_is_told_though_the_old_one_stands_elsewhere_too():
    changed = [
        ("Haku päättyy 15.3.2025.", "Ansökan slutar den 15 mars 2025.", True),
        ("Muista 15.3.2025!", "Kom ihåg den 16 mars 2025!", True),
    ]
    assert [each[:2] for each in found(*changed)] == [(1, "date")]


def test_passages_that_are_not_to_be_compared_tell_nothing():
    assert found(("Haku päättyy 15.3.2025.", "Något annat den 1 maj 2025.", False)) == []


def test_sums_that_are_near_each_other_are_held_against_each_other():
    told = found(("Hinnat ovat 20 euroa ja 2,1 miljoonaa euroa.", "Priserna är 2,64 miljoner euro och 25 euro.", True))
    assert {each[2:] for each in told} == {
        ("20 euroa", "25 euro"),
        ("2,1 miljoonaa euroa", "2,64 miljoner euro"),
    }


def test_facts_have_values_that_compare():
    values = {(fact.kind, fact.value) for fact in facts_in("Puh. +358 40 123 4567, 1,2 milj. euroa 5.3.2020")}
    assert values == {("phone", "401234567"), ("amount", "1200000 EUR"), ("date", "2020-03-05")}
