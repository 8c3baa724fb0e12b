"""Going through what is in doubt among links: what is asked, in which order, and what an answer does.

Lives here: the queue and the answers, each of which is kept at once. Not here: how a question looks (link_screen.py),
keys (link_commands.py), linking anew once all is said (kielo.py).
"""

from collections.abc import Iterable

from msgspec import Struct

from corpus.link_decisions import decide_link, link_standings, restate
from corpus.linking.decided import Decided, LinkStanding, Pair
from corpus.model import Evidence, Link, LinkVerdict, Page, PageId, Relation
from corpus.store import Store


class Doubt(Struct, frozen=True, kw_only=True):
    """Two pages of which a person should say whether they belong together, and why it is asked.

    `standing` is the decision on them that needs a new look; None for a link that was never decided on.
    """

    pages: Pair
    relation: Relation
    confidence: float
    evidence: tuple[Evidence, ...]
    standing: LinkStanding | None = None


def doubts(links: Iterable[Link], standings: Iterable[LinkStanding]) -> list[Doubt]:
    """What is in doubt: decisions that need a new look, as they were made; then uncertain links, of which those come
    first that may as well be wrong as right, for there an answer tells most."""
    links, standings = list(links), list(standings)
    settled = Decided.of(standings).verdicts
    evidence = {(link.a, link.b): link.evidence for link in links}
    again = [
        Doubt(
            pages=each.pages,
            relation=each.decision.relation,
            confidence=1.0 if each.decision.verdict == "confirm" else 0.0,
            evidence=evidence.get(each.pages, ()),
            standing=each,
        )
        for each in standings
        if each.pages and each.needs_look
    ]
    uncertain = [link for link in links if link.state == "uncertain" and (link.a, link.b) not in settled]
    uncertain.sort(key=lambda link: (round(abs(link.confidence - 0.5), 4), link.a, link.b))
    return again + [
        Doubt(pages=(link.a, link.b), relation=link.relation, confidence=link.confidence, evidence=link.evidence)
        for link in uncertain
    ]


class Review:
    """The doubts of an archive, and a person who answers. `at` is the doubt that is asked now."""

    def __init__(self, store: Store, who: str) -> None:
        standings = link_standings(store)
        self.doubts = doubts(store.links(), standings)
        self.lost = sum(each.pages is None for each in standings)
        self.at = 0
        self.counts: dict[LinkVerdict, int] = {"confirm": 0, "reject": 0}
        self._store, self._who = store, who
        self._answered: list[tuple[int, LinkVerdict]] = []

    @property
    def doubt(self) -> Doubt | None:
        return self.doubts[self.at] if self.at < len(self.doubts) else None

    def pages(self) -> tuple[Page, Page]:
        """The pages of the doubt that is asked now."""
        return self._pages(self.doubts[self.at].pages)

    def answer(self, verdict: LinkVerdict) -> None:
        """Keep an answer, and go on to the next. Raises StoreError while another kielo writes."""
        doubt = self.doubts[self.at]
        with self._store.writing():
            decide_link(self._store, *self._pages(doubt.pages), verdict, relation=doubt.relation, who=self._who)
        self._answered.append((self.at, verdict))
        self.counts[verdict] += 1
        self.at += 1

    def skip(self) -> None:
        self.at += 1

    def undo(self) -> bool:
        """Take the last answer back and ask again; False where there is none."""
        if not self._answered:
            return False
        self.at, verdict = self._answered.pop()
        self.counts[verdict] -= 1
        doubt = self.doubts[self.at]
        with self._store.writing():
            restate(self._store, doubt.standing, *self._pages(doubt.pages), self._who)
        return True

    def _pages(self, pair: tuple[PageId, PageId]) -> tuple[Page, Page]:
        found = {page.id: page for page in self._store.pages(list(pair))}
        return found[pair[0]], found[pair[1]]
