"""The commands that name the state of an archive: snapshot and recall. Registered by cli.py, which hands over how an
archive is opened.

Lives here: options, and printing what comes back. Not here: what names a state (indexer.snapshot), packing
(corpus.snapshot), comparing (recall.py).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search.commands import Decorator, Maker, Open, dated
from search.printing import print_json, print_lines, print_notes

if TYPE_CHECKING:
    from search.recall import Recalled


def add_snapshot_commands(
    group: click.Group, open_archive: Open, *, in_archive: Decorator, with_json: Decorator
) -> None:
    """Give the group its commands of states; see `commands.add_commands`."""
    makers: tuple[Maker, ...] = (_snapshot, _recall)
    for make in makers:
        group.add_command(make(open_archive, in_archive, with_json))


def _snapshot(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.option("--pack", type=click.Path(path_type=Path, dir_okay=False), help="Also write it into this zip.")
    @dated
    @in_archive
    @with_json
    def snapshot(pack: Path | None, as_of: str | None, archive: Path, as_json: bool) -> None:
        """Print the name of the archive's state: the same for the same pages and decisions, on any machine.

        \b
        kielo snapshot --pack state.zip
        kielo ingest state.zip --archive elsewhere      comes to the same state there
        """
        with open_archive(archive, as_of) as opened:
            found = opened.snapshot(pack)
        if not found.is_current:
            click.echo("kielo: the archive has changed since it was indexed; this is the state of the index", err=True)
        if as_json:
            told = {"snapshot": found.id, "parts": dict(found.parts), "pages": found.pages}
            print_json({**told, "is_current": found.is_current})
        else:
            click.echo(found.id)

    return snapshot


def _recall(open_archive: Open, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("citation", nargs=-1, required=True)
    @click.option("--snapshot", metavar="ID", help="CITATION is a query; this is the state it was asked of.")
    @in_archive
    @with_json
    def recall(citation: tuple[str, ...], snapshot: str | None, archive: Path, as_json: bool) -> None:
        """Ask a cited query again and say what differs. CITATION is a file or text that cites it.

        Exports in JSON Lines, BibTeX, RIS and CSL cite their query, those in CSV do not. Only JSON Lines name the pages
        as well, so that pages that came and went can be told.

        \b
        kielo export valtionavustus > cited.jsonl
        kielo recall cited.jsonl
        """
        with open_archive(archive) as opened:
            found = opened.recall(" ".join(citation), snapshot=snapshot)
        if not found.is_known:
            from search.recall import OTHER_ARCHIVE

            print_notes([OTHER_ARCHIVE])
        if as_json:
            from search.recall import recalled_record

            print_json(recalled_record(found))
        else:
            print_lines(_recalled_lines(found))

    return recall


def _recalled_lines(found: "Recalled") -> Iterator[str]:
    from search.terminal import many

    cited = found.cited
    if found.is_same_state:
        yield f"the archive is in the cited state {found.state}"
    else:
        yield f"the archive has changed: cited {cited.asked.state}, now {found.state}"
    then = "" if cited.count is None else f", cited with {cited.count:,}"
    yield f"{cited.asked.query}: {many(found.pages, 'page')}{then}"
    if found.added is None or found.gone is None or found.changed is None:
        if not found.is_same_state:
            yield "the citation does not name its pages; an export in JSON Lines would"
        return
    yield from (f"  + {page.title}  {page.address}" for page in found.added)
    yield from (f"  ~ {page.title}  {page.address}" for page in found.changed)
    yield from (f"  - {told.get('title', '')}  {told.get('address', '')}" for told in found.gone)
