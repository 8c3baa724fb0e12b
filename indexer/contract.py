"""The seam between kielo and the libraries that match and rank: what goes in, what is asked, what comes back.

Terms
    DOCUMENT   one page. It arrives analysed: an engine never sees text, only terms with positions.
    FIELD      a named stream of postings of a document: title, headings, body, parts, exact.
    POSTING    a term at a position. Several terms may stand at one position (a word's lemmas, the full forms of a
               suspended compound); a phrase matches through any of them. Positions rise within a field; a gap in
               them keeps phrases from reaching over a boundary.
    QUERY      a tree of the nodes below. An engine never parses anything.
    SCORE      BM25 (k1 = 1.2, b = 0.75), summed over the matching leaves, each times its boost. Scores of different
               engines differ a little (document lengths are stored rounded); order of clear cases does not.
    DATE       days as an integer YYYYMMDD; a partial date is its first day (2016 -> 20160101). None: no date known.
    WORK       what a query may cost is bounded: WORK_LIMIT clauses in all, EXPANSION_LIMIT terms for a prefix or fuzzy
               leaf, PHRASE_LIMIT plain phrases for a phrase. What exceeds the first is refused as an EngineError;
               what exceeds the others is cut, and `Found.capped` names it. (Levels of nesting: engines/tree.py.)

Lives here: values and the Engine protocol. Not here: how pages become documents (schema.py, build.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Literal, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field

from corpus.model import PageId

Field: TypeAlias = Literal["title", "headings", "body", "parts", "exact"]
FIELDS: tuple[Field, ...] = ("title", "headings", "body", "parts", "exact")

NamedFacet: TypeAlias = Literal["place", "org", "programme"]
"""Facets that a document may have any number of values in."""
KeywordFacet: TypeAlias = Literal["lang", "site", "kind"] | NamedFacet
Facet: TypeAlias = KeywordFacet | Literal["year", "month"]
"""`year` ("2016") and `month` ("2016-11") are read from the date: counted, they are its histogram."""
FACETS: tuple[Facet, ...] = ("lang", "site", "kind", "place", "org", "programme", "year", "month")

Counted: TypeAlias = tuple[tuple[str, int], ...]
"""Values of a facet with the number of documents that have each."""

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]

EXPANSION_LIMIT = 128
"""Terms a prefix or fuzzy leaf may stand for: the most frequent ones, ties by term. `Found.capped` says when it cut."""

PHRASE_LIMIT = 256
"""Plain phrases that a phrase with alternatives, slop or free order may stand for; see engines/phrases.py."""

WORK_LIMIT = 40_000
"""Clauses of a query: one for a node, a term, a filter or a facet value, EXPANSION_LIMIT for a prefix leaf and twice
that for a fuzzy one, and for a phrase two for each place of each plain phrase it stands for.

`python -m bench.engine_limits` measures the dearest trees within it: eight seconds of CPU with tantivy.
"""


class Posting(NamedTuple):
    """A tuple with names: a page has a thousand of them, which are made of pairs and taken apart into columns, both
    without a step of Python for each."""

    term: str
    position: int


class IndexDocument(Struct, frozen=True, kw_only=True):
    """A page, ready to be indexed. `langs` holds every language of a bilingual page; the facet counts each.

    `has_month` is False for a date that is known to the year only: such a page is in no month.
    """

    id: PageId
    fields: Mapping[Field, Sequence[Posting]]
    langs: tuple[str, ...]
    site: str
    kind: str
    date: int | None = None
    has_month: bool = True
    facets: Mapping[NamedFacet, Sequence[str]] = field(default_factory=dict)


class Term(Struct, frozen=True, kw_only=True):
    """Documents whose field holds the term."""

    field: Field
    term: str
    boost: float = 1.0


Place: TypeAlias = str | tuple[str, ...]
"""What may stand at a place of a phrase: a term, or any of several."""


class Phrase(Struct, frozen=True, kw_only=True):
    """Documents whose field holds the terms at consecutive positions; `slop` more positions may come between them.

    A place may hold alternatives, likeliest first: any of them may stand there, and the reading that scores best
    counts. The order stays unless `is_ordered` is False; the terms still stand at different positions. One term is the
    same as `Term`; no terms, or a place without any, match nothing.
    """

    field: Field
    terms: tuple[Place, ...]
    slop: int = 0
    boost: float = 1.0
    is_ordered: bool = True


class Prefix(Struct, frozen=True, kw_only=True):
    """Documents whose field holds a term that begins with `prefix`; scored as the terms it stands for."""

    field: Field
    prefix: str
    boost: float = 1.0


class Fuzzy(Struct, frozen=True, kw_only=True):
    """Documents whose field holds a term at most `distance` edits (1 or 2; insert, delete, replace) away.

    The first `keep` characters must agree (language prefixes such as `fi:` stay untouched that way).
    """

    field: Field
    term: str
    distance: int = 1
    keep: int = 1
    boost: float = 1.0


class And(Struct, frozen=True, kw_only=True):
    """Documents that match all of `must` and none of `must_not`. Only `must_not`: all others. Both empty: none."""

    must: tuple["Query", ...] = ()
    must_not: tuple["Query", ...] = ()


class Or(Struct, frozen=True, kw_only=True):
    """Documents that match at least one; the scores of all that match add up. Empty: none."""

    any_of: tuple["Query", ...]


class DateRange(Struct, frozen=True, kw_only=True):
    """Documents with first <= date <= last (either may be open). Undated documents never match. Scores 0."""

    first: int | None = None
    last: int | None = None


class Only(Struct, frozen=True, kw_only=True):
    """Documents with one of the values in a facet. Scores 0."""

    facet: KeywordFacet
    values: tuple[str, ...]


class Everything(Struct, frozen=True, kw_only=True):
    """All documents. Scores 0."""


Query: TypeAlias = Term | Phrase | Prefix | Fuzzy | And | Or | DateRange | Only | Everything


class Hit(NamedTuple):
    """A tuple with names, as postings are: an answer may have ten thousand."""

    id: PageId
    score: float


class Found(Struct, frozen=True, kw_only=True):
    """One slice of the answer. `total` counts everything that matched; `capped` names the leaves that were cut."""

    total: int
    hits: tuple[Hit, ...]
    capped: tuple[str, ...] = ()


class Gathered(Struct, frozen=True, kw_only=True):
    """One slice of the answer with documents of one programme together. `total` counts documents, `programmes` what
    they were gathered into; each of `slices` holds all of its documents that match."""

    total: int
    programmes: int
    slices: tuple[tuple[Hit, ...], ...]
    capped: tuple[str, ...] = ()


class Engine(Protocol):
    """A store of documents that answers queries. One process writes; any number may read.

    Every error of the library below leaves as `EngineError`.
    """

    name: ClassVar[str]

    def write(self, documents: Iterable[IndexDocument]) -> int:
        """Add documents; the same id again replaces. All or none; visible to this engine on return. Gives the count."""
        ...

    def delete(self, ids: Iterable[PageId]) -> None:
        """Remove documents; an unknown id is no error."""
        ...

    def search(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Found:
        """Best first, ties by id. By date: undated ones last either way, ties by id; scores are then 0."""
        ...

    def gather(self, query: Query, *, limit: int, offset: int = 0, sort: Sort = "relevance") -> Gathered:
        """As `search`, by programme: in the order of their best documents, and of documents within each.

        The programme of a document is its first value in that facet; without one it stands by itself.
        """
        ...

    def facets(self, query: Query, facets: Sequence[Facet]) -> dict[Facet, Counted]:
        """Values of facets among all that match, with counts; most first, ties by value. Undated: no year."""
        ...

    def terms(self, field: Field, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that begin so, with about how many documents have each: those that were replaced or
        removed may still count."""
        ...

    def count(self) -> int:
        """How many documents there are."""
        ...

    def close(self) -> None:
        """Let go of files. Closing twice is no error."""
        ...
