"""What captures do to their pages: pages, versions and blocks that are added, and which version a page shows.

Lives here: the rows of a capture, written together; refusals. Not here: values to rows (rows.py), transactions, locks,
opening and closing (see the package itself).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from corpus.model import Capture, PageId, own_programme, page_id
from corpus.store.features import forget
from corpus.store.link_decisions import carry
from corpus.store.rows import (
    CODEC,
    HeldVersion,
    Intake,
    Refused,
    Status,
    block_rows,
    capture_row,
    digest_of,
    insert_blocks,
    inserted,
    key_of,
    known_of,
    own_block,
    own_of,
    pack,
    unpack,
    version_row,
)
from corpus.store.state import next_touch, raise_revision, touch
from corpus.store.tables import block, capture, page, refusal, run, version


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
    conn.execute(sa.insert(version), [version_row(who, 1, intake) for who, intake in new.items()])
    insert_blocks(conn, [row for who, intake in new.items() for row in block_rows(who, 1, intake)])
    conn.execute(
        sa.insert(capture), [capture_row(who, number, 1, intake.capture, started) for who, intake in new.items()]
    )


def _add_known(conn: sa.Connection, number: int, intake: Intake, started: str) -> Status:
    who = page_id(intake.capture.address)
    before = conn.execute(sa.select(page.c.version).where(page.c.id == who)).scalar_one()
    n, is_written = _version_of(conn, who, intake)
    mine = inserted(conn.execute(sa.insert(capture).values(capture_row(who, number, n, intake.capture, started))))
    # What came in first decides nothing: of captures with one text, the newest says what is known beside it.
    is_known_anew = not is_written and _newest(conn, who, n).id == mine and rewrite(conn, who, n, intake)
    newest = _make_newest_current(conn, who)
    if not (is_written or newest != before or (is_known_anew and newest == n)):
        return "unchanged"
    raise_revision(conn)
    touch(conn, who)
    return "changed"


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
    conn.execute(sa.insert(version), [version_row(who, n, intake)])
    insert_blocks(conn, block_rows(who, n, intake))
    return n, True


def rewrite(conn: sa.Connection, who: PageId, n: int, intake: Intake) -> bool:
    """Take over what a newer capture of the same text, or newer rules, have around it: a date, a link to a translation.

    Says whether anything but removed blocks is new: other teasers at the edge of a page do not change the page; other
    rules may have changed what is read out of the same text.
    """
    cleaned, own = intake.cleaned, own_of(intake)
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
    if held.digest != values["digest"]:
        carry(conn, who, held.digest, str(values["digest"]))
    conn.execute(sa.delete(block).where(its_blocks))
    insert_blocks(conn, block_rows(who, n, intake))
    forget(conn, [(who, n)])
    touch(conn, who)
    return not (same_facts and same_rules and same_text)


def held_version(conn: sa.Connection, who: PageId, n: int) -> HeldVersion:
    """A version with the capture that would be cleaned to make it again."""
    where = conn.execute(sa.select(page).where(page.c.id == who)).one()
    newest = conn.execute(sa.select(capture).where(capture.c.id == _newest(conn, who, n).id)).one()
    return HeldVersion(capture=capture_from(where, newest), n=n, is_current=n == where.version)


def capture_from(where: Any, row: Any) -> Capture:
    """A capture, from its row and that of its page."""
    return Capture(
        address=where.address,
        body=unpack(row.body, row.codec),
        media=row.media,
        source=where.source,
        place=row.place,
        url=where.url,
        charset=row.charset,
        fetched_at=row.fetched_at,
        title=row.title,
        lang=row.lang,
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
