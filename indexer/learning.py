"""Analyse in all languages what people are likely to type: words on pages, their base forms, names and terms.

A query of such words then needs no dictionary to be loaded. Worker processes do it where there is much to do.

Not here: keeping the analyses (words.py), which words those are (making.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from corpus import workers
from corpus.analysis import FormAnalysis, Forms, analyse_form
from corpus.model import LANGUAGES, Lang
from indexer.words import WordsWriter

FORMS_AT_ONCE = 5_000  # written down together: what a run that is stopped loses
FORMS_A_TASK = 100
WORTH_WORKERS = 2_000
"""Analyses. Fewer are made here: each worker takes 20 ms to start, and the dictionaries, 2 s at worst, load once."""

Asked: TypeAlias = tuple[Lang, str]


def learn(words: WordsWriter, forms: Iterable[str], *, jobs: int, on_progress: Callable[[int, int], None]) -> None:
    """Have these forms known in every language, and their base forms and compound parts too."""
    wanted = words.unspread(forms)
    for start in range(0, len(wanted), FORMS_AT_ONCE):
        on_progress(start, len(wanted))
        some = wanted[start : start + FORMS_AT_ONCE]
        _analyse(words.forms, some, jobs)
        bases = sorted({base for form in some for base in _bases(words.forms, form)}.difference(some))
        _analyse(words.forms, bases, jobs)
        words.spread(some, bases)


def _analyse(forms: Forms, wanted: Sequence[str], jobs: int) -> None:
    unknown: list[Asked] = [(lang, form) for form in wanted for lang in LANGUAGES if forms.get(lang, form) is None]
    if jobs < 2 or len(unknown) < WORTH_WORKERS:
        for lang, form in unknown:
            analyse_form(form, lang, forms)
        return
    tasks = [unknown[start : start + FORMS_A_TASK] for start in range(0, len(unknown), FORMS_A_TASK)]
    for task, made in workers.run(_analysed, tasks, jobs=jobs, before_start=_load_chains):
        if isinstance(made, list):
            for (lang, form), analysis in made:
                forms.put(lang, form, analysis)
        else:  # a worker that died: here it fails aloud
            for lang, form in task:
                analyse_form(form, lang, forms)


def _analysed(task: Sequence[Asked]) -> list[tuple[Asked, FormAnalysis]]:
    """What workers do."""
    forms = Forms()
    for lang, form in task:
        analyse_form(form, lang, forms)
    return list(forms.new_items())


def _bases(forms: Forms, form: str) -> Iterator[str]:
    for lang in LANGUAGES:
        found = analyse_form(form, lang, forms)
        yield from found.lemmas
        yield from found.parts


def _load_chains() -> None:
    """Have the dictionaries at hand that workers need: then they share them."""
    for lang in LANGUAGES:
        analyse_form("terveysasema", lang)
