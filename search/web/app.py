"""The web view as a WSGI application: routes, errors in plain words, and what keeps a browser safe.

One script of our own completes the search box; no other would run, and everything works without it. Nothing is fetched
from elsewhere; text of the archive is always escaped. Any parameter gives an answer. Not here: listening (server.py),
the routes (answering.py, reading.py), what is asked (asking.py), how answers look (the templates).
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import BadRequest, HTTPException, MisdirectedRequest

from corpus.errors import KieloError, StoreError
from corpus.model import LANGUAGES
from search.web import results
from search.web.answering import add_answers
from search.web.article import lang_tag
from search.web.current import current_asked, current_interface, json_response
from search.web.hosts import is_own
from search.web.interface import OWN_NAMES
from search.web.live import LiveSearcher
from search.web.marking import breakable
from search.web.reading import add_reading

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self';"
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
    add_answers(app, live)
    add_reading(app, live)
    _add_files(app)
    _add_errors(app, archive)

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
        lambda text: current_interface().gettext(text),
        lambda one, many, count: current_interface().ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        lang_tag=lang_tag, breakable=breakable, page_address=results.page_address, static=_static_address
    )

    @app.context_processor
    def shared() -> dict[str, Any]:
        asked = current_asked()
        here = [(lang, name, asked.address(request.path, ui=lang)) for lang, name in OWN_NAMES.items()]
        return {"ui": current_interface(), "asked": asked, "interfaces": here, "languages": LANGUAGES}


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

    files = (("style.css", "text/css"), ("favicon.svg", "image/svg+xml"), ("suggest.js", "text/javascript"))
    for name, media in files:
        app.add_url_rule(f"/{name}", endpoint=name, view_func=file(name, media))


def _add_errors(app: Flask, archive: Path) -> None:
    def told(status: int, template: str, **told: Any) -> tuple[str, int] | tuple[Response, int]:
        if request.path.endswith(".json"):
            return json_response({"error": told["error"]}), status
        return render_template(template, status=status, **told), status

    @app.before_request
    def dates_are_dates() -> None:
        """An answer of today must not pass for one of a date that was mistyped."""
        if request.args.get("as_of") and current_asked().as_of is None:
            raise BadRequest

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:  # a redirect of the router
            return error
        no_date = request.args.get("as_of") if current_asked().as_of is None else None
        return told(error.code, "error.html", error=error.name, no_date=no_date, is_being_built=False)

    @app.errorhandler(KieloError)
    def unusable(error: KieloError) -> Any:
        """The archive cannot be read just now: that is no fault of the address."""
        from indexer.as_of import BEING_BUILT
        from indexer.generations import generation_if_told

        has_none = isinstance(error, StoreError) and generation_if_told(archive) is None
        template = "no_index.html" if has_none else "error.html"
        return told(503, template, error=str(error), is_being_built=error.what == BEING_BUILT)


@cache
def _static_address(name: str) -> str:
    """The address of a file that changes with what is in it, so that a browser never mixes two releases."""
    return f"/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"
