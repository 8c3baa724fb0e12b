"""Dates in running text, in Finnish, Swedish, English and ISO forms, each with its place.

Lives here: `dates_in`, for metadata and linking alike. Not here: which date is the page's own (metadata).
Only dates that are written out: a year alone, "this spring", 03-20-2020 and numbers with two-digit years stay out, and
nothing is completed from today: a general date parser reads phone numbers and "10.00-14.00" as dates.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple


class DateMention(NamedTuple):
    """A date as written at `text[start:end]`.

    `iso` is cut to what is written: `2020-03-05`, `2020-03` (a month), `--06-15` (a day without a year). A range is two
    mentions, first and last day, side by side.
    """

    iso: str
    start: int
    end: int


_FI = ["tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"]
_SV = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT = ["jan", "feb", "mar", "apr", "maj|may", "jun", "jul", "aug", "sep|sept", "okt|oct", "nov", "dec"]

_MONTHS = (
    {f"{name}kuu": month for month, name in enumerate(_FI, 1)}
    | {name: month for month, name in enumerate(_SV, 1)}
    | {name.lower(): month for month, name in enumerate(_EN, 1)}
    | {name: month for month, names in enumerate(_SHORT, 1) for name in names.split("|")}
)
_FI_MONTH = rf"(?:{'|'.join(_FI)})kuu(?:n|ta|ssa|sta|hun|lta|lla|lle)?"
_SV_MONTH = "|".join(_SV)
_EN_MONTH = "|".join(f"{name}" for name in _EN)
_NAMED = rf"(?:(?i:{_FI_MONTH}|{_SV_MONTH})|{_EN_MONTH})"
# Abbreviations only with a year: "2 mar" and "4 sep" are too easily something else.
_ABBREVIATED = r"(?i:jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec)\.?"

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MON = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_BEGIN = r"(?<![\d.,:/-])"
_END = r"(?![\d/]|[.,:-]\d)"
_TO = r"\s?[-–—]\s?"
_ORDINAL = r"(?:\.|:?(?:e|a|st|nd|rd|th)\b)?"
_PAIVA = r"(?:\s+p(?:äivänä|äivään|äivästä|:nä))?"

_ISO = re.compile(rf"{_BEGIN}(?P<y>{_YEAR})(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?![\d/]|[.,-]\d)")
_NUMERIC = re.compile(
    rf"{_BEGIN}(?:(?P<d1>{_DAY})\.(?:\s?(?P<m1>{_MON})\.(?:\s?(?P<y1>{_YEAR}))?)?{_TO})?"
    rf"(?P<d>{_DAY})(?:\.\s?(?P<m>{_MON})\.\s?|/(?P<m2>{_MON})[/ -])(?P<y>{_YEAR}){_END}"
)
_SPACED = re.compile(rf"(?<![\d+])(?<!\d )(?P<d>(?:0[1-9]|[12]\d|3[01])) (?P<m>0[1-9]|1[0-2]) (?P<y>{_YEAR})(?! ?\d)")
_WORDED = re.compile(
    rf"{_BEGIN}(?:(?P<d1>{_DAY}){_ORDINAL}(?:\s?(?P<m1>{_NAMED}))?(?:{_TO}))?"
    rf"(?P<d>{_DAY}){_ORDINAL}{_PAIVA}(?:\s+of)?\s?(?:(?P<m>{_NAMED})\b(?:,?\s+(?P<y>{_YEAR}){_END})?|(?P<m2>{_ABBREVIATED})\s+(?P<y2>{_YEAR}){_END})"
)
_AMERICAN = re.compile(
    rf"\b(?P<m>{_EN_MONTH})\s+(?:(?P<d1>{_DAY})(?:st|nd|rd|th)?{_TO})?(?P<d>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR}){_END}"
)
_MONTH = re.compile(rf"(?<!\w)(?P<m>{_NAMED}),?\s+(?P<y>{_YEAR})(?!\d|[-–/]\d)")
_DIGIT = re.compile(r"\d")
_PATTERNS = (_ISO, _NUMERIC, _SPACED, _WORDED, _AMERICAN, _MONTH)


def dates_in(text: str) -> tuple[DateMention, ...]:
    """Every date written in the text, in order of place; overlapping readings give the first pattern's."""
    if _DIGIT.search(text) is None:
        return ()
    taken: list[DateMention] = []
    occupied = bytearray(len(text))
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            mentions = list(_mentions(found)) if occupied.find(1, found.start(), found.end()) < 0 else []
            if mentions:
                occupied[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                taken.extend(mentions)
    return tuple(sorted(taken, key=lambda mention: (mention.start, mention.end)))


def iso_date(value: str) -> str | None:
    """An ISO date or time stamp, as in attributes, cut to a valid day, month or year; None for anything else."""
    found = re.match(rf"\s*({_YEAR})(?:-?(\d\d)(?:-?(\d\d))?)?(?=$|[T\s+Z]|-(?!\d))", value)
    if found is None:
        return None
    year, month, day = found.groups()
    if day is not None:
        return _full(year, int(month), day)
    if month is not None:
        return f"{year}-{month}" if 1 <= int(month) <= 12 else None
    return str(year)


def _mentions(found: re.Match[str]) -> Iterator[DateMention]:
    parts = {name: value for name, value in found.groupdict().items() if value}
    year = parts.get("y") or parts.get("y2")
    month = _month(parts.get("m") or parts["m2"])
    if "d" not in parts:
        yield DateMention(f"{year}-{month:02}", found.start(), found.end())
        return
    last = _full(year, month, parts["d"])
    if last is None:
        return
    first = None
    if "d1" in parts:
        first = _full(parts.get("y1") or year, _month(parts["m1"]) if "m1" in parts else month, parts["d1"])
    if first is not None and first <= last:
        yield DateMention(first, found.start("d1"), found.end("d1"))
    yield DateMention(last, found.start("d") if "d1" in parts else found.start(), found.end())


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    key = word.lower().rstrip(".")
    finnish = re.match(r"\w+?kuu", key)
    return _MONTHS[finnish.group() if finnish else key]


def _full(year: str | None, month: int, day: str) -> str | None:
    """The day as ISO, `--MM-DD` without a year; None where the calendar has no such day."""
    try:
        full = date(int(year or 2000), month, int(day)).isoformat()  # 2000: without a year, 29 February is a day
    except ValueError:
        return None
    return full if year else f"-{full[4:]}"
