"""Texts as queries: sentences that somebody pastes, and titles asked for in another language."""

import pytest

from search.everyday import everyday
from search.expansion import MOST_OF_THEM
from search.pasted import READ_AS_TEXT, plain_text
from search.syntax import Words, as_text, parse

TEXTS = [
    '"Avustus on tärkeä", sanoo järjestön johtaja Kiia Salo.',
    "Kommunen (som är liten) delar ut bidrag, säger hon.",
    "Koivupolku -hanke alkaa keväällä, ja kaikki ovat tervetulleita.",
]
QUERIES = [
    '"sosiaali- ja terveyspalvelut" avustus hanke kunta -projekti',
    '"a b", c d e f lang:sv',
    'title:"uusi ohjelma", hanke ja kunta, avustus',
    '"bidrag förening"~5, projekt och kommun i Åbo.',
    '"yksi kaksi", kolme neljä OR viisi kuusi.',
    '"lyhyt", sanoi hän.',
    "aivan tavallisia sanoja ilman mitään merkkejä, peräkkäin.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_is_read_as_its_words(text):
    parsed = parse(text)
    assert isinstance(parsed.tree, Words)
    assert READ_AS_TEXT in parsed.notes
    assert parse(as_text(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_not_taken_for_a_sentence(query):
    assert plain_text(query) is None


def test_a_query_whose_text_looks_like_a_sentence_is_written_so_that_it_does_not():
    tree = parse('yksi kaksi kolme neljä "viisi," "kuusi" NOT seitsemän').tree
    assert parse(as_text(tree)).tree == tree


def test_of_many_words_the_page_with_most_of_them_comes_first(searcher):
    answer = searcher.search("Björkstigen fortsätter och blir längre med xylofoner i kvällssol", unit="page")
    assert answer.groups[0].hits[0].address.endswith("sv/stigen")
    assert MOST_OF_THEM in answer.notes


@pytest.mark.parametrize("query", ["avustus xylofoni", "Björkstigen besökts xylofoni"])
def test_of_few_words_a_page_has_all(searcher, query):
    answer = searcher.search(query)
    assert answer.pages == 0
    assert MOST_OF_THEM not in answer.notes


def test_a_text_finds_the_page_it_stands_on_before_those_that_share_its_words(searcher):
    for name, text in (
        ("fi/tuki", "Päätös 12/2022: järjestöjen avustus on 840 000 euroa."),
        ("en/support", "Social and health services are close to everyone, and client fees stay low."),
    ):
        assert searcher.search(text, unit="page").groups[0].hits[0].address.endswith(name)


def test_a_title_finds_its_translation(searcher):
    answer = searcher.search("The grant of 840,000 euros for families and client fees", langs=["sv"], unit="page")
    assert answer.groups[0].hits[0].address.endswith("sv/stod")


def test_words_of_several_languages_that_begin_alike_are_found_with_the_reason(searcher):
    answer = searcher.search("Ministerium presenterar många olika sedlar idag", langs=["fi"], unit="page")
    reasons = [reason for group in answer for hit in group.hits for reason in hit.reasons]
    assert ("Ministerium", "Ministeriö", "prefix") in {(r.term, r.matched, r.source) for r in reasons}


def test_a_long_text_counts_what_its_facets_lead_to(searcher):
    answer = searcher.search("avustus hanke kunta ministeriö Björkstigen", facets=True)
    values = [value for counts in answer.facets for value in counts.values]
    assert len(values) > 4
    for value in values:
        assert searcher.search(value.query).pages == value.pages


@pytest.mark.parametrize(("lang", "word", "others"), [("fi", "kirja", "bok book"), ("sv", "vatten", "vesi water")])
def test_everyday_words_are_known_in_the_other_languages(lang, word, others):
    assert [name for _, name in everyday(lang, [word])] == others.split()


def test_a_word_that_nobody_uses_every_day_has_no_others():
    assert everyday("fi", ["xylofoni"]) == ()
