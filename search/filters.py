"""Filters of a query: languages, sites, kinds and times, as people name them.

Lives here: the value of a field -> a node of the tree, what is not understood named. Pure. Not here: which field it is
(syntax.py), times as text (periods.py).
"""

import re
from collections.abc import Callable

from search.periods import Period
from search.signs import FIELDS, Notes, Sign
from search.tree import Chosen, ChosenField, Dated

_LANGS = {
    **{lang: lang for lang in ("fi", "sv", "en", "und", "other")},
    **dict.fromkeys(("suomi", "finska", "finnish"), "fi"),
    **dict.fromkeys(("ruotsi", "svenska", "swedish"), "sv"),
    **dict.fromkeys(("englanti", "engelska", "english"), "en"),
}
_KINDS: dict[str, str] = {
    **dict.fromkeys(("programme", "hanke", "ohjelma", "projekt", "program", "project"), "programme"),
    **dict.fromkeys(("announcement", "tiedote", "meddelande"), "announcement"),
    **dict.fromkeys(("news", "uutinen", "nyhet"), "news"),
    **dict.fromkeys(("service", "palvelu", "tjänst"), "service"),
    **dict.fromkeys(("contact", "yhteystiedot", "kontakt"), "contact"),
    **dict.fromkeys(("decision", "päätös", "beslut"), "decision"),
    "other": "other",
}
_FIELD = re.compile(r"([^\W\d_]{3,}):(\w.*)", re.DOTALL)
# What stands behind the colon of an abbreviation: `thl:ssä`, `kela:lle`, `tv:n`.
_INFLECTED = re.compile(
    r"(?:i?(?:n|a|ä|t|s|en|in|na|nä|ta|tä|ja|jä|ksi|lle|ll[aä]|lt[aä]|ss[aä]|st[aä]|tt[aä]|h[aeiouyäö]n|een|seen|jen|ien)"
    r"|iden|itten|tten|et|ar|er|or|ns|ens|ets|ar?na|erna|aren)?(?:kin|kaan|kään|ko|kö)?",
    re.IGNORECASE,
)
_KNOWN = {"lang": "fi, sv, en, und, other", "kind": ", ".join(dict.fromkeys(_KINDS.values()))}


def chosen(field: ChosenField, value: Sign, notes: Notes) -> Chosen | None:
    """The values of a field, several with commas between them."""
    texts = [value.text] if value.kind in ("quoted", "near") else re.split(r"[,|]", value.text)
    given = tuple(dict.fromkeys(" ".join(text.split()) for text in texts if has_word(text)))
    names: dict[str, str] | None = {"lang": _LANGS, "kind": _KINDS}.get(field)
    if names is None:
        case: Callable[[str], str] = str.casefold if field in ("site", "id", "programme") else str
        return Chosen(field=field, values=tuple(dict.fromkeys(map(case, given)))) if given else None
    known = tuple(dict.fromkeys(found for each in given if (found := names.get(each.casefold()))))
    if unknown := [each for each in given if each.casefold() not in names]:
        notes.add(f"{field}:{','.join(unknown)} is not one of {_KNOWN[field]}; it was ignored")
    return Chosen(field=field, values=known) if known else None


def dated(text: str, period: Period, notes: Notes) -> Dated:
    """A period; one whose end comes first is turned."""
    first, last = period
    if first and last and first[: len(last)] > last:
        notes.add(f"date:{text} ends before it begins; its ends were exchanged")
        first, last = last, first
    return Dated(first=first, last=last)


def note_unread_field(sign: Sign, notes: Notes) -> None:
    """Say so of a word that looks like a field, and is none: `title:` with nothing behind it, `foo:bar`."""
    text = sign.text
    if sign.kind != "word" or "://" in text:
        return
    if text.endswith(":") and text[:-1].lower() in FIELDS:
        notes.add(f"{text} at {sign.at} has nothing after it; it was looked for as a word", "empty field")
    named = _FIELD.fullmatch(text)
    if named and not named[1].isupper() and not _INFLECTED.fullmatch(named[2]):
        notes.add(f"there is no field {named[1]}: {text} was looked for as it stands", "field")


def has_word(text: str) -> bool:
    return any(map(str.isalnum, text))
