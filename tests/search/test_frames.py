"""Tables, and the examples for Python."""

import doctest
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

import kielo
from corpus.errors import EngineError

ROOT = Path(__file__).resolve().parents[2]


class Table:
    """What is asked of pandas: a table of records."""

    def __init__(self, records, columns):
        self.rows = [tuple(record.get(name) for name in columns) for record in records]
        self.columns = columns

    @classmethod
    def from_records(cls, records, columns):
        return cls(records, columns)


@pytest.fixture
def pandas(monkeypatch):
    stand_in = ModuleType("pandas")
    stand_in.DataFrame = Table
    monkeypatch.setitem(sys.modules, "pandas", stand_in)


@pytest.fixture
def archive(county_archive):
    with kielo.open(county_archive) as opened:
        yield opened


def test_an_answer_is_a_row_a_page_with_its_group(archive, pandas):
    answer = archive.search("kotihoito")
    table = answer.to_pandas()
    assert len(table.rows) == answer.pages == 3
    told = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert {row["group"] for row in told} == {1}
    assert {row["lang"] for row in told} == {"fi", "sv", "en"}
    assert all(row["score"] > 0 for row in told)


def test_a_concordance_is_a_row_a_line(archive, pandas):
    found = archive.concordance("kotihoito")
    table = found.to_pandas()
    assert [row[table.columns.index("keyword")] for row in table.rows] == [line.keyword for line in found.lines]


def test_pages_links_and_programmes_are_a_row_each(archive, pandas):
    for values in (archive.pages(), archive.links(), archive.programmes()):
        assert len(kielo.to_pandas(values).rows) == len(values) > 0


@pytest.mark.parametrize("ask", [lambda a, query: a.search(query), lambda a, query: a.concordance(query)])
def test_a_table_without_rows_has_the_columns_of_one_with_rows(archive, pandas, ask):
    table, other = ask(archive, "avaruusalus").to_pandas(), ask(archive, "kotihoito").to_pandas()
    assert (table.rows, table.columns) == ([], other.columns)
    assert other.rows


def test_what_is_no_list_of_pages_is_refused(pandas):
    with pytest.raises(TypeError, match="a table is made of"):
        kielo.to_pandas(["a"])


def test_without_pandas_it_is_said_what_to_install(archive, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(EngineError, match=re.escape("pip install 'kielo[pandas]'")):
        archive.search("kotihoito").to_pandas()


def test_the_examples_for_python_are_what_really_happens(tmp_path, monkeypatch):
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    if find_spec("pandas") is None:
        text = re.sub(
            r"^>>> .*# needs pandas\n(?!>>>|```)(?:.+\n)?|^>>> .*# needs pandas\n", "", text, flags=re.MULTILINE
        )
    text = text.replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, "python.md", "docs/python.md", 0)
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(test, out=said.append)
    assert "".join(said) == ""
    assert runner.tries > 10
