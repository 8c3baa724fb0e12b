"""Values to rows and back.

Not here: which rows are written when (intake.py, settling.py), transactions (see the package itself).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa
import zstandard
from msgspec import Struct, field
from msgspec.structs import asdict

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
)
from corpus.store.tables import block, page, template, version

Status = Literal["new", "changed", "unchanged"]

CODEC = "zstd"


class Own(Struct, frozen=True, kw_only=True):
    """What is needed to finish a page again: all it tells of itself, and the key and side its blocks are counted by.

    `cleaning` says which state of the rules made it.
    """

    about: Mapping[str, Any] | None = None
    lines: Sequence[tuple[int, int]] = ()
    cleaning: int = 0


class Intake(Struct, frozen=True, kw_only=True):
    """A capture with what cleaning made of it, ready to be stored."""

    capture: Capture
    cleaned: Cleaned
    own: Own = field(default_factory=Own)


class HeldVersion(Struct, frozen=True, kw_only=True):
    """A version with the capture it is made of, the newest that shows it; `is_current`: it is what the page shows."""

    capture: Capture
    n: int
    is_current: bool


class Refused(Struct, frozen=True, kw_only=True):
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
    evidence = [{"kind": each.kind, "detail": each.detail, "weight": each.weight} for each in link.evidence]
    told = {name: getattr(link, name) for name in ("a", "b", "relation", "confidence", "state")}
    return {**told, "evidence": evidence}


def version_row(who: PageId, n: int, intake: Intake) -> dict[str, Any]:
    known = known_of(intake.cleaned) | _own(intake, intake.own.about)
    return {"page": who, "n": n, "digest": digest_of(intake.cleaned), **known}


BlockRow: TypeAlias = tuple[str | int | None, ...]
"""The cells of a block's row, in the order of the table's columns."""


def block_rows(who: PageId, n: int, intake: Intake) -> list[BlockRow]:
    blocks = intake.cleaned.all_blocks
    lines: Sequence[tuple[int | None, int | None]] = intake.own.lines or [(None, None)] * len(blocks)
    rows: list[BlockRow] = []
    for place, (each, (key, side)) in enumerate(zip(blocks, lines, strict=True)):
        kind, level, reason = each.kind, each.level, each.reason
        own = kind, level, reason  # nothing is known of other pages yet
        rows.append((who, n, place, kind, level, each.lang, reason, *own, key, side, each.text))
    return rows


def insert_blocks(conn: sa.Connection, rows: Sequence[BlockRow]) -> None:
    """As the driver takes them: forty rows a page, as dictionaries, took a third of the time of storing a page."""
    if rows:
        plain = sa.table(block.name, *(sa.column(column.name) for column in block.c))
        conn.exec_driver_sql(str(sa.insert(plain).compile(dialect=conn.dialect)), list(rows))


def own_of(intake: Intake) -> dict[str, Any]:
    """What is known of a page by itself, as it comes back from the database: what were tuples are lists."""
    about = intake.own.about
    return _own(intake, None if about is None else json.loads(json.dumps(about)))


def _own(intake: Intake, about: Mapping[str, Any] | None) -> dict[str, Any]:
    told = {"about": about, "own_title": intake.cleaned.title, "own_lang": intake.cleaned.lang}
    return {**told, "corrected_lang": None, "cleaning": intake.own.cleaning}


def capture_row(who: PageId, number: int, n: int, incoming: Capture, started: str) -> dict[str, Any]:
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
