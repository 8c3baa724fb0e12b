"""Word lists for Swedish and English: simplemma's dictionary behind two functions.

Lives here: `is_known` and `lemma`, loaded on first use. Not here: the rules that correct and extend them.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from corpus.analysis.compiled import cache_folder, compiled

MEMO = 1 << 16
"""Look-ups remembered per list: a compound asks for each of its tails, and so do its siblings."""


class Lexicon(Struct, frozen=True, kw_only=True):
    """`lemma` is the word itself where nothing is known of it. Both take and give lower case."""

    is_known: Callable[[str], bool]
    lemma: Callable[[str], str]


@functools.cache
def load_lexicon(lang: Literal["sv", "en"]) -> Lexicon:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
    from simplemma.utils import normalize_token

    lists = _Lists()
    look_up = DictionaryLookupStrategy(lists).get_lemma
    lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=lists))

    @functools.lru_cache(MEMO)
    def is_known(word: str) -> bool:
        return bool(word) and look_up(normalize_token(word), lang) is not None

    @functools.lru_cache(MEMO)
    def lemma(word: str) -> str:
        return str(lemmatizer.lemmatize(word, lang=lang)).lower() if word else word

    return Lexicon(is_known=is_known, lemma=lemma)


class _Lists:
    """Where simplemma's strategies get their lists from."""

    def __init__(self) -> None:
        self._held: dict[str, Mapping[str, str]] = {}

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        if lang not in self._held:
            self._held[lang] = word_list(lang)
        return self._held[lang]


def word_list(lang: str) -> Mapping[str, str]:
    """The words of simplemma's list, each with its lemma."""
    from simplemma.strategies.dictionaries.dictionary_factory import DATA_FOLDER, DefaultDictionaryFactory

    def whole() -> Mapping[str, str]:
        return DefaultDictionaryFactory().get_dictionary(lang)

    return compiled(f"simplemma-{lang}", DATA_FOLDER / f"{lang}.plzma", whole, cache_folder())
