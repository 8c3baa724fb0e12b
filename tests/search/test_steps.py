"""Steps from what was typed into other words: each is told, and each can be switched off."""

import pytest

from corpus.linking.gazetteer import Gazetteer
from search.service import Searcher

QUERIES = ["avustus", "hyvinvointialue", "klientavgift", "Helsinki", "valfardsomrade", "wellbeing services county"]


@pytest.mark.parametrize("query", QUERIES)
def test_every_reason_that_is_no_form_of_the_word_is_among_the_steps(searcher, query):
    answer = searcher.search(query)
    steps = {(step.matched.casefold(), step.source) for step in answer.steps}
    carried = [
        r for group in answer for hit in group.hits for r in hit.reasons if r.source in ("gazetteer", "glossary")
    ]
    assert query == "Helsinki" or carried
    for reason in carried:
        first = reason.steps[0] if reason.steps else reason
        assert (first.matched.casefold(), first.source) in steps


@pytest.mark.parametrize("query", QUERIES)
def test_a_step_that_is_switched_off_is_not_taken_and_no_page_comes_in_by_it(searcher, query):
    every = searcher.search(query, limit=100)
    for step in every.steps:
        less = searcher.search(query, limit=100, without=[step.matched])
        assert step.matched.casefold() not in {each.matched.casefold() for each in less.steps}
        assert {hit.page for group in less for hit in group.hits} <= {hit.page for group in every for hit in group.hits}


def test_with_all_steps_of_a_language_off_its_page_is_gone(found):
    assert "sv/stod" in found("hyvinvointialue")
    assert "sv/stod" not in found("hyvinvointialue", without=["välfärdsområde"])


@pytest.mark.parametrize("query", [*QUERIES, '"sosiaali- ja terveyspalvelut"', "family centre", "avustus OR grant"])
def test_without_translation_the_answer_is_that_of_a_searcher_that_knows_no_names(koivuranta, query, monkeypatch):
    with Searcher(koivuranta) as plain, Searcher(koivuranta) as other:
        answer = plain.search(query, translate=False)
        other._gazetteer = Gazetteer((), other.forms)
        monkeypatch.setattr("search.everyday.everyday", lambda _lang, _words: ())
        assert answer == other.search(query)


def test_both_steps_to_a_compound_in_another_language_are_told(seasoned, write_page, tmp_path):
    import shutil

    import kielo

    write_page(
        tmp_path / "pages" / "a.html", "Ansökan", "Kommunen beviljar verksamhetsbidrag till föreningar.", lang="sv"
    )
    with kielo.open(shutil.copytree(seasoned, tmp_path / "archive")) as archive:
        archive.ingest([tmp_path / "pages"])
        (group,) = archive.search("avustus")
    steps = [(step.term, step.matched, step.source) for step in group.hits[0].reasons[0].steps]
    assert steps == [("avustus", "bidrag", "glossary"), ("bidrag", "verksamhetsbidrag", "compound")]


def test_dots_put_back_and_then_a_translation_are_two_steps(hit):
    reasons = hit("valfardsomrade", "en/support").reasons
    steps = [(step.term, step.source) for step in reasons[0].steps]
    assert steps == [("valfardsomrade", "folded"), ("välfärdsområde", "glossary")]


def test_what_is_ignored_beside_or_does_not_find_every_page(searcher):
    assert searcher.search("avustus OR id:p12").pages == searcher.search("avustus").pages
