"""In which languages the pages of an archive can be read, and where one lags behind: told, not judged. Pure.

Lives here: pages and links -> for each page and language whether it is there, a stub, stale, missing, or a copy that
nobody has translated. Not here: finding translations (corpus.linking), reading the archive, how the report looks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from corpus.addresses import language_coded, language_named
from corpus.model import LANGUAGES, Lang, Link, Page, PageId, PageSummary, ProgrammeId, language_rank

State: TypeAlias = Literal["present", "stub", "stale", "missing", "untranslated"]
STATES: tuple[State, ...] = ("present", "stub", "stale", "missing", "untranslated")

STUB = 0.45  # share of the letters of the longest version; translations of one text are within .7 to 1.4 of each other
LONG = 400  # letters from which a page is long enough to have a stub
DAYS_BEHIND = 14  # between two updates: translating takes some days
FEW = 20  # documents: a site with no more has not shown that it leaves a language of the archive out
SURE = 0.8  # of its language: below it no page is called an untranslated copy


class Standing(Struct, frozen=True, kw_only=True):
    """What coverage needs of a page. `named`: the language its address or markup promises; `changed`: when its text
    last changed (ISO), as far as the archive has seen it, None where it never did."""

    page: PageSummary
    letters: int
    named: Lang | None = None
    changed: str | None = None


class Cover(Struct, frozen=True, kw_only=True):
    """How a document stands in one language. `page` is its page there (None: missing), `beside` the page it is held
    against, `detail` the reason in words."""

    programme: ProgrammeId
    lang: Lang
    state: State
    page: PageSummary | None
    beside: PageSummary | None
    detail: str = ""


def standing_of(page: Page, changed: str | None = None) -> Standing:
    """What coverage needs of a page."""
    letters = sum(sum(map(str.isalpha, block.text)) for block in page.cleaned.blocks)
    named = language_named(page.url or page.address) or language_coded(page.cleaned.declared_lang)
    return Standing(page=page.summary, letters=letters, named=named, changed=changed)


def coverage(standings: Iterable[Standing], links: Iterable[Link]) -> list[Cover]:
    """For each document (pages that are translations of each other) how it stands in each language of its site.

    By programme and address; languages in the order of LANGUAGES. A site has a language if any of its pages, or a
    translation of one, is in it or promises it; one of a FEW documents is asked for all that the archive has.
    """
    by_id = {each.page.id: each for each in sorted(standings, key=lambda each: each.page.address)}
    documents = _documents(by_id, links)
    wanted = _wanted(documents)
    found = (_cover(document, lang, wanted) for document in documents for lang in wanted.of(document))
    return sorted(found, key=_order)


def _order(cover: Cover) -> tuple[str, str, int]:
    shown = cover.page if cover.state == "present" else cover.beside or cover.page
    return cover.programme, shown.address if shown else "", language_rank(cover.lang)


def _documents(by_id: Mapping[PageId, Standing], links: Iterable[Link]) -> list[list[Standing]]:
    """Pages joined by accepted translations, and by copies of one text, or of an earlier or later version of it, under
    another language's address."""
    leader = {page: page for page in by_id}

    def lead(page: PageId) -> PageId:
        while leader[page] != page:
            page = leader[page]
        return page

    for link in links:
        if link.a in by_id and link.b in by_id and link.state in ("accepted", "confirmed"):
            is_of_copy = link.relation in ("near_duplicate", "version") and _is_copy(by_id[link.a], by_id[link.b])
            if link.relation == "translation" or is_of_copy:
                first, second = sorted((lead(link.a), lead(link.b)))
                leader[second] = first
    groups: dict[PageId, list[Standing]] = defaultdict(list)
    for page, standing in by_id.items():
        groups[lead(page)].append(standing)
    return list(groups.values())


def _is_copy(a: Standing, b: Standing) -> bool:
    return is_untranslated(a) or is_untranslated(b)


def is_untranslated(standing: Standing) -> bool:
    """Whether a page promises one of the languages and is in another."""
    page = standing.page
    is_known = page.lang in LANGUAGES and page.confidence >= SURE
    return is_known and standing.named is not None and standing.named not in (page.lang, *page.languages)


class _Wanted(Struct, frozen=True):
    """The languages that each site has, and those that it is asked for."""

    has: Mapping[str, set[Lang]]
    asked: Mapping[str, set[Lang]]

    def of(self, document: Iterable[Standing]) -> set[Lang]:
        return {lang for standing in document for lang in self.asked[standing.page.site]}

    def why_missing(self, document: Iterable[Standing], lang: Lang) -> str:
        is_of_site = any(lang in self.has[standing.page.site] for standing in document)
        return "" if is_of_site else f"no page of the site is in {lang}"


def _wanted(documents: Sequence[Sequence[Standing]]) -> _Wanted:
    has: dict[str, set[Lang]] = defaultdict(set)
    many: Counter[str] = Counter()
    for document in documents:
        langs = {each.named if is_untranslated(each) else each.page.lang for each in document}
        sites = {standing.page.site for standing in document}
        many.update(sites)
        for site in sites:
            has[site].update(lang for lang in langs if lang is not None)
    all_langs = {lang for langs in has.values() for lang in langs if lang in LANGUAGES}
    return _Wanted(has, {site: langs | (all_langs if many[site] <= FEW else set()) for site, langs in has.items()})


def _cover(document: Sequence[Standing], lang: Lang, wanted: _Wanted) -> Cover:
    spoken = [each for each in document if lang in (each.page.lang, *each.page.languages)]
    # What is in a language is there, if need be under another language's address.
    here = [each for each in spoken if not is_untranslated(each)] or spoken
    copies = [each for each in document if is_untranslated(each) and each.named == lang]
    others = [each for each in document if each not in here and each not in copies]
    mine = max(here or copies, key=_letters, default=None)
    beside = max(others, key=_letters, default=None)
    state, detail, against = _state(mine, bool(here), beside, others)
    shown = against or beside
    return Cover(
        programme=(mine or document[0]).page.programme,
        lang=lang,
        state=state,
        page=mine.page if mine else None,
        beside=shown.page if shown else None,
        detail=detail if mine else wanted.why_missing(document, lang),
    )


def _letters(standing: Standing) -> int:
    return standing.letters


def _state(
    mine: Standing | None, is_there: bool, longest: Standing | None, others: Sequence[Standing]
) -> tuple[State, str, Standing | None]:
    """The state, its reason, and the page it is held against where that is not the longest."""
    if mine is None:
        return "missing", "", None
    if not is_there:
        return "untranslated", f"promises {mine.named}, is in {mine.page.lang}", None
    if longest and longest.letters >= LONG and mine.letters < STUB * longest.letters:
        return "stub", f"{mine.letters / longest.letters:.0%} of the letters", None
    for other in sorted(others, key=lambda each: language_rank(each.page.lang)):
        if not is_untranslated(other) and (detail := behind(mine, other)):
            return "stale", detail, other
    return "present", "", None


def behind(mine: Standing, other: Standing) -> str:
    """Why a page lags behind another language's, in words; empty where it does not."""
    own, its = mine.page.updated or mine.page.published, other.page.updated
    if own and its and len(own) == len(its) == _FULL and _days(own, its) > DAYS_BEHIND:
        return f"{other.page.lang} updated {its}, {mine.page.lang} {own}"
    if other.changed and (mine.changed or "") < other.changed:
        return f"{other.page.lang} has changed since"
    return ""


_FULL = 10


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def selected(
    covers: Iterable[Cover], *, site: str | None = None, year: int | None = None, lang: Lang | None = None
) -> Iterator[Cover]:
    """Those of a site, of a year (published, updated or fetched in it), of a language."""
    for cover in covers:
        pages = [each for each in (cover.page, cover.beside) if each is not None]
        is_of_site = site is None or any(each.site == site for each in pages)
        is_of_year = year is None or any(
            (told or "").startswith(str(year))
            for each in pages
            for told in (each.published, each.updated, None if each.published or each.updated else each.fetched_at)
        )
        if is_of_site and is_of_year and lang in (None, cover.lang):
            yield cover
