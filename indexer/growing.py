"""A new generation out of the one that answers: which of its files serve in both, and how files are told apart.

Engines write an index as files that never change once they are written, and a few small ones that say which of them
count. The first are hard links to those of the generation before, so that growing costs what has changed; the others
are copied. What is not known to be of the first kind is copied.

Not here: what is written into the new generation (build.py), where generations lie (generations.py).
"""

import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from indexer.catalogue import FILE_NAME as CATALOGUE
from indexer.generations import BESIDE, MANIFEST, PLAN, Manifest

ENGINE_FOLDER: Final = "engine"
FINAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "tantivy": (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm", ".del"),
        "whoosh": (".seg",),
    }
)
"""By engine, how the names of files end that are written once and then only read or removed."""

LOCKS: Final = (".lock", "WRITELOCK")
_PIECE: Final = 1 << 20


def grow(before: Path, engine: str, folder: Path) -> None:
    """Put the files of the generation before into a new folder."""
    home = folder / ENGINE_FOLDER
    home.mkdir()
    for file in sorted((before / ENGINE_FOLDER).iterdir()):
        if file.name.endswith(LOCKS):
            continue
        if file.name.endswith(FINAL.get(engine, ())):
            share(file, home / file.name)
        else:
            shutil.copyfile(file, home / file.name)
    shutil.copyfile(before / CATALOGUE, folder / CATALOGUE)


def files_of(folder: Path, before: Path | None = None, known: Manifest | None = None) -> dict[str, tuple[int, int]]:
    """Size and checksum of each file of a generation; those shared with the generation before are not read again."""
    found: dict[str, tuple[int, int]] = {}
    for file in files_in(folder):
        name = file.relative_to(folder).as_posix()
        held = known.files.get(name) if known else None
        is_shared = before is not None and held is not None and _is_same(file, before / name)
        found[name] = held if held and is_shared else (file.stat().st_size, checksum(file))
    return found


def files_in(folder: Path) -> list[Path]:
    """The files of a generation that are to stay as they are: all but locks and what tells of the generation itself."""
    passed_over = (MANIFEST, PLAN, MANIFEST + BESIDE, PLAN + BESIDE)  # the latter two where a run was killed
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.name not in passed_over)
    return [file for file in files if not file.name.endswith(LOCKS)]


def checksum(file: Path) -> int:
    """Tells a file from one that has lost bits. CRC-32: 2 GB/s where SHA-256 does 1, and nobody forges an index."""
    told = 0
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            told = zlib.crc32(piece, told)
    return told


def share(file: Path, new: Path) -> None:
    """Have a file that is never written again in a second place."""
    try:
        os.link(file, new)
    except OSError:  # a file system without links, or too many of them
        shutil.copyfile(file, new)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
