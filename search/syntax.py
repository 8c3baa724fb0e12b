"""Query text to query tree. Any text is a query: what cannot be understood is read in the likeliest way, and named.

    hyvinvointialue rahoitus          both words
    "social- och hälsovård"           the words next to each other
    "bidrag förening"~5               close to each other, in any order
    bidrag OR understöd               either; also NOT x, -x, ( )
    valtio*  valfard~  =avustusta     words that begin so, are spelt nearly so, stand in just this form
    tiedote 3/2021                    numbers written as one stand next to each other
    title:ohjelma lang:sv             in the title; pages in Swedish; site: kind: place: org: programme: number: id:
    date:2019..2021 date:2020-03..    dated between; from March 2020 on; date:2020 is the whole year, as is year:2020
    date:"spring 2020"                seasons, months and quarters by name
    \\OR                               a backslash makes a plain word of anything

Lives here: the parser. Pure. Not here: the tree (tree.py), signs and limits (signs.py), what a word matches
(expansion.py).
"""

import re
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from search.filters import chosen, dated, has_word, note_unread_field
from search.pasted import READ_AS_TEXT, plain_text
from search.periods import begins_period, is_no_day, iso_of, period_of
from search.signs import JOINED_NUMBERS, MAX_LENGTH, Notes, Sign, is_one_word, is_special, signs_of
from search.tree import (
    AllOf,
    AnyOf,
    Chosen,
    ChosenField,
    Dated,
    Day,
    Exact,
    Near,
    Node,
    Prefixed,
    Quoted,
    Similar,
    TextNode,
    Without,
    Words,
    as_text,
    either,
    joined,
)

__all__ = [
    "MAX_DISTANCE",
    "MAX_OPEN",
    "AllOf",
    "AnyOf",
    "Chosen",
    "Dated",
    "Day",
    "Exact",
    "Near",
    "Node",
    "Parsed",
    "Prefixed",
    "Quoted",
    "Similar",
    "TextNode",
    "Without",
    "Words",
    "as_text",
    "joined",
    "parse",
    "without_dates",
]

MAX_OPEN = 8  # words of a query that end in * or ~: each may stand for many terms, in several fields
MAX_NEAR = 3  # quotations with ~: each stands for many phrases
MAX_DISTANCE, USUAL_DISTANCE = 20, 5  # words between words that are near each other
MIN_PREFIX, MIN_SIMILAR, MIN_TWICE = 2, 3, 6  # letters that * and ~ need; letters of which two may differ

_WILD = re.compile(r"[*?^]|~\d*$")


class Parsed(Struct, frozen=True, kw_only=True):
    """The tree, None when there is nothing to look for, and what was read otherwise than typed, in words."""

    tree: Node | None
    notes: tuple[str, ...]


def parse(query: str) -> Parsed:
    """Read a query. Raises nothing."""
    text = plain_text(query[:MAX_LENGTH])
    parsed = _Parser(query if text is None else text).read()
    return parsed if text is None else replace(parsed, notes=(READ_AS_TEXT, *parsed.notes))


def without_dates(tree: Node) -> Node | None:
    """The same question whenever it was; None when it asked for no date beside something else."""
    if not isinstance(tree, AllOf):
        return None
    rest: list[Node] = [part for part in tree.parts if not isinstance(part, Dated)]
    return joined(rest) if len(rest) < len(tree.parts) else None


class _Parser:
    """Recursive descent over the signs of one query, whose brackets match."""

    def __init__(self, query: str) -> None:
        self._notes = Notes()
        self._signs = signs_of(query, self._notes)
        self._at = 0
        self._field: str | None = None  # of what stands in brackets behind `title:`
        self._open = self._near_ones = 0

    def read(self) -> Parsed:
        tree = self._either()
        if self._signs and tree is None and not self._notes:
            self._notes.add("an AND with nothing beside it was ignored")
        return Parsed(tree=tree, notes=self._notes.texts)

    def _peek(self) -> str | None:
        return self._signs[self._at].kind if self._at < len(self._signs) else None

    def _either(self) -> Node | None:
        parts, places = [self._both()], list[int]()
        while self._peek() == "OR":
            places.append(self._signs[self._at].at)
            self._at += 1
            parts.append(self._both())
        those = [part for part in parts if part is not None]
        if places and len(those) < len(parts):
            self._notes.add(f"the OR at {places[0]} has nothing beside it; it was ignored", "OR")
        return either(those)

    def _both(self) -> Node | None:
        parts: list[Node] = []
        while (kind := self._peek()) not in (None, ")", "OR"):
            if kind == "AND":
                self._at += 1
            elif (part := self._one()) is not None:
                parts.append(part)
        return joined(parts)

    def _one(self) -> Node | None:
        sign = self._signs[self._at]
        self._at += 1
        match sign.kind:
            case "NOT" | "-":
                return self._without(sign)
            case "(":
                return self._bracket()
            case "field":
                return self._fielded(sign)
            case "=":
                return self._exact()
        return self._text(sign)

    def _without(self, sign: Sign) -> Node | None:
        is_wanted, first = False, sign
        while self._peek() in ("NOT", "-"):
            sign = self._signs[self._at]
            self._at += 1
            is_wanted = not is_wanted
        part = self._one() if self._peek() not in (None, ")", "AND", "OR") else None
        if part is None:
            self._notes.add(f"the NOT at {first.at} has nothing after it; it was ignored", "NOT")
            return None
        if isinstance(part, Without):
            part, is_wanted = part.part, not is_wanted
        return part if is_wanted else Without(part=part, is_hyphened=sign.kind == "-")

    def _bracket(self) -> Node | None:
        inside = self._either()
        self._at += 1  # the closing one: brackets match
        return inside

    def _exact(self) -> Node | None:
        value = self._signs[self._at]
        self._at += 1
        if value.kind not in ("word", "quoted", "near", "literal") or not has_word(value.text):
            self._notes.add(f"the = at {value.at - 1} has no word after it; it was ignored", "=")
            return None
        if self._field:
            self._notes.add(f"in {self._field}: words are found in any form; the = was ignored", "=title")
            return Quoted(text=value.text, field=self._field)
        return Exact(text=value.text)

    def _text(self, sign: Sign) -> Node | None:
        """A word or quotation."""
        field, text = self._field, sign.text
        if not has_word(text):
            if text:
                self._notes.add(f"{text!r} at {sign.at} holds no word; it was ignored")
            return None
        note_unread_field(sign, self._notes)
        match sign.kind:
            case "quoted":
                return Quoted(text=text, field=field)
            case "near":
                return self._near(sign)
            case "literal":
                return Words(text=text, field=field)
        return self._special(sign) if is_special(text) or "://" in text else Words(text=text, field=field)

    def _near(self, sign: Sign) -> Node:
        distance = USUAL_DISTANCE if sign.distance < 0 else sign.distance
        if distance > MAX_DISTANCE:
            self._notes.add(f"words at most {MAX_DISTANCE} apart are near each other; ~{distance} was read so")
        if len(sign.text.split()) > 1 and self._near_ones >= MAX_NEAR:
            self._notes.add(f"only the first {MAX_NEAR} quotations with ~ were read so; the rest are plain quotations")
            return Quoted(text=sign.text, field=self._field)
        if len(sign.text.split()) > 1:
            self._near_ones += 1
            return Near(text=sign.text, distance=min(distance, MAX_DISTANCE), field=self._field)
        self._notes.add(f"the ~ at {sign.at} stands behind a single word; it was ignored", "near")
        return Quoted(text=sign.text, field=self._field)

    def _special(self, sign: Sign) -> Node | None:
        """A word that stands for something else than itself."""
        text, field = sign.text, self._field
        if "://" in text:
            self._notes.add(f"addresses are not searched; kielo show {text} shows the page")
            return Words(text=text, field=field)
        if field is None and (day := iso_of(text)):
            self._notes.add(f"{text} was also read as date:{day}")
            return Day(text=text, date=day)
        if is_no_day(text):
            self._notes.add(f"there is no day {text}; it was looked for as it stands")
        if JOINED_NUMBERS.fullmatch(text):
            return Quoted(text=text, field=field)
        if ".." in text and field is None and (period := period_of(text)):
            node = dated(text, period, self._notes)
            self._notes.add(f"{text} was read as {as_text(node)}")
            return node
        return self._wild(sign)

    def _wild(self, sign: Sign) -> Node:
        """A word with * or ~ at its end; such signs elsewhere are read in the likeliest way."""
        text, field = sign.text, self._field
        stem = text.lstrip("*?^")
        found = _WILD.search(stem)
        if found is None or not has_word(stem[: found.start()]):
            if found is None and stem != text:
                self._say(sign, stem)
            return Words(text=stem if found is None else text, field=field)
        stem, mark = stem[: found.start()], found[0]
        letters = sum(map(str.isalnum, stem))
        read: Prefixed | Similar | None = None
        if mark in "*?" and letters >= MIN_PREFIX:
            read = Prefixed(text=stem, field=field)
        elif mark[0] == "~" and letters >= MIN_SIMILAR:
            distance = 2 if mark[1:] not in ("", "0", "1") and letters >= MIN_TWICE else 1
            read = Similar(text=stem, distance=distance, field=field)
        if not is_one_word(f"{stem}*"):
            read = None
        if read is not None and self._open >= MAX_OPEN:
            self._notes.add(f"only the first {MAX_OPEN} words with * or ~ stand for others; the rest are plain words")
            read = None
        elif read is None or text not in (as_text(read).partition(":")[2] if field else as_text(read), f"{stem}~"):
            self._say(sign, as_text(read or Words(text=stem)))
        self._open += read is not None
        return read or Words(text=stem, field=field)

    def _say(self, sign: Sign, read: str) -> None:
        self._notes.add(f"{sign.text} at {sign.at} was read as {read}")

    def _fielded(self, sign: Sign) -> Node | None:
        value = self._signs[self._at] if self._at < len(self._signs) else None
        if sign.text == "title" and value and value.kind in ("word", "quoted", "near", "literal", "(", "="):
            before, self._field = self._field, "title"
            node = self._one()
            self._field = before
            if node is None:
                self._notes.add(f"title: at {sign.at} has no word after it; it was ignored", "title")
            return node
        if value is None or value.kind not in ("word", "quoted", "near", "literal") or not has_word(value.text):
            self._notes.add(f"{sign.text}: at {sign.at} has nothing after it; it was ignored")
            return None
        self._at += 1
        if sign.text in ("date", "year"):
            return self._in_time(value)
        return chosen(cast(ChosenField, sign.text), value, self._notes)

    def _in_time(self, value: Sign) -> Node | None:
        text = value.text
        if begins_period(text) and self._peek() == "word" and (year := iso_of(self._signs[self._at].text)):
            text = f"{text} {year}"  # date:spring 2020
            self._at += 1
        period = period_of(text)
        if period is None:
            self._notes.add(
                f"date:{text} is not a date like 2020, 2020-03, 2020-03-15, 2019..2021 or spring 2020; it was ignored"
            )
            return None
        return dated(text, period, self._notes)
