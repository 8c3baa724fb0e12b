"""What may still be linked when surer translations are: one mate a language, and one page a language in all that is one
text.

The second is what a triangle tells: where A is the translation of B, and B of C, A and C cannot be two pages of one
language. Without it a wrong link of two short pages joins what everything else keeps apart.

Lives here: the bookkeeping of the greedy choice. Pure. Not here: in what order pairs come (translations.py).
"""

from collections.abc import Sequence

from corpus.linking.decided import claims
from corpus.linking.features import Known
from corpus.model import Lang, Link, PageId


class Choice:
    """The translations chosen so far. `taken` are pages with the languages they have their mates in.

    What people have settled comes before all, and is not checked.
    """

    def __init__(self, pages: Sequence[Known], settled: Sequence[Link]) -> None:
        self._lang = {page.id: page.lang for page in pages}
        self.taken: set[tuple[PageId, Lang]] = claims(settled, self._lang)
        self._document: dict[PageId, frozenset[PageId]] = {}
        for link in settled:
            if link.state == "confirmed" and link.relation == "translation":
                self._join(link.a, link.b)

    def take(self, a: PageId, b: PageId, *, counts: bool) -> bool:
        """Whether two pages may be mates, which then are taken; if the link `counts`, their mates are one text."""
        places = {(a, self._lang[b]), (b, self._lang[a])}
        if not self.taken.isdisjoint(places) or not self._are_compatible(a, b):
            return False
        self.taken |= places
        if counts:
            self._join(a, b)
        return True

    def _are_compatible(self, a: PageId, b: PageId) -> bool:
        one, other = (self._document.get(page, frozenset((page,))) for page in (a, b))
        return one == other or {self._lang[page] for page in one}.isdisjoint(self._lang[page] for page in other)

    def _join(self, a: PageId, b: PageId) -> None:
        joined = self._document.get(a, frozenset((a,))) | self._document.get(b, frozenset((b,)))
        self._document.update(dict.fromkeys(joined, joined))
