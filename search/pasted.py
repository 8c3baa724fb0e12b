"""Sentences pasted as a query: their quotation marks, brackets and dashes belong to the text and ask for nothing.

Lives here: whether a query is running text, and it without signs that would be read as operators. Pure. Not here: what
the signs mean (syntax.py), which words of a text must be found (leaves.py).
"""

import re

from search.signs import FIELDS, OPERATORS, is_read_as_a_word

LEAST = 6  # words of a text
READ_AS_TEXT = "the query reads like a sentence, so its quotation marks, brackets and dashes were read as part of it"

_ASKS = re.compile(rf"(?i:(?:^|[\s(-])(?:{'|'.join(FIELDS)}):\S)|[*~\\]|(?:^|[\s(])=\S|\.\.\d|\d\.\.")
_SIGNS = re.compile(r"[()\"“”„]")
_SENTENCE = re.compile(r"[.!?…][\"”’)]*\s*$|[,;:][\"”’)]*\s")


def plain_text(query: str) -> str | None:
    """A sentence as words alone; None for what is a query, as all in brackets is, or has no sign to be mistaken."""
    words = query.split()
    if query.startswith("(") and query.endswith(")"):
        return None
    if len(words) < LEAST or OPERATORS.intersection(words) or _ASKS.search(query) or not _SENTENCE.search(query):
        return None
    if not _SIGNS.search(query) and not any(word[0] == "-" and word[1:] for word in words):
        return None
    bare = (word.lstrip("-") for word in _SIGNS.sub(" ", query).split())
    return " ".join(word if is_read_as_a_word(word) else f"\\{word}" for word in bare if any(map(str.isalnum, word)))
