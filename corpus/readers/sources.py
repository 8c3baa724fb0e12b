"""Which source each given path belongs to: the name that the addresses of its files begin with.

Lives here: Source, SourceNames, and the rule that a folder at once and its files one by one give equal addresses.
Not here: opening or listing anything (folders.py, pages.py).

The rule: a file belongs to the innermost known source whose place holds it, with its path relative to that place.
A path that lies in no known source founds one: a folder its own, a file that of its folder. A zip stands for the folder
of its name without `.zip`, beside it, whether that folder is there or not. A container of records (WARC, WACZ, JSON
Lines) given by itself only takes the name of its folder: it happens to lie there, and what else lies there need not
belong together. Standard input has no place, and the name that it is given.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from corpus.errors import InputError
from corpus.readers.addresses import as_text
from corpus.readers.forms import form_of, is_folder_of_pages

STANDARD_INPUT = Path("-")


class Source(Struct, frozen=True, kw_only=True):
    """A named place that files come from. `place` is absolute, with symbolic links resolved.

    A source that does not own its place is the name of one file there: nothing else is looked up through it.
    """

    name: str
    place: Path
    owns_place: bool = True


class SourceNames(Struct, frozen=True, kw_only=True):
    """What is known of sources before reading.

    `known` maps names already used to their places. `name` is the one the user gives (`--source`). `moved` says that
    a known source's folder has really moved, so that its name may go to a new place.
    """

    known: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    name: str | None = None
    moved: bool = False


def require_paths(paths: Sequence[Path]) -> None:
    """Raise InputError naming every path that is not there. A dangling or circular link is: reading it reports it."""
    missing = [as_text(path) for path in paths if path != STANDARD_INPUT and not _is_there(path)]
    if missing:
        listed = ", ".join(missing)
        raise InputError(f"no such file or folder: {listed}", hint="check the spelling; nothing has been read")


def resolve_sources(paths: Sequence[Path], names: SourceNames) -> tuple[Source, ...]:
    """The source of each path, in order. Does not depend on the order: outer folders are looked at first.

    Only those that own their place are to be remembered.

    Raises InputError where one name would stand for two places.
    """
    if names.name is not None:
        _check_name(names.name)
    known = {_real(place): Source(name=name, place=_real(place)) for name, place in names.known.items()}
    if names.name is not None:
        known = {place: source for place, source in known.items() if source.name == names.name}
    found: dict[Path, Source] = {}
    if STANDARD_INPUT in paths:
        name = names.name or "stdin"
        found[STANDARD_INPUT] = Source(name=name, place=STANDARD_INPUT, owns_place=False)
    for path in sorted(set(paths) - {STANDARD_INPUT}, key=_outer_first):
        source = _innermost(_anchor(path), known) or _found(path, names)
        if source.owns_place:
            known[source.place] = source
        found[path] = source
    # A record of a WARC file always has a web address, so a name it shares with other places mixes nothing.
    _refuse_conflicts((found[path] for path in found if found[path].owns_place or _has_names(path)), names)
    return tuple(found[path] for path in paths)


def sources_by_place(sources: Sequence[Source], names: SourceNames) -> Mapping[Path, Source]:
    """Every place that a walk may come upon, with its source; a name given by the user takes everything below it."""
    inner = {} if names.name is not None else {_real(place): name for name, place in names.known.items()}
    places = {place: Source(name=name, place=place) for place, name in inner.items()}
    return places | {source.place: source for source in sources if source.owns_place}


def relative_to_source(path: Path, source: Source) -> Path:
    """The path below its source's place, with links in the folders above it resolved."""
    if path == STANDARD_INPUT:
        return path
    name = "" if path.is_dir() or _stands_for_folder(path) else path.name
    return _anchor(path).joinpath(name).relative_to(source.place)


def _found(path: Path, names: SourceNames) -> Source:
    """A new source for a path: named by the user, or after the folder as it was given (a link keeps its own name)."""
    folder = path if path.is_dir() else path.absolute().parent
    folder = path.with_suffix("") if _stands_for_folder(path) else folder
    name = names.name if names.name is not None else as_text(_without_dots(folder).name)
    if not name:
        raise InputError("the root of the file system has no name", where=str(path), hint="name it: --source NAME")
    return Source(name=name, place=_anchor(path), owns_place=not _is_container(path))


def _is_container(path: Path) -> bool:
    return form_of(path.name) in ("warc", "jsonl", "zip") and not path.is_dir() and not is_folder_of_pages(path.name)


def _outer_first(path: Path) -> tuple[bool, int, str]:
    return _is_container(path), len(_anchor(path).parts), as_text(path)


def _has_names(path: Path) -> bool:
    """Whether pages of a container may be called after it: records of a WARC file always have a URL."""
    return path != STANDARD_INPUT and form_of(path.name) not in ("warc", "zip")


def _stands_for_folder(path: Path) -> bool:
    return is_folder_of_pages(path.name) and not path.is_dir()


def _refuse_conflicts(found: Iterable[Source], names: SourceNames) -> None:
    places: dict[str, Path] = {} if names.moved else {name: _real(place) for name, place in names.known.items()}
    for source in found:
        place = places.setdefault(source.name, source.place)
        if place != source.place:
            raise InputError(
                f"source {source.name!r} stands for {as_text(place)} already",
                where=as_text(source.place),
                hint="give it another name: --source NAME; or, if the folder has moved there: --moved",
            )


def _innermost(folder: Path, known: Mapping[Path, Source]) -> Source | None:
    return next((known[place] for place in (folder, *folder.parents) if place in known), None)


def _check_name(name: str) -> None:
    if not name.strip() or "/" in name or "\\" in name or not name.isprintable() or name in (".", ".."):
        raise InputError(
            f"{name!r} cannot be the name of a source", hint="letters, digits, spaces, dots and hyphens can"
        )


def _anchor(path: Path) -> Path:
    """The folder that decides about a path: itself, what a zip stands for, or what a file (even if a link) is in."""
    folder = _folder_of(path)
    return folder / path.with_suffix("").name if _stands_for_folder(path) else folder


def _folder_of(path: Path) -> Path:
    return _real(path if path.is_dir() else path.absolute().parent)


def _real(path: Path) -> Path:
    return path.resolve()


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:  # the folder above may not be entered
        return False


def _without_dots(path: Path) -> Path:
    return path.resolve() if ".." in path.parts else path.absolute()


def covered_by_folder(path: Path, folders: Sequence[Path], is_read: Callable[[str], bool]) -> bool:
    """Whether walking one of the given folders comes upon this path anyway; it must not be read twice."""
    anchor = _folder_of(path)
    for folder in folders:
        root = _real(folder)
        if folder == path or not anchor.is_relative_to(root) or (anchor == root and path.is_dir()):
            continue
        parts = anchor.relative_to(root).parts
        name = () if path.is_dir() else (path.name,)
        if not any(part.startswith(".") for part in (*parts, *name)) and all(map(is_read, name)):
            return True
    return False
