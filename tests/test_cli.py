"""kielo in a terminal: exit codes, what goes to stdout and stderr, and the JSON of every command."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner

import cli
from corpus.cleaning import rules
from corpus.store import Store

ROOT = Path(cli.__file__).parent
SITE = "https://tammilaakso.example"


def kielo(*arguments, archive=None):
    """Run a command in this process; stdout and stderr apart."""
    options = [] if archive is None else ["--archive", str(archive)]
    result = CliRunner().invoke(cli.main, [*options, *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def said(*arguments, archive, exit_code=0):
    """The JSON document of a command: exactly one, and nothing else on stdout."""
    result = kielo(*arguments, "--json", archive=archive)
    assert result.exit_code == exit_code, result.stderr
    return json.loads(result.stdout)


def in_a_process(*arguments, cwd=ROOT):
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


BAD = {"empty.html": "empty", "binary.html": "not text", "gone.html": "unreadable", "lines.jsonl:2": "bad record"}


@pytest.fixture(scope="module")
def input_with_bad_files(tmp_path_factory, write_page):
    folder = tmp_path_factory.mktemp("mixed") / "mixed"
    write_page(folder / "good.html", "Satamakatu päällystetään", "Satamakadun päällystys alkaa toukokuussa.")
    (folder / "empty.html").touch()
    (folder / "binary.html").write_bytes(bytes(range(256)) * 9)
    (folder / "gone.html").symlink_to("nowhere")
    (folder / "lines.jsonl").write_text('{"text": "Hamngatan asfalteras i maj."}\n{"text"\n{"text": "Kolmas sivu."}\n')
    (folder / "logo.png").write_bytes(b"\x89PNG")
    return folder


# ingest


def test_ingest_reports_what_it_did_in_json(archive_folder, input_with_bad_files):
    first = said("ingest", input_with_bad_files, archive=archive_folder)
    assert (first["pages"], first["new"], first["changed"], first["unchanged"]) == (3, 3, 0, 0)
    assert first["languages"] == {"fi": 2, "sv": 1}
    refused = {each["place"].removeprefix(f"{input_with_bad_files}/"): each["reason"] for each in first["refused"]}
    assert refused == BAD
    second = said("ingest", input_with_bad_files, archive=archive_folder)
    assert second == {**first, "new": 0, "unchanged": 3}


def test_ingest_says_what_it_did_in_words(archive_folder, input_with_bad_files):
    first = kielo("ingest", input_with_bad_files, archive=archive_folder)
    assert first.exit_code == 0
    assert "3 pages: 3 new, 0 changed, 0 unchanged" in first.stdout
    assert "FI 2  SV 1" in first.stdout
    for place, reason in BAD.items():
        assert f"{input_with_bad_files}/{place}: {reason}" in first.stderr
    assert "1 .png" in first.stderr
    second = kielo("ingest", input_with_bad_files, archive=archive_folder)
    assert (second.exit_code, "nothing new or changed" in second.stdout) == (0, True)


def test_any_refusal_is_an_error_when_strict_and_nothing_is_lost_by_it(archive_folder, input_with_bad_files):
    assert kielo("ingest", "--strict", input_with_bad_files, archive=archive_folder).exit_code == 3
    assert len(said("pages", archive=archive_folder)) == 3
    strict = kielo("ingest", "--strict", input_with_bad_files / "good.html", archive=archive_folder)
    assert strict.exit_code == 0


@pytest.mark.parametrize("as_json", [False, True])
def test_input_that_is_refused_altogether_is_an_error(archive_folder, input_with_bad_files, as_json):
    options = ["--json"] if as_json else []
    result = kielo("ingest", input_with_bad_files / "empty.html", *options, archive=archive_folder)
    assert result.exit_code == 3
    if as_json:
        assert [each["reason"] for each in json.loads(result.stdout)["refused"]] == ["empty"]


def test_a_folder_with_nothing_to_read_is_said(archive_folder, tmp_path):
    (tmp_path / "none").mkdir()
    result = kielo("ingest", tmp_path / "none", archive=archive_folder)
    assert (result.exit_code, "nothing to read" in result.stderr) == (0, True)


@pytest.mark.parametrize("there", [[], ["."]])
def test_a_folder_that_is_not_there_is_an_error_and_makes_no_archive(tmp_path, there):
    archive = tmp_path / "archive"
    result = kielo("ingest", *[tmp_path / name for name in there], tmp_path / "nowhere", archive=archive)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{tmp_path}/nowhere" in result.stderr
    assert not archive.exists()


def test_a_source_of_the_same_name_from_another_place_is_refused_with_the_cure(archive_folder, tmp_path, write_page):
    for name in ("x", "y"):
        write_page(tmp_path / name / "docs" / "a.html", f"Sivu {name}", "Tässä on sisältöä.")
    assert kielo("ingest", tmp_path / "x" / "docs", archive=archive_folder).exit_code == 0
    result = kielo("ingest", tmp_path / "y" / "docs", archive=archive_folder)
    assert result.exit_code == 3
    assert "--source NAME" in result.stderr
    assert "--moved" in result.stderr
    assert kielo("ingest", tmp_path / "y" / "docs", "--source", "y", archive=archive_folder).exit_code == 0
    assert [page["address"] for page in said("pages", archive=archive_folder)] == ["docs/a.html", "y/a.html"]


def test_a_second_writer_is_refused_while_one_is_running(archive_folder, county):
    with Store.open(archive_folder) as store, store.writing():
        for command in (["ingest", county], ["reindex"]):
            result = kielo(*command, archive=archive_folder)
            assert (result.exit_code, result.stdout) == (4, "")
            assert "another kielo is writing" in result.stderr
        assert kielo("status", archive=archive_folder).exit_code == 0
    assert kielo("ingest", county, archive=archive_folder).exit_code == 0


# the other commands

PAGE_FIELDS = {"page", "address", "title", "lang", "confidence", "published", "updated", "kind", "programme"}


def test_pages_are_listed(county_archive):
    pages = said("pages", archive=county_archive)
    assert all(set(page) >= PAGE_FIELDS for page in pages)
    assert [page["address"] for page in pages] == sorted(page["address"] for page in pages)
    assert len(pages) == 6
    assert {page["lang"] for page in said("pages", "--lang", "sv", "--lang", "en", archive=county_archive)} == {
        "sv",
        "en",
    }
    shown = kielo("pages", archive=county_archive)
    assert all(page["title"] in shown.stdout for page in pages)
    assert "6 pages" in shown.stderr


def test_a_page_is_shown(county_archive):
    page = said("show", "fi/hoitopolku", archive=county_archive)
    assert set(page) >= PAGE_FIELDS | {"text", "blocks", "dropped"}
    assert all(set(block) >= {"kind", "text", "lang"} for block in page["blocks"])
    assert "\n".join(block["text"] for block in page["blocks"]) == page["text"]
    shown = kielo("show", "fi/hoitopolku", archive=county_archive).stdout
    assert page["text"] in shown
    assert page["address"] in shown


def test_what_was_dropped_from_a_page_is_shown_with_its_reason(archive_folder, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.html").write_text(
        "<html lang='fi'><body><nav><a href='/'>Etusivu</a> <a href='/k'>Kartta</a></nav><main><h1>Tiedote</h1>"
        "<p>Kirjasto on suljettu heinäkuussa remontin vuoksi.</p></main></body></html>"
    )
    kielo("ingest", tmp_path / "docs", archive=archive_folder)
    (dropped,) = said("show", "a.html", archive=archive_folder)["dropped"]
    assert dropped["text"] == "Etusivu Kartta"
    assert f"{dropped['reason']}: Etusivu Kartta" in kielo("show", "a.html", "--dropped", archive=archive_folder).stdout


def test_a_page_that_is_not_there_is_an_input_error(county_archive):
    for command in ("show", "links"):
        result = kielo(command, "nowhere.html", archive=county_archive)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "kielo pages" in result.stderr


def test_links_are_listed_with_evidence(county_archive):
    links = said("links", archive=county_archive)
    assert len(links) >= 3
    for link in links:
        assert set(link) >= {"a", "b", "relation", "confidence", "state", "evidence"}
        assert link["a"].startswith(SITE)
        assert all(set(each) >= {"kind", "detail", "weight"} for each in link["evidence"])
    of_one = said("links", "fi/tiedote-4-2023", archive=county_archive)
    assert [{link["a"], link["b"]} for link in of_one] == [
        {f"{SITE}/fi/tiedote-4-2023", f"{SITE}/sv/meddelande-4-2023"}
    ]
    assert f"{len(links)} links" in kielo("links", archive=county_archive).stderr


def test_programmes_are_listed_and_shown(county_archive):
    programmes = said("programmes", archive=county_archive)
    largest = max(programmes, key=lambda programme: len(programme["pages"]))
    assert largest["labels"] == {
        "fi": "Hoitopolku-hanke",
        "sv": "Projektet Vårdstigen",
        "en": "The Care Path project",
    }
    assert largest["pages"] == sorted(largest["pages"])
    assert said("show", largest["programme"], archive=county_archive) == largest
    shown = kielo("show", largest["programme"], archive=county_archive).stdout
    assert all(address in shown for address in largest["pages"])
    assert "3 programmes" in kielo("programmes", archive=county_archive).stderr


def test_a_search_answers_in_json(county_archive):
    answer = said("search", "välfärdsområde", "--lang", "fi", "--lang", "sv", archive=county_archive)
    assert answer["query"] == "välfärdsområde"
    assert answer["total"] == {"programmes": 1, "pages": 2}
    (group,) = answer["groups"]
    assert group["languages"] == ["fi", "sv", "en"]
    assert [set(other) for other in group["others"]] == [{"page", "address", "title", "lang"}]
    for hit in group["hits"]:
        assert set(hit) >= {"page", "address", "title", "lang", "score", "passages", "reasons"}
        assert all(set(reason) == {"term", "matched", "lang", "source", "steps"} for reason in hit["reasons"])
        for passage in hit["passages"]:
            assert set(passage) >= {"text", "lang", "marks"}
            assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["marks"])
    assert any(hit["reasons"] for hit in group["hits"])


def test_a_search_answers_in_words_with_its_reasons(county_archive):
    result = kielo("search", "välfärdsområde", "--lang", "fi", archive=county_archive)
    assert result.stdout.startswith("1 programme, 1 page\n")
    assert "[Hyvinvointialue]" in result.stdout
    assert "välfärdsområde → hyvinvointialue" in result.stdout.lower()
    assert "also EN  The Care Path project" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_nothing_found_is_no_error_and_is_said(county_archive, options):
    result = kielo("search", "avaruusasema", *options, archive=county_archive)
    assert result.exit_code == 0
    if options:
        assert json.loads(result.stdout)["groups"] == []
    else:
        assert (result.stdout, result.stderr) == ("", "nothing found for avaruusasema\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_open_quote_is_read_as_closed_at_the_end_and_said(county_archive, options):
    result = kielo("search", '"sosiaali- ja terveyspalveluihin', *options, archive=county_archive)
    assert result.exit_code == 0
    assert "quotation mark at 1 is not closed" in result.stderr
    assert "Hoitopolku" in result.stdout
    if options:
        json.loads(result.stdout)


def test_the_status_is_told(county_archive):
    status = said("status", archive=county_archive)
    assert (status["pages"], status["programmes"], status["index"]["is_current"]) == (6, 3, True)
    assert "tantivy, 6 pages" in kielo("status", archive=county_archive).stdout


def test_an_archive_without_an_index_says_how_to_build_one(archive_folder):
    shutil.rmtree(archive_folder / "index")
    assert "kielo reindex" in kielo("status", archive=archive_folder).stdout
    assert said("status", archive=archive_folder)["index"] is None
    result = kielo("search", "hanke", archive=archive_folder)
    assert (result.exit_code, "kielo reindex" in result.stderr) == (4, True)


def test_the_index_is_built_anew_on_request(archive_folder):
    assert said("reindex", "--engine", "whoosh", archive=archive_folder)["engine"] == "whoosh"
    assert "with whoosh" in kielo("reindex", archive=archive_folder).stdout


@pytest.mark.parametrize(
    "command",
    [
        ["search", "hanke"],
        ["pages"],
        ["links"],
        ["programmes"],
        ["show", "a"],
        ["status"],
        ["reindex"],
        ["drop", "a", "1"],
        ["restore", "a", "1"],
        ["set-language", "a", "fi"],
        ["reclean"],
        ["report", "cleaning"],
    ],
)
def test_without_an_archive_every_command_says_how_to_make_one_and_makes_none(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    result = kielo(*command)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "kielo ingest" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["search", "hanke"], ["pages"], ["status"], ["ingest", "."], ["reindex"]])
def test_an_archive_of_a_newer_schema_is_refused_by_every_command(archive_folder, command):
    with sqlite3.connect(archive_folder / "archive.sqlite") as db:
        db.execute("UPDATE setting SET value = '99' WHERE key = 'schema'")
    db.close()
    result = kielo(*command, archive=archive_folder)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "schema 99" in result.stderr


def test_settings_that_cannot_be_are_an_error_that_names_them(archive_folder, county):
    (archive_folder / "kielo.toml").write_text("colour = 1\n")
    result = kielo("ingest", county, archive=archive_folder)
    assert result.exit_code == 5
    assert "'colour'" in result.stderr


def test_an_unknown_engine_in_the_settings_loses_no_page(archive_folder, county):
    (archive_folder / "kielo.toml").write_text('engine = "lucene"\n')
    result = kielo("ingest", county, archive=archive_folder)
    assert (result.exit_code, "engine must be one of tantivy, whoosh" in result.stderr) == (5, True)
    (archive_folder / "kielo.toml").unlink()
    assert kielo("ingest", county, archive=archive_folder).exit_code == 0
    assert len(said("pages", archive=archive_folder)) == 6


@pytest.mark.parametrize(
    "arguments",
    [["ingest"], ["search"], ["nonsense"], ["search", "x", "--limit", "0"], ["search", "x", "--lang", "de"]],
)
def test_wrong_usage_is_an_error_of_its_own(arguments, county_archive):
    assert kielo(*arguments, archive=county_archive).exit_code == 2


@pytest.mark.parametrize("command", sorted(cli.main.commands))
def test_every_command_has_help(command):
    result = kielo(command, "--help")
    assert result.exit_code == 0
    assert cli.main.commands[command].help


def test_the_archive_can_be_named_before_or_after_the_command_or_by_a_variable(county_archive, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIELO_ARCHIVE", str(county_archive))
    assert kielo("status").exit_code == 0
    monkeypatch.setenv("KIELO_ARCHIVE", "nowhere")
    assert kielo("status", "--archive", county_archive).exit_code == 0
    assert kielo("--archive", county_archive, "status").exit_code == 0
    assert kielo("--archive", county_archive, "report", "languages").exit_code == 0
    assert kielo("report", "languages", "--archive", county_archive).exit_code == 0
    assert kielo("status").exit_code == 4


# decisions, reports, cleaning anew

POOL = "fi/uimahalli"


@pytest.fixture
def county_copy(county_archive, tmp_path):
    """An archive of the county to change things in."""
    return shutil.copytree(county_archive, tmp_path / "county")


def test_the_numbers_of_blocks_that_are_shown_are_those_that_decisions_take(county_copy):
    shown = kielo("show", POOL, "--blocks", archive=county_copy).stdout.splitlines()
    blocks = said("show", POOL, archive=county_copy)["blocks"]
    assert [f"{block['n']:4} {block['text']}" for block in blocks] == shown[-len(blocks) :]
    chosen = blocks[-1]
    made = said("drop", POOL, chosen["n"], archive=county_copy)
    assert [(each["kind"], each["value"], each["nth"]) for each in made] == [("drop", chosen["text"], 0)]
    page = said("show", POOL, archive=county_copy)
    assert page["blocks"] == blocks[:-1]
    assert page["dropped"] == [{"n": chosen["n"], "text": chosen["text"], "reason": "decision"}]
    assert f"{chosen['n']:4} decision: {chosen['text']}" in kielo("show", POOL, "--dropped", archive=county_copy).stdout
    assert said("search", "syyskuussa", archive=county_copy)["total"]["pages"] == 0
    restored = kielo("restore", POOL, chosen["n"], archive=county_copy)
    assert (restored.exit_code, restored.stdout) == (0, f"restore: {chosen['text']}\n")
    assert said("show", POOL, archive=county_copy)["blocks"] == blocks
    assert said("search", "syyskuussa", archive=county_copy)["total"]["pages"] == 1


@pytest.mark.parametrize("command", ["drop", "restore"])
def test_a_decision_is_taken_back(county_copy, command):
    before = said("show", POOL, archive=county_copy)
    kielo(command, POOL, "Uimahallin katto", archive=county_copy)
    (made,) = said(command, "--undo", POOL, "Uimahallin katto", archive=county_copy)
    assert made["kind"] == "undo"
    assert said("show", POOL, archive=county_copy) == before


def test_a_page_of_which_nothing_is_left_says_so(county_copy):
    numbers = [block["n"] for block in said("show", POOL, archive=county_copy)["blocks"]]
    assert kielo("drop", POOL, *numbers, archive=county_copy).exit_code == 0
    shown = kielo("show", POOL, archive=county_copy)
    assert (shown.exit_code, "nothing is left of this page" in shown.stdout) == (0, True)
    assert len(said("pages", archive=county_copy)) == 6


def test_a_language_is_set_and_taken_back(county_copy):
    before = said("show", POOL, archive=county_copy)
    (made,) = said("set-language", POOL, "sv", archive=county_copy)
    assert (made["kind"], made["value"]) == ("language", "sv")
    assert said("show", POOL, archive=county_copy)["lang"] == "sv"
    report = said("report", "languages", archive=county_copy)
    assert (report["languages"], [each["value"] for each in report["decisions"]]) == (
        {"fi": 2, "sv": 3, "en": 1},
        ["sv"],
    )
    assert kielo("set-language", POOL, "auto", archive=county_copy).stdout == "language: auto\n"
    assert said("show", POOL, archive=county_copy) == before


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["drop", POOL, "99"], "no block 99"),
        (["drop", POOL, "avaruusasema"], "no block holds 'avaruusasema'"),
        (["restore", POOL, "halli"], "2 blocks hold 'halli'"),
        (["drop", POOL, "--undo", "1"], "nothing was decided"),
        (["drop", "nowhere", "1"], "no such page"),
        (["set-language", "nowhere", "fi"], "no such page"),
        (
            ["report", "cleaning", "--site", "nowhere.example"],
            "no page is of this site (there are tammilaakso.example)",
        ),
    ],
)
def test_what_cannot_be_decided_or_told_is_an_input_error_and_changes_nothing(county_copy, arguments, problem):
    before = (county_copy / "archive.sqlite").read_bytes()
    result = kielo(*arguments, archive=county_copy)
    assert (result.exit_code, result.stdout) == (3, "")
    assert problem in result.stderr
    status = said("status", archive=county_copy)
    assert (status["decisions"], status["index"]["is_current"]) == (0, True)
    assert (county_copy / "archive.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [["drop", POOL], ["restore"], ["set-language", POOL, "de"], ["report", "nothing"]]
)
def test_a_decision_on_nothing_is_wrong_usage(county_archive, arguments):
    assert kielo(*arguments, archive=county_archive).exit_code == 2


@pytest.mark.parametrize("command", [["drop", POOL, "1"], ["set-language", POOL, "sv"], ["reclean"]])
def test_what_changes_pages_is_refused_beside_another_writer(county_copy, command):
    with Store.open(county_copy) as store, store.writing():
        result = kielo(*command, archive=county_copy)
        assert (result.exit_code, result.stdout, "another kielo is writing" in result.stderr) == (4, "", True)
        assert kielo("reclean", "--dry-run", archive=county_copy).exit_code == 0
        assert kielo("report", "cleaning", archive=county_copy).exit_code == 0


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_cleaning_anew_with_the_same_rules_changes_nothing(county_copy, options):
    before = said("status", archive=county_copy)
    assert said("reclean", *options, archive=county_copy) == {"versions": 6, "changes": []}
    result = kielo("reclean", *options, archive=county_copy)
    deed = "looked at: 0 pages would change" if options else "cleaned anew: 0 pages changed"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"6 versions {deed}\n")
    assert said("status", archive=county_copy) == before


def test_cleaning_anew_tells_what_differs(county_copy, monkeypatch):
    sound = rules.judge
    monkeypatch.setattr(
        rules,
        "judge",
        lambda pieces, *, is_stamp: tuple(
            piece.because("rule:roof") if "katto" in piece.text else piece for piece in sound(pieces, is_stamp=is_stamp)
        ),
    )
    (change,) = said("reclean", "--dry-run", archive=county_copy)["changes"]
    assert set(change) == {"address", "back", "gone", "title", "lang", "refused"}
    assert (change["address"], change["back"], len(change["gone"])) == (f"{SITE}/{POOL}", [], 1)
    assert said("search", "katto", archive=county_copy)["total"]["pages"] == 1
    result = kielo("reclean", archive=county_copy)
    assert result.stdout == f"{SITE}/{POOL}\n  - {change['gone'][0]}\n"
    assert "1 page changed" in result.stderr
    assert said("search", "katto", archive=county_copy)["total"]["pages"] == 0


def test_reports_tell_of_cleaning_and_languages(county_copy):
    kielo("drop", POOL, "Uimahallin katto", archive=county_copy)
    kielo("set-language", POOL, "sv", archive=county_copy)
    cleaning = said("report", "cleaning", archive=county_copy)
    assert set(cleaning) == {"sites", "templates", "suspicious", "unreadable", "decisions", "links"}
    (site,) = cleaning["sites"]
    assert (site["site"], site["pages"], list(site["reasons"])) == ("tammilaakso.example", 6, ["decision"])
    assert site["removed"] == site["reasons"]["decision"]
    assert [(each["kind"], each["needs_look"]) for each in cleaning["decisions"]] == [("drop", None)]
    assert said("report", "cleaning", "--site", "tammilaakso.example", archive=county_copy) == cleaning
    languages = said("report", "languages", archive=county_copy)
    assert set(languages) == {"languages", "conflicts", "bilingual", "unknown", "unsure", "decisions"}
    for report in ("cleaning", "languages"):
        shown = kielo("report", report, archive=county_copy)
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert f"{SITE}/{POOL}" in shown.stdout


def test_the_status_tells_of_decisions_of_the_vote_and_of_what_an_earlier_kielo_has_cleaned(
    county_copy, write_page, tmp_path
):
    kielo("drop", POOL, "Uimahallin katto", archive=county_copy)
    status = said("status", archive=county_copy)
    assert (status["outdated"], status["vote"], status["decisions"], status["needs_look"]) == (0, True, 1, 0)
    shown = kielo("status", archive=county_copy).stdout
    assert "vote         on\n" in shown
    assert "decisions    1\n" in shown
    assert "earlier" not in shown
    with sqlite3.connect(county_copy / "archive.sqlite") as db:
        db.execute("UPDATE version SET cleaning = cleaning - 1")
    db.close()
    write_page(tmp_path / "new.html", "Uimahalli", "Uimahalli on taas auki.", url=f"{SITE}/{POOL}")
    kielo("ingest", tmp_path / "new.html", archive=county_copy)
    status = said("status", archive=county_copy)
    assert (status["outdated"], status["needs_look"]) == (6, 1)
    shown = kielo("status", archive=county_copy).stdout
    assert "6 versions were cleaned by an earlier kielo: run `kielo reclean`" in shown
    assert "decisions    1, 1 in need of a new look" in shown
    assert (
        "needs a new look: the block is not there any more" in kielo("report", "cleaning", archive=county_copy).stdout
    )
    kielo("reclean", archive=county_copy)
    assert said("status", archive=county_copy)["outdated"] == 0


def test_the_vote_that_is_off_is_told(county_archive, monkeypatch):
    monkeypatch.setattr("corpus.cleaning.second.is_available", lambda: False)
    assert said("status", archive=county_archive)["vote"] is False
    assert "vote         off" in kielo("status", archive=county_archive).stdout


# as a process of its own


def test_a_process_answers_with_data_on_stdout_and_messages_on_stderr(county_archive, tmp_path):
    good = in_a_process("--archive", county_archive, "search", '"hoitopolku', "--json", cwd=tmp_path)
    assert (good.returncode, json.loads(good.stdout)["total"]["pages"]) == (0, 1)
    assert good.stderr.startswith("kielo: ")
    none = in_a_process("search", "hoitopolku", cwd=tmp_path)
    assert (none.returncode, none.stdout) == (4, "")
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_a_process_is_one_line_without_a_traceback(tmp_path):
    result = in_a_process("ingest", "nowhere", cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr.count("\n") == 1
    assert in_a_process("ingest", cwd=tmp_path).returncode == 2


def test_a_reader_that_has_had_enough_is_no_error(county_archive):
    command = [sys.executable, str(ROOT / "cli.py"), "--archive", str(county_archive), "pages", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(timeout=60) in (0, 1)
    assert b"Traceback" not in told


def test_an_empty_path_does_not_stand_for_the_working_directory(tmp_path):
    run = CliRunner().invoke(cli.main, ["ingest", "", "--archive", str(tmp_path / "archive")])
    assert run.exit_code == 2
    assert "a path is empty" in run.output


# stopped


@pytest.mark.parametrize(
    ("at", "arguments", "said"),
    [
        ("kielo.Archive.pages", ("pages",), "kielo: stopped\n"),
        ("search.web.serve", ("serve",), "kielo: stopped\n"),
        ("corpus.ingest.ingest", ("ingest", ROOT / "demo"), "kielo: stopped; what was stored stays, and the next run"),
        ("indexer.build.reindex", ("reindex",), "kielo: stopped; what was stored stays, and the next run"),
        ("click.Command.make_context", ("pages",), ""),
    ],
)
def test_ctrl_c_has_an_exit_code_and_says_that_nothing_is_lost_where_something_was_stored(
    archive_folder, monkeypatch, at, arguments, said
):
    monkeypatch.setattr(at, mock.Mock(side_effect=KeyboardInterrupt))
    result = kielo(*arguments, archive=archive_folder)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.startswith(said)
    assert ("stays" in result.stderr) == ("stays" in said)


@pytest.mark.parametrize("module", ["click", "kielo", "search.commands", "search.vocabulary_commands"])
def test_ctrl_c_while_modules_are_imported_is_quiet(module):
    code = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "import cli"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("concordance", "katto", "--csv", "--vrt"), "--csv and --vrt cannot be given together"),
        (("show", "g1", "--raw", "--json"), "--raw and --json cannot be given together"),
        (("links", "--import", "-", "--export", "-"), "--import and --export cannot be given together"),
        (("links", "POOL", "--import", "-"), "leave PAGE out"),
        (("report", "facts", "--csv", "--json"), "--csv and --json cannot be given together"),
    ],
)
def test_options_of_which_one_would_win_in_silence_are_refused(county_copy, arguments, said):
    result = kielo(*arguments, archive=county_copy)
    assert result.exit_code == 2
    assert said in result.stderr


def test_bytes_that_are_no_text_are_replaced_and_it_is_said(county_copy):
    result = kielo("search", "katto\udcff", archive=county_copy)
    assert result.exit_code == 0
    assert "bytes that are not UTF-8 were replaced" in result.stderr


def test_an_export_and_a_saved_search_tell_how_the_query_was_read(county_copy):
    for arguments in (("export", "kind:foo katto"), ("save", "katot", "kind:foo katto")):
        assert "it was ignored" in kielo(*arguments, archive=county_copy).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_no_defect(county_copy):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, str(ROOT / "cli.py"), "--archive", str(county_copy), "export", "katto"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (run.returncode, "Traceback" in run.stderr) == (3, False), run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
@pytest.mark.parametrize(
    "arguments", ["search katto", "search katto --json", "pages", "export katto", "why katto x", "status", "--help"]
)
def test_closed_output_is_no_defect_and_not_passed_over(county_copy, arguments):
    command = f'exec "$0" "$1" --archive "$2" {arguments} >&-'
    run = subprocess.run(
        ["sh", "-c", command, sys.executable, str(ROOT / "cli.py"), str(county_copy)],
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 3
    assert run.stderr.endswith("kielo: standard output is closed; what was to be written is not whole\n")
    assert "Traceback" not in run.stderr


# what a newcomer stumbles over


@pytest.mark.parametrize("name", ["search", "export", "count"])
def test_a_query_that_begins_with_a_hyphen_is_refused_with_what_to_type(county_copy, name):
    refused = kielo(name, "-katto", archive=county_copy)
    assert refused.exit_code == 2
    assert f"a query that begins with - comes after --: kielo {name} -- -katto" in refused.stderr
    assert "comes after --" not in kielo(name, "katto", "--katto", archive=county_copy).stderr
    assert kielo(name, "--", "-katto", archive=county_copy).exit_code == 0


def test_an_unknown_option_of_a_command_without_a_query_has_no_hint_of_one(county_copy):
    assert "query" not in kielo("pages", "-katto", archive=county_copy).stderr


def test_a_damaged_index_is_told_and_mended(county_copy):
    (county_copy / "index" / "current").write_bytes(b"\xff")
    for arguments in (("search", "katto"), ("status",)):
        assert kielo(*arguments, archive=county_copy).exit_code == 6
    assert kielo("doctor", "--repair", archive=county_copy).exit_code == 0
    assert kielo("search", "katto", archive=county_copy).exit_code == 0


def test_a_library_that_is_not_installed_is_no_defect(county_copy, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rdflib", None)
    (tmp_path / "own.ttl").write_text("", "utf-8")
    refused = kielo("glossary", "import", tmp_path / "own.ttl", archive=county_copy)
    assert (refused.exit_code, "pip install 'kielo[skos]'" in refused.stderr) == (6, True)


def test_the_status_tells_of_settings_that_cannot_be_read(county_copy):
    assert said("status", archive=county_copy)["settings"] is None
    (county_copy / "kielo.toml").write_text("engine = [", "utf-8")
    assert "kielo.toml: cannot be read" in said("status", archive=county_copy)["settings"]
    shown = kielo("status", archive=county_copy)
    assert shown.exit_code == 0
    assert "settings     " in shown.stdout


@pytest.mark.parametrize("command", [("status",), ("search", "katto"), ("ingest", ROOT / "demo")])
def test_a_file_in_place_of_the_archive_is_said_and_stays(county_copy, tmp_path, command):
    (tmp_path / "file").write_text("mine", "utf-8")
    for file, hint in ((tmp_path / "file", "name a folder"), (county_copy / "kielo.toml", f"--archive {county_copy}")):
        result = kielo(*command, archive=file)
        assert result.exit_code == 4
        assert "an archive is a folder, and this is a file" in result.stderr
        assert hint in result.stderr
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.parametrize("option", [("--with", "sv"), ("--dropped",), ("--blocks",), ("--raw",)])
def test_what_is_told_of_pages_only_names_the_pages_of_a_programme(county_archive, option):
    programme = next(each for each in said("programmes", archive=county_archive) if len(each["pages"]) == 3)
    result = kielo("show", programme["programme"], *option, archive=county_archive)
    assert result.exit_code == 3
    assert "this is a programme; name one of its pages" in result.stderr
    assert all(page in result.stderr for page in programme["pages"])


@pytest.mark.parametrize("unit", ["programme", "page", "passage"])
def test_beyond_the_end_it_is_said_how_many_there_are(county_archive, unit):
    result = kielo("search", "katto", "--group", unit, "--offset", "50", archive=county_archive)
    assert result.exit_code == 0
    assert f"--offset 50 is beyond the end: 1 {unit} in all" in result.stderr


@pytest.mark.parametrize(
    "command", [("report", "facts"), ("report", "coverage"), ("report", "cleaning"), ("programmes",)]
)
def test_a_site_that_no_page_is_of_is_said_with_near_ones(county_archive, command):
    near = kielo(*command, "--site", "tamilaakso", archive=county_archive)
    far = kielo(*command, "--site", "x", archive=county_archive)
    assert (near.exit_code, far.exit_code) == (3, 3)
    assert "near it: tammilaakso.example" in near.stderr
    assert "x: no page is of this site" in far.stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("search", "katto"), "no pages were held as of 2001: the archive holds pages from "),
        (("count", "katto"), "no pages were held as of 2001"),
        (("concordance", "katto"), "no pages were held as of 2001"),
        (("export", "katto"), "no pages were held as of 2001"),
        (("why", "katto", "fi/uimahalli"), "not held then: it came in on "),
        (("export", "--cite", "fi/uimahalli"), ", and was not held as of 2001"),
        (("export", "--cite", "fi/nosuch"), "there is no such page"),
    ],
)
def test_an_archive_asked_before_its_first_page_says_from_when_on_it_has_any(county_copy, command, told):
    result = kielo(*command, "--as-of", "2001", archive=county_copy)
    assert told in result.output
