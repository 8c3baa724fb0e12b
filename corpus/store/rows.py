"""Values to rows and back, and what one capture does to its page.

Not here: transactions, locks, opening and closing (see the package itself).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa
import zstandard

from corpus.errors import StoreError
from corpus.model import (
    Alternate,
    Amount,
    Block,
    Capture,
    Cleaned,
    Contact,
    Drop,
    Evidence,
    Link,
    Mention,
    Page,
    PageDate,
    PageId,
    own_programme,
    page_id,
)
from corpus.store.tables import block, capture, page, refusal, run, setting, template, version

Status = Literal["new", "changed", "unchanged"]

CODEC = "zstd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is needed to finish a page again: all it tells of itself, and the key and side its blocks are counted by.

    `cleaning` says which state of the rules made it.
    """

    about: Mapping[str, Any] | None = None
    lines: Sequence[tuple[int, int]] = ()
    cleaning: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A capture with what cleaning made of it, ready to be stored."""

    capture: Capture
    cleaned: Cleaned
    own: Own = field(default_factory=Own)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldVersion:
    """A version with the capture it is made of, the newest that shows it; `is_current`: it is what the page shows."""

    capture: Capture
    n: int
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What did not become a page, with the capture where there was one: its bytes are kept all the same."""

    drop: Drop
    capture: Capture | None = None


CURRENT = sa.select(
    page.c.id,
    page.c.address,
    page.c.url,
    page.c.source,
    page.c.programme,
    page.c.fetched_at,
    page.c.site_group,
    *[column for column in version.c if column.name not in ("page", "about")],
).join(version, sa.and_(version.c.page == page.c.id, version.c.n == page.c.version))
"""Pages with their current versions."""


def add(conn: sa.Connection, number: int, batch: Sequence[Intake]) -> list[Status]:
    """Store captures, and the versions that they show; say for each what it did to its page.

    Pages that are new, nearly all of a first run, are written together: each by itself costs five times as much.
    """
    ids = [page_id(intake.capture.address) for intake in batch]
    known = set(conn.execute(sa.select(page.c.id).where(page.c.id.in_(ids))).scalars())
    new: dict[PageId, Intake] = {}
    for who, intake in zip(ids, batch, strict=True):
        if who not in known:
            new.setdefault(who, intake)
    started = conn.execute(sa.select(run.c.started).where(run.c.id == number)).scalar_one()
    _add_new(conn, number, new, started)
    return [
        "new" if new.get(who) is intake else _add_known(conn, number, intake, started)
        for who, intake in zip(ids, batch, strict=True)
    ]


def _add_new(conn: sa.Connection, number: int, new: Mapping[PageId, Intake], started: str) -> None:
    if not new:
        return
    raise_revision(conn, by=len(new))
    at = next_touch(conn)
    conn.execute(
        sa.insert(page),
        [
            {
                "id": who,
                "address": intake.capture.address,
                "url": intake.capture.url,
                "source": intake.capture.source,
                "version": 1,
                "fetched_at": intake.capture.fetched_at,
                "programme": own_programme(who),
                "touched": at,
            }
            for who, intake in new.items()
        ],
    )
    conn.execute(sa.insert(version), [_version_row(who, 1, intake) for who, intake in new.items()])
    if blocks := [row for who, intake in new.items() for row in _block_rows(who, 1, intake)]:
        conn.execute(sa.insert(block), blocks)
    conn.execute(
        sa.insert(capture), [_capture_row(who, number, 1, intake.capture, started) for who, intake in new.items()]
    )


def _add_known(conn: sa.Connection, number: int, intake: Intake, started: str) -> Status:
    who = page_id(intake.capture.address)
    before = conn.execute(sa.select(page.c.version).where(page.c.id == who)).scalar_one()
    n, is_written = _version_of(conn, who, intake)
    mine = inserted(conn.execute(sa.insert(capture).values(_capture_row(who, number, n, intake.capture, started))))
    # What came in first decides nothing: of captures with one text, the newest says what is known beside it.
    is_known_anew = not is_written and _newest(conn, who, n).id == mine and rewrite(conn, who, n, intake)
    newest = _make_newest_current(conn, who)
    if not (is_written or newest != before or (is_known_anew and newest == n)):
        return "unchanged"
    raise_revision(conn)
    touch(conn, who)
    return "changed"


def raise_revision(conn: sa.Connection, by: int = 1) -> None:
    put_setting(conn, "revision", str(int(get_setting(conn, "revision")) + by))


def touch(conn: sa.Connection, who: PageId) -> None:
    """Have templates and decisions settled anew for a page, and for those of its site."""
    conn.execute(sa.update(page).where(page.c.id == who).values(touched=next_touch(conn)))


def next_touch(conn: sa.Connection) -> int:
    """A number above that of the last settling."""
    return max(int(get_setting(conn, "revision")), settled_at(conn)) + 1


def settled_at(conn: sa.Connection) -> int:
    """Pages touched above this number wait for settling."""
    held = conn.execute(sa.select(setting.c.value).where(setting.c.key == "settled")).scalar()
    return int(held or 0)


def get_setting(conn: sa.Connection, key: str) -> str:
    return str(conn.execute(sa.select(setting.c.value).where(setting.c.key == key)).scalar_one())


def put_setting(conn: sa.Connection, key: str, value: str) -> None:
    conn.execute(sa.delete(setting).where(setting.c.key == key))
    conn.execute(sa.insert(setting).values(key=key, value=value))


def digest_of(cleaned: Cleaned) -> str:
    """What makes two captures the same version: title and kept blocks, whatever surrounds them."""
    told = [cleaned.title, *([each.kind, each.text] for each in cleaned.blocks)]
    return sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def key_of(capture: Capture) -> str:
    """What makes two fetches bring the same: the bytes, and what the source declares about them."""
    declared = json.dumps([capture.charset, capture.title, capture.lang]).encode()
    return sha256(sha256(capture.body).digest() + declared).hexdigest()


def pack(body: bytes) -> bytes:
    return zstandard.compress(body, 3)


def unpack(body: bytes, codec: str) -> bytes:
    if codec != CODEC:
        raise StoreError(f"a capture is packed with {codec!r}, which this kielo does not know")
    return zstandard.decompress(body)


def refuse(conn: sa.Connection, number: int, refused: Refused) -> None:
    """Keep a refusal with the bytes of what was read; the same again in a later run is not kept twice."""
    drop, incoming = refused.drop, refused.capture
    key = key_of(incoming) if incoming else None
    same = sa.select(refusal.c.id).where(
        refusal.c.place == drop.place, refusal.c.reason == str(drop.reason), refusal.c.key.is_not_distinct_from(key)
    )
    if conn.execute(same.limit(1)).first() is None:
        conn.execute(
            sa.insert(refusal).values(
                run=number,
                place=drop.place,
                reason=str(drop.reason),
                detail=drop.detail,
                address=incoming.address if incoming else None,
                key=key,
                codec=CODEC if incoming else None,
                body=pack(incoming.body) if incoming else None,
            )
        )


def _version_of(conn: sa.Connection, who: PageId, intake: Intake) -> tuple[int, bool]:
    """The number of the version with this text, and whether it had to be written.

    Newer rules may make one text of several versions; the last of them has it then, so that no page is turned back.
    """
    mine = version.c.page == who
    digest = digest_of(intake.cleaned)
    known = conn.execute(sa.select(sa.func.max(version.c.n)).where(mine, version.c.digest == digest)).scalar()
    if known is not None:
        return int(known), False
    n = int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(version.c.n), 0)).where(mine)).scalar_one()) + 1
    conn.execute(sa.insert(version), [_version_row(who, n, intake)])
    _write_blocks(conn, who, n, intake)
    return n, True


def _version_row(who: PageId, n: int, intake: Intake) -> dict[str, Any]:
    known = known_of(intake.cleaned) | _own_of(intake)
    return {"page": who, "n": n, "digest": digest_of(intake.cleaned), **known}


def _write_blocks(conn: sa.Connection, who: PageId, n: int, intake: Intake) -> None:
    if rows := _block_rows(who, n, intake):
        conn.execute(sa.insert(block), rows)


def _block_rows(who: PageId, n: int, intake: Intake) -> list[dict[str, Any]]:
    blocks = intake.cleaned.all_blocks
    lines: Sequence[tuple[int | None, int | None]] = intake.own.lines or [(None, None)] * len(blocks)
    return [
        {
            "page": who,
            "version": n,
            "n": place,
            "kind": each.kind,
            "text": each.text,
            "lang": each.lang,
            "level": each.level,
            "reason": each.reason,
            "own_kind": each.kind,
            "own_level": each.level,
            "own_reason": each.reason,
            "key": key,
            "side": side,
        }
        for place, (each, (key, side)) in enumerate(zip(blocks, lines, strict=True))
    ]


def known_of(cleaned: Cleaned) -> dict[str, Any]:
    """All that is known of a page beside its blocks."""
    return {
        "title": cleaned.title,
        "lang": cleaned.lang,
        "confidence": cleaned.confidence,
        "languages": list(cleaned.languages),
        "kind": cleaned.kind,
        "number": cleaned.number,
        "dates": [asdict(date) for date in cleaned.dates],
        "alternates": [asdict(alternate) for alternate in cleaned.alternates],
        "canonical": cleaned.canonical,
        "declared_lang": cleaned.declared_lang,
        "lang_conflict": cleaned.lang_conflict,
        "mentions": [asdict(mention) for mention in cleaned.mentions],
        "contacts": [asdict(contact) for contact in cleaned.contacts],
        "amounts": [asdict(amount) for amount in cleaned.amounts],
        "breadcrumb": list(cleaned.breadcrumb),
    }


def _own_of(intake: Intake) -> dict[str, Any]:
    own = intake.own
    about = None if own.about is None else json.loads(json.dumps(own.about))
    told = {"about": about, "own_title": intake.cleaned.title, "own_lang": intake.cleaned.lang}
    return {**told, "corrected_lang": None, "cleaning": own.cleaning}


def rewrite(conn: sa.Connection, who: PageId, n: int, intake: Intake) -> bool:
    """Take over what a newer capture of the same text, or newer rules, have around it: a date, a link to a translation.

    Says whether anything but removed blocks is new: other teasers at the edge of a page do not change the page; other
    rules may have changed what is read out of the same text.
    """
    cleaned, own = intake.cleaned, _own_of(intake)
    here = sa.and_(version.c.page == who, version.c.n == n)
    held = conn.execute(sa.select(version).where(here)).one()
    its_blocks = sa.and_(block.c.page == who, block.c.version == n)
    rows = conn.execute(sa.select(block).where(its_blocks).order_by(block.c.n)).all()
    blocks = tuple(replace(own_block(row), lang="und") for row in rows)
    now = tuple(replace(each, lang="und") for each in cleaned.all_blocks)
    values = known_of(cleaned) | own | {"digest": digest_of(cleaned)}
    same_facts = held.about == own["about"] and (
        own["about"] is not None or all(held._mapping[name] == value for name, value in known_of(cleaned).items())
    )
    same_text = [each for each in blocks if each.reason is None] == [each for each in now if each.reason is None]
    same_rules = all(held._mapping[name] == own[name] for name in ("cleaning", "own_title", "own_lang"))
    if same_facts and same_rules and blocks == now:
        return False
    conn.execute(sa.update(version).where(here).values(**values))
    conn.execute(sa.delete(block).where(its_blocks))
    _write_blocks(conn, who, n, intake)
    touch(conn, who)
    return not (same_facts and same_rules and same_text)


def _capture_row(who: PageId, number: int, n: int, incoming: Capture, started: str) -> dict[str, Any]:
    return {
        "page": who,
        "run": number,
        "version": n,
        "place": incoming.place,
        "sha256": sha256(incoming.body).hexdigest(),
        "key": key_of(incoming),
        "codec": CODEC,
        "body": pack(incoming.body),
        "media": incoming.media,
        "charset": incoming.charset,
        "fetched_at": incoming.fetched_at,
        "seen_at": moment(incoming.fetched_at or started),
        "title": incoming.title,
        "lang": incoming.lang,
    }


def held_version(conn: sa.Connection, who: PageId, n: int) -> HeldVersion:
    """A version with the capture that would be cleaned to make it again."""
    where = conn.execute(sa.select(page).where(page.c.id == who)).one()
    newest = conn.execute(sa.select(capture).where(capture.c.id == _newest(conn, who, n).id)).one()
    return HeldVersion(
        capture=Capture(
            address=where.address,
            body=unpack(newest.body, newest.codec),
            media=newest.media,
            source=where.source,
            place=newest.place,
            url=where.url,
            charset=newest.charset,
            fetched_at=newest.fetched_at,
            title=newest.title,
            lang=newest.lang,
        ),
        n=n,
        is_current=n == where.version,
    )


def _make_newest_current(conn: sa.Connection, who: PageId) -> int:
    """Show what the newest capture shows: an old crawl that comes in late does not turn the page back."""
    newest = _newest(conn, who)
    conn.execute(sa.update(page).where(page.c.id == who).values(version=newest.version, fetched_at=newest.fetched_at))
    return int(newest.version)


def _newest(conn: sa.Connection, who: PageId, n: int | None = None) -> Any:
    """The newest capture of a page, or of one of its versions; of equally new ones the same in any order."""
    its_own = capture.c.page == who if n is None else sa.and_(capture.c.page == who, capture.c.version == n)
    order = (capture.c.seen_at.desc(), capture.c.sha256.desc(), capture.c.id.desc())
    columns = (capture.c.id, capture.c.version, capture.c.fetched_at)
    return conn.execute(sa.select(*columns).where(its_own).order_by(*order).limit(1)).one()


def moment(iso: str) -> str:
    """An ISO 8601 time as one in UTC that sorts as text; a time without a zone counts as UTC."""
    told = datetime.fromisoformat(iso)
    if told.tzinfo is not None:
        with suppress(OverflowError):  # the first and last day of the calendar have no time in every zone
            told = told.astimezone(UTC)
    return told.replace(tzinfo=None).isoformat(timespec="microseconds")


def inserted(result: sa.CursorResult[Any]) -> int:
    """The number that the database gave to a new row."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def block_from(row: Any, share: str | None = None) -> Block:
    """A block; `share` says how much of its site repeats it, where that is why it went."""
    reason = f"{row.reason}:{share}" if share else row.reason
    return Block(kind=row.kind, text=row.text, lang=row.lang, level=row.level, reason=reason)


def own_block(row: Any) -> Block:
    """The block as its page by itself gives it."""
    return Block(kind=row.own_kind, text=row.text, lang=row.lang, level=row.own_level, reason=row.own_reason)


def template_shares(conn: sa.Connection, groups: Collection[str | None]) -> dict[tuple[str, int, int], str]:
    """For each line of the groups' templates on how many of how many pages it is: `27/30`."""
    mine = template.c.site_group.in_(sorted(group for group in groups if group))
    return {
        (row.site_group, row.key, row.side): f"{row.pages}/{row.of}"
        for row in conn.execute(sa.select(template).where(mine))
    }


def page_from(row: Any, blocks: tuple[Block, ...]) -> Page:
    return Page(
        id=row.id,
        address=row.address,
        url=row.url,
        source=row.source,
        version=row.n,
        fetched_at=row.fetched_at,
        programme=row.programme,
        cleaned=Cleaned(
            title=row.title,
            all_blocks=blocks,
            lang=row.lang,
            confidence=row.confidence,
            languages=tuple(row.languages),
            kind=row.kind,
            number=row.number,
            dates=tuple(PageDate(**date) for date in row.dates),
            alternates=tuple(Alternate(**alternate) for alternate in row.alternates),
            canonical=row.canonical,
            declared_lang=row.declared_lang,
            lang_conflict=row.lang_conflict,
            mentions=tuple(Mention(**mention) for mention in row.mentions),
            contacts=tuple(
                Contact(**{**contact, "phones": tuple(contact["phones"]), "mails": tuple(contact["mails"])})
                for contact in row.contacts
            ),
            amounts=tuple(Amount(**amount) for amount in row.amounts),
            breadcrumb=tuple(row.breadcrumb),
        ),
    )


def link_from(row: Any) -> Link:
    return Link(
        a=row.a,
        b=row.b,
        relation=row.relation,
        confidence=row.confidence,
        state=row.state,
        evidence=tuple(Evidence(**each) for each in row.evidence),
    )


def row_of(link: Link) -> dict[str, Any]:
    return asdict(link)
