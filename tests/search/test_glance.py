"""A glance at a block never misses what reading it word by word finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis import Forms
from corpus.model import Block
from search.glance import Glance
from search.passages import marks_in

TEXTS = [
    "Sosiaali- ja terveyspalvelut järjestetään lähellä, ja avustus on 840 000 euroa.",
    "Välfärdsområdet delar ut understöd; statsbidrag söks senast 3/2021.",
    "The wellbeing services county awards a grant of EUR 840,000.",
    "Lapsiperheet ja -järjestöt (myös yhdistykset) kutsutaan mukaan 12.3.2020–15.3.2020.",
    "Klientavgifter, avgifter – och bidrag.",
]
QUERIES = [
    "avustus",
    "sosiaalipalvelut",
    "840000",
    "3/2021",
    "lapsijärjestö",
    "avustu*",
    "understod~",
    '"wellbeing services"',
    "=avgifter",
    "järjestö palvelu tuki hanke kunta",
    "12.3.2020",
    '"bidrag avgift"~5',
]
FORMS = Forms()


@pytest.mark.parametrize("lang", ["fi", "sv", "en", "und"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_block_with_a_mark_is_never_passed_over(searcher, query, lang):
    leaves = searcher.question(query).expanded.leaves
    glance = Glance(leaves, FORMS)
    for text in TEXTS:
        block = Block(kind="paragraph", text=text, lang=lang)
        assert glance.may_match(block) or not marks_in(block, leaves, FORMS)


def test_most_blocks_of_other_matters_are_passed_over(searcher):
    glance = Glance(searcher.question("avustus").expanded.leaves, FORMS)
    blocks = [Block(kind="paragraph", text=text, lang="fi") for text in ("Sauna on auki torstaisin.", "Lumi suli.")]
    assert not any(map(glance.may_match, blocks))


WORDS = st.sampled_from(
    [word for text in TEXTS for word in text.split()] + ["sosiaali-", "-järjestöt", "–", "840", "000"]
)


@given(words=st.lists(WORDS, max_size=12), query=st.sampled_from(QUERIES))
def test_no_mark_is_lost_in_any_run_of_words(shared_questions, words, query):
    leaves = shared_questions[query]
    block = Block(kind="paragraph", text=" ".join(words), lang="fi")
    assert Glance(leaves, FORMS).may_match(block) or not marks_in(block, leaves, FORMS)


@pytest.fixture(scope="session")
def shared_questions(koivuranta):
    from search.service import Searcher

    with Searcher(koivuranta) as opened:
        return {query: opened.question(query).expanded.leaves for query in QUERIES}
