"""What an answer needs beside the engine: pages, their texts and programmes, and the forms already analysed.

It lies in the index's own folder and belongs to one generation, so that the texts of an answer are those that were
indexed, and a search opens no archive. It is read with sqlite3 itself, because loading a database toolkit costs more
than a search; this file is the one place for that.

Lives here: writing and reading that file. Not here: the archive (corpus.store), matching (engines).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.analysis import FormAnalysis, Forms, fold
from corpus.errors import EngineError
from corpus.model import Block, Lang, Page, PageId, PageSummary, ProgrammeId

FILE_NAME = "catalogue.sqlite"
_CHUNK = 400

_TABLES = """
CREATE TABLE page (id TEXT PRIMARY KEY, address TEXT, programme TEXT, summary TEXT) WITHOUT ROWID;
CREATE INDEX page_programme ON page (programme);
CREATE TABLE block (page TEXT, n INTEGER, kind TEXT, level INTEGER, lang TEXT, text TEXT, PRIMARY KEY (page, n))
    WITHOUT ROWID;
CREATE TABLE form (form TEXT, lang TEXT, analysis TEXT, PRIMARY KEY (form, lang)) WITHOUT ROWID;
CREATE TABLE folded (folded TEXT, form TEXT, PRIMARY KEY (folded, form)) WITHOUT ROWID;
"""


class StoredForms(Forms):
    """A cache of forms that looks into the catalogue before it gives up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def get(self, lang: Lang, form: str) -> FormAnalysis | None:
        known = super().get(lang, form)
        if known is None:
            row = self._connection.execute(
                "SELECT analysis FROM form WHERE form = ? AND lang = ?", (form, lang)
            ).fetchone()
            if row is not None:
                known = _analysis(row[0])
                self.load([((lang, form), known)])
        return known


class Catalogue:
    """The catalogue of one generation, open for reading."""

    def __init__(self, folder: Path) -> None:
        file = folder / FILE_NAME
        with _stated(file):
            # immutable: a generation never changes once it answers, so no lock or journal is looked for
            self._connection = sqlite3.connect(f"file:{_quoted(file)}?immutable=1", uri=True, check_same_thread=False)
            self._connection.execute("SELECT count(*) FROM page")
        self.forms = StoredForms(self._connection)

    def close(self) -> None:
        self._connection.close()

    def summaries(self, ids: Sequence[str]) -> dict[PageId, PageSummary]:
        rows = self._in("SELECT id, summary FROM page WHERE id IN ({})", ids)
        return {PageId(row[0]): _summary(row[1]) for row in rows}

    def programmes(self, ids: Sequence[PageId]) -> dict[PageId, ProgrammeId]:
        rows = self._in("SELECT id, programme FROM page WHERE id IN ({})", ids)
        return {PageId(row[0]): ProgrammeId(row[1]) for row in rows}

    def members(self, programmes: Sequence[ProgrammeId]) -> list[PageSummary]:
        """The pages of programmes, by address."""
        rows = self._in("SELECT summary FROM page WHERE programme IN ({})", programmes)
        return sorted((_summary(row[0]) for row in rows), key=lambda page: page.address)

    def all_pages(self) -> Iterator[PageSummary]:
        """Every page, by address."""
        for row in self._connection.execute("SELECT summary FROM page ORDER BY address"):
            yield _summary(row[0])

    def blocks(self, page: PageId) -> tuple[Block, ...]:
        """The kept blocks of a page, in order."""
        query = "SELECT kind, level, lang, text FROM block WHERE page = ? ORDER BY n"
        return tuple(
            Block(kind=kind, level=level, lang=lang, text=text)
            for kind, level, lang, text in self._connection.execute(query, (page,))
        )

    def unfolded(self, folded: str) -> tuple[str, ...]:
        """The forms that were indexed and read like this without their dots and accents."""
        rows = self._connection.execute("SELECT form FROM folded WHERE folded = ? ORDER BY form LIMIT 16", (folded,))
        return tuple(row[0] for row in rows)

    def _in(self, query: str, values: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            yield from self._connection.execute(query.format(",".join("?" * len(chunk))), chunk)


class CatalogueWriter:
    """Writes the catalogue of a new generation; it counts only once `finish` has been called.

    `forms` is to be used for all analysis: it knows what the generation before knew (`earlier`, when its chains were
    the same), and what it learns is kept. Its memory is bounded; the rest is in the file.
    """

    def __init__(self, folder: Path, earlier: Path | None = None) -> None:
        self._file = folder / FILE_NAME
        with _stated(self._file):
            self._connection = sqlite3.connect(f"file:{_quoted(self._file)}", uri=True)
            self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        if earlier is not None:
            self._take_over(earlier / FILE_NAME)
        self.forms: Forms = StoredForms(self._connection)

    def add(self, page: Page) -> None:
        told = json.dumps(asdict(page.summary), ensure_ascii=False)
        rows = [(page.id, n, b.kind, b.level, b.lang, b.text) for n, b in enumerate(page.cleaned.blocks)]
        with _stated(self._file):
            self._connection.execute(
                "INSERT INTO page VALUES (?, ?, ?, ?)", (page.id, page.address, page.programme, told)
            )
            self._connection.executemany("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)", rows)

    def keep_forms(self) -> None:
        """Write down what has been analysed since the last call."""
        rows = ((form, lang, _told(analysis)) for (lang, form), analysis in self.forms.new_items())
        with _stated(self._file):
            self._connection.executemany("INSERT OR REPLACE INTO form VALUES (?, ?, ?)", rows)

    def add_folded(self, indexed: Iterable[str]) -> None:
        """Remember which forms on pages can be typed without their dots."""
        pairs = ((folded, form) for form in indexed if (folded := fold(form)) != form)
        with _stated(self._file):
            self._connection.executemany("INSERT OR IGNORE INTO folded VALUES (?, ?)", pairs)

    def finish(self) -> None:
        """Write everything and close."""
        self.keep_forms()
        with _stated(self._file):
            self._connection.commit()
            self._connection.close()

    def _take_over(self, earlier: Path) -> None:
        """Copy the forms of an earlier catalogue; one that cannot be read only costs the time to analyse anew."""
        try:
            self._connection.execute("ATTACH ? AS earlier", (f"file:{_quoted(earlier)}?mode=ro",))
            self._connection.execute("INSERT INTO form SELECT form, lang, analysis FROM earlier.form")
            self._connection.commit()
            self._connection.execute("DETACH earlier")
        except sqlite3.Error:
            self._connection.rollback()


def _told(analysis: FormAnalysis) -> str:
    return json.dumps([analysis.lemmas, analysis.parts, analysis.splits, analysis.inner], ensure_ascii=False)


def _analysis(told: str) -> FormAnalysis:
    lemmas, parts, splits, inner = json.loads(told)
    return FormAnalysis(lemmas=tuple(lemmas), parts=tuple(parts), splits=tuple(splits), inner=tuple(inner))


def _summary(told: str) -> PageSummary:
    known = json.loads(told)
    return PageSummary(**{**known, "languages": tuple(known["languages"])})


def _quoted(file: Path) -> str:
    from urllib.parse import quote

    return quote(str(file.resolve()))


@contextmanager
def _stated(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise EngineError(
            f"the index cannot be used: {error}", where=str(file), hint="build it anew with `kielo reindex`"
        ) from error
