"""Deciding on links: which pages a person means, what is kept of it, and how decisions stand.

Lives here: making, taking back and taking in decisions. Not here: what decisions mean for the pages there are
(linking/decided.py), keeping them (store), their file (link_files.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from corpus.errors import InputError
from corpus.link_files import Row
from corpus.linking.decided import Decided, LinkStanding, Shown, stand
from corpus.model import LANGUAGES, LinkDecision, LinkVerdict, Page, PageId, Relation
from corpus.store import Store

PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many rows of a file were taken in, and passed over: without a verdict, held already, or older than what
    is held on the same pages."""

    kept: int
    held: int
    older: int
    undecided: int


def link_standings(store: Store) -> list[LinkStanding]:
    """Every decision on links that counts, in the order in which they were made, and how it stands."""
    decisions = store.link_decisions()
    made = decisions.all()
    if not made:
        return []
    return stand(made, (Shown(page=page, address=at, digest=digest) for page, at, digest in decisions.texts()))


def decided_on(store: Store) -> Decided:
    """What people have decided, as linking takes it."""
    return Decided.of(link_standings(store))


def decide_link(  # noqa: PLR0913  all that a decision is made of
    store: Store,
    a: Page,
    b: Page,
    verdict: LinkVerdict,
    *,
    relation: Relation | None = None,
    who: str,
    note: str = "",
) -> LinkDecision:
    """Keep a decision on two pages. Linking makes it felt.

    Without a relation it is about the one that links them now; if none does, translations are in different languages,
    and other pages of one programme. What is decided already on the same texts is not kept twice. Raises InputError,
    before anything is kept, for a page and itself, a translation in one language, and where nothing was decided that
    could be taken back.
    """
    if a.id == b.id:
        raise InputError("a page is not linked to itself", where=a.address)
    before = _held(store, a, b)
    if verdict == "undo" and before is None:
        hint = "`kielo links --state decided` lists what was"
        raise InputError(f"nothing was decided on it and {b.address}", where=a.address, hint=hint)
    kind = relation or (before.relation if verdict == "undo" and before else _relation(store, a, b))
    if verdict == "confirm" and kind == "translation" and a.cleaned.lang == b.cleaned.lang:
        hint = "--relation same_programme or near_duplicate may be what they are"
        raise InputError(f"it and {b.address} are in one language, {a.cleaned.lang}", where=a.address, hint=hint)
    made = _decision(store, a, b, kind, verdict)
    made = replace(made, who=said(who) or "unknown", note=said(note))
    if before is not None and replace(before, who="", made_at="") == replace(made, who="", made_at=""):
        return before
    store.link_decisions().add([made])
    return made


def restate(store: Store, before: LinkStanding | None, a: Page, b: Page, who: str) -> None:
    """Have two pages stand as they stood before the last decision on them."""
    if before is None:
        decide_link(store, a, b, "undo", who=who)
        return
    made = before.decision
    told = store.settling().digests([a.id, b.id])
    is_turned = not (made.a == a.address or made.b == b.address or told[a.id] == made.digest_a)
    first, second = (b.address, a.address) if is_turned else (a.address, b.address)
    ends = sorted(((first, made.digest_a), (second, made.digest_b)))
    store.link_decisions().add([replace(made, a=ends[0][0], b=ends[1][0], digest_a=ends[0][1], digest_b=ends[1][1])])


def take_in(store: Store, rows: Iterable[Row], who: str) -> Taken:
    """Keep the decisions of a file, all or none. Raises InputError that names every line that cannot be.

    A row with the digests of the texts it was decided on may name pages that are not here (yet); without them both
    pages must be. Of two decisions on the same pages, here and in the file, the one that was made later counts.
    """
    known = {address: (page, digest) for page, address, digest in store.link_decisions().texts()}
    held = {each.subject: each for each in store.link_decisions().all()}
    new: list[LinkDecision] = []
    lines: dict[tuple[str, str], int] = {}
    problems: list[str] = []
    counts = dict.fromkeys(("held", "older", "undecided"), 0)
    for row in rows:
        try:
            made = _from_row(row, known, who)
            if made is None:
                counts["undecided"] += 1
                continue
            if (line := lines.setdefault(made.subject, row.line)) != row.line:
                raise InputError(f"the same two pages as in line {line}")
        except InputError as error:
            problems.append(f"line {row.line}: {error.what}")
            continue
        before = held.get(made.subject)
        if before is not None and replace(made, made_at=before.made_at) == before:
            counts["held"] += 1
        elif before is not None and made.made_at < before.made_at:
            counts["older"] += 1
        elif before is not None and made.made_at == before.made_at:  # what was written from here, and then changed
            new.append(replace(made, who=who, made_at=_now()))
        else:
            new.append(made)
    if problems:
        more = len(problems) - PROBLEMS_SHOWN
        named = "; ".join(problems[:PROBLEMS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
        raise InputError(named, hint="nothing was taken in")
    store.link_decisions().add(sorted(new, key=lambda made: made.made_at))
    return Taken(kept=len(new), **counts)


def said(text: str) -> str:
    """What a person has written, on one line and without what cannot be written down."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _decision(store: Store, a: Page, b: Page, relation: Relation, verdict: LinkVerdict) -> LinkDecision:
    digests = store.settling().digests([a.id, b.id])
    one, other = sorted((a, b), key=lambda page: page.address)
    return LinkDecision(
        a=one.address,
        b=other.address,
        digest_a=digests[one.id],
        digest_b=digests[other.id],
        relation=relation,
        verdict=verdict,
        who="",
        made_at=_now(),
    )


def _held(store: Store, a: Page, b: Page) -> LinkDecision | None:
    """The decision that holds for two pages, also one that has followed their texts."""
    pair = (min(a.id, b.id), max(a.id, b.id))
    standing = Decided.of(link_standings(store)).verdicts.get(pair)
    return standing.decision if standing else None


def _relation(store: Store, a: Page, b: Page) -> Relation:
    """What links two pages now, if anything does; else what they would be."""
    pair = {a.id, b.id}
    linked: list[Relation] = [link.relation for link in store.links() if {link.a, link.b} == pair]
    if linked:
        return linked[0]
    langs = (a.cleaned.lang, b.cleaned.lang)
    return "translation" if langs[0] != langs[1] and set(langs) <= set(LANGUAGES) else "same_programme"


def _from_row(row: Row, known: dict[str, tuple[PageId, str]], who: str) -> LinkDecision | None:
    """The decision in a row; None where it has no verdict. Raises InputError."""
    if not row.verdict:
        return None
    ends = sorted(((row.a, row.digest_a), (row.b, row.digest_b)))
    if row.a == row.b:
        raise InputError("a page is not linked to itself")
    missing = [address for address, digest in ends if not digest and address not in known]
    if missing:
        raise InputError(f"there is no page {' and no page '.join(missing)}")
    digests = [digest or known[address][1] for address, digest in ends]
    return LinkDecision(
        a=ends[0][0],
        b=ends[1][0],
        digest_a=digests[0],
        digest_b=digests[1],
        relation=row.relation,
        verdict=row.verdict,
        who=said(row.who) or who,
        made_at=row.made_at or _now(),
        note=said(row.note),
    )
