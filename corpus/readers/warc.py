"""WARC files: what a crawler fetched.

Lives here: which records are pages. Not here: framing and damage (warc_records.py), encodings of bodies (bodies.py).

Pages are `response` and `resource` records of a web address with status 200 and HTML or plain text, `revisit` records
of one that was read before, and `conversion` records to plain text whose page was not. All other records are counted
as passed over, by kind. A record counts only once it is known to be whole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from corpus.addresses import normalise_url
from corpus.model import Capture, Drop, Media, Reason
from corpus.readers.bodies import BadBodyError, dechunked, decoded
from corpus.readers.found import DamageError, FoundFile, TooLargeError
from corpus.readers.outcomes import refused
from corpus.readers.revisits import Originals
from corpus.readers.warc_records import Block, Records, find_record
from corpus.sniffing import MAX_BYTES, media_of

_MEDIA: dict[str, Media] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "": "text"}
_FETCHED = ("response", "resource", "conversion", "revisit")
_HTTP_HEADER_LIMIT = 256 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)


class _PassedOver(Struct, frozen=True):
    """A record that is no page, and of which kind it is."""

    kind: str


def read_warc(found: FoundFile, ignored: Counter[str], originals: Originals) -> Iterator[Capture | Drop]:
    """The pages of a WARC file, compressed or not. Damage is one Drop; reading goes on at the next whole record."""
    with found.opener() as file:
        if not file.read(1):
            yield Drop(place=found.place, reason=Reason.EMPTY)
            return
        reading = _Reading(found, file, ignored, originals)
        start: int | None = 0
        while start is not None:
            records = Records(file, start)
            begun = reading.number
            try:
                yield from reading.items(records)
                return
            except DamageError as damage:
                # In plain text, what only looks like the begin of a record, within damage, is no news.
                if start == 0 or records.compressed or reading.number > begun:
                    reading.number += not reading.is_inside
                    place = f"{found.place} @ {records.offset}, record {reading.number}"
                    yield Drop(place=place, reason=Reason.DAMAGED, detail=str(damage))
                start = find_record(file, records.offset + 1, compressed=records.compressed)


class _Reading:
    """The records of one file; `number` counts those that were begun."""

    def __init__(self, found: FoundFile, file: IO[bytes], ignored: Counter[str], originals: Originals) -> None:
        self._found = found
        self._file = file
        self._ignored = ignored
        self._originals = originals
        self._last = -1
        self.number = 0
        self.is_inside = False

    def items(self, records: Records) -> Iterator[Capture | Drop]:
        """Raises DamageError where the file is not what it should be."""
        while True:
            self.is_inside = False
            record = records.begin()
            if record is None:
                return
            self.number, self.is_inside = self.number + 1, True
            headers, block = record
            # In a file compressed as a whole only the first record can be found again by its offset.
            is_addressed, self._last = records.offset != self._last, records.offset
            place = f"{self._found.place} @ {records.offset}, record {self.number}"
            offset = records.offset
            try:
                item = self._read(headers, block, place)
            except BadBodyError as error:
                item = Drop(place=place, reason=Reason.BAD_RECORD, detail=str(error))
            records.end(block)
            # Also of what is passed over: one changed letter makes a page a picture, or an error.
            is_fetched = _kind(headers) in _FETCHED
            if not isinstance(item, Drop) and is_fetched and block.matches_digest() is False:
                yield Drop(place=place, reason=Reason.DAMAGED, detail="the record does not match its digest")
            elif isinstance(item, _PassedOver):
                self._ignored[item.kind] += 1
            else:
                if isinstance(item, Capture) and is_addressed and _kind(headers) in ("response", "resource"):
                    self._originals.note(headers, self._found, offset)
                yield item

    def _read(self, headers: Any, block: Block, place: str) -> Capture | Drop | _PassedOver:
        kind = _kind(headers)
        if kind == "revisit":
            return self._revisited(headers, block, place)
        if kind == "conversion" and self._originals.holds(headers):
            return _PassedOver("conversion of a page that was read")
        return _read_record(headers, block, self._found.source.name, place)

    def _revisited(self, headers: Any, block: Block, place: str) -> Capture | Drop | _PassedOver:
        """The page that the crawler met again, at the time and address where it did."""
        url = _url(headers)
        if url is None:
            return _PassedOver("record without a web address")
        if block.left:
            http = _http_headers(block)
            media = _page_media(url, http, http.get_header("Content-Type") or "", also="304")
            if isinstance(media, _PassedOver):
                return media
        page = self._original(headers)
        if page is None:
            return _PassedOver("revisit, no body")
        return replace(page, address=url, url=url, place=place, fetched_at=_time(headers.get_header("WARC-Date")))

    def _original(self, headers: Any) -> Capture | None:
        original = self._originals.find(headers)
        if original is None:
            return None
        position = self._file.tell()
        try:
            is_here = original.found is self._found
            file = self._file if is_here else self._originals.open(original.found)
            record = Records(file, original.offset).begin()
            page = _read_record(*record, self._found.source.name, "") if record is not None else None
        except (OSError, DamageError, TooLargeError, BadBodyError):
            return None
        finally:
            self._file.seek(position)
        return page if isinstance(page, Capture) else None


def _read_record(headers: Any, block: Block, source: str, place: str) -> Capture | Drop | _PassedOver:
    kind = _kind(headers)
    if kind not in _FETCHED:
        return _PassedOver(f"{kind or 'nameless'} record")
    url = _url(headers)
    if url is None:
        return _PassedOver("record without a web address")
    http = _http_headers(block) if kind == "response" else None
    described = (http if http is not None else headers).get_header("Content-Type") or ""
    media = _page_media(url, http, described)
    if isinstance(media, _PassedOver):
        return media
    if cut := headers.get_header("WARC-Truncated"):
        raise BadBodyError(f"cut short when it was fetched ({cut})")
    body = _body(headers, block, http)
    charset = _CHARSET.search(described)
    return refused(body, place) or Capture(
        address=url,
        body=body,
        media=media_of(body, media),
        source=source,
        place=place,
        url=url,
        charset=charset[1].lower() if charset else None,
        fetched_at=_time(headers.get_header("WARC-Date")),
    )


def _kind(headers: Any) -> str:
    return (headers.get_header("WARC-Type") or "").strip().lower()


def _url(headers: Any) -> str | None:
    return normalise_url((headers.get_header("WARC-Target-URI") or "").strip("<> "))


def _http_headers(block: Block) -> Any:
    from warcio.statusandheaders import StatusAndHeadersParser

    lines, size = [block.readline(_HTTP_HEADER_LIMIT)], 0
    while lines[-1].strip():
        size += len(lines[-1])
        if size > _HTTP_HEADER_LIMIT:
            raise BadBodyError("HTTP headers without end")
        lines.append(block.readline(_HTTP_HEADER_LIMIT))
    if not lines[0].startswith(b"HTTP/"):
        raise BadBodyError("no HTTP response")
    return StatusAndHeadersParser([], verify=False).parse(BytesIO(b"".join(lines)))


def _page_media(url: str, http: Any, content_type: str, also: str = "200") -> Media | _PassedOver:
    status = http.get_statuscode() if http is not None else "200"
    if status not in ("200", also):
        return _PassedOver(f"status {status}")
    mime = content_type.partition(";")[0].strip().lower()
    if mime not in _MEDIA:
        return _PassedOver(mime)
    if urlsplit(url).path == "/robots.txt":
        return _PassedOver("robots.txt")
    return _MEDIA[mime]


def _body(headers: Any, block: Block, http: Any) -> bytes:
    """The body without transfer and content encoding; of one that is too large, one byte more than the limit.

    Raises BadBodyError for one that is not whole.
    """
    payload = block.begin_payload(headers.get_header("WARC-Payload-Digest"))
    transfer, encoding, length = "", "", ""
    if http is not None:
        transfer = (http.get_header("Transfer-Encoding") or "").lower()
        encoding = http.get_header("Content-Encoding") or ""
        length = (http.get_header("Content-Length") or "").strip()
    is_plain = not encoding and not transfer
    # A longer body is one that the crawler unpacked, or that the server miscounted.
    if is_plain and length.isascii() and length.isdigit() and block.left < int(length[:16]):
        raise BadBodyError(f"cut short: {block.left:,} of {length[:16]} bytes")
    raw = dechunked(block) if "chunked" in transfer else block.read(MAX_BYTES + 1)
    body = decoded(raw, encoding)
    block.finish()
    # The block's digest covers every byte. The payload's speaks where it is missing, and is counted by some crawlers
    # with the encodings, by others without.
    is_unproven = block.matches_digest() is None and len(body) <= MAX_BYTES
    if is_unproven and all(payload.matches(each) is False for each in (None, raw, body)):
        raise BadBodyError("the body does not match its digest")
    return body


def _time(value: str | None) -> str | None:
    try:
        return value if value and datetime.fromisoformat(value) else None
    except ValueError:
        return None
