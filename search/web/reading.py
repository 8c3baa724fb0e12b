"""The routes of what is read: a page, a programme, and how both are cited.

Not here: the routes of a query (answering.py), the shape of a page (article.py), the templates.
"""

from collections.abc import Sequence

from flask import Flask, Response, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from corpus.linking.overview import Overview, overviews
from corpus.model import Block, PageId, PageSummary
from search.answers import years_of, years_told
from search.citing import exported
from search.service import Searcher
from search.web import results
from search.web.answering import CITATIONS
from search.web.article import parts_of
from search.web.current import current_asked, current_interface, file_response
from search.web.live import LiveSearcher
from search.web.marking import marked


def add_reading(app: Flask, live: LiveSearcher) -> None:
    app.add_url_rule("/page/<name>", view_func=lambda name: _page(live, name), endpoint="page")
    app.add_url_rule("/programme/<name>", view_func=lambda name: _programme(live, name), endpoint="programme")
    for kind in ("page", "programme"):
        app.add_url_rule(
            f"/{kind}/<name>/cite.<ending>",
            view_func=lambda name, ending, kind=kind: _cited(live, kind, name, ending),
            endpoint=f"cite_{kind}",
        )


def _page(live: LiveSearcher, name: str) -> str:
    asked = current_asked()
    with live.borrowed(current_asked().as_of) as searcher:
        known = searcher.page(name)
        if known is None:
            raise NotFound
        about, blocks, others = known
        title = Block(kind="heading", text=about.title, lang=about.lang)
        title_marks, *marks = searcher.marks(
            asked.query, (title, *blocks), translate=asked.expand, without=asked.without
        )
    return render_template(
        "page.html",
        about=about,
        title=marked(about.title, title_marks),
        parts=parts_of(about.title, about.lang, blocks, marks),
        others=others,
        companions=results.labels_of(others, asked, here=about),
        programme=results.name_of([about, *others], current_interface().lang),
        is_web=about.address.startswith(("http://", "https://")),
        files=CITATIONS,
    )


def _programme(live: LiveSearcher, name: str) -> str | AnyResponse:
    with live.borrowed(current_asked().as_of) as searcher:
        pages = searcher.programme(name)
        around = _around(live, searcher, pages) if pages else None
    if around is None:
        raise NotFound
    if pages[0].programme != name:  # it has become part of another
        return redirect(current_asked().reading(f"/programme/{pages[0].programme}"))
    return render_template(
        "programme.html",
        name=results.name_of(pages, current_interface().lang),
        programme=name,
        columns=tuple(results.in_time_order(pages)),
        years=years_told(years_of(pages)),
        pages=pages,
        rounds=tuple((each, results.label_in(each.programme, current_interface().lang)) for each in around.rounds),
        likes=tuple((each, results.label_in(each.programme, current_interface().lang)) for each in around.beside),
        files=CITATIONS,
    )


def _around(live: LiveSearcher, searcher: Searcher, pages: Sequence[PageSummary]) -> Overview:
    """The programme of some pages with its rounds and what is like it, as far as the index knows their pages."""
    links = live.links_of([page.id for page in pages], searcher)
    others = searcher.summaries(sorted({each for link in links for each in (link.a, link.b)}))
    named = dict.fromkeys([pages[0].programme, *(page.programme for page in others.values())])
    known = [page for programme in named for page in searcher.programme(programme)]
    return next(each for each in overviews(known, links, {}) if each.programme.id == pages[0].programme)


def _cited(live: LiveSearcher, kind: str, name: str, ending: str) -> Response:
    """A page, or the pages of a programme, as a file for reference managers."""
    if ending not in CITATIONS:
        raise NotFound
    form, media, _ = CITATIONS[ending]
    with live.borrowed(current_asked().as_of) as searcher:
        pages = searcher.programme(name) if kind == "programme" else tuple(searcher.summaries([PageId(name)]).values())
    if not pages:
        raise NotFound
    known = pages[0].programme if kind == "programme" else pages[0].id
    return file_response("".join(exported(pages, form)), media, f"{known}.{ending}")
