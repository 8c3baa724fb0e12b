"""The name of an archive's state, packing it, and asking a cited query again."""

import json
import shutil
import zipfile
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import cli
import kielo
from indexer.generations import current_generation
from search.citing import Asked, exported
from search.recall import read_citation
from search.web import create_app

SITE = "https://www.saarnijoki.example"
PAGES = (
    ("fi/silta", "fi", "Silta korjataan", "Kunta korjaa vanhan sillan, ja liikenne ohjataan lautalle.", "2020-05-01"),
    ("fi/lautta", "fi", "Lautta kulkee", "Lautta kulkee tunnin välein aamusta iltaan.", "2020-05-02"),
    ("fi/silta", "fi", "Silta korjattiin", "Silta avattiin liikenteelle, ja lautta jäi pois.", "2021-06-01"),
    ("sv/bron", "sv", "Bron öppnades", "Den gamla bron öppnades för trafik och färjan togs bort.", "2021-06-02"),
    ("fi/tori", "fi", "Tori muuttaa", "Tori muuttaa rantaan, aivan sillan viereen.", "2021-06-02"),
)


def record(path, lang, title, text, day):
    body = f"<html lang='{lang}'><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return json.dumps({"url": f"{SITE}/{path}", "html": body, "fetched_at": f"{day}T12:00:00Z"}) + "\n"


@pytest.fixture
def archive_of(seasoned, tmp_path):
    """Makes an archive of pages, run by run, beside the files of the county."""

    def make(name, *runs):
        folder = shutil.copytree(seasoned, tmp_path / name / "archive")
        with kielo.open(folder) as archive:
            for n, pages in enumerate(runs):
                file = tmp_path / name / str(n) / "crawl.jsonl"
                file.parent.mkdir()
                file.write_text("".join(record(*page) for page in pages), "utf-8")
                archive.ingest([file])
        return folder

    return make


def state_of(folder):
    with kielo.open(folder) as archive:
        return archive.snapshot()


def test_the_same_pages_give_the_same_name_in_any_order_and_whenever_they_come(archive_of):
    at_once = state_of(archive_of("a", PAGES))
    backwards = state_of(archive_of("b", *([page] for page in reversed(PAGES))))
    assert at_once == backwards
    assert len(at_once.id) == 20


def test_another_text_another_page_another_decision_and_another_grouping_give_another_name(archive_of):
    folder = archive_of("a", PAGES)
    seen = {state_of(folder).id, state_of(archive_of("b", PAGES[:-1])).id}
    other = (*PAGES[:-1], (*PAGES[-1][:3], "Tori ei muutakaan rantaan.", PAGES[-1][4]))
    seen.add(state_of(archive_of("c", other)).id)
    with kielo.open(folder) as archive:
        archive.set_language("fi/tori", "fi")
        seen.add(archive.snapshot().id)
        archive.set_language("fi/tori", "auto")
        assert archive.snapshot().id in seen
    assert len(seen) == 4


def test_an_archive_that_is_open_tells_the_state_there_is_after_a_decision_that_changes_no_page(archive_of):
    folder = archive_of("a", PAGES)

    def cited(client):
        return client.get("/search.ris?q=silta").text

    with kielo.open(folder) as reader, kielo.open(folder) as writer:
        client = create_app(folder).test_client()
        generation = current_generation(folder)
        before = list(reader.export("silta"))[-1], cited(client)
        writer.unlink("fi/tori", "sv/bron")
        after = list(reader.export("silta"))[-1], cited(client)
        state = reader.snapshot().id
    assert generation == current_generation(folder)
    assert [state in told for told in (*before, *after)] == [False, False, True, True]


def test_a_decision_that_is_taken_back_leaves_the_name_there_was(archive_of):
    folder = archive_of("a", PAGES)
    before = state_of(folder)
    with kielo.open(folder) as archive:
        archive.drop("fi/tori", "Tori muuttaa rantaan")
        assert archive.snapshot().id != before.id
        archive.undo("fi/tori", "Tori muuttaa rantaan")
        assert archive.snapshot() == before


def test_building_the_index_whole_leaves_the_name(archive_of):
    folder = archive_of("a", PAGES[:2], PAGES[2:])
    before = state_of(folder)
    with kielo.open(folder) as archive:
        archive.reindex()
    assert state_of(folder) == before


def test_an_index_that_does_not_tell_its_state_says_what_to_do(archive_of):
    folder = archive_of("a", PAGES[:1])
    (manifest,) = (folder / "index").glob("*/manifest.json")
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "snapshot": {}}))
    with kielo.open(folder) as archive, pytest.raises(kielo.StoreError, match="kielo reindex"):
        archive.snapshot()


@pytest.fixture
def packed(archive_of, tmp_path, county):
    """An archive with files, crawls and decisions, and a pack of it."""
    folder = archive_of("a", PAGES)
    with kielo.open(folder) as archive:
        archive.ingest([county])
        archive.drop("fi/tori", "Tori muuttaa rantaan")
        archive.set_language("fi/uimahalli", "sv")
        state = archive.snapshot(tmp_path / "state.zip")
        text = {page.address: page.cleaned.text for page in archive.store_for().pages()}
    return SimpleNamespace(folder=folder, file=tmp_path / "state.zip", id=state.id, texts=text)


def test_a_pack_brings_another_archive_to_the_same_state(packed, archive_of, tmp_path):
    elsewhere = archive_of("elsewhere")
    with kielo.open(elsewhere) as archive:
        report = archive.ingest([packed.file])
        assert (report.new, report.refused) == (len(packed.texts), ())
        assert archive.snapshot(tmp_path / "again.zip").id == packed.id
        assert {page.address: page.cleaned.text for page in archive.store_for().pages()} == packed.texts
    assert (tmp_path / "again.zip").read_bytes() == packed.file.read_bytes()


def test_a_pack_that_is_taken_in_twice_changes_nothing(packed, archive_of):
    elsewhere = archive_of("elsewhere")
    with kielo.open(elsewhere) as archive:
        archive.ingest([packed.file])
        held = archive.store_for().counts(), archive.store_for().settling().decisions()
        report = archive.ingest([packed.file])
        assert (report.new, report.changed) == (0, 0)
        assert (archive.store_for().counts(), archive.store_for().settling().decisions()) == held


def test_a_capture_that_was_damaged_is_refused_by_name_and_the_others_come_in(packed, archive_of, tmp_path):
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(packed.file) as old, zipfile.ZipFile(broken, "w") as new:
        bodies = [name for name in old.namelist() if name.startswith("bodies/")]
        for name in old.namelist():
            new.writestr(name, b"other" if name == bodies[0] else old.read(name))
    with kielo.open(archive_of("elsewhere")) as archive:
        report = archive.ingest([broken])
    assert [str(drop.reason) for drop in report.refused] == ["damaged"]
    assert report.new == len(packed.texts) - 1


def test_a_zip_of_pages_is_no_pack(county, archive_of, tmp_path):
    file = tmp_path / "county.zip"
    with zipfile.ZipFile(file, "w") as zipped:
        for page in county.rglob("*.html"):
            zipped.write(page, page.relative_to(county))
        zipped.writestr("about.json", "[1]")
    with kielo.open(archive_of("a")) as archive:
        assert archive.ingest([file]).new == 6


def test_where_no_pack_can_be_written_nothing_is_left(packed, tmp_path):
    with kielo.open(packed.folder) as archive, pytest.raises(kielo.InputError, match="cannot be written"):
        archive.snapshot(tmp_path / "nowhere" / "state.zip")


# Asking again


def test_a_cited_query_is_asked_again_and_what_differs_is_named(archive_of, tmp_path):
    folder = archive_of("a", PAGES[:2])
    cited = tmp_path / "cited.jsonl"
    with kielo.open(folder) as archive:
        cited.write_text("".join(archive.export("silta OR lautta")), "utf-8")
        same = archive.recall(str(cited))
        assert (same.is_same_state, same.is_same_answer) == (True, True)
        (tmp_path / "crawl.jsonl").write_text("".join(record(*page) for page in PAGES[2:]), "utf-8")
        archive.ingest([tmp_path / "crawl.jsonl"])
        archive.drop("fi/lautta", "Lautta kulkee tunnin")
        other = archive.recall(str(cited))
    assert (other.is_same_state, other.is_same_answer) == (False, False)
    assert {page.title for page in other.added} == {"Tori muuttaa"}
    assert [page.title for page in other.changed] == ["Silta korjattiin"]
    assert other.gone == ()


def test_a_page_that_is_not_found_any_more_is_named_from_the_citation(archive_of, tmp_path):
    with kielo.open(archive_of("a", PAGES[:2])) as archive:
        (tmp_path / "cited.jsonl").write_text("".join(archive.export("tunnin")), "utf-8")
        archive.drop("fi/lautta", "Lautta kulkee tunnin")
        found = archive.recall(str(tmp_path / "cited.jsonl"))
    assert ([told["title"] for told in found.gone], found.pages) == (["Lautta kulkee"], 0)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl"])
def test_the_note_of_a_citation_is_enough_to_ask_again(archive_of, tmp_path, form):
    with kielo.open(archive_of("a", PAGES)) as archive:
        file = tmp_path / "cited"
        file.write_text("".join(archive.export("silta", form, lang=["fi"], without=["bro"])), "utf-8")
        found = archive.recall(str(file))
    assert (found.is_same_state, found.is_same_answer, found.added) == (True, True, None)
    assert (found.cited.asked.langs, found.cited.asked.without) == (("fi",), ("bro",))


@pytest.mark.parametrize(
    "asked",
    [
        Asked(query="silta", state="0" * 20, pages=1),
        Asked(query="(silta OR lautta) -tori", state="0" * 20, pages=12, as_of="2021-05-01"),
        Asked(query='"a, b"', state="0" * 20, pages=0, langs=("fi", "sv"), translate=False, without=("bro", "å")),
    ],
    ids=lambda asked: asked.query,
)
@pytest.mark.parametrize("form", ["jsonl", "ris", "csl", "bibtex"])
def test_a_citation_tells_all_that_is_needed_to_ask_again(asked, form):
    assert read_citation("".join(exported([], form, asked))).asked == asked


def test_a_query_can_be_given_with_the_state_it_was_asked_of(archive_of):
    with kielo.open(archive_of("a", PAGES)) as archive:
        assert archive.recall("silta", snapshot=archive.snapshot().id).is_same_state
        assert not archive.recall("silta", snapshot="0" * 20).is_same_state
        with pytest.raises(kielo.InputError, match="cites no query"):
            archive.recall("silta")


@pytest.fixture(scope="module")
def citing(seasoned, tmp_path_factory):
    """An archive that is only read, with a folder of what is no citation of it."""
    folder = tmp_path_factory.mktemp("citing")
    (folder / "crawl.jsonl").write_text("".join(record(*page) for page in PAGES), "utf-8")
    with kielo.open(shutil.copytree(seasoned, folder / "archive")) as archive:
        archive.ingest([folder / "crawl.jsonl"])
        lines = "".join(archive.export("silta OR lautta"))
        texts = {
            "note.txt": "Minutes of a meeting",
            "export.csv": "".join(archive.export("silta", "csv")),
            "cut.jsonl": "".join(lines.splitlines(keepends=True)[:-1]),
            "torn.jsonl": lines[: len(lines) // 2],
            "torn.json": "".join(archive.export("silta", "csl"))[:-9],
            "list.json": "[]",
            "else.json": '{\n "a": 1\n}',
            "bytes.bib": "\0\x01",
        }
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
        yield archive, folder


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("nosuch.jsonl", "there is no such file"),
        ("no/such/file", "there is no such file"),
        ("", "this is a folder"),
        ("note.txt", "cites no query"),
        ("export.csv", "an export in CSV names its pages, and not the query"),
        ("cut.jsonl", "the export was cut off"),
        ("torn.jsonl", "damaged JSON in line"),
        ("torn.json", "damaged JSON: "),
        ("list.json", "cites no query"),
        ("else.json", "cites no query"),
        ("bytes.bib", "cites no query"),
    ],
)
def test_what_is_wrong_with_a_citation_is_told(citing, given, told):
    archive, folder = citing
    with pytest.raises(kielo.InputError, match=told) as refused:
        archive.recall(str(folder / given))
    assert "JSON Lines, BibTeX, RIS or CSL" in refused.value.hint


@pytest.mark.parametrize("given", ["avustus " * 50, "a" * 300, "a" * 3_000, "b\0c"])
def test_a_long_text_that_cites_nothing_is_told_as_such(citing, given):
    with pytest.raises(kielo.InputError, match="cites no query"):
        citing[0].recall(given)


def test_a_citation_of_another_archive_is_told_apart(archive_of, tmp_path):
    with kielo.open(archive_of("a", PAGES[:1])) as archive:
        (tmp_path / "cited.jsonl").write_text("".join(archive.export("silta")), "utf-8")
        (tmp_path / "none.jsonl").write_text("".join(archive.export("hevonen")), "utf-8")
        assert archive.recall(str(tmp_path / "cited.jsonl")).is_known
    elsewhere = archive_of("b", [page for page in PAGES if page[0] != PAGES[0][0]])
    with kielo.open(elsewhere) as archive:
        assert not archive.recall(str(tmp_path / "cited.jsonl")).is_known
        assert archive.recall(str(tmp_path / "none.jsonl")).is_known
    command = ["--archive", str(elsewhere), "recall", str(tmp_path / "cited.jsonl")]
    assert "they are of another archive" in CliRunner().invoke(cli.main, command).stderr
    assert json.loads(CliRunner().invoke(cli.main, [*command, "--json"]).stdout)["is_other_archive"]


@pytest.mark.parametrize("query", ["silta date:2020-13", "silta", "???", "si* (lautta"])
def test_the_last_line_of_an_export_has_the_notes_that_the_answer_has(citing, query):
    archive, _ = citing
    end = json.loads("".join(archive.export(query)).splitlines()[-1])
    assert end["notes"] == list(archive.search(query).notes)


def test_the_commands_name_pack_and_recall(archive_of, tmp_path):
    folder = archive_of("a", PAGES)

    def run(*arguments):
        result = CliRunner().invoke(cli.main, ["--archive", str(folder), *arguments])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    name = run("snapshot", "--pack", str(tmp_path / "state.zip")).strip()
    told = json.loads(run("snapshot", "--json"))
    assert (told["snapshot"], told["pages"], told["is_current"]) == (name, 4, True)
    (tmp_path / "cited.jsonl").write_text(run("export", "silta"), "utf-8")
    assert f"in the cited state {name}" in run("recall", str(tmp_path / "cited.jsonl"))
    recalled = json.loads(run("recall", "silta", "--snapshot", "0" * 20, "--json"))
    assert recalled["cited"] == {"snapshot": "0" * 20, "pages": None}
    assert recalled["now"]["snapshot"] == name
