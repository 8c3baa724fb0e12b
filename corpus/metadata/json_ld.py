"""JSON-LD as it is found on pages: often broken, and about more than the page.

Lives here: reading scripts as far as they can be read, the nodes in them, the dates that are the page's own. Not here:
finding the scripts (head.py).
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from corpus.dates import dates_in, iso_date
from corpus.model import DateRole, PageDate

Node: TypeAlias = dict[str, Any]

_MAX_NODES = 200
_AROUND = "\ufeff; \t\r\n"
_OPENED = re.compile(r"(?://|/\*)?\s?<!(?:\[CDATA\[|--)(?:\s?\*/)?")
_CLOSED = re.compile(r"(?://|/\*)?\s?(?:\]\]|--)>(?:\s?\*/)?$")
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])', re.S)
_FLAT = re.compile(r'"(@type|headline|datePublished|dateModified)"\s*:\s*"([^"\\]{1,300})"')
_DESCEND = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_KEYS: tuple[tuple[str, DateRole], ...] = (
    ("datePublished", "published"),
    ("dateCreated", "published"),
    ("dateModified", "updated"),
)
_NOT_THE_PAGE = re.compile(
    r"event|comment|imageobject|videoobject|audioobject|mediaobject|person|organization|product|offer|jobposting|review"
    r"|dataset|breadcrumblist|itemlist|website|question|answer|place"
)
_UNSET = ("1970-01-01", "1900-01-01", "2000-01-01T00:00:00")
"""What content systems write where nobody has set a date."""


def read_scripts(scripts: Iterable[str]) -> list[Node]:
    """The objects of all scripts, also those in lists, @graph and mainEntity."""
    nodes: list[Node] = []
    for script in scripts:
        waiting: list[Any] = list(_values(script))
        while waiting and len(nodes) < _MAX_NODES:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                nodes.append(node)
                waiting.extend(node[key] for key in _DESCEND if isinstance(node.get(key), (dict, list)))
    return nodes


def types_of(node: Node) -> list[str]:
    """Its schema.org types, casefolded, without the address of the vocabulary."""
    declared = node.get("@type")
    each = declared if isinstance(declared, list) else [declared]
    return [str(name).casefold().rsplit("/", 1)[-1] for name in each if name]


def names_site(nodes: Iterable[Node]) -> str:
    """The name of the site or its publisher."""
    nodes = list(nodes)
    for node in nodes:
        if "website" in types_of(node) and isinstance(node.get("name"), str):
            return _plain(node["name"])
    for key in ("isPartOf", "publisher"):
        for node in nodes:
            held = node.get(key)
            if isinstance(held, dict) and isinstance(held.get("name"), str):
                return _plain(held["name"])
    return ""


def dates_of(nodes: Iterable[Node], own: Iterable[str]) -> Iterator[PageDate]:
    """Dates of the nodes that are the page; `own` holds its titles and addresses.

    A list of news declares an article for each: then only one that has a title or address of the page counts.
    """
    about = [node for node in nodes if not any(_NOT_THE_PAGE.search(each) for each in types_of(node))]
    dated = [node for node in about if any(node.get(key) for key, _ in _KEYS)]
    known = {_key(each) for each in own if each}
    named = [node for node in dated if not known.isdisjoint(_names(node))]
    if not named and len({str(node.get("datePublished")) for node in dated}) > 2:
        return
    for node in named or dated:
        for key, role in _KEYS:
            value = declared_date(node.get(key))
            if value:
                yield PageDate(role=role, value=value, source="json-ld")


def declared_date(value: object) -> str | None:
    """A date as attributes declare it: ISO, or written out and nothing else; None for what stands for no date."""
    text = " ".join(str(value or "").split())
    if not text or text.startswith(_UNSET):
        return None
    iso = iso_date(text)
    if iso or len(text) > 60:
        return iso
    written = [each.iso for each in dates_in(text)]
    return written[0] if len(written) == 1 and not written[0].startswith("--") else None


def _values(script: str) -> Iterator[Any]:
    """The JSON values in a script; of one that cannot be mended, the plain pairs that stand in it only once."""
    text = script.strip(_AROUND)
    opened, closed = _OPENED.match(text), _CLOSED.search(text, max(0, len(text) - 20))
    text = text[opened.end() if opened else 0 : closed.start() if closed else None].strip(_AROUND)
    for mend in (str, _mended, _unescaped):
        try:
            yield from _glued(mend(text))
        except (ValueError, RecursionError):
            continue
        return
    pairs: dict[str, set[str]] = {}
    for name, value in _FLAT.findall(text):
        pairs.setdefault(name, set()).add(value)
    yield {name: values.pop() for name, values in pairs.items() if len(values) == 1}


def _glued(text: str) -> list[Any]:
    """One value, or several behind each other with or without commas."""
    decoder, values, at = json.JSONDecoder(strict=False), [], 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return values


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(lambda found: found[1] or "", text)


def _unescaped(text: str) -> str:
    return _mended(html.unescape(text))


def _names(node: Node) -> set[str]:
    page = node.get("mainEntityOfPage")
    values = [node.get(key) for key in ("headline", "name", "url", "@id")]
    values.append(page.get("@id") if isinstance(page, dict) else page)
    return {_key(value.split("#")[0]) for value in values if isinstance(value, str) and value}


def _key(text: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", " ".join(html.unescape(text).casefold().split())).rstrip("/")


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
