"""The default engine: tantivy, given ready postings and asked with its own query objects.

Lives here: the library's schema, writing, reading, counting, and its errors.
Not here: the translation of a query tree (tantivy_query.py), from matches to hits (tantivy_hits.py).

What is peculiar to the library, each reproduced in tests/indexer/test_engine_traps.py:
- Several long-lived `Index` objects that write in turn lose track of files. So every write session opens a fresh
  one, inside a lock of our own that is taken before.
- A panic of the library is no `Exception`. `Translated` catches it by name.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import repeat
from operator import attrgetter
from pathlib import Path
from typing import ClassVar, Final

import tantivy

from corpus.errors import EngineError, StoreError
from corpus.model import PageId
from indexer.contract import FACETS, FIELDS, Counted, Facet, Field, Found, Gathered, IndexDocument, Posting, Query, Sort
from indexer.engines.tantivy_hits import gathered, gathering_key, key_of, slice_of
from indexer.engines.tantivy_query import Translation, translate
from indexer.engines.terms import REBUILD, can_be_indexed, most_first, programme_of, values_of
from indexer.engines.tree import check_slice

HEAP_BYTES: Final = 64_000_000
"""Memory of the one writing thread; below 15 MB the library refuses."""

MANY_VALUES: Final = 1_000_000
"""Distinct values a facet may have: more than any archive has sites."""

UNDATED: Final = 99_999_999
"""Sorts behind every date, forwards and (as `UNDATED - date`) backwards."""

_POSITION: Final = attrgetter("position")

_UNWRITABLE: Final = ("permissiondenied", "readonlyfilesystem", "operationnotpermitted")
_WRITE: Final = "kielo must be able to write there, to search in it too"

_PANIC: Final = ("pyo3_runtime", "PanicException")


class Translated:
    """Every error of the library leaves as EngineError, StoreError where it may not write beside its files, which it
    does to read them as well. A class: a generator would cost as much as reading the ids."""

    __slots__ = ("_where",)

    def __init__(self, where: Path) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, EngineError):
            return
        if isinstance(error, ValueError | RuntimeError | OSError):
            if _is_unwritable(str(error)):
                raise StoreError(
                    "the archive's folder cannot be written to", where=str(self._where), hint=_WRITE
                ) from error
            raise EngineError(f"tantivy: {error}", where=str(self._where), hint=_hint(error)) from error
        if (type(error).__module__, type(error).__name__) == _PANIC:
            raise EngineError(f"tantivy failed inside: {error}", where=str(self._where), hint=REBUILD) from error


def _is_unwritable(message: str) -> bool:
    letters = message.casefold().replace(" ", "").replace("-", "")  # the library's spelling, or the system's
    return any(sign in letters for sign in _UNWRITABLE)


def _hint(error: Exception) -> str:
    message = str(error)
    if "LockBusy" in message:
        return "another process is writing; wait until it has finished"
    if isinstance(error, OSError) or "Lockfile" in message:
        return "is the disk full, or the folder not writable?"
    return REBUILD


class TantivyEngine:
    name: ClassVar[str] = "tantivy"

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        self._commit_file = str(folder / "meta.json")
        self._schema = _schema()
        with Translated(folder):
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            elif not folder.is_dir() or not tantivy.Index.exists(str(folder)):
                raise EngineError("there is no tantivy index here", where=str(folder), hint="build it first")
            self._index: tantivy.Index | None = self._open()
            # The library's own watching would keep a thread per reader; `_searcher` looks at the commit file instead.
            self._index.config_reader("manual")
            self._index.reload()
        self._commit = self._commit_stamp()
        self._last: tuple[Query, tuple[int, int] | None, Translation] | None = None

    def write(self, documents: Iterable[IndexDocument]) -> int:
        written: set[PageId] = set()
        count = 0
        with self._writing() as writer:
            known = self._searcher()
            for document in documents:
                with Translated(self._folder):
                    # Deleting costs a look into every segment at commit; a first build has nothing to delete.
                    if document.id in written or known.doc_freq("id", document.id):
                        writer.delete_documents_by_term("id", document.id)
                    writer.add_document(_native(document))
                written.add(document.id)
                count += 1
        return count

    def delete(self, ids: Iterable[PageId]) -> None:
        with self._writing() as writer:
            for id_ in ids:
                if can_be_indexed(id_):
                    with Translated(self._folder):
                        writer.delete_documents_by_term("id", id_)

    def search(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        check_slice(limit, offset)
        with Translated(self._folder):
            searcher = self._searcher()
            translation = self._translated(query, searcher)
            # The library reserves memory for what it may return, so that a limit must not exceed what there is.
            there = searcher.num_docs
            offset = min(offset, there)
            return slice_of(searcher, translation, offset, min(offset + limit, there), sort)

    def gather(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Gathered:
        check_slice(limit, offset)
        with Translated(self._folder):
            searcher = self._searcher()
            return gathered(searcher, self._translated(query, searcher), offset, offset + limit, sort)

    def facets(self, query: Query, facets: Sequence[Facet]) -> dict[Facet, Counted]:
        with Translated(self._folder):
            searcher = self._searcher()
            asked = {facet: {"terms": {"field": facet, "size": MANY_VALUES}} for facet in facets}
            found = searcher.aggregate(self._translated(query, searcher).query, asked) if asked else {}
        return {
            facet: most_first({str(each["key"]): int(each["doc_count"]) for each in found[facet]["buckets"]})
            for facet in facets
        }

    def terms(self, field: Field, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, with the number of documents that have them, deleted ones included."""
        with Translated(self._folder):
            return list(self._searcher().terms_with_prefix(field, prefix)) if can_be_indexed(prefix) else []

    def count(self) -> int:
        with Translated(self._folder):
            return int(self._searcher().num_docs)

    def close(self) -> None:
        self._index = None

    def _open(self) -> tantivy.Index:
        return tantivy.Index(self._schema, str(self._folder), reuse=True)

    def _commit_stamp(self) -> tuple[int, int] | None:
        """Tells one commit from the next: the library replaces this file at each. None: the folder is gone."""
        try:
            status = os.stat(self._commit_file)  # noqa: PTH116  a path object costs as much as a small query
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _searcher(self) -> tantivy.Searcher:
        if self._index is None:
            raise EngineError("the index has been closed", where=str(self._folder))
        stamp = self._commit_stamp()
        # With the folder gone (an old generation swept away) the files stay readable for as long as they are open.
        if stamp is not None and stamp != self._commit:
            self._index.reload()
            self._commit = stamp
        return self._index.searcher()

    def _translated(self, query: Query, searcher: tantivy.Searcher) -> Translation:
        """The last question is kept: its pages and its facets are asked for in turn."""
        asked, commit, translation = self._last or (None, None, None)
        if translation is None or asked is not query or commit != self._commit:
            translation = translate(query, self._schema, searcher)
            self._last = (query, self._commit, translation)
        return translation

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """One write session: all of it or nothing. The writer is let go of, whatever happens."""
        from filelock import FileLock, Timeout  # not loaded for a search

        self._searcher()
        try:
            lock = FileLock(self._folder / "write.lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            hint = "wait until it has finished"
            raise EngineError("another writer is at work", where=str(self._folder), hint=hint) from error
        except OSError as error:
            with Translated(self._folder):
                raise error
        try:
            with Translated(self._folder):
                writer = self._open().writer(HEAP_BYTES, 1)  # two threads are no faster: the postings come from Python
            try:
                yield writer
                with Translated(self._folder):
                    writer.commit()
                    writer.garbage_collect_files()  # a killed writer leaves files behind
            except BaseException:
                with suppress(EngineError), Translated(self._folder):
                    writer.rollback()
                raise
            finally:
                with suppress(EngineError), Translated(self._folder):
                    writer.wait_merging_threads()
        finally:
            lock.release()


def _schema() -> tantivy.Schema:
    """`id` is stored, as the only thing. The library fills no text column per document, so keys are numbers."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="position")
    for facet in FACETS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    # Held by every document: its document frequency counts the deleted ones too, which the library does not tell.
    builder.add_text_field("present", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", fast=True)
    for key in ("id_start", "id_end", "newest", "oldest", "gathered"):
        builder.add_unsigned_field(key, fast=True)
    return builder.build()


def _native(document: IndexDocument) -> tantivy.Document:
    native = tantivy.Document()
    native.add_text("id", document.id)
    native.add_text("present", "1")
    for field, postings in document.fields.items():
        if postings:
            native.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", _tokens(postings)))
    for facet, values in values_of(document).items():
        for value in values:
            native.add_text(facet, value)
    key = key_of(document.id)
    native.add_unsigned("id_start", key >> 64)
    native.add_unsigned("id_end", key & 0xFFFF_FFFF_FFFF_FFFF)
    native.add_unsigned("gathered", gathering_key(programme_of(document)))
    date = document.date
    if date is not None:
        native.add_integer("date", date)
    # The date, and of the id what there is room for: few share such a key, so that few need be sorted here.
    some_of_id = key >> 92
    native.add_unsigned("newest", (UNDATED if date is None else UNDATED - date) << 36 | some_of_id)
    native.add_unsigned("oldest", (UNDATED if date is None else date) << 36 | some_of_id)
    return native


def _tokens(postings: Sequence[Posting]) -> list[tantivy.Token]:
    """Terms that are too long are dropped by the library itself; it refuses those without UTF-8 form."""
    terms, positions = zip(*postings, strict=True)
    if sorted(positions) != list(positions):  # they would be taken, and their phrases never found
        terms, positions = zip(*sorted(postings, key=_POSITION), strict=True)
    try:
        return list(map(tantivy.Token, terms, positions, repeat(0), repeat(0)))
    except UnicodeEncodeError:
        return _tokens([posting for posting in postings if can_be_indexed(posting.term)])
