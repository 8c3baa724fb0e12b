"""Everyday words in the other languages: what the glossary of the field leaves out, `lapsi` to `barn` and `child`.

Lives here: a word in one language -> its base forms in the others, from the table that passages are aligned by, as
patterns. Pure. Not here: names and terms of the field (corpus.linking.gazetteer), which words are carried over
(carrying.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from corpus.analysis import Token
from corpus.common_words import common_words
from corpus.model import LANGUAGES, Lang
from search.patterns import FUNCTION_WORDS, Pattern, is_function_word, translated_word

MOST = 6  # words that one stands for in a language: beyond that it says too little to be looked for


def everyday(lang: Lang, words: Iterable[str]) -> tuple[tuple[Lang, str], ...]:
    """What words of a language are in the others, each with its language; nothing for those with too many meanings."""
    rows = {row for word in words for row in common_words(lang).get(word, ())}
    found: dict[tuple[Lang, str], None] = {}
    for other in LANGUAGES:
        there = {name: None for row in sorted(rows) for name in _by_row(other).get(row, ())} if other != lang else {}
        if len(there) <= MOST:
            found |= dict.fromkeys((other, name) for name in there)
    return tuple(found)


def everyday_words(surface: str, token: Token, lang: Lang) -> Iterator[Pattern]:
    """What a word may stand as in the other languages. The table has base forms: nothing needs to be analysed."""
    if is_function_word(token, surface):
        return
    words = dict.fromkeys((token.exact, *token.lemmas))
    for other, name in everyday(lang, [word for word in words if word not in FUNCTION_WORDS[lang]]):
        if name not in FUNCTION_WORDS[other]:
            yield translated_word(surface, name, other)


@cache
def _by_row(lang: Lang) -> Mapping[int, tuple[str, ...]]:
    """The single words of a language by their row in the table."""
    found: dict[int, list[str]] = defaultdict(list)
    for word, rows in common_words(lang).items():
        for row in rows:
            if word.isalpha():
                found[row].append(word)
    return {row: tuple(words) for row, words in found.items()}
