"""Generations of an index: built beside the old one, swapped in whole, swept when stray, and never trusted blindly."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from corpus.errors import EngineError
from corpus.linking.gazetteer import shipped_entries
from corpus.model import Block, Capture, Cleaned, page_id
from corpus.store import Intake, Store
from corpus.store.tables import SCHEMA
from indexer import generations
from indexer.build import is_current, reindex, why_stale
from indexer.catalogue import KNOWN_SCHEMA, Catalogue, schema_of
from indexer.contract import Everything, Term
from indexer.engines import open_engine
from indexer.generations import begin_generation, current_generation, is_behind, mark_behind, publish, read_manifest
from search.service import Searcher


@pytest.fixture
def quickly(monkeypatch):
    """For tests of how generations follow each other: leaves out the analysis of names, which takes seconds."""
    monkeypatch.setattr("indexer.making.Making._learn", lambda *_: None)
    monkeypatch.setattr("indexer.making.Making._add_names", lambda *_: None)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        add(store, "Uimahalli suljetaan.")
        yield store


def add(store, text, address="crawl/a.html", lang="fi"):
    cleaned = Cleaned(
        title=text.split()[0],
        all_blocks=(
            Block(kind="paragraph", text=text, lang=lang),
            Block(kind="item", text="Evästeet", reason="rule:cookies"),
        ),
        lang=lang,
        confidence=1.0,
        languages=(lang,),
    )
    capture = Capture(address=address, body=text.encode(), media="html", source="crawl", place=address)
    store.add(store.begin_run(), [Intake(capture=capture, cleaned=cleaned)])


def found(store, term):
    folder = current_generation(store.folder)
    with closing(open_engine(read_manifest(folder).engine, folder / "engine")) as engine:
        query = Everything() if term is None else Term(field="exact", term=term)
        return [hit.id for hit in engine.search(query, limit=10).hits]


def folders_of(store):
    return sorted(each.name for each in (store.folder / "index").iterdir() if each.is_dir())


def files_of(store):
    return sorted(each.name for each in (store.folder / "index").iterdir() if each.is_file())


def words_of(store):
    return read_manifest(current_generation(store.folder)).words


def test_before_anything_is_built_nothing_answers(store):
    assert current_generation(store.folder) is None
    assert not is_current(store)


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_built_index_holds_the_pages_and_says_of_what_it_was_built(store, engine):
    add(store, "Biblioteket stängs.", "crawl/b.html", "sv")
    manifest = reindex(store, engine)
    assert (manifest.engine, manifest.pages, manifest.revision) == (engine, 2, store.revision())
    assert read_manifest(current_generation(store.folder)) == manifest
    assert found(store, "biblioteket") == [page_id("crawl/b.html")]
    assert found(store, "evästeet") == []
    assert is_current(store)
    assert is_current(store, engine)
    assert not is_current(store, "another")


@pytest.mark.usefixtures("quickly")
def test_tantivy_is_the_default_and_a_chosen_engine_stays(store):
    assert reindex(store).engine == "tantivy"
    assert reindex(store, "whoosh").engine == "whoosh"
    assert reindex(store).engine == "whoosh"


@pytest.mark.usefixtures("quickly")
def test_a_changed_archive_leaves_the_index_behind_until_it_is_built_anew(store):
    reindex(store)
    add(store, "Kirjasto avataan.")
    assert not is_current(store)
    assert found(store, "kirjasto") == []  # the old one goes on answering
    reindex(store)
    assert is_current(store)
    assert found(store, "kirjasto") == [page_id("crawl/a.html")]
    assert found(store, "uimahalli") == []


@pytest.mark.usefixtures("quickly")
def test_other_chains_leave_the_index_behind_and_its_forms_unused(store, monkeypatch):
    reindex(store)
    monkeypatch.setattr("indexer.schema.chain_version", lambda lang: f"newer {lang}")
    assert not is_current(store)
    assert why_stale(store) == "words are analysed otherwise now"
    before = words_of(store)
    reindex(store)
    assert words_of(store) != before
    assert before not in files_of(store)
    after = words_of(store)
    reindex(store)
    assert words_of(store) == after


@pytest.mark.usefixtures("quickly")
def test_an_index_built_on_earlier_forms_equals_one_built_from_nothing(store, tmp_path):
    reindex(store)
    add(store, "Sosiaali- ja terveyspalvelut uudistuvat hankkeissa.")
    reindex(store)

    def told():
        file = current_generation(store.folder) / "catalogue.sqlite"
        with closing(sqlite3.connect(file)) as db:
            return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in ("page", "text")}  # noqa: S608

    onwards = told()
    shutil.rmtree(store.folder / "index")
    reindex(store)
    assert told() == onwards
    assert len(onwards["page"]) == len(onwards["text"]) == 1


@pytest.mark.usefixtures("quickly")
def test_only_the_newest_generation_stays_and_stray_ones_are_swept(store):
    reindex(store)
    stray = begin_generation(store.folder)
    (stray / "engine").mkdir()
    (stray / "engine" / "half.store").write_bytes(b"half")
    reindex(store)
    assert folders_of(store) == [current_generation(store.folder).name]
    assert current_generation(store.folder).name > stray.name


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("failure", [EngineError("the disk is full"), SystemExit()])
def test_a_build_that_fails_leaves_the_old_index_answering_and_nothing_behind(store, monkeypatch, failure):
    reindex(store)
    before = folders_of(store)
    add(store, "Kirjasto avataan.")

    def fail(*_):
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("indexer.making.publish", fail)
        with pytest.raises(type(failure)):
            reindex(store)
    assert folders_of(store) == before
    assert found(store, "uimahalli") == [page_id("crawl/a.html")]


@pytest.mark.usefixtures("quickly")
def test_an_unknown_engine_is_refused_and_the_old_index_goes_on_answering(store):
    reindex(store)
    with pytest.raises(EngineError, match="lucene"):
        reindex(store, "lucene")
    assert found(store, "uimahalli") == [page_id("crawl/a.html")]
    assert len(folders_of(store)) == 1


@pytest.mark.usefixtures("quickly")
def test_a_reader_carries_on_over_the_swap(store):
    reindex(store)
    with Searcher(store.folder) as before:
        add(store, "Kirjasto avataan.")
        reindex(store)
        assert [hit.title for group in before.search("uimahalli") for hit in group.hits] == ["Uimahalli"]
        with Searcher(store.folder) as after:
            assert len(after.search("uimahalli")) == 0
            assert len(after.search("kirjasto")) == 1


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"engine": "tantivy"}', b'{"colour": "blue"}'])
def test_a_damaged_manifest_is_said_with_its_cure_and_building_anew_mends_it(store, content):
    reindex(store)
    (current_generation(store.folder) / "manifest.json").write_bytes(content)
    with pytest.raises(EngineError, match="kielo reindex"):
        read_manifest(current_generation(store.folder))
    assert not is_current(store)
    reindex(store)
    assert is_current(store)


@pytest.mark.usefixtures("quickly")
def test_a_lost_generation_is_none_and_building_anew_mends_it(store):
    reindex(store)
    shutil.rmtree(current_generation(store.folder))
    assert current_generation(store.folder) is None
    assert not is_current(store)
    reindex(store)
    assert found(store, None) == [page_id("crawl/a.html")]


@pytest.mark.usefixtures("quickly")
def test_a_damaged_catalogue_is_said_with_its_cure_and_does_not_hinder_building_anew(store):
    reindex(store)
    (current_generation(store.folder) / "catalogue.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(EngineError, match="kielo reindex"):
        Catalogue(current_generation(store.folder))
    reindex(store)
    assert found(store, "uimahalli") == [page_id("crawl/a.html")]


def test_the_name_of_the_current_generation_is_written_whole_or_not_at_all(store, monkeypatch):
    first = begin_generation(store.folder)
    manifest = generations.Manifest(engine="tantivy", fingerprint="x", revision=1, pages=0, built="2023-01-01")
    publish(store.folder, first, manifest)
    second = begin_generation(store.folder)
    monkeypatch.setattr("indexer.generations.os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        publish(store.folder, second, manifest)
    assert current_generation(store.folder) == first
    assert read_manifest(first) == manifest


def test_an_index_is_behind_from_the_mark_until_the_next_generation(store):
    mark_behind(store.folder)
    assert not is_behind(store.folder)  # no index, nothing to be behind
    folder = begin_generation(store.folder)
    mark_behind(store.folder)
    assert is_behind(store.folder)
    manifest = generations.Manifest(engine="tantivy", fingerprint="x", revision=1, pages=0, built="2023-01-01")
    publish(store.folder, folder, manifest)
    assert not is_behind(store.folder)


@pytest.mark.parametrize("form", ["kotihoidon", "kotihoito", "koti", "bibliotekets", "bibliotek", "clinics", "clinic"])
def test_forms_on_pages_and_their_bases_are_kept_analysed_in_every_language(county_archive, form):
    with closing(Catalogue(current_generation(county_archive))) as catalogue:
        assert all(catalogue.forms.get(lang, form) is not None for lang in ("fi", "sv", "en"))


@pytest.fixture
def few_names(monkeypatch):
    """A gazetteer of two, since the analysis of all takes seconds."""
    entries = [entry for entry in shipped_entries() if entry.id in ("municipality:Helsinki", "municipality:Espoo")]
    assert len(entries) == 2
    monkeypatch.setattr("indexer.making.shipped_entries", lambda: tuple(entries))
    return entries


def names_of(store):
    with closing(sqlite3.connect(current_generation(store.folder) / "catalogue.sqlite")) as db:
        return db.execute("SELECT lang, term, entry, told FROM name ORDER BY rowid").fetchall()


def forms_of(store):
    with closing(sqlite3.connect(store.folder / "index" / words_of(store))) as db:
        return set(db.execute("SELECT form, fi, sv, en FROM form"))


@pytest.mark.usefixtures("few_names")
def test_names_come_with_the_generation_before_and_are_not_analysed_again(store, monkeypatch):
    reindex(store)
    names, forms = names_of(store), forms_of(store)
    assert names
    monkeypatch.setattr("indexer.making.Gazetteer.patterns", lambda _: pytest.fail("analysed again"))
    reindex(store)
    assert (names_of(store), forms_of(store)) == (names, forms)


def test_a_changed_gazetteer_is_analysed_anew(store, few_names):
    reindex(store)
    both = names_of(store)
    few_names.pop()
    reindex(store)
    fewer = names_of(store)
    assert set(fewer) < set(both)
    shutil.rmtree(store.folder / "index")
    reindex(store)
    assert names_of(store) == fewer


@pytest.mark.usefixtures("few_names")
def test_names_that_nothing_vouches_for_are_analysed_anew(store):
    reindex(store)
    names = names_of(store)
    with closing(sqlite3.connect(current_generation(store.folder) / "catalogue.sqlite")) as db:
        db.execute("DELETE FROM name WHERE rowid = 1")
        db.execute("DROP TABLE made_of")
        db.commit()
    reindex(store)
    assert names_of(store) == names


def test_what_can_be_typed_without_dots_is_known(county_archive):
    with closing(Catalogue(current_generation(county_archive))) as catalogue:
        assert catalogue.unfolded("paakirjasto") == ("pääkirjasto",)
        assert catalogue.unfolded("kirjasto") == ()


def test_the_catalogue_lists_pages_and_blocks_as_the_store_has_them(county_archive):
    with Store.open(county_archive) as store, closing(Catalogue(current_generation(county_archive))) as catalogue:
        assert all(catalogue.blocks(page.id) == page.cleaned.blocks for page in store.pages())
        ids = [page.id for page in store.summaries()]
        assert catalogue.summaries(ids) == {page.id: page for page in store.summaries()}
        assert catalogue.programmes(ids) == {page.id: page.programme for page in store.summaries()}


def test_the_schema_of_an_archive_can_be_told_at_a_glance(store, tmp_path):
    assert schema_of(store.folder / "archive.sqlite") == KNOWN_SCHEMA == SCHEMA
    (tmp_path / "damaged").write_bytes(b"no database" * 500)
    assert schema_of(tmp_path / "damaged") is None
    assert schema_of(tmp_path / "nowhere") is None
    assert not (tmp_path / "nowhere").exists()
