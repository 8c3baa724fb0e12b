"""The commands that ask: search, why, concordance and export. Registered by cli.py, which hands over how an archive is
opened; nothing heavy is loaded before a command runs.

Lives here: options, and printing what comes back. Not here: the other commands and errors (cli.py), how answers look
(screen.py), their JSON (export.py).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import click

from search.printing import look, many, only_one, print_json, print_lines, print_notes, write_pieces

Open: TypeAlias = Callable[..., AbstractContextManager[Any]]
"""Opens the archive in a folder; with a date, as it was then."""
Decorator: TypeAlias = Callable[[Any], Any]
Maker: TypeAlias = Callable[[Open, Decorator, Decorator], click.Command]

LANGS = ["fi", "sv", "en", "und", "other"]


def add_commands(group: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator) -> None:
    """Give the group its commands that ask; `in_archive` and `with_json` add the options all commands share."""
    makers: tuple[Maker, ...] = (_search, _why, _concordance, _export)
    for make in makers:
        group.add_command(make(open_archive, in_archive, with_json))


def query_argument(command: Any) -> Any:
    return click.argument("query", nargs=-1, required=True)(command)


def reading(command: Any) -> Any:
    """The options of how a query is read."""
    for option in (
        click.option("-x", "--without", "without", multiple=True, metavar="TERM", help="Do not take this step."),
        click.option("--no-expand", is_flag=True, help="Do not carry the query over into other languages."),
        click.option("--lang", "langs", multiple=True, type=click.Choice(LANGS), help="Only these."),
    ):
        command = option(command)
    return command


def dated(command: Any) -> Any:
    """The option of when the archive is asked."""
    told = "Ask what the archive held then: a day, month, year or time (UTC)."
    return click.option("--as-of", metavar="DATE", help=told)(command)


def _search(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @query_argument
    @reading
    @click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Groups to show.")
    @click.option("--offset", default=0, type=click.IntRange(0), help="Groups to leave out first.")
    @click.option(
        "--group",
        default="programme",
        show_default=True,
        type=click.Choice(["programme", "page", "passage"]),
        help="What to list.",
    )
    @click.option(
        "--sort",
        default="relevance",
        show_default=True,
        type=click.Choice(["relevance", "newest", "oldest"]),
        help="What comes first.",
    )
    @click.option("--prefer", type=click.Choice(LANGS), help="Within a programme its best page in this language first.")
    @click.option("--facets", is_flag=True, help="Count languages, years, kinds, sites, places and organisations.")
    @dated
    @in_archive
    @with_json
    def search(query: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
        """Search in all three languages at once.

        \b
        kielo search valtionavustus hanke            both words, in any form
        kielo search '"social- och hälsovård"'       words next to each other
        kielo search 'bidrag OR understöd -lån'      either, without the last
        kielo search 'title:ohjelma lang:sv date:2019..2021'
        kielo search 'valtio* hyvinvointalue~ =avustusta "bidrag förening"~5'
        """
        options["lang"] = options.pop("langs")
        with open_archive(archive, options.pop("as_of")) as opened:
            answer = opened.search(" ".join(query), translate=not options.pop("no_expand"), **options)
        print_notes(answer.notes)
        if as_json:
            from search.export import answer_record

            print_json(answer_record(answer))
        else:
            _print_answer(answer, options["offset"], options["group"])

    return search


def _why(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("query")
    @click.argument("page")
    @reading
    @dated
    @in_archive
    @with_json
    def why(query: str, page: str, archive: Path, as_json: bool, **options: Any) -> None:
        """Say why PAGE (its id, address, or the end of its address) matches QUERY, or which stage lost it."""
        with open_archive(archive, options["as_of"]) as opened:
            verdict = opened.why(
                query,
                page,
                lang=options["langs"],
                translate=not options["no_expand"],
                without=options["without"],
            )
        print_notes(verdict.notes)
        if as_json:
            from search.export import verdict_record

            print_json(verdict_record(verdict))
            return
        from search.screen import verdict_lines

        print_lines(verdict_lines(verdict, look()))

    return why


def _concordance(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @query_argument
    @reading
    @click.option(
        "--sort",
        default="page",
        show_default=True,
        type=click.Choice(["page", "left", "right", "year", "site"]),
        help="What orders the lines.",
    )
    @click.option("--width", default=40, show_default=True, type=click.IntRange(1, 500), help="Characters on a side.")
    @click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
    @click.option("--vrt", "as_vrt", is_flag=True, help="Print vertical text for corpus workbenches.")
    @dated
    @in_archive
    @with_json
    def concordance(query: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
        """Show every place of a query with what stands before and after it, and count them by year and site."""
        only_one(csv=options["as_csv"], vrt=options["as_vrt"], json=as_json)
        with open_archive(archive, options["as_of"]) as opened:
            found = opened.concordance(
                " ".join(query),
                lang=options["langs"],
                translate=not options["no_expand"],
                without=options["without"],
                sort=options["sort"],
                width=options["width"],
            )
        print_notes(found.notes)
        if as_json:
            from search.export import concordance_record

            print_json(concordance_record(found))
        elif options["as_csv"] or options["as_vrt"]:
            from search.concordance import as_csv, as_vrt

            write_pieces(as_csv(found.lines) if options["as_csv"] else as_vrt(found.lines))
        else:
            from search.screen import concordance_lines

            print_lines(concordance_lines(found, options["width"], look()))
            from search.terminal import many

            click.echo(f"{many(len(found.lines), 'line')} on {many(found.pages, 'page')}", err=True)

    return concordance


def _export(open_archive: Open, in_archive: Decorator, _with_json: Decorator) -> click.Command:
    @click.command()
    @query_argument
    @reading
    @click.option(
        "--format",
        "form",
        default="jsonl",
        show_default=True,
        type=click.Choice(["jsonl", "csv", "bibtex", "ris", "csl"]),
        help="How to write it.",
    )
    @click.option("--cite", "is_name", is_flag=True, help="QUERY is the id or address of a page, or a programme's id.")
    @dated
    @in_archive
    def export(query: tuple[str, ...], archive: Path, form: Any, is_name: bool, **options: Any) -> None:
        """Write all pages that match a query, or one page or programme to be cited.

        \b
        kielo export valtionavustus --format csv > pages.csv
        kielo export --cite p0123456789a --format bibtex
        """
        with open_archive(archive, options["as_of"]) as opened:
            if is_name:
                write_pieces(opened.cite(" ".join(query), form))
                return
            how = {"lang": options["langs"], "translate": not options["no_expand"], "without": options["without"]}
            print_notes(opened.search(" ".join(query), limit=1, **how).notes)
            write_pieces(opened.export(" ".join(query), form, **how))

    return export


def _print_answer(answer: Any, offset: int, unit: str) -> None:
    from search.screen import answer_lines, offer_lines

    if not answer.pages:
        click.echo(f"nothing found for {answer.query[:200]}", err=True)
        for line in offer_lines(answer, look()):
            click.echo(line, err=True)
        return
    print_lines(answer_lines(answer, offset, look()))
    if not len(answer):
        click.echo(f"kielo: --offset {offset} is beyond the end: {many(answer.of, unit)} in all", err=True)
    shown = offset + len(answer)
    if shown < answer.of:
        click.echo(f"\nkielo: {answer.of - shown:,} more with --offset {shown}", err=True)
