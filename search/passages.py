"""Finding a query again in the text of a page: what to mark, which passages to show, and why the page matched.

Lives here: leaves and blocks -> passages and reasons, on the original text. Pure.
Not here: what a leaf may match (expansion.py), the engine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from corpus.analysis import Token
from corpus.model import Block, Lang
from search.glance import Glance, Word, accepts_open
from search.patterns import OPEN, Pattern, Step, StepSource

PASSAGES = 3
PART_WEIGHT = 0.4  # of a match on a compound's part against one on the word


class Passage(Struct, frozen=True, kw_only=True):
    """A block of a page with the matches in it; marks are (start, end) in its characters, sorted, not overlapping."""

    text: str
    lang: Lang
    kind: str
    marks: tuple[tuple[int, int], ...]


class WhyMatched(Struct, frozen=True, kw_only=True):
    """From what was typed to what stands on the page, and where that comes from.

    `steps` are there where it took more than one: `avustus` by the glossary to `bidrag`, and that as a part of a
    compound to `statsbidrag`.
    """

    term: str
    matched: str
    lang: Lang
    source: StepSource
    steps: tuple[Step, ...] = ()


class Explained(Struct, frozen=True, kw_only=True):
    """What an answer shows of a page."""

    passages: tuple[Passage, ...]
    title_marks: tuple[tuple[int, int], ...]
    reasons: tuple[WhyMatched, ...]


UNEXPLAINED = Explained(passages=(), title_marks=(), reasons=())


class _Match(Struct, frozen=True, kw_only=True):
    spans: tuple[tuple[int, int], ...]
    weight: float
    reason: WhyMatched | None
    leaf: int


def explain(title: Block, blocks: Sequence[Block], glance: Glance, passages: int = PASSAGES) -> Explained:
    """The `passages` with most of the query in them, in page order, with marks; and the reasons, strongest first.

    A `glance` that is kept for all pages of an answer is quicker than one for each.
    """
    leaves = glance.leaves
    in_title = list(_matches(title, glance))
    rows = [
        (n, block, [m for m in _matches(block, glance) if leaves[m.leaf].field is None])
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
    best = sorted(beside_title or matched, key=lambda row: (-_weight(row[2]), row[0]))[:passages]
    shown = [
        Passage(text=block.text, lang=block.lang, kind=block.kind, marks=_merged(found))
        for _, block, found in sorted(best, key=lambda row: row[0])
    ]
    everything = [*in_title, *(match for _, _, found in rows for match in found)]
    return Explained(passages=tuple(shown), title_marks=_merged(in_title), reasons=_reasons(everything, len(leaves)))


def marks_in(block: Block, glance: Glance) -> tuple[tuple[int, int], ...]:
    """Where the query stands in a block, as (start, end) in its characters."""
    return _merged(_matches(block, glance))


def _matches(block: Block, glance: Glance) -> Iterator[_Match]:
    """All matches in a block."""
    words = glance.words(block)
    if not words:
        return
    known = frozenset[str]().union(*(word.lemmas | word.parts | {word.token.exact} for word in words.values()))
    for number, leaf in enumerate(glance.leaves):
        explained: set[int] = set()  # words that an earlier pattern has met: what was typed explains more
        for pattern in leaf.patterns:
            if pattern.way not in OPEN and _is_absent(pattern, known):
                continue
            for places, match in _find(pattern, words, block.text, number):
                if not explained.issuperset(places):
                    explained.update(places)
                    yield match


def _is_absent(pattern: Pattern, known: frozenset[str]) -> bool:
    """Whether a block can hold none of it; words that stand together on a page may stand in different blocks."""
    lacking = (known.isdisjoint(slot) for slot in pattern.slots)
    return all(lacking) if pattern.way == "together" else any(lacking)


def _find(pattern: Pattern, words: Mapping[int, Word], text: str, leaf: int) -> Iterator[tuple[Sequence[int], _Match]]:
    """The matches of a pattern, each with the places of its words."""
    if pattern.way == "near":
        yield from _find_near(pattern, words, text, leaf)
        return
    if pattern.way == "together":
        yield from _find_together(pattern, words, text, leaf)
        return
    size = len(pattern.slots)
    for start, first in words.items():
        run = [word for place in range(start, start + size) if (word := words.get(place))]
        if len(run) < size:
            continue
        if all(_accepts(pattern, slot, word) for slot, word in zip(pattern.slots, run, strict=True)):
            tokens = [word.token for word in run]
            reason = _reason(pattern, tokens, text)
            spans = tuple(_spans(pattern, tokens))
            found = _Match(spans=spans, weight=pattern.boost * size, reason=reason, leaf=leaf)
            yield range(start, start + size), found
        elif size == 1 and pattern.way == "lemmas" and not first.parts.isdisjoint(pattern.slots[0]):
            reason = _reason_of_part(pattern, first.token)
            spans = ((first.token.start, first.token.end),)
            yield (start,), _Match(spans=spans, weight=pattern.boost * PART_WEIGHT, reason=reason, leaf=leaf)


def _accepts(pattern: Pattern, slot: Sequence[str], word: Word) -> bool:
    if pattern.way in OPEN:
        return accepts_open((pattern,), (word.token.exact, *(lemma.partition(":")[2] for lemma in word.lemmas)))
    return word.token.exact == slot[0] if pattern.way == "exact" else not word.lemmas.isdisjoint(slot)


def _find_together(
    pattern: Pattern, words: Mapping[int, Word], text: str, leaf: int
) -> Iterator[tuple[Sequence[int], _Match]]:
    """Each word that any of the slots accepts, or a part of which it does."""
    for at, word in words.items():
        terms = word.lemmas | word.parts
        if met := sum(not terms.isdisjoint(slot) for slot in pattern.slots):
            spans = ((word.token.start, word.token.end),)
            reason = _reason(pattern, (word.token,), text)
            yield (at,), _Match(spans=spans, weight=pattern.boost * met, reason=reason, leaf=leaf)


def _find_near(
    pattern: Pattern, words: Mapping[int, Word], text: str, leaf: int
) -> Iterator[tuple[Sequence[int], _Match]]:
    """Each slot met by a word of its own, within as many words as the pattern spans."""
    taken = [[at for at, word in words.items() if _accepts(pattern, slot, word)] for slot in pattern.slots]
    reach = len(pattern.slots) + pattern.distance
    for first in sorted({at for places in taken for at in places}):
        window = [[at for at in places if first <= at < first + reach] for places in taken]
        places = _one_each(window)
        if places is not None and first in places:
            tokens = [words[at].token for at in sorted(places)]
            reason = _reason(pattern, tokens, text) if pattern.source else None
            spans = tuple((token.start, token.end) for token in tokens)
            found = _Match(spans=spans, weight=pattern.boost * len(places), reason=reason, leaf=leaf)
            yield places, found


def _one_each(window: Sequence[Sequence[int]], taken: tuple[int, ...] = ()) -> tuple[int, ...] | None:
    """A place for each slot, none twice; None where that cannot be."""
    if len(taken) == len(window):
        return taken
    for at in window[len(taken)]:
        if at not in taken and (found := _one_each(window, (*taken, at))) is not None:
            return found
    return None


def _reason_of_part(pattern: Pattern, token: Token) -> WhyMatched:
    """Why a compound that holds the word stands for it; both steps where the word itself is a translation."""
    source: StepSource = pattern.source or "compound"
    steps = pattern.steps
    if steps:
        part = Step(term=steps[-1].matched, matched=token.surface, lang=pattern.lang, source="compound")
        steps = (*steps, part)
    return WhyMatched(term=pattern.term, matched=token.surface, lang=pattern.lang, source=source, steps=steps)


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
        steps = pattern.steps if pattern.earlier or pattern.shown else ()
        return WhyMatched(term=pattern.term, matched=matched, lang=pattern.lang, source=pattern.source, steps=steps)
    match pattern.way:
        case "prefix" | "fuzzy" | "kin":
            source: StepSource = "fuzzy" if pattern.way == "fuzzy" else "prefix"
            return WhyMatched(term=pattern.term, matched=surface, lang=run[0].lang, source=source)
        case "exact" | "near":
            return None
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
