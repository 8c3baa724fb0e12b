"""What the page in a file is called: by its place in a mirror its URL, else SOURCE/relative/path.

Lives here: file names as URLs and as text. Pure.
Not here: which source a file belongs to (sources.py), URLs themselves (corpus.addresses).
"""

import os
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

from corpus.addresses import normalise_url

# A country, or one of the domains that stand for none. A folder `sivut.sv` or `old.pages` is no host: languages and
# habits of naming are left out (El Salvador's hosts then keep their names as folders).
_LAST_LABEL = re.compile(r"(?!sv$)[a-z]{2}|com|org|net|info|edu|gov|int|eu|museum|coop|name|example|test")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_IN_PATHS = "/?&=:@!$'()*+,;~"
_ESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INDEX = re.compile(r"(?<=/)index\.html(?=\?|$)")


def mirrored_url(relative: PurePath) -> str | None:
    """The URL of a file in a mirror, whose top folders are host names as wget and HTTrack make them; else None.

    `www.kunta.example/fi/index.html` is `https://www.kunta.example/fi/`. Only the path is asked, so that a file has the
    same address whatever lies beside it. A `?` in a name begins the query, as wget writes it.
    """
    host, _, path = as_text(relative).partition("/")
    *labels, last = host.lower().split(".")
    if not path or not labels or not _LAST_LABEL.fullmatch(last) or not all(map(_LABEL.fullmatch, labels)):
        return None
    quoted = quote(_ESCAPED.sub("%25", path), safe=_IN_PATHS + "%")
    return normalise_url(_INDEX.sub("", f"https://{host}/{quoted}"))


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
