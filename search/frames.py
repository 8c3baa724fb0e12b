"""Answers and lists as tables of pandas, which comes with the extra `kielo[pandas]` and is loaded when it is asked for.

Lives here: values -> rows, one a page, line, link or programme, and the table made of them. Not here: the other forms
that others read (citing.py, export.py).
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from corpus.errors import EngineError
from corpus.model import Link, PageSummary, Programme
from search.answers import Answer
from search.export import link_record, page_record

if TYPE_CHECKING:
    from search.concordance import Concordance

Row = dict[str, Any]
TABLE = "a table is made of an answer, a concordance, or a list of pages, links or programmes"


def to_pandas(values: "Answer | Concordance | Iterable[PageSummary | Link | Programme]") -> Any:
    """A pandas DataFrame: a row for each page of an answer, line of a concordance, page, link or programme.

    Dates stay as they are told, cut to their precision. Raises EngineError where pandas is not installed.
    """
    pandas = _pandas()
    rows = list(_rows(values))
    return pandas.DataFrame.from_records(rows, columns=list(rows[0]) if rows else _columns(values))


def _rows(values: Any) -> Iterator[Row]:
    from search.concordance import Concordance
    from search.export import concordance_record

    if isinstance(values, Answer):
        yield from _hits(values)
    elif isinstance(values, Concordance):
        yield from concordance_record(values)["lines"]
    else:
        for each in values:
            yield _row(each)


def _hits(answer: Answer) -> Iterator[Row]:
    """Every page that was found in the groups of the answer, with its group counted from 1."""
    for number, group in enumerate(answer.groups, 1):
        for hit in group.hits:
            passage = hit.passages[0].text if hit.passages else None
            yield {"group": number, **page_record(hit.about), "score": hit.score, "passage": passage}


def _row(value: Any) -> Row:
    if isinstance(value, PageSummary):
        return page_record(value)
    if isinstance(value, Link):
        return link_record(value, {value.a: value.a, value.b: value.b})
    if isinstance(value, Programme):
        return {"programme": value.id, **{f"title_{lang}": title for lang, title in value.labels}, "pages": value.pages}
    raise TypeError(TABLE)


_PAGE = (
    *("page", "address", "title", "lang", "confidence", "languages", "published", "updated", "kind", "number"),
    *("programme", "site", "version", "fetched_at"),
)
_LINE = ("left", "keyword", "right", "lang", "year", "site", "page", "address", "title", "block", "start")


def _columns(values: Any) -> list[str]:
    """Of a table without rows: those that an answer or a concordance always has."""
    if isinstance(values, Answer):
        return ["group", *_PAGE, "score", "passage"]
    return [] if isinstance(values, list | tuple) else [*_LINE]


def _pandas() -> Any:
    try:
        import pandas  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise EngineError("tables need pandas, which is not installed", hint="pip install 'kielo[pandas]'") from error
    return pandas
