"""The web view as a WSGI application: routes, errors in plain words, and what keeps a browser safe.

No script is sent and none would run; nothing is fetched from elsewhere; text of the archive is always escaped. Any
parameter gives an answer. Not here: listening (server.py), what is asked (asking.py), how answers look (results.py,
article.py, the templates).
"""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, redirect, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MisdirectedRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import KieloError, StoreError
from corpus.model import LANGUAGES, Block
from search.export import answer_record
from search.web import asking, results
from search.web.article import lang_tag, parts_of
from search.web.asking import Asked, read_asked
from search.web.hosts import is_own
from search.web.interface import OWN_NAMES, Interface, interface
from search.web.live import LiveSearcher
from search.web.marking import breakable, marked
from search.web.notes import translated

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC_AGE = 86_400  # seconds: their addresses change with them
STATIC = Path(__file__).with_name("static")


def create_app(archive: Path, *, host: str = "127.0.0.1") -> Flask:
    """The application of an archive; `host` is the name or address it is reached by, beside this machine's own."""
    app = Flask(__name__, static_folder=None)
    live = LiveSearcher(archive)
    _prepare_templates(app)
    _add_search(app, live)
    _add_reading(app, live)
    _add_files(app)
    _add_errors(app)

    @app.before_request
    def check_host() -> None:
        """A page from elsewhere whose name is pointed at this machine must not read the archive."""
        if not is_own(request.environ.get("HTTP_HOST", ""), host):
            raise MisdirectedRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.add("Accept-Language")
        return response

    return app


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda text: _interface().gettext(text),
        lambda one, many, count: _interface().ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        lang_tag=lang_tag, breakable=breakable, page_address=results.page_address, static=_static_address
    )

    @app.context_processor
    def shared() -> dict[str, Any]:
        asked = _asked()
        here = [(lang, name, asked.address(request.path, ui=lang)) for lang, name in OWN_NAMES.items()]
        return {"ui": _interface(), "asked": asked, "interfaces": here, "languages": LANGUAGES}


def _add_search(app: Flask, live: LiveSearcher) -> None:
    @app.get("/")
    def front() -> str:
        asked = _asked()
        with live.borrowed() as searcher:
            pages = searcher.count()
            if not pages or not asked.query.strip():
                return render_template("front.html", pages=pages)
            asked, found = asking.answer(searcher, asked)
            tries = () if found.pages else tuple(asking.tries(searcher, asked))
        g.asked = asked
        ui = _interface()
        groups = results.shown(found.groups, asked, ui.lang)
        notes = translated(found.notes, ui)
        last = asking.last_page(found)
        return render_template("search.html", found=found, groups=groups, notes=notes, tries=tries, last=last)

    @app.get("/search.json")
    def search_json() -> Response:
        with live.borrowed() as searcher:
            _, found = asking.answer(searcher, _asked())
        return _json(answer_record(found))


def _add_reading(app: Flask, live: LiveSearcher) -> None:
    @app.get("/page/<name>")
    def page(name: str) -> str:
        asked = _asked()
        with live.borrowed() as searcher:
            known = searcher.page(name)
            if known is None:
                raise NotFound
            about, blocks, others = known
            title = Block(kind="heading", text=about.title, lang=about.lang)
            title_marks, *marks = searcher.marks(asked.query, (title, *blocks), translate=asked.expand)
        return render_template(
            "page.html",
            about=about,
            title=marked(about.title, title_marks),
            parts=parts_of(about.title, about.lang, blocks, marks),
            others=others,
            companions=results.labels_of(others, asked, here=about),
            programme=results.name_of([about, *others], _interface().lang),
            is_web=about.address.startswith(("http://", "https://")),
        )

    @app.get("/programme/<name>")
    def programme(name: str) -> str | AnyResponse:
        asked = _asked()
        with live.borrowed() as searcher:
            pages = searcher.programme(name)
        if not pages:
            raise NotFound
        if pages[0].programme != name:  # it has become part of another
            return redirect(asked.reading(f"/programme/{pages[0].programme}"))
        return render_template(
            "programme.html",
            name=results.name_of(pages, _interface().lang),
            columns=tuple(results.in_time_order(pages)),
            years=results.years_of(pages),
            pages=pages,
        )


def _add_files(app: Flask) -> None:
    def file(name: str, media: str) -> Callable[[], Response]:
        body = (STATIC / name).read_bytes()

        def give() -> Response:
            response = Response(body, mimetype=media)
            response.cache_control.max_age = STATIC_AGE
            response.add_etag()
            response.make_conditional(request)
            return response

        return give

    for name, media in (("style.css", "text/css"), ("favicon.svg", "image/svg+xml")):
        app.add_url_rule(f"/{name}", endpoint=name, view_func=file(name, media))


def _add_errors(app: Flask) -> None:
    def told(status: int, template: str, **told: Any) -> tuple[str, int] | tuple[Response, int]:
        if request.path.endswith(".json"):
            return _json({"error": told["error"]}), status
        return render_template(template, status=status, **told), status

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:  # a redirect of the router
            return error
        return told(error.code, "error.html", error=error.name)

    @app.errorhandler(KieloError)
    def unusable(error: KieloError) -> Any:
        """The archive cannot be read just now: that is no fault of the address."""
        template = "no_index.html" if isinstance(error, StoreError) else "error.html"
        return told(503, template, error=str(error))


@cache
def _static_address(name: str) -> str:
    """The address of a file that changes with what is in it, so that a browser never mixes two releases."""
    return f"/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


def _asked() -> Asked:
    if "asked" not in g:
        g.asked = read_asked(request.args)
    asked: Asked = g.asked
    return asked


def _interface() -> Interface:
    """The language the address names, else what the browser asks for, else English."""
    wanted = (tag.partition("-")[0].casefold() for tag, quality in request.accept_languages if quality)
    return interface(_asked().ui or next((lang for lang in wanted if lang in LANGUAGES), "en"))


def _json(record: dict[str, Any]) -> Response:
    return Response(json.dumps(record, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")
