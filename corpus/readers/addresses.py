"""What a page is called: its URL where it is known, else SOURCE/relative/path.

Lives here: URLs lightly normalised, the address a browser leaves in a saved page, file names as text. Pure.
Not here: which source a file belongs to (sources.py).
"""

import os
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4,}\)(\S+?)\s*-->", re.IGNORECASE)
_SAVED_FROM_WITHIN = 2_048  # bytes; browsers write the comment right after the doctype


def normalise_url(url: str) -> str | None:
    """The URL with scheme and host in lower case, without fragment and default port; None if it is no web address.

    Path and query stay as they are: what looks like noise in them may be what tells two pages apart.
    """
    try:
        parts = urlsplit(url.partition("#")[0].strip())
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host or re.search(r"\s", parts.netloc):
        return None
    host = f"[{host}]" if ":" in host else host
    user, at, _ = parts.netloc.rpartition("@")
    shown_port = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    return urlunsplit((scheme, f"{user}{at}{host}{shown_port}", parts.path or "/", parts.query, ""))


def saved_from(body: bytes) -> str | None:
    """The address in the comment that browsers leave at the head of a saved page: `saved from url=(0023)https://...`."""
    head = body[:_SAVED_FROM_WITHIN]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    found = _SAVED_FROM.search(head.decode(encoding, "replace"))
    return normalise_url(found[1]) if found else None


def file_address(source: str, relative: PurePath) -> str:
    """SOURCE/relative/posix/path."""
    return f"{source}/{as_text(relative)}"


def as_text(path: PurePath | str) -> str:
    """A path as text that can be stored and printed anywhere.

    Accents are composed, as not every file system does; bytes that are no UTF-8 and control characters are written as
    `%FF`, as in URLs (and then `%` too, so that the name stays unambiguous).
    """
    text = path.as_posix() if isinstance(path, PurePath) else path
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    return "".join(
        char if char.isprintable() and char != "%" else quote(os.fsencode(char), safe="")
        for char in unicodedata.normalize("NFC", text)
    )
