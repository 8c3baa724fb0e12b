"""What is offered where a query finds nothing."""

import csv
from pathlib import Path

import pytest

from search.answers import Offer
from search.rescue import rescue
from search.service import Searcher
from search.syntax import Node, as_text, parse

ROWS = Path(__file__).resolve().parents[1] / "data" / "failing_queries.tsv"
FIRST = 3
AT_LEAST = 0.9  # of the planted queries have the right offer among the first three


@pytest.fixture(scope="session")
def planted():
    """Queries that find nothing in the demo archive: why, the query, and what a right offer says."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="session")
def answered(planted, demo_archive):
    with Searcher(demo_archive) as searcher:
        return [searcher.search(row["query"], rescue=True, limit=1) for row in planted]


@pytest.mark.slow
def test_the_right_offer_is_among_the_first_three(planted, answered):
    kinds = [row["kind"] for row in planted]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(
        ("base", "part", "spelling", "language", "dates", "term"), 10
    )
    assert [answer.query for answer in answered if answer.pages] == []
    missed = [
        row["query"]
        for row, answer in zip(planted, answered, strict=True)
        if not any(offer.kind == row["kind"] and row["wanted"] in offer.query for offer in answer.offers[:FIRST])
    ]
    assert len(missed) <= (1 - AT_LEAST) * len(planted), missed


@pytest.mark.slow
def test_every_count_that_is_offered_is_true(answered, demo_archive):
    offers = {offer.query: offer.pages for answer in answered for offer in answer.offers}
    assert len(offers) > 60
    with Searcher(demo_archive) as searcher:
        assert {query: searcher.search(query, limit=0).pages for query in offers} == offers


class Fake:
    """An index in which just some words stand, each on as many pages as given."""

    def __init__(self, **pages: int) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def count(self, tree: Node) -> int:
        self.asked.append(as_text(tree))
        words = [word for word in as_text(tree).split() if ":" not in word]
        is_filtered = any(":" in word for word in as_text(tree).split())
        return 0 if is_filtered else min((self.pages.get(word, 0) for word in words), default=9)

    def similar(self, word: str) -> list[str]:
        return [each for each in self.pages if each[:3] == word[:3]]

    def bases(self, word: str) -> list[str]:
        return []

    def parts(self, word: str) -> list[tuple[str, ...]]:
        return []

    def names(self, word: str) -> list[str]:
        return []


def offers_of(query: str, index: Fake) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
    tree = parse(query).tree
    assert tree is not None
    return rescue(tree, index)


def test_the_word_at_fault_is_named_and_left_out():
    silent, offers = offers_of("talo xylofoni", Fake(talo=4))
    assert silent == ("xylofoni",)
    assert offers == (Offer(kind="term", query="talo", pages=4, term="xylofoni"),)


def test_a_filter_that_is_at_fault_is_named_and_no_word_is():
    silent, offers = offers_of("talo lang:sv", Fake(talo=4))
    assert silent == ()
    assert offers == (Offer(kind="language", query="talo", pages=4, term="lang:sv"),)


def test_one_of_each_kind_comes_before_a_second_of_any():
    _, offers = offers_of("talo xylofooni", Fake(talo=4, xylofoni=2, xylitoli=2))
    assert [offer.kind for offer in offers] == ["spelling", "term", "spelling"]
    _, offers = offers_of("xylofooni", Fake(xylofoni=2, xylitoli=1))
    assert [(offer.query, offer.pages) for offer in offers] == [("xylofoni", 2), ("xylitoli", 1)]


def test_work_is_bounded_whatever_is_asked():
    index = Fake(**{f"aaa{n}": 1 for n in range(500)})
    offers_of(" ".join(f"aaa{n}x{n}" for n in range(90)), index)
    assert len(index.asked) < 80


def test_a_found_query_is_offered_nothing(searcher):
    answer = searcher.search("avustus", rescue=True)
    assert (answer.silent, answer.offers) == ((), ())
