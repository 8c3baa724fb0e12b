"""What commands print, and how: lines, JSON, notes; and the refusal of options that cannot stand together.

Lives here: what all modules of commands share. Not here: what is printed (screen.py, terminal.py, export.py).
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click


def only_one(**given: object) -> None:
    """Refuse options of which only one can hold; each by its name, with what was given for it."""
    named = [f"--{name.strip('_').replace('_', '-')}" for name, value in given.items() if value]
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} cannot be given together")


def print_notes(notes: Iterable[str]) -> None:
    for note in notes:
        click.echo(f"kielo: {note}", err=True)


def look() -> Any:
    from shutil import get_terminal_size

    from search.terminal import Look

    return Look(width=get_terminal_size().columns if sys.stdout.isatty() else None)


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def write_pieces(pieces: Iterator[str]) -> None:
    """Pieces of a file, as they come; line ends stay as they are."""
    stream = sys.stdout.buffer
    for piece in pieces:
        stream.write(piece.encode("utf-8", "surrogatepass"))
    stream.flush()


def print_json(record: Any) -> None:
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))


def many(count: int, noun: str) -> str:
    from search.terminal import many as told

    return told(count, noun)
