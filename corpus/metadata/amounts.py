"""Sums of money in a text, in the ways Finnish, Swedish and English pages write them.

Lives here: figures beside a currency. Not here: sums written in words, figures without a currency.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from corpus.dates import found_at_figures
from corpus.model import Amount

_SPACE = " \u00a0\u2009\u202f'’"  # thin and no-break spaces part groups of digits too
_DECIMALS = r"(?:[.,]\d{1,2}(?!\d))?"
_GROUPS = "{1,4}"  # behind the first: sums go to the trillions, and more groups in a row are the cells of a table
_NUMBER = (
    rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}}){_GROUPS}(?!\d){_DECIMALS}"
    rf"|\d{{1,3}}(?:[.,]\d{{3}}){_GROUPS}(?!\d){_DECIMALS}|\d{{1,9}}{_DECIMALS}"
)
_SCALE = (
    r"miljoona(?:a|n|lla|sta|ssa|an)?|miljoonia|miljoonien|milj\.?|miljon(?:er|ers)?|mn\.?|mnt|millions?|mill\.?"
    r"|m(?=\s?€)|miljardi(?:a|n|lla)?|mrd\.?|miljard(?:er)?|billions?|bn|tuhatta|tuhannen|tusen|thousand"
    r"|t\.?(?=\s?€)|k(?=\s?€)"
)
_EURO = r"€|EUR\b|euro(?:a|n|t|ja|jen|lla|lle|lta|ssa|sta|on|na|s|ns)?\b"
_KRONA = r"SEK\b|kronor(?:na)?\b|kruunu(?:a|n|ja)?\b|kr\b"
_DOLLAR = r"USD\b|US\$|\$|dollar(?:ia|in|s)?\b"
_POUND = r"GBP\b|£|pounds?\b|puntaa\b|pund\b"
_UNIT = rf"(?P<EUR>{_EURO})|(?P<SEK>{_KRONA})|(?P<USD>{_DOLLAR})|(?P<GBP>{_POUND})"
_E = r"e(?![\w.:-]*\w)(?!\s?§)"
_BEFORE = r"(?<![\w.,§/-])(?<![\w][-–])"
_IN_GROUPS = "".join(rf"(?<!{_BEFORE}\d{{{n}}}[{_SPACE}])" for n in (1, 2, 3))
_FIRST = rf"{_BEFORE}(?:{_IN_GROUPS}|(?!\d{{3}}(?!\d)))"
"""Where a figure may begin: not at a later group of one. Each would be tried to the end of a row of figures."""
_TO = r"(?:\s?[-–—]\s?|\s(?:till|to)\s)(?:[€$£]|EUR\s)?"

_AFTER = re.compile(
    rf"{_FIRST}(?:(?P<a>{_NUMBER})(?:\s?(?P<scale1>{_SCALE})(?!\w))?{_TO})?(?P<b>{_NUMBER})"
    rf"(?:\s?(?P<scale>{_SCALE})(?!\w))?[-\s]{{0,2}}(?:{_UNIT}|(?P<e>{_E}))",
    re.I,
)
_LEADING = re.compile(
    rf"(?<![\w])(?:(?P<EUR>€|EUR\s|euros\s)|(?P<SEK>SEK\s)|(?P<USD>US\$|\$|USD\s)|(?P<GBP>£|GBP\s))\s?"
    rf"(?P<a>{_NUMBER})(?:\s?(?P<scale1>{_SCALE})(?!\w))?(?:{_TO}(?P<b>{_NUMBER})(?:\s?(?P<scale>{_SCALE})(?!\w))?)?(?!\d)",
    re.I,
)
_MONEY = ("€", "$", "£", "eur", "sek", "usd", "gbp", "kr", "dollar", "pound", "punta", "pund")
_SHORT_EURO = re.compile(r"\d e\b")
_REMEMBERED = 500  # characters of a text whose sums are
_DIGIT = re.compile(r"\d")
_FACTORS = {"milja": 9, "mrd": 9, "billi": 9, "bn": 9, "tuhat": 3, "tuhan": 3, "tusen": 3, "thous": 3, "t": 3, "k": 3}
_CURRENCIES = ("EUR", "SEK", "USD", "GBP")


def amounts_of(texts: Sequence[str]) -> tuple[Amount, ...]:
    """The sums the texts name, each once, as first written, in order; both ends of "3–4 miljoonaa euroa"."""
    found: dict[tuple[str, str], Amount] = {}
    for text in texts:
        if _DIGIT.search(text) and _may_name_money(text):
            for amount in _in_text(text) if len(text) <= _REMEMBERED else _in_text.__wrapped__(text):
                found.setdefault((amount.value, amount.currency), amount)
    return tuple(found.values())


def _may_name_money(text: str) -> bool:
    small = text.lower()
    return any(sign in small for sign in _MONEY) or _SHORT_EURO.search(small) is not None


@lru_cache(maxsize=5_000)  # pages of a site share many lines; results do not depend on it
def _in_text(text: str) -> tuple[Amount, ...]:
    matches: list[re.Match[str]] = []
    occupied = bytearray(len(text))
    for matched in (_LEADING.finditer(text), found_at_figures(_AFTER, text)):
        for found in matched:
            if occupied.find(1, found.start(), found.end()) < 0:
                occupied[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                matches.append(found)
    return tuple(amount for found in sorted(matches, key=lambda match: match.start()) for amount in _amounts(found))


def _amounts(found: re.Match[str]) -> Iterator[Amount]:
    parts = found.groupdict()
    if parts.get("e") and not (parts["scale"] or re.search(rf",\d\d$|[{_SPACE}]\d{{3}}$", parts["b"])):
        return  # "3 e" is a section of a law or a class of a school
    currency = next((code for code in _CURRENCIES if parts.get(code)), "EUR")
    text = found[0].strip()
    first, last = parts["a"], parts["b"]
    scale = parts["scale"] or (parts["scale1"] if found.re is _LEADING else None) or ""
    if first and not (found.re is _AFTER and _is_no_end(first, found)):
        own = parts["scale1"] or ("" if re.fullmatch(r"\d{1,3}(?:[.,]\d{1,2})?", first) is None else scale)
        yield Amount(value=_value(first, own), currency=currency, text=text)
    if last:
        yield Amount(value=_value(last, scale), currency=currency, text=text)


def _is_no_end(first: str, found: re.Match[str]) -> bool:
    """A year or a list's number before a dash with spaces: "2020 – 500 000 euroa"."""
    is_apart = found.string[found.end("a") : found.end("a") + 1] == " " and not found["scale1"]
    return is_apart and (re.fullmatch(r"(?:19|20)\d\d", first) is not None or (len(first) == 1 and not found["scale"]))


def _value(figure: str, scale: str) -> str:
    """A plain decimal number. Three digits after a point are a group, unless "million" follows: 1.500 is 1500."""
    figure = re.sub(rf"[{_SPACE}]", "", figure)
    groups = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*([.,]\d{1,2})?", figure)
    if groups and not (scale and figure.count(groups[1]) == 1 and not groups[2]):
        whole, part = (figure[: groups.start(2)], figure[groups.start(2) + 1 :]) if groups[2] else (figure, "")
        figure = re.sub(r"[.,]", "", whole) + (f".{part}" if part else "")
    number = Decimal(figure.replace(",", "."))
    if scale:
        number = number.scaleb(_FACTORS.get(scale.lower()[:5].rstrip("."), 6))
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
