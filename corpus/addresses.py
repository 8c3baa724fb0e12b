"""Web addresses as text: lightly normalised, and those that a page holds of itself. Pure.

Lives here: what both reading and cleaning ask of an address. Not here: what a file is called that has none
(readers/addresses.py), what an address says about the page (metadata/addresses.py).
"""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit, urlunsplit

from corpus.model import LANGUAGES, Lang, site_of

_DEFAULT_PORTS = {"http": 80, "https": 443}
# What browsers, the SingleFile extension and HTTrack write into a page they save; the last two say when.
_NOTES = (
    re.compile(r"<!--\s*saved from url=\(\d+\)\s*(?P<url>\S+?)\s*-->", re.IGNORECASE),
    re.compile(
        r"<!--\s*Page saved with SingleFile\s+url:[ \t]*(?P<url>\S+)(?:\s+saved date:[ \t]*(?P<time>[^\n(]{1,60}))?",
    ),
    re.compile(
        r"<!--\s*Mirrored from (?P<url>\S+) by HTTrack Website Copier/[^,>\n]{0,60}(?:, (?P<time>[^>\n]{1,60}?))?\s*-->"
    ),
)
_CANONICAL = re.compile(r"<link\s[^<>]{0,2000}?\brel\s*=\s*[\"']?canonical\b[^<>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_CANONICAL_WITHIN = 65_536  # it stands in the head
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


def site_at(url: str | None, source: str) -> str:
    """As `site_of`, for many pages: all addresses of a site begin the same, and its name is read off them once."""
    return _site_of("/".join(url.split("/", 3)[:3]) if url else None, source)


_site_of = lru_cache(1 << 14)(site_of)


def saved_from(page: bytes | str) -> str | None:
    """The address that whatever saved a page noted at its head, as in `<!-- saved from url=(0023)https://... -->`.

    HTTrack notes no scheme; it is taken to be https.
    """
    found = _note(page)
    if found is None:
        return None
    url = found["url"]
    return normalise_url(url if "://" in url or found.re is not _NOTES[2] else f"https://{url}")


def saved_at(page: bytes | str) -> str | None:
    """When it was saved, ISO 8601 in UTC, if that is noted beside the address."""
    found = _note(page)
    noted = found.groupdict().get("time") if found else None
    try:
        noted = re.sub(r"(?:GMT|UTC)(?=[+-]\d)", "", noted or "")  # `GMT+0200`: the sign is what counts
        return parsedate_to_datetime(noted).astimezone(UTC).isoformat() if noted else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def canonical_link(page: bytes | str) -> str | None:
    """The address that a page declares as its own in `<link rel="canonical">`; None if it is no web address."""
    head = page[:_CANONICAL_WITHIN]
    link = _CANONICAL.search(head if isinstance(head, str) else _decoded(head))
    href = _HREF.search(link[0]) if link else None
    return normalise_url(unescape(href[1] or href[2] or href[3] or "")) if href else None


def _note(page: bytes | str) -> re.Match[str] | None:
    head = page[:_SAVED_FROM_WITHIN]
    text = head if isinstance(head, str) else _decoded(head)
    return next((found for note in _NOTES if (found := note.search(text))), None)


def _decoded(head: bytes) -> str:
    """Good enough to find a comment in; the page itself is decoded by cleaning."""
    if head.startswith(_UTF16_BOMS):
        return head.decode("utf-16", "replace")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(head) - 3  # a letter that does not end within the head
        return head[: error.start].decode("utf-8") if cut_off else head.decode("cp1252", "replace")


def language_named(address: str) -> Lang | None:
    """The language an address promises: `/sv/`, `sv.example.org`. A parameter often names that of the menus only."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    first = (parts.hostname or "").split(".")[0]
    for segment in (*parts.path.split("/")[:-1], first):
        if (
            found := language_coded(segment.casefold().replace("_", "-").split("-")[0])
            if len(segment) in (2, 5)
            else None
        ):
            return found
    return None


def language_coded(name: str | None) -> Lang | None:
    """The language of a code as markup and addresses write it: `sv`, `sv-FI`, `sv_FI`."""
    code = re.split(r"[-_]", name.casefold())[0] if name else ""
    return next((lang for lang in LANGUAGES if lang == code), None)
