"""The Swedish dictionary's rules, on a small dictionary of our own, and that its readings are those of spylls."""

import gc
import warnings
from functools import cache

import pytest
from spylls.hunspell import Dictionary

from corpus.analysis import hunspell as module
from corpus.analysis.hunspell import Hunspell, folder, load_hunspell

AFF = """
FORBIDDENWORD %
NEEDAFFIX ¤
COMPOUNDPERMITFLAG W
COMPOUNDBEGIN X
COMPOUNDMIDDLE U
COMPOUNDEND Y
ONLYINCOMPOUND Z
REP 1
REP st ts
SFX A Y 2
SFX A 0 en [^a]
SFX A a or a
SFX v Y 1
SFX v 0 s/WUXZ .
SFX n Y 1
SFX n 0 na .
"""
DIC = """9
gata/AXY
vård/AXYv
plan/AXY
fall/XY
lucka/AY
rum/¤n
felord/%
fel/X
ord/Y
"""


def own() -> Hunspell:
    return Hunspell(AFF, DIC)


@cache
def theirs() -> Dictionary:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its files open
        found = Dictionary.from_files(str(folder() / "sv_SE"))
        gc.collect()
    return found


def texts(word: str) -> list[list[str]]:
    return [[part.text for part in reading] for reading in own().compounds(word)]


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("gata", ("gata",)),
        ("gator", ("gata",)),
        ("vården", ("vård",)),
        ("gataen", ()),  # the suffix does not fit
        ("vårds", ()),  # only inside compounds
        ("rum", ()),  # only with a suffix
        ("rumna", ("rum",)),
        ("felord", ()),  # forbidden
        ("okänd", ()),
        ("", ()),
    ],
)
def test_a_form_gives_the_stems_that_its_suffixes_allow(word: str, stems: tuple[str, ...]) -> None:
    assert own().stems(word) == stems


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("vårdsplanen", [["vårds", "planen"]]),
        ("vårdplan", [["vård", "plan"]]),
        ("planvårdsgator", [["plan", "vårds", "gator"]]),
        ("fallucka", [["fal", "lucka"]]),  # three equal letters are written as two
        ("luckaplan", []),  # may not begin one
        ("planplan", []),  # a part twice
        ("felord", []),
        ("plan", []),
    ],
)
def test_a_compound_is_read_with_as_few_parts_as_can_be(word: str, readings: list[list[str]]) -> None:
    assert texts(word) == readings


def test_the_first_dictionary_on_a_machine_reads_as_the_one_that_is_found_later(tmp_path, monkeypatch) -> None:
    (tmp_path / "sv_SE.aff").write_text(AFF, "utf-8")
    (tmp_path / "sv_SE.dic").write_text(DIC, "utf-8")
    monkeypatch.setattr(module, "folder", lambda: tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first, later = load_hunspell.__wrapped__(), load_hunspell.__wrapped__()
    assert len(list((tmp_path / "cache" / "kielo").iterdir())) == 1
    for word in ("gator", "vårdsplanen", "fallucka", "felord", "okänd"):
        assert (first.stems(word), first.compounds(word)) == (own().stems(word), own().compounds(word))
        assert (later.stems(word), later.compounds(word)) == (own().stems(word), own().compounds(word))


WORD_LIST = """
    anställningsvillkor barnfamiljer elavbrott fallucka gränsstad hälsovårdstjänsterna jordbruksverket kommunerna
    kontrollera landstingsval skolhälsovårdare socialvårdsministeriet underhåll utvecklade
"""
WORDS = WORD_LIST.split()


def test_a_forbidden_word_is_no_word_that_a_compound_could_be_a_misspelling_of() -> None:
    """Unlike spylls, which refuses statsbesök because the dictionary forbids stadsbesök."""
    assert [[part.text for part in reading] for reading in load_hunspell().compounds("statsbesök")] == [
        ["stats", "besök"]
    ]


@pytest.mark.parametrize("word", WORDS)
def test_the_readings_are_those_of_spylls(word: str) -> None:
    lookup = theirs().lookuper
    assert {form.stem for form in lookup.good_forms(word, compound_forms=False)} == set(load_hunspell().stems(word))
    forms = lookup.good_forms(word, affix_forms=False)
    readings = [tuple((part.text, part.stem) for part in form.parts) for form in forms]
    long = [reading for reading in readings if min(len(text) for text, _ in reading) >= 3]
    fewest = min(map(len, long), default=0)
    ours = {tuple((part.text, part.stem) for part in reading) for reading in load_hunspell().compounds(word)}
    assert {reading for reading in long if len(reading) == fewest} == {
        reading for reading in ours if min(len(text) for text, _ in reading) >= 3
    }
