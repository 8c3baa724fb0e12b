"""Word translations that an archive has learned from its aligned passages, with counts and the passages that show them.

Not here: aligning (corpus.alignment), which links teach (corpus.passages), TBX and CSV (corpus.interchange).
"""

from corpus.lexicon.entries import Entry, Lexicon, ParallelPassage, Place, Row, Word
from corpus.lexicon.learning import learn

__all__ = ["Entry", "Lexicon", "ParallelPassage", "Place", "Row", "Word", "learn"]
