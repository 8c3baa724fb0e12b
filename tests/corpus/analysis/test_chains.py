"""What each chain says of single forms: tables for linguists."""

from itertools import pairwise
from pathlib import Path

import pytest

from corpus.analysis import Forms, analyse, analyse_form, chain_version
from corpus.model import Lang

PAIRS = Path(__file__).parents[2] / "data" / "word_pairs.tsv"


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("hyvinvointialueilta", "hyvinvointialue"),
        ("Kirkkonummella", "kirkkonummi"),
        ("Länsi-Uudellamaalla", "länsi-uusimaa"),
        ("järjestetyissä", "järjestää"),  # the verb behind a participle
        ("vaa'an", "vaaka"),
        ("Bordeaux'n", "bordeaux"),  # unknown: cut at the apostrophe
        ("STM:n", "stm"),
        ("THL:ssä", "thl"),
        ("hyte-kertoimen", "hyte-kerroin"),  # unknown: the last part is inflected
        ("COVID-19:n", "covid-19"),
        ("20-vuotiaiden", "20-vuotias"),
        ("sosiaali-", "sosiaali"),
        ("sosiaali", "sosiaali"),
        ("01.02.2019", "1.2.2019"),
    ],
)
def test_a_finnish_form_gives_its_lemma(form: str, lemma: str) -> None:
    assert lemma in analyse_form(form, "fi").lemmas


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("kommunernas", "kommun"),
        ("åtgärd", "åtgärd"),  # the list says åtgärda
        ("utvecklade", "utveckla"),  # the list says utvecklad
        ("hälsovårdstjänsterna", "hälsovårdstjänst"),
        ("välfärdsområdets", "välfärdsområde"),
        ("FPA:s", "fpa"),
        ("idéer", "ide"),
        ("trycket", "tryck"),  # by the dictionary's stems
        ("bestämt", "bestämma"),
        ("ICT-lösningar", "ict-lösning"),
    ],
)
def test_a_swedish_form_gives_its_lemma(form: str, lemma: str) -> None:
    assert lemma in analyse_form(form, "sv").lemmas


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("children's", "child"),
        ("patients'", "patient"),
        ("policies", "policy"),
        ("developed", "develop"),  # the list says develope
        ("playing", "play"),
        ("hoped", "hope"),
        ("cutting", "cut"),
        ("thought", "think"),
        ("long-terms", "long-term"),
        ("2,849", "2849"),
        ("cafés", "cafe"),
        ("australians", "australian"),
        ("leaves", "leaf"),
    ],
)
def test_an_english_form_gives_its_lemma(form: str, lemma: str) -> None:
    assert lemma in analyse_form(form, "en").lemmas


@pytest.mark.parametrize(
    ("lang", "form", "wrong"),
    [
        ("fi", "tulevaisuus", "tulla"),  # more than one derivation away
        ("fi", "tehtävien", "tehdä"),  # a word of its own
        ("fi", "syyskuussa", "kuu"),
        ("sv", "användare", "använda"),  # derived, not inflected
        ("sv", "kontroll", "troll"),
        ("sv", "tjänsten", "sten"),
        ("en", "united", "unit"),
        ("en", "interesting", "interest"),
        ("en", "hoped", "hop"),
        ("en", "morning", "morn"),
        ("sv", "tillståndet", "stånd"),
        ("sv", "kommunernas", "erna"),
    ],
)
def test_a_form_does_not_give_an_unrelated_word(lang: Lang, form: str, wrong: str) -> None:
    analysis = analyse_form(form, lang)
    assert wrong not in {*analysis.lemmas, *analysis.parts}


@pytest.mark.parametrize(
    ("lang", "form", "parts"),
    [
        ("fi", "terveyspalveluiden", ("terveys", "palvelu")),
        ("fi", "ihmisoikeuksien", ("ihminen", "oikeus")),
        ("fi", "hyvinvointialueella", ("hyvinvointi", "alue")),
        ("fi", "kuukausi", ("kuu", "kausi")),
        ("fi", "EU-maiden", ("maa",)),  # two letters are no part
        ("fi", "kunta", ()),
        ("sv", "barnfamiljer", ("barn", "familj")),
        ("sv", "hälsovårdstjänster", ("hälsovård", "tjänst")),
        ("sv", "hälsotjänsterna", ("hälsa", "tjänst")),  # not häls|otjänst
        ("sv", "landstingsval", ("landsting", "val")),  # not landsting|sval
        ("sv", "familjeliv", ("familj", "liv")),
        ("sv", "underhåll", ()),
        ("sv", "planering", ()),
        ("en", "patient-centred", ("patient", "centre")),
        ("en", "hospital", ()),
    ],
)
def test_a_compound_gives_its_parts_lemmatised(lang: Lang, form: str, parts: tuple[str, ...]) -> None:
    assert analyse_form(form, lang).parts == parts


@pytest.mark.parametrize(
    ("lang", "form", "pieces"),
    [
        ("fi", "terveyspalveluiden", ["terveys", "palveluiden"]),
        ("fi", "sote-uudistuksen", ["sote-", "uudistuksen"]),
        ("fi", "tasavallassa", ["tasa", "vallassa"]),  # lexicalised, but also a free compound
        ("fi", "syyskuussa", ["syyskuussa"]),
        ("en", "three-year-olds", ["three-", "year-", "olds"]),
        ("sv", "hälsovårdstjänster", ["hälsovårds", "tjänster"]),
        ("sv", "social- ", ["social-"]),
        ("en", "patient-centred", ["patient-", "centred"]),
    ],
)
def test_boundaries_are_offsets_in_the_form(lang: Lang, form: str, pieces: list[str]) -> None:
    form = form.strip()
    borders = [0, *analyse_form(form, lang).splits, len(form)]
    assert [form[left:right] for left, right in pairwise(borders)] == pieces


@pytest.mark.parametrize("lang", ["fi", "sv", "en", "und"])
def test_a_very_long_form_is_its_own_lemma(lang: Lang) -> None:
    assert analyse_form("koulu" * 100, lang).lemmas == ("koulu" * 100,)


def test_word_pairs_meet_exactly_where_they_should() -> None:
    forms = Forms()
    wrong = []
    for line in PAIRS.read_text(encoding="utf-8").splitlines()[1:]:
        lang, left, right, expected = line.split("\t")
        assert lang in ("fi", "sv", "en")
        terms = [{lemma for token in analyse(word, lang, forms) for lemma in token.lemmas} for word in (left, right)]
        if bool(terms[0] & terms[1]) != (expected == "match"):
            wrong.append(line)
    assert wrong == []


def test_a_chain_tells_its_version_and_the_mixed_one_tells_all_three() -> None:
    versions = [chain_version(lang) for lang in ("fi", "sv", "en")]
    assert len(set(versions)) == 3
    assert all(version in chain_version("und") for version in versions)
    assert chain_version("other") == chain_version("und")
