"""The engines by name, each loaded only when it is asked for.

Lives here: the register and `open_engine`. Not here: what an engine does (one file each), what the engines share
(tree.py, terms.py, bm25.py).
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from corpus.errors import EngineError
from indexer.contract import Engine


def _memory(folder: Path, create: bool) -> Engine:
    from indexer.engines.memory import MemoryEngine

    return MemoryEngine()


def _tantivy(folder: Path, create: bool) -> Engine:
    from indexer.engines.tantivy import TantivyEngine

    return TantivyEngine(folder, create=create)


def _whoosh(folder: Path, create: bool) -> Engine:
    with warnings.catch_warnings():
        # Python 3.12 tells everybody about invalid escapes in the library's sources, at the first import.
        warnings.simplefilter("ignore", SyntaxWarning)
        from indexer.engines.whoosh import WhooshEngine

    return WhooshEngine(folder, create=create)


_OPENERS: Final[MappingProxyType[str, Callable[[Path, bool], Engine]]] = MappingProxyType(
    {"tantivy": _tantivy, "whoosh": _whoosh, "memory": _memory}
)
_PACKAGES: Final = MappingProxyType({"tantivy": "tantivy", "whoosh": "whoosh-reloaded"})

ENGINES: tuple[str, ...] = tuple(_OPENERS)
"""Names that `open_engine` knows, the default first. `memory` keeps nothing: it is the reference and serves tests."""

SELECTABLE: tuple[str, ...] = tuple(name for name in ENGINES if name != "memory")
"""Names of the engines that an archive's index can be kept with."""


def open_engine(name: str, folder: Path, *, create: bool = False) -> Engine:
    """The engine over the index in `folder`; `create` makes an empty index where there is none.

    Raises EngineError: unknown name, library not installed, no index in the folder, an index of another shape.
    """
    opener = _OPENERS.get(name)
    if opener is None:
        raise EngineError(f"unknown engine {name!r}", hint=f"known engines: {', '.join(SELECTABLE)}")
    try:
        return opener(folder, create)
    except ImportError as error:
        package = _PACKAGES.get(name, name)
        raise EngineError(f"engine {name!r} needs {package}: {error}", hint=f"pip install {package}") from error
