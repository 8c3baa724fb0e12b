"""Filters of a query: languages, sites, kinds and times, as people name them.

Lives here: the value of a field -> a node of the tree, what is not understood named. Pure. Not here: which field it is
(syntax.py), times as text (periods.py).
"""

import re
from collections.abc import Callable

from search.periods import Period
from search.signs import Notes, Sign
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


def has_word(text: str) -> bool:
    return any(map(str.isalnum, text))
