"""Finnish readings: the transducer's lines, and that both sources of them come to the same."""

import pytest

from corpus.analysis.chains import dictionary_digest
from corpus.analysis.finnish import analyse_finnish
from corpus.analysis.voikko import native_lookup, packaged_lookup, parse, read

FORM_LIST = """
    alaikäisten ammattikorkeakoulun askartelu-taitoisia asiakasohjauksen covid-19 ehkäisevä eu-hankkeiden hakulomake
    hyte-kertoimen hyvinvointialueilta ihmis ihmisoikeuksien itä-ranskassa järjestetty kehittäminen kokoontumista
    kuntayhtymä kuukausi länsi-uudellamaalla mango-versio nyky-saksa osallistuneille päiväntasaajan raaka-aineita
    siivoojalle sosiaali sote-uudistuksen talo-o taloistaankohan tulevaisuus uraansa vaa'an vaunuuni wifi xyzzy
    yhteiskunnallisen yliopistossa ylikuormitus 20-vuotiaiden 1990-luvulla äänestäneet ökyvene
"""
FORMS = FORM_LIST.split()

both_sources = pytest.mark.skipif(native_lookup() is None, reason="the native Voikko library is not installed")


@both_sources
@pytest.mark.parametrize("form", FORMS)
def test_the_native_library_and_the_package_give_the_same_analysis(form: str) -> None:
    native = native_lookup()
    assert native is not None
    assert analyse_finnish(form, native) == analyse_finnish(form, packaged_lookup())


@both_sources
def test_the_native_library_and_the_package_have_the_same_version() -> None:
    native, packaged = native_lookup(), packaged_lookup()
    assert native is not None
    digests = {
        dictionary_digest(lambda form, look_up=each: analyse_finnish(form, look_up)) for each in (native, packaged)
    }
    assert len(digests) == 1


def test_the_package_alone_analyses_finnish() -> None:
    analysis = analyse_finnish("terveyspalveluiden", packaged_lookup())
    assert (analysis.lemmas, analysis.parts) == (("terveyspalvelu",), ("terveys", "palvelu"))


def test_readings_do_not_depend_on_the_order_of_the_lines() -> None:
    lines = list(packaged_lookup()("hyvinvointialueilta"))
    assert len(lines) > 1
    assert read("x", lambda _: lines) == read("x", lambda _: lines[::-1])


def test_a_reading_with_fewer_parts_comes_first() -> None:
    readings = read("hyvinvointialueilta", packaged_lookup())
    assert readings[0].lemma == "hyvinvointialue"
    assert [reading.cost for reading in readings] == sorted(reading.cost for reading in readings)


def test_a_hyphen_at_a_free_boundary_stands_only_between_equal_letters() -> None:
    line = "[Ln][Xp]{0}[X]{0}[Sn][Ny]-[Bh][Bc][Ln][Xp]{1}[X]{1}[Sn][Ny]"
    assert read("x", lambda _: [line.format("raaka", "aine")])
    assert read("x", lambda _: [line.format("raaka", "puu")]) == ()


@pytest.mark.parametrize(
    ("line", "lemma", "verb"),
    [
        ("[Lt][Xp]järjestää[X]järjeste[Ll][Rt]t[Xj]ty[X]ty[Sn][Ny]", "järjestetty", "järjestää"),
        ("[Lt][Xp]palvella[X]palvel[Ln][Xj]u[X]u[Sg][Nm]iden", "palvelu", None),
        ("[Ln][Xp]hyvin=vointi[X]hyvin[Bm]voint[Sn][Ny]i", "hyvinvointi", None),
        ("[La][Xr]jj[X][Xp]EU[X]eu-[Bc][Ln][Xp]maa[X]ma[Sg][Nm]iden", "eu-maa", None),
    ],
)
def test_a_line_gives_lemma_and_verb(line: str, lemma: str, verb: str | None) -> None:
    reading = parse(line)
    assert (reading.lemma, reading.verb) == (lemma, verb)
