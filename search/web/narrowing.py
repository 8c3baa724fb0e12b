"""Ways to narrow an answer down or widen it again, as links: facets with counts, years as bars, filters in force, steps
into other words that can be switched off, and what to ask where nothing was found.

Lives here: counts, steps and offers of an answer -> what the templates show. Pure. Not here: counting
(search.faceting).
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from corpus.model import LANGUAGES
from search.answers import Answer, FacetCounts, FacetValue, OfferKind
from search.syntax import AllOf, Chosen, Dated, Node, as_text, joined, parse
from search.web.asking import Asked
from search.web.interface import Interface, msgid

LISTED = ("kind", "site", "place", "org")
MOST_VALUES = 30  # of a facet; a list that is longer is no help to the eye
MOST_BARS = 60  # years in a row; beyond that only those with pages are shown
HEIGHT = 40  # of the highest bar

FACET_NAMES: Mapping[str, str] = {
    "lang": msgid("Language"),
    "kind": msgid("Kind"),
    "site": msgid("Site"),
    "place": msgid("Place"),
    "org": msgid("Organisation"),
    "year": msgid("Year"),
}
OFFERS: Mapping[OfferKind, str] = {
    "spelling": msgid("spelt nearly so"),
    "base": msgid("base form"),
    "part": msgid("part of a compound"),
    "phrase": msgid("the words not next to each other"),
    "dates": msgid("at another time"),
    "filter": msgid("without the filter"),
}
"""What an offer is, behind the query it leads to; those of other kinds are told by their link."""


class ShownValue(Struct, frozen=True, kw_only=True):
    """A value of a facet. `href` is None where all pages have it, or none."""

    label: str
    pages: int
    href: str | None
    lang: str = ""


class ShownFacet(Struct, frozen=True, kw_only=True):
    title: str
    values: tuple[ShownValue, ...]
    more: int


class Bar(Struct, frozen=True, kw_only=True):
    """A year with a bar for its pages; a year between others that has none keeps its place."""

    year: str
    pages: int
    href: str | None
    height: int


class Narrowing(Struct, frozen=True, kw_only=True):
    langs: tuple[ShownValue, ...]
    bars: tuple[Bar, ...]
    undated: int
    facets: tuple[ShownFacet, ...]


class Filter(Struct, frozen=True, kw_only=True):
    """A filter in force, and the address without it."""

    label: str
    href: str


class Switch(Struct, frozen=True, kw_only=True):
    """A step into another word, and the address of the answer without it."""

    term: str
    matched: str
    lang: str
    source: str
    href: str


class ShownOffer(Struct, frozen=True, kw_only=True):
    """A query that finds something: how its link is called, what it is, and how many pages it finds."""

    label: str
    about: str
    href: str
    pages: int


def narrowing(found: Answer, asked: Asked, ui: Interface) -> Narrowing:
    counts = {each.facet: each for each in found.facets}
    years = counts["year"].values if "year" in counts else ()
    dated = sum(each.pages for each in years)
    return Narrowing(
        langs=tuple(_langs(counts["lang"], found.pages, asked, ui)) if "lang" in counts else (),
        bars=tuple(_bars(years, asked)),
        undated=found.pages - dated if years else 0,
        facets=tuple(
            _facet(counts[name], found.pages, asked, ui)
            for name in LISTED
            if name in counts and _is_telling(counts[name].values, found.pages)
        ),
    )


def filters(asked: Asked, ui: Interface) -> Iterator[Filter]:
    """The filters of a query that asks for something beside them, and the date it is asked at; each with a way out."""
    if asked.as_of:
        told = ui.gettext("as of %(date)s") % {"date": ui.date(asked.as_of)}
        yield Filter(label=told, href=asked.address(as_of=None, page=1))
    tree = parse(asked.query).tree
    parts: Sequence[Node] = tree.parts if isinstance(tree, AllOf) else ()
    for part in parts:
        if isinstance(part, Chosen | Dated):
            rest = joined([other for other in parts if other is not part])
            if rest is not None:
                yield Filter(label=_named(part, ui), href=asked.address(query=as_text(rest), page=1))


def switches(found: Answer, asked: Asked) -> tuple[Switch, ...]:
    return tuple(
        Switch(
            term=step.term,
            matched=step.matched,
            lang=step.lang,
            source=step.source,
            href=without(asked, step.matched),
        )
        for step in found.steps
    )


def switched_off(asked: Asked) -> tuple[Filter, ...]:
    """The steps that are not taken, each with the address of the answer with it."""
    return tuple(
        Filter(label=step, href=asked.address(without=tuple(o for o in asked.without if o != step), page=1))
        for step in asked.without
    )


def without(asked: Asked, matched: str) -> str:
    """The address of an answer that does not take the step to a word."""
    return asked.address(without=tuple(dict.fromkeys((*asked.without, matched.casefold()))), page=1)


def offers(found: Answer, asked: Asked, ui: Interface) -> tuple[ShownOffer, ...]:
    """What finds something, each with a true count. A query that was offered names its languages itself."""
    shown: list[ShownOffer] = []
    for offer in found.offers:
        about = ui.gettext(OFFERS[offer.kind]) if offer.kind in OFFERS else ""
        label = offer.query
        if offer.kind == "any":
            label = ui.gettext("pages with any of the words")
        elif offer.kind == "language" and not offer.instead:
            label = ui.gettext("pages in any language")
        elif offer.kind == "language":
            about = ui.gettext("in another language")
        shown.append(
            ShownOffer(
                label=label,
                about=about,
                href=asked.address(query=offer.query, langs=(), page=1),
                pages=offer.pages,
            )
        )
    return tuple(shown)


def _langs(counts: FacetCounts, pages: int, asked: Asked, ui: Interface) -> Iterator[ShownValue]:
    """FI SV EN, whether there are pages or not, then what else there is."""
    there = {each.value: each for each in counts.values}
    for lang in (*LANGUAGES, *(value for value in there if value not in LANGUAGES)):
        value = there.get(lang)
        yield ShownValue(
            label=ui.language(lang),
            pages=value.pages if value else 0,
            href=_href(value, pages, asked) if value else None,
            lang=lang,
        )


def _facet(counts: FacetCounts, pages: int, asked: Asked, ui: Interface) -> ShownFacet:
    return ShownFacet(
        title=ui.gettext(FACET_NAMES[counts.facet]),
        values=tuple(
            ShownValue(
                label=ui.kind(each.value) if counts.facet == "kind" else each.value,
                pages=each.pages,
                href=_href(each, pages, asked),
            )
            for each in counts.values[:MOST_VALUES]
        ),
        more=max(0, len(counts.values) - MOST_VALUES),
    )


def _is_telling(values: Sequence[FacetValue], pages: int) -> bool:
    return any(each.pages < pages for each in values)


def _href(value: FacetValue, pages: int, asked: Asked) -> str | None:
    if value.pages == pages:
        return None
    return asked.address(query=value.query, langs=(), page=1)


def _bars(years: Sequence[FacetValue], asked: Asked) -> Iterator[Bar]:
    if not years:
        return
    there = {int(each.value): each for each in years}
    first, last = min(there), max(there)
    shown = range(first, last + 1) if last - first < MOST_BARS else sorted(there)
    most = max(each.pages for each in years)
    for year in shown:
        value = there.get(year)
        pages = value.pages if value else 0
        yield Bar(
            year=f"{year:04}",
            pages=pages,
            href=asked.address(query=value.query, langs=(), page=1) if value else None,
            height=max(2, HEIGHT * pages // most) if pages else 0,
        )


def _named(part: Chosen | Dated, ui: Interface) -> str:
    if isinstance(part, Dated):
        ends = [ui.date(day) if day else "" for day in (part.first, part.last)]
        return ends[0] if part.first == part.last else "–".join(ends)
    names = {"lang": ui.language, "kind": ui.kind}
    name = names.get(part.field, str)
    values = ", ".join(name(value) for value in part.values)
    title = ui.gettext(FACET_NAMES[part.field]) if part.field in FACET_NAMES else part.field
    return f"{title}: {values}"
