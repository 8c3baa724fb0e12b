"""A query tree to the engine's query, and the leaves by which an answer is explained.

Lives here: how leaves, filters and operators are joined, names that end in a hyphened word. Not here: the query
language (syntax.py), what a word may match (leaves.py), what a pattern asks of the engine (patterns.py).
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from corpus.linking.gazetteer import Gazetteer
from corpus.model import PageId
from indexer.catalogue import Catalogue
from indexer.contract import And, DateRange, Everything, NamedFacet, Only, Or, Phrase, Query
from indexer.schema import date_number
from search import syntax
from search.learned import Learned, nothing_learned
from search.leaves import Leaves, Run
from search.nearest import nearest
from search.partial import Langs, most_of, telling_words
from search.patterns import Leaf, Step, ask, side_by_side, verbatim

RESTRICTING = ("id", "number")
MOST_OF_THEM = "so many words were read as a text: pages with most of them come first; quotation marks ask for all"
NO_STEP = "no step leads to {step} here, so there is none to leave out"
MOST_IN = "few pages in {lang} have all of these words; those with the more telling ones come after the others"


class Restriction(Struct, frozen=True, kw_only=True):
    """What an engine cannot be asked, because no field holds it: pages with one of these, or with none of them."""

    field: str
    values: tuple[str, ...]
    is_unwanted: bool = False


class Expanded(Struct, frozen=True, kw_only=True):
    """A query ready to be asked: what goes to the engine, the leaves that an answer is explained by, and the steps
    away from what was typed that it takes."""

    query: Query
    leaves: tuple[Leaf, ...]
    notes: tuple[str, ...] = ()
    restrictions: tuple[Restriction, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Each step once: what was typed, what is looked for in its place, and where the step comes from."""
        patterns = (pattern for leaf in self.leaves for pattern in leaf.patterns)
        return tuple(dict.fromkeys(step for pattern in patterns for step in pattern.steps))


class Known(Struct, frozen=True, kw_only=True):
    """What the index tells of itself: whether any page matches a query, which sites there are, which places and
    organisations its pages are filed under, and what its pages have taught of words.

    Without it no hyphen is taken for the end of a name, sites are taken as typed, names are looked for in texts, and
    nothing has been learned.
    """

    stands: Callable[[Query], bool] = lambda _query: False
    sites: Callable[[], Sequence[str]] = tuple
    named: Callable[[NamedFacet], Sequence[str]] = lambda _facet: ()
    learned: Learned = nothing_learned
    langs: Langs = lambda _query: {}
    pages: Callable[[Sequence[PageId]], Container[str]] = tuple


def _restricts(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Chosen) and node.field in RESTRICTING


class Expander:
    """Reads one query against one index generation."""

    def __init__(
        self,
        catalogue: Catalogue,
        gazetteer: Gazetteer,
        *,
        translate: bool = True,
        without: Iterable[str] = (),
        known: Known = Known(),
    ) -> None:
        without = tuple(without)
        self._read = Leaves(catalogue, gazetteer, known.learned, translate=translate, without=without)
        # Which languages lack pages is told with every step taken: one that is switched off brings no page in.
        self._read_all = Leaves(catalogue, gazetteer, known.learned, translate=translate) if without else self._read
        self._carries_over = translate
        self._known = known
        self._notes: list[str] = []
        self._restrictions: list[Restriction] = []

    def expand(self, tree: syntax.Node) -> Expanded:
        leaves: list[Leaf] = []
        query = self._query(tree, leaves, is_whole=True)
        self._notes += [NO_STEP.format(step=step) for step in sorted(self._read.unmet)]
        return Expanded(
            query=query,
            leaves=tuple(dict.fromkeys(leaves)),
            notes=tuple(dict.fromkeys(self._notes)),
            restrictions=tuple(self._restrictions),
        )

    def _query(self, node: syntax.Node, leaves: list[Leaf], *, is_whole: bool = False) -> Query:
        """The engine's query for a node; leaves that an answer can be explained by are added to `leaves`.

        `is_whole`: every page of the answer must match the node.
        """
        query: Query
        match node:
            case syntax.Dated(first=first, last=last):
                query = DateRange(first=date_number(first), last=date_number(last, last=True))
            case syntax.Chosen():
                query = self._chosen(node, leaves, is_whole=is_whole)
            case syntax.AllOf(parts=parts):
                parts = self._telling(self._with_names(parts))
                must = tuple(
                    self._query(part, leaves, is_whole=is_whole)
                    for part in parts
                    if not isinstance(part, syntax.Without)
                )
                unwanted = [part.part for part in parts if isinstance(part, syntax.Without)]
                query = And(must=must or (Everything(),), must_not=self._unwanted(unwanted, is_whole=is_whole))
            case syntax.AnyOf(parts=parts):
                asked = [(part, self._query(part, leaves)) for part in parts]
                # what is ignored here must not stand for all pages
                query = Or(any_of=tuple(each for part, each in asked if not _restricts(part)))
            case syntax.Without(part=part):
                query = And(must=(Everything(),), must_not=self._unwanted([part], is_whole=is_whole))
            case _:
                query = self._text(node, leaves)
        return query

    def _text(self, node: syntax.TextNode, leaves: list[Leaf]) -> Query:
        leaf: Leaf
        match node:
            case syntax.Words():
                return self._words(node, leaves)
            case syntax.Day(text=text, date=date):
                return Or(any_of=(self._words(syntax.Words(text=text), leaves), _on(date)))
            case syntax.Quoted():
                leaf = self._read.phrase(node)
            case syntax.Near():
                leaf = self._read.near(node)
            case syntax.Exact():
                leaf = self._read.exact(node)
            case syntax.Prefixed() | syntax.Similar():
                opened = self._read.opened(node)
                if opened is None:
                    self._notes.append(f"{syntax.as_text(node)} is more than one word; it was read as a plain one")
                    return self._words(syntax.Words(text=node.text, field=node.field), leaves)
                leaf = opened
        leaves.append(leaf)
        return ask(leaf)

    def _unwanted(self, parts: Iterable[syntax.Node], *, is_whole: bool) -> tuple[Query, ...]:
        kept: list[Query] = []
        carried, self._carries_over = self._carries_over, False  # a page is left out for all words, not for most
        for part in parts:
            if is_whole and isinstance(part, syntax.Chosen) and part.field in RESTRICTING:
                self._restrictions.append(Restriction(field=part.field, values=part.values, is_unwanted=True))
            else:
                kept.append(self._query(part, []))
        self._carries_over = carried
        return tuple(kept)

    def _chosen(self, node: syntax.Chosen, leaves: list[Leaf], *, is_whole: bool) -> Query:
        match node.field:
            case "lang" | "kind" | "programme":
                return Only(facet=node.field, values=node.values)
            case "site":
                return Only(facet="site", values=self._sites(node.values))
            case "place" | "org":
                return self._named(node.field, node.values, leaves)
        if is_whole:
            self._restrictions.append(Restriction(field=node.field, values=node.values))
            if node.field == "id":
                there = self._known.pages([PageId(each) for each in node.values])
                self._notes += [f"id:{each}: no page has it" for each in node.values if each not in there]
        else:
            self._notes.append(f"{node.field}: holds for a whole query only, not inside OR or brackets; it was ignored")
        return Everything()

    def _named(self, facet: NamedFacet, typed: Sequence[str], leaves: list[Leaf]) -> Query:
        """Pages filed under a name, whichever of its names was typed; those that say it, where no page is filed so."""
        there = self._known.named(facet)
        ways: list[Query] = []
        for name in typed:
            leaf = self._read.phrase(syntax.Quoted(text=name))
            leaves.append(leaf)
            meant = [each for each in there if each.casefold() == name.casefold()]
            meant = meant or [each for each in there if each.casefold() in self._read.names_of(name)]
            ways.append(Only(facet=facet, values=tuple(meant)) if meant else ask(leaf))
            if not meant and not self._known.stands(ask(leaf)):
                near = ", ".join(nearest(name, there))
                self._notes.append(f"{facet}:{name}: no page names it" + (f"; near it: {near}" if near else ""))
        return ways[0] if len(ways) == 1 else Or(any_of=tuple(ways))

    def _sites(self, typed: Sequence[str]) -> tuple[str, ...]:
        """The sites that are meant: by name, else those that hold it (`koivuranta` for `www.koivuranta.example`)."""
        there = self._known.sites()
        found: list[str] = []
        for site in typed:
            meant = [each for each in there if each.casefold() == site] or [each for each in there if site in each]
            if not meant and there:
                self._notes.append(f"no page is of a site called {site}")
            found.extend(meant or [site])
        return tuple(dict.fromkeys(found))

    def _with_names(self, parts: Sequence[syntax.Node]) -> tuple[syntax.Node, ...]:
        """`Tulevaisuuden sote-keskus -ohjelma` is a name, not a wish for pages without `ohjelma`: read so when it is
        in the gazetteer, or when a page has the words next to each other as they were typed."""
        joined: list[syntax.Node] = []
        for part in parts:
            before = joined[-1] if joined else None
            if (
                isinstance(part, syntax.Without)
                and part.is_hyphened
                and isinstance(part.part, syntax.Words)
                and isinstance(before, syntax.Words)
                and self._is_name(before, part.part)
            ):
                joined[-1] = replace(before, text=f"{before.text} -{part.part.text}")
                self._notes.append(
                    f"-{part.part.text} was read as the end of a name; NOT {part.part.text} leaves pages with it out"
                )
            elif isinstance(part, syntax.Words) and isinstance(before, syntax.Words) and part.field == before.field:
                joined[-1] = replace(before, text=f"{before.text} {part.text}")
            else:
                joined.append(part)
        return tuple(joined)

    def _is_name(self, start: syntax.Words, end: syntax.Words) -> bool:
        found = self._read.words_of_name(start, end)
        return found if isinstance(found, bool) else self._known.stands(Phrase(field="exact", terms=found))

    def _telling(self, parts: Sequence[syntax.Node]) -> tuple[syntax.Node, ...]:
        """Without words that are function words only, if anything else is asked: `the "family centre"`."""
        telling = tuple(part for part in parts if not (isinstance(part, syntax.Words) and self._read.is_idle(part)))
        asks = any(not isinstance(part, syntax.Chosen | syntax.Dated | syntax.Without) for part in telling)
        return telling if asks else tuple(parts)

    def _words(self, node: syntax.Words, leaves: list[Leaf]) -> Query:
        """All words, or the names and terms found in them in place of their words; of a long text any of them."""
        run = self._read.run(node)
        leaves.extend(_content(run.words))
        if run.is_long:
            units = [unit.leaf for found in run.units for unit in found]
            leaves.extend(units)
            self._notes.append(MOST_OF_THEM)
            looked_for = dict.fromkeys([*_content(run.words), *units])
            return Or(any_of=(*map(ask, looked_for), *verbatim(run.words)))
        for found in run.units:
            leaves.extend(unit.leaf for unit in found)
        whole = _whole(run)
        also = [] if node.field else [*side_by_side(run.words), *self._most_of(node, run)]
        return Or(any_of=(whole, *also)) if also else whole

    def _most_of(self, node: syntax.Words, run: Run) -> Iterator[Query]:
        """Pages in other languages that have most of the words, where few have all of them."""
        words = _content(run.words)
        if len(words) > 1 and self._carries_over:
            every = run if self._read_all is self._read else self._read_all.run(node)
            for lang, enough in telling_words(_whole(every), _content(every.words), self._known.langs):
                self._notes.append(MOST_IN.format(lang=lang))
                yield most_of(words, lang, enough)


def _whole(run: Run) -> Query:
    """All words of a run, or the names and terms found in them in place of their words."""
    ways: list[Query] = [And(must=tuple(ask(leaf) for leaf in _content(run.words)))]
    for found in run.units:
        if found:
            rest = [leaf for at, leaf in enumerate(run.words) if not any(unit.holds(at) for unit in found)]
            asked = [*(unit.leaf for unit in found), *(leaf for leaf in rest if not leaf.is_function_word)]
            ways.append(And(must=tuple(map(ask, asked))))
    return ways[0] if len(ways) == 1 else Or(any_of=tuple(dict.fromkeys(ways)))


def _on(date: str) -> Query:
    return DateRange(first=date_number(date), last=date_number(date, last=True))


def _content(words: Sequence[Leaf]) -> Sequence[Leaf]:
    """Without the function words, unless there is nothing else."""
    return [leaf for leaf in words if not leaf.is_function_word] or words
