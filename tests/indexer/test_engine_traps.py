"""Traps of the libraries below, each as it was met, and the register of engines."""

import gc
import json
import pickle
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EngineError, StoreError
from corpus.model import PageId
from indexer.contract import Everything, Fuzzy, IndexDocument, Phrase, Posting, Prefix, Term
from indexer.engines import ENGINES, open_engine
from indexer.engines import tantivy as tantivy_engine
from indexer.engines.tantivy_hits import key_of
from indexer.engines.terms import can_be_indexed

KEPT = ["tantivy", "whoosh"]


def page(id_, *terms):
    postings = tuple(Posting(term, at) for at, term in enumerate(terms))
    return IndexDocument(id=PageId(id_), fields={"body": postings}, langs=("fi",), site="s", kind="news")


def foreign_files(folder: Path) -> set[str]:
    """Files of a tantivy index that its last commit does not know."""
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    of_commit = {segment["segment_id"].replace("-", "") for segment in segments}
    known = {"meta.json", ".managed.json", "write.lock", ".tantivy-writer.lock", ".tantivy-meta.lock"}
    return {
        file.name for file in folder.iterdir() if file.name not in known and file.name.split(".")[0] not in of_commit
    }


def test_an_unknown_engine_is_refused_with_the_names_of_those_there_are(tmp_path):
    with pytest.raises(EngineError, match=r"unknown engine 'lucene' \(known engines: tantivy, whoosh\)"):
        open_engine("lucene", tmp_path)
    assert ENGINES[0] == "tantivy"


@pytest.mark.parametrize(("name", "package"), [("tantivy", "tantivy"), ("whoosh", "whoosh-reloaded")])
def test_a_missing_library_is_named_with_its_cure(monkeypatch, tmp_path, name, package):
    for module in [module for module in sys.modules if module.startswith(f"indexer.engines.{name}")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EngineError, match=rf"needs {package}.*pip install {package}"):
        open_engine(name, tmp_path, create=True)


def test_no_library_is_loaded_before_its_engine_is_asked_for():
    program = "import sys, indexer.engines; print(*sorted({'tantivy', 'whoosh', 'filelock'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert run.stdout.strip() == ""


def test_a_panic_of_the_library_which_is_no_exception_leaves_as_an_engine_error(tmp_path):
    index = tantivy.Index(tantivy.SchemaBuilder().build())
    with pytest.raises(EngineError, match="failed inside"), tantivy_engine.Translated(tmp_path):
        index.searcher().search(tantivy.Query.all_query(), limit=0)  # the library panics over a limit of 0


def test_more_like_this_which_panics_after_deletes_is_asked_for_nowhere():
    sources = Path(tantivy_engine.__file__).parent.glob("*.py")
    assert {source.name for source in sources if "more_like_this" in source.read_text("utf-8")} == set()


def test_the_librarys_query_parser_and_snippets_are_used_nowhere():
    """It reads `palvel*` as a term without a word; its snippets are empty for ready postings."""
    sources = [source.read_text("utf-8") for source in Path(tantivy_engine.__file__).parent.glob("*.py")]
    assert not [name for name in ("parse_query", "SnippetGenerator", "qparser") for text in sources if name in text]


def test_a_heap_that_the_library_refuses_is_an_engine_error_and_ours_is_large_enough(tmp_path, monkeypatch):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        assert engine.write([page("a", "x")]) == 1
        monkeypatch.setattr(tantivy_engine, "HEAP_BYTES", 14_000_000)
        with pytest.raises(EngineError):
            engine.write([page("b", "x")])
        monkeypatch.undo()
        assert engine.write([page("b", "x")]) == 1


def test_a_second_writer_object_of_the_library_is_refused_with_the_cure(tmp_path):
    """Its own lock, beside ours: somebody else's program may hold it."""
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        foreign = tantivy.Index.open(str(tmp_path)).writer(15_000_000, 1)
        with pytest.raises(EngineError, match="another process is writing; wait until it has finished"):
            engine.write([page("a", "x")])
        foreign.wait_merging_threads()
        assert engine.write([page("a", "x")]) == 1


def test_documents_that_tie_come_in_another_order_from_the_library_than_by_id(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        engine.write([page(name, "x") for name in "cab"])
        searcher = tantivy.Index.open(str(tmp_path)).searcher()
        found = searcher.search(tantivy.Query.term_query(searcher_schema(tmp_path), "body", "x"), limit=3).hits
        assert [searcher.doc(address).get_first("id") for _, address in found] == ["c", "a", "b"]
        assert [hit.id for hit in engine.search(Term(field="body", term="x"), limit=3).hits] == ["a", "b", "c"]


def searcher_schema(folder: Path) -> tantivy.Schema:
    return tantivy.Index.open(str(folder)).schema


def test_the_librarys_own_prefix_and_fuzzy_queries_score_all_alike_ours_do_not(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        engine.write([page("a", "tree", "tree"), page("b", "trees", "y", "z"), page("c", "y")])
        native = tantivy.Query.regex_query(searcher_schema(tmp_path), "body", "tree.*")
        hits = tantivy.Index.open(str(tmp_path)).searcher().search(native, limit=3).hits
        assert {score for score, _ in hits} == {1.0}
        for leaf in (Prefix(field="body", prefix="tree"), Fuzzy(field="body", term="tree")):
            assert len({hit.score for hit in engine.search(leaf, limit=3).hits}) == 2


def test_the_librarys_own_slop_turns_terms_around_ours_does_not(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        engine.write([page("a", "green", "red")])
        native = tantivy.Query.phrase_query(searcher_schema(tmp_path), "body", ["red", "green"], slop=2)
        assert tantivy.Index.open(str(tmp_path)).searcher().search(native, limit=1).count == 1
        assert engine.search(Phrase(field="body", terms=("red", "green"), slop=2), limit=1).total == 0


def test_the_librarys_counts_of_terms_include_deleted_documents(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        engine.write([page("a", "x"), page("b", "x")])
        engine.delete(["a"])
        searcher = tantivy.Index.open(str(tmp_path)).searcher()
        assert searcher.doc_freq("body", "x") == 2
        assert searcher.terms_with_prefix("body", "x") == [("x", 2)]
        assert engine.search(Prefix(field="body", prefix="x"), limit=1).total == 1


@given(st.lists(st.text(max_size=20) | st.text(alphabet="ab\0", max_size=17), max_size=8))
def test_keys_order_documents_as_their_ids_do(ids):
    kept = [PageId(id_) for id_ in ids if can_be_indexed(id_)]
    keys = [key_of(id_) for id_ in sorted(kept)]
    assert keys == sorted(keys)
    for id_ in kept:
        whole = not key_of(id_) & 1
        assert whole == (len(id_.encode()) <= 15 and "\0" not in id_)


def test_what_is_no_error_of_the_library_passes_unchanged(tmp_path):
    for error in (KeyboardInterrupt, TypeError, SystemExit):
        with pytest.raises(error), tantivy_engine.Translated(tmp_path):
            raise error


def test_engines_that_write_in_turn_leave_no_files_behind(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as long_lived:
        for round_ in range(10):
            with closing(open_engine("tantivy", tmp_path)) as short_lived:
                short_lived.write([page(f"s{round_}", "x")])
            long_lived.write([page(f"l{round_}", "x"), page("again", "x")])
        assert long_lived.count() == 21
    with closing(open_engine("tantivy", tmp_path)) as engine:
        engine.write([page("last", "x")])
        assert engine.count() == 22
    assert foreign_files(tmp_path) == set()


KILLED = """
import os, sys
from pathlib import Path
from indexer.contract import IndexDocument, Posting
from indexer.engines import open_engine

def documents():
    for n in range(300):
        terms = tuple(Posting(f"t{n}x{at}", at) for at in range(100))
        yield IndexDocument(id=f"k{n}", fields={"body": terms}, langs=("fi",), site="s", kind="news")
    os._exit(9)

open_engine(sys.argv[1], Path(sys.argv[2])).write(documents())
"""


@pytest.mark.parametrize("name", KEPT)
def test_a_killed_writer_leaves_the_last_commit_a_free_lock_and_no_files_that_stay(name, tmp_path):
    with closing(open_engine(name, tmp_path, create=True)) as engine:
        engine.write([page("a", "x")])
        program = [sys.executable, "-W", "ignore", "-c", KILLED, name, str(tmp_path)]
        assert subprocess.run(program, check=False, cwd=Path.cwd(), capture_output=True).returncode == 9
        assert engine.count() == 1
        engine.write([page("b", "x")])
        assert [hit.id for hit in engine.search(Term(field="body", term="x"), limit=9).hits] == ["a", "b"]
    if name == "tantivy":
        assert foreign_files(tmp_path) == set()


def test_nothing_but_the_id_is_stored(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        engine.write([page("a", "secret")])
    searcher = tantivy.Index.open(str(tmp_path)).searcher()
    ((_, address),) = searcher.search(tantivy.Query.all_query(), limit=1).hits
    assert searcher.doc(address).to_dict() == {"id": ["a"]}


def test_the_writer_is_let_go_of_so_that_the_library_can_give_another(tmp_path):
    with closing(open_engine("tantivy", tmp_path, create=True)) as engine:
        with pytest.raises(EngineError):
            engine.write([page("a", "x"), page("half \ud83d pair", "x")])  # an id without UTF-8 form
        assert engine.count() == 0
        tantivy.Index.open(str(tmp_path)).writer(15_000_000, 1).wait_merging_threads()


def test_an_index_of_another_shape_is_refused_with_the_cure(tmp_path):
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("other")
    tantivy.Index(builder.build(), str(tmp_path))
    with pytest.raises(EngineError, match=r"schema does not match.*build the index anew"):
        open_engine("tantivy", tmp_path)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"{not json", None], ids=["empty", "zeros", "text", "cut short"])
def test_a_damaged_commit_file_is_an_engine_error(name, damage, tmp_path):
    with closing(open_engine(name, tmp_path, create=True)) as engine:
        engine.write([page("a", "x")])
    file = next(tmp_path.glob("meta.json" if name == "tantivy" else "*.toc"))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    with pytest.raises(EngineError):
        open_engine(name, tmp_path)
    gc.collect()  # whoosh leaves the file open when it fails over it: let that be told here, where it is expected


@pytest.mark.parametrize("name", KEPT)
def test_a_missing_part_of_the_index_is_an_engine_error(name, tmp_path):
    with closing(open_engine(name, tmp_path, create=True)) as engine:
        engine.write([page("a", "x")])
    for file in tmp_path.glob("*.idx" if name == "tantivy" else "*.seg"):
        file.unlink()
    with pytest.raises(EngineError), closing(open_engine(name, tmp_path)) as engine:
        engine.search(Term(field="body", term="x"), limit=1)


@pytest.mark.parametrize("name", KEPT)
def test_a_folder_that_is_a_file_is_an_engine_error(name, tmp_path):
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(EngineError):
        open_engine(name, tmp_path / "index", create=True)


def every_exception_of_whoosh():
    import whoosh.codec.whoosh3
    import whoosh.collectors
    import whoosh.filedb.compound
    import whoosh.filedb.filestore
    import whoosh.writing  # noqa: F401  # loads all that reading and writing an index needs

    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "whoosh" and module]
    found = [value for module in modules for value in vars(module).values()]
    kinds = {kind for kind in found if isinstance(kind, type) and issubclass(kind, Exception)}
    return {kind for kind in kinds if kind.__module__.split(".")[0] == "whoosh"}


def test_every_exception_of_whoosh_has_its_cure_or_cannot_come_from_what_is_used_of_it():
    from indexer.engines.whoosh import FOREIGN

    parts_not_used = (
        *("whoosh.qparser", "whoosh.query", "whoosh.collectors", "whoosh.searching", "whoosh.automata"),
        *("whoosh.analysis", "whoosh.lang", "whoosh.util", "whoosh.support"),
    )
    mapped = tuple(kind for kind, _ in FOREIGN)
    left_out = {
        kind.__qualname__
        for kind in every_exception_of_whoosh()
        if not issubclass(kind, mapped) and not kind.__module__.startswith(parts_not_used)
    }
    assert left_out <= {"ReadTooFar", "NoQualityAvailable"}  # of matchers that are asked to skip
    assert {"LockError", "ReaderClosed", "IndexingError"} <= {kind.__name__ for kind in mapped}


def test_whoosh_does_not_unpickle_the_schema_that_lies_in_the_folder(tmp_path, monkeypatch):
    with closing(open_engine("whoosh", tmp_path, create=True)) as engine:
        engine.write([page("a", "x")])

    def refuse(*_):
        raise AssertionError("unpickled")

    monkeypatch.setattr("whoosh.index.pickle.loads", refuse)
    assert pickle.loads is refuse
    with closing(open_engine("whoosh", tmp_path)) as engine:
        assert engine.count() == 1


def test_a_whoosh_writer_that_fails_leaves_no_lock(tmp_path):
    with closing(open_engine("whoosh", tmp_path, create=True)) as engine:
        with pytest.raises(AttributeError):
            engine.write([page("a", "x"), None])
        assert engine.write([page("b", "x")]) == 1
        assert [hit.id for hit in engine.search(Everything(), limit=2).hits] == ["b"]


def test_merging_keeps_positions_dates_and_facets(tmp_path):
    """The library merges small parts as they come; what was deleted is dropped on the way."""
    with closing(open_engine("whoosh", tmp_path, create=True)) as engine:
        for n in range(20):
            engine.write([page(f"p{n:02}", "x", f"y{n}")])
            if n % 3 == 0:
                engine.delete([f"p{n:02}"])
        parts = len(list(tmp_path.glob("*.seg")))
        assert parts < 20
        assert engine.count() == 13
        assert engine.facets(Everything(), ["lang"])["lang"] == (("fi", 13),)
        assert engine.search(Term(field="body", term="y4"), limit=2).total == 1


@pytest.mark.parametrize(
    "error",
    [
        ValueError(
            'Failed to acquire Lockfile: IoError(Os { code: 13, kind: PermissionDenied, message: "..." }). None'
        ),
        ValueError('Failed to acquire Lockfile: IoError(Os { code: 30, kind: ReadOnlyFilesystem, message: "..." })'),
        PermissionError(13, "Permission denied"),
    ],
    ids=["its folder", "its disk", "of the system"],
)
def test_an_archive_that_cannot_be_written_to_is_said_plainly(tmp_path, error):
    with pytest.raises(StoreError) as told, tantivy_engine.Translated(tmp_path):
        raise error
    cure = "kielo must be able to write there, to search in it too"
    assert str(told.value) == f"{tmp_path}: the archive's folder cannot be written to ({cure})"


def test_a_lock_whose_folder_has_gone_is_no_fault_of_the_archive(tmp_path):
    with pytest.raises(EngineError), tantivy_engine.Translated(tmp_path):
        raise ValueError("Failed to acquire Lockfile: IoError(Os { code: 2, kind: NotFound })")
