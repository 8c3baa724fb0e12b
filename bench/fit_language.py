"""Fit the n-gram weights that tell short texts apart: `python -m bench.fit_language FOLDER`.

FOLDER holds running text per language: fi.txt, sv.txt, en.txt, da.txt, no.txt, et.txt, de.txt, se.txt, smn.txt and
sms.txt. With the word forms of simplemma's dictionaries they make a list of words per language; a logistic regression
over the 1- to 5-grams of a word learns which n-grams speak for which language. Prints the table that belongs into
corpus/data/language_weights.tsv. Only weights leave this script: no text, no list of words.

What the shipped table was fitted on: the dev parts of UD Finnish-TDT, Swedish-Talbanken, English-EWT, Danish-DDT,
Norwegian-Bokmaal and -Nynorsk, Estonian-EWT and German-GSD, the train part of North_Sami-Giella, half of
Skolt_Sami-Giellagas (CC BY-SA 4.0), 400 kB of the free corpus of GiellaLT's lang-smn (GPL-3.0), messages of public
services (digitransit-ui, EUPL-1.2; services of the city of Helsinki, MIT), the Declaration of Human Rights, the names
of the gazetteer, and simplemma's dictionaries (sources and licences: corpus/data/README.md). Takes some minutes and
3 GB.
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from corpus.language.weights import CLASSES, STEP, encode, ngrams_of

FORMS = {
    "fi": ["fi"],
    "sv": ["sv"],
    "en": ["en"],
    "nordic": ["da", "nb", "nn"],
    "et": ["et"],
    "de": ["de"],
    "sami": ["se"],
}
TEXTS = {
    "fi": ["fi"],
    "sv": ["sv"],
    "en": ["en"],
    "nordic": ["da", "no"],
    "et": ["et"],
    "de": ["de"],
    "sami": ["se", "smn", "sms"],
}
OURS, THEIRS = 80_000, 20_000  # forms drawn from a dictionary
TEXT_SHARE = 0.6  # weight of words from running text against forms from the dictionary
NAMES_SHARE = 0.1
KEPT = 40_000  # n-grams in the table
LEAST = 5  # words that an n-gram must occur in
PENALTY = 2e-7

GAZETTEER = Path(__file__).parents[1] / "corpus" / "data" / "gazetteer.tsv"

_WORD = re.compile(r"[^\W\d_]+")


def words_of(folder: Path, name: str) -> dict[str, float]:
    """Words of a class with weights that add up to 1."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    weights: Counter[str] = Counter()
    draw = random.Random(1)
    for lang in FORMS[name]:
        forms = sorted(
            form.decode() if isinstance(form, bytes) else form
            for form in DefaultDictionaryFactory().get_dictionary(lang)
        )
        forms = [form for form in forms if form.islower() and form.isalpha() and len(form) < 30]
        drawn = draw.sample(forms, min(len(forms), OURS if name in ("fi", "sv", "en") else THEIRS))
        for form in drawn:
            weights[form] += (1 - TEXT_SHARE) / len(drawn) / len(FORMS[name])
    for lang in TEXTS[name]:
        counts = Counter(word.lower() for word in _WORD.findall((folder / f"{lang}.txt").read_text("utf-8")))
        damped = {word: count**0.7 for word, count in counts.items()}
        total = sum(damped.values())
        for word, value in damped.items():
            weights[word] += TEXT_SHARE * value / total / len(TEXTS[name])
    for word in (names := sorted(names_of(name)) if name in ("fi", "sv", "en") else []):
        weights[word] += NAMES_SHARE / len(names)
    return weights


class Regression:
    """Multinomial logistic regression over sparse binary features, trained by Adam on all words at once."""

    def __init__(self, features: np.ndarray, rows: np.ndarray, shape: tuple[int, int]) -> None:
        self.features, self.rows, self.shape = features, rows, shape
        self.weights = np.zeros(shape, dtype=np.float32)

    def fit(self, targets: np.ndarray, mass: np.ndarray, rounds: int) -> None:
        count, classes = self.shape
        first, second = np.zeros_like(self.weights), np.zeros_like(self.weights)
        ours = targets[:, :3].any(axis=1)
        for step in range(1, rounds + 1):
            scores = np.stack(
                [np.bincount(self.rows, self.weights[self.features, k], len(mass)) for k in range(classes)], axis=1
            )
            scores -= scores.max(axis=1, keepdims=True)
            odds = np.exp(scores)
            odds /= odds.sum(axis=1, keepdims=True)
            slope = (odds - targets) * mass[:, None]
            slope[ours, :3] += closed_slope(scores[ours, :3], targets[ours, :3]) * mass[ours, None]
            loss = -(mass * np.log((odds * targets).sum(axis=1) + 1e-12)).sum() / mass.sum()
            gradient = np.stack(
                [np.bincount(self.features, slope[self.rows, k], count) for k in range(classes)], axis=1
            ).astype(np.float32)
            gradient += PENALTY * self.weights
            first = 0.9 * first + 0.1 * gradient
            second = 0.99 * second + 0.01 * gradient**2
            rate = 0.12 * (1 - step / (rounds + 1)) + 0.01
            self.weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
            if step % 10 == 0:
                print(f"round {step}: loss {loss:.4f}", file=sys.stderr)


def closed_slope(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The slope of the loss where only our languages compete."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True) - targets


def names_of(name: str) -> set[str]:
    """Words of the gazetteer that one of our languages has for itself."""
    rows = [row.split("\t")[1:] for row in GAZETTEER.read_text("utf-8").splitlines()[1:]]
    at = ("fi", "sv", "en").index(name)
    return {word.lower() for row in rows if row[at] not in row[:at] for word in _WORD.findall(row[at])}


def spread(words: list[str], index: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    features: list[int] = []
    rows: list[int] = []
    for row, word in enumerate(words):
        known = [index[gram] for gram in ngrams_of(word) if gram in index]
        features += known
        rows += [row] * len(known)
    return np.array(features, dtype=np.int32), np.array(rows, dtype=np.int32)


def main() -> None:
    folder = Path(sys.argv[1])
    lists = [words_of(folder, name) for name in CLASSES]
    words = [word for each in lists for word in each]
    mass = np.array([value for each in lists for value in each.values()])
    targets = np.repeat(np.eye(len(CLASSES)), [len(each) for each in lists], axis=0)
    counts = Counter(gram for word in words for gram in set(ngrams_of(word)))
    grams = sorted(gram for gram, count in counts.items() if count >= LEAST)
    print(f"{len(words)} words, {len(grams)} n-grams", file=sys.stderr)
    model = Regression(*spread(words, {g: k for k, g in enumerate(grams)}), (len(grams), len(CLASSES)))
    model.fit(targets, mass, 24)
    frequency = np.array([counts[gram] for gram in grams], dtype=np.float64)
    worth = np.abs(model.weights - model.weights.mean(axis=1, keepdims=True)).max(axis=1) * np.log1p(frequency)
    kept = sorted(grams[k] for k in np.argsort(-worth, kind="stable")[:KEPT])
    model = Regression(*spread(words, {g: k for k, g in enumerate(kept)}), (len(kept), len(CLASSES)))
    model.fit(targets, mass, 36)
    weights = model.weights - model.weights.mean(axis=1, keepdims=True)
    print("# weights of n-grams for", *CLASSES, "in steps; see bench/fit_language.py")
    for gram, row in zip(kept, weights, strict=True):
        print(gram, encode([round(float(value) / STEP) for value in row]), sep="\t")


if __name__ == "__main__":
    main()
