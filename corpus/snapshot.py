"""A state of an archive packed into one file, from which another archive comes to the same state.

    about.json             says that this is a pack, of which state, and of how many pages
    bodies/<sha256>        the bytes of captures, as they came in
    captures.jsonl         for each page the capture it shows, with what its source declared
    decisions.jsonl, link_decisions.jsonl

The same state gives the same bytes: nothing in it tells when or in which order something came in. What a page showed
earlier stays out; for that the whole archive is copied.

Lives here: writing and reading the file. Not here: what names a state (indexer.snapshot), taking captures in (ingest).
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from corpus.errors import InputError
from corpus.model import Capture, Decision, Drop, LinkDecision, Reason
from corpus.sniffing import MAX_BYTES
from corpus.store import Store

PACK: Final = 1
ABOUT, CAPTURES, DECISIONS, LINK_DECISIONS = "about.json", "captures.jsonl", "decisions.jsonl", "link_decisions.jsonl"
BODIES: Final = "bodies/"
ABOUT_BYTES: Final = 10_000
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can tell: when a pack is made is none of its bytes
_DECLARED: Final = ("address", "url", "source", "media", "charset", "title", "lang", "fetched_at")

Made = TypeVar("Made", Decision, LinkDecision)


def pack(store: Store, file: Path, state: str) -> int:
    """Write what the archive shows now, under the name of its state; says how many pages. An existing file is replaced
    once the new one is whole."""
    beside = file.with_name(file.name + ".new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as into:
            captures = _write_bodies(into, store)
            _write(into, CAPTURES, _lines(captures))
            _write(into, DECISIONS, _lines(map(asdict, store.settling().decisions())))
            last = {made.subject: made for made in store.link_decisions().all()}
            _write(into, LINK_DECISIONS, _lines(asdict(last[subject]) for subject in sorted(last)))
            _write(into, ABOUT, json.dumps({"kielo-pack": PACK, "state": state, "pages": len(captures)}, indent=1))
        beside.replace(file)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(file)) from error
    finally:
        beside.unlink(missing_ok=True)
    return len(captures)


def is_pack(file: Path) -> bool:
    return file.is_file() and zipfile.is_zipfile(file) and _about(file) is not None


def state_in(file: Path) -> str:
    """The name of the state that a pack was made of."""
    return str((_about(file) or {}).get("state", ""))


def captures_in(file: Path) -> Iterator[Capture | Drop]:
    """The captures of a pack; what is damaged is dropped with a reason."""
    with zipfile.ZipFile(file) as opened:
        for told in _read_lines(opened, CAPTURES):
            place = f"{file.name}:{told.get('address', '')}"
            try:
                info = opened.getinfo(BODIES + told["sha256"])
                if info.file_size > MAX_BYTES:
                    yield Drop(place=place, reason=Reason.TOO_LARGE)
                    continue
                body = opened.read(info)
                if sha256(body).hexdigest() != told["sha256"]:
                    raise zipfile.BadZipFile("other bytes than were packed")
                yield Capture(body=body, place=place, **{name: told[name] for name in _DECLARED})
            except (KeyError, TypeError, zipfile.BadZipFile, OSError) as error:
                yield Drop(place=place, reason=Reason.DAMAGED, detail=str(error))


def take_decisions(store: Store, file: Path) -> None:
    """Keep the decisions of a pack that are not the last word on their subject yet; they are felt when pages settle."""
    settling, links = store.settling(), store.link_decisions()
    with zipfile.ZipFile(file) as opened:
        told = _values(_read_lines(opened, DECISIONS), Decision)
        told_on_links = _values(_read_lines(opened, LINK_DECISIONS), LinkDecision)
    held = {made.subject: made for made in settling.decisions()}
    for made in told:
        if held.get(made.subject) != made:
            settling.decide(made)
    held_on_links = {made.subject: made for made in links.all()}
    links.add([made for made in told_on_links if held_on_links.get(made.subject) != made])


def _write_bodies(into: zipfile.ZipFile, store: Store) -> list[dict[str, Any]]:
    captures: list[dict[str, Any]] = []
    written: set[str] = set()
    for held in store.held_versions():
        if not held.is_current:
            continue
        digest = sha256(held.capture.body).hexdigest()
        if digest not in written:
            _write(into, BODIES + digest, held.capture.body)
            written.add(digest)
        captures.append({**{name: getattr(held.capture, name) for name in _DECLARED}, "sha256": digest})
    return captures


def _write(into: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, wherever it is written
    into.writestr(entry, content)


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)


def _read_lines(opened: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    try:
        with opened.open(name) as lines:
            for line in lines:
                yield json.loads(line)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"the pack is damaged: {error}", where=name, hint="pack the archive again") from error


def _values(records: Iterable[dict[str, Any]], kind: type[Made]) -> list[Made]:
    known = {field.name for field in fields(kind)}
    try:
        return [kind(**{name: value for name, value in record.items() if name in known}) for record in records]
    except TypeError as error:
        raise InputError(f"the pack is damaged: {error}", hint="pack the archive again") from error


def _about(file: Path) -> dict[str, Any] | None:
    try:
        with zipfile.ZipFile(file) as opened:
            if opened.getinfo(ABOUT).file_size > ABOUT_BYTES:  # any zip may come here
                return None
            told = json.loads(opened.read(ABOUT))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return None
    return told if isinstance(told, dict) and told.get("kielo-pack") == PACK else None
