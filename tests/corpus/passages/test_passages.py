"""Pages of an archive side by side, what they teach, and files for translators."""

import xml.etree.ElementTree as ET

import pytest
from msgspec.structs import replace

from corpus.interchange import csv_lines, lexicon_csv, tbx_lines, tmx_lines, worth_showing
from corpus.lexicon import Lexicon
from corpus.lexicon.keeping import keep_lexicon, key_of, read_lexicon
from corpus.model import Link
from corpus.passages import (
    LEAST_LINKS,
    Aligner,
    aligned_pages,
    changes,
    cross_fitted,
    learn_lexicon,
    mate,
    page_differences,
    pairs_of,
)

NOUNS = {"talo": "hus", "katu": "gata", "auto": "bil", "koira": "hund", "kissa": "katt", "vene": "båt", "metsä": "skog"}


@pytest.fixture
def aligner(catalogue, names):
    return Aligner(catalogue.forms, None, names)


def link(a, b, confidence=0.9, **about):
    first, second = sorted((a.id, b.id))
    fields = {"relation": "translation", "state": "accepted", "evidence": ()} | about
    return Link(a=first, b=second, confidence=confidence, **fields)


def langs_of(pages):
    return {each.id: each.cleaned.lang for each in pages}


def reading(pages):
    by_id = {each.id: each for each in pages}
    return lambda ids: [by_id[each] for each in ids]


@pytest.fixture
def parallel(page):
    """Pages about nouns in two languages, one pair a link."""
    pages, links = [], []
    words = list(NOUNS.items())
    for n in range(LEAST_LINKS + 2):
        chosen = [words[(n + step) % len(words)] for step in (0, 1, 3)]
        fi = page(f"https://a.example/fi/{n}", "fi", *[f"Kohta {n}: {a}." for a, _ in chosen], programme=f"g{n % 9}")
        sv = page(f"https://a.example/sv/{n}", "sv", *[f"Punkt {n}: {b}." for _, b in chosen], programme=f"g{n % 9}")
        pages += [fi, sv]
        links.append(link(fi, sv))
    return pages, links


def test_only_accepted_translations_count_and_stand_in_the_order_of_the_languages(page):
    fi, sv, en = (page(f"a/{lang}", lang, "x") for lang in ("fi", "sv", "en"))
    links = [link(fi, sv), link(sv, en, state="uncertain"), link(fi, en, relation="same_programme")]
    assert [(each.a, each.b) for each in pairs_of(links, langs_of([fi, sv, en]))] == [(fi.id, sv.id)]


def test_a_translation_is_found_directly_or_by_way_of_a_third_language(page):
    fi, sv, en = (page(f"a/{lang}", lang, "x") for lang in ("fi", "sv", "en"))
    links, langs = [link(fi, en), link(sv, en)], langs_of([fi, sv, en])
    assert mate(fi.id, "sv", links, langs) == sv.id
    assert mate(fi.id, "sv", links[:1], langs) is None
    assert mate(fi.id, "fi", links, langs) is None


def test_a_lexicon_is_learned_from_thirty_links_and_not_from_fewer(parallel, aligner):
    pages, links = parallel
    pairs, programmes = pairs_of(links, langs_of(pages)), {each.id: each.programme for each in pages}
    lexicon = learn_lexicon(pairs, reading(pages), aligner, programmes)
    right = sum(
        lexicon.translations("fi", a, "sv")[:1] != () and lexicon.translations("fi", a, "sv")[0][0] == b
        for a, b in NOUNS.items()
    )
    assert right >= len(NOUNS) - 1
    assert len(learn_lexicon(pairs[: LEAST_LINKS - 1], reading(pages), aligner, programmes)) == 0


def test_a_page_is_looked_at_again_with_what_others_have_taught_only(parallel, aligner, page):
    pages, links = parallel
    fi = page("https://a.example/fi/oma", "fi", "ainutlaatuinen täällä", "ainutlaatuinen taas", programme="own")
    sv = page("https://a.example/sv/egen", "sv", "enastående här", "enastående igen", programme="own")
    pages, links = [*pages, fi, sv], [*links, link(fi, sv, 0.99)]
    programmes = {each.id: each.programme for each in pages}
    pairs = pairs_of(links, langs_of(pages))
    of = cross_fitted(pairs, reading(pages), aligner, programmes)
    assert of(fi.id).translations("fi", "ainutlaatuinen", "sv") == ()
    others = [each for each in pages if of(each.id) is not of(fi.id)]
    assert any(of(each.id).translations("fi", "ainutlaatuinen", "sv") for each in others)


def test_facts_that_differ_are_told_with_their_pages(page, aligner):
    fi = page("a/fi", "fi", "Haku", "Hakemukset pyydetään 15.3.2025 mennessä.", "Lisätietoja antaa kirjaamo.")
    sv = page("a/sv", "sv", "Ansökan", "Ansökningarna ska lämnas senast den 16 mars 2025.", "Mer information ges.")
    pairs = pairs_of([link(fi, sv)], langs_of([fi, sv]))
    found = list(page_differences(pairs, reading([fi, sv]), aligner))
    assert [(each.a.id, each.b.id, each.difference.kind) for each in found] == [(fi.id, sv.id, "date")]


def test_a_memory_holds_each_language_with_its_own_address(page, aligner):
    fi = page("https://a.example/fi/1?x=1&y=2", "fi", "Kirjasto <auki>", "Kirjasto avataan 1.2.2024.")
    sv = page("https://a.example/sv/1", "sv", "Bibliotek <öppet>", "Biblioteket öppnas den 1 februari 2024.\u0001")
    pairs = pairs_of([link(fi, sv)], langs_of([fi, sv]))
    made = aligned_pages(pairs, reading([fi, sv]), lambda _link: aligner)
    tree = ET.fromstring("\n".join(tmx_lines(made, "1.0")).encode())
    assert (tree.tag, tree.get("version")) == ("tmx", "1.4")
    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    units = [
        {tuv.get(xml_lang): (tuv.findtext("prop"), tuv.findtext("seg")) for tuv in unit.iter("tuv")}
        for unit in tree.iter("tu")
    ]
    assert units[0] == {
        "fi": ("https://a.example/fi/1?x=1&y=2", "Kirjasto <auki>"),
        "sv": ("https://a.example/sv/1", "Bibliotek <öppet>"),
    }
    assert units[1]["sv"][1] == "Biblioteket öppnas den 1 februari 2024."


def test_a_lexicon_is_written_as_tbx_and_csv(parallel, aligner):
    pages, links = parallel
    programmes = {each.id: each.programme for each in pages}
    lexicon = learn_lexicon(pairs_of(links, langs_of(pages)), reading(pages), aligner, programmes)
    entries = worth_showing(lexicon)
    tree = ET.fromstring("\n".join(tbx_lines(entries)).encode())
    terms = [each.text for each in tree.iter("{urn:iso:std:iso:30042:ed-2}term")]
    assert terms == [word for entry in entries for word in (entry.shown_a, entry.shown_b)]
    rows = list(lexicon_csv(entries, {each.id: each.address for each in pages}))
    assert len(rows) == len(entries) + 1
    assert "https://a.example/fi/" in rows[1]


def test_a_cell_that_a_spreadsheet_would_compute_is_made_text():
    assert list(csv_lines(("a",), [("=1+1",), ("plain",)])) == ["a", "'=1+1", "plain"]


def test_a_kept_lexicon_is_read_for_the_same_pages_and_links_only(tmp_path, parallel, aligner):
    pages, links = parallel
    programmes = {each.id: each.programme for each in pages}
    lexicon = learn_lexicon(pairs_of(links, langs_of(pages)), reading(pages), aligner, programmes)
    key = key_of(1, links, ["x"])
    assert read_lexicon(tmp_path, key) is None
    keep_lexicon(tmp_path, key, lexicon)
    assert read_lexicon(tmp_path, key).to_rows() == lexicon.to_rows()
    for other in (key_of(2, links, ["x"]), key_of(1, links[1:], ["x"]), key_of(1, links, ["y"])):
        assert read_lexicon(tmp_path, other) is None
    (tmp_path / "lexicon.json").write_text('{"key": "' + key + '", "rows": [[1]]}', "utf-8")
    assert read_lexicon(tmp_path, key) is None
    keep_lexicon(tmp_path / "gone", key, Lexicon())


def test_a_page_that_changed_did_so_after_its_old_text_was_last_seen(page):
    from corpus.model import Capture
    from corpus.store import HeldVersion

    capture = Capture(address="a", body=b"", media="text", source="s", place="p", fetched_at="2024-01-01")
    versions = [
        HeldVersion(capture=capture, n=1, is_current=False),
        HeldVersion(capture=replace(capture, fetched_at="2024-06-01"), n=2, is_current=True),
        HeldVersion(capture=replace(capture, address="b"), n=1, is_current=True),
    ]
    assert changes(versions) == {"a": "2024-01-01"}
