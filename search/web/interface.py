"""The three languages of the interface: its texts, the names of things, dates and numbers.

Texts come from gettext catalogues beside this file, read as they are (no compile step); the English ones stand in the
templates. Not here: which language a reader is given (app.py), the notes of a query (notes.py).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from corpus.model import LANGUAGES

TRANSLATIONS = Path(__file__).with_name("translations")
OWN_NAMES: Mapping[str, str] = {"fi": "suomi", "sv": "svenska", "en": "English"}

_LOCALES: Mapping[str, str] = {"fi": "fi", "sv": "sv", "en": "en_GB"}
_DATES: Mapping[str, tuple[str, str, str]] = {  # a year, a month, a day
    "fi": ("y", "LLLL y", "d.M.y"),
    "sv": ("y", "LLLL y", "d.M.y"),
    "en": ("y", "LLLL y", "d MMMM y"),
}
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", re.ASCII)


def msgid(text: str) -> str:
    """Marks a text for the catalogues where it is not looked up on the spot."""
    return text


LANGUAGE_NAMES: Mapping[str, str] = {
    "fi": msgid("Finnish"),
    "sv": msgid("Swedish"),
    "en": msgid("English"),
    "und": msgid("language not known"),
    "other": msgid("another language"),
}
KINDS: Mapping[str, str] = {
    "programme": msgid("programme page"),
    "announcement": msgid("announcement"),
    "news": msgid("news item"),
    "service": msgid("service"),
    "contact": msgid("contact details"),
    "decision": msgid("decision"),
    "other": msgid("other page"),
}
SOURCES: Mapping[str, str] = {
    "gazetteer": msgid("list of names"),
    "glossary": msgid("glossary"),
    "vocabulary": msgid("vocabulary"),
    "lexicon": msgid("learned from translations"),
    "inflection": msgid("inflected form"),
    "compound": msgid("part of a compound"),
    "suspended": msgid("shortened compound"),
    "folded": msgid("typed without its dots"),
    "prefix": msgid("begins so"),
    "fuzzy": msgid("spelt nearly so"),
}


class Interface:
    """One language of the interface."""

    def __init__(self, lang: str, catalogue: Catalog) -> None:
        self.lang = lang
        self.locale = Locale.parse(_LOCALES[lang])
        self._catalogue = catalogue

    def gettext(self, text: str) -> str:
        return self._told(text, 0) or text

    def ngettext(self, one: str, many: str, count: int) -> str:
        form = 0 if count == 1 else 1  # the same in all three languages
        return self._told(one, form) or (many if form else one)

    def number(self, count: int) -> str:
        return str(format_decimal(count, locale=self.locale))

    def date(self, iso: str) -> str:
        """A date as precise as it is known; what is no date stays as it is."""
        match = _ISO.fullmatch(iso)
        if match is None:
            return iso
        known = [int(part) for part in match.groups() if part]
        try:
            year, month, day = [*known, 1, 1][:3]
            shown = date(year, month, day)
        except ValueError:
            return iso
        return str(format_date(shown, format=_DATES[self.lang][len(known) - 1], locale=self.locale))

    def language(self, lang: str) -> str:
        return self.gettext(LANGUAGE_NAMES.get(lang, lang))

    def kind(self, kind: str) -> str:
        return self.gettext(KINDS.get(kind, kind))

    def source(self, source: str) -> str:
        kind, *name = source.split(" ", 1)  # only a vocabulary has a name of its own
        return " ".join((self.gettext(SOURCES.get(kind, kind)), *name))

    def _told(self, text: str, form: int) -> str:
        message = self._catalogue.get(text)
        told = message.string if message else None
        return told or "" if told is None or isinstance(told, str) else told[form]


@cache
def interface(lang: str) -> Interface:
    """The interface in one of LANGUAGES."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    return Interface(lang, read_catalogue(lang) if lang != "en" else Catalog(locale="en"))


def read_catalogue(lang: str) -> Catalog:
    with (TRANSLATIONS / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)
