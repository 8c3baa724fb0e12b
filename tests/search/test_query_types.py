"""What each kind of query finds, that its matches are marked, and that its work is bounded."""

import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.contract import EXPANSION_LIMIT, And, Fuzzy, Or, Phrase, Prefix
from search.service import Searcher
from search.telling import SECONDS


def words_in(node):
    return sum(map(words_in, node.parts)) if hasattr(node, "parts") else len(getattr(node, "text", "").split())


FI, SV, EN = "fi/tuki", "sv/stod", "en/support"
RELEASE, NUMBERS, PATH = "fi/tiedote-3-2021", "fi/numerot", "sv/stigen"

FINDS = {
    "valtio*": {RELEASE},
    "välfärds*": {SV},
    "title:valtion*": {RELEASE},
    "title:ministe*": set(),
    "sosiaalip*": {FI},
    "valtionavusuts~2": {RELEASE},
    "ministeriä~": {RELEASE},
    "Björkstigan~": {PATH},
    "=avustuksia": {FI},
    "=avustus": {FI},
    '="myönsi valtionavustuksen"': {RELEASE},
    '="myöntää valtionavustuksen"': set(),
    '"avustus järjestö"~1': {FI},
    '"järjestö avustus"~1': {FI},
    '"avustus euroa"~1': set(),
    '"avustus euroa"~5': {FI},
    "number:3/2021": {FI, RELEASE},
    "hanke -number:3/2021": {NUMBERS},
    "site:koivuranta": {FI, SV, EN, RELEASE, NUMBERS, PATH},
    "site:muualla avustus": set(),
    "place:Helsinki": {PATH},
    "-lang:fi": {SV, EN, PATH},
    "year:2021 OR Björkstigen": {PATH},
}


@pytest.mark.parametrize(("query", "pages"), FINDS.items(), ids=FINDS)
def test_a_query_finds_what_it_should_and_nothing_else(found, query, pages):
    assert set(found(query)) == pages


def test_a_page_and_a_programme_are_found_by_their_ids(searcher, hit):
    page = hit("Björkstigen", PATH)
    assert [h.page for group in searcher.search(f"id:{page.page}") for h in group.hits] == [page.page]
    assert searcher.search(f"programme:{page.about.programme} Björkstigen").pages == 1
    noted = searcher.search(f"id:{page.page} OR avustus")
    assert any("whole query" in note for note in noted.notes)


WORDS = ("avustus", "järjestöjen", "välfärdsområde", "county", "palvelut", "terveyspalvelut", "hanke", "Helsinki")
SHAPES = ("{}", "{}*", "{}~", "={}", '"{}"', '"{} {}"~9', '"{} {}"', "title:{}", "title:{}*", "{} OR {}", "{} {}")


@given(st.sampled_from(SHAPES), st.lists(st.sampled_from(WORDS), min_size=2, max_size=2))
@settings(max_examples=60)
def test_every_hit_has_its_match_marked(koivuranta, shape, words):
    with Searcher(koivuranta) as searcher:
        answer = searcher.search(shape.format(*words), unit="page", limit=50)
    for group in answer:
        (hit,) = group.hits
        assert hit.title_marks or any(passage.marks for passage in hit.passages), (shape, words, hit.address)


def leaves_of(query):
    """The nodes of an engine's query that are no And or Or."""
    if isinstance(query, And):
        parts = (*query.must, *query.must_not)
    elif isinstance(query, Or):
        parts = query.any_of
    else:
        return [query]
    return [leaf for part in parts for leaf in leaves_of(part)]


ABUSE = {
    "stars": "*a*",
    "brackets": "(" * 600 + "avustus" + ")" * 600,
    "words": "avustus " * 10_000,
    "other words": " ".join(f"sana{n}" for n in range(10_000)),
    "fuzzy everything": " ".join(f"avustus{n}~2" for n in range(200)),
    "prefixes": " ".join(f"av{n}*" for n in range(200)),
    "near": " ".join('"avustus hanke kunta palvelu tuki"~20' for _ in range(60)),
    "one long word": "a" * 100_000,
    "quotes": '"' * 3_000,
    "minuses": "-" * 3_000 + "avustus",
    "or": "avustus OR " * 2_000,
    "names": "sosiaali- ja terveyspalvelut hyvinvointialue " * 400,
}
MOST_OPEN, MOST_PHRASES, MOST_LEAVES = 60, 3_000, 20_000


@pytest.mark.parametrize("query", ABUSE.values(), ids=ABUSE)
def test_the_work_of_a_query_is_bounded_and_said(searcher, query):
    question = searcher.question(query)
    answer = searcher.search(query)
    if question is None:
        return
    leaves = leaves_of(question.query)
    assert sum(isinstance(leaf, Prefix | Fuzzy) for leaf in leaves) <= MOST_OPEN
    assert sum(isinstance(leaf, Phrase) for leaf in leaves) <= MOST_PHRASES
    assert len(leaves) <= MOST_LEAVES
    assert words_in(question.tree) <= 100
    assert answer.notes


def test_texts_are_read_only_as_long_as_there_is_time(koivuranta):
    ticks = iter(range(0, 10_000, int(SECONDS) - 1))
    with Searcher(koivuranta, clock=lambda: next(ticks)) as searcher:
        answer = searcher.search("hyvinvointialue")
    hits = [hit for group in answer for hit in group.hits]
    assert [bool(hit.passages) for hit in hits] == [True, True, False]
    assert any("took more than" in note for note in answer.notes)


def test_a_prefix_that_stands_for_too_many_words_is_told(searcher, monkeypatch):
    for engine in ("tantivy_query", "terms"):
        monkeypatch.setattr(f"indexer.engines.{engine}.EXPANSION_LIMIT", 1, raising=False)
    notes = searcher.search("ja*").notes + searcher.search("av*").notes
    assert [note for note in notes if note.endswith(f"the {EXPANSION_LIMIT} most frequent were looked for")]


def commands_of_the_page():
    page = (Path(__file__).resolve().parents[2] / "docs" / "search.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_commands_of_the_search_page_can_be_run(demo_archive, tmp_path, monkeypatch):
    from click.testing import CliRunner

    import cli

    monkeypatch.chdir(tmp_path)
    commands = commands_of_the_page()
    assert len(commands) > 5
    for command in commands:
        line, _, file = command.partition(" > ")
        program, *arguments = shlex.split(line)
        run = CliRunner().invoke(cli.main, ["--archive", str(demo_archive), *arguments])
        assert (program, run.exit_code) == ("kielo", 0), (command, run.output)
        assert run.output.strip()
        if file:
            Path(file).write_text(run.stdout, "utf-8")


def test_the_search_page_names_every_field_and_limit():
    from search import signs, syntax

    page = (Path(__file__).resolve().parents[2] / "docs" / "search.md").read_text("utf-8")
    assert [name for name in signs.FIELDS if f"{name}:" not in page] == []
    limits = (signs.MAX_LENGTH, signs.MAX_TOKENS, signs.MAX_WORD, signs.MAX_DEPTH, syntax.MAX_OPEN, syntax.MAX_NEAR)
    told = page[page.index("**Limits**") :]
    assert [limit for limit in (*limits, EXPANSION_LIMIT, int(SECONDS)) if f"{limit:,} " not in told] == []
