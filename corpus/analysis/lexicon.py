"""Word lists for Swedish and English: simplemma's dictionary behind two functions.

Lives here: `is_known` and `lemma`, loaded on first use. Not here: the rules that correct and extend them.
"""

import functools
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

MEMO = 1 << 16
"""Look-ups remembered per list: a compound asks for each of its tails, and so do its siblings."""


class Lexicon(Struct, frozen=True, kw_only=True):
    """`lemma` is the word itself where nothing is known of it. Both take and give lower case."""

    is_known: Callable[[str], bool]
    lemma: Callable[[str], str]


@functools.cache
def load_lexicon(lang: Literal["sv", "en"]) -> Lexicon:
    import simplemma

    @functools.lru_cache(MEMO)
    def is_known(word: str) -> bool:
        return bool(word) and bool(simplemma.is_known(word, lang=lang))

    @functools.lru_cache(MEMO)
    def lemma(word: str) -> str:
        return str(simplemma.lemmatize(word, lang=lang)).lower() if word else word

    return Lexicon(is_known=is_known, lemma=lemma)
