"""Query text to tree: what is understood, and that nothing is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.syntax import (
    MAX_LENGTH,
    MAX_TOKENS,
    AllOf,
    AnyOf,
    Dated,
    Language,
    Node,
    Parsed,
    Quoted,
    Without,
    Words,
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
    "lang:sv,FI": Language(langs=("sv", "fi")),
    "date:2020": Dated(first="2020", last="2020"),
    "date:2019..2021-03": Dated(first="2019", last="2021-03"),
    "date:15.3.2020..": Dated(first="2020-03-15", last=None),
    "date:..2020-1": Dated(first=None, last="2020-01"),
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
    "avustus)": (words("avustus"), "no opening"),
    "avustus OR": (words("avustus"), "OR with nothing"),
    "OR": (None, "OR with nothing"),
    "avustus NOT": (words("avustus"), "NOT with nothing"),
    "lang:de avustus": (words("avustus"), "lang:de"),
    "date:soon avustus": (words("avustus"), "date:soon"),
    "date:2020-13": (None, "date:2020-13"),
    "date:2021..2019": (Dated(first="2019", last="2021"), "exchanged"),
    "title:( avustus": (words("avustus"), "title:"),
    "avustus ???": (words("avustus"), "holds no word"),
    "NOT": (None, "NOT with nothing"),
    "tiedote 15.3.2020": (
        AllOf(
            parts=(words("tiedote"), AnyOf(parts=(words("15.3.2020"), Dated(first="2020-03-15", last="2020-03-15"))))
        ),
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
    assert any("deeper" in note for note in parse("(" * 60 + "a").notes)


SIGNS = st.sampled_from(
    ["a", "och", "3/2021", "AND", "OR", "NOT", "-", "(", ")", '"', "”", "title:", "lang:", "date:", "sv", "2020..", " "]
)


@given(st.one_of(st.text(), st.lists(SIGNS, max_size=40).map("".join), st.lists(SIGNS, max_size=40).map(" ".join)))
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
