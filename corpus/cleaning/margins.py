"""Lines of a scrape that a program broke at a margin, together again: sentences, titles and divided words.

Lives here: which lines belong together, and how two become one. Not here: what a line is (scrape.py).
A wrong join glues two statements together for ever, a missing one only splits a paragraph: in doubt lines stay apart.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.cleaning.pieces import ends_sentence
from corpus.model import BlockKind

HEADING_LENGTH = 120
_WRAP = range(40, 121)
"""Widths at which a program breaks lines; longer lines are whole paragraphs."""
_NEAR = 16
"""A line that the program broke lacks fewer characters than this, the length of a long word."""

_CONTINUES = re.compile(r"[a-zåäöéü(]")
_OPEN_END = re.compile(
    r"(?:[,;(–-]|\b(?:ja|tai|sekä|että|och|eller|samt|att|av|för|and|or|the|of|to|in|for|with))$", re.I
)
_SUSPENDED = re.compile(r"(?:ja|tai|sekä|eli|och|eller|samt|respektive|and|or)\b", re.I)
_VOWELS = frozenset("aeiouyåäö")
_DIVISION = re.compile(r"[a-zåäö]{2}-$")
_HYPHENED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_DIVIDED, _DIVIDED_SHARE = 3, 0.06
"""Divided words, and their share of the lines, from which on a text is one that divides words."""


class Line(NamedTuple):
    """A line of a scrape, what it is by itself, and why it is furniture, if it is."""

    text: str
    indent: int
    kind: BlockKind
    after_blank: bool
    reason: str | None
    single: bool  # never takes part in a join


def groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that make up one piece each, after undoing line breaks inside sentences and headings."""
    width = _wrap_width(lines)
    group: list[Line] = []
    opening_lines, is_dense = True, _is_dense(lines)
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        if group and not (
            (_belongs(group, line, width) and not (is_dense and _begins_text(group, line, below, width)))
            or (opening_lines and _ends_title(group, line))
        ):
            yield group
            group = []
        group.append(line)
        opening_lines = opening_lines and len(line.text) <= HEADING_LENGTH and not line.text.endswith(".")
    if group:
        yield group


def _belongs(group: list[Line], line: Line, width: int) -> bool:
    last = group[-1]
    if line.after_blank or line.single or last.single or group[0].single or line.kind in ("item", "quote"):
        return _goes_on(group, line)
    if group[0].kind == "item" and line.indent >= group[0].indent + 2:
        return True
    if last.text.endswith(":"):
        return False
    if ends_sentence(last.text):
        return width > 0 and _full(last, line, width)
    if _CONTINUES.match(line.text) or _OPEN_END.search(last.text):
        return True
    return width > 0 and _full(last, line, width)


def _goes_on(group: Sequence[Line], line: Line) -> bool:
    """Whether a line goes on with a broken sentence about cookies, and goes with it."""
    is_open = group[0].reason == "rule:cookie" and not ends_sentence(group[-1].text)
    return is_open and not line.after_blank and line.reason is None and _CONTINUES.match(line.text) is not None


def _is_dense(lines: Sequence[Line]) -> bool:
    """Whether no blank line stands between most paragraphs: then none need stand below the title either."""
    begins = [
        line.after_blank
        for before, line in pairwise(lines)
        if ends_sentence(before.text) and line.text[0].isupper() and len(line.text) >= _WRAP.start
    ]
    return 2 * sum(begins) < len(begins)


def _begins_text(group: Sequence[Line], line: Line, below: Line | None, width: int) -> bool:
    """Whether a line under one that may be the title begins like a sentence, and was itself broken by the program."""
    title = group[0]
    if len(group) > 1 or not title.after_blank or not line.text[0].isupper() or _OPEN_END.search(title.text):
        return False
    return below is not None and not below.after_blank and _full(line, below, width)


def _ends_title(group: list[Line], line: Line) -> bool:
    """Above the text, a line after a colon that begins small and is no sentence is the rest of a broken title."""
    last = group[-1]
    return (
        last.text.endswith(":")
        and last.after_blank
        and not (line.after_blank or line.single or last.single)
        and line.kind == last.kind == "paragraph"
        and line.text[0].islower()
        and len(last.text) + len(line.text) < HEADING_LENGTH
        and not line.text.endswith((".", ",", ";"))
    )


def _full(last: Line, line: Line, width: int) -> bool:
    """Whether the next word would not have fitted on the line before: then the program broke it, not the author."""
    first_word = line.text.split(" ", 1)[0]
    return len(last.text) + last.indent + 1 + len(first_word) > width


def _wrap_width(lines: Sequence[Line]) -> int:
    """The margin at which the whole text was broken, or 0.

    Many lines then end close below one width, and most of those in the middle of a sentence.
    """
    lengths = [len(line.text) + line.indent for line in lines]
    longest = max(lengths, default=0)
    if longest not in _WRAP:
        return 0
    near = [line for line, length in zip(lines, lengths, strict=True) if length > longest - _NEAR]
    long = sum(length >= _WRAP.start for length in lengths)  # menus and footers tell nothing
    broken = sum(not ends_sentence(line.text) for line in near)
    return longest if len(near) >= 4 and len(near) >= 0.4 * long and broken > len(near) / 2 else 0


def kept_hyphens(lines: Sequence[Line]) -> frozenset[str] | None:
    """Of a text whose words were divided at its margin, the words with hyphens in the midst of lines; else None.

    One divided word tells nothing: programs that do not divide words break lines behind the hyphens of compounds.
    """
    pairs = [(last.text, line.text) for last, line in pairwise(lines) if len(last.text) >= _WRAP.start // 2]
    divided = sum(_is_divided(last, line) for last, line in pairs)
    if divided < _DIVIDED or divided < _DIVIDED_SHARE * len(pairs):
        return None
    return frozenset(word.lower() for line in lines for word in _HYPHENED.findall(line.text))


def _is_divided(last: str, line: str) -> bool:
    return _DIVISION.search(last) is not None and line[0].islower() and not _SUSPENDED.match(line)


def joined(text: str, line: str, kept: frozenset[str] | None) -> str:
    """Two lines of a sentence in one. A hyphen between them stays where it is, or may be, the compound's own."""
    if not (text.endswith("-") and len(text) > 1 and text[-2].isalpha()) or _SUSPENDED.match(line):
        return f"{text} {line}"
    word = f"{text.rsplit(' ', 1)[-1]}{line.split(' ', 1)[0]}".lower()
    is_own = text[-2] == line[0] and line[0] in _VOWELS  # linja-auto
    if kept is None or is_own or not _is_divided(text, line) or not kept.isdisjoint(_HYPHENED.findall(word)):
        return f"{text}{line}"
    return f"{text[:-1]}{line}"
