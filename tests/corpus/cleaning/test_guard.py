"""What markup no parser is given, and what is taken for HTML."""

import pytest

from corpus.cleaning import guard
from corpus.model import Reason


@pytest.mark.parametrize(
    "text",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(6_000)) + ">",
        '<p title="' + "x" * 150_000 + '">',
        "<div>" * 20_000,
    ],
    ids=["attributes", "tag length", "depth"],
)
def test_markup_made_to_hurt_is_refused(text: str) -> None:
    refusal = guard.refuse_markup(text)
    assert refusal is not None
    assert refusal.reason is Reason.HOSTILE


def test_long_text_and_long_scripts_are_not_hostile() -> None:
    assert guard.refuse_markup("<p>" + "a = b " * 30_000 + "</p>") is None
    assert guard.refuse_markup("<script>" + 'x = "<div>"; ' * 20_000 + "</script><p>hei</p>") is None


@pytest.mark.parametrize(
    ("text", "depth"),
    [("<div><p>a<p>b</div><div></div>", 1), ("<ul><li>a<li>b</ul>" * 300, 1), ("<b>" * 300, 300), ("<br>" * 900, 0)],
)
def test_nesting_counts_only_tags_that_nest(text: str, depth: int) -> None:
    assert guard.nesting(text) == depth


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!DOCTYPE html><title>x</title>", True),
        ("<?xml version='1.0'?>\n<!-- a --><html>", True),
        ("<p>yksi", True),
        ("teksti <b>a</b>, <a href=x>b</a><br><p>c", True),
        ("jos a < b ja b > c", False),
        ("Tavallinen rivi.\n• luettelo", False),
        ("lähetä <nimi@example.org>", False),
    ],
)
def test_html_is_told_from_text(text: str, *, html: bool) -> None:
    assert guard.looks_like_html(text) is html


@pytest.mark.parametrize("depth", [1, guard.LXML_DEPTH, guard.LXML_DEPTH + 1, 2 * guard.LXML_DEPTH])
@pytest.mark.parametrize("closing", ["", "</div>"])
def test_deep_is_what_nests_deeper_than_libxml2_reads(depth: int, closing: str) -> None:
    text = "<p>a</p><br>" * 300 + "<div>" * depth + closing * depth
    assert guard.is_deep(text) is (guard.nesting(text) > guard.LXML_DEPTH) is (depth > guard.LXML_DEPTH)


def test_a_long_beginning_without_a_tag_is_no_tag_of_many_attributes() -> None:
    assert guard.refuse_markup("1 " * 2 * guard.MAX_ATTRIBUTES + "<p>a</p>") is None
