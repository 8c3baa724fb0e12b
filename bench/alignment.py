"""How well passages are paired: `python -m bench.alignment PAGES.jsonl PUD_FOLDER [--lexicon] [--fit]`.

PAGES.jsonl as in bench.fit_translations (its pages with as many lines in both languages are taken line by line);
PUD_FOLDER holds `fi_pud_news.conllu` and its fellows, parallel sentence by sentence. Documents of 30 segments (as many
as there are, from 8, of service texts); on each side a tenth of the segments is dropped and a tenth is merged with the
next, each side by itself. A pair is right when its two segments share a sentence; a bead when it is exact. Half of the
documents (drawn by their key) serve for --fit (bench/alignment_fit.py), the figures are of the other half.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from time import process_time

from msgspec import Struct

from corpus.alignment import Passage, Reader, Weights, align
from corpus.alignment.judging import FITTED
from corpus.analysis import Forms
from corpus.lexicon import ParallelPassage, Place, learn
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import Block, Lang, PageId
from corpus.passages import FOLDS, SURE, words_of

PAIRS: tuple[tuple[Lang, Lang], ...] = (("fi", "sv"), ("fi", "en"), ("sv", "en"))
SEGMENTS, LEAST = 30, 8
DROPPED = MERGED = 0.1
SURELY = 0.9


class Document(Struct, frozen=True, kw_only=True):
    """Two texts in segments, and which sentences each segment holds."""

    kind: str
    key: str
    langs: tuple[Lang, Lang]
    a: tuple[Block, ...]
    b: tuple[Block, ...]
    held_a: tuple[frozenset[int], ...]
    held_b: tuple[frozenset[int], ...]

    @property
    def gold(self) -> set[tuple[int, int]]:
        return {(i, j) for i, x in enumerate(self.held_a) for j, y in enumerate(self.held_b) if x & y}

    @property
    def is_for_fitting(self) -> bool:
        return blake2b(self.key.encode(), digest_size=1).digest()[0] % 2 == 0


def parallel_texts(pages: Path, pud: Path) -> dict[tuple[str, str], dict[Lang, list[str]]]:
    """Texts by kind and key, and language; lines of the same number say the same."""
    texts: dict[tuple[str, str], dict[Lang, list[str]]] = defaultdict(dict)
    for line in pages.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["set"] in ("gov", "real"):
            texts["gov", row["gold"]][row["lang"]] = [each for each in row["text"].split("\n") if each.strip()]
    for lang in ("fi", "sv", "en"):
        sentences = dict(_sentences(pud / f"{lang}_pud_news.conllu"))
        order = sorted(sentences)
        for start in range(0, len(order) - LEAST, SEGMENTS):
            texts["pud", f"{start:04}"][lang] = [sentences[each] for each in order[start : start + SEGMENTS]]
    return texts


def _sentences(file: Path) -> Iterator[tuple[str, str]]:
    name = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# sent_id = "):
            name = line.removeprefix("# sent_id = ")
        elif line.startswith("# text = "):
            yield name, line.removeprefix("# text = ")


def documents(texts: dict[tuple[str, str], dict[Lang, list[str]]], seed: int) -> Iterator[Document]:
    for (kind, key), its in sorted(texts.items()):
        for langs in PAIRS:
            a, b = its.get(langs[0], []), its.get(langs[1], [])
            if len(a) == len(b) >= LEAST:
                rng = random.Random(f"{seed} {key} {langs}")
                held_a, held_b = _cut(min(len(a), SEGMENTS), rng), _cut(min(len(a), SEGMENTS), rng)
                yield Document(
                    kind=kind,
                    key=key,
                    langs=langs,
                    a=_blocks(a, held_a, langs[0]),
                    b=_blocks(b, held_b, langs[1]),
                    held_a=held_a,
                    held_b=held_b,
                )


def _cut(count: int, rng: random.Random) -> tuple[frozenset[int], ...]:
    """Sentences 0 to count, some dropped, some merged with the next."""
    kept = [{n} for n in range(count) if rng.random() >= DROPPED]
    found: list[set[int]] = []
    joins = False
    for each in kept:
        if joins:
            found[-1] |= each
            joins = False
        else:
            found.append(each)
            joins = rng.random() < MERGED
    return tuple(map(frozenset, found))


def _blocks(lines: Sequence[str], held: Sequence[frozenset[int]], lang: Lang) -> tuple[Block, ...]:
    return tuple(Block(kind="paragraph", text=" ".join(lines[n] for n in sorted(each)), lang=lang) for each in held)


def pairs_of(passages: Sequence[Passage]) -> set[tuple[int, int]]:
    return {(i, j) for each in passages for i in range(*each.a) for j in range(*each.b)}


def gold_beads(document: Document) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """The passages of the gold: connected segments."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(document.gold):
        mine = next((each for each in groups if i in each[0] or j in each[1]), None)
        if mine is None:
            groups.append(({i}, {j}))
        else:
            mine[0].add(i)
            mine[1].add(j)
    return {((min(x), max(x) + 1), (min(y), max(y) + 1)) for x, y in groups}


class Tally(Struct):
    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, found: set, gold: set) -> None:  # type: ignore[type-arg]
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0


def report(docs: Sequence[Document], readers: dict[str, Reader], weights: Weights) -> dict[tuple[str, str], float]:
    pair_tally: dict[tuple[str, str], Tally] = defaultdict(Tally)
    bead_tally: dict[tuple[str, str], Tally] = defaultdict(Tally)
    sure: list[bool] = []
    for document in docs:
        found = align(document.a, document.b, document.langs, readers[document.key], weights)
        beads = {(each.a, each.b) for each in found if not each.is_gap}
        right = gold_beads(document)
        sure.extend((each.a, each.b) in right for each in found if not each.is_gap and each.confidence >= SURELY)
        for name in (" ".join(document.langs), "all"):
            pair_tally[document.kind, name].add(pairs_of(found), document.gold)
            bead_tally[document.kind, name].add(beads, right)
    print(f"of {len(sure):,} passages with a confidence of .9 or more {sum(sure) / max(len(sure), 1):.3f} are exact")
    for (kind, name), tally in sorted(pair_tally.items()):
        print(f"{kind} {name}: beads {bead_tally[kind, name].f1:.3f}  pairs {tally.f1:.3f}  of {tally.gold}")
    return {key: tally.f1 for key, tally in pair_tally.items()}


def with_lexicons(docs: Sequence[Document], gazetteer: Gazetteer, forms: Forms, rounds: int) -> dict[str, Reader]:
    """For each document a reader that knows what the documents of other folds have taught, gold unseen."""
    readers = dict.fromkeys((document.key for document in docs), Reader(gazetteer, forms))
    for _ in range(rounds):
        taught: list[tuple[int, ParallelPassage]] = []
        for document in docs:
            found = align(document.a, document.b, document.langs, readers[document.key])
            taught.extend((fold_of(document), each) for each in parallel(document, found, forms))
        lexicons = [learn(each for fold, each in taught if fold != own) for own in range(FOLDS)]
        learned = [Reader(gazetteer, forms, lexicon.translations) for lexicon in lexicons]
        readers = {document.key: learned[fold_of(document)] for document in docs}
    return readers


def fold_of(document: Document) -> int:
    return blake2b(document.key.encode(), digest_size=2).digest()[1] % FOLDS


def parallel(document: Document, found: Sequence[Passage], forms: Forms) -> Iterator[ParallelPassage]:
    for each in found:
        if not each.is_gap and each.confidence >= SURE:
            a, b = (
                tuple(word for block in side for word in words_of(block.text, lang, forms))
                for side, lang in zip(
                    (document.a[slice(*each.a)], document.b[slice(*each.b)]), document.langs, strict=True
                )
            )
            places = [
                Place(PageId(f"{document.key} {lang}"), run[0])
                for lang, run in zip(document.langs, (each.a, each.b), strict=True)
            ]
            yield ParallelPassage(langs=document.langs, a=a, b=b, places=(places[0], places[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("pud", type=Path)
    parser.add_argument("--fit", action="store_true", help="fit the weights first, and print them")
    parser.add_argument("--lexicon", action="store_true", help="learn a lexicon from the other documents, two rounds")
    parser.add_argument("--seed", type=int, default=1, help="of what is dropped and merged")
    given = parser.parse_args()
    docs = list(documents(parallel_texts(given.pages, given.pud), given.seed))
    forms = Forms()
    gazetteer = Gazetteer(shipped_entries(), forms)
    readers = with_lexicons(docs, gazetteer, forms, 2 if given.lexicon else 0)
    weights = FITTED
    if given.fit:
        from bench.alignment_fit import fit

        weights = fit([each for each in docs if each.is_for_fitting], readers)
        print(weights)
    start = process_time()
    unseen = [each for each in docs if not each.is_for_fitting]
    report(unseen, readers, weights)
    print(f"{(process_time() - start) / len(unseen) * 1000:.0f} ms CPU a pair of pages")


if __name__ == "__main__":
    main()
