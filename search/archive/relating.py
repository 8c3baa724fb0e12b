"""The links between the pages of an archive, people's decisions on them, and the programmes they form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from search.archive.opened import Opened, Progress, silent

if TYPE_CHECKING:
    from corpus.link_decisions import Taken
    from corpus.linking.decided import LinkStanding
    from corpus.linking.overview import Overview
    from corpus.linking.vetoes import Veto
    from corpus.model import Lang, Link, LinkDecision, LinkVerdict, Page, Programme, Relation
    from corpus.passages import Aligned
    from search.reviewing import Review


class Relating(Opened):
    """What is told of links and programmes, and decided on them."""

    def links(self) -> list[Link]:
        """Which pages belong together and why; also what is uncertain, and what people have rejected: see `state`."""
        return self.store_for().links()

    def link(  # noqa: PLR0913  all that a decision is made of
        self,
        a: str,
        b: str,
        *,
        relation: Relation | None = None,
        who: str | None = None,
        note: str = "",
        on_progress: Progress = silent,
    ) -> LinkDecision:
        """Say that two pages belong together, for good; names as in `page`.

        Without a relation they are what links them now; else translations, or in one language of one programme. `who`
        is KIELO_USER, or the name logged in with. Raises InputError.
        """
        return self._decide_link(a, b, "confirm", on_progress, who=who, relation=relation, note=note)

    def unlink(  # noqa: PLR0913  as `link`
        self,
        a: str,
        b: str,
        *,
        relation: Relation | None = None,
        who: str | None = None,
        note: str = "",
        on_progress: Progress = silent,
    ) -> LinkDecision:
        """Say that two pages are not each other's `relation`, and no link is to be made between them, for good.

        Third pages may still bring them into one programme, unless the relation is `same_programme`. As `link`.
        """
        return self._decide_link(a, b, "reject", on_progress, who=who, relation=relation, note=note)

    def undo_link(
        self, a: str, b: str, *, who: str | None = None, note: str = "", on_progress: Progress = silent
    ) -> LinkDecision:
        """Take back what was decided on the two pages: kielo decides again. Raises InputError where nothing was."""
        return self._decide_link(a, b, "undo", on_progress, who=who, note=note)

    def vetoes(self, links: Iterable[Link]) -> list[tuple[Veto, ...]]:
        """For each link all that could have ruled it out, and how its pages stand with it."""
        from corpus.linking.packing import known_of
        from corpus.linking.relating import features_version
        from corpus.linking.vetoes import vetoes

        links = list(links)
        wanted = {page for link in links for page in (link.a, link.b)}
        shelf = self.store_for().features(features_version())
        known = {each.page: known_of(each) for each in shelf.counted() if each.page in wanted}
        return [
            vetoes(known[link.a], known[link.b], link.relation) if {link.a, link.b} <= known.keys() else ()
            for link in links
        ]

    def review(self, who: str | None = None) -> Review:
        """What is in doubt among links, to be answered one by one; `relink` makes the answers felt."""
        from corpus.settings import user_name
        from search.reviewing import Review

        if not self.store_for().is_related():  # answers of a review that was killed before they were felt
            self.relink()
        return Review(self.store_for(), who or user_name())

    def relink(self, on_progress: Progress = silent) -> None:
        """Decide links and programmes anew, if anything they rest on has changed."""
        with self._changing(on_progress):
            pass

    def compare(self, a: Page, b: Page) -> Aligned:
        """Two pages in different languages passage by passage, whether they are linked or not."""
        from corpus.passages import Aligner

        with self._known_words() as (forms, names):
            return Aligner(forms, None, names).align(a, b)

    def export_links(
        self, links: Iterable[Link] | None = None, decisions: Iterable[LinkStanding] | None = None
    ) -> Iterator[str]:
        """People's decisions on links with all they hold on to, then the links that wait for one, as lines of CSV; all,
        or those given."""
        from corpus.link_files import links_csv

        addresses = {page.id: page.address for page in self.pages()}
        decisions = self.link_decisions() if decisions is None else decisions
        return links_csv(self.links() if links is None else links, decisions, addresses)

    def import_links(self, body: bytes, who: str | None = None, on_progress: Progress = silent) -> Taken:
        """Take in the decisions of such a file, all or none, also as people have filled it in.

        `who` stands for rows that name nobody. Raises InputError that names every line that cannot be understood.
        """
        from corpus.link_decisions import take_in
        from corpus.link_files import read_links_csv
        from corpus.settings import user_name

        rows = read_links_csv(body)
        with self._changing(on_progress):
            return take_in(self.store_for(), rows, who or user_name())

    def _decide_link(
        self, a: str, b: str, verdict: LinkVerdict, on_progress: Progress, *, who: str | None, **told: Any
    ) -> LinkDecision:
        from corpus.link_decisions import decide_link
        from corpus.settings import user_name

        one, other = self.page(a), self.page(b)
        with self._changing(on_progress):
            return decide_link(self.store_for(), one, other, verdict, who=who or user_name(), **told)

    def programmes(self) -> list[Programme]:
        """Every programme with its pages and a label per language, by id."""
        from corpus.linking.labels import programmes_of

        return programmes_of(self.store_for().summaries())

    def programme(self, name: str) -> Programme | None:
        """The programme with this id, also one that has since become part of another; None when there is none."""
        from corpus.model import founding_page

        founder = founding_page(name) if name.startswith("g") else None
        return next((each for each in self.programmes() if founder in each.pages), None)

    def overviews(
        self, *, missing: Lang | None = None, site: str | None = None, year: int | None = None
    ) -> list[Overview]:
        """What is told of every programme, by id: its pages, languages, years, places, organisations, rounds, and what
        is like it. `missing` keeps those without a page in that language. Years are those its pages are from, as for
        `date:`. Raises InputError for a site that no page is of."""
        from corpus.linking.overview import named_by, overviews, selected
        from corpus.linking.relating import features_version

        self._require_site(site)
        store = self.store_for()
        summaries = store.summaries()
        names = store.features(features_version()).names([page.id for page in summaries])
        named = {page: named_by(told) for page, told in names.items()}
        return list(selected(overviews(summaries, store.links(), named), missing=missing, site=site, year=year))

    def overview(self, name: str) -> Overview | None:
        """What is told of the programme with this id, as in `programme`."""
        programme = self.programme(name)
        return next((each for each in self.overviews() if programme and each.programme.id == programme.id), None)
