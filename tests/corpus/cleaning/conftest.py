"""The option that rewrites the expected outcome of the golden pages; a rewrite is reviewed as a diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/*.json from what comes out now")
