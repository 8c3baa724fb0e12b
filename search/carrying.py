"""A word carried over into the other languages by all that kielo knows of words: everyday words, terms, and what the
archive has learned; where a compound is not known, by its parts.

Lives here: a token -> patterns in other languages. Pure. Not here: names and terms of the field as a whole
(leaves.py), what the archive has learned (learned.py), the table of everyday words (everyday.py).
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from corpus.analysis import Token
from corpus.linking.gazetteer import Gazetteer
from corpus.model import LANGUAGES, Lang
from search.everyday import everyday, everyday_words
from search.learned import Learned, learned_names, learned_words
from search.patterns import KINDRED, TOGETHER, Pattern, Source, Step, translated_word

MOST_NAMES = 3  # words that a part of a compound stands for in a language


class Carrier(Struct, frozen=True, kw_only=True):
    """Carries words over with what one archive knows."""

    gazetteer: Gazetteer
    learned: Learned

    def word(self, surface: str, token: Token, lang: Lang, terms: Sequence[Pattern]) -> Iterator[Pattern]:
        """What a word as a whole is in the other languages, beside the `terms` of the field that it is there."""
        yield from everyday_words(surface, token, lang)
        yield from learned_words(surface, token, lang, self.learned, terms)

    def parts(self, surface: str, token: Token, lang: Lang) -> Iterator[Pattern]:
        """What the parts of a compound are in the other languages, each by itself: enough for one word of many."""
        for part in token.parts:
            compound = Step(term=surface, matched=part, lang=lang, source="compound")
            for other, name, source in self._names(part, token, lang):
                carried = translated_word(surface, name, other)
                yield replace(carried, boost=KINDRED, source=source, earlier=(compound,))

    def together(self, surface: str, token: Token, lang: Lang, places: int, known: Iterable[Lang]) -> Iterator[Pattern]:
        """The parts of a compound, each carried over, on one page: `meluilmoitus`, `notification of noise`.

        `places`: of how many words it is made; parts beyond are other readings of the last. Only for languages in
        which the compound as a whole is not known.
        """
        if places < 2 or len(token.parts) < places:
            return
        split = [(part,) for part in token.parts[: places - 1]] + [token.parts[places - 1 :]]
        compound = Step(term=surface, matched=" + ".join(slot[0] for slot in split), lang=lang, source="compound")
        named = [part for part in token.parts if f"{part}-" in token.exact or f"-{part}" in token.exact]
        for other in LANGUAGES:
            if other == lang or other in known:
                continue
            slots = [dict(self._slot(slot, token, lang, other)) for slot in split]
            # Of `YKT-hanke` the name may stay as it is.
            names = [
                (*slot, *(part for part in parts if part in named)) for slot, parts in zip(slots, split, strict=True)
            ]
            if any(slots) and all(names):
                yield Pattern(
                    term=surface,
                    slots=tuple(tuple(f"{other}:{name}" for name in dict.fromkeys(slot)) for slot in names),
                    lang=other,
                    boost=TOGETHER,
                    matched=" + ".join("/".join(dict.fromkeys(slot)) for slot in names),
                    source=min((source for slot in slots for source in slot.values()), key=_least_sure),
                    way="together",
                    earlier=(compound,),
                )

    def _slot(self, readings: Sequence[str], token: Token, lang: Lang, other: Lang) -> Sequence[tuple[str, Source]]:
        """What a part of a compound may stand as in a language."""
        found = [
            (name, source) for part in readings for its, name, source in self._names(part, token, lang) if its == other
        ]
        return found[: 2 * MOST_NAMES]

    def _names(self, part: str, token: Token, lang: Lang) -> Iterator[tuple[Lang, str, Source]]:
        """What a part of a compound is in the other languages, and where that comes from."""
        known: dict[tuple[Lang, str], Source] = dict.fromkeys(everyday(lang, (part,)), "glossary")
        for entry in self.gazetteer.parts(token._replace(parts=(part,)), lang):
            for each in LANGUAGES:
                for name in entry.variants(each):
                    if " " not in name:
                        known.setdefault((each, name.lower()), entry.source)
        for learned in learned_names(part, lang, self.learned, MOST_NAMES):
            known.setdefault(learned, "lexicon")
        yield from ((other, name, source) for (other, name), source in known.items() if other != lang)


def _least_sure(source: Source) -> tuple[bool, bool, Source]:
    """Of what several parts come from, what the whole is said to: what was learned before terms, one's own first."""
    return source != "lexicon", source == "glossary", source
