"""Deciding on links: which pages a person means, what is kept of it, and how decisions stand.

Lives here: making, taking back and taking in decisions. Not here: what decisions mean for the pages there are
(linking/decided.py), keeping them (store), their file (link_files.py).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from corpus.errors import InputError
from corpus.link_files import Row, refuse_lines
from corpus.linking.decided import Decided, LinkStanding, Shown, stand
from corpus.model import LANGUAGES, Decision, Lang, LinkDecision, LinkVerdict, Page, PageId, Relation
from corpus.store import Store

_OTHER_RELATIONS = "same_programme or near_duplicate may be what they are"

Made = TypeVar("Made", Decision, LinkDecision)


class Taken(Struct, frozen=True, kw_only=True):
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
        what = f"it and {b.address} are in one language, {a.cleaned.lang}"
        raise InputError(what, where=a.address, hint=f"--relation {_OTHER_RELATIONS}")
    made = _decision(store, a, b, kind, verdict)
    made = replace(made, who=said(who) or "unknown", note=said(note))
    if before is not None and replace(before, who="", made_at="") == replace(made, who="", made_at=""):
        return before
    store.link_decisions().add([made])
    return made


def restate(store: Store, before: LinkStanding | None, a: Page, b: Page, who: str) -> None:
    """Have two pages stand as they stood before the last decision on them: decided anew now, or an archive that has
    been given that decision would take this one for older."""
    if before is None:
        decide_link(store, a, b, "undo", who=who)
        return
    made = before.decision
    told = store.settling().digests([a.id, b.id])
    is_turned = not (made.a == a.address or made.b == b.address or told[a.id] == made.digest_a)
    first, second = (b.address, a.address) if is_turned else (a.address, b.address)
    ends = sorted(((first, made.digest_a), (second, made.digest_b)))
    anew = replace(made, a=ends[0][0], b=ends[1][0], digest_a=ends[0][1], digest_b=ends[1][1], made_at=_now())
    store.link_decisions().add([anew])


def take_in(store: Store, rows: Iterable[Row], who: str) -> Taken:
    """Keep the decisions of a file, all or none. Raises InputError that names every line that cannot be.

    A row with the digests of the texts it was decided on may name pages that are not here (yet); without them both
    pages must be. Without a relation, and for a translation in one language, it is as in `decide_link`. Of two
    decisions on the same pages, here and in the file, the one that was made later counts.
    """
    rows = list(rows)
    here = _Here.of(store, is_relation_needed=any(row.verdict and not row.relation for row in rows))
    held = {each.subject: each for each in store.link_decisions().all()}
    new: list[LinkDecision] = []
    lines: dict[tuple[str, str], int] = {}
    problems: list[str] = []
    counts = dict.fromkeys(("held", "older", "undecided"), 0)
    for row in rows:
        try:
            made = _from_row(row, here, who)
            if made is None:
                counts["undecided"] += 1
                continue
            if (line := lines.setdefault(made.subject, row.line)) != row.line:
                raise InputError(f"the same two pages as in line {line}")
            before = held.get(made.subject)
            if not row.made_at and before is not None and replace(made, made_at=before.made_at) == before:
                made = before
            weighed = weigh(made, before)
            if weighed in ("held", "older"):
                counts[weighed] += 1
                continue
            here.check(made)
        except InputError as error:
            problems.append(f"line {row.line}: {error.what}")
            continue
        if weighed == "other":  # what was written from here, and then changed
            made = replace(made, who=who, made_at=_now())
        new.append(made)
    refuse_lines(problems)
    store.link_decisions().add(sorted(new, key=lambda made: made.made_at))
    return Taken(kept=len(new), **counts)


def weigh(made: Made, before: Made | None) -> Literal["later", "held", "older", "other"]:
    """What a decision that comes from elsewhere is beside the one that is held on the same: `later`, and so it counts;
    `held` or `older`; or `other`: made in the same second, and not the same."""
    if before is None or made.made_at > before.made_at:
        return "later"
    if replace(made, made_at=before.made_at) == before:
        return "held"
    return "older" if made.made_at < before.made_at else "other"


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
    return _related(store).get(_ordered(a.id, b.id)) or _would_be(a.cleaned.lang, b.cleaned.lang)


def _related(store: Store) -> dict[tuple[PageId, PageId], Relation]:
    found: dict[tuple[PageId, PageId], Relation] = {}
    for link in store.links():
        found.setdefault(_ordered(link.a, link.b), link.relation)
    return found


def _would_be(one: Lang, other: Lang) -> Relation:
    return "translation" if one != other and {one, other} <= set(LANGUAGES) else "same_programme"


def _ordered(a: PageId, b: PageId) -> tuple[PageId, PageId]:
    return (a, b) if a < b else (b, a)


class _Here(Struct, frozen=True, kw_only=True):
    """The pages that a file may name: by address with the digest of what they say, their languages and relations."""

    texts: Mapping[str, tuple[PageId, str]]
    langs: Mapping[PageId, Lang]
    related: Mapping[tuple[PageId, PageId], Relation]

    @classmethod
    def of(cls, store: Store, *, is_relation_needed: bool) -> "_Here":
        return cls(
            texts={address: (page, digest) for page, address, digest in store.link_decisions().texts()},
            langs={page.id: page.lang for page in store.summaries()},
            related=_related(store) if is_relation_needed else {},
        )

    def relation(self, a: str, b: str) -> Relation:
        """As `_relation`. Raises InputError where one is not here."""
        if missing := [address for address in (a, b) if address not in self.texts]:
            raise InputError(f"it names no relation, and there is no page {' and no page '.join(missing)}")
        one, other = self.texts[a][0], self.texts[b][0]
        return self.related.get(_ordered(one, other)) or _would_be(self.langs[one], self.langs[other])

    def check(self, made: LinkDecision) -> None:
        """Raises InputError for a translation in one language, if it is of what the two pages say now."""
        ends = [(made.a, made.digest_a), (made.b, made.digest_b)]
        langs = [self.langs[self.texts[at][0]] for at, digest in ends if self.texts.get(at, ("", ""))[1] == digest]
        if made.verdict == "confirm" and made.relation == "translation" and len(langs) == 2 and langs[0] == langs[1]:
            raise InputError(f"{made.a} and {made.b} are in one language, {langs[0]}; {_OTHER_RELATIONS}")


def _from_row(row: Row, here: _Here, who: str) -> LinkDecision | None:
    """The decision in a row; None where it has no verdict. Raises InputError."""
    if not row.verdict:
        return None
    ends = sorted(((row.a, row.digest_a), (row.b, row.digest_b)))
    if row.a == row.b:
        raise InputError("a page is not linked to itself")
    missing = [address for address, digest in ends if not digest and address not in here.texts]
    if missing:
        raise InputError(f"there is no page {' and no page '.join(missing)}")
    digests = [digest or here.texts[address][1] for address, digest in ends]
    return LinkDecision(
        a=ends[0][0],
        b=ends[1][0],
        digest_a=digests[0],
        digest_b=digests[1],
        relation=row.relation or here.relation(row.a, row.b),
        verdict=row.verdict,
        who=said(row.who) or who,
        made_at=row.made_at or _now(),
        note=said(row.note),
    )
