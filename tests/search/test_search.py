"""Questions to a small archive: what is found, by which way, and what the answer says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import StoreError
from search.service import Searcher

FI, SV, EN = "fi/tuki", "sv/stod", "en/support"
RELEASE, NUMBERS, PATH = "fi/tiedote-3-2021", "fi/numerot", "sv/stigen"

FINDS = {
    # a term of the glossary in any language and form finds all three
    "hyvinvointialue": {FI, SV, EN},
    "hyvinvointialueiden": {FI, SV, EN},
    "välfärdsområdena": {FI, SV, EN},
    "wellbeing services county": {FI, SV, EN},
    "Wellbeing Services Counties": {FI, SV, EN},
    "klientavgift": {SV, EN},
    "client fee": {SV, EN},
    "family centre": {EN},
    "perhekeskus": {EN},
    # and a name of the gazetteer
    "Helsinki": {PATH},
    "helsingissä": {PATH},
    # without dots
    "valfardsomrade": {FI, SV, EN},
    "halsovard": {SV},
    "jarjestojen": {FI, RELEASE},
    "social och halsovard": {SV, EN},
    "bjorkstigen": {PATH},
    # compounds and their parts
    "avustus": {FI, SV, EN, RELEASE},
    "järjestöavustus": {FI},
    "sosiaalipalvelu": {FI},
    "lapsijärjestöt": {RELEASE},
    # phrases
    '"sosiaalipalvelut"': {FI},
    '"terveyspalvelut järjestetään"': {FI},
    '"palvelut lähellä"': set(),
    '"sosiaali- ja terveyspalvelut"': {FI, EN},
    # numbers written together stand together
    "tiedote 3/2021": {FI, RELEASE},
    "840 000": {FI, SV, EN},
    "840000": {FI, SV, EN},
    # function words neither block nor are needed; pages in other languages may lack a word that has no way into them
    "miten haetaan avustuksia": {FI, SV, EN},
    "miten haetaan avustuksia lang:fi": {FI},
    "the grant for the family centre": {EN, SV, FI, RELEASE},
    'the "family centre"': {EN},
    "what is a wellbeing services county": {FI, SV, EN},
    "avustus on kunta": {RELEASE, SV, EN},
    # operators, fields, filters
    "klientavgift OR Björkstigen": {SV, EN, PATH},
    "hyvinvointialue NOT klientavgift": {FI},
    "hyvinvointialue -klientavgift": {FI},
    "title:valtionavustus": {RELEASE},
    "title:ministeriö": set(),
    "hyvinvointialue lang:sv,en": {SV, EN},
    "lang:sv": {SV, PATH},
    "valtionavustus avaruusalus": set(),
    # a hyphen that ends a name
    "Koivupolku -hanke": {RELEASE, NUMBERS},
    "Koivupolku NOT hanke": set(),
}


@pytest.mark.parametrize(("query", "pages"), FINDS.items(), ids=FINDS)
def test_a_query_finds_what_it_should_and_nothing_else(found, query, pages):
    assert set(found(query)) == pages


REASONS = {
    ("hyvinvointialue", SV): ("välfärdsområde", "sv", "glossary"),
    ("välfärdsområdena", SV): ("Välfärdsområdet", "sv", "inflection"),
    ("wellbeing services county", FI): ("hyvinvointialue", "fi", "glossary"),
    ("Helsinki", PATH): ("Helsingfors", "sv", "gazetteer"),
    ("avustus", RELEASE): ("valtionavustus", "fi", "compound"),
    ("järjestöavustus", FI): ("järjestöjen avustus", "fi", "compound"),
    ("sosiaalipalvelu", FI): ("sosiaalipalvelut", "fi", "suspended"),
    ("valfardsomrade", SV): ("välfärdsområde", "sv", "folded"),
    ("valfardsomrade", EN): ("wellbeing services county", "en", "glossary"),
    ("bjorkstigen", PATH): ("björkstigen", "sv", "folded"),
}


@pytest.mark.parametrize(("asked", "step"), REASONS.items(), ids=[" ".join(asked) for asked in REASONS])
def test_an_answer_says_which_step_led_to_a_page(hit, asked, step):
    reason = hit(*asked).reasons[0]
    assert (reason.term, (reason.matched, reason.lang, reason.source)) == (asked[0], step)


def test_a_page_met_as_typed_needs_no_reason(hit):
    assert hit("avustuksia", FI).reasons == ()
    assert hit("840 000", EN).reasons == ()


MARKED = {
    ("hyvinvointialue", FI): ["Hyvinvointialueella"],
    ("wellbeing services county", SV): ["Välfärdsområdet"],
    ("sosiaalipalvelut", FI): ["sosiaali-", "palvelut"],
    ("terveyspalvelut", FI): ["terveyspalvelut"],
    ("tiedote 3/2021", FI): ["Tiedote", "3/2021"],
    ("the grant for the family centre", EN): ["grant", "family centre"],
    ("valfardsomrade", SV): ["Välfärdsområdet"],
}


@pytest.mark.parametrize(("asked", "words"), MARKED.items(), ids=[" ".join(asked) for asked in MARKED])
def test_marks_stand_on_the_words_of_the_page(hit, asked, words):
    assert [text for passage in hit(*asked).passages for text in _marked(passage.text, passage.marks)] == words


def test_the_title_is_marked_too(hit):
    found = hit("title:valtionavustus", RELEASE)
    assert list(_marked(found.title, found.title_marks)) == ["valtionavustus"]
    assert found.passages == ()


def _marked(text, marks):
    return (text[start:end] for start, end in marks)


def test_languages_of_a_search_are_a_filter(found):
    assert set(found("hyvinvointialue", langs=["en", "sv"])) == {SV, EN}


@pytest.mark.parametrize("query", ["avustus", "hyvinvointialue", "klientavgift", "Helsinki", "valfardsomrade"])
def test_without_translation_only_the_languages_own_words_are_found(searcher, found, query):
    monolingual = found(query, translate=False)
    assert set(monolingual) <= set(found(query))
    answer = searcher.search(query, translate=False)
    sources = {reason.source for group in answer for hit in group.hits for reason in hit.reasons}
    assert sources.isdisjoint({"gazetteer", "glossary", "lexicon"})


def test_without_translation_a_term_finds_its_own_language(found):
    assert found("hyvinvointialue", translate=False) == [FI]
    assert found("klientavgift", translate=False) == [SV]


def test_the_page_with_the_words_in_its_title_comes_first(found):
    assert found("valtionavustus tiedote")[0] == RELEASE


def test_a_group_tells_its_languages_its_pages_and_the_true_total(searcher):
    answer = searcher.search("hyvinvointialue", limit=1)
    assert (answer.pages, len(answer)) == (3, 1)
    everything = searcher.search("hyvinvointialue")
    assert answer.programmes == everything.programmes == len(everything)
    assert searcher.search("hyvinvointialue", limit=5, offset=1).groups == everything.groups[1:]
    for group in everything:
        assert {hit.lang for hit in group.hits} <= set(group.languages)
        assert not {hit.page for hit in group.hits} & {page.id for page in group.others}


def test_only_the_best_pages_of_a_group_are_explained_and_all_are_counted(searcher, monkeypatch):
    monkeypatch.setattr("search.telling.EXPLAINED", 0)
    answer = searcher.search("hyvinvointialue")
    hits = [hit for group in answer for hit in group.hits]
    assert answer.pages == len(hits) == 3
    assert all(hit.passages == () and hit.reasons == () and hit.score > 0 for hit in hits)


def test_a_name_with_a_hyphen_is_told_of(searcher):
    assert any("-hanke" in note for note in searcher.search("Koivupolku -hanke").notes)
    assert searcher.search("Koivupolku NOT hanke").notes == ()


def test_a_query_is_not_learned_from(found):
    assert found("halsovard") == found("halsovard") == [SV]


def test_marks_of_a_whole_page_are_those_of_its_blocks(searcher, hit):
    blocks = searcher.page(hit("avustus", FI).page)[1]
    marks = searcher.marks("avustus title:rahaa", blocks)
    assert [list(_marked(block.text, spans)) for block, spans in zip(blocks, marks, strict=True)] == [
        [],
        ["avustuksia"],
        ["avustus"],
    ]
    assert searcher.marks("  ", blocks) == ((), (), ())


def test_an_archive_without_an_index_is_named(tmp_path):
    with pytest.raises(StoreError, match="no index to search here"):
        Searcher(tmp_path)


SIGNS = (
    *("avustus", "understöd", "och", "sosiaali-", "halsovard", "3/2021", "ja -järjestöt", "é", "\u00ad", "\ud800"),
    *("AND", "OR", "NOT", "-", "(", ")", '"', "title:", "lang:sv", "date:2020"),
)
QUERIES = st.lists(st.sampled_from(SIGNS), max_size=8)


@given(st.one_of(QUERIES.map(" ".join), QUERIES.map("".join), st.text(max_size=30)))
def test_no_text_is_an_error_and_marks_lie_in_their_passage(koivuranta, query):
    with Searcher(koivuranta) as searcher:
        answer = searcher.search(query)
    for hit in (hit for group in answer for hit in group.hits):
        for text, marks in ((hit.title, hit.title_marks), *((p.text, p.marks) for p in hit.passages)):
            ends = [at for mark in marks for at in mark]
            assert ends == sorted(ends)
            assert all(0 <= start < end <= len(text) for start, end in marks)


def test_pages_left_out_only_for_want_of_a_date_are_counted_in_a_note(searcher):
    dated = searcher.search("Koivupolku date:2021")
    assert dated.pages == 0
    undated = searcher.search("Koivupolku").pages
    assert [note for note in dated.notes if note.endswith(f"leaves out: {undated}")] != []
    assert searcher.search("Koivupolku").notes == ()


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("place:Nowhere", "place:Nowhere: no page names it"),
        ("place:Helsinky", "place:Helsinky: no page names it; near it: Helsinki"),
        ("org:Nobody avustus", "org:Nobody: no page names it"),
    ],
)
def test_a_place_that_no_page_names_is_said_with_near_ones(searcher, query, note):
    assert note in searcher.search(query).notes


def test_a_place_that_a_page_names_has_no_note(searcher):
    for query in ("place:Helsinki", "place:Koivupolku"):
        answer = searcher.search(query)
        assert (answer.pages > 0, answer.notes) == (True, ())


def test_a_step_that_is_not_there_cannot_be_left_out_and_it_is_said(searcher):
    note = "no step leads to {} here, so there is none to leave out"
    step = searcher.search("avustus").steps[0].matched
    assert searcher.search("avustus", without=[step]).notes == ()
    assert note.format("nonsense") in searcher.search("avustus", without=[step, "Nonsense "]).notes


def test_a_page_that_is_not_there_is_said(searcher):
    there = searcher.search("avustus").groups[0].hits[0].page
    assert searcher.search("id:p0").notes == ("id:p0: no page has it",)
    assert searcher.search(f"id:{there}").notes == ()
