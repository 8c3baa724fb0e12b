"""What the tests of the readers share."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.model import Capture, Drop
from corpus.readers import SourceNames, read


class Outcome:
    """Everything that reading gave: captures by address, drops, and the tally of what was passed over."""

    def __init__(self, items, ignored):
        self.items = items
        self.ignored = ignored
        self.captures = [item for item in items if isinstance(item, Capture)]
        self.drops = [item for item in items if isinstance(item, Drop)]
        self.addresses = [capture.address for capture in self.captures]
        self.reasons = [drop.reason for drop in self.drops]

    @property
    def capture(self):
        (capture,) = self.captures
        return capture

    @property
    def drop(self):
        (drop,) = self.drops
        return drop


@pytest.fixture
def read_all():
    def run(*paths, **options):
        ignored = Counter()
        items = list(read([Path(path) for path in paths], SourceNames(**options), ignored))
        return Outcome(items, dict(ignored))

    return run


@pytest.fixture
def crawl(tmp_path):
    folder = tmp_path / "crawl"
    folder.mkdir()
    return folder
