"""Links in words, people's decisions on them, and questions about them, as lines. Pure.

Not here: printing and keys (link_commands.py), JSON (export.py), the table for spreadsheets (corpus.link_files).
"""

from collections.abc import Iterable, Iterator, Mapping

from corpus.linking.decided import LinkStanding
from corpus.linking.vetoes import Veto
from corpus.model import Evidence, Link, LinkDecision, Page, PageId, PageSummary
from corpus.passages import Aligned
from search.beside import WIDTH, columns, no_counterpart, text_of
from search.reviewing import Doubt
from search.terminal import Look, dated

BEGINNING = 3  # passages of a question
MOST = 240  # characters of a passage in a question

WORDS = {
    "translation": "the same page in another language",
    "same_programme": "another page of the same programme",
    "same_topic": "alike, but of another day, round or county",
    "near_duplicate": "nearly the same page",
    "version": "an earlier or later version of the page",
    "round": "the same call in another year",
}


def decision_line(made: LinkDecision) -> str:
    verdict = {"confirm": "linked", "reject": "not linked", "undo": "taken back"}[made.verdict]
    return f"{verdict}: {made.a} and {made.b} ({named(made.relation)})"


def named(relation: str) -> str:
    return relation.replace("_", " ")


def standing_lines(standings: Iterable[LinkStanding], look: Look) -> Iterator[str]:
    """Decisions with who made them when, and what became of their pages."""
    for standing in standings:
        made = standing.decision
        state = "confirmed" if made.verdict == "confirm" else "rejected"
        yield f"{look.bold(named(made.relation))}  {state} by {made.who} on {made.made_at[:10]}"
        yield f"  {made.a}"
        yield f"  {made.b}"
        yield from ([f"    {made.note}"] if made.note else [])
        yield from ([look.dim(f"    {standing.followed}")] if standing.followed else [])
        yield from ([look.accent(f"    needs a new look: {standing.needs_look}")] if standing.needs_look else [])


def explained_lines(
    link: Link, pages: Mapping[PageId, PageSummary], vetoes: Iterable[Veto], look: Look
) -> Iterator[str]:
    """A link in words: what it is, how sure, what speaks for it and against, and what could have ruled it out."""
    yield look.bold(f"{named(link.relation)}  {link.state}  {link.confidence:.2f}") + f"  {WORDS[link.relation]}"
    for page in (pages[link.a], pages[link.b]):
        yield f"  {page.lang.upper()}  {page.title}"
        yield look.dim(f"      {page.address}")
    yield from evidence_lines(link.evidence)
    total = sum(each.weight for each in link.evidence)
    yield f"    together {total:+.1f}; that makes a confidence of {link.confidence:.2f}"
    for veto in vetoes:
        passed = "not ruled out by" if veto.is_passed else "could be ruled out by"
        yield f"    {passed} {veto.name}: {veto.detail}"


def evidence_lines(evidence: Iterable[Evidence]) -> Iterator[str]:
    for each in sorted(evidence, key=lambda each: -abs(each.weight)):
        side = (
            "speaks for it    " if each.weight > 0 else "speaks against it" if each.weight < 0 else "to be known      "
        )
        yield f"    {side} {each.weight:+5.1f}  {each.kind}: {each.detail}"


def doubt_lines(doubt: Doubt, pages: tuple[Page, Page], aligned: Aligned | None, look: Look) -> Iterator[str]:
    """A question: the two pages side by side, what speaks for and against, and how their texts begin."""
    width = ((look.width or WIDTH) - 3) // 2
    yield look.bold(f"{named(doubt.relation)}? {WORDS[doubt.relation]}, confidence {doubt.confidence:.2f}")
    if doubt.standing is not None:
        made = doubt.standing.decision
        deed = "linked" if made.verdict == "confirm" else "rejected"
        yield look.accent(f"{deed} by {made.who} on {made.made_at[:10]}, but {doubt.standing.needs_look}")
    sides = aligned or pages
    a, b = (sides.a, sides.b) if isinstance(sides, Aligned) else sides
    for one, other in zip(_head(a), _head(b), strict=True):
        yield from (row.rstrip() for row in columns(one, other, width))
    yield ""
    yield from evidence_lines(doubt.evidence)
    yield ""
    for one, other in _beginning(a, b, aligned):
        yield from (row.rstrip() for row in columns(one, other, width))


def _head(page: Page) -> tuple[str, str, str]:
    summary = page.summary
    return summary.title, f"{summary.lang.upper()}  {dated(summary)}  {summary.site}", summary.address


def _beginning(a: Page, b: Page, aligned: Aligned | None) -> Iterator[tuple[str, str]]:
    if aligned is None:
        yield _cut(text_of(a.cleaned.blocks[:BEGINNING])), _cut(text_of(b.cleaned.blocks[:BEGINNING]))
        return
    for passage in aligned.passages[:BEGINNING]:
        one, other = (text_of(blocks) for blocks in aligned.blocks(passage))
        yield _cut(one) or no_counterpart(a.cleaned.lang), _cut(other) or no_counterpart(b.cleaned.lang)


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"
