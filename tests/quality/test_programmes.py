"""What kielo makes of a small archive of invented programmes, held to floors: `python -m bench.programmes` has more.

The figures of all archives are those of sentences made up for them: the floors keep what works from breaking.
"""

import shutil

import pytest

from bench.programme_archives import archive
from bench.programmes import measured, seen

SEED = 2
FLOORS = {
    "programme_f1": 0.95,
    "programme_precision": 0.97,
    "translation_precision": 0.98,
    "translation_recall": 0.93,
    "like_precision": 0.9,
    "like_recall": 0.65,
    "round_precision": 1.0,
    "round_recall": 0.95,
    "facts_found": 0.95,
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory, seasoned):
    """Of an archive of two themes; it begins as one that knows the shipped names, which takes long to learn."""
    folder = tmp_path_factory.mktemp("programmes")
    shutil.copytree(seasoned, folder / "archive")
    truth = archive(SEED, themes=2)
    return measured(truth, seen(truth, folder))


@pytest.mark.parametrize("name", FLOORS)
def test_programmes_and_links_are_found_as_well_as_they_were(figures, name):
    assert getattr(figures, name) >= FLOORS[name]


def test_facts_are_called_different_where_they_are(figures):
    assert figures.false_alarms <= 0.02


@pytest.mark.parametrize("state", ["present", "stale", "missing", "untranslated", "stub"])
def test_documents_are_found_to_be_as_they_are(figures, state):
    found, there = figures.covered[state]
    assert there > 0
    assert found == there
