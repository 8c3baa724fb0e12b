"""The Finnish chain: Voikko's cheapest readings, and what to do with forms it does not know.

Lives here: form -> FormAnalysis. Not here: Voikko itself (voikko.py), words in a text (tokens.py).

Measured over 9,500 content forms, pairs that should share a lemma, precision / recall: .863 / .977. On a larger set of
17,800: first reading only .90 / .66, cheapest readings .90 / .72, and the verb behind a participle .84 / .95.
"""

import functools
from typing import Protocol

from corpus.analysis.forms import FormAnalysis
from corpus.analysis.terms import LONGEST_FORM, analyse_hyphened, listed, make_analysis
from corpus.analysis.tokens import cut_ending
from corpus.analysis.voikko import Lookup, Reading, best_lookup, read, read_prefix

PREFIXES = listed(
    "ala ali alku eri epä esi etelä etu huippu itä jälki kauko keski lisä lähi länsi myötä oma pohjois sisä suur taka "
    "täys ulko uudis uus vasta yhteis yli ylä"
)
"""First parts that may hide in a word which Voikko does not split."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the package's own name)


def analyse_finnish(form: str, look_up: Lookup | None = None) -> FormAnalysis:
    """`form` in lower case, with its accents; a trailing hyphen marks the first part of a suspended compound."""
    look_up = look_up or best_lookup()
    word = cut_ending(form.rstrip("-"))
    if len(word) > LONGEST_FORM:
        return make_analysis(word, [word])
    readings = cheapest_readings(word, look_up)
    if readings:
        return _from_readings(word, readings)
    if "'" in word[1:-1]:  # Bordeaux'n; vaa'an is known and does not come here
        return analyse_finnish(word.partition("'")[0], look_up)
    if "-" in word[1:-1]:
        return analyse_hyphened(word, lambda part: analyse_finnish(part, look_up))
    return make_analysis(word, [_stemmer().stemWord(word)])


def cheapest_readings(word: str, look_up: Lookup) -> tuple[Reading, ...]:
    """All readings of the least cost."""
    readings = read(word, look_up) or read_prefix(word, look_up)
    return tuple(reading for reading in readings if reading.cost == readings[0].cost)


def is_one_word(word: str) -> bool:
    """Whether the dictionary holds the word as one, not as a compound made up of others."""
    return any(len(reading.pieces) == 1 for reading in read(word, best_lookup()))


def is_word(word: str) -> bool:
    return bool(read(word, best_lookup()))


def _from_readings(word: str, readings: tuple[Reading, ...]) -> FormAnalysis:
    lemmas = [reading.lemma for reading in readings] + [reading.verb for reading in readings if reading.verb]
    parts = [part for reading in readings for part in _parts(reading)]
    splits, inner = _boundaries(word, readings[0])
    return make_analysis(word, lemmas, parts, splits, inner)


def _parts(reading: Reading) -> list[str]:
    """Base forms of the parts; of a word that is lexicalised as a whole (`kuukausi`), those inside it."""
    bases = [piece.base.lower() for piece in reading.pieces]
    if len(bases) == 1:
        bases = bases[0].split("=")
    return [base.replace("=", "").rstrip("-") for base in bases] if len(bases) > 1 else []


def _boundaries(word: str, reading: Reading) -> tuple[tuple[int, ...], tuple[int, ...]]:
    splits: list[int] = []
    inner: list[int] = []
    at = 0
    for piece in reading.pieces:
        splits.append(at)
        inner += [at + offset for offset in piece.inner]
        at += len(piece.form)
    if "".join(piece.form for piece in reading.pieces).rstrip("-").lower() != word:
        return (), ()
    return tuple(splits[1:]), tuple(inner)


@functools.cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("finnish")
    return stemmer
