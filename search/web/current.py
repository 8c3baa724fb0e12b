"""The request that is being answered: what it asks, in which language its reader is told, and JSON for programs.

Lives here: what all routes share. Not here: the routes (answering.py, reading.py), the application (app.py).
"""

import json
from typing import Any

from flask import Response, g, request

from corpus.model import LANGUAGES
from search.web.asking import Asked, read_asked
from search.web.interface import Interface, interface


def current_asked() -> Asked:
    if "asked" not in g:
        g.asked = read_asked(request.args)
    asked: Asked = g.asked
    return asked


def show_as(asked: Asked) -> None:
    """What is asked, as it is shown and linked in the rest of this answer."""
    g.asked = asked


def current_interface() -> Interface:
    """The language the address names, else what the browser asks for, else English."""
    wanted = (tag.partition("-")[0].casefold() for tag, quality in request.accept_languages if quality)
    return interface(current_asked().ui or next((lang for lang in wanted if lang in LANGUAGES), "en"))


def json_response(record: dict[str, Any]) -> Response:
    return Response(json.dumps(record, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")


def file_response(text: str, media: str, name: str) -> Response:
    """A file that a browser keeps under a name."""
    response = Response(text, mimetype=media)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
