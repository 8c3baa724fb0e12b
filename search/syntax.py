"""Query text to query tree. Any text is a query: what cannot be understood is read in the likeliest way, and named.

    hyvinvointialue rahoitus          both words
    "social- och hälsovård"           the words next to each other
    bidrag OR understöd               either; also NOT x, -x, ( )
    tiedote 3/2021                    numbers written as one stand next to each other
    title:ohjelma lang:sv             in the title; pages in Swedish
    date:2019..2021 date:2020-03..    dated between; from March 2020 on; date:2020 is the whole year

Lives here: the tree and the parser. Pure. Not here: what a word matches (expansion.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

# After one of these a hyphen before a word stands for what it shares: `lapsiperheet ja -järjestöt`.
_CONJUNCTIONS = frozenset(("ja", "tai", "sekä", "eli", "och", "eller", "samt", "and", "or"))
_ACRONYM = 6  # letters
_FULL_DATE = 10
_JOINED_NUMBERS = re.compile(r"\W*\d+(?:[/–-]\d+)+\W*")  # 3/2021, 2020–2023

MAX_LENGTH, MAX_TOKENS, MAX_DEPTH = 2_000, 100, 20  # characters, words and signs, brackets within brackets
MAX_WORD = 80  # characters; the longest words on real pages have fewer than 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that must all match, in the order typed, so that names and terms of several words can be found in them."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words next to each other."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Pages in one of these languages."""

    langs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Pages dated between two partial ISO dates; either end may be open."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Pages that do not match. `is_hyphened`: written `-x`, which may also be the end of a name (`LAPE -hanke`)."""

    part: "Node"
    is_hyphened: bool = False


Node: TypeAlias = Words | Quoted | Language | Dated | AllOf | AnyOf | Without


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The tree, None when there is nothing to look for, and what was read otherwise than typed, in words."""

    tree: Node | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str  # word, quoted, field, (, ), AND, OR, NOT
    text: str
    at: int


_SIGNS = re.compile(
    r"""(?P<space>\s+)
      | (?P<bracket>[()])
      | (?P<minus>(?<![^\s(])-(?=["“”„(\w]))
      | (?P<field>(?i:title|lang|date):(?=\S))
      | (?P<quoted>["“”„](?P<inside>[^"“”„]*)(?P<close>["“”„]?))
      | (?P<word>[^\s()"“”„]+)
    """,
    re.VERBOSE,
)


_ENDLESS = re.compile(rf"\w{{{MAX_WORD + 1},}}")


_WILDCARD = re.compile(r"\w[*~?^]|\*\w")


def parse(query: str) -> Parsed:
    """Read a query. Raises nothing."""
    return _Parser(query).read()


def without_dates(tree: Node) -> Node | None:
    """The same question whenever it was; None when it asked for no date beside something else."""
    if not isinstance(tree, AllOf):
        return None
    rest: list[Node] = [part for part in tree.parts if not isinstance(part, Dated)]
    return _all_of(rest) if len(rest) < len(tree.parts) else None


class _Parser:
    """Recursive descent over the signs of one query."""

    def __init__(self, query: str) -> None:
        self._notes: list[str] = []
        if len(query) > MAX_LENGTH:
            self._notes.append(f"only the first {MAX_LENGTH} characters of the query were read")
            query = query[:MAX_LENGTH]
        if _ENDLESS.search(query):
            self._notes.append(f"words were read only up to their first {MAX_WORD} characters")
            query = _ENDLESS.sub(lambda word: word[0][:MAX_WORD], query)
        self._signs = list(self._split(query))
        if len(self._signs) > MAX_TOKENS:
            self._notes.append(f"only the first {MAX_TOKENS} words of the query were read")
            del self._signs[MAX_TOKENS:]
        self._at = 0
        self._depth = 0

    def read(self) -> Parsed:
        parts: list[Node] = []
        while self._at < len(self._signs):
            part = self._either()
            if part is not None:
                parts.append(part)
            if self._peek() == ")":
                self._note("a closing bracket with no opening one was ignored")
                self._at += 1
        if self._signs and not parts and not self._notes:
            self._note("an AND with nothing beside it was ignored")
        return Parsed(tree=_all_of(parts), notes=tuple(dict.fromkeys(self._notes)))

    def _split(self, query: str) -> Iterator[_Sign]:
        operators = {"AND", "OR", "NOT"}
        # A query typed with caps lock on has no operators; two acronyms with OR between them are something else.
        is_loud = query.isupper() and any(len(word) > _ACRONYM for word in query.split())
        if is_loud and operators & set(query.split()):
            self._note("all is in capitals, so AND, OR and NOT were read as words")
        before, hyphen = "", ""
        for match in _SIGNS.finditer(query):
            at, text = match.start() + 1, match[0]
            match match.lastgroup:
                case "space":
                    continue
                case "bracket":
                    yield _Sign(text, text, at)
                case "minus" if before in _CONJUNCTIONS and query[at : at + 1].isalnum():
                    hyphen = "-"
                    continue
                case "minus":
                    yield _Sign("-", "-", at)
                case "field":
                    yield _Sign("field", text[:-1].lower(), at)
                case "quoted" | "inside" | "close":
                    if not match["close"]:
                        self._note(f"the quotation mark at {at} is not closed; it was read as closed at the end")
                    yield _Sign("quoted", match["inside"], at)
                case _:
                    is_operator = text in operators and not is_loud
                    yield _Sign(text if is_operator else "word", hyphen + text, at)
            before, hyphen = text.casefold(), ""

    def _peek(self) -> str | None:
        return self._signs[self._at].kind if self._at < len(self._signs) else None

    def _either(self) -> Node | None:
        parts = [self._both()]
        while self._peek() == "OR":
            self._at += 1
            parts.append(self._both())
        those = [part for part in parts if part is not None]
        if len(parts) > 1 and len(those) < len(parts):
            self._note("an OR with nothing beside it was ignored")
        return AnyOf(parts=tuple(those)) if len(those) > 1 else next(iter(those), None)

    def _both(self) -> Node | None:
        parts: list[Node] = []
        while (kind := self._peek()) not in (None, ")", "OR"):
            if kind == "AND":
                self._at += 1
                continue
            part = self._one()
            if part is not None:
                parts.append(part)
        return _all_of(parts)

    def _one(self) -> Node | None:
        sign = self._signs[self._at]
        self._at += 1
        match sign.kind:
            case "NOT" | "-":
                return self._without(is_hyphened=sign.kind == "-")
            case "(":
                return self._bracket()
            case "field":
                return self._field(sign)
        if not any(map(str.isalnum, sign.text)):
            if sign.text:
                self._note(f"{sign.text!r} at {sign.at} holds no word; it was ignored")
            return None
        if sign.kind == "word" and (day := _iso(sign.text)) and len(day) == _FULL_DATE:
            self._note(f"{sign.text} was also read as date:{day}")
            return AnyOf(parts=(Words(text=sign.text), Dated(first=day, last=day)))
        self._say_what_is_not_understood(sign)
        is_one = sign.kind == "quoted" or _JOINED_NUMBERS.fullmatch(sign.text)
        return Quoted(text=sign.text) if is_one else Words(text=sign.text)

    def _say_what_is_not_understood(self, sign: _Sign) -> None:
        if sign.kind == "word" and "://" in sign.text:
            self._note(f"addresses are not searched; kielo show {sign.text} shows the page")
        elif sign.kind == "word" and _WILDCARD.search(sign.text):
            self._note(f"{sign.text} was read as a plain word: there are no wildcards")

    def _without(self, *, is_hyphened: bool) -> Node | None:
        part = self._one() if self._peek() not in (None, ")", "AND", "OR") else None
        if part is None:
            self._note("a NOT with nothing after it was ignored")
            return None
        return part.part if isinstance(part, Without) else Without(part=part, is_hyphened=is_hyphened)

    def _bracket(self) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._note(f"brackets deeper than {MAX_DEPTH} were ignored")
            self._depth -= 1
            return None
        inside = self._either()
        self._depth -= 1
        if self._peek() == ")":
            self._at += 1
        else:
            self._note("an opening bracket is not closed; it was read as closed at the end")
        return inside

    def _field(self, sign: _Sign) -> Node | None:
        value = self._signs[self._at] if self._at < len(self._signs) else None
        if value is None or value.kind not in ("word", "quoted"):
            self._note(f"{sign.text}: with nothing after it was ignored")
            return None
        self._at += 1
        match sign.text:
            case "title":
                if not any(map(str.isalnum, value.text)):
                    self._note("title: with no word after it was ignored")
                    return None
                kind = Quoted if value.kind == "quoted" else Words
                return kind(text=value.text, field="title")
            case "lang":
                return self._language(value.text)
        return self._dated(value.text)

    def _language(self, text: str) -> Node | None:
        langs = tuple(dict.fromkeys(part for part in re.split(r"[,|]", text.casefold()) if part))
        known = tuple(lang for lang in langs if lang in ("fi", "sv", "en", "und", "other"))
        if unknown := [lang for lang in langs if lang not in known]:
            self._note(f"lang:{','.join(unknown)} is not one of fi, sv, en, und, other; it was ignored")
        return Language(langs=known) if known else None

    def _dated(self, text: str) -> Node | None:
        first, dots, last = text.partition("..")
        ends = [_iso(end) if end else None for end in ((first, last) if dots else (first, first))]
        if (first and ends[0] is None) or (last and ends[1] is None) or ends == [None, None]:
            self._note(f"date:{text} is not a date like 2020, 2020-03, 2020-03-15 or 2019..2021; it was ignored")
            return None
        if ends[0] and ends[1] and ends[0][: len(ends[1])] > ends[1]:
            self._note(f"date:{text} ends before it begins; its ends were exchanged")
            ends.reverse()
        return Dated(first=ends[0], last=ends[1])

    def _note(self, text: str) -> None:
        self._notes.append(text)


def _iso(text: str) -> str | None:
    """2020, 2020-03, 2020-03-15, 3.2020 and 15.3.2020 as ISO; None for anything else."""
    if match := re.fullmatch(r"(?:(?:(\d\d?)\.)?(\d\d?)\.)?(\d{4})", text):
        day, month, year = match.groups()
    elif match := re.fullmatch(r"(\d{4})-(\d\d?)(?:-(\d\d?))?", text):
        year, month, day = match.groups()
    else:
        return None
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return None
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


def _all_of(parts: list[Node]) -> Node | None:
    """Join parts that must all match; words side by side become one run again."""
    joined: list[Node] = []
    for part in (inner for each in parts for inner in (each.parts if isinstance(each, AllOf) else (each,))):
        before = joined[-1] if joined else None
        if isinstance(part, Words) and isinstance(before, Words) and part.field is None is before.field:
            joined[-1] = Words(text=f"{before.text} {part.text}")
        else:
            joined.append(part)
    return AllOf(parts=tuple(joined)) if len(joined) > 1 else next(iter(joined), None)
