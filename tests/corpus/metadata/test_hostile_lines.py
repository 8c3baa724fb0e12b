"""Long lines of one thing over and over: the readers come back from them, with nothing but what the line says.

A pattern that takes the square of a length or worse shows here as a test that does not end.
"""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import dates_in
from corpus.metadata import (
    Facts,
    amounts_of,
    breadcrumb_of,
    choose_title,
    contacts_of,
    kind_of,
    mentions_of,
    number_of,
    page_dates,
    read_head,
)
from corpus.model import Block, PageKind

LENGTH = 12_000
UNITS = st.text(alphabet="0129 .,-–/:|@(€aAkmpå\t\u00a0'’", min_size=1, max_size=6) | st.sampled_from(
    [
        "1.1.",
        "2020–",
        "1 maj ",
        "Aa-",
        "puh. 0",
        "a.",
        "lisätietoja ",
        "päivitetty ",
        "1 000",
        "tiedote 1/",
        "(2020)",
        "1 €",
    ]
)


@settings(max_examples=30, deadline=None)
@given(UNITS, st.text(max_size=3))
def test_repetition_is_harmless(unit: str, end: str) -> None:
    text = (unit * (LENGTH // len(unit) + 1))[:LENGTH] + end
    blocks = [Block(kind="paragraph", text=text), Block(kind="contact", text=f"{text} 050 555 0100")]
    assert all(text[each.start : each.end] for each in dates_in(text))
    assert all(each.text in text for each in mentions_of([text]))
    assert all(each.text in f"{text} €" for each in amounts_of([f"{text} €"]))
    assert all(each.phones or each.mails for each in contacts_of(blocks))
    assert page_dates((), [text, f"{text} 2020 päivitetty", f"Päivitetty {text}"]) == ()
    assert number_of([text]) is None
    assert len(breadcrumb_of(Facts(), [text])) <= LENGTH
    assert kind_of(text, blocks, Facts()) in get_args(PageKind)
    assert len(choose_title(Facts(title=text, og_title=text), [], [text])) <= len(text)


@pytest.mark.parametrize("unit", ["[", "{", '"', ",", "{},", " ", '"a":', "<!--", "//", '{"@graph":'])
def test_scripts_of_one_sign_are_harmless(unit: str) -> None:
    facts = read_head(f'<title>Tori</title><script type="application/ld+json">{unit * 50_000}</script>')
    assert (facts.title, facts.dates) == ("Tori", ())
