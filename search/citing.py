"""Pages, programmes and queries as others take them: JSON Lines, CSV, BibTeX, RIS and CSL-JSON.

What is cited is a version of a page, as it was captured, beside its address; a programme is cited by its pages; a query
with the state of the archive it was asked of and what it found. All that matched is written, one record at a time.

Lives here: values -> lines of text. Pure. Not here: `--json` of the commands (export.py), files.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from corpus.model import PageSummary
from search.answers import day_of
from search.concordance import safe_cell
from search.export import page_record

Format: TypeAlias = Literal["jsonl", "csv", "bibtex", "ris", "csl"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "bibtex", "ris", "csl")
_LANG_NAMES = {"fi": "finnish", "sv": "swedish", "en": "english"}
_COLUMNS = ("page", "address", "title", "lang", "published", "updated", "kind", "number", "programme", "site")
_TEX = {char: f"\\{char}" for char in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {"\\": r"\textbackslash{}"}
_FROM_TEX = {escaped: char for char, escaped in _TEX.items()}


class Asked(Struct, frozen=True, kw_only=True):
    """A query as it is cited: its text and how it was read, the state of the archive that answered, how many pages.

    `state` names the archive's state (`kielo snapshot`); with `as_of` that of the archive as it was then. `notes` say
    what was read otherwise than typed, or is worth knowing, as those of an answer do.
    """

    query: str
    state: str
    pages: int
    langs: tuple[str, ...] = ()
    translate: bool = True
    without: tuple[str, ...] = ()
    as_of: str = ""
    notes: tuple[str, ...] = ()


def exported(pages: Iterable[PageSummary], form: Format, asked: Asked | None = None) -> Iterator[str]:
    """The records of pages, and of the query that led to them, as pieces of one file. Raises ValueError at once."""
    writer = _WRITERS.get(form)
    if writer is None:
        raise ValueError(f"form must be of {', '.join(_WRITERS)}, not {form!r}")
    return writer(pages, asked)


def _jsonl(pages: Iterable[PageSummary], asked: Asked | None) -> Iterator[str]:
    for page in pages:
        yield json.dumps(page_record(page), ensure_ascii=False) + "\n"
    if asked:  # says that the file is whole
        yield json.dumps({"end": True, **_of_query(asked)}, ensure_ascii=False) + "\n"


def _csv(pages: Iterable[PageSummary], _asked: Asked | None) -> Iterator[str]:
    import csv
    from io import StringIO

    def row(cells: Iterable[Any]) -> str:
        buffer = StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
        return buffer.getvalue()

    columns = (*_COLUMNS, "version", "fetched_at")
    yield row(columns)
    for page in pages:
        record = page_record(page)
        yield row(record[column] for column in columns)


def _bibtex(pages: Iterable[PageSummary], asked: Asked | None) -> Iterator[str]:
    if asked:
        fields = {"title": f"{{Query: {_tex(asked.query)}}}", "note": _tex(_sentence(asked))}
        yield _entry("misc", f"query-{_slug(asked.state)}", fields)
    for page in pages:
        day = day_of(page) or ""
        fields = {
            "title": f"{{{_tex(page.title)}}}",
            "organization": f"{{{_tex(page.site)}}}",
            "year": day[:4],
            "date": day,
            "langid": _LANG_NAMES.get(page.lang, ""),
            "number": _tex(page.number or ""),
            "url": page.address if _is_web(page) else "",
            "urldate": (page.fetched_at or "")[:10],
            "note": _tex(_version(page)),
        }
        yield _entry("online", f"{page.id}-v{page.version}", fields)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [
        f"  {name} = {value if value.startswith('{') else f'{{{value}}}'}," for name, value in fields.items() if value
    ]
    return f"@{kind}{{{key},\n" + "\n".join(lines) + "\n}\n\n"


def _ris(pages: Iterable[PageSummary], asked: Asked | None) -> Iterator[str]:
    if asked:
        yield _tagged([("TY", "GEN"), ("TI", f"Query: {asked.query}"), ("N1", _sentence(asked))])
    for page in pages:
        day = day_of(page) or ""
        yield _tagged(
            [
                ("TY", "ELEC"),
                ("ID", f"{page.id}-v{page.version}"),
                ("TI", page.title),
                ("PB", page.site),
                ("PY", day[:4]),
                ("DA", day.replace("-", "/")),
                ("LA", page.lang),
                ("M1", page.number or ""),
                ("UR", page.address if _is_web(page) else ""),
                ("Y2", (page.fetched_at or "")[:10].replace("-", "/")),
                ("N1", _version(page)),
            ]
        )


def _tagged(fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \r\n", "\r\n"])


def _csl(pages: Iterable[PageSummary], asked: Asked | None) -> Iterator[str]:
    yield "["
    comma = ""
    for record in _csl_records(pages, asked):
        yield f"{comma}\n" + json.dumps(record, ensure_ascii=False)
        comma = ","
    yield "\n]\n"


def _csl_records(pages: Iterable[PageSummary], asked: Asked | None) -> Iterator[dict[str, Any]]:
    if asked:
        yield {"id": f"query-{_slug(asked.state)}", "type": "dataset", "title": f"Query: {asked.query}"} | {
            "note": _sentence(asked)
        }
    for page in pages:
        record: dict[str, Any] = {
            "id": f"{page.id}-v{page.version}",
            "type": "webpage",
            "title": page.title,
            "container-title": page.site,
            "language": page.lang if page.lang in _LANG_NAMES else None,
            "number": page.number,
            "URL": page.address if _is_web(page) else None,
            "issued": _date_parts(day_of(page)),
            "accessed": _date_parts((page.fetched_at or "")[:10]),
            "note": _version(page),
        }
        yield {name: value for name, value in record.items() if value}


def _date_parts(iso: str | None) -> dict[str, Any] | None:
    if not iso or not re.fullmatch(r"\d{4}(-\d\d){0,2}", iso):
        return None
    return {"date-parts": [[int(part) for part in iso.split("-")]]}


def _of_query(asked: Asked) -> dict[str, Any]:
    return {
        "query": asked.query,
        "langs": list(asked.langs),
        "translate": asked.translate,
        "without": list(asked.without),
        "as_of": asked.as_of or None,
        "snapshot": asked.state,
        "pages": asked.pages,
        "notes": list(asked.notes),
    }


def _sentence(asked: Asked) -> str:
    """Read again by `search.recall`."""
    read = [f"only {', '.join(asked.langs)}"] if asked.langs else []
    read += [] if asked.translate else ["not translated"]
    read += [f"without {quoted(step)}" for step in asked.without]
    how = f" ({'; '.join(read)})" if read else ""
    when = f" as of {asked.as_of}" if asked.as_of else ""
    pages = "1 page" if asked.pages == 1 else f"{asked.pages} pages"
    return f"query {quoted(asked.query)}{how} on archive state {asked.state}{when}, {pages}"


def quoted(text: str) -> str:
    """A text of any characters as one that ends where its last quotation mark says, and survives wrapping."""
    return json.dumps(text, ensure_ascii=False).replace("  ", " \\u0020")


def _version(page: PageSummary) -> str:
    where = "" if _is_web(page) else f", archived as {page.address}"
    return f"kielo page {page.id}, version {page.version}, programme {page.programme}{where}"


def _is_web(page: PageSummary) -> bool:
    return page.address.startswith(("http://", "https://"))


def _tex(text: str) -> str:
    return " ".join("".join(_TEX.get(char, char) for char in text).split())


def from_tex(text: str) -> str:
    """What `_tex` has escaped, read again."""
    return re.sub("|".join(map(re.escape, _FROM_TEX)), lambda match: _FROM_TEX[match[0]], text)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text).strip("-")


_WRITERS: dict[Format, Callable[[Iterable[PageSummary], Asked | None], Iterator[str]]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
}
