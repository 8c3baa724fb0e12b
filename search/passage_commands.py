"""The commands about passages in two languages: lexicon, export tmx, report facts and coverage, and what
`show --with` prints. Registered by cli.py, which hands over how an archive is opened; nothing heavy loads early.

Lives here: options, and printing what comes back. Not here: how it looks (beside.py), files (corpus.interchange).
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import click

from search.printing import look, many, only_one, print_json, print_lines

Open: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
Decorator: TypeAlias = Callable[[Any], Any]

LANGS = ["fi", "sv", "en"]
NOT_IN_ORDER = 8  # corpus.errors.UnsoundError.exit_code: something is not as it should be
LEAST_LINKS = 30  # corpus.passages.LEAST_LINKS, without loading what stands there; a test holds the two equal


def add_passage_commands(main: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator) -> None:
    """Give the group the commands about passages, and its groups `report` and `export` theirs."""
    report = main.commands["report"]
    if not isinstance(report, click.Group):
        raise TypeError("`report` is no group of commands")
    main.add_command(_lexicon(open_archive, in_archive, with_json))
    report.add_command(_facts(open_archive, in_archive, with_json))
    report.add_command(_coverage(open_archive, in_archive, with_json))
    main.add_command(_ExportOrTmx(main.commands["export"], _tmx(open_archive, in_archive)))


class _ExportOrTmx(click.Command):
    """`export` as it is, but for `export tmx`."""

    def __init__(self, export: click.Command, tmx: click.Command) -> None:
        super().__init__(
            name=export.name,
            params=export.params,
            callback=export.callback,
            help=export.help,
            epilog="kielo export tmx --help tells how aligned passages are written.",
        )
        self._tmx = tmx

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args[:1] == ["tmx"]:
            return self._tmx.make_context(f"{info_name} tmx", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


def print_beside(aligned: Any, *, as_json: bool) -> None:
    """Two pages side by side."""
    from search.beside import NAMES, beside_lines, beside_record, gaps

    if as_json:
        print_json(beside_record(aligned))
        return
    print_lines(beside_lines(aligned, look()))
    for lang, count in gaps(aligned).items():
        click.echo(f"{many(count, 'block')} without counterpart in {NAMES.get(lang, lang)}", err=True)


def _lexicon(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("term", nargs=-1)
    @click.option("--limit", default=200, show_default=True, type=click.IntRange(1), help="Entries to show.")
    @click.option(
        "--format",
        "form",
        default="lines",
        show_default=True,
        type=click.Choice(["lines", "csv", "tbx"]),
        help="How to write it; csv and tbx write all entries that are sure enough.",
    )
    @in_archive
    @with_json
    def lexicon(term: tuple[str, ...], limit: int, form: str, archive: Path, as_json: bool) -> None:
        """Show which words the archive has learned to be translations; with TERM those of a word and where they stand.

        They are learned from passages of linked pages, from 30 links on.
        """
        only_one(format=form != "lines", json=as_json)
        from corpus.interchange import lexicon_csv, tbx_lines, worth_showing
        from search.beside import lexicon_lines, lexicon_record

        with open_archive(archive) as opened:
            learned = opened.lexicon()
            entries = learned.about(" ".join(term)) if term else worth_showing(learned)
            shown = entries if form != "lines" else entries[:limit]
            addresses = {page.id: page.address for page in opened.pages()}
            texts = opened.examples(shown) if term or as_json else {}
        if not len(learned):
            click.echo(f"kielo: nothing learned yet: that takes {LEAST_LINKS} linked translations", err=True)
        if as_json:
            print_json([lexicon_record(entry, texts, addresses) for entry in shown])
        elif form == "lines":
            print_lines(lexicon_lines(shown, texts, addresses, look()))
            click.echo(_entries(len(shown), len(entries)), err=True)
        else:
            print_lines(lexicon_csv(shown, addresses) if form == "csv" else tbx_lines(shown))

    return lexicon


def _entries(shown: int, of: int) -> str:
    if shown < of:
        return f"{shown:,} of {of:,} entries; --limit shows more"
    return "1 entry" if of == 1 else f"{of:,} entries"


def _tmx(open_archive: Open, in_archive: Decorator) -> click.Command:
    @click.command("tmx")
    @click.argument("names", nargs=-1, metavar="[PAGE]...")
    @click.option("--langs", help="Only this pair of languages: fi-sv, fi-en or sv-en.", metavar="PAIR")
    @click.option(
        "--least", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="Confidence of a passage."
    )
    @in_archive
    def tmx(names: tuple[str, ...], langs: str | None, least: float, archive: Path) -> None:
        """Write aligned passages as a translation memory (TMX 1.4); with PAGE only those of pages."""
        from importlib.metadata import version

        from corpus.interchange import tmx_lines

        pair = tuple(langs.split("-")) if langs else None
        if pair is not None and pair not in (("fi", "sv"), ("fi", "en"), ("sv", "en")):
            raise click.BadParameter("one of fi-sv, fi-en, sv-en", param_hint="--langs")
        with open_archive(archive) as opened:
            print_lines(tmx_lines(opened.aligned(*names, langs=pair), version("kielo"), least))

    return tmx


def _facts(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("facts")
    @click.option("--site", help="Only pages of this site: a host, or the name of a source.")
    @_strict_and_csv
    @in_archive
    @with_json
    def report_facts(site: str | None, strict: bool, as_csv: bool, archive: Path, as_json: bool) -> None:
        """Dates, sums, phone numbers and mail addresses that differ between a page and its translation."""
        only_one(csv=as_csv, json=as_json)
        from search.beside import FACT_HEADER, fact_cells, fact_lines, fact_record

        with open_archive(archive) as opened:
            found = list(opened.report_facts(site))
        if as_json:
            print_json([fact_record(each) for each in found])
        elif as_csv:
            _print_csv(FACT_HEADER, map(fact_cells, found))
        else:
            print_lines(fact_lines(found, look()))
            click.echo(many(len(found), "difference"), err=True)
        if strict and found:
            click.get_current_context().exit(NOT_IN_ORDER)

    return report_facts


def _coverage(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command("coverage")
    @click.option("--site", help="Only pages of this site: a host, or the name of a source.")
    @click.option("--year", type=click.IntRange(1900, 2999), help="Only pages published or updated in this year.")
    @click.option("--lang", type=click.Choice(LANGS), help="Only how pages stand in this language.")
    @click.option("--missing", type=click.Choice(LANGS), help="Only what cannot be read in this language at all.")
    @_strict_and_csv
    @in_archive
    @with_json
    def report_coverage(strict: bool, as_csv: bool, archive: Path, as_json: bool, **chosen: Any) -> None:
        """In which languages each page can be read, where one is a stub, behind, missing, or not translated."""
        only_one(csv=as_csv, json=as_json)
        from search.beside import COVER_HEADER, cover_cells, cover_record, coverage_lines

        with open_archive(archive) as opened:
            found = opened.report_coverage(**chosen)
        if as_json:
            print_json([cover_record(each) for each in found])
        elif as_csv:
            _print_csv(COVER_HEADER, map(cover_cells, found))
        else:
            print_lines(coverage_lines(found, look()))
        if strict and any(each.state != "present" for each in found):
            click.get_current_context().exit(NOT_IN_ORDER)

    return report_coverage


def _strict_and_csv(command: Any) -> Any:
    strict = click.option("--strict", is_flag=True, help=f"Exit with {NOT_IN_ORDER} if anything is not in order.")
    return strict(click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")(command))


def _print_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from corpus.interchange import csv_lines

    print_lines(csv_lines(header, rows))
