"""Which documents a query matches."""

import pytest

from corpus.errors import EngineError
from indexer.contract import (
    EXPANSION_LIMIT,
    PHRASE_LIMIT,
    WORK_LIMIT,
    And,
    DateRange,
    Everything,
    Fuzzy,
    Only,
    Or,
    Phrase,
    Posting,
    Prefix,
    Term,
)


def term(text, field="body"):
    return Term(field=field, term=text)


def phrase(words, slop=0):
    return Phrase(field="body", terms=tuple(words.split()), slop=slop)


FACETS_OF_A = {"place": ("Oulu", "Kemi"), "org": ("THL",)}
FACETS_OF_B = {"place": ("Kemi",), "programme": ("Hyvä arki", "x" * 70_000)}


@pytest.fixture
def collection(engine, page):
    engine.write(
        [
            page("a", "red green blue", title="red", date=20160101, site="north", kind="news", facets=FACETS_OF_A),
            page("b", "green red", langs=("fi", "sv"), date=20161231, site="south", kind="service", facets=FACETS_OF_B),
            page("c", "blue . green red", langs=("en",), site="north", kind="service"),
            page("d", "greenhouse +green +house door +gate frame", langs=("sv",), date=20170615, site="west"),
            page("e", langs=("en",), date=20200229, site="west"),
        ]
    )


BOOLEAN = {
    "a term": (term("red"), "abc"),
    "a term of another field": (term("red", "title"), "a"),
    "a term nobody holds": (term("grey"), ""),
    "part of a term is no match": (term("gree"), ""),
    "all of must": (And(must=(term("red"), term("blue"))), "ac"),
    "must without must_not": (And(must=(term("red"),), must_not=(term("blue"),)), "b"),
    "must_not alone: all others": (And(must_not=(term("red"), term("door"))), "e"),
    "must_not of what nobody holds": (And(must_not=(term("grey"),)), "abcde"),
    "an And of nothing": (And(), ""),
    "any of": (Or(any_of=(term("door"), term("blue"))), "acd"),
    "an Or of nothing": (Or(any_of=()), ""),
    "an Or of nothing within an And": (And(must=(term("red"), Or(any_of=()))), ""),
    "must_not of an empty And": (And(must=(term("red"),), must_not=(And(),)), "abc"),
    "must_not within an Or": (Or(any_of=(term("door"), And(must_not=(term("green"),)))), "de"),
    "everything": (Everything(), "abcde"),
    "everything but": (And(must=(Everything(),), must_not=(Only(facet="site", values=("west",)),)), "abc"),
}

PHRASES = {
    "in order": (phrase("red green"), "a"),
    "the other way round": (phrase("green red"), "bc"),
    "not over a gap": (phrase("blue green"), ""),
    "over a gap with slop": (phrase("blue green", 1), "c"),
    "slop keeps the order": (phrase("red blue green", 9), ""),
    "slop of two does not turn two terms around": (phrase("green blue", 2), "a"),
    "slop is shared by all gaps": (phrase("blue green red", 1), "c"),
    "through the whole of a compound": (phrase("greenhouse door"), "d"),
    "through a part of a compound": (phrase("house door"), "d"),
    "through parts of two compounds": (phrase("green gate"), "d"),
    "parts at one position are no phrase": (phrase("green house"), ""),
    "onward from a stacked term": (phrase("gate frame"), "d"),
    "one term": (phrase("red"), "abc"),
    "no term": (phrase(""), ""),
    "a term twice": (phrase("red red"), ""),
    "a slop beyond any document": (phrase("blue red", 10**9), "c"),
}


def near(words, within=0):
    return Phrase(field="body", terms=tuple(words.split()), slop=within, is_ordered=False)


def run(*places, slop=0, is_ordered=True):
    return Phrase(field="body", terms=places, slop=slop, is_ordered=is_ordered)


PROXIMITY = {
    "next to each other, either way": (near("red green"), "abc"),
    "not over a gap": (near("green blue"), "a"),
    "over a gap": (near("green blue", 1), "ac"),
    "the other way round over a gap": (near("red blue", 2), "ac"),
    "three in any order": (near("blue red green"), "a"),
    "three in any order, within": (near("red blue green", 1), "ac"),
    "through a part of a compound, backwards": (near("door house"), "d"),
    "parts at one position are not near": (near("green house", 5), ""),
    "a term twice": (near("red red", 9), ""),
    "one term": (near("red", 5), "abc"),
    "no term": (near("", 5), ""),
    "within beyond any document": (near("red blue", 10**9), "ac"),
    "six terms find no room for all orders": (near("red green blue x y z", 3), ""),
}

ALTERNATIVES = {
    "either term at the first place": (run(("red", "blue"), "green"), "a"),
    "either term at the second place": (run("green", ("red", "blue")), "abc"),
    "at both places": (run(("red", "house"), ("green", "door")), "ad"),
    "alternatives nobody holds": (run(("grey", "green"), ("pink", "red")), "bc"),
    "none that anybody holds": (run(("grey", "pink"), "red"), ""),
    "one place": (run(("blue", "door")), "acd"),
    "a place of one": (run(("green",), ("red",)), "bc"),
    "a place of none matches nothing": (run("green", ()), ""),
    "the same alternative twice": (run(("green", "green"), "red"), "bc"),
    "with slop": (run(("blue", "door"), ("green", "frame"), slop=1), "cd"),
    "in any order": (run(("blue", "frame"), ("green", "door"), is_ordered=False), "ad"),
    "the whole or a part of a compound": (run(("greenhouse", "house"), ("door", "gate")), "d"),
    "that cannot be indexed": (run(("x" * 70_000, "green", "\udc80"), "red"), "bc"),
}

DICTIONARY = {
    "prefix": (Prefix(field="body", prefix="gre"), "abcd"),
    "prefix that is a whole term": (Prefix(field="body", prefix="greenhouse"), "d"),
    "prefix nobody begins with": (Prefix(field="body", prefix="x"), ""),
    "empty prefix: all with a term": (Prefix(field="body", prefix=""), "abcd"),
    "prefix of another field": (Prefix(field="title", prefix="r"), "a"),
    "a letter replaced": (Fuzzy(field="body", term="rod"), "abc"),
    "a letter missing": (Fuzzy(field="body", term="gren"), "abcd"),
    "a letter too many": (Fuzzy(field="body", term="doors"), "d"),
    "two letters swapped are two edits": (Fuzzy(field="body", term="bleu"), ""),
    "two edits": (Fuzzy(field="body", term="bleu", distance=2), "ac"),
    "the kept beginning must agree": (Fuzzy(field="body", term="bed"), ""),
    "nothing kept": (Fuzzy(field="body", term="bed", keep=0), "abc"),
    "more kept than the term has": (Fuzzy(field="body", term="re", keep=3), ""),
}

FILTERS = {
    "from a day on": (DateRange(first=20161231), "bde"),
    "up to a day": (DateRange(last=20161231), "ab"),
    "one day": (DateRange(first=20170615, last=20170615), "d"),
    "any date, never the undated": (DateRange(), "abde"),
    "the wrong way round": (DateRange(first=20180101, last=20170101), ""),
    "ends beyond all calendars": (DateRange(first=-(10**30), last=10**30), "abde"),
    "a start beyond all calendars": (DateRange(first=10**30), ""),
    "one language, also of a bilingual page": (Only(facet="lang", values=("sv",)), "bd"),
    "either language": (Only(facet="lang", values=("sv", "en")), "bcde"),
    "a site": (Only(facet="site", values=("north",)), "ac"),
    "a kind": (Only(facet="kind", values=("service",)), "bc"),
    "values nobody has": (Only(facet="kind", values=("", "x" * 70_000, "\udc80")), ""),
    "no values": (Only(facet="kind", values=()), ""),
    "a place, of several that a page has": (Only(facet="place", values=("Kemi",)), "ab"),
    "an organisation": (Only(facet="org", values=("THL", "SKR")), "a"),
    "a programme": (Only(facet="programme", values=("Hyvä arki",)), "b"),
    "without a place": (And(must_not=(Only(facet="place", values=("Oulu", "Kemi")),)), "cde"),
    "with a term": (And(must=(term("red"), Only(facet="site", values=("north",)), DateRange())), "a"),
}


TABLES = (BOOLEAN, PHRASES, PROXIMITY, ALTERNATIVES, DICTIONARY, FILTERS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [pytest.param(*case, id=name) for table in TABLES for name, case in table.items()],
)
def test_a_query_matches_these_pages_and_no_others(engine, collection, ids, query, expected):
    assert sorted(ids(query)) == list(expected)
    assert engine.search(query, limit=1).total == len(expected)


@pytest.mark.parametrize(
    "text",
    ["fi:hyvinvointialue", "två ord", '"quoted"', "it's", "back\\slash", "a\tb\nc\x01\x1f", "*", "~", "AND", "Ääkkönen",
     "e\u0301", "字", "😀", "\u200d", "\ufeff", "", " ", "x:y:z", "(", "ß", "İ", "\U0010ffff"],
)  # fmt: skip
def test_a_term_is_taken_as_it_is_whatever_characters_it_has(engine, page, ids, text):
    document = page("p", "")
    document.fields["body"].extend([Posting("before", 0), Posting(text, 1), Posting(text + "z", 2)])
    engine.write([document, page("other", "before after")])

    assert ids(term(text)) == ["p"]
    assert ids(Phrase(field="body", terms=("before", text, text + "z"))) == ["p"]
    assert ids(Fuzzy(field="body", term=text + "zz", keep=len(text))) == ["p"]
    assert "p" in ids(Prefix(field="body", prefix=text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("x" * 65_530, ["p"], id="the longest term"),
        pytest.param("x" * 65_531, [], id="a byte too long"),
        pytest.param("ä" * 32_765, ["p"], id="the longest in two-byte letters"),
        pytest.param("ä" * 32_766, [], id="too long in bytes only"),
        pytest.param("half \ud83d pair", [], id="no UTF-8 form"),
    ],
)
def test_a_term_that_cannot_be_indexed_is_left_out_and_its_neighbours_stay_in_place(engine, page, ids, text, found):
    document = page("p", "")
    document.fields["body"].extend([Posting("before", 0), Posting(text, 1), Posting("after", 2)])
    engine.write([document])

    assert ids(term(text)) == found
    assert ids(Phrase(field="body", terms=(text, "after"))) == found
    assert ids(Prefix(field="body", prefix=text)) == found
    assert ids(phrase("before after")) == []
    assert ids(phrase("before after", 1)) == ["p"]


def test_ten_thousand_terms_can_be_asked_for_at_once(engine, page, ids):
    engine.write([page("p", "w7 w9999"), page("q", "w10000")])
    assert ids(Or(any_of=tuple(term(f"w{n}") for n in range(10_000)))) == ["p"]


def test_three_hundred_levels_of_and_and_or_are_answered(engine, page, ids):
    engine.write([page("p", "red green"), page("q", "red")])
    query = term("red")
    for level in range(300):
        query = Or(any_of=(query, term("grey"))) if level % 2 else And(must=(query, term("green")))
    assert ids(query) == ["p"]


def test_a_query_nested_without_measure_is_refused_as_an_engine_error(engine, page):
    engine.write([page("p", "red")])
    query = term("red")
    for _ in range(20_000):
        query = Or(any_of=(query, term("grey")))
    with pytest.raises(EngineError, match="nested deeper than 300 levels"):
        engine.search(query, limit=1)


def test_postings_out_of_order_are_found_as_a_phrase_all_the_same(engine, page, ids):
    document = page("p", "")
    document.fields["body"].extend([Posting("two", 1), Posting("three", 2), Posting("one", 0)])
    engine.write([document])
    assert ids(phrase("one two three")) == ["p"]


def test_an_expansion_keeps_the_most_frequent_terms_and_says_that_it_was_cut(engine, page):
    words = [f"w{n:03}" for n in range(130)]
    engine.write([page("all", " ".join(words)), page("rare", "w000"), page("last", "w129"), page("w", "w128")])
    found = engine.search(Prefix(field="body", prefix="w"), limit=10)
    # w128 and w129 are in two pages each, so it is w126 and w127 that are cut: they are in "all" only.
    assert {hit.id for hit in found.hits} == {"all", "rare", "last", "w"}
    assert found.capped == ("body:w*",)
    assert engine.search(Fuzzy(field="body", term="w0", distance=2), limit=10).capped == ()
    assert engine.search(Fuzzy(field="body", term="w00", distance=2), limit=10).capped == ()


def test_terms_beyond_the_expansion_limit_are_not_matched(engine, page, ids):
    engine.write([page(f"p{n:03}", f"w{n:03}") for n in range(129)])
    assert len(ids(Prefix(field="body", prefix="w"))) == 128
    assert "p128" not in ids(Prefix(field="body", prefix="w"))


def test_a_fuzzy_leaf_that_was_cut_is_named(engine, page):
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 129)]
    engine.write([page("p", " ".join(f"w{letter}" for letter in letters))])
    assert engine.search(Fuzzy(field="body", term="wx"), limit=1).capped == ("body:wx~1",)


def test_a_slop_with_too_many_layouts_is_cut_and_named(engine, page):
    engine.write([page("near", "a b c"), page("far", "a " + ". " * 40 + "b c")])
    found = engine.search(phrase("a b c", 60), limit=9)
    assert [hit.id for hit in found.hits] == ["near"]
    assert found.capped == ('body:"a b c"~60',)


def test_alternatives_beyond_the_limit_are_cut_and_named(engine, page):
    engine.write([page("likely", "a0 b0"), page("unlikely", "a19 b19")])
    places = (tuple(f"a{n}" for n in range(20)), tuple(f"b{n}" for n in range(20)))
    found = engine.search(run(*places), limit=9)
    assert [hit.id for hit in found.hits] == ["likely"]
    assert found.capped == (f'body:"{"|".join(places[0])} {"|".join(places[1])}"~0',)


def test_free_order_that_is_cut_is_named_and_the_given_order_still_found(engine, page):
    engine.write([page("p", "a b c d e f"), page("q", "f e d c b a")])
    found = engine.search(near("a b c d e f"), limit=9)
    assert [hit.id for hit in found.hits] == ["p"]
    assert found.capped == ('body:"a b c d e f"~0',)


TOO_MUCH = {
    "terms": Or(any_of=(term("x"),) * (WORK_LIMIT + 1)),
    "prefixes": Or(any_of=(Prefix(field="body", prefix="x"),) * (WORK_LIMIT // EXPANSION_LIMIT + 1)),
    "fuzzy leaves": And(must=(Fuzzy(field="body", term="x"),) * (WORK_LIMIT // EXPANSION_LIMIT + 1)),
    "phrases with slop": Or(any_of=(phrase("x y", 300),) * (WORK_LIMIT // (4 * PHRASE_LIMIT) + 1)),
    "free order": Or(any_of=(near("x y z", 3),) * (WORK_LIMIT // (6 * 6 * 10) + 1)),
    "alternatives": Or(any_of=(run(("x", "y") * 8, ("z", "w", "v", "u") * 4),) * (WORK_LIMIT // 16 + 1)),
    "words of a phrase": run(*["x"] * (WORK_LIMIT + 1)),
    "nodes of nothing": Or(any_of=(And(),) * WORK_LIMIT),
    "values of a facet": Only(facet="site", values=("s",) * (WORK_LIMIT + 1)),
}


@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_query_of_more_clauses_than_the_limit_is_refused_before_it_costs_anything(engine, page, query):
    engine.write([page("p", "x y z")])
    with pytest.raises(EngineError, match=r"asks for more than \d+ things at once \(ask in parts\)"):
        engine.search(query, limit=1)
    with pytest.raises(EngineError, match="ask in parts"):
        engine.facets(query, ["lang"])["lang"]
    assert engine.search(term("x"), limit=1).total == 1


def test_more_than_two_edits_are_refused(engine):
    with pytest.raises(EngineError, match="3 edits is too loose"):
        engine.search(Fuzzy(field="body", term="x", distance=3), limit=1)


def test_a_term_twice_at_one_position_is_found_once_and_spoils_no_phrase(engine, page, ids):
    engine.write([page("p", "red +red +crimson green +green")])
    assert ids(term("red")) == ["p"]
    assert ids(phrase("red green")) == ids(phrase("crimson green")) == ["p"]
    assert ids(phrase("red red")) == []


def test_an_empty_index_answers_every_kind_of_query_with_nothing(engine):
    leaves = (term("x"), phrase("x y", 1), Prefix(field="body", prefix=""), Fuzzy(field="body", term="x"))
    filters = (Everything(), DateRange(), Only(facet="site", values=("x",)), And(must_not=(term("x"),)))
    for query in leaves + filters:
        found = engine.search(query, limit=10, offset=3)
        assert (found.total, found.hits, found.capped) == (0, (), ())
        assert engine.search(query, limit=10, sort="newest").total == 0
        assert engine.facets(query, ["lang"])["lang"] == ()
    assert engine.count() == 0
