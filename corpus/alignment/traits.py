"""What a block holds that its translation should hold too: names, terms, numbers, dates, like words, learned words.

Lives here: a block -> its words as language-neutral keys with strengths. Not here: comparing blocks (likeness.py),
pairing them (beads.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeAlias

from msgspec import Struct

from corpus.analysis import Forms, Token, analyse, fold
from corpus.common_words import common_words
from corpus.dates import dates_in
from corpus.model import LANGUAGES, Block, BlockKind, Lang

PART = 0.5  # strength of what is only a part of a compound
PREFIX = 5  # letters by which capitalised words are compared: names inflect behind them
NAME = 0.8  # strength of two names that begin alike

Translations: TypeAlias = Callable[[Lang, str, Lang], Sequence[tuple[str, float]]]
"""What a learned lexicon knows of a word: language, base form, language wanted -> words there with strengths (0-1)."""


def no_translations(_lang: Lang, _word: str, _wanted: Lang) -> Sequence[tuple[str, float]]:
    """Of an archive that has learned nothing yet."""
    return ()


class Named(Protocol):
    """An entry of a gazetteer or glossary: the same id in every language."""

    @property
    def id(self) -> str: ...


class Mentioned(Protocol):
    """Entries found in a run of tokens: tokens[start:end]."""

    @property
    def entries(self) -> Sequence[Named]: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Names(Protocol):
    """What knows names and terms in three languages; `corpus.linking.gazetteer.Gazetteer` does."""

    def mentions(self, tokens: Sequence[Token], lang: Lang) -> Iterable[Mentioned]: ...
    def parts(self, token: Token, lang: Lang) -> Iterable[Named]: ...


class Word(Struct, frozen=True, kw_only=True, eq=False):
    """A word of a block. `keys` are compared for equality, each with its strength (0-1); `grams` for likeness."""

    term: str
    keys: Mapping[str, float]
    grams: frozenset[str] = frozenset()
    letters: int = 1


class Traits(Struct, frozen=True, kw_only=True, eq=False):
    """A block as alignment sees it; `words` has each word once, by its term; `ending` is its last sign."""

    kind: BlockKind
    level: int
    letters: int
    ending: str
    words: Mapping[str, Word]


class Reader:
    """Reads the traits of blocks; a word that comes again is not read anew."""

    def __init__(self, names: Names, forms: Forms, translations: Translations = no_translations) -> None:
        self._names = names
        self._forms = forms
        self._translations = translations
        self._known: dict[tuple[Lang, Lang, str, bool], Word] = {}

    def read(self, block: Block, wanted: Lang) -> Traits:
        """The traits by which a block is found again in another language."""
        words: dict[str, Word] = {}
        for word in self._words(block, wanted):
            words.setdefault(word.term, word)
        return Traits(
            kind=block.kind,
            level=block.level,
            letters=sum(map(str.isalnum, block.text)),
            ending=_ending(block.text),
            words=words,
        )

    def _words(self, block: Block, wanted: Lang) -> Iterator[Word]:
        text = block.text
        for date in dates_in(text):
            yield Word(term=f"d:{date.iso}", keys={f"d:{date.iso}": 1.0, f"d:{date.iso[-5:]}": 0.8})
        tokens = analyse(text, block.lang, self._forms)
        langs: tuple[Lang, ...] = (block.lang,) if block.lang in LANGUAGES else LANGUAGES
        named: set[int] = set()
        for lang in langs:
            for mention in self._names.mentions(tokens, lang):
                if mention.end - mention.start > 1:  # of one word: with the other keys of the word
                    named.update(range(mention.start, mention.end))
                    keys = {f"e:{entry.id}": 1.0 for entry in mention.entries}
                    yield Word(term=" ".join(sorted(keys)), keys=keys)
        for at, token in enumerate(tokens):
            if at not in named:
                is_name = token.surface[:1].isupper() and at > 0
                yield self._word(token, langs, wanted, is_name=is_name)

    def _word(self, token: Token, langs: Sequence[Lang], wanted: Lang, *, is_name: bool) -> Word:
        key = (token.lang, wanted, token.surface, is_name)
        if (known := self._known.get(key)) is None or token.joined:
            known = self._known[key] = self._read(token, langs, wanted, is_name=is_name)
        return known

    def _read(self, token: Token, langs: Sequence[Lang], wanted: Lang, *, is_name: bool) -> Word:
        term = token.lemmas[0]
        if not any(map(str.isalpha, token.exact)) or "@" in token.exact:
            return Word(term=term, keys={f"n:{token.exact}": 1.0} | {f"n:{lemma}": 1.0 for lemma in token.lemmas})
        keys: dict[str, float] = {}
        if len(token.exact) > 3 or is_name:  # short words are alike by chance: `on`, `me`, `en`
            keys[f"x:{token.exact}"] = 1.0
        if is_name:
            keys[f"c:{fold(token.exact)[:PREFIX]}"] = NAME
        for lang in langs:
            for found, strength in self._meanings(token, lang, wanted):
                keys[found] = max(strength, keys.get(found, 0.0))
        return Word(term=term, keys=keys, grams=_grams(token.exact), letters=len(token.exact))

    def _meanings(self, token: Token, lang: Lang, wanted: Lang) -> Iterator[tuple[str, float]]:
        for mention in self._names.mentions([token], lang):
            yield from ((f"e:{entry.id}", 1.0) for entry in mention.entries)
        yield from ((f"e:{entry.id}", PART) for entry in self._names.parts(token, lang))
        common = common_words(lang)
        parts = (*token.parts, *token.joined_lemmas)
        for terms, strength in ((dict.fromkeys((token.exact, *token.lemmas)), 1.0), (parts, PART)):
            for term in terms:
                yield from ((f"w:{row}", strength) for row in common.get(term, ()))
                yield f"l:{lang}:{term}", strength
                for word, sure in self._translations(lang, term, wanted):
                    yield f"l:{wanted}:{word}", sure * strength


_CLOSING = " )]”\"'»*"


def _ending(text: str) -> str:
    last = text.rstrip(_CLOSING)[-1:]
    return last if last in (".", "?", "!", ":", ",", ";") else ""


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    """Folded 3-grams of a word with its boundaries; short words give none."""
    if len(word) < 4 or not word.isalpha():
        return frozenset()
    padded = f" {fold(word)} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
