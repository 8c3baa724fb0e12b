"""Groups: what joins pages and what keeps them apart, on odds given by hand."""

import math
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.decided import SIDE_BY_SIDE
from corpus.linking.programmes import AGAINST, FORESEEN, group, within_reach
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


def linked(a, b, state="accepted", relation="same_programme"):
    return Link(a=a, b=b, relation=relation, confidence=0.9, state=state, evidence=())


def test_all_pairs_of_a_chain_are_within_reach():
    links = [linked("a", "b"), linked("c", "d"), linked("b", "c", "confirmed"), linked("e", "f", "uncertain")]
    links.append(linked("a", "e", relation="same_topic"))
    assert set(map(frozenset, within_reach(links))) == set(map(frozenset, combinations("abcd", 2)))


def test_of_a_chain_too_long_for_a_programme_nothing_is_foreseen():
    chain = [linked(f"p{n:03}", f"p{n + 1:03}") for n in range(FORESEEN)]
    assert not list(within_reach(chain))
    assert len(list(within_reach(chain[1:]))) == FORESEEN * (FORESEEN - 1) // 2


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


def settled(pair, state, relation="same_programme"):
    return Link(a=pair[0], b=pair[1], relation=relation, confidence=1.0, state=state, evidence=())


def with_decisions(odds, *decided, pages="abcd"):
    """Groups where every pair with odds above none is linked, but for what is decided."""
    closed = {link.a + link.b for link in decided}
    found = [
        Link(
            a=pair[0],
            b=pair[1],
            relation="same_programme",
            confidence=0.9,
            state="accepted",
            evidence=(Evidence(kind="given", detail="by hand", weight=value),),
        )
        for pair, value in odds.items()
        if value > 0 and pair not in closed
    ]
    return {"".join(each) for each in group(pages, [*decided, *found], Given(odds))}


@pytest.mark.parametrize("odds", [-9.0, -math.inf])
def test_what_people_confirm_against_the_odds_is_one_programme_with_all_that_belongs_to_either(odds):
    known = {"ab": 3.0, "cd": 3.0, "bc": odds, "ac": -9.0, "ad": -9.0, "bd": -9.0}
    assert with_decisions(known, settled("bc", "confirmed")) == {"abcd"}


def test_a_link_that_was_found_joins_the_same_pages_once_it_is_confirmed():
    odds = {"ab": 3.0, "bc": 1.0, "ac": -9.0}
    assert with_decisions(odds, settled("ab", "confirmed")) == with_decisions(odds) == {"ab", "c", "d"}


def test_what_people_confirm_against_the_odds_keeps_no_other_page_away():
    assert with_decisions({"ab": 3.0, "bc": -math.inf, "ac": -math.inf}, settled("bc", "confirmed")) == {"abc", "d"}


def test_a_confirmed_translation_in_another_county_does_not_open_the_county_to_other_pages():
    odds = {"bc": -math.inf, "ac": -math.inf, "ab": -1.0, "cd": -1.0}
    assert with_decisions(odds, settled("bc", "confirmed", "translation")) == {"a", "bc", "d"}


def test_a_rejected_translation_speaks_for_nothing_but_third_pages_may_still_lead_there():
    reject = settled("ab", "rejected", "translation")
    assert with_decisions({"ab": 9.0}, reject, pages="ab") == {"a", "b"}
    assert with_decisions({"ab": 9.0, "ac": 2.0, "bc": 2.0}, reject, pages="abc") == {"abc"}


@pytest.mark.parametrize(
    "decided",
    [settled("ab", "rejected"), *(settled("ab", *told) for told in product(("confirmed", "rejected"), SIDE_BY_SIDE))],
    ids=lambda link: f"{link.state} {link.relation}",
)
def test_pages_that_are_not_one_programme_stay_apart_whatever_leads_from_one_to_the_other(decided):
    assert "ab" not in {each[:2] for each in with_decisions({"ab": 9.0, "ac": 9.0, "bc": 9.0}, decided, pages="abc")}


def test_of_contradicting_decisions_the_one_that_keeps_apart_holds():
    chain = (settled("ac", "confirmed"), settled("bc", "confirmed"), settled("ab", "rejected"))
    groups = with_decisions({}, *chain, pages="abc")
    assert not any({"a", "b"} <= set(each) for each in groups)
    assert len(groups) == 2


ODDS = st.fixed_dictionaries({a + b: st.floats(-6, 6) for a, b in combinations(PAGES, 2)})


@given(odds=ODDS)
def test_no_group_holds_a_pair_that_speaks_hard_against_it(odds):
    links = [pair for pair, value in odds.items() if value >= 0.5]
    groups = grouped(links, odds, PAGES)
    assert sorted("".join(groups)) == sorted(PAGES)
    assert all(odds[a + b] > AGAINST for each in groups for a, b in combinations(sorted(each), 2))
