"""A query as it was read, and what an index cannot be asked of it.

Lives here: `Question`, filters that no field of an engine holds, what is said of terms that were cut. Pure. Not here:
reading a query (syntax.py, expansion.py), asking (service.py).
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from corpus.model import PageSummary
from indexer.contract import EXPANSION_LIMIT, Query
from search.expansion import Expanded, Restriction
from search.tree import Node

NO_WORD = "the query holds no word"


class Question(Struct, frozen=True, kw_only=True):
    """A query as it was read: its tree, what it asks of the engine, and how it was to be read."""

    tree: Node
    expanded: Expanded
    notes: tuple[str, ...]
    translate: bool = True
    without: tuple[str, ...] = ()

    @property
    def query(self) -> Query:
        return self.expanded.query


def capped_notes(names: Sequence[str]) -> tuple[str, ...]:
    """What was cut of words that stand for too many others, and of quotations with too many layouts; each once."""
    terms = [name.partition(":")[2] for name in names]
    words = {re.sub("^(fi|sv|en):", "", term): None for term in terms if not term.startswith('"')}
    notes = [f"{word} stands for many words; the {EXPANSION_LIMIT} most frequent were looked for" for word in words]
    if len(words) < len(set(terms)) and any(term.startswith('"') for term in terms):
        notes.append("the words of a long quotation with ~ were looked for closer together")
    return tuple(notes)


def passes(page: PageSummary, restriction: Restriction) -> bool:
    match restriction.field:
        case "id":
            has = page.id in restriction.values
        case _:
            has = page.number in restriction.values
    return has != restriction.is_unwanted
