"""What a page holds that survives translation: names, places, terms, numbers, sums, dates, people, contacts.

Lives here: pages -> features. Not here: comparing two pages (evidence.py), deciding (translations.py, programmes.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from zlib import crc32

from msgspec import Struct

from corpus.analysis import Forms, Token, analyse, fold
from corpus.linking.concepts import Concepts, shipped_concepts
from corpus.linking.figures import contact_keys, days_in, facts_in, year_of, years_in
from corpus.linking.gazetteer import Entry, Gazetteer, county_of
from corpus.linking.sketches import sketch_of
from corpus.linking.undertakings import undertakings_in
from corpus.model import LANGUAGES, Alternate, Block, Lang, Page, PageId, site_of

ANCHORS = frozenset({"ohjelma", "hanke", "uudistus", "valtionavustus", "avustus", "strategia", "kokeilu"})
"""First Finnish names of glossary terms that make a title speak of an undertaking rather than of a topic."""

SCOPE_SHARE = 0.6  # of all votes; below it a page speaks of the whole country (or of several counties alike)
TITLE_VOTES, COUNTY_VOTES, LEAST_VOTES = 8, 4, 3
PART_WEIGHT = 0.5  # of a term that is only a part of a compound
ANCHOR_COUNT = 3  # mentions in the text that make up for none in the title


class Segment(Struct, frozen=True, kw_only=True):
    """One block of a page: its concepts, as of the page, and counts of folded 4-grams of its words (cognates)."""

    concepts: Mapping[str, float]
    grams: Mapping[str, float]


class Known(Struct, frozen=True, kw_only=True):
    """What linking asks of every page. `text` is a digest of all words. `scope` is the county the page speaks of, None
    for the whole country; `near` the one that most places it names lie in, be they ever so few. `years` and `days` are
    those that its title names; `year` is that of its title, else the one most of its dates are in, else that of its
    publication. `heading` is a checksum of the title, figures aside; `sketch` is of its wording (sketches.py)."""

    id: PageId
    address: str
    url: str | None
    site: str
    lang: Lang
    letters: int
    text: str
    alternates: tuple[Alternate, ...]
    published: str | None
    number: str | None
    is_news: bool
    scope: str | None
    is_anchored: bool
    years: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    year: int | None = None
    sketch: str = ""
    near: str | None = None
    heading: int = 0


class Features(Known, frozen=True, kw_only=True):
    """A page as linking sees it. `concepts` counts language-neutral features by a key with a one-letter prefix:

    e entry of the gazetteer or glossary, n number, d date, s sum of money, c capitalised word (folded, 5 letters),
    w word that is known to be translated by others (see concepts.py).
    `facts` are sums and full dates, `people` names as written by their keys, `contacts` keys of phones and mails,
    `undertakings` names of projects and programmes with the page's language before them.
    """

    title: str
    concepts: Mapping[str, float]
    segments: tuple[Segment, ...]
    title_concepts: frozenset[str]
    facts: frozenset[str]
    people: Mapping[str, str]
    contacts: frozenset[str]
    undertakings: frozenset[str]


def features_of(page: Page, gazetteer: Gazetteer, forms: Forms, known: Concepts | None = None) -> Features:
    """Read the features of a page off its kept blocks, each in its own language."""
    reader = _Reader(gazetteer, forms, known or Concepts(shipped_concepts()))
    blocks = page.cleaned.blocks
    title = reader.read(Block(kind="heading", text=page.cleaned.title, lang=page.cleaned.lang))
    body = [reader.read(block) for block in blocks]
    entries = Counter(entry.id for part in body for entry in part.entries)
    segments = tuple(_segment(block, part) for block, part in zip(blocks, body, strict=True))
    concepts: dict[str, float] = {}
    for segment in segments:
        _add(concepts, segment.concepts)
    text = "\n".join(block.text for block in blocks)
    headed = (*title.entries, *title.within)
    near, votes = _near(title.entries, entries)
    facts = frozenset(feature for feature in concepts if feature[:2] in ("s:", "d:"))
    years, days = years_in(page.cleaned.title), tuple(dict.fromkeys(days_in(page.cleaned.title)))
    return Features(
        id=page.id,
        address=page.address,
        url=page.url,
        site=site_of(page.url, page.source),
        lang=page.cleaned.lang,
        title=page.cleaned.title,
        letters=sum(map(str.isalpha, text)),
        text=blake2b(" ".join(text.casefold().split()).encode("utf-8", "replace"), digest_size=16).hexdigest(),
        alternates=page.cleaned.alternates,
        published=page.cleaned.published,
        number=page.cleaned.number,
        is_news=page.cleaned.kind in ("announcement", "news"),
        concepts=concepts,
        segments=tuple(segment for segment in segments if segment.concepts),
        title_concepts=frozenset(f"e:{entry.id}" for entry in headed) | frozenset(title.words),
        facts=facts,
        people={key: name for part in reversed(body) for key, name in reversed(part.people)},
        contacts=frozenset(contact_keys(text)),
        scope=near if votes >= LEAST_VOTES else None,
        near=near,
        is_anchored=any(map(_is_anchor, headed)) or _anchor_count(body) >= ANCHOR_COUNT,
        years=years,
        days=days,
        year=years[0] if years else year_of(concepts, page.cleaned.published),
        heading=crc32(re.sub(r"\d+", "#", page.cleaned.title.casefold()).encode("utf-8", "replace")),
        sketch=sketch_of([block.text for block in blocks]),
        undertakings=frozenset(
            f"{block.lang} {name}"
            for block in (Block(kind="heading", text=page.cleaned.title, lang=page.cleaned.lang), *blocks)
            for name in undertakings_in(block.text, block.lang)
        ),
    )


def document_features(page: Features) -> set[str]:
    """Every feature that document frequencies are kept of."""
    return {
        *page.concepts,
        *page.people,
        *page.contacts,
        *(f"g:{gram}" for segment in page.segments for gram in segment.grams),
    }


def _segment(block: Block, part: "_Part") -> Segment:
    concepts: dict[str, float] = {}
    _add(concepts, part.words)
    _add(concepts, part.translated)
    _add(concepts, Counter(f"e:{entry.id}" for entry in part.entries))
    _add(concepts, Counter(facts_in(block.text)))
    for entry in part.within:
        concepts[f"e:{entry.id}"] = concepts.get(f"e:{entry.id}", 0.0) + PART_WEIGHT
    return Segment(concepts=concepts, grams=Counter(part.grams))


def _add(total: dict[str, float], counts: Mapping[str, float]) -> None:
    for feature, n in counts.items():
        total[feature] = total.get(feature, 0.0) + n


class _Part(Struct, frozen=True, kw_only=True):
    entries: tuple[Entry, ...]
    within: tuple[Entry, ...]  # those that parts of compounds stand for
    words: Mapping[str, float]
    translated: Mapping[str, float]
    grams: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


class _Reader(Struct, frozen=True):
    gazetteer: Gazetteer
    forms: Forms
    concepts: Concepts

    def read(self, block: Block) -> _Part:
        tokens = analyse(block.text, block.lang, self.forms)
        langs: tuple[Lang, ...] = (block.lang,) if block.lang in LANGUAGES else LANGUAGES
        entries: list[Entry] = []
        named: set[int] = set()
        within: list[Entry] = []
        for lang in langs:
            for mention in self.gazetteer.mentions(tokens, lang):
                entries.extend(mention.entries)
                if any(entry.is_name for entry in mention.entries):
                    named.update(range(mention.start, mention.end))
            within.extend(entry for token in tokens if token.parts for entry in self.gazetteer.parts(token, lang))
        return _Part(
            entries=tuple(entries),
            within=tuple(within),
            words=Counter(_words(tokens, named)),
            translated=self._translated(tokens, block.lang) if block.lang in LANGUAGES else {},
            grams=tuple(chain.from_iterable(_grams(token.exact) for token in tokens)),
            people=tuple(_people(block.text, tokens, named)),
        )

    def _translated(self, tokens: Sequence[Token], lang: Lang) -> dict[str, float]:
        found: dict[str, float] = {}
        for token in tokens:
            for concept, n in self.concepts.of(lang, token):
                found["w:" + concept] = found.get("w:" + concept, 0.0) + n
        return found


def _words(tokens: Sequence[Token], named: set[int]) -> Iterable[str]:
    """Numbers, and capitalised words that are not known names and do not begin a sentence."""
    for at, token in enumerate(tokens):
        if token.exact[0].isdecimal() and _NUMBER.fullmatch(token.exact):
            yield f"n:{token.exact}"
        elif at and at not in named and token.surface[:1].isupper() and len(token.exact) >= _PREFIX - 1:
            yield f"c:{fold(token.exact)[:_PREFIX]}"


_NUMBER = re.compile(r"\d{2,9}")
_PREFIX = 5


@lru_cache(maxsize=20_000)  # most words of a text have been seen before; 1 kB each at most
def _grams(word: str) -> tuple[str, ...]:
    """Folded 4-grams of a word with its boundaries; numbers and short words give none."""
    if len(word) < 4 or not word.isalpha():
        return ()
    padded = f" {fold(word)} "
    return tuple(padded[at : at + 4] for at in range(len(padded) - 3))


def _people(text: str, tokens: Sequence[Token], named: set[int]) -> Iterable[tuple[str, str]]:
    """Runs of two or three capitalised words that touch and name no entry, each with its key.

    `Anna-Maija Esimerkin` has the key `anna-maija esim`: four letters of the last name, so that its genitive is the
    same person.
    """
    run: list[Token] = []
    for at, token in enumerate([*tokens, None]):
        is_part = token is not None and at not in named and _is_name_word(token.surface)
        touches = is_part and bool(run) and token is not None and text[run[-1].end : token.start] == " "
        if run and not touches:
            if 2 <= len(run) <= 3:
                first, last = run[-2].exact, run[-1].exact
                key = f"{first} {last[:4] if len(last) > 4 else last.rstrip('ns')}"
                yield key, text[run[-2].start : run[-1].end]
            run = []
        if is_part and token is not None:
            run.append(token)


@lru_cache(maxsize=20_000)
def _is_name_word(surface: str) -> bool:
    return len(surface) > 1 and all(
        part[:1].isupper() and part[1:].islower() and part.isalpha() for part in surface.split("-")
    )


def _near(title: Sequence[Entry], entries: Mapping[str, int]) -> tuple[str | None, int]:
    """The county that the places on a page lie in, if nearly all lie in one, and its votes; the title counts most.

    A municipality votes once, a county or region named more than once several times: one county in passing is none.
    """
    counties = county_of()
    votes: Counter[str] = Counter()
    for entry, times in entries.items():
        if county := counties.get(entry):
            is_repeated = times > 1 and not entry.startswith("municipality")
            votes[county] += COUNTY_VOTES if is_repeated else 1
    for found in title:
        if county := counties.get(found.id):
            votes[county] += TITLE_VOTES
    if not votes:
        return None, 0
    county, most = max(votes.items(), key=lambda item: (item[1], item[0]))
    return (county, most) if most >= SCOPE_SHARE * votes.total() else (None, 0)


def _is_anchor(entry: Entry) -> bool:
    return entry.kind == "programme" or (not entry.is_name and entry.names[0][1][0] in ANCHORS)


def _anchor_count(body: Sequence[_Part]) -> int:
    return sum(_is_anchor(entry) for part in body for entry in (*part.entries, *part.within))
