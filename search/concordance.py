"""Keyword in context: every place of a query in all pages that match, with counts by year and site, and collocates.

Lives here: pages and texts -> lines, counts, collocates, and their CSV and VRT. Pure, but for the searcher it reads
from. Not here: printing (commands.py), JSON (export.py).
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from math import log2
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from corpus.analysis import Forms, Token, analyse
from corpus.model import Block, Lang, PageSummary
from search.answers import day_of
from search.passages import marks_in
from search.patterns import FUNCTION_WORDS
from search.questions import NO_WORD
from search.service import MAX_HITS, Question, Searcher

LineSort: TypeAlias = Literal["page", "left", "right", "year", "site"]
SORTS: tuple[LineSort, ...] = ("page", "left", "right", "year", "site")
WIDTH = 40  # characters on either side
SPAN = 5  # words on either side in which collocates are counted
MIN_TOGETHER = 2  # times that a collocate must stand beside the keyword
MAX_COLLOCATES = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line(Struct, frozen=True, kw_only=True):
    """One place: the keyword as it stands there, what stands before and after it, and where that is."""

    left: str
    keyword: str
    right: str
    lang: Lang
    block: int
    start: int
    page: PageSummary

    @property
    def year(self) -> str:
        return (day_of(self.page) or "")[:4]


class Collocate(Struct, frozen=True, kw_only=True):
    """A base form beside the keyword: how often there, how often in all texts read, and logDice (at most 14)."""

    lemma: str
    lang: Lang
    together: int
    everywhere: int
    score: float


class Concordance(Struct, frozen=True, kw_only=True):
    """All lines of a query. `years` and `sites` count lines; undated pages are under an empty year."""

    query: str
    lines: tuple[Line, ...]
    pages: int
    years: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    collocates: tuple[Collocate, ...]
    notes: tuple[str, ...] = ()

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a row for each line. Raises KieloError without pandas."""
        from search.frames import to_pandas

        return to_pandas(self)


def concordance(  # noqa: PLR0913  the options of a concordance
    searcher: Searcher,
    question: Question | None,
    query: str,
    *,
    sort: LineSort = "page",
    width: int = WIDTH,
    most: int = MAX_HITS,
) -> Concordance:
    """Every place of a query on the `most` best pages, titles left out: they stand as headings in most texts.

    Raises ValueError for an order there is none, and for less than no characters.
    """
    if sort not in SORTS or width < 0:
        raise ValueError(f"sort must be of {', '.join(SORTS)}, not {sort!r}, and width 0 or more, not {width!r}")
    if question is None:
        return Concordance(query=query, lines=(), pages=0, years=(), sites=(), collocates=(), notes=(NO_WORD,))
    found = searcher.matching(question, limit=most)
    pages = searcher.summaries([hit.id for hit in found.hits])
    glance = searcher.glance(question)
    lines: list[Line] = []
    words = _Words()
    for hit in found.hits:
        for n, block in enumerate(searcher.texts(hit.id)):
            marks = marks_in(block, glance)
            lines += [_line(pages[hit.id], n, block, mark, width) for mark in marks]
            words.count(analyse(block.text, block.lang, searcher.forms), marks)
    notes = (f"only the best {most} pages were read",) if found.total > most else ()
    return Concordance(
        query=query,
        lines=tuple(sorted(lines, key=_key_of(sort))),
        pages=found.total,
        years=tuple(sorted(Counter(line.year for line in lines).items())),
        sites=tuple(sorted(Counter(line.page.site for line in lines).items(), key=lambda each: (-each[1], each[0]))),
        collocates=words.collocates(),
        notes=(*searcher.notes(question, found), *notes),
    )


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """A table, a row a line; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    yield _row(("left", "keyword", "right", "lang", "year", "site", "title", "address", "page", "block", "start"))
    for line in lines:
        about = line.page
        where = (about.site, about.title, about.address, about.id, line.block, line.start)
        yield _row((line.left, line.keyword, line.right, line.lang, line.year, *where))


def as_vrt(lines: Iterable[Line]) -> Iterator[str]:
    """Vertical text, as corpus workbenches read it: a token a line with its base form, the keyword in its own tag."""
    forms = Forms()
    for line in lines:
        about = line.page
        named = {"page": about.id, "address": about.address, "title": about.title, "site": about.site}
        named |= {"date": day_of(about) or "", "lang": line.lang, "block": str(line.block)}
        yield "<text " + " ".join(f'{name}="{_escaped(value)}"' for name, value in named.items()) + ">\n"
        for part, tag in ((line.left, ""), (line.keyword, "match"), (line.right, "")):
            yield f"<{tag}>\n" if tag else ""
            for token in analyse(part, line.lang, forms):
                yield f"{_escaped(token.surface)}\t{_escaped(token.lemmas[0])}\n"
            yield f"</{tag}>\n" if tag else ""
        yield "</text>\n"


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: Sequence[object]) -> str:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()


def _line(page: PageSummary, n: int, block: Block, mark: tuple[int, int], width: int) -> Line:
    start, end = mark
    left, right = block.text[:start], block.text[end:]
    if len(left) > width:  # cut between words
        left = left[-width:].partition(" ")[2] if not left[-width - 1].isspace() else left[-width:]
    if len(right) > width:
        right = right[:width].rpartition(" ")[0] if not right[width].isspace() else right[:width]
    keyword = block.text[start:end]
    return Line(left=left, keyword=keyword, right=right, lang=block.lang, block=n, start=start, page=page)


def _key_of(sort: LineSort) -> Callable[[Line], tuple[object, ...]]:
    """Sorting is stable: lines with the same key stay in the order of pages and places."""
    keys: dict[LineSort, Callable[[Line], tuple[object, ...]]] = {
        "page": lambda _line: (),
        "left": lambda line: tuple(reversed(line.left.casefold().split())),
        "right": lambda line: tuple(line.right.casefold().split()),
        "year": lambda line: (line.year,),
        "site": lambda line: (line.page.site,),
    }
    return keys[sort]


class _Words:
    """Counts of base forms: everywhere in the texts read, and beside the keyword."""

    def __init__(self) -> None:
        self._everywhere: Counter[tuple[Lang, str]] = Counter()
        self._together: Counter[tuple[Lang, str]] = Counter()
        self._keywords = 0

    def count(self, tokens: Sequence[Token], marks: Sequence[tuple[int, int]]) -> None:
        self._everywhere.update((token.lang, token.lemmas[0]) for token in tokens)
        self._keywords += len(marks)
        met = {n for n, token in enumerate(tokens) if any(a < token.end and token.start < b for a, b in marks)}
        beside = {n + away for n in met for away in range(-SPAN, SPAN + 1)} - met
        self._together.update((tokens[n].lang, tokens[n].lemmas[0]) for n in beside if 0 <= n < len(tokens))

    def collocates(self) -> tuple[Collocate, ...]:
        found = [
            Collocate(
                lemma=lemma,
                lang=lang,
                together=together,
                everywhere=self._everywhere[lang, lemma],
                score=round(14 + log2(2 * together / (self._keywords + self._everywhere[lang, lemma])), 2),
            )
            for (lang, lemma), together in self._together.items()
            if together >= MIN_TOGETHER and lemma.isalpha() and not _is_function_word(lemma)
        ]
        ranked = sorted(found, key=lambda each: (-each.score, -each.together, each.lang, each.lemma))
        return tuple(ranked[:MAX_COLLOCATES])


def _is_function_word(lemma: str) -> bool:
    return any(lemma in words for words in FUNCTION_WORDS.values())


def _escaped(text: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return " ".join(text.split())
