"""Word lists in files: what is found in them is what the list has, whatever becomes of the file."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis import compiled as module
from corpus.analysis.compiled import WordList, cache_folder, compiled

WORDS = {"åtgärder": "åtgärd", "sommar": "sommar", "a": "", "över till": "x y"}


@pytest.fixture
def source(tmp_path):
    file = tmp_path / "list.dic"
    file.write_text("as it came")
    return file


@pytest.fixture
def refuse():
    def words():
        raise AssertionError("the list was read again")

    return words


def test_a_list_that_was_compiled_is_not_read_again(tmp_path, source, refuse):
    compiled("sv", source, lambda: WORDS, tmp_path / "cache")
    found = compiled("sv", source, refuse, tmp_path / "cache")
    assert isinstance(found, WordList)
    assert {word: found.get(word) for word in WORDS} == WORDS
    assert dict(found) == WORDS


@pytest.mark.parametrize("word", ["", "till", "över", "sommaR", "sommar\tsommar", "b", "\udcff"])
def test_what_is_not_in_the_list_is_not_found(tmp_path, source, refuse, word):
    compiled("sv", source, lambda: WORDS, tmp_path)
    found = compiled("sv", source, refuse, tmp_path)
    assert found.get(word) is None
    assert found.get(word, "else") == "else"
    assert word not in found
    with pytest.raises(KeyError):
        found[word]


@given(st.dictionaries(st.text(string.ascii_lowercase + "åäö /", max_size=3), st.text("abc/ å"), max_size=60))
def test_any_list_comes_back(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("cache")
    module._write(folder / "any.words", words)
    assert dict(WordList(folder / "any.words")) == words


def test_a_list_of_which_many_words_are_asked_for_answers_the_same_from_memory(tmp_path, source, refuse, monkeypatch):
    monkeypatch.setattr(module, "MANY", 3)
    compiled("sv", source, lambda: WORDS, tmp_path)
    found = compiled("sv", source, refuse, tmp_path)
    assert [found.get(word) for word in (*WORDS, *WORDS, "till")] == [*WORDS.values(), *WORDS.values(), None]


def test_without_a_place_for_files_the_list_is_held_in_memory(tmp_path, source):
    assert compiled("sv", source, lambda: WORDS, None) is WORDS


def test_where_files_cannot_be_written_the_list_is_held_in_memory(source):
    assert compiled("sv", source, lambda: WORDS, source / "below a file") is WORDS


def test_a_word_that_cannot_be_told_apart_keeps_the_list_in_memory(tmp_path, source):
    odd = {"two\twords": "x"}
    assert compiled("sv", source, lambda: odd, tmp_path / "cache") is odd
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize(
    "length", [0, 5, 16, 40, -1], ids=["empty", "begun", "cut in its head", "without words", "less its end"]
)
def test_a_file_that_is_not_whole_is_made_anew(tmp_path, source, refuse, length):
    compiled("sv", source, lambda: WORDS, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert compiled("sv", source, lambda: WORDS, tmp_path / "cache")["sommar"] == "sommar"
    assert compiled("sv", source, refuse, tmp_path / "cache")["sommar"] == "sommar"


def test_another_dictionary_takes_the_place_of_the_one_before(tmp_path, source, refuse):
    compiled("sv", source, lambda: WORDS, tmp_path / "cache")
    compiled("en", source, lambda: {"house": "house"}, tmp_path / "cache")
    source.write_text("another version of it")
    compiled("sv", source, lambda: {"ny": "ny"}, tmp_path / "cache")
    assert dict(compiled("sv", source, refuse, tmp_path / "cache")) == {"ny": "ny"}
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": str(Path("/of/aino").absolute())}, Path("/of/aino").absolute() / "kielo"),
        ({"LOCALAPPDATA": str(Path("/of/aino").absolute())}, Path("/of/aino").absolute() / "kielo"),
        ({"XDG_CACHE_HOME": "not/absolute"}, Path.home() / ".cache" / "kielo"),
        ({}, Path.home() / ".cache" / "kielo"),
    ],
)
def test_files_lie_where_the_user_keeps_what_can_be_made_again(environment, folder):
    assert cache_folder(environment) == folder


def test_an_account_without_a_home_keeps_nothing(monkeypatch):
    def homeless():
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder({}) is None


def test_the_same_dictionary_installed_elsewhere_shares_what_is_compiled(tmp_path, source, refuse):
    compiled("sv", source, lambda: WORDS, tmp_path / "cache")
    other = tmp_path / "other.dic"
    other.write_bytes(source.read_bytes())
    assert dict(compiled("sv", other, refuse, tmp_path / "cache")) == WORDS
