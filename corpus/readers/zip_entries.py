"""The entries of a zip file, with every byte checked.

Lives here: the directory, the local headers, unpacking with size and checksum. Not here: which entries are read, and
how much of them (zips.py).

zipfile parses the directory, but entries are not read through it: it refuses a file whose directory is cut off or
damaged, though every entry is described once more where it stands, and it reads a directory of any size.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from msgspec import Struct
from msgspec.structs import replace

from corpus.readers.found import DamageError

MAX_ENTRIES = 250_000
_CHUNK = 64 * 1024
_DIRECTORY_LIMIT = 64_000_000  # bytes: twice what so many entries with names of 80 letters need
_END, _END64, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02", b"PK\x03\x04"
_SIGNATURES = (_END, _END64, _ENTRY, _LOCAL, b"PK\x06\x07", b"PK\x07\x08")
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE, _COMMENT_LIMIT = 22, 56, 20, 65_535
_HEADER = struct.Struct("<4s5H3L2H")
STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_UNKNOWN = 0xFFFF_FFFF
# What zipfile raises for what is no zip, or a broken one.
_BROKEN = (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, EOFError, IndexError, OverflowError)


class Entry(Struct, frozen=True, kw_only=True):
    """A file in a zip: its data stand at `start`, `packed` bytes long; None: unknown until it is unpacked."""

    name: str
    start: int
    packed: int
    size: int | None
    checksum: int | None
    method: int
    encrypted: bool = False


class Listing(Struct, frozen=True, kw_only=True):
    """`faults` are told of the whole file, `damaged` of the entries of these names, which cannot be read."""

    entries: tuple[Entry, ...]
    damaged: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()


def list_entries(file: IO[bytes]) -> Listing:
    """The entries but folders, from the directory or, if that is damaged, from what stands before each.

    Raises DamageError if there is none at all.
    """
    try:
        return _from_directory(file)
    except DamageError as damage:
        entries = tuple(_scan(file))
        if not entries:
            raise
        found = "1 entry was" if len(entries) == 1 else f"{len(entries)} entries were"
        return Listing(entries=entries, faults=(f"{damage}; {found} found without it",))


def unpack(file: IO[bytes], entry: Entry) -> Iterator[bytes]:
    """The content in pieces. Raises DamageError, at the latest after the last piece, if it is not what it was."""
    if entry.method not in (STORED, _DEFLATED):
        raise DamageError(f"compression method {entry.method} is not supported; pack it anew")
    checksum, size = 0, 0
    window = Window(file, entry.start, entry.packed)
    for piece in _pieces(window) if entry.method == STORED else _inflated(window):
        checksum = zlib.crc32(piece, checksum)
        size += len(piece)
        yield piece
    if size != (size if entry.size is None else entry.size):
        raise DamageError(f"{size:,} bytes where {entry.size:,} should be")
    if checksum != (checksum if entry.checksum is None else entry.checksum):
        raise DamageError("does not match its checksum")


class Window(io.RawIOBase):
    """A part of a file as a file of its own; the other is closed with it if it `owns` it."""

    def __init__(self, file: IO[bytes], start: int, length: int, *, owns: bool = False) -> None:
        self._file, self._start, self._length, self._owns = file, start, length, owns
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = max(0, offset + (0, self._position, self._length)[whence])
        return self._position

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._start + self._position)
        data = self._file.read(min(len(buffer), max(0, self._length - self._position)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        if self._owns and not self.closed:
            self._file.close()
        super().close()


def _from_directory(file: IO[bytes]) -> Listing:
    declared = _check_directory(file)
    try:
        listed = zipfile.ZipFile(file).infolist()
    except _BROKEN as error:
        raise DamageError(f"its directory is damaged ({error})") from error
    entries: list[Entry] = []
    damaged: list[tuple[str, str]] = []
    for info in listed:
        name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
        found = _local(file, info.header_offset)
        if found is None or found[1] != name:
            damaged.append((_decoded(name, info.flag_bits), "is not where the directory says"))
        elif not name.endswith((b"/", b"\\")):
            entry = Entry(
                name=_decoded(name, info.flag_bits),
                start=found[0].start,
                packed=info.compress_size,
                size=info.file_size,
                checksum=info.CRC,
                method=info.compress_type,
                encrypted=bool(info.flag_bits & _ENCRYPTED),
            )
            entries.append(entry)
    faults = () if declared in (None, len(listed)) else (f"its directory lists {len(listed)} of {declared} entries",)
    return Listing(entries=tuple(entries), damaged=tuple(damaged), faults=faults)


def _check_directory(file: IO[bytes]) -> int | None:
    """The number of entries that the end of the file declares. Raises DamageError before too many are listed."""
    length = file.seek(0, io.SEEK_END)
    tail = _at(file, max(0, length - _END_SIZE - _COMMENT_LIMIT), _END_SIZE + _COMMENT_LIMIT)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise DamageError("no zip archive, or its end is missing")
    count, size = struct.unpack_from("<HL", tail, at + 10)
    end = length - len(tail) + at
    wide = _at(file, max(0, end - _LOCATOR_SIZE - _END64_SIZE), _END64_SIZE)
    if wide.startswith(_END64) and len(wide) == _END64_SIZE:
        count, size = struct.unpack_from("<QQ", wide, 32)
        end -= _LOCATOR_SIZE + _END64_SIZE
    if size > min(_DIRECTORY_LIMIT, end):
        raise DamageError("its directory is damaged, or far too large")
    if _at(file, end - size, size).count(_ENTRY) > MAX_ENTRIES:
        raise DamageError(f"more than {MAX_ENTRIES:,} entries")
    return None if count == 0xFFFF else int(count)


def _scan(file: IO[bytes]) -> Iterator[Entry]:
    """Entries found one after the other by what stands before each, in a file whose directory cannot be had."""
    length = file.seek(0, io.SEEK_END)
    position, found = _find(file, 0), 0
    while position is not None and found < MAX_ENTRIES:
        header = _local(file, position)
        if header is None:
            position = _find(file, position + 1)
            continue
        entry, name = header
        if entry.size is None:
            entry = replace(entry, packed=length - entry.start)
            entry = replace(entry, packed=_packed_size(file, entry))
        end = entry.start + entry.packed
        is_sound = end >= length or _at(file, end, 4) in _SIGNATURES
        if not name.endswith((b"/", b"\\")):
            yield entry
            found += 1
        position = _find(file, end if is_sound else entry.start)


def _local(file: IO[bytes], offset: int) -> tuple[Entry, bytes] | None:
    """The entry that begins here, as it describes itself, and its name as bytes; None if none does."""
    fixed = _at(file, offset, _HEADER.size)
    if len(fixed) < _HEADER.size or not fixed.startswith(_LOCAL):
        return None
    _, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = _HEADER.unpack(fixed)
    name = file.read(name_length)
    is_known = not flags & _SIZES_FOLLOW and _UNKNOWN not in (packed, size)
    entry = Entry(
        name=_decoded(name, flags),
        start=offset + _HEADER.size + name_length + extra_length,
        packed=packed,
        size=size if is_known else None,
        checksum=checksum if is_known else None,
        method=method,
        encrypted=bool(flags & _ENCRYPTED),
    )
    return entry, name


def _packed_size(file: IO[bytes], entry: Entry) -> int:
    """How long the data of an entry are that does not say so: to the end of what can be inflated, else to the next."""
    window = Window(file, entry.start, entry.packed)
    if entry.method == _DEFLATED and not entry.encrypted:
        try:
            for _ in _inflated(window):
                pass
        except DamageError:
            pass
        else:
            return window.tell()
    following = _find(file, entry.start)
    return entry.packed if following is None else following - entry.start


def _inflated(window: Window) -> Iterator[bytes]:
    """Leaves the window where the compressed data end. Raises DamageError."""
    decoder = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = b""
    while not decoder.eof:
        packed = packed or window.read(_CHUNK)
        try:
            piece = decoder.decompress(packed, _CHUNK)
        except zlib.error as error:
            raise DamageError(f"damaged compression ({error})") from error
        if not packed and not piece:
            raise DamageError("its compression breaks off")
        packed = decoder.unconsumed_tail
        yield piece
    window.seek(-len(decoder.unused_data), io.SEEK_CUR)


def _pieces(window: Window) -> Iterator[bytes]:
    while piece := window.read(_CHUNK):
        yield piece


def _find(file: IO[bytes], start: int) -> int | None:
    """Where, from `start` on, an entry may begin."""
    position, tail = start, b""
    while piece := _at(file, position, _CHUNK):
        window = tail + piece
        at = window.find(_LOCAL)
        if at >= 0:
            return position - len(tail) + at
        position += len(piece)
        tail = window[-3:]
    return None


def _at(file: IO[bytes], offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _decoded(name: bytes, flags: int) -> str:
    """Names without a mark are in code page 437 by the book; UTF-8 is what most programs really write."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
