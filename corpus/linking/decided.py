"""What people's decisions on links mean for the pages there are now: which two each is about, and what holds for them.

A decision is about two texts, which are found by address first and by what they say second: a page whose address has
changed keeps what was decided on it, and so does a copy of it. Nothing is dropped because a page has moved on: that a
decision rests on another text than is there now is said, and it stays in force.

Pure. Not here: keeping decisions (store), making them (corpus.link_decisions), what linking does with them
(deciding.py, programmes.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from corpus.linking.features import Known
from corpus.model import Evidence, Lang, Link, LinkDecision, PageId

SIDE_BY_SIDE = ("same_topic", "round")  # relations of pages that are alike and not one programme
DECIDED = 12.0  # log-odds of what a person has decided: a confidence of 1.0000
MOST_COPIES = 20  # a text at more addresses than these belongs to no page, as that of an error message does
NAMED = 3  # addresses of copies that are named where there are several

Pair: TypeAlias = tuple[PageId, PageId]


class Shown(Struct, frozen=True, kw_only=True):
    """A page as it stands now: its address, and the digest of what it says by itself."""

    page: PageId
    address: str
    digest: str


class LinkStanding(Struct, frozen=True, kw_only=True):
    """A decision, and how it stands: the pages it is about now, in order, if they are in the archive; where it went
    with a text (`followed`); and why it needs a new look. Both are empty while it holds on what it was made on.

    `others` are copies of the two pages for which it holds as well.
    """

    decision: LinkDecision
    pages: Pair | None
    others: tuple[Pair, ...] = ()
    followed: str = ""
    needs_look: str = ""

    @property
    def all_pages(self) -> tuple[Pair, ...]:
        return (*((self.pages,) if self.pages else ()), *self.others)


class Decided(Struct, frozen=True, kw_only=True):
    """What holds for pairs of pages, whatever their texts say."""

    verdicts: Mapping[Pair, LinkStanding] = field(default_factory=dict)

    @classmethod
    def of(cls, standings: Iterable[LinkStanding]) -> "Decided":
        found = {pair: each for each in standings for pair in each.others}
        return cls(verdicts=found | {each.pages: each for each in standings if each.pages})

    def links(self, pages: Sequence[Known]) -> list[Link]:
        """The links that people have confirmed or rejected, by pages."""
        known = {page.id: page for page in pages}
        pairs = sorted(pair for pair in self.verdicts if pair[0] in known and pair[1] in known)
        return [_link(self.verdicts[a, b], known[a], known[b]) for a, b in pairs]


NOTHING = Decided()


def claims(links: Iterable[Link], langs: Mapping[PageId, Lang]) -> set[tuple[PageId, Lang]]:
    """The pages that have a translation in a language already, as people have confirmed it."""
    confirmed = [link for link in links if link.state == "confirmed" and link.relation == "translation"]
    return {(one, langs[other]) for link in confirmed for one, other in ((link.a, link.b), (link.b, link.a))}


def _link(standing: LinkStanding, a: Known, b: Known) -> Link:
    made = standing.decision
    is_confirmed = made.verdict == "confirm"
    note = f": {made.note}" if made.note else ""
    weight = DECIDED if is_confirmed else -DECIDED
    evidence = [Evidence(kind="decision", detail=f"decided by {made.who} on {made.made_at[:10]}{note}", weight=weight)]
    told = [("decision", standing.followed), ("decision", standing.needs_look and f"new look: {standing.needs_look}")]
    if standing.pages != (a.id, b.id):
        told.append(("decision", f"on {made.a} and {made.b}, which say the same"))
    if is_confirmed and None not in (a.scope, b.scope) and a.scope != b.scope:
        told.append(("scope", f"the pages speak of two counties: {a.scope}, {b.scope}"))
    if is_confirmed and a.number and b.number and a.number != b.number:
        told.append(("number", f"the pages are announcements {a.number} and {b.number}"))
    evidence += [Evidence(kind=kind, detail=detail, weight=0.0) for kind, detail in told if detail]
    return Link(
        a=a.id,
        b=b.id,
        relation=made.relation,
        confidence=1.0 if is_confirmed else 0.0,
        state="confirmed" if is_confirmed else "rejected",
        evidence=tuple(evidence),
    )


# Which pages a decision is about


def stand(decisions: Iterable[LinkDecision], shown: Iterable[Shown]) -> list[LinkStanding]:
    """Every decision that counts, in the order in which they were made, with the pages it is about.

    Of several on the same addresses the last counts. For two pages the one that was made last at their own addresses
    counts, else the one made last of those that have followed a text to them: when it was made, not when it came in.
    """
    latest: dict[tuple[str, str], LinkDecision] = {}
    for made in decisions:
        latest.pop(made.subject, None)
        latest[made.subject] = made
    finder = _Finder(shown)
    found = [finder.find(made) for made in latest.values()]
    best: dict[Pair, tuple[bool, str, int]] = {}
    for n, (standing, is_direct) in enumerate(found):
        if standing.pages:
            rank = (is_direct, standing.decision.made_at, n)
            best[standing.pages] = max(best.get(standing.pages, rank), rank)
    live = [
        standing
        for n, (standing, _) in enumerate(found)
        if standing.decision.verdict != "undo" and (standing.pages is None or best[standing.pages][-1] == n)
    ]
    made_last = sorted(range(len(live)), key=lambda n: live[n].decision.made_at)
    last = {pair: n for n in made_last for pair in live[n].others if pair not in best}
    return [
        replace(standing, others=tuple(pair for pair in standing.others if last.get(pair) == n))
        for n, standing in enumerate(live)
    ]


class _Side(Struct, frozen=True, kw_only=True):
    """What became of one of the two pages: the page at its address, and the others that say what it said."""

    address: str
    own: Shown | None
    is_same: bool
    copies: tuple[Shown, ...]
    too_many: int = 0  # pages that say what it said, where they are too many to mean any of them

    @property
    def page(self) -> PageId | None:
        """The page it is about now."""
        if self.own is not None:
            return self.own.page
        return self.copies[0].page if len(self.copies) == 1 else None

    @property
    def places(self) -> list[PageId]:
        own = [self.own.page] if self.own is not None else []
        return own + [copy.page for copy in self.copies]

    @property
    def followed(self) -> str:
        gone_to = self.own is None and len(self.copies) == 1
        return f"the text of {self.address} stands at {self.copies[0].address} now" if gone_to else ""

    @property
    def needs_look(self) -> str:
        named = ", ".join(copy.address for copy in self.copies[:NAMED])
        if self.own is not None:
            elsewhere = f"; what it said stands at {named}" if named else ""
            return "" if self.is_same else f"the text of {self.address} has changed since{elsewhere}"
        if self.too_many:
            return f"{self.address} is not in the archive, and {self.too_many} pages say what it said: none is meant"
        if not self.copies:
            return f"{self.address} is not in the archive, and no other page says what it said"
        several = f"{self.address} is not in the archive, and {len(self.copies)} pages say what it said: {named}"
        return several if len(self.copies) > 1 else ""


class _Finder:
    """Finds the pages of decisions among those there are."""

    def __init__(self, shown: Iterable[Shown]) -> None:
        self._at: dict[str, Shown] = {}
        self._saying: dict[str, list[Shown]] = defaultdict(list)
        for each in shown:
            self._at[each.address] = each
            self._saying[each.digest].append(each)

    def find(self, made: LinkDecision) -> tuple[LinkStanding, bool]:
        """How it stands, and whether both pages are at their addresses."""
        a = self._side(made.a, made.digest_a, made.b)
        b = self._side(made.b, made.digest_b, made.a)
        pages = _ordered(a.page, b.page)
        others: tuple[Pair, ...] = ()
        if made.verdict == "reject":
            every = {_ordered(one, other) for one, other in product(a.places, b.places)}
            others = tuple(sorted(pair for pair in every if pair and pair != pages))
        elif made.verdict == "confirm" and a.own and b.own and len(a.copies) == len(b.copies) == 1:
            pair = _ordered(a.copies[0].page, b.copies[0].page)
            others = (pair,) if pair else ()
        looks = [a.needs_look, b.needs_look]
        if pages is None and not any(looks):
            looks = [f"one page says what {made.a} and {made.b} said"]
        standing = LinkStanding(
            decision=made,
            pages=pages,
            others=others,
            followed="; ".join(filter(None, (a.followed, b.followed))),
            needs_look="; ".join(filter(None, looks)),
        )
        return standing, a.own is not None and b.own is not None

    def _side(self, address: str, digest: str, other: str) -> _Side:
        own = self._at.get(address)
        copies = [each for each in self._saying.get(digest, ()) if each.address not in (address, other)]
        is_many = len(copies) > MOST_COPIES
        return _Side(
            address=address,
            own=own,
            is_same=own is not None and own.digest == digest,
            copies=() if is_many else tuple(sorted(copies, key=lambda each: each.address)),
            too_many=len(copies) if is_many else 0,
        )


def _ordered(a: PageId | None, b: PageId | None) -> Pair | None:
    if a is None or b is None or a == b:
        return None
    return (a, b) if a < b else (b, a)
