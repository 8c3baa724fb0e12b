"""What a chain says of one form, and the cache that keeps it.

Lives here: `FormAnalysis`, `Resolved` and `Forms`. Not here: the chains that fill it, and the stored table of forms.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from corpus.model import LANGUAGES, Lang

FormKey: TypeAlias = tuple[Lang, str]

TEXT_LIMIT = 5_000  # texts with a hyphen at the edge of a word whose suspended compounds are kept in memory
FORM_LIMIT = 200_000
"""Forms kept in memory: about 100 MB at 0.5 kB each, and more than an archive of some ten thousand pages holds."""


class FormAnalysis(Struct, frozen=True, kw_only=True):
    """Lemmas, best first; lemmatised compound parts; offsets in the form at which a new compound part begins.

    Lemmas and parts are ready to be indexed (lower case, accents other than å ä ö folded). Parts shorter than three
    letters are left out, their boundaries are not: a suspended compound may share what follows them. `inner` has the
    boundaries inside a part that the dictionary holds as one word (`metsä|talous` in `metsätalousministeriö`).
    """

    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()
    splits: tuple[int, ...] = ()
    inner: tuple[int, ...] = ()


class Reading(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of a word of a text but its place: its normal form, with accents, and the terms it stands for.

    Compared by identity: a word that comes again is the same object, and what follows from it can be found by it.
    `exact`, `lemmas`, `parts` and `joined_lemmas` as in `Token`; the last are there only where a text has told them.
    """

    form: str
    exact: str
    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    joined_lemmas: tuple[str, ...] = ()


Placed: TypeAlias = tuple[tuple[Reading, ...], tuple[tuple[int, int], ...]]
"""Words and where each begins and ends."""


class Resolved(Struct, frozen=True, kw_only=True):
    """Full forms of a suspended compound, best first, and the span in the text of what the best one shares."""

    forms: tuple[str, ...]
    shared: tuple[int, int]


Resolutions: TypeAlias = Mapping[int, tuple[Resolved, ...]]
"""The suspended compounds of one text, by the number of the stub among its words."""


class Forms:
    """Analyses by language and form: each distinct form is analysed once, whoever asks. Likewise the suspended
    compounds of each text that may hold some.

    Results never depend on what it holds: when it is full it is emptied, with what was not yet drained. `known` and
    `load` fill it from outside; only what is `put` counts as new.
    """

    def __init__(self, known: Iterable[tuple[FormKey, FormAnalysis]] = (), *, limit: int = FORM_LIMIT) -> None:
        if limit < 1:
            raise ValueError("a cache of forms must hold at least one")
        self._limit = limit
        self._all: dict[FormKey, FormAnalysis] = {}
        self._new: dict[FormKey, FormAnalysis] = {}
        self._resolved: dict[FormKey, Resolutions] = {}
        self._new_resolved: dict[FormKey, Resolutions] = {}
        self._readings: dict[Lang, dict[str, Reading]] = {lang: {} for lang in (*LANGUAGES, "und")}
        self._stretches: dict[Lang, dict[str, Placed]] = {lang: {} for lang in (*LANGUAGES, "und")}
        self.load(known)

    def get(self, lang: Lang, form: str) -> FormAnalysis | None:
        return self._all.get((lang, form))

    def put(self, lang: Lang, form: str, analysis: FormAnalysis) -> None:
        self.load([((lang, form), analysis)])
        self._new[lang, form] = analysis

    def load(self, known: Iterable[tuple[FormKey, FormAnalysis]]) -> None:
        """Take in analyses that are stored already."""
        for key, analysis in known:
            if len(self._all) >= self._limit and key not in self._all:
                self._all.clear()
                self._new.clear()
                self._forget_readings()
            elif self._all.get(key, analysis) != analysis:
                self._forget_readings()
            self._all[key] = analysis

    def readings(self, lang: Lang) -> dict[str, Reading]:
        """Words as they are read in texts, with all that follows from their analysis: a cache of this cache."""
        known = self._readings[lang]
        if len(known) >= self._limit:
            known.clear()
        return known

    def stretches(self, lang: Lang) -> dict[str, Placed]:
        """The words, with their places, in what stands between two spaces: `kunnissa,` is told from `kunnissa`."""
        known = self._stretches[lang]
        if len(known) >= self._limit:
            known.clear()
        return known

    def _forget_readings(self) -> None:
        for lang in self._readings:
            self._readings[lang].clear()
            self._stretches[lang].clear()

    def items(self) -> Iterator[tuple[FormKey, FormAnalysis]]:
        return iter(self._all.items())

    def new_items(self) -> tuple[tuple[FormKey, FormAnalysis], ...]:
        """What was put since the last call (or ever), in that order; the next call starts anew."""
        drained = tuple(self._new.items())
        self._new.clear()
        return drained

    def get_resolved(self, lang: Lang, text: str) -> Resolutions | None:
        return self._resolved.get((lang, text))

    def put_resolved(self, lang: Lang, text: str, resolved: Resolutions) -> None:
        if len(self._resolved) >= TEXT_LIMIT:
            self._resolved.clear()
            self._new_resolved.clear()
        self._resolved[lang, text] = self._new_resolved[lang, text] = resolved

    def new_resolved(self) -> tuple[tuple[FormKey, Resolutions], ...]:
        """What was put since the last call, as with `new_items`."""
        drained = tuple(self._new_resolved.items())
        self._new_resolved.clear()
        return drained

    def __len__(self) -> int:
        return len(self._all)
