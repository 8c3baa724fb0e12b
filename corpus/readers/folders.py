"""The files of a folder, in an order that is the same on every machine.

Lives here: walking, which names are read at all, the tally of what is passed over. Not here: opening files.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.model import Drop, Reason
from corpus.readers.addresses import as_text
from corpus.readers.forms import Form, form_of
from corpus.readers.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to read. `path` is how to open it, `relative` where it lies below its source's place."""

    path: Path
    relative: Path
    source: Source
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    path: Path
    relative: Path
    source: Source


def walk(
    path: Path, relative: Path, source: Source, places: Mapping[Path, Source], ignored: Counter[str]
) -> Iterator[FoundFile | Drop]:
    """The readable files below a folder, sorted by relative path; everything passed over is counted in `ignored`.

    A folder that is the place of a source of its own (`places`) changes the source. Links to files are followed,
    links to folders are not: they lead in circles, or to what is read anyway.
    """
    stack: list[_Folder | FoundFile] = [_Folder(path=path, relative=relative, source=source)]
    while stack:
        here = stack.pop()
        if isinstance(here, FoundFile):
            yield here
            continue
        own = places.get(here.path.resolve())
        if own is not None and own != here.source:
            here = replace(here, source=own, relative=Path())
        try:
            names = _sorted_names(here.path)
        except OSError as error:
            yield Drop(place=as_text(here.path), reason=Reason.UNREADABLE, detail=error.strerror or str(error))
            continue
        below = [entry for name in names if (entry := _enter(here, name, ignored)) is not None]
        stack.extend(reversed(below))


def _sorted_names(folder: Path) -> list[str]:
    """Names in the order of the relative paths of all files below: a folder sorts as if it ended in a slash."""
    with os.scandir(folder) as entries:
        keyed = [(as_text(entry.name) + "/" * entry.is_dir(follow_symlinks=False), entry.name) for entry in entries]
    return [name for _, name in sorted(keyed)]


def _enter(folder: _Folder, name: str, ignored: Counter[str]) -> _Folder | FoundFile | None:
    path, relative = folder.path / name, folder.relative / name
    is_folder = path.is_dir()
    if name.startswith("."):
        ignored["hidden folder" if is_folder else "hidden file"] += 1
        return None
    if is_folder and path.is_symlink():
        ignored["link to a folder"] += 1
        return None
    if is_folder:
        return _Folder(path=path, relative=relative, source=folder.source)
    form = form_of(name)
    if form is None:
        ignored[_extension(name)] += 1
        return None
    return FoundFile(path=path, relative=relative, source=folder.source, form=form)


def _extension(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9_+-]{1,10}", suffix) else "file without extension"
