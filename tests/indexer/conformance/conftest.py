"""What every engine must do. Each test of this folder runs over all engines, and none asks which one it has."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest

from corpus.model import PageId
from indexer.contract import Engine, Field, IndexDocument, NamedFacet, Posting, Query
from indexer.engines import ENGINES, open_engine

Build = Callable[..., IndexDocument]
Ids = Callable[[Query], list[str]]


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Iterator[Engine]:
    with closing(open_engine(engine_name, tmp_path / "index", create=True)) as opened:
        yield opened


@pytest.fixture
def page() -> Build:
    """Builds a document. A field is written as words: `+` keeps the position of the word before, `.` leaves one out."""

    def build(
        id_: str,
        body: str = "",
        *,
        langs: tuple[str, ...] = ("fi",),
        site: str = "example.org",
        kind: str = "news",
        date: int | None = None,
        has_month: bool = True,
        facets: Mapping[NamedFacet, Sequence[str]] = MappingProxyType({}),
        **other_fields: str,
    ) -> IndexDocument:
        fields: dict[Field, list[Posting]] = {"body": laid_out(body)}
        for field in ("title", "headings", "parts", "exact"):
            if field in other_fields:
                fields[field] = laid_out(other_fields[field])
        return IndexDocument(
            id=PageId(id_),
            fields=fields,
            langs=langs,
            site=site,
            kind=kind,
            date=date,
            has_month=has_month,
            facets=facets,
        )

    return build


@pytest.fixture
def ids(engine: Engine) -> Ids:
    """The ids that a query finds, in the order found."""
    return lambda query: [hit.id for hit in engine.search(query, limit=100_000).hits]


def laid_out(words: str) -> list[Posting]:
    postings: list[Posting] = []
    position = -1
    for word in words.split():
        if word == ".":
            position += 1
        elif word.startswith("+"):
            postings.append(Posting(word[1:], position))
        else:
            position += 1
            postings.append(Posting(word, position))
    return postings
