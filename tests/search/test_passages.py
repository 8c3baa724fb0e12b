"""From blocks to passages, marks and reasons."""

import pytest

from corpus.analysis import Forms, analyse
from corpus.model import Block
from search.glance import Glance, Reader
from search.passages import PASSAGES, explain, marks_in
from search.patterns import Leaf, Pattern, distinct, pattern_of

FORMS = Forms()
READER = Reader(FORMS)
TITLE = Block(kind="heading", text="Otsikko", lang="fi")


def leaf(text, lang="fi", *, field=None, within=frozenset(), also=()):
    patterns = (pattern_of(text, analyse(text, lang, FORMS), lang), *also)
    return Leaf(term=text, patterns=distinct(patterns), field=field, within=within)


def meaning(term, name, lang, source="glossary"):
    made = pattern_of(term, analyse(name, lang, FORMS), lang)
    return Pattern(term=term, slots=made.slots, lang=lang, boost=0.8, matched=name, source=source)


def glance(*leaves):
    return Glance(leaves, READER)


def fi(text, kind="paragraph"):
    return Block(kind=kind, text=text, lang="fi")


def marked(block, *leaves):
    return [block.text[start:end] for start, end in marks_in(block, glance(*leaves))]


@pytest.mark.parametrize(
    ("text", "asked", "words"),
    [
        ("Talossa on taloja.", "talo", ["Talossa", "taloja"]),
        ("Sosiaali- ja terveyspalvelut.", "sosiaalipalvelu", ["Sosiaali-", "palvelut"]),
        ("Sosiaali- ja terveyspalvelut.", "sosiaali- ja terveyspalvelut", ["Sosiaali- ja terveyspalvelut"]),
        ("Hyvin\u00advointi\u00adalue päättää.", "hyvinvointialue", ["Hyvin\u00advointi\u00adalue"]),
        ("Valtionavustusta 2\u00a0849\u00a0500 euroa.", "2849500", ["2\u00a0849\u00a0500"]),
        ("Terveyden ja hyvinvoinnin laitos, talo.", "hyvinvoinnin talo", []),
    ],
)
def test_marks_are_in_characters_of_the_original_text(text, asked, words):
    assert marked(fi(text), leaf(asked)) == words


def test_marks_that_overlap_become_one():
    assert marked(fi("Uusi hyvä talo."), leaf("uusi hyvä"), leaf("hyvä talo")) == ["Uusi hyvä talo"]


def test_passages_stand_in_page_order_and_the_fullest_are_taken():
    blocks = [fi(f"Talo numero {n}.") for n in range(5)] + [fi("Talo ja metsä.")]
    shown = explain(TITLE, blocks, glance(leaf("talo"), leaf("metsä"))).passages
    assert len(shown) == PASSAGES
    assert [passage.text for passage in shown] == ["Talo numero 0.", "Talo numero 1.", "Talo ja metsä."]


def test_what_is_asked_of_the_title_is_not_marked_in_the_text():
    title = Block(kind="heading", text="Uusi talo", lang="fi")
    shown = explain(title, [fi("Talo on uusi.")], glance(leaf("talo", field="title")))
    assert (shown.title_marks, shown.passages) == (((5, 9),), ())


def test_a_word_of_a_name_that_the_page_has_is_not_marked_by_itself():
    name, word = leaf("family centre", "en"), leaf("centre", "en", within=frozenset({"family centre"}))
    block = Block(kind="paragraph", text="A family centre is no other centre.", lang="en")
    shown = explain(TITLE, [block], glance(word, name))
    assert shown.passages[0].marks == ((2, 15),)
    alone = Block(kind="paragraph", text="Another centre.", lang="en")
    assert explain(TITLE, [alone], glance(word, name)).passages[0].marks == ((8, 14),)


def test_every_word_has_its_best_reason_before_any_has_its_second():
    avustus = leaf("avustus", also=(meaning("avustus", "bidrag", "sv"), meaning("avustus", "understöd", "sv")))
    kunta = leaf("kunta", also=(meaning("kunta", "kommun", "sv"),))
    text = "Bidrag och understöd till kommuninvånarna, ett bidrag."
    shown = explain(TITLE, [Block(kind="paragraph", text=text, lang="sv")], glance(avustus, kunta))
    assert {reason.term for reason in shown.reasons[:2]} == {"avustus", "kunta"}


def test_the_word_itself_explains_before_a_name_that_would_match_it_too():
    hoitaja = leaf("sairaanhoitaja", also=(meaning("sairaanhoitaja", "hoitaja", "fi"),))
    shown = explain(TITLE, [fi("Sairaanhoitajan vastaanotto.")], glance(hoitaja))
    assert [(reason.matched, reason.source) for reason in shown.reasons] == [("Sairaanhoitajan", "inflection")]


def test_text_in_another_language_is_not_met_by_a_word_that_looks_alike():
    assert marked(Block(kind="paragraph", text="En man i Åbo.", lang="sv"), leaf("man", "en")) == []


def test_a_pattern_that_an_earlier_one_covers_is_left_out():
    typed = pattern_of("talon", analyse("talon", "fi", FORMS), "fi")
    assert distinct([meaning("talon", "talo", "fi"), typed, typed]) == (typed,)


def test_the_stub_of_a_suspended_compound_is_the_word_as_typed():
    assert explain(TITLE, [fi("Sosiaali- ja terveyspalvelut.")], glance(leaf("sosiaali"))).reasons == ()
