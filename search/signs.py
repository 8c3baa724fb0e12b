"""Query text to signs: words, quotations, fields, brackets and operators, each with its place.

Lives here: cutting a query into signs, its limits, and which words are plain words. Pure. Not here: what the signs mean
together (syntax.py).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from search.periods import is_full_date, is_no_day

MAX_LENGTH, MAX_TOKENS, MAX_DEPTH = 2_000, 100, 20  # characters, words, brackets within brackets
MAX_WORD = 80  # characters; the longest words on real pages have fewer than 60
MAX_NOTES = 12

# After one of these a hyphen before a word stands for what it shares: `lapsiperheet ja -järjestöt`.
CONJUNCTIONS = frozenset(("ja", "tai", "sekä", "eli", "och", "eller", "samt", "and", "or"))
OPERATORS = frozenset(("AND", "OR", "NOT"))
_ACRONYM = 6  # letters

FIELDS = {
    **dict.fromkeys(("title", "otsikko", "rubrik"), "title"),
    **dict.fromkeys(("lang", "kieli", "språk"), "lang"),
    **dict.fromkeys(("site", "sivusto", "webbplats"), "site"),
    **dict.fromkeys(("kind", "laji", "slag"), "kind"),
    **dict.fromkeys(("place", "paikka", "plats"), "place"),
    **dict.fromkeys(("org", "organisaatio", "organisation"), "org"),
    **dict.fromkeys(("programme", "ohjelma", "program"), "programme"),
    **dict.fromkeys(("number", "numero", "nummer"), "number"),
    **dict.fromkeys(("date", "pvm", "datum"), "date"),
    **dict.fromkeys(("year", "vuosi", "år"), "year"),
    "id": "id",
}
"""The names of the fields in the three languages, as they are typed and as they are kept."""

JOINED_NUMBERS = re.compile(r"\W*\d+(?:[/–-]\d+)+[^\w*~?^]*")  # 3/2021, 2020–2023
_WILD = re.compile(r"[*^]|\?\w|~\d*$|\w\.\.|\.\.\w")
_ENDLESS = re.compile(rf"\w{{{MAX_WORD + 1},}}")
_SIGNS = re.compile(
    rf"""(?P<space>\s+)
      | (?P<bracket>[()])
      | (?P<minus>(?<![^\s(])-(?=["“”„(\w=\\]))
      | \\(?P<literal>[^\s()"“”„]+)
      | (?P<field>(?i:{"|".join(FIELDS)}):(?=[^\s)]))
      | (?P<exact>=(?=["“”„\w]))
      | ["“”„](?P<quoted>[^"“”„]*)(?P<close>["“”„]?)(?:~(?P<distance>\d{{0,4}})(?![^\s)]))?
      | (?P<word>[^\s()"“”„]+)
    """,
    re.VERBOSE,
)


class Sign(Struct, frozen=True, kw_only=True):
    """A piece of a query. `kind`: word, literal, quoted, near, field, =, -, (, ), AND, OR, NOT; `at` counts from 1."""

    kind: str
    text: str
    at: int
    distance: int = 0


class Notes:
    """What was read otherwise than typed: of each kind the first, and never more than somebody reads."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._more = 0

    def add(self, text: str, kind: str | None = None) -> None:
        if (kind or text) in self._texts:
            return
        if len(self._texts) < MAX_NOTES:
            self._texts[kind or text] = text
        else:
            self._more += 1

    @property
    def texts(self) -> tuple[str, ...]:
        more = (f"and {self._more} more such notes",) if self._more else ()
        return (*self._texts.values(), *more)

    def __bool__(self) -> bool:
        return bool(self._texts)


def signs_of(query: str, notes: Notes) -> list[Sign]:
    """The signs of a query within the limits, with brackets that match each other."""
    if len(query) > MAX_LENGTH:
        notes.add(f"only the first {MAX_LENGTH} characters of the query were read")
        query = query[:MAX_LENGTH]
    if _ENDLESS.search(query):
        notes.add(f"words were read only up to their first {MAX_WORD} characters")
        query = _ENDLESS.sub(lambda word: word[0][:MAX_WORD], query)
    return _balanced(_within_limit(_split(query, notes), notes), notes)


def is_shouted(query: str) -> bool:
    """Whether all is in capitals, so that AND, OR and NOT are words; two acronyms with OR between are not shouted."""
    is_loud = query.isupper() and any(len(word) > _ACRONYM for word in query.split())
    return is_loud and bool(OPERATORS & set(query.split())) and not set("(\\") & set(query)


@lru_cache(maxsize=4_096)  # facets write the same words once a value
def is_read_as_a_word(word: str, before: str = "") -> bool:
    """Whether a word, after another or alone, is read as just this word."""
    signs = [(sign.kind, sign.text) for sign in _split(word, Notes(), before)]
    return signs == [("word", word)] and not is_special(word)


def is_one_word(word: str) -> bool:
    """Whether a text is one word, be it one with * or ~."""
    return [(sign.kind, sign.text) for sign in _split(word, Notes())] == [("word", word)]


def is_special(word: str) -> bool:
    """Whether a word stands for something else than itself."""
    return bool(_WILD.search(word) or JOINED_NUMBERS.fullmatch(word)) or is_full_date(word) or is_no_day(word)


def _split(query: str, notes: Notes, before: str = "") -> Iterator[Sign]:
    is_loud = is_shouted(query)
    if is_loud:
        notes.add("all is in capitals, so AND, OR and NOT were read as words")
    before, hyphen = before.casefold(), ""
    for match in _SIGNS.finditer(query):
        at, kind = match.start() + 1, match.lastgroup
        if kind == "space":
            continue
        if kind == "minus" and before in CONJUNCTIONS and query[at : at + 1].isalnum():
            hyphen = "-"
            continue
        sign = _sign(match, hyphen, notes, is_loud=is_loud)
        yield sign
        before, hyphen = (sign.text.casefold() if sign.kind in ("word", "literal") else ""), ""


def _sign(match: re.Match[str], hyphen: str, notes: Notes, *, is_loud: bool) -> Sign:
    text, kind, distance = match[0], match.lastgroup or "", 0
    if match["quoted"] is not None:
        kind, text = "quoted", match["quoted"]
        if not match["close"]:
            notes.add(f"the quotation mark at {match.start() + 1} is not closed; it was read as closed at the end")
        elif match["distance"] is not None:
            kind, distance = "near", int(match["distance"] or -1)
    elif kind in ("bracket", "minus"):
        kind = text
    elif kind == "exact":
        kind = "="
    elif kind == "literal":
        text = match["literal"]
    elif kind == "field":
        text = FIELDS[text[:-1].lower()]
    else:
        kind, text = text if text in OPERATORS and not is_loud else "word", hyphen + text
    return Sign(kind=kind, text=text, at=match.start() + 1, distance=distance)


def _within_limit(signs: Iterator[Sign], notes: Notes) -> Iterator[Sign]:
    words = 0
    for sign in signs:
        words += len(sign.text.split()) if sign.kind in ("quoted", "near") else sign.kind in ("word", "literal")
        if words > MAX_TOKENS:
            notes.add(f"only the first {MAX_TOKENS} words of the query were read")
            return
        yield sign


def _balanced(signs: Iterator[Sign], notes: Notes) -> list[Sign]:
    """Brackets in pairs: those that lack their other half, or stand too deep, are left out; what is in them stays."""
    kept: list[Sign] = []
    depth = 0
    for sign in signs:
        if sign.kind == ")" and depth == 0:
            notes.add(f"the closing bracket at {sign.at} has no opening one; it was ignored", "closing")
            continue
        depth += (sign.kind == "(") - (sign.kind == ")")
        is_too_deep = depth > MAX_DEPTH - (sign.kind == ")")
        if is_too_deep and sign.kind in "()":
            notes.add(f"brackets deeper than {MAX_DEPTH} were ignored")
            continue
        kept.append(sign)
    if depth:
        notes.add("an opening bracket is not closed; it was read as closed at the end")
        kept += [Sign(kind=")", text=")", at=0)] * min(depth, MAX_DEPTH)
    return kept
