"""Zip archives and WACZ: folders of pages, and web archives, in one file.

Lives here: which entries are read, in which order, what they are called, and how much is unpacked at most.
Not here: the layout of a zip (zip_entries.py), what the entries hold.

A zip is read as if it were the folder of its name; a zip in it, once more. Nothing is written but to nameless
temporary files: the names of entries become addresses, never paths.
"""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from hashlib import sha256
from io import BufferedReader, BytesIO
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from corpus.model import Drop, Reason
from corpus.readers import manifests
from corpus.readers.addresses import as_text, mirrored_url
from corpus.readers.folders import reason_to_pass_over
from corpus.readers.forms import begins_like_page, form_of, is_folder_of_pages, may_be_page
from corpus.readers.found import DamageError, FoundFile, TooLargeError
from corpus.readers.manifests import Manifest, facts_of
from corpus.readers.zip_entries import STORED, Entry, Window, list_entries, unpack
from corpus.sniffing import MAX_BYTES

NESTED = 1  # zips in zips that are looked into
GROWTH, ALLOWANCE = 50, 200_000_000
"""A zip may unpack to so many times its size, and so many bytes more: pages shrink to a fifth or a twentieth. What is
made to fill disks (300 MB in 1 kB, or entries that all are the same bytes) is left when this is used up."""

_TOO_MUCH = f"the zip unpacks to more than {GROWTH} times its size"
_LISTS = (*manifests.NAMES, manifests.HTTRACK_LIST)

_Named: TypeAlias = dict[str, Entry]
_Names: TypeAlias = Generator[Drop, None, _Named]
_Lists: TypeAlias = Generator[Drop, None, dict[str, Manifest]]


class _Budget:
    """Bytes that may still be unpacked, from a zip and those in it."""

    def __init__(self, size: int) -> None:
        self.left = size * GROWTH + ALLOWANCE

    def metered(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces. Raises TooLargeError once nothing is left."""
        for piece in pieces:
            self.left -= len(piece)
            if self.left < 0:
                raise TooLargeError(_TOO_MUCH)
            yield piece


class _Zip(Struct, frozen=True, kw_only=True):
    found: FoundFile
    file: IO[bytes]
    budget: _Budget
    depth: int
    ignored: Counter[str]


def zip_files(found: FoundFile, ignored: Counter[str]) -> Iterator[FoundFile | Drop]:
    """The readable entries, sorted as the files of a folder are. Lets OSError through."""
    with found.opener() as file:
        budget = _Budget(file.seek(0, 2))
        yield from _files(_Zip(found=found, file=file, budget=budget, depth=0, ignored=ignored))


def _files(archive: _Zip) -> Iterator[FoundFile | Drop]:
    place = archive.found.place
    try:
        listing = list_entries(archive.file)
    except DamageError as damage:
        yield Drop(place=place, reason=Reason.DAMAGED, detail=str(damage))
        return
    yield from (Drop(place=place, reason=Reason.DAMAGED, detail=fault) for fault in listing.faults)
    for name, fault in listing.damaged:
        yield Drop(place=f"{place}!/{as_text(name)}", reason=Reason.DAMAGED, detail=fault)
    named = _without_own_folder((yield from _named(listing.entries, archive)), archive.found)
    is_wacz = "datapackage.json" in named and any(_is_of_wacz(name) for name in named)
    lists = {} if is_wacz else (yield from _read_lists(named, archive))
    for number, (name, entry) in enumerate(named.items()):
        passed_over = "file of a WACZ" if is_wacz and not _is_of_wacz(name) else _reason_to_pass_over(name)
        if passed_over is not None and not is_wacz and _is_mirrored_page(name, entry, archive):
            passed_over = None
        if name in lists:
            continue
        if passed_over is not None:
            archive.ignored[passed_over] += 1
        elif archive.budget.left < 0:
            detail = f"{_TOO_MUCH}: {len(named) - number} entries are not read"
            yield Drop(place=place, reason=Reason.TOO_LARGE, detail=detail)
            return
        else:
            yield from _read(name, entry, archive, lists)


def _read(name: str, entry: Entry, archive: _Zip, lists: Mapping[str, Manifest]) -> Iterator[FoundFile | Drop]:
    form = form_of(name) or "html"
    place = f"{archive.found.place}!/{as_text(name)}"
    if entry.encrypted:
        yield Drop(place=place, reason=Reason.UNREADABLE, detail="encrypted")
        return
    inner = PurePosixPath(name)
    found = FoundFile(
        place=place,
        relative=archive.found.relative / (inner.with_suffix("") if is_folder_of_pages(name) else inner),
        source=archive.found.source,
        form=form,
        opener=partial(_page, entry, archive),
        facts=facts_of(inner, [each for folder in inner.parents for each in _of_folder(folder, lists)]),
    )
    if form in ("html", "text"):
        yield found
        return
    if form == "zip" and archive.depth >= NESTED:
        yield Drop(place=place, reason=Reason.TOO_LARGE, detail="a zip in a zip in a zip: unpack the outer one")
        return
    yield from _container(found, entry, archive)


def _container(found: FoundFile, entry: Entry, archive: _Zip) -> Iterator[FoundFile | Drop]:
    """An entry of records, or a zip: read from where it stands, or from a temporary file if it is compressed."""
    try:
        file, fault = _opened(entry, archive.file, archive.budget)
    except TooLargeError as error:
        yield Drop(place=found.place, reason=Reason.TOO_LARGE, detail=str(error))
        return
    with closing(file):
        if fault:
            yield Drop(place=found.place, reason=Reason.DAMAGED, detail=fault)
        waiting = [] if found.form == "zip" else [file]
        found = replace(found, opener=lambda: waiting.pop() if waiting else _opened_anew(entry, archive.found))
        if found.form == "zip":
            yield from _files(replace(archive, found=found, file=file, depth=archive.depth + 1))
        else:
            yield found
            waiting.clear()


def _opened(entry: Entry, file: IO[bytes], budget: _Budget) -> tuple[IO[bytes], str | None]:
    """An entry that one can move about in, and what is wrong with it: records before the damage can be had."""
    pieces = budget.metered(unpack(file, entry))
    is_stored = entry.method == STORED
    content = BufferedReader(Window(file, entry.start, entry.packed)) if is_stored else TemporaryFile()  # noqa: SIM115
    fault = None
    try:
        for piece in pieces:
            if not is_stored:
                content.write(piece)
    except DamageError as damage:
        fault = str(damage)
    except (OSError, TooLargeError):  # the disk is full, or would be
        content.close()
        raise
    content.seek(0)
    return cast(IO[bytes], content), fault


def _opened_anew(entry: Entry, zipped: FoundFile) -> IO[bytes]:
    """For a later record that refers to one in here, once this zip is closed."""
    file = zipped.opener()
    if entry.method == STORED:
        return cast(IO[bytes], BufferedReader(Window(file, entry.start, entry.packed, owns=True)))
    with file:
        return _opened(entry, file, _Budget(entry.packed))[0]


def _page(entry: Entry, archive: _Zip, limit: int = MAX_BYTES) -> IO[bytes]:
    """The content, or somewhat more than the limit. Raises DamageError and TooLargeError."""
    content = bytearray()
    for piece in archive.budget.metered(unpack(archive.file, entry)):
        content += piece
        if len(content) > limit:
            break
    return BytesIO(bytes(content))


def _named(entries: Iterable[Entry], archive: _Zip) -> _Names:
    """Entries by name, sorted; of two of one name the later one, as when they are unpacked.

    Names that come to the same (`a.html`, `../a.html`) are no replacement: the plainest stays, others are refused
    unless they hold the same bytes.
    """
    named: _Named = {}
    spelled: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in spelled:
            archive.ignored["entry of a zip that a later one replaces"] += 1
        spelled[entry.name] = entry
    for entry in sorted(spelled.values(), key=lambda each: each.name != _plain(each.name)):
        name = _plain(entry.name)
        held = named.setdefault(name, entry)
        if held is entry or _reason_to_pass_over(name) is not None:
            continue
        if _is_same(held, entry, archive):
            archive.ignored["duplicate of a page with the same address"] += 1
        else:
            detail = f"{as_text(held.name)} in the same zip has the same address and other content"
            place = f"{archive.found.place}!/{as_text(entry.name)}"
            yield Drop(place=place, reason=Reason.CONFLICT, detail=detail)
    return dict(sorted(named.items(), key=lambda item: as_text(item[0])))


def _plain(name: str) -> str:
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _is_same(one: Entry, other: Entry, archive: _Zip) -> bool:
    """Whether two entries hold the same bytes; a checksum alone is easily made to fit."""
    if one.encrypted or other.encrypted or (one.size, one.checksum) != (other.size, other.checksum):
        return False
    digests = [sha256(), sha256()]
    try:
        for digest, entry in zip(digests, (one, other), strict=True):
            for piece in archive.budget.metered(unpack(archive.file, entry)):
                digest.update(piece)
    except (DamageError, TooLargeError):
        return False
    return digests[0].digest() == digests[1].digest()


def _without_own_folder(named: _Named, found: FoundFile) -> _Named:
    """`crawl.zip` that holds one folder `crawl` is that folder, as it is for whoever unpacks it."""
    own = f"{found.relative.name or found.source.place.name}/"
    inside = {name.removeprefix(own): entry for name, entry in named.items() if name.startswith(own)}
    others = {name for name in named if not name.startswith(own) and _reason_to_pass_over(name) is None}
    return named if others or not inside else inside


def _is_of_wacz(name: str) -> bool:
    return name.startswith("archive/") and form_of(name) == "warc"


def _reason_to_pass_over(name: str) -> str | None:
    *folders, file = name.split("/")
    reasons = (reason_to_pass_over(folder, is_folder=True) for folder in folders)
    return next(filter(None, reasons), None) or reason_to_pass_over(file)


def _is_mirrored_page(name: str, entry: Entry, archive: _Zip) -> bool:
    """As in a folder: a page under the name that it has on the web."""
    *folders, file = name.split("/")
    if entry.encrypted or not may_be_page(file) or any(reason_to_pass_over(each, is_folder=True) for each in folders):
        return False
    if mirrored_url(archive.found.relative / name, archive.found.source.place.name) is None:
        return False
    try:
        return begins_like_page(next(unpack(archive.file, entry), b""))
    except DamageError:
        return False


def _read_lists(named: _Named, archive: _Zip) -> _Lists:
    """The manifests of the zip, by name; one that cannot be understood says nothing."""
    lists: dict[str, Manifest] = {}
    for name, entry in named.items():
        kind = next((each for each in _LISTS if f"/{name}".endswith(f"/{each}")), None)
        if kind is None or entry.encrypted:
            continue
        folder, place = PurePosixPath(name.removesuffix(kind)), f"{archive.found.place}!/{as_text(name)}"
        try:
            body = _page(entry, archive, manifests.LIMIT).read()
        except (DamageError, TooLargeError) as error:
            reason = Reason.DAMAGED if isinstance(error, DamageError) else Reason.TOO_LARGE
            yield Drop(place=place, reason=reason, detail=str(error))
            lists[name] = Manifest(folder=folder, rows={})
            continue
        manifest, drop = manifests.read_list(kind, body, folder, place, partial(_is_in, named, folder))
        if drop is not None:
            yield drop
        if manifest is not None or drop is not None:
            lists[name] = manifest or Manifest(folder=folder, rows={})
            if lists[name].missing:
                archive.ignored[manifests.MISSING] += lists[name].missing
    return lists


def _of_folder(folder: PurePosixPath, lists: Mapping[str, Manifest]) -> Iterator[Manifest]:
    return (lists[name] for each in _LISTS if (name := str(folder / each)) in lists)


def _is_in(named: _Named, folder: PurePosixPath, path: str) -> bool:
    return str(folder / path) in named
