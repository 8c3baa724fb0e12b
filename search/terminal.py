"""How answers, pages and lists look in a terminal: values in, lines out. Pure.

Not here: printing them, and messages beside them (cli.py); JSON (export.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.model import Link, Page, PageId, PageSummary, Programme

if TYPE_CHECKING:
    from search.service import Answer, Group, PageHit

COLUMN = 100  # characters of a column in a list; --json has all of a longer title
WINDOW = 160  # characters of a passage around its first match


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the output can show: `width` is that of a terminal in characters, None for a file or a pipe."""

    width: int | None = None

    def dim(self, text: str) -> str:
        return self._styled("2", text)

    def bold(self, text: str) -> str:
        return self._styled("1", text)

    def accent(self, text: str) -> str:
        return self._styled("36", text)

    def marked(self, text: str, marks: Iterable[tuple[int, int]]) -> str:
        """Matches in bold and underlined on a terminal, in brackets elsewhere."""
        pieces: list[str] = []
        at = 0
        for start, end in marks:
            found = text[start:end]
            pieces += [text[at:start], f"[{found}]" if self.width is None else self._styled("1;4", found)]
            at = end
        return "".join([*pieces, text[at:]])

    def _styled(self, code: str, text: str) -> str:
        return text if self.width is None else f"\x1b[{code}m{text}\x1b[0m"


def many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def answer_lines(answer: "Answer", offset: int, look: Look) -> Iterator[str]:
    yield f"{many(answer.programmes, 'programme')}, {many(answer.pages, 'page')}"
    for number, group in enumerate(answer, offset + 1):
        yield from _group_lines(number, group, look)


def _group_lines(number: int, group: "Group", look: Look) -> Iterator[str]:
    yield ""
    yield f"{number}. {_languages(group.languages)}" + look.dim(f"  {group.programme}")
    for hit in group.hits:
        yield from _hit_lines(hit, look)
    for other in group.others:
        yield look.dim(f"   also {other.lang.upper()}  {other.title}  {other.address}")


def _hit_lines(hit: "PageHit", look: Look) -> Iterator[str]:
    title = look.marked(hit.title, hit.title_marks)
    yield f"   {hit.lang.upper()}  {title}" + look.dim(f"  {_dated(hit.about)}  {hit.address}")
    for reason in hit.reasons:
        yield look.accent(f"       {reason.term} → {reason.matched}, {reason.source}")
    for passage in hit.passages:
        yield f"       {_window(passage.text, passage.marks, look)}"


def page_lines(page: Page, look: Look, *, dropped: bool) -> Iterator[str]:
    """What is known of a page, then its text, or with `dropped` what was removed from it and why."""
    cleaned = page.cleaned
    languages = _languages(cleaned.languages, "+") or cleaned.lang.upper()
    number = f" {cleaned.number}" if cleaned.number else ""
    yield look.bold(cleaned.title)
    yield f"{languages} ({cleaned.confidence:.2f})  {cleaned.kind}{number}  {page.address}"
    for date in cleaned.dates:
        yield f"{date.role} {date.value} (from {date.source})"
    yield f"page {page.id}  programme {page.programme}  version {page.version}"
    yield ""
    if dropped:
        yield from (f"{block.reason}: {block.text}" for block in cleaned.dropped)
    else:
        yield cleaned.text


def programme_lines(programme: Programme, addresses: Mapping[PageId, str]) -> Iterator[str]:
    yield programme.id
    yield from (f"  {lang.upper():3} {title}" for lang, title in programme.labels)
    yield from (f"      {addresses[page]}" for page in programme.pages)


def link_lines(link: Link, addresses: Mapping[PageId, str]) -> Iterator[str]:
    yield f"{link.relation.replace('_', ' ')}  {link.state}  {link.confidence:.2f}"
    yield f"  {addresses[link.a]}"
    yield f"  {addresses[link.b]}"
    yield from (f"    {each.weight:+5.1f}  {each.kind}: {each.detail}" for each in link.evidence)


def table_of_pages(pages: Sequence[PageSummary], look: Look) -> Iterator[str]:
    rows = [("", "date", "kind", "title", "address")]
    rows += [(page.lang.upper(), _dated(page), page.kind, page.title, page.address) for page in pages]
    widths = [min(COLUMN, max(len(row[n]) for row in rows)) for n in range(len(rows[0]))]
    if look.width is not None:
        spare = look.width - sum(widths[:-2]) - 2 * len(widths)
        widths[-2] = max(20, min(widths[-2], spare // 2))
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _dated(page: PageSummary) -> str:
    """The date a page was published; else when it was updated, and that it is that."""
    return page.published or (f"updated {page.updated}" if page.updated else "undated")


def _languages(langs: Iterable[str], between: str = " ") -> str:
    return between.join(lang.upper() for lang in langs)


def _window(text: str, marks: Sequence[tuple[int, int]], look: Look) -> str:
    """The part of a passage around its first match, with all matches in it marked."""
    start = max(0, marks[0][0] - WINDOW // 3) if marks else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + WINDOW)
    end = len(text) if end == -1 else end
    shown = [(a - start, b - start) for a, b in marks if a >= start and b <= end]
    return ("… " if start else "") + look.marked(text[start:end], shown) + (" …" if end < len(text) else "")
