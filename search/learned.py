"""What the archive has learned that a word stands for in the other languages, as patterns.

Lives here: translations of a word -> patterns, weighted by how sure they are. Pure. Not here: learning them
(corpus.lexicon), keeping them (indexer.translations), which words are carried over (leaves.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from corpus.analysis import Token
from corpus.model import Lang
from indexer.translations import Translation
from search.patterns import FUNCTION_WORDS, TRANSLATED, Pattern, Shown, is_function_word

Learned: TypeAlias = Callable[[Lang, str], Sequence[Translation]]

MOST = 5  # words that one stands for in a language
LEAST_STRENGTH = 0.1  # below it a word mostly stands beside what means the same
SURE = 0.3  # strength from which a word is taken beside a term of the field, which says it exactly


def nothing_learned(_lang: Lang, _word: str) -> Sequence[Translation]:
    return ()


def learned_words(
    surface: str, token: Token, lang: Lang, learned: Learned, terms: Sequence[Pattern] = ()
) -> Iterator[Pattern]:
    """What the passages of linked pages show a word to be, the surest first.

    Where it is one of the `terms` that the glossary has in a language, only what is sure, and no word of those: the
    *family* of *family centre* is not what the whole says.
    """
    if is_function_word(token, surface):
        return
    termed = {each.lang for each in terms}
    within = {term for each in terms if len(each.slots) > 1 for slot in each.slots for term in slot}
    words = dict.fromkeys((*token.joined_lemmas, *token.lemmas, token.exact))
    for each in _surest(words, lang, learned, MOST):
        is_sure = each.strength >= SURE and f"{each.lang}:{each.name}" not in within
        if each.lang not in termed or is_sure:
            yield _pattern(surface, each)


def learned_names(word: str, lang: Lang, learned: Learned, most: int) -> list[tuple[Lang, str]]:
    """The same as names, each with its language."""
    return [(each.lang, each.name) for each in _surest((word,), lang, learned, most)]


def _surest(words: Iterable[str], lang: Lang, learned: Learned, most: int) -> Iterator[Translation]:
    """The best few of each language, of all readings of a word."""
    best: dict[Lang, dict[str, Translation]] = {}
    for word in words:
        for each in learned(lang, word):
            known = best.setdefault(each.lang, {})
            if each.name not in known or each.strength > known[each.name].strength:
                known[each.name] = each
    for other, found in best.items():
        for each in sorted(found.values(), key=lambda each: (-each.strength, each.name))[:most]:
            if each.strength >= LEAST_STRENGTH and each.name not in FUNCTION_WORDS[other]:
                yield each


def _pattern(surface: str, translation: Translation) -> Pattern:
    return Pattern(
        term=surface,
        slots=((f"{translation.lang}:{translation.name}",),),
        lang=translation.lang,
        boost=TRANSLATED * min(1.0, 0.4 + translation.strength),
        matched=translation.name,
        source="lexicon",
        shown=Shown(passages=translation.passages, example=translation.example),
    )
