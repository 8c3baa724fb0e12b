"""Text analysis: text -> tokens with lemmas, compound parts and the full forms of suspended compounds.

Linking, index and search all stand on it: two words meet if they share a term that it gave. There is one chain per
language; text of unknown or mixed language goes through all three. Pure: no files, no clock, no log; a dictionary is
loaded once per process, on first use.

Lives here: `analyse` and its neighbours, the public face. Not here: the chains (finnish.py, swedish.py, english.py),
suspended compounds (suspended.py), normalising and tokenising (tokens.py).
"""

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec.structs import replace

from corpus.analysis.forms import FormAnalysis, Forms, Placed, Reading, Resolutions, Resolved
from corpus.analysis.terms import make_analysis
from corpus.analysis.tokens import (
    cut_ending,
    fold,
    fold_accents,
    host_of,
    kind_of,
    normalise,
    plain_number,
    spans,
    stands_alone,
    tokenise,
    ungroup_english,
    word_of,
)
from corpus.model import LANGUAGES, Lang

if TYPE_CHECKING:
    from corpus.analysis.chains import Chain

__all__ = [
    "FormAnalysis",
    "Forms",
    "Reading",
    "Token",
    "analyse",
    "analyse_form",
    "chain_version",
    "fold",
    "has_hyphen_at_edge",
    "read_stretch",
    "read_words",
    "stands_alone",
]

# Most blocks have no hyphen at the edge of a word, and then nothing is suspended. A dash may stand for one.
_HYPHEN = re.compile("[-\u2010\u2011\u2212–—]")

_new = tuple.__new__
_WORDS = itemgetter(0)


KEPT_LENGTH = 40
"""Characters of a stretch that is remembered: a table of numbers is read in one, and stands on one page."""


class Token(NamedTuple):
    """A word, number or address of a text; `text[start:end] == surface`. Positions count up by one from 0.

    exact          the surface in lower case, normalised, without accents other than those of å ä ö
    lemmas         best first, never empty
    parts          lemmatised compound parts of three letters or more; never the word itself
    joined         full forms of a suspended compound as written (`sosiaali-`: sosiaalipalveluiden), best first
    joined_lemmas  their lemmas, in the same order
    head           where in the text the shared part stands that the best full form takes from another word

    A tuple with names, made past its constructor: there is one for every word of every page.
    """

    surface: str
    start: int
    end: int
    position: int
    lang: Lang
    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    joined: tuple[str, ...]
    joined_lemmas: tuple[str, ...]
    exact: str
    head: tuple[int, int] | None


def analyse(text: str, lang: Lang, forms: Forms | None = None) -> tuple[Token, ...]:
    """The tokens of a text, in order.

    Without `forms` each call has its own cache: a text's repeated forms are analysed once, and nothing grows behind the
    caller's back. For `und` and `other` the three chains' terms are merged and `Token.lang` is `und`.
    """
    forms = Forms() if forms is None else forms
    shown = _known_lang(lang)
    resolved = _resolve(text, shown, forms)
    tokens: list[Token] = []
    for begin, (words, places) in _read(text, shown, forms):
        for word, (start, end) in zip(words, places, strict=True):
            start, end = begin + start, begin + end  # noqa: PLW2901 (no time for names)
            cells = (text[start:end], start, end, len(tokens), shown, word.lemmas, word.parts, (), (), word.exact, None)
            tokens.append(_new(Token, cells))  # the constructor takes as long as all the rest
    for position, found in resolved.items():
        joined, joined_lemmas, head = _joined(found, shown, forms)
        tokens[position] = tokens[position]._replace(joined=joined, joined_lemmas=joined_lemmas, head=head)
    return tuple(tokens)


def read_words(text: str, lang: Lang, forms: Forms) -> list[Reading]:
    """What `analyse` tells of each word but its place, in less time: enough to index a text."""
    shown = _known_lang(lang)
    stretches = text.split()
    try:  # most texts hold nothing but what was there before
        placed = list(map(forms.stretches(shown).__getitem__, stretches))
    except KeyError:
        is_plain = " ".join(stretches) == text
        placed = _placed(stretches, shown, forms) if is_plain else [found for _, found in _read(text, shown, forms)]
    words = list(itertools.chain.from_iterable(map(_WORDS, placed)))
    for position, resolved in _resolve(text, shown, forms).items():
        words[position] = replace(words[position], joined_lemmas=_joined(resolved, shown, forms)[1])
    return words


def _placed(stretches: list[str], lang: Lang, forms: Forms) -> list[Placed]:
    """The same as `_read`, of stretches with a space between each."""
    known = forms.stretches(lang)
    placed: list[Placed] = []
    waiting: list[str] = []
    for stretch in stretches:
        if not waiting and (found := known.get(stretch)) is not None:
            placed.append(found)
            continue
        waiting.append(stretch)
        if stands_alone(stretch):
            placed.append(_known_stretch(" ".join(waiting), lang, forms))
            waiting.clear()
    if waiting:  # one alone is read otherwise where something follows it
        placed.append((_known_stretch if len(waiting) > 1 else read_stretch)(" ".join(waiting), lang, forms))
    return placed


def _known_stretch(stretch: str, lang: Lang, forms: Forms) -> Placed:
    """Of several that are read together, too: `10 000 euroa` and `klo 9–15 tai` stand on many pages."""
    known = forms.stretches(lang)
    if (found := known.get(stretch)) is None:
        found = read_stretch(stretch, lang, forms)
        if len(stretch) <= KEPT_LENGTH:
            known[stretch] = found
    return found


def _read(text: str, lang: Lang, forms: Forms) -> Iterator[tuple[int, Placed]]:
    """The words of a text in order, by stretches between spaces: most were there before, and are not cut anew."""
    known = forms.stretches(lang)
    at, begun = 0, -1  # begun: where a stretch began that is read with the next
    for stretch in text.split():
        start = text.index(stretch, at)
        at = start + len(stretch)
        if begun < 0 and (found := known.get(stretch)) is not None:
            yield start, found
            continue
        begun = start if begun < 0 else begun
        if stands_alone(stretch):
            found = read_stretch(text[begun:at], lang, forms)
            if begun == start:
                known[stretch] = found
            yield begun, found
            begun = -1
    if begun >= 0:
        yield begun, read_stretch(text[begun:], lang, forms)


def read_stretch(stretch: str, lang: Lang, forms: Forms) -> Placed:
    """The words of what stands between two spaces, with their places in it; see `stands_alone`."""
    known = forms.readings(lang)
    found = list(spans(stretch))
    words = tuple(known.get(read) or _reading(read, lang, forms) for read, _, _ in found)
    return words, tuple((start, end) for _, start, end in found)


def analyse_form(form: str, lang: Lang, forms: Forms | None = None) -> FormAnalysis:
    """What the language's chain says of one form, as it would in a text."""
    return _analyse_word(normalise(form).lower(), _known_lang(lang), forms)


def chain_version(lang: Lang) -> str:
    """Changes whenever the chain's answers may; equal for equal dictionaries, wherever they are loaded from."""
    from corpus.analysis.chains import version_of

    return version_of(lang) if lang in LANGUAGES else " + ".join(map(version_of, LANGUAGES))


def _known_lang(lang: Lang) -> Lang:
    return lang if lang in LANGUAGES else "und"


@functools.cache
def _chains() -> "Mapping[Lang, Chain]":
    """Loaded for the first word that nobody has analysed yet: a search does mostly without."""
    from corpus.analysis.chains import CHAINS

    return CHAINS


def _analyse_word(word: str, lang: Lang, forms: Forms | None) -> FormAnalysis:
    known = forms.get(lang, word) if forms is not None else None
    if known is not None:
        return known
    kind = kind_of(cut_ending(word))
    if kind == "address":
        found = make_analysis(word, [word, host_of(word)])
    elif kind == "number":
        found = make_analysis(word, [plain_number(cut_ending(_ungrouped(word, lang)))])
    elif lang == "und":
        found = _merge(word, [_analyse_word(word, each, forms) for each in LANGUAGES])
    else:
        found = _chains()[lang].analyse(word)
    if forms is not None:
        forms.put(lang, word, found)
    return found


def _merge(word: str, found: list[FormAnalysis]) -> FormAnalysis:
    """All chains' terms, in the order of the languages."""
    return make_analysis(
        word,
        lemmas=[lemma for each in found for lemma in each.lemmas],
        parts=[part for each in found for part in each.parts],
        splits=sorted({split for each in found for split in each.splits}),
        inner=sorted({split for each in found for split in each.inner}),
    )


def _ungrouped(form: str, lang: Lang) -> str:
    return ungroup_english(form) if lang == "en" else form


def _reading(read: str, lang: Lang, forms: Forms) -> Reading:
    form = word_of(read, read, 0).form
    analysis = _analyse_word(form, lang, forms)
    exact = fold_accents(_ungrouped(form, lang))
    found = Reading(form=form, exact=exact, lemmas=analysis.lemmas, parts=analysis.parts)
    forms.readings(lang)[read] = found
    return found


_Joined: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[int, int] | None]


def _joined(found: tuple[Resolved, ...], lang: Lang, forms: Forms) -> _Joined:
    """The full forms of a suspended compound, their lemmas, and where the shared part stands."""
    joined = tuple(dict.fromkeys(form for each in found for form in each.forms))
    return joined, _lemmas_of(joined, lang, forms), found[0].shared


def _lemmas_of(joined: tuple[str, ...], lang: Lang, forms: Forms) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lemma for form in joined for lemma in _analyse_word(form, lang, forms).lemmas))


def has_hyphen_at_edge(text: str) -> bool:
    """Whether anything may be suspended: a hyphen or dash may stand between a letter and none. Accents and soft hyphens
    leave it open."""
    for match in _HYPHEN.finditer(text):
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        is_open = any(not char.isalnum() and not char.isascii() for char in before + after)
        if is_open or before.isalnum() != after.isalnum():
            return True
    return False


def _resolve(text: str, lang: Lang, forms: Forms) -> Resolutions:
    """The suspended compounds by position, of the text's own chain or of all three."""
    if not has_hyphen_at_edge(text):
        return {}
    known = forms.get_resolved(lang, text)
    if known is not None:
        return known
    from corpus.analysis.suspended import Resolver

    words = tokenise(text)
    found: dict[int, tuple[Resolved, ...]] = {}
    for chain in [_chains()[lang]] if lang in LANGUAGES else _chains().values():
        analyse_in_chain = functools.partial(_analyse_word, lang=chain.lang, forms=forms)
        for position, resolved in Resolver(text, words, chain, analyse_in_chain).resolve().items():
            found[position] = (*found.get(position, ()), resolved)
    forms.put_resolved(lang, text, found)
    return found
