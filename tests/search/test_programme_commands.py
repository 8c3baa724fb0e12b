"""How programmes are listed: from overviews to lines and JSON."""

import pytest

import kielo
from corpus.linking.overview import Beside, Overview, Round
from corpus.model import Programme
from search.answers import years_of, years_told
from search.programme_commands import programme_lines, programme_record
from search.web import create_app

OTHER = Programme(id="g2", labels=(("fi", "Avustushaku 2019"),), pages=("p2",))
FOUND = Overview(
    programme=Programme(id="g1", labels=(("fi", "Avustushaku 2020"),), pages=("p1",)),
    pages=(),
    years=(2020,),
    places=tuple("abcdefgh"),
    organisations=(),
    rounds=(Round(programme=OTHER, year=2019, is_earlier=True),),
    beside=(Beside(programme=OTHER, apart="another county"),),
)


def test_a_programme_names_its_rounds_with_their_years_and_what_is_like_it():
    lines = list(programme_lines(FOUND))
    assert "  earlier round (2019): g2  Avustushaku 2019" in lines
    assert "  see also: g2  Avustushaku 2019 (another county)" in lines
    assert "  places: a, b, c, d, e, f and 2 more" in lines
    assert not any("organisations" in line for line in lines)


def test_the_json_of_a_programme_has_all_that_is_told():
    told = programme_record(FOUND)
    assert told["rounds"] == [{"programme": "g2", "year": 2019, "is_earlier": True}]
    assert told["see_also"] == [{"programme": "g2", "apart": "another county"}]
    assert told["missing"] == ["fi", "sv", "en"]
    assert len(told["places"]) == 8


@pytest.mark.parametrize(
    ("years", "told"),
    [((), ""), ((2020,), "2020"), ((2020, 2021, 2022), "2020–2022"), ((2017, 2020, 2021), "2017, 2020–2021")],
)
def test_years_in_a_row_are_told_as_one(years, told):
    assert years_told(years) == told


def test_the_years_of_a_programme_are_the_same_in_the_terminal_and_in_a_browser(demo_archive):
    with kielo.open(demo_archive) as archive:
        known = archive.overviews()
        assert all(each.years == years_of(each.pages) for each in known)
        assert {each.programme.id for each in archive.overviews(year=2022)} == {
            each.programme.id for each in known if 2022 in each.years
        }
    client = create_app(demo_archive).test_client()
    for each in known:
        assert f"· {years_told(each.years)}</p>" in client.get(f"/programme/{each.programme.id}").text


def test_the_demo_shows_two_calls_as_rounds(demo_archive):
    with kielo.open(demo_archive) as archive:
        earlier, later = sorted((each for each in archive.overviews() if each.rounds), key=lambda each: each.years)
    assert (earlier.years, later.years) == ((2022,), (2023,))
    assert [(each.programme.id, each.is_earlier) for each in earlier.rounds] == [(later.programme.id, False)]
    assert [(each.programme.id, each.is_earlier) for each in later.rounds] == [(earlier.programme.id, True)]
