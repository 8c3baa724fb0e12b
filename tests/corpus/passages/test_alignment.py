"""Blocks of two languages in pairs."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.alignment import align
from corpus.alignment.beads import band_of
from corpus.alignment.judging import longest_rise
from corpus.common_words import common_words
from corpus.model import LANGUAGES, Block

FI = [
    ("heading", "Uusi perhekeskus avataan Tammilaaksossa"),
    ("paragraph", "Hyvinvointialue avaa uuden perhekeskuksen 15.3.2025."),
    ("paragraph", "Rakentaminen maksoi 1,2 miljoonaa euroa, ja valtio tuki sitä."),
    ("heading", "Palvelut"),
    ("item", "neuvola ja terveydenhoitaja"),
    ("item", "lääkäri joka tiistai"),
    ("item", "maksuton kahvila vanhemmille"),
    ("row", "maanantai | 8–16"),
    ("row", "perjantai | 9–14"),
    ("paragraph", "Aikoja voi varata puhelimitse numerosta 050 123 4567."),
]
SV = [
    ("heading", "Ett nytt familjecenter öppnas i Ekdalen"),
    ("paragraph", "Välfärdsområdet öppnar ett nytt familjecenter den 15 mars 2025."),
    ("paragraph", "Bygget kostade 1,2 miljoner euro, och staten gav stöd."),
    ("heading", "Tjänster"),
    ("item", "rådgivning och hälsovårdare"),
    ("item", "läkare varje tisdag"),
    ("item", "avgiftsfritt kafé för föräldrar"),
    ("row", "måndag | 8–16"),
    ("row", "fredag | 9–14"),
    ("paragraph", "Man kan boka tid per telefon på numret 050 123 4567."),
]


def blocks(rows, lang):
    return [Block(kind=kind, text=text, lang=lang) for kind, text in rows]


def pair(reader, fi, sv):
    return align(blocks(fi, "fi"), blocks(sv, "sv"), ("fi", "sv"), reader)


def shapes(passages):
    return [(each.a, each.b) for each in passages]


def one_to_one(first, last, shift=0):
    return [((n, n + 1), (n - shift, n - shift + 1)) for n in range(first, last)]


def test_translations_are_paired_block_by_block(reader):
    passages = pair(reader, FI, SV)
    assert shapes(passages) == one_to_one(0, len(FI))
    assert min(each.confidence for each in passages) > 0.5


@pytest.mark.parametrize("gone", range(len(FI)), ids=lambda n: FI[n][1])
def test_a_block_without_counterpart_is_a_gap_and_shifts_nothing(reader, gone):
    passages = pair(reader, FI, SV[:gone] + SV[gone + 1 :])
    expected = [*one_to_one(0, gone), ((gone, gone + 1), (gone, gone)), *one_to_one(gone + 1, len(FI), 1)]
    assert shapes(passages) == expected


@pytest.mark.parametrize("gone", range(len(FI)), ids=lambda n: SV[n][1])
def test_a_block_that_only_the_second_page_has_is_a_gap_too(reader, gone):
    passages = pair(reader, FI[:gone] + FI[gone + 1 :], SV)
    assert ((gone, gone), (gone, gone + 1)) in shapes(passages)
    assert sum(each.is_gap for each in passages) == 1


def test_two_paragraphs_in_one_are_one_passage(reader):
    merged = [SV[0], ("paragraph", f"{SV[1][1]} {SV[2][1]}"), *SV[3:]]
    found = {each.shape: (each.a, each.b) for each in pair(reader, FI, merged)}
    assert found["2-1"] == ((1, 3), (1, 2))
    turned = align(blocks(merged, "sv"), blocks(FI, "fi"), ("sv", "fi"), reader)
    assert ((1, 2), (1, 3)) in shapes(turned)


def test_the_same_blocks_give_the_same_passages(reader):
    assert pair(reader, FI, SV) == pair(reader, FI, SV)


def test_what_a_lexicon_knows_pairs_words_that_nothing_else_does(names, catalogue, reader):
    from corpus.alignment import Reader

    fi, sv = [("item", "räystäskouru"), ("item", "ikkunanpuite")], [("item", "fönsterkarm"), ("item", "stuprör")]
    known = {("räystäskouru", "stuprör"), ("stuprör", "räystäskouru")}
    taught = Reader(
        names, catalogue.forms, lambda _lang, word, _wanted: [(b, 1.0) for a, b in sorted(known) if a == word]
    )
    assert ((0, 1), (1, 2)) not in shapes(pair(reader, fi, sv))
    assert ((0, 1), (1, 2)) in shapes(pair(taught, fi, sv))


def test_a_page_without_blocks_leaves_all_of_the_other_alone(reader):
    assert [each.shape for each in pair(reader, FI[:3], [])] == ["1-0"] * 3
    assert pair(reader, [], []) == ()


@settings(max_examples=25)
@given(st.lists(st.sampled_from(FI), max_size=8), st.lists(st.sampled_from(SV), max_size=8))
def test_every_block_stands_in_exactly_one_passage_in_order(reader, fi, sv):
    passages = pair(reader, fi, sv)
    assert [n for each in passages for n in range(*each.a)] == list(range(len(fi)))
    assert [n for each in passages for n in range(*each.b)] == list(range(len(sv)))
    assert all(0 <= each.confidence <= 1 for each in passages)


@given(st.integers(0, 900), st.integers(0, 900), st.lists(st.tuples(st.integers(0, 899), st.integers(0, 899))))
def test_a_path_leads_through_every_band(n, m, pairs):
    anchors = longest_rise(sorted({i: j for i, j in pairs if i < n and j < m}.items()))
    band = band_of(n, m, anchors)
    assert (band[0][0], len(band)) == (0, n + 1)
    low = 0
    for first, last in band:  # the lowest cell that can be reached in a row; from it all above it can
        low = max(low, first)
        assert low < last
    assert band[-1][1] == m + 1


def test_a_long_page_with_a_long_insertion_is_aligned_in_a_band(reader):
    fi = [("paragraph", f"Kohta {n}: kokous {n * 7 + 1000} pidetään.") for n in range(260)]
    sv = [("paragraph", f"Punkt {n}: möte {n * 7 + 1000} hålls.") for n in range(260)]
    added = [("paragraph", f"Tillägg {n} om annat än det.") for n in range(5000, 5090)]
    passages = pair(reader, fi, sv[:100] + added + sv[100:])
    paired = {(each.a[0], each.b[0]) for each in passages if not each.is_gap}
    wanted = {(n, n if n < 100 else n + 90) for n in range(260)}
    assert len(paired & wanted) >= 255


@given(st.lists(st.integers(0, 60), unique=True))
def test_the_longest_rise_rises_and_no_pair_can_be_added(seconds):
    pairs = list(enumerate(seconds))
    rise = longest_rise(pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(rise))
    best = []
    for _, second in pairs:
        best.append(1 + max((n for n, (_, other) in zip(best, pairs, strict=False) if other < second), default=0))
    assert len(rise) == max(best, default=0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everyday_words_are_there_in_each_language_and_in_lower_case(lang):
    words = common_words(lang)
    assert len(words) > 600
    assert [word for word in words if word != word.lower() or " " in word] == []
