"""What an answer needs beside the engine: pages, their texts and programmes, and the forms already analysed.

It lies in the index's own folder and belongs to one generation, so that the texts of an answer are those that were
indexed, and a search opens no archive. It is read with sqlite3 itself, because loading a database toolkit costs more
than a search; this file is the one place for that.

Lives here: writing and reading that file, and a glance at the archive's schema. Not here: the archive (corpus.store),
matching (engines).
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpus.analysis import FormAnalysis, Forms, fold
from corpus.analysis.forms import Resolutions, Resolved
from corpus.errors import EngineError
from corpus.linking.gazetteer import Gazetteer, NamePattern
from corpus.model import Block, Lang, Page, PageId, PageSummary, ProgrammeId

FILE_NAME = "catalogue.sqlite"
KNOWN_SCHEMA = 2  # corpus.store.tables.SCHEMA, without loading what stands there; a test holds the two equal
NAMES_NUMBER = 1
"""Raised by hand when `Gazetteer` makes other patterns of the same entries with the same chains."""
_CHUNK = 400

_TABLES = """
CREATE TABLE page (id TEXT PRIMARY KEY, address TEXT, programme TEXT, summary TEXT) WITHOUT ROWID;
CREATE INDEX page_programme ON page (programme);
CREATE TABLE block (page TEXT, n INTEGER, kind TEXT, level INTEGER, lang TEXT, text TEXT, PRIMARY KEY (page, n))
    WITHOUT ROWID;
CREATE TABLE form (form TEXT, lang TEXT, analysis TEXT, PRIMARY KEY (form, lang)) WITHOUT ROWID;
CREATE TABLE resolved (lang TEXT, text TEXT, told TEXT, PRIMARY KEY (text, lang)) WITHOUT ROWID;
CREATE TABLE name (lang TEXT, term TEXT, entry INTEGER, told TEXT);
CREATE INDEX name_term ON name (term, lang);
CREATE TABLE made_of (part TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
CREATE TABLE folded (folded TEXT, form TEXT, PRIMARY KEY (folded, form)) WITHOUT ROWID;
"""


def schema_of(archive_file: Path) -> int | None:
    """The schema that an archive's store says it has; None when it cannot be told, as of a damaged one."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{_quoted(archive_file)}?mode=rw", uri=True)) as store:
        told = store.execute("SELECT value FROM setting WHERE key = 'schema'").fetchone()
        return int(told[0]) if told else None
    return None


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

    def get_resolved(self, lang: Lang, text: str) -> Resolutions | None:
        known = super().get_resolved(lang, text)
        if known is None:
            query = "SELECT told FROM resolved WHERE text = ? AND lang = ?"
            row = self._connection.execute(query, (_key(text), lang)).fetchone()
            known = None if row is None else _resolutions(row[0])
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

    def blocks(self, page: PageId) -> tuple[Block, ...]:
        """The kept blocks of a page, in order."""
        query = "SELECT kind, level, lang, text FROM block WHERE page = ? ORDER BY n"
        return tuple(
            Block(kind=kind, level=level, lang=lang, text=text)
            for kind, level, lang, text in self._connection.execute(query, (page,))
        )

    def names(self, lang: Lang, term: str) -> tuple[NamePattern, ...]:
        """The names of the gazetteer that may begin with a term."""
        query = "SELECT entry, told FROM name WHERE term = ? AND lang = ? ORDER BY rowid"
        return tuple(_pattern(entry, told) for entry, told in self._connection.execute(query, (term, lang)))

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
    the same) and what was `learned` since, and what it learns is kept. Its memory is bounded; the rest is in the file.
    """

    def __init__(self, folder: Path, earlier: Path | None = None, learned: Forms | None = None) -> None:
        self._file = folder / FILE_NAME
        with _stated(self._file):
            self._connection = sqlite3.connect(f"file:{_quoted(self._file)}", uri=True)
            self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        if earlier is not None:
            self._take_over(earlier / FILE_NAME)
        self.forms: Forms = StoredForms(self._connection)
        if learned is not None:
            for (lang, form), analysis in learned.new_items():
                self.forms.put(lang, form, analysis)
            for (lang, text), resolved in learned.new_resolved():
                self.forms.put_resolved(lang, text, resolved)
            self.keep_forms()

    def add(self, page: Page) -> None:
        told = json.dumps(asdict(page.summary), ensure_ascii=False)
        rows = [(page.id, n, b.kind, b.level, b.lang, b.text) for n, b in enumerate(page.cleaned.blocks)]
        with _stated(self._file):
            self._connection.execute(
                "INSERT INTO page VALUES (?, ?, ?, ?)", (page.id, page.address, page.programme, told)
            )
            self._connection.executemany("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)", rows)

    def covered(self) -> set[str]:
        """The forms that are known in all languages already."""
        query = "SELECT form FROM form WHERE lang IN ('fi', 'sv', 'en') GROUP BY form HAVING count(*) = 3"
        with _stated(self._file):
            return {row[0] for row in self._connection.execute(query)}

    def keep_forms(self) -> None:
        """Write down what has been analysed since the last call."""
        rows = ((form, lang, _told(analysis)) for (lang, form), analysis in self.forms.new_items())
        texts = ((lang, _key(text), _told_resolved(found)) for (lang, text), found in self.forms.new_resolved())
        with _stated(self._file):
            self._connection.executemany("INSERT OR REPLACE INTO form VALUES (?, ?, ?)", rows)
            self._connection.executemany("INSERT OR REPLACE INTO resolved VALUES (?, ?, ?)", texts)

    def add_names(self, gazetteer: Gazetteer) -> bool:
        """Keep the analysed names, so that a search need not analyse them.

        False where the generation before had the same ones: then they, and their words, have come with its forms.
        """
        digest = blake2b(repr((NAMES_NUMBER, gazetteer.entries)).encode(), digest_size=16).hexdigest()
        with _stated(self._file):
            if self._connection.execute("SELECT digest FROM made_of WHERE part = 'name'").fetchone() == (digest,):
                return False
            self._connection.execute("DELETE FROM name")
            rows = ((lang, term, pattern.entry, _told_pattern(pattern)) for lang, term, pattern in gazetteer.patterns())
            self._connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
            self._connection.execute("INSERT OR REPLACE INTO made_of VALUES ('name', ?)", (digest,))
        return True

    def add_folded(self) -> None:
        """Remember which of the forms kept can be typed without their dots."""
        with _stated(self._file):
            forms = [row[0] for row in self._connection.execute("SELECT DISTINCT form FROM form")]
            pairs = ((folded, form) for form in forms if not form.isascii() and (folded := fold(form)) != form)
            self._connection.executemany("INSERT OR IGNORE INTO folded VALUES (?, ?)", pairs)

    def finish(self) -> None:
        """Write everything and close."""
        self.keep_forms()
        with _stated(self._file):
            self._connection.commit()
            self._connection.close()

    def _take_over(self, earlier: Path) -> None:
        """Copy forms and names of an earlier catalogue; what cannot be read only costs the time to analyse anew."""
        copies = (
            "INSERT INTO form SELECT form, lang, analysis FROM earlier.form",
            "INSERT INTO resolved SELECT lang, text, told FROM earlier.resolved",
            "INSERT INTO name SELECT lang, term, entry, told FROM earlier.name ORDER BY rowid",
            "INSERT INTO made_of SELECT part, digest FROM earlier.made_of",  # last: it vouches for the names
        )
        with suppress(sqlite3.Error):
            self._connection.execute("ATTACH ? AS earlier", (f"file:{_quoted(earlier)}?mode=ro",))
            for step in (copies[:2], copies[2:]):  # an older generation has no table of names that vouches for them
                try:
                    for copy in step:
                        self._connection.execute(copy)
                    self._connection.commit()
                except sqlite3.Error:
                    self._connection.rollback()
                    break
            self._connection.execute("DETACH earlier")


def _told(analysis: FormAnalysis) -> str:
    return json.dumps([analysis.lemmas, analysis.parts, analysis.splits, analysis.inner], ensure_ascii=False)


def _analysis(told: str) -> FormAnalysis:
    lemmas, parts, splits, inner = json.loads(told)
    return FormAnalysis(lemmas=tuple(lemmas), parts=tuple(parts), splits=tuple(splits), inner=tuple(inner))


def _key(text: str) -> str:
    """A text as a key: long ones by their digest."""
    return text if len(text) <= 32 else blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _told_resolved(found: Resolutions) -> str:
    rows = [[at, [[r.forms, r.shared] for r in resolved]] for at, resolved in found.items()]
    return json.dumps(rows, ensure_ascii=False)


def _resolutions(told: str) -> Resolutions:
    return {
        at: tuple(Resolved(forms=tuple(forms), shared=(shared[0], shared[1])) for forms, shared in resolved)
        for at, resolved in json.loads(told)
    }


def _told_pattern(pattern: NamePattern) -> str:
    slots = [sorted(slot) for slot in pattern.slots]
    return json.dumps([slots, pattern.is_capital, pattern.is_acronym], ensure_ascii=False)


def _pattern(entry: int, told: str) -> NamePattern:
    slots, is_capital, is_acronym = json.loads(told)
    return NamePattern(entry, tuple(map(frozenset, slots)), is_capital=is_capital, is_acronym=is_acronym)


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
