"""The facts in a page's markup, read with beautifulsoup4 from the cut of the page that holds them.

Lives here: names of meta properties, JSON-LD, `time`, links to other languages. Not here: making the cut
(corpus.cleaning.markup), labels in the text (stamps.py), choosing the title (titles.py).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corpus.dates import iso_date
from corpus.metadata.addresses import alternates, language_of, resolve, switcher_language
from corpus.model import Alternate, DateRole, Lang, PageDate

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_META_DATES: dict[str, DateRole] = {
    "article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "dc.date.issued": "published",
    "dcterms.issued": "published",
    "dcterms.created": "published",
    "dc.date.created": "published",
    "dc.date": "published",
    "dcterms.date": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "datemodified": "updated",
    "dc.date.modified": "updated",
    "dcterms.modified": "updated",
    "last-modified": "updated",
}
_MAX_NODES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page's markup says about it. `types` are schema.org and Open Graph types, casefolded."""

    title: str = ""
    og_title: str = ""
    site_name: str = ""
    headings: tuple[str, ...] = ()
    dates: tuple[PageDate, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    canonical: str | None = None
    lang: str | None = None
    types: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()


def no_facts() -> Facts:
    """The facts of a text without markup."""
    return Facts()


def read_head(cut: str, url: str | None = None) -> Facts:
    """The facts in the cut of a page; `url` is where the page stood, to resolve relative links. Never raises."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(cut, "lxml", multi_valued_attributes=None)
    bases = [str(tag["href"]) for tag in soup.find_all("base", href=True)]
    base = resolve(url, bases[0]) if bases else url
    meta = _meta(soup)
    nodes = list(_json_ld(soup))
    canonical = next((resolve(base, href) for rel, href, _ in _links(soup) if "canonical" in rel), None)
    base = base or canonical
    roots = soup.find_all("html")
    return Facts(
        title=next((_text(tag) for tag in soup.find_all("title")), ""),
        og_title=meta.get("og:title", ""),
        site_name=meta.get("og:site_name", ""),
        headings=tuple(text for tag in soup.find_all("h1") if (text := _text(tag))),
        dates=(*_json_dates(nodes), *_meta_dates(meta), *_time_dates(soup)),
        alternates=alternates(base, _language_links(soup), (url, canonical)),
        canonical=canonical,
        lang="".join(str(tag.get("lang") or "") for tag in roots[:1]) or meta.get("content-language") or None,
        types=tuple(_types(nodes, meta)),
        breadcrumb=tuple(_breadcrumb(soup, nodes)),
    )


def _text(tag: "Tag") -> str:
    return " ".join(tag.get_text(" ").split())


def _meta(soup: "BeautifulSoup") -> dict[str, str]:
    """Name -> content, the first of each name."""
    named: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        content = tag.get("content")
        if name and content:
            named.setdefault(str(name).strip().lower(), " ".join(str(content).split()))
    return named


def _links(soup: "BeautifulSoup") -> Iterator[tuple[str, str, str]]:
    for tag in soup.find_all("link", href=True):
        yield str(tag.get("rel") or "").lower(), str(tag["href"]), str(tag.get("hreflang") or "")


def _language_links(soup: "BeautifulSoup") -> Iterator[tuple[Lang, str, Literal["hreflang", "switcher"]]]:
    for rel, href, hreflang in _links(soup):
        lang = language_of(hreflang) if "alternate" in rel else None
        if lang:
            yield lang, href, "hreflang"
    for tag in soup.find_all("a", href=True):
        lang = language_of(str(tag.get("hreflang") or "")) or switcher_language(_text(tag))
        if lang is None and len(_text(tag)) <= 20:  # a long link with a lang is a title in that language
            lang = language_of(str(tag.get("lang") or ""))
        if lang:
            yield lang, str(tag["href"]), "switcher"


def _json_ld(soup: "BeautifulSoup") -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD scripts, also in @graph and mainEntity. Broken JSON gives none."""
    count = 0
    for script in soup.find_all("script"):
        try:
            waiting: list[Any] = [json.loads(script.string or "")]
        except (ValueError, RecursionError):
            continue
        while waiting and count < _MAX_NODES:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                count += 1
                yield node
                waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _json_dates(nodes: list[dict[str, Any]]) -> Iterator[PageDate]:
    keys: tuple[tuple[str, DateRole], ...] = (("datePublished", "published"), ("dateModified", "updated"))
    for node in nodes:
        for key, role in keys:
            value = iso_date(str(node.get(key) or ""))
            if value:
                yield PageDate(role=role, value=value, source="json-ld")


def _meta_dates(meta: dict[str, str]) -> Iterator[PageDate]:
    for name, role in _META_DATES.items():
        value = iso_date(meta.get(name, ""))
        if value:
            yield PageDate(role=role, value=value, source="meta")


def _time_dates(soup: "BeautifulSoup") -> Iterator[PageDate]:
    """`time` near the title: the cut holds no others."""
    for tag in soup.find_all("time", attrs={"datetime": True}):
        value = iso_date(str(tag["datetime"]))
        names = " ".join(str(tag.get(name) or "") for name in ("class", "itemprop", "id")).lower()
        role: DateRole = "updated" if "updat" in names or "modif" in names else "published"
        if value:
            yield PageDate(role=role, value=value, source="time")


def _types(nodes: list[dict[str, Any]], meta: dict[str, str]) -> Iterator[str]:
    for node in nodes:
        declared = node.get("@type")
        yield from (str(each).casefold() for each in (declared if isinstance(declared, list) else [declared]) if each)
    if "og:type" in meta:
        yield f"og:{meta['og:type'].casefold()}"


def _breadcrumb(soup: "BeautifulSoup", nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        items = node.get("itemListElement")
        if node.get("@type") == "BreadcrumbList" and isinstance(items, list):
            for item in items:
                held = item.get("item") if isinstance(item, dict) else None
                name = (item.get("name") if isinstance(item, dict) else None) or (
                    held.get("name") if isinstance(held, dict) else None
                )
                if name:
                    yield str(name)
    for tag in soup.find_all("div", class_="breadcrumb"):
        yield from (text for link in tag.find_all("a") if (text := _text(link)))
