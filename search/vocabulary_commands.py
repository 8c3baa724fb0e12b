"""The commands of vocabularies of one's own: glossary import, list and remove. Registered by cli.py, which hands over
how an archive is opened.

Lives here: options, and printing what comes back. Not here: reading files of vocabularies (corpus.vocabulary_files).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from search.commands import Decorator, Open
from search.printing import many, print_json, print_lines

if TYPE_CHECKING:
    from corpus.store import KeptVocabulary
    from corpus.vocabulary_files import Imported

Progress: TypeAlias = Callable[[], AbstractContextManager[Any]]


def add_vocabulary_commands(
    main: click.Group, open_archive: Open, progress: Progress, *, in_archive: Decorator, with_json: Decorator
) -> None:
    """Give the group the commands of vocabularies."""

    @main.group()
    def glossary() -> None:
        """Vocabularies of your own, whose terms carry a search over into other languages."""

    glossary.add_command(_import(open_archive, progress, in_archive, with_json))
    glossary.add_command(_list(open_archive, in_archive, with_json))
    glossary.add_command(_remove(open_archive, progress, in_archive))


def _import(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("import")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--name", help="What answers call it.  [default: as the file]")
    @in_archive
    @with_json
    def import_vocabulary(file: Path, name: str | None, archive: Path, as_json: bool) -> None:
        """Take in the terms of FILE, in place of those of its name.

        \b
        A table (.csv, UTF-8) with the columns fi, sv and en, several names in a cell with ; between them,
        or SKOS (.rdf, .xml, .ttl, .nt; needs kielo[skos]).
        """
        with open_archive(archive) as opened, progress() as on_progress:
            made = opened.import_vocabulary(file, name=name, on_progress=on_progress)
        if as_json:
            print_json(imported_record(made))
        else:
            print_lines(_imported_lines(made))

    return import_vocabulary


def _list(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("list")
    @in_archive
    @with_json
    def list_vocabularies(archive: Path, as_json: bool) -> None:
        """List the vocabularies that were imported."""
        with open_archive(archive) as opened:
            kept = opened.vocabularies()
        if as_json:
            print_json([vocabulary_record(each) for each in kept])
            return
        print_lines(
            f"{each.name}  {many(each.concepts, 'concept')}  ({each.file}, {each.imported_at[:10]})" for each in kept
        )
        click.echo(f"{len(kept)} imported", err=True)

    return list_vocabularies


def _remove(open_archive: Open, progress: Progress, in_archive: Decorator) -> click.Command:
    @click.command("remove")
    @click.argument("name")
    @in_archive
    def remove_vocabulary(name: str, archive: Path) -> None:
        """Remove the vocabulary NAME: searches answer as they did before it came."""
        with open_archive(archive) as opened, progress() as on_progress:
            opened.remove_vocabulary(name, on_progress=on_progress)
        click.echo(f"{name} removed", err=True)

    return remove_vocabulary


def vocabulary_record(kept: "KeptVocabulary") -> dict[str, Any]:
    """The shape that `--json` prints of a vocabulary."""
    told = ("name", "file", "imported_at", "concepts")
    return {name: getattr(kept, name) for name in told}


def imported_record(made: "Imported") -> dict[str, Any]:
    """The shape that `--json` prints of an import."""
    left = {name: getattr(made.read, name) for name in ("one_language", "other_languages", "unfit")}
    return {**vocabulary_record(made.kept), "replaced": made.replaced, "left_out": left}


def _imported_lines(made: "Imported") -> Iterator[str]:
    came = "in place of those before" if made.replaced else "imported"
    yield f"{made.kept.name}: {many(made.kept.concepts, 'concept')} {came}"
    left = (
        (made.read.one_language, "concepts with a name in one language only, or in none"),
        (made.read.other_languages, "names in other languages"),
        (made.read.unfit, "names too long, too many or without a letter"),
    )
    for count, what in left:
        if count:
            yield f"left out: {what}: {count}"
