"""A glance at a block finds what reading it word by word finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis import Forms, analyse
from corpus.model import Block
from search.glance import Glance, Reader
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
READER = Reader(FORMS)


class Patient(Glance):
    """Reads every word of a text as the index does."""

    def words(self, block):
        return self._words_of(analyse(block.text, block.lang, FORMS))


@pytest.mark.parametrize("lang", ["fi", "sv", "en", "und"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_glance_marks_what_reading_every_word_marks(searcher, query, lang):
    leaves = searcher.question(query).expanded.leaves
    glance = Glance(leaves, READER)
    for text in (*TEXTS, " ".join(TEXTS)):
        block = Block(kind="paragraph", text=text, lang=lang)
        assert marks_in(block, glance) == marks_in(block, Patient(leaves, READER))


def test_blocks_of_other_matters_are_passed_over(searcher):
    glance = Glance(searcher.question("avustus").expanded.leaves, READER)
    blocks = [Block(kind="paragraph", text=text, lang="fi") for text in ("Sauna on auki torstaisin.", "Lumi suli.")]
    assert not any(map(glance.words, blocks))


WORDS = st.sampled_from(
    [word for text in TEXTS for word in text.split()] + ["sosiaali-", "-järjestöt", "–", "840", "000"]
)


@given(words=st.lists(WORDS, max_size=12), query=st.sampled_from(QUERIES))
def test_nor_in_any_run_of_words(shared_questions, words, query):
    leaves = shared_questions[query]
    block = Block(kind="paragraph", text=" ".join(words), lang="fi")
    assert marks_in(block, Glance(leaves, READER)) == marks_in(block, Patient(leaves, READER))


@pytest.fixture(scope="session")
def shared_questions(koivuranta):
    from search.service import Searcher

    with Searcher(koivuranta) as opened:
        return {query: opened.question(query).expanded.leaves for query in QUERIES}
