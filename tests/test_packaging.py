"""What an installed kielo is: the wheel's top level, its data, its licence, its public names."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import kielo

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as an installer would, without looking anything up."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("kielo-*.whl"))) as opened:
        yield opened


def test_the_wheel_installs_nothing_else_at_top_level(wheel):
    top = {name.split("/")[0] for name in wheel.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "cli.py",
        "corpus",
        "indexer",
        "kielo.py",
        "search",
    }


@pytest.mark.parametrize(
    "name",
    [
        "corpus/py.typed",
        "indexer/py.typed",
        "search/py.typed",
        "corpus/data/gazetteer.tsv",
        "corpus/data/municipality_county.tsv",
        "corpus/data/background.tsv",
        "corpus/data/profile_se.json",
    ],
)
def test_the_wheel_carries_its_data(wheel, name):
    assert name in wheel.namelist()


def test_the_wheel_carries_all_of_the_web_view(wheel):
    there = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "search" / "web").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert there <= set(wheel.namelist())


def test_the_wheel_carries_the_licence_and_names_it(wheel):
    info = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    assert "License-Expression: GPL-3.0-or-later" in wheel.read(info).decode()
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_every_dependency_has_a_pinned_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {line.split("==")[0].casefold() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    names = {requirement.split(">")[0].split("=")[0].split(";")[0].strip().casefold() for requirement in wanted}
    assert {name for name in names if name not in pinned} == set()


def test_the_public_names_are_exactly_these():
    assert sorted(kielo.__all__) == [
        "Archive",
        "EngineError",
        "InputError",
        "KieloError",
        "SettingsError",
        "StoreError",
        "analyse",
        "clean",
        "detect_language",
        "open",
        "to_pandas",
    ]
    assert all(hasattr(kielo, name) for name in kielo.__all__)
