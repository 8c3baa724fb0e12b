"""Values to rows and back, and what one capture does to its page.

Not here: transactions, locks, opening and closing (see the package itself).
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa
import zstandard

from corpus.model import (
    Alternate,
    Block,
    Capture,
    Cleaned,
    Evidence,
    Link,
    Page,
    PageDate,
    PageId,
    own_programme,
    page_id,
)
from corpus.store.tables import block, capture, page, run, setting, version

Status = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A capture with what cleaning made of it, ready to be stored."""

    capture: Capture
    cleaned: Cleaned


CURRENT = sa.select(
    page.c.id,
    page.c.address,
    page.c.url,
    page.c.source,
    page.c.programme,
    page.c.fetched_at,
    *[column for column in version.c if column.name != "page"],
).join(version, sa.and_(version.c.page == page.c.id, version.c.n == page.c.version))
"""Pages with their current versions."""


def add(conn: sa.Connection, number: int, intake: Intake) -> Status:
    """Store a capture; write the version it shows, if that text is new; say what this did to the page."""
    incoming = intake.capture
    who = page_id(incoming.address)
    before = conn.execute(sa.select(page.c.version).where(page.c.id == who)).scalar()
    if before is None:
        _write_page(conn, who, incoming)
    n, is_written = _version_of(conn, who, intake.cleaned)
    _write_capture(conn, who, number, n, incoming)
    newest = _make_newest_current(conn, who)
    is_known_anew = newest == n and not is_written and _refresh_known(conn, who, n, intake.cleaned)
    if before is None:
        status: Status = "new"
    else:
        status = "changed" if is_written or newest != before or is_known_anew else "unchanged"
    if status != "unchanged":
        put_setting(conn, "revision", str(int(get_setting(conn, "revision")) + 1))
    return status


def get_setting(conn: sa.Connection, key: str) -> str:
    return str(conn.execute(sa.select(setting.c.value).where(setting.c.key == key)).scalar_one())


def put_setting(conn: sa.Connection, key: str, value: str) -> None:
    conn.execute(sa.delete(setting).where(setting.c.key == key))
    conn.execute(sa.insert(setting).values(key=key, value=value))


def digest_of(cleaned: Cleaned) -> str:
    """What makes two captures the same version: title and kept blocks, whatever surrounds them."""
    told = [cleaned.title, *([each.kind, each.text] for each in cleaned.blocks)]
    return sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _write_page(conn: sa.Connection, who: PageId, incoming: Capture) -> None:
    conn.execute(
        sa.insert(page).values(
            id=who,
            address=incoming.address,
            url=incoming.url,
            source=incoming.source,
            version=1,
            fetched_at=incoming.fetched_at,
            programme=own_programme(who),
        )
    )


def _version_of(conn: sa.Connection, who: PageId, cleaned: Cleaned) -> tuple[int, bool]:
    """The number of the version with this text, and whether it had to be written."""
    mine = version.c.page == who
    digest = digest_of(cleaned)
    known = conn.execute(sa.select(version.c.n).where(mine, version.c.digest == digest)).scalar()
    if known is not None:
        return int(known), False
    n = int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(version.c.n), 0)).where(mine)).scalar_one()) + 1
    conn.execute(sa.insert(version).values(page=who, n=n, digest=digest, **_known_of(cleaned)))
    rows = [
        {
            "page": who,
            "version": n,
            "n": place,
            "kind": each.kind,
            "level": each.level,
            "lang": each.lang,
            "reason": each.reason,
            "text": each.text,
        }
        for place, each in enumerate(cleaned.all_blocks)
    ]
    if rows:
        conn.execute(sa.insert(block), rows)
    return n, True


def _known_of(cleaned: Cleaned) -> dict[str, Any]:
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
    }


def _refresh_known(conn: sa.Connection, who: PageId, n: int, cleaned: Cleaned) -> bool:
    """Take over what a newer capture of the same text declares (an update date, a link to a translation)."""
    here = sa.and_(version.c.page == who, version.c.n == n)
    known = _known_of(cleaned)
    held = conn.execute(sa.select(*[version.c[name] for name in known]).where(here)).one()
    if dict(held._mapping) == known:
        return False
    conn.execute(sa.update(version).where(here).values(**known))
    return True


def _write_capture(conn: sa.Connection, who: PageId, number: int, n: int, incoming: Capture) -> None:
    started = conn.execute(sa.select(run.c.started).where(run.c.id == number)).scalar_one()
    conn.execute(
        sa.insert(capture).values(
            page=who,
            run=number,
            version=n,
            place=incoming.place,
            sha256=sha256(incoming.body).hexdigest(),
            codec="zstd",
            body=zstandard.compress(incoming.body, 3),
            media=incoming.media,
            charset=incoming.charset,
            fetched_at=incoming.fetched_at,
            seen_at=incoming.fetched_at or started,
            title=incoming.title,
            lang=incoming.lang,
        )
    )


def _make_newest_current(conn: sa.Connection, who: PageId) -> int:
    """Show what the newest capture shows: an old crawl that comes in late does not turn the page back."""
    newest = conn.execute(
        sa.select(capture.c.version, capture.c.fetched_at)
        .where(capture.c.page == who)
        .order_by(capture.c.seen_at.desc(), capture.c.id.desc())
        .limit(1)
    ).one()
    conn.execute(sa.update(page).where(page.c.id == who).values(version=newest.version, fetched_at=newest.fetched_at))
    return int(newest.version)


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
