"""What the page in a file is called: by its place in a mirror its URL, else SOURCE/relative/path.

Lives here: file names as URLs and as text. Pure.
Not here: which source a file belongs to (sources.py), URLs themselves (corpus.addresses).
"""

import os
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote, unquote, urlsplit

from corpus.addresses import normalise_url

# A country, or one of the domains that stand for none. A folder `sivut.sv` or `old.pages` is no host: languages and
# habits of naming are left out (El Salvador's hosts then keep their names as folders).
_LAST_LABEL = re.compile(r"(?!sv$)[a-z]{2}|com|org|net|info|edu|gov|int|eu|museum|coop|name|example|test")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_IN_PATHS = "/?&=:@!$'()*+,;~"
_ESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INDEX = re.compile(r"(?<=/)index\.html(?=\?|$)")
_PORT = re.compile(r"[:+](\d{1,5})$")  # `+` where the file system has no `:`
# wget writes `@` for the `?` of the query where the file system has none; `/@name/` begins no query.
_AT_QUERY = re.compile(r"(?<=/)([^/?@]*)@(?=[^/?@=&]+=[^/]*$)")
# What `wget -E` adds: after a query always; after the name of a program, as no page is written in both.
_ADDED_ENDING = re.compile(r"(\?.*|\.(?:php[3-8]?|phtml|aspx?|jspx?|cgi|cfm|do))\.html$", re.IGNORECASE)
_SAME_PAGE = re.compile(r"(?:(?<=/)index)?(?:\.x?html?)?$|/$", re.IGNORECASE)


def mirrored_url(relative: PurePath, folder: str = "") -> str | None:
    """The URL of a file in a mirror, whose top folders are host names as wget and HTTrack make them; else None.

    `www.kunta.example/fi/index.html` is `https://www.kunta.example/fi/`. `folder` is the name of the folder that was
    given, which may be the host itself; above the hosts there may be one folder for the scheme. Only the path is asked,
    so that a file has the same address whatever lies beside it. A `?` in a name begins the query, as wget writes it
    (`@` on Windows), and the `.html` that it adds to other endings is none of the URL.
    """
    path = as_text(relative)
    scheme, _, below = path.partition("/")
    if scheme in ("http", "https") and (found := _url(scheme, below)):
        return found
    return _url("https", path) or (_url("https", f"{folder}/{path}") if folder else None)


def _url(scheme: str, mirrored: str) -> str | None:
    host, _, path = mirrored.partition("/")
    port = _PORT.search(host)
    host = host[: port.start()] if port else host
    *labels, last = host.lower().split(".")
    if not path or not labels or not _LAST_LABEL.fullmatch(last) or not all(map(_LABEL.fullmatch, labels)):
        return None
    path = _AT_QUERY.sub(r"\1?", f"/{path}")
    path = _ADDED_ENDING.sub(r"\1", path)
    quoted = quote(_ESCAPED.sub("%25", path), safe=_IN_PATHS + "%")
    shown_port = f":{port[1]}" if port else ""
    return normalise_url(_INDEX.sub("", f"{scheme}://{host}{shown_port}{quoted}"))


def refined(mirrored: str, canonical: str | None) -> str:
    """The canonical link where it names the same page as the place in the mirror; else what the place tells.

    It knows the scheme and whether `.html` or `/` belong to the URL. Of another host or path it is no evidence: sites
    declare the front page, or the Finnish page, as canonical of everything.
    """
    return canonical if canonical is not None and _likeness(canonical) == _likeness(mirrored) else mirrored


def _likeness(url: str) -> tuple[str | None, str, str]:
    parts = urlsplit(url)
    return parts.hostname, _SAME_PAGE.sub("", unquote(parts.path)).rstrip("/"), parts.query


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
