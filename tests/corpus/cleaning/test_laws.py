"""What holds of cleaning for any input: laws, tried on bytes, on text, on broken markup and on made-up pages."""

import re
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from corpus.cleaning.decoding import decode
from corpus.model import Cleaned
from corpus.page import Refusal, clean_page

FI = (
    "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa.",
    "Asukkaat ovat toivoneet torille puita, joten niitä istutetaan kymmenen lisää ennen juhannusta.",
    "Hanke jatkuu vuoteen 2024, ja siihen on varattu 2 849 500 euroa sosiaali- ja terveyspalveluihin.",
)
SV = (
    "Staden planterar nya träd vid torget, och alla invånare får gärna komma och hjälpa till på lördag.",
    "Ålderdomshemmet får en ny trädgård, där både små och stora kan sitta på bänkarna hela sommaren.",
)
EN = (
    "The new benches are made of wood from the forests of the town, and they are painted green in May.",
    "Older people have asked for longer opening hours, so the library stays open until late at night.",
)
SENTENCES = (*FI, *SV, *EN)
HEADINGS = ("Torin penkit", "Aikataulu ja rahoitus", "Bakgrund", "Next steps", "Lisätietoja")
ITEMS = ("uudet penkit ja puut", "nya bänkar", "ten more trees", "liikuntapaikat ja leikkipuistot")
FURNITURE = ("Siirry sisältöön", "Tulosta", "Dela på Facebook", "Accept all cookies", "Takaisin ylös")
MARKUP = ("<p>", "</p>", "<div", ">", "</", "<!--", "-->", "<![CDATA[", "<?xml", "<table>", "<td", "<h1>", "<ul><li>")
ODD = (
    "&#0;",
    "&#xD800;",
    "&nbsp",
    "'",
    '"',
    "=",
    "\x00",
    "\ufffd",
    "ä",
    "\u0301",
    "\r",
    "\n",
    "0400 123 456",
    "a@b.fi",
)

blocks = st.lists(
    st.one_of(
        st.tuples(
            st.just("p"), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True).map(" ".join)
        ),
        st.tuples(st.just("h2"), st.sampled_from(HEADINGS)),
        st.tuples(st.just("li"), st.sampled_from(ITEMS)),
        st.tuples(st.just("furniture"), st.sampled_from(FURNITURE)),
    ),
    min_size=1,
    max_size=10,
)
Draw = Callable[[list[tuple[str, str]]], str]
few = settings(max_examples=30, deadline=None)


def as_text(parts: list[tuple[str, str]]) -> str:
    lines = [f"• {text}" if kind == "li" else text for kind, text in parts]
    return "Penkit torille\n\n" + "\n\n".join(lines) + "\n"


def as_html(parts: list[tuple[str, str]]) -> str:
    tags = {"furniture": "div"}
    inner = "\n".join(f"<{tags.get(kind, kind)}>{escape(text)}</{tags.get(kind, kind)}>" for kind, text in parts)
    head = "<!DOCTYPE html>\n<html><head><title>Penkit torille</title></head>"
    return f"{head}\n<body><h1>Penkit torille</h1>\n{inner}</body></html>"


def shown(page: Cleaned | Refusal) -> object:
    return page if isinstance(page, Refusal) else (page.title, page.all_blocks, page.lang)


def lines_of(page: Cleaned) -> list[str]:
    return [line for line in page.text.splitlines() if line]


@few
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)), st.sampled_from([None, "html", "text"]))
def test_cleaning_never_raises_on_bytes_or_text(body: bytes | str, media: str | None) -> None:
    assert isinstance(clean_page(body, media=media), Cleaned | Refusal)  # type: ignore[arg-type]


@few
@given(st.lists(st.sampled_from((*MARKUP, *ODD, *FURNITURE, FI[0], "Torin penkit")), max_size=40).map("".join))
@example("<table><td><h1>" * 30)
def test_cleaning_never_raises_on_broken_markup_in_any_medium(text: str) -> None:
    for media in ("html", "text", None):
        assert isinstance(clean_page(text, media=media), Cleaned | Refusal)  # type: ignore[arg-type]


@few
@given(
    st.lists(st.sampled_from((*MARKUP, *ODD, FI[0])), max_size=20).map("".join),
    st.sampled_from([None, "", "utf-8", "utf-7", "zlib", "undefined", "\x00", "idna", "ä" * 50]),
    st.text(max_size=30),
)
def test_whatever_is_declared_of_a_page_never_makes_cleaning_raise(text: str, charset: str | None, said: str) -> None:
    page = clean_page(text.encode("utf-8", "replace"), charset=charset, url=said, title=said, lang=said)
    assert isinstance(page, Cleaned | Refusal)


@few
@given(blocks, st.sampled_from([as_text, as_html]))
def test_the_same_page_comes_out_the_same_every_time(parts: list[tuple[str, str]], drawn: Draw) -> None:
    assert shown(clean_page(drawn(parts))) == shown(clean_page(drawn(parts)))


@few
@given(blocks, st.sampled_from([as_text, as_html]))
def test_line_endings_do_not_matter(parts: list[tuple[str, str]], drawn: Draw) -> None:
    text = drawn(parts)
    assert shown(clean_page(text.replace("\n", "\r\n").encode())) == shown(clean_page(text.encode()))
    assert shown(clean_page(text.replace("\n", "\r").encode())) == shown(clean_page(text.encode()))


@few
@given(blocks, st.sampled_from([as_text, as_html]), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_does_not_matter(parts: list[tuple[str, str]], drawn: Draw, encoding: str) -> None:
    text = drawn(parts)
    assert shown(clean_page(text.encode(encoding))) == shown(clean_page(text.encode()))


@few
@given(blocks)
def test_cleaning_the_kept_text_of_a_scrape_again_keeps_every_line(parts: list[tuple[str, str]]) -> None:
    """A heading with nothing but headings below it may become a plain line: only the blank line above it goes."""
    first = clean_page(as_text(parts), media="text")
    assume(isinstance(first, Cleaned))
    assert isinstance(first, Cleaned)
    again = clean_page(first.text, media="text")
    assert isinstance(again, Cleaned)
    assert lines_of(again) == lines_of(first)


@few
@given(blocks)
def test_cleaning_the_kept_text_of_a_page_again_keeps_every_word(parts: list[tuple[str, str]]) -> None:
    """Lines may join or part, as nothing tells a list from a wrapped paragraph once the markup is gone."""
    first = clean_page(as_html(parts), media="html")
    assume(isinstance(first, Cleaned))
    assert isinstance(first, Cleaned)
    again = clean_page(first.text, media="text")
    assert isinstance(again, Cleaned)
    assert again.text.split() == first.text.split()


@few
@given(blocks, st.sampled_from([as_text, as_html]))
def test_every_word_of_a_page_is_kept_or_removed_with_a_reason(parts: list[tuple[str, str]], drawn: Draw) -> None:
    page = clean_page(drawn(parts))
    assert isinstance(page, Cleaned)
    told = re.findall(r"\w+", " ".join(block.text for block in page.all_blocks))
    assert told == re.findall(r"\w+", " ".join(["Penkit torille", *(text for _, text in parts)]))


ENCODINGS = [
    ("utf-8", None),
    ("utf-8", "iso-8859-1"),
    ("utf-8", "windows-1252"),
    ("utf-8-sig", None),
    ("latin-1", None),
    ("latin-1", "iso-8859-1"),
    ("latin-1", "utf-8"),
    ("cp1252", None),
    ("cp1252", "iso-8859-1"),
    ("cp1252", "utf-8"),
    ("utf-16", None),
    ("utf-16-le", None),
]
"""How pages in the three languages are stored, and what they declare, right or wrong."""


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
@few
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.booleans())
def test_texts_in_the_three_languages_are_decoded_to_the_letter(
    encoding: str,
    declared: str | None,
    sentences: list[str],
    marked: bool,
) -> None:
    text = " ".join(sentences) + (" ”Å – ä” 5 €…" if marked and encoding != "latin-1" else " Åäö")
    assert decode(text.encode(encoding), declared) == text
    meta = f'<meta charset="{declared}">' if declared else ""
    assert decode((meta + text).encode(encoding)) == meta + text
