"""The three analysis chains behind one face, and their versions.

Lives here: what a chain offers to the rest, and the languages' conjunctions. Not here: any rule on forms.
"""

import functools
import hashlib
from collections.abc import Callable

from msgspec import Struct

from corpus.analysis import english, finnish, swedish
from corpus.analysis.forms import FormAnalysis
from corpus.analysis.terms import listed
from corpus.model import Lang

CHAIN_NUMBERS: dict[Lang, int] = {"fi": 2, "sv": 2, "en": 2}
"""Raised by hand with every change of a rule that may change an answer; TOKEN_NUMBER for all languages at once."""
TOKEN_NUMBER = 1

PROBES = listed(
    "hyvinvointialueilta järjestetty kehittäminen kuukausi palveluiden sosiaali terveydenhuollossa toimipaikoissa "
    "uudellamaalla vaa'an verkkokaupoissa 20-vuotiaiden etätyö koronavirus monialaisesti some somessa striimata "
    "twiitata vegaaninen yhdenvertaisuus älypuhelin maahanmuuttajien osallistaa digitaalinen resilienssi"
)
"""Finnish forms, newer words among them, whose readings stand for the dictionary: it does not tell its version."""


class Chain(Struct, frozen=True, kw_only=True):
    """`analyse` takes forms in lower case with their accents. `is_one_word`: known, and not as a compound.

    For suspended compounds: `prefixes` may begin a word that is not split; `shape_of` tells kinds of first parts apart,
    of which only equal ones are coordinated; `fixed` compounds are not cut; `shares_little`: the shortest head is meant
    most often, else the longest; `hyphen_between_vowels`: raaka-aine; `drops_third`: tull- och lagstiftning is
    tullagstiftning; `has_known_tails`: what is not split may be cut by its known tail (moshav|barn).
    """

    lang: Lang
    analyse: Callable[[str], FormAnalysis]
    is_word: Callable[[str], bool]
    is_one_word: Callable[[str], bool]
    conjunctions: frozenset[str]
    prefixes: tuple[str, ...]
    shape_of: Callable[[str], str] = lambda part: "any"
    fixed: tuple[str, ...] = ()
    shares_little: bool = False
    hyphen_between_vowels: bool = False
    drops_third: bool = False
    has_known_tails: bool = False


CHAINS: dict[Lang, Chain] = {
    "fi": Chain(
        lang="fi",
        analyse=finnish.analyse_finnish,
        is_word=finnish.is_word,
        is_one_word=finnish.is_one_word,
        conjunctions=frozenset(listed("ja tai sekä eli että kuin taikka mutta")),
        prefixes=finnish.PREFIXES,
        shape_of=finnish.shape_of,
        fixed=finnish.FIXED,
        shares_little=True,
        hyphen_between_vowels=True,
    ),
    "sv": Chain(
        lang="sv",
        analyse=swedish.analyse_swedish,
        is_word=swedish.is_word,
        is_one_word=swedish.is_one_word,
        conjunctions=frozenset(listed("och eller samt respektive men som resp")),
        prefixes=swedish.PARTICLES,
        drops_third=True,
        has_known_tails=True,
    ),
    "en": Chain(
        lang="en",
        analyse=english.analyse_english,
        is_word=english.is_word,
        is_one_word=english.is_word,
        conjunctions=frozenset(listed("and or to but versus vs")),
        prefixes=english.PREFIXES,
        has_known_tails=True,
    ),
}


@functools.cache
def version_of(lang: Lang) -> str:
    """Own numbers, the libraries' versions, and for Finnish a digest of what the dictionary says of the probes."""
    number = f"{lang}-{TOKEN_NUMBER}.{CHAIN_NUMBERS[lang]}"
    if lang != "fi":
        dictionary = f" spylls-{_installed('spylls')}" if lang == "sv" else ""
        return f"{number} simplemma-{_installed('simplemma')}{dictionary}"
    libraries = f"pyvoikko-{_installed('pyvoikko')} snowballstemmer-{_installed('snowballstemmer')}"
    return f"{number} {libraries} dictionary-{dictionary_digest(finnish.analyse_finnish)}"


def dictionary_digest(analyse: Callable[[str], FormAnalysis]) -> str:
    answers = repr([(analysis.lemmas, analysis.parts, analysis.splits) for analysis in map(analyse, PROBES)])
    return hashlib.sha256(answers.encode()).hexdigest()[:8]


def _installed(package: str) -> str:
    import importlib.metadata

    return importlib.metadata.version(package)
