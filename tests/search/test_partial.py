"""Pages in other languages with the telling words of a query, and compounds that are carried over by their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.expansion import MOST_IN
from search.partial import TELLING, WEAKENED, _enough, weakened

SEVERAL = [
    "avustus on kunta",
    "miten haetaan avustuksia",
    "valtionavustus hanke",
    "social och halsovard",
    "grant family",
]


@given(st.dictionaries(st.integers(0, 4), st.floats(0.1, 9), min_size=1, max_size=4))
def test_sets_of_words_tell_enough_and_none_holds_more_than_it_must(tells):
    wanted = TELLING * sum(tells.values())
    found = _enough(tells)
    assert found
    for chosen in found:
        assert sum(tells[word] for word in chosen) >= wanted
        assert not any(set(other) < set(chosen) for other in found)
        assert all(sum(tells[each] for each in chosen if each != word) < wanted for word in chosen)


@given(st.floats(0.1, 9), st.floats(0.1, 9))
def test_of_two_words_the_rarer_is_enough(one, other):
    assert (max((0, one), (1, other), key=lambda word: word[1])[0],) in _enough({0: one, 1: other})


@pytest.mark.parametrize("query", SEVERAL)
def test_what_is_weakened_finds_the_same_pages(searcher, query):
    asked = searcher.question(query).query
    whole, weak = (searcher._engine.search(each, limit=99) for each in (asked, weakened(asked, WEAKENED)))
    assert {hit.id for hit in whole.hits} == {hit.id for hit in weak.hits}
    assert max(hit.score for hit in weak.hits) < max(hit.score for hit in whole.hits)


def test_pages_in_other_languages_follow_those_with_all_words_and_a_note_says_so(searcher, found):
    assert found("avustus on kunta")[0] == "fi/tiedote-3-2021"
    assert set(found("avustus on kunta")[1:]) == {"sv/stod", "en/support"}
    assert MOST_IN.format(lang="sv") in searcher.search("avustus on kunta").notes


@pytest.mark.parametrize(
    "query", ['"avustus kunta"', "title:(avustus kunta)", "avustus kunta lang:fi", "valtionavustus avaruusalus"]
)
def test_quotations_titles_languages_and_words_on_no_page_ask_for_all(found, query):
    assert set(found(query)) <= {"fi/tiedote-3-2021"}


def test_a_page_is_left_out_for_all_words_and_not_for_the_telling_ones(found):
    assert {"sv/stod", "en/support"} <= set(found("hyvinvointialue NOT (avustus kunta)"))


@pytest.mark.parametrize("query", SEVERAL)
def test_without_steps_only_pages_with_all_words_are_found(searcher, query):
    answer = searcher.search(query, translate=False)
    assert not any(note.startswith(MOST_IN[:9]) for note in answer.notes)


@pytest.mark.parametrize("query", SEVERAL)
def test_a_step_that_is_switched_off_brings_no_page_in(searcher, query):
    every = searcher.search(query, limit=100)
    pages = {hit.page for group in every for hit in group.hits}
    for step in every.steps:
        less = searcher.search(query, limit=100, without=[step.matched])
        assert {hit.page for group in less for hit in group.hits} <= pages


@pytest.mark.parametrize("query", SEVERAL)
def test_facets_count_what_they_lead_to(searcher, query):
    answer = searcher.search(query, facets=True)
    for value in (value for counts in answer.facets for value in counts.values):
        assert searcher.search(value.query).pages == value.pages


@pytest.mark.parametrize("query", SEVERAL)
def test_every_hit_has_a_mark(searcher, query):
    for group in searcher.search(query, unit="page", limit=100):
        (hit,) = group.hits
        assert hit.title_marks or any(passage.marks for passage in hit.passages)


@pytest.fixture
def library(seasoned, write_page, tmp_path):
    """A page about lending dues of books in Finnish, and in English words of their own."""
    import shutil

    import kielo

    pages = tmp_path / "pages"
    write_page(pages / "a.html", "Kirjamaksut", "Kirjamaksu on kaksi euroa, ja se maksetaan lainattaessa.")
    write_page(pages / "b.html", "Prices", "There is a fee for every rare book that is lent here.", lang="en")
    write_page(pages / "c.html", "Prices of rooms", "There is a fee for every room of this house.", lang="en")
    with kielo.open(shutil.copytree(seasoned, tmp_path / "archive")) as archive:
        archive.ingest([pages])
        yield archive


def test_a_compound_is_found_by_all_its_parts_in_another_language(library):
    answer = library.search("kirjamaksu", group="page")
    assert [group.hits[0].address.rpartition("/")[2] for group in answer] == ["a.html", "b.html"]
    (reason,) = answer.groups[1].hits[0].reasons
    (cut, carried) = reason.steps
    assert (cut.term, cut.matched, cut.source) == ("kirjamaksu", "kirja + maksu", "compound")
    assert (carried.term, carried.lang, carried.source) == ("kirja + maksu", "en", "glossary")
    book, fee = carried.matched.split(" + ")
    assert "book" in book.split("/")
    assert "fee" in fee.split("/")
    text = answer.groups[1].hits[0].passages[0]
    assert {text.text[start:end] for start, end in text.marks} == {"fee", "book"}


def test_a_step_to_parts_is_switched_off_as_one(library):
    answer = library.search("kirjamaksu")
    (step,) = [step for step in answer.steps if step.lang == "en"]
    assert answer.pages == 2
    assert library.search("kirjamaksu", without=[step.matched]).pages == 1


def test_of_a_compound_that_no_page_has_the_parts_are_offered_and_not_found(library):
    assert library.search("kirjamaksualue").pages == 0
    assert library.search("maksukirja").pages == 0
