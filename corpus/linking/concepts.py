"""Words that translate each other, as numbers: what pages in two languages speak of, beyond the glossary.

Lives here: reading `corpus/data/concepts.tsv`, which `bench/fit_concepts.py` learns from parallel texts. It holds
digests of words only: enough to tell that two pages speak of the same, and no list of words. Not here: the glossary,
whose terms are named as evidence and carried over in search (gazetteer.py); words learned from an archive.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b

from corpus.analysis import Reading, Token
from corpus.model import Lang
from corpus.shipped import shipped_lines

DIGEST_SIZE = 5  # bytes: among the words of three languages none falls together with one of the table


def word_digest(lang: Lang, lemma: str) -> str:
    return blake2b(f"{lang} {lemma}".encode("utf-8", "replace"), digest_size=DIGEST_SIZE).hexdigest()


class Concepts:
    """The concepts that words stand for, by the digests of the words; what has been looked up is remembered."""

    def __init__(self, by_word: Mapping[str, str]) -> None:
        self._by_word = by_word
        self._known: dict[tuple[Lang, tuple[str, ...], tuple[str, ...]], tuple[tuple[str, float], ...]] = {}

    def of(self, lang: Lang, token: Token) -> tuple[tuple[str, float], ...]:
        """The concepts of a word, and what each counts; most words have none."""
        word = (lang, token.lemmas, token.parts)
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            read = ((self._by_word.get(word_digest(lang, each)), n) for each, n in words_of(token))
            known = self._known[word] = tuple((concept, n) for concept, n in read if concept)
        return known


MOST_KNOWN = 20_000


def words_of(token: Token | Reading) -> Iterable[tuple[str, float]]:
    """The words a token may be known by, and what they count: its lemma, and its parts for half."""
    yield token.lemmas[0], 1.0
    for part in dict.fromkeys(token.parts):
        yield part, 0.5


@cache
def shipped_concepts() -> Mapping[str, str]:
    lines = shipped_lines("concepts.tsv")
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))
