"""What the web view answers to a query: the answer, its lines in context, and both as files.

Lives here: the routes of a query. Not here: pages and programmes (reading.py), what is asked (asking.py), how answers
look (results.py, narrowing.py, the templates).
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, render_template, request
from msgspec.structs import replace
from werkzeug.exceptions import NotFound

from search.answers import none_held
from search.citing import Format
from search.concordance import SORTS as LINE_SORTS
from search.concordance import Concordance, as_csv, concordance
from search.export import answer_record
from search.exporting import export
from search.service import Searcher
from search.suggest import suggestions_record
from search.web import asking, narrowing, results
from search.web.asking import Asked
from search.web.current import current_asked, current_interface, file_response, json_response, show_as
from search.web.live import LiveSearcher
from search.web.notes import translated

LINES = 100  # of a concordance on a page
CONTEXT = 60  # characters on either side
PAGES_READ = 500  # best pages whose places are listed: they are read while other readers wait

CITATIONS: Mapping[str, tuple[Format, str, str]] = {
    "bib": ("bibtex", "application/x-bibtex", "BibTeX"),
    "ris": ("ris", "application/x-research-info-systems", "RIS"),
    "csl": ("csl", "application/vnd.citationstyles.csl+json", "CSL"),
}
"""Formats by the ending of their address: how they are written, their media type, and what they are called."""
FILES: Mapping[str, tuple[Format, str, str]] = {"csv": ("csv", "text/csv", "CSV"), **CITATIONS}


def add_answers(app: Flask, live: LiveSearcher) -> None:
    app.add_url_rule("/", view_func=lambda: _front(live), endpoint="front")
    app.add_url_rule("/search.json", view_func=lambda: _answer_as_json(live), endpoint="search_json")
    app.add_url_rule("/suggest", view_func=lambda: _suggest(live), endpoint="suggest")
    app.add_url_rule("/search.<ending>", view_func=lambda ending: _export(live, ending), endpoint="export")
    app.add_url_rule("/concordance", view_func=lambda: _concordance(live), endpoint="concordance")
    app.add_url_rule("/concordance.csv", view_func=lambda: _concordance_as_csv(live), endpoint="concordance_csv")


def _front(live: LiveSearcher) -> str:
    asked, ui = current_asked(), current_interface()
    with live.borrowed(current_asked().as_of) as searcher:
        pages = searcher.count()
        if not pages or not asked.query.strip():
            first_day = live.first_day() if asked.as_of and not pages else None
            return render_template("front.html", pages=pages, first_day=first_day)
        asked, found = asking.answer(searcher, asked, lead=ui.lang, facets=True)
        with_all = 0 if found.pages else asking.count_in_all_languages(searcher, asked)
    show_as(asked)
    return render_template(
        "search.html",
        found=found,
        groups=results.shown(found.groups, asked, ui.lang),
        notes=translated(found.notes, ui),
        narrowed=narrowing.narrowing(found, asked, ui),
        filters=tuple(narrowing.filters(asked, ui)),
        switches=narrowing.switches(found, asked),
        off=narrowing.switched_off(asked),
        offers=narrowing.offers(found, asked, ui),
        with_all=with_all,
        files=FILES,
        last=asking.last_page(found),
    )


def _answer_as_json(live: LiveSearcher) -> Response:
    with live.borrowed(current_asked().as_of) as searcher:
        _, found = asking.answer(searcher, current_asked(), facets=request.args.get("facets") == "1")
        is_empty = not searcher.count()
    return json_response(answer_record(replace(found, notes=(*found.notes, *_none_held(live, is_empty=is_empty)))))


def _suggest(live: LiveSearcher) -> Response:
    """What may be about to be typed, for the script of the search box and for programs."""
    asked = current_asked()
    with live.borrowed() as searcher:
        found = searcher.suggester.suggest(asked.query, asked.langs[0] if len(asked.langs) == 1 else None)
    return json_response(suggestions_record(asked.query, found))


def _export(live: LiveSearcher, ending: str) -> Response:
    """All pages that match, cited with the query that found them."""
    if ending not in FILES:
        raise NotFound
    form, media, _ = FILES[ending]
    asked = current_asked()
    with live.borrowed(current_asked().as_of) as searcher:
        read: dict[str, Any] = {"langs": asked.langs, "translate": asked.expand, "without": asked.without}
        also = _none_held(live, is_empty=not searcher.count())
        text = "".join(export(searcher, asked.query, form, as_of=asked.as_of or "", also=also, **read))
    return file_response(text, media, f"kielo.{ending}")


def _concordance(live: LiveSearcher) -> str:
    asked, ui = current_asked(), current_interface()
    with live.borrowed(current_asked().as_of) as searcher:
        found = _lines(searcher, asked)
        is_empty = not searcher.count()
    last = max(1, -(-len(found.lines) // LINES))
    page = min(asked.page, last)
    beyond = (asking.BEYOND,) if found.lines and asked.page > last else ()
    start = (page - 1) * LINES
    return render_template(
        "concordance.html",
        found=found,
        lines=found.lines[start : start + LINES],
        notes=translated((*found.notes, *beyond, *_none_held(live, is_empty=is_empty)), ui),
        sorts=LINE_SORTS,
        page=page,
        last=last,
    )


def _concordance_as_csv(live: LiveSearcher) -> Response:
    with live.borrowed(current_asked().as_of) as searcher:
        found = _lines(searcher, current_asked())
    return file_response("".join(as_csv(found.lines)), "text/csv", "kielo-concordance.csv")


def _none_held(live: LiveSearcher, *, is_empty: bool) -> tuple[str, ...]:
    """The note of an archive that held nothing at the date it is asked of."""
    as_of = current_asked().as_of
    first = live.first_day() if as_of and is_empty else None
    return (none_held(as_of, first),) if as_of and first else ()


def _lines(searcher: Searcher, asked: Asked) -> Concordance:
    question = searcher.question(asked.query, langs=asked.langs, translate=asked.expand, without=asked.without)
    return concordance(searcher, question, asked.query, sort=asked.lines, width=CONTEXT, most=PAGES_READ)
