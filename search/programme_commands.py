"""The command that lists programmes, and how a programme is shown. Registered by cli.py.

Lives here: its options, lines for the terminal, the JSON of a programme. Not here: what is told (corpus.linking).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

if TYPE_CHECKING:
    from corpus.linking.overview import Overview
    from corpus.model import Programme

Open: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
Decorator: TypeAlias = Callable[[Any], Any]

SOME = 6  # places and organisations that are named; JSON has all


def add_programme_commands(
    group: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator
) -> None:
    @group.command()
    @click.option("--missing", type=click.Choice(["fi", "sv", "en"]), help="Only those without a page in it.")
    @click.option("--site", help="Only those with a page of this site: a host, or the name of a source.")
    @click.option("--year", type=click.IntRange(1900, 2199), help="Only those with a page from this year.")
    @in_archive
    @with_json
    def programmes(missing: Any, site: str | None, year: int | None, archive: Path, as_json: bool) -> None:
        """List the programmes: titles, pages, years, places, and rounds of the same call in other years."""
        with open_archive(archive) as opened:
            found = opened.overviews(missing=missing, site=site, year=year)
        if as_json:
            records = [programme_record(each) for each in found]
            click.echo(json.dumps(records, ensure_ascii=False, indent=2))
            return
        from search.terminal import many

        for each in found:
            for line in programme_lines(each):
                click.echo(line)
        click.echo(many(len(found), "programme"), err=True)


def programme_lines(found: "Overview") -> Iterator[str]:
    """A programme for the terminal: its pages in each language, then what else is known."""
    from search.answers import years_told

    yield found.programme.id
    pages = list(found.pages)
    for lang, title in found.programme.labels:
        yield f"  {lang.upper():5} {title}"
        yield from (f"          {page.address}" for page in pages if page.lang == lang)
    known = {
        "missing": " ".join(map(str.upper, found.missing)),
        "years": years_told(found.years),
        "places": _some(found.places),
        "organisations": _some(found.organisations),
    }
    yield from (f"  {name}: {its}" for name, its in known.items() if its)
    for each in found.rounds:
        when = "earlier round" if each.is_earlier else "later round"
        yield f"  {when}{f' ({each.year})' if each.year else ''}: {each.programme.id}  {_title(each.programme)}"
    for like in found.beside:
        yield f"  see also: {like.programme.id}  {_title(like.programme)}{f' ({like.apart})' if like.apart else ''}"


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SOME]) + (f" and {len(names) - SOME} more" if len(names) > SOME else "")


def _title(programme: "Programme") -> str:
    return programme.labels[0][1] if programme.labels else ""


def programme_record(found: "Overview") -> dict[str, Any]:
    return {
        "programme": found.programme.id,
        "labels": dict(found.programme.labels),
        "pages": [page.address for page in found.pages],
        "languages": list(found.languages),
        "missing": list(found.missing),
        "years": list(found.years),
        "places": list(found.places),
        "organisations": list(found.organisations),
        "rounds": [
            {"programme": each.programme.id, "year": each.year, "is_earlier": each.is_earlier} for each in found.rounds
        ],
        "see_also": [{"programme": each.programme.id, "apart": each.apart} for each in found.beside],
    }
