"""kielo for Python: an archive of scraped Finnish, Swedish and English pages, searchable as one.

    import kielo

    with kielo.open("archive", create=True) as archive:
        archive.ingest(["pages/"])
        for group in archive.search("välfärdsområde", lang=["fi", "sv"], limit=10):
            print(group.languages, [hit.title for hit in group.hits])

`clean`, `detect_language` and `analyse` are pure functions and need no archive. Errors a caller can act on are
`kielo.KieloError` and its children.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import EngineError, InputError, KieloError, SettingsError, StoreError
from search.archive.asking import Asking
from search.archive.comparing import Comparing
from search.archive.keeping import Keeping
from search.archive.relating import Relating

if TYPE_CHECKING:
    from corpus.analysis import Token
    from corpus.model import Cleaned, Detected, Lang, Link, PageSummary, Programme
    from search.concordance import Concordance
    from search.service import Answer

__all__ = [
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


def open(path: str | os.PathLike[str], create: bool = False) -> Archive:  # noqa: A001  reads as kielo.open
    """Open the archive in a folder; `create` makes one where there is none.

    Raises StoreError when there is none, or it is of a newer schema.
    """
    return Archive(Path(path), create=create)


def clean(page: bytes | str, url: str | None = None) -> Cleaned:
    """What a page says, without menus and footers, with its title, language, dates and kind.

    HTML or plain text, told apart by itself. Raises InputError when nothing can be made of it.
    """
    from corpus.page import Refusal, clean_page

    outcome = clean_page(page, url=url)
    if isinstance(outcome, Refusal):
        raise InputError(f"{outcome.reason}: {outcome.detail}" if outcome.detail else str(outcome.reason))
    return outcome


def detect_language(text: str) -> Detected:
    """The language of a text: fi, sv, en, `other`, or `und` when it cannot be told. The same on every run."""
    from corpus.language import detect_language as detect

    return detect(text)


def analyse(text: str, lang: Lang) -> tuple[Token, ...]:
    """The words of a text with base forms, compound parts and the full forms of suspended compounds."""
    from corpus.analysis import analyse as tokens_of

    return tokens_of(text, lang)


def to_pandas(values: Answer | Concordance | Iterable[PageSummary | Link | Programme]) -> Any:
    """A pandas DataFrame of an answer, a concordance, or a list of pages, links or programmes, one row each.

    Needs the extra `kielo[pandas]`; raises KieloError without it.
    """
    from search.frames import to_pandas as table_of

    return table_of(values)


class Archive(Keeping, Asking, Relating, Comparing):
    """An archive of pages with its index. Use as a context manager, or call `close()`."""
