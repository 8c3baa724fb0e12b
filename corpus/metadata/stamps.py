"""The page's own dates: what says so, in which role, and which lines of the page do nothing else.

Lives here: labels ("Päivitetty", "Publicerad", "Last updated") and the order of evidence. Not here: HTML (head.py).
No evidence, no date: a search of the whole page for something like a date finds events and deadlines.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.dates import DateMention, spans_in
from corpus.model import DateRole, PageDate


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_STAMP_LENGTH = 150
_DATE_LENGTH = 60
_NEAR = 25
"""At most so many characters between a label and its date."""
_LEFT_OVER = 12
"""Letters a line may hold beside labels, dates, times and "print" and still be nothing but a stamp."""

_PUBLISHED = (
    r"julkaistu|julkaisupäivä(?:määrä)?|julkaisuaika|julkaisuvapaa|julkaistavissa|laadittu|luotu|publicera[dts]+"
    r"|publiceringsdatum|publiceringsdag|publiceringstid"
    r"|fri för publicering|skapad|published(?: on)?|date published|publication date|posted(?: on)?"
    r"|released(?: on)?|embargo(?:ed)? until"
)
_RELEASED = (
    r"uutinen|nyhet|news|artikkeli|artikel|article"
    r"|(?:lehdistö|media)?tiedote|(?:press|medie)?meddelande|(?:press|media) release"
)
_UPDATED = (
    r"(?:(?:tämä )?(?:sivu[an]?|sisältöä?|tiedot?|tietoja) (?:on )?)?(?:viimeksi )?"
    r"(?:päivitetty|muokattu|muutettu|tarkistettu)(?: viimeksi)?"
    r"|päivitys(?:päivä)?|viimeisin (?:muutos|päivitys)|(?:sivun )?viimeisin muokkaus"
    r"|(?:(?:den här )?(?:sidan|innehållet|texten|informationen|uppgifterna) )?(?:(?:är|har|blev) )?(?:senast )?"
    r"(?:uppdatera|ändra|redigera|granska)(?:d|de|des|t|ts)(?: senast)?"
    r"|senaste (?:uppdatering|ändring)|uppdateringsdatum"
    r"|(?:(?:this )?(?:page|content|information) )?(?:(?:was|has been) )?(?:last )?"
    r"(?:updated|modified|edited|changed|reviewed)(?: last)?(?: on)?|last update|date modified"
)
_NUMBERED = re.compile(rf"(?P<kind>{_RELEASED})\s+(?:nro|nr|no)?\.?\s*\d{{1,4}}\s?/\s?(?:19|20)\d\d", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(
    rf"(?<![\w-])(?:(?P<published>{_PUBLISHED})|(?P<released>{_RELEASED})|(?P<updated>{_UPDATED}))\b\s*:?", re.I
)
_STEMS = _listed(
    """
    julkais laadit luotu publi skapad post releas embargo uutinen nyhet news artik article tiedote meddeland
    päivi muok muute tarkis uppdat ändra ändring redig granska updat modif edit chang review
    """
)
"""What every label has in it: looked for first, being plain strings."""
_MONTH = re.compile(r"[\s:]*(?P<month>0?[1-9]|1[0-2])\s?/\s?(?P<year>(?:19|20)\d\d)(?![\d/]|[.-]\d)")
_YEAR_ALONE = re.compile(r"[\s:]*(?P<year>(?:19|20)\d\d)\W*$")
_SHORT_DATE = re.compile(r"\d\s?/\s?(?:19|20)\d\d|(?:19|20)\d\d\W*$")
_APART = re.compile(r"[^\w\s]\s*$")
_TIME = re.compile(r"(?:\b(?:klo|kl|kello|at)\b\.?)?\s*\b\d{1,2}[.:]\d\d(?:[.:]\d\d)?\b(?:\s*(?:am|pm)\b)?", re.I)
_PRINT = (
    r"tulosta(?: (?:tämä )?(?:sivu|artikkeli))?|tulostettava versio|tulostusversio|tulostus"
    r"|skriv ut(?: (?:den här |denna )?(?:sidan|artikeln))?|utskriftsversion|utskriftsvänlig version|utskrift"
    r"|print(?: (?:this )?(?:page|article|version))?|printable version|printer[- ]friendly(?: version)?"
)
_ALONGSIDE = re.compile(
    rf"\b(?:{_PRINT}|jaa|dela|share|den|on|by|ja|och"
    r"|and|klo|kl|ma|ti|ke|to|pe|la|su|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?|mon|tue|wed|thu|fri|sat|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_PRINTS = re.compile(rf"\b(?:{_PRINT})\b", re.I)
_PARTS = re.compile(r"\s[|·•]\s")  # footers set a date beside an address
_LETTER = re.compile(r"[^\W\d_]")


def is_stamp(line: str) -> bool:
    """Whether the line does nothing but tell when the page was published or updated (and perhaps offer to print).

    A date and "print" and nothing else is one, too.
    """
    return len(line) <= _STAMP_LENGTH and _has_year(line) and _is_stamp(line)


def _has_year(line: str) -> bool:
    return ("20" in line or "19" in line) and _YEAR.search(line) is not None


@lru_cache(maxsize=5_000)  # asked twice of a line, and pages of a site share many; results do not depend on it
def _is_stamp(line: str) -> bool:
    small = line.lower()
    prints = _PRINTS.search(line) is not None
    if not (prints or any(stem in small for stem in _STEMS)):
        return False
    # Beside "print" a date needs no label to be the page's, but which of its dates it is nobody knows.
    marks = [mention for _, mention in _marks(line)]
    told = marks or (_dates(line) if prints else [])
    if not told:
        return False
    left = line
    for mention in sorted(told, key=lambda mention: -mention.start):
        left = left[: mention.start] + " " + left[mention.end :]
    left = _ALONGSIDE.sub(" ", _TIME.sub(" ", _LABEL.sub(" ", left)))
    return len(_LETTER.findall(left)) <= (_LEFT_OVER if marks else 0)


def page_dates(declared: Sequence[PageDate], lines: Iterable[str]) -> tuple[PageDate, ...]:
    """One date per role: what the head declares (in its own order of trust), else the first labelled line.

    A label may stand on a line of its own above its date.
    """
    found = list(declared)
    above = ""
    for line in lines:
        if _has_year(line):
            labelled = f"{_label_of(above)} {line}".strip() if len(line) <= _DATE_LENGTH else line
            parts = [labelled] if is_stamp(labelled) else [part for part in _PARTS.split(line) if part != line]
            for part in parts:
                if part is labelled or is_stamp(part):
                    found.extend(
                        PageDate(role=role, value=mention.iso, source="label") for role, mention in _marks(part)
                    )
        above = line
    first: dict[str, PageDate] = {}
    for each in found:
        first.setdefault(each.role, each)
    return tuple(first[role] for role in ("published", "updated") if role in first)


def _label_of(line: str) -> str:
    """A line that is a label and no more, or names the kind and the number of a release: `TIEDOTE 12/2021`."""
    if len(line) > _DATE_LENGTH:
        return ""
    if numbered := _NUMBERED.fullmatch(line.strip()):
        return numbered["kind"]
    found = _LABEL.fullmatch(line.strip())
    return line if found is not None and not found["released"] else ""


def _marks(line: str) -> list[tuple[DateRole, DateMention]]:
    """Labels at the start of the line or after another date, each with the date that follows it closely."""
    marks: list[tuple[DateRole, DateMention]] = []
    at = 0
    for mention in _dates(line):
        label = None
        for found in _LABEL.finditer(line, at, mention.start):
            label = found
        if (
            label is None
            or mention.start - label.end() > _NEAR
            or _LETTER.search(_ALONGSIDE.sub("", line[label.end() : mention.start]))
        ):
            continue
        if not marks and not _begins(line, label):
            break
        marks.append(("updated" if label["updated"] else "published", mention))
        at = mention.end
    return marks


def _begins(line: str, label: re.Match[str]) -> bool:
    """Whether the label speaks of the page: in "järjestelmän päivitys 3.4.2020" it speaks of the word before it."""
    before = _ALONGSIDE.sub("", line[: label.start()])
    letters = len(_LETTER.findall(before))
    return letters == 0 or (letters <= _LEFT_OVER and (label[0][0].isupper() or _APART.search(before) is not None))


def _dates(line: str) -> list[DateMention]:
    """Whole dates, and behind a label a month (11/2016) or, where nothing follows, a year. Ranges date no page."""
    dates = [span.first for span in spans_in(line) if not span.last and not span.first.iso.startswith("--")]
    for label in _LABEL.finditer(line) if not dates and _SHORT_DATE.search(line) else ():
        found = None if label["released"] else _MONTH.match(line, label.end())
        if found:
            dates.append(DateMention(f"{found['year']}-{int(found['month']):02}", found.start("month"), found.end()))
        elif not label["released"] and (found := _YEAR_ALONE.match(line, label.end())):
            dates.append(DateMention(found["year"], found.start("year"), found.end("year")))
    return sorted(dates, key=lambda mention: mention.start)
