"""Query text to tree: what is understood, and that nothing is an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.signs import MAX_DEPTH, MAX_LENGTH, MAX_TOKENS
from search.syntax import (
    MAX_DISTANCE,
    MAX_OPEN,
    AllOf,
    AnyOf,
    Chosen,
    Dated,
    Day,
    Exact,
    Near,
    Node,
    Parsed,
    Prefixed,
    Quoted,
    Similar,
    Without,
    Words,
    as_text,
    parse,
    without_dates,
)


def words(text: str, field: str | None = None) -> Words:
    return Words(text=text, field=field)


UNDERSTOOD: dict[str, Node] = {
    "hyvinvointialue rahoitus": words("hyvinvointialue rahoitus"),
    "bidrag AND stöd": words("bidrag stöd"),
    '"social- och hälsovård"': Quoted(text="social- och hälsovård"),
    "“vård och omsorg”": Quoted(text="vård och omsorg"),
    "bidrag OR understöd": AnyOf(parts=(words("bidrag"), words("understöd"))),
    "a b OR c": AnyOf(parts=(words("a b"), words("c"))),
    "(a OR b) c": AllOf(parts=(AnyOf(parts=(words("a"), words("b"))), words("c"))),
    "avustus NOT haku": AllOf(parts=(words("avustus"), Without(part=words("haku")))),
    "avustus -haku": AllOf(parts=(words("avustus"), Without(part=words("haku"), is_hyphened=True))),
    "avustus -(a b)": AllOf(parts=(words("avustus"), Without(part=words("a b"), is_hyphened=True))),
    "NOT NOT haku": words("haku"),
    "title:ohjelma": words("ohjelma", "title"),
    'title:"uusi ohjelma" tuki': AllOf(parts=(Quoted(text="uusi ohjelma", field="title"), words("tuki"))),
    "title:(uusi OR vanha)": AnyOf(parts=(words("uusi", "title"), words("vanha", "title"))),
    "lang:sv,FI": Chosen(field="lang", values=("sv", "fi")),
    "kieli:ruotsi": Chosen(field="lang", values=("sv",)),
    "site:Koivuranta.example": Chosen(field="site", values=("koivuranta.example",)),
    "kind:tiedote|news": Chosen(field="kind", values=("announcement", "news")),
    'place:"Länsi-Uusimaa"': Chosen(field="place", values=("Länsi-Uusimaa",)),
    'org:"Aluehallintovirasto, Turku"': Chosen(field="org", values=("Aluehallintovirasto, Turku",)),
    "programme:g12": Chosen(field="programme", values=("g12",)),
    "number:3/2021 id:p1": AllOf(
        parts=(Chosen(field="number", values=("3/2021",)), Chosen(field="id", values=("p1",)))
    ),
    "valtio*": Prefixed(text="valtio"),
    "title:valtio*": Prefixed(text="valtio", field="title"),
    "valfard~": Similar(text="valfard", distance=1),
    "valfard~2": Similar(text="valfard", distance=2),
    "=avustusta": Exact(text="avustusta"),
    '="den nya lagen"': Exact(text="den nya lagen"),
    '"bidrag förening"~3': Near(text="bidrag förening", distance=3),
    '"bidrag förening"~': Near(text="bidrag förening", distance=5),
    "-lang:sv": Without(part=Chosen(field="lang", values=("sv",)), is_hyphened=True),
    "-=haku": Without(part=Exact(text="haku"), is_hyphened=True),
    r"Rock \OR Roll": words("Rock OR Roll"),
    r"\title:x": words("title:x"),
    "a OR -b": AnyOf(parts=(words("a"), Without(part=words("b"), is_hyphened=True))),
    "date:2020": Dated(first="2020", last="2020"),
    "date:2019..2021-03": Dated(first="2019", last="2021-03"),
    "date:15.3.2020..": Dated(first="2020-03-15", last=None),
    "date:..2020-1": Dated(first=None, last="2020-01"),
    "year:2020": Dated(first="2020", last="2020"),
    "date:2019-2021": Dated(first="2019", last="2021"),
    'date:"spring 2020"': Dated(first="2020-03", last="2020-05"),
    "date:kevät 2020": Dated(first="2020-03", last="2020-05"),
    "datum:hösten 2021": Dated(first="2021-09", last="2021-11"),
    'date:"winter 2021"': Dated(first="2020-12", last="2021-02"),
    'date:"maaliskuu 2020"': Dated(first="2020-03", last="2020-03"),
    'date:"15 March 2020"': Dated(first="2020-03-15", last="2020-03-15"),
    "date:2020Q2": Dated(first="2020-04", last="2020-06"),
    'date:"spring 2020..autumn 2021"': Dated(first="2020-03", last="2021-11"),
    "tiedote 3/2021": AllOf(parts=(words("tiedote"), Quoted(text="3/2021"))),
    "2020–2023": Quoted(text="2020–2023"),
    "hyte-kerroin": words("hyte-kerroin"),
    "sosiaali- ja terveyspalvelut": words("sosiaali- ja terveyspalvelut"),
    "lapsiperheet ja -järjestöt": words("lapsiperheet ja -järjestöt"),
    "and or not": words("and or not"),
    "SOTE OR LAPE": AnyOf(parts=(words("SOTE"), words("LAPE"))),
}


@pytest.mark.parametrize(("query", "tree"), UNDERSTOOD.items(), ids=UNDERSTOOD)
def test_the_query_language_is_understood_without_a_note(query: str, tree: Node) -> None:
    assert parse(query) == Parsed(tree=tree, notes=())


READ_OTHERWISE = {
    '"sosiaali- ja': (Quoted(text="sosiaali- ja"), "not closed"),
    "(avustus": (words("avustus"), "not closed"),
    "avustus)": (words("avustus"), "bracket at 8 has no opening"),
    "avustus OR": (words("avustus"), "the OR at 9 has nothing"),
    "OR": (None, "the OR at 1 has nothing"),
    "avustus NOT": (words("avustus"), "the NOT at 9 has nothing"),
    "lang:de avustus": (words("avustus"), "lang:de"),
    "date:soon avustus": (words("avustus"), "date:soon"),
    "date:2020-13": (None, "date:2020-13"),
    "date:2021..2019": (Dated(first="2019", last="2021"), "exchanged"),
    "title:( avustus": (words("avustus", "title"), "not closed"),
    "title: avustus": (words("title: avustus"), "title: at 1 has nothing after it"),
    "avustus Kieli:": (words("avustus Kieli:"), "Kieli: at 9 has nothing after it"),
    "author:virtanen": (words("author:virtanen"), "there is no field author: author:virtanen was looked for"),
    "title:? avustus": (words("avustus"), "title: at 1 has no word"),
    "kind:roman avustus": (words("avustus"), "kind:roman"),
    "*avustus": (words("avustus"), "*avustus at 1 was read as avustus"),
    "*avustus*": (Prefixed(text="avustus"), "was read as avustus*"),
    "av*tus": (Prefixed(text="av"), "av*tus at 1 was read as av*"),
    "a*": (words("a"), "a* at 1 was read as a"),
    "*a*": (words("a"), "*a* at 1 was read as a"),
    "ab~": (words("ab"), "was read as ab"),
    "abcd~2": (Similar(text="abcd", distance=1), "was read as abcd~1"),
    "avustus^2": (words("avustus"), "was read as avustus"),
    "2019..2021 tuki": (AllOf(parts=(Dated(first="2019", last="2021"), words("tuki"))), "was read as date:2019..2021"),
    '"tuki"~3': (Quoted(text="tuki"), "behind a single word"),
    '"uusi tuki"~99': (Near(text="uusi tuki", distance=MAX_DISTANCE), "at most"),
    "title:=tuki": (Quoted(text="tuki", field="title"), "= was ignored"),
    "= tuki": (words("tuki"), "holds no word"),
    "avustus ???": (words("avustus"), "holds no word"),
    "NOT": (None, "the NOT at 1 has nothing"),
    "tiedote 15.3.2020": (
        AllOf(parts=(words("tiedote"), Day(text="15.3.2020", date="2020-03-15"))),
        "date:2020-03-15",
    ),
    "SOSIAALI OR TERVEYS": (words("SOSIAALI OR TERVEYS"), "capitals"),
}


@pytest.mark.parametrize(("query", "read"), READ_OTHERWISE.items(), ids=READ_OTHERWISE)
def test_what_cannot_be_understood_is_read_in_the_likeliest_way_and_named(query, read) -> None:
    tree, named = read
    parsed = parse(query)
    assert parsed.tree == tree
    assert any(named in note for note in parsed.notes)


def test_the_same_quotation_mark_closes_wherever_it_comes_from() -> None:
    assert parse('„vård“ "hoito"').tree == AllOf(parts=(Quoted(text="vård"), Quoted(text="hoito")))


@pytest.mark.parametrize("query", ["", "   ", "()", "- - -", '""', "title:!"])
def test_a_query_without_a_word_has_no_tree(query: str) -> None:
    assert parse(query).tree is None


def test_a_query_beyond_the_limits_is_cut_and_says_so() -> None:
    assert any("characters" in note for note in parse("a" * (MAX_LENGTH + 1)).notes)
    parsed = parse("a " * (MAX_TOKENS + 1))
    assert isinstance(parsed.tree, Words)
    assert len(parsed.tree.text.split()) == MAX_TOKENS
    assert any("words" in note for note in parsed.notes)
    deep = parse("(" * 600 + "a" + ")" * 600)
    assert deep.tree == words("a")
    assert any("deeper" in note for note in deep.notes)
    assert parse("(" * (MAX_DEPTH + 1) + "a OR b").tree == AnyOf(parts=(words("a"), words("b")))


def test_only_some_words_may_stand_for_others() -> None:
    parsed = parse(" ".join(f"word{n}~" for n in range(50)))
    opened = [node for node in parsed.tree.parts if isinstance(node, Similar)]
    assert len(opened) == MAX_OPEN
    assert any("only the first" in note for note in parsed.notes)


@pytest.mark.parametrize(
    "query", ["-" * 900 + "a", "NOT " * 490 + "a", "- " * 900, ") (" * 600, "? " * 900, "a OR " * 390]
)
def test_a_query_of_nothing_but_signs_is_read_and_notes_stay_few(query: str) -> None:
    assert len(parse(query).notes) <= 13


SIGNS = st.sampled_from(
    [
        *(
            "a",
            "och",
            "3/2021",
            "AND",
            "OR",
            "NOT",
            "-",
            "(",
            ")",
            '"',
            "”",
            "title:",
            "lang:",
            "date:",
            "sv",
            "2020..",
        ),
        *(" ", "=", "*", "~", "~2", "\\", "site:", "place:", "number:", "kevät", "2020", "15.3.2020", "HANKKEET", ","),
        *("avustus*", "avustus~", "kind:news", "..", "?", "^", ":", "//"),
    ]
)
QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(SIGNS, max_size=25).map("".join),
    st.lists(SIGNS, max_size=25).map(" ".join),
    st.lists(st.sampled_from(["ja", "OR", "-x", "SOSIAALI", "(", ")", '"a b"', "a"]), max_size=12).map(" ".join),
)


@given(st.one_of(QUERIES, st.text()))
def test_any_text_is_a_query(query: str) -> None:
    parsed = parse(query)
    assert all(map(str.strip, parsed.notes))
    assert parse(query) == parsed
    if parsed.tree is None and any(map(str.isalnum, query)):
        assert parsed.notes  # whatever was left out has a name


@given(st.lists(st.sampled_from(["avustus", "vård", "tuki", "grant"]), min_size=1, max_size=10))
def test_plain_words_stay_one_run_in_their_order(run: list[str]) -> None:
    assert parse(" ".join(run)) == Parsed(tree=words(" ".join(run)), notes=())


@pytest.mark.parametrize(
    ("query", "rest"),
    [("avustus date:2020", "avustus"), ("date:2020 a OR b", None), ("avustus", None), ("date:2020", None)],
)
def test_a_question_without_its_dates_is_known_where_something_is_left_of_it(query, rest):
    assert without_dates(parse(query).tree) == (parse(rest).tree if rest else None)


@given(QUERIES)
@settings(max_examples=400)
def test_what_is_printed_is_read_as_the_same_tree(query: str) -> None:
    tree = parse(query).tree
    if tree is not None:
        assert parse(as_text(tree)).tree == tree


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_what_is_understood_is_printed_in_a_way_that_is(query: str) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert parse(as_text(tree)) == Parsed(tree=tree, notes=())


@pytest.mark.parametrize("text", ["31.2.2020", "29.2.2019", "2020-04-31", "32.1.2020", "1.13.2020", "29.2.1900"])
def test_a_day_that_is_none_is_said(text):
    parsed = parse(f"haku {text}")
    assert parsed.notes == (f"there is no day {text}; it was looked for as it stands",)
    assert not any(isinstance(part, Day | Dated) for part in (parsed.tree, *getattr(parsed.tree, "parts", ())))
    assert parse(as_text(parsed.tree)) == Parsed(tree=parsed.tree, notes=())
    assert parse(f"haku date:{text}").notes[0].startswith(f"date:{text} is not a date")


@pytest.mark.parametrize("text", ["29.2.2020", "29.2.2000", "31.12.2020", "2020-04-30"])
def test_a_day_that_is_one_is_read_as_one(text):
    assert [note for note in parse(f"haku {text}").notes if "no day" in note] == []


@pytest.mark.parametrize("query", ["EU:n", "thl:ssä", "Kela:lle", "kela:kin", "10:30", "S:t", "STM:avustus", "hvk:s"])
def test_an_abbreviation_with_its_ending_is_no_field(query):
    assert parse(query).notes == ()
