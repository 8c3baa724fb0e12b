"""Two pages that are translations of each other -> passages in pairs, and what has no counterpart. Pure.

Lives here: `align`, the face of the package. Not here: which pages belong together (corpus.linking), word translations
(corpus.lexicon), how passages are shown.
"""

from collections.abc import Sequence

from msgspec import Struct

from corpus.alignment.beads import beads
from corpus.alignment.judging import FITTED, Weights
from corpus.alignment.traits import Names, Reader, Translations, no_translations
from corpus.model import Block, Lang

__all__ = ["Names", "Passage", "Reader", "Translations", "Weights", "align", "no_translations"]


class Passage(Struct, frozen=True, kw_only=True):
    """Blocks of two pages that say the same: half-open runs of places among their kept blocks; one may be empty.

    `confidence` (0-1) that they are translations of each other; for a gap that there is no counterpart.
    """

    a: tuple[int, int]
    b: tuple[int, int]
    confidence: float

    @property
    def is_gap(self) -> bool:
        return self.a[0] == self.a[1] or self.b[0] == self.b[1]

    @property
    def shape(self) -> str:
        """`1-1`, `1-2`, `0-1` ..."""
        return f"{self.a[1] - self.a[0]}-{self.b[1] - self.b[0]}"


def align(
    a: Sequence[Block],
    b: Sequence[Block],
    langs: tuple[Lang, Lang],
    reader: Reader,
    weights: Weights = FITTED,
) -> tuple[Passage, ...]:
    """Pair the blocks of two pages in order; every block is in exactly one passage.

    The same blocks give the same passages. `langs` are those of the pages; a block may be in another.
    """
    found = beads([reader.read(block, langs[1]) for block in a], [reader.read(block, langs[0]) for block in b], weights)
    return tuple(Passage(a=bead.a, b=bead.b, confidence=round(bead.confidence, 3)) for bead in found)
