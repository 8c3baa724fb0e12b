"""The tables of the store, how a schema becomes the next, and the database below.

Not here: reading and writing rows. No SQL that only SQLite understands, but for `sqlite_engine`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

SCHEMA = 6

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
    sa.Column("site_group", sa.String, index=True),  # the pages it shares a template with; null: not settled yet
    sa.Column("touched", sa.Integer, nullable=False, server_default="0"),  # revision at which it last wanted settling
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
    sa.Index("ix_capture_seen", "page", "seen_at", "sha256", "version"),  # what was held when, without reading bytes
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
    *[
        sa.Column(name, sa.JSON, nullable=False, server_default="[]")
        for name in ("mentions", "contacts", "amounts", "breadcrumb")
    ],
    # From here on what the page told by itself, before anything was known of other pages or decided by people.
    sa.Column("about", sa.JSON(none_as_null=True)),
    sa.Column("own_title", sa.String),
    sa.Column("own_lang", sa.String),
    sa.Column("corrected_lang", sa.String),
    sa.Column("cleaning", sa.Integer, nullable=False, server_default="0"),  # which state of the rules made it
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
    sa.Column("own_kind", sa.String),
    sa.Column("own_level", sa.Integer),
    sa.Column("own_reason", sa.String),  # what the page by itself gives; `reason` is what holds in the end
    sa.Column("key", sa.BigInteger),  # what it is counted as, and on which side of the page
    sa.Column("side", sa.SmallInteger),
    sa.Column("text", sa.String, nullable=False),
    sa.ForeignKeyConstraint(["page", "version"], ["version.page", "version.n"]),
)
refusal = sa.Table(
    "refusal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.ForeignKey("run.id"), nullable=False, index=True),
    sa.Column("place", sa.String, nullable=False, index=True),  # what is refused again is looked for by it
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
template = sa.Table(
    "template",
    metadata,
    sa.Column("site_group", sa.String, primary_key=True),
    sa.Column("key", sa.BigInteger, primary_key=True),
    sa.Column("side", sa.SmallInteger, primary_key=True),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),  # that have the line
    sa.Column("of", sa.Integer, nullable=False),  # pages in the group
    sa.Column("since", sa.ForeignKey("run.id")),
)
decision = sa.Table(
    "decision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
    sa.Column("nth", sa.Integer, nullable=False),
    sa.Column("digest", sa.String, nullable=False),  # of the version it was made on
    sa.Column("made_at", sa.String, nullable=False),
)
link_decision = sa.Table(
    "link_decision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String, nullable=False),  # addresses; that of `a` sorts before that of `b`
    sa.Column("b", sa.String, nullable=False),
    sa.Column("digest_a", sa.String, nullable=False),  # of the version it was made on
    sa.Column("digest_b", sa.String, nullable=False),
    sa.Column("relation", sa.String, nullable=False),
    sa.Column("verdict", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
)
"""Rows are only ever added; of several on two addresses the last counts. The pages need not be there."""
feature = sa.Table(
    "feature",
    metadata,
    sa.Column("page", sa.String, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("made", sa.String, nullable=False),  # which state of the rules read them
    sa.Column("digest", sa.BigInteger, nullable=False),  # of the blocks
    sa.Column("facts", sa.String, nullable=False),
    sa.Column("counts", sa.LargeBinary, nullable=False),  # all are read at once up to here
    sa.Column("names", sa.String, nullable=False),
    sa.Column("blocks", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["page", "version"], ["version.page", "version.n"]),
)
"""What linking reads off a version as it is shown. It can always be made again, and goes when what is shown changes."""
likeness = sa.Table(
    "likeness",
    metadata,
    sa.Column("a", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("b", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("in_order", sa.Float, nullable=False),
    sa.Column("at_best", sa.Float, nullable=False),
)
"""Of the blocks of two pages, by the digests of their features."""
saved_search = sa.Table(
    "saved_search",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("query", sa.String, nullable=False),
    sa.Column("langs", sa.JSON, nullable=False),
    sa.Column("is_translated", sa.Boolean, nullable=False),
    sa.Column("without", sa.JSON, nullable=False),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("looked_at", sa.String, nullable=False),
)
seen_page = sa.Table(
    "seen_page",
    metadata,
    sa.Column("search", sa.ForeignKey("saved_search.name"), primary_key=True),
    sa.Column("page", sa.String, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
"""The answer of a saved search when it was last looked at."""
vocabulary = sa.Table(
    "vocabulary",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("imported_at", sa.String, nullable=False),
    sa.Column("concepts", sa.Integer, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("packed", sa.LargeBinary, nullable=False),  # the concepts: they are only ever read all at once
)


def _settle_later(conn: sa.Connection) -> None:
    """Schema 2: room for templates, decisions and more facts. What stands there is kept, and waits for `reclean`."""
    template.create(conn)
    decision.create(conn)
    for table, names in (
        (page, ("site_group", "touched")),
        (version, ("mentions", "contacts", "amounts", "breadcrumb")),
        (version, ("about", "own_title", "own_lang", "corrected_lang", "cleaning")),
        (block, ("own_kind", "own_level", "own_reason", "key", "side")),
    ):
        for name in names:
            spelled = sa.schema.CreateColumn(table.c[name]).compile(conn)
            conn.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {spelled}")
    for index in (*page.indexes, *refusal.indexes):
        index.create(conn, checkfirst=True)
    own = {"own_kind": block.c.kind, "own_level": block.c.level, "own_reason": block.c.reason}
    conn.execute(sa.update(block).values(**own))
    conn.execute(sa.update(version).values(own_title=version.c.title, own_lang=version.c.lang))


def _keep_features(conn: sa.Connection) -> None:
    """Schema 3: room for features. They are read off the pages when links are decided next."""
    feature.create(conn)
    likeness.create(conn)


def _decide_on_links(conn: sa.Connection) -> None:
    """Schema 4: room for people's decisions on links."""
    link_decision.create(conn)


def _keep_searches(conn: sa.Connection) -> None:
    """Schema 5: room for saved searches, and an index that tells what was held when."""
    for table in (saved_search, seen_page):
        table.create(conn, checkfirst=True)
    for index in capture.indexes:
        index.create(conn, checkfirst=True)


def _keep_vocabularies(conn: sa.Connection) -> None:
    """Schema 6: room for vocabularies."""
    vocabulary.create(conn)


MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {
    2: _settle_later,
    3: _keep_features,
    4: _decide_on_links,
    5: _keep_searches,
    6: _keep_vocabularies,
}
"""What brings a store from schema n - 1 to n; all that are needed in one transaction. A new one begins at the last."""


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
