"""The shape of the code: who may import whom, and where a concern may stand."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["corpus", "indexer", "search", "kielo", "cli"]
# What any module of corpus may stand on.
SHARED = {"model", "errors", "dates", "addresses", "sniffing", "analysis", "common_words", "shipped"}
SHARED |= {"vocabulary"}
CONDUCTORS = {"ingest", "page", "settle", "reclean", "decisions", "reports", "passages", "facts", "interchange"}
CONDUCTORS |= {"link_decisions", "link_files", "snapshot", "vocabulary_files"}

SQL = ("catalogue", "words", "translations", "own_names", "vocabularies")


def files_of(layer):
    folder = ROOT / layer
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{layer}.py"]


def imported(file):
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                names |= {f"{module}.{alias.name}" for alias in aliases} | {module}
            case ast.ImportFrom(level=level) if level:
                names.add("relative import")
    return names


def top_levels(file):
    return {name.split(".")[0] for name in imported(file)}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_from_lower_layers(layer):
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert {str(file): bad for file in files_of(layer) if (bad := top_levels(file) & above)} == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_are_absolute(layer):
    assert [str(file) for file in files_of(layer) if "relative import" in imported(file)] == []


def player_of(file):
    return file.relative_to(ROOT / "corpus").parts[0].removesuffix(".py")


def test_players_of_corpus_do_not_know_each_other():
    breaches = {}
    for file in files_of("corpus"):
        player = player_of(file)
        if player in CONDUCTORS:
            continue
        known = {name.split(".")[1] for name in imported(file) if name.startswith("corpus.")}
        if others := known - SHARED - {player}:
            breaches[str(file)] = others
    assert breaches == {}


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("sqlalchemy", {"corpus/store"}),
        ("sqlite3", {f"indexer/{each}.py" for each in SQL}),
        ("rdflib", {"corpus/skos.py"}),
        ("tantivy", {"indexer/engines/tantivy"}),
        ("whoosh", {"indexer/engines/whoosh"}),
        (
            "click",
            {
                "cli.py",
                "search/commands.py",
                "search/printing.py",
                *(f"search/{each}_commands.py" for each in ("keeping", "cleaning")),
                *(f"search/{each}_commands.py" for each in ("link", "review", "passage", "programme")),
                *(f"search/{each}_commands.py" for each in ("quick", "saved", "snapshot", "vocabulary")),
            },
        ),
        ("flask", {"search/web"}),
        ("warcio", {"corpus/readers"}),
        ("brotli", {"corpus/readers"}),
        ("trafilatura", {"corpus/cleaning"}),
        ("bs4", {"corpus/cleaning", "corpus/metadata"}),
    ],
)
def test_a_library_is_known_in_one_place(library, homes):
    users = {str(file.relative_to(ROOT)) for layer in LAYERS for file in files_of(layer) if library in top_levels(file)}
    assert users, f"nobody uses {library} any more: take it off this list and out of pyproject.toml"
    assert {user for user in users if not any(user.startswith(home) for home in homes)} == set()


@pytest.mark.parametrize("layer", ["corpus", "indexer", "search"])
def test_every_module_says_what_lives_in_it(layer):
    assert [str(file) for file in files_of(layer) if not ast.get_docstring(ast.parse(file.read_text("utf-8")))] == []


def test_engines_and_builders_do_not_know_each_other():
    engines = [file for file in files_of("indexer") if "engines" in file.parts]
    known = {str(file): imported(file) & {"indexer.build", "indexer.schema", "indexer.catalogue"} for file in engines}
    assert {file: names for file, names in known.items() if names} == {}


def test_the_standard_library_is_not_shadowed():
    assert {layer for layer in LAYERS if layer in sys.stdlib_module_names} == set()
