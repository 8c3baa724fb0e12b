"""Why a page matched a query, with the parts of its score; or why it did not, and which stage lost it.

Lives here: a query and a page -> the cause in words. Not here: reading the archive (kielo.py hands over what it knows
of the page), answering queries (service.py).
"""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from corpus.model import Block, Page, PageId, PageSummary
from indexer.contract import And, Fuzzy, Or, Phrase, Prefix, Query, Term
from search.answers import day_of
from search.glance import Glance
from search.passages import WhyMatched, explain, marks_in
from search.patterns import Leaf, ask
from search.questions import NO_WORD
from search.service import MAX_HITS, Question, Searcher
from search.syntax import AllOf, Chosen, Dated, Node, TextNode, Without, Words, as_text

Cause: TypeAlias = Literal[
    "matched",
    "no query",
    "never ingested",
    "not held then",
    "refused",
    "not indexed",
    "filtered",
    "other language",
    "cleaned away",
    "other version",
    "below the cap",
    "not on the page",
]


class ScorePart(Struct, frozen=True, kw_only=True):
    """What a leaf of the query adds to the score in one field, under the name it is looked for."""

    term: str
    field: str
    looked_for: str
    score: float


class Verdict(Struct, frozen=True, kw_only=True):
    """The cause, in one word or two and in a sentence; `rule` and `block` where cleaning removed what matched."""

    cause: Cause
    says: str
    page: PageSummary | None = None
    rank: int | None = None
    score: float = 0.0
    parts: tuple[ScorePart, ...] = ()
    reasons: tuple[WhyMatched, ...] = ()
    block: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()


class Held(Struct, frozen=True, kw_only=True):
    """What the archive knows of a page beside its index: as it is now, the blocks of earlier captures, whether a file
    of that name was refused, and, of an archive as of a date, whether it came in later."""

    name: str
    page: Page | None
    earlier: tuple[tuple[Block, ...], ...] = ()
    refused: str = ""
    later: str = ""


def why(searcher: Searcher, question: Question | None, held: Held) -> Verdict:
    """Raises nothing for any query (None: one without a word) and page."""
    if held.page is None:
        return _of_no_page(held)
    about = held.page.summary
    if question is None:
        return Verdict(cause="no query", says=NO_WORD, page=about)
    if searcher.page(about.id) is None:
        return Verdict(cause="not indexed", says="the page is newer than the index: run `kielo reindex`", page=about)
    found = searcher.matching(question, limit=searcher.count())
    rank = next((n for n, hit in enumerate(found.hits, 1) if hit.id == about.id), None)
    if rank is None:
        return _why_not(searcher, question, held.page, held.earlier)
    if rank > MAX_HITS:
        says = f"it is number {rank:,} of {found.total:,}, and only the best {MAX_HITS:,} pages are listed"
        return Verdict(cause="below the cap", says=says, page=about, rank=rank)
    title = Block(kind="heading", text=about.title, lang=about.lang)
    shown = explain(title, held.page.cleaned.blocks, Glance(question.expanded.leaves, searcher.reader))
    return Verdict(
        cause="matched",
        says=f"it is number {rank:,} of {found.total:,}",
        page=about,
        rank=rank,
        score=round(found.hits[rank - 1].score, 4),
        parts=tuple(_parts(searcher, question.expanded.leaves, about.id)),
        reasons=shown.reasons,
        notes=question.notes,
    )


def _of_no_page(held: Held) -> Verdict:
    if held.later:
        return Verdict(cause="not held then", says=held.later)
    if held.refused:
        return Verdict(cause="refused", says=f"{held.name} was refused: {held.refused}")
    return Verdict(cause="never ingested", says=f"no page in the archive is called {held.name}")


def _why_not(searcher: Searcher, question: Question, page: Page, earlier: Sequence[tuple[Block, ...]]) -> Verdict:
    """The part of the query that the page lacks, and what became of it."""
    about = page.summary
    for part in _split(question.tree):
        if not isinstance(part, TextNode) and not _matches(searcher, part, about.id, question):
            return _of_filter(part, about)
    for part in _split(question.tree):
        if isinstance(part, TextNode) and not _matches(searcher, part, about.id, question):
            return _of_text(searcher, part, question, page, earlier)
    says = "each part of the query is on the page, but not together"
    return Verdict(cause="not on the page", says=says, page=about, notes=question.notes)


def _of_filter(part: Node, about: PageSummary) -> Verdict:
    asked = as_text(part)
    match part:
        case Chosen(field="lang"):
            langs = " and ".join(about.languages or (about.lang,))
            return Verdict(cause="other language", says=f"the page is in {langs}; {asked} leaves it out", page=about)
        case Dated():
            is_ = f"of {day}" if (day := day_of(about)) else "undated"
        case Chosen(field="site"):
            is_ = f"of {about.site}"
        case Chosen(field="kind"):
            is_ = f"of kind {about.kind}"
        case Chosen(field="number"):
            is_ = f"numbered {about.number}" if about.number else "not numbered"
        case Without():
            is_ = f"one that has {as_text(part.part)}"
        case _:
            return Verdict(cause="not on the page", says=f"nothing of {asked} is on the page", page=about)
    return Verdict(cause="filtered", says=f"the page is {is_}; {asked} leaves it out", page=about)


def _of_text(
    searcher: Searcher, part: TextNode, question: Question, page: Page, earlier: Sequence[tuple[Block, ...]]
) -> Verdict:
    about, asked = page.summary, as_text(part)
    read = searcher.read(part, translate=question.translate, without=question.without)
    glance = searcher.glance(read)

    def first(blocks: Sequence[Block]) -> Block | None:
        return next((block for block in blocks if marks_in(block, glance)), None)

    if block := first(page.cleaned.dropped):
        says = f"{asked} stands only in a block that cleaning removed ({block.reason})"
        return Verdict(cause="cleaned away", says=says, page=about, block=block.text, rule=block.reason or "")
    capped = searcher.matching(read, limit=1).capped
    if capped and first(page.cleaned.blocks):
        says = f"{asked} stands for more words than are looked for; that of the page is not among the most frequent"
        return Verdict(cause="below the cap", says=says, page=about)
    if not question.translate or question.without:
        anyhow = searcher.read(part, translate=True)
        if _matches_query(searcher, anyhow, about.id):
            step = next(iter(anyhow.expanded.steps), None)
            by = f" ({step.term} → {step.matched}, {step.source})" if step else ""
            says = f"the page is in {about.lang} and matches {asked} only by a step that is switched off{by}"
            return Verdict(cause="other language", says=says, page=about)
    for blocks in earlier:
        if block := first(blocks):
            says = f"{asked} stands in an earlier version of the page, not in the current one"
            return Verdict(cause="other version", says=says, page=about, block=block.text)
    says = f"nothing on the page matches {asked}"
    if not page.cleaned.blocks:
        says = f"nothing is left of the page, and its title has no {asked}: kielo show {about.id} --dropped"
    return Verdict(cause="not on the page", says=says, page=about)


def _parts(searcher: Searcher, leaves: Sequence[Leaf], page: PageId) -> Iterator[ScorePart]:
    """What each leaf adds to the score, field by field, the largest first."""
    for leaf in leaves:
        asked = ask(leaf)
        found: list[ScorePart] = []
        for way in asked.any_of if isinstance(asked, Or) else (asked,):
            for one in _single(way) if searcher.score(way, page) else ():
                if score := searcher.score(one, page):
                    part = ScorePart(term=leaf.term, field=one.field, looked_for=_shown(one), score=round(score, 4))
                    found.append(part)
        yield from sorted(found, key=lambda part: (-part.score, part.field, part.looked_for))


def _single(way: Query) -> Iterator[Term | Phrase | Prefix | Fuzzy]:
    """What a way to match asks of single fields; more than one thing where parts of a compound must stand together."""
    match way:
        case Term() | Phrase() | Prefix() | Fuzzy():
            yield way
        case And(must=parts) | Or(any_of=parts):
            for part in parts:
                yield from _single(part)


def _shown(one: Term | Phrase | Prefix | Fuzzy) -> str:
    match one:
        case Phrase(terms=terms):
            return " ".join(term if isinstance(term, str) else "|".join(term) for term in terms)
        case Prefix(prefix=prefix):
            return f"{prefix}*"
    return one.term


def _split(tree: Node) -> Iterator[Node]:
    """The parts of a query that must all match, each word by itself."""
    for part in tree.parts if isinstance(tree, AllOf) else (tree,):
        if isinstance(part, Words):
            words = [word for word in part.text.split() if any(map(str.isalnum, word))]
            yield from (Words(text=word, field=part.field) for word in words)
        else:
            yield part


def _matches(searcher: Searcher, part: Node, page: PageId, question: Question) -> bool:
    return _matches_query(searcher, searcher.read(part, translate=question.translate, without=question.without), page)


def _matches_query(searcher: Searcher, question: Question, page: PageId) -> bool:
    return any(hit.id == page for hit in searcher.matching(question, limit=searcher.count()).hits)
