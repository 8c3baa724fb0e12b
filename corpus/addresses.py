"""Web addresses as text: lightly normalised, and the one that a browser notes in a page it saves. Pure.

Lives here: what both reading and cleaning ask of an address. Not here: what a file is called that has none
(readers/addresses.py), what an address says about the page (metadata/addresses.py).
"""

import re
from urllib.parse import urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->", re.IGNORECASE)
_SAVED_FROM_WITHIN = 4_096  # browsers write the comment right after the doctype
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


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


def saved_from(page: bytes | str) -> str | None:
    """The address in the comment that browsers leave at the head of a saved page: `saved from url=(0023)https://...`."""
    head = page[:_SAVED_FROM_WITHIN]
    found = _SAVED_FROM.search(head if isinstance(head, str) else _decoded(head))
    return normalise_url(found[1]) if found else None


def _decoded(head: bytes) -> str:
    """Good enough to find a comment in; the page itself is decoded by cleaning."""
    if head.startswith(_UTF16_BOMS):
        return head.decode("utf-16", "replace")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(head) - 3  # a letter that does not end within the head
        return head[: error.start].decode("utf-8") if cut_off else head.decode("cp1252", "replace")
