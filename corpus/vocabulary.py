"""Vocabularies of people's own: concepts with their names in Finnish, Swedish and English, and reading them from CSV.

    fi,sv,en
    kotiutus,hemförlovning; utskrivning,hospital discharge

The names of a cell stand with `;` between them, the preferred first; a column may be missing, and others are let be.
Lives here: the values, what makes a name, how large a vocabulary may be. Pure. Not here: SKOS (skos.py), keeping
vocabularies (corpus.store), what a search makes of them (indexer, search).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final, TypeAlias
from unicodedata import normalize

from msgspec import Struct

from corpus.errors import InputError
from corpus.model import LANGUAGES, Lang

Concept: TypeAlias = tuple[tuple[Lang, tuple[str, ...]], ...]
"""The names of a concept by language, in the order of LANGUAGES; of each language the preferred one first."""

MOST_BYTES: Final = 200_000_000  # of a file: the largest general ontologies, in the most wordy of their forms
MOST_CONCEPTS: Final = 100_000  # of a vocabulary: three times those of the General Finnish Ontology
MOST_NAMES: Final = 10  # of a concept in a language
MOST_VOCABULARIES: Final = 20
LONGEST_NAME: Final = 100  # characters
MOST_WORDS: Final = 8  # of a name: longer ones are definitions
_FAULTS_TOLD = 10

_NAME = re.compile(r"[^\W_][\w.-]{0,39}")
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*$")


class ReadVocabulary(Struct, frozen=True, kw_only=True):
    """What was read: the concepts, and how much was left out: names in other languages, names that are none or too
    many, and concepts that have names in one language only or in none."""

    concepts: tuple[Concept, ...]
    other_languages: int = 0
    unfit: int = 0
    one_language: int = 0


def vocabulary_name(given: str) -> str:
    """The name to keep a vocabulary under: a word, since answers say where a step comes from by it.

    Raises InputError.
    """
    name = normalize("NFC", given).strip()
    if not _NAME.fullmatch(name):
        hint = "up to 40 letters, digits, dots, hyphens and underscores: --name NAME"
        raise InputError(f"no name for a vocabulary: {given!r}", hint=hint)
    return name


def digest_of(concepts: Iterable[Concept]) -> str:
    """Equal concepts in the same order have an equal digest."""
    return blake2b(repr(tuple(concepts)).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def cleaned_name(text: str) -> str:
    """A name as it may stand in a text, without a qualifier in brackets (`kuusi (puu)`); "" where it is none."""
    name = " ".join(_QUALIFIER.sub("", normalize("NFC", text)).split())
    is_fit = name.isprintable() and any(each.isalnum() for each in name)
    return name if is_fit and len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS else ""


def read_vocabulary(concepts: Iterable[Mapping[Lang, Sequence[str]]], other_languages: int = 0) -> ReadVocabulary:
    """Concepts as they came in, to concepts as they are kept: each once, with each name once.

    Raises InputError where they are too many, or none is left.
    """
    kept: dict[Concept, None] = {}
    unfit = one_language = 0
    for names in concepts:
        concept, left = _concept(names)
        unfit += left
        if len(concept) < 2:
            one_language += 1
            continue
        kept[concept] = None
        if len(kept) > MOST_CONCEPTS:
            raise InputError(f"a vocabulary may hold {MOST_CONCEPTS} concepts", hint="import a part of it")
    if not kept:
        raise InputError("no concept has names in two of Finnish, Swedish and English")
    return ReadVocabulary(concepts=tuple(kept), other_languages=other_languages, unfit=unfit, one_language=one_language)


def _concept(names: Mapping[Lang, Sequence[str]]) -> tuple[Concept, int]:
    """A concept, and how many of its names were left out."""
    concept: list[tuple[Lang, tuple[str, ...]]] = []
    left = 0
    for lang in LANGUAGES:
        cleaned = [cleaned_name(name) for name in names.get(lang, ())]
        once: dict[str, str] = {}
        for name in filter(None, cleaned):
            once.setdefault(name.casefold(), name)
        fit = tuple(once.values())[:MOST_NAMES]
        left += cleaned.count("") + max(0, len(once) - MOST_NAMES)
        if fit:
            concept.append((lang, fit))
    return tuple(concept), left


def read_csv(body: bytes) -> ReadVocabulary:
    """The concepts of a table. Raises InputError that names every line that cannot be understood."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise InputError(f"line {line} is not UTF-8", hint="save the table as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    faults: list[str] = []
    try:
        columns = _columns(next(reader, []))
        rows = list(_rows(reader, columns, faults))
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: {error}") from error
    if faults:
        more = f"; and {len(faults) - _FAULTS_TOLD} more" if len(faults) > _FAULTS_TOLD else ""
        raise InputError("; ".join(faults[:_FAULTS_TOLD]) + more, hint="nothing was imported")
    return read_vocabulary(rows)


def _delimiter(text: str) -> str:
    """A comma; a tab, or the semicolon of spreadsheets where names are in no need of it."""
    head = text.partition("\n")[0]
    return next((each for each in (",", "\t", ";") if each in head), ",")


def _columns(head: Sequence[str]) -> dict[Lang, int]:
    """Which column holds which language."""
    told = [cell.strip().casefold() for cell in head]
    columns = {lang: told.index(lang) for lang in LANGUAGES if lang in told}
    if len(columns) < 2 or len({*told} & {*LANGUAGES}) != sum(each in LANGUAGES for each in told):
        raise InputError("line 1: the first line names the columns: fi, sv and en, or two of them, each once")
    return columns


def _rows(
    reader: "Iterable[list[str]]", columns: Mapping[Lang, int], faults: list[str]
) -> Iterator[Mapping[Lang, Sequence[str]]]:
    """The names of each row; what is wrong with a row is added to `faults`."""
    for row in reader:
        line = getattr(reader, "line_num", 0)
        if not any(cell.strip() for cell in row):
            continue
        names = {
            lang: [name.strip() for name in row[at].split(";") if name.strip()] if at < len(row) else []
            for lang, at in columns.items()
        }
        bad = [name for each in names.values() for name in each if not cleaned_name(name)]
        if bad:
            faults.append(f"line {line}: no name: {bad[0][:40]!r} (at most {MOST_WORDS} words, {LONGEST_NAME} letters)")
        else:
            yield names
