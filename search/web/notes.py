"""The notes of an answer in the reader's language.

The parser and the searcher write their notes in English, as the terminal and JSON show them. Each is found again here
by its pattern; one that is not known is shown as it came, and marked as English. Not here: making notes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from search.web.interface import Interface, msgid

PATTERNS = (
    msgid("only the first %(limit)s characters of the query were read"),
    msgid("only the first %(limit)s words of the query were read"),
    msgid("the query holds no word"),
    msgid("a closing bracket with no opening one was ignored"),
    msgid("an opening bracket is not closed; it was read as closed at the end"),
    msgid("brackets deeper than %(limit)s were ignored"),
    msgid("the quotation mark at %(place)s is not closed; it was read as closed at the end"),
    msgid("an OR with nothing beside it was ignored"),
    msgid("an AND with nothing beside it was ignored"),
    msgid("all is in capitals, so AND, OR and NOT were read as words"),
    msgid("words were read only up to their first %(limit)s characters"),
    msgid("addresses are not searched; kielo show %(text)s shows the page"),
    msgid("%(text)s was read as a plain word: there are no wildcards"),
    msgid("pages that match but have no date, which date: leaves out: %(count)s"),
    msgid("%(text)s was also read as date:%(day)s"),
    msgid("-%(text)s was read as the end of a name; NOT %(again)s leaves pages with it out"),
    msgid("a NOT with nothing after it was ignored"),
    msgid("%(text)s at %(place)s holds no word; it was ignored"),
    msgid("title: with no word after it was ignored"),
    msgid("%(field)s: with nothing after it was ignored"),
    msgid("lang:%(text)s is not one of fi, sv, en, und, other; it was ignored"),
    msgid("date:%(text)s is not a date like 2020, 2020-03, 2020-03-15 or 2019..2021; it was ignored"),
    msgid("date:%(text)s ends before it begins; its ends were exchanged"),
    msgid("more than %(limit)s pages matched; the best %(best)s are grouped"),
    msgid("the archive holds newer pages than this index: an ingest is running, or run `kielo reindex`"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    text: str
    lang: str


def translated(notes: Iterable[str], ui: Interface) -> tuple[Note, ...]:
    """The notes, each once, in the language of the interface where they are known."""
    return tuple(_translated(note, ui) for note in dict.fromkeys(notes))


def _translated(note: str, ui: Interface) -> Note:
    for pattern, found in _compiled():
        if match := found.fullmatch(note):
            return Note(text=ui.gettext(pattern) % match.groupdict(), lang=ui.lang)
    return Note(text=note, lang="en")


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((pattern, _as_regex(pattern)) for pattern in PATTERNS)


def _as_regex(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", pattern)
    return re.compile(
        "".join(f"(?P<{piece}>.+)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)), re.DOTALL
    )
