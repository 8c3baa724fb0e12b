"""The state of an archive under one name: a digest of all that its answers follow from.

    pages        what is shown of each page, by its address
    programmes   which pages belong together
    decisions    what people have settled
    vocabularies what people have imported; left out where there is none
    rules        how words are analysed and pages related, the shipped names and terms, the kind of engine

Equal inputs give the equal name on any machine, in whatever order and whenever they came in: no time of arrival, no
number that follows the order of arrival (a version's, a programme's id) and no confidence is part of it.

Lives here: a generation's catalogue and people's decisions -> digests. It is worked out when a generation is built, and
kept in its manifest. Not here: packing a state into a file (corpus.snapshot).
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from corpus.errors import StoreError
from corpus.model import Decision, LinkDecision
from indexer.catalogue import Catalogue
from indexer.generations import MANIFEST, STATE, current_generation, parse_manifest, rewrite_manifest
from indexer.schema import SHOWN_DIGEST

if TYPE_CHECKING:
    from corpus.store import Store

SNAPSHOT = 1
"""Raised by hand when the name of an unchanged state comes out otherwise."""

_SHOWN = ("title", "lang", "languages", "kind", "number", "published", "updated", "site", "fetched_at")
DIGITS = 20  # hexadecimal: a thousand archives of a thousand states each collide once in 10^12


class Snapshot(Struct, frozen=True, kw_only=True):
    """The state that an index answers for: its name, the digests it is made of, how many pages there are.

    `is_current`: the archive has not changed since.
    """

    id: str
    parts: Mapping[str, str]
    pages: int
    is_current: bool


def current_snapshot(store: "Store") -> Snapshot:
    """Raises StoreError when there is no index, or one that an earlier kielo has built."""
    from indexer.build import is_current

    generation = current_generation(store.folder)
    manifest = parse_manifest(generation) if generation else None
    if manifest is None or not manifest.state:
        raise StoreError("the index does not say which state it is of", hint="build it anew with `kielo reindex`")
    parts = {name: told for name, told in manifest.snapshot.items() if name != STATE}
    return Snapshot(id=manifest.state, parts=parts, pages=manifest.pages, is_current=is_current(store))


def answering(archive: Path) -> tuple[Path | None, int, int]:
    """What answers now: the generation, and its manifest as a file. As long as they are equal an open index tells
    the state there is: `restamp` names it anew in the same generation."""
    generation = current_generation(archive)
    if generation is None:
        return None, 0, 0
    try:
        told = (generation / MANIFEST).stat()
    except FileNotFoundError:  # a newer one has taken its place since
        return generation, 0, 0
    return generation, told.st_ino, told.st_mtime_ns


def snapshot_of(generation: Path, fingerprint: str, store: "Store") -> dict[str, str]:
    """The digest of each part of the state, and the name made of them."""
    from corpus.linking.relating import features_version

    shown: list[list[Any]] = []
    programmes: dict[str, list[str]] = {}
    with closing(Catalogue(generation)) as catalogue:
        for address, programme, told, digest in catalogue.known():
            shown.append([address, *(told[name] for name in _SHOWN), digest[:SHOWN_DIGEST].hex()])
            programmes.setdefault(programme, []).append(address)
    # The version of the engine's library is none of the answer's: another one keeps its files otherwise.
    rules = [part.partition("/")[0] if part.startswith("engine=") else part for part in fingerprint.split()]
    return _named(
        {
            "pages": _digest(shown),
            "programmes": _digest(sorted(sorted(members) for members in programmes.values())),
            "decisions": _decisions(store),
            "rules": _digest([*sorted(rules), features_version()]),
            **_vocabularies(store),
        }
    )


def restamp(store: "Store") -> None:
    """Have the generation that answers named for people's decisions as they are now: some change no page."""
    generation = current_generation(store.folder)
    if generation is None or not (manifest := parse_manifest(generation)).snapshot:
        return
    parts = {name: told for name, told in manifest.snapshot.items() if name != STATE}
    named = _named(parts | {"decisions": _decisions(store)})
    if named != manifest.snapshot:
        rewrite_manifest(generation, replace(manifest, snapshot=named))


def _decisions(store: "Store") -> str:
    return _digest([*_in_force(store.settling().decisions()), *_in_force_on_links(store.link_decisions().all())])


def _vocabularies(store: "Store") -> dict[str, str]:
    """Without any the name of a state is as it was before there could be some."""
    kept = [[each.name, each.digest] for each in store.vocabularies().all()]
    return {"vocabularies": _digest(kept)} if kept else {}


def _in_force(decisions: Iterable[Decision]) -> list[list[Any]]:
    """Those that change anything, without when they were made."""
    counted = (made for made in decisions if (made.value if made.kind == "language" else made.kind != "undo"))
    return sorted([made.address, made.kind, made.value, made.nth] for made in counted)


def _in_force_on_links(decisions: Iterable[LinkDecision]) -> list[list[Any]]:
    last = {made.subject: made for made in decisions}
    return sorted([made.a, made.b, made.relation, made.verdict] for made in last.values() if made.verdict != "undo")


def _named(parts: dict[str, str]) -> dict[str, str]:
    told = dict(sorted(parts.items()))
    return {STATE: _digest([SNAPSHOT, *told.items()])[:DIGITS], **told}


def _digest(told: Any) -> str:
    return sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()[:32]
