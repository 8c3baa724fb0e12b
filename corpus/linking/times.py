"""What sets pages apart that are alike but for their time: another day's announcement, another year's call.

Lives here: the days and years that titles name, and whether two pages are of one form. Not here: what that is worth
(evidence.py), links that follow from it (likes.py).
"""

from collections.abc import Sequence

import numpy as np

from corpus.linking.features import Known
from corpus.linking.pairs import lang_numbers
from corpus.linking.sketches import resemblance, table_of
from corpus.linking.space import Array, Space

ONE_FORM = 0.35  # share of the wording, figures masked, that pages of one form have in common


class Times:
    """The times of pages by their places in a space."""

    def __init__(self, space: Space) -> None:
        self._langs = lang_numbers(space)
        self._sketches = table_of([page.sketch for page in space.known])
        self._known = space.known
        self._years = np.array([_bits(page.years) for page in space.known], np.uint64)
        self._have_days = np.array([bool(page.days) for page in space.known], bool)

    def are_of_one_language(self, a: Array, b: Array) -> Array:
        same: Array = self._langs[a] == self._langs[b]
        return same

    def resemblance(self, a: Array, b: Array) -> Array:
        """The share of their wording that two pages have in common; of pages in two languages none."""
        found = np.zeros(len(a))
        same = np.flatnonzero(self.are_of_one_language(a, b))
        found[same] = resemblance(self._sketches, a[same], b[same])
        return found

    def are_one_form(self, a: Array, b: Array) -> Array:
        alike: Array = self.resemblance(a, b) >= ONE_FORM
        return alike

    def are_titles_apart(self, a: Array, b: Array) -> Array:
        """Whether the titles of both name years or days, and none in common."""
        apart: Array = (self._years[a] > 0) & (self._years[b] > 0) & (self._years[a] & self._years[b] == 0)
        for place in np.flatnonzero(self._have_days[a] & self._have_days[b] & ~apart).tolist():
            apart[place] = set(self._known[a[place]].days).isdisjoint(self._known[b[place]].days)
        return apart


def _bits(years: Sequence[int]) -> int:
    """Years as bits: none of a title's fall together, being within 64."""
    bits = 0
    for year in years:
        bits |= 1 << year % 64
    return bits


def times_told(a: Known, b: Known) -> str:
    """In what two pages differ in time, in words."""
    for one, other in ((a.days, b.days), (a.years, b.years)):
        if one and other and set(one).isdisjoint(other):
            return f"titles name {_some(one)} and {_some(other)}"
    return "no date in common, though both tell several"


def _some(times: Sequence[object]) -> str:
    return f"{times[0]}" if len(times) == 1 else f"{times[0]}–{times[-1]}"
