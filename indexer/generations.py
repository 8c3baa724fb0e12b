"""Generations of an index: where they lie, which one answers, and what each was built of.

    index/<generation>/        engine/, catalogue.sqlite, manifest.json; while it is being built, plan.json
    index/words-<number>.sqlite      words that were analysed: kept from one generation to the next
    index/current              the name of the generation that answers
    index/behind               there while the archive may hold more than the index: an ingest runs, or was cut short

Not here: building one (build.py), what of one can serve in the next (growing.py). Needs neither the store nor an
engine, so that a search starts fast.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import asdict

from corpus.errors import EngineError

FOLDER, CURRENT, BEHIND = "index", "current", "behind"
MANIFEST, PLAN = "manifest.json", "plan.json"
WORDS_BEGIN = "words-"
STATE = "id"  # in `Manifest.snapshot`: the name made of all its other parts
BESIDE = ".new"  # ends the name of a small file that is being written
_HINT = "build it anew with `kielo reindex`"
_NAME = re.compile(r"[0-9]{6,20}")  # of a generation


class Manifest(Struct, frozen=True, kw_only=True):
    """What a generation was built of and with.

    `settled` says up to where the store's pages were settled then; `words` names the file of analysed words; `dead`
    counts the documents that were replaced or removed since the engine was built whole, and may still take room in it;
    `files` gives size and checksum of each file below the folder; `snapshot` names the state it answers for.
    """

    engine: str
    fingerprint: str
    revision: int
    pages: int
    built: str
    settled: int = 0
    words: str = ""
    dead: int = 0
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    snapshot: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The name of the state of the archive that it answers for; empty if an earlier kielo has built it."""
        return self.snapshot.get(STATE, "")

    def told(self) -> dict[str, str | int]:
        """What people are told of it."""
        names = ("engine", "fingerprint", "revision", "pages", "built")
        return {name: getattr(self, name) for name in names}


class Plan(Struct, frozen=True, kw_only=True):
    """What a generation that is not whole yet is being built with; only an equal plan may go on with it."""

    engine: str
    fingerprint: str
    words: str


def home_of(archive: Path) -> Path:
    return archive / FOLDER


def current_generation(archive: Path) -> Path | None:
    """The folder of the generation that answers, None when there is none. Raises EngineError for a damaged name."""
    name = _current_name(archive)
    while name:
        folder = archive / FOLDER / name
        if (folder / MANIFEST).is_file():
            return folder
        # another may have been swapped in, and this one removed, since its name was read
        before, name = name, _current_name(archive)
        if name == before:
            return None
    return None


def _current_name(archive: Path) -> str:
    file = archive / FOLDER / CURRENT
    try:
        name = file.read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, ValueError) as error:
        raise EngineError("the name of the index that answers cannot be read", where=str(file), hint=_HINT) from error
    if not _NAME.fullmatch(name):
        raise EngineError("this is no name of an index", where=str(file), hint=_HINT)
    return name


def generation_if_told(archive: Path) -> Path | None:
    """As `current_generation`; None also when it cannot be told."""
    try:
        return current_generation(archive)
    except EngineError:
        return None


def read_manifest(generation: Path) -> Manifest:
    """Raises EngineError when it is damaged, or when a file it names is missing or of another size."""
    manifest = parse_manifest(generation)
    for name, flaw in misfits(generation, manifest):
        raise EngineError(f"a file of the index {flaw}", where=str(generation / name), hint=_HINT)
    return manifest


def parse_manifest(generation: Path) -> Manifest:
    """Raises EngineError when it is damaged; the files it names are not looked at."""
    try:
        told = json.loads((generation / MANIFEST).read_text("utf-8"))
        files = {name: (int(size), int(checksum)) for name, (size, checksum) in told.get("files", {}).items()}
        return Manifest(**{**told, "files": files})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EngineError("the index's manifest cannot be read", where=str(generation), hint=_HINT) from error


def misfits(generation: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The files that are missing or of another size than they were built with, and which of the two."""
    for name, (size, _) in manifest.files.items():
        try:
            now = (generation / name).stat().st_size
        except OSError:
            yield name, "is missing"
            continue
        if now != size:
            yield name, f"has {now} bytes and should have {size}"


def mark_behind(archive: Path) -> None:
    """Say that the archive is about to change; the next generation takes it back."""
    home = archive / FOLDER
    if home.is_dir():
        (home / BEHIND).touch()


def unmark_behind(archive: Path) -> None:
    (archive / FOLDER / BEHIND).unlink(missing_ok=True)


def is_behind(archive: Path) -> bool:
    return (archive / FOLDER / BEHIND).exists()


def begin_generation(archive: Path, plan: Plan | None = None) -> Path:
    """A new folder to build in; it answers nothing until it is published."""
    home = archive / FOLDER
    home.mkdir(exist_ok=True)
    taken = [int(each.name) for each in home.iterdir() if each.name.isdigit()]
    folder = home / f"{max(taken, default=0) + 1:06}"
    folder.mkdir()
    if plan is not None:
        _write(folder / PLAN, json.dumps(asdict(plan)))
    return folder


def unfinished(archive: Path, plan: Plan) -> Path | None:
    """The generation that an earlier run began with the same plan and was stopped at; the newest of several."""
    current = generation_if_told(archive)
    for folder in sorted((each for each in (archive / FOLDER).iterdir() if each.name.isdigit()), reverse=True):
        try:
            begun = Plan(**json.loads((folder / PLAN).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if begun == plan and folder != current:
            return folder
    return None


def publish(archive: Path, generation: Path, manifest: Manifest) -> None:
    """Let a generation answer from now on, and remove all others with what killed runs may have left.

    Whatever is in the generation is on the disk before its name is, so that a power cut leaves the old or the new one.
    """
    home = archive / FOLDER
    for each in (*generation.rglob("*"), generation):
        if each.is_dir() or each.stat().st_nlink == 1:  # what is shared was written through for the generation before
            _sync(each)
    _write(generation / MANIFEST, json.dumps(asdict(manifest), indent=1))
    if (home / CURRENT).is_dir():  # damage: no file can be put in its place
        shutil.rmtree(home / CURRENT)
    _write(home / CURRENT, generation.name)
    (generation / PLAN).unlink(missing_ok=True)
    unmark_behind(archive)
    sweep(archive)


def rewrite_manifest(generation: Path, manifest: Manifest) -> None:
    """Tell otherwise of a generation that answers; its files stay as they are."""
    _write(generation / MANIFEST, json.dumps(asdict(manifest), indent=1))


def foreign(archive: Path) -> list[Path]:
    """What lies in the index's folder and is not kielo's."""
    ours = (CURRENT, BEHIND)
    return sorted(
        each
        for each in (archive / FOLDER).iterdir()
        if not (each.is_dir() or each.name in ours or each.name.startswith(WORDS_BEGIN) or each.name.endswith(BESIDE))
    )


def sweep(archive: Path, *, keep: Iterable[Path] = ()) -> None:
    """Remove what no generation that answers needs: older ones, and what killed runs have left."""
    for each in strays(archive):
        if each not in keep:
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)


def strays(archive: Path) -> list[Path]:
    """Files and folders of ours in the index's folder that belong to nothing that answers."""
    current = generation_if_told(archive)
    if current is None:
        return []
    try:
        words = parse_manifest(current).words
    except EngineError:
        return []
    journal = f"{words}-journal"
    return sorted(
        each
        for each in (archive / FOLDER).iterdir()
        if (each.is_dir() and each != current)
        or (each.name.startswith(WORDS_BEGIN) and each.name not in (words, journal))
        or each.name.endswith(BESIDE)
    ) + [each for each in current.iterdir() if each.name == PLAN or each.name.endswith(BESIDE)]


def _write(file: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new one."""
    beside = file.with_name(file.name + BESIDE)
    beside.write_text(text, "utf-8")
    _sync(beside)
    beside.replace(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
