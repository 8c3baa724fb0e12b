"""Whatever is wrong with an index is found, named with its cure, and mended; the archive is only looked at."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

import cli
import kielo
from corpus.errors import EngineError, StoreError
from corpus.store import Store
from indexer.build import reindex
from indexer.doctor import check, examine
from indexer.engines import open_engine
from indexer.generations import begin_generation, current_generation, mark_behind, parse_manifest
from indexer.growing import files_of
from tests.indexer.archives import WORDS, expected_names, names_in, overwrite, put, told


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.making.Making._add_names", lambda *_: None)
    monkeypatch.setattr("indexer.making.Making._learn", lambda *_: None)
    monkeypatch.setattr("indexer.filing.Filing.of", lambda _, pages: {page: {} for page in pages})
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        for number in range(4):
            put(store, f"crawl/{number}.html", WORDS[number])
        reindex(store)
        yield store


def generation_of(store):
    return current_generation(store.folder)


def an_engine_file(store, ending):
    return max((generation_of(store) / "engine").glob(f"*{ending}"), key=lambda file: file.stat().st_size)


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(file, content)


def vouch_for(store):
    """Have the manifest speak for the files as they are, so that only what stands in them can tell."""
    file = generation_of(store) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"files": files_of(file.parent)}), "utf-8")


def in_catalogue(store, statement):
    with closing(sqlite3.connect(generation_of(store) / "catalogue.sqlite")) as db:
        db.execute(statement)
        db.commit()
    vouch_for(store)


def lose_a_document(store):
    with closing(open_engine("tantivy", generation_of(store) / "engine")) as engine:
        engine.delete([min(store.states())])
    vouch_for(store)


def words_of(store):
    return store.folder / "index" / parse_manifest(generation_of(store)).words


def claim_another_schema(store):
    file = generation_of(store) / "manifest.json"
    file.write_text(file.read_text("utf-8").replace("schema=", "schema=9"), "utf-8")


def test_an_archive_and_an_index_in_order_have_no_faults(store):
    before = names_in(store)
    checkup = check(store, repair=True)
    assert (checkup.pages, checkup.found, checkup.left) == (4, (), ())
    assert names_in(store) == before


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_grown_index_has_no_faults(store, engine):
    put(store, "crawl/9.html", "kirjasto")
    reindex(store, engine)
    assert examine(store) == []


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda s: shutil.rmtree(generation_of(s)), "there is no index"),
        (lambda s: (generation_of(s) / "manifest.json").write_text("{", "utf-8"), "manifest cannot be read"),
        (claim_another_schema, "another version of kielo"),
        (lambda s: an_engine_file(s, ".idx").unlink(), "is missing"),
        (lambda s: overwrite(an_engine_file(s, ".idx"), b"short"), "has 5 bytes and should have"),
        (lambda s: flip(an_engine_file(s, ".idx")), "not as it was written"),
        (lambda s: flip(generation_of(s) / "catalogue.sqlite"), "not as it was written"),
        (lambda s: (generation_of(s) / "engine" / "more").write_bytes(b"?"), "does not know of"),
        (lambda s: words_of(s).unlink(), "words that were analysed cannot be read"),
        (lambda s: overwrite(words_of(s), b"no database" * 999), "words that were analysed cannot be read"),
        (lose_a_document, "4 pages were indexed, the catalogue has 4 and the engine 3"),
        (lose_a_document, "1 pages that only catalogue or engine have"),
        (lambda s: in_catalogue(s, "DELETE FROM page"), "the catalogue has 0"),
        (
            lambda s: in_catalogue(s, "UPDATE text SET packed = (SELECT min(packed) FROM text)"),
            "3 pages with another text than in the archive",
        ),
        (lambda s: in_catalogue(s, "UPDATE page SET digest = x'00'"), "4 pages with another text than in the archive"),
        (lambda s: in_catalogue(s, "UPDATE page SET programme = 'g'"), "4 pages with another text than in the archive"),
    ],
)
def test_a_fault_of_the_index_is_found_and_mended_by_building_it_anew(store, harm, what):
    before = told(store)
    harm(store)
    found = examine(store)
    assert [fault.cure for fault in found if what in fault.what] == ["reindex"]
    checkup = check(store, repair=True)
    assert (list(checkup.found), checkup.left) == (found, ())
    assert told(store) == before
    assert names_in(store) == expected_names(store)


def test_words_that_lost_bits_are_found_and_not_taken_over(store):
    file = words_of(store)
    with closing(sqlite3.connect(file)) as db:
        db.executemany("INSERT INTO resolved VALUES (?, 'fi', ?)", ((f"word {n}", "[]" * 99) for n in range(500)))
        db.commit()
    content = bytearray(file.read_bytes())
    content[-3000:-2000] = bytes(1000)
    content[4096 * 3 : 4096 * 3 + 8] = b"\xff" * 8
    overwrite(file, content)
    assert any("the words that were analysed" in fault.what for fault in examine(store))
    assert check(store, repair=True).left == ()
    assert not file.exists() or file.stat().st_size < len(content)


def test_an_index_that_is_behind_is_brought_up_to_date(store):
    put(store, "crawl/9.html", "remontti")
    assert [(fault.cure, "the archive has changed since" in fault.what) for fault in examine(store)] == [
        ("update", True)
    ]
    assert check(store, repair=True).left == ()
    assert told(store)["pages"] == 5


def test_what_killed_runs_have_left_is_found_and_removed(store):
    begin_generation(store.folder)
    (store.folder / "index" / "words-000009.sqlite").write_bytes(b"")
    (store.folder / "index" / "current.new").write_bytes(b"")
    mark_behind(store.folder)
    assert [fault.cure for fault in examine(store)] == ["tidy"] * 4
    assert check(store, repair=True).left == ()
    assert names_in(store) == expected_names(store)


def test_what_is_not_ours_is_named_and_left_alone(store):
    file = store.folder / "index" / "notes.txt"
    file.write_text("mine", "utf-8")
    checkup = check(store, repair=True)
    assert [(fault.cure, fault.where) for fault in checkup.left] == [("look", str(file))]
    assert file.exists()


def test_faults_of_the_archive_are_told_and_nothing_is_done_about_them(store):
    with closing(sqlite3.connect(store.folder / "archive.sqlite")) as db:
        db.execute("UPDATE block SET page = 'pnowhere' WHERE n = 0 AND page = (SELECT min(page) FROM block)")
        db.commit()
    begin_generation(store.folder)
    checkup = check(store, repair=True)
    assert [fault.cure for fault in checkup.left] == ["restore"]
    assert "of block points to a row of version that is not there" in checkup.left[0].what
    assert len(list((store.folder / "index").iterdir())) == 4


def test_while_another_writes_nothing_is_checked(store):
    with kielo.open(store.folder) as other, pytest.raises(StoreError, match="another kielo is writing"):
        other.doctor()


@pytest.fixture
def harmed(archive_folder):
    (archive_folder / "index" / "notes.txt").write_text("mine", "utf-8")
    an = next((current_generation(archive_folder) / "engine").glob("meta.json"))
    overwrite(an, b"?")
    return archive_folder


def run(*arguments):
    return CliRunner().invoke(cli.main, [*map(str, arguments)])


def test_the_command_says_what_is_in_order(archive_folder):
    done = run("doctor", "--archive", archive_folder)
    assert (done.exit_code, done.stdout) == (0, "0 pages, archive and index are in order\n")


def test_the_command_says_what_is_not_in_order_and_what_was_repaired(harmed):
    done = run("doctor", "--archive", harmed)
    assert done.exit_code == 8
    assert "meta.json: a file of the index has 1 bytes" in done.stdout
    assert "kielo doctor --repair" in done.stdout
    (harmed / "index" / "notes.txt").unlink()
    done = run("doctor", "--repair", "--archive", harmed)
    assert (done.exit_code, "(repaired)" in done.stdout) == (0, True)
    assert json.loads(run("doctor", "--json", "--archive", harmed).stdout) == {"pages": 0, "found": [], "left": []}


def test_the_command_leaves_with_an_error_what_it_cannot_repair(harmed):
    done = run("doctor", "--repair", "--json", "--archive", harmed)
    assert done.exit_code == 8
    assert [fault["cure"] for fault in json.loads(done.stdout)["left"]] == ["look"]


def a_folder(file):
    file.unlink()
    file.mkdir()
    (file / "inside").touch()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b"\xff\xfe"),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_text("9" * 5000, "utf-8"),
        a_folder,
    ],
    ids=["no UTF-8", "empty", "no name", "a folder"],
)
def test_a_damaged_name_of_the_index_is_refused_as_damage_and_mended(store, harm):
    before = told(store)
    harm(store.folder / "index" / "current")
    with pytest.raises(EngineError, match="kielo reindex"):
        current_generation(store.folder)
    assert [fault.cure for fault in examine(store)] == ["reindex"]
    assert check(store, repair=True).left == ()
    assert told(store) == before
    assert names_in(store) == expected_names(store)
