"""The page's own dates: what says so, in which role, and which lines of the page do nothing else.

Lives here: labels ("Päivitetty", "Publicerad", "Last updated") and the order of evidence. Not here: HTML (head.py).
No evidence, no date: a search of the whole page for something like a date finds events and deadlines.
"""

import re
from collections.abc import Iterable, Sequence

from corpus.dates import DateMention, dates_in
from corpus.model import DateRole, PageDate

_STAMP_LENGTH = 150
_NEAR = 25
"""At most so many characters between a label and its date."""
_LEFT_OVER = 12
"""Letters a line may hold beside labels, dates, times and "print" and still be nothing but a stamp."""

_PUBLISHED = (
    r"julkaistu|julkaisupäivä(?:määrä)?|julkaisuvapaa|julkaistavissa|laadittu|luotu|publicera[dts]+"
    r"|publiceringsdatum|publiceringsdag"
    r"|fri för publicering|skapad|published(?: on)?|date published|publication date|posted(?: on)?"
    r"|released(?: on)?|embargo(?:ed)? until"
    r"|uutinen|nyhet|news|artikkeli|artikel|article"
    r"|(?:lehdistö|media)?tiedote|(?:press|medie)?meddelande|(?:press|media) release"
)
_UPDATED = (
    r"(?:(?:tämä )?(?:sivu[an]?|sisältöä?|tiedot?) (?:on )?)?(?:viimeksi )?(?:päivitetty|muokattu|muutettu|tarkistettu)"
    r"(?: viimeksi)?"
    r"|päivitys(?:päivä)?|viimeisin (?:muutos|päivitys)|(?:sivun )?viimeisin muokkaus"
    r"|(?:(?:den här )?(?:sidan|innehållet) )?(?:(?:är|har|blev) )?(?:senast )?"
    r"(?:uppdatera(?:d|des|t|ts)|ändra(?:d|des|t|ts)|redigera(?:d|des|t|ts)|granska(?:d|des|t|ts))(?: senast)?"
    r"|senaste (?:uppdatering|ändring)|uppdateringsdatum"
    r"|(?:(?:this )?(?:page|content) )?(?:(?:was|has been) )?(?:last )?(?:updated|modified|edited|changed|reviewed)"
    r"(?: last)?(?: on)?|last update|date modified"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(rf"(?:(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED}))\b\s*:?", re.I)
_TIME = re.compile(r"(?:\b(?:klo|kl|kello|at)\b\.?)?\s*\b\d{1,2}[.:]\d\d(?:[.:]\d\d)?\b(?:\s*(?:am|pm)\b)?", re.I)
_ALONGSIDE = re.compile(
    r"\b(?:tulosta(?: sivu)?|skriv ut(?: sidan)?|print(?: (?:this )?page)?|jaa|dela|share|den|on|by|ja|och"
    r"|and|klo|kl)\b",
    re.I,
)
_PARTS = re.compile(r"\s[|·•]\s")  # footers set a date beside an address
_LETTER = re.compile(r"[^\W\d_]")


def is_stamp(line: str) -> bool:
    """Whether the line does nothing but tell when the page was published or updated (and perhaps offer to print)."""
    if len(line) > _STAMP_LENGTH or _YEAR.search(line) is None or _LABEL.search(line) is None:
        return False
    marks = _marks(line)
    if not marks:
        return False
    left = line
    for _, mention in sorted(marks, key=lambda mark: -mark[1].start):
        left = left[: mention.start] + " " + left[mention.end :]
    left = _ALONGSIDE.sub(" ", _TIME.sub(" ", _LABEL.sub(" ", left)))
    return len(_LETTER.findall(left)) <= _LEFT_OVER


def page_dates(declared: Sequence[PageDate], lines: Iterable[str]) -> tuple[PageDate, ...]:
    """One date per role: what the head declares (in its own order of trust), else the first labelled line."""
    found = list(declared)
    for line in lines:
        for part in (line,) if is_stamp(line) else _PARTS.split(line):
            if is_stamp(part):
                found.extend(PageDate(role=role, value=mention.iso, source="label") for role, mention in _marks(part))
    first: dict[str, PageDate] = {}
    for each in found:
        first.setdefault(each.role, each)
    return tuple(first[role] for role in ("published", "updated") if role in first)


def _marks(line: str) -> list[tuple[DateRole, DateMention]]:
    """Labels at the start of the line or after another date, each with the date that follows it closely."""
    mentions = [mention for mention in dates_in(line) if not mention.iso.startswith("--")]
    marks: list[tuple[DateRole, DateMention]] = []
    at = 0
    for mention in mentions:
        label = None
        for found in _LABEL.finditer(line, at, mention.start):
            label = found
        if (
            label is None
            or mention.start - label.end() > _NEAR
            or _LETTER.search(_ALONGSIDE.sub("", line[label.end() : mention.start]))
        ):
            continue
        if not marks and len(_LETTER.findall(line[: label.start()])) > _LEFT_OVER:
            break
        marks.append(("published" if label.group("published") else "updated", mention))
        at = mention.end
    return marks
