"""What an answer needs beside the engine: pages, their texts and programmes, the gazetteer's names.

It lies in the index's own folder and belongs to one generation, so that the texts of an answer are those that were
indexed, and a search opens no archive. It is read with sqlite3 itself, because loading a database toolkit costs more
than a search; this file and words.py are the places for that.

Lives here: writing and reading that file, and a glance at the archive's schema. Not here: the archive (corpus.store),
the words that were analysed (words.py), matching (engines).
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from corpus.errors import EngineError
from corpus.linking.gazetteer import Gazetteer, NamePattern, shipped_entries
from corpus.model import Block, Lang, Page, PageId, PageSummary, ProgrammeId
from indexer.own_names import OwnEntry, OwnNames, read_pattern, told_pattern
from indexer.words import StoredForms, Words, quoted, stated

FILE_NAME = "catalogue.sqlite"
KNOWN_SCHEMA = 6  # corpus.store.tables.SCHEMA, without loading what stands there; a test holds the two equal
NAMES_NUMBER = 1
"""Raised by hand when `Gazetteer` makes other patterns of the same entries with the same chains."""
_CHUNK = 400
_PACKING: Final = 4
_PAGE_BYTES: Final = 16_384  # of the database: in the usual 4,096 a sixth of the room for texts stays empty
_CACHE_KIB: Final = 64_000  # pages come in the order of addresses, and lie in that of their ids

_TABLES = """
CREATE TABLE about (words TEXT);
CREATE TABLE page (id TEXT PRIMARY KEY, address TEXT, programme TEXT, summary TEXT,
    state TEXT, stamp BLOB, digest BLOB) WITHOUT ROWID;
CREATE INDEX page_programme ON page (programme);
CREATE TABLE text (page TEXT PRIMARY KEY, packed BLOB);
CREATE TABLE name (lang TEXT, term TEXT, entry INTEGER, told TEXT);
CREATE INDEX name_term ON name (term, lang);
CREATE TABLE made_of (part TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
"""
"""`text` has rows of its own number: in a table without, one of a kilobyte takes a page of four for itself.
`state` and `stamp`: what the store tells of a page to find out whether it has changed; `digest`: of its text."""

_TOLD: Final = (
    *("title", "lang", "confidence", "languages", "kind", "number", "published", "updated", "site"),
    *("version", "fetched_at"),
)
"""The fields of a page's summary in the order in which they are written; the others have columns of their own."""
_SUMMARY: Final = "SELECT id, address, programme, summary FROM page"


def schema_of(archive_file: Path) -> int | None:
    """The schema that an archive's store says it has; None when it cannot be told, as of a damaged one."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quoted(archive_file)}?mode=rw", uri=True)) as store:
        told = store.execute("SELECT value FROM setting WHERE key = 'schema'").fetchone()
        return int(told[0]) if told else None
    return None


class Held(Struct, frozen=True, kw_only=True):
    """A page as a generation has it: the state and stamp that the store gave of it, and a digest of what is indexed."""

    state: str
    stamp: bytes
    digest: bytes


class Catalogue:
    """The catalogue of one generation, open for reading, with the words it was built with."""

    def __init__(self, folder: Path) -> None:
        file = folder / FILE_NAME
        with stated(file):
            # immutable: a generation never changes once it answers, so no lock or journal is looked for
            self._connection = sqlite3.connect(f"file:{quoted(file)}?immutable=1", uri=True, check_same_thread=False)
            told = self._connection.execute("SELECT words FROM about").fetchone()
        try:
            self._words = Words(folder.parent / told[0])
            self._own = OwnNames(folder)
        except EngineError:
            self._connection.close()
            raise
        self.forms: StoredForms = self._words.forms

    def close(self) -> None:
        self._own.close()
        self._words.close()
        self._connection.close()

    def summaries(self, ids: Sequence[str]) -> dict[PageId, PageSummary]:
        return {PageId(row[0]): _summary(*row) for row in self._in(_SUMMARY + " WHERE id IN ({})", ids)}

    def programmes(self, ids: Sequence[PageId]) -> dict[PageId, ProgrammeId]:
        rows = self._in("SELECT id, programme FROM page WHERE id IN ({})", ids)
        return {PageId(row[0]): ProgrammeId(row[1]) for row in rows}

    def members(self, programmes: Sequence[ProgrammeId]) -> list[PageSummary]:
        """The pages of programmes, by address."""
        rows = self._in(_SUMMARY + " WHERE programme IN ({})", programmes)
        return sorted((_summary(*row) for row in rows), key=lambda page: page.address)

    def blocks(self, page: PageId) -> tuple[Block, ...]:
        """The kept blocks of a page, in order."""
        row = self._connection.execute("SELECT packed FROM text WHERE page = ?", (page,)).fetchone()
        return () if row is None else _unpacked(row[0])

    def names(self, lang: Lang, term: str) -> tuple[NamePattern, ...]:
        """The names of the gazetteer that may begin with a term."""
        query = "SELECT entry, told FROM name WHERE term = ? AND lang = ? ORDER BY rowid"
        return tuple(read_pattern(entry, told) for entry, told in self._connection.execute(query, (term, lang)))

    def gazetteer(self) -> Gazetteer:
        """The shipped names and terms, and behind them those of the archive's own vocabularies."""
        return self._own.gazetteer(shipped_entries(), self.forms, self.names)

    def unfolded(self, folded: str) -> tuple[str, ...]:
        """The forms that were indexed and read like this without their dots and accents."""
        return self._words.unfolded(folded)

    def known(self) -> Iterator[tuple[str, str, dict[str, Any], bytes]]:
        """Of every page its address, its programme, what is told of it by field, and the digest of what is indexed."""
        for address, programme, told, digest in self._connection.execute(
            "SELECT address, programme, summary, digest FROM page ORDER BY address"
        ):
            yield address, programme, dict(zip(_TOLD, msgspec.json.decode(told), strict=True)), digest

    def own_beginning(self, start: str, most: int) -> Iterator[OwnEntry]:
        """Concepts of the archive's own vocabularies; see `OwnNames.beginning`."""
        return self._own.beginning(start, most)

    def unfolded_starts(self, folded: str, length: int) -> tuple[str, ...]:
        """How forms that were indexed begin, which read like this without their dots and accents."""
        return self._words.unfolded_starts(folded, length)

    def held(self) -> dict[PageId, Held]:
        """Every page there is."""
        return _held(self._connection)

    def _in(self, query: str, values: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            yield from self._connection.execute(query.format(",".join("?" * len(chunk))), chunk)


class CatalogueWriter:
    """Writes the catalogue of a new generation, beginning it where there is none.

    A generation that is begun again, or grown out of another, has pages already. What was written since the last
    `commit` is lost with the process; the catalogue counts only once `finish` has been called.
    """

    def __init__(self, folder: Path, words: str) -> None:
        self._file = folder / FILE_NAME
        is_new = not self._file.exists()
        with stated(self._file):
            self._connection = sqlite3.connect(f"file:{quoted(self._file)}", uri=True)
            self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            if is_new:
                self._connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                self._connection.executescript("BEGIN;" + _TABLES)
                self._connection.execute("INSERT INTO about VALUES (?)", (words,))
                self._connection.commit()

    def held(self) -> dict[PageId, Held]:
        """The pages that are in it."""
        with stated(self._file):
            return _held(self._connection)

    def put(self, page: Page, held: Held) -> None:
        """Add a page, or replace it."""
        with stated(self._file):
            row = (page.id, _packed(page.cleaned.blocks))
            self._connection.execute("INSERT OR REPLACE INTO text VALUES (?, ?)", row)
        self.put_summary(page, held)

    def put_summary(self, page: Page, held: Held) -> None:
        """Replace what is known of a page beside its text."""
        told = _told_summary(page.summary)
        row = (page.id, page.address, page.programme, told, held.state, held.stamp, held.digest)
        with stated(self._file):
            self._connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def remove(self, pages: Iterable[PageId]) -> None:
        gone = [(page,) for page in pages]
        with stated(self._file):
            self._connection.executemany("DELETE FROM text WHERE page = ?", gone)
            self._connection.executemany("DELETE FROM page WHERE id = ?", gone)

    def has_names(self, gazetteer: Gazetteer) -> bool:
        """Whether it has the names of these entries, analysed."""
        with stated(self._file):
            held = self._connection.execute("SELECT digest FROM made_of WHERE part = 'name'").fetchone()
        return bool(held == (_digest_of(gazetteer),))

    def put_names(self, gazetteer: Gazetteer) -> None:
        """Keep the analysed names, so that a search need not analyse them."""
        rows = ((lang, term, pattern.entry, told_pattern(pattern)) for lang, term, pattern in gazetteer.patterns())
        with stated(self._file):
            self._connection.execute("DELETE FROM name")
            self._connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
            self._connection.execute("INSERT OR REPLACE INTO made_of VALUES ('name', ?)", (_digest_of(gazetteer),))

    def take_names(self, earlier: Path) -> None:
        """Copy the names of another generation; what cannot be read only costs the time to analyse them anew."""
        self.commit()
        with suppress(sqlite3.Error):
            self._connection.execute("ATTACH ? AS earlier", (f"file:{quoted(earlier / FILE_NAME)}?mode=ro",))
            with suppress(sqlite3.Error), self._connection:
                self._connection.execute(
                    "INSERT INTO name SELECT lang, term, entry, told FROM earlier.name ORDER BY rowid"
                )
                self._connection.execute("INSERT INTO made_of SELECT part, digest FROM earlier.made_of")
            self._connection.execute("DETACH earlier")

    def commit(self) -> None:
        with stated(self._file):
            self._connection.commit()

    def finish(self) -> None:
        """Write everything and close."""
        self.commit()
        self.close()

    def close(self) -> None:
        """Let go of the file without what was not committed. Closing twice is no error."""
        self._connection.close()


def _held(connection: sqlite3.Connection) -> dict[PageId, Held]:
    rows = connection.execute("SELECT id, state, stamp, digest FROM page")
    return {PageId(page): Held(state=state, stamp=stamp, digest=digest) for page, state, stamp, digest in rows}


def _digest_of(gazetteer: Gazetteer) -> str:
    return blake2b(repr((NAMES_NUMBER, gazetteer.entries)).encode(), digest_size=16).hexdigest()


def _packed(blocks: Iterable[Block]) -> bytes:
    """The blocks of a page in a third of their size: 0.1 ms to write, and less to read than a row for each block."""
    told = [(block.kind, block.level, block.lang, block.text) for block in blocks]
    return zlib.compress(json.dumps(told, separators=(",", ":")).encode("ascii"), _PACKING)


def _unpacked(packed: bytes) -> tuple[Block, ...]:
    return tuple(
        Block(kind=kind, level=level, lang=lang, text=text)
        for kind, level, lang, text in json.loads(zlib.decompress(packed))
    )


def _told_summary(summary: PageSummary) -> str:
    return json.dumps([getattr(summary, name) for name in _TOLD], ensure_ascii=False, separators=(",", ":"))


def _summary(page: str, address: str, programme: str, told: str) -> PageSummary:
    known: Mapping[str, Any] = dict(zip(_TOLD, json.loads(told), strict=True))
    own = {"id": page, "address": address, "programme": programme, "languages": tuple(known["languages"])}
    return PageSummary(**{**known, **own})
