"""Tokenising: the law of spans, what is one token, and the normal form."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.analysis import fold
from corpus.analysis.tokens import (
    fold_accents,
    form_offset,
    normalise,
    spans,
    tokenise,
    word_of,
    words_as_read,
)

PIECES = ["sana", "Ääkkönen", "a", "å", "o\u0308", "STM", "-", "\u2010", "–", "'", "’", ":", "n", ",", ".", "1", "2019"]
PIECES += [
    "000",
    " ",
    "\u00a0",
    "\n",
    "\u00ad",
    "\u200b",
    "@",
    "/",
    "https://",
    "www.",
    ".fi",
    "ja",
    "och",
    "\u0301",
    "İ",
]
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(deadline=None)
@given(texts)
def test_a_token_is_the_text_it_points_at(text: str) -> None:
    words = tokenise(text)
    assert [text[word.start : word.end] for word in words] == [word.surface for word in words]


@settings(deadline=None)
@given(texts)
def test_tokens_rise_do_not_overlap_and_are_never_empty(text: str) -> None:
    words = tokenise(text)
    assert all(word.start < word.end and word.form for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))


@settings(deadline=None)
@given(texts)
def test_every_letter_and_digit_stands_in_a_token(text: str) -> None:
    covered = {place for word in tokenise(text) for place in range(word.start, word.end)}
    assert [char for place, char in enumerate(text) if char.isalpha() and place not in covered] == []
    assert [char for place, char in enumerate(text) if char.isdecimal() and place not in covered] == []


@settings(deadline=None)
@given(texts)
def test_all_ways_to_read_a_text_agree(text: str) -> None:
    found = list(spans(text))
    assert [read for read, _, _ in found] == words_as_read(text)
    assert [word_of(read, text[start:end], start) for read, start, end in found] == tokenise(text)


@settings(deadline=None)
@given(texts)
def test_words_are_the_same_where_an_address_may_stand_and_where_none_can(text: str) -> None:
    assert tokenise(text + "\n\n@") == tokenise(text + "\n\n")


@settings(deadline=None)
@given(texts)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(deadline=None)
@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_accents(fold_accents(text)) == fold_accents(text)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Kunnat sopivat, heti.", ["kunnat", "sopivat", "heti"]),
        ("1.1.2019 alkaen", ["1.1.2019", "alkaen"]),
        ("2019-01-31", ["2019-01-31"]),
        ("2 849 500 euroa", ["2849500", "euroa"]),
        ("2\u00a0849\u00a0500 euroa", ["2849500", "euroa"]),
        ("2,849,500 euros", ["2849500", "euros"]),
        ("2.849.500 kr", ["2849500", "kr"]),
        ("vuosina 2020–2022", ["vuosina", "2020", "2022"]),
        ("2020-2022", ["2020", "2022"]),
        ("klo 12.30", ["klo", "12.30"]),
        ("1,5 vuotta", ["1,5", "vuotta"]),
        ("20-vuotiaiden", ["20-vuotiaiden"]),
        ("5.-luokkalaiset", ["5.-luokkalaiset"]),
        ("20- ja 30-vuotiaat", ["20-", "ja", "30-vuotiaat"]),
        ("COVID-19 ja A4", ["covid-19", "ja", "a4"]),
        ("STM:n ohje", ["stm:n", "ohje"]),
        ("Huom:katso", ["huom", "katso"]),
        ("vaa’an", ["vaa'an"]),
        ("”sitaatti” 'sana'", ["sitaatti", "sana"]),
        ("hyvin\u00advointi", ["hyvinvointi"]),
        ("Länsi\u2011Uusimaa", ["länsi-uusimaa"]),
        ("sosiaali- ja", ["sosiaali-", "ja"]),
        ("sosiaali– ja", ["sosiaali-", "ja"]),
        ("perheet – ja muut", ["perheet", "ja", "muut"]),
        ("perheet ja -järjestöt", ["perheet", "ja", "järjestöt"]),
        ("kirjaamo@kielo.example.", ["kirjaamo@kielo.example"]),
        ("(www.kielo.example/sivu).", ["www.kielo.example/sivu"]),
        ("https://kielo.example/a?b=c, ja", ["https://kielo.example/a?b=c", "ja"]),
        ("osoitteessa kielo.fi.", ["osoitteessa", "kielo.fi"]),
        ("loppu.Alku", ["loppu", "alku"]),
        ("ja/tai", ["ja", "tai"]),
        ("snake_case", ["snake", "case"]),
        ("… – ! ?", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_numbers_and_addresses(text: str, forms: list[str]) -> None:
    assert [word.form for word in tokenise(text)] == forms


def test_a_decomposed_text_gives_the_same_forms_as_a_composed_one() -> None:
    text = "Hälsovård på ön, café"
    decomposed = unicodedata.normalize("NFD", text)
    assert [word.form for word in tokenise(decomposed)] == [word.form for word in tokenise(text)]


def test_a_place_in_the_form_is_found_in_a_surface_with_soft_hyphens() -> None:
    surface = "terveys\u00adpal\u00advelut"
    at = form_offset(surface, len("terveyspalvelut"), len("terveys"))
    assert surface[at:].lstrip("\u00ad") == "pal\u00advelut"


@pytest.mark.parametrize(
    ("term", "folded"),
    [("hyvinvointialue", "hyvinvointialue"), ("yhtymä", "yhtyma"), ("åtgärd", "atgard"), ("ørsted", "orsted")],
)
def test_folding_gives_what_is_typed_without_dots(term: str, folded: str) -> None:
    assert fold(term) == folded


@pytest.mark.parametrize(("term", "kept"), [("idé", "ide"), ("müsli", "musli"), ("sámi", "sami"), ("åäö", "åäö")])
def test_accents_are_folded_but_never_the_letters_of_finnish_and_swedish(term: str, kept: str) -> None:
    assert fold_accents(term) == kept
