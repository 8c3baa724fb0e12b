"""Programmes as they are shown: their pages, and a title in each language.

Pure. Not here: which pages are one programme (programmes.py), ids of programmes (the package).
"""

from collections.abc import Iterable

from corpus.model import LANGUAGES, Lang, PageSummary, Programme, ProgrammeId


def programmes_of(pages: Iterable[PageSummary]) -> list[Programme]:
    """Programmes from the pages that carry their ids, by id; pages by address.

    The label in a language is the title of its programme page, else of the page with the shortest address.
    """
    members: dict[ProgrammeId, list[PageSummary]] = {}
    for page in pages:
        members.setdefault(page.programme, []).append(page)
    programmes: list[Programme] = []
    for programme, its in sorted(members.items()):
        named = sorted(its, key=lambda page: (page.kind != "programme", len(page.address), page.address))
        langs: tuple[Lang, ...] = (*LANGUAGES, "und", "other")
        labels = {lang: next((p.title for p in named if p.lang == lang), None) for lang in langs}
        programmes.append(
            Programme(
                id=programme,
                labels=tuple((lang, title) for lang, title in labels.items() if title is not None),
                pages=tuple(page.id for page in sorted(its, key=lambda page: page.address)),
            )
        )
    return programmes
