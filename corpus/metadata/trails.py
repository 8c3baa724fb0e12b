"""The way from the front page to a page, as its breadcrumbs tell it.

Lives here: crumbs out of the markup's lists and out of lines of text. Not here: finding them in the markup (head.py),
removing them from the text (corpus.cleaning).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.metadata.addresses import SWITCHER_TEXTS
from corpus.metadata.facts import Facts

_SEPARATORS = (re.compile(r"\s*[>»›→|]\s*"), re.compile(r"\s+/\s+|/\s+"), re.compile(r"\s[–—·•-]\s"))
"""The surest first: a line is parted by one of them, by dashes only behind a label, since titles have dashes too."""
_LABEL = re.compile(
    r"(?:olet tässä|olet täällä|sijaintisi|sijainti|murupolku|du är här|här är du|brödsmul\w*|länkstig|you are here"
    r"|breadcrumbs?|navigointipolku|sivupolku)\s*(?::|$)\s*",
    re.I,
)
_LETTER = re.compile(r"[^\W_]")
_LONGEST = 150
_MOST = 12


def breadcrumb_of(facts: Facts, texts: Sequence[str]) -> tuple[str, ...]:
    """The trail of a page: what its markup declares, else the longest that its removed lines of breadcrumbs spell.

    Lines that hold a crumb each make one trail together.
    """
    if facts.breadcrumb:
        return facts.breadcrumb
    trails = [crumbs([text]) for text in texts]
    spelled = [trail for trail in trails if len(trail) > 1]
    return max(spelled, key=len) if spelled else crumbs(texts)


def crumbs(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in a trail, without separators, labels ("Olet tässä:") and the same name twice in a row."""
    trail: list[str] = []
    for text in texts:
        for name in _names(text):
            if name.casefold() not in [known.casefold() for known in trail[-1:]]:
                trail.append(name)
    return tuple(trail[:_MOST])


def _names(text: str) -> Iterator[str]:
    text = " ".join(text[: _LONGEST * 4].split())
    line = _LABEL.sub("", text, count=1)
    sure = _SEPARATORS if line != text else _SEPARATORS[:2]
    separator = next((each for each in sure if each.search(line)), _SEPARATORS[0])
    for part in separator.split(line):
        name = part.strip(" /:")
        if len(name) <= _LONGEST and _LETTER.search(name) and name.casefold() not in SWITCHER_TEXTS:
            yield name
