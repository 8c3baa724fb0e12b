"""The small web view: search, pages and programmes in a browser, without need of JavaScript.

`create_app` gives the WSGI application of an archive, `serve` runs it. Importing this package loads Flask.
"""

from search.web.app import create_app
from search.web.server import serve

__all__ = ["create_app", "serve"]
