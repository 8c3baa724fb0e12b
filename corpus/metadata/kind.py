"""What sort of page it is, by general cues in three languages, and the number it runs under.

Lives here: the cues and their order. Not here: the words of furniture (corpus.cleaning), reading addresses' languages.
The order goes from what a page says of itself (announcement 3/2021), over where its site files it (address,
breadcrumb), to what it is about. That a content system declares every page an article (`og:type`) says little, so it
comes last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from corpus.metadata.facts import Facts
from corpus.model import Block, PageKind

_TOP = 6
"""The document's own name stands in the first few lines."""
_LEAD = 160
"""What a page is stands in the first words of its first paragraphs."""

_RELEASE = (
    r"(?:(?:lehdistö|media)?tiedote|(?:press|medie)?meddelande|kungörelse|kuulutus"
    r"|(?:press|media) (?:release|announcement|statement)|announcement)"
)
_NUMBER = r"(?P<number>\d{1,4})\s?[-/–]\s?(?P<year>(?:19|20)\d\d)"
_RELEASE_LINE = re.compile(
    rf"{_RELEASE}(?:[ :.,]+(?:nro|nr|no|n:o|number)?\.?:?\s*{_NUMBER})?(?:[ :,]+[\d.:/ -]*)?", re.I
)
# A number without its year tells the kind, but is no number to know the announcement by: next year has one too.
_NUMBERED = re.compile(rf"{_RELEASE},? ?(?:nro|nr|no|n:o|number)\.?:? ?\d{{1,4}}(?![\d/.-]*\d)", re.I)
_RELEASE_NUMBER = re.compile(rf"\b{_RELEASE}[ :.,]+(?:(?:nro|nr|no|n:o|number)\.?:?\s*)?{_NUMBER}(?!\d)", re.I)
_DECISION = re.compile(
    r"\b(?:\w*päätös|päätökset|viranhaltijapäätös|pöytäkirja|\w*beslut|tjänsteinnehavarbeslut|protokoll"
    r"|decision|minutes)\b",
    re.I,
)
_SECTION = re.compile(
    r"§ ?\d|\d ?§|\b(?:diaarinumero|dnro|diarienummer|dnr|register number|record number)\b"
    r"|\b(?:oikaisuvaatimu|rättelseyrkande|begäran om omprövning|request for review|appeal instructions)",
    re.I,
)
_CONTACT = re.compile(
    r"\b(?:yhteystie\w+|ota yhteyttä|henkilöstöhaku|kontaktuppgifter\w*|kontakta oss|kontakt|contact(?:s| us"
    r"| information| details)?)\b",
    re.I,
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
# An event has a programme too: in running text "ohjelma" and "program" count only as the end of a longer word.
_UNDERTAKING = re.compile(
    r"\b(?:\w+-?)?(?:hanke|hankke(?:en|essa|eseen|esta|ella|ita|iden|issa)|hanketta|projekti(?:n|ssa|sta|a)?)\b"
    r"|-(?:hanke|hankke\w+|projekti\w*|ohjelma\w{0,4})\b|\b\w{3,}ohjelma(?:n|a|ssa|sta|an)?\b"
    r"|\b(?:\w+)?projekt(?:et|ets|en)?\b|\b\w{3,}program(?:met|mets)?\b|\b(?:regeringens|nationella) program\w*"
    r"|\bprojects?\b|\b(?:programme|initiative)s?\b",
    re.I,
)
_STEMS = ("ohjelma", "hank", "proje", "program", "initiative")
"""What every word for an undertaking has in it."""

_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[–-]\s?(?:19|20)?\d\d\b|\b20[3-9]\d\b")
_SERVICE = re.compile(
    r"\b(?:\w*palvelu(?:t|ja|n|mme)?|\w*tjänst(?:er|erna|en)?|\w*service|services|ajanvaraus|tidsbokning|appointments?"
    r"|hakeminen|ansökan|aukioloajat|öppettider|opening hours|neuvonta|rådgivning|maksut|avgifter|fees)\b",
    re.I,
)
_SERVICE_HEADING = re.compile(
    r"(?:miten|näin|kuinka) (?:hae|haet|varaat|pääset|teen|saat|voit hakea)\b.*|hakeminen|(?:tuen )?hakuohjeet?"
    r"|kenelle|kuka voi (?:hakea|saada)\b.*|ajanvaraus|aukioloajat|hinnasto|hinnat"
    r"|så (?:här )?(?:ansöker|söker|bokar|gör|kommer)\b.*|ansökan|vem kan (?:ansöka|få|söka)\b.*|tidsbokning|öppettider"
    r"|priser|vem är (?:tjänsten|stödet) till för"
    r"|how to (?:apply|book|get started)\b.*|who can (?:apply|get)\b.*|who is (?:entitled|eligible)\b.*|getting started"
    r"|booking|appointments?|opening hours|prices",
    re.I,
)
# Names of folders and sections, whole; in addresses they come without dots over the letters.
_FILED: tuple[tuple[PageKind, re.Pattern[str]], ...] = (
    ("decision", re.compile(r"p[äa][äa]t[öo]kset|p[öo]yt[äa]kirjat?|beslut|protokoll|decisions|minutes", re.I)),
    ("contact", re.compile(r"yhteystie\w+|kontakt|kontaktuppgifter|kontakta-oss|contacts?|contact-us", re.I)),
    (
        "news",
        re.compile(
            r"uutis\w*|uutiset|ajankohtaista|(?:lehdisto|media)?tiedotteet|lehdistötiedotteet|nyheter|nyhet|aktuellt"
            r"|(?:press)?meddelanden|news|(?:press|media)[- ]?releases?|announcements|blogi?|blogg",
            re.I,
        ),
    ),
    (
        "programme",
        re.compile(
            r"[\w -]*hankkeet|hanke|projektit|[\w -]*projekt(?:en)?|(?:[\w -]+[ -])?projects?"
            r"|ohjelmat|program(?:men|mes)?",
            re.I,
        ),
    ),
    ("service", re.compile(r"[\w -]*palvelut|[\w -]*tj[äa]nster|(?:[\w -]+[ -])?services", re.I)),
)
_ADMINISTRATION = re.compile(r"p[äa][äa]t[öo]ksenteko|beslutsfattande|decision-?making", re.I)
_CRUMBS = re.compile(r"\s+[>»›/→|]\s*|[>»›→|]")


def number_of(lines: Sequence[str]) -> str | None:
    """The running number of an announcement, as number/year: `3/2021`."""
    for line in lines[: _TOP + 2]:
        may_be = len(line) <= 150 and ("20" in line or "19" in line)  # a year is part of the number
        found = _RELEASE_NUMBER.search(line) if may_be else None
        if found:
            return f"{int(found['number'])}/{found['year']}"
    return None


def kind_of(  # noqa: PLR0911  one line a kind
    title: str, blocks: Sequence[Block], facts: Facts, url: str | None = None, trail: Iterable[str] = ()
) -> PageKind:
    """The sort of page, from its title, its kept blocks, its markup and where it is filed; `other` when nothing says.

    `trail` holds the breadcrumbs that stood in the text of the page.
    """
    lines = [block.text for block in blocks]
    if number_of([title, *lines]) or any(_is_release(line) for line in [title, *lines[:_TOP]]):
        return "announcement"
    filed = _filed(url or facts.canonical, [*facts.breadcrumb, *_crumbs(trail)], title)
    if _is_decision(title, blocks, filed):
        return "decision"
    if _CONTACT.search(title) or _mostly_contacts(blocks):
        return "contact"
    if filed in ("contact", "news"):
        return filed
    if any(each in ("newsarticle", "blogposting", "reportagenewsarticle") for each in facts.types):
        return "news"
    if filed == "programme" or _finds(_PROGRAMME, title):
        return "programme"
    quotes = [block.text for block in blocks if block.kind == "quote"]
    if len(quotes) >= 2 and any(_SAYS.search(text) for text in quotes):
        return "news"
    return filed or _by_subject(title, blocks, facts)


def _by_subject(title: str, blocks: Sequence[Block], facts: Facts) -> PageKind:
    """The sort of page by what it is about."""
    headings = [block.text for block in blocks if block.kind == "heading"]
    if _is_about_undertaking(title, blocks) or any(_names_programme(heading) for heading in headings):
        return "programme"
    if _SERVICE.search(title) or any("service" in each for each in facts.types):
        return "service"
    if any(_SERVICE_HEADING.fullmatch(heading.strip(" ?:")) for heading in headings):
        return "service"
    if "og:article" in facts.types and any(each.role == "published" for each in facts.dates):
        return "news"
    return "other"


def _is_release(line: str) -> bool:
    line = line.strip()
    return _NUMBERED.match(line) is not None or (len(line) <= 60 and _RELEASE_LINE.fullmatch(line) is not None)


def _is_decision(title: str, blocks: Sequence[Block], filed: PageKind | None) -> bool:
    """Called or filed as a decision, or under a section sign, and with the marks of one in its text."""
    called = _DECISION.search(title) is not None or "§" in title or filed == "decision"
    return called and any(_SECTION.search(block.text[:300]) for block in blocks)


def _mostly_contacts(blocks: Sequence[Block]) -> bool:
    contacts = sum(block.kind == "contact" for block in blocks)
    return contacts >= 3 and contacts >= 0.5 * sum(block.kind != "heading" for block in blocks)


def _filed(url: str | None, crumbs: Sequence[str], title: str) -> PageKind | None:
    """What the folders of the address, else the breadcrumbs, say; the innermost that says something decides."""
    try:
        folders = unquote(urlsplit(url or "").path).split("/")[1:-1]
    except ValueError:
        folders = []
    for names in (folders, [crumb for crumb in crumbs if crumb.casefold() != title.casefold()]):
        for name in reversed(names):
            if kind := _kind_in(name):
                return kind
    return None


@lru_cache(maxsize=1_000)  # pages of a site share their folders
def _kind_in(name: str) -> PageKind | None:
    """What a folder or section of such a name holds."""
    clean = re.sub(r"\.\w{2,5}$", "", name.strip()).replace("_", "-")
    if not clean or _ADMINISTRATION.fullmatch(clean):
        return None
    return next((kind for kind, pattern in _FILED if pattern.fullmatch(clean)), None)


def _crumbs(trail: Iterable[str]) -> Iterator[str]:
    for text in trail:
        for crumb in _CRUMBS.split(text):
            yield crumb.rsplit(":", 1)[-1].strip()


def _is_about_undertaking(title: str, blocks: Sequence[Block]) -> bool:
    """Whether the first words below the title say that this is a project; a title with its years says half of it."""
    leads = [block.text for block in blocks if block.kind == "paragraph" and len(block.text) >= 60][:2]
    if not leads:
        return False
    if _YEARS.search(title) and any(_finds(_UNDERTAKING, lead) for lead in leads):
        return True
    return _finds(_UNDERTAKING, leads[0][:_LEAD].split(". ")[0])


def _finds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text names an undertaking, by one of the two patterns; they are slow, and most texts name none."""
    small = text.lower()
    return any(map(small.__contains__, _STEMS)) and pattern.search(text) is not None


def _names_programme(heading: str) -> bool:
    """A heading that names a programme; a bare "Ohjelma" or "Program" heads the agenda of an event."""
    return _finds(_PROGRAMME, heading) and _BARE.fullmatch(heading.strip(" :")) is None
