"""What can be a page at all: by size, magic bytes and control characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Cleaned, Reason
from corpus.page import clean_page
from corpus.sniffing import MAX_BYTES, media_of, refuse_bytes, refuse_text, wide_encoding

TEXT = "Torilla on uusia penkkejä ja vanhoja puita. "


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t", Reason.EMPTY),
        (b"\xef\xbb\xbf \n", Reason.EMPTY),
        ("\ufeff \n".encode("utf-16-le"), Reason.EMPTY),
        ("\ufeff \n".encode("utf-32-be"), Reason.EMPTY),
        (b"%PDF-1.4 and so on", Reason.NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n", Reason.NOT_TEXT),
        (b"\x00\x00\x01\x00 an icon of some size", Reason.NOT_TEXT),
        (bytes(range(1, 256)), Reason.NOT_TEXT),
        (bytes(99), Reason.NOT_TEXT),
        (b"RIFF" + bytes(range(256)), Reason.NOT_TEXT),
        (("\x01x" * 50).encode("utf-16"), Reason.NOT_TEXT),
        (b"a" * (MAX_BYTES + 1), Reason.TOO_LARGE),
    ],
)
def test_bytes_that_are_no_page_are_refused(body, reason):
    refusal = refuse_bytes(body)
    assert refusal is not None
    assert refusal.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "RIFF on bändi. ",
        TEXT * 5 + "\x00",
        "T\x00" + TEXT * 5,
        "yksi\x00 nolla ei haittaa " * 5,
        "BMI\x00 mittaa painoa suhteessa pituuteen.",
        "\x1b[1mLihavoitu rivi\x1b[0m",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_passes_in_every_encoding_with_a_stray_control_character(text, encoding):
    assert refuse_bytes(text.encode(encoding)) is None
    assert refuse_text(text) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_page_with_a_stray_nul_is_cleaned_without_it(encoding):
    page = clean_page(f"<h1>Tori</h1><p>{TEXT * 3}\x00</p>".encode(encoding))
    assert isinstance(page, Cleaned)
    assert page.text == f"Tori\n{(TEXT * 3).strip()}"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_are_known_without_a_mark(encoding):
    assert wide_encoding(TEXT.encode(encoding)) == encoding
    assert media_of(f"<p>{TEXT}</p>".encode(encoding), "html") == "html"


def test_text_is_not_taken_for_letters_of_two_bytes():
    assert wide_encoding(TEXT.encode()) is None
    assert wide_encoding(bytes(200)) is None


@given(st.binary(max_size=400), st.sampled_from(["html", "text"]))
def test_no_bytes_stop_the_guard(body, claimed):
    assert media_of(body, claimed) in ("html", "text")
    refusal = refuse_bytes(body)
    assert refusal is None or refusal.reason in (Reason.EMPTY, Reason.NOT_TEXT)
