"""In which order hits come, and in which slices."""

import pytest

from indexer.contract import And, DateRange, Everything, Fuzzy, Only, Or, Phrase, Prefix, Term


def term(text, boost=1.0):
    return Term(field="body", term=text, boost=boost)


def scores(engine, query):
    return {hit.id: hit.score for hit in engine.search(query, limit=100).hits}


def test_the_rarer_term_the_more_frequent_and_the_shorter_page_count_more(engine, page, ids):
    engine.write(
        [page("rare", "x y y y"), page("twice", "z z y y"), page("once", "z y y y"), page("long", "z y y y y y y y")]
    )
    assert ids(Or(any_of=(term("x"), term("z")))) == ["rare", "twice", "once", "long"]


def test_scores_are_bm25_as_the_contract_defines_it(engine, page):
    engine.write([page("a", "x x y"), page("b", "x y z z z"), page("c", "y")])
    # idf(x) = ln(1 + 1.5 / 2.5), mean length 3: 2 * 2.2 / (2 + 1.2) and 2.2 / (1 + 1.2 * 1.5)
    assert scores(engine, term("x")) == pytest.approx({"a": 0.470004 * 1.375, "b": 0.470004 * 2.2 / 2.8}, rel=1e-4)
    # A phrase has the idf of its terms together: x once more, y = ln(1 + 0.5 / 3.5).
    query = Phrase(field="body", terms=("x", "y"))
    assert scores(engine, query) == pytest.approx({"a": 0.603535, "b": 0.603535 * 2.2 / 2.8}, rel=1e-4)


def test_the_mean_length_is_taken_over_all_pages_also_those_without_the_field(engine, page):
    engine.write([page("a", "y", title="x x"), page("b", "y"), page("c", "y"), page("d", "y")])
    query = Term(field="title", term="x")
    # idf = ln(1 + 3.5 / 1.5), length 2 where the mean is 0.5
    assert scores(engine, query) == pytest.approx({"a": 1.203973 * 4.4 / (2 + 1.2 * 3.25)}, rel=1e-4)


def test_scores_of_matching_leaves_add_up_each_times_its_boost(engine, page):
    engine.write([page("a", "x y"), page("b", "x z"), page("c", "z z")])
    x, y = scores(engine, term("x"))["a"], scores(engine, term("y"))["a"]
    assert scores(engine, Or(any_of=(term("x", 3.0), term("y", 0.5)))) == pytest.approx(
        {"a": 3 * x + 0.5 * y, "b": 3 * x}, rel=1e-3
    )
    assert scores(engine, And(must=(term("x"), term("y", 2.0)))) == pytest.approx({"a": x + 2 * y}, rel=1e-3)


@pytest.mark.parametrize(
    "leaf", [Prefix(field="body", prefix="x", boost=2.0), Fuzzy(field="body", term="x3", boost=2.0)], ids=type
)
def test_prefix_and_fuzzy_are_scored_as_the_terms_they_stand_for(engine, page, leaf):
    engine.write([page("a", "x1 x2"), page("b", "x1 y"), page("c", "y")])
    assert scores(engine, leaf) == pytest.approx(
        scores(engine, Or(any_of=(term("x1", 2.0), term("x2", 2.0)))), rel=1e-4
    )


def test_a_boosted_phrase_scores_that_much_more(engine, page):
    engine.write([page("a", "x y z"), page("b", "y x")])
    for slop in (0, 2):
        plain = scores(engine, Phrase(field="body", terms=("x", "y"), slop=slop))
        boosted = scores(engine, Phrase(field="body", terms=("x", "y"), slop=slop, boost=4.0))
        assert boosted == pytest.approx({"a": 4 * plain["a"]}, rel=1e-3)


def test_a_phrase_that_occurs_more_often_counts_more(engine, page, ids):
    engine.write([page("once", "x y x z x z"), page("twice", "x y x y x z"), page("loose", "x z y x z z")])
    assert ids(Phrase(field="body", terms=("x", "y"))) == ["twice", "once"]
    assert ids(Phrase(field="body", terms=("x", "y"), slop=1))[0] == "twice"


def test_of_alternatives_the_reading_that_scores_best_counts(engine, page):
    engine.write([page("a", "x y x y x z"), page("b", "x z"), page("c", "w x y z")])
    either = Phrase(field="body", terms=("x", ("y", "z")), boost=2.0)
    readings = [scores(engine, Phrase(field="body", terms=("x", end), boost=2.0)) for end in "yz"]
    best = {id_: max(one.get(id_, 0.0) for one in readings) for id_ in "abc"}
    assert scores(engine, either) == pytest.approx(best, rel=1e-4)
    one_place = Phrase(field="body", terms=(("x", "y"),))
    assert scores(engine, one_place) == pytest.approx(
        {id_: max(scores(engine, term(each)).get(id_, 0.0) for each in "xy") for id_ in "abc"}, rel=1e-4
    )


def test_in_any_order_scores_as_the_order_that_stands_there(engine, page):
    engine.write([page("a", "x y z"), page("b", "y x z"), page("c", "z z z")])
    found = scores(engine, Phrase(field="body", terms=("x", "y"), is_ordered=False))
    assert found["a"] == found["b"] == pytest.approx(scores(engine, Phrase(field="body", terms=("x", "y")))["a"])


def test_a_tie_longer_than_what_is_fetched_at_once_is_in_order_among_better_and_worse(engine, page, ids):
    """The library below gives equal scores in the order of storage."""
    names = [f"t{(n * 7) % 400:03}" for n in range(400)]
    engine.write([page("best", "x x"), *(page(name, "x y") for name in names), page("worst", "x y y y y y y y y")])
    for size in (1, 2, 5, 300, 401):
        assert ids(term("x"))[:size] == [hit.id for hit in engine.search(term("x"), limit=size).hits]
    assert ids(term("x")) == ["best", *sorted(names), "worst"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_ids_that_begin_alike_or_are_long_still_decide_ties(engine, page, sort):
    names = ["a", "a\0", "a\0b", "", "x" * 15, "x" * 16, "x" * 15 + "y", "x" * 14 + "ä", "ä" * 40, "p0123456789a", "å"]
    engine.write([page(name, "w", date=20160101) for name in names])
    found = [hit.id for hit in engine.search(term("w"), limit=99, sort=sort).hits]
    assert found == sorted(names)
    sliced = [hit.id for at in range(0, 12, 3) for hit in engine.search(term("w"), limit=3, offset=at, sort=sort).hits]
    assert sliced == found


FILTERS = [
    Everything(),
    DateRange(),
    Only(facet="lang", values=("fi",)),
    And(must_not=(term("z"),)),
    Or(any_of=(Everything(), DateRange())),
    term("x", boost=0.0),
]


@pytest.mark.parametrize("query", FILTERS, ids=repr)
def test_filters_score_nothing_and_come_by_id(engine, page, query):
    engine.write([page("b", "x", date=20160101), page("c", "x x", date=20170101), page("a", "x y", date=20150101)])
    assert [(hit.id, hit.score) for hit in engine.search(query, limit=9).hits] == [("a", 0.0), ("b", 0.0), ("c", 0.0)]


def test_a_filter_leaves_the_scores_of_the_rest_alone(engine, page):
    engine.write([page("a", "x", date=20160101), page("b", "x y", date=20160101), page("c", "y")])
    filtered = And(must=(term("x"), DateRange(), Only(facet="lang", values=("fi",)), Everything()))
    assert scores(engine, filtered) == scores(engine, term("x"))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_of_a_thousand_equal_documents_are_one_list_by_id(engine, page, size):
    names = [f"p{(n * 613) % 1000:03}" for n in range(1000)]
    engine.write(page(name, "x y") for name in names[:500])
    engine.write(page(name, "x y") for name in names[500:])
    expected = sorted(names)
    for offset in (0, size, 495, 990):
        found = engine.search(Or(any_of=(term("x"), term("y"))), limit=size, offset=offset)
        assert [hit.id for hit in found.hits] == expected[offset : offset + size]
        assert found.total == 1000


def test_a_tie_in_the_middle_is_paged_through_without_loss_or_repetition(engine, page, ids):
    engine.write([page(f"t{n:02}", "x y") for n in range(60)])
    engine.write([page("best", "x"), page("worst", "x y y y y y y y"), *(page(f"s{n:02}", "x y") for n in range(60))])
    whole = ids(term("x"))
    assert whole[0] == "best"
    assert whole[-1] == "worst"
    assert whole[1:-1] == sorted(whole[1:-1])
    for size in (1, 3, 10, 50):
        slices = [engine.search(term("x"), limit=size, offset=at).hits for at in range(0, 122, size)]
        assert [hit.id for part in slices for hit in part] == whole


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_slices_beyond_the_end_and_of_nothing_are_empty_but_count(engine, page, sort):
    engine.write([page(f"p{n}", "x", date=20160101 + n) for n in range(5)])
    for limit, offset, expected in [(0, 0, 0), (0, 3, 0), (3, 3, 2), (3, 5, 0), (3, 10**12, 0), (10**12, 0, 5)]:
        found = engine.search(term("x"), limit=limit, offset=offset, sort=sort)
        assert (len(found.hits), found.total) == (expected, 5)


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (1, -1)])
def test_a_negative_slice_is_a_mistake_of_the_caller(engine, limit, offset):
    with pytest.raises(ValueError, match="must not be negative"):
        engine.search(Everything(), limit=limit, offset=offset)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("newest", ["new", "d1", "d2", "old", "u1", "u2"]), ("oldest", ["old", "d1", "d2", "new", "u1", "u2"])],
)
def test_by_date_undated_pages_come_last_either_way_and_ties_go_by_id(engine, page, sort, expected):
    dates = {"u2": None, "new": 20200101, "d2": 20160601, "old": 10101, "u1": None, "d1": 20160601}
    engine.write([page(name, "x " * n, date=date) for n, (name, date) in enumerate(dates.items(), start=1)])
    hits = engine.search(term("x"), limit=10, sort=sort).hits
    assert [hit.id for hit in hits] == expected
    assert {hit.score for hit in hits} == {0.0}
    for offset in range(6):
        sliced = engine.search(term("x"), limit=2, offset=offset, sort=sort).hits
        assert [hit.id for hit in sliced] == expected[offset : offset + 2]


def test_programmes_come_in_the_order_of_their_best_pages_with_all_that_match(engine, page):
    engine.write(
        [
            page("a", "x y y y y", facets={"programme": ("P",)}),
            page("b", "x", facets={"programme": ("Q",)}),
            page("c", "x x x", facets={"programme": ("P", "Q")}),
            page("d", "x y"),
            page("e", "y", facets={"programme": ("R",)}),
        ]
    )
    found = engine.gather(term("x"), limit=10)
    assert [[hit.id for hit in each] for each in found.slices] == [["c", "a"], ["b"], ["d"]]
    assert (found.total, found.programmes) == (4, 3)
    assert found.slices[0] == tuple(hit for hit in engine.search(term("x"), limit=10).hits if hit.id in "ac")
    assert engine.gather(term("x"), limit=1, offset=1).slices == found.slices[1:2]
    assert engine.gather(term("x"), limit=0).programmes == 3
    assert engine.gather(term("x"), limit=5, offset=3).slices == ()
    assert engine.gather(term("z"), limit=5).programmes == 0


def test_programmes_that_tie_come_by_the_id_of_their_first_page(engine, page):
    programme = {f"p{n:02}": (f"g{n * 7 % 20}",) for n in range(40)}
    engine.write([page(name, "x", facets={"programme": its}) for name, its in reversed(programme.items())])
    firsts = list(dict.fromkeys(programme.values()))
    for at in range(0, 20, 3):
        found = engine.gather(term("x"), limit=3, offset=at)
        assert [programme[each[0].id] for each in found.slices] == firsts[at : at + 3]
        assert all([hit.id for hit in each] == sorted(hit.id for hit in each) for each in found.slices)
        assert all(len(each) == 2 for each in found.slices)
    for sort in ("newest", "oldest"):
        assert [programme[each[0].id] for each in engine.gather(term("x"), limit=20, sort=sort).slices] == firsts
    by_filter = engine.gather(Everything(), limit=4, offset=2)
    assert [programme[each[0].id] for each in by_filter.slices] == firsts[2:6]
