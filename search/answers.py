"""What an answer is: groups of pages with passages and reasons, facets, steps, notes, and what to try instead.

Lives here: the values, and small questions about them. Pure. Not here: how they come about (service.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from corpus.model import Lang, PageId, PageSummary, ProgrammeId, language_rank
from search.passages import Passage, WhyMatched
from search.patterns import Step

Unit: TypeAlias = Literal["programme", "page", "passage"]
Marks: TypeAlias = tuple[tuple[int, int], ...]
FacetName: TypeAlias = Literal["lang", "site", "kind", "year", "place", "org"]
FACETS: tuple[FacetName, ...] = ("lang", "year", "kind", "site", "place", "org")
OfferKind: TypeAlias = Literal["spelling", "base", "part", "language", "dates", "filter", "phrase", "term", "any"]


class PageHit(Struct, frozen=True, kw_only=True):
    """A page that matched: what it is (`about` holds all of it), how well it matched, where, and why.

    Where and why are told of the first pages of a group; the others stand there without passages and reasons (search
    for them with `unit="page"`, or look at a page's marks).
    """

    page: PageId
    address: str
    title: str
    lang: Lang
    score: float
    passages: tuple[Passage, ...]
    title_marks: tuple[tuple[int, int], ...]
    reasons: tuple[WhyMatched, ...]
    about: PageSummary


class Group(Struct, frozen=True, kw_only=True):
    """A programme (or a page or passage by itself) with the pages that matched, best first, and those that did not."""

    programme: ProgrammeId
    languages: tuple[Lang, ...]
    hits: tuple[PageHit, ...]
    others: tuple[PageSummary, ...]


class FacetValue(Struct, frozen=True, kw_only=True):
    """A value that some of the pages have, how many, and the query that leads to just those."""

    value: str
    pages: int
    query: str


class FacetCounts(Struct, frozen=True, kw_only=True):
    """The values of a facet, most first; the years in their order: a histogram."""

    facet: FacetName
    values: tuple[FacetValue, ...]


class Offer(Struct, frozen=True, kw_only=True):
    """Another query that finds something, and how many pages. `term` is what it changes, `instead` what it says."""

    kind: OfferKind
    query: str
    pages: int
    term: str = ""
    instead: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One slice of an answer; iterating gives its groups. `pages` counts all that matched, `programmes` what
    they belong to.

    `notes` say what was read otherwise than typed, or is worth knowing; `steps` are all the ways away from what was
    typed, each of which can be switched off. Where nothing was found, `silent` are the words that no page holds, and
    `offers` what finds something.
    """

    query: str
    programmes: int
    pages: int
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    of: int = 0  # groups there are in all
    steps: tuple[Step, ...] = ()
    facets: tuple[FacetCounts, ...] = ()
    silent: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a row for each page in the groups. Raises KieloError without pandas."""
        from search.frames import to_pandas

        return to_pandas(self)


def years_of(pages: Iterable[PageSummary]) -> tuple[int, ...]:
    """The years some pages are from, by the date they are filtered and sorted by."""
    return tuple(sorted({int(day[:4]) for page in pages if (day := day_of(page))}))


def years_told(years: Sequence[int]) -> str:
    """2021, 2022, 2023 and 2025 as `2021–2023, 2025`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join("–".join(dict.fromkeys([str(run[0]), str(run[-1])])) for run in runs)


def none_held(as_of: str, first: str) -> str:
    """The note of an archive asked as of a date at which it held no pages; `first` is the day from which on it does."""
    return f"no pages were held as of {as_of}: the archive holds pages from {first} on"


def languages_of(pages: Sequence[PageSummary]) -> tuple[Lang, ...]:
    """The languages some pages are in, in the order in which kielo shows them."""
    present = {lang for page in pages for lang in (page.languages or (page.lang,))}
    return tuple(sorted(present, key=lambda lang: (language_rank(lang), lang)))


def by_language(page: PageSummary) -> tuple[int, str]:
    return language_rank(page.lang), page.address


def day_of(page: PageSummary) -> str | None:
    """The date a page is filtered and sorted by."""
    return page.published or page.updated
