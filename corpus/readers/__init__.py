"""The world -> captures: folders of pages, text scrapes, WARC, WACZ, JSON Lines, zips of these, standard input.

Lives here: read(), which gives a file to the reader for its form. The only package that opens input files.
Not here: decoding and cleaning what was read, keeping it.

Whatever a file holds, reading goes on: what cannot be used comes out as a Drop that says why. What is no page by its
name or type is counted in `ignored`, without a row of its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from corpus.model import Capture, Drop, Reason
from corpus.readers.addresses import as_text
from corpus.readers.folders import Walk
from corpus.readers.forms import HEAD, Form, form_of, form_of_bytes
from corpus.readers.found import DamageError, FoundFile, TooLargeError, open_regular, why
from corpus.readers.jsonl import read_jsonl
from corpus.readers.outcomes import storable
from corpus.readers.pages import read_page
from corpus.readers.pipes import PLACE, piped
from corpus.readers.revisits import Originals
from corpus.readers.sources import (
    STANDARD_INPUT,
    Source,
    SourceNames,
    covered_by_folder,
    relative_to_source,
    require_paths,
    resolve_sources,
    sources_by_place,
)
from corpus.readers.warc import read_warc
from corpus.readers.zips import zip_files

__all__ = ["STANDARD_INPUT", "Source", "SourceNames", "read", "require_paths", "resolve_sources"]


_Item = TypeVar("_Item", Capture | Drop, FoundFile | Drop)


def read(paths: Sequence[Path], sources: SourceNames, ignored: Counter[str] | None = None) -> Iterator[Capture | Drop]:
    """Everything that files and folders hold, lazily, in an order that does not depend on that of `paths`.

    `Path("-")` is standard input. What is passed over is counted in `ignored`, by extension or type. A file that is
    given itself is read whatever its name.
    Raises InputError, before anything is read, for paths that are not there and for names that stand for two places.
    """
    require_paths(paths)
    given = dict(zip(paths, resolve_sources(paths, sources), strict=True))
    run = _Run(given, sources, Counter() if ignored is None else ignored)
    return map(storable, run.items())


class _Run:
    """One reading: what was given, what is passed over, and what later records may refer to."""

    def __init__(self, given: dict[Path, Source], names: SourceNames, ignored: Counter[str]) -> None:
        self._given = given
        self._names = names
        self._ignored = ignored
        self._originals = Originals()

    def items(self) -> Iterator[Capture | Drop]:
        with closing(self._originals):
            for found in self._found():
                yield from self._read(found) if isinstance(found, FoundFile) else (found,)

    def _found(self) -> Iterator[FoundFile | Drop]:
        walk = Walk(sources_by_place(tuple(self._given.values()), self._names), self._ignored)
        folders = [path for path in self._given if path.is_dir()]
        starts = {
            (source.name, as_text(relative_to_source(path, source)), as_text(source.place)): (path, source)
            for path, source in self._given.items()
            if not covered_by_folder(path, folders, lambda name: form_of(name) is not None)
        }
        for _, (path, source) in sorted(starts.items(), key=lambda item: item[0]):
            relative = relative_to_source(path, source)
            if path == STANDARD_INPUT:
                yield from _with_damage(PLACE, piped(source, is_named=self._names.name is not None))
            elif path.is_dir():
                yield from walk.files(path, relative, source)
            else:
                opener = partial(open_regular, path)
                place = as_text(path)
                form = form_of(path.name) or _form_within(path)
                yield from walk.file(FoundFile(place=place, relative=relative, source=source, form=form, opener=opener))

    def _read(self, found: FoundFile) -> Iterator[Capture | Drop]:
        if found.form == "zip":
            for inner in _with_damage(found.place, zip_files(found, self._ignored)):
                yield from self._read(inner) if isinstance(inner, FoundFile) else (inner,)
        else:
            yield from _with_damage(found.place, self._reader(found))

    def _reader(self, found: FoundFile) -> Iterator[Capture | Drop]:
        if found.form == "warc":
            return read_warc(found, self._ignored, self._originals)
        return read_jsonl(found) if found.form == "jsonl" else read_page(found, self._ignored)


def _form_within(path: Path) -> Form:
    """The form of a file whose name says nothing."""
    try:
        with open_regular(path) as file:
            return form_of_bytes(file.read(HEAD))
    except OSError:
        return "text"  # whoever reads it meets the same error, and reports it


def _with_damage(place: str, items: Iterator[_Item]) -> Iterator[_Item | Drop]:
    """The items; what the file system or the file itself refuses after them is a Drop."""
    try:
        yield from items
    except DamageError as damage:
        yield Drop(place=place, reason=Reason.DAMAGED, detail=str(damage))
    except TooLargeError as error:
        yield Drop(place=place, reason=Reason.TOO_LARGE, detail=str(error))
    except OSError as error:
        yield Drop(place=place, reason=Reason.UNREADABLE, detail=why(error))
