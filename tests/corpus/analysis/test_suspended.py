"""Suspended compounds: which full forms a stub stands for, best first."""

import pytest

from corpus.analysis import Token, analyse
from corpus.model import Lang


def joined(text: str, lang: Lang) -> list[Token]:
    return [token for token in analyse(text, lang) if token.joined]


BEST = [
    ("fi", "sosiaali- ja terveyspalveluiden", "sosiaalipalveluiden"),
    ("fi", "sosiaali– ja terveyspalvelut", "sosiaalipalvelut"),
    ("fi", "SOSIAALI- JA TERVEYSPALVELUT", "sosiaalipalvelut"),
    ("fi", "sosiaali-/terveyspalvelut", "sosiaalipalvelut"),
    ("fi", "maa- ja metsätalousministeriö", "maatalousministeriö"),
    ("fi", "asiakas- ja potilasturvallisuussuunnitelma", "asiakasturvallisuussuunnitelma"),
    ("fi", "lähi- ja keskitettyjen palveluiden", "lähipalveluiden"),
    ("fi", "EU- ja valtionrahoitus", "eu-rahoitus"),
    ("fi", "raaka- ja apuaineet", "raaka-aineet"),
    ("fi", "20- ja 30-vuotiaat", "20-vuotiaat"),
    ("fi", "Länsi- ja Itä-Uusimaa", "länsi-uusimaa"),
    ("fi", "esi- ja/tai perusopetus", "esiopetus"),
    ("fi", "ilta- ja viikonloppuvastaanotto", "iltavastaanotto"),  # viikon|loppu: a genitive stays with its noun
    ("fi", "hankesuunnittelu- ja esisuunnitteluvaihe", "hankesuunnitteluvaihe"),  # no part twice
    ("fi", "kulttuuri- ja vapaa-aikapalvelut", "kulttuuripalvelut"),
    ("fi", "loka- ja marraskuussa", "lokakuussa"),  # names of months are no compounds, but share kuu
    ("fi", "lapsiperheet ja -järjestöt", "lapsijärjestöt"),
    ("fi", "sosiaalityöntekijät ja -ohjaajat", "sosiaaliohjaajat"),
    ("fi", "maahantuonti ja -vienti", "maahanvienti"),
    ("sv", "hälso- och sjukvård", "hälsovård"),
    ("sv", "hälso- och sjukvårdsinformation", "hälsovårdsinformation"),
    ("sv", "social- och hälsovårdsministeriet", "socialvårdsministeriet"),
    ("sv", "kommun- och landstingsval", "kommunval"),
    ("sv", "hem- och familjeliv", "hemliv"),
    ("sv", "digi- och xyzzytjänster", "digitjänster"),  # unknown, but for its tail
    ("sv", "under- och överordnade", "underordnade"),
    ("sv", "tull- och lagstiftning", "tullstiftning"),
    ("sv", "vatten- eller elavbrott", "vattenavbrott"),  # known as a word, not as a compound
    ("sv", "års- och delårsöversikt", "årsöversikt"),  # already there
    ("sv", "barnfamiljer och -organisationer", "barnorganisationer"),
    ("en", "pre- and post-award", "pre-award"),
    ("en", "short- or long-term", "short-term"),
    ("en", "micro- and macroeconomic", "microeconomic"),
    ("en", "wheel- and pushchairs", "wheelchairs"),  # not known as compounds; the stub tells
    ("en", "cross- and multisectoral", "cross-sectoral"),
]


@pytest.mark.parametrize(("lang", "text", "best"), BEST)
def test_a_stub_stands_for_the_full_form(lang: Lang, text: str, best: str) -> None:
    assert [token.joined[0] for token in joined(text, lang)] == [best]


@pytest.mark.parametrize(
    ("lang", "text", "forms"),
    [
        ("fi", "sosiaali-, terveys- ja pelastuspalvelut", ["sosiaalipalvelut", "terveyspalvelut"]),
        ("fi", "palvelutarpeet, -ketjut ja -kokonaisuudet", ["palveluketjut", "palvelukokonaisuudet"]),
        ("sv", "social-, hälso- och räddningstjänster", ["socialtjänster", "hälsotjänster"]),
    ],
)
def test_every_stub_of_a_list_is_completed(lang: Lang, text: str, forms: list[str]) -> None:
    assert [token.joined[0] for token in joined(text, lang)] == forms


@pytest.mark.parametrize(
    ("lang", "text", "forms"),
    [
        ("fi", "työ- ja elinkeinoministeriö", {"työministeriö"}),
        ("fi", "vuosi- ja kuukausiraportit", {"vuosiraportit"}),
        ("sv", "social- och hälsovårdstjänster", {"socialtjänster", "socialvårdstjänster"}),
    ],
)
def test_where_the_shared_part_is_open_every_candidate_is_given(lang: Lang, text: str, forms: set[str]) -> None:
    assert forms <= set(joined(text, lang)[0].joined)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fi", "asiakasohjauksen- ja neuvonnan"),
        ("fi", "sosiaali- terveyspalvelut"),  # no conjunction
        ("fi", "sosiaali- ja"),
        ("fi", "sosiaali- ja\n\nterveyspalvelut"),  # another paragraph
        ("fi", "sosiaali- och terveyspalvelut"),  # another language's conjunction
        ("fi", "palvelut\n- terveyspalvelut"),  # a bullet
        ("fi", "lapsiperheet -järjestöt"),
        ("fi", "Vuosi 2019- ja kirjaamo@kielo.example"),
        ("en", "the well- and the good"),
        ("sv", "-"),
        ("fi", "- ja -"),
        ("fi", "-ja -"),
    ],
)
def test_nothing_is_completed_where_nothing_is_shared(lang: Lang, text: str) -> None:
    assert joined(text, lang) == []


def test_a_cut_inside_a_part_needs_a_word_across_it() -> None:
    (stub,) = joined("butiks- och servicearbete", "sv")
    assert stub.joined == ("butiksarbete",)


def test_the_shared_part_is_marked_in_the_word_that_completes_it() -> None:
    text = "Uudet sosiaali- ja terveys\u00adpalvelut."
    (stub,) = joined(text, "fi")
    assert stub.surface == "sosiaali-"
    assert stub.head is not None
    assert text[slice(*stub.head)].strip("\u00ad") == "palvelut"


def test_the_shared_beginning_is_marked_in_the_first_word() -> None:
    text = "Kaikki lapsiperheet ja -järjestöt."
    (ending,) = joined(text, "fi")
    assert ending.surface == "järjestöt"
    assert ending.head is not None
    assert text[slice(*ending.head)] == "lapsi"


def test_the_full_forms_come_with_their_lemmas() -> None:
    (stub,) = joined("sosiaali- ja terveyspalveluiden", "fi")
    assert stub.joined_lemmas == ("sosiaalipalvelu",)
    assert stub.lemmas == ("sosiaali",)
    assert stub.exact == "sosiaali-"


def test_text_of_unknown_language_is_completed_by_the_language_of_its_conjunction() -> None:
    text = "sosiaali- ja terveyspalvelut, hälso- och sjukvård, pre- and post-award"
    assert [token.joined[0] for token in joined(text, "und")] == ["sosiaalipalvelut", "hälsovård", "pre-award"]
