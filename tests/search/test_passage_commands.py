"""The commands about passages in two languages, in a terminal and as JSON."""

import json

import pytest
from click.testing import CliRunner

import cli
import kielo
from corpus.errors import UnsoundError
from corpus.passages import LEAST_LINKS
from search import passage_commands


def run(archive, *arguments):
    result = CliRunner().invoke(cli.main, ["--archive", str(archive), *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def said(archive, *arguments):
    return json.loads(run(archive, *arguments, "--json").stdout)


def test_two_pages_stand_side_by_side(county_archive):
    result = run(county_archive, "show", "fi/hoitopolku", "--with", "sv")
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "Hoitopolku-hanke uudistaa" in line)
    assert "| Projektet Vårdstigen förnyar" in row


def test_two_pages_side_by_side_in_json_name_their_addresses_and_blocks(county_archive):
    told = said(county_archive, "show", "fi/hoitopolku", "--with", "en")
    assert (told["a"]["lang"], told["b"]["lang"]) == ("fi", "en")
    assert told["b"]["address"].endswith("/en/care-path")
    assert [each["shape"] for each in told["passages"]] == ["1-1"] * 3
    assert told["passages"][0]["a"][0]["text"] == "Hoitopolku-hanke"
    assert {each["no_counterpart_in"] for each in told["passages"]} == {None}


def test_what_has_no_counterpart_says_so(tmp_path, seasoned, write_page):
    import shutil

    archive = shutil.copytree(seasoned, tmp_path / "archive")
    head = "".join(
        f"<link rel='alternate' hreflang='{lang}' href='https://a.example/{lang}/1'>" for lang in ("fi", "sv")
    )
    fi = ("Kirjasto avataan 1.2.2024.", "Kahvila on kiinni koko kevään ajan.", "Puhelinnumero on 050 123 4567.")
    sv = ("Biblioteket öppnas den 1 februari 2024.", "Telefonnumret är 050 123 4567.")
    pages = tmp_path / "pages"
    write_page(pages / "fi.html", "Uusi kirjasto", *fi, lang="fi", url="https://a.example/fi/1", head=head)
    write_page(pages / "sv.html", "Ett nytt bibliotek", *sv, lang="sv", url="https://a.example/sv/1", head=head)
    with kielo.open(archive) as opened:
        opened.ingest([pages])
    result = run(archive, "show", "fi/1", "--with", "sv")
    assert "Kahvila on kiinni koko kevään ajan." in result.stdout
    assert "[no counterpart in Swedish]" in result.stdout
    assert "1 block without counterpart in Swedish" in result.stderr


def test_a_page_without_translation_says_so(county_archive):
    result = run(county_archive, "show", "fi/uimahalli", "--with", "sv")
    assert result.exit_code == 3
    assert "no page in sv is linked to it" in result.stderr


def test_a_small_archive_has_learned_nothing_and_says_what_it_takes(county_archive):
    result = run(county_archive, "lexicon")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "30 linked translations" in result.stderr
    assert passage_commands.LEAST_LINKS == LEAST_LINKS
    assert said(county_archive, "lexicon", "hanke") == []


def test_a_translation_memory_has_the_passages_of_one_pair_of_languages(county_archive):
    result = run(county_archive, "export", "tmx", "--langs", "fi-sv")
    assert result.stdout.startswith('<?xml version="1.0"')
    assert result.stdout.count("<tu>") >= 3
    assert 'xml:lang="en"' not in result.stdout
    one = run(county_archive, "export", "tmx", "fi/hoitopolku").stdout
    assert 'xml:lang="en"' in one
    assert "tiedote-4-2023" not in one
    assert run(county_archive, "export", "tmx", "--langs", "fi-de").exit_code == 2


def test_export_still_writes_what_a_query_finds(county_archive):
    result = run(county_archive, "export", "uimahalli", "--format", "csv")
    assert result.exit_code == 0
    assert "uimahalli" in result.stdout
    assert "kielo export tmx" in run(county_archive, "export", "--help").stdout


def test_facts_that_agree_are_no_difference(county_archive):
    result = run(county_archive, "report", "facts", "--strict")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.fixture(scope="module")
def unlike(tmp_path_factory, seasoned, write_page):
    import shutil

    folder = tmp_path_factory.mktemp("unlike")
    head = "".join(
        f"<link rel='alternate' hreflang='{lang}' href='https://a.example/{lang}/1'>" for lang in ("fi", "sv")
    )
    write_page(
        folder / "pages" / "fi.html",
        "Avustukset järjestöille",
        "Hakuaika päättyy 15.3.2025 kello 16.",
        "Jaettavana on 1 500 euroa.",
        lang="fi",
        url="https://a.example/fi/1",
        head=head,
    )
    write_page(
        folder / "pages" / "sv.html",
        "Bidrag till organisationer",
        "Ansökningstiden går ut den 16 mars 2025 klockan 16.",
        "Det finns 1 500 euro att dela ut.",
        lang="sv",
        url="https://a.example/sv/1",
        head=head,
    )
    write_page(
        folder / "pages" / "toinen.html",
        "Uimahalli on kiinni",
        "Uimahallia korjataan kesällä, ja se avataan syksyllä.",
        lang="fi",
        url="https://a.example/fi/2",
    )
    archive = shutil.copytree(seasoned, folder / "archive")
    with kielo.open(archive) as opened:
        opened.ingest([folder / "pages"])
    return archive


def test_facts_that_differ_are_listed_and_fail_under_strict(unlike):
    result = run(unlike, "report", "facts", "--strict")
    assert result.exit_code == UnsoundError.exit_code == passage_commands.NOT_IN_ORDER
    assert "date    fi: 15.3.2025   sv: 16 mars 2025" in result.stdout
    assert "1 difference" in result.stderr
    (told,) = said(unlike, "report", "facts")
    assert (told["kind"], told["fact_a"]["value"], told["fact_b"]["value"]) == ("date", "2025-03-15", "2025-03-16")
    assert run(unlike, "report", "facts", "--csv").stdout.splitlines()[1].endswith(",date,15.3.2025,16 mars 2025")
    sites = {site: run(unlike, "report", "facts", "--site", site, "--strict") for site in ("a.example", "b.example")}
    assert [each.exit_code for each in sites.values()] == [UnsoundError.exit_code, 3]


def test_coverage_tells_what_is_missing_in_lines_json_and_csv(unlike):
    lines = run(unlike, "report", "coverage", "--missing", "sv").stdout
    assert "SV  missing       Uimahalli on kiinni  https://a.example/fi/2" in lines
    told = said(unlike, "report", "coverage", "--missing", "sv")
    assert [(each["state"], each["page"], each["beside"]) for each in told] == [
        ("missing", None, "https://a.example/fi/2")
    ]
    rows = run(unlike, "report", "coverage", "--missing", "sv", "--csv").stdout.splitlines()
    assert rows[0] == "programme,lang,state,page,beside,beside_lang,detail"
    assert len(rows) == 1 + len(told)


def test_coverage_fails_under_strict_only(unlike):
    assert run(unlike, "report", "coverage").exit_code == 0
    assert run(unlike, "report", "coverage", "--strict").exit_code == passage_commands.NOT_IN_ORDER
    assert run(unlike, "report", "coverage", "--missing", "fi", "--strict").exit_code == 0
