"""All pages that match a query, as a file: for the terminal, Python and the web view alike.

Lives here: asking, and what the file says of the query. Not here: formats (citing.py), who asks.
"""

from collections.abc import Iterator, Sequence

from search.citing import Asked, Format, exported
from search.questions import NO_WORD
from search.service import Searcher
from search.syntax import parse


def export(  # noqa: PLR0913  the options of a search
    searcher: Searcher,
    query: str,
    form: Format,
    *,
    langs: Sequence[str] = (),
    translate: bool = True,
    without: Sequence[str] = (),
    as_of: str = "",
    also: Sequence[str] = (),
) -> Iterator[str]:
    """Pieces of a file in a format; `also` are notes of how the archive was asked, beside those on the query."""
    question = searcher.question(query, langs=langs, translate=translate, without=without)
    if question is None:
        pages, notes = [], [*parse(query).notes, NO_WORD]
    else:
        found = searcher.matching(question, limit=searcher.count())
        pages, notes = [hit.id for hit in found.hits], searcher.notes(question, found)
    asked = Asked(
        query=query,
        state=searcher.state,
        pages=len(pages),
        langs=tuple(langs),
        translate=translate,
        without=tuple(without),
        as_of=as_of,
        notes=(*notes, *also),
    )
    return exported(searcher.told(pages), form, asked)
