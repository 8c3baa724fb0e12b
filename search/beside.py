"""Pages side by side, the lexicon, differences of facts and coverage: as lines and as JSON records. Pure.

Lives here: values in, lines or dictionaries out; fields are only ever added (docs/json.md). Not here: printing
(passage_commands.py), TMX, TBX and CSV files (corpus.interchange).
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.alignment import Passage
from corpus.coverage import STATES, Cover
from corpus.facts import Difference, Fact
from corpus.lexicon import Entry, Place
from corpus.model import LANGUAGES, Block, Lang, PageId
from corpus.passages import Aligned, PageDifference
from search.terminal import Look

Record = dict[str, Any]

WIDTH = 100  # of both columns where no terminal says
NAMES: Mapping[str, str] = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
DOUBTFUL = 0.5  # confidence below which a pair is marked


def beside_lines(aligned: Aligned, look: Look) -> Iterator[str]:
    """Two columns, a row a passage; what has no counterpart says so."""
    width = ((look.width or WIDTH) - 3) // 2
    heads = [f"{page.cleaned.lang.upper()}  {page.cleaned.title}" for page in (aligned.a, aligned.b)]
    for row in columns(heads[0], heads[1], width):
        yield look.bold(row.rstrip())
    yield from (look.dim(row.rstrip()) for row in columns(aligned.a.address, aligned.b.address, width))
    for passage in aligned.passages:
        a, b = (text_of(blocks) for blocks in aligned.blocks(passage))
        yield ""
        rows = columns(a or no_counterpart(aligned.a.cleaned.lang), b or no_counterpart(aligned.b.cleaned.lang), width)
        yield from (row.rstrip() for row in rows)
        if not passage.is_gap and passage.confidence < DOUBTFUL:
            yield look.dim(f"(unsure: {passage.confidence:.2f})")


def no_counterpart(lang: Lang) -> str:
    return f"[no counterpart in {NAMES.get(lang, lang)}]"


def text_of(blocks: Sequence[Block]) -> str:
    """Blocks as a column shows them."""
    return "\n".join(("• " if block.kind == "item" else "") + block.text for block in blocks)


def columns(left: str, right: str, width: int) -> Iterator[str]:
    """Two texts wrapped beside each other."""
    sides = [
        [row for line in text.split("\n") for row in (textwrap.wrap(line, width) or [""])] for text in (left, right)
    ]
    for at in range(max(map(len, sides))):
        a, b = (side[at] if at < len(side) else "" for side in sides)
        yield f"{a}{' ' * (width - _cells(a))} | {b}"


def _cells(text: str) -> int:
    """The columns a text takes on a terminal: combining marks take none."""
    return sum(not unicodedata.combining(char) for char in text)


def beside_record(aligned: Aligned) -> Record:
    return {
        "a": _page_record(aligned, 0),
        "b": _page_record(aligned, 1),
        "passages": [_passage_record(aligned, each) for each in aligned.passages],
    }


def _page_record(aligned: Aligned, side: int) -> Record:
    page = (aligned.a, aligned.b)[side]
    return {"page": page.id, "address": page.address, "title": page.cleaned.title, "lang": page.cleaned.lang}


def _passage_record(aligned: Aligned, passage: Passage) -> Record:
    a, b = aligned.blocks(passage)
    missing = aligned.a if not a else aligned.b if not b else None
    return {
        "shape": passage.shape,
        "a": [_block_record(n, block) for n, block in enumerate(a, passage.a[0] + 1)],
        "b": [_block_record(n, block) for n, block in enumerate(b, passage.b[0] + 1)],
        "confidence": passage.confidence,
        "no_counterpart_in": missing.cleaned.lang if missing else None,
    }


def _block_record(number: int, block: Block) -> Record:
    return {"kept": number, "kind": block.kind, "level": block.level, "lang": block.lang, "text": block.text}


def gaps(aligned: Aligned) -> Mapping[Lang, int]:
    """How many blocks have no counterpart in each of the two languages."""
    found: dict[Lang, int] = {}
    for passage in aligned.passages:
        if passage.is_gap:
            missing = aligned.a if passage.a[0] == passage.a[1] else aligned.b
            found[missing.cleaned.lang] = found.get(missing.cleaned.lang, 0) + 1
    return found


def lexicon_lines(
    entries: Iterable[Entry], examples: Mapping[Place, str], addresses: Mapping[PageId, str], look: Look
) -> Iterator[str]:
    """An entry a line; below it the passages that show it, where they were read (`examples`)."""
    for entry in entries:
        langs = "-".join(entry.langs)
        yield f"{langs}  {look.bold(entry.shown_a)} = {look.bold(entry.shown_b)}" + look.dim(
            f"  {entry.count} passages, {entry.strength:.2f}"
        )
        for pair in entry.examples:
            for place in pair:
                if place in examples:
                    yield f"       {examples[place]}" + look.dim(f"  {addresses.get(place.page, place.page)}")


def lexicon_record(entry: Entry, examples: Mapping[Place, str], addresses: Mapping[PageId, str]) -> Record:
    return {
        "langs": list(entry.langs),
        "a": entry.shown_a,
        "b": entry.shown_b,
        "base_a": entry.a,
        "base_b": entry.b,
        "count": entry.count,
        "strength": entry.strength,
        "examples": [
            [{"address": addresses.get(each.page), "kept": each.block + 1, "text": examples.get(each)} for each in pair]
            for pair in entry.examples
        ],
    }


def fact_lines(found: Iterable[PageDifference], look: Look) -> Iterator[str]:
    """Under each pair of pages what differs between their passages."""
    pages = None
    for each in found:
        if pages != (each.a.id, each.b.id):
            if pages is not None:
                yield ""
            pages = (each.a.id, each.b.id)
            for page in (each.a, each.b):
                yield f"{page.lang.upper()}  {look.bold(page.title)}" + look.dim(f"  {page.address}")
        yield f"    {each.difference.kind:6}  " + _against(each.difference, each.a.lang, each.b.lang)


def _against(difference: Difference, a: Lang, b: Lang) -> str:
    sides = ((difference.a, a), (difference.b, b))
    return "   ".join(f"{lang}: {fact.text if fact else '-'}" for fact, lang in sides)


def fact_record(found: PageDifference) -> Record:
    return {
        "a": found.a.address,
        "b": found.b.address,
        "langs": [found.a.lang, found.b.lang],
        "kind": found.difference.kind,
        "fact_a": _fact_record(found.difference.a),
        "fact_b": _fact_record(found.difference.b),
        "kept_a": found.passage.a[0] + 1,
        "kept_b": found.passage.b[0] + 1,
        "confidence": found.passage.confidence,
    }


def _fact_record(fact: Fact | None) -> Record | None:
    return {"value": fact.value, "text": fact.text} if fact else None


def fact_cells(found: PageDifference) -> tuple[str, ...]:
    """A row of CSV under FACT_HEADER."""
    a, b = found.difference.a, found.difference.b
    return (found.a.address, found.b.address, found.difference.kind, a.text if a else "", b.text if b else "")


FACT_HEADER = ("address_a", "address_b", "kind", "a", "b")


def coverage_lines(covers: Sequence[Cover], look: Look) -> Iterator[str]:
    """Counts by language and state, then all that is not simply there, by programme."""
    yield from coverage_counts(covers)
    programme = None
    for cover in covers:
        if cover.state == "present":
            continue
        if cover.programme != programme:
            programme = cover.programme
            yield ""
            yield look.dim(f"programme {programme}")
        shown = cover.page or cover.beside
        name = f"{shown.title}  {shown.address}" if shown else ""
        yield f"    {cover.lang.upper()}  {look.bold(f'{cover.state:12}')}  {name}" + (
            look.dim(f"  ({cover.detail})") if cover.detail else ""
        )


def coverage_counts(covers: Sequence[Cover]) -> Iterator[str]:
    for lang in LANGUAGES:
        mine = [cover.state for cover in covers if cover.lang == lang]
        if mine:
            counts = ", ".join(f"{mine.count(state):,} {state}" for state in STATES if state in mine)
            yield f"{lang.upper()}  {counts}"


def cover_record(cover: Cover) -> Record:
    return {
        "programme": cover.programme,
        "lang": cover.lang,
        "state": cover.state,
        "page": cover.page.address if cover.page else None,
        "beside": cover.beside.address if cover.beside else None,
        "beside_lang": cover.beside.lang if cover.beside else None,
        "detail": cover.detail or None,
    }


def cover_cells(cover: Cover) -> tuple[str, ...]:
    """A row of CSV under COVER_HEADER."""
    return tuple(str(cover_record(cover)[name] or "") for name in COVER_HEADER)


COVER_HEADER = ("programme", "lang", "state", "page", "beside", "beside_lang", "detail")
