"""How a page becomes a document: which tokens go into which field under which term.

Lives here: fields and terms, and the fingerprint of everything that shapes an index. Pure.
Not here: reading pages (build.py), what a query makes of these terms (search).

Terms of lemmas and parts carry their language (`sv:hus`), so that words of different languages that look alike do
not meet; exact terms are what stands on the page. A gap of BLOCK_GAP positions keeps phrases within their block.
"""

import re
from collections.abc import Callable, Sequence

from corpus.analysis import Forms, Token, analyse, chain_version
from corpus.model import LANGUAGES, Block, Lang, Page
from indexer.contract import Field, IndexDocument, Posting

VERSION = 1
BLOCK_GAP = 100


def fingerprint(engine: str) -> str:
    """Changes whenever an index built before would answer differently."""
    chains = [f"{lang}={''.join(chain_version(lang).split())}" for lang in LANGUAGES]
    return " ".join([f"schema={VERSION}", f"engine={engine}", *chains])


def is_readable(fingerprint: str) -> bool:
    """Whether an index with this fingerprint holds what this kielo looks for; its words may be analysed otherwise."""
    return f"schema={VERSION}" in fingerprint.split()


def chains_of(fingerprint: str) -> list[str]:
    """The part of a fingerprint that says how words were analysed: equal parts, equal forms."""
    return [part for part in fingerprint.split() if part.partition("=")[0] in LANGUAGES]


def document(page: Page, forms: Forms) -> IndexDocument:
    """A page as the engines take it: title, headings and body by lemma and part, and everything as it is written."""
    cleaned = page.cleaned
    title = Block(kind="heading", text=cleaned.title, lang=cleaned.lang)
    blocks = [(block, analyse(block.text, block.lang, forms)) for block in cleaned.blocks]
    headings = [(block, tokens) for block, tokens in blocks if block.kind == "heading"]
    named = [(title, analyse(title.text, title.lang, forms))]
    fields: dict[Field, tuple[Posting, ...]] = {
        "title": _stream(named, lemma_terms),
        "headings": _stream(headings, lemma_terms),
        "body": _stream(blocks, lemma_terms),
        "parts": _stream([*named, *blocks], part_terms),
        "exact": _stream([*named, *blocks], exact_terms),
    }
    return IndexDocument(
        id=page.id,
        fields=fields,
        langs=cleaned.languages or (cleaned.lang,),
        site=page.summary.site,
        kind=cleaned.kind,
        date=date_number(cleaned.published or cleaned.updated),
    )


def lemma_terms(token: Token) -> tuple[str, ...]:
    """The base forms of a token and of the full forms of a suspended compound."""
    return _prefixed(token, (*token.lemmas, *token.joined_lemmas))


def part_terms(token: Token) -> tuple[str, ...]:
    return _prefixed(token, token.parts)


def exact_terms(token: Token) -> tuple[str, ...]:
    return (token.exact,)


def languages_of(lang: str) -> tuple[Lang, ...]:
    """The languages a text is indexed under: its own, or all three when its own is not known."""
    return tuple(each for each in LANGUAGES if each == lang) or LANGUAGES


def date_number(iso: str | None, *, last: bool = False) -> int | None:
    """An ISO date, cut to its precision, as YYYYMMDD: the first day it can mean, or the last."""
    if iso is None or not re.fullmatch(r"\d{4}(-\d\d){0,2}", iso):
        return None
    year, month, day = (*iso.split("-"), "", "")[:3]
    return int(year + (month or ("12" if last else "01")) + (day or ("31" if last else "01")))


def _prefixed(token: Token, terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{lang}:{term}" for lang in languages_of(token.lang) for term in terms))


def _stream(
    blocks: Sequence[tuple[Block, Sequence[Token]]], terms_of: Callable[[Token], tuple[str, ...]]
) -> tuple[Posting, ...]:
    postings: list[Posting] = []
    base = 0
    for _, tokens in blocks:
        for token in tokens:
            postings.extend(Posting(term, base + token.position) for term in terms_of(token))
        if tokens:
            base += tokens[-1].position + 1 + BLOCK_GAP
    return tuple(postings)
