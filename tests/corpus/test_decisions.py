"""Which block a person means, what is kept of a decision, and when it needs a new look."""

import pytest

from corpus.cleaning import templates
from corpus.decisions import decide_blocks, decide_language, place_of, standings
from corpus.errors import InputError
from corpus.ingest import outcome_of
from corpus.model import Capture, page_id
from corpus.settle import settle
from corpus.store import Intake, Own, Store

ADDRESS = "https://salmenmaa.example/penkki"
PAGE = """
<html lang="fi"><body><nav><a href="/">Etusivu</a> <a href="/kartta">Kartta</a></nav><h1>Uusi penkki</h1>
<p>Penkki rakennetaan torille keväällä, ja se on valmis ennen juhannusta.</p><p>Kaikki ovat tervetulleita.</p>
<p>2021</p><p>Kaikki ovat tervetulleita.</p>{more}</body></html>
"""
FIRST = PAGE.format(more="")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        bring(store)
        yield store


def bring(store, body=FIRST, at="2021-01-01"):
    capture = Capture(
        address=ADDRESS, url=ADDRESS, body=body.encode(), media="html", source="crawl", place="a", fetched_at=at
    )
    cleaned, own = outcome_of(capture)
    store.add(store.begin_run(), [Intake(capture=capture, cleaned=cleaned, own=own)])
    settle(store, lambda *_: None)


def page(store):
    (found,) = store.pages([page_id(ADDRESS)])
    return found


def decide(store, kind, *blocks):
    made = decide_blocks(store, page(store), kind, blocks)
    settle(store, lambda *_: None)
    return made


def in_force(store):
    return [
        (each.decision.kind, each.decision.value, each.needs_look)
        for each in standings(store, store.settling().decisions())
    ]


def test_a_block_is_meant_by_the_number_that_is_shown(store):
    blocks = page(store).cleaned.all_blocks
    assert [place_of(page(store), str(n)) for n in range(1, len(blocks) + 1)] == list(range(len(blocks)))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Uusi penkki", "Uusi penkki"),
        ("TORILLE", "Penkki rakennetaan torille keväällä, ja se on valmis ennen juhannusta."),
        ("2021", "2021"),  # no such number, but such a block
        ("kartta", "Etusivu Kartta"),
    ],
)
def test_a_block_is_meant_by_words_that_stand_in_no_other(store, words, text):
    assert page(store).cleaned.all_blocks[place_of(page(store), words)].text == text


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("penkki", "2 blocks hold 'penkki'"),
        ("tervetulleita", "2 blocks hold"),
        ("laituri", "no block holds 'laituri'"),
        ("", "no block holds"),
        ("  ", "no block holds"),
        ("0", "no block 0"),
        ("99", "the page has 6 blocks, and no block 99"),
        ("²", "no block holds"),
    ],
)
def test_what_no_block_or_several_are_meant_by_is_an_error_and_nothing_is_kept(store, words, problem):
    with pytest.raises(InputError, match=problem):
        decide_blocks(store, page(store), "drop", ["1", words])
    assert store.settling().decisions() == []


def test_a_decision_is_kept_with_its_page_text_and_place_among_its_likes(store):
    (made,) = decide(store, "drop", "6")
    assert (made.address, made.kind, made.value, made.nth) == (ADDRESS, "drop", "Kaikki ovat tervetulleita.", 1)
    assert made.digest == store.settling().digests([page_id(ADDRESS)])[page_id(ADDRESS)]
    assert made.made_at


def test_the_same_decision_again_is_not_kept_twice_and_changes_nothing(store):
    first = decide(store, "drop", "3")
    revision = store.revision()
    assert decide(store, "drop", "3") == first
    assert not store.settling().is_due()
    assert (store.revision(), len(store.settling().decisions())) == (revision, 1)
    said = decide_language(store, page(store), "sv")
    assert decide_language(store, page(store), "sv") == said


def test_to_take_back_what_was_never_decided_is_an_error(store):
    decide(store, "drop", "3")
    with pytest.raises(InputError, match="nothing was decided on block '2'"):
        decide(store, "undo", "2")
    decide(store, "undo", "3")
    with pytest.raises(InputError, match="nothing was decided"):
        decide(store, "undo", "3")
    decide_language(store, page(store), "")
    assert in_force(store) == []
    assert not store.settling().is_due()


def test_a_decision_whose_block_is_gone_needs_a_new_look_holds_again_when_it_is_back_and_can_be_taken_back(store):
    decide(store, "drop", "torille")
    decide(store, "drop", "6")
    assert [look for *_, look in in_force(store)] == ["", ""]
    other = PAGE.replace("torille", "rantaan").replace("<p>Kaikki ovat tervetulleita.</p>\n<p>2021</p>", "")
    bring(store, other.format(more=""), "2022-01-01")
    assert [look for *_, look in in_force(store)] == ["the block is not there any more"] * 2
    assert page(store).cleaned.dropped[1:] == ()
    bring(store, PAGE.format(more="<p>Lisäys torin penkeistä.</p>"), "2023-01-01")
    assert [look for *_, look in in_force(store)] == ["", ""]
    assert [block.reason for block in page(store).cleaned.dropped[1:]] == ["decision", "decision"]
    bring(store, other.format(more="<p>Taas muuta.</p>"), "2024-01-01")
    decide(store, "undo", "torille")
    assert [value for _, value, _ in in_force(store)] == ["Kaikki ovat tervetulleita."]


def test_a_language_that_was_set_on_another_text_needs_a_new_look_until_it_is_confirmed(store):
    decide_language(store, page(store), "sv")
    assert in_force(store) == [("language", "sv", "")]
    bring(store, PAGE.format(more="<p>Lisäys torin penkeistä.</p>"), "2023-01-01")
    assert in_force(store) == [("language", "sv", "the page's text has changed since")]
    decide_language(store, page(store), "sv")
    assert in_force(store) == [("language", "sv", "")]


def test_other_surroundings_ask_for_no_new_look(store):
    decide(store, "drop", "torille")
    decide_language(store, page(store), "sv")
    bring(store, PAGE.replace("Kartta", "Karttapalvelu").format(more=""), "2023-01-01")
    assert [look for *_, look in in_force(store)] == ["", ""]


def test_what_is_taken_back_is_in_force_no_more(store):
    decide(store, "drop", "torille")
    decide_language(store, page(store), "sv")
    decide(store, "undo", "torille")
    decide_language(store, page(store), "")
    assert in_force(store) == []
    assert len(store.settling().decisions()) == 2


def test_a_page_that_too_old_a_kielo_has_cleaned_must_be_cleaned_anew_first(tmp_path):
    with Store.open(tmp_path / "old", create=True) as store:
        capture = Capture(address=ADDRESS, body=b"x", media="html", source="crawl", place="a")
        cleaned, own = outcome_of(Capture(address=ADDRESS, body=PAGE.encode(), media="html", source="crawl", place="a"))
        assert own.lines == templates.lines_of(cleaned.all_blocks)
        store.add(store.begin_run(), [Intake(capture=capture, cleaned=cleaned, own=Own())])
        for decision in (lambda: decide(store, "drop", "3"), lambda: decide_language(store, page(store), "sv")):
            with pytest.raises(InputError, match="kielo reclean"):
                decision()
        assert store.settling().decisions() == []
