"""How pages, lists and reports look in a terminal: values in, lines out. Pure.

Not here: answers to queries (screen.py), printing, and messages beside them (cli.py); JSON (export.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from corpus.model import Link, Page, PageId, PageSummary

if TYPE_CHECKING:
    from corpus.decisions import Standing
    from corpus.reclean import RecleanReport
    from corpus.reports import CleaningReport, LanguageReport

COLUMN = 100  # characters of a column in a list; --json has all of a longer title
SHOWN = 10  # lines a site; --json has more


class Look(Struct, frozen=True, kw_only=True):
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


def page_lines(page: Page, look: Look, *, only: Literal["kept", "dropped", "all"] = "kept") -> Iterator[str]:
    """What is known of a page, then its text; or its blocks by number with the rule that removed them."""
    cleaned = page.cleaned
    shown = languages(cleaned.languages, "+") or cleaned.lang.upper()
    number = f" {cleaned.number}" if cleaned.number else ""
    yield look.bold(cleaned.title)
    yield f"{shown} ({cleaned.confidence:.2f})  {cleaned.kind}{number}  {page.address}"
    for date in cleaned.dates:
        yield f"{date.role} {date.value} (from {date.source})"
    yield f"page {page.id}  programme {page.programme}  version {page.version}"
    yield ""
    if only == "kept":
        yield cleaned.text or look.dim("nothing is left of this page: --dropped shows what was removed, and why")
        return
    for n, block in enumerate(cleaned.all_blocks, 1):
        if block.reason is not None:
            yield f"{n:4} {look.dim(f'{block.reason}: {block.text}')}"
        elif only == "all":
            yield f"{n:4} {block.text}"


def status_lines(status: "Mapping[str, Any]") -> Iterator[str]:
    """What the archive holds, a line each; then what somebody should do."""
    told: dict[str, object] = {name: status[name] for name in _HOLDINGS}
    told["languages"] = "  ".join(f"{lang.upper()} {n}" for lang, n in status["languages"].items())
    if status["settings"]:
        told["settings"] = status["settings"]
    told["decisions"] = str(status["decisions"])
    if n := status["needs_look"]:
        told["decisions"] = (
            f"{status['decisions']}, {n} in need of a new look: see `kielo report cleaning` and `languages`,"
            " and for links `kielo review`"
        )
    told["vote"] = "on" if status["vote"] else "off: trafilatura is not installed"
    if n := status["outdated"]:
        were = "was" if n == 1 else "were"
        told["cleaning"] = f"{many(n, 'version')} {were} cleaned by an earlier kielo: run `kielo reclean`"
    told["index"] = "none: build it with `kielo reindex`"
    if index := status["index"]:
        state = "up to date" if index["is_current"] else "behind the archive: run `kielo reindex`"
        told["index"] = f"{index['engine']}, {many(index['pages'], 'page')}, built {index['built']}, {state}"
    yield from (f"{name:12} {value}" for name, value in told.items())


_HOLDINGS = ("archive", "pages", "captures", "versions", "refused", "links", "languages", "programmes")


def cleaning_lines(report: "CleaningReport", look: Look) -> Iterator[str]:
    """Site by site what was removed, then what somebody should look at."""
    for site in report.sites:
        share = site.removed / max(site.kept + site.removed, 1)
        yield look.bold(site.site) + f"  {many(site.pages, 'page')}, {share:.0%} of the characters removed"
        reasons = [f"{reason} {n / max(site.removed, 1):.0%}" for reason, n in site.ranked_reasons[:SHOWN]]
        if reasons:
            yield "  " + ", ".join(reasons)
        lines = site.most_removed[:SHOWN]
        yield from _aligned([(f"{line.pages:,} x", line.reason, _shortened(line.text)) for line in lines], look)
        yield ""
    newest = [
        (
            (line.since or "")[:10],
            f"{_some(line.sites)} {line.lang.upper()}",
            f"{line.pages} of {line.of}",
            _shortened(line.text),
        )
        for line in report.templates[:SHOWN]
    ]
    yield from _section("newest lines of templates", newest, look)
    for title, suspects in (
        ("pages of which little is left", report.suspicious),
        ("pages with characters that could not be read", report.unreadable),
    ):
        yield from _section(title, [(f"{each.share:.1%}", each.page.address) for each in suspects], look)
    yield from _section("decisions", _standings(report.decisions), look)
    links = [
        (
            each.decision.made_at[:10],
            each.decision.verdict,
            each.decision.a,
            each.decision.b,
            _look_for(each.needs_look),
        )
        for each in report.links
    ]
    yield from _section("decisions on links", links, look)


def language_lines(report: "LanguageReport", look: Look) -> Iterator[str]:
    yield "  ".join(f"{lang.upper()} {count}" for lang, count in report.languages.items())
    yield ""
    conflicts = [(*_in_language(page), f"declares {told.upper()}", page.address) for page, told in report.conflicts]
    yield from _section("the text is in another language than the page declares", conflicts, look)
    for title, pages in (
        ("in two languages", report.bilingual),
        ("in another language, or in none that can be told", report.unknown),
        ("not sure", report.unsure),
    ):
        yield from _section(title, [(*_in_language(page), page.address) for page in pages], look)
    yield from _section("decisions", _standings(report.decisions), look)


def _in_language(page: PageSummary) -> tuple[str, str]:
    return languages(page.languages, "+") or page.lang.upper(), f"{page.confidence:.2f}"


def _standings(decisions: "Sequence[Standing]") -> list[tuple[str, ...]]:
    return [
        (
            each.decision.made_at[:10],
            each.decision.kind,
            each.decision.address,
            _shortened(each.decision.value),
            _look_for(each.needs_look),
        )
        for each in decisions
    ]


def _look_for(why: str) -> str:
    return f"needs a new look: {why}" if why else ""


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _section(title: str, rows: Sequence[tuple[str, ...]], look: Look) -> Iterator[str]:
    """A headed list and the space below it; nothing where there is nothing to list."""
    if rows:
        yield look.bold(title)
        yield from _aligned(rows, look)
        yield ""


def _aligned(rows: Sequence[tuple[str, ...]], look: Look) -> Iterator[str]:
    """Rows in columns, numbers to the right, all but the last column quiet."""
    widths = [min(COLUMN, max(len(row[n]) for row in rows)) for n in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = [cell.rjust(w) if cell[:1].isdigit() else cell.ljust(w) for cell, w in zip(row, widths, strict=True)]
        yield ("  " + look.dim("  ".join(cells[:-1])) + f"  {cells[-1]}").rstrip()


def reclean_lines(report: "RecleanReport", look: Look) -> Iterator[str]:
    for change in report.changes:
        yield look.bold(change.address)
        if change.refused:
            yield f"  cannot be cleaned any more, and stays: {change.refused}"
        if change.title is not None:
            yield f"  title: {change.title}"
        if change.lang is not None:
            yield f"  language: {change.lang}"
        yield from (f"  + {_shortened(text)}" for text in change.back)
        yield from (f"  - {_shortened(text)}" for text in change.gone)


def link_lines(link: Link, addresses: Mapping[PageId, str]) -> Iterator[str]:
    yield f"{link.relation.replace('_', ' ')}  {link.state}  {link.confidence:.2f}"
    yield f"  {addresses[link.a]}"
    yield f"  {addresses[link.b]}"
    yield from (f"    {each.weight:+5.1f}  {each.kind}: {each.detail}" for each in link.evidence)


def table_of_pages(pages: Sequence[PageSummary], look: Look) -> Iterator[str]:
    rows = [("", "date", "kind", "title", "address")]
    rows += [(page.lang.upper(), dated(page), page.kind, page.title, page.address) for page in pages]
    widths = [min(COLUMN, max(len(row[n]) for row in rows)) for n in range(len(rows[0]))]
    if look.width is not None:
        spare = look.width - sum(widths[:-2]) - 2 * len(widths)
        widths[-2] = max(20, min(widths[-2], spare // 2))
    for row in rows:
        cells = [_shortened(cell, width).ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def _shortened(text: str, width: int = COLUMN) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def dated(page: PageSummary) -> str:
    """The date a page was published; else when it was updated, and that it is that."""
    return page.published or (f"updated {page.updated}" if page.updated else "undated")


def languages(langs: Iterable[str], between: str = " ") -> str:
    return between.join(lang.upper() for lang in langs)
