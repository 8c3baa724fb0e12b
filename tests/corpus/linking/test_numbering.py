"""Numbers in addresses, and what may still be linked when surer translations are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from corpus.addresses import site_at
from corpus.linking.choosing import Choice
from corpus.linking.numbering import MOST_PAGES, Numbering, number_in
from corpus.model import Link, site_of

SITE = "https://www.example.org"


class At(Struct, frozen=True, dict=True):
    """What numbering and choosing ask of a page."""

    url: str
    site: str = "www.example.org"
    lang: str = "fi"

    @property
    def id(self):
        return self.url


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (f"{SITE}/fi/uutiset/haku-4711", "4711"),
        (f"{SITE}/fi/uutiset/4711-haku", "4711"),
        (f"{SITE}/sv/nyheter/ansokan-2021-4711", "4711"),
        (f"{SITE}/sivu?id=4711&kieli=fi", "4711"),
        (f"{SITE}/fi/2021/05/haku", "05"),
        (f"{SITE}/fi/2021-05-17/haku", None),
        (f"{SITE}/fi/tiedote-17.5.2021", None),
        (f"{SITE}/fi/haku-2021", None),
        (f"{SITE}/fi/haku", None),
        ("https://[broken/4711", None),
        (None, None),
    ],
)
def test_the_number_of_an_address_is_told_from_days_and_years(url, number):
    assert number_in(url) == number


def site_of_pairs(numbers):
    """Pages in two languages with these numbers, and all of them as sure pairs."""
    fi = [At(f"{SITE}/fi/sivu-{one}") for one, _ in numbers]
    sv = [At(f"{SITE}/sv/sida-{other}") for _, other in numbers]
    return [*fi, *sv], [(a.id, b.id) for a, b in zip(fi, sv, strict=True)]


def compared(pages, sure, a, b):
    return int(Numbering(pages, sure).compared(np.array([a]), np.array([b]))[0])


def test_one_number_speaks_for_two_pages_and_another_against_where_sure_pairs_agree():
    pages, sure = site_of_pairs([(n, n) for n in range(100, 105)])
    assert compared(pages, sure, 0, 5) == 1
    assert compared(pages, sure, 0, 6) == -1
    assert compared([*pages, At(f"{SITE}/fi/sivu")], sure, 0, 10) == 0


def test_numbers_say_nothing_where_each_language_counts_by_itself():
    pages, sure = site_of_pairs([(n, n + 1) for n in range(100, 105)])
    assert compared(pages, sure, 1, 5) == 0


def test_numbers_say_nothing_where_few_pairs_are_sure():
    pages, sure = site_of_pairs([(n, n) for n in range(100, 105)])
    assert compared(pages, sure[:2], 0, 5) == 0


def test_a_number_on_many_pages_is_that_of_a_section():
    pages, sure = site_of_pairs([(n, n) for n in range(100, 105)])
    section = [At(f"{SITE}/fi/osa-77/sivu-{'x' * n}") for n in range(MOST_PAGES + 1)]
    assert compared([*pages, *section], sure, 10, 11) == 0
    assert compared([*pages, *section[:-1]], sure, 10, 11) == 1


def test_two_pages_of_one_language_are_never_one_text_by_way_of_a_third():
    pages = [At("a", lang="fi"), At("b", lang="sv"), At("c", lang="en"), At("d", lang="fi"), At("e", lang="en")]
    choice = Choice(pages, ())
    assert choice.take("a", "b", counts=True)
    assert choice.take("c", "d", counts=True)
    assert not choice.take("b", "c", counts=True)
    assert choice.take("b", "e", counts=True)
    assert choice.take("a", "e", counts=True)


def test_what_is_merely_possible_makes_no_two_pages_one_text():
    pages = [At("a", lang="fi"), At("b", lang="sv"), At("c", lang="en"), At("d", lang="fi")]
    choice = Choice(pages, ())
    assert choice.take("a", "b", counts=False)
    assert choice.take("c", "d", counts=True)
    assert choice.take("b", "c", counts=True)


def test_what_people_have_confirmed_counts_as_chosen():
    pages = [At("a", lang="fi"), At("b", lang="sv"), At("c", lang="sv")]
    confirmed = Link(a="a", b="b", relation="translation", confidence=1.0, state="confirmed", evidence=())
    assert not Choice(pages, [confirmed]).take("a", "c", counts=True)


@given(
    st.from_regex(r"((https?:)?//?)?[a-zå.:@\[\]?#/ \t]{0,12}(/[a-zå?#/]{0,6}){0,3}", fullmatch=True) | st.none(),
    st.sampled_from(["pages", ""]),
)
def test_the_site_of_many_pages_is_that_of_each(url, source):
    def tried(site):
        try:
            return site(url, source)
        except ValueError:
            return ValueError

    assert tried(site_at) == tried(site_of)
