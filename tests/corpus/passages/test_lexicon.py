"""Word translations out of parallel passages."""

import random

from hypothesis import given
from hypothesis import strategies as st

from corpus.lexicon import Entry, Lexicon, ParallelPassage, Place, Word, learn
from corpus.model import PageId

WORDS = {"talo": "hus", "katu": "gata", "auto": "bil", "koira": "hund", "kissa": "katt", "vene": "båt", "puu": "träd"}


def passage(number, a, b):
    return ParallelPassage(
        langs=("fi", "sv"),
        a=tuple(Word(word, word) for word in a.split()),
        b=tuple(Word(word, word) for word in b.split()),
        places=(Place(PageId(f"pa{number}"), 0), Place(PageId(f"pb{number}"), number)),
    )


def passages(count=40, seed=1):
    rng = random.Random(seed)
    for number in range(count):
        chosen = rng.sample(sorted(WORDS), 3)
        yield passage(number, " ".join(chosen), " ".join(WORDS[word] for word in reversed(chosen)))


def test_words_that_stand_in_the_same_passages_translate_each_other():
    lexicon = learn(passages())
    for word, meaning in WORDS.items():
        assert lexicon.translations("fi", word, "sv")[0][0] == meaning
        assert lexicon.translations("sv", meaning, "fi")[0][0] == word
    assert lexicon.translations("fi", "talo", "en") == ()


def test_the_order_of_passages_makes_no_difference():
    made = list(passages())
    shuffled = random.Random(7).sample(made, len(made))
    assert learn(made).to_rows() == learn(shuffled).to_rows()


def test_an_entry_counts_its_passages_and_names_some():
    entry = next(each for each in learn(passages()).entries if each.a == "talo" and each.b == "hus")
    holding = [each for each in passages() if any(word.base == "talo" for word in each.a)]
    assert entry.count == len(holding)
    assert set(entry.examples) <= {each.places for each in holding}
    assert 0 < len(entry.examples) <= 3


def test_one_word_for_two_is_shown_with_both():
    made = [passage(n + 90, f"valtionavustus {a}", f"{b} statligt bidrag") for n, (a, b) in enumerate(WORDS.items())]
    made += passages(80)
    entries = [each for each in learn(made).entries if each.a == "valtionavustus"]
    assert entries[0].shown_b == "statligt bidrag"
    assert entries[0].shown_a == "valtionavustus"


def test_what_is_carried_over_untranslated_is_not_learned():
    made = [passage(n, f"kielo {a}", f"kielo {b}") for n, (a, b) in enumerate([*WORDS.items()] * 2)]
    assert not learn(made).about("kielo")


def test_a_word_seen_once_teaches_nothing():
    assert len(learn([passage(1, "talo", "hus")])) == 0
    assert len(learn([])) == 0


def test_a_word_is_found_by_what_is_shown_in_either_language():
    lexicon = learn(passages())
    assert [each.b for each in lexicon.about("Talo")] == ["hus"]
    assert [each.a for each in lexicon.about("hus")] == ["talo"]


names = st.text("abcåäö-", min_size=1, max_size=5)
places = st.builds(Place, names.map(PageId), st.integers(0, 99))
entries = st.builds(
    Entry,
    langs=st.sampled_from([("fi", "sv"), ("fi", "en"), ("sv", "en")]),
    a=names,
    b=names,
    shown_a=names,
    shown_b=names,
    count=st.integers(1, 99),
    strength=st.floats(0, 1),
    examples=st.lists(st.tuples(places, places), max_size=3).map(tuple),
)


@given(st.lists(entries, max_size=5))
def test_a_lexicon_is_had_back_from_its_rows(made):
    assert Lexicon.from_rows(Lexicon(made).to_rows()).to_rows() == Lexicon(made).to_rows()
