"""The commands of those who answer for how pages are cleaned: restore, drop, set-language, and the reports on cleaning
and languages. Registered by cli.py, which hands over how an archive is opened and progress is shown.

Lives here: options, and printing what comes back. Not here: deciding (corpus.decisions), how reports look
(terminal.py), the reports on passages (passage_commands.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.commands import Decorator, Open
from search.keeping_commands import Maker, Progress
from search.printing import look, print_json, print_lines

if TYPE_CHECKING:
    from corpus.model import Decision


def add_cleaning_commands(
    main: click.Group, open_archive: Open, progress: Progress, *, in_archive: Decorator, with_json: Decorator
) -> None:
    """Give the group its commands on cleaning, and a group `report`; see `commands.add_commands`."""
    makers: tuple[Maker, ...] = (_restore, _drop, _set_language)
    for make in makers:
        main.add_command(make(open_archive, progress, in_archive, with_json))

    @main.group()
    def report() -> None:
        """What cleaning and language identification did, for those who answer for the archive."""

    report.add_command(_report_cleaning(open_archive, in_archive, with_json))
    report.add_command(_report_languages(open_archive, in_archive, with_json))


def _about_blocks(in_archive: Decorator, with_json: Decorator) -> Decorator:
    """The arguments of a command that decides on blocks of a page."""

    def told(command: Any) -> Any:
        for part in (
            with_json,
            in_archive,
            click.option("--undo", is_flag=True, help="Take back what was decided on these blocks."),
            click.argument("blocks", nargs=-1, required=True, metavar="BLOCK..."),
            click.argument("name", metavar="PAGE"),
        ):
            command = part(command)
        return command

    return told


def _restore(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @_about_blocks(in_archive, with_json)
    def restore(name: str, blocks: tuple[str, ...], undo: bool, archive: Path, as_json: bool) -> None:
        """Keep blocks of a page that a rule had removed, now and in all later runs.

        A block is named by its number in `kielo show PAGE --dropped`, or by words that stand in no other. In later
        versions of the page the decision holds for the same text, wherever it stands.
        """
        with open_archive(archive) as opened, progress() as on_progress:
            decide: Callable[..., list[Decision]] = opened.undo if undo else opened.restore
            made = decide(name, *blocks, on_progress=on_progress)
        _print_decisions(made, as_json)

    return restore


def _drop(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @_about_blocks(in_archive, with_json)
    def drop(name: str, blocks: tuple[str, ...], undo: bool, archive: Path, as_json: bool) -> None:
        """Remove blocks of a page that the rules keep, now and in all later runs.

        A block is named by its number in `kielo show PAGE --blocks`, or by words that stand in no other.
        """
        with open_archive(archive) as opened, progress() as on_progress:
            decide: Callable[..., list[Decision]] = opened.undo if undo else opened.drop
            made = decide(name, *blocks, on_progress=on_progress)
        _print_decisions(made, as_json)

    return drop


def _set_language(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("set-language")
    @click.argument("name", metavar="PAGE")
    @click.argument("lang", type=click.Choice(["fi", "sv", "en", "auto"]))
    @in_archive
    @with_json
    def set_language(name: str, lang: str, archive: Path, as_json: bool) -> None:
        """Say which language a page is in, now and in all later runs; `auto` takes it back."""
        with open_archive(archive) as opened, progress() as on_progress:
            made = opened.set_language(name, lang, on_progress)
        _print_decisions([made], as_json)

    return set_language


def _report_cleaning(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("cleaning")
    @click.option("--site", help="Only this site: a host, or the name of a source.")
    @in_archive
    @with_json
    def report_cleaning(site: str | None, archive: Path, as_json: bool) -> None:
        """What was removed most, the newest templates, pages that lost nearly everything, people's decisions."""
        with open_archive(archive) as opened:
            found = opened.report_cleaning(site)
        if as_json:
            from search.export import cleaning_record

            print_json(cleaning_record(found))
        else:
            from search.terminal import cleaning_lines

            print_lines(cleaning_lines(found, look()))

    return report_cleaning


def _report_languages(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("languages")
    @in_archive
    @with_json
    def report_languages(archive: Path, as_json: bool) -> None:
        """Pages whose language contradicts what they declare, is mixed, unknown or unsure; people's corrections."""
        with open_archive(archive) as opened:
            found = opened.report_languages()
        if as_json:
            from search.export import languages_record

            print_json(languages_record(found))
        else:
            from search.terminal import language_lines

            print_lines(language_lines(found, look()))

    return report_languages


def _print_decisions(made: "list[Decision]", as_json: bool) -> None:
    if as_json:
        from search.export import decision_record

        print_json([decision_record(each) for each in made])
        return
    for each in made:
        click.echo(f"{each.kind}: {each.value[:100] or 'auto'}")
