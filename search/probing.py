"""What an index can be asked about other queries: how many pages one finds, and what a word may have been meant as.

Lives here: the questions behind what is offered where nothing was found. Not here: which offers are made (rescue.py).
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.analysis import analyse, analyse_form
from corpus.linking.gazetteer import Gazetteer
from corpus.model import LANGUAGES, Block
from indexer.catalogue import Catalogue
from search.glance import Glance
from search.passages import marks_in
from search.signs import MAX_WORD
from search.syntax import Node, Similar

if TYPE_CHECKING:
    from search.questions import Question
    from search.service import Searcher

READ = 12  # best pages in which the right spelling of a word is looked for
MIN_PART = 4  # letters of a part that a word may be cut into


class Probe:
    """Asks one index generation; counts are those that the search itself would give."""

    def __init__(self, searcher: "Searcher", catalogue: Catalogue, gazetteer: Gazetteer, *, translate: bool) -> None:
        self._searcher = searcher
        self._catalogue = catalogue
        self._gazetteer = gazetteer
        self._translate = translate
        self._counts: dict[Node, int] = {}

    def count(self, tree: Node) -> int:
        if tree not in self._counts:
            self._counts[tree] = self._searcher.matching(self._ask(tree), limit=1).total
        return self._counts[tree]

    def similar(self, word: str) -> list[str]:
        """Words of the archive that are spelt nearly so, the closest and most frequent first."""
        for distance in (1, 2):
            question = self._ask(Similar(text=word, distance=distance))
            found: Counter[str] = Counter()
            for hit in self._searcher.matching(question, limit=READ).hits:
                found.update(self._met(hit.id, question))
            if found:
                return [form for form, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
        return []

    def bases(self, word: str) -> list[str]:
        """Its base forms in all languages, other than itself."""
        forms = [lemma for lang in LANGUAGES for lemma in analyse_form(word, lang, self._catalogue.forms).lemmas]
        return [form for form in dict.fromkeys(forms) if form != word.casefold()]

    def parts(self, word: str) -> list[tuple[str, ...]]:
        """What a compound is made of: two words that are known here, the longest one it begins or ends with, and its
        parts as the dictionaries have them."""
        found = [analyse_form(word, lang, self._catalogue.forms).parts for lang in LANGUAGES]
        return list(dict.fromkeys([*self._cut(word.casefold()[:MAX_WORD]), *filter(None, found)]))

    def names(self, word: str) -> list[str]:
        """What a name or term is called in the other languages."""
        found: list[str] = []
        for lang in LANGUAGES:
            tokens = analyse(word, lang, self._catalogue.forms)
            for mention in self._gazetteer.mentions(tokens, lang, any_case=True):
                if mention.end - mention.start == len(tokens):
                    found += [
                        name for entry in mention.entries for other in LANGUAGES for name in entry.variants(other)
                    ]
        return [name for name in dict.fromkeys(found) if name.casefold() != word.casefold()]

    def _cut(self, word: str) -> list[tuple[str, ...]]:
        begins = {at: found for at in range(MIN_PART, len(word)) if (found := self._known_modifier(word[:at]))}
        ends = [at for at in range(1, len(word) - MIN_PART + 1) if self._is_known(word[at:])]
        whole = [(begins[at], word[at:]) for at in ends if at in begins]
        longest = [(begins[max(begins)],)] if begins else []
        return [*whole[:1], *longest, *[(word[at:],) for at in ends[:1]]]

    def _known_modifier(self, part: str) -> str:
        """A word as it may stand in front of another: `välfärdsområdes`."""
        bare = part.rstrip("-")
        return next((form for form in (bare, bare.removesuffix("s")) if self._is_known(form)), "")

    def _is_known(self, form: str) -> bool:
        return any(self._catalogue.forms.get(lang, form) for lang in LANGUAGES)

    def _ask(self, tree: Node) -> "Question":
        return self._searcher.read(tree, translate=self._translate)

    def _met(self, page: str, question: "Question") -> Iterator[str]:
        glance = Glance(question.expanded.leaves, self._searcher.reader)
        summary = self._catalogue.summaries([page])
        for about in summary.values():
            title = Block(kind="heading", text=about.title, lang=about.lang)
            for block in (title, *self._catalogue.blocks(about.id)):
                for start, end in marks_in(block, glance):
                    yield block.text[start:end].casefold()
