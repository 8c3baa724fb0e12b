"""What a file holds, by its name or, where the name says nothing, by its first bytes.

Lives here: the table of endings, the look at the beginning. Not here: whether it can be a page (corpus.sniffing).
"""

import json
import mimetypes
import zlib
from typing import Literal, TypeAlias

from corpus.sniffing import media_of

Form: TypeAlias = Literal["html", "text", "warc", "jsonl", "zip"]

HEAD = 64 * 1024
"""Bytes that are enough to tell a form by: a first line of JSON longer than this is taken for what it begins like."""

_FORMS: dict[str, Form] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".warc": "warc",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_CONTAINERS: dict[str, Form] = {".zip": "zip", ".wacz": "zip"}
_ENDINGS = _FORMS | {f"{ending}.gz": form for ending, form in _FORMS.items()} | _CONTAINERS
_KNOWN_TYPES = mimetypes.MimeTypes()  # Python's own table: what a machine adds to it must not decide what is read
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


def form_of(name: str) -> Form | None:
    """What a file's name says it holds; None if files of such a name are not read."""
    lowered = name.lower()
    return next((form for ending, form in _ENDINGS.items() if lowered.endswith(ending)), None)


def may_be_page(name: str) -> bool:
    """Whether a file in a mirror may be a page by a name that says nothing of it: `ohjelma`, `sivu.php`, `haku?id=3`.

    That is how wget writes pages unless it is told to adjust their endings.
    """
    return form_of(name) is None and not name.startswith(".") and _KNOWN_TYPES.guess_type(name)[0] is None


def begins_like_page(head: bytes) -> bool:
    """Whether a file that begins so is an HTML document, not just some text with tags."""
    return media_of(head, "text") == "html"


def is_folder_of_pages(name: str) -> bool:
    """Whether the name is that of a zip, which stands for a folder; a WACZ holds records, which have their own URLs."""
    return name.lower().endswith(".zip")


def is_packed(name: str) -> bool:
    """Whether the name is that of a single page, text or list of records under gzip."""
    return name.lower().endswith(".gz") and form_of(name) not in (None, "warc")


def form_of_bytes(head: bytes) -> Form:
    """What a file holds that begins like this (HEAD bytes are enough). What is no container is a text, or HTML."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD)
        except zlib.error:
            return "text"
    elif head.startswith(_ZIP):
        return "zip"
    head = head.removeprefix(_BOM)
    if head.startswith(b"WARC/"):
        return "warc"
    line, ended, _ = head.lstrip().partition(b"\n")
    return "jsonl" if line.startswith(b"{") and (_is_object(line) or (not ended and len(head) >= HEAD)) else "text"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
