"""Pages, programmes and queries in the forms that others read."""

import csv
import json
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kielo
from search.citing import FORMATS, Asked, exported, quoted
from search.recall import read_citation

QUERY = "hyvinvointialue"


@pytest.fixture
def archive(county_archive):
    with kielo.open(county_archive) as opened:
        yield opened


def test_all_that_matched_is_written_and_the_end_is_said(archive):
    rows = [json.loads(line) for line in "".join(archive.export(QUERY, "jsonl")).splitlines()]
    assert [row["page"] for row in rows[:-1]] == [
        hit.page for g in archive.search(QUERY, group="page") for hit in g.hits
    ]
    assert rows[-1]["end"] is True
    assert rows[-1]["pages"] == len(rows) - 1 == archive.search(QUERY).pages


def test_a_table_has_a_row_a_page(archive):
    rows = list(csv.DictReader(StringIO("".join(archive.export(QUERY, "csv")), newline="")))
    assert {row["lang"] for row in rows} == {"fi", "sv", "en"}
    assert all(row["address"].startswith("https://") for row in rows)


def test_bibtex_has_balanced_braces_and_an_entry_a_page_with_its_version(archive):
    text = "".join(archive.export(QUERY, "bibtex"))
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"^@online\{p[0-9a-f]{11}-v\d+,$", text, re.MULTILINE)) == archive.search(QUERY).pages
    assert f"query {quoted(QUERY)} on archive state {archive.snapshot().id}" in text


def test_ris_opens_and_ends_each_record(archive):
    lines = "".join(archive.export(QUERY, "ris")).split("\r\n")
    assert sum(line.startswith("TY  - ") for line in lines) == lines.count("ER  - ") == archive.search(QUERY).pages + 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)


def test_csl_json_is_a_list_with_dates_in_parts(archive):
    records = json.loads("".join(archive.export("tiedote", "csl")))
    pages = [record for record in records if record["type"] == "webpage"]
    assert len(pages) == archive.search("tiedote").pages
    assert all(record["URL"].startswith("https://") for record in pages)
    for record in pages:
        if "issued" in record:
            assert all(isinstance(part, int) for part in record["issued"]["date-parts"][0])


@pytest.mark.parametrize("form", FORMATS)
def test_a_page_a_programme_and_nothing_at_all_can_be_written(archive, form):
    page = archive.pages()[0]
    assert page.title.split()[0] in "".join(archive.cite(page.id, form))
    programme = next(each for each in archive.programmes() if len(each.pages) > 1)
    text = "".join(archive.cite(programme.id, form))
    assert all(who in text for who in programme.pages)
    assert "avaruusalus" in "".join(archive.export("avaruusalus", form)) or form == "csv"


@pytest.mark.parametrize("form", FORMATS)
def test_pages_are_taken_one_by_one(archive, form):
    taken = []

    def pages():
        for page in archive.pages():
            taken.append(page.id)
            yield page

    pieces = exported(pages(), form, Asked(query="a", state="b", pages=2))
    while not taken:
        next(pieces)
    assert len(taken) == 1


def test_titles_that_a_spreadsheet_or_tex_would_run_are_written_as_text(archive):
    from msgspec.structs import replace

    page = replace(archive.pages()[0], title='=HYPERLINK("x") & 100 % {\\input}')
    assert "\"'=HYPERLINK" in "".join(exported([page], "csv"))
    bibtex = "".join(exported([page], "bibtex"))
    assert r"\& 100 \% \{\textbackslash{}input\}" in bibtex


LIKELY = st.text(alphabet=st.sampled_from('ab ~^\\{}"()%&;,äö'), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(
    query=LIKELY,
    without=st.lists(LIKELY, max_size=2).map(tuple),
    langs=st.sampled_from([(), ("fi",), ("fi", "sv")]),
    translate=st.booleans(),
    form=st.sampled_from([form for form in FORMATS if form != "csv"]),  # a table holds pages only
)
def test_what_is_cited_can_be_read_again_whatever_its_characters(query, without, langs, translate, form):
    asked = Asked(query=query, state="0a1b", pages=3, langs=langs, translate=translate, without=without)
    cited = read_citation("".join(exported((), form, asked)))
    assert cited.asked == asked
