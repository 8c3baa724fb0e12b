"""kielo for the terminal: parses, calls kielo.py, prints, exits. Holds no logic.

Results go to stdout, messages to stderr. `--json` on every command that reports prints one JSON document
(docs/json.md). Exit codes are in docs/exit-codes.md.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import kielo
from corpus.errors import InputError, KieloError, UnsoundError
from search.commands import add_commands
from search.link_commands import add_link_commands
from search.passage_commands import add_passage_commands, print_beside
from search.printing import look, many, only_one, print_json, print_lines
from search.programme_commands import add_programme_commands
from search.quick_commands import add_quick_commands
from search.saved_commands import add_saved_commands
from search.snapshot_commands import add_snapshot_commands
from search.vocabulary_commands import add_vocabulary_commands

if TYPE_CHECKING:
    from corpus.ingest import IngestReport
    from corpus.model import Decision
    from indexer.doctor import Checkup

DEFAULT_ARCHIVE = "archive"
REFUSED_SHOWN = 20
INTERRUPTED = 130  # what shells give for a command that Ctrl-C has ended
LANGS = ["fi", "sv", "en", "und", "other"]

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says where output cannot be written, and no defect of ours."""

F = TypeVar("F", bound=Callable[..., Any])


class Kielo(click.Group):
    """Prints errors that a user can act on, with their exit code; bugs keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KieloError as error:
            click.echo(f"kielo: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("kielo: stopped; what was stored stays, and the next run goes on from there", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader of our output has had enough
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            click.echo(f"kielo: {error.strerror or error}; what was to be written is not whole", err=True)
            ctx.exit(InputError.exit_code)

    def main(self, args: Sequence[str] | None = None, *further: Any, **extra: Any) -> Any:
        """Bytes of an argument that are no text are replaced, and it is said; names of files stay as they are."""
        given = list(sys.argv[1:] if args is None else args)
        for at, argument in enumerate(given):
            if not argument.isprintable() and not os.path.lexists(argument):
                given[at] = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                if given[at] != argument:
                    click.echo(f"kielo: bytes that are not UTF-8 were replaced in {given[at]}", err=True)
        return super().main(given, *further, **extra)


class NamedPath(click.Path):
    """A path that is not empty: an unset variable in a script must not stand for the working directory."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("a path is empty", param, ctx)
        return super().convert(value, param, ctx)


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


def about_blocks(command: F) -> F:
    """The arguments of a command that decides on blocks of a page."""
    for part in (
        with_json,
        in_archive,
        click.option("--undo", is_flag=True, help="Take back what was decided on these blocks."),
        click.argument("blocks", nargs=-1, required=True, metavar="BLOCK..."),
        click.argument("name", metavar="PAGE"),
    ):
        command = part(command)
    return command


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
@click.argument("paths", nargs=-1, required=True, type=NamedPath(path_type=Path, allow_dash=True), metavar="PATH...")
@click.option("--source", help="The name addresses of these files begin with.  [default: the folder's name]")
@click.option("--moved", is_flag=True, help="The folder of a known source has moved here.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that clean pages.  [default: one a core]")
@click.option("--strict", is_flag=True, help="Exit with 3 if anything at all was refused.")
@in_archive
@with_json
def ingest(
    paths: tuple[Path, ...],
    source: str | None,
    moved: bool,
    jobs: int | None,
    strict: bool,
    archive: Path,
    as_json: bool,
) -> None:
    """Bring files and folders into the archive; PATH - is standard input.

    Reads saved pages and mirrors (.html, .htm, .xhtml), text scrapes (.txt), JSON Lines, each also as .gz, web archives
    (WARC, WACZ) and zips of these; a manifest.csv or .json beside pages says where they are from. Makes the archive if
    there is none. What is new or changed is cleaned, linked and indexed; the rest stays as it is.
    """
    from corpus.readers import require_paths

    require_paths(paths)  # before an archive is made for nothing
    with kielo.open(archive, create=True) as opened, _progress() as on_progress:
        report = opened.ingest(paths, source=source, moved=moved, jobs=jobs, on_progress=on_progress)
    if as_json:
        from search.export import ingest_record

        print_json(ingest_record(report))
    else:
        _print_report(report)
    is_all_refused = bool(report.refused) and not report.pages
    if is_all_refused or (strict and report.refused):
        click.get_current_context().exit(InputError.exit_code)


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
        programme = opened.overview(name)
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
@about_blocks
def restore(name: str, blocks: tuple[str, ...], undo: bool, archive: Path, as_json: bool) -> None:
    """Keep blocks of a page that a rule had removed, now and in all later runs.

    A block is named by its number in `kielo show PAGE --dropped`, or by words that stand in no other. In later
    versions of the page the decision holds for the same text, wherever it stands.
    """
    with kielo.open(archive) as opened:
        _decide(opened.undo if undo else opened.restore, name, blocks, as_json)


@main.command()
@about_blocks
def drop(name: str, blocks: tuple[str, ...], undo: bool, archive: Path, as_json: bool) -> None:
    """Remove blocks of a page that the rules keep, now and in all later runs.

    A block is named by its number in `kielo show PAGE --blocks`, or by words that stand in no other.
    """
    with kielo.open(archive) as opened:
        _decide(opened.undo if undo else opened.drop, name, blocks, as_json)


@main.command()
@click.argument("name", metavar="PAGE")
@click.argument("lang", type=click.Choice(["fi", "sv", "en", "auto"]))
@in_archive
@with_json
def set_language(name: str, lang: str, archive: Path, as_json: bool) -> None:
    """Say which language a page is in, now and in all later runs; `auto` takes it back."""
    with kielo.open(archive) as opened, _progress() as on_progress:
        made = opened.set_language(name, lang, on_progress)
    _print_decisions([made], as_json)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that clean pages.  [default: one a core]")
@in_archive
@with_json
def reclean(dry_run: bool, jobs: int | None, archive: Path, as_json: bool) -> None:
    """Clean all pages anew from the bytes that came in, as after an upgrade of kielo, and say what differs."""
    with kielo.open(archive) as opened, _progress() as on_progress:
        report = opened.reclean(dry_run=dry_run, jobs=jobs, on_progress=on_progress)
    if as_json:
        from search.export import reclean_record

        print_json(reclean_record(report))
        return
    from search.terminal import reclean_lines

    print_lines(reclean_lines(report, look()))
    deed = "would change" if dry_run else "changed"
    versions = f"{many(report.versions, 'version')} {'looked at' if dry_run else 'cleaned anew'}"
    refused = f", {report.refused} stay as they are" if report.refused else ""
    click.echo(f"{versions}: {many(report.changed, 'page')} {deed}{refused}", err=True)


@main.group()
def report() -> None:
    """What cleaning and language identification did, for those who answer for the archive."""


@report.command("cleaning")
@click.option("--site", help="Only this site: a host, or the name of a source.")
@in_archive
@with_json
def report_cleaning(site: str | None, archive: Path, as_json: bool) -> None:
    """What was removed most, the newest templates, pages that lost nearly everything, people's decisions."""
    with kielo.open(archive) as opened:
        found = opened.report_cleaning(site)
    if as_json:
        from search.export import cleaning_record

        print_json(cleaning_record(found))
    else:
        from search.terminal import cleaning_lines

        print_lines(cleaning_lines(found, look()))


@report.command("languages")
@in_archive
@with_json
def report_languages(archive: Path, as_json: bool) -> None:
    """Pages whose language contradicts what they declare, is mixed, unknown or unsure; people's corrections."""
    with kielo.open(archive) as opened:
        found = opened.report_languages()
    if as_json:
        from search.export import languages_record

        print_json(languages_record(found))
    else:
        from search.terminal import language_lines

        print_lines(language_lines(found, look()))


@main.command()
@in_archive
@with_json
def status(archive: Path, as_json: bool) -> None:
    """Say what the archive holds and how its index stands."""
    with kielo.open(archive) as opened:
        found = opened.status()
    if as_json:
        print_json(found)
        return
    from search.terminal import status_lines

    print_lines(status_lines(found))


@main.command()
@click.option("--engine", type=click.Choice(["tantivy", "whoosh"]), help="The search engine.  [default: as it is]")
@click.option("--jobs", type=click.IntRange(1), help="Processes that analyse new words.  [default: one a core]")
@in_archive
@with_json
def reindex(engine: str | None, jobs: int | None, archive: Path, as_json: bool) -> None:
    """Build the index anew from the archive; the old one answers until the new one is whole.

    It may be stopped at any time: the next one goes on from there.
    """
    with kielo.open(archive) as opened, _progress() as on_progress:
        manifest = opened.reindex(engine, on_progress, jobs=jobs)
    if as_json:
        print_json(manifest.told())
    else:
        click.echo(f"indexed {many(manifest.pages, 'page')} with {manifest.engine}")


@main.command()
@click.option("--repair", is_flag=True, help="Mend what building the index again can mend.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that analyse new words.  [default: one a core]")
@in_archive
@with_json
def doctor(repair: bool, jobs: int | None, archive: Path, as_json: bool) -> None:
    """Compare the archive with its index, in everything, and say what is not in order.

    The archive itself is never touched. Exits with 8 if something is not in order and was not repaired.
    """
    with kielo.open(archive) as opened, _progress() as on_progress:
        checkup = opened.doctor(repair=repair, jobs=jobs, on_progress=on_progress)
    if as_json:
        from msgspec import to_builtins

        print_json(to_builtins(checkup))
    else:
        _print_checkup(checkup)
    if checkup.left:
        click.get_current_context().exit(UnsoundError.exit_code)


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
        if not sys.stderr.isatty():
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


def _print_report(report: "IngestReport") -> None:
    if report.pages and not (report.new or report.changed):
        click.echo(f"{many(report.pages, 'page')}, nothing new or changed")
    else:
        click.echo(
            f"{many(report.pages, 'page')}: {report.new} new, {report.changed} changed, {report.unchanged} unchanged"
        )
    if report.languages:
        click.echo("  ".join(f"{lang.upper()} {n}" for lang, n in report.languages.items()))
    if not report.pages and not report.refused:
        click.echo("kielo: nothing to read was found there", err=True)
    if report.ignored:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(report.ignored.items()))
        click.echo(f"kielo: passed over: {kinds}", err=True)
    if report.refused:
        counts: dict[str, int] = {}
        for drop in report.refused:
            counts[str(drop.reason)] = counts.get(str(drop.reason), 0) + 1
        click.echo("refused: " + ", ".join(f"{n} {reason}" for reason, n in sorted(counts.items())))
        for drop in report.refused[:REFUSED_SHOWN]:
            click.echo(f"  {drop.place}: {drop}", err=True)
        if len(report.refused) > REFUSED_SHOWN:
            click.echo(f"  and {len(report.refused) - REFUSED_SHOWN} more; --json lists all", err=True)


CURES = {
    "restore": "restore the archive from a copy",
    "reindex": "build the index anew: kielo doctor --repair, or kielo reindex",
    "update": "bring the index up to date: kielo doctor --repair",
    "tidy": "remove it: kielo doctor --repair",
    "look": "see whether it is yours; kielo leaves it alone",
}


def _print_checkup(checkup: "Checkup") -> None:
    for fault in checkup.found:
        cure = CURES[fault.cure] if fault in checkup.left else "repaired"
        click.echo(f"{fault.where}: {fault.what} ({cure})")
    if not checkup.found:
        click.echo(f"{many(checkup.pages, 'page')}, archive and index are in order")


def _decide(decide: "Callable[..., list[Decision]]", name: str, blocks: tuple[str, ...], as_json: bool) -> None:
    with _progress() as on_progress:
        made = decide(name, *blocks, on_progress=on_progress)
    _print_decisions(made, as_json)


def _print_decisions(made: "list[Decision]", as_json: bool) -> None:
    if as_json:
        from search.export import decision_record

        print_json([decision_record(each) for each in made])
        return
    for each in made:
        click.echo(f"{each.kind}: {each.value[:100] or 'auto'}")


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
