"""Dates in running text, in Finnish, Swedish, English and ISO forms, each with its place.

Lives here: `dates_in` and `spans_in`, for metadata and linking alike. Not here: which date is the page's own, and years
that stand alone (corpus.metadata).
Only dates that are written out: "this spring", 03-20-2020, 3/4/2020 and numbers with two-digit years stay out, and
nothing is completed from today: a general date parser reads phone numbers and "10.00-14.00" as dates.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple


class DateMention(NamedTuple):
    """A date as written at `text[start:end]`.

    `iso` is cut to what is written: `2020-03-05`, `2020-03` (a month), `--06-15` (a day without a year). A range is two
    mentions, first and last day, side by side.
    """

    iso: str
    start: int
    end: int


class DateSpan(NamedTuple):
    """A date, or a range whose first day is not after its last."""

    first: DateMention
    last: DateMention | None = None


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FI = _listed("tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu")
_SV = _listed("januari februari mars april maj juni juli augusti september oktober november december")
_EN = _listed("January February March April May June July August September October November December")
_SHORT = _listed("jan feb mar apr maj|may jun jul aug sep|sept okt|oct nov dec")
_MONTHS = (
    {name: month for month, name in enumerate(_FI, 1)}
    | {f"{name}kuu": month for month, name in enumerate(_FI, 1)}
    | {name: month for month, name in enumerate(_SV, 1)}
    | {name.lower(): month for month, name in enumerate(_EN, 1)}
    | {name: month for month, names in enumerate(_SHORT, 1) for name in names.split("|")}
)
_FI_MONTH = rf"(?:{'|'.join(_FI)})kuu(?:n|ta|ssa|sta|hun|lta|lla|lle)?"
_NAMED = rf"(?:(?i:{_FI_MONTH}|{'|'.join(_SV)})|{'|'.join(_EN)}|{'|'.join(_EN).upper()})"
# Abbreviations only with a year: "2 mar" and "4 sep" are too easily something else.
_ABBREVIATED = r"(?i:jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec)\.?"
# What a month's name begins with, as plain strings: looked for in every line that has a figure in it.
_NAME_STEMS = _listed("kuu janua febru mars march april maj may jun jul aug sept oktob octob novem decem")
_SHORT_NAME = re.compile(
    r"\b(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Ss]ep|[Oo]kt|[Oo]ct|[Nn]ov|[Dd]ec|JAN|FEB|MAR|APR|SEP|OCT|NOV|DEC)\b"
)
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_LIKE = re.compile(r"\d\s?[./-]\s?\d|\d\d \d\d \d{4}")

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MON = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_BEGIN = r"(?<![\d.,:/+-])"
_END = r"(?![\d/]|[.,:-]\d)"
_DASH = r"\s?[-–—−]\s?"  # a minus serves as a dash on many pages
_ORDINAL = r"(?:\.|:?(?:e|a|nde|nd|st|rd|th)\b)?"
_PAIVA = r"(?:\s+p(?:äivänä|äivään|äivästä|äivän|äivä|:nä|nä|:stä|:ään)\b)?"
# "to" is left out (an English word), and so is what no one sets before a day in figures.
_WEEKDAY = (
    r"(?:ma|ti|ke|pe|la|su|maanantai\w*|tiistai\w*|keskiviikko\w*|torstai\w*|perjantai\w*|lauantai\w*|sunnuntai\w*"
    r"|mån|tis|ons|tors|fre|lör|sön|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)"
)

_ISO = re.compile(rf"{_BEGIN}(?P<y>{_YEAR})(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?![\d/]|[.,-]\d)")
_NUMERIC = re.compile(
    rf"{_BEGIN}(?:(?P<d1>{_DAY})(?:\.(?:\s?(?P<m1>{_MON})(?:\.(?:\s?(?P<y1>{_YEAR}))?)?)?)?(?:{_DASH}"
    rf"|(?P<and>(?<=\.)\s(?:ja|tai|sekä|och|samt|eller)\s)))?"
    rf"(?P<d>{_DAY})(?:\.\s?(?P<m>{_MON})\.\s?|/(?P<m2>{_MON})(?P<slash>[/ -]))(?P<y>{_YEAR}){_END}"
)
# Without a year two numbers are a date only beside words, or another day, that make them one: 1.2. is a chapter too.
_YEARLESS = re.compile(
    rf"{_BEGIN}(?P<d1>{_DAY})\.(?:\s?(?P<m1>{_MON})\.)?{_DASH}(?P<d>{_DAY})\.\s?(?P<m>{_MON})\.(?!\s?\d)"
    rf"|\b(?i:den|{_WEEKDAY}\.?(?:\s(?:den|na))?)\s(?P<d2>{_DAY})\.\s?(?P<m2>{_MON})(?:\.(?!\s?\d)|(?![\d.,:/%]|\s?%))"
    rf"|{_BEGIN}(?P<d3>{_DAY})\.(?P<m3>{_MON})\.(?=,?\s(?:klo|kello|mennessä|asti|saakka|alkaen|lähtien)\b)"
)
_SPACED = re.compile(
    rf"(?<![\d+./-])(?<!\d )(?P<d>(?:0[1-9]|[12]\d|3[01])) (?P<m>0[1-9]|1[0-2]) (?P<y>{_YEAR})(?! ?\d|[./-]\d)"
)
# The day may not be mistaken for a month.
_DASHED = re.compile(rf"(?<![\d+./-])(?P<d>1[3-9]|2\d|3[01])-(?P<m>0[1-9]|1[0-2])-(?P<y>{_YEAR})(?! ?\d|[./-]\d)")
_WORDED = re.compile(
    rf"{_BEGIN}(?:(?P<d1>{_DAY}){_ORDINAL}(?:{_DASH}|(?P<and>\s(?:ja|tai|sekä|och|samt|eller|and|or)\s"
    rf"|\s?&\s?)|\s(?:to|till)\s)(?:den\s)?)?"
    rf"(?P<d>{_DAY}){_ORDINAL}{_PAIVA}(?:\s+of)?\s?"
    rf"(?:(?P<m>{_NAMED})\b(?!-[a-zåäö])(?:,?\s+(?P<y>{_YEAR}){_END})?|(?P<m2>{_ABBREVIATED})\s+(?P<y2>{_YEAR}){_END})"
)
_AMERICAN = re.compile(
    rf"\b(?P<m>{'|'.join(_EN)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s+"
    rf"(?:(?P<d1>{_DAY})(?:st|nd|rd|th)?{_DASH})?(?P<d>{_DAY})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y>{_YEAR}){_END}"
)
_GENITIVE = re.compile(
    rf"(?i:(?<!\w)(?P<m>(?:{'|'.join(_FI)})kuun)\s(?P<d>{_DAY})\.(?:\s?p(?:äivänä|äivään|äivästä|äivän|äivä|:nä|nä)\b)"
    rf"(?:\s(?:vuonna\s)?(?P<y>{_YEAR}){_END})?)"
)
_MONTH = re.compile(
    # A month with an impossible day before it (31 June 2020) says nothing sure.
    rf"(?<!\w)(?<!\b\d\d\s)(?<!\b\d\s)(?<!\d\.\s)(?:(?P<mm>(?i:{'|'.join(_FI)})|{_NAMED})(?:[-–—]|(?<=[a-z])\s[-–—]\s))?"
    rf"(?P<m>{_NAMED}),?\s+(?P<y>{_YEAR})(?!\d|[-–/]\d)"
)
_FIGURES = re.compile(r"\d+")
_FIGURES_FIRST = frozenset((_ISO, _NUMERIC, _SPACED, _DASHED, _WORDED))
_WEEKDAY_STEMS = frozenset(_listed("ma ti ke to pe la su må on fr lö sö de na"))
_BEFORE_FIGURE = re.compile(r"([^\W\d_]+)\.?\s\d")
_NUMBERED = (_ISO, _NUMERIC, _YEARLESS, _SPACED, _DASHED)
_WRITTEN = (_WORDED, _AMERICAN, _GENITIVE, _MONTH)
_WRITTEN_WITHOUT_YEAR = (_WORDED, _GENITIVE)
_REMEMBERED = 500  # characters of a text whose dates are
_DIGIT = re.compile(r"\d")
_JOINT = re.compile(r"\s?[-–—−]\s?(?:den\s)?|\s(?:to|till|until)\s(?:den\s)?")


def dates_in(text: str) -> tuple[DateMention, ...]:
    """Every date written in the text, in order of place; overlapping readings give the first pattern's."""
    return tuple(each for span in spans_in(text) for each in span if each is not None)


def spans_in(text: str) -> tuple[DateSpan, ...]:
    """The same dates, first and last day of a range together."""
    if _DIGIT.search(text) is None:
        return ()
    return _spans_in(text) if len(text) <= _REMEMBERED else _spans_in.__wrapped__(text)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    at_figures = pattern in _FIGURES_FIRST or (pattern is _YEARLESS and not _names_weekday(text))
    return found_at_figures(pattern, text) if at_figures else pattern.finditer(text)


def _names_weekday(text: str) -> bool:
    """Whether a word that may be a weekday, or `den`, stands before a figure: few do, and only there it tells a day."""
    return any(word[:2].casefold() in _WEEKDAY_STEMS for word in _BEFORE_FIGURE.findall(text))


def found_at_figures(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As `finditer`, for patterns that begin with figures, and with the first of a run.

    It spares trying at every letter what may not stand behind which: dates and sums then take half the time.
    """
    at = 0
    for figures in _FIGURES.finditer(text):
        if figures.start() >= at and (found := pattern.match(text, figures.start())):
            yield found
            at = found.end()


@lru_cache(
    maxsize=5_000
)  # three ask of the dates of a line, and pages of a site share many; results do not depend on it
def _spans_in(text: str) -> tuple[DateSpan, ...]:
    patterns = (_NUMBERED if _DATE_LIKE.search(text) else ()) + _written(text)
    taken: list[DateSpan] = []
    occupied = bytearray(len(text)) if patterns else bytearray()
    for pattern in patterns:
        for found in _found(pattern, text):
            spans = _spans(found) if occupied.find(1, found.start(), found.end()) < 0 else []
            if spans:
                occupied[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                taken.extend(spans)
    return tuple(_joined(text, sorted(taken, key=lambda span: span.first.start)))


def _written(text: str) -> tuple[re.Pattern[str], ...]:
    """The patterns with names of months that can match: most lines name none, and half of those that do no year."""
    has_year = _ANY_YEAR.search(text) is not None
    small = text.lower()
    if not any(stem in small for stem in _NAME_STEMS) and not (has_year and _SHORT_NAME.search(text)):
        return ()
    return _WRITTEN if has_year else _WRITTEN_WITHOUT_YEAR


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


def _spans(found: re.Match[str]) -> list[DateSpan]:
    """What a match says: one date, a range, or two dates apart ("3. ja 5.2.2021", and ranges that run backwards)."""
    parts = {name.rstrip("23"): value for name, value in found.groupdict().items() if value}
    place = {name.rstrip("23"): found.start(name) for name, value in found.groupdict().items() if value}
    year, month = parts.get("y"), _month(parts["m"])
    if "d" not in parts:
        return _months(found, parts, f"{year}-{month:02}")
    # 3/4/2020 is one day in London and another in Boston.
    is_unclear = parts.get("slash") == "/" and int(parts["d"]) <= 12 and int(parts["d"]) != month
    last_iso = _full(year, month, parts["d"])
    if last_iso is None or is_unclear:
        return []
    start = found.start() if "mm" not in parts and "d1" not in parts and found.re is not _YEARLESS else place["d"]
    last = DateMention(last_iso, start, found.end())
    first = _first(found, parts, year, month)
    if first is None:
        return [DateSpan(last)]
    if not parts.get("and") and first.iso <= last.iso and len(first.iso) == len(last.iso):
        return [DateSpan(first, last)]
    # Backwards: a day alone ("15.–1.3.2021") is no date, a day and month are one whose year is not known.
    if not parts.get("and") and "y1" not in parts:
        partial = _full(None, _month(parts["m1"]), parts["d1"]) if "m1" in parts else None
        return [*([DateSpan(first._replace(iso=partial))] if partial else []), DateSpan(last)]
    return [DateSpan(first), DateSpan(last)]


def _first(found: re.Match[str], parts: dict[str, str], year: str | None, month: int) -> DateMention | None:
    """The first day of a pair; month and year it does not have are those of the second."""
    if "d1" not in parts:
        return None
    iso = _full(parts.get("y1") or year, _month(parts["m1"]) if "m1" in parts else month, parts["d1"])
    end = max(found.end(name) for name in ("d1", "m1", "y1") if name in parts)
    return DateMention(iso, found.start("d1"), end) if iso else None


def _months(found: re.Match[str], parts: dict[str, str], last: str) -> list[DateSpan]:
    if "mm" not in parts:
        return [DateSpan(DateMention(last, found.start(), found.end()))]
    first = f"{last[:4]}-{_month(parts['mm']):02}"
    later = DateMention(last, found.start("m"), found.end())
    if first > last:
        return [DateSpan(later)]
    return [DateSpan(DateMention(first, found.start("mm"), found.end("mm")), later)]


def _joined(text: str, spans: list[DateSpan]) -> Iterator[DateSpan]:
    """The spans, two dates with nothing but a dash or "till" between them made one range."""
    before: DateSpan | None = None
    for span in spans:
        joined = _range(text, before, span) if before else None
        if before and not joined:
            yield before
        before = joined or span
    if before:
        yield before


def _range(text: str, before: DateSpan, after: DateSpan) -> DateSpan | None:
    a, b = before.first, after.first
    if before.last or after.last or b.start - a.end > 12 or _JOINT.fullmatch(text, a.end, b.start) is None:
        return None
    first = b.iso[:4] + a.iso[1:] if a.iso.startswith("--") and not b.iso.startswith("--") else a.iso
    return DateSpan(a._replace(iso=first), b) if len(first) == len(b.iso) and first <= b.iso else None


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
