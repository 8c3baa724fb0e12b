"""People's own vocabularies into a generation: their names, analysed, in a file of their own (own_names.py reads it).

It is written when a vocabulary changes, and goes from one generation into the next as long as none does: no page is
indexed for it.

Lives here: writing that file, with sqlite3 itself for the same reason as in catalogue.py. Not here: keeping
vocabularies (corpus.store).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from corpus.analysis import Forms
from corpus.linking.gazetteer import TERM, Gazetteer
from corpus.model import Lang
from corpus.store import KeptVocabulary, Vocabularies
from indexer.growing import share
from indexer.own_names import FILE_NAME, OwnEntry, told_pattern
from indexer.words import quoted, stated

NUMBER: Final = 1
"""Raised by hand when the same vocabularies are written otherwise, or `Gazetteer` makes other patterns of them."""

_TABLES: Final = """
CREATE TABLE about (digest TEXT);
CREATE TABLE concept (number INTEGER PRIMARY KEY, vocabulary TEXT, told TEXT);
CREATE TABLE name (term TEXT, lang TEXT, told TEXT, PRIMARY KEY (term, lang)) WITHOUT ROWID;
"""


def write_vocabularies(generation: Path, before: Path | None, kept: Vocabularies, forms: Forms) -> None:
    """Have a new generation hold the vocabularies; taken over from one `before` with the same words, if it has them."""
    listed = kept.all()
    file, digest = generation / FILE_NAME, _digest_of(listed)
    if listed and _digest_in(generation) == digest:
        return  # a run that was stopped has written them
    file.unlink(missing_ok=True)
    if listed and before is not None and _digest_in(before) == digest:
        share(before / FILE_NAME, file)
    elif listed:
        _write(file, digest, list(_entries(listed, kept)), forms)


def _entries(listed: Iterable[KeptVocabulary], kept: Vocabularies) -> Iterator[OwnEntry]:
    for each in listed:
        for concept in kept.concepts(each.name):
            yield OwnEntry(id=f"{each.name}:{concept[0][1][0]}", kind=TERM, names=concept, vocabulary=each.name)


def _write(file: Path, digest: str, entries: Sequence[OwnEntry], forms: Forms) -> None:
    concepts = [(n, each.vocabulary, _told(each.names)) for n, each in enumerate(entries)]
    names: dict[tuple[str, Lang], list[str]] = {}
    for lang, term, made in Gazetteer(entries, forms).patterns():
        names.setdefault((term, lang), []).append(f"[{made.entry}, {told_pattern(made)}]")
    rows = ((*beginning, f"[{','.join(told)}]") for beginning, told in sorted(names.items()))
    with stated(file), closing(sqlite3.connect(f"file:{quoted(file)}", uri=True)) as written:
        written.executescript("BEGIN;" + _TABLES)
        written.executemany("INSERT INTO concept VALUES (?, ?, ?)", concepts)
        written.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)
        written.execute("INSERT INTO about VALUES (?)", (digest,))
        written.commit()


def _digest_of(listed: Iterable[KeptVocabulary]) -> str:
    return blake2b(repr((NUMBER, [(each.name, each.digest) for each in listed])).encode(), digest_size=16).hexdigest()


def _digest_in(generation: Path) -> str | None:
    file = generation / FILE_NAME
    if file.is_file():
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quoted(file)}?mode=ro", uri=True)) as opened:
            return str(opened.execute("SELECT digest FROM about").fetchone()[0])
    return None


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
