"""The forms of words in a query, beside those of the index.

Lives here: `TypedForms`. Not here: analysing (corpus.analysis), keeping what was analysed (indexer.words).
"""

from corpus.analysis import FormAnalysis, Forms
from corpus.model import LANGUAGES, Lang


class TypedForms(Forms):
    """The forms of a query, beside those of the index: what is typed there does not become known by it."""

    def __init__(self, indexed: Forms) -> None:
        super().__init__()
        self._indexed = indexed

    def get(self, lang: Lang, form: str) -> FormAnalysis | None:
        return super().get(lang, form) or self._indexed.get(lang, form)

    def is_indexed(self, form: str) -> bool:
        """Whether the form stands on a page, or is the base form or a part of one that does, or a known name's."""
        return any(self._indexed.get(lang, form) for lang in LANGUAGES)
