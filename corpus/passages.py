"""Passages of linked pages side by side, the lexicon they teach, and where their facts differ: for a whole archive.

Lives here: which pages are each other's translations, reading them in small lots, rounds of learning. Not here: pairing
blocks (alignment), learning words (lexicon.py), comparing facts (facts.py), how any of it is shown.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from corpus.alignment import Passage, Reader, align
from corpus.analysis import Forms, analyse
from corpus.facts import Difference, differences
from corpus.lexicon import Lexicon, ParallelPassage, Place, Word, learn
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import LANGUAGES, Block, Lang, Link, Page, PageId, PageSummary, language_rank
from corpus.store import HeldVersion

LEAST_LINKS = 30  # from here on a lexicon alone finds nine in ten translations of the same field; below, it misleads
FOLDS = 4  # a page is aligned by what the links of other folds have taught: a wrong link does not confirm itself
MOST_PASSAGES = 20_000  # a millisecond each; what is frequent has been seen by then
SURE = 0.5  # confidence from which a passage teaches words and its facts are compared
PAIRS_AT_ONCE = 100

ReadPages: TypeAlias = Callable[[Sequence[PageId]], Iterable[Page]]


class Aligned(Struct, frozen=True, kw_only=True):
    """Two pages and their passages, in the order of `a`; places count kept blocks, from 0."""

    a: Page
    b: Page
    passages: tuple[Passage, ...]

    def blocks(self, passage: Passage) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        return self.a.cleaned.blocks[slice(*passage.a)], self.b.cleaned.blocks[slice(*passage.b)]

    @property
    def is_good(self) -> bool:
        """Whether half of the shorter page has a counterpart: with less, the two tell of other things."""
        paired = [each for each in self.passages if not each.is_gap]
        shorter = min(len(self.a.cleaned.blocks), len(self.b.cleaned.blocks))
        return 2 * len(paired) >= shorter


class PageDifference(Struct, frozen=True, kw_only=True):
    """A fact that differs between two pages; `a` and `b` as in the link, `passage` where it stands."""

    a: PageSummary
    b: PageSummary
    passage: Passage
    difference: Difference


def pairs_of(links: Iterable[Link], langs: Mapping[PageId, Lang]) -> list[Link]:
    """The links between translations that count, each with its pages in the order of the languages."""
    found = []
    for link in links:
        if link.relation == "translation" and link.state in ("accepted", "confirmed"):
            known = [langs.get(each, "und") in LANGUAGES for each in (link.a, link.b)]
            if all(known) and langs[link.a] != langs[link.b]:
                is_turned = language_rank(langs[link.b]) < language_rank(langs[link.a])
                found.append(replace(link, a=link.b, b=link.a) if is_turned else link)
    return found


def mate(page: PageId, lang: Lang, links: Iterable[Link], langs: Mapping[PageId, Lang]) -> PageId | None:
    """The page's translation in a language, also one that only a third page leads to; the surest.

    None that people have rejected: a third page does not bring it back.
    """
    links = list(links)
    rejected = {
        end for link in links if link.state == "rejected" and page in (link.a, link.b) for end in (link.a, link.b)
    }
    sure: dict[PageId, list[tuple[float, PageId]]] = {}
    for link in pairs_of(links, langs):
        sure.setdefault(link.a, []).append((-link.confidence, link.b))
        sure.setdefault(link.b, []).append((-link.confidence, link.a))
    steps = sorted(sure.get(page, ()))
    direct = [other for _, other in steps if langs[other] == lang]
    around = [end for _, other in steps for _, end in sorted(sure.get(other, ())) if langs[end] == lang]
    return next((each for each in (*direct, *around) if each != page and each not in rejected), None)


class Aligner:
    """Aligns pages; `lexicon` is what the archive has learned, `forms` may know words already."""

    def __init__(self, forms: Forms, lexicon: Lexicon | None = None, gazetteer: Gazetteer | None = None) -> None:
        self.forms = forms
        self._gazetteer = gazetteer or Gazetteer(shipped_entries(), forms)
        self._reader = Reader(self._gazetteer, forms, (lexicon or Lexicon()).translations)

    def knowing(self, lexicon: Lexicon) -> "Aligner":
        return Aligner(self.forms, lexicon, self._gazetteer)

    def align(self, a: Page, b: Page) -> Aligned:
        langs = (a.cleaned.lang, b.cleaned.lang)
        return Aligned(a=a, b=b, passages=align(a.cleaned.blocks, b.cleaned.blocks, langs, self._reader))


def aligned_pages(links: Sequence[Link], read: ReadPages, aligner: Callable[[Link], Aligner]) -> Iterator[Aligned]:
    """The pages of the links, in the order of these; read in small lots."""
    for start in range(0, len(links), PAIRS_AT_ONCE):
        lot = links[start : start + PAIRS_AT_ONCE]
        ids = dict.fromkeys(each for link in lot for each in (link.a, link.b))
        pages = {page.id: page for page in read(list(ids))}
        for link in lot:
            yield aligner(link).align(pages[link.a], pages[link.b])


def learn_lexicon(
    links: Sequence[Link], read: ReadPages, aligner: Aligner, programmes: Mapping[PageId, str], rounds: int = 2
) -> Lexicon:
    """What the links teach; nothing below LEAST_LINKS of them.

    `links` as of `pairs_of`. After the first round passages are aligned with what the links of other folds have taught.
    """
    return learn(taught(links, read, aligner, programmes, rounds)) if len(links) >= LEAST_LINKS else Lexicon()


def cross_fitted(
    links: Sequence[Link], read: ReadPages, aligner: Aligner, programmes: Mapping[PageId, str], rounds: int = 1
) -> Callable[[PageId], Lexicon]:
    """For each page what the links of other folds teach: to look at its links again with."""
    if len(links) < LEAST_LINKS:
        return lambda _page: Lexicon()
    folds = _folds(taught(links, read, aligner, programmes, rounds), programmes)
    return lambda page: folds[_fold(programmes.get(page, page))]


def taught(
    links: Sequence[Link], read: ReadPages, aligner: Aligner, programmes: Mapping[PageId, str], rounds: int
) -> list[ParallelPassage]:
    """The passages that the surest links teach words with."""
    chosen = sorted(links, key=lambda link: (-link.confidence, link.a, link.b))
    passages: list[ParallelPassage] = []
    by_fold: Callable[[Link], Aligner] = lambda _link: aligner  # noqa: E731  of the first round
    for number in range(rounds):
        if number:
            knowing = [aligner.knowing(lexicon) for lexicon in _folds(passages, programmes)]
            by_fold = lambda link, known=knowing: known[_fold(programmes.get(link.a, link.a))]  # type: ignore[misc]  # noqa: E731
        passages = []
        for aligned in aligned_pages(chosen, read, by_fold):
            if aligned.is_good:
                passages.extend(_parallel(aligned, aligner.forms))
            if len(passages) >= MOST_PASSAGES:
                break
    return passages


def _folds(passages: Sequence[ParallelPassage], programmes: Mapping[PageId, str]) -> list[Lexicon]:
    """For each fold what the passages of the others teach."""
    fold_of = [_fold(programmes.get(each.places[0].page, each.places[0].page)) for each in passages]
    return [learn(each for each, its in zip(passages, fold_of, strict=True) if its != fold) for fold in range(FOLDS)]


def _fold(programme: str) -> int:
    """Pages of a programme share sentences, so they share a fold."""
    return blake2b(programme.encode(), digest_size=4).digest()[0] % FOLDS


def _parallel(aligned: Aligned, forms: Forms) -> Iterator[ParallelPassage]:
    langs = (aligned.a.cleaned.lang, aligned.b.cleaned.lang)
    for passage in aligned.passages:
        if not passage.is_gap and passage.confidence >= SURE:
            a, b = (
                tuple(word for block in side if block.lang == lang for word in words_of(block.text, lang, forms))
                for side, lang in zip(aligned.blocks(passage), langs, strict=True)
            )
            places = (Place(aligned.a.id, passage.a[0]), Place(aligned.b.id, passage.b[0]))
            yield ParallelPassage(langs=langs, a=a, b=b, places=places)


_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]*[^\W\d_]")


def words_of(text: str, lang: Lang, forms: Forms) -> Iterator[Word]:
    """The words of a text that can have a translation: no numbers, no addresses; a suspended compound in full."""
    for token in analyse(text, lang, forms):
        if _WORD.fullmatch(token.exact.rstrip("-")):
            yield Word((token.joined_lemmas or token.lemmas)[0], token.exact)


def page_differences(links: Sequence[Link], read: ReadPages, aligner: Aligner) -> Iterator[PageDifference]:
    """Where the aligned passages of linked pages tell other dates, sums, phone numbers or mail addresses."""
    for aligned in aligned_pages(links, read, lambda _link: aligner):
        sure: Collection[int] = {
            n for n, each in enumerate(aligned.passages) if not each.is_gap and each.confidence >= SURE
        }
        texts = [(_text(a), _text(b), n in sure) for n, (a, b) in enumerate(map(aligned.blocks, aligned.passages))]
        for n, difference in differences(texts):
            yield PageDifference(
                a=aligned.a.summary, b=aligned.b.summary, passage=aligned.passages[n], difference=difference
            )


def _text(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def changes(versions: Iterable[HeldVersion]) -> dict[str, str]:
    """By address when the text of a page last changed: not before this; pages that never did are not named.

    It was still the old text when the version before was last fetched, which is what the archive knows for sure.
    """
    found: dict[str, str] = {}
    last: HeldVersion | None = None
    for held in versions:
        if last is not None and last.capture.address == held.capture.address and held.is_current:
            found[held.capture.address] = last.capture.fetched_at or f"{held.n:04}"
        last = held
    return found
