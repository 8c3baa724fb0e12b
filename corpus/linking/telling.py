"""What two pages have in common, in the words in which evidence tells it.

Lives here: what was found of a pair -> text; names of features as people read them. Pure. Not here: what it weighs
(evidence.py).
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from corpus.linking.features import Known
from corpus.linking.keys import CONTACT, PERSON, key_of
from corpus.linking.packing import Names
from corpus.linking.times import times_told


class Told(Struct, frozen=True):
    """Two pages, the names on both, and what is told of them in numbers: features in common, likeness, whether both are
    at home in one county."""

    a: Known
    b: Known
    names: tuple[Names, Names]
    shared: float
    likeness: float
    are_at_home: bool


def in_words(  # noqa: PLR0911  one a kind
    kind: str, weight: float, pair: Told, is_rare: Callable[[int], bool]
) -> str:
    """What was found of one kind; `is_rare` tells of a feature whether few pages hold it."""
    match kind:
        case "base":
            return "most pages do not belong together"
        case "scope":
            return _scope(pair)
        case "topic":
            return f"{int(pair.shared)} shared terms, names and numbers, cosine {pair.likeness:.2f}"
        case "names":
            return ", ".join(sorted(name for key, name in _names(*pair.names) if is_rare(key)))
        case "facts":
            return ", ".join(sorted(label(name) for name in _both(*pair.names, "facts") if is_rare(key_of(name))))
        case "title":
            return f"titles share {', '.join(map(label, _both(*pair.names, 'titles')))}"
        case "programme":
            named = _both(*pair.names, "organisations")
            return ", ".join(label(name) for name in named if name.startswith("e:programme:"))
        case "undertaking":
            return _undertakings(*pair.names, are_others=weight < 0)
        case "anchor":
            return ("both" if weight > 0 else "not both") + " speak of a programme or project"
    return times_told(pair.a, pair.b)


def _scope(pair: Told) -> str:
    scopes = pair.a.scope, pair.b.scope
    if scopes[0] == scopes[1]:
        return "no county named" if scopes[0] is None else label(scopes[0])
    if pair.are_at_home:
        return f"{label(next(filter(None, scopes)))}, which the site of the other is at home in"
    return "one speaks of a county, the other does not"


def _names(a: Names, b: Names) -> Iterator[tuple[int, str]]:
    """People, contacts and organisations on both pages, with their keys; places say no more than the scope."""
    yield from ((key_of(name), label(name)) for name in _both(a, b, "organisations"))
    yield from ((key_of(CONTACT + name), label(name)) for name in _both(a, b, "contacts"))
    for key in a["people"].keys() & b["people"].keys():
        # of the two ways a name is written, the shorter is the one without a case ending
        yield key_of(PERSON + key), min(a["people"][key], b["people"][key], key=lambda name: (len(name), name))


def _undertakings(a: Names, b: Names, *, are_others: bool) -> str:
    if are_others:
        of_a, of_b = (", ".join(name.partition(" ")[2] for name in its["undertakings"][:3]) for its in (a, b))
        return f"they name others: {of_a}; {of_b}"
    return ", ".join(name.partition(" ")[2] for name in _both(a, b, "undertakings"))


def _both(a: Names, b: Names, kind: str) -> list[str]:
    return sorted(set(a[kind]) & set(b[kind]))


def label(feature: str) -> str:
    """`e:agency:Kela` -> `Kela`, `tel:9...` and names of people as they are, `s:2.85e+06` -> `2850000`."""
    kind, _, rest = feature.partition(":")
    match kind:
        case "e":
            return rest.partition(":")[2]
        case "s":
            return f"{float(rest):.0f}"
        case "d" | "n" | "c":
            return rest
    return rest if kind in _ENTRY_KINDS else feature


_ENTRY_KINDS = frozenset({"programme", "wellbeing_county", "service_organiser", "region"})
