"""The title of a page, out of the places that claim to hold it.

Lives here: the order of trust and cutting site names off. Not here: finding the places (head.py, corpus.cleaning).
"""

import re
from collections.abc import Sequence

from corpus.metadata.head import Facts

_SEPARATOR = re.compile(r"\s+[|–—·»:-]{1,2}\s+|\s*[|»]\s*")
_NAME_WORDS = 4
"""What follows the last separator of a title is a site's name when it is not longer than this."""


_FILE_NAME = re.compile(
    r"microsoft (?:word|powerpoint|excel) - |.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|html?)$"
    r"|untitled|nimetön|namnlös",
    re.I,
)
"""What programs write where a title should stand."""


LONGEST = 120  # characters of a line that has to serve as a title


def choose_title(facts: Facts, headings: Sequence[str], lines: Sequence[str], declared: str | None = None) -> str:
    """The title: kept h1, the source's own title, any h1, `<title>` without the site's name, og:title, the first line.

    `headings` are the kept headings of level 1, `lines` the kept lines from the top, the best candidate first.
    """
    site = _key(facts.site_name)
    for title in (*headings, declared or "", *facts.headings):
        if title.strip() and _key(title) != site:
            return " ".join(title.split())
    known = {_key(line) for line in lines}
    named = "" if _FILE_NAME.match(facts.title) else facts.title
    for title in (_without_site(named, site, known), facts.og_title):
        if title.strip() and _key(title) != site and _FILE_NAME.match(title) is None:
            return title
    first = next((line for line in lines if line.strip()), facts.title or facts.site_name)
    return first if len(first) <= LONGEST else f"{first[: first.rfind(' ', 0, LONGEST) + 1 or LONGEST].rstrip()} …"


def _without_site(title: str, site: str, known: set[str]) -> str:
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title.strip()
    on_page = next((part for part in parts if _key(part) in known), None)
    if on_page:
        return on_page
    if site and _key(parts[0]) == site:
        return title[_SEPARATOR.search(title).end() :].strip()  # type: ignore[union-attr]  # two parts: there is one
    last = title.rindex(parts[-1])
    cut = re.sub(r"[\s|–—·»:-]+$", "", title[:last])
    return cut if _key(parts[-1]) == site or len(parts[-1].split()) <= _NAME_WORDS else title.strip()


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
