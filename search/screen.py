"""How answers to queries look in a terminal: values in, lines out. Pure.

Not here: pages, lists and reports (terminal.py), printing them (commands.py), JSON (export.py).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from search.terminal import Look, dated, languages, many

if TYPE_CHECKING:
    from search.answers import Answer, FacetCounts, Group, PageHit
    from search.concordance import Concordance, Line
    from search.passages import WhyMatched
    from search.patterns import Step
    from search.why import Verdict

WINDOW = 160  # characters of a passage around its first match
VALUES = 8  # of a facet; --json has all
BAR = 24  # characters of the longest bar of a histogram

OFFERED = {
    "spelling": "spelt otherwise",
    "base": "in its base form",
    "part": "a part of it",
    "language": "in other languages",
    "dates": "at other times",
    "filter": "without a filter",
    "phrase": "not word for word",
    "term": "without the rest",
    "any": "any of the words",
}


def answer_lines(answer: "Answer", offset: int, look: Look) -> Iterator[str]:
    yield f"{many(answer.programmes, 'programme')}, {many(answer.pages, 'page')}"
    for counts in answer.facets:
        yield from _facet_lines(counts, look)
    for number, group in enumerate(answer, offset + 1):
        yield from _group_lines(number, group, look)


def offer_lines(answer: "Answer", look: Look) -> Iterator[str]:
    """What to do where nothing was found: which words are on no page, and what finds something."""
    for word in answer.silent if answer.silent != (answer.query,) else ():
        yield f"no page has {word}"
    width = max((len(offer.query) for offer in answer.offers), default=0)
    for offer in answer.offers:
        yield f"  {offer.query:{width}}  {many(offer.pages, 'page')}" + look.dim(f"  {OFFERED[offer.kind]}")


def verdict_lines(verdict: "Verdict", look: Look) -> Iterator[str]:
    yield look.bold(verdict.cause) + f": {verdict.says}"
    if verdict.page:
        yield look.dim(f"{verdict.page.title}  {dated(verdict.page)}  {verdict.page.address}")
    for reason in verdict.reasons:
        yield look.accent(f"  {_steps(reason)}")
    for part in verdict.parts:
        yield f"  {part.score:8.3f}  {part.term} in {part.field} as {part.looked_for}"
    if verdict.parts:
        yield f"  {verdict.score:8.3f}  in all"
    if verdict.block:
        yield f"  {verdict.rule or 'then'}: {verdict.block}"


def concordance_lines(found: "Concordance", width: int, look: Look) -> Iterator[str]:
    """The keyword in one column, then what stands beside it and where it stands."""
    longest = max((len(line.keyword) for line in found.lines), default=0)
    for line in found.lines:
        yield _line(line, width, min(longest, width), look)
    if found.lines:
        yield ""
        yield "by year  " + "  ".join(f"{year or 'undated'} {count}" for year, count in found.years)
        yield "by site  " + "  ".join(f"{site} {count}" for site, count in found.sites[:VALUES])
        beside = (f"{each.lang.upper()} {each.lemma} {each.together}" for each in found.collocates[:VALUES])
        yield "beside   " + "  ".join(beside)


def _line(line: "Line", width: int, longest: int, look: Look) -> str:
    keyword = look.marked(line.keyword, [(0, len(line.keyword))]) + " " * max(0, longest - len(line.keyword))
    left, right = (" ".join(part.split()) for part in (line.left, line.right))
    where = look.dim(f"  {line.lang.upper()} {line.year}  {line.page.address}")
    return f"{left:>{width}} {keyword} {right:{width}}{where}"


def _facet_lines(counts: "FacetCounts", look: Look) -> Iterator[str]:
    if counts.facet == "year":
        most = max((each.pages for each in counts.values), default=1)
        for each in counts.values:
            yield look.dim(f"  {each.value}  {'▇' * max(1, BAR * each.pages // most)} {each.pages}")
        return
    if not counts.values:
        return
    shown = "  ".join(f"{each.value} {each.pages}" for each in counts.values[:VALUES])
    more = len(counts.values) - VALUES
    yield look.dim(f"  {counts.facet}  {shown}" + (f"  and {more} more" if more > 0 else ""))


def _group_lines(number: int, group: "Group", look: Look) -> Iterator[str]:
    yield ""
    yield f"{number}. {languages(group.languages)}" + look.dim(f"  {group.programme}")
    for hit in group.hits:
        yield from _hit_lines(hit, look)
    for other in group.others:
        yield look.dim(f"   also {other.lang.upper()}  {other.title}  {other.address}")


def _hit_lines(hit: "PageHit", look: Look) -> Iterator[str]:
    title = look.marked(hit.title, hit.title_marks)
    yield f"   {hit.lang.upper()}  {title}" + look.dim(f"  {dated(hit.about)}  {hit.address}")
    for reason in hit.reasons:
        yield look.accent(f"       {_steps(reason)}")
    for passage in hit.passages:
        yield f"       {_window(passage.text, passage.marks, look)}"


def _steps(reason: "WhyMatched") -> str:
    """From what was typed to what stands there, every step with its source."""
    if not reason.steps:
        return f"{reason.term} → {reason.matched}, {reason.source}"
    return f"{reason.term} " + " ".join(f"→ {step.matched}, {_source(step)}" for step in reason.steps)


def _source(step: "Step") -> str:
    """Where a step comes from; of what was learned, from how much."""
    return step.source if step.shown is None else f"{step.source} of {step.shown.passages} passages"


def _window(text: str, marks: Sequence[tuple[int, int]], look: Look) -> str:
    """The part of a passage around its first match, with all matches in it marked."""
    start = max(0, marks[0][0] - WINDOW // 3) if marks else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + WINDOW)
    end = len(text) if end == -1 else end
    shown = [(a - start, b - start) for a, b in marks if a >= start and b <= end]
    return ("… " if start else "") + look.marked(text[start:end], shown) + (" …" if end < len(text) else "")
