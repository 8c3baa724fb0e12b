"""Queries that ask for more than an engine does at once are cut, and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract import And, Or, Phrase, Prefix, Term
from indexer.engines import tree as limits
from search.fitting import CUT, fitted

WORDS = "avustus hyvinvointialue projekt grant kunta palvelu tuki rahoitus ohjelma ministeriö "
LARGE = {
    "a quotation of a hundred words": f'"{WORDS * 10}"',
    "quotations, near and not, and prefixes": f'"{WORDS}"~20 ' * 3 + f'"{WORDS * 4}" avu* kun* pal*',
}


@pytest.mark.parametrize("query", LARGE.values(), ids=LARGE)
def test_a_query_above_the_limit_has_an_answer_and_a_note(searcher, query):
    assert CUT in searcher.search(query, facets=True, rescue=True).notes


@pytest.mark.parametrize("limit", [40, 200, 1_000])
@pytest.mark.parametrize("query", ["avustus kunta -projekt", f'"{WORDS}"', "(avus* OR kun~) projekt date:2020"])
def test_no_query_is_refused_however_little_an_engine_does(searcher, monkeypatch, query, limit):
    monkeypatch.setattr(limits, "WORK_LIMIT", limit)
    answer = searcher.search(query)
    assert answer.groups == () or answer.pages


def test_a_query_within_the_limits_stays_as_it_is(searcher):
    query = searcher.question('avustus "sosiaali- ja terveyspalvelut" kun*').query
    assert fitted(query) == (query, False)


def test_a_long_quotation_still_finds_the_page_it_stands_on(searcher, monkeypatch):
    monkeypatch.setattr(limits, "WORK_LIMIT", 2_000)
    text = "Hyvinvointialueella jaetaan avustuksia, ja sosiaali- ja terveyspalvelut järjestetään lähellä."
    answer = searcher.search(f'"{text}" "{text}" "{text}"')
    assert answer.groups[0].hits[0].address.endswith("fi/tuki")


leaves = st.one_of(
    st.builds(Term, field=st.just("body"), term=st.text(min_size=1, max_size=3)),
    st.builds(Prefix, field=st.just("body"), prefix=st.text(min_size=1, max_size=3)),
    st.builds(
        Phrase,
        field=st.just("body"),
        terms=st.lists(st.lists(st.text(max_size=2), min_size=1, max_size=4).map(tuple), max_size=9).map(tuple),
        slop=st.integers(0, 9),
        is_ordered=st.booleans(),
    ),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Or, any_of=st.lists(inner, max_size=5).map(tuple)),
        st.builds(And, must=st.lists(inner, max_size=4).map(tuple), must_not=st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=30,
)


@given(queries)
def test_every_query_can_be_cut_to_what_an_engine_does(query):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "WORK_LIMIT", 300)
        cut, is_cut = fitted(query)
        limits.check_limits(cut)
        assert is_cut == (cut != query) or is_cut
        assert fitted(cut) == (cut, False)
