"""Figures that survive translation: sums of money, full dates, phones and mails; and the years a page is of.

Lives here: texts -> their keys among the features of a page. Not here: all other features (features.py), facts as they
are shown to people (corpus.facts, corpus.metadata).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.dates import dates_in

_FULL_DATE = 10


def facts_in(text: str) -> Iterable[str]:
    """Sums of money and full dates."""
    yield from _sums(text)
    yield from (f"d:{iso}" for iso in days_in(text))


def years_in(title: str) -> tuple[int, ...]:
    """The years that a title names, with those between the ends of a range, in order."""
    years = {int(year) for year in _YEAR.findall(title)}
    for first, last in _YEARS.findall(title):
        years.update(range(int(first), min(int(last), int(first) + MOST_YEARS) + 1))
    return tuple(sorted(years))


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[–-]\s?((?:19|20)\d\d)(?!\d)")
MOST_YEARS = 15  # of a range: what is longer is no undertaking's


def days_in(text: str) -> Iterable[str]:
    return (each.iso for each in dates_in(text) if len(each.iso) == _FULL_DATE)


def year_of(concepts: Mapping[str, float], published: str | None) -> int | None:
    """The year that most full dates are in, the earlier of two that share the lead; else that of publication."""
    years: Counter[int] = Counter()
    for feature, n in concepts.items():
        if feature.startswith("d:"):
            years[int(feature[2:6])] += int(n)
    if years:
        return min(years, key=lambda year: (-years[year], year))
    return int(published[:4]) if published and published[:4].isdecimal() else None


_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"(?<![\w.,-])(?:\+358[ -]?\(?0?\)?|0)\d{1,3}(?:[ -]?\d{2,4}){2,3}(?![\w-])")


def contact_keys(text: str) -> Iterable[str]:
    for mail in _MAIL.findall(text):
        yield mail.casefold()
    for phone in _PHONE.findall(text):
        digits = re.sub(r"\D", "", phone)
        yield "tel:" + (digits.removeprefix("358").lstrip("0"))


_GROUP = r"\d{1,3}(?:[  . ,]\d{3})+|\d+"
_SUM = re.compile(
    rf"(?:(?:€|EUR|euros?)\s?)?(?P<whole>{_GROUP})(?:[.,](?P<part>\d{{1,2}}))?\s*"
    r"(?P<scale>miljoona\w*|milj\.?|miljon\w*|mn|million|mrd|miljard\w*|billion)?\s*(?P<unit>€|EUR\b|euro\w*)?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"€|EUR|euro", re.IGNORECASE)
_SCALES = {"milja": 1e9, "mrd": 1e9, "billi": 1e9}


def _sums(text: str) -> Iterable[str]:
    """Sums of money to three digits, so that 2 849 500 euroa and EUR 2.85 million are one."""
    if not _UNIT.search(text):  # as in most blocks: looking for sums at every figure takes ten times as long
        return
    for match in _SUM.finditer(text):
        if not (match["unit"] or re.match(r"€|EUR|euro", match[0], re.IGNORECASE)):
            continue
        value = float(re.sub(r"\D", "", match["whole"]) + "." + (match["part"] or "0"))
        if scale := match["scale"]:
            value *= _SCALES.get(scale.lower()[:5].rstrip("."), 1e6)
        if value >= 100:
            yield f"s:{value:.2e}"
