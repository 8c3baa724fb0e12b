"""Files with one JSON object a line, each a page.

Lives here: lines -> captures. Fields: `html` or `text` (one of them is needed), `url`, `fetched_at` (ISO 8601),
`title`, `lang`; others are passed over. A line without a web address gets SOURCE/path.jsonl#LINE, compressed or not.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any, cast

from corpus.addresses import normalise_url
from corpus.model import Capture, Drop, Media, Reason
from corpus.readers.found import FoundFile, iso_time
from corpus.readers.outcomes import refused
from corpus.sniffing import MAX_BYTES

_LINE_LIMIT = 2 * MAX_BYTES  # characters outside ASCII may be written as six: the page itself is measured once decoded


class _BadRecordError(Exception):
    """A line that cannot be understood; the message says why."""


def read_jsonl(found: FoundFile) -> Iterator[Capture | Drop]:
    """One capture or drop per line that is not blank. Lets OSError through, but for damaged compression."""
    number, place = 0, found.place
    with found.opener() as raw:
        file = _unpacked(raw)
        try:
            while line := file.readline(_LINE_LIMIT + 1):
                number += 1
                if len(line) > _LINE_LIMIT:
                    _skip_line(file, line)
                    detail = f"a line of more than {_LINE_LIMIT // 1_000_000} MB"
                    yield Drop(place=f"{place}:{number}", reason=Reason.TOO_LARGE, detail=detail)
                elif line.removeprefix(b"\xef\xbb\xbf").strip():
                    yield _read_line(line.removeprefix(b"\xef\xbb\xbf"), found, number)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            yield Drop(place=f"{place} @ line {number + 1}", reason=Reason.DAMAGED, detail="its compression breaks off")


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """By what the bytes are, not by the name."""
    is_compressed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_compressed else raw


def _skip_line(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(_LINE_LIMIT)


def _read_line(line: bytes, found: FoundFile, number: int) -> Capture | Drop:
    place = f"{found.place}:{number}"
    try:
        record = _parse(line)
        media: Media = "html" if _text_field(record, "html") is not None else "text"
        content = _text_field(record, media)
        if content is None:
            raise _BadRecordError("neither html nor text")
        url = normalise_url(_text_field(record, "url") or "")
        body = content.encode("utf-8", "replace")  # JSON can spell half characters, which no encoding can
        return refused(body, place) or Capture(
            address=url or found.address(body, f"#{number}"),
            body=body,
            media=media,
            source=found.source.name,
            place=place,
            url=url,
            charset="utf-8",
            fetched_at=_time(record),
            title=_text_field(record, "title"),
            lang=_text_field(record, "lang"),
        )
    except _BadRecordError as error:
        return Drop(place=place, reason=Reason.BAD_RECORD, detail=str(error))


def _parse(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except RecursionError:
        raise _BadRecordError("nested too deeply") from None
    except ValueError as error:  # also what is not UTF-8
        raise _BadRecordError(f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise _BadRecordError("no JSON object")
    return record


def _text_field(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise _BadRecordError(f"{name} is no text")
    return value


def _time(record: dict[str, Any]) -> str | None:
    value = _text_field(record, "fetched_at")
    if not value:
        return None
    time = iso_time(value)
    if time is None:
        raise _BadRecordError(f"fetched_at is no ISO 8601 time: {value[:40]!r}")
    return time
