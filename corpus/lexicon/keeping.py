"""A learned lexicon kept beside the archive, so that it is learned once and not for every page that is shown.

Lives here: the file `lexicon.json`. It may be thrown away at any time: it is learned anew. Not here: learning.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

from corpus.lexicon.entries import Lexicon
from corpus.model import Link

FILE_NAME = "lexicon.json"
FORMAT = 2  # raised by hand when learning gives something else from the same passages


def key_of(revision: int, links: Iterable[Link], chains: Sequence[str]) -> str:
    """Names all that a lexicon is learned from: the pages, their links, and how words are analysed."""
    told = repr((FORMAT, revision, tuple(chains), [(link.a, link.b, link.confidence) for link in links]))
    return blake2b(told.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def read_lexicon(folder: Path, key: str) -> Lexicon | None:
    """The lexicon that was kept under this key; None when another or none was, or the file cannot be read."""
    try:
        told = json.loads((folder / FILE_NAME).read_text("utf-8"))
        return Lexicon.from_rows(tuple(row) for row in told["rows"]) if told["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def keep_lexicon(folder: Path, key: str, lexicon: Lexicon) -> None:
    """Keep it, in place of an earlier one. An archive that cannot be written to is none the worse for it."""
    with suppress(OSError):
        with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=".lexicon-", delete=False) as file:
            json.dump({"key": key, "rows": lexicon.to_rows()}, file, ensure_ascii=False)
        try:
            Path(file.name).replace(folder / FILE_NAME)
        except OSError:
            Path(file.name).unlink()
