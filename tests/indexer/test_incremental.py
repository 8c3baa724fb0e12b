"""An index that has grown is the one that is built from nothing, whatever was added, changed, removed or cut short."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from corpus.analysis import FormAnalysis, Forms
from corpus.model import ProgrammeId
from corpus.store import Store
from corpus.store.tables import block
from indexer import build, making, schema
from indexer.build import is_current, known_forms, reindex, tidy, update, why_stale
from indexer.engines.tantivy import TantivyEngine
from indexer.generations import current_generation, read_manifest
from indexer.words import Words, WordsWriter
from tests.indexer.archives import WORDS, expected_names, names_in, overwrite, put, remove, told


@pytest.fixture(autouse=True)
def without_names(monkeypatch):
    """Leaves out the analysis of names, which takes seconds."""
    monkeypatch.setattr("indexer.making.Making._add_names", lambda *_: None)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        for number in range(6):
            put(store, f"crawl/{number}.html", f"{WORDS[number]} {WORDS[-number - 1]}")
        yield store


@pytest.fixture
def written(monkeypatch):
    """The ids of the documents that engines are given."""
    ids = []
    write = TantivyEngine.write

    def noting(self, documents):
        given = list(documents)
        ids.extend(each.id for each in given)
        return write(self, given)

    monkeypatch.setattr(TantivyEngine, "write", noting)
    return ids


def told_from_nothing(store):
    """What a whole build of the same archive answers."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "archive"
        shutil.copytree(store.folder, copy, ignore=shutil.ignore_patterns("index", "writer.lock"))
        with Store.open(copy) as same, same.writing():
            reindex(same, read_manifest(current_generation(store.folder)).engine)
            return told(same)


def generation_of(store):
    return current_generation(store.folder)


def test_only_pages_that_are_new_changed_or_gone_are_touched(store, written):
    reindex(store)
    written.clear()
    new = put(store, "crawl/new.html", "kirjasto avataan")
    changed = put(store, "crawl/1.html", "uimahalli suljetaan")
    with mock.patch.object(Store, "kept", autospec=True, side_effect=Store.kept) as read:
        update(store)
    assert sorted(written) == sorted([new, changed])
    assert sorted(read.call_args.args[1]) == sorted([new, changed])
    gone = put(store, "crawl/2.html", "uimahalli")
    remove(store, gone)
    written.clear()
    update(store)
    assert written == []
    assert told(store) == told_from_nothing(store)


def test_another_programme_is_shown_without_indexing_the_page_again(store, written):
    reindex(store)
    written.clear()
    states = store.states()
    first = min(states)
    store.relate([], dict.fromkeys(states, ProgrammeId("g0123")))
    update(store)
    assert {row[0].programme for row in told(store)["catalogue"]} == {"g0123"}
    assert first not in written or told(store) == told_from_nothing(store)
    assert told(store) == told_from_nothing(store)


def test_a_page_that_shows_other_blocks_for_its_site_s_sake_is_indexed_again(store):
    reindex(store)
    who = put(store, "crawl/0.html", "kirjasto library\nlibrary grants")
    update(store)
    settling = store.settling()
    settling.regroup(dict.fromkeys(store.states(), "crawl fi"), [])
    settling.done()
    update(store)
    put(store, "crawl/5.html", "uimahalli library\nlibrary grants")  # a page of its site is touched, not itself
    with store._engine.begin() as conn:
        mine = (block.c.page == who, block.c.text == "library grants")
        conn.execute(sa.update(block).where(*mine).values(reason="template"))
    update(store)
    assert told(store) == told_from_nothing(store)
    shown = next(row for row in told(store)["catalogue"] if row[0].id == who)
    assert "library grants" not in [each.text for each in shown[1]]


def test_nothing_that_has_changed_gives_the_same_again(store, written):
    reindex(store)
    before = told(store)
    written.clear()
    update(store)
    assert told(store) == before
    assert written == []


def test_files_that_stay_the_same_are_shared_and_not_copied(store):
    reindex(store)
    kept = {file.name: file.stat().st_ino for file in (generation_of(store) / "engine").glob("*.idx")}
    put(store, "crawl/new.html", "kirjasto avataan")
    update(store)
    now = {file.name: file.stat().st_ino for file in (generation_of(store) / "engine").glob("*.idx")}
    assert kept.items() < now.items()


def test_where_files_cannot_be_shared_they_are_copied(store, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    reindex(store)
    monkeypatch.setattr("indexer.growing.os.link", refuse)
    put(store, "crawl/new.html", "kirjasto avataan")
    update(store)
    assert told(store) == told_from_nothing(store)


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_an_index_grown_many_times_is_the_one_built_from_nothing(store, engine):
    reindex(store, engine)
    for number in range(12):
        put(
            store, f"crawl/{number % 8}.html", f"{WORDS[number % 10]} {WORDS[number % 7]} {number}", published="2020-05"
        )
        update(store)
    assert told(store) == told_from_nothing(store)
    assert names_in(store) == expected_names(store)


def test_a_reader_of_the_generation_before_carries_on(store):
    reindex(store)
    before = told(store)
    with closing(build.standing(store) and making.open_engine("tantivy", generation_of(store) / "engine")) as engine:
        put(store, "crawl/0.html", "remontti")
        update(store)
        assert engine.count() == before["pages"]


def test_what_is_mostly_dead_is_built_whole(store):
    reindex(store)
    for number in range(6):
        put(store, f"crawl/{number}.html", "remontti alkaa")
    assert update(store).dead == 6
    put(store, "crawl/0.html", "remontti on ohi")
    assert update(store).dead == 0
    assert told(store) == told_from_nothing(store)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"VERSION": 99}, "another version of kielo"),
        ({"chain_version": lambda lang: f"newer {lang}"}, "words are analysed otherwise"),
        ({"engine_version": lambda _: "99"}, "another version of tantivy"),
    ],
    ids=["schema", "chains", "engine"],
)
def test_an_index_of_another_making_says_so_and_is_built_whole(store, monkeypatch, written, now, why):
    reindex(store)
    for name, value in now.items():
        monkeypatch.setattr(schema, name, value)
    assert why in why_stale(store)
    written.clear()
    update(store)
    assert len(written) == 6
    assert is_current(store)


def test_another_engine_is_built_whole(store):
    reindex(store)
    assert why_stale(store, "whoosh") == "it was built with tantivy"
    assert update(store, "whoosh").engine == "whoosh"
    assert told(store) == told_from_nothing(store)


@pytest.mark.parametrize("name", ["catalogue.sqlite", "manifest.json", "words"])
def test_what_is_damaged_is_not_grown_from(store, name):
    reindex(store)
    home = generation_of(store)
    file = store.folder / "index" / read_manifest(home).words if name == "words" else home / name
    overwrite(file, b"no database" * 999)
    put(store, "crawl/new.html", "kirjasto avataan")
    update(store)
    assert told(store) == told_from_nothing(store)
    assert names_in(store) == expected_names(store)


def test_an_engine_that_has_lost_pages_is_not_grown_from(store):
    reindex(store)
    with closing(making.open_engine("tantivy", generation_of(store) / "engine")) as engine:
        engine.delete(list(store.states())[:2])
    file = generation_of(store) / "manifest.json"
    text = file.read_text("utf-8")
    file.write_text(text.replace(text[text.index('"files"') :], '"files": {}}'), "utf-8")
    put(store, "crawl/new.html", "kirjasto avataan")
    update(store)
    assert told(store) == told_from_nothing(store)


# A whole build that is stopped


@pytest.fixture
def stopped(store, monkeypatch):
    """An archive whose building was stopped in the second of three steps."""
    monkeypatch.setattr("indexer.making.PAGES_A_SESSION", 2)
    write, calls = TantivyEngine.write, []

    def interrupted(self, documents):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(self, documents)

    with monkeypatch.context() as patch:
        patch.setattr(TantivyEngine, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            reindex(store)
    return store


def test_a_build_that_was_stopped_answers_nothing_and_is_gone_on_with(stopped, written):
    assert generation_of(stopped) is None
    reindex(stopped)
    assert len(written) == 4
    assert told(stopped) == told_from_nothing(stopped)
    assert names_in(stopped) == expected_names(stopped)


def test_what_changes_meanwhile_is_in_a_build_that_is_gone_on_with(stopped):
    states = sorted(stopped.states())
    remove(stopped, states[0])
    for number in range(6):
        put(stopped, f"crawl/{number}.html", f"remontti {number}")
    reindex(stopped)
    assert told(stopped) == told_from_nothing(stopped)


def test_a_build_with_other_chains_is_not_gone_on_with(stopped, monkeypatch, written):
    monkeypatch.setattr("indexer.schema.chain_version", lambda lang: f"newer {lang}")
    reindex(stopped)
    assert len(written) == 6
    assert names_in(stopped) == expected_names(stopped)


def test_a_build_that_can_be_gone_on_with_is_not_tidied_away(store, monkeypatch, written):
    reindex(store)
    with monkeypatch.context() as patch:
        patch.setattr("indexer.making.publish", mock.Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reindex(store)
    tidy(store)
    written.clear()
    reindex(store)
    assert written == []
    assert names_in(store) == expected_names(store)


def test_words_are_kept_by_a_run_that_is_stopped(store):
    def stopped():
        with known_forms(store) as forms:
            forms.put("fi", "hauki", FormAnalysis(lemmas=("hauki",)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with known_forms(store) as forms:
        assert forms.get("fi", "hauki") == FormAnalysis(lemmas=("hauki",))


def test_more_words_than_memory_holds_are_all_kept(tmp_path):
    words = WordsWriter.open(tmp_path / "index", "fi=1")
    words.forms._limit = 10
    for number in range(35):
        words.forms.put("sv", f"ord{number}", FormAnalysis(lemmas=(f"ord{number}", "ord"), parts=("ord",), splits=(3,)))
    words.close()
    with closing(Words(words.file)) as read:
        assert all(read.forms.get("sv", f"ord{number}") is not None for number in range(35))
        assert read.forms.get("sv", "ord7") == FormAnalysis(lemmas=("ord7", "ord"), parts=("ord",), splits=(3,))
        assert read.forms.get("fi", "ord7") is None


def test_words_of_other_chains_are_begun_anew_beside(tmp_path):
    for chains in ("fi=1", "fi=2", "fi=1"):
        WordsWriter.open(tmp_path / "index", chains).close()
    assert len(list((tmp_path / "index").glob("words-*.sqlite"))) == 2


def test_a_reader_of_words_is_not_shut_out_while_they_are_written(tmp_path):
    words = WordsWriter.open(tmp_path / "index", "fi=1")
    with closing(Words(words.file)) as read, closing(sqlite3.connect(words.file)) as other:
        words.forms.put("fi", "hauki", FormAnalysis(lemmas=("hauki",)))
        words.forms.keep()
        assert read.forms.get("fi", "hauki") is not None
        other.execute("INSERT INTO folded VALUES ('a', 'b')")  # a transaction that is open
        assert read.unfolded("a") == ()
    words.close()


def test_workers_learn_what_one_process_learns(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.learning.WORTH_WORKERS", 1)
    monkeypatch.setattr("indexer.learning.FORMS_A_TASK", 3)
    rows = []
    for jobs in (1, 2):
        words = WordsWriter.open(tmp_path / str(jobs), "fi=1")
        making.learn(
            words, {"kirjaston", "pääkirjasto", "bibliotekens", "libraries"}, jobs=jobs, on_progress=mock.Mock()
        )
        words.close()
        with closing(sqlite3.connect(words.file)) as db:
            rows.append([db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in ("form", "folded")])  # noqa: S608
    assert rows[0] == rows[1]
    assert ("pääkirjasto",) in [row[:1] for row in rows[0][0]]
    assert ("paakirjasto", "pääkirjasto") in rows[0][1]


def test_forms_that_were_learnt_elsewhere_are_taken_in(store):
    learned = Forms()
    learned.put("fi", "kirjasto", FormAnalysis(lemmas=("opus",)))
    update(store, learned=learned)
    with known_forms(store) as forms:
        assert forms.get("fi", "kirjasto") == FormAnalysis(lemmas=("opus",))


# The law

TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
ADDRESSES = st.integers(0, 5).map(lambda number: f"crawl/{number}.html")


class AnArchiveAndItsIndex(RuleBasedStateMachine):
    """Whatever happens to an archive, an update gives what a whole build of it gives."""

    @initialize()
    def begin(self):
        self.patch = mock.patch.multiple(making.Making, _add_names=lambda *_: None, _learn=lambda *_: None)
        self.patch.start()
        self.folder = TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "archive", create=True)
        self.lock = self.store.writing()
        self.lock.__enter__()

    @rule(
        address=ADDRESSES,
        text=TEXTS,
        lang=st.sampled_from(["fi", "sv"]),
        date=st.sampled_from([None, "2019", "2020-03"]),
    )
    def add_or_change(self, address, text, lang, date):
        put(self.store, address, text, lang, date)

    @precondition(lambda self: self.store.states())
    @rule(data=st.data())
    def remove(self, data):
        remove(self.store, data.draw(st.sampled_from(sorted(self.store.states()))))

    @rule(programme=st.sampled_from(["g1", "g2"]))
    def relate(self, programme):
        self.store.relate([], dict.fromkeys(self.store.states(), ProgrammeId(programme)))

    @rule(work=st.sampled_from([update, reindex]), at=st.sampled_from(["publish", "files_of", "grow", "digest_of"]))
    def crash(self, work, at):
        with (
            mock.patch.object(making, at, side_effect=KeyboardInterrupt),
            mock.patch.object(making, "PAGES_A_SESSION", 2),
        ):
            try:
                work(self.store)
            except KeyboardInterrupt:
                return

    @rule()
    def rebuild(self):
        reindex(self.store)

    @rule()
    def update(self):
        update(self.store)
        assert told(self.store) == told_from_nothing(self.store)
        assert names_in(self.store) == expected_names(self.store)

    def teardown(self):
        if hasattr(self, "store"):
            self.update()
            self.lock.__exit__(None, None, None)
            self.store.close()
            self.folder.cleanup()
            self.patch.stop()


TestIncrementalEqualsFull = AnArchiveAndItsIndex.TestCase
TestIncrementalEqualsFull.settings = settings(max_examples=5, stateful_step_count=10)
