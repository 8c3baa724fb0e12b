"""Names that may have been meant."""

import pytest

from search.nearest import nearest

SITES = ["www.koivuranta.example", "www.lehtisaari.example", "scrapes"]


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("koivuranta", SITES, ("www.koivuranta.example",)),
        ("koivuranto", SITES, ("www.koivuranta.example",)),
        ("SCRAPE", SITES, ("scrapes",)),
        ("helsinky", ["Helsinki", "Tampere"], ("Helsinki",)),
        ("x", SITES[:2], ("www.koivuranta.example", "www.lehtisaari.example")),
        ("nowhere.example", SITES, ()),
        ("koivuranto.example", SITES, ("www.koivuranta.example",)),
        ("St. Karin", ["St. Karins", "Stads"], ("St. Karins",)),
        ("oulu", ["Helsinki"], ()),
        ("", SITES, ()),
        ("oulu", [], ()),
    ],
)
def test_names_that_hold_it_come_first_then_those_spelt_nearly_so(name, known, near):
    assert nearest(name, known) == near
