"""The world -> captures: folders of pages, text scrapes, WARC files, JSON Lines.

Lives here: read(), which gives a file to the reader for its form. The only package that opens input files.
Not here: decoding and cleaning what was read, keeping it.

Whatever a file holds, reading goes on: what cannot be used comes out as a Drop that says why. What is no page by its
name or type is counted in `ignored`, without a row of its own.
"""

import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.model import Capture, Drop, Reason
from corpus.readers.addresses import as_text
from corpus.readers.folders import FoundFile, walk
from corpus.readers.forms import form_of
from corpus.readers.jsonl import read_jsonl
from corpus.readers.outcomes import storable
from corpus.readers.pages import read_page
from corpus.readers.sources import (
    Source,
    SourceNames,
    covered_by_folder,
    relative_to_source,
    require_paths,
    resolve_sources,
    sources_by_place,
)
from corpus.readers.warc import read_warc

__all__ = ["Source", "SourceNames", "read", "require_paths", "resolve_sources"]


def read(paths: Sequence[Path], sources: SourceNames, ignored: Counter[str] | None = None) -> Iterator[Capture | Drop]:
    """Everything that files and folders hold, lazily, in an order that does not depend on that of `paths`.

    What is passed over is counted in `ignored`, by extension or type. A file that is given itself is read
    whatever its name.
    Raises InputError, before anything is read, for paths that are not there and for names that stand for two places.
    """
    require_paths(paths)
    given = dict(zip(paths, resolve_sources(paths, sources), strict=True))
    return map(storable, _read_all(given, sources, Counter() if ignored is None else ignored))


def _read_all(given: dict[Path, Source], names: SourceNames, ignored: Counter[str]) -> Iterator[Capture | Drop]:
    places = sources_by_place(tuple(given.values()), names)
    folders = [path for path in given if path.is_dir()]
    starts = {
        (source.name, as_text(relative_to_source(path, source)), as_text(source.place)): (path, source)
        for path, source in given.items()
        if not covered_by_folder(path, folders, lambda name: form_of(name) is not None)
    }
    for _, (path, source) in sorted(starts.items(), key=lambda item: item[0]):
        relative = relative_to_source(path, source)
        if not path.is_dir():
            yield from _read_file(
                FoundFile(path=path, relative=relative, source=source, form=form_of(path.name) or "text"), ignored
            )
            continue
        for found in walk(path, relative, source, places, ignored):
            if isinstance(found, Drop):
                yield found
            else:
                yield from _read_file(found, ignored)


def _read_file(found: FoundFile, ignored: Counter[str]) -> Iterator[Capture | Drop]:
    place = as_text(found.path)
    try:
        if not stat.S_ISREG(found.path.stat().st_mode):  # opening a pipe would wait for a writer
            yield Drop(place=place, reason=Reason.UNREADABLE, detail="no regular file")
        elif found.form == "warc":
            yield from read_warc(found, place, ignored)
        elif found.form == "jsonl":
            yield from read_jsonl(found, place)
        else:
            yield from read_page(found, place)
    except OSError as error:
        yield Drop(place=place, reason=Reason.UNREADABLE, detail=error.strerror or str(error))
