"""Where the pages stand that a crawler met again unchanged, and so did not store a second time.

Lives here: what revisit records may refer to, by record, by address and time, by digest of the payload.
Not here: reading records (warc.py).

Only places are kept, no bodies: some 300 bytes a page.
"""

from hashlib import blake2b
from typing import IO, Any

from msgspec import Struct

from corpus.readers.found import FoundFile

LIMIT = 1_500_000
"""Keys, three a page; beyond them the oldest are forgotten."""


class Original(Struct, frozen=True):
    """A record that a later one may refer to: where it begins, and the digest of its payload as it declares it."""

    found: FoundFile
    offset: int
    digest: str


class Originals:
    """The pages of web archives read so far in this run; keeps the file of the last one asked for open."""

    def __init__(self) -> None:
        self._places: dict[bytes, Original] = {}
        self._open: tuple[FoundFile, IO[bytes]] | None = None

    def note(self, headers: Any, found: FoundFile, offset: int) -> None:
        digest = _header(headers, "WARC-Payload-Digest")
        original = Original(found, offset, digest)
        uri, date = _header(headers, "WARC-Target-URI"), _header(headers, "WARC-Date")
        for key in (_header(headers, "WARC-Record-ID"), f"{uri} {date}", digest):
            if key:
                self._places[_key(key)] = original
        while len(self._places) > LIMIT:
            del self._places[next(iter(self._places))]

    def find(self, headers: Any) -> Original | None:
        """What a revisit refers to; None if it was not read, or is not the same by its digest."""
        digest = _header(headers, "WARC-Payload-Digest")
        uri, date = _header(headers, "WARC-Refers-To-Target-URI"), _header(headers, "WARC-Refers-To-Date")
        for key in (_header(headers, "WARC-Refers-To"), f"{uri} {date}" if uri and date else "", digest):
            original = self._places.get(_key(key)) if key else None
            if original is not None and (not digest or not original.digest or digest == original.digest):
                return original
        return None

    def holds(self, headers: Any) -> bool:
        """Whether the record that this one is made of was read."""
        record = _header(headers, "WARC-Refers-To")
        return bool(record) and _key(record) in self._places

    def open(self, found: FoundFile) -> IO[bytes]:
        """The file of an original. Raises OSError or TooLargeError if it cannot be opened again."""
        if self._open is None or self._open[0] is not found:
            self.close()
            self._open = (found, found.opener())
        return self._open[1]

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


def _header(headers: Any, name: str) -> str:
    return (headers.get_header(name) or "").strip().strip("<>")


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
