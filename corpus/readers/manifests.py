"""A list beside the pages that says what they are: manifest.csv, manifest.json and the like.

Lives here: which files are such lists, their rows -> Facts by file. Not here: who asks (folders.py, zips.py).

A list is a CSV file (comma, semicolon or tab) with a header, or JSON: a list of objects, or an object that maps files
to URLs. One column must be `path`, `file` or `filename` (below the list's folder), another `url`; `fetched_at`,
`title`, `lang` and `charset` may follow. HTTrack's own list, hts-cache/new.txt, is read as well. A manifest.json
without such rows is something else (browsers have a file of that name) and is passed over.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from corpus.addresses import normalise_url
from corpus.model import Drop, Reason
from corpus.readers.addresses import as_text
from corpus.readers.found import Facts, iso_time
from corpus.sniffing import wide_encoding

NAMES = ("manifest.csv", "manifest.tsv", "manifest.json", "index.csv", "urls.csv")
"""Files that are looked at, in this order: of two rows for one file the first is believed."""

HTTRACK_LIST = "hts-cache/new.txt"
MISSING = "row of a manifest whose file is not there"
LIMIT = 32_000_000  # bytes: some 200,000 rows

_PATHS = ("path", "file", "filename")
_TEXTS = ("title", "lang", "charset")
_SHOWN = 3
_DRIVE = re.compile(r"[a-zA-Z]:")

_Row: TypeAlias = tuple[int, Mapping[str, Any]]  # its number and its values by column


class _NoListError(Exception):
    """Not a list of pages; the message says why, empty if it does not claim to be one."""


class Manifest(Struct, frozen=True, kw_only=True):
    """Facts by path below `folder`. `missing` rows are for files that are not there."""

    folder: PurePath
    rows: Mapping[str, Facts]
    missing: int = 0


def facts_of(path: PurePath, manifests: Sequence[Manifest]) -> Facts:
    """What the innermost manifest with a row for the file says of it. `manifests`: the innermost first."""
    for manifest in manifests:
        facts = manifest.rows.get(as_text(path.relative_to(manifest.folder)))
        if facts is not None:
            return facts
    return Facts()


def read_list(
    name: str, body: bytes, folder: PurePath, place: str, exists: Callable[[str], bool]
) -> tuple[Manifest | None, Drop | None]:
    """The list of this name, if it is one, and what is wrong with it. `exists` is asked of paths below the folder."""
    if name == HTTRACK_LIST:
        return _httrack_list(body, folder), None
    try:
        if len(body) > LIMIT:
            raise _NoListError(f"a list of more than {LIMIT // 1_000_000} MB")
        rows, faults = _collect(_rows(name, body))
    except _NoListError as error:
        told = str(error)
        return None, Drop(place=place, reason=Reason.BAD_RECORD, detail=told) if told else None
    missing = sum(not exists(path) for path in rows)
    return Manifest(folder=folder, rows=rows, missing=missing), _drop_for(faults, place)


def _httrack_list(body: bytes, folder: PurePath) -> Manifest | None:
    """What HTTrack noted of the mirror in `folder`; None if it cannot be understood: the pages say much of it, too."""
    rows: dict[str, Facts] = {}
    reader = csv.reader(io.StringIO(_text(body), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        header = next(reader, [])
        url_at, file_at = header.index("URL"), header.index("localfile")
        for cells in reader:
            if len(cells) > max(url_at, file_at):
                url = normalise_url(cells[url_at] if "://" in cells[url_at] else f"https://{cells[url_at]}")
                file = cells[file_at].replace("\\", "/")
                at = f"/{file}".rfind(f"/{urlsplit(url).netloc}/") if url else -1
                if at >= 0:  # files are listed with the folders above the mirror
                    rows.setdefault(as_text(file[at:]), Facts(url=url))
    except (ValueError, csv.Error):
        return None
    return Manifest(folder=folder, rows=rows)


def _rows(name: str, body: bytes) -> Iterator[_Row]:
    return _json_rows(_text(body)) if name.lower().endswith(".json") else _csv_rows(name.lower(), _text(body))


def _csv_rows(name: str, text: str) -> Iterator[_Row]:
    first = text[:2_000].partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if "url" not in header or not any(path in header for path in _PATHS):
            # Only a manifest is sure to be meant for us: a site may well have an index.csv of its own.
            raise _NoListError("no columns `file` and `url`" if name.startswith("manifest") else "")
        for cells in reader:
            if any(cells):
                yield reader.line_num, dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise _NoListError(f"line {reader.line_num}: {error}") from error


def _json_rows(text: str) -> Iterator[_Row]:
    try:
        content = json.loads(text)
    except RecursionError:
        raise _NoListError("nested too deeply") from None
    except ValueError as error:
        raise _NoListError(f"no JSON: {error}") from error
    if isinstance(content, dict):
        listed = next((content[key] for key in ("pages", "files") if isinstance(content.get(key), list)), None)
        content = _mapped(content) if listed is None else listed
    if not isinstance(content, list) or not any(
        isinstance(row, dict) and "url" in row and any(path in row for path in _PATHS) for row in content
    ):
        raise _NoListError
    for number, row in enumerate(content, 1):
        yield number, row if isinstance(row, dict) else {}


def _mapped(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of an object that maps files to URLs, or to objects with one; none if it is anything else."""
    rows = []
    for path, value in content.items():
        row = {"url": value} if isinstance(value, str) else value
        if not isinstance(row, dict) or not isinstance(row.get("url"), str) or normalise_url(row["url"]) is None:
            return []
        rows.append({**row, "path": path})
    return rows


def _collect(numbered: Iterable[_Row]) -> tuple[dict[str, Facts], list[str]]:
    rows: dict[str, Facts] = {}
    faults: list[str] = []
    for number, row in numbered:
        path = _path(next((row[name] for name in _PATHS if row.get(name)), None))
        facts, fault = _facts(row)
        if path is None:
            fault = "no path below this folder"
        elif path in rows and rows[path].url != facts.url:
            fault = f"{path} a second time, with another address"
        elif path in rows and rows[path] != facts:
            fault = f"{path} a second time, with another {_first_difference(rows[path], facts)}"
        else:
            rows.setdefault(path, facts)
        if fault:
            faults.append(f"row {number}: {fault}")
    return rows, faults


def _path(value: object) -> str | None:
    """The path as addresses spell it; None if it leads out of the folder."""
    if not isinstance(value, str):
        return None
    path = value.strip().replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts or not parts:
        return None
    return as_text("/".join(parts))


def _facts(row: Mapping[str, Any]) -> tuple[Facts, str | None]:
    """What a row says, without what cannot be; and what that is."""
    values = {name: value.strip() for name, value in row.items() if isinstance(value, str) and value.strip()}
    facts = Facts(**{name: values.get(name) for name in _TEXTS})
    fault = None
    if "url" in values:
        facts = replace(facts, url=normalise_url(values["url"]))
        fault = None if facts.url else f"{values['url'][:60]!r} is no web address"
    if "fetched_at" in values:
        facts = replace(facts, fetched_at=iso_time(values["fetched_at"]))
        fault = fault or (None if facts.fetched_at else "fetched_at is no ISO 8601 time")
    return facts, fault


def _first_difference(a: Facts, b: Facts) -> str:
    return next(name for name in ("fetched_at", *_TEXTS) if getattr(a, name) != getattr(b, name))


def _drop_for(faults: Sequence[str], place: str) -> Drop | None:
    if not faults:
        return None
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return Drop(place=place, reason=Reason.BAD_RECORD, detail="; ".join(faults[:_SHOWN]) + more)


def _text(body: bytes) -> str:
    if wide := wide_encoding(body):
        return body.decode(wide, "replace").removeprefix("\ufeff")
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")  # what spreadsheets write
