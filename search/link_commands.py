"""The commands about links: links, link and unlink, and review_commands.py beside them. Registered by cli.py, which
hands over how an archive is opened; nothing heavy loads early.

Lives here: options, and printing what comes back. Not here: how it looks (link_screen.py), the table for spreadsheets
(corpus.link_files).
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import click

from corpus.errors import InputError
from search.printing import look, many, only_one, print_json, print_lines
from search.review_commands import review_command, who_decides

Open: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
Progress: TypeAlias = Callable[[], AbstractContextManager[Any]]
Decorator: TypeAlias = Callable[[Any], Any]

# corpus.model.Relation, without loading what stands there; a test holds the two equal
RELATIONS = ["translation", "same_programme", "same_topic", "near_duplicate", "version", "round"]
STATES = ["uncertain", "accepted", "rejected", "decided"]
VERDICTS: dict[str, tuple[str, ...]] = {"uncertain": (), "accepted": ("confirm",), "rejected": ("reject",)}
FILE = click.Path(dir_okay=False, allow_dash=True)


def add_link_commands(
    main: click.Group, open_archive: Open, progress: Progress, *, in_archive: Decorator, with_json: Decorator
) -> None:
    """Give the group the commands about links."""
    main.add_command(_links(open_archive, progress, in_archive, with_json))
    main.add_command(_link(open_archive, progress, in_archive, with_json))
    main.add_command(_unlink(open_archive, progress, in_archive, with_json))
    main.add_command(review_command(open_archive, progress, in_archive))


def _links(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @click.argument("page", required=False)
    @click.option("--state", type=click.Choice(STATES), help="Only these; `decided`: what people have decided.")
    @click.option("--explain", is_flag=True, help="Say in words what speaks for each link and what could rule it out.")
    @click.option("--export", "to", type=FILE, help="Write decisions and links as CSV; - is standard output.")
    @click.option("--import", "source", type=FILE, help="Take in the decisions of such a file; - is standard input.")
    @who_decides
    @in_archive
    @with_json
    def links(page: str | None, source: str | None, who: str | None, archive: Path, as_json: bool, **how: Any) -> None:
        """List which pages belong together and why; with PAGE, those of one page.

        \b
        kielo links --state uncertain --json
        kielo links --export links.csv       write `confirm` or `reject` under `verdict` ...
        kielo links --import links.csv       ... and take it in
        """
        only_one(_import=source, state=how["state"])
        only_one(_import=source, explain=how["explain"], export=how["to"])
        only_one(export=how["to"], json=as_json)
        if source is not None and page is not None:
            raise click.UsageError("--import takes in decisions on all pages: leave PAGE out")
        with open_archive(archive) as opened:
            if source is not None:
                _import(opened, source, who, progress, as_json)
                return
            found, standings = _chosen(opened, page, how["state"])
            if how["to"] is not None:
                verdicts = VERDICTS.get(how["state"], ("confirm", "reject"))
                told = [each for each in standings if each.decision.verdict in verdicts]
                _export(opened.export_links(found, told), how["to"])
            elif how["state"] == "decided":
                _print_standings(standings, as_json)
            else:
                _print_links(opened, found, as_json=as_json, explain=how["explain"])

    return links


def _chosen(opened: Any, page: str | None, state: str | None) -> tuple[list[Any], list[Any]]:
    """The links, and the decisions, that are meant; what people have rejected is told where it is asked for."""
    only = opened.page(page) if page else None
    states = {None: ("accepted", "uncertain", "confirmed"), "accepted": ("accepted", "confirmed"), "decided": ()}
    wanted = states.get(state, (state,))
    found = [link for link in opened.links() if link.state in wanted]
    standings = opened.link_decisions()
    if only is not None:
        found = [link for link in found if only.id in (link.a, link.b)]
        standings = [
            each
            for each in standings
            if only.address in (each.decision.a, each.decision.b) or any(only.id in pair for pair in each.all_pages)
        ]
    return found, standings


def _print_links(opened: Any, found: list[Any], *, as_json: bool, explain: bool) -> None:
    pages = {each.id: each for each in opened.pages()}
    addresses = {each.id: each.address for each in pages.values()}
    vetoes = opened.vetoes(found) if explain else [()] * len(found)
    if as_json:
        from search.export import link_record
        from search.link_records import explained_record

        more = [explained_record(*each) if explain else {} for each in zip(found, vetoes, strict=True)]
        print_json([link_record(link, addresses) | told for link, told in zip(found, more, strict=True)])
        return
    from search.link_screen import explained_lines
    from search.terminal import link_lines

    for link, ruled in zip(found, vetoes, strict=True):
        print_lines(explained_lines(link, pages, ruled, look()) if explain else link_lines(link, addresses))
    click.echo(many(len(found), "link"), err=True)


def _print_standings(standings: list[Any], as_json: bool) -> None:
    if as_json:
        from search.link_records import link_standing_record

        print_json([link_standing_record(each) for each in standings])
        return
    from search.link_screen import standing_lines

    print_lines(standing_lines(standings, look()))
    looks = sum(bool(each.needs_look) for each in standings)
    click.echo(many(len(standings), "decision") + (f", {looks} in need of a new look" if looks else ""), err=True)


def _export(lines: Iterable[str], to: str) -> None:
    body = "".join(lines).encode("utf-8", "replace")
    try:
        with click.open_file(to, "wb", atomic=to != "-") as file:
            file.write(body)
    except OSError as error:
        raise InputError(error.strerror or "cannot be written", where=to) from error


def _import(opened: Any, source: str, who: str | None, progress: Progress, as_json: bool) -> None:
    try:
        with click.open_file(source, "rb") as file:
            body = file.read()
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", where=source) from error
    try:
        with progress() as on_progress:
            taken = opened.import_links(body, who, on_progress)
    except InputError as error:
        raise InputError(error.what, where=error.where or source, hint=error.hint) from error
    if as_json:
        told = ("kept", "held", "older", "undecided")
        print_json({name: getattr(taken, name) for name in told})
        return
    passed = (f"{taken.held} held already", f"{taken.older} older than what is held", f"{taken.undecided} undecided")
    click.echo(f"{many(taken.kept, 'decision')} taken in, {', '.join(passed)}")


def _about_two(command: Any) -> Any:
    """The arguments and options of a decision on two pages."""
    for part in (
        who_decides,
        click.option("--undo", is_flag=True, help="Take back what was decided on the two pages."),
        click.option("--note", default="", help="Why, for those who come later."),
        click.option("--relation", type=click.Choice(RELATIONS), help="What they are.  [default: as linked now]"),
        click.argument("b", metavar="PAGE"),
        click.argument("a", metavar="PAGE"),
    ):
        command = part(command)
    return command


def _link(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @_about_two
    @in_archive
    @with_json
    def link(archive: Path, as_json: bool, **how: Any) -> None:
        """Say that two pages belong together, now and in all later runs.

        Where nothing links them yet they are translations; in one language, pages of the same programme.
        """
        with open_archive(archive) as opened:
            _decide(opened, "link", how, progress, as_json)

    return link


def _unlink(open_archive: Open, progress: Progress, in_archive: Decorator, with_json: Decorator) -> click.Command:
    @click.command()
    @_about_two
    @in_archive
    @with_json
    def unlink(archive: Path, as_json: bool, **how: Any) -> None:
        """Say that two pages are not what links them, now and in all later runs.

        With --relation same_programme they are kept apart even where other pages lead from one to the other.
        """
        with open_archive(archive) as opened:
            _decide(opened, "unlink", how, progress, as_json)

    return unlink


def _decide(opened: Any, deed: str, how: dict[str, Any], progress: Progress, as_json: bool) -> None:
    if how.pop("undo"):
        deed = "undo_link"
        how.pop("relation")
    with progress() as on_progress:
        made = getattr(opened, deed)(how.pop("a"), how.pop("b"), on_progress=on_progress, **how)
    if as_json:
        from search.link_records import link_decision_record

        print_json(link_decision_record(made))
    else:
        from search.link_screen import decision_line

        click.echo(decision_line(made))
