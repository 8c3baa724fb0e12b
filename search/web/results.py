"""Answers in the shape they are shown in: programmes with one label per language, pages, passages, reasons.

Lives here: groups and summaries -> what the templates show. Pure. Not here: HTML beyond the marks (the templates).
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from corpus.linking.labels import programmes_of
from corpus.model import LANGUAGES, PageSummary, Programme
from search.answers import day_of, years_of, years_told
from search.passages import WhyMatched
from search.patterns import Step, is_carried_over
from search.service import Group, PageHit, languages_of
from search.web.article import is_same, lang_tag
from search.web.asking import Asked
from search.web.marking import marked, window
from search.web.narrowing import without

FIRST_HITS = 3  # of a programme; the others open in place
FIRST_OTHERS = 4


class Label(Struct, frozen=True, kw_only=True):
    """The small label of a language: a link where there is a page, hollow where there is none."""

    lang: str
    href: str | None = None
    title: str = ""
    pages: int = 0
    is_here: bool = False

    @property
    def text(self) -> str:
        return self.lang.upper() if self.lang in LANGUAGES else "?"


class ShownPassage(Struct, frozen=True, kw_only=True):
    html: Markup
    lang: str


class ShownReason(Struct, frozen=True, kw_only=True):
    """The steps from what was typed to what stands on the page; `href` searches without the step into another word."""

    steps: tuple[Step, ...]
    left_out: str = ""
    href: str | None = None


class ShownHit(Struct, frozen=True, kw_only=True):
    about: PageSummary
    href: str
    title: Markup
    passages: tuple[ShownPassage, ...]
    reasons: tuple[ShownReason, ...]


class ShownGroup(Struct, frozen=True, kw_only=True):
    """A programme of an answer, or a page or passage by itself; `title` is None where a page stands for itself."""

    title: str | None
    lang: str
    href: str
    labels: tuple[Label, ...]
    years: str
    first: tuple[ShownHit, ...]
    more: tuple[ShownHit, ...]
    others: tuple[PageSummary, ...]
    more_others: tuple[PageSummary, ...]


def shown(groups: Sequence[Group], asked: Asked, lang: str) -> tuple[ShownGroup, ...]:
    return tuple(_group(group, asked, lang) for group in groups)


def labels_of(pages: Sequence[PageSummary], asked: Asked, *, here: PageSummary | None = None) -> tuple[Label, ...]:
    """FI SV EN and what else there is. One page of a language is linked itself, several through their programme."""
    present = languages_of([*pages, *([here] if here else [])])
    extra = tuple(lang for lang in present if lang not in LANGUAGES)
    labels: list[Label] = []
    for lang in (*LANGUAGES, *extra):
        its = [page for page in pages if lang in (page.languages or (page.lang,))]
        if here is not None and lang in (here.languages or (here.lang,)):
            labels.append(Label(lang=lang, title=here.title, pages=1, is_here=True))
        elif len(its) == 1:
            labels.append(Label(lang=lang, href=page_address(its[0], asked), title=its[0].title, pages=1))
        elif its:
            href = f"{asked.reading(f'/programme/{its[0].programme}')}#{lang}"
            labels.append(Label(lang=lang, href=href, pages=len(its)))
        else:
            labels.append(Label(lang=lang))
    return tuple(labels)


def name_of(pages: Sequence[PageSummary], lang: str) -> tuple[str, str]:
    """What a programme is called, and in which language: the reader's, else the first there is."""
    return label_in(next(iter(programmes_of(pages))), lang)


def label_in(programme: Programme, lang: str) -> tuple[str, str]:
    """As `name_of`."""
    names = programme.labels
    return next(((title, own) for own, title in names if own == lang), (names[0][1], names[0][0]))


def page_address(page: PageSummary, asked: Asked) -> str:
    return asked.reading(f"/page/{page.id}")


def in_time_order(pages: Sequence[PageSummary]) -> Iterator[tuple[str, tuple[PageSummary, ...]]]:
    """For each language the pages in it, oldest first and undated ones last. A page in two languages stands in both."""
    ordered = sorted(pages, key=lambda page: (day_of(page) is None, day_of(page) or "", page.address))
    for lang in dict.fromkeys((*LANGUAGES, *languages_of(pages))):
        yield lang, tuple(page for page in ordered if lang in (page.languages or (page.lang,)))


def _group(group: Group, asked: Asked, lang: str) -> ShownGroup:
    members = [*(hit.about for hit in group.hits), *group.others]
    title, own = name_of(members, lang)
    hits = tuple(_hit(hit, asked) for hit in group.hits)
    is_whole = asked.unit == "programme"
    return ShownGroup(
        title=title if len(members) > 1 and is_whole else None,
        lang=lang_tag(own),
        href=asked.reading(f"/programme/{group.programme}"),
        labels=labels_of(members, asked),
        years=years_told(years_of(members)),
        first=hits[:FIRST_HITS],
        more=hits[FIRST_HITS:],
        others=group.others[:FIRST_OTHERS] if is_whole else (),
        more_others=group.others[FIRST_OTHERS:] if is_whole else (),
    )


def _hit(hit: PageHit, asked: Asked) -> ShownHit:
    reasons = [_reason(why, asked) for why in hit.reasons]
    return ShownHit(
        about=hit.about,
        href=page_address(hit.about, asked),
        title=marked(hit.title, hit.title_marks),
        passages=tuple(
            ShownPassage(html=window(p.text, p.marks), lang=lang_tag(p.lang))
            for p in hit.passages
            if not is_same(p.text, hit.title)  # it is marked already
        ),
        reasons=tuple(sorted(reasons, key=lambda reason: reason.href is None)),  # other languages first
    )


def _reason(why: WhyMatched, asked: Asked) -> ShownReason:
    steps = why.steps or (Step(term=why.term, matched=why.matched, lang=why.lang, source=why.source),)
    carried = next((step for step in steps if is_carried_over(step.source)), None)
    if carried is None:
        return ShownReason(steps=steps)
    return ShownReason(steps=steps, left_out=carried.matched, href=without(asked, carried.matched))
