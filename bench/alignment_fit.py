"""Fit the weights of passage alignment: `python -m bench.alignment PAGES.jsonl PUD_FOLDER --fit`.

All ways to pair two pages in order are weighed at once (a conditional random field): the weights make the right way of
whole pages most probable, so that odds of pairs and of gaps belong together, and confidences can be believed.
Needs numpy, a development dependency.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bench.alignment import Document, gold_beads
from corpus.alignment import Reader, Weights
from corpus.alignment.judging import FITTED, Judge

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 0), (0, 1))
NAMES = ("cover", "margin", "matched", "missed", "length", "size", "ending")
STEPS, MEMORY, RIDGE = 40, 8, 0.3
NEVER = -1e9

Array: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"


class Lot(Struct, frozen=True, kw_only=True):
    """Documents as one block of numbers: features by document, shape and cell; `shut` where no bead can end."""

    features: Array
    shut: Array
    ends: Sequence[tuple[int, int]]
    gold: Array


def fit(docs: Sequence[Document], readers: dict[str, Reader]) -> Weights:
    """The weights under which the gold of the documents is most probable; what has no gold in the texts is held."""
    lot = _lot([each for each in docs if _path(each) is not None], readers)

    def loss(w: Array) -> tuple[float, Array]:
        whole, shares = _shares(lot.features @ w + lot.shut, lot.ends)
        expected = np.einsum("dsij,dsijf->f", shares, lot.features)
        count = len(lot.ends)
        value = (whole - lot.gold @ w + 0.5 * RIDGE * (w @ w)) / count
        return float(value), (expected - lot.gold + RIDGE * w) / count

    found = [round(float(each), 2) for each in _least(loss, np.zeros(lot.features.shape[-1]))]
    single, merged, both, gap = found[len(NAMES) :]
    own = dict(zip(NAMES, found, strict=False))
    return replace(
        FITTED, **own, base=single, merged=round(merged - single, 2), both_merged=round(both - single, 2), gap=gap
    )


def _path(document: Document) -> list[tuple[int, int, int]] | None:
    """The gold as shapes and the cells they end in; None where it has a shape that no bead has."""
    i = j = 0
    path: list[tuple[int, int, int]] = []
    n, m = len(document.a), len(document.b)
    for x, y in [*sorted(gold_beads(document)), ((n, n), (m, m))]:
        while i < x[0]:
            i += 1
            path.append((4, i, j))
        while j < y[0]:
            j += 1
            path.append((5, i, j))
        if (shape := (x[1] - x[0], y[1] - y[0])) != (0, 0):
            if shape not in SHAPES:
                return None
            i, j = x[1], y[1]
            path.append((SHAPES.index(shape), i, j))
    return path


def _lot(docs: Sequence[Document], readers: dict[str, Reader]) -> Lot:
    size = 1 + max(max(len(each.a), len(each.b)) for each in docs)
    features = np.zeros((len(docs), len(SHAPES), size, size, len(NAMES) + 4))
    shut = np.full(features.shape[:-1], NEVER)
    gold = np.zeros(features.shape[-1])
    for at, document in enumerate(docs):
        read = readers[document.key].read
        judge = Judge(
            [read(block, document.langs[1]) for block in document.a],
            [read(block, document.langs[0]) for block in document.b],
            FITTED,
        )
        path = _path(document) or []
        for shape, (n, m) in enumerate(SHAPES):
            for i in range(n, len(document.a) + 1):
                for j in range(m, len(document.b) + 1):
                    is_merged = shape in (1, 2, 3) and not judge.may_merge(i - n, j - m, n, m)
                    if is_merged and (shape, i, j) not in path:
                        continue
                    shut[at, shape, i, j] = 0.0
                    features[at, shape, i, j, len(NAMES) + (0, 1, 1, 2, 3, 3)[shape]] = 1.0
                    if n and m:
                        features[at, shape, i, j, : len(NAMES)] = judge.features((i - n, i), (j - m, j))
        for cell in path:
            gold += features[at][cell]
    return Lot(features=features, shut=shut, ends=[(len(each.a), len(each.b)) for each in docs], gold=gold)


def _shares(odds: Array, ends: Sequence[tuple[int, int]]) -> tuple[float, Array]:
    """The log of the sum over all paths, added up, and for every bead the share of the paths that go by it."""
    count, _, size, _ = odds.shape
    inside = np.full((count, size, size), NEVER)
    inside[:, 0, 0] = 0.0
    after = np.full((count, size + 2, size + 2), NEVER)
    for at, (n, m) in enumerate(ends):
        after[at, n, m] = 0.0
    cells = [(i, j) for i in range(size) for j in range(size)]
    for i, j in cells[1:]:
        steps = [(s, i - n, j - m) for s, (n, m) in enumerate(SHAPES) if i >= n and j >= m]
        inside[:, i, j] = np.logaddexp.reduce([inside[:, x, y] + odds[:, s, i, j] for s, x, y in steps])
    for i, j in reversed(cells):
        steps = [(s, i + n, j + m) for s, (n, m) in enumerate(SHAPES) if i + n < size and j + m < size]
        onward = [after[:, x, y] + odds[:, s, x, y] for s, x, y in steps]
        after[:, i, j] = np.logaddexp.reduce([after[:, i, j], *onward])
    whole = np.array([inside[at, n, m] for at, (n, m) in enumerate(ends)])
    shares = np.zeros_like(odds)
    for shape, (n, m) in enumerate(SHAPES):
        before = np.full((count, size, size), NEVER)
        before[:, n:, m:] = inside[:, : size - n, : size - m]
        log_share = before + odds[:, shape] + after[:, :size, :size] - whole[:, None, None]
        shares[:, shape] = np.exp(np.clip(log_share, -60, 0)) * (log_share > -60)
    return float(whole.sum()), shares


def _least(loss: Callable[[Array], tuple[float, Array]], w: Array) -> Array:
    """Where the loss is least (limited-memory BFGS, halving steps)."""
    value, slope = loss(w)
    moves: list[tuple[Array, Array]] = []
    for _ in range(STEPS):
        direction, parts = slope.copy(), []
        for move, turn in reversed(moves):
            parts.append((move @ direction) / (turn @ move))
            direction = direction - parts[-1] * turn
        direction *= (moves[-1][0] @ moves[-1][1]) / (moves[-1][1] @ moves[-1][1]) if moves else 1 / np.abs(slope).sum()
        for (move, turn), part in zip(moves, reversed(parts), strict=True):
            direction = direction + move * (part - (turn @ direction) / (turn @ move))
        step = 1.0
        while (tried := loss(w - step * direction))[0] > value - 1e-4 * step * (slope @ direction) and step > 1e-4:
            step /= 2
        if value - tried[0] < 1e-5 * abs(value):
            break
        move, turn = -step * direction, tried[1] - slope
        if move @ turn > 1e-10:
            moves = [*moves, (move, turn)][-MEMORY:]
        w, (value, slope) = w + move, tried
    return w
