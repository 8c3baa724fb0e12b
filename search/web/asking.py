"""What somebody asks for through an address, and the addresses of what lies one step away.

Lives here: parameters <-> values, bounded, so that any address has an answer; what to try when nothing was found. Pure
but for the searcher it is handed. Not here: the query language (search.syntax).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from corpus.model import LANGUAGES
from indexer.contract import Sort
from search.service import MAX_HITS, Answer, Searcher
from search.syntax import MAX_LENGTH, AllOf, AnyOf, Node, Quoted, Words, parse

PAGE_SIZE = 10  # programmes
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
MAX_PAGE = MAX_HITS // PAGE_SIZE
MAX_TRIES = 6  # words of a query that found nothing which are asked one by one


class Parameters(Protocol):
    """The part of a request's parameters that is used here."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as its address puts it. `ui` is None when the address leaves the language of the interface open."""

    query: str = ""
    langs: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    expand: bool = True
    ui: str | None = None

    def address(self, path: str = "/", **changes: Any) -> str:
        """The address of this question with some of it changed; what is as usual is not named, the order is fixed."""
        asked = replace(self, **changes)
        named: list[tuple[str, str]] = [("q", asked.query)] if asked.query else []
        named += [("lang", lang) for lang in asked.langs]
        if asked.sort != "relevance":
            named.append(("sort", asked.sort))
        if asked.page > 1:
            named.append(("page", str(asked.page)))
        if not asked.expand:
            named.append(("expand", "0"))
        if asked.ui:
            named.append(("ui", asked.ui))
        return quote(path) + (f"?{urlencode(named)}" if named else "")

    def reading(self, path: str) -> str:
        """The address of a page or programme, with what keeps the query marked in it."""
        return self.address(path, langs=(), sort="relevance", page=1, expand=self.expand or not self.query)


def read_asked(args: Parameters) -> Asked:
    """Raises nothing: what cannot be understood is as if it had not been given."""
    sort = args.get("sort")
    ui = args.get("ui")
    wanted = set(args.getlist("lang"))
    return Asked(
        query=args.get("q") or "",
        langs=tuple(lang for lang in LANGUAGES if lang in wanted),
        sort=next((each for each in SORTS if each == sort), "relevance"),
        page=_page(args.get("page") or ""),
        expand=args.get("expand") != "0",
        ui=ui if ui in LANGUAGES else None,
    )


def answer(searcher: Searcher, asked: Asked) -> tuple[Asked, Answer]:
    """The answer, and what was asked as it is shown and linked: a page behind the last is the last, a query too long
    is cut where it was read."""
    found = _search(searcher, asked)
    last = last_page(found)
    if asked.page > last:
        asked = replace(asked, page=last)
        found = _search(searcher, asked)
    return replace(asked, query=asked.query[:MAX_LENGTH]), found


def last_page(found: Answer) -> int:
    return max(1, -(-found.programmes // PAGE_SIZE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Another question that finds something, or a word that does not (0 pages). `kind` says how it differs."""

    kind: str  # word, languages, expand, any
    asked: Asked
    pages: int


def tries(searcher: Searcher, asked: Asked) -> Iterator[Try]:
    """For a question that found nothing: what finds something, and how many pages, and which words find nothing."""

    def counted(kind: str, other: Asked) -> Try:
        return Try(kind=kind, asked=other, pages=_search(searcher, other, only_count=True).pages)

    start = replace(asked, page=1)
    if asked.langs:
        yield counted("languages", replace(start, langs=()))
    if not asked.expand:
        yield counted("expand", replace(start, expand=True))
    words = words_of(parse(asked.query).tree)[:MAX_TRIES]
    if len(words) > 1 or (words and words[0] != asked.query.strip()):
        alone = [counted("word", replace(start, query=word)) for word in words]
        yield from alone
        if sum(1 for each in alone if each.pages) > 1:
            yield counted("any", replace(start, query=" OR ".join(words)))


def words_of(node: Node | None) -> list[str]:
    """The words that a query looks for, each once, without those it does not want."""
    match node:
        case Words(text=text) | Quoted(text=text):
            found: Sequence[str] = [word for word in text.split() if any(map(str.isalnum, word))]
        case AllOf(parts=parts) | AnyOf(parts=parts):
            found = [word for part in parts for word in words_of(part)]
        case _:
            found = []
    return list(dict.fromkeys(found))


def _search(searcher: Searcher, asked: Asked, *, only_count: bool = False) -> Answer:
    return searcher.search(
        asked.query,
        langs=asked.langs,
        limit=0 if only_count else PAGE_SIZE,
        offset=(asked.page - 1) * PAGE_SIZE,
        sort=asked.sort,
        translate=asked.expand,
    )


def _page(text: str) -> int:
    """Digits only, and few enough: `int` takes signs, underscores and a thousand digits."""
    return min(max(1, int(text)), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1
