"""Word lists compiled into files in which a word is looked up where it lies: one new word must not load a million.

    <cache>/kielo/<name>-<state>.words      state: a digest of what the list was made from

The file holds its words in buckets by a checksum of the word, an index of these before them with a checksum of each
bucket. It is made the first time a list is needed on a machine, is only ever read from then on, and may be removed at
any time. Where it cannot be written, where a bucket turns out to be damaged (the file is then removed), and where very
many words are asked for, the whole list is held in memory instead: what is found is the same.

Measured with simplemma's Swedish list, 964,000 words: 1.6 s of CPU to load, 2 microseconds a word here.

Lives here: these files, and where they lie. Not here: what lists there are (lexicon.py, hunspell.py).
"""

import mmap
import os
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from time import time
from typing import TypeVar, overload
from zlib import crc32

FORMAT = b"kielo words 2\n"
"""Raised by hand when files are written otherwise, or when lists are."""

DAY = 24 * 60 * 60
UNUSED = 30 * DAY
"""Seconds for which a list of another version is kept after its last use: two installations may stand side by side."""

WORDS_A_BUCKET = 4
MANY = 50_000
"""Look-ups from which on the whole list is worth loading: they have taken a tenth of a second."""

_T = TypeVar("_T")
_BUCKET = struct.Struct("<3I")  # where it begins, its checksum, where the next one begins
_ENTRY = struct.Struct("<2I")
_SIZE = struct.Struct("<I")
_INDEX = len(FORMAT) + _SIZE.size  # behind the number of buckets


class WordList(Mapping[str, str]):
    """Words and what is told of each, in a file."""

    def __init__(self, file: Path, whole: Callable[[], Mapping[str, str]]) -> None:
        """`whole` gives the same from elsewhere. Raises OSError or ValueError when there is no such file, or a part."""
        with file.open("rb") as opened:
            self._told = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            (self._buckets,) = _SIZE.unpack_from(self._told, len(FORMAT))
            _, _, end = _BUCKET.unpack_from(self._told, _INDEX + _ENTRY.size * (self._buckets - 1))
            is_whole = self._told[: len(FORMAT)] == FORMAT and end == len(self._told)
        except struct.error:
            is_whole = False
        if not is_whole:
            raise ValueError(f"{file} is not whole")
        self._file, self._whole = file, whole
        self._asked = 0
        self._all: Mapping[str, str] | None = None

    @overload
    def get(self, word: str) -> str | None: ...
    @overload
    def get(self, word: str, default: str | _T) -> str | _T: ...
    def get(self, word: str, default: str | _T | None = None) -> str | _T | None:
        """What is told of a word."""
        if self._all is not None:
            return self._all.get(word, default)
        self._asked += 1
        if self._asked > MANY:
            return self._held().get(word, default)
        key = b"\n" + word.encode("utf-8", "surrogatepass") + b"\t"
        try:
            lines = self._lines(crc32(key[1:-1]) % self._buckets)
        except ValueError:
            return self._mended().get(word, default)
        at = lines.find(key)
        if at < 0:
            return default
        at += len(key)
        return lines[at : lines.find(b"\n", at)].decode("utf-8")

    def __getitem__(self, word: str) -> str:
        told = self.get(word)
        if told is None:
            raise KeyError(word)
        return told

    def __iter__(self) -> Iterator[str]:
        return iter(self._held())

    def __len__(self) -> int:
        return len(self._held())

    def _held(self) -> Mapping[str, str]:
        """All of it, in memory from now on."""
        if self._all is None:
            try:
                lines = b"".join(map(self._lines, range(self._buckets))).decode("utf-8").split("\n")
            except ValueError:
                return self._mended()
            told = (line.partition("\t") for line in lines if line)
            self._all = {word: its for word, _, its in told}
        return self._all

    def _lines(self, bucket: int) -> bytes:
        """Raises ValueError where they are not what was written: a crash of the machine may leave zeros."""
        first, check, end = _BUCKET.unpack_from(self._told, _INDEX + _ENTRY.size * bucket)
        lines = self._told[first:end]
        if not _INDEX < first <= end or crc32(lines) != check:  # nothing has the checksum of nothing, 0
            raise ValueError(f"{self._file} is damaged")
        return lines

    def _mended(self) -> Mapping[str, str]:
        """The list as it was made from; the next process makes the file anew."""
        with suppress(OSError):
            self._file.unlink()
        self._all = self._whole()
        return self._all


def compiled(name: str, source: Path, words: Callable[[], Mapping[str, str]], cache: Path | None) -> Mapping[str, str]:
    """A list by its name, as it follows from a file of a dictionary; `words` reads that, where it is needed."""
    if cache is None:
        return words()
    file = cache / f"{name}-{_state_of(source)}.words"
    with suppress(OSError, ValueError):
        found = WordList(file, words)
        _keep(file)
        return found
    read = words()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _write(file, read)
    except (OSError, ValueError):  # a cache that cannot be written to, words that cannot be told apart
        return read
    for each in cache.glob(f"{name}-*"):
        if each != file:
            _remove_unused(each)
    return read


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where what can always be made again is kept for this user; None where there is no place for it.

    No setting, as nothing that is found depends on it: docs/decisions/0008 says why it is read here.
    """
    told = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA") or ""
    if told and Path(told).is_absolute():
        return Path(told) / "kielo"
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home
        return None
    is_own = home.is_absolute() and home != Path(home.anchor)  # an empty HOME is read as the root
    return home / ".cache" / "kielo" if is_own else None


def _keep(file: Path) -> None:
    """Notes that it is used, by its time of change: not every file system notes when files are read."""
    with suppress(OSError):
        if time() - file.stat().st_mtime > DAY:
            os.utime(file)


def _remove_unused(file: Path) -> None:
    """A list of another version, or what a run that was killed has left; one that is read may stay."""
    with suppress(OSError):
        if time() - file.stat().st_mtime > (UNUSED if file.suffix == ".words" else DAY):
            file.unlink()


def _state_of(source: Path) -> str:
    """The same for the same file wherever it is installed: two installations share what is compiled."""
    return blake2b(FORMAT + source.read_bytes(), digest_size=8).hexdigest()


def _write(file: Path, words: Mapping[str, str]) -> None:
    """All or nothing: another process may be reading, or writing the same."""
    from tempfile import NamedTemporaryFile  # not needed by a search, and slow to load

    many = len(words) // WORDS_A_BUCKET + 1
    buckets: list[bytes] = [b""] * many
    for word, told in words.items():
        line = f"{word}\t{told}\n"
        if line.count("\t") != 1 or line.count("\n") != 1:
            raise ValueError(f"{word!r} cannot be written")
        bucket = crc32(word.encode("utf-8")) % many
        buckets[bucket] = (buckets[bucket] or b"\n") + line.encode("utf-8")
    begin = _INDEX + _ENTRY.size * many + _SIZE.size
    begins = accumulate(map(len, buckets), initial=begin)
    index = [number for entry in zip(begins, map(crc32, buckets), strict=False) for number in entry]
    index.append(begin + sum(map(len, buckets)))
    with NamedTemporaryFile(dir=file.parent, prefix=f"{file.stem}.", delete=False) as written:
        try:
            written.write(FORMAT + _SIZE.pack(many) + struct.pack(f"<{len(index)}I", *index))
            written.writelines(buckets)
            written.flush()
            os.fsync(written.fileno())  # else a crash may leave the name with nothing, or zeros, behind it
            written.close()
            Path(written.name).replace(file)
        except BaseException:
            written.close()
            Path(written.name).unlink(missing_ok=True)
            raise
