"""Groups: what joins pages and what keeps them apart, on odds given by hand."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.programmes import AGAINST, group
from corpus.model import Evidence, Link

PAGES = "abcdef"


class Given:
    """Odds as given, and how often each pair was asked for."""

    def __init__(self, odds):
        self._odds = {frozenset(pair): value for pair, value in odds.items()}
        self.asked = []

    def __call__(self, a, b):
        pair = frozenset((a, b))
        self.asked.append(pair)
        return self._odds.get(pair, 0.0)


def grouped(links, odds, pages="abc", translated=()):
    """Groups of pages where the pairs in `links` are linked with their odds."""
    made = [
        Link(
            a=a,
            b=b,
            relation="translation" if a + b in translated else "same_programme",
            confidence=0.9,
            state="accepted",
            evidence=(Evidence(kind="given", detail="by hand", weight=odds[a + b]),),
        )
        for a, b in links
    ]
    return {"".join(each) for each in group(pages, made, Given(odds))}


def test_pages_that_speak_for_each_other_are_one_programme():
    assert grouped(["ab", "bc"], {"ab": 3.0, "bc": 2.0, "ac": 0.5}) == {"abc"}


@pytest.mark.parametrize("odds", [AGAINST, -40.0])
def test_a_chain_whose_ends_speak_hard_against_it_is_not_one_programme(odds):
    assert grouped(["ab", "bc"], {"ab": 300.0, "bc": 200.0, "ac": odds}) == {"ab", "c"}


@pytest.mark.parametrize(("odds", "groups"), [(-1.9, {"abc"}), (-2.1, {"ab", "c"})])
def test_pairs_that_speak_softly_against_it_count_in_the_mean(odds, groups):
    assert grouped(["ab", "bc"], {"ab": 3.0, "bc": 2.0, "ac": odds}) == groups


def test_no_chain_of_pages_joins_two_counties():
    odds = {"ab": 9.0, "bc": 9.0, "ac": -math.inf}
    assert grouped(["ab", "bc"], odds) == {"ab", "c"}


def test_translations_are_of_one_programme_whatever_else_they_have_in_common():
    assert grouped(["ab"], {"ab": -40.0}, "ab", translated=["ab"]) == {"ab"}


def test_uncertain_links_join_nothing():
    link = Link(a="a", b="b", relation="translation", confidence=0.5, state="uncertain", evidence=())
    assert group("ab", [link], Given({})) == [("a",), ("b",)]


def test_a_join_that_was_refused_is_not_looked_at_again():
    """Between two pairs of pages there are four links, each of them refused for the same reason."""
    odds = {"ab": 9.0, "cd": 9.0, "ac": 1.0, "bd": 1.0, "bc": 1.0, "ad": -9.0}
    links = [
        Link(
            a=pair[0],
            b=pair[1],
            relation="same_programme",
            confidence=0.9,
            state="accepted",
            evidence=(Evidence(kind="given", detail="by hand", weight=odds[pair]),),
        )
        for pair in ("ab", "cd", "ac", "bd", "bc")
    ]
    memo = Given(odds)
    assert group("abcd", links, memo) == [("a", "b"), ("c", "d")]
    assert memo.asked == [frozenset("ad")]


ODDS = st.fixed_dictionaries({a + b: st.floats(-6, 6) for a, b in combinations(PAGES, 2)})


@given(odds=ODDS)
def test_no_group_holds_a_pair_that_speaks_hard_against_it(odds):
    links = [pair for pair, value in odds.items() if value >= 0.5]
    groups = grouped(links, odds, PAGES)
    assert sorted("".join(groups)) == sorted(PAGES)
    assert all(odds[a + b] > AGAINST for each in groups for a, b in combinations(sorted(each), 2))
