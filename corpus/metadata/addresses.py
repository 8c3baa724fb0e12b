"""What addresses say: the language in a path, and links that lead to the same page in another language.

Lives here: reading addresses as text. Not here: fetching anything, matching addresses to pages (corpus.linking).
"""

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urljoin, urlsplit

from corpus.model import LANGUAGES, Alternate, Lang

_SWITCHERS: dict[Lang, tuple[str, ...]] = {
    "fi": ("fi", "fin", "suomi", "suomeksi", "finska", "på finska", "finnish", "in finnish", "suomi (fi)"),
    "sv": ("sv", "sve", "swe", "svenska", "på svenska", "ruotsi", "ruotsiksi", "swedish", "in swedish", "svenska (sv)"),
    "en": ("en", "eng", "english", "in english", "englanti", "englanniksi", "engelska", "på engelska", "english (en)"),
}
_BY_TEXT: dict[str, Lang] = {text: lang for lang, texts in _SWITCHERS.items() for text in texts}
SWITCHER_TEXTS = frozenset(_BY_TEXT)
"""Whole texts of links, casefolded, that lead to another language."""

_CODES: dict[str, Lang] = {"fi": "fi", "fin": "fi", "sv": "sv", "swe": "sv", "se": "sv", "en": "en", "eng": "en"}
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|zip|jpe?g|png|mp[34])(?:$|[?#])", re.I)

PATH_STRENGTH, LABEL_STRENGTH, ENGLISH_STRENGTH = 2.5, 2.5, 1.0
"""How much a declared language counts, in nats. `lang="en"` counts least: it is what templates are delivered with."""


def declared_language(declared: str | None, html: str | None, url: str | None) -> tuple[str | None, float]:
    """The language the source, the page or its address declares, and how much that is worth.

    The path of the address goes before `lang="en"`, which templates leave behind; else before nothing.
    """
    by_path = _path_language(url)
    for value in (declared, html):
        code = re.split(r"[-_]", (value or "").strip().lower())[0]
        if not code:
            continue
        lang = _CODES.get(code, code)
        if lang == "en":
            return (by_path, PATH_STRENGTH) if by_path else ("en", ENGLISH_STRENGTH)
        return lang, LABEL_STRENGTH
    return by_path, PATH_STRENGTH


def language_of(code: str) -> Lang | None:
    """One of the archive's languages for a code such as `sv-FI`; None for others and for x-default.

    A link to `se` leads to Northern Sami, whatever pages that declare it of themselves mean by it.
    """
    first = re.split(r"[-_]", code.strip().lower())[0]
    return None if first == "se" else _CODES.get(first)


def switcher_language(text: str) -> Lang | None:
    return _BY_TEXT.get(" ".join(text.casefold().split()))


def resolve(base: str | None, href: str) -> str | None:
    """The absolute address, as far as a base is known; None for what leads to no other page."""
    href = href.strip()
    if not href or href.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", href, re.I) or _FILE.search(href):
        return None
    try:
        address = urljoin(base, href) if base else href
        urlsplit(address)
    except ValueError:
        return None
    return address.split("#", 1)[0] or None


def alternates(
    base: str | None, found: Iterable[tuple[Lang, str, Literal["hreflang", "switcher"]]], own: Iterable[str | None]
) -> tuple[Alternate, ...]:
    """One address per language, hreflang before switchers, never one of the page's `own` addresses."""
    mine = {_bare(address) for address in own if address}
    best: dict[Lang, Alternate] = {}
    for lang, href, source in sorted(found, key=lambda each: each[2]):
        address = resolve(base, href)
        if address and _bare(address) not in mine:
            best.setdefault(lang, Alternate(lang=lang, url=address, source=source))
    return tuple(best[lang] for lang in LANGUAGES if lang in best)


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.split("#", 1)[0]).rstrip("/")


def _path_language(url: str | None) -> str | None:
    try:
        path = urlsplit(url or "").path.lower()
    except ValueError:
        return None
    return next((part for part in path.split("/")[1:4] if part in LANGUAGES), None)
