"""Which words of a text a query's leaves accept: most hold nothing of a query, and are passed over quickly.

What stands between two spaces was mostly there before, in this text or another. Its words are read once (`Reader`),
and whether a query accepts any of them is told once an answer (`Glance`).

Lives here: leaves and a block -> the accepted words with their places. Not here: whether these are what was asked for
(passages.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from corpus.analysis import Forms, Reading, Token, analyse, has_hyphen_at_edge, read_stretch, stands_alone
from corpus.model import LANGUAGES, Block, Lang
from indexer.engines.terms import within_distance
from indexer.schema import languages_of
from search.patterns import OPEN, Leaf, Pattern

KEPT: Final = 50_000  # stretches of a language that a reader remembers: some 40 MB
TEXTS_KEPT: Final = 1_000  # with a hyphen at the edge of a word

_new = tuple.__new__


class Word(NamedTuple):
    """A token with the terms it is indexed under, by lemma and by compound part."""

    token: Token
    lemmas: frozenset[str]
    parts: frozenset[str]


class Seen(NamedTuple):
    """What is known of a stretch: its words, where each stands in it, and the terms of each, by lemma and by part."""

    words: tuple[Reading, ...]
    places: tuple[tuple[int, int], ...]
    terms: tuple[tuple[frozenset[str], frozenset[str]], ...]


class _Read:
    """What was read in one language: stretches that stand alone, with the number of their words and what bears a term;
    and those that do not, with which of them have letters."""

    def __init__(self, lang: Lang, forms: Forms) -> None:
        self._lang, self._forms = lang, forms
        self._seen: dict[str, Seen] = {}
        self.counts: dict[str, int] = {}
        self.bearers: dict[str, set[str]] = {}
        self.joining: set[str] = set()
        self.lettered: set[str] = set()

    def add(self, stretch: str) -> None:
        if not stands_alone(stretch):
            self.counts[stretch] = 0
            self.joining.add(stretch)
            if any(map(str.isalpha, stretch)):
                self.lettered.add(stretch)
            return
        seen = self.see(stretch)
        self.counts[stretch] = len(seen.words)
        for word, (lemmas, parts) in zip(seen.words, seen.terms, strict=True):
            for term in (word.exact, *lemmas, *parts):
                self.bearers.setdefault(term, set()).add(stretch)

    def see(self, stretch: str) -> Seen:
        """A stretch that stands alone, or several that do not, with what is between them."""
        found = self._seen.get(stretch)
        if found is None:
            words, places = read_stretch(stretch, self._lang, self._forms)
            terms = tuple((_terms(self._lang, word.lemmas), _terms(self._lang, word.parts)) for word in words)
            found = self._seen[stretch] = Seen(words, places, terms)
        return found

    @property
    def is_full(self) -> bool:
        return len(self._seen) >= KEPT


class Reader:
    """Reads texts for one query after the other, and remembers what it has read."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._read: dict[Lang, _Read] = {}
        self._tokens: dict[tuple[Lang, str], tuple[Token, ...]] = {}

    def read(self) -> dict[Lang, _Read]:
        """What was read so far, by language; it grows with use. Who reads meanwhile keeps what is forgotten here."""
        if not self._read or any(read.is_full for read in self._read.values()):
            self._read = {lang: _Read(lang, self._forms) for lang in (*LANGUAGES, "und")}
        return self._read

    def tokens(self, block: Block) -> tuple[Token, ...]:
        """All words of a text, suspended compounds resolved."""
        key = (block.lang, block.text)
        found = self._tokens.get(key)
        if found is None:
            if len(self._tokens) >= TEXTS_KEPT:
                self._tokens.clear()
            found = self._tokens[key] = analyse(block.text, block.lang, self._forms)
        return found


class Glance:
    """Looks at texts for the leaves of one query."""

    def __init__(self, leaves: Sequence[Leaf], reader: Reader) -> None:
        patterns = [pattern for leaf in leaves for pattern in leaf.patterns]
        self.leaves = leaves
        self._reader = reader
        self._read = reader.read()
        self._open = [pattern for pattern in patterns if pattern.way in OPEN]
        self._terms = frozenset(
            term for pattern in patterns if pattern.way not in OPEN for slot in pattern.slots for term in slot
        )
        self._has_digits = any(map(str.isdigit, "".join([*self._terms, *(each.slots[0][0] for each in self._open)])))
        # By language: stretches in which something is accepted, and those that were looked at.
        self._live: dict[Lang, set[str]] = {}
        self._known: dict[Lang, set[str]] = {}

    def words(self, block: Block) -> dict[int, Word]:
        """The accepted words of a block by their number among its words, in order."""
        text = block.text
        if _may_be_shortened(text) and has_hyphen_at_edge(text):  # words may stand for more than is written
            return self._words_of(self._reader.tokens(block))
        lang = block.lang if block.lang in LANGUAGES else "und"
        read, stretches = self._read[lang], text.split()
        live = self._live_of(stretches, lang)
        if live.isdisjoint(stretches) and (read.joining if self._has_digits else read.lettered).isdisjoint(stretches):
            return {}
        found: dict[int, Word] = {}
        if read.joining.isdisjoint(stretches):
            numbers = [0, *accumulate(map(read.counts.__getitem__, stretches))]
            for place, (start, stretch) in enumerate(zip(_starts(text, stretches), stretches, strict=True)):
                if stretch in live:
                    self._take(found, numbers[place], read.see(stretch), (start, stretch, lang))
            return found
        number = 0
        for start, run in _runs(text, stretches):
            seen = read.see(run)
            if not read.counts.get(run) or run in live:  # those that stand alone were looked at
                self._take(found, number, seen, (start, run, lang))
            number += len(seen.words)
        return found

    def _live_of(self, stretches: Iterable[str], lang: Lang) -> set[str]:
        """Stretches in which a word is accepted; of these all that are."""
        read = self._read[lang]
        live = self._live.get(lang)
        if live is None:
            live = self._live[lang] = set[str]().union(*(read.bearers.get(term, ()) for term in self._terms))
            self._known[lang] = set()
        # What words begin with or are spelt like is asked of each; of terms only what has not been read before.
        known = self._known[lang] if self._open else read.counts
        for stretch in set(stretches).difference(known):
            if stretch not in read.counts:
                read.add(stretch)
            self._known[lang].add(stretch)
            if stretch not in read.joining and self._accepts_any(read.see(stretch)):
                live.add(stretch)
        return live

    def _take(self, found: dict[int, Word], number: int, seen: Seen, where: tuple[int, str, Lang]) -> None:
        """Add the accepted words of a stretch to those found; `number` is that of its first."""
        begin, text, lang = where
        for word, (first, last), (lemmas, parts) in zip(seen.words, seen.places, seen.terms, strict=True):
            if self._accepts(word, lemmas, parts):
                span = (begin + first, begin + last)
                cells = (text[first:last], *span, number, lang, word.lemmas, word.parts, (), (), word.exact, None)
                found[number] = Word(_new(Token, cells), lemmas, parts)
            number += 1

    def _words_of(self, tokens: Iterable[Token]) -> dict[int, Word]:
        found: dict[int, Word] = {}
        for token in tokens:
            lemmas, parts = _terms(token.lang, (*token.lemmas, *token.joined_lemmas)), _terms(token.lang, token.parts)
            if self._accepts(token, lemmas, parts):
                found[token.position] = Word(token, lemmas, parts)
        return found

    def _accepts(self, word: Reading | Token, lemmas: frozenset[str], parts: frozenset[str]) -> bool:
        terms = self._terms
        if word.exact in terms or not terms.isdisjoint(lemmas) or not terms.isdisjoint(parts):
            return True
        return bool(self._open) and accepts_open(self._open, (word.exact, *word.lemmas, *word.joined_lemmas))

    def _accepts_any(self, seen: Seen) -> bool:
        return any(self._accepts(word, *terms) for word, terms in zip(seen.words, seen.terms, strict=True))


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


def _terms(lang: Lang, words: Iterable[str]) -> frozenset[str]:
    """Base forms or parts as terms of the language of their text; of all where that is not known."""
    return frozenset(f"{each}:{word}" for word in words for each in languages_of(lang))


def _may_be_shortened(text: str) -> bool:
    """Whether there is any hyphen or dash: a first look, at a tenth of the cost of the second."""
    return "-" in text or "–" in text or "—" in text or "‑" in text or "‐" in text or "−" in text


def _starts(text: str, stretches: Sequence[str]) -> Iterable[int]:
    """Where each stretch begins."""
    if len(text) == sum(map(len, stretches)) + len(stretches) - 1:  # one space between any two
        return accumulate((len(stretch) + 1 for stretch in stretches[:-1]), initial=0)
    starts: list[int] = []
    at = 0
    for stretch in stretches:
        starts.append(text.index(stretch, at))
        at = starts[-1] + len(stretch)
    return starts


def _runs(text: str, stretches: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The stretches, those that do not stand alone together with what comes behind them until one does."""
    begun = end = -1
    for start, stretch in zip(_starts(text, stretches), stretches, strict=True):
        begun, end = start if begun < 0 else begun, start + len(stretch)
        if stands_alone(stretch):
            yield begun, text[begun:end]
            begun = -1
    if begun >= 0:
        yield begun, text[begun:end]
