"""Weights of the fields in ranking: how well pages are found by titles and first sentences, and their translations.

    python -m bench.field_weights FOLDER [--archive ARCHIVE]

FOLDER holds `parallel_pages.jsonl`: `lang`, `gold`, `title`, `text`; pages with the same `gold` are translations. They
are ingested (in a temporary folder; `--archive` keeps it) as pages of sites of their own, and asked for through the
reading and the engine that every search uses: by title and by first sentence within their language, and by short titles
in all languages, where pages in the others are to be found. A question counts by the place of the first right page:
R@1, and MRR to the tenth place. Pages that a question fits word for word alike are all right. Translations that nothing
finds count nowhere: no weight helps those.

Weights are looked for one field at a time on half of the golds, that of the body being 1, and judged on the others. As
scores are sums of what fields give, each question is asked once a field, and all weights are tried on that; the table
comes from whole searches with the weights set. Between the two it is shown what each of the present weights sways.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

import kielo
from corpus.model import PageId, page_id
from indexer.contract import FIELDS, Field, Hit
from search.patterns import BOOSTS
from search.service import Searcher

Weights: TypeAlias = dict[Field, float]

MIN_WORDS = 4  # of a first sentence
KINDS = ("title", "sentence", "mate")
DEPTH = 10  # places that count for the MRR
SHORT = 5  # words of a title that somebody may type
STEPS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0, 4.0)  # times the present weight
LEAST = 0.001  # by which a step must better the mean MRR to be taken
ROUNDS = 4

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|\n|$)")


class Asked(Struct, frozen=True, kw_only=True):
    """A question, in which languages, and the pages it is right to find; those it was made from may be left out."""

    kind: str
    text: str
    langs: tuple[str, ...]
    right: frozenset[PageId]
    left_out: frozenset[PageId]
    is_judge: bool


Given: TypeAlias = Mapping[Field, Mapping[PageId, float]]
"""What each field alone gives the pages that match."""


def address_of(number: int) -> str:
    """Every page has a site of its own, so that none is taken for another's template."""
    return f"https://p{number}.example/"


def first_sentence(title: str, text: str) -> str | None:
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if len(sentence.split()) >= MIN_WORDS and not title.startswith(sentence) and not sentence.startswith(title):
            return sentence
    return None


def ingest(records: list[dict[str, str]], folder: Path) -> None:
    lines = folder / "pages.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    with lines.open("w", encoding="utf-8") as file:
        for number, record in enumerate(records):
            told = {"url": address_of(number), **{name: record[name] for name in ("title", "text", "lang")}}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
    with kielo.open(folder / "archive", create=True) as archive:
        archive.ingest(lines)


def questions(records: list[dict[str, str]]) -> Iterator[Asked]:
    taken: dict[tuple[str, str, str], list[int]] = {}
    golds: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        golds.setdefault(record["gold"], []).append(number)
        asked = {"title": record["title"], "sentence": first_sentence(record["title"], record["text"])}
        for kind, text in asked.items():
            if text:
                taken.setdefault((kind, text, record["lang"]), []).append(number)
    for (kind, text, lang), numbers in taken.items():
        is_judge = bool(sha256(records[numbers[0]]["gold"].encode()).digest()[0] % 2)
        own = Asked(kind=kind, text=text, langs=(lang,), right=_pages(numbers), left_out=frozenset(), is_judge=is_judge)
        yield own
        group = {number for taken_from in numbers for number in golds[records[taken_from]["gold"]]}
        mates = [number for number in group if records[number]["lang"] != lang]
        if kind == "title" and mates and len(text.split()) <= SHORT:
            others = _pages(group.difference(mates))
            yield replace(own, kind="mate", langs=(), right=_pages(mates), left_out=others)


def _pages(numbers: Iterable[int]) -> frozenset[PageId]:
    return frozenset(page_id(address_of(number)) for number in numbers)


@contextmanager
def weighing(weights: Mapping[Field, float]) -> Iterator[None]:
    before = dict(BOOSTS)
    BOOSTS.update(weights)
    try:
        yield
    finally:
        BOOSTS.update(before)


def field_scores(searcher: Searcher, asked: Asked) -> Given:
    given: dict[Field, Mapping[PageId, float]] = {}
    for field in FIELDS:
        only = {other: float(other == field) for other in FIELDS}
        given[field] = {hit.id: hit.score for hit in searched(searcher, asked, only, searcher.count())}
    return given


def searched(searcher: Searcher, asked: Asked, weights: Mapping[Field, float], limit: int) -> Sequence[Hit]:
    with weighing(weights):
        question = searcher.question(asked.text, langs=asked.langs)
        found = searcher.matching(question, limit=limit).hits if question else ()
    return [hit for hit in found if hit.id not in asked.left_out]


def place(asked: Asked, given: Given, weights: Weights) -> int:
    """The place of the first right page, from 1; 0 where none is found."""
    scores = {page: sum(weights[field] * given[field].get(page, 0.0) for field in FIELDS) for page in given["body"]}
    ordered = sorted(scores, key=lambda page: (-round(scores[page], 4), page))
    return next((at for at, page in enumerate(ordered, 1) if page in asked.right), 0)


def figures(places: Iterable[int]) -> tuple[float, float]:
    """R@1 and MRR."""
    known = list(places)
    found = [place for place in known if 0 < place <= DEPTH]
    return sum(place == 1 for place in known) / len(known), sum(1 / place for place in found) / len(known)


def mean_mrr(asked: Mapping[Asked, Given], weights: Weights) -> float:
    kinds: dict[str, list[int]] = {}
    for one, given in asked.items():
        kinds.setdefault(one.kind, []).append(place(one, given, weights))
    return sum(figures(places)[1] for places in kinds.values()) / len(kinds)


def fitted(asked: Mapping[Asked, Given], weights: Weights) -> Weights:
    """One field after the other, until none betters the mean."""
    now = mean_mrr(asked, weights)
    for _ in range(ROUNDS):
        before = now
        for field in FIELDS:
            if field == "body":
                continue
            tried = {step: {**weights, field: round(weights[field] * step, 3)} for step in STEPS}
            reached = {step: mean_mrr(asked, each) for step, each in tried.items()}
            best = max(reached, key=lambda step: (reached[step], -abs(step - 1)))
            if reached[best] >= now + LEAST:
                weights, now = tried[best], reached[best]
                print(f"  {field:9} {weights[field]:6.2f}  mean MRR {now:.4f}")
        if now == before:
            break
    return weights


def sway(asked: Mapping[Asked, Given], weights: Weights) -> None:
    """What becomes of the MRR of each kind, on either half, when one weight is another and the rest stay."""
    print(f"\n{'':16}" + "".join(f"{kind + ' fit':>14}{'judge':>7}" for kind in KINDS))
    for field in FIELDS:
        for step in (0.0, 0.5, 1.0, 2.0, 4.0):
            changed = {**weights, field: weights[field] * step}
            places: dict[tuple[str, bool], list[int]] = {}
            for one, given in asked.items():
                places.setdefault((one.kind, one.is_judge), []).append(place(one, given, changed))
            row = "".join(
                f"{figures(places[kind, False])[1]:14.4f}{figures(places[kind, True])[1]:7.4f}" for kind in KINDS
            )
            print(f"{field:9}{changed[field]:7.2f}{row}")


def report(searcher: Searcher, asked: Iterable[Asked], settings: Mapping[str, Weights]) -> None:
    """R@1 and MRR of each kind of question; the weights in the order of FIELDS."""
    asked = list(asked)
    print(f"\n{'':8}{'/'.join(FIELDS):32}{'half':>6}" + "".join(f"{kind + ' R@1':>14}{'MRR':>7}" for kind in KINDS))
    for name, weights in settings.items():
        for is_judge in (False, True):
            row = f"{name:8}{'/'.join(f'{weights[field]:g}' for field in FIELDS):32}{'judge' if is_judge else 'fit':>6}"
            for kind in KINDS:
                places = [
                    next(
                        (at for at, hit in enumerate(searched(searcher, one, weights, 200), 1) if hit.id in one.right),
                        0,
                    )
                    for one in asked
                    if (one.kind, one.is_judge) == (kind, is_judge)
                ]
                row += "{:14.3f}{:7.3f}".format(*figures(places))
            print(row)


def measure(records: list[dict[str, str]], folder: Path) -> None:
    if not (folder / "archive").exists():
        ingest(records, folder)
    with Searcher(folder / "archive") as searcher:
        asked = {one: field_scores(searcher, one) for one in questions(records)}
        # Most names and terms of these pages are in no gazetteer.
        asked = {one: given for one, given in asked.items() if one.kind != "mate" or one.right & given["body"].keys()}
        print(f"{len(records)} pages; questions: {dict(Counter(one.kind for one in asked))}")
        now: Weights = dict(BOOSTS)
        found = fitted({one: given for one, given in asked.items() if not one.is_judge}, now)
        sway(asked, now)
        settings = {"flat": dict.fromkeys(FIELDS, 1.0), "now": now, "fitted": found}
        report(searcher, asked, settings)


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of the fields, by titles and first sentences.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path, help="folder that keeps the archive, for another run")
    options = parser.parse_args()
    lines = (options.folder / "parallel_pages.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    if options.archive:
        measure(records, options.archive)
    else:
        with TemporaryDirectory() as temporary:
            measure(records, Path(temporary))


if __name__ == "__main__":
    main()
