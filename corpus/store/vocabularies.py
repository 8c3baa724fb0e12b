"""Vocabularies that people have imported.

Lives here: keeping, listing and removing them; the caller holds the store for writing when it does. People's own, so
that nothing but `delete` removes any. An index shows them, so that it is behind when they change; links do not rest on
them. Not here: reading files of them (corpus.vocabulary, corpus.skos).
"""

import json
import zlib
from collections.abc import Sequence

import sqlalchemy as sa
from msgspec import Struct

from corpus.store.state import get_setting, put_setting, raise_revision
from corpus.store.tables import vocabulary
from corpus.vocabulary import Concept, digest_of


class KeptVocabulary(Struct, frozen=True, kw_only=True):
    """A vocabulary under its name: the file it came from, when (ISO, UTC), how many concepts, a digest of them."""

    name: str
    file: str
    imported_at: str
    concepts: int
    digest: str


_told = [vocabulary.c[name] for name in KeptVocabulary.__struct_fields__]


class Vocabularies:
    """The vocabularies of an archive."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> list[KeptVocabulary]:
        """By name."""
        with self._engine.connect() as conn:
            rows = conn.execute(sa.select(*_told)).all()
        return sorted((KeptVocabulary(**row._mapping) for row in rows), key=lambda each: each.name)

    def concepts(self, name: str) -> tuple[Concept, ...]:
        """Those of one of them; none where there is none of that name."""
        with self._engine.connect() as conn:
            packed = conn.execute(sa.select(vocabulary.c.packed).where(vocabulary.c.name == name)).scalar()
        told = json.loads(zlib.decompress(packed)) if packed else ()
        return tuple(tuple((lang, tuple(names)) for lang, names in concept) for concept in told)

    def put(self, name: str, concepts: Sequence[Concept], *, file: str, at: str) -> KeptVocabulary:
        """Keep a vocabulary, in place of one of its name."""
        digest = digest_of(concepts)
        kept = KeptVocabulary(name=name, file=file, imported_at=at, concepts=len(concepts), digest=digest)
        packed = zlib.compress(json.dumps(concepts, separators=(",", ":")).encode("ascii"))
        mine = vocabulary.c.name == name
        with self._engine.begin() as conn:
            before = conn.execute(sa.select(vocabulary.c.digest).where(mine)).scalar()
            conn.execute(sa.delete(vocabulary).where(mine))
            told = {each: getattr(kept, each) for each in KeptVocabulary.__struct_fields__}
            conn.execute(sa.insert(vocabulary).values(packed=packed, **told))
            if before != digest:
                _have_index_renewed(conn)
        return kept

    def delete(self, name: str) -> bool:
        """Whether there was one."""
        with self._engine.begin() as conn:
            if conn.execute(sa.delete(vocabulary).where(vocabulary.c.name == name)).rowcount == 0:
                return False
            _have_index_renewed(conn)
        return True


def _have_index_renewed(conn: sa.Connection) -> None:
    is_related = get_setting(conn, "related") == get_setting(conn, "revision")
    raise_revision(conn)
    if is_related:
        put_setting(conn, "related", get_setting(conn, "revision"))
