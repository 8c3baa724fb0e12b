"""People's decisions on links, as the store keeps them: rows are only ever added. When newer rules make another text of
the same bytes, what a decision rests on is called by its new digest.

Not here: what a decision means for the pages there are (corpus.linking.decided), making one (corpus.link_decisions).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import asdict

from corpus.model import LinkDecision, PageId
from corpus.store.state import put_setting
from corpus.store.tables import link_decision, page, version

_shown = sa.and_(version.c.page == page.c.id, version.c.n == page.c.version)


class LinkDecisions:
    """The decisions of an archive; the caller holds the store for writing when it adds some."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, made: Sequence[LinkDecision]) -> None:
        """Keep decisions beside all that were made before, all or none. Links wait for being decided anew."""
        if not made:
            return
        with self._engine.begin() as conn:
            conn.execute(sa.insert(link_decision), [asdict(each) for each in made])
            put_setting(conn, "related", "")

    def all(self) -> list[LinkDecision]:
        """Every decision that was ever made, in order."""
        columns = [column for column in link_decision.c if column.name != "id"]
        with self._engine.connect() as conn:
            rows = conn.execute(sa.select(*columns).order_by(link_decision.c.id))
            return [LinkDecision(**row._mapping) for row in rows]

    def texts(self) -> list[tuple[PageId, str, str]]:
        """Of every page its id, its address, and the digest of what it says by itself: what decisions are made on."""
        query = sa.select(page.c.id, page.c.address, version.c.digest).join(version, _shown)
        with self._engine.connect() as conn:
            return [(PageId(who), address, digest) for who, address, digest in conn.execute(query)]


def carry(conn: sa.Connection, who: PageId, before: str, now: str) -> None:
    """Have decisions rest on the same version of a page when newer rules tell it otherwise.

    Also those made at an address where no such text is (any more): they hold for the page by what it says.
    """
    address = sa.select(page.c.address).where(page.c.id == who).scalar_subquery()
    for end, digest in (("a", "digest_a"), ("b", "digest_b")):
        at = link_decision.c[end]
        its_own = sa.and_(page.c.address == at, version.c.digest == before)
        has_it = sa.exists().where(its_own, version.c.page == page.c.id).correlate(link_decision)
        mine = sa.and_(link_decision.c[digest] == before, sa.or_(at == address, ~has_it))
        conn.execute(sa.update(link_decision).where(mine).values({digest: now}))
