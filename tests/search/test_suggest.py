"""Completing what is being typed."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cli
import kielo
from indexer.contract import IndexDocument, Posting
from indexer.engines import open_engine
from search.service import Searcher


@pytest.fixture
def suggest(koivuranta):
    with Searcher(koivuranta) as searcher:
        yield searcher.suggester.suggest


def texts(found):
    return [each.text for each in found]


def test_a_name_that_the_archive_mentions_comes_first(suggest):
    first, *others = suggest("hels")
    assert (first.text, first.kind, first.lang, first.pages) == ("Helsingfors", "name", "sv", 1)
    assert "Helsinki" in texts(others)


def test_a_title_is_found_by_its_beginning_and_by_its_words(suggest):
    assert "Yhdistysten toimintaan haettavissa rahaa" in texts(suggest("yhdis"))
    assert "Yhdistysten toimintaan haettavissa rahaa" in texts(suggest("toiminta"))
    assert "Yhdistysten toimintaan haettavissa rahaa" in texts(suggest("toimintaan haet"))


def test_words_are_base_forms_of_their_language_by_how_many_pages_have_them(suggest):
    found = [each for each in suggest("koivu", lang="fi") if each.kind == "word"]
    assert [(each.text, each.pages) for each in found] == [("koivupolku", 2)]


@pytest.mark.parametrize(("typed", "meant"), [("bjorkst", "björkstig"), ("saatos", None), ("foreningar", None)])
def test_people_who_type_without_dots_are_served(suggest, typed, meant):
    found = texts(suggest(typed))
    assert meant is None or any(each.startswith(meant) for each in found)


def test_what_stands_before_the_last_word_stays(suggest):
    assert "avustus koivupolku" in texts(suggest("avustus koivu"))
    assert "lang:fi koivupolku" in texts(suggest("lang:fi  koivu"))
    assert "-koivupolku" in texts(suggest("-koivu"))


def test_only_one_language_where_it_is_named(suggest):
    assert {each.lang for each in suggest("ko", lang="fi", limit=50)} == {"fi"}
    assert {each.lang for each in suggest("fo", lang="sv", limit=50)} == {"sv"}


@pytest.mark.parametrize("typed", ["", " ", "koivu ", "(", '"', "x" * 500, "\ud800", "zzzzqq"])
def test_where_nothing_can_be_completed_there_is_nothing(suggest, typed):
    assert suggest(typed) == ()


@given(typed=st.text(max_size=8), limit=st.integers(1, 20))
def test_any_text_is_completed_or_not_within_the_limit_and_each_once(searching, typed, limit):
    found = searching.suggester.suggest(typed, limit=limit)
    assert len(found) <= limit
    assert len({each.text.casefold() for each in found}) == len(found)


@pytest.fixture(scope="module")
def searching(koivuranta):
    with Searcher(koivuranta) as opened:
        yield opened


@pytest.mark.parametrize("name", ["memory", "tantivy", "whoosh"])
def test_every_engine_lists_its_terms(tmp_path, name):
    body = [Posting("fi:talo", 0), Posting("fi:tie", 1), Posting("sv:tal", 2)]
    document = {"fields": {"body": body, "title": [], "headings": [], "parts": [], "exact": []}, "langs": ("fi",)}
    with closing(open_engine(name, tmp_path / "engine", create=True)) as engine:
        engine.write(IndexDocument(id=f"p{n}", site="s", kind="other", **document) for n in range(2))
        assert sorted(engine.terms("body", "fi:t")) == [("fi:talo", 2), ("fi:tie", 2)]
        assert sorted(engine.terms("body", "x")) == []
        assert engine.terms("body", "\ud800") == []


def test_the_command_completes(koivuranta):
    def run(*arguments):
        result = CliRunner().invoke(cli.main, ["--archive", str(koivuranta), *arguments])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert run("suggest", "koivu").startswith("koivupolku  (word, fi, 2)")
    told = json.loads(run("suggest", "koivu", "--limit", "1", "--json"))
    assert told == {"typed": "koivu", "suggestions": [{"text": "koivupolku", "kind": "word", "lang": "fi", "pages": 2}]}
    assert run("count", "koivupolku") == "2 pages, 2 programmes\n"
    with kielo.open(koivuranta) as archive:
        assert texts(archive.suggest("koivu", limit=1)) == ["koivupolku"]
