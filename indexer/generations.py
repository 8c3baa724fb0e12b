"""Generations of an index: where they lie, which one answers, and what each was built of.

    index/<generation>/        engine files, catalogue.sqlite, manifest.json
    index/current              the name of the generation that answers
    index/behind               there while the archive may hold more than the index: an ingest runs, or was cut short

Not here: building one (build.py). Needs neither the store nor an engine, so that a search starts fast.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import EngineError

FOLDER, CURRENT, BEHIND, MANIFEST = "index", "current", "behind", "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation was built of and with."""

    engine: str
    fingerprint: str
    revision: int
    pages: int
    built: str


def current_generation(archive: Path) -> Path | None:
    """The folder of the generation that answers, None when there is none."""
    name = _current_name(archive)
    while name:
        folder = archive / FOLDER / name
        if (folder / MANIFEST).is_file():
            return folder
        # another may have been swapped in, and this one removed, since its name was read
        before, name = name, _current_name(archive)
        if name == before:
            return None
    return None


def _current_name(archive: Path) -> str:
    try:
        return (archive / FOLDER / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def read_manifest(generation: Path) -> Manifest:
    """Raises EngineError when it is damaged."""
    try:
        return Manifest(**json.loads((generation / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(
            "the index's manifest cannot be read", where=str(generation), hint="build it anew with `kielo reindex`"
        ) from error


def mark_behind(archive: Path) -> None:
    """Say that the archive is about to change; the next generation takes it back."""
    home = archive / FOLDER
    if home.is_dir():
        (home / BEHIND).touch()


def unmark_behind(archive: Path) -> None:
    (archive / FOLDER / BEHIND).unlink(missing_ok=True)


def is_behind(archive: Path) -> bool:
    return (archive / FOLDER / BEHIND).exists()


def begin_generation(archive: Path) -> Path:
    """A new folder to build in; it answers nothing until it is published."""
    home = archive / FOLDER
    home.mkdir(exist_ok=True)
    taken = [int(each.name) for each in home.iterdir() if each.name.isdigit()]
    folder = home / f"{max(taken, default=0) + 1:06}"
    folder.mkdir()
    return folder


def publish(archive: Path, generation: Path, manifest: Manifest) -> None:
    """Let a generation answer from now on, and remove all others with what killed runs may have left.

    Whatever is in the generation is on the disk before its name is, so that a power cut leaves the old or the new one
    (as far as the engine writes its own files through; whoosh does not).
    """
    home = archive / FOLDER
    for file in generation.iterdir():
        if file.is_file():
            _sync(file)
    _write(generation / MANIFEST, json.dumps(asdict(manifest), indent=2))
    _write(home / CURRENT, generation.name)
    unmark_behind(archive)
    for each in home.iterdir():
        if each.is_dir() and each != generation:
            shutil.rmtree(each, ignore_errors=True)


def _write(file: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new one."""
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, "utf-8")
    _sync(beside)
    beside.replace(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
