"""The n-gram table that language identification scores with.

Lives here: the languages taken part, and their 1- to 3-gram log probabilities as integers. Not here: scoring texts.

The figures are langdetect's own profiles and one for Northern Sami (corpus/data/profile_se.json), which langdetect
lacks. langdetect's detector is not used: it samples n-grams at random, so it names another language from one run to
the next on 15-20 % of texts of one or two words.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.model import LANGUAGES

# fmt: off
NEIGHBOURS = (
    "no", "da", "et", "de", "ru", "fr", "es", "it", "pl", "nl", "pt", "so", "ar",
    "lt", "lv", "hu", "sq", "vi", "tr", "uk",
)
# fmt: on
"""Languages that must be told from ours: the neighbours, and those that Finnish services translate into or that a
short list lets through (with eight languages, 99 % of French pages were taken for ours)."""

SCALE = 65536
"""Scores are round(log p * SCALE): integers add up alike in any order and on any machine; floats do not."""

SMOOTHING = 0.5 / 10_000
"""Probability of an n-gram that a profile lacks: langdetect's own smoothing (alpha / base frequency)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """`ngrams` gives each known n-gram one score per language, in the order of `languages` (ours come first)."""

    languages: tuple[str, ...]
    ngrams: Mapping[str, tuple[int, ...]]


@cache
def load_profiles() -> Profiles:
    """The table, read once per process (about 0.15 s)."""
    from langdetect.detector_factory import DetectorFactory

    folder = files("langdetect") / "profiles"
    texts = [(folder / name).read_text("utf-8") for name in (*LANGUAGES, *NEIGHBOURS)]
    texts.append((files("corpus") / "data" / "profile_se.json").read_text("utf-8"))
    factory = DetectorFactory()
    factory.load_json_profile(texts)
    absent = _score(0.0)
    ngrams = {
        ngram: tuple(_score(p) if p else absent for p in row) for ngram, row in factory.word_lang_prob_map.items()
    }
    return Profiles(languages=tuple(factory.langlist), ngrams=ngrams)


def _score(probability: float) -> int:
    return round(math.log(SMOOTHING + probability) * SCALE)
