"""What there is to read, wherever it lies: a file of a folder, an entry of a zip, standard input.

Lives here: FoundFile and what others say about it (Facts), damage, what a page of it is called when it has no URL.
Not here: finding (folders.py, zips.py, pipes.py), what is in it (the readers of the forms).
"""

import os
import stat
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import IO

from msgspec import Struct

from corpus.readers.addresses import file_address
from corpus.readers.forms import Form, is_packed
from corpus.readers.sources import Source

_DIGITS = 12  # of the digest that names a page without a name: 48 bits, no two alike among millions


class DamageError(Exception):
    """From here on the file is not what it should be; the message says how it shows."""


class TooLargeError(Exception):
    """There is more of it than is unpacked; the message says how much that is."""


class Facts(Struct, frozen=True, kw_only=True):
    """What a manifest or a crawler's list says of a file; None where it says nothing."""

    url: str | None = None
    fetched_at: str | None = None
    title: str | None = None
    lang: str | None = None
    charset: str | None = None


class FoundFile(Struct, frozen=True, kw_only=True):
    """A file to read. `opener` gives its bytes, anew at each call; `relative` is where it lies in its source.

    `has_name` is False for what came through a pipe: its pages are called after their content.
    """

    place: str
    relative: PurePath
    source: Source
    form: Form
    opener: Callable[[], IO[bytes]]
    facts: Facts = Facts()
    has_name: bool = True

    def address(self, body: bytes, fragment: str = "") -> str:
        """SOURCE/relative/path#fragment, without the `.gz` of what is compressed; SOURCE/digest of what has no name."""
        if not self.has_name:
            return file_address(self.source.name, PurePath(sha256(body).hexdigest()[:_DIGITS]))
        unpacked = self.relative.with_suffix("") if is_packed(self.relative.name) else self.relative
        return file_address(self.source.name, unpacked) + fragment


def open_regular(path: Path) -> IO[bytes]:
    """The bytes of a file. Raises OSError for what is none: opening a pipe would wait for a writer."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(None, "no regular file")
    return path.open("rb")


def iso_time(value: str) -> str | None:
    """The same time if it is ISO 8601 (or the 14 digits of web archives, spelled out); None if it is none."""
    if len(value) == 14 and value.isascii() and value.isdigit():
        value = f"{value[:4]}-{value[4:6]}-{value[6:8]}T{value[8:10]}:{value[10:12]}:{value[12:]}Z"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value if value.isascii() else None  # Python takes any sign between day and hour


def why(error: OSError) -> str:
    return error.strerror or (os.strerror(error.errno) if error.errno else str(error))
