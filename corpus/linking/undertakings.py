"""Names that pages give to undertakings: `Kotipolku-hanke`, `projektet Hemstigen`, `the Home Path project`.

A name stands beside a word for project or programme and is written as its language writes names there; so it need not
be in any list. Names are not carried over between languages: two pages of one language that share a rare one tell of
the same undertaking, and two that tell of others hardly do.

Lives here: a text -> names. Pure. Not here: what a shared name is worth (evidence.py).
"""

import re
from collections.abc import Iterator

from corpus.model import Lang

_CAPITAL = r"[A-ZÅÄÖ][\w’'-]*\w"
_FINNISH = re.compile(
    rf"(?P<name>{_CAPITAL}(?:\s[a-zåäö][\w-]*\w){{0,4}}?)(?:-|\s-)(?:hank|projekt|ohjelma|pilot|kokeilu)\w*"
)
_SWEDISH = re.compile(
    rf"\b[Pp](?:rojektet|rogrammet|iloten|rojekt)\s[”\"]?(?P<name>{_CAPITAL})|(?P<before>{_CAPITAL})-(?:projekt|program)\w*"
)
_ENGLISH = re.compile(
    rf"(?P<name>{_CAPITAL}(?:\s(?:(?:of|the|on|at|a|for|and|to|in|by|your|with)\s)*{_CAPITAL}){{0,5}})"
    r"\s(?:[Pp]roject|[Pp]rogramme|[Pp]rogram|[Pp]ilot)s?\b"
)
_BY_LANG: dict[Lang, re.Pattern[str]] = {"fi": _FINNISH, "sv": _SWEDISH, "en": _ENGLISH}
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]his)\b\s*")
LEAST = 3  # letters: `EU-hanke` has no name


def undertakings_in(text: str, lang: Lang) -> Iterator[str]:
    """The names of undertakings in a text, in lower case, in its order; none in other languages."""
    pattern = _BY_LANG.get(lang)
    for match in pattern.finditer(text) if pattern else ():
        name = next(filter(None, match.groups()), "")
        last = _last_name(name) if lang == "fi" else _ARTICLE.split(name)[-1]
        if len(last) >= LEAST:
            yield last.casefold()


def _last_name(name: str) -> str:
    """From the last capital letter on: `Kuiva satama` in `Sotkamossa Kuiva satama`."""
    words = name.split()
    capital = max((n for n, word in enumerate(words) if word[0].isupper()), default=0)
    return " ".join(words[capital:])
