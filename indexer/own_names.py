"""People's own vocabularies as a search reads them: the names of their concepts, analysed, beside the shipped ones.

    index/<generation>/vocabularies.sqlite      only where the archive has any

No archive is opened to search with it. Names are looked up one by one, so that a search pays for what it asks, not for
the size of a vocabulary.

Lives here: reading that file, with sqlite3 itself for the same reason as in catalogue.py, and how analysed names are
told. Not here: writing it (vocabularies.py), finding names in texts (corpus.linking.gazetteer).
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, overload

from corpus.analysis import Forms
from corpus.linking.gazetteer import TERM, Entry, Gazetteer, NamePattern, StoredPatterns
from corpus.model import Lang
from indexer.words import quoted, stated

FILE_NAME: Final = "vocabularies.sqlite"
_MAPPED: Final = 1 << 28  # bytes, of address space alone: what is asked lies all over the file
_AFTER_ALL: Final = "\U0010ffff"


class OwnEntry(Entry, frozen=True, kw_only=True):
    """A concept of a vocabulary of one's own."""

    vocabulary: str

    @property
    def source(self) -> str:
        return f"vocabulary {self.vocabulary}"


class OwnNames:
    """The vocabularies of one generation, open for reading; none where it has no such file."""

    def __init__(self, generation: Path) -> None:
        self._file = generation / FILE_NAME
        self._connection: sqlite3.Connection | None = None
        if self._file.is_file():
            with stated(self._file):
                address = f"file:{quoted(self._file)}?immutable=1"
                self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
                self._connection.execute(f"PRAGMA mmap_size = {_MAPPED}")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def gazetteer(self, shipped: tuple[Entry, ...], forms: Forms, stored: StoredPatterns) -> Gazetteer:
        """The shipped names, of which `stored` gives those analysed, and behind them these."""
        if self._connection is None:
            return Gazetteer(shipped, forms, stored)

        def both(lang: Lang, term: str) -> Sequence[NamePattern]:
            return (*stored(lang, term), *self._names(lang, term, len(shipped)))

        return Gazetteer(_Joined(shipped, self), forms, both)

    def count(self) -> int:
        return sum(number for (number,) in self._rows("SELECT count(*) FROM concept"))

    def entry(self, number: int) -> OwnEntry:
        """A concept by its number. Raises IndexError where there is none."""
        for vocabulary, told in self._rows("SELECT vocabulary, told FROM concept WHERE number = ?", number):
            return _entry(number, vocabulary, told)
        raise IndexError(number)

    def beginning(self, start: str, most: int) -> Iterator[OwnEntry]:
        """Concepts of which a name begins with a word that begins so, as it is written or in its base form; those of
        the `most` shortest such words."""
        query = "SELECT told FROM name WHERE term >= ? AND term < ? ORDER BY length(term), term, lang LIMIT ?"
        rows = self._rows(query, start, start + _AFTER_ALL, most)
        numbers = dict.fromkeys(number for (told,) in rows for number, _ in json.loads(told))
        yield from map(self.entry, numbers)

    def _names(self, lang: Lang, term: str, before: int) -> Iterator[NamePattern]:
        for (told,) in self._rows("SELECT told FROM name WHERE term = ? AND lang = ?", term, lang):
            yield from (_pattern(before + number, pattern) for number, pattern in json.loads(told))

    def _rows(self, query: str, *values: object) -> list[Any]:
        if self._connection is None:
            return []
        with stated(self._file):
            return self._connection.execute(query, values).fetchall()


class _Joined(Sequence[Entry]):
    """The shipped entries and, behind them, those of vocabularies, which are read when they are asked for."""

    def __init__(self, shipped: tuple[Entry, ...], own: OwnNames) -> None:
        self._shipped, self._own = shipped, own

    def __len__(self) -> int:
        return len(self._shipped) + self._own.count()

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return self._shipped[at] if at < len(self._shipped) else self._own.entry(at - len(self._shipped))


def _entry(number: int, vocabulary: str, told: str) -> OwnEntry:
    names = tuple((lang, tuple(its)) for lang, its in json.loads(told))
    return OwnEntry(id=f"{vocabulary}:{number}", kind=TERM, names=names, vocabulary=vocabulary)


def told_pattern(pattern: NamePattern) -> str:
    """An analysed name as it is written; `read_pattern` reads it."""
    return json.dumps(
        [[sorted(slot) for slot in pattern.slots], pattern.is_capital, pattern.is_acronym], ensure_ascii=False
    )


def read_pattern(entry: int, told: str) -> NamePattern:
    return _pattern(entry, json.loads(told))


def _pattern(entry: int, told: tuple[list[list[str]], bool, bool]) -> NamePattern:
    slots, is_capital, is_acronym = told
    return NamePattern(entry, tuple(map(frozenset, slots)), is_capital=is_capital, is_acronym=is_acronym)
