"""langdetect's n-gram profiles: what tells our languages from all others in running text.

Lives here: the languages taken part, and their 1- to 3-gram log probabilities as integers. Not here: scoring texts.

The figures are langdetect's own profiles and one for Northern Sami (corpus/data/profile_se.json), which langdetect
lacks. langdetect's detector is not used: it samples n-grams at random, so it names another language from one run to
the next on 15-20 % of texts of one or two words.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from corpus.language.lanes import LANE
from corpus.model import LANGUAGES

# fmt: off
NEIGHBOURS = (
    "no", "da", "et", "de", "ru", "fr", "es", "it", "pl", "nl", "pt", "so", "ar",
    "lt", "lv", "hu", "sq", "vi", "tr", "uk",
)
# fmt: on
"""Languages that must be told from ours: the neighbours, and those that Finnish services translate into or that a
short list lets through (with eight languages, 99 % of French pages were taken for ours)."""

PROFILED = (*LANGUAGES, *NEIGHBOURS, "se")
"""The languages of the profiles; ours come first."""

SCALE = 65536
"""Scores are round(log p * SCALE): integers add up alike in any order and on any machine; floats do not."""

SMOOTHING = 0.5 / 10_000
"""Probability of an n-gram that a profile lacks: langdetect's own smoothing (alpha / base frequency)."""


@cache
def load_profiles() -> Mapping[str, int]:
    """Each known n-gram's packed row (lanes.py) in the order of PROFILED.

    A lane is how far the language's score lies above that of a profile that lacks the n-gram. Read once per process,
    and only when a text is long enough for other languages to compete.
    """
    folder = files("langdetect") / "profiles"
    sources = [folder / lang for lang in PROFILED[:-1]]
    sources.append(files("corpus") / "data" / "profile_se.json")
    ngrams: defaultdict[str, int] = defaultdict(int)
    for at, source in enumerate(sources):
        profile = json.loads(source.read_text("utf-8"))
        totals = [SMOOTHING * total for total in profile["n_words"]]
        for ngram, count in profile["freq"].items():
            if 1 <= len(ngram) <= len(totals):
                ngrams[ngram] += round(math.log1p(count / totals[len(ngram) - 1]) * SCALE) << (LANE * at)
    return dict(ngrams)
