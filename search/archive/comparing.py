"""Linked pages side by side: passages, the words they teach, the facts in which they differ, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.errors import InputError
from search.archive.opened import Opened

if TYPE_CHECKING:
    from corpus.coverage import Cover
    from corpus.lexicon import Entry, Lexicon, Place
    from corpus.model import Lang
    from corpus.passages import Aligned, Aligner, PageDifference


class Comparing(Opened):
    """What is read off linked pages."""

    def beside(self, name: str, lang: Lang) -> Aligned:
        """A page and its translation, passage by passage; names as in `page`. Raises InputError when it has none."""
        from corpus.passages import mate

        store, page = self.store_for(), self.page(name)
        other = mate(page.id, lang, store.links(), self.store_for().langs())
        if other is None:
            raise InputError(f"no page in {lang} is linked to it", where=page.address, hint="`kielo links PAGE`")
        with self._aligning() as aligner:
            return aligner.align(page, next(store.pages([other])))

    def aligned(self, *names: str, langs: tuple[Lang, Lang] | None = None) -> Iterator[Aligned]:
        """All pages that are linked as translations, passage by passage; only those of the pages named, if any are."""
        from corpus.passages import aligned_pages, pairs_of

        store, wanted, known = self.store_for(), {self.page(name).id for name in names}, self.store_for().langs()
        links = [link for link in pairs_of(store.links(), known) if not wanted or wanted & {link.a, link.b}]
        if langs is not None:
            links = [link for link in links if (known[link.a], known[link.b]) == langs]
        with self._aligning() as aligner:
            yield from aligned_pages(links, store.pages, lambda _link: aligner)

    def lexicon(self) -> Lexicon:
        """Word translations learned from the passages of linked pages; empty below thirty links."""
        from corpus.analysis import chain_version
        from corpus.lexicon.keeping import keep_lexicon, key_of, read_lexicon
        from corpus.model import LANGUAGES
        from corpus.passages import Aligner, learn_lexicon, pairs_of

        store = self.store_for()
        links = pairs_of(store.links(), self.store_for().langs())
        key = key_of(store.revision(), links, [chain_version(lang) for lang in LANGUAGES])
        learned = self._learned.get(key) or read_lexicon(self.path, key)
        if learned is None:
            programmes = {page.id: page.programme for page in store.summaries()}
            with self._known_words() as (forms, names):
                learned = learn_lexicon(links, store.pages, Aligner(forms, None, names), programmes)
            keep_lexicon(self.path, key, learned)
        self._learned = {key: learned}
        return learned

    def examples(self, entries: Iterable[Entry]) -> dict[Place, str]:
        """The texts of the passages that show entries of the lexicon."""
        places = {place for entry in entries for pair in entry.examples for place in pair}
        pages = {
            page.id: page.cleaned.blocks for page in self.store_for().pages(sorted({each.page for each in places}))
        }
        return {each: pages[each.page][each.block].text for each in places if each.block < len(pages[each.page])}

    def report_facts(self, site: str | None = None) -> Iterator[PageDifference]:
        """Where a page and its translation tell other dates, sums, phone numbers or mail addresses.

        Raises InputError for a site that no page is of.
        """
        from corpus.passages import page_differences, pairs_of

        self._require_site(site)
        store = self.store_for()
        links = pairs_of(store.links(), self.store_for().langs())
        with self._aligning() as aligner:
            found = page_differences(links, store.pages, aligner)
            yield from (each for each in found if site in (None, each.a.site, each.b.site))

    def report_coverage(
        self,
        *,
        site: str | None = None,
        year: int | None = None,
        lang: Lang | None = None,
        missing: Lang | None = None,
    ) -> list[Cover]:
        """For each page and language whether it is there, a stub, behind, missing, or not translated.

        `missing` keeps only what cannot be read in that language at all. Raises InputError for a site no page is of.
        """
        from corpus.coverage import coverage, selected, standing_of
        from corpus.passages import changes

        self._require_site(site)
        store = self.store_for()
        changed = changes(store.held_versions()) if any(page.version > 1 for page in store.summaries()) else {}
        standings = [standing_of(page, changed.get(page.address)) for page in store.pages()]
        found = selected(coverage(standings, store.links()), site=site, year=year, lang=missing or lang)
        return [each for each in found if not missing or each.state in ("missing", "untranslated")]

    @contextmanager
    def _aligning(self) -> Iterator[Aligner]:
        """What aligns pages, with all that the archive has learned."""
        from corpus.passages import Aligner

        lexicon = self.lexicon()
        with self._known_words() as (forms, names):
            yield Aligner(forms, lexicon, names)
