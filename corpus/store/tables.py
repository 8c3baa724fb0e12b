"""The tables of the store, how a schema becomes the next, and the database below.

Not here: reading and writing rows. No SQL that only SQLite understands, but for `sqlite_engine`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

SCHEMA = 1

metadata = sa.MetaData()

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("started", sa.String, nullable=False),
    sa.Column("finished", sa.String),
    sa.Column("counts", sa.JSON),
)
source = sa.Table(
    "source",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("place", sa.String, nullable=False),
)
page = sa.Table(
    "page",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),  # the order in which pages came in
    sa.Column("id", sa.String, nullable=False, unique=True),
    sa.Column("address", sa.String, nullable=False, unique=True),
    sa.Column("url", sa.String),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # the current one: what the newest capture shows
    sa.Column("fetched_at", sa.String),
    sa.Column("programme", sa.String, nullable=False),
)
capture = sa.Table(
    "capture",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("page", sa.ForeignKey("page.id"), nullable=False, index=True),
    sa.Column("run", sa.ForeignKey("run.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),  # of the bytes
    sa.Column("key", sa.String, nullable=False),  # of the bytes and all that the source declares about them
    sa.Column("codec", sa.String, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("media", sa.String, nullable=False),
    sa.Column("charset", sa.String),
    sa.Column("fetched_at", sa.String),
    sa.Column("seen_at", sa.String, nullable=False),  # fetched_at, or when it came in: what orders captures
    sa.Column("title", sa.String),
    sa.Column("lang", sa.String),
)
version = sa.Table(
    "version",
    metadata,
    sa.Column("page", sa.ForeignKey("page.id"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("lang", sa.String, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("number", sa.String),
    sa.Column("dates", sa.JSON, nullable=False),
    sa.Column("alternates", sa.JSON, nullable=False),
    sa.Column("canonical", sa.String),
    sa.Column("declared_lang", sa.String),
    sa.Column("lang_conflict", sa.Boolean, nullable=False),
)
block = sa.Table(
    "block",
    metadata,
    sa.Column("page", sa.String, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("lang", sa.String, nullable=False),
    sa.Column("reason", sa.String),
    sa.Column("text", sa.String, nullable=False),
    sa.ForeignKeyConstraint(["page", "version"], ["version.page", "version.n"]),
)
refusal = sa.Table(
    "refusal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.ForeignKey("run.id"), nullable=False, index=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("detail", sa.String, nullable=False),
    sa.Column("address", sa.String),  # from here on: of a page that was read, but not taken in
    sa.Column("key", sa.String),
    sa.Column("codec", sa.String),
    sa.Column("body", sa.LargeBinary),
)
link = sa.Table(
    "link",
    metadata,
    sa.Column("a", sa.ForeignKey("page.id"), primary_key=True),
    sa.Column("b", sa.ForeignKey("page.id"), primary_key=True),
    sa.Column("relation", sa.String, primary_key=True),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
)

MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {1: metadata.create_all}
"""What brings a store from schema n - 1 to n; applied in order, each in one transaction with the record of it."""


def sqlite_engine(file: Path) -> sa.Engine:
    """An engine on a SQLite file. The one place that knows which database this is."""
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        # Python's own transaction handling sends no BEGIN before DDL, so a failed migration would leave its tables.
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # SQLAlchemy begins for reads too; a deferred one takes the write lock only when something is written.
        connection.exec_driver_sql("BEGIN")

    return engine
