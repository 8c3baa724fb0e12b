"""The one searcher that all threads of the web view share.

A searcher is not made for several threads at once, and opening one for each would hold the place names in memory as
many times; questions take milliseconds, so they wait for each other. Only reading is done under the lock: pages are
put together outside it. The archive as of a date has a searcher of its own; building one takes long, so that only one
is built at a time and nobody waits for it. Not here: what is asked.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from corpus.errors import EngineError
from corpus.model import Link, PageId
from indexer.generations import current_generation, is_behind
from search.service import Searcher


class LiveSearcher:
    """Lends the searcher of the newest index generation, one borrower at a time."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._lock = Lock()
        self._searcher: Searcher | None = None
        self._state: tuple[Path | None, bool] | None = None
        self._building = Lock()
        self._past: tuple[Path, Searcher] | None = None

    @contextmanager
    def borrowed(self, as_of: str | None = None) -> Iterator[Searcher]:
        """Raises StoreError when there is no index, EngineError when it cannot be used or is only being built."""
        folder = self._folder_as_of(as_of) if as_of else self._archive
        with self._lock:
            yield self._current() if folder == self._archive else self._of_the_past(folder)

    def links_of(self, pages: Sequence[PageId]) -> list[Link]:
        """The links of some pages as the archive has them now: a generation holds none."""
        from corpus.store import Store

        with Store.open(self._archive) as store:
            return store.links_of(pages)

    def _folder_as_of(self, as_of: str) -> Path:
        from corpus.moments import last_moment
        from corpus.store import Store
        from indexer.as_of import archive_as_of

        if not self._building.acquire(blocking=False):
            raise EngineError("the archive as of a date is being built", hint="try again in a while")
        try:
            with Store.open(self._archive) as store:
                return archive_as_of(store, last_moment(as_of))
        finally:
            self._building.release()

    def _of_the_past(self, folder: Path) -> Searcher:
        if self._past is None or self._past[0] != folder:
            opened = Searcher(folder)
            if self._past is not None:
                self._past[1].close()
            self._past = (folder, opened)
        return self._past[1]

    def _current(self) -> Searcher:
        """A searcher says once, when opened, whether it is behind its archive: it is renewed when that changes too."""
        state = (current_generation(self._archive), is_behind(self._archive))
        if self._searcher is None or state != self._state:
            opened = Searcher(self._archive)
            if self._searcher is not None:
                self._searcher.close()
            self._searcher, self._state = opened, state
        return self._searcher
