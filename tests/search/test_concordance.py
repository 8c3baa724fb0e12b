"""Keyword in context."""

import csv
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from search.concordance import SORTS, as_csv, as_vrt, concordance, safe_cell


@pytest.fixture
def lines_of(searcher):
    def ask(query, **options):
        return concordance(searcher, searcher.question(query), query, **options)

    return ask


def test_every_place_of_a_word_is_a_line_and_stands_in_its_block(searcher, lines_of):
    found = lines_of("avustus OR hanke")
    assert len(found.lines) > 5
    for line in found.lines:
        block = searcher.texts(line.page.id)[line.block]
        assert block.text[line.start :].startswith(line.keyword + line.right)
        assert block.text[: line.start].endswith(line.left)
    assert sum(count for _, count in found.years) == sum(count for _, count in found.sites) == len(found.lines)


@pytest.mark.parametrize("sort", SORTS)
def test_sorting_changes_the_order_and_nothing_else(lines_of, sort):
    plain, other = lines_of("avustus OR hanke"), lines_of("avustus OR hanke", sort=sort)
    assert sorted(map(repr, plain.lines)) == sorted(map(repr, other.lines))


def test_lines_sorted_by_what_follows_are_in_alphabetical_order(lines_of):
    rights = [line.right.casefold().split() for line in lines_of("avustus OR hanke OR 2021", sort="right").lines]
    assert rights == sorted(rights)
    lefts = [line.left.casefold().split()[::-1] for line in lines_of("avustus OR hanke OR 2021", sort="left").lines]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("width", [1, 10, 40, 500])
def test_context_is_never_wider_than_asked(lines_of, width):
    assert all(len(line.left) <= width and len(line.right) <= width for line in lines_of("avustus", width=width).lines)


def test_collocates_stand_beside_the_keyword_and_are_no_function_words(seasoned, write_page, tmp_path):
    import shutil

    import kielo

    for n, place in enumerate(("kunta", "kaupunki", "hyvinvointialue")):
        text = f"Uusi avustus ja {place} ovat tärkeitä, sanoo ministeri. Uusi avustus jaetaan kesällä {n + 2}."
        write_page(tmp_path / "pages" / f"{n}.html", f"Sivu {place}", text)
    with kielo.open(shutil.copytree(seasoned, tmp_path / "archive")) as archive:
        archive.ingest([tmp_path / "pages"])
        found = archive.concordance("avustus", lang=["fi"])
    lemmas = [each.lemma for each in found.collocates]
    assert lemmas[0] == "uusi"
    assert "ja" not in lemmas
    assert found.collocates[0].together == 6


def test_a_table_is_read_back_and_no_cell_is_a_formula(lines_of):
    found = lines_of("avustus")
    rows = list(csv.DictReader(StringIO("".join(as_csv(found.lines)), newline="")))
    assert [row["keyword"] for row in rows] == [line.keyword for line in found.lines]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_a_cell_that_would_be_run_is_guarded(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("a=1") == "a=1"


def test_vertical_text_is_well_formed_and_holds_each_word_once(lines_of):
    found = lines_of("avustus OR county")
    root = ET.fromstring("<corpus>" + "".join(as_vrt(found.lines)) + "</corpus>")
    assert len(root) == len(found.lines)
    for text, line in zip(root, found.lines, strict=True):
        (match,) = text
        words = [row.split("\t")[0] for row in (match.text or "").split("\n") if row]
        assert "".join(words) == "".join(line.keyword.split())
        assert text.attrib["address"] == line.page.address
