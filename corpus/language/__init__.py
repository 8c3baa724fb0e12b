"""Which language a text, a block, a page or a query is in, how surely, and from what evidence.

Lives here: the public names. scoring.py measures one text, page.py weighs the blocks of a page against each other,
profiles.py holds the figures. Not here: what a page declares of itself (metadata.py reads it and hands it in). Pure:
the same text gives the same answer on every machine.
"""

from corpus.language.page import PageLanguage, label_blocks
from corpus.language.scoring import QUERY_THRESHOLD, detect_language, detect_query

__all__ = ["QUERY_THRESHOLD", "PageLanguage", "detect_language", "detect_query", "label_blocks"]
