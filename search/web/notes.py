"""The notes of an answer in the reader's language.

The parser and the searcher write their notes in English, as the terminal and JSON show them. Each is found again here
by its pattern; one that is not known is shown as it came, and marked as English. Not here: making notes.
"""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from search.web.interface import Interface, msgid

PATTERNS = (
    msgid("only the first %(limit)s characters of the query were read"),
    msgid("only the first %(limit)s words of the query were read"),
    msgid("the query holds no word"),
    msgid("an opening bracket is not closed; it was read as closed at the end"),
    msgid("brackets deeper than %(limit)s were ignored"),
    msgid("the quotation mark at %(place)s is not closed; it was read as closed at the end"),
    msgid("an AND with nothing beside it was ignored"),
    msgid("all is in capitals, so AND, OR and NOT were read as words"),
    msgid("words were read only up to their first %(limit)s characters"),
    msgid("addresses are not searched; kielo show %(text)s shows the page"),
    msgid("pages that match but have no date, which date: leaves out: %(count)s"),
    msgid("%(text)s was also read as date:%(day)s"),
    msgid("-%(text)s was read as the end of a name; NOT %(again)s leaves pages with it out"),
    msgid("%(text)s at %(place)s holds no word; it was ignored"),
    msgid("date:%(text)s ends before it begins; its ends were exchanged"),
    msgid("more than %(limit)s pages matched; the best %(best)s are grouped"),
    msgid("the archive holds newer pages than this index: an ingest is running, or run `kielo reindex`"),
    msgid("the closing bracket at %(place)s has no opening one; it was ignored"),
    msgid("the OR at %(place)s has nothing beside it; it was ignored"),
    msgid("the NOT at %(place)s has nothing after it; it was ignored"),
    msgid("title: at %(place)s has no word after it; it was ignored"),
    msgid("%(field)s: at %(place)s has nothing after it; it was ignored"),
    msgid("%(field)s:%(text)s is not one of %(known)s; it was ignored"),
    msgid("date:%(text)s is not a date like 2020, 2020-03, 2020-03-15, 2019..2021 or spring 2020; it was ignored"),
    msgid("%(text)s at %(place)s has nothing after it; it was looked for as a word"),
    msgid("there is no field %(field)s: %(text)s was looked for as it stands"),
    msgid("id:%(page)s: no page has it"),
    msgid("there are fewer pages of results than that; this is the last"),
    msgid("%(text)s at %(place)s was read as %(read)s"),
    msgid("%(text)s was read as %(read)s"),
    msgid("only the first %(limit)s words with * or ~ stand for others; the rest are plain words"),
    msgid("only the first %(limit)s quotations with ~ were read so; the rest are plain quotations"),
    msgid("words at most %(limit)s apart are near each other; ~%(distance)s was read so"),
    msgid("the ~ at %(place)s stands behind a single word; it was ignored"),
    msgid("in %(field)s: words are found in any form; the = was ignored"),
    msgid("the = at %(place)s has no word after it; it was ignored"),
    msgid("and %(count)s more such notes"),
    msgid("%(text)s is more than one word; it was read as a plain one"),
    msgid("%(field)s: holds for a whole query only, not inside OR or brackets; it was ignored"),
    msgid("no page is of a site called %(site)s"),
    msgid("%(field)s:%(text)s: no page names it; near it: %(names)s"),
    msgid("%(field)s:%(text)s: no page names it"),
    msgid("no step leads to %(step)s here, so there is none to leave out"),
    msgid("there is no day %(text)s; it was looked for as it stands"),
    msgid("%(text)s stands for many words; the %(limit)s most frequent were looked for"),
    msgid("reading the texts took more than %(limit)s seconds; some pages stand without passages and reasons"),
    msgid("the query asks for more than can be looked for at once; it was cut"),
    msgid("only the best %(limit)s pages were read"),
    msgid("no pages were held as of %(date)s: the archive holds pages from %(day)s on"),
    msgid("so many words were read as a text: pages with most of them come first; quotation marks ask for all"),
    msgid("the query reads like a sentence, so its quotation marks, brackets and dashes were read as part of it"),
    msgid("the words of a long quotation with ~ were looked for closer together"),
)


class Note(Struct, frozen=True, kw_only=True):
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
