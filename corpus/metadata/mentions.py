"""What dates a text speaks of: days, months and years, cut to what is written.

Lives here: dates as mentions, and years where a word, a season or a dash says that a number is one. Not here: reading
days and months (corpus.dates), the page's own dates (stamps.py).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus.dates import found_at_figures, spans_in
from corpus.model import Mention


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_YEAR = r"(?:19|20)\d\d"
_COUNTED = (
    r"(?!\s?(?:[€%$£²]|(?i:eur|euro\w*|kr|kronor|sek|e|kpl|kappaletta|st|stycken|henkilö\w*|henkeä|asukas\w*|asukkaan"
    r"|asiaka\w*|ihmis\w*|oppila\w*|potila\w*|perhe\w*|paikka\w*|tonnia|tuntia|päivää|vuotta|kertaa|prosenttia"
    r"|person\w*|invånare|klient\w*|elever|familjer|platser|timmar|dagar|år|gånger|procent|ton|people|persons|residents"
    r"|patient\w*|clients|pupils|families|places|hours|days|years|times|tonnes|per cent|percent|km|m|m2|kg|ha|mg"
    r"|neliö\w*|milj\w*|mn|tuhatta|tusen|thousand|million\w*)\b))"
)
"""A number with a currency, a unit or people behind it counts them and is no year."""
_FREE = rf"(?![\d/§]|[.,:-]\d|\w){_COUNTED}"

_YEARS_WORD = (
    r"vuo(?:si(?:na|en|ksi|lle|lta|ltä|in)|sien)|vuosille|vv\.|åren|år|årens|(?:the )?years|kaude(?:lla|n|lle)"
    r"|toimintakaude(?:lla|n)|ohjelmakaude(?:lla|n)|period(?:en|s)?|perioden|programperioden|mandatperioden"
)
_YEAR_WORD = (
    r"vuo(?:nna|den|desta|teen|si|tta|della|delle|delta|deksi)|v\.|år|året|årets|(?:in|by|since|during|until|from|of|for"
    r"|through|throughout|before|after|early|late|mid|year|years) (?:the )?(?:year )?"
    r"|(?:under|sedan|från|till|före|efter|av) (?:år )?"
)
_LEADS = frozenset(
    _listed(
        """
    vuonna vuoden vuodesta vuoteen vuosi vuotta vuodella vuodelle vuodelta vuodeksi v. år året årets in by since
    during until from of for through throughout before after early late mid year years under sedan från till
    före efter av
    """
    )
)
"""Words before a year."""
_SEASONS = _listed(
    """
    kevä kesä syksy talv vuodenvaih alkuvuo loppuvuo alkukesä loppukesä alkusyksy loppusyksy vår sommar höst
    vinter försommar sensommar årsskifte spring summer autumn winter
    """
)
"""Beginnings of words before a year."""
_DASH = r"\s?[–—]\s?|-"
_PAIR = re.compile(rf"(?<![\w.,/:+§-])(?<!\d\s)(?P<a>{_YEAR})(?P<dash>{_DASH})(?P<b>{_YEAR}|\d\d){_FREE}", re.I)
_BEFORE_PAIR = re.compile(rf"\b(?:{_YEARS_WORD})\s+$", re.I)
_AND = re.compile(
    rf"\b(?:{_YEARS_WORD}|{_YEAR_WORD}|between|mellan)\s*(?<=\s)(?:åren\s|år\s)?(?P<a>{_YEAR})"
    rf"\s(?:(?P<to>(?:to|till|until|vuoteen)(?:\sår)?)|ja|och|and|tai|eller|or)\s(?P<b>{_YEAR}){_FREE}",
    re.I,
)
_ONE = re.compile(rf"(?<=\s)(?P<a>{_YEAR}){_FREE}(?![-–—])")
_COUPLED = re.compile(rf"{_YEAR}\s(?:to|till|until|vuoteen|ja|och|and|tai|eller|or)\s", re.I)
_DASHED = re.compile(rf"{_YEAR}\s?[-–—]")
_BRACKETED = re.compile(rf"\((?P<a>{_YEAR})\)")
_LAWS = re.compile(
    r"(?:laki|lain|lag|lagen|act|direktiivi|asetus|förordning\w*|regulation)\W{0,3}(?:\w+\W{0,2})?$", re.I
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\W{0,3}(?:(?:19|20)\d\d\W{1,3})?$", re.I)
"""The years of a copyright are nothing the text speaks of."""
_REMEMBERED = 500  # characters of a text whose mentions are
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(rf"(?<!\d){_YEAR}(?!\d)")


def mentions_of(texts: Sequence[str]) -> tuple[Mention, ...]:
    """The dates the texts speak of, each once, as first written, in order.

    What runs backwards (2022–2021) is two mentions and no range: which end is wrong cannot be known.
    """
    found: dict[tuple[str, str | None], Mention] = {}
    for text in texts:
        if _DIGIT.search(text) is None:
            continue
        for mention in _in_text(text) if len(text) <= _REMEMBERED else _in_text.__wrapped__(text):
            found.setdefault((mention.value, mention.end), mention)
    return tuple(found.values())


@lru_cache(maxsize=5_000)  # pages of a site share many lines; results do not depend on it
def _in_text(text: str) -> tuple[Mention, ...]:
    placed: list[tuple[int, Mention]] = []
    spans = spans_in(text)
    taken = [(span.first.start, (span.last or span.first).end) for span in spans]
    for n, span in enumerate(spans):
        start, end = taken[n]
        if span.first.iso[:4] not in text[start:end] and span.first.iso[0] != "-" and n + 1 < len(spans):
            end = taken[n + 1][1]  # "3. ja 5.2.2021" says both days together
        last = span.last.iso if span.last else None
        placed.append((start, Mention(value=span.first.iso, text=text[start:end], end=last)))
    if _PLAIN.search(text):
        occupied = bytearray(len(text))
        for start, end in taken:
            occupied[start:end] = b"\1" * (end - start)
        for start, end, mentions in _years(text):
            if occupied.find(1, start, end) < 0:
                occupied[start:end] = b"\1" * (end - start)
                placed.extend((start, mention) for mention in mentions)
    return tuple(mention for _, mention in sorted(placed, key=lambda item: item[0]))


def _years(text: str) -> Iterator[tuple[int, int, list[Mention]]]:
    for found in found_at_figures(_PAIR, text) if _DASHED.search(text) else ():
        if (mentions := _pair(found)) and not _RIGHTS.search(text, max(0, found.start() - 20), found.start()):
            yield found.end() - len(mentions[0].text), found.end(), mentions
    for found in _AND.finditer(text) if _COUPLED.search(text) else ():
        yield *found.span(), _two(found["a"], found["b"], found[0], is_range=bool(found["to"]))
    for found in found_at_figures(_ONE, text):
        start = _lead(text, found.start())
        if start < found.start():
            yield start, found.end(), [Mention(value=found["a"], text=text[start : found.end()])]
    for found in _BRACKETED.finditer(text):
        if _LAWS.search(text, max(0, found.start() - 40), found.start()) is None:
            yield *found.span(), [Mention(value=found["a"], text=found["a"])]


def _lead(text: str, at: int) -> int:
    """Where the word or two begin that make the number at `at` a year; `at` if there are none."""
    words = text[max(0, at - 40) : at].split()
    start = at
    for word in reversed(words[-2:]):
        plain = word.lower().lstrip('(”"')
        if plain not in _LEADS and not _names_season(plain):
            break
        start = text.rindex(word, 0, start) + len(word) - len(plain)
    return start


def _names_season(word: str) -> bool:
    """A season or a turn of the year with a short ending, and no longer word that begins so (`vårdarvoden`)."""
    return any(word.startswith(stem) and len(word) - len(stem) <= (6 if len(stem) > 8 else 4) for stem in _SEASONS)


def _pair(found: re.Match[str]) -> list[Mention]:
    """A range of years, or two years where they run backwards; nothing where it may be a month (2021-03)."""
    first, last = found["a"], found["b"]
    word = _BEFORE_PAIR.search(found.string, max(0, found.start() - 30), found.start())
    text = (word[0] if word else "") + found[0]
    if len(last) == 2:
        if found["dash"] == "-" and not word:
            return []
        last = first[:2] + last
        if last <= first:
            return []
    return _two(first, last, text, is_range=True)


def _two(first: str, last: str, text: str, *, is_range: bool) -> list[Mention]:
    if is_range and first < last:
        return [Mention(value=first, text=text, end=last)]
    return [Mention(value=each, text=text) for each in dict.fromkeys((first, last))]
