"""Who can be reached, and how: names, titles, phone numbers and mail addresses of a page's contact lines.

Lives here: taking lines apart. Not here: the words (contact_words.py), telling contact lines from text (cleaning).
A reach is a phone number or a mail address. What stands before a reach, and not before another, describes whom it
belongs to; lines that follow each other may spread one person over several.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from corpus.metadata.contact_words import BUREAU, INTRODUCTION, LABELS, MODIFIER, ROLE
from corpus.model import Block, Contact

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[(\[]\s?(?:at|a|ät|@)\s?[)\]]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-zA-Z]{2,8}",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\w./,-])(?<!\d )(?!0037\d{8})(?!0[1-9] (?:0[1-9]|1[0-2]) (?:19|20)\d\d(?!\d))(?:\+\d{1,3}|\(?0\d{1,4})"
    r"(?:[ \u00a0\u202f()-]{0,2}\d){4,10}(?![\w/-]|[.,]\d)"
)
_SHORT = re.compile(
    r"\b(?:puh\.?|p\.|tel\.?|tfn|phone|numero(?:on|sta)?|nummer):? (?P<number>\d{3} ?\d{3}|11\d)(?!\d|[ .-]\d)", re.I
)
"""Numbers of the whole country (116 117) are told from others only by what stands before them."""
_BEFORE_SHORT = ("puh", "p.", "tel", "tfn", "phone", "numero", "nummer")
_FAX = re.compile(r"\b(?:fax|faksi|telefax|telekopio)[.:]* *$", re.I)
_MAY_REACH = re.compile(
    r"[@(\[+0](?:(?<=@)|(?<=[(\[])\s?[aäAÄ]|(?<=\+)\d|(?<=(?<!\d)0)\d)|(?:[Pp]uh|[Tt]el|[Tt]fn|umero|ummer|hone)"
)
_SIGNS = ("0", "@", "(", "+", "[", "uh", "el", "fn", "umero", "ummer", "hone")
"""Of which one is in whatever that finds."""

_SAMPLE = re.compile(r"(?:etunimi|fornamn|förnamn|firstname|first|forename)\W", re.I)

_UPPER, _LOWER = "A-ZÅÄÖÆØÉÜÁŠŽ", "a-zåäöæøéüášžèíóñ"
_TOKEN = rf"[{_UPPER}][{_LOWER}’']+(?:[{_UPPER}][{_LOWER}]+)?(?:-[{_UPPER}][{_LOWER}]+)?"
_RUN = re.compile(rf"(?<![\w-]){_TOKEN}(?:\s(?:{_TOKEN}|[{_UPPER}]\.|af|von|av|de|da|van)(?![\w-])){{1,5}}")
_WORD = re.compile(r"\w[\w.-]*")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_HOURS = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?\b|\b\d{1,2}[.:]\d\d\b")
_CUTS = re.compile(r"\s*[|;•·]\s*|,\s*|\s[–—-]\s|\s/\s")
_SENTENCE = re.compile(
    r"(?<=[a-zåäö0-9)]{2})(?<!\bpj)(?<!\bordf)(?<!\btoht)(?<!\bprof)(?<!\bv[st])[.!?]\s+(?=[A-ZÅÄÖ])"
)
_SAID = re.compile(r"\b(?:on|är|is|numero(?:on|sta)|till nummer|at|number)\W*$", re.I)
"""What ends a sentence that tells a number."""
_LETTER = re.compile(r"[^\W\d_]")
_EDGE = " \t\u00a0,;:|/–—-•·()."
_FOLD = str.maketrans("åäöéüáóíæøšž", "aaoeuaoiaosz")

_DESCRIPTION = 160
"""So much of the text before a number may say whose it is."""
_FEW, _NAME_WORDS, _ROLE_WORDS = 3, 6, 6
"""An office's name and a title are not longer; a longer text is a sentence, and more than a few words may be."""
_LINE = 80
"""A line without a number that may name whom the next line reaches is not longer."""
_LINES_ABOVE = 3
_MOST = 80
"""A page with more contacts is a directory."""


class _Reached(Struct):
    """A contact in the making."""

    name: str = ""
    role: str = ""
    is_person: bool = False
    phones: dict[str, None] = field(default_factory=dict)  # each once, in order
    mails: dict[str, None] = field(default_factory=dict)

    def describe(self, other: "_Reached") -> None:
        """Take over what is still unknown."""
        if other.name and not self.is_person and (other.is_person or not self.name):
            self.name, self.is_person = other.name, other.is_person
        self.role = self.role or other.role

    def add(self, other: "_Reached") -> None:
        self.phones |= other.phones
        self.mails |= other.mails


class _Reach(Struct, frozen=True):
    start: int
    end: int
    text: str
    is_mail: bool


def contacts_of(blocks: Sequence[Block]) -> tuple[Contact, ...]:
    """Whom the kept blocks tell to turn to, in order, each once with all their numbers and addresses."""
    found: list[_Reached] = []
    above: list[str] = []
    is_near = False
    kept = (block for block in blocks if block.reason is None)
    for line, is_heading in ((line, block.kind == "heading") for block in kept for line in block.text.split("\n")):
        made = list(_in_line(line)) if _may_reach(line) else []
        if not made:
            above = _above(above, line, is_heading)
            is_near = False
            continue
        if not made[0].is_person:
            made = _completed(made, above, found[-1] if is_near and found else None)
        found.extend(made)
        above, is_near = [], True
        if len(found) >= _MOST:
            break
    return tuple(_merged(found))


def _may_reach(line: str) -> bool:
    """Whether a number or an address may be in the line; most lines have none of the signs or words."""
    return any(map(line.__contains__, _SIGNS)) and _MAY_REACH.search(line) is not None


def _above(above: list[str], line: str, is_heading: bool) -> list[str]:
    """The short lines that may name whom the next number reaches."""
    if len(line) > _LINE or (line.endswith((".", "!", "?")) and len(line.split()) > 4):
        return []
    return [line] if is_heading else [*above, line][-_LINES_ABOVE:]


def _completed(made: list[_Reached], above: list[str], before: _Reached | None) -> list[_Reached]:
    """The contacts of a line whose first has no person: told from the lines above, or part of the one before."""
    first = made[0]
    told = _described(" | ".join(above), list(first.mails)) if above else None
    if told:
        first.describe(told)
    elif before and not first.name and (not first.role or (before.is_person and not before.role)):
        before.describe(first)
        before.add(first)
        return made[1:]
    return made


def _merged(found: Iterable[_Reached]) -> Iterator[Contact]:
    known: dict[str, _Reached] = {}
    for each in found:
        key = each.name.casefold() or f"{list(each.phones)}{list(each.mails)}"
        if key in known:
            known[key].describe(each)
            known[key].add(each)
        elif each.phones or any(each.is_person or not _SAMPLE.match(mail) for mail in each.mails):
            known[key] = each
    for each in known.values():
        name = "" if _DIGIT.search(each.name) else each.name  # a street has a number, and nobody's name has
        yield Contact(name=name, role=each.role, phones=tuple(each.phones), mails=tuple(each.mails))


def _reaches(line: str) -> list[_Reach]:
    """Phone numbers and mail addresses in order of place, as written; fax numbers reach nobody."""
    may_be_mail = any(map(line.__contains__, "@[("))
    found = _MAIL.finditer(line) if may_be_mail else ()
    mails = [_Reach(m.start(), m.end(), " ".join(m[0].split()), True) for m in found]
    phones = [(m.start(), m.end()) for m in _PHONE.finditer(line)]
    if any(map(line.lower().__contains__, _BEFORE_SHORT)):
        phones += [m.span("number") for m in _SHORT.finditer(line)]
    begins = [mail.start for mail in mails]  # mails follow each other: the last to begin before a number ends decides
    apart = [
        _Reach(start, end, " ".join(line[start:end].split()), False)
        for start, end in phones
        if not ((n := bisect_left(begins, end)) and start < mails[n - 1].end)
        and not _FAX.search(line, max(0, start - 16), start)
    ]
    return sorted([*mails, *apart], key=lambda reach: reach.start)


def _in_line(line: str) -> Iterator[_Reached]:
    """The contacts of a line: a new one begins where somebody, or an office, is named before a reach."""
    reaches = _reaches(line)
    current: _Reached | None = None
    at = 0
    for n, reach in enumerate(reaches):
        mails = [each.text for each in reaches[n : n + 3] if each.is_mail][:1]
        told = _described(line[max(at, reach.start - _DESCRIPTION) : reach.start], mails)
        if current is None or told.is_person or (told.name and _begins(line[at : reach.start], told.name)):
            if current:
                yield current
            current = told
        elif told.role and not current.role:
            current.role = told.role
        (current.mails if reach.is_mail else current.phones)[reach.text] = None
        at = reach.end
    if current:
        rest = _described(line[at : at + _DESCRIPTION], list(current.mails)) if len(line) - at <= _LINE else _Reached()
        if rest.is_person and not current.name:
            current.describe(rest)
        elif rest.role and not current.role:
            current.role = rest.role
        yield current


def _begins(between: str, name: str) -> bool:
    """Whether words between two reaches name another office: as such, or with a colon behind them."""
    return any(BUREAU.fullmatch(word) for word in _WORD.findall(name)) or f"{name}:" in between


def _described(text: str, mails: Sequence[str]) -> _Reached:
    """Who or what is named in the text before a reach; the last sentence counts."""
    text = _SENTENCE.split(_HOURS.sub(" ", _ASIDE.sub(" ", text)))[-1]
    led = INTRODUCTION.match(text)
    text = text[led.end() :] if led else text
    head, colon, tail = text.rpartition(": ") if ": " in text else ("", "", text)
    if colon and not _LETTER.search(LABELS.sub("", tail)):
        tail = head
    elif tail.rstrip().endswith(":"):
        head = tail
    told, others = _Reached(), []
    for segment in (_stripped(each) for each in _CUTS.split(tail.rstrip(" :"))):
        if len(_LETTER.findall(segment)) < 2:
            continue
        name, around = ("", segment) if told.is_person else _person(segment, mails)
        if name:
            told.name, told.is_person = name, True
        if around and any(ROLE.fullmatch(word) for word in _WORD.findall(around)):
            told.role = told.role or _title(around)
        elif around:
            others.append(around)
    if not told.name:
        told.name = next((each for each in others if _is_office(each, is_labelled=bool(colon and tail == head))), "")
    if not told.is_person and _SAID.search(text):
        told.name = ""
    return told


def _is_office(text: str, *, is_labelled: bool) -> bool:
    """Whether words that name no person name an office, and are not the beginning of a sentence."""
    words = text.split()
    if len(words) <= _FEW or is_labelled:
        return len(words) <= _NAME_WORDS
    return len(words) <= _NAME_WORDS and any(BUREAU.fullmatch(word) for word in words)


def _stripped(segment: str) -> str:
    return LABELS.sub("", LABELS.sub("", segment.strip(_EDGE + "\n"), 1).strip(_EDGE)).strip(_EDGE)


def _title(text: str) -> str:
    """A title in the text: the whole of it, or from its first word on where it stands in a sentence."""
    words = text.split()
    if len(words) <= _ROLE_WORDS:
        return text
    first = next(n for n, word in enumerate(words) if any(ROLE.fullmatch(part) for part in _WORD.findall(word)))
    return " ".join(words[first : first + _ROLE_WORDS]).strip(_EDGE)


def _person(segment: str, mails: Sequence[str]) -> tuple[str, str]:
    """A person's name in the segment, and what stands around it."""
    for run in _RUN.finditer(segment):
        words = run[0].split()
        first, last = _named(words, mails)
        if last - first >= 2:
            around = (
                f"{segment[: run.start()]} {' '.join(words[:first])} {' '.join(words[last:])} {segment[run.end() :]}"
            )
            return " ".join(words[first:last]), " ".join(around.split()).strip(_EDGE)
    return "", segment


def _named(words: Sequence[str], mails: Sequence[str]) -> tuple[int, int]:
    """The words that are a name: those the mail address is made of, else those that are no title or office."""
    parts = {part for mail in mails for part in re.split(r"[._-]", _folded(re.split(r"@|\s?[(\[]", mail)[0]))}
    same = [n for n, word in enumerate(words) if any(part in parts for part in _folded(word).split("-"))]
    if len(same) >= 2:
        return same[0], same[-1] + 1
    first, last = 0, len(words)
    while first < last and _is_no_name(words[first]):
        first += 1
    while last > first and _is_no_name(words[last - 1]):
        last -= 1
    return (first, last) if not any(_is_no_name(word) for word in words[first:last]) else (0, 0)


_DIGIT = re.compile(r"\d")


def _is_no_name(word: str) -> bool:
    return any(pattern.fullmatch(word) is not None for pattern in (ROLE, MODIFIER, BUREAU))


def _folded(text: str) -> str:
    return text.casefold().translate(_FOLD)
