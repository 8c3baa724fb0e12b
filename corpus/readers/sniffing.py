"""Whether bytes can be a page at all, and of which medium.

Lives here: the guards in front of every parser: size, magic bytes, control characters. Pure.
Not here: decoding, hostile markup (cleaning).
"""

import re

from corpus.model import Drop, Media, Reason

PAGE_LIMIT = 10_000_000
"""Bytes. Parsers built on libxml2 lose everything, silently, in a text node of 10 MB."""

MAX_CONTROL = 0.05
"""Share of control bytes beyond which it is no text. Random bytes have a tenth, pages none."""

_MAGIC = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),  # two letters only: believed if the rest is not text either
    (b"RIFF", "a RIFF picture, sound or film"),
    (b"OggS", "an Ogg sound or film"),
    (b"ID3", "an MP3 sound"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"PK\x03\x04", "a zip archive or Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
)
_ALSO_LETTERS = (b"BM", b"MZ", b"ID3", b"BZh", b"RIFF", b"wOFF", b"wOF2", b"Rar!", b"OggS")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = bytes({*range(32), 127} - set(b"\t\n\v\f\r"))
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_TAG = re.compile(rb"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)


def refusal(body: bytes, place: str) -> Drop | None:
    """Why these bytes cannot be a page; None if they may be one."""
    if len(body) > PAGE_LIMIT:
        return Drop(place=place, reason=Reason.TOO_LARGE, detail=f"more than {PAGE_LIMIT // 1_000_000} MB")
    if encoding := _wide_encoding(body):
        text = body.decode(encoding, "replace")
        if not text.strip("\ufeff \t\r\n"):
            return Drop(place=place, reason=Reason.EMPTY)
        share = len(_CONTROL_CHARACTERS.findall(text)) / len(text)
        return _not_text(place, _percent(share)) if share > MAX_CONTROL else None
    if not body.removeprefix(b"\xef\xbb\xbf").strip():
        return Drop(place=place, reason=Reason.EMPTY)
    detail = _binary(body)
    return _not_text(place, detail) if detail else None


def media_of(body: bytes, claimed: Media) -> Media:
    """The medium that the bytes show: a text that opens like a page is one, a page without a single tag is a text."""
    if encoding := _wide_encoding(body):
        body = body.decode(encoding, "replace").encode()
    body = body.removeprefix(b"\xef\xbb\xbf")
    if claimed == "text":
        return "html" if _PAGE.match(body[:4_096]) else "text"
    return "html" if _TAG.search(body) else "text"


def _binary(body: bytes) -> str | None:
    controls = len(body) - len(body.translate(None, _CONTROL))
    share = controls / len(body)
    kind = next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)
    if kind and (controls or not body.startswith(_ALSO_LETTERS)):
        return kind
    if b"\x00" in body:
        return "NUL bytes"
    return _percent(share) if share > MAX_CONTROL else None


def _wide_encoding(body: bytes) -> str | None:
    return next((encoding for bom, encoding in _BOMS if body.startswith(bom)), None)


def _percent(share: float) -> str:
    return f"{share:.0%} control characters"


def _not_text(place: str, detail: str) -> Drop:
    return Drop(place=place, reason=Reason.NOT_TEXT, detail=detail)
