"""Python's search for reference cycles, kept from stages that make millions of objects and no cycles.

Not here: what those stages are.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_resting = 0  # stages, in any thread: the collector is one for the whole process


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cycles until the last of such stages is over, whichever thread it runs in.

    Postings and what pages are compared by come by the thousand a page and form none (of 310 pages indexed 63 objects
    were left for it in all), and looking for some took a sixth of the time.
    """
    global _resting  # noqa: PLW0603
    with _lock:
        was_at_work = _resting > 0 or gc.isenabled()
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if was_at_work and not _resting:
                gc.enable()
