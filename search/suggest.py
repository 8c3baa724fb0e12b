"""What somebody may be about to type: names and terms, titles of programmes, words.

What begins so comes first: names that the archive mentions, titles of programmes, then base forms of words, each by
how many pages have them; then titles and names of which a later word begins so. People who type without dots are
served: a plain `a` stands for `å` and `ä` as well.

Lives here: the beginning of a word -> suggestions, from one index generation. Not here: printing (quick_commands.py).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from corpus.analysis import analyse, fold
from corpus.linking.gazetteer import Entry
from corpus.linking.labels import programmes_of
from corpus.model import LANGUAGES, Lang
from indexer.catalogue import Catalogue
from indexer.contract import Engine, Phrase, Term
from indexer.schema import lemma_terms
from search.patterns import FUNCTION_WORDS

Kind: TypeAlias = Literal["name", "term", "programme", "word"]

MOST = 10
OF_A_KIND = 4  # of what comes first: there has to be room for the rest
LOOKED_AT = 24, 6  # names and titles that begin so, and of which a later word does: counting pages takes 0.1 ms each
MOST_WORDS = 50
LONGEST = 80  # characters that are completed
SHORTEST = 3  # letters of a word: two begin thousands, which takes 5 ms at 12,000 pages to put in order
_LAST_WORD = re.compile(r"[^\W_][\w'’-]*$")
_HAS_PAGES = attrgetter("pages")
_AFTER_ALL = "\U0010ffff"


class Suggestion(Struct, frozen=True, kw_only=True):
    """A whole query to ask instead of what is typed so far; what it names, and how many pages mention or have that."""

    text: str
    kind: Kind
    lang: Lang
    pages: int


class _Keys(NamedTuple):
    """Beginnings of names or titles, without dots and in order, each with its number: of the whole, of later words."""

    whole: list[tuple[str, int]]
    later: list[tuple[str, int]]


class Suggester:
    """Completes what is typed, from one generation, which never changes: lists are made when they are first needed."""

    def __init__(self, catalogue: Catalogue, engine: Engine, entries: Sequence[Entry]) -> None:
        self._catalogue, self._engine, self._entries = catalogue, engine, entries
        self._mentions: dict[tuple[Lang, str], int] = {}

    def suggest(self, typed: str, lang: str | None = None, limit: int = MOST) -> tuple[Suggestion, ...]:
        """The likeliest first; none where no word has been begun. `lang` keeps those in one language."""
        whole = " ".join(typed.split())
        match = _LAST_WORD.search(whole)
        if match is None or len(whole) > LONGEST or typed[-1:].isspace():
            return ()
        names, later_names = _parted(chain(self._names(whole, lang), self._own(whole, lang)))
        titles, later_titles = _parted(self._titled(whole, lang))
        known = [each for each in names if each.pages]
        before = whole[: match.start()]
        words = (self._counted(word, before) for word in self._words(before, match[0].lower(), lang))
        first = chain(known[:OF_A_KIND], titles[:OF_A_KIND], filter(_HAS_PAGES, words))
        rest = chain(titles, later_titles, (each for each in later_names if each.pages), names)
        return tuple(islice(_each_once(chain(first, rest)), limit))

    def _names(self, typed: str, lang: str | None) -> Iterator[tuple[bool, Suggestion]]:
        for is_later, at in _beginning(self._name_keys, typed, lambda at: lang in (None, self._named[at][0])):
            spoken, name, kind = self._named[at]
            yield is_later, Suggestion(text=name, kind=kind, lang=spoken, pages=self._mentioned(spoken, name))

    def _own(self, typed: str, lang: str | None) -> Iterator[tuple[bool, Suggestion]]:
        """Terms of the archive's own vocabularies that begin so: thousands, of which those are looked up that may."""
        first, start = typed.partition(" ")[0].lower(), _folded(typed)
        if len(first) < SHORTEST:
            return
        starts = {first, *self._catalogue.unfolded_starts(fold(first), len(first))} if fold(first) == first else {first}
        entries = (entry for each in sorted(starts) for entry in self._catalogue.own_beginning(each, LOOKED_AT[0]))
        terms = ((spoken, name) for entry in entries for spoken, names in entry.names for name in names)
        begun = (each for each in terms if lang in (None, each[0]) and _folded(each[1]).startswith(start))
        for spoken, name in islice(dict.fromkeys(begun), LOOKED_AT[0]):
            yield False, Suggestion(text=name, kind="term", lang=spoken, pages=self._mentioned(spoken, name))

    def _titled(self, typed: str, lang: str | None) -> Iterator[tuple[bool, Suggestion]]:
        for is_later, at in _beginning(self._title_keys, typed, lambda at: lang in (None, self._titles[at].lang)):
            yield is_later, self._titles[at]

    def _words(self, before: str, begun: str, lang: str | None) -> list[Suggestion]:
        """Base forms that begin so, by how many pages have them; in every language that knows them, once."""
        if len(begun) < SHORTEST:
            return []
        listed = self._engine.terms
        starts = {begun, *self._catalogue.unfolded_starts(fold(begun), len(begun))}
        starts = {begun} if fold(begun) != begun else starts
        found = [
            (-pages, len(term), term)  # the language stands before the word: two letters and a colon
            for spoken in LANGUAGES
            if lang in (None, spoken)
            for start in sorted(starts)
            for term, pages in listed("body", f"{spoken}:{start}")
        ]
        return [
            Suggestion(text=before + term[3:], kind="word", lang=cast(Lang, term[:2]), pages=-less)
            for less, _, term in nsmallest(MOST_WORDS, found)
            if term[3:] not in FUNCTION_WORDS.get(cast(Lang, term[:2]), ())
        ]

    def _counted(self, word: Suggestion, before: str) -> Suggestion:
        """A word with the number of pages that have it now; only those that are shown are asked for."""
        lemma = word.text.removeprefix(before)
        found = self._engine.search(Term(field="body", term=f"{word.lang}:{lemma}"), limit=1)
        return replace(word, pages=found.total)

    def _mentioned(self, lang: Lang, name: str) -> int:
        """How many pages have a name in the running text of its language, in any form."""
        if (lang, name) not in self._mentions:
            tokens = analyse(name, lang, self._catalogue.forms)
            asked = Phrase(field="body", terms=tuple(lemma_terms(token) for token in tokens))
            self._mentions[lang, name] = self._engine.search(asked, limit=1).total
        return self._mentions[lang, name]

    @cached_property
    def _named(self) -> list[tuple[Lang, str, Kind]]:
        """The first name of every place, authority and programme, and every term, in each language."""
        return [
            (lang, names[0], "name" if entry.is_name else "term")
            for entry in self._entries
            for lang, names in entry.names
            if names
        ]

    @cached_property
    def _name_keys(self) -> _Keys:
        return _keys(name for _, name, _ in self._named)

    @cached_property
    def _titles(self) -> list[Suggestion]:
        pages = self._catalogue.summaries(list(self._catalogue.held()))
        return [
            Suggestion(text=title, kind="programme", lang=lang, pages=len(programme.pages))
            for programme in programmes_of(pages.values())
            for lang, title in programme.labels
        ]

    @cached_property
    def _title_keys(self) -> _Keys:
        return _keys(each.text for each in self._titles)


def suggestions_record(typed: str, found: Sequence[Suggestion]) -> dict[str, Any]:
    """The shape that `--json` prints and the web view gives."""
    told = [{"text": each.text, "kind": each.kind, "lang": each.lang, "pages": each.pages} for each in found]
    return {"typed": typed, "suggestions": told}


def _keys(texts: Iterable[str]) -> _Keys:
    """Every text by all of its words."""
    keys = _Keys([], [])
    for at, text in enumerate(texts):
        folded = _folded(text)
        keys.whole.append((folded[:LONGEST], at))
        keys.later.extend((folded[match.start() :][:LONGEST], at) for match in re.finditer(r"(?<=\W)\w", folded))
    keys.whole.sort()
    keys.later.sort()
    return keys


def _beginning(keys: _Keys, typed: str, is_wanted: Callable[[int], bool]) -> Iterator[tuple[bool, int]]:
    """The numbers of the first that begin so, and of the first of which a later word does."""
    start = _folded(typed)
    for is_later, listed in enumerate(keys):
        low, high = (bisect_left(listed, (end,)) for end in (start, start + _AFTER_ALL))
        wanted = (at for _, at in islice(listed, low, high) if is_wanted(at))
        yield from ((bool(is_later), at) for at in islice(wanted, LOOKED_AT[is_later]))


def _folded(text: str) -> str:
    lower = text.lower()
    return lower if lower.isascii() else fold(lower)


def _parted(found: Iterable[tuple[bool, Suggestion]]) -> tuple[list[Suggestion], list[Suggestion]]:
    """Those that begin so and those of which a later word does, each by their pages."""
    whole: list[Suggestion] = []
    later: list[Suggestion] = []
    for is_later, each in found:
        (later if is_later else whole).append(each)
    for some in (whole, later):
        some.sort(key=lambda each: (-each.pages, len(each.text), each.text))
    return whole, later


def _each_once(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """By text: what reads the same in two languages is one query."""
    seen = set()
    for each in found:
        if each.text.casefold() not in seen:
            seen.add(each.text.casefold())
            yield each
