"""Bytes to clean text: one rule for encodings, a literal table for mojibake."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.characters import is_plain, repair, tidy
from corpus.cleaning.decoding import decode

TEXT = "Hyvää päivää, Åland – ”mälaren” kostar 5 €"


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", None),
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("cp1252", None),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", "no-such-charset"),
    ],
)
def test_text_is_decoded_right_whatever_is_declared(encoding: str, charset: str | None) -> None:
    assert decode(TEXT.encode(encoding), charset) == TEXT


def test_a_declared_charset_is_used_when_it_is_not_utf8() -> None:
    assert decode("Žodis".encode("cp1257"), "windows-1257") == "Žodis"
    assert decode(b'<meta charset="windows-1257"><p>' + "Žodis".encode("cp1257")).endswith("Žodis")


def test_utf16_without_a_mark_is_known_by_its_zeros() -> None:
    assert decode("Torilla on penkkejä".encode("utf-16-le")) == "Torilla on penkkejä"


def test_a_few_foreign_bytes_do_not_spoil_a_utf8_page() -> None:
    assert decode(("ä" * 20).encode() + "ö".encode("cp1252")) == "ä" * 20 + "ö"


@given(st.binary())
def test_decoding_never_fails(body: bytes) -> None:
    assert isinstance(decode(body), str)


@given(st.text(alphabet="abcåäöÅÄÖéü –”’…\u00a0 ", min_size=1))
def test_mojibake_is_undone_even_when_made_twice(text: str) -> None:
    clean = repair(text)
    assert repair(clean.encode().decode("latin-1")) == clean
    assert repair(clean.encode().decode("latin-1").encode().decode("latin-1")) == clean


@given(st.text(alphabet=st.characters(codec="latin-1", categories=["L", "N", "P", "Z"], exclude_characters="ÃÂâ")))
def test_repairing_clean_text_changes_nothing(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sosi\u00adaali\u200b", "sosiaali"),
        ("2\u00a0849\u202f500", "2 849 500"),
        ("torg&nbsp;och&nbsp park", "torg och park"),
        ("h&auml;n &amp; me", "hän & me"),
        ("a\u0308iti", "äiti"),
        ("ﬁnska", "finska"),
        ("  ja \t niin ", "ja niin"),
        ("”sitaatti” – ja…", "”sitaatti” – ja…"),
    ],
)
def test_text_is_tidied_without_touching_its_words(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_a_letter_carries_no_more_marks_than_a_bound() -> None:
    """Unbounded, putting the marks in order takes quadratic time."""
    piled = "tori" + "\u0316\u031c" * 50_000 + " auki"
    assert len(repair(piled)) == len(tidy(piled)) == len("tori auki") + 30
    assert repair("o\u0308 " + "–" * 40 + " \u0e01\u0e49") == "ö " + "–" * 40 + " \u0e01\u0e49"


@given(st.text())
def test_tidying_twice_is_tidying_once_but_for_entities(text: str) -> None:
    once = tidy(text.replace("&", ""))
    assert tidy(once) == once


NEAR_NFC = "aÅe\u0301\u0340\u2000\u2001\u2013\u2019\u20ac\u2126\u212b§\u00a0한\u1100\u1161"


@given(st.one_of(st.text(), st.text(NEAR_NFC)))
def test_what_is_repaired_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", repair(text))


@given(st.text())
def test_a_plain_text_has_nothing_that_must_go(text: str) -> None:
    odd = any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r" for sign in text)
    assert not (is_plain(text) and (odd or "\ufffd" in text))


@given(st.text("ab \u00a0\u00ad\u200b\u3000\ufb01&;nbspå"))
def test_tidying_again_changes_nothing_but_entities(text: str) -> None:
    once = tidy(text)
    assert "&" in once or tidy(once) == once
