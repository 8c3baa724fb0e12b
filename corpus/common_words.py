"""Everyday words in three languages, by base form: enough to tell which sentence is which before anything is learned.

Lives here: reading `corpus/data/common_words.tsv`. Not here: names and terms of the field (the gazetteer), what an
archive has learned (lexicon.py).
"""

from collections.abc import Mapping
from functools import cache

from corpus.model import LANGUAGES, Lang
from corpus.shipped import shipped_lines


@cache
def common_words(lang: Lang) -> Mapping[str, tuple[int, ...]]:
    """Base form -> the rows it stands in; equal rows mean the same."""
    found: dict[str, list[int]] = {}
    column = LANGUAGES.index(lang)
    lines = shipped_lines("common_words.tsv")
    for row, line in enumerate(lines[1:]):
        for word in line.split("\t")[column].split(";"):
            if word.strip():
                found.setdefault(word.strip(), []).append(row)
    return {word: tuple(rows) for word, rows in found.items()}
