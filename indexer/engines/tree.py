"""Walking a query tree, and what every engine says about it in the same words.

Lives here: `fold`, the limits of depth and work, the names of leaves in `Found.capped`, the check of a slice.
Not here: what a node means (that is each engine's).
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from corpus.errors import EngineError
from indexer.contract import (
    EXPANSION_LIMIT,
    WORK_LIMIT,
    And,
    DateRange,
    Everything,
    Fuzzy,
    Only,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
)
from indexer.engines.phrases import work_of

T = TypeVar("T")
Leaf: TypeAlias = Term | Phrase | Prefix | Fuzzy | DateRange | Only | Everything

DEPTH_LIMIT = 300
"""Levels a query may be nested.

Walking needs no limit, but a native query is walked by recursion in compiled code, where too deep a tree ends the
process instead of raising. Measured with tantivy 0.27, And and Or in turn: a thread with 8 MB of stack (the default
on Linux) takes 700 levels and dies at 1,000; one with 1 MB takes 200, one with 512 kB 100.
"""


MOST_EDITS = 2
"""Of a fuzzy leaf: each more takes three times the work."""


def fold(
    query: Query,
    *,
    leaf: Callable[[Leaf], T],
    both: Callable[[Sequence[T], Sequence[T]], T],
    either: Callable[[Sequence[T]], T],
) -> T:
    """The value of a tree, from its leaves up: `both(must, must_not)` for And, `either(any_of)` for Or.

    Keeps its own stack, so no depth of nesting is a RecursionError. Leaves are visited from left to right.
    Raises EngineError above DEPTH_LIMIT and WORK_LIMIT.
    """
    check_limits(query)
    if not isinstance(query, And | Or):
        return leaf(query)
    todo: list[tuple[Query, bool]] = [(query, False)]
    values: list[T] = []
    while todo:
        node, children_done = todo.pop()
        if not isinstance(node, And | Or):
            values.append(leaf(node))
            continue
        children = node.any_of if isinstance(node, Or) else (*node.must, *node.must_not)
        if not children_done:
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(children))
            continue
        start = len(values) - len(children)
        given = values[start:]
        del values[start:]
        if isinstance(node, Or):
            values.append(either(given))
        else:
            values.append(both(given[: len(node.must)], given[len(node.must) :]))
    return values[0]


def check_limits(query: Query) -> None:
    """Refuses a tree that is too deep or asks for too much, before anything of it is done."""
    work = 0
    todo: list[tuple[Query, int]] = [(query, 1)]
    while todo:
        node, depth = todo.pop()
        work += 1 if isinstance(node, Term | And | Or) else _work(node)
        if work > WORK_LIMIT:
            raise EngineError(f"the query asks for more than {WORK_LIMIT} things at once", hint="ask in parts")
        if isinstance(node, And | Or):
            if depth > DEPTH_LIMIT:
                raise EngineError(f"the query is nested deeper than {DEPTH_LIMIT} levels", hint="ask in parts")
            children = node.any_of if isinstance(node, Or) else (*node.must, *node.must_not)
            todo.extend((child, depth + 1) for child in children)


def _work(leaf: Leaf) -> int:
    """Clauses that a leaf comes to."""
    match leaf:
        case Phrase():
            return work_of(leaf)
        case Fuzzy() if leaf.distance > MOST_EDITS:
            raise EngineError(f"{leaf.distance} edits is too loose", hint=f"ask for {MOST_EDITS} at most")
        case Fuzzy():
            return 2 * EXPANSION_LIMIT
        case Prefix():
            return EXPANSION_LIMIT
        case Only():
            return len(leaf.values)
    return 1


def leaf_name(leaf: Prefix | Fuzzy | Phrase) -> str:
    """How a leaf that was cut is named in `Found.capped`."""
    match leaf:
        case Prefix():
            return f"{leaf.field}:{leaf.prefix}*"
        case Fuzzy():
            return f"{leaf.field}:{leaf.term}~{leaf.distance}"
        case Phrase():
            places = (place if isinstance(place, str) else "|".join(place) for place in leaf.terms)
            return f'{leaf.field}:"{" ".join(places)}"~{leaf.slop}'


def check_slice(limit: int, offset: int) -> None:
    """A negative slice is a mistake of the caller, never of the user."""
    if limit < 0 or offset < 0:
        raise ValueError(f"limit and offset must not be negative: {limit}, {offset}")
