"""The rules about terms that all engines share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract import Fuzzy
from indexer.engines import terms
from indexer.engines.bm25 import idf
from indexer.engines.terms import (
    most_frequent,
    similar,
    within_distance,
)

words = st.text(alphabet="abcä", max_size=7)


def levenshtein(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(levenshtein(a[1:], b) + 1, levenshtein(a, b[1:]) + 1, levenshtein(a[1:], b[1:]) + (a[0] != b[0]))


@given(a=st.text(alphabet="abä", max_size=5), b=st.text(alphabet="abä", max_size=5), distance=st.integers(0, 3))
def test_within_distance_agrees_with_the_definition_of_edit_distance(a, b, distance):
    assert within_distance(a, b, distance) == (levenshtein(a, b) <= distance)


@given(
    found=st.lists(words),
    term=words,
    distance=st.integers(0, 2),
    keep=st.integers(0, 4),
    prefix=st.sampled_from(["", "fi:"]),
)
def test_similar_terms_are_those_that_keep_the_beginning_and_lie_within_the_distance(
    found, term, distance, keep, prefix
):
    asked = Fuzzy(field="body", term=prefix + term, distance=distance, keep=keep)
    found = [prefix + other for other in found]
    assert list(similar(found, asked)) == [
        other for other in found if other[:keep] == asked.term[:keep] and within_distance(other, asked.term, distance)
    ]


@given(
    counts=st.dictionaries(words, st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=30),
    limit=st.integers(1, 6),
)
def test_the_most_frequent_terms_are_those_by_true_counts(counts, limit):
    """`counts` maps a term to its living and its deleted documents."""
    living = {term: alive for term, (alive, _) in counts.items()}
    expected = sorted((term for term in living if living[term]), key=lambda term: (-living[term], term))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "EXPANSION_LIMIT", limit)
        found = most_frequent([(term, alive + gone) for term, (alive, gone) in counts.items()], living.__getitem__)
        assert found == (tuple(expected[:limit]), len(expected) > limit)
        assert most_frequent([(term, living[term]) for term in expected]) == found


@given(documents=st.integers(0, 50), holding=st.integers(0, 60))
def test_idf_is_never_negative_even_while_deleted_documents_are_counted(documents, holding):
    assert idf(holding, documents) >= 0
