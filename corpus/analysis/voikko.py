"""Finnish readings: what Voikko's transducer says of a form, parsed.

Both sources of it, the native library and the pyvoikko package, carry the same dictionary and print the same lines,
in different orders. Everything is computed here from those lines, so that both give the same readings.

Lives here: loading a source, and line -> Reading. Not here: which readings count (finnish.py).
"""

import functools
import itertools
import re
import threading
from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

Lookup: TypeAlias = Callable[[str], Iterable[str]]
"""Form in lower case -> the transducer's lines, none for an unknown form."""

_TAG = re.compile(r"(\[[^\]]*\])")
_PARTICIPLE = re.compile(r"\[Lt\](?:\[[^\]]*\])*?\[Xp\]([^\[]+)\[X\]")


class Piece(Struct, frozen=True, kw_only=True):
    """A compound part: as written, its base form (`=` at lexicalised boundaries), and these boundaries' offsets."""

    form: str
    base: str
    inner: tuple[int, ...]
    is_noun: bool


class Reading(Struct, frozen=True, kw_only=True):
    """One way to understand a form. `verb`: the verb behind it if it is a participle, else None.

    `cost` prefers fewer compound parts, then no clitic, no possessive suffix; `rank` breaks ties for good.
    """

    lemma: str
    verb: str | None
    pieces: tuple[Piece, ...]
    cost: int
    rank: tuple[int, str]

    @property
    def is_genitive(self) -> bool:
        return "[Sg]" in self.rank[1].rpartition("[Bc]")[2]


@functools.cache
def native_lookup() -> Lookup | None:
    """The native library with its Finnish dictionary; None where either is missing or too old to print its lines."""
    try:
        import libvoikko

        voikko = libvoikko.Voikko("fi")
    except Exception:  # the binding raises OSError, AttributeError or its own, depending on what is missing where
        return None
    # ctypes lets other threads run during a call, and a handle of the library is for one thread at a time.
    lock = threading.Lock()

    def look_up(form: str) -> list[str]:
        with lock:
            return [reading["FSTOUTPUT"] for reading in voikko.analyze(form) if "FSTOUTPUT" in reading]

    return look_up if look_up("kieli") else None


@functools.cache
def packaged_lookup() -> Lookup:
    """The dictionary inside pyvoikko; its runtime kfst is 6 to 9 times faster where kfst-rs is installed.

    The lines are taken from the transducer: `pyvoikko.analyse` makes objects of them first, for a third of the time.
    """
    import pyvoikko

    def look_up(form: str) -> list[str]:
        try:
            return [line for line, _ in pyvoikko.VOIKKO_FST.lookup(form)]
        except pyvoikko.TokenizationException:  # a letter that the dictionary does not have
            return []

    return look_up


def best_lookup() -> Lookup:
    return native_lookup() or packaged_lookup()


def read(form: str, look_up: Lookup) -> tuple[Reading, ...]:
    """All readings, best first, in an order that does not depend on the source."""
    readings = [parse(line) for line in set(look_up(form)) if not _stray_hyphen(line)]
    return tuple(sorted(readings, key=lambda reading: (reading.cost, reading.rank)))


def read_prefix(word: str, look_up: Lookup) -> tuple[Reading, ...]:
    """Readings of what only begins other words (`sosiaali`): the dictionary has it with a hyphen."""
    return read(word + "-", lambda form: [line for line in look_up(form) if line.startswith("[Lp]")])


def parse(line: str) -> Reading:
    pieces = tuple(_parse_piece(piece) for piece in line.split("[Bc]") if piece)
    lemma = "".join(piece.form for piece in pieces[:-1]) + pieces[-1].base
    cost = 2 * line.count("[Bc]") + ("[Fk" in line) + ("[O" in line)
    return Reading(
        lemma=_plain(lemma), verb=_verb_behind(line), pieces=pieces, cost=cost, rank=(line.count("[Xj]"), line)
    )


def _parse_piece(line: str) -> Piece:
    """Text outside [X?]...[X] is the form; after [Xp] and [Xj] stands what the base form has in its place."""
    form = base = pending = ending = ""
    inner: list[int] = []
    target = "form"
    for token in _TAG.split(line):
        if token in {"[Xp]", "[Xj]"}:
            target, base, pending, ending = "base", base + pending, "", ""
        elif token in {"[Xr]", "[Xs]"}:
            target = "neither"
        elif token == "[X]":
            target = "form"
        elif token == "[Bm]":
            inner.append(len(form))
        elif token.startswith("["):
            pass
        elif target == "form":
            form, pending = form + token, pending + token
        elif target == "base":
            ending += token
    # A prefix has no base form of its own.
    return Piece(form=form, base=(base + ending) or form, inner=tuple(inner), is_noun=line.startswith("[Ln]"))


def _verb_behind(line: str) -> str | None:
    """The verb behind an inflected participle, one derivation away: further and `tulevaisuus` would meet `tulla`."""
    head, _, last = line.rpartition("[Bc]")
    match = _PARTICIPLE.match(last)
    if not match or last.count("[Xj]") != 1 or "[Re]" in last or not ("[Ll]" in last or "[Rm]" in last):
        return None
    return _plain("".join(_parse_piece(piece).form for piece in head.split("[Bc]") if piece) + match[1])


def _stray_hyphen(line: str) -> bool:
    """Whether a hyphen stands at a boundary that takes none: the library drops such readings, the package does not.

    A free boundary (`[Bh]`) has a hyphen only between two equal letters, as in `raaka-aine`.
    """
    pieces = line.split("[Bc]")
    for before, after in itertools.pairwise(pieces):
        if before.endswith("-[Bh]"):
            left, right = _parse_piece(before).form, _parse_piece(after).form
            if left[-2:-1] != right[:1]:
                return True
    return False


def _plain(base: str) -> str:
    """`=` marks a boundary inside a lexicalised compound; the hyphen of a prefix is not part of the word."""
    return base.replace("=", "").rstrip("-").lower()
