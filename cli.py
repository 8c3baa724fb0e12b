"""kielo for the terminal: parses, calls kielo.py, prints, exits. Holds no logic.

Results go to stdout, messages to stderr. `--json` on every command that reports prints one JSON document
(docs/json.md). Exit codes are in docs/exit-codes.md.
"""

import sys

INTERRUPTED = 130  # what shells give for a command that Ctrl-C has ended

try:  # much of a short command's time is these imports, and Ctrl-C may come meanwhile
    import errno
    import os
    import shlex
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import contextmanager
    from io import RawIOBase, TextIOWrapper
    from pathlib import Path
    from typing import Any, NoReturn, TypeVar

    import click

    import kielo
    from corpus.errors import InputError, KieloError
    from search.cleaning_commands import add_cleaning_commands
    from search.commands import add_commands
    from search.keeping_commands import add_keeping_commands
    from search.link_commands import add_link_commands
    from search.passage_commands import add_passage_commands, print_beside
    from search.printing import look, many, only_one, print_json, print_lines
    from search.programme_commands import add_programme_commands
    from search.quick_commands import add_quick_commands
    from search.saved_commands import add_saved_commands
    from search.snapshot_commands import add_snapshot_commands
    from search.vocabulary_commands import add_vocabulary_commands
except KeyboardInterrupt:
    raise SystemExit(INTERRUPTED) from None

DEFAULT_ARCHIVE = "archive"
LANGS = ["fi", "sv", "en", "und", "other"]

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What the system says where output cannot be written, and no defect of ours; EBADF where it is closed."""

F = TypeVar("F", bound=Callable[..., Any])


class Kielo(click.Group):
    """Prints errors that a user can act on, with their exit code; bugs keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        typed = list(ctx.args)  # behind the command's name
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            raise _with_hint(error, typed) from None
        except KieloError as error:
            click.echo(f"kielo: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as stopped:
            click.echo("; ".join(["kielo: stopped", *getattr(stopped, "__notes__", ())]), err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader of our output has had enough
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            _refuse_unwritten(error)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except KeyboardInterrupt:  # before a command has begun
            raise click.exceptions.Exit(INTERRUPTED) from None
        except OSError as error:  # --help has been printed
            _refuse_unwritten(error)

    def main(self, args: Sequence[str] | None = None, *further: Any, **extra: Any) -> Any:
        """Bytes of an argument that are no text are replaced, and it is said; names of files stay as they are."""
        if sys.stdout is None:  # it was closed before kielo began: what is written to it must not vanish unsaid
            sys.stdout = TextIOWrapper(_Closed(), encoding="utf-8", write_through=True)
        given = list(sys.argv[1:] if args is None else args)
        for at, argument in enumerate(given):
            if not argument.isprintable() and not os.path.lexists(argument):
                given[at] = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                if given[at] != argument:
                    click.echo(f"kielo: bytes that are not UTF-8 were replaced in {given[at]}", err=True)
        return super().main(given, *further, **extra)


def _with_hint(error: click.NoSuchOption, typed: Sequence[str]) -> click.NoSuchOption:
    """Where a command takes a query, what begins with - may have been meant as one."""
    takes = [each.name for each in error.ctx.command.params] if error.ctx else []
    query = next((each for each in typed if each.startswith(error.option_name)), None)
    if error.ctx is None or query is None or query.startswith("--") or "query" not in takes:
        return error
    hint = f"a query that begins with - comes after --: kielo {error.ctx.info_name} -- {shlex.quote(query)}"
    return click.NoSuchOption(error.option_name, f"{error.format_message()} ({hint})", ctx=error.ctx)


def _refuse_unwritten(error: OSError) -> NoReturn:
    if error.errno not in UNWRITABLE:
        raise error
    click.echo(f"kielo: {error.strerror or error}; what was to be written is not whole", err=True)
    raise click.exceptions.Exit(InputError.exit_code) from None


class _Closed(RawIOBase):
    """Refuses at once what is written to it, and keeps nothing that Python would try again at its end."""

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> NoReturn:
        raise OSError(errno.EBADF, "standard output is closed")


def in_archive(command: F) -> F:
    """Give a command the option that says which archive; it may also stand before the command.

    What is typed beats the environment, wherever it stands.
    """

    def chosen(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path:
        above = ctx.find_root().params.get("archive")
        return value or above or Path(os.environ.get("KIELO_ARCHIVE") or DEFAULT_ARCHIVE)

    return click.option(
        "--archive",
        type=click.Path(path_type=Path),
        callback=chosen,
        help=f"The archive's folder.  [default: KIELO_ARCHIVE, else ./{DEFAULT_ARCHIVE}]",
    )(command)


def with_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


@click.group(cls=Kielo, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--archive", type=click.Path(path_type=Path), help="The archive's folder, for any command.")
@click.version_option(package_name="kielo")
def main(archive: Path | None) -> None:
    """An archive of scraped Finnish, Swedish and English programme pages, searchable as one.

    \b
    kielo ingest pages/                  bring pages in: clean, link and index them
    kielo search hyvinvointialue         find them, in all three languages
    kielo serve                          the same in a browser
    """


@main.command()
@click.option("--lang", "langs", multiple=True, type=click.Choice(LANGS), help="Only these.")
@in_archive
@with_json
def pages(langs: tuple[str, ...], archive: Path, as_json: bool) -> None:
    """List the pages of the archive."""
    with kielo.open(archive) as opened:
        found = [page for page in opened.pages() if not langs or page.lang in langs]
    if as_json:
        from search.export import page_record

        print_json([page_record(page) for page in found])
        return
    from search.terminal import table_of_pages

    print_lines(table_of_pages(found, look()))
    click.echo(f"{many(len(found), 'page')}", err=True)


@main.command()
@click.argument("name")
@click.option("--dropped", is_flag=True, help="Show what was removed from the page, and which rule did it.")
@click.option("--blocks", is_flag=True, help="Show all blocks of the page by number, also what was removed.")
@click.option("--raw", is_flag=True, help="Write the page's newest bytes as they came in.")
@click.option("--with", "beside", type=click.Choice(["fi", "sv", "en"]), help="Show its translation beside it.")
@in_archive
@with_json
def show(name: str, dropped: bool, blocks: bool, raw: bool, beside: Any, archive: Path, as_json: bool) -> None:
    """Show a page (its id, address, or the end of its address), or a programme (its id) with its other rounds."""
    only_one(dropped=dropped, blocks=blocks, raw=raw, _with=beside)
    only_one(raw=raw, json=as_json)
    from search.export import full_record
    from search.programme_commands import programme_lines, programme_record
    from search.terminal import page_lines

    with kielo.open(archive) as opened:
        if raw:
            sys.stdout.buffer.write(opened.raw(name))
            return
        if beside:
            print_beside(opened.beside(name, beside), as_json=as_json)
            return
        programme = None if dropped or blocks else opened.overview(name)
        if programme is not None:
            if as_json:
                print_json(programme_record(programme))
            else:
                print_lines(programme_lines(programme))
            return
        page = opened.page(name)
    if as_json:
        print_json(full_record(page))
        return
    print_lines(page_lines(page, look(), only="all" if blocks else "dropped" if dropped else "kept"))
    if dropped or blocks:
        click.echo(many(len(page.cleaned.dropped), "block") + " removed", err=True)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@in_archive
def serve(host: str, port: int, archive: Path) -> None:
    """Open the archive in a browser: search, pages, and their other languages."""
    from search.web import serve as run

    with kielo.open(archive):
        pass  # an archive that is not there is said before a server starts
    run(archive, host, port, announce=lambda address: click.echo(f"kielo is at {address} (Ctrl-C ends it)", err=True))


class _progress:  # noqa: N801  used as a function
    """A bar on a terminal, nothing elsewhere; says the stage in words."""

    def __enter__(self) -> Callable[[str, int, int | None], None]:
        self._bar: Any = None
        if sys.stderr is None or not sys.stderr.isatty():
            return lambda _stage, _done, _total: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        self._bar.start()
        task = self._bar.add_task("starting", total=None)
        # Drawn when there is something to tell, not by a thread: workers cannot be forked beside one.
        return lambda stage, done, total: self._bar.update(
            task, description=stage, completed=done, total=total, refresh=True
        )

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def _opened(archive: Path, as_of: str | None = None) -> Iterator[kielo.Archive]:
    """The archive, or what it was at a date; that takes a while when it is asked for the first time."""
    with kielo.open(archive) as opened:
        if as_of is None:
            yield opened
            return
        with _progress() as on_progress:
            then = opened.as_of(as_of, on_progress=on_progress)
        with then:
            yield then


add_keeping_commands(main, kielo.open, _progress, in_archive=in_archive, with_json=with_json)
add_cleaning_commands(main, kielo.open, _progress, in_archive=in_archive, with_json=with_json)
add_commands(main, _opened, in_archive=in_archive, with_json=with_json)
add_quick_commands(main, _opened, in_archive=in_archive, with_json=with_json)
add_passage_commands(main, kielo.open, in_archive=in_archive, with_json=with_json)
add_programme_commands(main, kielo.open, in_archive=in_archive, with_json=with_json)
add_saved_commands(main, kielo.open, in_archive=in_archive, with_json=with_json)
add_snapshot_commands(main, _opened, in_archive=in_archive, with_json=with_json)
add_link_commands(main, kielo.open, _progress, in_archive=in_archive, with_json=with_json)
add_vocabulary_commands(main, kielo.open, _progress, in_archive=in_archive, with_json=with_json)

if __name__ == "__main__":
    main()
