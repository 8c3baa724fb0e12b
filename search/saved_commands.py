"""The commands of saved searches: save, saved, news. Registered by cli.py, which hands over how an archive is opened.

Lives here: options, and printing what comes back. Not here: what is new (news.py), keeping searches (corpus.store).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.commands import Decorator, Maker, Open, reading
from search.printing import many, print_json, print_lines, print_notes

if TYPE_CHECKING:
    from corpus.store import SavedSearch
    from search.news import News

SIGNS = {"new": "+", "changed": "~", "gone": "-"}


def add_saved_commands(group: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator) -> None:
    """Give the group its commands of saved searches; see `commands.add_commands`."""
    makers: tuple[Maker, ...] = (_save, _saved, _news)
    for make in makers:
        group.add_command(make(open_archive, in_archive, with_json))


def _save(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("name")
    @click.argument("query", nargs=-1, required=True)
    @reading
    @in_archive
    @with_json
    def save(name: str, query: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
        """Keep a search under NAME. What it finds now counts as seen: `kielo news NAME` tells what comes later.

        \b
        kielo save grants 'valtionavustus date:2023..'
        """
        how = {"lang": options["langs"], "translate": not options["no_expand"], "without": options["without"]}
        with open_archive(archive) as opened:
            saved = opened.save(name, " ".join(query), **how)
            print_notes(opened.search(" ".join(query), limit=1, **how).notes)
        _print_saved([saved], as_json)

    return save


def _saved(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.option("--delete", "name", metavar="NAME", help="Remove this one.")
    @in_archive
    @with_json
    def saved(name: str | None, archive: Path, as_json: bool) -> None:
        """List the saved searches, with when each was last looked at."""
        with open_archive(archive) as opened:
            if name is not None:
                opened.delete_saved(name)
            found = opened.saved()
        _print_saved(found, as_json)
        click.echo(f"{len(found)} saved", err=True)

    return saved


def _news(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("name")
    @click.option(
        "--since",
        metavar="DATE",
        help="Since this day, month or year; nothing is marked as seen.  [default: since the last look]",
    )
    @click.option("--keep", is_flag=True, help="Do not mark it as seen.")
    @in_archive
    @with_json
    def news(name: str, since: str | None, keep: bool, archive: Path, as_json: bool) -> None:
        """Say what is new or changed for a saved search, programme by programme, and mark it as seen."""
        with open_archive(archive) as opened:
            found = opened.news(name, since=since, keep=keep)
        print_notes(found.notes)
        if as_json:
            from search.news import news_record

            print_json(news_record(found))
            return
        print_lines(_news_lines(found))
        since_when = found.since[:16].replace("T", " ")
        are = "is" if len(found) == 1 else "are"
        told = (
            f"{many(len(found), 'programme')} {are} news since {since_when}; {many(found.pages, 'page')} found in all"
        )
        click.echo(told, err=True)

    return news


def _print_saved(found: "list[SavedSearch]", as_json: bool) -> None:
    if as_json:
        from msgspec.structs import asdict

        print_json([asdict(each) for each in found])
        return
    print_lines(f"{each.name}  {each.query}  (looked at {each.looked_at[:10]})" for each in found)


def _news_lines(news: "News") -> Iterator[str]:
    for entry in news.entries:
        yield f"{entry.what}: {entry.title}  [{entry.programme}]"
        for each in entry.pages:
            yield f"  {SIGNS[each.what]} {each.page.lang.upper():3} {each.page.title}  {each.page.address}"
