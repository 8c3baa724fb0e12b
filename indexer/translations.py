"""What a generation knows of words in other languages: translations learned from the archive's own linked pages.

They lie in a file of their own in the generation's folder, so that a search opens no archive to carry a word over, and
are written anew with every generation, whether pages were indexed for it or not. With them lies what each link taught:
the next generation need not align its pages again.

    index/<generation>/translations.sqlite

Lives here: that file, with sqlite3 itself for the same reason as in catalogue.py. Not here: learning (teaching.py),
what a query makes of a translation (search).
"""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypeAlias

from corpus.model import Lang, PageId
from indexer.words import quoted, stated

if TYPE_CHECKING:
    from corpus.lexicon import Entry

FILE_NAME: Final = "translations.sqlite"
NUMBER: Final = 1
"""Raised by hand when other translations are learned from the same pages, or are written otherwise."""

_TABLES: Final = """
CREATE TABLE about (number INTEGER, digest TEXT);
CREATE TABLE translation (lang TEXT, word TEXT, other TEXT, name TEXT, strength REAL, passages INTEGER,
    page TEXT, block INTEGER, other_page TEXT, other_block INTEGER);
CREATE INDEX translation_word ON translation (word, lang);
CREATE TABLE taught (a TEXT, b TEXT, digest BLOB, number INTEGER, packed BLOB);
"""
_PACKING: Final = 4
_ASK: Final = (
    "SELECT other, name, strength, passages, page, block, other_page, other_block FROM translation"
    " WHERE word = ? AND lang = ? ORDER BY rowid"
)


Shown: TypeAlias = tuple[tuple[str, int], tuple[str, int]]
"""A passage in two languages: page and place of its first kept block, twice."""
_Row: TypeAlias = tuple[str, str, str, str, float, int, str, int, str, int]


Aligned: TypeAlias = tuple[tuple[int, int, tuple[str, ...], tuple[str, ...]], ...]
"""The passages of two pages: the places of their first kept blocks, and the base forms of their words."""


class Lesson(NamedTuple):
    """A link between translations that teaches words: its pages, their languages, and a digest of their texts."""

    a: PageId
    b: PageId
    langs: tuple[Lang, Lang]
    digest: bytes

    @property
    def key(self) -> tuple[str, str, bytes]:
        return self.a, self.b, self.digest


class Translation(NamedTuple):
    """What a word is in another language: its base form there, how surely (0-1), how many passages show it, and one of
    them in both languages. A tuple with names: a query reads dozens."""

    lang: Lang
    name: str
    strength: float
    passages: int
    example: Shown


class Translations:
    """The translations of one generation, open for reading; none where it has no such file."""

    def __init__(self, generation: Path) -> None:
        file = generation / FILE_NAME
        self._connection: sqlite3.Connection | None = None
        if file.is_file():
            with stated(file):
                address = f"file:{quoted(file)}?immutable=1"
                self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._file = file

    def of(self, lang: Lang, word: str) -> tuple[Translation, ...]:
        """What a base form of a language is in the others, the surest first."""
        if self._connection is None:
            return ()
        with stated(self._file):
            rows = self._connection.execute(_ASK, (word, lang)).fetchall()
        return tuple(
            Translation(other, name, strength, passages, ((a, i), (b, j)))
            for other, name, strength, passages, a, i, b, j in rows
        )

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class TranslationsWriter:
    """Writes the translations of a new generation, and what each link taught. Use as a context manager."""

    def __init__(self, generation: Path, before: Path | None) -> None:
        self._file, self._before = generation / FILE_NAME, before and before / FILE_NAME
        self._taught: dict[Lesson, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._taught.clear()

    def take_over(self, lessons: Sequence[Lesson]) -> bool:
        """Take what is known of these links from the generation before; whether that was all, and nothing else."""
        if self._before is None or not self._before.is_file():
            return False
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quoted(self._before)}?mode=ro", uri=True)) as old:
            if old.execute("SELECT number, digest FROM about").fetchone() == (NUMBER, digest_of(lessons)):
                shutil.copyfile(self._before, self._file)
                return True
            wanted = {lesson.key: lesson for lesson in lessons}
            for a, b, digest, packed in old.execute(
                "SELECT a, b, digest, packed FROM taught WHERE number = ?", (NUMBER,)
            ):
                if lesson := wanted.get((a, b, digest)):
                    self._taught[lesson] = packed
        return False

    def lacks(self, lesson: Lesson) -> bool:
        return lesson not in self._taught

    def put(self, lesson: Lesson, aligned: Aligned) -> None:
        told = json.dumps(aligned, ensure_ascii=False, separators=(",", ":"))
        self._taught[lesson] = zlib.compress(told.encode("utf-8", "surrogatepass"), _PACKING)

    def passages(self, lesson: Lesson) -> Aligned:
        return _unpacked(self._taught[lesson])

    def finish(self, lessons: Sequence[Lesson], entries: Iterable["Entry"]) -> None:
        """Write the file, in place of one that a stopped run has left."""
        self._file.unlink(missing_ok=True)
        taught = [(*lesson.key, NUMBER, self._taught[lesson]) for lesson in lessons]
        rows = sorted((row for entry in entries for row in _rows(entry)), key=_by_word)
        with stated(self._file), closing(sqlite3.connect(f"file:{quoted(self._file)}", uri=True)) as written:
            written.executescript("BEGIN;" + _TABLES)
            written.execute("INSERT INTO about VALUES (?, ?)", (NUMBER, digest_of(lessons)))
            written.executemany("INSERT INTO translation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            written.executemany("INSERT INTO taught VALUES (?, ?, ?, ?, ?)", taught)
            written.commit()


def number_in(generation: Path) -> int | None:
    """The number that the translations of a generation were written with; None when there are none."""
    file = generation / FILE_NAME
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quoted(file)}?mode=ro", uri=True)) as opened:
        return int(opened.execute("SELECT number FROM about").fetchone()[0])
    return None


def taught_in(generation: Path) -> Iterator[tuple[PageId, PageId, Aligned]]:
    """What each link taught: its pages, and their passages."""
    file = generation / FILE_NAME
    with stated(file), closing(sqlite3.connect(f"file:{quoted(file)}?mode=ro", uri=True)) as opened:
        for a, b, packed in opened.execute("SELECT a, b, packed FROM taught ORDER BY rowid"):
            yield PageId(a), PageId(b), _unpacked(packed)


def _unpacked(packed: bytes) -> Aligned:
    rows = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return tuple((i, j, tuple(a), tuple(b)) for i, j, a, b in rows)


def digest_of(lessons: Iterable[Lesson]) -> str:
    told = repr((NUMBER, [(lesson.key, lesson.langs) for lesson in lessons]))
    return blake2b(told.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def _rows(entry: "Entry") -> Iterator[_Row]:
    """An entry read from either side."""
    (one, other), example = entry.langs, entry.examples[0]
    sure = (entry.strength, entry.count)
    yield (one, entry.a, other, entry.b, *sure, *example[0], *example[1])
    yield (other, entry.b, one, entry.a, *sure, *example[1], *example[0])


def _by_word(row: _Row) -> tuple[str, str, float, str]:
    """The surest of a word first."""
    return row[1], row[0], -row[4], row[3]
