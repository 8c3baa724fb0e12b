"""The public face: tokens of a text, the cache of forms, and laws that hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.analysis import FormAnalysis, Forms, analyse, analyse_form, read_words
from corpus.analysis.tokens import tokenise
from corpus.model import Lang

WORDS = [
    "Sosiaali-",
    "terveyspalvelut",
    "ja",
    "-palvelut",
    "och",
    "hälso-",
    "sjukvård",
    "pre-",
    "and",
    "post-award",
    ",",
]
WORDS += [
    "1.1.2019",
    "20-",
    "30-vuotiaat",
    "EU:n",
    "vaa’an",
    "xyzzy-",
    "\n\n",
    "/",
    "\u00ad",
    "ÅÄÖ",
    "ﬃ",
    "İ-",
    "2",
    "849",
    "sosiaali–",
    "\u00a0",
    "cafe\u0301-",
    "a\u00ad-",
    "a\u0301",
]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
langs = st.sampled_from(["fi", "sv", "en", "und", "other"])
SHARED = Forms()  # what it holds must not matter: that is one of the laws


@settings(deadline=None, max_examples=60)
@given(texts, langs)
def test_a_token_points_at_its_surface_and_positions_count_from_0(text: str, lang: Lang) -> None:
    tokens = analyse(text, lang, SHARED)
    assert all(text[token.start : token.end] == token.surface for token in tokens)
    assert [token.position for token in tokens] == list(range(len(tokens)))


@settings(deadline=None, max_examples=60)
@given(texts, langs)
def test_terms_are_lower_case_distinct_and_lemmas_are_never_missing(text: str, lang: Lang) -> None:
    for token in analyse(text, lang, SHARED):
        assert token.lemmas
        for terms in (token.lemmas, token.parts, token.joined, token.joined_lemmas):
            assert all(term and term == term.lower() for term in terms)
            assert len(set(terms)) == len(terms)
        assert token.exact not in token.parts


@settings(deadline=None, max_examples=60)
@given(texts, langs)
def test_what_a_stub_shares_lies_in_the_text(text: str, lang: Lang) -> None:
    for token in analyse(text, lang, SHARED):
        assert (token.head is None) == (not token.joined) == (not token.joined_lemmas)
        if token.head is not None:
            assert 0 <= token.head[0] < token.head[1] <= len(text)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(texts, langs), max_size=4))
def test_results_do_not_depend_on_the_cache(pages: list[tuple[str, Lang]]) -> None:
    tiny = Forms(limit=1)
    assert [analyse(text, lang, tiny) for text, lang in pages] == [analyse(text, lang) for text, lang in pages]


@settings(deadline=None, max_examples=60)
@given(texts, langs)
def test_words_read_without_their_place_are_those_of_the_tokens(text: str, lang: Lang) -> None:
    words = [(word.exact, word.lemmas, word.parts, word.joined_lemmas) for word in read_words(text, lang, SHARED)]
    tokens = analyse(text, lang, SHARED)
    assert words == [(token.exact, token.lemmas, token.parts, token.joined_lemmas) for token in tokens]


@settings(deadline=None, max_examples=80)
@given(texts, langs)
def test_words_are_cut_alike_whether_their_stretch_was_there_before_or_not(text: str, lang: Lang) -> None:
    expected = [(word.surface, word.start) for word in tokenise(text)]
    for _ in range(2):
        assert [(token.surface, token.start) for token in analyse(text, lang, SHARED)] == expected


def test_a_number_is_read_with_what_follows_it_wherever_it_stood_before() -> None:
    forms = Forms()
    read = [
        [token.exact for token in analyse(text, "fi", forms)] for text in ("2", "2 849", "20- x", "20-", "sosiaali– ja")
    ]
    assert read == [["2"], ["2849"], ["20-", "x"], ["20"], ["sosiaali-", "ja"]]


def test_words_read_without_their_place_do_not_depend_on_what_was_read_before() -> None:
    forms = Forms()
    for text in (
        "2",
        "vuonna 2",
        "2 849 500 euroa",
        "noin 2 849",
        "2 849 500",
        "20- tai 30-",
        "20-",
        "klo 9–15",
        "9– 15",
    ):
        for _ in range(2):
            read = [word.exact for word in read_words(text, "fi", forms)]
            assert read == [token.exact for token in analyse(text, "fi")]


def test_a_word_that_comes_again_is_the_same_reading() -> None:
    first, again, other = read_words("talo TALO talo", "fi", Forms())[::2] + read_words("talo", "sv", Forms())
    assert first is again
    assert first is not other


def test_a_new_analysis_of_a_form_is_read_at_once() -> None:
    forms = Forms()
    read_words("talo", "fi", forms)
    forms.put("fi", "talo", FormAnalysis(lemmas=("told",)))
    assert read_words("talo", "fi", forms)[0].lemmas == ("told",)
    assert analyse("talo", "fi", forms)[0].lemmas == ("told",)


def test_a_full_cache_forgets_what_was_read_with_what_was_analysed() -> None:
    forms = Forms(limit=2)
    for text in ("yksi", "kaksi", "kolme", "yksi"):
        analyse(text, "fi", forms)
    assert "yksi" in {form for (_, form), _ in forms.new_items()}


def test_the_exact_form_is_what_is_written_less_typography() -> None:
    tokens = analyse("Hyvin\u00advointi STM:n vaa’an Café 2\u00a0849\u00a0500 Länsi\u2011Uusimaa", "fi")
    exact = ["hyvinvointi", "stm:n", "vaa'an", "cafe", "2849500", "länsi-uusimaa"]
    assert [token.exact for token in tokens] == exact


def test_an_unknown_word_keeps_a_lemma_in_every_language() -> None:
    assert all(analyse("Xyzzyq", lang)[0].lemmas for lang in ("fi", "sv", "en", "und"))


def test_text_of_unknown_language_gets_the_terms_of_all_three_chains() -> None:
    tokens = analyse("kunnissa kommunerna municipalities", "und")
    assert [token.lang for token in tokens] == ["und"] * 3
    assert "kunta" in tokens[0].lemmas
    assert "kommun" in tokens[1].lemmas
    assert "municipality" in tokens[2].lemmas
    assert analyse("kunnissa", "other") == analyse("kunnissa", "und")


@pytest.mark.parametrize("form", ["Terveyspalveluiden", "STM:n", "vaa’an", "1.1.2019", "kirjaamo@kielo.example"])
def test_a_form_alone_is_analysed_as_in_a_text(form: str) -> None:
    (token,) = analyse(form, "fi")
    analysis = analyse_form(form, "fi")
    assert (token.lemmas, token.parts) == (analysis.lemmas, analysis.parts)


def test_an_address_is_found_by_its_host() -> None:
    (token,) = analyse("https://www.kielo.example/sivu", "fi")
    assert token.lemmas == ("https://www.kielo.example/sivu", "kielo.example")


def test_forms_known_beforehand_are_taken_as_they_are() -> None:
    told = FormAnalysis(lemmas=("told",))
    (token,) = analyse("Sana", "fi", Forms([(("fi", "sana"), told)]))
    assert token.lemmas == ("told",)


def test_a_cache_gives_its_new_forms_once() -> None:
    forms = Forms([(("fi", "vanha"), FormAnalysis(lemmas=("vanha",)))])
    analyse("vanha talo talo", "fi", forms)
    assert [key for key, _ in forms.new_items()] == [("fi", "talo")]
    assert forms.new_items() == ()
    assert sorted(key for key, _ in forms.items()) == [("fi", "talo"), ("fi", "vanha")]


def test_a_full_cache_is_emptied() -> None:
    forms = Forms(limit=2)
    for form in ("yksi", "kaksi", "kolme"):
        forms.put("fi", form, FormAnalysis(lemmas=(form,)))
    assert len(forms) == 1
    assert forms.get("fi", "yksi") is None
    assert forms.get("fi", "kolme") == FormAnalysis(lemmas=("kolme",))


def test_putting_a_known_form_again_does_not_empty_a_full_cache() -> None:
    forms = Forms(limit=1)
    for lemma in ("a", "b"):
        forms.put("fi", "yksi", FormAnalysis(lemmas=(lemma,)))
    assert dict(forms.items()) == {("fi", "yksi"): FormAnalysis(lemmas=("b",))}


def test_a_cache_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Forms(limit=0)
