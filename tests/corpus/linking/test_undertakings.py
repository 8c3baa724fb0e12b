"""Names of undertakings, sketches of wording, and the years a page is of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.figures import year_of, years_in
from corpus.linking.sketches import resemblance, sketch_of, table_of
from corpus.linking.undertakings import undertakings_in


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("fi", "Kotipolku-hanke uudistaa palveluja", ["kotipolku"]),
        ("fi", "Tule mukaan: Kuiva satama -hankkeen ilta", ["kuiva satama"]),
        ("fi", "Hangossa Uusi askel -hankkeessa kokeillaan", ["uusi askel"]),
        ("fi", "EU-hanke päättyi", []),
        ("fi", "Hanke päättyi", []),
        ("sv", "Försöken inom projektet Hemstigen började", ["hemstigen"]),
        ("sv", "Hemstigen-projektet fortsätter", ["hemstigen"]),
        ("sv", "Projektet fortsätter i höst", []),
        ("en", "Trials of the Home Path project began", ["home path"]),
        ("en", "The Back on Your Feet programme", ["back on your feet"]),
        ("en", "The project goes on", []),
        ("other", "Projekt Heimweg", []),
    ],
)
def test_names_of_undertakings_are_read_as_each_language_writes_them(lang, text, names):
    assert list(undertakings_in(text, lang)) == names


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Avustushaku 2022", (2022,)),
        ("Hanke 2021–2023", (2021, 2022, 2023)),
        ("Suljettu 6.3.2023", (2023,)),
        ("Puhelin 0509 120199", ()),
        ("", ()),
    ],
)
def test_the_years_of_a_title_are_those_it_names_and_those_between(title, years):
    assert years_in(title) == years


@pytest.mark.parametrize(
    ("concepts", "published", "year"),
    [
        ({"d:2021-02-01": 1.0, "d:2022-03-01": 1.0, "d:2022-05-01": 1.0}, "2020-01-01", 2022),
        ({"d:2022-03-01": 1.0, "d:2021-02-01": 1.0}, None, 2021),
        ({"e:term:avustus": 3.0}, "2020-01", 2020),
        ({}, None, None),
    ],
)
def test_the_year_of_a_page_is_that_of_most_of_its_dates(concepts, published, year):
    assert year_of(concepts, published) == year


WORDS = st.lists(st.sampled_from(["kerho", "ilta", "avustus", "haku", "yhdistys", "sali", "2021", "15"]), max_size=40)


@given(a=WORDS, b=WORDS)
def test_a_text_resembles_itself_whatever_its_figures_and_no_more_than_wholly(a, b):
    texts = [" ".join(a), " ".join(b), " ".join("99" if word.isdecimal() else word for word in a)]
    table = table_of([sketch_of([text]) for text in texts])
    same, other, back = resemblance(table, np.array([0, 0, 1]), np.array([2, 1, 0])).tolist()
    assert same == (1.0 if len(a) >= 3 else 0.0)
    assert 0 <= other == back <= 1


def test_half_of_the_wording_in_common_is_seen_as_about_a_third_of_all():
    """Of the runs that either has: a half of each is in both."""
    first = [f"sana{n}" for n in range(600)]
    second = [*first[:300], *(f"toinen{n}" for n in range(300))]
    table = table_of([sketch_of([" ".join(words)]) for words in (first, second)])
    assert abs(resemblance(table, np.array([0]), np.array([1]))[0] - 1 / 3) < 0.2
