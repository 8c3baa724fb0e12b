"""The engine that needs no compiled code: whoosh's files and term dictionary, asked for plain postings.

Lives here: the library's schema, writing, reading, and its errors. Not here: matching and ranking (whoosh_match.py).

The library's own matchers, query objects and parser are not used: its matchers are Python too, recurse with the
depth of a query, and give a prefix, a fuzzy term and a date range answers other than indexer/contract.py asks for.

Two things to know before choosing it: it never forces its writes to the disk, so that a power cut may cost the index
(never the archive); and its files hold pickles, so open no index that you have not built.
"""

import pickle
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from whoosh import columns, fields, formats, index, reading, writing
from whoosh.codec.base import OutOfOrderError
from whoosh.filedb.filestore import StorageError
from whoosh.filedb.filetables import FileFormatError

from corpus.errors import EngineError
from corpus.model import PageId
from indexer.contract import FACETS, FIELDS, Counted, Facet, Field, Found, Gathered, IndexDocument, Posting, Query, Sort
from indexer.engines.terms import REBUILD, can_be_indexed, programme_of, values_of
from indexer.engines.tree import check_slice
from indexer.engines.whoosh_match import Snapshot, encode

POOL_MB: Final = 64
"""Postings kept in memory while writing; more are sorted through files."""

FOREIGN: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (index.LockError, "another process is writing; wait until it has finished"),
    (index.EmptyIndexError, "build it first"),
    (index.OutOfDateError, REBUILD),
    (index.IndexVersionError, REBUILD),
    (index.IndexError, REBUILD),
    (writing.IndexingError, REBUILD),
    (reading.ReaderClosed, "open the index again"),
    (reading.TermNotFound, REBUILD),
    (fields.FieldConfigurationError, REBUILD),
    (fields.UnknownFieldError, REBUILD),
    (StorageError, "is the folder readable?"),
    (FileFormatError, REBUILD),
    (OutOfOrderError, REBUILD),
    (pickle.PickleError, REBUILD),
    (struct.error, REBUILD),
    (zlib.error, REBUILD),
    (EOFError, REBUILD),
    (OSError, "is the disk full, or the folder not writable?"),
)
"""The library's exceptions and those it lets through from damaged files, each with its cure; the first match counts."""

OPENING: Final[tuple[tuple[type[BaseException], str], ...]] = (
    *FOREIGN,
    (Exception, REBUILD),
)
"""The same where only the library is at work: over a damaged commit file it fails with whatever comes."""


@contextmanager
def translated(where: Path, table: tuple[tuple[type[BaseException], str], ...] = FOREIGN) -> Iterator[None]:
    """Every error of the library leaves as EngineError."""
    try:
        yield
    except EngineError:
        raise
    except Exception as error:
        cure = next((cure for kind, cure in table if isinstance(error, kind)), None)
        if cure is None and type(error) is Exception:  # the library raises bare ones over damaged files
            cure = REBUILD
        if cure is None:
            raise
        what = f"whoosh: {str(error) or type(error).__name__}"
        raise EngineError(what, where=str(where), hint=cure) from error


class PostingsField(fields.FieldType):  # type: ignore[misc]  # the library has no types
    """A field of ready postings. The value stored with a term is `encode`d: document length and positions."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: Iterable[Posting], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, list[int]] = {}
        for posting in value:
            places.setdefault(posting.term, []).append(posting.position)
        length = sum(map(len, places.values()))
        for term, positions in places.items():
            yield term.encode(), len(positions), float(len(positions)), encode(length, positions)


class ValuesField(fields.FieldType):  # type: ignore[misc]  # the library has no types
    """A field that holds whole values: facets and the id."""

    def __init__(self, *, column: bool = False) -> None:
        super().__init__(format=formats.Existence(), analyzer=None, sortable=column)

    def index(self, value: Iterable[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        for one in dict.fromkeys(value):
            yield one.encode(), 1, 1.0, b""


class WhooshEngine:
    name: ClassVar[str] = "whoosh"

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        with translated(folder, OPENING):
            if not any(folder.glob("_MAIN_*.toc")):  # `exists_in` would unpickle the schema in the folder
                if not create:
                    raise EngineError("there is no whoosh index here", where=str(folder), hint="build it first")
                folder.mkdir(parents=True, exist_ok=True)
                index.create_in(str(folder), _schema())
            # Given the schema, the library does not unpickle the one in the folder.
            self._index: Any = index.open_dir(str(folder), schema=_schema())
            self._snapshot: Snapshot | None = Snapshot(self._index.reader())

    def write(self, documents: Iterable[IndexDocument]) -> int:
        written: dict[PageId, int] = {}
        count = 0
        with self._writing() as writer:
            known = self._current()
            for document in documents:
                with translated(self._folder):
                    if document.id in written:
                        # `delete_document` reaches finished segments only; this one is still being written.
                        writer.newsegment.delete_document(written[document.id])
                    else:
                        _delete(writer, known, document.id)
                    written[document.id] = writer.docnum
                    writer.add_document(**_native(document))
                count += 1
        return count

    def delete(self, ids: Iterable[PageId]) -> None:
        with self._writing() as writer:
            known = self._current()
            for id_ in ids:
                with translated(self._folder):
                    _delete(writer, known, id_)

    def search(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        check_slice(limit, offset)
        with translated(self._folder):
            return self._current().search(query, limit, offset, sort)

    def gather(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Gathered:
        check_slice(limit, offset)
        with translated(self._folder):
            return self._current().gather(query, limit, offset, sort)

    def facets(self, query: Query, facets: Sequence[Facet]) -> dict[Facet, Counted]:
        with translated(self._folder):
            return self._current().facets(query, facets)

    def terms(self, field: Field, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, with the number of documents that have them, deleted ones included."""
        with translated(self._folder):
            return self._current().terms(field, prefix)

    def count(self) -> int:
        with translated(self._folder):
            return self._current().count()

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._index.close()
            self._snapshot = None

    def _current(self) -> Snapshot:
        """The last commit, also one of another process."""
        if self._snapshot is None:
            raise EngineError("the index has been closed", where=str(self._folder))
        if not self._folder.is_dir():  # an old generation swept away: what is open stays readable
            return self._snapshot
        if self._snapshot.generation != self._index.latest_generation():
            with translated(self._folder, OPENING):
                stale, self._snapshot = self._snapshot, Snapshot(self._index.reader())
            stale.close()
        return self._snapshot

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """One write session: all of it or nothing. The library's lock is let go of, whatever happens."""
        with translated(self._folder):
            self._current()
            writer = self._index.writer(limitmb=POOL_MB)
        try:
            yield writer
            with translated(self._folder):
                writer.commit()
        finally:
            if not writer.is_closed:
                with translated(self._folder):
                    writer.cancel()


def _schema() -> Any:
    facets = {facet: ValuesField() for facet in FACETS}
    return fields.Schema(
        id=ValuesField(column=True),
        date=fields.COLUMN(columns.NumericColumn("i", default=0)),
        gathered=fields.COLUMN(columns.VarBytesColumn()),
        **facets,
        **{field: PostingsField() for field in FIELDS},
    )


def _native(document: IndexDocument) -> dict[str, object]:
    native: dict[str, object] = {"id": (document.id,), "gathered": programme_of(document).encode()}
    native.update(values_of(document).items())
    if document.date is not None:
        native["date"] = document.date
    for field, postings in document.fields.items():
        native[field] = [posting for posting in postings if can_be_indexed(posting.term)]
    return native


def _delete(writer: Any, known: Snapshot, id_: PageId) -> None:
    for number in known.numbers("id", id_):
        writer.delete_document(number)
