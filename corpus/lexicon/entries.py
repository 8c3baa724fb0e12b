"""The values of a lexicon: words, parallel passages, entries with counts and examples, and looking them up. Pure.

Lives here: values, and their way into rows and back. Not here: learning (learning.py), keeping (keeping.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from corpus.model import LANGUAGES, Lang, PageId, language_rank

LIKELY = 0.25  # strength from which an entry is shown to who asks for a word; weaker ones mostly stand beside it


class Word(NamedTuple):
    """A word of a passage: its base form, and how it is written there, in lower case."""

    base: str
    form: str


class Place(NamedTuple):
    """A passage of a page: the place of its first kept block."""

    page: PageId
    block: int


class ParallelPassage(Struct, frozen=True, kw_only=True):
    """Two passages that are translations of each other, their words in order; `langs` in the order of LANGUAGES."""

    langs: tuple[Lang, Lang]
    a: tuple[Word, ...]
    b: tuple[Word, ...]
    places: tuple[Place, Place]


class Entry(Struct, frozen=True, kw_only=True):
    """`a` means `b`. `shown_a` and `shown_b` are what to show people: the words that always stand together there.

    `count`: passages that hold both; `strength` (0-1): the geometric mean of how surely each stands for the other.
    """

    langs: tuple[Lang, Lang]
    a: str
    b: str
    shown_a: str
    shown_b: str
    count: int
    strength: float
    examples: tuple[tuple[Place, Place], ...]


Row: TypeAlias = tuple[str, str, str, str, str, str, int, float, str]


class Lexicon:
    """The entries, the surest first, and looking them up."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(sorted(entries, key=_surest_first))
        self._known: dict[tuple[Lang, str, Lang], list[tuple[str, float]]] = defaultdict(list)
        for entry in self.entries:
            for word, its, one, other in ((entry.a, entry.b, 0, 1), (entry.b, entry.a, 1, 0)):
                self._known[entry.langs[one], word, entry.langs[other]].append((its, entry.strength))

    def translations(self, lang: Lang, word: str, wanted: Lang) -> Sequence[tuple[str, float]]:
        """Base forms of a language that a base form of another may stand for, with strengths (0-1), best first."""
        return self._known.get((lang, word, wanted), ())

    def about(self, term: str) -> list[Entry]:
        """The entries of a word, in whichever language, by its base form or as shown; those that may well be right."""
        wanted = term.casefold().strip()
        mine = [each for each in self.entries if wanted in (each.a, each.b, each.shown_a, each.shown_b)]
        return [each for each in mine if each.strength >= LIKELY]

    def to_rows(self) -> list[Row]:
        """Plain rows, for a table: the same lexicon can be had back from them."""
        return [
            (*each.langs, each.a, each.b, each.shown_a, each.shown_b, each.count, each.strength, _places(each))
            for each in self.entries
        ]

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> "Lexicon":
        return cls(_entry_from(row) for row in rows)

    def __len__(self) -> int:
        return len(self.entries)


def _surest_first(entry: Entry) -> tuple[float, int, tuple[int, ...], str, str]:
    """By strength, less what few passages may owe to chance."""
    sure = entry.strength * entry.count / (entry.count + 2)
    return -round(sure, 6), -entry.count, tuple(map(language_rank, entry.langs)), entry.a, entry.b


def _places(entry: Entry) -> str:
    return " ".join(f"{x.page}:{x.block}={y.page}:{y.block}" for x, y in entry.examples)


def _entry_from(row: Row) -> Entry:
    langs = tuple(lang for name in row[:2] for lang in LANGUAGES if lang == name)
    pairs = [pair.split("=") for pair in row[8].split()]
    return Entry(
        langs=(langs[0], langs[1]),
        a=row[2],
        b=row[3],
        shown_a=row[4],
        shown_b=row[5],
        count=row[6],
        strength=row[7],
        examples=tuple((_place(x), _place(y)) for x, y in pairs),
    )


def _place(text: str) -> Place:
    page, block = text.rsplit(":", 1)
    return Place(PageId(page), int(block))
