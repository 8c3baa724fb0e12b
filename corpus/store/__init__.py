"""The archive's store of record: captures, pages, versions, blocks, links and programmes. The only SQL.

Lives here: the writer's lock, transactions, values in (reading.py gives them out, rows.py turns one into the other,
tables.py has the schema). A capture, a version or a refusal is only ever added; what is derived (links, programmes) is
replaced as a whole. Not here: deciding anything.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from filelock import FileLock, Timeout

from corpus.errors import StoreError
from corpus.model import Link, PageId, ProgrammeId, page_id
from corpus.store.features import FeatureShelf, StoredFeatures
from corpus.store.intake import add, refuse, rewrite
from corpus.store.link_decisions import LinkDecisions
from corpus.store.reading import Reading
from corpus.store.rows import (
    HeldVersion,
    Intake,
    Own,
    Refused,
    Status,
    digest_of,
    inserted,
    key_of,
    row_of,
)
from corpus.store.saved import SavedSearch, SavedSearches
from corpus.store.settling import Member, Settled, Settling, TemplateLine
from corpus.store.state import get_setting, put_setting, raise_revision
from corpus.store.tables import (
    MIGRATIONS,
    SCHEMA,
    link,
    metadata,
    page,
    run,
    source,
    sqlite_engine,
    version,
)
from corpus.store.then import Then
from corpus.store.vocabularies import KeptVocabulary, Vocabularies

__all__ = [
    "FeatureShelf",
    "HeldVersion",
    "Intake",
    "KeptVocabulary",
    "LinkDecisions",
    "Member",
    "Own",
    "Refused",
    "SavedSearch",
    "SavedSearches",
    "Settled",
    "Settling",
    "Status",
    "Store",
    "StoredFeatures",
    "TemplateLine",
    "Then",
    "Vocabularies",
    "digest_of",
    "key_of",
]

FILE_NAME = "archive.sqlite"


class Store(Reading):
    """An open archive. Reading needs nothing more; writing happens inside `writing()`."""

    def __init__(self, folder: Path, engine: sa.Engine) -> None:
        self.folder = folder
        super().__init__(engine)
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

    def keep(self, held: Sequence[HeldVersion], cleaning: int) -> None:
        """Record that newer rules make nothing of the captures of these versions, which stay as they are."""
        with self._engine.begin() as conn:
            for each in held:
                mine = sa.and_(version.c.page == page_id(each.capture.address), version.c.n == each.n)
                conn.execute(sa.update(version).where(mine).values(cleaning=cleaning))

    def relate(self, links: Sequence[Link], programmes: Mapping[PageId, ProgrammeId]) -> None:
        """Replace all links and the programme of every page named, in one transaction."""
        move = sa.update(page).where(page.c.id == sa.bindparam("who")).values(programme=sa.bindparam("where"))
        with self._engine.begin() as conn:
            _replace_links(conn, links)
            joined: dict[str, str] = dict(map(tuple, conn.execute(sa.select(page.c.id, page.c.programme)).all()))
            moved = [{"who": who, "where": where} for who, where in programmes.items() if joined.get(who) != where]
            if moved:
                conn.execute(move, moved)
                raise_revision(conn)  # an index shows programmes, so it is behind now
            put_setting(conn, "related", get_setting(conn, "revision"))

    def features(self, made: str) -> FeatureShelf:
        """The features of pages that were made by one state of the rules."""
        return FeatureShelf(self._engine, made)

    @contextmanager
    def then(self, moment: str) -> Iterator[Then]:
        """What was held at a moment; to be read and copied inside, from one state of the archive."""
        with self._engine.connect() as conn:
            yield Then(conn, moment)

    def fill(self, then: Then, made: Mapping[tuple[PageId, int], Intake]) -> None:
        """Have a new store hold what another held at a moment; `made` are versions that were made anew."""
        then.copy(self._engine, made)

    def searches(self) -> SavedSearches:
        """The searches that people have saved."""
        return SavedSearches(self._engine)

    def vocabularies(self) -> Vocabularies:
        """The vocabularies that people have imported."""
        return Vocabularies(self._engine)

    def settling(self) -> Settling:
        """What settling pages among each other reads and writes."""
        return Settling(self._engine)

    def link_decisions(self) -> LinkDecisions:
        """People's decisions on links."""
        return LinkDecisions(self._engine)

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


def _replace_links(conn: sa.Connection, links: Sequence[Link]) -> None:
    """Write the links that are new or told otherwise, drop those that are gone; most stay after a change."""
    columns = (link.c.a, link.c.b, link.c.relation, link.c.confidence, link.c.state)
    query = sa.select(*columns, sa.type_coerce(link.c.evidence, sa.String).label("told"))
    held = {(a, b, kind): (*how, told) for a, b, kind, *how, told in conn.execute(query).all()}
    new = []
    for each in links:
        row = row_of(each)
        told = held.pop((each.a, each.b, each.relation), None)
        if told != (each.confidence, each.state, json.dumps(row["evidence"])):
            new.append((row, told is not None))
    mine = sa.and_(*(column == sa.bindparam(f"its_{column.name}") for column in columns[:3]))
    gone = [*held, *((row["a"], row["b"], row["relation"]) for row, is_held in new if is_held)]
    if gone:
        conn.execute(sa.delete(link).where(mine), [{"its_a": a, "its_b": b, "its_relation": r} for a, b, r in gone])
    if new:
        conn.execute(sa.insert(link), [row for row, _ in new])


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
