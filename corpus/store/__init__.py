"""The archive's store of record: captures, pages, versions, blocks, links and programmes. The only SQL.

Lives here: the writer's lock, transactions, values in and out (rows.py turns one into the other, tables.py has the
schema). A capture, a version or a refusal is only ever added; what is derived (links, programmes) is replaced as a
whole. Not here: deciding anything.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from filelock import FileLock, Timeout

from corpus.errors import StoreError
from corpus.model import Block, Capture, Lang, Link, Page, PageId, PageSummary, ProgrammeId, language_rank, page_id
from corpus.store.rows import (
    CURRENT,
    HeldVersion,
    Intake,
    Own,
    Refused,
    Status,
    add,
    block_from,
    digest_of,
    get_setting,
    held_version,
    inserted,
    key_of,
    link_from,
    page_from,
    put_setting,
    raise_revision,
    refuse,
    rewrite,
    row_of,
    template_shares,
    unpack,
)
from corpus.store.settling import Member, Settled, Settling, TemplateLine
from corpus.store.tables import (
    MIGRATIONS,
    SCHEMA,
    block,
    capture,
    link,
    metadata,
    page,
    refusal,
    run,
    source,
    sqlite_engine,
    version,
)

__all__ = [
    "HeldVersion",
    "Intake",
    "Member",
    "Own",
    "Refused",
    "Settled",
    "Settling",
    "Status",
    "Store",
    "TemplateLine",
    "digest_of",
    "key_of",
]

FILE_NAME = "archive.sqlite"
_LINKS = sa.select(link).order_by(link.c.a, link.c.b, link.c.relation)
_CHUNK = 400  # ids in one IN (...): well under SQLite's smallest limit of 999 variables


class Store:
    """An open archive. Reading needs nothing more; writing happens inside `writing()`."""

    def __init__(self, folder: Path, engine: sa.Engine) -> None:
        self.folder = folder
        self._engine = engine
        self._lock = FileLock(folder / "writer.lock", timeout=0)
        sa.event.listen(engine, "handle_error", self._state)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the archive in a folder, bringing an older schema up to date.

        Raises StoreError when there is no archive (and `create` is off), when it is of a newer schema, or damaged.
        """
        file = folder / FILE_NAME
        if not create and not file.is_file():
            raise StoreError(
                "there is no archive here",
                where=str(folder),
                hint="make one with `kielo ingest PATH...`, or name another with --archive",
            )
        is_old = file.is_file() and (not create or (folder / "index").exists())
        with _stated_for(folder):
            folder.mkdir(parents=True, exist_ok=True)
            store = cls(folder, sqlite_engine(file))
            if is_old and store._schema() == 0:  # never begin anew on what was an archive
                raise StoreError(f"{FILE_NAME} is empty", where=str(folder), hint="restore it from a copy")
            store._migrate()
        return store

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the archive for one writer; a second one is refused at once (StoreError) and loses nothing."""
        try:
            with _stated_for(self.folder):
                self._lock.acquire()
        except Timeout:
            raise StoreError(
                "another kielo is writing to this archive",
                where=str(self.folder),
                hint="nothing was changed; try again when it is done",
            ) from None
        try:
            with _stated_for(self.folder):
                yield
        finally:
            self._lock.release()

    def _state(self, context: sa.ExceptionContext) -> None:
        """Have every refusal of the database, in reading too, leave as an error a user can act on."""
        with _stated_for(self.folder):
            raise context.sqlalchemy_exception or context.original_exception

    def begin_run(self) -> int:
        with self._engine.begin() as conn:
            return inserted(conn.execute(sa.insert(run).values(started=_now())))

    def finish_run(self, number: int, counts: Mapping[str, Any]) -> None:
        with self._engine.begin() as conn:
            conn.execute(sa.update(run).where(run.c.id == number).values(finished=_now(), counts=dict(counts)))

    def name_source(self, name: str, place: Path) -> None:
        """Remember where a source lies (again, if it has moved)."""
        with self._engine.begin() as conn:
            conn.execute(sa.delete(source).where(source.c.name == name))
            conn.execute(sa.insert(source).values(name=name, place=str(place)))

    def refuse(self, number: int, refused: Sequence[Refused]) -> None:
        """Keep what a run refused, each with its place and reason, and the bytes where some were read."""
        with self._engine.begin() as conn:
            for each in refused:
                refuse(conn, number, each)

    def add(self, number: int, batch: Sequence[Intake]) -> list[Status]:
        """Store captures and what was made of them, all or none; says for each what it did to its page."""
        with self._engine.begin() as conn:
            return add(conn, number, batch)

    def rewrite(self, made: Sequence[tuple[HeldVersion, Intake]]) -> None:
        """Replace what was made of versions by what newer rules make of the same captures; all or none."""
        with self._engine.begin() as conn:
            for held, intake in made:
                who = page_id(held.capture.address)
                if rewrite(conn, who, held.n, intake) and held.is_current:
                    raise_revision(conn)

    def relate(self, links: Sequence[Link], programmes: Mapping[PageId, ProgrammeId]) -> None:
        """Replace all links and the programme of every page named, in one transaction."""
        move = sa.update(page).where(page.c.id == sa.bindparam("who")).values(programme=sa.bindparam("where"))
        with self._engine.begin() as conn:
            held = [link_from(row) for row in conn.execute(_LINKS)]
            joined = {row.id: row.programme for row in conn.execute(sa.select(page.c.id, page.c.programme))}
            moved = [{"who": who, "where": where} for who, where in programmes.items() if joined.get(who) != where]
            if held != sorted(links, key=lambda each: (each.a, each.b, each.relation)):
                conn.execute(sa.delete(link))
                if links:
                    conn.execute(sa.insert(link), [row_of(each) for each in links])
            if moved:
                conn.execute(move, moved)
                raise_revision(conn)  # an index shows programmes, so it is behind now
            put_setting(conn, "related", get_setting(conn, "revision"))

    def settling(self) -> Settling:
        """What settling pages among each other reads and writes."""
        return Settling(self._engine)

    # Reading

    def sources(self) -> dict[str, Path]:
        with self._engine.connect() as conn:
            return {row.name: Path(row.place) for row in conn.execute(sa.select(source))}

    def revision(self) -> int:
        """Counts the changes to pages and their versions; an index or a set of links carries the one it was made of."""
        with self._engine.connect() as conn:
            return int(get_setting(conn, "revision"))

    def is_related(self) -> bool:
        """Whether links and programmes were decided on the pages as they are now."""
        with self._engine.connect() as conn:
            return get_setting(conn, "related") == get_setting(conn, "revision")

    def held(self, incoming: Sequence[tuple[Capture, str]]) -> list[bool]:
        """For each capture, given with its key, whether it brings nothing.

        Either this very fetch is held, or what last came in without a time is the same: a file without a time that was
        not touched says nothing new about a page that a dated crawl has since shown otherwise.
        """
        pages = [page_id(each.address) for each, _ in incoming]
        columns = (capture.c.page, capture.c.key, capture.c.fetched_at)
        fetches: set[tuple[str, str, str]] = set()
        undated: dict[str, str] = {}
        with self._engine.connect() as conn:
            for start in range(0, len(pages), _CHUNK):
                mine = capture.c.page.in_(pages[start : start + _CHUNK])
                for who, key, at in conn.execute(sa.select(*columns).where(mine).order_by(capture.c.id)):
                    if at is None:
                        undated[who] = key
                    else:
                        fetches.add((who, key, at))
        return [
            undated.get(who) == key if each.fetched_at is None else (who, key, each.fetched_at) in fetches
            for who, (each, key) in zip(pages, incoming, strict=True)
        ]

    def text_digest(self, address: str) -> str | None:
        """The digest of the text that the last capture without a time shows."""
        shown = sa.and_(version.c.page == capture.c.page, version.c.n == capture.c.version)
        query = (
            sa.select(version.c.digest)
            .join(capture, shown)
            .where(capture.c.page == page_id(address), capture.c.fetched_at.is_(None))
            .order_by(capture.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as conn:
            return conn.execute(query).scalar()

    def captures(self, page_: PageId) -> list[bytes]:
        """The raw bytes of every capture of a page, oldest first."""
        query = sa.select(capture.c.body, capture.c.codec).where(capture.c.page == page_)
        with self._engine.connect() as conn:
            rows = conn.execute(query.order_by(capture.c.seen_at, capture.c.id)).all()
        return [unpack(row.body, row.codec) for row in rows]

    def held_versions(self) -> Iterator[HeldVersion]:
        """Every version with the capture it can be made from again, one at a time, by address."""
        query = sa.select(version.c.page, version.c.n).join(page, page.c.id == version.c.page)
        with self._engine.connect() as conn:
            names = conn.execute(query.order_by(page.c.address, version.c.n)).all()
        for row in names:
            with self._engine.connect() as conn:
                yield held_version(conn, row.page, row.n)

    def refused_bodies(self) -> dict[str, bytes]:
        """The bytes that were read and not taken in, by the place they were read at."""
        query = sa.select(refusal).where(refusal.c.body.is_not(None)).order_by(refusal.c.id)
        with self._engine.connect() as conn:
            return {row.place: unpack(row.body, row.codec) for row in conn.execute(query)}

    def pages(self, ids: Sequence[PageId] | None = None) -> Iterator[Page]:
        """Pages with their blocks, by address; all, or those named. Read in chunks: the archive is never held."""
        if ids is None:
            with self._engine.connect() as conn:
                ids = [PageId(each) for each in conn.execute(sa.select(page.c.id).order_by(page.c.address)).scalars()]
        for start in range(0, len(ids), _CHUNK):
            yield from self._pages(ids[start : start + _CHUNK])

    def summaries(self) -> list[PageSummary]:
        """Every page without its text, by address."""
        with self._engine.connect() as conn:
            rows = conn.execute(CURRENT.order_by(page.c.address)).all()
        return [page_from(row, ()).summary for row in rows]

    def find(self, name: str) -> list[PageId]:
        """The pages an id or address names; else those whose address ends with it at a slash. By address."""
        exact = sa.select(page.c.id).where(sa.or_(page.c.id == name, page.c.address == name))
        ending = sa.select(page.c.id).where(page.c.address.endswith("/" + name.lstrip("/"), autoescape=True))
        with self._engine.connect() as conn:
            found = conn.execute(exact).scalars().all() or conn.execute(ending.order_by(page.c.address)).scalars().all()
        return [PageId(each) for each in found]

    def links(self) -> list[Link]:
        with self._engine.connect() as conn:
            return [link_from(row) for row in conn.execute(_LINKS)]

    def order_of_arrival(self) -> list[PageId]:
        with self._engine.connect() as conn:
            return [PageId(each) for each in conn.execute(sa.select(page.c.id).order_by(page.c.seq)).scalars()]

    def counts(self) -> dict[str, int]:
        """How many there are of each kind, for `kielo status`; what is refused run after run counts once."""
        refused = sa.select(refusal.c.place, refusal.c.reason).distinct().subquery()
        tables = {"pages": page, "captures": capture, "versions": version, "refused": refused, "links": link}
        with self._engine.connect() as conn:
            return {
                name: conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }

    def languages(self, ids: Sequence[PageId] | None = None) -> dict[Lang, int]:
        """How many pages (all, or those named) are in each language, in the order in which kielo shows them."""
        found: Counter[Lang] = Counter()
        with self._engine.connect() as conn:
            if ids is None:
                found.update(row.lang for row in conn.execute(CURRENT))
            for start in range(0, len(ids or ()), _CHUNK):
                found.update(
                    row.lang for row in conn.execute(CURRENT.where(page.c.id.in_((ids or ())[start : start + _CHUNK])))
                )
        return {lang: found[lang] for lang in sorted(found, key=lambda lang: (language_rank(lang), lang))}

    def _pages(self, ids: Sequence[PageId]) -> list[Page]:
        with self._engine.connect() as conn:
            rows = conn.execute(CURRENT.where(page.c.id.in_(ids)).order_by(page.c.address)).all()
            shares = template_shares(conn, {row.site_group for row in rows})
            groups = {row.id: row.site_group for row in rows}
            current = sa.select(block).join(page, sa.and_(page.c.id == block.c.page, page.c.version == block.c.version))
            blocks: dict[str, list[Block]] = {}
            for row in conn.execute(current.where(page.c.id.in_(ids)).order_by(block.c.page, block.c.n)):
                share = shares.get((groups[row.page], row.key, row.side)) if row.reason == "template" else None
                blocks.setdefault(row.page, []).append(block_from(row, share))
        return [page_from(row, tuple(blocks.get(row.id, ()))) for row in rows]

    def _migrate(self) -> None:
        if self._schema() == SCHEMA:
            return
        with self.writing():  # two that begin an archive at once must not both make its tables
            have = self._schema()
            with self._engine.begin() as conn:
                if have == 0:
                    metadata.create_all(conn)
                    put_setting(conn, "revision", "0")
                    put_setting(conn, "related", "0")
                for number in range(have + 1, SCHEMA + 1) if have else ():
                    MIGRATIONS[number](conn)
                put_setting(conn, "schema", str(SCHEMA))

    def _schema(self) -> int:
        """The schema the archive has, 0 for none yet. Raises StoreError when it is newer than this kielo."""
        with self._engine.connect() as conn:
            have = int(get_setting(conn, "schema")) if sa.inspect(conn).has_table("setting") else 0
        if have > SCHEMA:
            raise StoreError(
                f"this archive has schema {have}, and this kielo knows schemas up to {SCHEMA}",
                where=str(self.folder),
                hint="open it with the newer kielo that made it; nothing was changed",
            )
        return have


@contextmanager
def _stated_for(folder: Path) -> Iterator[None]:
    """Turn what the database and the file system refuse into errors a user can act on."""
    try:
        yield
    except sa.exc.OperationalError as error:
        hint = (
            f"{error.orig}; kielo needs to write to the folder, to read from it too" if "readonly" in str(error) else ""
        )
        raise StoreError("the archive cannot be used", where=str(folder), hint=hint or str(error.orig)) from error
    except sa.exc.DatabaseError as error:
        hint = f"{error.orig}; restore {FILE_NAME} from a copy"
        raise StoreError("the archive is damaged, or is none", where=str(folder), hint=hint) from error
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise StoreError(error.strerror or "cannot be used", where=str(error.filename or folder)) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")  # orders the captures of quick runs
