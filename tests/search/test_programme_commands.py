"""How programmes are listed: from overviews to lines and JSON."""

from corpus.linking.overview import Beside, Overview, Round
from corpus.model import Programme
from search.programme_commands import programme_lines, programme_record

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
