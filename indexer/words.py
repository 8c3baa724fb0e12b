"""The words that were analysed, in a file beside the generations: kept for as long as the chains stay the same.

    index/words-<number>.sqlite      named by the catalogue of each generation that was built with it

A form is analysed once, whatever becomes of the generation it was analysed for: one that is stopped half-way loses the
index it was making, and not the analyses, which cost most. So the file is only ever added to, each time in a short
transaction of its own, and a search may read while it grows.

Lives here: writing and reading that file, with sqlite3 itself for the same reason as in catalogue.py.
Not here: analysing (learning.py, corpus.analysis), which pages the words stand on (catalogue.py).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from corpus.analysis import FormAnalysis, Forms, fold
from corpus.analysis.forms import Resolutions, Resolved
from corpus.errors import EngineError
from corpus.model import LANGUAGES, Lang

PATTERN: Final = "words-*.sqlite"
WAIT_SECONDS: Final = 60  # for another that writes: its transactions take milliseconds
KEPT_AT: Final = 10_000  # new analyses after which they are written down: memory stays bounded, and little can be lost

_CHUNK: Final = 400
_ITEMS, _PARTS = "\x1f", "\x1e"  # between the items of a part of an analysis, and between its parts; in no word

_TABLES: Final = """
CREATE TABLE about (chains TEXT);
CREATE TABLE form (form TEXT PRIMARY KEY, fi TEXT, sv TEXT, en TEXT, is_spread INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE TABLE resolved (text TEXT, lang TEXT, told TEXT, PRIMARY KEY (text, lang)) WITHOUT ROWID;
CREATE TABLE folded (folded TEXT, form TEXT, PRIMARY KEY (folded, form)) WITHOUT ROWID;
"""
_READ: Final[dict[str, str]] = {
    "fi": "SELECT fi FROM form WHERE form = ?",
    "sv": "SELECT sv FROM form WHERE form = ?",
    "en": "SELECT en FROM form WHERE form = ?",
}
_READ_ALL: Final = f"SELECT {', '.join(LANGUAGES)} FROM form WHERE form = ?"  # noqa: S608  names of our own
_ADD: Final[dict[str, str]] = {
    "fi": "INSERT INTO form (form, fi) VALUES (?, ?) ON CONFLICT (form) DO UPDATE SET fi = excluded.fi",
    "sv": "INSERT INTO form (form, sv) VALUES (?, ?) ON CONFLICT (form) DO UPDATE SET sv = excluded.sv",
    "en": "INSERT INTO form (form, en) VALUES (?, ?) ON CONFLICT (form) DO UPDATE SET en = excluded.en",
}
_SPREAD: Final = "INSERT INTO form (form, is_spread) VALUES (?, 1) ON CONFLICT (form) DO UPDATE SET is_spread = 1"


class StoredForms(Forms):
    """A cache of forms that looks into the file before it gives up. What is put counts as new until it is kept.

    An analysis for `und` is not stored: it follows from those of the three languages.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def get(self, lang: Lang, form: str) -> FormAnalysis | None:
        known = super().get(lang, form)
        if known is not None:
            return known
        if lang in _READ:
            self._read(form, (lang,), _READ[lang])
        elif lang == "und":  # those of the three languages are what is asked for next
            self._read(form, LANGUAGES, _READ_ALL)
        return super().get(lang, form)

    def _read(self, form: str, langs: Sequence[Lang], query: str) -> None:
        told = self._connection.execute(query, (form,)).fetchone() or ()
        self.load(
            ((lang, form), _analysis(form, each)) for lang, each in zip(langs, told, strict=False) if each is not None
        )

    def get_resolved(self, lang: Lang, text: str) -> Resolutions | None:
        known = super().get_resolved(lang, text)
        if known is None:
            query = "SELECT told FROM resolved WHERE text = ? AND lang = ?"
            row = self._connection.execute(query, (_key(text), lang)).fetchone()
            known = None if row is None else _resolutions(row[0])
        return known


class KeptForms(StoredForms):
    """Stored forms that write down what they learn: at times by themselves, and whenever `keep` is called."""

    def put(self, lang: Lang, form: str, analysis: FormAnalysis) -> None:
        super().put(lang, form, analysis)
        if len(self._new) >= KEPT_AT:
            self.keep()

    def load(self, known: Iterable[tuple[tuple[Lang, str], FormAnalysis]]) -> None:
        if len(self._all) >= self._limit:  # it is about to be emptied
            self.keep()
        super().load(known)

    def put_resolved(self, lang: Lang, text: str, resolved: Resolutions) -> None:
        if len(self._new_resolved) >= KEPT_AT // 10:
            self.keep()
        super().put_resolved(lang, text, resolved)

    def take(self, learned: Forms) -> None:
        """Take over what was learnt elsewhere."""
        for (lang, form), analysis in learned.new_items():
            self.put(lang, form, analysis)
        for (lang, text), resolved in learned.new_resolved():
            self.put_resolved(lang, text, resolved)

    def keep(self) -> None:
        """Write down what has been learnt since the last call."""
        rows: dict[Lang, list[tuple[str, str]]] = {lang: [] for lang in LANGUAGES}
        for (lang, form), analysis in self.new_items():
            if lang in rows:
                rows[lang].append((form, _told(form, analysis)))
        texts = [(_key(text), lang, _told_resolved(found)) for (lang, text), found in self.new_resolved()]
        if not texts and not any(rows.values()):
            return
        with self._connection:
            for spoken, told in rows.items():
                self._connection.executemany(_ADD[spoken], sorted(told))
            self._connection.executemany("INSERT OR REPLACE INTO resolved VALUES (?, ?, ?)", texts)


class Words:
    """The file of words, open for reading."""

    def __init__(self, file: Path) -> None:
        with stated(file):
            # For writing, too, where the folder allows it: only so a journal that a killed run left is played back.
            self._connection = _connect(file, "rw")
            self._connection.execute("SELECT count(*) FROM about")
        self.forms: StoredForms = StoredForms(self._connection)

    def close(self) -> None:
        self._connection.close()

    def unfolded(self, folded: str) -> tuple[str, ...]:
        """The forms that were indexed and read like this without their dots and accents."""
        rows = self._connection.execute("SELECT form FROM folded WHERE folded = ? ORDER BY form LIMIT 16", (folded,))
        return tuple(row[0] for row in rows)

    def unfolded_starts(self, folded: str, length: int) -> tuple[str, ...]:
        """The beginnings of this length of indexed forms that read like this without their dots and accents."""
        query = "SELECT DISTINCT substr(form, 1, ?) FROM folded WHERE folded >= ? AND folded < ? LIMIT 16"
        return tuple(row[0] for row in self._connection.execute(query, (length, folded, folded + "\U0010ffff")))


class WordsWriter:
    """The file of words, open for adding to it. The caller holds the archive for writing."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with stated(file):
            self._connection = _connect(file, "rw")
            self._connection.execute("PRAGMA cache_spill = OFF")  # it would shut readers out until the end of a step
        self.forms = KeptForms(self._connection)

    @classmethod
    def open(cls, index: Path, chains: str, preferred: str | None = None) -> "WordsWriter":
        """The file with words of these chains, the preferred one if it can be used; else a new one."""
        index.mkdir(exist_ok=True)
        names = sorted((each.name for each in index.glob(PATTERN)), reverse=True)
        for name in sorted(names, key=lambda name: name != preferred):
            if chains_in(index / name) == chains:
                return cls(index / name)
        taken = [int(number) for name in names if (number := name[6:-7]).isdigit()]
        file = index / f"words-{max(taken, default=0) + 1:06}.sqlite"
        _begin(file, chains)
        return cls(file)

    def close(self) -> None:
        """Keep what was learnt, and let go of the file."""
        with stated(self.file):
            self.forms.keep()
            self._connection.close()

    def unspread(self, forms: Iterable[str]) -> list[str]:
        """Those of the forms that were not analysed in every language yet, with their base forms; in order."""
        wanted = sorted(forms)
        known: set[str] = set()
        with stated(self.file):
            for chunk in _chunks(wanted):
                query = f"SELECT form FROM form WHERE is_spread AND form IN ({','.join('?' * len(chunk))})"  # noqa: S608  question marks
                known.update(row[0] for row in self._connection.execute(query, chunk))
        return [form for form in wanted if form not in known]

    def spread(self, forms: Sequence[str], bases: Iterable[str]) -> None:
        """Record that these were analysed in every language, and which of them can be typed without their dots."""
        dotted = sorted(form for form in {*forms, *bases} if not form.isascii() and fold(form) != form)
        with stated(self.file):
            self.forms.keep()
            with self._connection:
                pairs = ((fold(form), form) for form in dotted)
                self._connection.executemany("INSERT OR IGNORE INTO folded VALUES (?, ?)", pairs)
                self._connection.executemany(_SPREAD, ((form,) for form in forms))


def chains_in(file: Path) -> str | None:
    """The chains whose analyses a file holds; None when it cannot be used."""
    with suppress(sqlite3.Error, OSError), closing(_connect(file, "rw")) as words:
        told = words.execute("SELECT chains FROM about").fetchone()
        for table in ("form", "resolved", "folded"):
            words.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608  names of our own
        return None if told is None else str(told[0])
    return None


def copy_words(file: Path, into: Path) -> None:
    """Copy a file of words, whole, though another process may be adding to it."""
    with stated(file), closing(_connect(file, "rw")) as words, closing(_connect(into, "rwc")) as copy:
        words.backup(copy)


def flaws_of(file: Path) -> list[str]:
    """What the database itself finds wrong with a file of ours, words or catalogue; nothing for a sound one."""
    try:
        with closing(_connect(file, "ro")) as opened:
            told = [str(row[0]) for row in opened.execute("PRAGMA integrity_check(20)")]
    except sqlite3.Error as error:
        return [str(error)]
    return [] if told == ["ok"] else told


def quoted(file: Path) -> str:
    from urllib.parse import quote

    return quote(str(file.resolve()))


@contextmanager
def stated(file: Path) -> Iterator[None]:
    """Every error of the database leaves as EngineError."""
    try:
        yield
    except sqlite3.Error as error:
        raise EngineError(
            f"the index cannot be used: {error}", where=str(file), hint="build it anew with `kielo reindex`"
        ) from error


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quoted(file)}?mode={mode}"
    return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=WAIT_SECONDS)


def _begin(file: Path, chains: str) -> None:
    with stated(file), closing(_connect(file, "rwc")) as words:
        words.executescript("BEGIN;" + _TABLES)
        words.execute("INSERT INTO about VALUES (?)", (chains,))
        words.commit()


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _told(form: str, analysis: FormAnalysis) -> str:
    """An analysis in few characters: nothing for a form that is its own base form, as most are in two languages."""
    lemmas, parts, splits, inner = analysis.lemmas, analysis.parts, analysis.splits, analysis.inner
    if lemmas == (form,) and not (parts or splits or inner):
        return ""
    told = (lemmas, parts, map(str, splits), map(str, inner))
    return _PARTS.join(map(_ITEMS.join, told)).rstrip(_PARTS)


def _analysis(form: str, told: str) -> FormAnalysis:
    if not told:
        return FormAnalysis(lemmas=(form,))
    listed = [tuple(part.split(_ITEMS)) if part else () for part in told.split(_PARTS)]
    lemmas, parts, splits, inner = (*listed, (), (), ())[:4]
    return FormAnalysis(lemmas=lemmas, parts=parts, splits=tuple(map(int, splits)), inner=tuple(map(int, inner)))


def _key(text: str) -> str:
    """A text as a key: long ones by their digest."""
    return text if len(text) <= 32 else blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _told_resolved(found: Resolutions) -> str:
    rows = [[at, [[r.forms, r.shared] for r in resolved]] for at, resolved in found.items()]
    return json.dumps(rows, ensure_ascii=False)


def _resolutions(told: str) -> Resolutions:
    rows: Any = json.loads(told)
    return {
        at: tuple(Resolved(forms=tuple(forms), shared=(shared[0], shared[1])) for forms, shared in resolved)
        for at, resolved in rows
    }
