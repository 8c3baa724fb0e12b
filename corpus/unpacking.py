"""Reading a pack (snapshot.py): every record is checked by itself, for a pack may come from anywhere.

Lives here: file -> captures, decisions and sources, each a value or a Drop with its place; nothing here raises.
Not here: writing a pack, and keeping what it brings (snapshot.py).
"""

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast, get_args

from msgspec import Struct

from corpus.model import (
    Capture,
    Decision,
    DecisionKind,
    Drop,
    LinkDecision,
    LinkVerdict,
    Media,
    Reason,
    Relation,
)
from corpus.sniffing import MAX_BYTES

PACK: Final = 1
ABOUT, CAPTURES, SOURCES = "about.json", "captures.jsonl", "sources.jsonl"
DECISIONS, LINK_DECISIONS, VOCABULARIES = "decisions.jsonl", "link_decisions.jsonl", "vocabularies.jsonl"
BODIES: Final = "bodies/"
DECLARED: Final = ("address", "url", "source", "media", "charset", "title", "lang", "fetched_at")
ABOUT_BYTES: Final = 10_000
LINE_BYTES: Final = 2 * MAX_BYTES
"""The longest line that is read: a decision may hold a block as long as a page, and JSON may write it twice as long."""

_OPTIONAL: Final = ("url", "charset", "title", "lang", "fetched_at")
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),  # damaged bytes
    *(KeyError, ValueError, OverflowError, IndexError),  # a list of entries that tells what cannot be
    *(RuntimeError, NotImplementedError),  # under a password, or packed by another method
)
"""What zipfile raises over a file that is none, or is none any more."""

ORIGIN: Final = re.compile(r"[0-9a-f]{16}")
_UNSTORABLE: Final = re.compile(
    "[\x00\ud800-\udfff]"
)  # halves of characters, which JSON can spell and nothing can store

T = TypeVar("T")


class PackedSource(Struct, frozen=True, kw_only=True):
    """A source that pages of the pack are called after; `origin` stands for the place it has where it comes from."""

    name: str
    origin: str


class _BadRecordError(Exception):
    """A record that cannot be used, and why."""


def is_pack(file: Path) -> bool:
    return file.is_file() and zipfile.is_zipfile(file) and _about(file) is not None


def captures_in(file: Path) -> Iterator[Capture | Drop]:
    """The captures of a pack; what is damaged is dropped with a reason."""
    try:
        with zipfile.ZipFile(file) as opened:
            for place, told in _lines(opened, file, CAPTURES):
                yield _capture(opened, _address(told, file) or place, told)
    except _BROKEN as error:
        yield Drop(place=f"{file.name}!/{CAPTURES}", reason=Reason.DAMAGED, detail=_why(error))


def decisions_in(file: Path) -> list[Decision | Drop]:
    return _values(file, DECISIONS, _decision)


def link_decisions_in(file: Path) -> list[LinkDecision | Drop]:
    return _values(file, LINK_DECISIONS, _link_decision)


def sources_in(file: Path) -> list[PackedSource | Drop]:
    return _values(file, SOURCES, _source, is_optional=True)


def vocabularies_in(file: Path) -> list[dict[str, Any] | Drop]:
    """What the pack tells of vocabularies, as it is told: what each holds is looked at where it is taken in."""
    return _values(file, VOCABULARIES, _object, is_optional=True)


def _values(file: Path, name: str, read: Callable[[object], T], *, is_optional: bool = False) -> list[T | Drop]:
    """What a list of the pack holds; of a list that breaks off nothing, for what it has lost may be the last word."""
    found: list[T | Drop] = []
    try:
        with zipfile.ZipFile(file) as opened:
            if is_optional and name not in opened.namelist():
                return []
            for place, told in _lines(opened, file, name):
                try:
                    found.append(read(told))
                except _BadRecordError as error:
                    found.append(Drop(place=place, reason=Reason.BAD_RECORD, detail=str(error)))
    except _BROKEN as error:
        return [Drop(place=f"{file.name}!/{name}", reason=Reason.DAMAGED, detail=_why(error))]
    return found


def _lines(opened: zipfile.ZipFile, file: Path, name: str) -> Iterator[tuple[str, object]]:
    """The records of a list, each with its place. Lets what zipfile raises through."""
    with opened.open(name) as lines:
        number = 0
        while line := lines.readline(LINE_BYTES):
            number += 1
            try:
                told = json.loads(line)
            except (ValueError, RecursionError):
                told = _BadRecordError("no JSON")
            yield f"{file.name}!/{name}:{number}", told


def _capture(opened: zipfile.ZipFile, place: str, told: object) -> Capture | Drop:
    try:
        record = _checked(told, required=("address", "source", "media", "sha256"), optional=_OPTIONAL)
        if record["media"] not in get_args(Media):
            raise _BadRecordError(f"there is no medium {record['media']!r}")
        if record["fetched_at"] is not None:
            _time(record, "fetched_at")  # kept as it was told
    except _BadRecordError as error:
        return Drop(place=place, reason=Reason.BAD_RECORD, detail=str(error))
    try:
        info = opened.getinfo(BODIES + record["sha256"])
        if info.file_size > MAX_BYTES:
            return Drop(place=place, reason=Reason.TOO_LARGE)
        body = opened.read(info)
        if sha256(body).hexdigest() != record["sha256"]:
            raise zipfile.BadZipFile("other bytes than were packed")
    except _BROKEN as error:
        return Drop(place=place, reason=Reason.DAMAGED, detail=_why(error))
    return Capture(body=body, place=place, **{name: record[name] for name in DECLARED})


def _decision(told: object) -> Decision:
    record = _checked(told, required=("address", "kind"), free=("value", "digest"))
    nth = record.get("nth", 0)
    if record["kind"] not in get_args(DecisionKind):
        raise _BadRecordError(f"there is no kind {record['kind']!r}")
    if type(nth) is not int or not 0 <= nth < 1 << 31:
        raise _BadRecordError("nth is no place of a block")
    return Decision(
        address=record["address"],
        kind=cast(DecisionKind, record["kind"]),
        value=record["value"],
        digest=record["digest"],
        made_at=_made_at(record),
        nth=nth,
    )


def _link_decision(told: object) -> LinkDecision:
    texts = ("a", "b", "digest_a", "digest_b")
    record = _checked(told, required=texts, free=("who", "note"))
    for name, words in (("relation", get_args(Relation)), ("verdict", get_args(LinkVerdict))):
        if record.get(name) not in words:
            raise _BadRecordError(f"there is no {name} {record.get(name)!r}")
    if record["a"] >= record["b"]:
        raise _BadRecordError("its pages are not two, in order")
    return LinkDecision(
        **{name: record[name] for name in (*texts, "who", "note")},
        relation=cast(Relation, record["relation"]),
        verdict=cast(LinkVerdict, record["verdict"]),
        made_at=_made_at(record),
    )


def _source(told: object) -> PackedSource:
    record = _checked(told, required=("name", "origin"))
    if not ORIGIN.fullmatch(record["origin"]):
        raise _BadRecordError("origin is none")
    return PackedSource(name=record["name"], origin=record["origin"])


def _object(told: object) -> dict[str, Any]:
    if isinstance(told, _BadRecordError):
        raise told
    if not isinstance(told, dict):
        raise _BadRecordError("no object")
    return told


def _checked(
    told: object, *, required: tuple[str, ...], free: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A record whose `required` fields say something, `free` ones are texts, and `optional` ones are texts or
    null. Raises _BadRecordError."""
    record = _object(told)
    for name in (*required, *free, *optional):
        value = record.get(name)
        if value is None and name in optional:
            record.setdefault(name, None)
        elif not isinstance(value, str) or (not value and name in required):
            raise _BadRecordError(f"{name} is {'empty' if value == '' else 'no text'}")
        elif _UNSTORABLE.search(value):
            raise _BadRecordError(f"{name} holds what cannot be written down")
    return record


def _time(record: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(record.get(name)))
    except ValueError:
        raise _BadRecordError(f"{name} is no time: {str(record.get(name))[:40]!r}") from None


def _made_at(record: dict[str, Any]) -> str:
    """When a decision was made, as decisions carry it: they are compared by it. Raises _BadRecordError."""
    at = _time(record, "made_at")
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError:
        raise _BadRecordError(f"made_at is no time: {at.isoformat()!r}") from None


def _about(file: Path) -> dict[str, Any] | None:
    try:
        with zipfile.ZipFile(file) as opened:
            if opened.getinfo(ABOUT).file_size > ABOUT_BYTES:  # any zip may come here
                return None
            told = json.loads(opened.read(ABOUT))
    except (*_BROKEN, RecursionError):
        return None
    return told if isinstance(told, dict) and told.get("kielo-pack") == PACK else None


def _address(told: object, file: Path) -> str:
    """The place of a page's record, for people: its address, if it tells one."""
    address = told.get("address") if isinstance(told, dict) else None
    return f"{file.name}:{address}" if isinstance(address, str) and not _UNSTORABLE.search(address) else ""


def _why(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) else str(error) or type(error).__name__
