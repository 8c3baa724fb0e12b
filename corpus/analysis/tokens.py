"""Text -> words and numbers with their place, and the normal form they are analysed in.

Lives here: normalisation, tokenisation, folding. Pure: no language is known here. Not here: what a word means.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["word", "number", "address"]

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DELETE = dict.fromkeys(map(ord, INVISIBLE))
_APOSTROPHES, _HYPHENS, _SPACES, _DASHES = "’‘ʼ´`′", "\u2010\u2011\u2212", "\u00a0\u202f\u2009", "–—"
_SAME = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_SPACES, " "))
_HAS_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# Looking for any of them at once costs a tenth of putting others in their place, and most texts hold none.
_IS_READ_OTHERWISE = re.compile(f"[{INVISIBLE}{_APOSTROPHES}{_HYPHENS}{_SPACES}{_DASHES}]")
# sosiaali– ja terveys...: a dash typed for the hyphen; with a space before it, it is a dash.
_DASH_FOR_HYPHEN = re.compile(r"(?<=[^\W\d_])[–—](?=,\s|/|\s+(?:ja|tai|sekä|och|eller|samt|and|or)\b)")

# Endings after a colon (STM:n, THL:ssä, EU:s, FPA:s). A closed list, because a forgotten space (`lisätietoja:katso`)
# must not lose a word.
_ENDINGS = (
    "n|t|a|ä|s|en|in|an|än|un|on|ön|yn|et|er|ar|na|nä|ta|tä|ns|ts|ja|jä|ksi|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|tta|ttä|"
    "han|hin|hun|hän|hen|hon|hyn|hön|seen|siin|den|iden|ien|ita|itä|ia|iä|issa|issä|ista|istä|illa|illä|ilta|iltä|ille|"
    "iksi|ina|inä|ihin|iin|een|arna|erna|nsa|nsä|mme|nne|nkin|kin|lainen|läinen|laisen|läisen|laiset|läiset"
)
_COLON = rf":(?:{_ENDINGS})(?![\w:])"

_L = r"[^\W\d_]"  # a letter
# Letters and digits, with combining marks: a class with a rare group behind it costs less than an alternative at each.
_RUN = r"[^\W_]*+(?:[\u0300-\u036f]++[^\W_]*+)*+"
_TAIL = rf"{_RUN}(?:[-'](?=[^\W_]){_RUN})*+(?:(?i:{_COLON}))?"
_AN_ADDRESS = rf"""
    (?i:(?:https?|ftp)://|www\.)[^\s<>"(){{}}\[\]|]*[^\s<>"(){{}}\[\]|.,;:!?'’]
  | [^\W_][\w.+-]{{0,63}}+@(?:[\w-]+\.)+{_L}{{2,}}
  | (?:[^\W_][\w-]{{0,62}}+\.){{1,5}}(?:fi|ax|eu|com|org|net)(?![\w@-])(?:/[^\s<>"()]*[^\s<>"().,;:!?'])?
"""
_A_NUMBER = rf"""
    (?:\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)
     | \d{{4}}-\d\d-\d\d(?!\d)
     | [1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?!\d)(?:,\d+)?
     | \d+(?:[.,:]\d+)*)
    (?: \.?-(?={_L}){_TAIL} | (?={_L}){_TAIL} | (?i:{_COLON}) )?
    (?:-(?=,|\s+{_L}))?
"""
_A_WORD = rf"{_L}{_TAIL}(?:-(?![\w-]))?"
# Where no address can stand it need not be looked for at every letter: half the time. A word and a number begin
# differently, so that their order does not matter.
_NO_ADDRESS = re.compile(f"{_A_WORD}|{_A_NUMBER}", re.VERBOSE)
_MAY_HOLD_ADDRESS = re.compile(r"@|//|\.[^\W\d_]|[wW]{3}\.")
# Of the three only an address has these: a number has a digit or a hyphen after its dots, a word has no dots.
_IS_ADDRESS = re.compile(r"[@/]|\.[^\W\d_]|^(?i:www)\.")
_ENDING = re.compile(rf"(?<=\w){_COLON}$", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_SCHEME = re.compile(r"^(?:[a-z]+://)?(?:www\.)?")
_GROUPED = re.compile(r"\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})(?!\d)")
_ENGLISH_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")

_UNDECOMPOSED = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "ß": "ss", "ð": "d", "đ": "d", "ł": "l"})
_KEPT = frozenset("åäöÅÄÖ")
_ACCENTED = re.compile(r"[^\x00-\x7fåäöÅÄÖ]")


_NEEDS_ITS_NEIGHBOURS = re.compile(r"[\d–—]")


class Word(Struct, frozen=True, kw_only=True):
    """A word, number or address in a text. `form`: its normal form, with accents; `capital`: all in capitals."""

    surface: str
    start: int
    end: int
    kind: Kind
    form: str
    capital: bool


def normalise(text: str) -> str:
    """NFC, nothing invisible, typewriter apostrophe, hyphen and space."""
    return unicodedata.normalize("NFC", text.translate(_DELETE)).translate(_SAME)


def tokenise(text: str) -> list[Word]:
    """Words, numbers and addresses in text order; `text[word.start:word.end] == word.surface`."""
    return [word_of(read, text[start:end], start) for read, start, end in spans(text)]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word, number or address as it is read, less typography, with its span in the text."""
    view, offsets = _view(text)
    for match in _pattern_for(view).finditer(view):
        start, end = match.span()
        yield (match[0], start, end) if offsets is None else (match[0], offsets[start], offsets[end - 1] + 1)


def stands_alone(stretch: str) -> bool:
    """Whether what stands between two spaces is read alike whatever is around it: 2 849 500 and `20- ja` are not."""
    return not _NEEDS_ITS_NEIGHBOURS.search(stretch)


def words_as_read(text: str) -> list[str]:
    """The same without the spans, at half the cost."""
    view, _ = _view(text)
    return _pattern_for(view).findall(view)


def word_of(read: str, surface: str, start: int) -> Word:
    """What is read as one word, number or address (see `spans`); everything but its place follows from that alone."""
    form = unicodedata.normalize("NFC", read)
    kind: Kind = "address" if _IS_ADDRESS.search(read) else "number" if read[0].isdecimal() else "word"
    plain = _ungroup(form) if kind == "number" else form
    return Word(
        surface=surface,
        start=start,
        end=start + len(surface),
        kind=kind,
        form=plain.lower(),
        capital=form.isupper(),
    )


def _pattern_for(view: str) -> re.Pattern[str]:
    return _with_addresses() if _MAY_HOLD_ADDRESS.search(view) else _NO_ADDRESS


@cache
def _with_addresses() -> re.Pattern[str]:
    """Compiled when first needed, as it takes longer than many a query."""
    return re.compile(f"{_AN_ADDRESS}|{_A_NUMBER}|{_A_WORD}", re.VERBOSE)


@cache
def _an_address() -> re.Pattern[str]:
    return re.compile(_AN_ADDRESS, re.VERBOSE)


def _view(text: str) -> tuple[str, list[int] | None]:
    """The text as the pattern reads it, and for each of its characters the place in the text (None: the same)."""
    if not _IS_READ_OTHERWISE.search(text):
        return text, None
    view = text.translate(_SAME)
    offsets = None
    if _HAS_INVISIBLE.search(text):
        offsets = [index for index, char in enumerate(text) if char not in INVISIBLE]
        view = "".join(view[index] for index in offsets)
    if any(dash in view for dash in _DASHES):
        view = _DASH_FOR_HYPHEN.sub("-", view)
    return view, offsets


def _ungroup(number: str) -> str:
    """2 849 500 and 2,849,500 are 2849500; 1,5 stays."""
    number = number.replace(" ", "")
    return _GROUPED.sub(lambda match: match[0].replace(",", "").replace(".", ""), number, count=1)


def ungroup_english(form: str) -> str:
    """2,849 is 2849 in English only: elsewhere the comma is a decimal one."""
    match = _ENGLISH_GROUPED.match(form)
    return match[0].replace(",", "") + form[match.end() :] if match else form


def form_offset(surface: str, form_length: int, offset: int) -> int:
    """Where in the surface the character at `offset` of its form stands."""
    if len(surface) == form_length:
        return offset
    return next((at for at in range(len(surface)) if len(normalise(surface[:at])) >= offset), len(surface))


def kind_of(form: str) -> Kind:
    """What a form is when it stands alone."""
    if _IS_ADDRESS.search(form) and _an_address().fullmatch(form):
        return "address"
    return "word" if any(map(str.isalpha, form)) else "number"


def plain_number(form: str) -> str:
    """01.02.2019 is 1.2.2019; the hyphen of a suspended `20-` goes."""
    form = form.rstrip("-")
    return ".".join(part.lstrip("0") or "0" for part in form.split(".")) if _DATE.fullmatch(form) else form


def host_of(address: str) -> str:
    """https://www.kielo.example/sivu -> kielo.example"""
    return _SCHEME.sub("", address).partition("/")[0].partition("?")[0]


def cut_ending(form: str) -> str:
    """stm:n -> stm"""
    return _ENDING.sub("", form) if ":" in form else form


def fold_accents(term: str) -> str:
    """café -> cafe, über -> uber; å ä ö stay, they are letters of their own."""
    if not _ACCENTED.search(term):
        return term
    term = unicodedata.normalize("NFC", term)
    return "".join(map(_plain_letter, term))


@lru_cache(maxsize=5_000)  # without it folding takes a sixth of indexing pages in German or with Cyrillic letters
def _plain_letter(char: str) -> str:
    return char if char in _KEPT or char.isascii() else _bare(char)


def fold(term: str) -> str:
    """The term as someone types it on a keyboard without å ä ö: ASCII letters where the script has them."""
    return _bare(term).translate(_UNDECOMPOSED)


def _bare(text: str) -> str:
    letters = (char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(letters))
