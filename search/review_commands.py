"""The command that goes through what is in doubt among links. Registered with those about links (link_commands.py).

Lives here: keys, and printing questions. Not here: what is asked in which order and what an answer does (reviewing.py),
how a question looks (link_screen.py).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import click

from corpus.errors import InputError
from search.printing import look, many, print_lines

Open: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
Progress: TypeAlias = Callable[[], AbstractContextManager[Any]]
Decorator: TypeAlias = Callable[[Any], Any]

KEYS = "y yes  n no  s skip  u undo the last  q quit"


def who_decides(command: Any) -> Any:
    return click.option("--who", help="Who decides.  [default: KIELO_USER, else the name logged in with]")(command)


def review_command(open_archive: Open, progress: Progress, in_archive: Decorator) -> click.Command:
    """`kielo review`."""

    @click.command()
    @who_decides
    @in_archive
    def review(who: str | None, archive: Path) -> None:
        """Go through the links that are in doubt: y, n, s (skip), u (undo), q (quit).

        Decisions whose pages have changed come first, then the links that may as well be wrong as right. Each answer is
        kept at once; links and programmes follow when you stop. Without a terminal the keys come from standard input.
        """
        with open_archive(archive) as opened:
            review = opened.review(who)
            if review.lost:
                lost = f"{many(review.lost, 'decision')} of pages that are not here: kielo links --state decided"
                click.echo(f"kielo: {lost}", err=True)
            if not review.doubts:
                click.echo("nothing is in doubt", err=True)
                return
            try:
                _ask(opened, review)
            finally:
                with progress() as on_progress:
                    opened.relink(on_progress)
        yes, no = review.counts["confirm"], review.counts["reject"]
        left = len(review.doubts) - yes - no
        click.echo(f"{many(yes, 'link')} confirmed, {no} rejected, {left} left", err=True)

    return review


def _ask(opened: Any, review: Any) -> None:
    """Ask until there is nothing left, the keys end, or somebody quits; Ctrl-C quits, too."""
    keys = _keys()
    with suppress(KeyboardInterrupt, EOFError):
        while review.doubt is not None:
            _print_doubt(opened, review)
            for key in keys:
                if _answered(review, key):
                    break
            else:
                return


def _answered(review: Any, key: str) -> bool:
    """Do what a key asks for; False where it asks for nothing, so that the question stands."""
    match key:
        case "y":
            review.answer("confirm")
        case "n":
            review.answer("reject")
        case "s":
            review.skip()
        case "u" if review.undo():
            pass
        case "u":
            click.echo("nothing was answered yet", err=True)
            return False
        case "q" | "\x03" | "\x04":
            raise EOFError
        case _:
            click.echo(KEYS, err=True)
            return False
    return True


def _keys() -> Iterator[str]:
    """Keys as they are pressed; without a terminal the letters on standard input. Raises InputError for none at all."""
    if sys.stdin is not None and sys.stdin.isatty():
        while True:
            yield click.getchar().lower()
    keys = (char.lower() for line in sys.stdin or () for char in line if not char.isspace())
    first = next(keys, None)
    if first is None:
        hint = "run it in a terminal, or give the keys y, n, s, u and q on standard input"
        raise InputError("there is nobody to answer: standard input is empty", hint=hint)
    yield first
    yield from keys


def _print_doubt(opened: Any, review: Any) -> None:
    from search.link_screen import doubt_lines

    a, b = review.pages()
    langs = (a.cleaned.lang, b.cleaned.lang)
    is_paired = langs[0] != langs[1] and all(lang in ("fi", "sv", "en") for lang in langs)
    aligned = opened.compare(a, b) if is_paired else None
    shown_as = look()
    click.echo(shown_as.dim(f"\n{review.at + 1} of {len(review.doubts)}"))
    print_lines(doubt_lines(review.doubt, (a, b), aligned, shown_as))
    click.echo(f"[{KEYS}]", err=True)
