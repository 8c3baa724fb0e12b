"""What somebody asks for through an address, and the addresses of what lies one step away.

Lives here: parameters <-> values, bounded, so that any address has an answer. Pure but for the searcher it is handed.
Not here: the query language (search.syntax), how an answer is narrowed down (narrowing.py).
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar, get_args
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from corpus.errors import InputError
from corpus.model import LANGUAGES
from corpus.moments import last_moment
from indexer.contract import Sort
from search.concordance import SORTS as LINE_SORTS
from search.concordance import LineSort
from search.service import MAX_HITS, Answer, Searcher, Unit
from search.signs import MAX_LENGTH

Value = TypeVar("Value", bound=str)

PAGE_SIZE = 10  # programmes, pages or passages
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
UNITS: tuple[Unit, ...] = get_args(Unit)
ANY = "any"  # no language leads
BEYOND = "there are fewer pages of results than that; this is the last"
MAX_PAGE = MAX_HITS // PAGE_SIZE
MAX_WITHOUT = 20  # steps an address may switch off, each of as many characters as a query has


class Parameters(Protocol):
    """The part of a request's parameters that is used here."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> list[str]: ...


class Asked(Struct, frozen=True, kw_only=True):
    """A question as its address puts it.

    `without` are steps into other words that are not taken; `as_of` is a date at which the archive is asked. `ui` and
    `prefer` are None when the address leaves open the language of the interface, and that which leads a programme.
    """

    query: str = ""
    langs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sort: Sort = "relevance"
    unit: Unit = "programme"
    prefer: str | None = None
    lines: LineSort = "page"
    page: int = 1
    expand: bool = True
    ui: str | None = None
    as_of: str | None = None

    def address(self, path: str = "/", **changes: Any) -> str:
        """The address of this question with some of it changed; what is as usual is not named, the order is fixed."""
        asked = replace(self, **changes)
        named: list[tuple[str, str]] = [("q", asked.query)] if asked.query else []
        named += [("lang", lang) for lang in asked.langs]
        named += [("x", step) for step in asked.without]
        usual = (("sort", "relevance", asked.sort), ("group", "programme", asked.unit), ("prefer", None, asked.prefer))
        named += [(name, value) for name, default, value in usual if value and value != default]
        if asked.lines != "page":
            named.append(("lines", asked.lines))
        if asked.page > 1:
            named.append(("page", str(asked.page)))
        if not asked.expand:
            named.append(("expand", "0"))
        if asked.as_of:
            named.append(("as_of", asked.as_of))
        if asked.ui:
            named.append(("ui", asked.ui))
        return quote(path) + (f"?{urlencode(named)}" if named else "")

    def at_page(self, page: int) -> str:
        """Another page of this answer."""
        return self.address(page=page)

    def at_lines(self, page: int) -> str:
        """Another page of its places in context."""
        return self.address("/concordance", page=page)

    @property
    def front(self) -> str:
        """The address to begin again from."""
        return replace(USUAL, ui=self.ui, prefer=self.prefer).address()

    def dated(self, path: str) -> str:
        """The address of what stands by itself, as of the same date."""
        return replace(USUAL, as_of=self.as_of).address(path)

    def reading(self, path: str) -> str:
        """The address of a page or programme, with what keeps the query marked in it."""
        is_asking = bool(self.query)
        return replace(USUAL, query=self.query, ui=self.ui, as_of=self.as_of).address(
            path, expand=self.expand or not is_asking, without=self.without if is_asking else ()
        )


USUAL = Asked()


def read_asked(args: Parameters) -> Asked:
    """Raises nothing: what cannot be understood is as if it had not been given."""
    ui = args.get("ui")
    wanted = set(args.getlist("lang"))
    return Asked(
        query=args.get("q") or "",
        langs=tuple(lang for lang in LANGUAGES if lang in wanted),
        without=_without(args.getlist("x")),
        sort=_one_of(SORTS, args.get("sort")),
        unit=_one_of(UNITS, args.get("group")),
        prefer=next((each for each in (*LANGUAGES, ANY) if each == args.get("prefer")), None),
        lines=_one_of(LINE_SORTS, args.get("lines")),
        page=_page(args.get("page") or ""),
        expand=args.get("expand") != "0",
        ui=ui if ui in LANGUAGES else None,
        as_of=_date(args.get("as_of") or ""),
    )


def answer(searcher: Searcher, asked: Asked, *, lead: str | None = None, facets: bool = False) -> tuple[Asked, Answer]:
    """The answer, and what was asked as it is shown and linked: a page behind the last is the last, and a note says
    so; a query too long is cut where it was read. `lead` is the language that leads a programme where the address
    names none."""
    prefer = None if asked.prefer == ANY else asked.prefer or lead
    found = _search(searcher, asked, prefer=prefer, facets=facets)
    last = last_page(found)
    if asked.page > last:
        asked = replace(asked, page=last)
        found = _search(searcher, asked, prefer=prefer, facets=facets)
        found = replace(found, notes=(*found.notes, BEYOND)) if found.of else found
    return replace(asked, query=asked.query[:MAX_LENGTH]), found


def last_page(found: Answer) -> int:
    return max(1, -(-found.of // PAGE_SIZE))


def count_in_all_languages(searcher: Searcher, asked: Asked) -> int:
    """How many pages the question finds with every step taken, where it was asked without some."""
    if asked.expand and not asked.without:
        return 0
    return searcher.search(asked.query, langs=asked.langs, limit=0).pages


def _search(searcher: Searcher, asked: Asked, *, prefer: str | None, facets: bool) -> Answer:
    return searcher.search(
        asked.query,
        langs=asked.langs,
        limit=PAGE_SIZE,
        offset=(asked.page - 1) * PAGE_SIZE,
        unit=asked.unit,
        sort=asked.sort,
        translate=asked.expand,
        without=asked.without,
        prefer=prefer,
        facets=facets,
        rescue=True,
    )


def _date(text: str) -> str | None:
    """What is no date is none."""
    try:
        last_moment(text)
    except InputError:
        return None
    return text.strip()


def _one_of(known: tuple[Value, ...], given: str | None) -> Value:
    """The value that was given, else the first, which is the usual one."""
    return next((each for each in known if each == given), known[0])


def _without(given: Sequence[str]) -> tuple[str, ...]:
    steps = (" ".join(step.casefold().split())[:MAX_LENGTH] for step in given)
    return tuple(dict.fromkeys(filter(None, steps)))[:MAX_WITHOUT]


def _page(text: str) -> int:
    """Digits only, and of many the first: `int` takes signs and underscores, and refuses thousands of digits."""
    return min(max(1, int(text[:9])), MAX_PAGE) if text.isascii() and text.isdigit() else 1
