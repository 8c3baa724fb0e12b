"""Python's search for reference cycles, kept from stages that make millions of objects and no cycles.

Not here: what those stages are.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cycles: what pages are compared by, and postings, come by the thousand a page and form none (of 310
    pages indexed 63 objects were left for it in all), and looking for some took a sixth of the time."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
