"""The language of one text by itself.

Lives here: what counts as a word, the scores, the gates for what is no language at all, the calibrated confidence.
Not here: what neighbouring blocks say (page.py), the n-gram tables (weights.py, profiles.py). Pure.

Terms: a *score* is a log-probability in integer units, NAT of them to the nat. An *answer* is one of ANSWERS: ours, or
all others as one. Texts below SHORT letters are scored by the weights alone, longer ones by weights and profiles.

The constants were tuned on some 10,000 items: public-sector headings and labels of one word and up, treebank
sentences, paragraphs and pages of the web, queries, decoys in eight other languages, and garbage.
"""

import math
import re
import unicodedata
from functools import lru_cache
from itertools import chain
from operator import add, itemgetter

from msgspec import Struct

from corpus.language.lanes import LANE, unpack
from corpus.language.profiles import PROFILED, SCALE, load_profiles
from corpus.language.weights import CLASSES, STEP, load_weights, ngrams_of
from corpus.model import LANGUAGES, Detected, Lang

ANSWERS: tuple[Lang, ...] = (*LANGUAGES, "other")

THRESHOLD = 0.6
"""Below it the answer is `und`: three in a thousand of texts of a few letters, and what the bounds below hold back."""

QUERY_THRESHOLD = 0.8
"""A query's language below this confidence is no reason to prefer any language."""

SHORT = 25
"""Letters below which only our own languages compete; then the profiles need not be loaded either."""

NAT = round(SCALE / STEP)
"""Units of a score to the nat: fine enough that profiles and weights add up as integers, the same on every machine."""

PROFILE_SHARE = 3
"""Of ten: the profiles count .3. With all of it, decoys of 40 letters and more fell from 99.8 to 99.1 %."""

OTHER_PRIOR = -2 * NAT
"""Weight of the other languages: an archive of fi/sv/en pages holds few of them."""

_CLASS_OF = {"no": 3, "da": 3, "et": 4, "de": 5, "se": 6}  # the profiles' languages in the order of CLASSES
_CLASSED = [(PROFILED.index(lang), k) for lang, k in _CLASS_OF.items()]
_UNCLASSED = itemgetter(*(k for k, lang in enumerate(PROFILED) if k >= len(LANGUAGES) and lang not in _CLASS_OF))

CAP = 1_000
"""Characters looked at per text. Of 63,000 blocks nine got another label than with all of them."""

HEADING_CONFIDENCE = 0.6
"""Upper bound for two words that both begin with a capital: a heading or a name, the label is kept."""

NOISE_CONFIDENCE = 0.5
"""Upper bound for three and more such words (lists of names and places look like any language), and for code."""

SCRIPT_CONFIDENCE = 0.99
"""Confidence that a text mostly in another script than the Latin is in none of ours."""

_ROWS = 50_000  # words remembered per process and table; results do not depend on it
FEW = 6
"""Words up to which a text is noise if half of them, and more than one, have three letters and no vowel."""

VARIED = 40
"""Letters up to which every fifth must be a new one: noise repeats itself."""

MARGIN_CAP = 8.0
"""Nats beyond which more evidence does not make an answer surer."""

STEEPNESS = 0.582
"""Log-odds per nat of margin."""

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+")
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")  # letters of other scripts than the Latin
_CODE = re.compile(r"[<={}\[\]_*#|\\/>](?=\S)")  # not the signs between the steps of a path, which stand free
_CODE_SIGNS = r"<={}[]_*#|\/>"
_VOWEL = re.compile("[aeiouyåäöáâàéèêüõøæœ]", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens stand inside many Finnish headings


UNTOLD = Detected(lang="und", confidence=0.0, source="none")
"""The language of what is no language at all."""


class Scored(Struct, frozen=True, kw_only=True, gc=False):
    """A text measured once: a score per answer (none if gated), its letters, and an upper bound of confidence.

    `closed`: too short for other languages to compete.
    """

    scores: tuple[int, ...]
    letters: int
    closed: bool = False
    bound: float = 1.0


def detect_language(text: str) -> Detected:
    """The language of a text that stands alone; `other` for languages that are not ours, `und` where it cannot tell."""
    return judge(score(text))


def detect_query(text: str) -> Detected:
    """The likeliest of fi/sv/en for a query, whatever its length: a hint to order by, never a filter.

    `und` only where there is no word to go by; below QUERY_THRESHOLD no language should be preferred.
    """
    scored = score(text)
    if not scored.scores:
        return UNTOLD
    lang, confidence = best_answer(scored, closed=True)
    return Detected(lang=lang, confidence=confidence, source="text")


def judge(scored: Scored) -> Detected:
    """The answer that a text's own scores give."""
    return detected(*best_answer(scored, closed=scored.closed)) if scored.scores else UNTOLD


def detected(best: Lang, confidence: float) -> Detected:
    """The answer, where it is sure enough to be given."""
    return Detected(lang=best if confidence >= THRESHOLD else "und", confidence=confidence, source="text")


def best_answer(scored: Scored, *, closed: bool) -> tuple[Lang, float]:
    """The best answer and its calibrated confidence; `closed` leaves only our own languages in play.

    Calibrated with weights that had not seen most of the 10,000 items, garbage counted thrice: expected error .004; of
    the shipped weights .003 (bench.language).
    """
    rivals = scored.scores[: len(LANGUAGES)] if closed else scored.scores
    best, second = sorted(rivals, reverse=True)[:2]
    margin = min((best - second) / NAT, MARGIN_CAP)
    logit = -0.172 + STEEPNESS * margin + 0.345 * math.log(scored.letters)
    return ANSWERS[rivals.index(best)], round(min(1 / (1 + math.exp(-logit)), scored.bound), 4)


def score(text: str) -> Scored:
    """Sum a text's exact n-gram scores. Texts that are no language (numbers, codes, single letters) get none."""
    seen = _clean(text[:CAP])
    words = _WORD.findall(seen)
    letters = sum(map(len, words))
    whole = letters if len(text) <= CAP else letters * len(text) // CAP
    if _is_no_language(seen, words, letters):
        return Scored(scores=(), letters=whole)
    if any(map(str.isupper, words)) and sum(map(str.isupper, seen)) > 0.6 * letters:
        words = [word.lower() for word in words]  # the profiles know no n-grams of capitals
    if not seen.isascii() and len(_FOREIGN.findall(seen)) * 2 > letters:
        return Scored(scores=(-NAT * 100,) * len(LANGUAGES) + (0,), letters=whole, bound=SCRIPT_CONFIDENCE)
    if whole < SHORT:
        told = unpack(sum(map(_word_weights, map(str.lower, words))), len(CLASSES))
        scores = (*(SCALE * told[k] for k in range(len(LANGUAGES))), SCALE * max(told[len(LANGUAGES) :]) + OTHER_PRIOR)
    else:
        scores = _rank_openly(words)
    return Scored(scores=scores, letters=whole, closed=whole < SHORT, bound=_bound(seen, words))


def _bound(text: str, words: list[str]) -> float:
    """The confidence that a text's looks allow."""
    if any(map(text.__contains__, _CODE_SIGNS)) and len(_CODE.findall(text)) * 12 > len(text):
        return NOISE_CONFIDENCE
    if len(words) <= FEW:
        voiceless = sum(len(word) > 2 and _VOWEL.search(word) is None for word in words)
        if voiceless > 1 and voiceless * 2 >= len(words):
            return NOISE_CONFIDENCE
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return HEADING_CONFIDENCE if len(words) == 2 else NOISE_CONFIDENCE
    return 1.0


def _rank_openly(words: list[str]) -> tuple[int, ...]:
    """Scores where all languages compete; the weights say nothing between ours and a language they do not know."""
    counted = unpack(sum(map(_word_row, words)), len(PROFILED) + len(CLASSES))
    told = counted[len(PROFILED) :]
    ours = [PROFILE_SHARE * counted[k] + SCALE * told[k] for k in range(len(LANGUAGES))]
    others = [PROFILE_SHARE * counted[at] + SCALE * told[k] for at, k in _CLASSED]
    unclassed = PROFILE_SHARE * max(_UNCLASSED(counted)) + SCALE * max(told[: len(LANGUAGES)])
    return (*ours, max(*others, unclassed) + OTHER_PRIOR)


@lru_cache(maxsize=_ROWS)
def _word_weights(word: str) -> int:
    """The packed weights of a word: its n-grams do not depend on the words around it."""
    return sum(filter(None, map(load_weights().get, ngrams_of(word))))


@lru_cache(maxsize=_ROWS)
def _word_row(word: str) -> int:
    """The packed profile scores of a word, and behind them the packed weights."""
    padded = f" {word} "
    pairs = list(map(add, padded, padded[1:]))
    triples = map(add, pairs, padded[2:])
    profiled = sum(filter(None, map(load_profiles().get, chain(word, pairs, triples))))
    return profiled + (_word_weights(word.lower()) << len(PROFILED) * LANE)


def _clean(text: str) -> str:
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    return text


def _is_no_language(text: str, words: list[str], letters: int) -> bool:
    """Too little to go by: no word, more figures than letters, or hardly different letters."""
    if letters < 3 or (letters * 2 < len(text) and letters * 2 < sum(map(len, text.split()))):
        return True
    if max(map(len, words)) < 2:
        return True
    joined = "".join(words).lower()
    different = set(joined)
    return len(different) * 5 < min(letters, VARIED) or max(map(joined.count, different)) * 2 > letters
