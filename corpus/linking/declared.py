"""What pages declare of their language versions (hreflang, switchers), and which of it counts.

The switcher of a page that was never translated commonly leads to the front page; taken at its word, the front page
becomes the translation of everything. So a declaration counts when it is returned, or when nothing contradicts it.

Lives here: declarations -> pairs. Pure. Not here: choosing among pairs (translations.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urldefrag

from msgspec import Struct

from corpus.linking.features import Known
from corpus.model import Evidence, Lang, PageId

WEIGHT = 4.0  # log-odds of one declaration


class Declared(Struct, frozen=True, kw_only=True):
    """Two pages of which one names the other as its version, or each the other. `a` sorts before `b`."""

    a: PageId
    b: PageId
    is_reciprocal: bool
    evidence: tuple[Evidence, ...]


def declared(pages: Sequence[Known]) -> list[Declared]:
    """Pairs whose pages name each other as language versions, or one the other where nothing contradicts it.

    A one-sided declaration is contradicted when the page it names declares another version in that language, be it in
    the archive or not, and when several pages of one language and site name that page as theirs. One that mistakes the
    language of the page it names does not count at all.
    """
    by_id = {page.id: page for page in pages}
    named = _named(pages)
    claimed: dict[tuple[PageId, str, Lang], set[PageId]] = defaultdict(set)
    for one, other in named:
        claimed[other, by_id[one].site, by_id[one].lang].add(one)
    found: list[Declared] = []
    for one, other in named:
        is_reciprocal = (other, one) in named
        if is_reciprocal and other < one:
            continue  # its other half gives the pair
        page = by_id[one]
        is_silent = all(alternate.lang != page.lang for alternate in by_id[other].alternates)
        is_alone = len(claimed[other, page.site, page.lang]) == 1
        if is_reciprocal or (is_silent and is_alone):
            evidence = (*named[one, other], *named.get((other, one), ()))
            a, b = sorted((one, other))
            found.append(Declared(a=a, b=b, is_reciprocal=is_reciprocal, evidence=evidence))
    return found


def _named(pages: Sequence[Known]) -> dict[tuple[PageId, PageId], tuple[Evidence, ...]]:
    """Which page names which as its version in the language that one really has, and what says so."""
    by_url = {_plain(page.url): page for page in pages if page.url}
    named: dict[tuple[PageId, PageId], dict[Evidence, None]] = {}
    for page in pages:
        for alternate in page.alternates:
            other = by_url.get(_plain(alternate.url))
            if other is None or other.id == page.id or other.lang != alternate.lang or other.lang == page.lang:
                continue
            detail = f"{page.address} names {other.address} as its {alternate.lang} version"
            evidence = Evidence(kind=alternate.source, detail=detail, weight=WEIGHT)
            named.setdefault((page.id, other.id), {})[evidence] = None
    return {pair: tuple(evidence) for pair, evidence in named.items()}


def _plain(url: str | None) -> str:
    """An address without what does not change the page: scheme, fragment, a slash at the end."""
    url = url or ""
    bare = (urldefrag(url).url if "#" in url else url).partition("://")[2]
    return bare.rstrip("/").casefold()
