"""The title of a page, out of the places that claim to hold it.

Lives here: the order of trust, and telling a title from the name of its site. Not here: finding the places (head.py,
corpus.cleaning).
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from corpus.metadata.facts import Facts


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_BARS = re.compile(r"\s*(?:[|»›·•]|::)\s*")
_DASHES = re.compile(r"\s+(?:[–—:]|-{1,2})\s+")
_NAME_WORDS = 4
"""What follows the last dash of a title is a site's name when it is not longer than this."""

_FILE_NAME = re.compile(
    r"microsoft (?:word|powerpoint|excel) - |.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|html?)$"
    r"|untitled|nimetön|namnlös",
    re.I,
)
"""What programs write where a title should stand."""
_FRONT = frozenset(_listed("etusivu startsida startsidan hem home start homepage frontpage aloitussivu förstasidan"))
_ISSUER = re.compile(
    r"(?:[\w.&-]+\s){0,4}[\w-]*(?:kunta|kaupunki|hyvinvointialue|kuntayhtymä|ministeriö|virasto|yliopisto|maakunta|liitto"
    r"|kommun|stad|staden|välfärdsområde|samkommun|ministeriet|ministerium|universitet|verket|förbundet"
    r"|county|municipality|council|authority|ministry|university)"
    r"|(?:city|town|municipality|ministry|wellbeing services county|university) of\b.*"
    r"|(?:www\.)?[\w-]+\.(?:fi|se|ax|com|org|net|eu|example)",
    re.I,
)
"""The whole of a name that says of itself that it names an organisation or a site."""
_CUT_OFF = re.compile(r"\s?(?:…|\.\.\.)$")
_NO_LETTER = re.compile(r"[\W_]+")
_PLAIN = str.maketrans("åäöéü", "aaoeu")

LONGEST = 120  # characters of a line that has to serve as a title


def choose_title(facts: Facts, headings: Sequence[str], lines: Sequence[str], declared: str | None = None) -> str:
    """The title: kept h1, the source's own title, any h1, `<title>` without the site's name, og:title, the first line.

    `headings` are the kept headings of level 1, `lines` the kept lines from the top, the best candidate first. An h1
    that is the site's name is passed over where a better one is known; letters are those of the place chosen, but a
    title in capitals is taken from where the same words are written as words.
    """
    known = {_key(line) for line in lines}
    named = ["" if _FILE_NAME.match(each) else _flat(each) for each in (facts.title, facts.og_title)]
    sites = _sites(facts, named[0], known)
    cut = [title for each in named if (title := _completed(_without_site(each, sites, known, facts), lines))]
    tops = [_flat(each) for each in headings]
    for titles in (tops, [_flat(declared or "")], [_flat(each) for each in facts.headings]):
        if title := _top(titles, sites, cut):
            return _in_small_letters(title, [*cut, *lines])
    for title in cut:
        if _key(title) not in sites:
            return _in_small_letters(title, [*cut, *lines])
    if tops and tops[0]:
        return tops[0]
    first = next((line for line in lines if line.strip()), facts.title or facts.site_name)
    return first if len(first) <= LONGEST else f"{first[: first.rfind(' ', 0, LONGEST) + 1 or LONGEST].rstrip()} …"


def _top(titles: Sequence[str], sites: frozenset[str], cut: Sequence[str]) -> str:
    """Of several headings the one that `<title>` or og:title repeats, else the first that is not the site's name."""
    own = [title for title in titles if title and _key(title) not in sites]
    repeated = {_key(each) for each in cut}
    return next((title for title in own if _key(title) in repeated), own[0] if own else "")


def _sites(facts: Facts, title: str, known: set[str]) -> frozenset[str]:
    """Keys of what the site is called: as declared, and the end of `<title>` where an h1 is that and no more.

    "Torget | Staden" over an h1 "Staden" is a logo; but a heading or the address may say that the end is the title.
    """
    sites = {_key(facts.site_name)} - {""}
    parts = _parts(title)
    if len(parts) < 2:
        return frozenset(sites)
    first, last = parts[0], parts[-1]
    tops = {_key(each) for each in facts.headings}
    is_front = _key(first) in _FRONT
    is_other = _ISSUER.fullmatch(last) or _key(first) in known | tops or _is_slug(first, facts)
    if _key(last) in tops and is_other and not is_front and not _is_slug(last, facts):
        sites.add(_key(last))
    if is_front:
        sites.discard(_key(last))
        sites.add(_key(first))
    return frozenset(sites)


def _without_site(title: str, sites: frozenset[str], known: set[str], facts: Facts) -> str:
    """The part of `<title>` that names the page."""
    if not title or _key(title) in known - sites:
        return title
    barred = [part for part in _BARS.split(title) if part]
    return _best(barred, sites, known, facts) if len(barred) > 1 else _without_dashed(title, sites, known)


def _without_dashed(title: str, sites: frozenset[str], known: set[str]) -> str:
    """A title without the site's name at either end of its dashes, which titles have themselves."""
    parts = [part for part in _DASHES.split(title) if part]
    if len(parts) < 2:
        return title
    if on_page := [part for part in parts if _key(part) in known - sites and not _ISSUER.fullmatch(part)]:
        return on_page[0]
    if _key(parts[0]) in sites or (_ISSUER.fullmatch(parts[0]) and not _ISSUER.fullmatch(parts[-1])):
        return title[title.index(parts[1], len(parts[0])) :]
    if _key(parts[-1]) in sites or len(parts[-1].split()) <= _NAME_WORDS or _ISSUER.fullmatch(parts[-1]):
        return re.sub(r"[\s–—:-]{1,5}$", "", title[: title.rindex(parts[-1])])
    return title


def _best(parts: list[str], sites: frozenset[str], known: set[str], facts: Facts) -> str:
    """Of the parts between bars: one that stands on the page, one the address repeats, else the first of its own."""
    own = [part for part in parts if _key(part) not in sites and not _ISSUER.fullmatch(part)] or parts
    best = next((part for part in own if _key(part) in known), None) or next(
        (part for part in own if _is_slug(part, facts)), own[0]
    )
    pieces = _DASHES.split(best)
    if len(pieces) > 1 and _key(best) not in known and (_key(pieces[-1]) in sites or _ISSUER.fullmatch(pieces[-1])):
        return re.sub(r"[\s–—:-]{1,5}$", "", best[: best.rindex(pieces[-1])])
    return best


def _completed(title: str, lines: Sequence[str]) -> str:
    """A title that ends in dots is written out where a line of the page goes on from it."""
    stem = _CUT_OFF.sub("", title)
    if stem == title or len(stem) < 10:
        return title
    return next((_flat(line) for line in lines if len(line) <= LONGEST * 2 and line.startswith(stem)), title)


def _in_small_letters(title: str, others: Iterable[str]) -> str:
    if not title.isupper() or " " not in title:
        return title
    key = _key(title)
    return next((_flat(each) for each in others if not each.isupper() and _key(each) == key), title)


def _is_slug(part: str, facts: Facts) -> bool:
    """Whether the address ends in these words."""
    try:
        path = unquote(urlsplit(facts.canonical or "").path)
    except ValueError:
        return False
    slug = re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rsplit("/", 1)[-1])
    return bool(slug) and _bare(slug) == _bare(part)


def _parts(title: str) -> list[str]:
    return [part for piece in _BARS.split(title) for part in _DASHES.split(piece) if part]


def _bare(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold().translate(_PLAIN))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return _flat(text.casefold())
