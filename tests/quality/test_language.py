"""Language identification on the texts that the tests carry, held to floors.

`language_floors.json` has what was measured, less .01 to .02 (an item of a small set), with a digest of the texts it
was measured on. A floor is lowered only together with a line in the changelog that says why. The floors keep what works
from breaking; `python -m bench.language` measures on treebanks and thousands of labels.
"""

import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from corpus.language import detect_language, detect_query, label_blocks
from corpus.model import LANGUAGES

DATA = Path(__file__).parents[1] / "data" / "language"
FLOORS = json.loads((Path(__file__).parent / "language_floors.json").read_text("utf-8"))
SURE = 0.7


def table(name):
    head, *rows = [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines()]
    if head[0] == "lang":
        return [(row[0], row[-1]) for row in rows]
    return [(lang, text) for row in rows for lang, text in zip(head, row, strict=True)]


def lines(name):
    return (DATA / name).read_text("utf-8").splitlines()


def share(items, detect=detect_language):
    return sum(detect(text).lang == lang for lang, text in items) / len(items)


def mixed_blocks():
    """Share of rightly labelled blocks, and of lone foreign sentences, on 60 assembled pages."""
    draw = Random(3)
    short = {lang: [text for own, text in table("headings.tsv") if own == lang] for lang in LANGUAGES}
    prose = {lang: [text for own, text in table("sentences.tsv") if own == lang] for lang in LANGUAGES}
    right, lone = [], []
    for turn in range(60):
        first, second = draw.sample(LANGUAGES, 2)
        page = [(second if turn % 3 == 0 else first, text) for text in draw.sample(short[first], 5)]
        page = [(lang, draw.choice(short[lang])) for lang, _ in page]
        for section in range(4):
            lang = second if turn % 3 == 1 and section > 1 else first
            page += [(lang, draw.choice(short[lang])), *((lang, text) for text in draw.sample(prose[lang], 3))]
        if turn % 3 == 2:
            page.insert(-2, (second, draw.choice(prose[second])))
        labels, _ = label_blocks([text for _, text in page])
        found = [lang == label.lang for (lang, _), label in zip(page, labels, strict=True)]
        right += found
        lone += [found[-3]] if turn % 3 == 2 else []
    return sum(right) / len(right), sum(lone) / len(lone)


@pytest.fixture(scope="module")
def measured():
    headings = table("headings.tsv")
    decoys = [("other", text) for _, text in table("decoys.tsv")]
    sami = [("other", text) for lang, text in table("decoys.tsv") if lang in ("se", "smn", "sms")]
    sentences = table("sentences.tsv")
    paragraphs = [
        (lang, f"{a} {b}") for lang in LANGUAGES for a, b in pairwise([text for own, text in sentences if own == lang])
    ]
    garbage = [detect_language(text) for text in lines("garbage.txt")]
    blocks, lone = mixed_blocks()
    return {
        "sentence": share(sentences),
        "paragraph": share(paragraphs),
        "one word": share([item for item in headings if len(item[1].split()) == 1]),
        "two words": share([item for item in headings if len(item[1].split()) == 2]),
        "query": share(table("queries.tsv"), detect_query),
        "decoy": share(decoys),
        "sami": share(sami),
        "garbage refused": 1 - sum(f.lang in LANGUAGES and f.confidence >= SURE for f in garbage) / len(garbage),
        "mixed blocks": blocks,
        "lone sentence": lone,
    }


@pytest.mark.parametrize("kind", FLOORS["floors"])
def test_languages_are_told_as_well_as_they_were(measured, kind):
    assert measured[kind] >= FLOORS["floors"][kind], {name: round(value, 3) for name, value in measured.items()}


def test_every_measure_has_a_floor(measured):
    assert set(measured) == set(FLOORS["floors"])


@pytest.mark.parametrize("name", FLOORS["sha256"])
def test_the_texts_are_those_the_floors_were_measured_on(name):
    assert sha256((DATA / name).read_bytes()).hexdigest() == FLOORS["sha256"][name]
