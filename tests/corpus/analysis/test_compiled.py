"""Word lists in files: what is found in them is what the list has, whatever becomes of the file."""

import json
import os
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.analysis import compiled as module
from corpus.analysis.compiled import DAY, UNUSED, WordList, cache_folder, compiled

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
    found = WordList(folder / "any.words", dict)
    assert {word: found.get(word) for word in words} == words
    assert dict(found) == words


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


MANY_WORDS = {f"{first}{second}": first for first in string.ascii_lowercase for second in string.ascii_lowercase}


def damage(file, begin, end, filling=b"\0"):
    told = bytearray(file.read_bytes())
    begin, end = int(len(told) * begin), int(len(told) * end)
    told[begin:end] = filling * (end - begin)
    file.write_bytes(told)


@pytest.mark.parametrize("filling", [b"\0", b"\n", b"a"], ids=["zeros", "line ends", "letters"])
@pytest.mark.parametrize("place", [(0.6, 0.8), (0.1, 0.15)], ids=["words", "index"])
def test_a_file_that_is_damaged_inside_is_found_out_and_made_anew(tmp_path, source, refuse, place, filling):
    compiled("sv", source, lambda: MANY_WORDS, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    damage(file, *place, filling)
    found = compiled("sv", source, lambda: MANY_WORDS, tmp_path / "cache")
    assert isinstance(found, WordList)
    assert {word: found.get(word) for word in MANY_WORDS} == MANY_WORDS
    assert not file.exists()
    compiled("sv", source, lambda: MANY_WORDS, tmp_path / "cache")
    assert dict(compiled("sv", source, refuse, tmp_path / "cache")) == MANY_WORDS


def test_damage_is_found_out_when_the_whole_list_is_read(tmp_path, source):
    compiled("sv", source, lambda: MANY_WORDS, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    damage(file, 0.6, 0.62)
    found = compiled("sv", source, lambda: MANY_WORDS, tmp_path / "cache")
    assert len(found) == len(MANY_WORDS)
    assert dict(found) == MANY_WORDS
    assert not file.exists()


@given(st.binary(min_size=1, max_size=40), st.floats(0, 1))
def test_whatever_a_file_is_overwritten_with_the_answers_are_those_of_the_list(tmp_path_factory, filling, place):
    folder = tmp_path_factory.mktemp("cache")
    source = folder / "list.dic"
    source.write_text("as it came")
    compiled("sv", source, lambda: MANY_WORDS, folder)
    (file,) = folder.glob("*.words")
    told = bytearray(file.read_bytes())
    at = int((len(told) - len(filling)) * place)
    told[at : at + len(filling)] = filling
    file.write_bytes(told)
    found = compiled("sv", source, lambda: MANY_WORDS, folder)
    assert {word: found.get(word) for word in (*MANY_WORDS, "", "none")} == {**MANY_WORDS, "": None, "none": None}


def age(file, seconds):
    at = time.time() - seconds
    os.utime(file, (at, at))


def test_two_versions_of_a_dictionary_stand_side_by_side(tmp_path, source, refuse):
    other = tmp_path / "other.dic"
    other.write_text("another version of it")
    for _ in range(2):
        compiled("sv", source, lambda: WORDS, tmp_path / "cache")
        compiled("sv", other, lambda: {"ny": "ny"}, tmp_path / "cache")
    assert dict(compiled("sv", source, refuse, tmp_path / "cache")) == WORDS
    assert dict(compiled("sv", other, refuse, tmp_path / "cache")) == {"ny": "ny"}


def test_a_version_that_nothing_has_used_for_long_is_removed(tmp_path, source, refuse):
    cache = tmp_path / "cache"
    compiled("sv", source, lambda: WORDS, cache)
    compiled("en", source, lambda: {"house": "house"}, cache)
    for file in cache.iterdir():
        age(file, UNUSED + DAY)
    source.write_text("another version of it")
    compiled("sv", source, lambda: {"ny": "ny"}, cache)
    assert dict(compiled("sv", source, refuse, cache)) == {"ny": "ny"}
    assert sorted(file.name[:3] for file in cache.iterdir()) == ["en-", "sv-"]


def test_a_version_that_is_used_stays_however_old_it_is(tmp_path, source, refuse):
    cache = tmp_path / "cache"
    compiled("sv", source, lambda: WORDS, cache)
    (file,) = cache.iterdir()
    age(file, UNUSED + DAY)
    compiled("sv", source, refuse, cache)
    other = tmp_path / "other.dic"
    other.write_text("another version of it")
    compiled("sv", other, lambda: {"ny": "ny"}, cache)
    assert dict(compiled("sv", source, refuse, cache)) == WORDS


def test_what_a_killed_run_has_left_is_removed_after_a_day_and_what_another_writes_is_not(tmp_path, source):
    cache = tmp_path / "cache"
    cache.mkdir()
    left, written = cache / "sv-0123456789abcdef.aaaa", cache / "sv-0123456789abcdef.bbbb"
    left.write_bytes(b"begun")
    written.write_bytes(b"begun")
    age(left, DAY + 60)
    compiled("sv", source, lambda: WORDS, cache)
    assert written.exists()
    assert not left.exists()


COMPILING = """
import json, sys
from pathlib import Path
from corpus.analysis.compiled import compiled

words = {f"{n:x}": f"{n}" for n in range(5_000)}
asked = [f"{n:x}" for n in range(0, 10_000, 7)]
print("ready", flush=True)
sys.stdin.readline()
for _ in range(2):
    found = compiled("sv", Path(sys.argv[1]), lambda: words, Path(sys.argv[2]))
    print(json.dumps([type(found).__name__, [found.get(word) for word in asked]]))
"""


def test_processes_that_compile_a_list_at_once_all_answer_right_and_leave_one_file(tmp_path, source):
    command = [sys.executable, "-c", COMPILING, str(source), str(tmp_path / "cache")]
    here = Path(module.__file__).parents[2]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, cwd=here, **pipes) for _ in range(4)]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:  # all at once, once all are ready
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate(timeout=60)[0].splitlines() for each in running]
    right = [f"{n}" if n < 5_000 else None for n in range(0, 10_000, 7)]
    for first, later in told:
        assert json.loads(first)[1] == right
        assert json.loads(later) == ["WordList", right]
    assert [file.suffix for file in (tmp_path / "cache").iterdir()] == [".words"]


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


@pytest.mark.parametrize("home", ["", "/", "aino", "./aino"])
def test_a_home_that_is_none_or_depends_on_where_one_stands_keeps_nothing(monkeypatch, home):
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("USERPROFILE", home)
    assert cache_folder({}) is None


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
