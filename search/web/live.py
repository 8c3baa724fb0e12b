"""The one searcher that all threads of the web view share.

A searcher is not made for several threads at once, and opening one for each would hold the place names in memory as
many times; questions take milliseconds, so they wait for each other. Only reading is done under the lock: pages are
put together outside it. Not here: what is asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from indexer.generations import current_generation, is_behind
from search.service import Searcher


class LiveSearcher:
    """Lends the searcher of the newest index generation, one borrower at a time."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._lock = Lock()
        self._searcher: Searcher | None = None
        self._state: tuple[Path | None, bool] | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Searcher]:
        """Raises StoreError when there is no index, EngineError when it cannot be used."""
        with self._lock:
            yield self._current()

    def _current(self) -> Searcher:
        """A searcher says once, when opened, whether it is behind its archive: it is renewed when that changes too."""
        state = (current_generation(self._archive), is_behind(self._archive))
        if self._searcher is None or state != self._state:
            opened = Searcher(self._archive)
            if self._searcher is not None:
                self._searcher.close()
            self._searcher, self._state = opened, state
        return self._searcher
