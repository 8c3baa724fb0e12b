"""Pages in other languages that have the telling words of a query, where few have all of them.

In the language that a query is typed in all of its words must be on a page. In another that is asked too much where
nobody knows what one of them is there, or where it is said in other words.

Lives here: which languages lack pages, and what is asked of their pages instead. Pure. Not here: joining it with the
rest of the query (expansion.py).
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from msgspec.structs import replace

from corpus.model import LANGUAGES, Lang
from indexer.contract import And, Everything, Fuzzy, Only, Or, Phrase, Prefix, Query, Term
from search.patterns import Leaf, ask, is_carried_over

FEW = 10  # pages in a language, as many as an answer shows at first
TELLING = 0.5  # share of what the words of a query tell (their inverse frequencies) that a page must have
WEAKENED = 0.3  # of what a word counts on a page that has all words: those come first

Langs: TypeAlias = Callable[[Query], Mapping[str, int]]
"""How many of the pages that match are in each language."""


def telling_words(whole: Query, words: Sequence[Leaf], langs: Langs) -> Iterator[tuple[Lang, Sequence[Sequence[int]]]]:
    """The languages of which few pages have all words, of a query that pages in another do have; and which words, by
    their number, are enough there: any of the sets."""
    carried = [lang for lang in LANGUAGES if any(_is_carried(word, lang) for word in words)]
    if not carried:
        return
    pages = langs(whole)
    short = [
        lang for lang in carried if pages.get(lang, 0) < FEW and any(pages[each] for each in pages if each != lang)
    ]
    if not short:
        return
    every, found = langs(Everything()), [langs(ask(word)) for word in words]
    for lang in short:
        tells = {at: math.log(1 + every[lang] / count) for at, its in enumerate(found) if (count := its.get(lang, 0))}
        if enough := _enough(tells):
            yield lang, enough


def most_of(words: Sequence[Leaf], lang: Lang, enough: Sequence[Sequence[int]]) -> Query:
    """Pages in a language with what stands there for any of the sets of words."""
    asked = [weakened(ask(_into(word, lang)), WEAKENED) for word in words]
    ways = [And(must=tuple(asked[at] for at in chosen)) for chosen in enough]
    return And(must=(Only(facet="lang", values=(lang,)), Or(any_of=tuple(ways))))


def _enough(tells: Mapping[int, float]) -> list[tuple[int, ...]]:
    """The smallest sets of words that tell enough."""
    wanted = TELLING * sum(tells.values())
    found: list[tuple[int, ...]] = []
    for size in range(1, len(tells) + 1):
        for chosen in combinations(tells, size):
            is_new = not any(set(each) <= set(chosen) for each in found)
            if is_new and sum(tells[at] for at in chosen) >= wanted:
                found.append(chosen)
    return found


def _is_carried(word: Leaf, lang: Lang) -> bool:
    return any(pattern.lang == lang and is_carried_over(pattern.source) for pattern in word.patterns)


def _into(word: Leaf, lang: Lang) -> Leaf:
    return replace(word, patterns=tuple(pattern for pattern in word.patterns if pattern.lang == lang))


def weakened(query: Query, by: float) -> Query:
    """The same pages, with less of a score."""
    match query:
        case Term() | Phrase() | Prefix() | Fuzzy():
            return replace(query, boost=query.boost * by)
        case And(must=must):
            return replace(query, must=tuple(weakened(each, by) for each in must))
        case Or(any_of=any_of):
            return Or(any_of=tuple(weakened(each, by) for each in any_of))
    return query
