"""The English chain: a word list, its invented lemmas mended, the verb behind -ing, plurals that it lacks.

Lives here: form -> FormAnalysis. Not here: the list (lexicon.py), suspended compounds (suspended.py).

Measured over 2,600 content forms (`python -m bench.analysis`), pairs that should share a lemma, precision / recall: the
list alone .914 / .935, mended and with every verb behind -ing .898 / .982, less words of their own .94 / .99; these
were written with the errors on this half of a treebank in view, so that the last figure flatters. No rule was found
that tells them: what has a plural or an adverb (ruling, alarming) also is a form of the verb (reading, growing), and to
leave all of those alone gave .91 / .87.
"""

import re

from corpus.analysis.forms import FormAnalysis
from corpus.analysis.lexicon import Lexicon, load_lexicon
from corpus.analysis.terms import LONGEST_FORM, analyse_hyphened, listed, make_analysis
from corpus.analysis.tokens import ungroup_english

IRREGULAR = {
    "axes": "axis",
    "bases": "basis",
    "bent": "bend",
    "best": "good",
    "better": "good",
    "bigger": "big",
    "bound": "bind",
    "broke": "break",
    "closer": "close",
    "diagnoses": "diagnosis",
    "drunk": "drink",
    "felt": "feel",
    "found": "find",
    "gone": "go",
    "halves": "half",
    "hotter": "hot",
    "leaves": "leaf",
    "left": "leave",
    "lives": "life",
    "means": "mean",
    "met": "meet",
    "remains": "remain",
    "rose": "rise",
    "shelves": "shelf",
    "shook": "shake",
    "shot": "shoot",
    "swore": "swear",
    "thought": "think",
    "wives": "wife",
    "won": "win",
    "worse": "bad",
}
"""Forms that are also words of their own, so that the list stops at them, or forms of two words."""

OWN_WORDS = frozenset(
    listed(
        "alarming am amazing appealing building ceiling charming clothing darling during dwelling evening "
        "fascinating housing interesting landing lining loving morning nothing outing outstanding ruling sibling "
        "standing troubling united wedding worrying"
    )
)
"""What looks like a form of a verb and says something else: an alarming figure, 9 am."""

PREFIXES = listed(
    "anti bi bio co counter cross cyber down east electro extra geo hydro hyper in inter intra macro micro mid mini "
    "mono multi neo non north out over poly post pre pro re semi socio south sub super trans tri ultra un under uni "
    "up west"
)
"""First parts that only a suspended compound brings out (pre- and postnatal)."""

_POSSESSIVE = re.compile(r"'s?$")
_CLOSED_SYLLABLE = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def analyse_english(form: str) -> FormAnalysis:
    """`form` in lower case; a trailing hyphen marks the first part of a suspended compound."""
    lexicon = load_lexicon("en")
    word = ungroup_english(_POSSESSIVE.sub("", form.rstrip("-")) or form)
    if len(word) > LONGEST_FORM:
        return make_analysis(word, [word])
    if "-" in word[1:-1] and not lexicon.is_known(word):
        return analyse_hyphened(word, analyse_english)
    parts = [_lemmas(part, lexicon)[0] for part in word.split("-") if part] if "-" in word[1:-1] else []
    splits = [at + 1 for at, char in enumerate(word) if char == "-" and 0 < at < len(word) - 1]
    return make_analysis(word, _lemmas(word, lexicon), parts, splits)


def is_word(word: str) -> bool:
    return load_lexicon("en").is_known(word)


def _lemmas(word: str, lexicon: Lexicon) -> list[str]:
    if word in OWN_WORDS:
        return [word]
    listed = lexicon.lemma(word)
    lemmas = [*_mended(word, listed, lexicon), listed]
    if word in IRREGULAR:
        lemmas.append(IRREGULAR[word])
    if lemmas == [word] and word.endswith("ing") and len(word) > 5:
        lemmas += _verb_before_ing(word[:-3], lexicon)
    # The list has the singular alone, or takes the plural for a name (Australians).
    is_plural = word.endswith("ians") or (word.endswith("s") and not lexicon.is_known(word))
    if lemmas == [word] and is_plural and lexicon.is_known(word[:-1]):
        lemmas = [word[:-1]]
    return lemmas


def _mended(word: str, lemma: str, lexicon: Lexicon) -> list[str]:
    """developed: the list says `develope`. A closed syllable doubles its consonant, so `hoped` is not from `hop`."""
    stem = lemma[:-1]
    if not lemma.endswith("e") or word not in {stem + "ed", stem + "ing"} or _CLOSED_SYLLABLE.fullmatch(stem):
        return []
    return [stem] if lexicon.lemma(stem + "s") == stem else []


def _verb_before_ing(stem: str, lexicon: Lexicon) -> list[str]:
    if stem[-1:] == stem[-2:-1] and _CLOSED_SYLLABLE.fullmatch(stem[:-1]):
        candidates = [stem[:-1]]
    elif _CLOSED_SYLLABLE.fullmatch(stem):
        candidates = [stem + "e"]
    else:
        candidates = [stem, stem + "e"]
    return [verb for verb in candidates if lexicon.is_known(verb + "s") and lexicon.lemma(verb + "s") == verb][:1]
