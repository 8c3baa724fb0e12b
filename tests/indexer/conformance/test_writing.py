"""Writing, deleting, counting facets, opening and closing."""

from contextlib import closing

import pytest

from corpus.errors import EngineError
from indexer.contract import And, DateRange, Everything, Fuzzy, Only, Or, Phrase, Prefix, Term
from indexer.engines import open_engine


def term(text):
    return Term(field="body", term=text)


def test_writing_gives_the_count_and_is_seen_on_return(engine, page, ids):
    assert engine.write(iter([page("a", "x"), page("b", "x")])) == 2
    assert ids(term("x")) == ["a", "b"]
    assert engine.write([page("c", "x")]) == 1
    assert engine.write([]) == 0
    assert ids(term("x")) == ["a", "b", "c"]
    assert engine.count() == 3


def test_writing_a_page_again_replaces_it_in_all_it_was(engine, page, ids):
    engine.write([page("a", "old", date=20150101, langs=("fi",), site="s1"), page("b", "x", site="s1")])
    engine.write([page("a", "new", title="t", langs=("sv",), site="s2")])
    assert engine.count() == 2
    assert ids(Or(any_of=(term("old"), DateRange()))) == []
    assert ids(And(must=(term("new"), Only(facet="lang", values=("sv",))))) == ["a"]
    assert engine.facets(Everything(), ["site"])["site"] == (("s1", 1), ("s2", 1))
    assert engine.facets(Everything(), ["year"])["year"] == ()


def test_of_a_page_that_comes_twice_in_one_write_the_last_stays(engine, page, ids):
    engine.write([page("a", "zero")])
    engine.write([page("a", "first"), page("b", "x"), page("a", "second"), page("a", "third")])
    assert engine.count() == 2
    assert ids(Prefix(field="body", prefix="")) == ["a", "b"]
    assert ids(term("third")) == ["a"]
    assert ids(Or(any_of=(term("zero"), term("first"), term("second")))) == []
    engine.write([page("a", "fourth")])
    assert engine.count() == 2


def test_deleting_removes_the_page_and_an_unknown_id_is_no_error(engine, page, ids):
    engine.write([page("a", "x"), page("b", "x"), page("c", "x")])
    engine.delete(["b", "never there", "b"])
    assert ids(term("x")) == ["a", "c"]
    assert engine.count() == 2
    engine.delete([])
    engine.delete(["a", "c"])
    assert engine.count() == 0
    assert ids(Everything()) == []
    engine.write([page("b", "x")])
    assert ids(And(must_not=(term("y"),))) == ["b"]


def test_many_writes_and_deletes_leave_what_they_should(engine, page, ids):
    for round_ in range(6):
        engine.write([page(f"p{n}", f"x r{round_}") for n in range(round_, round_ + 4)])
        engine.delete([f"p{round_}"])
    assert ids(Everything()) == ["p6", "p7", "p8"]
    assert ids(term("r5")) == ["p6", "p7", "p8"]


class SourceError(Exception):
    """What the reading side may fail with; none of the engine's business."""


def test_when_the_source_fails_nothing_of_the_write_stays_and_its_error_passes_unchanged(engine, page, ids):
    def failing():
        yield page("a", "new")
        yield page("b", "new")
        raise SourceError

    engine.write([page("a", "old")])
    with pytest.raises(SourceError):
        engine.write(failing())
    assert ids(Everything()) == ["a"]
    assert ids(term("old")) == ["a"]
    engine.write([page("c", "old")])
    assert ids(term("old")) == ["a", "c"]


def test_a_deleted_page_leaves_no_ghost_in_expansions(engine, page, ids):
    engine.write([page("keep", "w999 wz"), *(page(f"p{n}", f"w{n:03} v{n:03}") for n in range(300))])
    engine.delete([f"p{n}" for n in range(300)])
    found = engine.search(Prefix(field="body", prefix="w"), limit=9)
    assert ([hit.id for hit in found.hits], found.capped) == (["keep"], ())
    found = engine.search(Fuzzy(field="body", term="w99", distance=2), limit=9)
    assert ([hit.id for hit in found.hits], found.capped) == (["keep"], ())
    assert ids(Prefix(field="body", prefix="v")) == []


def test_deleted_pages_do_not_count_for_which_terms_are_the_most_frequent(engine, page, ids):
    engine.write([page(f"gone{n}", "w000") for n in range(3)])
    engine.write([page("one", "w000"), page("many", " ".join(f"w{n:03}" for n in range(1, 129))), page("z", "w128")])
    engine.delete(["gone0", "gone1", "gone2"])
    # All are in one page now, but for w128; so w127 is cut, and w000 stays because it comes first.
    assert set(ids(Prefix(field="body", prefix="w"))) == {"one", "many", "z"}
    engine.write([page("w127", "w127")])
    engine.write([page(f"more{n}", " ".join(f"w{n:03}" for n in range(1, 129))) for n in range(2)])
    assert "one" not in ids(Prefix(field="body", prefix="w"))


def test_facets_count_all_that_match_most_first_ties_by_value(engine, page):
    engine.write(
        [
            page("a", "x", langs=("fi", "sv"), site="b.org", kind="news", date=20160101),
            page("b", "x", langs=("sv",), site="a.org", kind="news", date=20161231),
            page("c", "x", langs=("en", "en"), site="a.org", kind="service"),
            page("d", "x", langs=(), site='"quoted" site', kind="news", date=20150701),
            page("e", "y", langs=("fi",), site="c.org", kind="other", date=20140101),
        ]
    )
    assert engine.facets(term("x"), ["lang"])["lang"] == (("sv", 2), ("en", 1), ("fi", 1))
    assert engine.facets(term("x"), ["site"])["site"] == (("a.org", 2), ('"quoted" site', 1), ("b.org", 1))
    assert engine.facets(term("x"), ["kind"])["kind"] == (("news", 3), ("service", 1))
    assert engine.facets(term("x"), ["year"])["year"] == (("2016", 2), ("2015", 1))
    assert engine.facets(Phrase(field="body", terms=("x", "y")), ["lang"])["lang"] == ()
    assert engine.facets(Prefix(field="body", prefix=""), ["kind"])["kind"] == (
        ("news", 3),
        ("other", 1),
        ("service", 1),
    )


def test_facets_of_several_values_count_a_page_under_each_once(engine, page):
    engine.write(
        [
            page("a", "x", facets={"place": ("Kemi", "Oulu", "Kemi"), "programme": ("A",)}),
            page("b", "x", facets={"place": ("Oulu",), "org": (), "programme": ("half \ud83d pair",)}),
            page("c", "x"),
            page("d", "y", facets={"place": ("Vaasa",), "org": ("THL",)}),
        ]
    )
    assert engine.facets(term("x"), ["place"])["place"] == (("Oulu", 2), ("Kemi", 1))
    assert engine.facets(term("x"), ["programme"])["programme"] == (("A", 1),)
    assert engine.facets(term("x"), ["org"])["org"] == ()
    assert engine.facets(Everything(), ["org"])["org"] == (("THL", 1),)
    engine.write([page("a", "x", facets={"place": ("Vaasa",)})])
    assert engine.facets(Everything(), ["place"])["place"] == (("Vaasa", 2), ("Oulu", 1))


def test_months_are_counted_where_a_date_is_known_so_well(engine, page):
    dates = {"a": 20160101, "b": 20160131, "c": 20161231, "d": None}
    engine.write([page(name, "x", date=date) for name, date in dates.items()])
    engine.write([page("e", "x", date=20160101, has_month=False)])
    assert engine.facets(term("x"), ["month"])["month"] == (("2016-01", 2), ("2016-12", 1))
    assert engine.facets(term("x"), ["year"])["year"] == (("2016", 4),)
    assert engine.facets(And(must=(term("x"), DateRange(first=20160201))), ["month"])["month"] == (("2016-12", 1),)


def test_a_facet_with_very_many_values_is_counted_in_full(engine, page):
    engine.write(page(f"p{n}", "x", site=f"s{n:04}") for n in range(1_200))
    assert engine.facets(Everything(), ["site"])["site"] == tuple((f"s{n:04}", 1) for n in range(1_200))


def test_a_closed_engine_can_be_closed_again(engine, page):
    engine.write([page("a", "x")])
    engine.close()
    engine.close()


@pytest.fixture(params=["tantivy", "whoosh"])
def kept(request):
    """The name of an engine that keeps its index in files."""
    return request.param


def test_what_was_written_is_there_when_opened_again(kept, page, tmp_path):
    with closing(open_engine(kept, tmp_path, create=True)) as engine:
        engine.write([page("a", "x", date=20160101)])
    for create in (False, True):
        with closing(open_engine(kept, tmp_path, create=create)) as engine:
            assert [hit.id for hit in engine.search(term("x"), limit=1, sort="newest").hits] == ["a"]


def test_a_reader_keeps_working_while_another_engine_writes_and_sees_each_commit(kept, page, tmp_path):
    with closing(open_engine(kept, tmp_path, create=True)) as writer, closing(open_engine(kept, tmp_path)) as reader:
        for round_ in range(12):
            writer.write([page(f"p{round_:02}", "x"), page("same", f"x r{round_}")])
            assert reader.count() == round_ + 2
            assert reader.search(term(f"r{round_}"), limit=1).total == 1
        writer.delete(["same"])
        assert reader.facets(term("x"), ["lang"])["lang"] == (("fi", 12),)


def test_a_reader_in_the_middle_of_a_write_sees_the_last_commit(kept, page, tmp_path):
    with closing(open_engine(kept, tmp_path, create=True)) as writer, closing(open_engine(kept, tmp_path)) as reader:
        writer.write([page("a", "x")])

        def watched():
            yield page("b", "x")
            assert reader.count() == 1
            assert writer.search(term("x"), limit=9).total == 1
            yield page("a", "y")

        writer.write(watched())
        assert reader.count() == 2


def test_a_second_writer_is_refused_at_once_and_says_what_to_do(kept, page, tmp_path):
    with closing(open_engine(kept, tmp_path, create=True)) as first, closing(open_engine(kept, tmp_path)) as second:

        def meanwhile():
            yield page("a", "x")
            with pytest.raises(EngineError, match="wait until it has finished"):
                second.write([page("b", "x")])

        first.write(meanwhile())
        second.write([page("b", "x")])
        assert first.count() == 2


def test_a_reader_outlives_the_folder_of_its_generation(kept, page, tmp_path):
    folder = tmp_path / "index"
    with closing(open_engine(kept, folder, create=True)) as engine:
        engine.write([page("a", "x", date=20160101), page("b", "x")])
        engine.search(term("x"), limit=1, sort="newest")
        folder.rename(tmp_path / "swept away")
        assert [hit.id for hit in engine.search(term("x"), limit=2).hits] == ["a", "b"]
        assert engine.count() == 2


def test_opening_what_is_not_there_says_so_and_makes_nothing(kept, tmp_path):
    for folder in (tmp_path / "missing", tmp_path):
        with pytest.raises(EngineError, match=r"there is no .* index here .*build it first"):
            open_engine(kept, folder)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_engine_says_that_it_is_closed(kept, page, tmp_path):
    engine = open_engine(kept, tmp_path, create=True)
    engine.close()
    for call in (engine.count, lambda: engine.write([page("a", "x")]), lambda: engine.search(Everything(), limit=1)):
        with pytest.raises(EngineError, match="has been closed"):
            call()
