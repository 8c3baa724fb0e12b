"""Learn which words translate each other from parallel pages: `python -m bench.fit_concepts PAGES.jsonl`.

PAGES.jsonl as for `bench.fit_translations`. Prints the table that belongs into corpus/data/concepts.tsv: digests of
words, and the concept each stands for. Lines of two pages are taken for translations of each other where both have as
many; else the whole pages are. A word translates one of another language where each is by far the likeliest for the
other (IBM's first model in both directions), and concepts are what such pairs join. No text leaves this script.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.analysis import Forms, read_words
from corpus.linking.concepts import word_digest, words_of
from corpus.model import LANGUAGES, Lang

ROUNDS = 6
LEAST_TIMES = 2  # line pairs that a pair of words must be in
LEAST_SHARE = 0.3  # geometric mean of the two likelihoods
MOST_LINES = 0.1  # share of all lines: words on more say nothing
LONGEST = 60  # words of a line: of longer ones, most of two pages each, only every pair would be counted

Row = Mapping[str, Any]
Line = tuple[str, ...]


class Reader:
    """Lines as words: lemmas and compound parts, each once."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def lines(self, row: Row) -> list[Line]:
        texts = [text for text in (row["title"], *row["text"].splitlines()) if text.strip()]
        return [self._line(text, row["lang"]) for text in dict.fromkeys(texts)]

    def _line(self, text: str, lang: Lang) -> Line:
        words = (word for token in read_words(text, lang, self._forms) for word, _ in words_of(token))
        return tuple(dict.fromkeys(word for word in words if any(map(str.isalpha, word))))


def learn(rows: Sequence[Row], forms: Forms) -> dict[str, str]:
    """The concept of each word that has one, by the word's digest."""
    reader = Reader(forms)
    groups: dict[str, dict[Lang, list[Line]]] = defaultdict(dict)
    for row in rows:
        groups[row["gold"]][row["lang"]] = reader.lines(row)
    pairs: list[tuple[tuple[Lang, str], tuple[Lang, str]]] = []
    for one, other in combinations(LANGUAGES, 2):
        lines = [
            pair for its in groups.values() if one in its and other in its for pair in _paired(its[one], its[other])
        ]
        pairs += [((one, a), (other, b)) for a, b in _translations(lines)]
    return _joined(pairs)


def _paired(a: Sequence[Line], b: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    if len(a) == len(b):
        yield from zip(a, b, strict=True)
    else:
        yield tuple(dict.fromkeys(w for line in a for w in line)), tuple(dict.fromkeys(w for line in b for w in line))


def _translations(lines: Sequence[tuple[Line, Line]]) -> Iterator[tuple[str, str]]:
    lines = [(a, b) for a, b in lines if 0 < len(a) <= LONGEST and 0 < len(b) <= LONGEST]
    times = [Counter(word for line in lines for word in line[side]) for side in (0, 1)]
    common = [{word for word, n in its.items() if n > max(20, MOST_LINES * len(lines))} for its in times]
    lines = [tuple(tuple(w for w in line[side] if w not in common[side]) for side in (0, 1)) for line in lines]
    together = Counter((a, b) for one, other in lines for a in one for b in other)
    there, back = _likelihoods(lines), _likelihoods([(b, a) for a, b in lines])
    scores = {(a, b): (there[a, b] * back[b, a]) ** 0.5 for (a, b), n in together.items() if n >= LEAST_TIMES}
    best: dict[tuple[int, str], tuple[float, str]] = {}
    for (a, b), score in scores.items():
        best[0, a] = max(best.get((0, a), (0.0, "")), (score, b))
        best[1, b] = max(best.get((1, b), (0.0, "")), (score, a))
    for (a, b), score in scores.items():
        if score >= LEAST_SHARE and best[0, a][1] == b and best[1, b][1] == a:
            yield a, b


def _likelihoods(lines: Sequence[tuple[Line, Line]]) -> dict[tuple[str, str], float]:
    """How likely a word of the first language is translated by one of the second."""
    likely: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for a, b in lines:
            for other in b:
                shares = [likely[one, other] for one in a]
                whole = sum(shares)
                for one, share in zip(a, shares, strict=True):
                    counts[one, other] += share / whole
                    totals[one] += share / whole
        likely = defaultdict(float, {pair: n / totals[pair[0]] for pair, n in counts.items()})
    return likely


def _joined(pairs: Sequence[tuple[tuple[Lang, str], tuple[Lang, str]]]) -> dict[str, str]:
    """Words that pairs join, by the digest of the first of them."""
    of: dict[tuple[Lang, str], set[tuple[Lang, str]]] = {}
    for a, b in pairs:
        joined = of.get(a, {a}) | of.get(b, {b})
        of.update(dict.fromkeys(joined, joined))
    return {word_digest(*word): min(word_digest(*each) for each in its)[:6] for word, its in of.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    rows = [json.loads(line) for line in parser.parse_args().pages.read_text("utf-8").splitlines()]
    print("# digests of words, and the concept each stands for; see bench/fit_concepts.py")
    for word, concept in sorted(learn(rows, Forms()).items()):
        print(f"{word}\t{concept}")


if __name__ == "__main__":
    main()
