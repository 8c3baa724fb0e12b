"""Bodies as a browser would have seen them: without chunks, gzip, deflate, brotli and zstd.

Lives here: transfer and content encodings, each unpacked to one byte more than the limit at most.
Not here: which bodies are wanted (warc.py).

warcio would do some of it, but fails on brotli, and gives a body it cannot unpack as it is, without a word.
"""

import re
import zlib
from collections.abc import Callable
from functools import partial

from corpus.readers.warc_records import Block
from corpus.sniffing import MAX_BYTES

_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_CHUNK_LINE_LIMIT = 4_096
_AS_IT_IS = ("", "identity", "none")
_TEXT = re.compile(rb"\s*<[!?a-zA-Z]")  # a body that a crawler unpacked but left labelled
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW = 128 * 1024 * 1024
_ZSTD_PIECE = 64  # bytes of input: each block of theirs unpacks to 128 kB at most, of which 3 bytes are enough for one


class BadBodyError(Exception):
    """A body that cannot be had as it was; the message says why."""


def dechunked(block: Block) -> bytes:
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
            raise BadBodyError("the chunked body breaks off")
        body += chunk
        block.readline(_CHUNK_LINE_LIMIT)
    return bytes(body)


def decoded(raw: bytes, content_encoding: str) -> bytes:
    """The body without its content encodings, or one byte more than the limit. Raises BadBodyError."""
    encodings = [name.strip() for name in content_encoding.lower().split(",")]
    for encoding in reversed([name for name in encodings if name not in _AS_IT_IS]):
        if encoding not in _DECODERS:
            raise BadBodyError(f"{encoding} compression of the body is not supported")
        if len(raw) <= MAX_BYTES:
            raw = _DECODERS[encoding](raw)
    return raw


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
            raise BadBodyError("the compressed body breaks off")
        if decoder.unused_data.startswith(b"\x1f\x8b"):
            body += _inflate(decoder.unused_data, encoding)[: MAX_BYTES + 1]
        return body
    if raw.startswith(b"\x1f\x8b"):
        raise BadBodyError("the compressed body is damaged")
    return raw


def _unbrotli(raw: bytes) -> bytes:
    """At most a little more than the limit: 300 MB fit in 455 bytes."""
    import brotli  # type: ignore[import-untyped]

    decoder = brotli.Decompressor()
    body = bytearray()
    try:
        body += decoder.process(raw, output_buffer_limit=MAX_BYTES + 1)
        while len(body) <= MAX_BYTES and not decoder.is_finished() and not decoder.can_accept_more_data():
            body += decoder.process(b"", output_buffer_limit=MAX_BYTES + 1 - len(body))
    except brotli.error:
        if _TEXT.match(raw):
            return raw
        raise BadBodyError("the body, compressed with brotli, is damaged") from None
    if len(body) <= MAX_BYTES and not decoder.is_finished():
        raise BadBodyError("the body, compressed with brotli, breaks off")
    return bytes(body)


def _unzstd(raw: bytes) -> bytes:
    import zstandard

    if not raw.startswith(_ZSTD):
        return raw
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    body = bytearray()
    try:
        for at in range(0, len(raw), _ZSTD_PIECE):
            body += decoder.decompress(raw[at : at + _ZSTD_PIECE])
            if len(body) > MAX_BYTES or decoder.eof:
                return bytes(body)
    except zstandard.ZstdError as error:
        raise BadBodyError(f"the body, compressed with zstd, is damaged ({error})") from error
    raise BadBodyError("the body, compressed with zstd, breaks off")


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(_inflate, encoding="gzip"),
    "x-gzip": partial(_inflate, encoding="gzip"),
    "deflate": partial(_inflate, encoding="deflate"),
    "br": _unbrotli,
    "zstd": _unzstd,
}
