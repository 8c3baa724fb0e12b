"""What sort of page it is, by general cues in three languages, and the number it runs under.

Lives here: the cues and their order. Not here: the words of furniture (corpus.cleaning.lexicon).
The order goes from what a page says of itself (announcement 3/2021) to what it is about (programme, service).
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from corpus.metadata.head import Facts
from corpus.model import Block, PageKind

_TOP = 6
"""The document's own name stands in the first few lines."""

_RELEASE = (
    r"(?:(?:lehdistö|media)?tiedote|(?:press|medie)?meddelande|kungörelse|kuulutus"
    r"|(?:press|media) (?:release|announcement|statement)|announcement)"
)
_NUMBER = r"(?P<number>\d{1,4})\s?[-/–]\s?(?P<year>(?:19|20)\d\d)"
_RELEASE_LINE = re.compile(
    rf"{_RELEASE}(?:[ :.,]+(?:nro|nr|no|n:o|number)?\.?:?\s*{_NUMBER})?(?:[ :,]+[\d.:/ -]*)?", re.I
)
_RELEASE_NUMBER = re.compile(rf"\b{_RELEASE}[ :.,]+(?:(?:nro|nr|no|n:o|number)\.?:?\s*)?{_NUMBER}(?!\d)", re.I)
_DECISION = re.compile(
    r"\b(?:\w*päätös|päätökset|viranhaltijapäätös|pöytäkirja|\w*beslut|tjänsteinnehavarbeslut|protokoll"
    r"|decision|minutes)\b",
    re.I,
)
_SECTION = re.compile(r"§ ?\d|\d ?§|\bdiaarinumero\b|\bdnro\b|\bdiarienummer\b|\bdnr\b|\bregister number\b", re.I)
_CONTACT = re.compile(
    r"\b(?:yhteystie\w+|ota yhteyttä|henkilöstöhaku|kontaktuppgifter\w*|kontakta oss|kontakt|contact(?:s| us"
    r"| information| details)?)\b",
    re.I,
)
_NEWS_SECTION = re.compile(
    r"uutis\w*|uutiset|ajankohtaista|tiedotteet|nyheter|nyhet|aktuellt|news|press-?releases?|blogi?", re.I
)
_SAYS = re.compile(
    r"\b(?:kertoo|toteaa|sanoo|kuvailee|iloitsee|arvioi|korostaa|säger|berättar|konstaterar|betonar|says|said"
    r"|notes|explains)\b",
    re.I,
)
_PROGRAMME = re.compile(
    r"(?:\b\w*|-)(?:ohjelma(?:n|a|ssa|sta|an)?|hanke(?:tta|kokonaisuus)?|hankkeen|hankkeessa|hankkeesta"
    r"|projekti(?:n|ssa)?|kehittämisohjelma)\b"
    r"|(?:\b\w*|-)(?:program(?:met|mets|s)?|projekt(?:et|ets|s)?)\b|\b(?:programmes?|programs?|projects?|initiative)\b",
    re.I,
)
_BARE = re.compile(r"(?:ohjelma|ohjelman|program|programmet|programme|program)", re.I)
_SERVICE = re.compile(
    r"\b(?:\w*palvelu(?:t|ja|n|mme)?|\w*tjänst(?:er|erna|en)?|services?|ajanvaraus|tidsbokning|appointments?"
    r"|hakeminen|ansökan|aukioloajat|"
    r"öppettider|opening hours|neuvonta|rådgivning)\b",
    re.I,
)


def number_of(lines: Sequence[str]) -> str | None:
    """The running number of an announcement, as number/year: `3/2021`."""
    for line in lines[: _TOP + 2]:
        found = _RELEASE_NUMBER.search(line) if len(line) <= 150 else None
        if found:
            return f"{int(found['number'])}/{found['year']}"
    return None


def kind_of(title: str, blocks: Sequence[Block], facts: Facts, url: str | None = None) -> PageKind:  # noqa: PLR0911  one line a kind
    """The sort of page, from its title, its kept blocks, its markup and its address; `other` when nothing says so."""
    lines = [block.text for block in blocks]
    headings = [block.text for block in blocks if block.kind == "heading"]
    if number_of([title, *lines]) or any(_is_release(line) for line in [title, *lines[:_TOP]]):
        return "announcement"
    if _DECISION.search(title) and any(_SECTION.search(line[:300]) for line in lines):
        return "decision"
    if _CONTACT.search(title) or _mostly_contacts(blocks):
        return "contact"
    if _is_news(blocks, facts, url):
        return "news"
    if _PROGRAMME.search(title) or any(_names_programme(heading) for heading in headings):
        return "programme"
    if _SERVICE.search(title) or any(re.search(r"service", each) for each in facts.types):
        return "service"
    return "other"


def _is_release(line: str) -> bool:
    return len(line) <= 60 and _RELEASE_LINE.fullmatch(line.strip()) is not None


def _mostly_contacts(blocks: Sequence[Block]) -> bool:
    contacts = sum(block.kind == "contact" for block in blocks)
    return contacts >= 3 and contacts >= 0.5 * sum(block.kind != "heading" for block in blocks)


def _is_news(blocks: Sequence[Block], facts: Facts, url: str | None) -> bool:
    """Declared as news, filed under news, or written as news: people quoted by name and verb."""
    if any(each in ("newsarticle", "blogposting", "reportagenewsarticle") for each in facts.types):
        return True
    if "og:article" in facts.types and any(each.role == "published" for each in facts.dates):
        return True
    try:
        folders = urlsplit(url or facts.canonical or "").path.split("/")[1:-1]
    except ValueError:
        folders = []
    if any(_NEWS_SECTION.fullmatch(name.strip()) for name in (*folders, *facts.breadcrumb)):
        return True
    quotes = [block.text for block in blocks if block.kind == "quote"]
    return len(quotes) >= 2 and any(_SAYS.search(text) for text in quotes)


def _names_programme(heading: str) -> bool:
    """A heading that names a programme; a bare "Ohjelma" or "Program" heads the agenda of an event."""
    found = _PROGRAMME.search(heading)
    return found is not None and _BARE.fullmatch(heading.strip(" :")) is None
