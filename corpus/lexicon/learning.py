"""Word translations out of aligned passages: IBM's first model in both directions, multiplied. Pure.

Lives here: `learn`. Not here: which links to learn from and in how many rounds (corpus.passages).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from corpus.lexicon.entries import Entry, Lexicon, ParallelPassage, Word
from corpus.model import Lang

ROUNDS = 5  # of expectation and maximisation; what is right is far ahead by then
LEAST_COUNT = 2  # passages that show a translation
LEAST_STRENGTH = 0.1  # geometric mean of the two probabilities: below it a translation only misleads alignment
EXAMPLES = 3
LONG = 120  # words: a longer passage pairs everything with everything, and says little about each
SEEN = 3  # passages, of which one should have the base form
SHOWN = 0.7  # share of the passages of a pair that its longer form must stand in
LEAST_DICE = 0.2
COMMON = 0.1  # share of the passages: words on more of them are particles
_NONE = ""  # what stands for nothing on the other side


def learn(passages: Iterable[ParallelPassage], *, phrases: bool = True) -> Lexicon:
    """The translations that the passages show. The same passages give the same lexicon, whatever their order.

    Without `phrases` entries are shown by their base forms, which takes half the time.
    """
    by_pair: dict[tuple[Lang, Lang], list[ParallelPassage]] = defaultdict(list)
    for each in passages:
        if 0 < len(each.a) <= LONG and 0 < len(each.b) <= LONG:
            by_pair[each.langs].append(each)
    entries: list[Entry] = []
    for langs in sorted(by_pair):
        those = sorted(by_pair[langs], key=lambda each: (each.places, each.a, each.b))
        entries.extend(_learn(langs, those, phrases=phrases))
    return Lexicon(entries)


def _learn(langs: tuple[Lang, Lang], passages: Sequence[ParallelPassage], *, phrases: bool) -> list[Entry]:
    passages = [_less_carried_over(each) for each in passages]
    a, b = _repeated([each.a for each in passages]), _repeated([each.b for each in passages])
    there, back = _probabilities(a, b), _probabilities(b, a)
    both = {(x, y): math.sqrt(sure * back.get((y, x), 0.0)) for (x, y), sure in there.items() if x}
    both = {pair: strength for pair, strength in both.items() if strength >= LEAST_STRENGTH}
    stands_a, stands_b = _stands(a), _stands(b)
    chosen = _Phrases(passages, both) if phrases else None
    entries = []
    for (x, y), strength in sorted(both.items()):
        shared = sorted(stands_a[x] & stands_b[y])
        if len(shared) >= LEAST_COUNT and 2 * len(shared) / (len(stands_a[x]) + len(stands_b[y])) >= LEAST_DICE:
            shown_a, shown_b = chosen.shown(x, y, shared) if chosen else (x, y)
            examples = sorted(shared, key=lambda n: (len(passages[n].a) + len(passages[n].b), n))[:EXAMPLES]
            entries.append(
                Entry(
                    langs=langs,
                    a=x,
                    b=y,
                    shown_a=shown_a,
                    shown_b=shown_b,
                    count=len(shared),
                    strength=round(strength, 4),
                    examples=tuple(passages[n].places for n in examples),
                )
            )
    return entries


def _less_carried_over(passage: ParallelPassage) -> ParallelPassage:
    """Without what stands there untranslated, such as names and product codes: it is found without a lexicon."""
    same = {word.form for word in passage.a} & {word.form for word in passage.b}
    if not same:
        return passage
    a, b = (tuple(word for word in side if word.form not in same) for side in (passage.a, passage.b))
    return replace(passage, a=a, b=b)


def _repeated(texts: Sequence[Sequence[Word]]) -> list[tuple[str, ...]]:
    """The base forms of each text, once, without those of a single text: they can give no entry."""
    bases = [dict.fromkeys(word.base for word in text) for text in texts]
    counts = Counter(base for each in bases for base in each)
    return [tuple(base for base in each if counts[base] >= LEAST_COUNT) for each in bases]


def _probabilities(given: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> dict[tuple[str, str], float]:
    """How probably each word of one side is translated by each of the other (IBM model 1); improbable ones left out."""
    import numpy as np

    ours, theirs = _numbered([(_NONE,), *given]), _numbered(wanted)
    pairs: list[Any] = []  # number of a word given, times that of a word wanted
    groups: list[Any] = []  # for each word wanted, somewhere, the pairs that compete for it
    count = 0
    for x, y in zip(given, wanted, strict=True):
        a = np.array([0, *(ours[word] for word in x)])
        b = np.array([theirs[word] for word in y], dtype=a.dtype)
        pairs.append((a[None, :] + b[:, None] * len(ours)).ravel())
        groups.append(np.repeat(np.arange(count, count + len(b)), len(a)))
        count += len(b)
    keys, pair = np.unique(np.concatenate(pairs), return_inverse=True)
    group = np.concatenate(groups)
    owner = keys % len(ours)
    table = np.ones(len(keys))
    for _ in range(ROUNDS):
        values = table[pair]
        shares = values / np.bincount(group, values, count)[group]
        counts = np.bincount(pair, shares, len(keys))
        table = counts / np.bincount(owner, counts, len(ours))[owner]
    words, others = list(ours), list(theirs)
    likely = np.flatnonzero(table >= LEAST_STRENGTH**2)  # the other direction is 1 at most
    told = zip(keys[likely].tolist(), table[likely].tolist(), strict=True)
    return {(words[key % len(ours)], others[key // len(ours)]): value for key, value in told}


def _numbered(texts: Iterable[Iterable[str]]) -> dict[str, int]:
    """Each word with its number, in order of their first appearance."""
    return {word: number for number, word in enumerate(dict.fromkeys(word for text in texts for word in text))}


def _stands(side: Sequence[Sequence[str]]) -> dict[str, set[int]]:
    """The passages that hold each word."""
    found: dict[str, set[int]] = defaultdict(set)
    for at, words in enumerate(side):
        for word in words:
            found[word].add(at)
    return found


class _Phrases:
    """Words that stand for one of the other language only together: `valtionavustus` and `government grant`."""

    def __init__(self, passages: Sequence[ParallelPassage], strengths: Mapping[tuple[str, str], float]) -> None:
        self._passages = passages
        self._langs = passages[0].langs
        self._partner: tuple[dict[str, tuple[float, str]], ...] = ({}, {})
        for (x, y), strength in strengths.items():
            for partner, word, other in ((self._partner[0], x, y), (self._partner[1], y, x)):
                partner[word] = max(partner.get(word, (0.0, "")), (strength, other))
        counts = [Counter(word.base for each in passages for word in set(side(each))) for side in (_side_a, _side_b)]
        self._common = [{word for word, n in its.items() if n > COMMON * len(passages)} for its in counts]

    def shown(self, x: str, y: str, shared: Sequence[int]) -> tuple[str, str]:
        here = [self._passages[n] for n in shared]
        return (
            self._longer(0, x, y, [each.a for each in here]),
            self._longer(1, y, x, [each.b for each in here]),
        )

    def _longer(self, side: int, word: str, other: str, texts: Sequence[Sequence[Word]]) -> str:
        """The word with those that nearly always stand beside it and have no other partner, else its base form.

        Outside Finnish a base form that is never met is doubtful (`park` for `parking`): the commonest form then stands
        for it.
        """
        phrase: tuple[str, ...] = (word,)
        for _ in range(2):
            found = Counter(each for text in texts for each in set(_extended(phrase, text, self._common[side])))
            if not found:
                break
            longest, count = max(found.items(), key=lambda item: (item[1], item[0]))
            added = longest[0] if longest[1:] == phrase else longest[-1]
            if count < max(LEAST_COUNT, SHOWN * len(texts)) or self._partner[side].get(added, (0, other))[1] != other:
                break
            phrase = longest
        forms = Counter(form for text in texts for form in _forms(phrase, text))
        if len(phrase) == 1 and (word in forms or len(texts) < SEEN or self._langs[side] == "fi"):
            return word
        return max(forms.items(), key=lambda item: (item[1], item[0]))[0]


def _side_a(passage: ParallelPassage) -> tuple[Word, ...]:
    return passage.a


def _side_b(passage: ParallelPassage) -> tuple[Word, ...]:
    return passage.b


def _extended(phrase: tuple[str, ...], text: Sequence[Word], common: set[str]) -> Iterable[tuple[str, ...]]:
    """The phrase with the word before or behind it, wherever it stands in a text."""
    bases = [word.base for word in text]
    for at in range(len(bases) - len(phrase) + 1):
        if tuple(bases[at : at + len(phrase)]) == phrase:
            if at and _may_join(bases[at - 1], common):
                yield (bases[at - 1], *phrase)
            after = at + len(phrase)
            if after < len(bases) and _may_join(bases[after], common):
                yield (*phrase, bases[after])


def _may_join(word: str, common: set[str]) -> bool:
    return len(word) > 3 and word.isalpha() and word not in common


def _forms(phrase: tuple[str, ...], text: Sequence[Word]) -> Iterable[str]:
    """How a phrase is written in a text."""
    for at in range(len(text) - len(phrase) + 1):
        if all(word.base == base for word, base in zip(text[at:], phrase, strict=False)):
            yield " ".join(word.form for word in text[at : at + len(phrase)])
