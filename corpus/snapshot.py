"""A state of an archive packed into one file, from which another archive comes to the same state.

    about.json             says that this is a pack, of which state, and of how many pages
    bodies/<sha256>        the bytes of captures, as they came in
    captures.jsonl         for each page the capture it shows, with what its source declared
    sources.jsonl          of the names that addresses of files begin with, a sign of the place each stands for
    decisions.jsonl, link_decisions.jsonl
    vocabularies.jsonl     only where people have imported some

The same state gives the same bytes, if its files came from the same places: nothing in it tells when or in which order
something came in. What a page showed earlier stays out; for that the whole archive is copied.

Lives here: writing the file, and keeping what one brings beside what is here. Not here: reading it (unpacking.py), what
names a state (indexer.snapshot), taking captures in (ingest).
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from corpus.decisions import is_in_force
from corpus.errors import InputError
from corpus.link_decisions import Made, weigh
from corpus.model import Decision, Drop, LinkDecision, Reason
from corpus.store import Store
from corpus.unpacking import (
    ABOUT,
    BODIES,
    CAPTURES,
    DECISIONS,
    DECLARED,
    LINK_DECISIONS,
    ORIGIN,
    PACK,
    SOURCES,
    VOCABULARIES,
    PackedSource,
    decisions_in,
    link_decisions_in,
    sources_in,
    vocabularies_in,
)
from corpus.vocabulary import read_vocabulary, vocabulary_name

_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can tell: when a pack is made is none of its bytes
_FROM: Final = "packed-"  # what the place of a source that came in a pack is called, below the pack


class TakenFromPack(Struct, frozen=True, kw_only=True):
    """How many decisions of a pack were kept, and passed over: held already, or older than what is held on the same;
    and what of it could not be used."""

    kept: int
    held: int
    older: int
    refused: tuple[Drop, ...]


def pack(store: Store, file: Path, state: str) -> int:
    """Write what the archive shows now, under the name of its state; says how many pages. An existing file is replaced
    once the new one is whole."""
    beside = file.with_name(file.name + ".new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as into:
            captures = _write_bodies(into, store)
            _write(into, CAPTURES, _lines(captures))
            _write(into, SOURCES, _lines(map(asdict, _sources(store, captures))))
            _write(into, DECISIONS, _lines(map(asdict, store.settling().decisions())))
            last = {made.subject: made for made in store.link_decisions().all()}
            _write(into, LINK_DECISIONS, _lines(asdict(last[subject]) for subject in sorted(last)))
            if kept := _vocabularies(store):
                _write(into, VOCABULARIES, _lines(kept))
            _write(into, ABOUT, json.dumps({"kielo-pack": PACK, "state": state, "pages": len(captures)}, indent=1))
        beside.replace(file)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(file)) from error
    finally:
        beside.unlink(missing_ok=True)
    return len(captures)


def sources_taken(known: Mapping[str, Path], packs: Iterable[Path], *, is_moved: bool = False) -> dict[str, Path]:
    """The names of sources that packs bring, each with a place that no folder has: from now on they are taken.

    Raises InputError for a name that stands for another place already, for two pages would be mixed; `is_moved` says
    that it is the same.
    """
    taken: dict[str, Path] = {}
    for file in packs:
        for each in sources_in(file):
            if isinstance(each, Drop):
                continue
            mine = known.get(each.name) or taken.get(each.name)
            if mine is None:
                taken[each.name] = file.resolve() / f"{_FROM}{each.origin}"
            elif _origin(mine) != each.origin and not is_moved:
                raise InputError(
                    f"its source {each.name!r} is another place than {mine}, for which the name stands already",
                    where=str(file),
                    hint="if it is the same, moved or on another machine: --moved; else it needs an archive of its own",
                )
    return taken


def take_decisions(store: Store, file: Path) -> TakenFromPack:
    """Keep the decisions of a pack that were made later than what is held on the same; they are felt when pages settle.

    So packs may come in again, and in any order. Vocabularies come in, too, but for those of a name that is taken: what
    somebody has imported here stays. What is damaged is refused; the rest is kept.
    """
    settling, links = store.settling(), store.link_decisions()
    on_pages, on_links, sources = decisions_in(file), link_decisions_in(file), sources_in(file)
    refused = [each for each in (*on_pages, *on_links, *sources) if isinstance(each, Drop)]
    made = [each for each in on_pages if isinstance(each, Decision)]
    made_on_links = [each for each in on_links if isinstance(each, LinkDecision)]
    later, held = _later(made, settling.decisions())
    later_on_links, held_on_links = _later(made_on_links, links.all())
    for each in later:
        settling.decide(each)
    links.add(later_on_links)
    refused += _take_vocabularies(store, file)
    kept, held = len(later) + len(later_on_links), held + held_on_links
    return TakenFromPack(
        kept=kept, held=held, older=len(made) + len(made_on_links) - kept - held, refused=tuple(refused)
    )


def _later(told: Iterable[Made], here: Iterable[Made]) -> tuple[list[Made], int]:
    """The decisions that count over what is held, and how many are held.

    Of two made in the same second the one that takes back counts, since it was made after something; else that which
    is held.
    """
    held = {made.subject: made for made in here}
    later: dict[Any, Made] = {}
    same = 0
    for made in sorted(told, key=lambda made: made.made_at):
        before = later.get(made.subject) or held.get(made.subject)
        weighed = weigh(made, before)
        if weighed == "later" or (weighed == "other" and not _holds(made) and before is not None and _holds(before)):
            later[made.subject] = made
        elif weighed != "older":  # also the same on a text that newer rules tell otherwise
            same += 1
    return list(later.values()), same


def _holds(made: Decision | LinkDecision) -> bool:
    return is_in_force(made) if isinstance(made, Decision) else made.verdict != "undo"


def _sources(store: Store, captures: Iterable[Mapping[str, Any]]) -> list[PackedSource]:
    """The sources that pages are called after; where they lie on this machine is nobody else's business."""
    known = store.sources()
    named = {told["source"] for told in captures if told["address"].startswith(f"{told['source']}/")}
    return [PackedSource(name=name, origin=_origin(known[name])) for name in sorted(named & known.keys())]


def _origin(place: Path) -> str:
    """What stands for a place wherever a pack of its pages goes, also in packs of archives that were filled from it."""
    came = place.name.removeprefix(_FROM)
    if place.name != came and ORIGIN.fullmatch(came):
        return came
    return sha256(str(place).encode(errors="surrogateescape")).hexdigest()[:16]


def _vocabularies(store: Store) -> list[dict[str, Any]]:
    kept = store.vocabularies()
    return [
        {"name": each.name, "file": each.file, "concepts": [dict(concept) for concept in kept.concepts(each.name)]}
        for each in kept.all()
    ]


def _take_vocabularies(store: Store, file: Path) -> Iterator[Drop]:
    """Keep those whose name is free; gives what could not be used."""
    held = {each.name for each in store.vocabularies().all()}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for each in vocabularies_in(file):
        if isinstance(each, Drop):
            yield each
            continue
        try:
            name, read = vocabulary_name(each["name"]), read_vocabulary(each["concepts"])
            came_from = str(each["file"])
        except (KeyError, TypeError, AttributeError, InputError) as error:
            yield Drop(place=f"{file.name}!/{VOCABULARIES}", reason=Reason.BAD_RECORD, detail=str(error))
            continue
        if name not in held:
            store.vocabularies().put(name, read.concepts, file=came_from, at=at)
            held.add(name)


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
        captures.append({**{name: getattr(held.capture, name) for name in DECLARED}, "sha256": digest})
    return captures


def _write(into: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, wherever it is written
    into.writestr(entry, content)


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)
