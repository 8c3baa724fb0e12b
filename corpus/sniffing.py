"""Whether something can be a page at all, and of which medium: the guard in front of every reader and every parser.

Lives here: size, magic bytes, control characters, Unicode of two and four bytes, text or HTML. Pure.
Not here: decoding and hostile markup (cleaning), the row that a refused file leaves (readers).
"""

import re

from msgspec import Struct

from corpus.model import Media, Reason

MAX_BYTES = 10_000_000
"""Parsers built on libxml2 lose everything, silently, in a text node of 10 MB."""

MAX_CONTROL = 0.05
"""Share of control characters beyond which it is no text: a tenth of random bytes are, of pages none or a stray few."""

_MAGIC = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"PK\x03\x04", "a zip archive or Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x00\x01\x00\x00\x00", "a font"),
)
# A text may begin with these letters, too: they are believed if the rest is no text either.
_LETTERS = (
    (b"BM", "a BMP picture"),
    (b"RIFF", "a RIFF picture, sound or film"),
    (b"OggS", "an Ogg sound or film"),
    (b"ID3", "an MP3 sound"),
    (b"BZh", "bzip2-compressed"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a program"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8_BOM = b"\xef\xbb\xbf"
_PLAIN_CONTROLS = b"\t\n\v\f\r\x1b"  # the last one begins the colours that terminals leave in a text
_CONTROL_BYTES = bytes({*range(32), 127} - set(_PLAIN_CONTROLS))
_BROKEN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_TAG = re.compile(rb"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)


class Refusal(Struct, frozen=True, kw_only=True):
    """Why this did not become a page."""

    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


def refuse_bytes(body: bytes) -> Refusal | None:
    """Why these bytes cannot be a page; None if they may be one. A stray NUL is no reason: cleaning strips it."""
    if len(body) > MAX_BYTES:
        return _too_large()
    if encoding := wide_encoding(body):
        return refuse_text(body.decode(encoding, "replace"))
    if not body.removeprefix(_UTF8_BOM).strip():
        return Refusal(reason=Reason.EMPTY)
    share = (len(body) - len(body.translate(None, _CONTROL_BYTES))) / len(body)
    magic = _MAGIC + _LETTERS if share > MAX_CONTROL else _MAGIC
    kind = next((kind for begin, kind in magic if body.startswith(begin)), None)
    if kind or share > MAX_CONTROL:
        return Refusal(reason=Reason.NOT_TEXT, detail=kind or f"{share:.0%} control characters")
    return None


def refuse_text(text: str) -> Refusal | None:
    """The same questions, asked of text that is already decoded."""
    if not text.strip("\ufeff \t\r\n\f\v\u00a0"):
        return Refusal(reason=Reason.EMPTY)
    if len(text) > MAX_BYTES:
        return _too_large()
    share = len(_BROKEN.findall(text)) / len(text)
    if share > MAX_CONTROL:
        return Refusal(reason=Reason.NOT_TEXT, detail=f"{share:.0%} control characters or undecodable ones")
    return None


def wide_encoding(body: bytes) -> str | None:
    """The name of the encoding if letters have two or four bytes, by a byte order mark or by the NUL in every other."""
    if marked := next((encoding for bom, encoding in _BOMS if body.startswith(bom)), None):
        return marked
    sample = body[:2000]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if max(odd, even) > 0.4 * len(sample) / 2 and min(odd, even) < 0.05 * len(sample) / 2:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def media_of(body: bytes, claimed: Media) -> Media:
    """The medium that the bytes show: a text that opens like a page is one, a page without a single tag is a text."""
    if encoding := wide_encoding(body):
        body = body.decode(encoding, "replace").encode("utf-8", "replace")
    body = body.removeprefix(_UTF8_BOM)
    if claimed == "text":
        return "html" if _PAGE.match(body[:4_096]) else "text"
    return "html" if _TAG.search(body) else "text"


def _too_large() -> Refusal:
    return Refusal(reason=Reason.TOO_LARGE, detail=f"more than {MAX_BYTES // 1_000_000} MB")
