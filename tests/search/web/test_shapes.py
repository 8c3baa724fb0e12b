"""The pure parts: marks as markup, windows into passages, blocks as parts, results' labels."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block
from search.web.article import lang_tag, parts_of
from search.web.marking import breakable, clipped, marked, window


@st.composite
def texts_with_marks(draw, max_size=80):
    text = draw(st.text(max_size=max_size))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, tuple(zip(ends[::2], ends[1::2], strict=False))


def plain(html):
    return unescape(str(html).replace("<mark>", "").replace("</mark>", "").replace("<wbr>", ""))


@given(texts_with_marks())
def test_marking_changes_nothing_but_the_marks(given_text):
    text, marks = given_text
    html = marked(text, marks)
    if "\r" not in text and "\x00" not in text:  # which unescape reads otherwise
        assert plain(html) == plain(marked(text))
    assert str(html).count("<mark>") == len(marks)
    assert "<" not in str(html).replace("<mark>", "").replace("</mark>", "")


@given(texts_with_marks(), st.integers(0, 80), st.integers(0, 80))
def test_clipped_marks_lie_inside_the_part(given_text, one, other):
    text, marks = given_text
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert all(0 <= a < b <= end - start for a, b in clipped(marks, start, end))


@given(texts_with_marks(max_size=1500))
def test_a_window_shows_the_first_mark_whole(given_text):
    text, marks = given_text
    if marks:
        a, b = marks[0]
        assert str(marked(text[a:b], [(0, b - a)])) in str(window(text, marks))


def test_a_window_is_cut_between_words():
    text = "alku " * 60 + "osuma " + "loppu " * 80
    assert str(window(text, ((300, 305),))).startswith("… alku")
    assert str(window(text, ((300, 305),))).endswith("loppu …")
    assert "<mark>osuma</mark>" in window(text, ((300, 305),))


@pytest.mark.parametrize("text", ["a" * 1000, "a" * 1000 + " " + "b" * 1000])
def test_a_text_without_spaces_has_a_window_too(text):
    assert 200 < len(window(text, ((500, 505),))) < 400


def test_an_address_breaks_after_its_slashes_and_is_escaped():
    assert breakable("https://a.example/b/<c>") == "https://a.example/<wbr>b/<wbr>&lt;c&gt;"


def blocks(*told):
    return [Block(kind=kind, text=text, level=level, lang="fi") for kind, level, text in told]


def test_a_heading_that_repeats_the_title_is_left_out_once():
    parts = parts_of("Hanke", "fi", blocks(("heading", 1, "HANKE "), ("heading", 1, "Hanke"), ("paragraph", 0, "x")))
    assert [part.kind for part in parts] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [([2, 3], [2, 3]), ([1, 2, 1], [2, 3, 2]), ([6, 6], [6, 6]), ([1, 6], [2, 6])],
)
def test_headings_stand_below_the_title_and_keep_their_order(levels, shown):
    told = [("heading", level, f"Otsikko {n}") for n, level in enumerate(levels)]
    assert [part.level for part in parts_of("Hanke", "fi", blocks(*told))] == shown


def test_items_are_nested_by_their_depth():
    told = [("item", level, str(n)) for n, level in enumerate([2, 1, 2, 3, 2, 1])]
    (part,) = parts_of("Hanke", "fi", blocks(*told))

    def outline(items):
        return [(item.line.html, outline(item.items)) for item in items]

    assert outline(part.items) == [("0", []), ("1", [("2", [("3", [])]), ("4", [])]), ("5", [])]


@given(st.lists(st.integers(1, 300), max_size=40))
def test_no_item_is_lost_in_nesting(levels):
    parts = parts_of("Hanke", "fi", blocks(*(("item", level, str(n)) for n, level in enumerate(levels))))

    def flat(items):
        return [text for item in items for text in (str(item.line.html), *flat(item.items))]

    assert [text for part in parts for text in flat(part.items)] == [str(n) for n in range(len(levels))]


@pytest.mark.parametrize(
    ("text", "has_own"),
    [
        ("• kohta", True),
        ("– kohta", True),
        ("-kohta", True),
        ("1. kohta", True),
        ("1.2. kohta", True),
        ("(3) kohta", True),
        ("a) kohta", True),
        ("iv. kohta", True),
        ("kohta", False),
        ("18 kohtaa", False),
        ("1,940 residents", False),
        ("2023–2024", False),
        ("3.5 miljoonaa euroa", False),
        ("1.1.2023 alkaen", False),
    ],
)
def test_items_that_bring_their_own_marker_are_known(text, has_own):
    (part,) = parts_of("Hanke", "fi", blocks(("item", 1, text)))
    assert part.items[0].is_marked is has_own


def test_marks_of_a_row_fall_into_its_cells():
    (part,) = parts_of("Hanke", "fi", blocks(("row", 0, "Vuosi | 2021 | <5")), [((8, 12),)])
    assert [str(cell.html) for cell in part.rows[0]] == ["Vuosi", "<mark>2021</mark>", "&lt;5"]


def test_a_block_in_another_language_says_so_and_one_of_unknown_language_does_not():
    told = [Block(kind="paragraph", text="x", lang=lang) for lang in ("fi", "sv", "und", "other")]
    assert [part.lines[0].lang for part in parts_of("Hanke", "fi", told)] == [None, "sv", None, ""]


def test_only_known_languages_are_named_to_the_browser():
    assert [lang_tag(lang) for lang in ("fi", "sv", "en", "und", "other")] == ["fi", "sv", "en", "", ""]
