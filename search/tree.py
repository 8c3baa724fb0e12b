"""What a query asks, as a tree of values, and the query text of a tree.

    parse(as_text(tree)).tree == tree      for every tree that came out of a query within the limits

Lives here: the nodes and how they are written. Pure. Not here: reading a query (syntax.py), what a word matches
(expansion.py).
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from search.pasted import plain_text
from search.signs import CONJUNCTIONS, is_read_as_a_word, is_shouted

ChosenField: TypeAlias = Literal["lang", "site", "kind", "place", "org", "programme", "number", "id"]


class Words(Struct, frozen=True, kw_only=True):
    """Words that must all match, in the order typed, so that names and terms of several words can be found in them."""

    text: str
    field: str | None = None


class Quoted(Struct, frozen=True, kw_only=True):
    """Words next to each other."""

    text: str
    field: str | None = None


class Near(Struct, frozen=True, kw_only=True):
    """Words close to each other in any order: at most `distance` other words stand between them in all."""

    text: str
    distance: int
    field: str | None = None


class Prefixed(Struct, frozen=True, kw_only=True):
    """Words that begin so."""

    text: str
    field: str | None = None


class Similar(Struct, frozen=True, kw_only=True):
    """Words spelt nearly so: at most `distance` letters more, fewer or other."""

    text: str
    distance: int = 1
    field: str | None = None


class Exact(Struct, frozen=True, kw_only=True):
    """The word, or the words next to each other, in just this form."""

    text: str


class Day(Struct, frozen=True, kw_only=True):
    """A date typed among words: it may stand in the text, or be that of the page."""

    text: str
    date: str


class Chosen(Struct, frozen=True, kw_only=True):
    """Pages with one of the values in a field that is not text."""

    field: ChosenField
    values: tuple[str, ...]


class Dated(Struct, frozen=True, kw_only=True):
    """Pages dated between two partial ISO dates; either end may be open."""

    first: str | None
    last: str | None


class AllOf(Struct, frozen=True, kw_only=True):
    parts: tuple["Node", ...]


class AnyOf(Struct, frozen=True, kw_only=True):
    parts: tuple["Node", ...]


class Without(Struct, frozen=True, kw_only=True):
    """Pages that do not match. `is_hyphened`: written `-x`, which may also be the end of a name (`LAPE -hanke`)."""

    part: "Node"
    is_hyphened: bool = False


TextNode: TypeAlias = Words | Quoted | Near | Prefixed | Similar | Exact | Day
Node: TypeAlias = TextNode | Chosen | Dated | AllOf | AnyOf | Without


def as_text(tree: Node) -> str:
    """A query that is read as this tree."""
    text = _text(tree)
    return f"({text})" if is_shouted(text) or plain_text(text) is not None else text


def joined(parts: list[Node]) -> Node | None:
    """All parts as one node; words side by side become one run again."""
    flat: list[Node] = []
    for part in (inner for each in parts for inner in (each.parts if isinstance(each, AllOf) else (each,))):
        before = flat[-1] if flat else None
        if isinstance(part, Words) and isinstance(before, Words) and part.field is None is before.field:
            flat[-1] = Words(text=f"{before.text} {part.text}")
        else:
            flat.append(part)
    return AllOf(parts=tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def either(parts: list[Node]) -> Node | None:
    """Any of the parts as one node."""
    flat = [inner for each in parts for inner in (each.parts if isinstance(each, AnyOf) else (each,))]
    return AnyOf(parts=tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _text(node: Node) -> str:
    match node:
        case AllOf(parts=parts):
            text = _all(parts)
        case AnyOf(parts=parts):
            text = " OR ".join(map(_text, parts))
        case Without(part=part, is_hyphened=is_hyphened):
            text = ("-" if is_hyphened else "NOT ") + _bracketed(part)
        case Chosen(field=field, values=values):
            text = f"{field}:{_values(values)}"
        case Dated(first=first, last=last):
            text = f"date:{first}" if first == last else f"date:{first or ''}..{last or ''}"
        case Day():
            text = node.text
        case Exact():
            text = f'="{node.text}"'
        case _:
            text = (f"{node.field}:" if node.field else "") + _of_text(node)
    return text


def _of_text(node: Words | Quoted | Near | Prefixed | Similar) -> str:
    match node:
        case Words(text=text):
            return _words(text)
        case Quoted(text=text):
            return f'"{text}"'
        case Near(text=text, distance=distance):
            return f'"{text}"~{distance}'
        case Prefixed(text=text):
            return f"{text}*"
        case Similar(text=text, distance=distance):
            return f"{text}~{distance}"


def _values(values: tuple[str, ...]) -> str:
    shown = ",".join(values)
    if len(values) == 1 and ("," in shown or "|" in shown or not is_read_as_a_word(shown)):
        return f'"{shown}"'
    return shown if is_read_as_a_word(shown) else f"\\{shown}"


def _words(text: str) -> str:
    """Each word as it is, or behind a backslash where it would be read as something else."""
    shown: list[str] = []
    before = ""
    for word in text.split():
        shown.append(word if is_read_as_a_word(word, before) else f"\\{word}")
        before = word
    return " ".join(shown)


def _all(parts: tuple[Node, ...]) -> str:
    text = ""
    for part in parts:
        shown = f"({_text(part)})" if isinstance(part, AnyOf) else _text(part)
        # `ja -järjestöt` is a shortened compound
        is_hyphened = isinstance(part, Without) and part.is_hyphened
        if is_hyphened and text and text.rsplit(maxsplit=1)[-1].casefold().lstrip("\\") in CONJUNCTIONS:
            shown = f"({shown})"
        text = f"{text} {shown}" if text else shown
    return text


def _bracketed(part: Node) -> str:
    several = isinstance(part, AllOf | AnyOf) or (isinstance(part, Words) and len(part.text.split()) > 1)
    return f"({_text(part)})" if several else _text(part)
