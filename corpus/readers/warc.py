"""WARC files: what a crawler fetched.

Lives here: which records are pages, and their bodies as the browser would have seen them. Not here: framing and damage
(warc_records.py).

Pages are `response` and `resource` records of a web address, with status 200 and HTML or plain text. All other records
are counted as passed over, by kind. A record counts only once it is known to be whole.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from corpus.addresses import normalise_url
from corpus.model import Capture, Drop, Media, Reason
from corpus.readers.folders import FoundFile
from corpus.readers.outcomes import refused
from corpus.readers.warc_records import Block, DamageError, Records, find_record
from corpus.sniffing import MAX_BYTES, media_of

_MEDIA: dict[str, Media] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "": "text"}
_HTTP_HEADER_LIMIT = 256 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_CHUNK_LINE_LIMIT = 4_096
_GZIP_NAMES = ("gzip", "x-gzip", "deflate")
_AS_IT_IS = ("", "identity", "none")


@dataclass(frozen=True, slots=True)
class _PassedOver:
    """A record that is no page, and of which kind it is."""

    kind: str


class _BadBodyError(Exception):
    """A body that cannot be had as it was; the message says why."""


def read_warc(found: FoundFile, place: str, ignored: Counter[str]) -> Iterator[Capture | Drop]:
    """The pages of a WARC file, compressed or not. Damage is one Drop; reading goes on at the next whole record."""
    with found.path.open("rb") as file:
        if not file.read(1):
            yield Drop(place=place, reason=Reason.EMPTY)
            return
        start: int | None = 0
        while start is not None:
            records = Records(file, start)
            try:
                yield from _read_records(records, found.source.name, place, ignored)
                start = None
            except DamageError as damage:
                yield Drop(place=f"{place} @ {records.offset}", reason=Reason.DAMAGED, detail=str(damage))
                start = find_record(file, records.offset + 1, compressed=records.compressed)


def _read_records(records: Records, source: str, file_place: str, ignored: Counter[str]) -> Iterator[Capture | Drop]:
    while (record := records.begin()) is not None:
        headers, block = record
        place = f"{file_place} @ {records.offset}"
        item: Capture | Drop | _PassedOver
        try:
            item = _read_record(headers, block, source, place)
        except _BadBodyError as error:
            item = Drop(place=place, reason=Reason.BAD_RECORD, detail=str(error))
        records.end(block)
        if isinstance(item, _PassedOver):
            ignored[item.kind] += 1
        elif isinstance(item, Capture) and block.matches_digest() is False:
            yield Drop(place=place, reason=Reason.DAMAGED, detail="the record does not match its digest")
        else:
            yield item


def _read_record(headers: Any, block: Block, source: str, place: str) -> Capture | Drop | _PassedOver:
    kind = (headers.get_header("WARC-Type") or "").lower()
    if kind not in ("response", "resource"):
        return _PassedOver(f"{kind or 'nameless'} record")
    url = normalise_url((headers.get_header("WARC-Target-URI") or "").strip("<> "))
    if url is None:
        return _PassedOver("record without a web address")
    http = _http_headers(block) if kind == "response" else None
    described = (http if http is not None else headers).get_header("Content-Type") or ""
    media = _page_media(url, http, described)
    if isinstance(media, _PassedOver):
        return media
    if cut := headers.get_header("WARC-Truncated"):
        raise _BadBodyError(f"cut short when it was fetched ({cut})")
    body = _body(block, http)
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


def _http_headers(block: Block) -> Any:
    from warcio.statusandheaders import StatusAndHeadersParser

    lines, size = [block.readline(_HTTP_HEADER_LIMIT)], 0
    while lines[-1].strip():
        size += len(lines[-1])
        if size > _HTTP_HEADER_LIMIT:
            raise _BadBodyError("HTTP headers without end")
        lines.append(block.readline(_HTTP_HEADER_LIMIT))
    if not lines[0].startswith(b"HTTP/"):
        raise _BadBodyError("no HTTP response")
    return StatusAndHeadersParser([], verify=False).parse(BytesIO(b"".join(lines)))


def _page_media(url: str, http: Any, content_type: str) -> Media | _PassedOver:
    status = http.get_statuscode() if http is not None else "200"
    if status != "200":
        return _PassedOver(f"status {status}")
    mime = content_type.partition(";")[0].strip().lower()
    if mime not in _MEDIA:
        return _PassedOver(mime)
    if urlsplit(url).path == "/robots.txt":
        return _PassedOver("robots.txt")
    return _MEDIA[mime]


def _body(block: Block, http: Any) -> bytes:
    """The body without transfer and content encoding; of one that is too large, one byte more than the limit."""
    if http is None:
        return block.read(MAX_BYTES + 1)
    chunked = "chunked" in (http.get_header("Transfer-Encoding") or "").lower()
    raw = _dechunk(block) if chunked else block.read(MAX_BYTES + 1)
    encodings = [name.strip() for name in (http.get_header("Content-Encoding") or "").lower().split(",")]
    for encoding in reversed([name for name in encodings if name not in _AS_IT_IS]):
        if encoding not in _GZIP_NAMES:
            name = "brotli" if encoding == "br" else encoding
            raise _BadBodyError(f"{name} compression of the body is not supported")
        if len(raw) <= MAX_BYTES:
            raw = _inflate(raw, encoding)
    return raw


def _dechunk(block: Block) -> bytes:
    """Bodies that a crawler joined but left labelled come back as they are."""
    body = bytearray()
    while len(body) <= MAX_BYTES:
        line = block.readline(_CHUNK_LINE_LIMIT)
        size = _CHUNK_SIZE.match(line)
        if size is None and not body:
            return line + block.read(MAX_BYTES + 1)
        expected = int(size[1], 16) if size else -1
        if expected == 0:
            break
        chunk = block.read(max(0, min(expected, MAX_BYTES + 1)))
        if len(chunk) < expected <= MAX_BYTES or not chunk:
            raise _BadBodyError("the chunked body breaks off")
        body += chunk
        block.readline(_CHUNK_LINE_LIMIT)
    return bytes(body)


def _inflate(raw: bytes, encoding: str) -> bytes:
    """At most one byte more than the limit. Bodies that a crawler decoded but left labelled come back as they are."""
    layouts = (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS) if encoding == "deflate" else (32 + zlib.MAX_WBITS,)
    for layout in layouts:
        decoder = zlib.decompressobj(layout)
        try:
            body = decoder.decompress(raw, MAX_BYTES + 1)
        except zlib.error:
            continue
        if len(body) <= MAX_BYTES and not decoder.eof:
            raise _BadBodyError("the compressed body breaks off")
        if decoder.unused_data.startswith(b"\x1f\x8b"):
            body += _inflate(decoder.unused_data, encoding)[: MAX_BYTES + 1]
        return body
    if raw.startswith(b"\x1f\x8b"):
        raise _BadBodyError("the compressed body is damaged")
    return raw


def _time(value: str | None) -> str | None:
    try:
        return value if value and datetime.fromisoformat(value) else None
    except ValueError:
        return None
