"""The default engine: tantivy, given ready postings and asked with its own query objects.

Lives here: writing, reading, ordering and counting with the library, and its errors.
Not here: the translation of a query tree (tantivy_query.py).

What is peculiar to the library, each reproduced in tests/indexer/test_engine_traps.py:
- Several long-lived `Index` objects that write in turn lose track of files. So every write session opens a fresh
  one, inside a lock of our own that is taken before.
- A panic of the library is no `Exception`. `translated` catches it by name.
- Equal scores come in the order of storage, and equal documents may differ in the last bits of a 32-bit sum.
  `_ranked` rounds, and fetches until a tie is complete.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import ClassVar, Final

import tantivy
from filelock import FileLock, Timeout

from corpus.errors import EngineError
from corpus.model import PageId
from indexer.contract import FIELDS, Facet, Found, Hit, IndexDocument, Query, Sort
from indexer.engines.tantivy_query import Translation, translate
from indexer.engines.terms import REBUILD, all_can_be_indexed, can_be_indexed
from indexer.engines.tree import check_slice

HEAP_BYTES: Final = 64_000_000
"""Memory of the one writing thread; below 15 MB the library refuses."""

TIE_MARGIN: Final = 16
"""Hits fetched beyond the slice at once, to see whether its last score goes on. Most ties are short."""

MANY_VALUES: Final = 1_000_000
"""Distinct values a facet may have: more than any archive has sites."""

UNDATED: Final = 99_999_999
"""Sorts behind every date, forwards and (as `UNDATED - date`) backwards."""

_POSITION: Final = attrgetter("position")

_PANIC: Final = ("pyo3_runtime", "PanicException")


@contextmanager
def translated(where: Path) -> Iterator[None]:
    """Every error of the library leaves as EngineError."""
    try:
        yield
    except EngineError:
        raise
    except (ValueError, RuntimeError, OSError) as error:
        raise EngineError(f"tantivy: {error}", where=str(where), hint=_hint(error)) from error
    except BaseException as error:
        if (type(error).__module__, type(error).__name__) != _PANIC:
            raise
        raise EngineError(f"tantivy failed inside: {error}", where=str(where), hint=REBUILD) from error


def _hint(error: Exception) -> str:
    message = str(error)
    if "LockBusy" in message:
        return "another process is writing; wait until it has finished"
    if "Lockfile" in message or "Permission" in message or "read-only" in message.lower():
        return "kielo must be able to write to the archive's folder, to search in it too"
    if isinstance(error, OSError):
        return "is the disk full, or the folder not writable?"
    return REBUILD


class TantivyEngine:
    name: ClassVar[str] = "tantivy"

    def __init__(self, folder: Path, *, create: bool) -> None:
        self._folder = folder
        self._schema = _schema()
        with translated(folder):
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            elif not folder.is_dir() or not tantivy.Index.exists(str(folder)):
                raise EngineError("there is no tantivy index here", where=str(folder), hint="build it first")
            self._index: tantivy.Index | None = self._open()
            # The library's own watching would keep a thread per reader; `_searcher` looks at the commit file instead.
            self._index.config_reader("manual")
            self._index.reload()
        self._commit = self._commit_stamp()

    def write(self, documents: Iterable[IndexDocument]) -> int:
        written: set[PageId] = set()
        count = 0
        with self._writing() as writer:
            known = self._searcher()
            for document in documents:
                with translated(self._folder):
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
                    with translated(self._folder):
                        writer.delete_documents_by_term("id", id_)

    def search(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        check_slice(limit, offset)
        with translated(self._folder):
            searcher = self._searcher()
            translation = translate(query, self._schema, searcher)
            # The library reserves memory for what it may return, so that a limit must not exceed what there is.
            offset = min(offset, searcher.num_docs)
            limit = min(limit, searcher.num_docs - offset)
            if sort == "relevance":
                return _by_relevance(searcher, translation, offset, limit)
            return _by_key(searcher, translation, sort, offset, limit)

    def facet(self, query: Query, facet: Facet) -> tuple[tuple[str, int], ...]:
        with translated(self._folder):
            searcher = self._searcher()
            native = translate(query, self._schema, searcher).query
            found = searcher.aggregate(native, {facet: {"terms": {"field": facet, "size": MANY_VALUES}}})
        counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in found[facet]["buckets"]]
        return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))

    def count(self) -> int:
        with translated(self._folder):
            return int(self._searcher().num_docs)

    def close(self) -> None:
        self._index = None

    def _open(self) -> tantivy.Index:
        return tantivy.Index(self._schema, str(self._folder), reuse=True)

    def _commit_stamp(self) -> tuple[int, int] | None:
        """Tells one commit from the next: the library replaces this file at each. None: the folder is gone."""
        try:
            status = (self._folder / "meta.json").stat()
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

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """One write session: all of it or nothing. The writer is let go of, whatever happens."""
        self._searcher()
        try:
            lock = FileLock(self._folder / "write.lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            hint = "wait until it has finished"
            raise EngineError("another writer is at work", where=str(self._folder), hint=hint) from error
        except OSError as error:
            raise EngineError(f"tantivy: {error}", where=str(self._folder), hint=_hint(error)) from error
        try:
            with translated(self._folder):
                writer = self._open().writer(HEAP_BYTES, 1)  # two threads are no faster: the postings come from Python
            try:
                yield writer
                with translated(self._folder):
                    writer.commit()
                    writer.garbage_collect_files()  # a killed writer leaves files behind
            except BaseException:
                with suppress(EngineError), translated(self._folder):
                    writer.rollback()
                raise
            finally:
                with suppress(EngineError), translated(self._folder):
                    writer.wait_merging_threads()
        finally:
            lock.release()


def _schema() -> tantivy.Schema:
    """`id` is stored, as the only thing: the library gives a text column out as a sort key, not by document."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="position")
    for facet in ("lang", "site", "kind", "year", "newest", "oldest"):
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    # Held by every document: its document frequency counts the deleted ones too, which the library does not tell.
    builder.add_text_field("present", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", fast=True)
    return builder.build()


def _native(document: IndexDocument) -> tantivy.Document:
    native = tantivy.Document()
    native.add_text("id", document.id)
    native.add_text("present", "1")
    for field, postings in document.fields.items():
        # Postings out of order would be taken, and their phrases never found.
        ordered = sorted(postings, key=_POSITION)
        if not all_can_be_indexed([term for term, _ in ordered]):
            ordered = [one for one in ordered if can_be_indexed(one.term)]
        tokens = [tantivy.Token(term, position, 0, 0) for term, position in ordered]
        native.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))
    for lang in dict.fromkeys(document.langs):
        native.add_text("lang", lang)
    native.add_text("site", document.site)
    native.add_text("kind", document.kind)
    date = document.date
    if date is not None:
        native.add_integer("date", date)
        native.add_text("year", str(date // 10_000))
    # Keys that no two documents share: the order is total, and a page deep down costs no more than the first.
    native.add_text("newest", f"{UNDATED - (date or 0) if date is not None else UNDATED:08d}{document.id}")
    native.add_text("oldest", f"{date if date is not None else UNDATED:08d}{document.id}")
    return native


def _by_relevance(searcher: tantivy.Searcher, translation: Translation, offset: int, limit: int) -> Found:
    total, ranked = _ranked(searcher, translation.query, offset + limit)
    if ranked and ranked[0][0] == 0.0:  # nothing but filters: all tie, and the ids are a column
        return _by_key(searcher, translation, "relevance", offset, limit)
    hits: list[Hit] = []
    start = 0
    for score, tie in groupby(ranked, key=lambda pair: pair[0]):
        addresses = [address for _, address in tie]
        end = start + len(addresses)
        if end > offset and start < offset + limit:
            ids = sorted(PageId(str(searcher.doc(address).get_first("id"))) for address in addresses)
            hits += [Hit(id=id_, score=score) for id_ in ids[max(0, offset - start) : offset + limit - start]]
        start = end
    return Found(total=total, hits=tuple(hits), capped=translation.capped)


def _ranked(
    searcher: tantivy.Searcher, query: tantivy.Query, end: int
) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
    """How many match, and the best of them: at least `end`, and to the end of the tie that `end` falls into."""
    there = max(1, searcher.num_docs)
    fetch = min(end + TIE_MARGIN, there)
    while True:
        found = searcher.search(query, limit=fetch)
        ranked = [(_rounded(score), address) for score, address in found.hits]
        tie_is_complete = end < len(ranked) and (end == 0 or ranked[-1][0] < ranked[end - 1][0])
        all_tie_at_zero = bool(ranked) and ranked[0][0] == 0.0
        if tie_is_complete or all_tie_at_zero or len(ranked) < fetch or fetch == there:
            return _total(found), ranked
        fetch = min(fetch * 4, there)


def _by_key(searcher: tantivy.Searcher, translation: Translation, sort: Sort, offset: int, limit: int) -> Found:
    """In the order of a column: by id, or by a date key, which ends in the id."""
    column, skip = ("id", 0) if sort == "relevance" else (sort, 8)
    found = searcher.search(
        translation.query, limit=max(1, limit), offset=offset, order_by_field=column, order=tantivy.Order.Asc
    )
    hits = tuple(Hit(id=PageId(str(key)[skip:]), score=0.0) for key, _ in found.hits[:limit])
    return Found(total=_total(found), hits=hits, capped=translation.capped)


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # missing from the library's stubs


def _rounded(score: float) -> float:
    """Five digits: what lies behind them in a 32-bit sum depends on the order in which its parts were added."""
    return float(f"{score:.5g}")
