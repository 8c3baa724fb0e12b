"""Swedish and English word lists: they answer as simplemma itself does, also on the first day on a machine."""

import functools

import pytest
import simplemma
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis.compiled import WordList
from corpus.analysis.lexicon import load_lexicon, word_list

SAMPLE = 300
LANGS = ("sv", "en")
SMALL = "ms"
"""The language of simplemma's smallest list."""


@functools.cache
def sample(lang: str) -> tuple[str, ...]:
    """Forms from all over the list, each with one that is not, or not so, in it."""
    forms = sorted(word_list(lang))
    listed = forms[:: len(forms) // SAMPLE]
    changed = (form[:-1] + "zq" for form in listed)
    return (*listed, *changed, *map(str.title, listed[::10]), *map(str.upper, listed[5::10]))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_is_known_is_what_simplemma_says(lang: str) -> None:
    is_known = load_lexicon(lang).is_known
    told = {form: is_known(form) for form in sample(lang)}
    assert told == {form: simplemma.is_known(form, lang) for form in told}
    assert {True, False} == set(told.values())


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_the_lemma_is_simplemmas(lang: str) -> None:
    lemma = load_lexicon(lang).lemma
    told = {form: lemma(form) for form in sample(lang)}
    assert told == {form: simplemma.lemmatize(form, lang).lower() for form in told}
    assert any(form.lower() != found for form, found in told.items())


@pytest.mark.slow
@given(st.sampled_from(LANGS), st.text("abehlnorstuåäö-'’.1A", min_size=1, max_size=12))
def test_any_string_is_told_the_same_of(lang: str, form: str) -> None:
    lexicon = load_lexicon(lang)
    assert lexicon.is_known(form) == simplemma.is_known(form, lang)
    assert lexicon.lemma(form) == simplemma.lemmatize(form, lang).lower()


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_told_of_an_empty_word(lang: str) -> None:
    lexicon = load_lexicon(lang)
    assert (lexicon.is_known(""), lexicon.lemma("")) == (False, "")


def test_the_first_list_on_a_machine_is_the_one_that_is_found_later(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = dict(word_list(SMALL))
    assert [file.suffix for file in (tmp_path / "kielo").iterdir()] == [".words"]
    later = word_list(SMALL)
    assert isinstance(later, WordList)
    assert dict(later) == first
    assert len(first) > 1_000
