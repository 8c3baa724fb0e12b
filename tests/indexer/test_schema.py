"""What a page becomes in the index: fields, terms, positions, and the fingerprint of it all."""

import pytest

from corpus.analysis import Forms
from corpus.model import Block, Cleaned, Page, PageDate, own_programme, page_id
from indexer.contract import FIELDS
from indexer.schema import BLOCK_GAP, Terms, chains_of, date_number, document, fingerprint, languages_of


def page(*blocks, title="Hanke", lang="fi", languages=("fi",), url=None, **known):
    who = page_id("crawl/a.html")
    cleaned = Cleaned(title=title, all_blocks=blocks, lang=lang, confidence=1.0, languages=languages, **known)
    return Page(
        id=who,
        address="crawl/a.html",
        url=url,
        source="crawl",
        version=1,
        fetched_at=None,
        programme=own_programme(who),
        cleaned=cleaned,
    )


def made(*blocks, **known):
    return document(page(*blocks, **known), Terms(Forms()))


def block(text, lang="fi", kind="paragraph", **more):
    return Block(kind=kind, text=text, lang=lang, **more)


def terms(document, field):
    return {posting.term for posting in document.fields[field]}


def test_every_field_is_there_even_when_it_is_empty():
    assert set(made(title="").fields) == set(FIELDS)


def test_lemmas_carry_their_language_and_exact_forms_do_not():
    it = made(block("Talossa on HUONEITA"))
    assert {"fi:talo", "fi:huone"} <= terms(it, "body")
    assert {"talossa", "huoneita"} <= terms(it, "exact")
    assert all(term.startswith("fi:") for field in ("title", "body", "parts") for term in terms(it, field))


def test_parts_of_compounds_stand_in_a_field_of_their_own():
    it = made(block("terveyspalvelut"))
    assert "fi:terveyspalvelu" in terms(it, "body")
    assert "fi:terveys" in terms(it, "parts") - terms(it, "body")


def test_a_suspended_compound_is_indexed_in_full_where_it_stands():
    it = made(block("sosiaali- ja terveyspalvelut"))
    (place,) = [posting.position for posting in it.fields["body"] if posting.term == "fi:sosiaalipalvelu"]
    assert place == 0


def test_the_title_is_in_its_own_field_and_under_exact_but_not_in_the_body():
    it = made(block("Teksti."), title="Uimahalli")
    assert "fi:uimahalli" in terms(it, "title") - terms(it, "body")
    assert "uimahalli" in terms(it, "exact")


def test_headings_are_body_too():
    it = made(block("Uimahalli", kind="heading", level=2), block("Teksti."))
    assert terms(it, "headings") == {"fi:uimahalli"}
    assert "fi:uimahalli" in terms(it, "body")


def test_dropped_blocks_are_not_indexed():
    it = made(block("Teksti."), block("Evästeet", reason="rule:cookies"))
    assert not any("eväste" in term for field in FIELDS for term in terms(it, field))


def test_a_gap_between_blocks_keeps_phrases_within_them():
    it = made(block("yksi kaksi"), block("kolme"))
    at = {posting.term: posting.position for posting in it.fields["body"]}
    assert at["fi:kaksi"] == at["fi:yksi"] + 1
    assert at["fi:kolme"] == at["fi:kaksi"] + 1 + BLOCK_GAP


@pytest.mark.parametrize("lang", ["und", "other"])
def test_a_text_of_unknown_language_is_indexed_in_all(lang):
    it = made(block("info", lang=lang), title="", lang=lang, languages=())
    assert terms(it, "body") >= {"fi:info", "sv:info", "en:info"}
    assert it.langs == (lang,)
    assert languages_of(lang) == ("fi", "sv", "en")


def test_a_block_in_another_language_than_its_page_is_analysed_in_its_own():
    assert "sv:hus" in terms(made(block("Husen ligger vid kajen.", lang="sv")), "body")


def test_facets_come_from_the_page():
    it = made(
        languages=("sv", "fi"),
        url="https://www.example.org/a",
        kind="news",
        dates=(PageDate(role="updated", value="2023-05", source="text"),),
    )
    assert (it.langs, it.site, it.kind, it.date) == (("sv", "fi"), "www.example.org", "news", 20230501)
    assert (made().site, made().date) == ("crawl", None)


def test_the_day_of_publishing_goes_before_that_of_updating():
    dates = (PageDate(role="updated", value="2024", source="x"), PageDate(role="published", value="2020", source="x"))
    assert made(dates=dates).date == 20200101


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2016", 20160101, 20161231),
        ("2016-11", 20161101, 20161131),
        ("2016-11-22", 20161122, 20161122),
        (None, None, None),
        ("16", None, None),
        ("2016-11-22T10:00", None, None),
    ],
)
def test_a_partial_date_is_its_first_or_last_possible_day(iso, first, last):
    assert (date_number(iso), date_number(iso, last=True)) == (first, last)


def test_the_fingerprint_tells_engines_apart_but_their_chains_are_the_same():
    one, other = fingerprint("tantivy"), fingerprint("whoosh")
    assert one != other
    assert chains_of(one) == chains_of(other)
    assert [chain.partition("=")[0] for chain in chains_of(one)] == ["fi", "sv", "en"]


def test_the_fingerprint_follows_the_chains_and_the_schema(monkeypatch):
    before = fingerprint("tantivy")
    with monkeypatch.context() as patch:
        patch.setattr("indexer.schema.chain_version", lambda lang: f"another {lang}")
        assert chains_of(fingerprint("tantivy")) == ["fi=anotherfi", "sv=anothersv", "en=anotheren"]
    with monkeypatch.context() as patch:
        patch.setattr("indexer.schema.VERSION", 99)
        assert fingerprint("tantivy") != before
        assert chains_of(fingerprint("tantivy")) == chains_of(before)


def test_what_was_indexed_before_changes_nothing():
    first = page(block("Sosiaali- ja terveyspalvelut", lang="fi"), block("hus", lang="sv"))
    second = page(block("sosiaali- ja terveyspalvelut sekä sosiaali- ja kulttuuripalvelut"), block("hus", lang="und"))
    terms = Terms(Forms())
    document(first, terms)
    assert document(second, terms) == document(second, Terms(Forms()))


def test_the_same_page_gives_the_same_document():
    it = page(block("Sosiaali- ja terveyspalvelut, social- och hälsovård"))
    assert document(it, Terms(Forms())) == document(it, Terms(Forms()))
