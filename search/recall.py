"""A query that was cited, asked again: whether the archive is in the state it was, and what the answer has now.

Lives here: citations -> what was cited, and what differs. Pure, but for reading the citation's file.
Not here: writing citations (citing.py), what names a state (indexer.snapshot).
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from corpus.errors import InputError
from corpus.model import PageId, PageSummary
from search.citing import Asked, from_tex

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_READ = rf"(?:only [\w, ]+|not translated|without {_QUOTED}|; )+"
_SENTENCE = re.compile(
    rf"query (?P<query>{_QUOTED})(?: \((?P<read>{_READ})\))? on archive state"
    r" (?P<state>[\w-]+)(?: as of (?P<as_of>\S+?))?, (?P<pages>\d+) pages?",
    re.DOTALL,
)
_WITHOUT = re.compile(f"without ({_QUOTED})")
_HINT = "give an export in JSON Lines, BibTeX, RIS or CSL, the note of a citation, or the query with --snapshot ID"
_FILE = re.compile(r"\S+\.(?:jsonl|json|csv|tsv|bib|ris|txt|md|html)", re.IGNORECASE)
"""What is meant as the name of a file: a citation is a sentence."""
_CSV = re.compile(r"\ufeff?\"?page\"?,\"?address\"?,")
OTHER_ARCHIVE = "the archive holds none of the pages cited: they are of another archive"


class Cited(Struct, frozen=True, kw_only=True):
    """A query as it was cited; `pages` are those the citation names, with their versions, or None if it names none.

    `count` is None where it was not told how many there were.
    """

    asked: Asked
    count: int | None
    pages: Mapping[str, Mapping[str, Any]] | None = None


class Recalled(Struct, frozen=True, kw_only=True):
    """What a cited query finds now. `state` is that of the archive now, `cited` what it was.

    `added`, `gone` and `changed` (pages of another version) are None where the citation does not name its pages; `gone`
    are the records of the citation. `is_known`: the archive holds at least one of the pages that are cited, if any are.
    """

    cited: Cited
    state: str
    pages: int
    added: tuple[PageSummary, ...] | None = None
    gone: tuple[Mapping[str, Any], ...] | None = None
    changed: tuple[PageSummary, ...] | None = None
    is_known: bool = True

    @property
    def is_same_state(self) -> bool:
        return self.state == self.cited.asked.state

    @property
    def is_same_answer(self) -> bool:
        """As far as can be told."""
        is_as_many = self.cited.count in (None, self.pages)
        return is_as_many and not (self.added or self.gone or self.changed)


def read_citation(given: str, state: str | None = None) -> Cited:
    """What a citation says: a file with one in it, its text, or a query with the name of the state it was asked of.

    Raises InputError, which tells what it is instead, or what is wrong with it.
    """
    text = _content(given)
    if text is None and state:
        return Cited(asked=Asked(query=given, state=state, pages=0), count=None)
    cited = _from_lines(given if text is None else text) or _from_sentence(given if text is None else text)
    if cited is None:
        raise _no_citation(given, text)
    return cited


def _no_citation(given: str, text: str | None) -> InputError:
    """What is wrong with what was given: `text` is that of the file it names, None where it names none."""
    what = "this cites no query"
    if text is None:
        if os.path.isdir(given):  # noqa: PTH112  a path would raise for what is too long for one
            what = "this is a folder, and no citation"
        elif _FILE.fullmatch(given) or (os.sep in given and not any(map(str.isspace, given))):
            what = "there is no such file"
    elif _CSV.match(text):
        what = "an export in CSV names its pages, and not the query that found them"
    elif fault := _fault(text):
        what = fault
    return InputError(what, where=given[:100], hint=_HINT)


def _fault(text: str) -> str:
    """Where JSON, or JSON Lines, cannot be read, or what they lack; empty for anything else."""
    text = text.strip("\ufeff \n")
    if not text.startswith(("{", "[")):
        return ""
    told, fault = _read_json(text)
    if fault and text.startswith("["):
        return f"damaged JSON: {fault}"
    if fault:
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            told, fault = _read_json(line)
            if fault:
                return f"damaged JSON in line {number} of {len(lines)}: {fault}"
    is_page = isinstance(told, dict) and "page" in told
    return "the export was cut off: its last line is a page, and not the query" if is_page else ""


def _read_json(text: str) -> tuple[Any, str]:
    """What a text tells, or why it cannot be read."""
    try:
        return json.loads(text), ""
    except (ValueError, RecursionError) as error:
        return None, str(error)


def compared(cited: Cited, found: Sequence[PageSummary], state: str, *, is_known: bool = True) -> Recalled:
    """What differs between an answer and the one that was cited."""
    if cited.pages is None:
        return Recalled(cited=cited, state=state, pages=len(found))
    now = {page.id for page in found}
    return Recalled(
        cited=cited,
        state=state,
        pages=len(found),
        added=tuple(page for page in found if page.id not in cited.pages),
        gone=tuple(told for who, told in cited.pages.items() if PageId(who) not in now),
        changed=tuple(page for page in found if page.id in cited.pages and _is_other(page, cited.pages[page.id])),
        is_known=is_known or not cited.pages,
    )


def recalled_record(recalled: Recalled) -> dict[str, Any]:
    """The shape that `--json` prints."""
    from search.export import page_record

    def records(pages: Sequence[PageSummary] | None) -> list[Any] | None:
        return None if pages is None else [page_record(page) for page in pages]

    return {
        "query": recalled.cited.asked.query,
        "cited": {"snapshot": recalled.cited.asked.state, "pages": recalled.cited.count},
        "now": {"snapshot": recalled.state, "pages": recalled.pages},
        "is_same_state": recalled.is_same_state,
        "is_same_answer": recalled.is_same_answer,
        "is_other_archive": not recalled.is_known,
        "added": records(recalled.added),
        "gone": None if recalled.gone is None else [dict(told) for told in recalled.gone],
        "changed": records(recalled.changed),
    }


def _is_other(page: PageSummary, told: Mapping[str, Any]) -> bool:
    """Numbers of versions follow the order in which an archive met them: they tell only where no time does."""
    if (page.fetched_at, page.title) != (told.get("fetched_at"), told.get("title")):
        return True
    return page.fetched_at is None and page.version != told.get("version")


def _content(given: str) -> str | None:
    """The text of the file that is meant, if one is."""
    try:
        file = Path(given)
        return file.read_text("utf-8", errors="replace") if file.is_file() else None
    except (OSError, ValueError):  # too long for a path, or none at all
        return None


def _from_lines(text: str) -> Cited | None:
    """An export in JSON Lines: a page a line, the query in the last."""
    lines = text.rstrip("\n").split("\n")
    try:
        end = json.loads(lines[-1])
        pages = [json.loads(line) for line in lines[:-1]]
        if not (isinstance(end, dict) and end.get("end")):
            return None
        asked = Asked(
            query=end["query"],
            state=end["snapshot"],
            pages=end["pages"],
            langs=tuple(end["langs"]),
            translate=bool(end["translate"]),
            without=tuple(end["without"]),
            as_of=end.get("as_of") or "",
        )
        return Cited(asked=asked, count=end["pages"], pages={page["page"]: page for page in pages})
    except (ValueError, KeyError, TypeError):
        return None


def _plain(text: str) -> str:
    """The notes of a citation without what its format escapes."""
    if text.lstrip().startswith("@"):
        return from_tex(text)
    try:
        records = json.loads(text)
        return "\n".join(record["note"] for record in records)
    except (ValueError, KeyError, TypeError):
        return text


def _from_sentence(text: str) -> Cited | None:
    match = _SENTENCE.search(" ".join(_plain(text).split()))
    if match is None:
        return None
    read = match["read"] or ""
    steps = tuple(json.loads(step) for step in _WITHOUT.findall(read))
    rest = _WITHOUT.sub("", read).split("; ")
    langs = next((tuple(part[5:].split(", ")) for part in rest if part.startswith("only ")), ())
    asked = Asked(
        query=json.loads(match["query"]),
        state=match["state"],
        pages=int(match["pages"]),
        langs=langs,
        translate="not translated" not in rest,
        without=steps,
        as_of=match["as_of"] or "",
    )
    return Cited(asked=asked, count=asked.pages)
