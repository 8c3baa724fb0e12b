"""A file of a vocabulary into the archive.

Conducts the reading of a table (vocabulary.py) or of SKOS (skos.py), by how the file's name ends, and keeping what was
read (corpus.store).
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from corpus.errors import InputError
from corpus.skos import FORMS, read_skos
from corpus.store import KeptVocabulary, Store
from corpus.vocabulary import MOST_BYTES, MOST_VOCABULARIES, ReadVocabulary, read_csv, vocabulary_name

TABLES: Final = (".csv", ".tsv")


class Imported(Struct, frozen=True, kw_only=True):
    """What became of a file: the vocabulary as it is kept, what was read, and whether it took another's place."""

    kept: KeptVocabulary
    read: ReadVocabulary
    replaced: bool


def read_file(file: Path) -> ReadVocabulary:
    """The vocabulary in a file. Raises InputError, KieloError where what reads it is not installed."""
    ending = file.suffix.casefold()
    if ending not in (*TABLES, *FORMS):
        known = ", ".join((*TABLES, *FORMS))
        raise InputError("this is no vocabulary by its name", where=str(file), hint=f"files that end in {known}")
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError(f"more than {MOST_BYTES // 1_000_000} MB", where=str(file), hint="import a part of it")
        body = file.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", where=str(file)) from error
    try:
        return read_csv(body) if ending in TABLES else read_skos(body, ending)
    except InputError as error:
        raise InputError(error.what, where=str(file), hint=error.hint) from error


def name_for(file: Path, name: str | None) -> str:
    """The name that is given, else one after the file. Raises InputError."""
    return vocabulary_name(re.sub(r"[^\w.-]+", "-", file.stem).strip("-._")[:40] if name is None else name)


def keep_vocabulary(store: Store, read: ReadVocabulary, name: str, file: Path) -> Imported:
    """Keep what was read, in place of a vocabulary of that name. Raises InputError where there are too many."""
    held = store.vocabularies()
    names = {each.name for each in held.all()}
    if name not in names and len(names) >= MOST_VOCABULARIES:
        hint = "remove one with `kielo glossary remove NAME`"
        raise InputError(f"an archive may have {MOST_VOCABULARIES} vocabularies", where=name, hint=hint)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    kept = held.put(name, read.concepts, file=file.name, at=at)
    return Imported(kept=kept, read=read, replaced=name in names)
