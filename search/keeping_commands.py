"""The commands of keeping an archive: ingest, reclean, reindex, status and doctor. Registered by cli.py, which hands
over how an archive is opened and progress is shown.

Lives here: options, and printing what comes back. Not here: decisions on pages and reports (cleaning_commands.py), how
lists look (terminal.py), doing any of it (kielo.py and what stands below it).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from corpus.errors import InputError, UnsoundError
from search.commands import Decorator, Open
from search.printing import look, many, print_json, print_lines

if TYPE_CHECKING:
    from corpus.ingest import IngestReport
    from indexer.doctor import Checkup

Progress: TypeAlias = Callable[[], AbstractContextManager[Any]]
Maker: TypeAlias = Callable[[Open, Progress, Decorator, Decorator], click.Command]

REFUSED_SHOWN = 20
CURES = {
    "restore": "restore the archive from a copy",
    "reindex": "build the index anew: kielo doctor --repair, or kielo reindex",
    "update": "bring the index up to date: kielo doctor --repair",
    "tidy": "remove it: kielo doctor --repair",
    "look": "see whether it is yours; kielo leaves it alone",
}

_jobs_of_cleaning = click.option(
    "--jobs", type=click.IntRange(1), help="Processes that clean pages.  [default: one a core]"
)
_jobs_of_words = click.option(
    "--jobs", type=click.IntRange(1), help="Processes that analyse new words.  [default: one a core]"
)


def add_keeping_commands(
    group: click.Group, open_archive: Open, progress: Progress, *, in_archive: Decorator, with_json: Decorator
) -> None:
    """Give the group its commands of keeping an archive; see `commands.add_commands`."""
    makers: tuple[Maker, ...] = (_ingest, _reclean, _status, _reindex, _doctor)
    for make in makers:
        group.add_command(make(open_archive, progress, in_archive, with_json))


class NamedPath(click.Path):
    """A path that is not empty: an unset variable in a script must not stand for the working directory."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("a path is empty", param, ctx)
        return super().convert(value, param, ctx)


def _ingest(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument(
        "paths", nargs=-1, required=True, type=NamedPath(path_type=Path, allow_dash=True), metavar="PATH..."
    )
    @click.option("--source", help="The name addresses of these files begin with.  [default: the folder's name]")
    @click.option("--moved", is_flag=True, help="The folder of a known source has moved here.")
    @_jobs_of_cleaning
    @click.option("--strict", is_flag=True, help="Exit with 3 if anything at all was refused.")
    @in_archive
    @with_json
    def ingest(paths: tuple[Path, ...], strict: bool, archive: Path, as_json: bool, **options: Any) -> None:
        """Bring files and folders into the archive; PATH - is standard input.

        Reads saved pages and mirrors (.html, .htm, .xhtml), text scrapes (.txt), JSON Lines, each also as .gz, web
        archives (WARC, WACZ) and zips of these; a manifest.csv or .json beside pages says where they are from. Makes
        the archive if there is none. What is new or changed is cleaned, linked and indexed; the rest stays as it is.
        """
        from corpus.readers import require_paths

        require_paths(paths)  # before an archive is made for nothing
        with open_archive(archive, create=True) as opened, progress() as on_progress:
            report = opened.ingest(paths, on_progress=on_progress, **options)
        if as_json:
            from search.export import ingest_record

            print_json(ingest_record(report))
        else:
            _print_report(report)
        is_all_refused = bool(report.refused) and not report.pages
        if is_all_refused or (strict and report.refused):
            click.get_current_context().exit(InputError.exit_code)

    return ingest


def _reclean(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.option("--dry-run", is_flag=True, help="Only say what would change.")
    @_jobs_of_cleaning
    @in_archive
    @with_json
    def reclean(dry_run: bool, jobs: int | None, archive: Path, as_json: bool) -> None:
        """Clean all pages anew from the bytes that came in, as after an upgrade of kielo, and say what differs."""
        with open_archive(archive) as opened, progress() as on_progress:
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

    return reclean


def _status(open_archive: Open, _progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @in_archive
    @with_json
    def status(archive: Path, as_json: bool) -> None:
        """Say what the archive holds and how its index stands."""
        with open_archive(archive) as opened:
            found = opened.status()
        if as_json:
            print_json(found)
            return
        from search.terminal import status_lines

        print_lines(status_lines(found))

    return status


def _reindex(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.option("--engine", type=click.Choice(["tantivy", "whoosh"]), help="The search engine.  [default: as it is]")
    @_jobs_of_words
    @in_archive
    @with_json
    def reindex(engine: str | None, jobs: int | None, archive: Path, as_json: bool) -> None:
        """Build the index anew from the archive; the old one answers until the new one is whole.

        It may be stopped at any time: the next one goes on from there.
        """
        with open_archive(archive) as opened, progress() as on_progress:
            manifest = opened.reindex(engine, on_progress, jobs=jobs)
        if as_json:
            print_json(manifest.told())
        else:
            click.echo(f"indexed {many(manifest.pages, 'page')} with {manifest.engine}")

    return reindex


def _doctor(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.option("--repair", is_flag=True, help="Mend what building the index again can mend.")
    @_jobs_of_words
    @in_archive
    @with_json
    def doctor(repair: bool, jobs: int | None, archive: Path, as_json: bool) -> None:
        """Compare the archive with its index, in everything, and say what is not in order.

        The archive itself is never touched. Exits with 8 if something is not in order and was not repaired.
        """
        with open_archive(archive) as opened, progress() as on_progress:
            checkup = opened.doctor(repair=repair, jobs=jobs, on_progress=on_progress)
        if as_json:
            from msgspec import to_builtins

            print_json(to_builtins(checkup))
        else:
            print_lines(_checkup_lines(checkup))
        if checkup.left:
            click.get_current_context().exit(UnsoundError.exit_code)

    return doctor


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


def _checkup_lines(checkup: "Checkup") -> Iterator[str]:
    for fault in checkup.found:
        cure = CURES[fault.cure] if fault in checkup.left else "repaired"
        yield f"{fault.where}: {fault.what} ({cure})"
    if not checkup.found:
        yield f"{many(checkup.pages, 'page')}, archive and index are in order"
