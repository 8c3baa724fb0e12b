"""What is told of a programme: its pages, years, places and organisations, its rounds, and what is like it. Pure.

Lives here: pages, links and names -> overviews. Not here: deciding any of it (likes.py, programmes.py), reading the
archive, how it looks.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from corpus.linking.labels import programmes_of
from corpus.model import LANGUAGES, Evidence, Lang, Link, PageId, PageSummary, Programme, ProgrammeId

MOST_BESIDE = 5  # programmes that are shown as see also
COUNTED = ("accepted", "confirmed")


class Round(Struct, frozen=True, kw_only=True):
    """An earlier or later round of the same call, and its year as far as it is known."""

    programme: Programme
    year: int | None
    is_earlier: bool


class Beside(Struct, frozen=True, kw_only=True):
    """A programme that is like another, and what sets the two apart, in words."""

    programme: Programme
    apart: str


class Overview(Struct, frozen=True, kw_only=True):
    """All that is told of a programme. Years in order; places and organisations by how many pages name them."""

    programme: Programme
    pages: tuple[PageSummary, ...]
    years: tuple[int, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    rounds: tuple[Round, ...]
    beside: tuple[Beside, ...]

    @property
    def languages(self) -> tuple[Lang, ...]:
        return tuple(lang for lang, _ in self.programme.labels)

    @property
    def missing(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in LANGUAGES if all(lang not in (p.lang, *p.languages) for p in self.pages))


class Named(Struct, frozen=True, kw_only=True):
    """The places and organisations that a page names."""

    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


NOBODY = Named()


def named_by(names: str) -> Named:
    """From what is kept of a page's features."""
    named = json.loads(names)
    return Named(
        places=tuple(map(_name, named.get("places", ()))),
        organisations=tuple(_name(each) for each in named.get("organisations", ()) if each.startswith("e:agency:")),
    )


def _name(feature: str) -> str:
    return feature.split(":", 2)[2].partition("#")[0]


def overviews(
    summaries: Iterable[PageSummary], links: Iterable[Link], named: Mapping[PageId, Named]
) -> Iterator[Overview]:
    """Every programme, by id."""
    pages = {page.id: page for page in summaries}
    programmes = {each.id: each for each in programmes_of(pages.values())}
    rounds, beside = _around(links, pages, programmes)
    for programme in programmes.values():
        mine = tuple(pages[page] for page in programme.pages)
        names = [named.get(page.id, NOBODY) for page in mine]
        yield Overview(
            programme=programme,
            pages=mine,
            years=_years_of(mine),
            places=_most_named(each.places for each in names),
            organisations=_most_named(each.organisations for each in names),
            rounds=rounds.get(programme.id, ()),
            beside=beside.get(programme.id, ()),
        )


def _years_of(pages: Iterable[PageSummary]) -> tuple[int, ...]:
    dates = (page.published or page.updated for page in pages)
    return tuple(sorted({int(date[:4]) for date in dates if date}))


def _most_named(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    count: dict[str, int] = defaultdict(int)
    for its in names:
        for name in its:
            count[name] += 1
    return tuple(sorted(count, key=lambda name: (-count[name], name)))


def _around(
    links: Iterable[Link], pages: Mapping[PageId, PageSummary], programmes: Mapping[ProgrammeId, Programme]
) -> tuple[dict[ProgrammeId, tuple[Round, ...]], dict[ProgrammeId, tuple[Beside, ...]]]:
    """The rounds of programmes, by year, and what is beside them, the surest first; a round is not beside as well."""
    rounds: dict[ProgrammeId, dict[ProgrammeId, Round]] = defaultdict(dict)
    beside: dict[ProgrammeId, dict[ProgrammeId, Beside]] = defaultdict(dict)
    for link in sorted(links, key=lambda link: (link.relation, -link.confidence, link.a, link.b)):
        if link.a not in pages or link.b not in pages or link.state not in COUNTED:
            continue
        one, other = pages[link.a].programme, pages[link.b].programme
        if one == other:
            continue
        if link.relation == "round":
            years = round_years(link)
            for mine, its, year, own in ((one, other, years[1], years[0]), (other, one, years[0], years[1])):
                is_earlier = (year or 0) < (own or 0)
                rounds[mine].setdefault(its, Round(programme=programmes[its], year=year, is_earlier=is_earlier))
        elif link.relation == "same_topic" and other not in rounds[one]:
            for mine, its in ((one, other), (other, one)):
                if len(beside[mine]) < MOST_BESIDE:
                    beside[mine].setdefault(its, Beside(programme=programmes[its], apart=_apart(link)))
    return (
        {mine: tuple(sorted(its.values(), key=lambda each: each.year or 0)) for mine, its in rounds.items()},
        {mine: tuple(its.values()) for mine, its in beside.items()},
    )


def _apart(link: Link) -> str:
    """What sets two pages apart: the last that is told, see likes.py."""
    last = link.evidence[-1] if link.evidence else Evidence(kind="", detail="", weight=0.0)
    return last.detail


BETWEEN = " and "


def round_detail(a: int | None, b: int | None) -> str:
    """The years of two rounds as evidence tells them; `round_years` reads them."""
    return f"{a}{BETWEEN}{b}"


def round_years(link: Link) -> tuple[int | None, int | None]:
    """The years of the two pages of a round, as its evidence tells them; a person may have linked pages without any."""
    told = next((each.detail.split(BETWEEN) for each in link.evidence if each.kind == "round"), ["", ""])
    a, b = (int(each) if each.isdecimal() else None for each in told)
    return a, b


def selected(
    found: Iterable[Overview], *, missing: Lang | None = None, site: str | None = None, year: int | None = None
) -> Iterator[Overview]:
    """Those without a page in a language, with a page of a site, of a year."""
    for each in found:
        is_of_site = site is None or any(page.site == site for page in each.pages)
        if (missing is None or missing in each.missing) and is_of_site and (year is None or year in each.years):
            yield each
