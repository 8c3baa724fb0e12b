"""The records of a WARC file, with every byte accounted for.

Lives here: decompression member by member, record framing, finding the next whole record after damage.
Not here: what a record holds (warc.py).

warcio parses headers and bodies, but its iterator is not used: at a truncated or damaged gzip member it stops without
an error (of 1,171 records with 50 damaged bytes it gave 630), it refuses files compressed as one member, and it passes
over junk between records with a line on stderr.
"""

import base64
import hashlib
import zlib
from io import BytesIO
from typing import IO, Any

from corpus.readers.found import DamageError

_CHUNK = 64 * 1024
_HEADER_LIMIT = 1_000_000  # bytes; record headers are some hundred
_GZIP = b"\x1f\x8b\x08"
_NEXT_PLAIN = b"\nWARC/"
_ALGORITHMS = frozenset(name for name in hashlib.algorithms_guaranteed if "shake" not in name)
_PEEK = 512  # compressed bytes that surely hold the first letters of a record


class Digest:
    """A digest as a record spells it, and what is to be compared with it."""

    def __init__(self, spelled: str | None) -> None:
        algorithm, _, self._spelled = (spelled or "").partition(":")
        self._algorithm = algorithm.lower().replace("-", "")
        self.is_known = bool(self._spelled) and self._algorithm in _ALGORITHMS
        self._hash = self._new() if self.is_known else None

    def update(self, data: bytes) -> None:
        if self._hash is not None:
            self._hash.update(data)

    def matches(self, content: bytes | None = None) -> bool | None:
        """Whether it is the digest of what it was updated with, or of other content; None where nobody can know."""
        if self._hash is None:
            return None
        counted = self._hash
        if content is not None:
            counted = self._new()
            counted.update(content)
        spelled, size = self._spelled.strip(), counted.digest_size
        if len(spelled) == size * 2:
            return bool(spelled.lower() == counted.hexdigest())
        expected = base64.b32encode(counted.digest()).decode().rstrip("=")
        return spelled.rstrip("=").upper() == expected if len(spelled.rstrip("=")) == len(expected) else None

    def _new(self) -> Any:
        return hashlib.new(self._algorithm, usedforsecurity=False)


class Block:
    """The content of a record: read no further than its declared length. `left` bytes of it have not been read."""

    def __init__(self, stream: Any, length: int, digest: str | None) -> None:
        self.left = length
        self._stream = stream
        self._digest = Digest(digest)
        self._payload: Digest | None = None

    def read(self, size: int | None = None) -> bytes:
        return self._count(self._stream.read(self.left if size is None else min(size, self.left)))

    def readline(self, size: int | None = None) -> bytes:
        return self._count(self._stream.readline(self.left if size is None else min(size, self.left)))

    def begin_payload(self, digest: str | None) -> Digest:
        """From here on the payload follows, whose digest is counted along with the block's."""
        self._payload = Digest(digest)
        return self._payload

    def finish(self) -> None:
        """Read what is left. Raises DamageError if the file ends before the record does."""
        while self.read(_CHUNK):
            pass
        if self.left:
            raise DamageError(f"the file ends {self.left:,} bytes before the record does")

    def matches_digest(self) -> bool | None:
        """Whether the block, read to its end, is what its digest says; None where that cannot be known."""
        return self._digest.matches()

    def _count(self, data: bytes) -> bytes:
        self.left -= len(data)
        self._digest.update(data)
        if self._payload is not None:
            self._payload.update(data)
        return data


class Records:
    """Records one after the other, from a place in a file: begin(), then read of the block, then end(). Not reusable.

    `offset` is where the record that was begun last, or the damage found last, stands in the file.
    """

    def __init__(self, file: IO[bytes], start: int) -> None:
        from warcio.bufferedreaders import BufferedReader

        file.seek(start)
        self.compressed = file.read(2) == _GZIP[:2]
        file.seek(start)
        self.offset = start
        self._start = start
        self._members = _Members(file) if self.compressed else None
        self._reader = BufferedReader(self._members or file, decomp_type=None)
        self._line: bytes | None = None
        self._damage: DamageError | None = None
        self._member = 0

    def begin(self) -> tuple[Any, Block] | None:
        """Headers and block of the next record; None at the end of the file. Raises DamageError."""
        if self._damage is not None:
            raise self._damage
        line = self._first_line() if self._line is None else self._line
        self._line = None
        if not line:
            return None
        headers = self._headers(line)
        length = (headers.get_header("Content-Length") or "").strip()
        if not (length.isascii() and length.isdigit()):
            raise DamageError("a record without a length")
        return headers, Block(self._reader, int(length), headers.get_header("WARC-Block-Digest"))

    def end(self, block: Block) -> None:
        """Finish a block and look at what follows. Raises DamageError unless the record is whole.

        It is whole if a record or the end of the file follows, and also if its digest or the checksum of its gzip
        member says so: then what is wrong is what follows, and the next begin() raises it.
        """
        block.finish()
        member = self._member
        try:
            self._line = self._first_line()
        except DamageError as damage:
            checked = self._members is not None and self._members.completed >= member
            if not checked and not block.matches_digest():
                raise
            self._damage = damage

    def _first_line(self) -> bytes:
        """The line that opens a record; empty at the end of the file."""
        line = b"\r\n"
        while line and not line.strip():
            at = self._start + self._reader.tell() - self._reader.rem_length()
            try:
                line = self._reader.readline(_CHUNK)
            except DamageError:
                self.offset = at if self._members is None else self._members.start
                raise
            if line.strip():
                self.offset = at if self._members is None else self._members.start
                self._member = 0 if self._members is None else self._members.begun
        if line and not line.startswith(b"WARC/"):
            raise DamageError(f"no record begins here: {line[:20]!r}")
        return line

    def _headers(self, line: bytes) -> Any:
        from warcio.statusandheaders import StatusAndHeadersParser

        lines, size = [line], 0
        while lines[-1].strip():
            size += len(lines[-1])
            lines.append(self._reader.readline(_CHUNK))
            if not lines[-1]:
                raise DamageError("the file ends inside a record header")
            if size > _HEADER_LIMIT:
                raise DamageError("a record header without end")
        return StatusAndHeadersParser(["WARC/"]).parse(BytesIO(b"".join(lines)))


class _Members:
    """A gzip file as a stream that never reads across the end of a member, and raises DamageError for a bad one."""

    def __init__(self, file: IO[bytes]) -> None:
        self.start = file.tell()
        self.begun = 0
        self.completed = 0
        self._file = file
        self._input = b""
        self._decoder: Any = None

    def read(self, size: int) -> bytes:
        while True:
            self._input = self._input or self._file.read(_CHUNK)
            if self._decoder is None:
                if not self._input:
                    return b""
                self.start = self._file.tell() - len(self._input)
                self.begun += 1
                self._decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
            if data := self._inflate(size):
                return data

    def _inflate(self, size: int) -> bytes:
        ended = not self._input
        try:
            data: bytes = self._decoder.decompress(self._input, size)
        except zlib.error as error:
            raise DamageError(f"damaged compression ({error})") from error
        if self._decoder.eof:
            self._input = self._decoder.unused_data
            self._decoder = None
            self.completed += 1
            return data
        self._input = self._decoder.unconsumed_tail
        if ended and not data:
            raise DamageError("the file ends inside a compressed record")
        return data


def find_record(file: IO[bytes], start: int, *, compressed: bool) -> int | None:
    """Where, from `start` on, the next record begins; None if there is none. Reads the file in pieces."""
    sought = _GZIP if compressed else _NEXT_PLAIN
    position, tail = start, b""
    while True:
        file.seek(position)
        piece = file.read(_CHUNK)
        if not piece:
            return None
        window, base = tail + piece, position - len(tail)
        at = window.find(sought)
        while at >= 0:
            if not compressed:
                return base + at + 1
            if _opens_record(file, base + at):
                return base + at
            at = window.find(sought, at + 1)
        position += len(piece)
        tail = window[-(len(sought) - 1) :]


def _opens_record(file: IO[bytes], offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(file.read(_PEEK), 5) == b"WARC/"
    except zlib.error:
        return False
