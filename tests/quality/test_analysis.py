"""The analysis chains held to floors: on the project's own lists, and on treebanks where they lie beside the checkout.

`analysis_floors.json` has what was measured, less .01 (.02 for suspended compounds, a list with one author), with
digests of the lists. A floor is lowered only together with a line in the changelog that says why. Every figure:
`python -m bench.analysis FOLDER`.
"""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from bench.analysis_measures import (
    completions,
    conflation,
    content_forms,
    lemma_compounds,
    marked_compounds,
    splitting,
    word_pairs,
)
from corpus.analysis import Forms, analyse, analyse_form
from corpus.model import LANGUAGES

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared" / "data"
FLOORS = json.loads((Path(__file__).parent / "analysis_floors.json").read_text("utf-8"))

beside_treebanks = pytest.mark.skipif(
    not (SHARED / "treebanks").is_dir(), reason="../shared/data has no treebanks here"
)


@pytest.fixture(scope="module")
def forms():
    return Forms()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_suspended_compounds_are_completed_as_well_as_they_were(lang, forms):
    text = (TESTS / "data" / "suspended.tsv").read_text("utf-8")
    found = completions(text, lang, lambda row, lang: [t.joined for t in analyse(row, lang, forms) if t.joined])
    assert found.stubs >= 90
    assert found.best >= FLOORS["suspended"][lang]["best"], found.wrong
    assert found.some >= FLOORS["suspended"][lang]["any"], found.wrong


def test_all_word_pairs_meet_as_they_should(forms):
    text = (TESTS / "data" / "word_pairs.tsv").read_text("utf-8")
    assert word_pairs(text, lambda lang, word: {x for t in analyse(word, lang, forms) for x in t.lemmas}) == []


@beside_treebanks
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_of_a_word_meet_as_well_as_they_did(lang, forms):
    texts = [file.read_text("utf-8") for file in sorted((SHARED / "treebanks").glob(f"{lang}_*.conllu"))]
    found = conflation(content_forms(texts), lambda form: analyse_form(form, lang, forms).lemmas)
    assert found.precision >= FLOORS["pairs"][lang]["precision"]
    assert found.recall >= FLOORS["pairs"][lang]["recall"]


@beside_treebanks
@pytest.mark.slow
def test_boundaries_of_compounds_are_found_as_well_as_they_were(forms):
    finnish = lemma_compounds([(SHARED / "treebanks" / "fi_tdt-ud-dev.conllu").read_text("utf-8")])
    swedish = marked_compounds((SHARED / "compounds_sv.txt").read_text("utf-8"))
    assert splitting(finnish, lambda form: analyse_form(form, "fi", forms).splits).f1 >= FLOORS["boundaries"]["fi"]
    assert splitting(swedish, lambda form: analyse_form(form, "sv", forms).splits).f1 >= FLOORS["boundaries"]["sv"]


@pytest.mark.parametrize("name", FLOORS["sha256"])
def test_the_lists_are_those_the_floors_were_measured_on(name):
    assert sha256((TESTS / "data" / name).read_bytes()).hexdigest() == FLOORS["sha256"][name]
