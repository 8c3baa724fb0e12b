"""The one searcher that all threads of the web view share.

A searcher is not made for several threads at once, and opening one for each would hold the place names in memory as
many times; questions take milliseconds, so they wait for each other. Only reading is done under the lock: pages are
put together outside it. The archive as of a date has a searcher of its own; building one takes long, so that only one
is built at a time and nobody waits for it. Not here: what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from corpus.model import Link, PageId
from indexer.generations import is_behind
from indexer.snapshot import answering
from search.service import Searcher

if TYPE_CHECKING:
    from indexer.as_of import Past

State: TypeAlias = tuple[tuple[Path | None, int, int], bool]
"""What answers, and whether it is behind its archive: a searcher says that once, when it is opened."""

DATES = 200
"""Dates of which it is known which archive answers: people write any."""


class LiveSearcher:
    """Lends the searcher of the newest index generation, one borrower at a time."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._lock = Lock()
        self._searcher: Searcher | None = None
        self._state: State | None = None
        self._past: tuple[Past, Searcher] | None = None
        self._folders: dict[tuple[State, str], Path] = {}

    @contextmanager
    def borrowed(self, as_of: str | None = None) -> Iterator[Searcher]:
        """Raises StoreError when there is no index, EngineError when it cannot be used or is only being built."""
        past = self._held_as_of(as_of) if as_of else None
        with self._lock:
            yield self._current() if past is None else self._of_the_past(past)

    def links_of(self, pages: Sequence[PageId], searcher: Searcher) -> list[Link]:
        """The links of some pages in the archive that a borrowed searcher answers for: an index holds none."""
        from corpus.store import Store

        folder = self._past[0].folder if self._past and self._past[1] is searcher else self._archive
        with Store.open(folder) as store:
            return store.links_of(pages)

    def first_day(self) -> str | None:
        """The day from which on the archive that is served holds pages."""
        from corpus.store import Store

        with Store.open(self._archive) as store:
            return store.first_seen()

    def _held_as_of(self, as_of: str) -> Past | None:
        """The archive as of a date, held, None for the one that is served. It is looked for once as long as the index
        stays the same: that takes reading when each page was seen."""
        from corpus.moments import last_moment
        from corpus.store import Store
        from indexer.as_of import archive_as_of, held

        state = self._read_state()
        folder = self._folders.get((state, as_of))
        if folder == self._archive:
            return None
        if folder is not None and (found := held(folder)):
            return found
        with Store.open(self._archive) as store:
            past = archive_as_of(store, last_moment(as_of), wait=False)
        with self._lock:
            if len(self._folders) >= DATES or any(known != state for known, _ in self._folders):
                self._folders.clear()
            self._folders[state, as_of] = past.folder
        return None if past.folder == self._archive else past

    def _of_the_past(self, past: Past) -> Searcher:
        """Its searcher, which takes over that it is held; there is one, that of the date asked for last."""
        if self._past is not None and self._past[0].folder == past.folder:
            past.release()
            return self._past[1]
        try:
            opened = Searcher(past.folder)
        except BaseException:
            past.release()
            raise
        if self._past is not None:
            self._past[1].close()
            self._past[0].release()
        self._past = (past, opened)
        return opened

    def _read_state(self) -> State:
        return answering(self._archive), is_behind(self._archive)

    def _current(self) -> Searcher:
        state = self._read_state()
        if self._searcher is None or state != self._state:
            opened = Searcher(self._archive)
            if self._searcher is not None:
                self._searcher.close()
            self._searcher, self._state = opened, state
        return self._searcher
