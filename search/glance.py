"""Which blocks can hold something of a query, told at a glance: most hold nothing, and need not be read word by word.

A glance may take a block for one that holds something (it is read then), and never the other way round. What stands
between two spaces was mostly there before, in this block or another; whether it holds anything is told once an answer.

Lives here: leaves -> yes or no for a block. Not here: where in a block, and why (passages.py).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.analysis import Forms, Reading, Token, read_words
from corpus.analysis.tokens import stands_alone
from corpus.model import LANGUAGES, Block, Lang
from indexer.engines.terms import within_distance
from indexer.schema import languages_of
from search.patterns import OPEN, Leaf, Pattern

# What is shortened there stands for words of the text around it.
_SHORTENED = re.compile(r"(?<!\w)[-‐‑−–—]\w|\w[-‐‑−–—](?!\w)")
_LETTER = re.compile(r"[^\W\d_]")


class Glance:
    """Glances at blocks for the leaves of one query."""

    def __init__(self, leaves: Sequence[Leaf], forms: Forms) -> None:
        patterns = [pattern for leaf in leaves for pattern in leaf.patterns]
        self._forms = forms
        self._open = [pattern for pattern in patterns if pattern.way in OPEN]
        self._terms = frozenset(
            term for pattern in patterns if pattern.way not in OPEN for slot in pattern.slots for term in slot
        )
        self._has_digits = any(map(str.isdigit, "".join([*self._terms, *(each.slots[0][0] for each in self._open)])))
        self._told: dict[Lang, dict[str, bool]] = {}
        self._met: dict[tuple[Lang, str, tuple[str, ...]], bool] = {}

    def may_match(self, block: Block) -> bool:
        """Whether a block may hold any word that a leaf accepts."""
        if _SHORTENED.search(block.text):
            return True
        lang: Lang = block.lang if block.lang in LANGUAGES else "und"
        told = self._told.setdefault(lang, {})
        for stretch in block.text.split():
            holds = told.get(stretch)
            if holds is None:
                holds = told[stretch] = self._holds(stretch, lang)
            if holds:
                return True
        return False

    def holds(self, token: Token) -> bool:
        """Whether any leaf accepts a word of a text that is read."""
        if token.joined_lemmas:  # they are of this place only
            return self._accepts(token, token.lang)
        key = (token.lang, token.exact, token.lemmas)
        met = self._met.get(key)
        if met is None:
            met = self._met[key] = self._accepts(token, token.lang)
        return met

    def _holds(self, stretch: str, lang: Lang) -> bool:
        known = self._forms.stretches(lang).get(stretch)
        if known is not None:
            return any(self._accepts(word, lang) for word in known[0])
        if not stands_alone(stretch):  # a number may go on behind the next space
            return self._has_digits or _LETTER.search(stretch) is not None
        return any(self._accepts(word, lang) for word in read_words(stretch, lang, self._forms))

    def _accepts(self, word: Reading | Token, lang: Lang) -> bool:
        if word.exact in self._terms:
            return True
        known = (*word.lemmas, *word.joined_lemmas, *word.parts)
        if not self._terms.isdisjoint(terms_of(lang, known)):
            return True
        return bool(self._open) and accepts_open(self._open, (word.exact, *word.lemmas, *word.joined_lemmas))


def terms_of(lang: Lang, words: Iterable[str]) -> Iterator[str]:
    """Base forms or parts as terms of the language of their text; of all where that is not known."""
    return (f"{each}:{word}" for word in words for each in languages_of(lang))


def accepts_open(patterns: Iterable[Pattern], forms: Sequence[str]) -> bool:
    """Whether any of the forms of a word begins as a pattern says, or is spelt nearly so."""
    return any(_accepts_one(pattern, forms) for pattern in patterns)


def _accepts_one(pattern: Pattern, forms: Sequence[str]) -> bool:
    wanted = pattern.slots[0][0]
    match pattern.way:
        case "kin":
            return forms[0].startswith(wanted)
        case "prefix":
            return any(form.startswith(wanted) for form in forms)
    return any(form[:1] == wanted[:1] and within_distance(form, wanted, pattern.distance) for form in forms)
