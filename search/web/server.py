"""Running the web view: one listening socket, waitress on it, until Ctrl-C.

Lives here: sockets and their errors in words. Not here: what is answered (app.py).
"""

import errno
import logging
import socket
from collections.abc import Callable
from pathlib import Path

from corpus.errors import ServerError
from search.web.app import create_app

THREADS = 4
MAX_BODY = 65_536  # bytes: nothing here reads one

_OTHER_PORT = "give another --port above 1023, or --port 0 for any free one"
_REFUSALS = {
    errno.EADDRINUSE: ("another program listens there", _OTHER_PORT),
    errno.EACCES: ("this user may not listen there", _OTHER_PORT),
    errno.EADDRNOTAVAIL: (
        "this machine does not have that address",
        "give --host 127.0.0.1, or an address of this machine",
    ),
}


def serve(archive: Path, host: str, port: int, *, announce: Callable[[str], None]) -> None:
    """Answer at `host` and `port` (0: any free one) until Ctrl-C; `announce` is told the address once it is open.

    Raises ServerError when the address cannot be had.
    """
    from waitress import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a moment is no news
    app = create_app(archive, host=host)
    with _listening(host, port) as listening:
        bound, number = listening.getsockname()[:2]
        server = create_server(
            app,
            sockets=[listening],
            threads=THREADS,
            ident=None,
            max_request_body_size=MAX_BODY,
            clear_untrusted_proxy_headers=True,
        )
        name = "localhost" if host == "localhost" else bound
        announce(f"http://{f'[{name}]' if ':' in name else name}:{number}/")
        try:
            server.run()  # ends by itself on Ctrl-C
        finally:
            server.close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; of the addresses a name stands for, IPv4 first, as browsers on one machine find it so."""
    where = f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address[:2], family=family, backlog=64)
    except (socket.gaierror, UnicodeError) as error:  # a name too long for DNS is a UnicodeError
        raise ServerError(
            "this machine knows no such address", where=where, hint="--host 127.0.0.1 always is"
        ) from error
    except OSError as error:
        what, cure = _REFUSALS.get(error.errno or 0, (f"cannot listen there: {error.strerror}", _OTHER_PORT))
        raise ServerError(what, where=where, hint=cure) from error
