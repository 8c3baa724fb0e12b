"""The files of a folder, in an order that is the same on every machine.

Lives here: walking, which names are read at all, the tally of what is passed over, the lists beside the pages.
Not here: opening pages.
"""

import os
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from corpus.model import Drop, Reason
from corpus.readers import manifests
from corpus.readers.addresses import as_text, mirrored_url
from corpus.readers.forms import HEAD, begins_like_page, form_of, is_folder_of_pages, may_be_page
from corpus.readers.found import FoundFile, open_regular, why
from corpus.readers.manifests import Manifest, facts_of
from corpus.readers.sources import Source

_NOT_THE_SITES = frozenset({"hts-cache", "hts-log.txt", "__MACOSX"})
"""What HTTrack keeps beside the mirror (its cache may hold every page once more), and what macOS puts into zips."""

_Lists: TypeAlias = Generator[Drop, None, tuple[Manifest, ...]]


class _Folder(Struct, frozen=True, kw_only=True):
    path: Path
    relative: Path
    source: Source
    manifests: tuple[Manifest, ...] = ()


class Walk:
    """A walk through folders: tallies what it passes over, and knows the places of sources it may come upon."""

    def __init__(self, places: Mapping[Path, Source], ignored: Counter[str]) -> None:
        self._places = places
        self._ignored = ignored
        self._lists: dict[Path, tuple[Manifest, ...]] = {}

    def files(self, path: Path, relative: Path, source: Source) -> Iterator[FoundFile | Drop]:
        """The readable files below a folder, sorted by relative path.

        A folder that is the place of a source of its own changes the source. Links to files are followed, links to
        folders are not: they lead in circles, or to what is read anyway. A folder is listed when the walk comes to it,
        and a file looked at when its turn comes.
        """
        above = yield from self._lists_above(source, relative)
        start = _Folder(path=path, relative=relative, source=source, manifests=above)
        stack: list[tuple[_Folder, Iterator[str]]] = []
        yield from self._open(start, stack)
        while stack:
            here, names = stack[-1]
            name = next(names, None)
            if name is None:
                stack.pop()
                continue
            item = self._enter(here, name)
            if isinstance(item, _Folder):
                yield from self._open(item, stack)
            elif item is not None:
                yield item

    def file(self, found: FoundFile) -> Iterator[FoundFile | Drop]:
        """A file that is given itself, with what the lists in the folders of its source say of it."""
        above = yield from self._lists_above(found.source, found.relative)
        yield replace(found, facts=facts_of(found.relative, above))

    def _open(self, folder: _Folder, stack: list[tuple[_Folder, Iterator[str]]]) -> Iterator[Drop]:
        own = self._places.get(folder.path.resolve())
        if own is not None and own != folder.source:
            folder = replace(folder, source=own, relative=Path(), manifests=())
        try:
            names = _sorted_names(folder.path)
        except OSError as error:
            yield Drop(place=as_text(folder.path), reason=Reason.UNREADABLE, detail=why(error))
            return
        lists = yield from self._lists_in(folder.source, folder.relative)
        stack.append((replace(folder, manifests=lists + folder.manifests), iter(names)))

    def _enter(self, folder: _Folder, name: str) -> _Folder | FoundFile | None:
        path, relative = folder.path / name, folder.relative / name
        is_folder = path.is_dir()
        passed_over = reason_to_pass_over(name, is_folder=is_folder)
        if passed_over is None and is_folder and path.is_symlink():
            passed_over = "link to a folder"
        elif passed_over is not None and not is_folder and _is_mirrored_page(path, relative, folder.source):
            passed_over = None
        if passed_over is not None:
            if folder.source.place / relative not in self._lists:
                self._ignored[passed_over] += 1
            return None
        if is_folder:
            return replace(folder, path=path, relative=relative)
        source = folder.source
        if is_folder_of_pages(name):
            own = self._places.get(path.with_suffix("").resolve())
            relative = relative.with_suffix("")
            source, relative = (own, Path()) if own is not None and own != source else (source, relative)
        return FoundFile(
            place=as_text(path),
            relative=relative,
            source=source,
            form=form_of(name) or "html",
            opener=partial(open_regular, path),
            facts=facts_of(folder.relative / name, folder.manifests),
        )

    def _lists_above(self, source: Source, relative: PurePath) -> _Lists:
        """The manifests in the folders of the source above a file or folder, the innermost first."""
        found: tuple[Manifest, ...] = ()
        if source.owns_place:
            for folder in reversed(relative.parents):
                found = (yield from self._lists_in(source, folder)) + found
        return found

    def _lists_in(self, source: Source, relative: PurePath) -> _Lists:
        """The manifests of one folder, read once."""
        found: list[Manifest] = []
        folder = source.place / relative
        for name in (*manifests.NAMES, manifests.HTTRACK_LIST):
            path = folder / name
            if path not in self._lists:
                body = _content(path)
                if body is None:
                    continue
                manifest, drop = manifests.read_list(name, body, relative, as_text(path), partial(_is_file, folder))
                if drop is not None:
                    yield drop
                if manifest is None and drop is None:
                    continue
                self._lists[path] = () if manifest is None else (manifest,)
                if manifest is not None and manifest.missing:
                    self._ignored[manifests.MISSING] += manifest.missing
            found += self._lists[path]
        return tuple(found)


def reason_to_pass_over(name: str, *, is_folder: bool = False) -> str | None:
    """What a file or folder of such a name is counted as; None if it is looked into."""
    if name.startswith("."):
        return "hidden folder" if is_folder else "hidden file"
    if name in _NOT_THE_SITES:
        return "file of HTTrack or of a zip program"
    return None if is_folder or form_of(name) is not None else _extension(name)


def _is_mirrored_page(path: Path, relative: Path, source: Source) -> bool:
    """Whether a file is a page that a mirror keeps under the name it has on the web, without an ending of its own."""
    if not may_be_page(path.name) or mirrored_url(relative, source.place.name) is None:
        return False
    try:
        with open_regular(path) as file:
            return begins_like_page(file.read(HEAD))
    except OSError:
        return False


def _content(path: Path) -> bytes | None:
    """The content of a list; None if there is none here, or none that can be read."""
    try:
        with open_regular(path) as file:
            return file.read(manifests.LIMIT + 1)
    except OSError:
        return None


def _is_file(folder: Path, relative: str) -> bool:
    try:
        return (folder / relative).is_file()
    except (OSError, ValueError):
        return False


def _sorted_names(folder: Path) -> list[str]:
    """Names in the order of the relative paths of all files below: a folder sorts as if it ended in a slash."""
    with os.scandir(folder) as entries:
        keyed = [(as_text(entry.name) + "/" * entry.is_dir(follow_symlinks=False), entry.name) for entry in entries]
    return [name for _, name in sorted(keyed)]


def _extension(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9_+-]{1,10}", suffix) else "file without extension"
