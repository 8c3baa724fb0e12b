"""Finding a query again in the text of a page: what to mark, which passages to show, and why the page matched.

Lives here: leaves and blocks -> passages and reasons, on the original text. Pure.
Not here: what a leaf may match (expansion.py), the engine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.analysis import Forms, Token, analyse
from corpus.model import Block, Lang
from indexer.schema import lemma_terms, part_terms
from search.patterns import Leaf, Pattern

ReasonSource: TypeAlias = Literal["gazetteer", "glossary", "lexicon", "inflection", "compound", "suspended", "folded"]

PASSAGES = 3
PART_WEIGHT = 0.4  # of a match on a compound's part against one on the word


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of a page with the matches in it; marks are (start, end) in its characters, sorted, not overlapping."""

    text: str
    lang: Lang
    kind: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyMatched:
    """One step from what was typed to what stands on the page, and where the step comes from."""

    term: str
    matched: str
    lang: Lang
    source: ReasonSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What an answer shows of a page."""

    passages: tuple[Passage, ...]
    title_marks: tuple[tuple[int, int], ...]
    reasons: tuple[WhyMatched, ...]


UNEXPLAINED = Explained(passages=(), title_marks=(), reasons=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    spans: tuple[tuple[int, int], ...]
    weight: float
    reason: WhyMatched | None
    leaf: int


def explain(title: Block, blocks: Sequence[Block], leaves: Sequence[Leaf], forms: Forms) -> Explained:
    """The passages with most of the query in them, in page order, with marks; and the reasons, strongest first."""
    in_title = list(_matches(title, leaves, forms))
    rows = [
        (n, block, [m for m in _matches(block, leaves, forms) if leaves[m.leaf].field is None])
        for n, block in enumerate(blocks)
    ]
    found = {match.leaf for match in (*in_title, *(match for row in rows for match in row[2]))}
    # A word that is part of a name which the page has too says nothing the name does not say.
    names = {leaves[leaf].term for leaf in found}
    idle = {n for n, leaf in enumerate(leaves) if leaf.within & names}
    in_title = [match for match in in_title if match.leaf not in idle]
    rows = [(n, block, [match for match in found if match.leaf not in idle]) for n, block, found in rows]
    matched = [row for row in rows if row[2]]
    beside_title = [row for row in matched if row[1].text != title.text]  # the title is shown anyway
    best = sorted(beside_title or matched, key=lambda row: (-_weight(row[2]), row[0]))[:PASSAGES]
    shown = [
        Passage(text=block.text, lang=block.lang, kind=block.kind, marks=_merged(found))
        for _, block, found in sorted(best, key=lambda row: row[0])
    ]
    everything = [*in_title, *(match for _, _, found in rows for match in found)]
    return Explained(passages=tuple(shown), title_marks=_merged(in_title), reasons=_reasons(everything, len(leaves)))


def marks_in(block: Block, leaves: Sequence[Leaf], forms: Forms) -> tuple[tuple[int, int], ...]:
    """Where the query stands in a block, as (start, end) in its characters."""
    return _merged(_matches(block, leaves, forms))


@dataclass(frozen=True, slots=True)
class _Word:
    """A token with the terms it is indexed under."""

    token: Token
    lemmas: frozenset[str]
    parts: frozenset[str]


def _matches(block: Block, leaves: Sequence[Leaf], forms: Forms) -> Iterator[_Match]:
    words = [
        _Word(token, frozenset(lemma_terms(token)), frozenset(part_terms(token)))
        for token in analyse(block.text, block.lang, forms)
    ]
    known = frozenset().union(*(word.lemmas | word.parts for word in words))
    for number, leaf in enumerate(leaves):
        explained: set[int] = set()  # words that an earlier pattern has met: what was typed explains more
        for pattern in leaf.patterns:
            if not any(known.isdisjoint(slot) for slot in pattern.slots):
                for start, match in _find(pattern, words, block.text, number):
                    places = range(start, start + len(pattern.slots))
                    if not explained.issuperset(places):
                        explained.update(places)
                        yield match


def _find(pattern: Pattern, words: Sequence[_Word], text: str, leaf: int) -> Iterator[tuple[int, _Match]]:
    """The matches of a pattern, each with the place of its first word."""
    size = len(pattern.slots)
    for start in range(len(words) - size + 1):
        run = words[start : start + size]
        if all(not word.lemmas.isdisjoint(slot) for slot, word in zip(pattern.slots, run, strict=True)):
            tokens = [word.token for word in run]
            reason = _reason(pattern, tokens, text)
            weight = pattern.boost * size
            yield start, _Match(spans=tuple(_spans(pattern, tokens)), weight=weight, reason=reason, leaf=leaf)
        elif size == 1 and not run[0].parts.isdisjoint(pattern.slots[0]):
            token = run[0].token
            found = WhyMatched(
                term=pattern.term, matched=token.surface, lang=pattern.lang, source=pattern.source or "compound"
            )
            spans = ((token.start, token.end),)
            yield start, _Match(spans=spans, weight=pattern.boost * PART_WEIGHT, reason=found, leaf=leaf)


def _spans(pattern: Pattern, run: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """A phrase as one piece; with the shared part of a suspended compound, wherever that stands."""
    yield run[0].start, run[-1].end
    for token, slot in zip(run, pattern.slots, strict=True):
        if token.head is not None and _is_joined(token, slot):
            yield token.head


def _is_joined(token: Token, slot: Sequence[str]) -> bool:
    """Whether a slot accepts a token only for the full form of its suspended compound."""
    joined = {term for term in slot if term.partition(":")[2] in token.joined_lemmas}
    return bool(joined) and not any(term.partition(":")[2] in token.lemmas for term in slot)


def _reason(pattern: Pattern, run: Sequence[Token], text: str) -> WhyMatched | None:
    """Why this run stands for what was typed; None when it is what was typed."""
    surface = text[run[0].start : run[-1].end]
    if pattern.source is not None:
        matched = pattern.matched or surface
        return WhyMatched(term=pattern.term, matched=matched, lang=pattern.lang, source=pattern.source)
    if any(_is_joined(token, slot) for token, slot in zip(run, pattern.slots, strict=True)):
        full = next(token.joined[0] for token in run if token.joined)
        return WhyMatched(term=pattern.term, matched=full, lang=pattern.lang, source="suspended")
    is_same_form = pattern.exact is not None and run[0].exact == pattern.exact  # 840 000 is 840,000
    if is_same_form or surface.casefold().strip("-") == pattern.term.casefold().strip("-"):
        return None
    return WhyMatched(term=pattern.term, matched=surface, lang=pattern.lang, source="inflection")


def _weight(found: Iterable[_Match]) -> float:
    """A passage with each word of the query once is worth more than one with a word many times."""
    best: dict[int, float] = {}
    total = 0.0
    for match in found:
        best[match.leaf] = max(best.get(match.leaf, 0.0), match.weight)
        total += match.weight
    return sum(best.values()) + 0.1 * total


def _merged(found: Iterable[_Match]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for match in found for span in match.spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _reasons(found: Sequence[_Match], leaves: int) -> tuple[WhyMatched, ...]:
    """The best reason of each leaf that was not met as typed, then what else led here; each once."""
    plain = {match.leaf for match in found if match.reason is None}
    ranked = sorted((m for m in found if m.reason is not None and m.leaf not in plain), key=lambda m: -m.weight)
    first = {match.leaf: match for match in reversed(ranked)}
    reasons: dict[tuple[str, str, str, str], WhyMatched] = {}
    for match in (*sorted(first.values(), key=lambda m: -m.weight), *ranked):
        if (why := match.reason) is not None:
            reasons.setdefault((why.term, why.matched.casefold(), why.lang, why.source), why)
    return tuple(reasons.values())[: 2 * max(1, leaves)]
