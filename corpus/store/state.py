"""The archive's own settings and counters: its revision, and what waits for settling.

Not here: what is counted, and when it counts as changed (intake.py, settling.py).
"""

import sqlalchemy as sa

from corpus.model import PageId
from corpus.store.tables import page, setting


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
