"""How a page becomes a document: which tokens go into which field under which term.

Lives here: fields and terms, and the fingerprint of everything that shapes an index. Pure.
Not here: reading pages (build.py), what a query makes of these terms (search).

Terms of lemmas and parts carry their language (`sv:hus`), so that words of different languages that look alike do
not meet; exact terms are what stands on the page. A gap of BLOCK_GAP positions keeps phrases within their block.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from hashlib import blake2b
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct

from corpus.analysis import Forms, Reading, Token, chain_version, read_words
from corpus.analysis.forms import FORM_LIMIT
from corpus.model import LANGUAGES, Block, Lang, Page, site_of
from indexer.contract import Field, IndexDocument, NamedFacet, Posting

VERSION = 3
BLOCK_GAP = 100
SHOWN_DIGEST = 12  # bytes of `digest_of`
_PACKAGES = {"whoosh": "whoosh-reloaded"}

_LEMMAS, _PARTS, _EXACT = attrgetter("lemmas"), attrgetter("parts"), attrgetter("exact")


Names: TypeAlias = Mapping[NamedFacet, tuple[str, ...]]
"""The places and organisations that a page names; see filing.py."""


def fingerprint(engine: str) -> str:
    """Changes whenever an index built before would answer differently."""
    from indexer.filing import names_version  # with the store, which a search does without

    chains = [f"{lang}={''.join(chain_version(lang).split())}" for lang in LANGUAGES]
    shaped_by = (f"schema={VERSION}", f"engine={engine}/{engine_version(engine)}", f"names={names_version()}")
    return " ".join([*shaped_by, *chains])


@cache
def engine_version(engine: str) -> str:
    """The version of the library that keeps the index; files of another may be read otherwise."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_PACKAGES.get(engine, engine))
    except PackageNotFoundError:
        return "none"


def is_readable(fingerprint: str) -> bool:
    """Whether an index with this fingerprint holds what this kielo looks for; its words may be analysed otherwise."""
    return f"schema={VERSION}" in fingerprint.split()


def chains_of(fingerprint: str) -> list[str]:
    """The part of a fingerprint that says how words were analysed: equal parts, equal forms."""
    return [part for part in fingerprint.split() if part.partition("=")[0] in LANGUAGES]


def digest_of(page: Page, names: Names | None) -> bytes:
    """Changes whenever `document` makes something else of a page, or its text is shown otherwise.

    All that `document` looks at stands here, but for what the fingerprint tells. The first SHOWN_DIGEST bytes are of
    what is shown, the others of what it is filed under, which ids of programmes belong to.
    """
    cleaned = page.cleaned
    blocks = [(block.kind, block.level, block.lang, block.text) for block in cleaned.blocks]
    about = (cleaned.title, cleaned.lang, cleaned.languages, cleaned.kind, cleaned.published, cleaned.updated)
    shown = repr((about, site_of(page.url, page.source), blocks))
    return _digest(shown, SHOWN_DIGEST) + _digest(repr(sorted(_filed(page, names).items())), 8)


def _digest(told: str, size: int) -> bytes:
    return blake2b(told.encode("utf-8", "backslashreplace"), digest_size=size).digest()


class WordTerms(Struct, frozen=True, kw_only=True, gc=False):
    """A word's terms in the fields that hold its lemmas, its compound parts, and it as it is written."""

    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    exact: tuple[str, ...]


class _Known(dict[Reading, WordTerms]):
    """The terms of the words of one language, worked out when they are first asked for."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def __missing__(self, word: Reading) -> WordTerms:
        lemmas = _prefixed(self._lang, (*word.lemmas, *word.joined_lemmas))
        terms = WordTerms(lemmas=lemmas, parts=_prefixed(self._lang, word.parts), exact=(word.exact,))
        if not word.joined_lemmas:  # else it is of this place only
            if len(self) >= FORM_LIMIT:
                self.clear()
            self[word] = terms
        return terms


class Terms:
    """The terms of words, worked out once each: a page repeats itself and its neighbours."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._known: dict[Lang, _Known] = {}

    def of(self, block: Block) -> list[WordTerms]:
        """The terms of each word of a block, in order."""
        known = self._known.get(block.lang)
        if known is None:
            known = self._known[block.lang] = _Known(block.lang)
        return list(map(known.__getitem__, read_words(block.text, block.lang, self._forms)))


def document(page: Page, terms: Terms, names: Names | None = None) -> IndexDocument:
    """A page as the engines take it: title, headings and body by lemma and part, and everything as it is written;
    filed under its programme, and the names it was found to hold."""
    cleaned = page.cleaned
    named = [terms.of(Block(kind="heading", text=cleaned.title, lang=cleaned.lang))]
    blocks = [terms.of(block) for block in cleaned.blocks]
    headings = [words for block, words in zip(cleaned.blocks, blocks, strict=True) if block.kind == "heading"]
    fields: dict[Field, tuple[Posting, ...]] = {
        "title": _stream(named, _LEMMAS),
        "headings": _stream(headings, _LEMMAS),
        "body": _stream(blocks, _LEMMAS),
        "parts": _stream([*named, *blocks], _PARTS),
        "exact": _stream([*named, *blocks], _EXACT),
    }
    date = cleaned.published or cleaned.updated
    return IndexDocument(
        id=page.id,
        fields=fields,
        langs=cleaned.languages or (cleaned.lang,),
        site=site_of(page.url, page.source),
        kind=cleaned.kind,
        date=date_number(date),
        has_month=date is None or "-" in date,
        facets=_filed(page, names),
    )


def _filed(page: Page, names: Names | None) -> Names:
    return {"programme": (page.programme,), **(names or {})}


def lemma_terms(token: Token) -> tuple[str, ...]:
    """The base forms of a token and of the full forms of a suspended compound."""
    return _prefixed(token.lang, (*token.lemmas, *token.joined_lemmas))


def part_terms(token: Token) -> tuple[str, ...]:
    return _prefixed(token.lang, token.parts)


@cache
def languages_of(lang: str) -> tuple[Lang, ...]:
    """The languages a text is indexed under: its own, or all three when its own is not known."""
    return tuple(each for each in LANGUAGES if each == lang) or LANGUAGES


def date_number(iso: str | None, *, last: bool = False) -> int | None:
    """An ISO date, cut to its precision, as YYYYMMDD: the first day it can mean, or the last."""
    if iso is None or not re.fullmatch(r"\d{4}(-\d\d){0,2}", iso):
        return None
    year, month, day = (*iso.split("-"), "", "")[:3]
    return int(year + (month or ("12" if last else "01")) + (day or ("31" if last else "01")))


def _prefixed(lang: Lang, terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{each}:{term}" for each in languages_of(lang) for term in terms))


def _stream(
    blocks: Sequence[Sequence[WordTerms]], terms_of: Callable[[WordTerms], tuple[str, ...]]
) -> tuple[Posting, ...]:
    postings: list[tuple[str, int]] = []
    base = 0
    for words in blocks:
        told = enumerate(map(terms_of, words), base)
        postings += [(term, position) for position, terms in told for term in terms]
        if words:
            base += len(words) + BLOCK_GAP
    return tuple(map(_posting, postings))


_posting = partial(tuple.__new__, Posting)  # in two thirds of the time of its own constructor
