"""Times as people name them: `2019..2021`, `2020-03..`, `15.3.2020`, `spring 2020`, `maaliskuu 2020`, `2020Q2`.

Lives here: such a text -> its first and last partial ISO date. Pure. Not here: dates in running text (corpus.dates).
"""

import re
from typing import TypeAlias

Period: TypeAlias = tuple[str | None, str | None]

# Months of the year; winter begins in December of the year before.
_SEASONS = {
    **dict.fromkeys(("spring", "kevät", "keväällä", "våren", "vår"), ("03", "05")),
    **dict.fromkeys(("summer", "kesä", "kesällä", "sommaren", "sommar"), ("06", "08")),
    **dict.fromkeys(("autumn", "fall", "syksy", "syksyllä", "hösten", "höst"), ("09", "11")),
    **dict.fromkeys(("winter", "talvi", "talvella", "vintern", "vinter"), ("12", "02")),
}
# What the names of months begin with: any other word is none, and dates need not be loaded to know that.
_MONTHS = frozenset(
    [
        "tam",
        "hel",
        "maa",
        "huh",
        "tou",
        "kes",
        "hei",
        "elo",
        "syy",
        "lok",
        "mar",
        "jou",
        "jan",
        "feb",
        "apr",
        "maj",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "oct",
        "nov",
        "dec",
    ]
)
_NAMED = re.compile(r"([^\W\d_]+)\s+(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])|[Qq]([1-4])[ /](\d{4})")
_YEARS = re.compile(r"(\d{4})[-–](\d{4})")
_SHORT = re.compile(r"(?:(?:(\d\d?)\.)?(\d\d?)\.)?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d\d?)(?:-(\d\d?))?")

_DAY = re.compile(r"\d\d?\.\d\d?\.\d{4}|\d{4}-\d\d?-\d\d?", re.ASCII)


def period_of(text: str) -> Period | None:
    """The first and last date a text names, in the order typed; None where it names none."""
    text = " ".join(text.split())
    first, dots, last = text.partition("..")
    if not dots and (years := _YEARS.fullmatch(text)):
        return years[1], years[2]
    if not dots:
        return _named(text)
    ends = _named(first.strip()) if first else (None, None), _named(last.strip()) if last else (None, None)
    if ends[0] is None or ends[1] is None or ends == ((None, None), (None, None)):
        return None
    return ends[0][0], ends[1][1]


def begins_period(text: str) -> bool:
    """Whether a year must follow: a season's or a month's name."""
    may_be = text.isalpha() and (text.casefold() in _SEASONS or text[:3].casefold() in _MONTHS)
    return may_be and _named(f"{text} 2000") is not None


def is_full_date(text: str) -> bool:
    iso = iso_of(text)
    return iso is not None and len(iso) == 10


def iso_of(text: str) -> str | None:
    """2020, 2020-03, 2020-03-15, 3.2020 and 15.3.2020 as ISO; None for anything else."""
    if not text.isascii():
        return None
    if match := _SHORT.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= _days_in(int(year), int(month))):
        return None
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


def is_no_day(text: str) -> bool:
    """Whether a text is written as a day, and there is none such: 31.2.2020."""
    return bool(_DAY.fullmatch(text)) and iso_of(text) is None


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _named(text: str) -> Period | None:
    if iso := iso_of(text):
        return iso, iso
    if match := _QUARTER.fullmatch(text):
        year, quarter = match[1] or match[4], int(match[2] or match[3])
        return f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}"
    if (match := _NAMED.fullmatch(text)) and (months := _SEASONS.get(match[1].casefold())):
        begin = int(match[2]) - (months[0] > months[1])
        return f"{begin:04}-{months[0]}", f"{match[2]}-{months[1]}"
    if not any(map(str.isdigit, text)):
        return None
    from corpus.dates import spans_in

    spans = spans_in(text if text[:1].isdigit() else text.capitalize()) or spans_in(text)
    if len(spans) == 1 and not spans[0].first.iso.startswith("--"):
        span, last = spans[0], spans[0].last or spans[0].first
        if span.first.start == 0 and last.end == len(text):
            return span.first.iso, last.iso
    return None
