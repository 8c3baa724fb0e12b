"""Word lists compiled into files in which a word is looked up where it lies: one new word must not load a million.

    <cache>/kielo/<name>-<state>.words      state: a digest of what the list was made from

The file holds its words in buckets by a checksum, an index of these before them. It is made the first time a list is
needed on a machine, is only ever read from then on, and may be removed at any time. Where it cannot be written, and
where very many words are asked for, the whole list is held in memory instead: what is found is the same.

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
from typing import TypeVar, overload
from zlib import crc32

FORMAT = b"kielo words 1\n"
"""Raised by hand when files are written otherwise."""

WORDS_A_BUCKET = 4
MANY = 50_000
"""Look-ups from which on the whole list is worth loading: they have taken a tenth of a second."""

_T = TypeVar("_T")
_BOUNDS = struct.Struct("<2I")
_SIZE = struct.Struct("<I")
_INDEX = len(FORMAT) + _SIZE.size  # behind the number of buckets


class WordList(Mapping[str, str]):
    """Words and what is told of each, in a file."""

    def __init__(self, file: Path) -> None:
        """Raises OSError or ValueError when there is no such file, or one that is not whole."""
        with file.open("rb") as opened:
            self._told = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            (self._buckets,) = _SIZE.unpack_from(self._told, len(FORMAT))
            is_whole = self._told[: len(FORMAT)] == FORMAT and self._bounds(self._buckets - 1)[1] == len(self._told)
        except struct.error:
            is_whole = False
        if not is_whole:
            raise ValueError(f"{file} is not whole")
        self._asked = 0
        self._all: dict[str, str] | None = None

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
            self._all = dict(self._lines())
        key = b"\n" + word.encode("utf-8", "surrogatepass") + b"\t"
        first, last = self._bounds(crc32(key[1:-1]) % self._buckets)
        at = self._told.find(key, first, last)
        if at < 0:
            return default
        at += len(key)
        return self._told[at : self._told.find(b"\n", at, last)].decode("utf-8")

    def __getitem__(self, word: str) -> str:
        told = self.get(word)
        if told is None:
            raise KeyError(word)
        return told

    def __iter__(self) -> Iterator[str]:
        return (word for word, _ in self._lines())

    def __len__(self) -> int:
        return sum(1 for _ in self._lines())

    def _lines(self) -> Iterator[tuple[str, str]]:
        for line in self._told[self._bounds(0)[0] :].decode("utf-8").split("\n"):
            if line:
                word, _, told = line.partition("\t")
                yield word, told

    def _bounds(self, bucket: int) -> tuple[int, int]:
        first, last = _BOUNDS.unpack_from(self._told, _INDEX + 4 * bucket)
        return int(first), int(last)


def compiled(name: str, source: Path, words: Callable[[], Mapping[str, str]], cache: Path | None) -> Mapping[str, str]:
    """A list by its name, as it follows from a file of a dictionary; `words` reads that, where it is needed."""
    if cache is None:
        return words()
    file = cache / f"{name}-{_state_of(source)}.words"
    with suppress(OSError, ValueError):
        return WordList(file)
    read = words()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _write(file, read)
    except (OSError, ValueError):  # a cache that cannot be written to, words that cannot be told apart
        return read
    for each in cache.glob(f"{name}-*"):
        if each != file:
            with suppress(OSError):  # of another version, or left by a run that was killed; one that is read may stay
                each.unlink()
    return read


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where what can always be made again is kept for this user; None where there is no place for it."""
    told = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA") or ""
    if told and Path(told).is_absolute():
        return Path(told) / "kielo"
    try:
        return Path.home() / ".cache" / "kielo"
    except RuntimeError:  # an account without a home
        return None


def _state_of(source: Path) -> str:
    """The same for the same file wherever it is installed: two installations share what is compiled."""
    return blake2b(source.read_bytes(), digest_size=8).hexdigest()


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
    bounds = accumulate(map(len, buckets), initial=_INDEX + 4 * (many + 1))
    with NamedTemporaryFile(dir=file.parent, prefix=f"{file.stem}.", delete=False) as written:
        try:
            written.write(FORMAT + _SIZE.pack(many) + struct.pack(f"<{many + 1}I", *bounds))
            written.writelines(buckets)
            written.close()
            Path(written.name).replace(file)
        except BaseException:
            written.close()
            Path(written.name).unlink(missing_ok=True)
            raise
