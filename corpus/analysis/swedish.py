"""The Swedish chain: a word list corrected by its own paradigms, the stems of a second dictionary, compounds.

The list gives one lemma a form and often the wrong one: the verb for the noun (åtgärd > åtgärda), the participle for
the verb (bildade > bildad). Whether a word is a noun or a verb shows in what the list says of its other forms.
Hunspell's dictionary knows more words and all stems of each, but derives as well (användare > använda, idiotisk >
idiot); of its stems only those count from which the form is inflected.

Lives here: form -> FormAnalysis. Not here: list and dictionary (lexicon.py, hunspell.py), suspended compounds
(suspended.py).

Measured over 4,700 content forms (`python -m bench.analysis`), pairs that should share a lemma, precision / recall: the
list and known tails .879 / .916, with nouns, verbs and participles restored .873 / .958, with inflectional stems .848 /
.975 (with all stems .815 / .975). Compound boundaries, hand-marked words: by the list .96 / .95, by the dictionary 1.0
/ .94, by the list where the dictionary does not know the word 1.0 / .95. The list alone splits kon|troll, tjän|sten.
"""

import functools
from collections.abc import Iterator

from corpus.analysis.forms import FormAnalysis
from corpus.analysis.hunspell import Compound, load_hunspell
from corpus.analysis.lexicon import Lexicon, load_lexicon
from corpus.analysis.terms import LONGEST_FORM, analyse_hyphened, listed, make_analysis
from corpus.analysis.tokens import cut_ending

NOUN_ENDINGS = ("en", "et", "n", "ar", "er", "erna", "arna", "or", "na")

SHADOWED = {
    "besluten": "beslut",
    "delar": "del",
    "händer": "hand",
    "lagar": "lag",
    "tankar": "tanke",
    "vägar": "väg",
}
"""Nouns that the list takes for a verb and that public pages are full of. No rule: -ar is also the verbs' present."""

NOT_FIRST = frozenset(
    listed(
        "ande av den der det else ens ers fram från för före genom hos inom inter med mot ned ner ning när oss per pro "
        "sam sär till under upp ut vid åter över"
    )
)
"""First parts that are known as words but are particles (till|stånd, under|stöd) or endings."""

NOT_LAST = frozenset(
    listed(
        "ande andet anden arna aren bar bara bart dom domar domen else elsen elser ende enda enhet erna het heten "
        "heter isk iska lig liga lighet ligheten ligt lös lösa ning ningar ningen nings orna ring ringar rings sam "
        "samma skap skapen skapet ster"
    )
)
"""Endings that are also words."""

SHORT_HEADS = frozenset(listed("bil bok dag fel hem hus lag liv lön mål nät ord rum råd tak tal tid tåg val väg"))
"""Words of three letters that end compounds (familje|liv). The list knows many more, most of them chance endings."""

INFLECTIONS = frozenset(
    listed(
        "a ad ade ades ar arna arnas ars as at ats dde ddes de des e en ens er erna ernas ers es et ets i it its n "
        "na nas ns o or orna ornas r s t ta te tes ts tt u"
    )
)
"""What a form may have that its stem has not; -are, -ande, -an, -isk, -ning derive other words."""

LINKED_BY_S = ("ing", "het", "ion", "skap", "dom", "itet")

COMPOUND_LETTERS = 6
"""Shorter words are not split: ön|ska."""

PARTICLES = listed(
    "av bort efter fram från för hem in kring med mot ner ned nord om på sam sido sär till under upp ut väst över öst"
)
"""First parts that only a suspended compound brings out (under- och överordnade)."""


def analyse_swedish(form: str) -> FormAnalysis:
    """`form` in lower case, with its accents; a trailing hyphen marks the first part of a suspended compound."""
    lexicon = load_lexicon("sv")
    is_stub = form.endswith("-")
    word = cut_ending(form.rstrip("-"))
    if len(word) > LONGEST_FORM:
        return make_analysis(word, [word])
    if "-" in word[1:-1] and not lexicon.is_known(word):
        return analyse_hyphened(word, analyse_swedish)
    if is_stub and not lexicon.is_known(word):
        return make_analysis(word, [first_part(word, lexicon) or word])
    pieces = split_compound(word)
    parts = [first_part(piece, lexicon) or piece for piece in pieces[:-1]]
    if parts:
        parts += lemmas_of(pieces[-1], lexicon)
    splits, inner = _boundaries(pieces)
    return make_analysis(word, lemmas_of(word, lexicon), parts, splits, inner)


def lemmas_of(word: str, lexicon: Lexicon) -> list[str]:
    lemmas = [_listed_lemma(word, lexicon)]
    if not lexicon.is_known(word) and lemmas[0] == word:
        lemmas.append(_listed_lemma(_without_genitive(word, lexicon), lexicon))
    if word in SHADOWED:
        lemmas.insert(0, SHADOWED[word])
    if lexicon.is_known(word) and (is_noun(word, lexicon) or is_verb(word, lexicon)):
        lemmas.insert(0, word)
    lemmas += [lemma[:-1] for lemma in lemmas if lemma.endswith("ad") and is_verb(lemma[:-1], lexicon)]
    return [*lemmas, *inflected_from(word)]


def inflected_from(word: str) -> Iterator[str]:
    """The dictionary's stems of the word, or of a compound by its last part, as far as it is inflected from them."""
    dictionary = load_hunspell()
    known = dictionary.stems(word)
    if not known and len(word) >= COMPOUND_LETTERS:
        known = tuple(word[: -len(last.text)] + last.stem for *_, last in dictionary.compounds(word))
    for stem in known:
        shared = next(
            (at for at, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem))
        )
        if len(stem) > 2 and (stem == word or word[shared:] in INFLECTIONS):
            yield stem


def is_noun(word: str, lexicon: Lexicon) -> bool:
    """Whether the list has an inflected form of the noun `word`."""
    return any(lexicon.lemma(word + ending) == word for ending in NOUN_ENDINGS)


def is_verb(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 3 and word[-1] == "a" and word in {lexicon.lemma(word + "r"), lexicon.lemma(word[:-1] + "er")}


def is_adjective(word: str, lexicon: Lexicon) -> bool:
    return word in {lexicon.lemma(word + "a"), lexicon.lemma(word + "t")}


def is_word(word: str) -> bool:
    return load_lexicon("sv").is_known(word) or bool(load_hunspell().stems(word))


def is_one_word(word: str) -> bool:
    return first_part(word, load_lexicon("sv")) is not None or bool(load_hunspell().stems(word))


def _listed_lemma(word: str, lexicon: Lexicon) -> str:
    """The list's lemma, of the word or else of its longest known tail (hälsovårds|tjänsterna)."""
    lemma = lexicon.lemma(word)
    if lemma != word or lexicon.is_known(word) or len(word) < 8:
        return lemma
    for at in range(3, len(word) - 3):
        if lexicon.is_known(word[at:]):
            return word[:at] + lexicon.lemma(word[at:])
    return word


def _without_genitive(word: str, lexicon: Lexicon) -> str:
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss") and not lexicon.is_known(word):
        return word[:-1]
    return word


def first_part(piece: str, lexicon: Lexicon) -> str | None:
    """The lemma of a non-final compound part: the word, less a linking s, or with the vowel it had before -o -u -e."""
    candidates = [piece]
    if piece.endswith("s") and len(piece) > 4:
        candidates.append(piece[:-1])
    if piece.endswith(("e", "o", "u")):
        candidates += [piece[:-1] + "a", piece[:-1]]
    known = [word for word in candidates if lexicon.is_known(word)]
    nominal = next((word for word in known if is_noun(word, lexicon) or is_adjective(word, lexicon)), None)
    if nominal is not None:
        return nominal
    # Of the others the short ones are mostly chance: förs|öket, urs|äkta, ans|varar.
    trusted = known and len(known[0]) > 3 + known[0].endswith("s")
    return lexicon.lemma(known[0]) if trusted else None


@functools.lru_cache(1 << 14)
def split_compound(word: str) -> tuple[str, ...]:
    """The parts of the word, as few as can be, or the word alone: by the dictionary, by the list what that lacks."""
    if len(word) < COMPOUND_LETTERS:
        return (word,)
    dictionary = load_hunspell()
    readings = [each for each in dictionary.compounds(word) if _is_likely(each)]
    if readings:
        return tuple(part.text for part in max(readings, key=_last_letters))
    return (word,) if dictionary.stems(word) else _split(word, depth=3) or (word,)


def _is_likely(reading: Compound) -> bool:
    *first, last = (part.text for part in reading)
    return NOT_FIRST.isdisjoint(first) and last not in NOT_LAST


def _last_letters(reading: Compound) -> int:
    return len(reading[-1].text)


@functools.lru_cache(1 << 14)
def _split(word: str, depth: int) -> tuple[str, ...] | None:
    """Two or more parts that the list knows, at most `depth` + 1, among equals with the longest last one."""
    lexicon = load_lexicon("sv")
    best: tuple[str, ...] | None = None
    for at in range(3, len(word) - 2):
        head, tail = word[:at], word[at:]
        if len(tail) == 3 and (len(head) < 4 or tail not in SHORT_HEADS):
            continue
        if tail in NOT_LAST or tail.removesuffix("s") in NOT_LAST or not _is_nominal(tail, lexicon):
            continue
        if head not in NOT_FIRST and first_part(head, lexicon):
            return (word[: at + 1], tail[1:]) if _is_linked(head, tail, lexicon) else (head, tail)
        if best is None and depth > 1 and (front := _split(head, depth - 1)):
            best = (*front, tail)
    return best


def _is_linked(head: str, tail: str, lexicon: Lexicon) -> bool:
    """Whether the tail's first letter is a linking one: landstings|val, not ...|sval; hälso|tjänst, not ...|otjänst.

    Some derivations always take the s before another word; with o and u the first part must be known to have them.
    """
    if not lexicon.is_known(tail[1:]):
        return False
    return head.endswith(LINKED_BY_S) if tail[0] == "s" else tail[0] in "ou" and lexicon.is_known(head + "a")


def _is_nominal(tail: str, lexicon: Lexicon) -> bool:
    """Compounds end in nouns, adjectives and participles; most other known tails are chance (ans|varar)."""
    if not lexicon.is_known(tail):
        return False
    if tail.endswith(("ande", "ende", "andes", "endes")):
        return True
    bases = {*lemmas_of(tail, lexicon), tail.removesuffix("s")}
    return any(lexicon.is_known(base) and not is_verb(base, lexicon) for base in bases)


def _boundaries(pieces: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    splits: list[int] = []
    inner: list[int] = []
    at = 0
    for piece in pieces:
        splits.append(at)
        if len(pieces) > 1:
            inner += [at + offset for offset in _inner(piece)]
        at += len(piece)
    return tuple(splits[1:]), tuple(inner)


def _inner(piece: str) -> Iterator[int]:
    at = 0
    for part in split_compound(piece if load_hunspell().stems(piece) else piece.removesuffix("s"))[:-1]:
        at += len(part)
        yield at
