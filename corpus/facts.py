"""Facts that should be the same in every language: dates, sums of money, phone numbers, mail addresses. Pure.

Lives here: a text -> its facts, and where those of parallel passages differ. Not here: finding the passages
(corpus.alignment), reading dates, sums and contacts (corpus.metadata).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import product
from typing import Literal, TypeAlias

from msgspec import Struct

from corpus.metadata.amounts import amounts_of
from corpus.metadata.contacts import contacts_of
from corpus.metadata.mentions import mentions_of
from corpus.model import Block

FactKind: TypeAlias = Literal["date", "amount", "phone", "mail"]


class Fact(Struct, frozen=True, kw_only=True):
    """`value` is comparable across languages, `text` is how the page writes it.

    Values: an ISO date cut to its precision (`--06-15`: no year), `1500 EUR`, digits of a phone number without country
    code or leading zero, a mail address in lower case.
    """

    kind: FactKind
    value: str
    text: str


class Difference(Struct, frozen=True, kw_only=True):
    """Two facts that should be one, or a fact that only one side has (the other is None)."""

    kind: FactKind
    a: Fact | None
    b: Fact | None


def facts_in(text: str) -> tuple[Fact, ...]:
    """The facts of a text, each once, by kind in the order of the text."""
    found: list[Fact] = []
    for mention in mentions_of([text]):
        ends = (mention.value,) if mention.end is None else (mention.value, mention.end)
        found.extend(Fact(kind="date", value=end, text=mention.text) for end in ends)
    found.extend(Fact(kind="amount", value=f"{it.value} {it.currency}", text=it.text) for it in amounts_of([text]))
    for contact in contacts_of([Block(kind="paragraph", text=line) for line in text.split("\n")]):
        found.extend(Fact(kind="phone", value=_digits(each), text=each) for each in contact.phones)
        found.extend(Fact(kind="mail", value=_plain(each), text=each) for each in contact.mails)
    return tuple({(fact.kind, fact.value): fact for fact in reversed(found)}.values())[::-1]


def differences(passages: Sequence[tuple[str, str, bool]]) -> Iterator[tuple[int, Difference]]:
    """Where parallel passages of two pages differ, with the number of the passage.

    Each passage is its text in both languages and whether it is to be compared: gaps and doubtful pairs are not, but
    what stands there may be what another passage lacks, as where a page tells a date one paragraph later.
    """
    sides = [(facts_in(a), facts_in(b)) for a, b, _ in passages]
    lacking = [
        (_lacking(a, b, texts[1]), _lacking(b, a, texts[0])) for (a, b), texts in zip(sides, passages, strict=True)
    ]
    for n, (a, b) in enumerate(lacking):
        others = [each for m, each in enumerate(lacking) if m != n]
        only_a = [fact for fact in a if not any(_is_among(fact, its[1]) for its in others)]
        only_b = [fact for fact in b if not any(_is_among(fact, its[0]) for its in others)]
        if passages[n][2]:
            yield from ((n, each) for each in _paired(only_a, only_b, sides))


def _lacking(facts: Iterable[Fact], others: Sequence[Fact], text: str) -> list[Fact]:
    """The facts that the other side does not tell."""
    return [
        fact
        for fact in facts
        if not _is_among(fact, others) and not _is_written(fact, text) and not _is_listed(fact, others, text)
    ]


def _is_listed(fact: Fact, others: Iterable[Fact], text: str) -> bool:
    """A day in a list that names its month once: `5., 12. ja 19.11.`"""
    if fact.kind != "date" or len(fact.value) < _DAY or fact.value.count("-") < 2 or fact.value[-3] != "-":
        return False
    has_month = any(other.kind == "date" and other.value[-5:-2] == fact.value[-5:-2] for other in others)
    listed = rf"(?<![\d.,]){int(fact.value[-2:])}\.?\s?(?:[,–-]|(?:ja|sekä|och|samt|and|to|till)\s)"
    return has_month and re.search(listed, text) is not None


def _is_among(fact: Fact, others: Iterable[Fact]) -> bool:
    return any(fact.kind == other.kind and _is_same(fact, other) for other in others)


def _paired(
    a: Sequence[Fact], b: Sequence[Fact], sides: Sequence[tuple[Sequence[Fact], Sequence[Fact]]]
) -> Iterator[Difference]:
    """Facts of one kind that stand against each other, the most alike first; then those that only one page tells."""
    for kind in ("date", "amount", "phone", "mail"):
        mine, its = [each for each in a if each.kind == kind], [each for each in b if each.kind == kind]
        while mine and its:
            one, other = min(product(mine, its), key=lambda pair: _apart(*pair))
            mine.remove(one)
            its.remove(other)
            yield Difference(kind=kind, a=one, b=other)
        alone_a = [each for each in mine if not any(_is_among(each, side[1]) for side in sides)]
        alone_b = [each for each in its if not any(_is_among(each, side[0]) for side in sides)]
        yield from (Difference(kind=kind, a=each, b=None) for each in _each_text_once(alone_a))
        yield from (Difference(kind=kind, a=None, b=each) for each in _each_text_once(alone_b))


def _apart(a: Fact, b: Fact) -> float:
    """How unlike two facts of a kind are: sums by their ratio, others by the signs they do not share."""
    if a.kind == "amount":
        x, y = (Decimal(each.value.split()[0]) + 1 for each in (a, b))
        return float(max(x, y) / min(x, y))
    return 1 - SequenceMatcher(None, a.value, b.value).ratio()


def _each_text_once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """One of the two ends of a range that both lack."""
    return {fact.text: fact for fact in facts}.values()


def _is_same(a: Fact, b: Fact) -> bool:
    if a.value == b.value:
        return True
    if a.kind == "date":
        return _is_same_date(a.value, b.value)
    return a.kind == "amount" and (_is_rounded(a, b) or _is_rounded(b, a))


def _is_same_date(a: str, b: str) -> bool:
    """A date and the same less precisely: without its year, its day or its month."""
    if a.startswith("--") or b.startswith("--"):
        return a[-5:] == b[-5:] and len(a) >= _DAY and len(b) >= _DAY
    return a.startswith(b) or b.startswith(a)


_DAY = 7  # `--06-15`


def _is_rounded(rough: Fact, exact: Fact) -> bool:
    """A sum in millions or so, with two digits or more, that the other one rounds to."""
    value, currency = rough.value.split()
    other, its = exact.value.split()
    digits = len(value.replace(".", "").strip("0"))
    if currency != its or not _SCALED.search(rough.text) or digits < 2:
        return False
    a, b = Decimal(value), Decimal(other)
    step = Decimal(1).scaleb(a.adjusted() - digits + 1)
    return abs(a - b) * 2 <= step


_SCALED = re.compile(r"milj|mrd|mill|\bmn|mnt|bn|\bM\b|tuhat|tuhan|tusen|thousand|\d\s?[mkt]\.?\s?€", re.I)


def _is_written(fact: Fact, text: str) -> bool:
    """Whether the text has the figures of a fact all the same, where nothing tells what they are."""
    if fact.kind == "mail":
        return fact.value in _plain(text)
    if fact.kind == "phone":
        return fact.value in re.sub(r"[^\d\n]", "", text)
    if fact.kind == "amount":
        number = fact.value.split()[0]
        plain = any(_number(each) == number for each in _FIGURE.findall(text))
        return plain or number in map(_scaled, _WITH_SCALE.findall(text)) or _is_in_words(number, text)
    return re.search(_date_pattern(fact.value), text) is not None


_FIGURE = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d{3})*(?:[.,]\d{1,2}(?!\d))?")


_WITH_SCALE = re.compile(r"(\d+(?:[.,]\d+)?)\s?(mil[jl]|mn|mrd|billion|tuh|tus|thous)", re.I)


def _scaled(found: tuple[str, str]) -> str:
    """`2,1 miljoner` without its currency, as in a sentence that has named it before."""
    figure, scale = found
    zeros = 9 if scale.lower() in ("mrd", "billion") else 3 if scale.lower()[0] == "t" else 6
    return f"{Decimal(figure.replace(',', '.')).scaleb(zeros):f}".split(".")[0]


def _number(figure: str) -> str:
    whole = re.sub(r"[ \u00a0\u202f]|[.,](?=\d{3}(?!\d))", "", figure).replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


_IN_WORDS = (
    ("yksi", "yhden", "en", "ett", "one"),
    ("kaksi", "kahden", "två", "two"),
    ("kolme", "kolmen", "tre", "three"),
    ("neljä", "neljän", "fyra", "four"),
    ("viisi", "viiden", "fem", "five"),
    ("kuusi", "kuuden", "sex", "six"),
    ("seitsemän", "sju", "seven"),
    ("kahdeksan", "åtta", "eight"),
    ("yhdeksän", "nio", "nine"),
    ("kymmenen", "tio", "ten"),
)


_SCALES = (
    ("000000000", r"\s+(?:miljard|billion)"),
    ("000000", r"\s+mil[jl]"),
    ("000", r"\s?t(?:uh|us|ho)"),
    ("", r"\s+(?:eur|€)"),
)


def _is_in_words(number: str, text: str) -> bool:
    """`kaksi miljoonaa euroa` for 2000000, `ten euros` for 10."""
    zeros, scale = next(each for each in _SCALES if number.endswith(each[0]) and len(number) > len(each[0]))
    figure = number.removesuffix(zeros)
    words = _IN_WORDS[int(figure) - 1] if figure.isdigit() and 1 <= int(figure) <= len(_IN_WORDS) else ()
    return bool(words) and re.search(rf"\b(?:{'|'.join(words)}){scale}", text, re.I) is not None


def _date_pattern(value: str) -> str:
    """The figures of a date in the ways pages write them; of a month only its year."""
    year, month, day = (value[:4].strip("-"), *[part for part in value[4:].split("-") if part], "", "")[:3]
    if value.startswith("--"):
        year, month, day = "", value[2:4], value[5:7]
    if not day:
        return rf"(?<!\d){year}(?!\d)"
    d, m = f"0?{int(day)}", f"0?{int(month)}"
    numeric = rf"(?<!\d){d}[./]\s?{m}(?!\d)|(?<!\d){m}/{d}(?!\d)|(?<!\d){month}-{day}(?!\d)"
    named = rf"(?i:(?:{_MONTHS[int(month) - 1]})[a-zåäö]*+\.?+,?+)"
    to = r"(?:\.?\s?[–-]\s?\d{1,2})?"  # `13–17 Nov` says the 13th too
    numeric = rf"{numeric}|(?<!\d){d}{to}(?:\.|:e|st|nd|rd|th)?\s{named}|\b{named}\s{d}(?!\d)"
    if not year:
        return numeric
    return rf"(?:{numeric})(?:[./ ]\s?{year}(?!\d)|(?![./]?\s?(?:19|20)\d\d))|{year}-{month}-{day}(?!\d)"


_MONTHS = ["tammi|jan", "helmi|feb", "maalis|mar", "huhti|apr", "touko|maj|may", "kesä|jun", "heinä|jul", "elo|aug"]
_MONTHS += ["syys|sep", "loka|okt|oct", "marras|nov", "joulu|dec"]
"""What the names of the months begin with: abbreviated without a year they are not read as dates."""


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", phone))
    return re.sub(r"^(?:00)?358", "", digits).lstrip("0") if phone.strip()[:1] in "+0(" else digits


def _plain(mail: str) -> str:
    return re.sub(r"\s?[(\[]\s?(?:at|a|ät|@)\s?[)\]]\s?", "@", mail, flags=re.I).casefold()
