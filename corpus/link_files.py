"""Links and people's decisions on them as a table for spreadsheets, and back. Pure.

A cell that a spreadsheet would take for a formula has an apostrophe before it, which reading takes away again: what is
written comes back as it was. Not here: files, and what a row does (link_decisions.py).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import get_args

from msgspec import Struct

from corpus.errors import InputError
from corpus.linking.decided import LinkStanding
from corpus.model import Link, LinkVerdict, PageId, Relation

HEADER = ("a", "b", "relation", "state", "confidence", "verdict", "who", "made_at", "note", "digest_a", "digest_b")
REQUIRED = ("a", "b", "verdict")
_RISKY = re.compile(r"[=+\-@\t\r]|'[=+\-@\t\r']")
_GUARDED = re.compile(r"'[=+\-@\t\r']")
_DIGEST = re.compile(r"[0-9a-f]{64}")
PROBLEMS_SHOWN = 20


class Row(Struct, frozen=True, kw_only=True):
    """A line of the table that says something; `verdict` None: nothing is decided in it; `relation` None: that which
    the pages have, or would have."""

    line: int
    a: str
    b: str
    relation: Relation | None
    verdict: LinkVerdict | None
    who: str = ""
    made_at: str = ""
    note: str = ""
    digest_a: str = ""
    digest_b: str = ""


def links_csv(
    links: Iterable[Link], standings: Iterable[LinkStanding], addresses: Mapping[PageId, str]
) -> Iterator[str]:
    """The decisions with all they hold on to, then the links that wait for one; lines with their ends."""
    yield _line(HEADER)
    for standing in standings:
        made = standing.decision
        state = "confirmed" if made.verdict == "confirm" else "rejected"
        told = (made.verdict, made.who, made.made_at, made.note, made.digest_a, made.digest_b)
        yield _line((made.a, made.b, made.relation, state, "", *told))
    for link in links:
        if link.state not in ("confirmed", "rejected"):
            ends = sorted((addresses[link.a], addresses[link.b]))
            yield _line((*ends, link.relation, link.state, f"{link.confidence:.4f}", *[""] * 6))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([f"'{cell}" if _RISKY.match(cell) else cell for cell in cells])
    return line.getvalue()


def read_links_csv(body: bytes) -> list[Row]:
    """The rows of a table: with commas, or semicolons as some spreadsheets write. Only `a`, `b` and `verdict` (confirm,
    reject or nothing) must be there. Raises InputError that names every line that cannot be understood."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte {error.start}", hint="save it as CSV in UTF-8; nothing was taken in"
        ) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows: list[Row] = []
    problems: list[str] = []
    try:
        names = [name.strip() for name in next(reader, [])]
        if lacking := [name for name in REQUIRED if name not in names]:
            raise InputError(
                f"the first line names no column {', '.join(lacking)}", hint=f"it needs {', '.join(REQUIRED)}"
            )
        at = reader.line_num + 1
        for cells in reader:
            line, at = at, reader.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            told = {name: _bare(cell) for name, cell in zip(names, cells, strict=False)}
            if wrong := list(_problems(told, len(cells), len(names))):
                problems.append(f"line {line}: {', '.join(wrong)}")
            else:
                rows.append(_row(line, told))
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}")
    refuse_lines(problems)
    return rows


def refuse_lines(problems: Sequence[str]) -> None:
    """Raise InputError that names the lines which cannot be taken in, if there are any."""
    if problems:
        more = len(problems) - PROBLEMS_SHOWN
        named = "; ".join(problems[:PROBLEMS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
        raise InputError(named, hint="nothing was taken in")


def _bare(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _problems(told: Mapping[str, str], cells: int, columns: int) -> Iterator[str]:
    if cells > columns:
        yield f"{cells} cells under {columns} names"
    for name in ("a", "b"):
        if not told.get(name):
            yield f"no page {name}"
    if told.get("verdict", "") not in ("", "confirm", "reject"):
        yield f"verdict {told['verdict']!r} is neither confirm nor reject"
    if (relation := told.get("relation")) and relation not in get_args(Relation):
        yield f"there is no relation {relation!r}"
    for name in ("digest_a", "digest_b"):
        if told.get(name) and not _DIGEST.fullmatch(told[name]):
            yield f"{name} is none"
    if made_at := told.get("made_at"):
        try:
            _moment(made_at)
        except (ValueError, OverflowError):
            yield f"made_at {made_at!r} is no time"


def _moment(told: str) -> str:
    """A time as decisions carry it; without a zone it counts as UTC."""
    at = datetime.fromisoformat(told)
    return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def _row(line: int, told: Mapping[str, str]) -> Row:
    verdicts: dict[str, LinkVerdict] = {"confirm": "confirm", "reject": "reject"}
    relations: dict[str, Relation] = {each: each for each in get_args(Relation)}
    return Row(
        line=line,
        a=told["a"],
        b=told["b"],
        relation=relations.get(told.get("relation", "")),
        verdict=verdicts.get(told.get("verdict", "")),
        made_at=_moment(told["made_at"]) if told.get("made_at") else "",
        **{name: told.get(name, "") for name in ("who", "note", "digest_a", "digest_b")},
    )
