"""The facts in a page's markup, read with beautifulsoup4 from the cut of the page that holds them.

Lives here: names of meta properties, JSON-LD, `time`, links to other languages. Not here: making the cut
(corpus.cleaning.markup), labels in the text (stamps.py), choosing the title (titles.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from corpus.metadata.addresses import alternates, language_of, resolve, switcher_language
from corpus.metadata.facts import Facts
from corpus.metadata.json_ld import Node, dates_of, declared_date, names_site, read_scripts, types_of
from corpus.metadata.trails import crumbs
from corpus.model import DateRole, Lang, PageDate

if TYPE_CHECKING:
    from bs4 import Tag

_Tags: TypeAlias = "defaultdict[str, list[Tag]]"
"""The elements of the cut by name, in page order: one way through it serves all questions."""

_META_DATES: dict[str, DateRole] = {
    "article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "article:published": "published",
    "publication_date": "published",
    "publish-date": "published",
    "publishdate": "published",
    "pubdate": "published",
    "dc.date.issued": "published",
    "dcterms.issued": "published",
    "dcterms.created": "published",
    "dc.date.created": "published",
    "dc.date": "published",
    "dcterms.date": "published",
    "dc.terms.issued": "published",
    "dc.terms.created": "published",
    "date": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "datemodified": "updated",
    "dc.date.modified": "updated",
    "dcterms.modified": "updated",
    "dc.terms.modified": "updated",
    "dc.modified": "updated",
    "article:modified": "updated",
    "revised": "updated",
    "last-modified": "updated",
}
"""In order of trust: what a generator calls `date` may be either."""

_OTHER_TIMES = re.compile(
    r"event|tapahtum|evenemang|start|end\b|begin|alku|loppu|deadline|due|expire|dtstart|dtend|birth", re.I
)
_UPDATED = re.compile(r"updat|modif|päivit|paivit|uppdat|ändra|muokat|revis", re.I)
_FEEDS = re.compile(r"rss|atom|json|xml|pdf|calendar", re.I)


def read_head(cut: str, url: str | None = None) -> Facts:
    """The facts in the cut of a page; `url` is where the page stood, to resolve relative links. Never raises."""
    from bs4 import BeautifulSoup, Tag

    tags: _Tags = defaultdict(list)
    for each in BeautifulSoup(cut, "lxml", multi_valued_attributes=None).descendants:
        if isinstance(each, Tag):
            tags[each.name].append(each)
    bases = [str(tag["href"]) for tag in tags["base"] if tag.has_attr("href")]
    base = (resolve(url, bases[0]) if bases else None) or url
    meta = _meta(tags)
    nodes = read_scripts(str(script.string or "") for script in tags["script"])
    canonical = _canonical(tags, meta, base)
    base = base or canonical
    title = next((_text(tag) for tag in tags["title"]), "")
    og_title = (
        meta.get("og:title") or meta.get("twitter:title") or meta.get("dc.title") or meta.get("dcterms.title", "")
    )
    headings = tuple(text for tag in tags["h1"] if (text := _text(tag)))
    own = (title, og_title, *headings, canonical or "", url or "")
    types = tuple(_types(nodes, meta))
    return Facts(
        title=title,
        og_title=og_title,
        site_name=meta.get("og:site_name") or meta.get("application-name") or names_site(nodes),
        headings=headings,
        dates=(*dates_of(nodes, own), *_meta_dates(meta), *_time_dates(tags, types)),
        alternates=alternates(base, _language_links(tags), (url, canonical)),
        canonical=canonical,
        lang=_language(tags, meta),
        types=types,
        breadcrumb=_breadcrumb(tags, nodes),
    )


def _language(tags: _Tags, meta: dict[str, str]) -> str | None:
    by_root = "".join(str(tag.get("lang") or tag.get("xml:lang") or "") for tag in tags["html"][:1])
    return by_root or meta.get("content-language") or meta.get("dc.language") or meta.get("dcterms.language") or None


def _canonical(tags: _Tags, meta: dict[str, str], base: str | None) -> str | None:
    """The canonical link, else og:url; a front page is nobody's og:url but its own."""
    linked = next((resolve(base, href) for rel, href, _, _ in _links(tags) if "canonical" in rel.split()), None)
    if linked:
        return linked
    shared = resolve(base, meta.get("og:url", ""))
    parts = urlsplit(shared or "")
    return shared if parts.netloc and (parts.path.strip("/") or parts.query) else None


def _text(tag: "Tag") -> str:
    return " ".join(tag.get_text(" ").split())


def _meta(tags: _Tags) -> dict[str, str]:
    """Name -> content, the first of each name."""
    named: dict[str, str] = {}
    for tag in tags["meta"]:
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        content = tag.get("content")
        if name and content:
            named.setdefault(str(name).strip().lower(), " ".join(str(content).split()))
    return named


def _links(tags: _Tags) -> Iterator[tuple[str, str, str, str]]:
    for tag in tags["link"]:
        if not tag.has_attr("href"):
            continue
        rel, hreflang, media = (str(tag.get(name) or "").lower() for name in ("rel", "hreflang", "type"))
        yield rel, str(tag["href"]), hreflang, media


def _language_links(tags: _Tags) -> Iterator[tuple[Lang, str, Literal["hreflang", "switcher"]]]:
    for rel, href, hreflang, media in _links(tags):
        lang = language_of(hreflang) if "alternate" in rel and not _FEEDS.search(media) else None
        if lang:
            yield lang, href, "hreflang"
    for tag in tags["a"]:
        if not tag.has_attr("href"):
            continue
        text = _text(tag)
        lang = language_of(str(tag.get("hreflang") or "")) or switcher_language(text)
        if lang is None and len(text) <= 20:  # a long link with a lang is a title in that language
            lang = language_of(str(tag.get("lang") or ""))
        if lang:
            yield lang, str(tag["href"]), "switcher"
    for tag in tags["option"]:
        address = str(tag.get("value") or "")
        lang = switcher_language(_text(tag)) if "/" in address or ".htm" in address else None
        if lang:
            yield lang, address, "switcher"


def _meta_dates(meta: dict[str, str]) -> Iterator[PageDate]:
    for name, role in _META_DATES.items():
        value = declared_date(meta[name]) if name in meta else None
        if value:
            yield PageDate(role=role, value=value, source="meta")


def _time_dates(tags: _Tags, types: tuple[str, ...]) -> Iterator[PageDate]:
    """`time` near the title: the cut holds no others. Events have times too, so a plain one must be the only one."""
    plain: list[str] = []
    for tag in tags["time"]:
        names = " ".join(str(tag.get(name) or "") for name in ("class", "itemprop", "id"))
        value = declared_date(tag.get("datetime") or _text(tag))
        if not value or _OTHER_TIMES.search(names):
            continue
        if _UPDATED.search(names):
            yield PageDate(role="updated", value=value, source="time")
        elif "publish" in names.lower() or "julkais" in names.lower() or "public" in names.lower():
            yield PageDate(role="published", value=value, source="time")
        else:
            plain.append(value)
    if len(set(plain)) == 1 and not any("event" in each for each in types):
        yield PageDate(role="published", value=plain[0], source="time")


def _types(nodes: list[Node], meta: dict[str, str]) -> Iterator[str]:
    for node in nodes:
        yield from types_of(node)
    if "og:type" in meta:
        yield f"og:{meta['og:type'].casefold()}"


def _breadcrumb(tags: _Tags, nodes: list[Node]) -> tuple[str, ...]:
    """The longest of the declared trails, else the first in the markup that has one."""
    trails = [crumbs(_items(node)) for node in nodes if "breadcrumblist" in types_of(node)]
    if any(trails):
        return max(trails, key=len)
    for tag in (tag for tag in tags["div"] if tag.get("class") == "breadcrumb"):
        trail = crumbs(str(text) for text in tag.stripped_strings)
        if trail:
            return trail
    return ()


def _items(node: Node) -> Iterator[str]:
    items = node.get("itemListElement")
    for item in items if isinstance(items, list) else ():
        held = item.get("item") if isinstance(item, dict) else None
        name = (item.get("name") if isinstance(item, dict) else None) or (
            held.get("name") if isinstance(held, dict) else None
        )
        if isinstance(name, str):
            yield name
