"""A file that is one page.

Lives here: an HTML page or a plain text file -> one Capture or one Drop. Not here: containers of many pages.

What says which URL it has, the strongest first: a row of a manifest; the note of whatever saved it (a browser,
SingleFile, HTTrack); its place in a mirror, spelled as its canonical link spells it if that names the same page.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator

from corpus.addresses import canonical_link, saved_at, saved_from
from corpus.model import Capture, Drop, Media
from corpus.readers.addresses import mirrored_url, refined
from corpus.readers.found import DamageError, FoundFile
from corpus.readers.outcomes import refused
from corpus.sniffing import MAX_BYTES, media_of

_GZIP = b"\x1f\x8b\x08"
_LOCAL_INDEX = re.compile(
    rb"<title>\s*(?:Local index|List of available projects) - HTTrack Website Copier", re.IGNORECASE
)


def read_page(found: FoundFile, ignored: Counter[str]) -> Iterator[Capture | Drop]:
    """The page; its address is its URL, else its path. Lets OSError and DamageError through."""
    with found.opener() as file:
        body = file.read(MAX_BYTES + 1)
    if body.startswith(_GZIP):  # also without `.gz`: some crawlers keep what the server sent
        body = _gunzipped(body, found)
    if drop := refused(body, found.place):
        yield drop
        return
    if _LOCAL_INDEX.search(body[:4_096]):
        ignored["table of contents made by HTTrack"] += 1
        return
    claimed: Media = "html" if found.form == "html" else "text"
    media = media_of(body, claimed)
    facts = found.facts
    url = facts.url or (_url(body, found) if media == "html" else None)
    yield Capture(
        address=url or found.address(body),
        body=body,
        media=media,
        source=found.source.name,
        place=found.place,
        url=url,
        charset=facts.charset,
        fetched_at=facts.fetched_at or (saved_at(body) if media == "html" else None),
        title=facts.title,
        lang=facts.lang,
    )


def _url(body: bytes, found: FoundFile) -> str | None:
    """Scrapes are named as their maker likes, and a folder of them after the host: only pages are asked."""
    if noted := saved_from(body):
        return noted
    mirrored = mirrored_url(found.relative, found.source.place.name) if found.has_name else None
    return refined(mirrored, canonical_link(body)) if mirrored else None


def _gunzipped(body: bytes, found: FoundFile) -> bytes:
    """The page in a gzip file, or one byte more than the limit. Raises DamageError."""
    page, rest = b"", body
    try:
        while rest.startswith(_GZIP) and len(page) <= MAX_BYTES:
            decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
            page += decoder.decompress(rest, MAX_BYTES + 1 - len(page))
            if len(page) <= MAX_BYTES and not decoder.eof:
                raise DamageError("its gzip compression breaks off")
            rest = decoder.unused_data
    except zlib.error as error:
        raise DamageError(f"its gzip compression is damaged ({error})") from error
    return page
