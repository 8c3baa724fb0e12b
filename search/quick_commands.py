"""The commands that answer in a line or few: count and suggest. Registered by cli.py, which hands over how an archive
is opened.

Lives here: options, and printing what comes back. Not here: the other commands that ask (commands.py).
"""

from pathlib import Path
from typing import Any

import click

from search.commands import LANGS, Decorator, Maker, Open, dated, query_argument, reading
from search.printing import print_json, print_lines, print_notes


def add_quick_commands(group: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator) -> None:
    """Give the group its commands that answer in a line or few; see `commands.add_commands`."""
    makers: tuple[Maker, ...] = (_suggest, _count)
    for make in makers:
        group.add_command(make(open_archive, in_archive, with_json))


def _suggest(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("typed")
    @click.option("--lang", type=click.Choice(LANGS[:3]), help="Only in this language.")
    @click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Lines to show.")
    @in_archive
    @with_json
    def suggest(typed: str, lang: str | None, limit: int, archive: Path, as_json: bool) -> None:
        """Complete what is TYPED so far: names, titles of programmes and words."""
        with open_archive(archive) as opened:
            found = opened.suggest(typed, lang=lang, limit=limit)
        if as_json:
            from search.suggest import suggestions_record

            print_json(suggestions_record(typed, found))
        else:
            print_lines(f"{each.text}  ({each.kind}, {each.lang}, {each.pages})" for each in found)

    return suggest


def _count(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @query_argument
    @reading
    @dated
    @in_archive
    @with_json
    def count(query: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
        """Say how many pages and programmes a query finds."""
        with open_archive(archive, options["as_of"]) as opened:
            answer = opened.search(
                " ".join(query),
                lang=options["langs"],
                translate=not options["no_expand"],
                without=options["without"],
                limit=1,
            )
        print_notes(answer.notes)
        if as_json:
            print_json({"query": answer.query, "programmes": answer.programmes, "pages": answer.pages})
        else:
            from search.terminal import many

            click.echo(f"{many(answer.pages, 'page')}, {many(answer.programmes, 'programme')}")

    return count
