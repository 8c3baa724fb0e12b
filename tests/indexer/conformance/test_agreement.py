"""Random collections and random questions: every engine finds what the reference finds."""

import tempfile
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import PageId
from indexer.contract import (
    FACETS,
    And,
    DateRange,
    Everything,
    Fuzzy,
    IndexDocument,
    Only,
    Or,
    Phrase,
    Posting,
    Prefix,
    Term,
)
from indexer.engines import ENGINES, open_engine

# Few letters and few fields, so that questions meet documents.
words = st.text(alphabet="abå", min_size=1, max_size=3)
fields = st.sampled_from(["title", "body"])
dates = st.none() | st.sampled_from([20160101, 20160229, 20161231, 20170615])
names = st.lists(st.sampled_from("xyz"), max_size=3).map(tuple)
sites = st.sampled_from(["north", "south"])


@st.composite
def postings(draw):
    """Positions rise by 0 (stacked), 1 or 3 (a gap)."""
    steps = draw(st.lists(st.tuples(words, st.sampled_from([0, 1, 1, 1, 3])), max_size=12))
    position, result = 0, []
    for word, step in steps:
        position += step
        if Posting(word, position) not in result:
            result.append(Posting(word, position))
    return tuple(result)


documents = st.builds(
    IndexDocument,
    id=st.sampled_from([PageId(f"p{n}") for n in range(12)]),
    fields=st.fixed_dictionaries({}, optional={"title": postings(), "body": postings()}),
    langs=st.lists(st.sampled_from(["fi", "sv", "en"]), max_size=2).map(tuple),
    site=sites,
    kind=st.sampled_from(["news", "service"]),
    date=dates,
    has_month=st.booleans(),
    facets=st.fixed_dictionaries({}, optional={"place": names, "org": names, "programme": names}),
)
place = words | st.lists(words, max_size=3).map(tuple)
leaves = (
    st.builds(Term, field=fields, term=words)
    | st.builds(
        Phrase,
        field=fields,
        terms=st.lists(place, max_size=3).map(tuple),
        slop=st.integers(0, 3),
        is_ordered=st.booleans(),
    )
    | st.builds(Prefix, field=fields, prefix=st.text(alphabet="abå", max_size=2))
    | st.builds(Fuzzy, field=fields, term=words, distance=st.integers(1, 2), keep=st.integers(0, 2))
    | st.builds(DateRange, first=dates, last=dates)
    | st.builds(Only, facet=st.just("site"), values=st.lists(sites, max_size=2).map(tuple))
    | st.builds(Only, facet=st.just("place"), values=st.lists(st.sampled_from("xy"), max_size=2).map(tuple))
    | st.just(Everything())
)
queries = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Or, any_of=st.lists(inner, max_size=3).map(tuple))
        | st.builds(And, must=st.lists(inner, max_size=3).map(tuple), must_not=st.lists(inner, max_size=2).map(tuple))
    ),
    max_leaves=6,
)
writes = st.lists(
    st.tuples(st.lists(documents, max_size=10), st.lists(st.sampled_from([PageId(f"p{n}") for n in range(12)]))),
    min_size=1,
    max_size=3,
)


@given(writes=writes, queries=st.lists(queries, min_size=4, max_size=16))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_engine_finds_counts_and_dates_what_the_reference_does(writes, queries):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engines = {
            name: stack.enter_context(closing(open_engine(name, folder / name, create=True))) for name in ENGINES
        }
        reference = engines.pop("memory")
        for given_documents, deleted in writes:
            for engine in (reference, *engines.values()):
                engine.write(given_documents)
                engine.delete(deleted)
        for name, engine in engines.items():
            assert engine.count() == reference.count(), name
            for query in queries:
                assert answers(engine, query) == answers(reference, query), name


def answers(engine, query):
    """What must be equal in all engines: not the scores, and so not the order by relevance."""
    found = engine.search(query, limit=50)
    return {
        "ids": Counter(hit.id for hit in found.hits),
        "total": found.total,
        "capped": found.capped,
        "newest": engine.search(query, limit=3, offset=1, sort="newest"),
        "oldest": engine.search(query, limit=50, sort="oldest"),
        "gathered": [engine.gather(query, limit=2, offset=skip, sort="newest") for skip in (0, 1)],
        **engine.facets(query, FACETS),
    }


@given(documents=st.lists(documents, max_size=10, unique_by=lambda document: document.id), query=queries)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_without_deletions_short_fields_score_the_same_everywhere(documents, query):
    """Lengths up to 40 are stored exactly by all engines, so only the precision of the sums is left to differ."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scores = {}
        for name in ENGINES:
            engine = stack.enter_context(closing(open_engine(name, folder / name, create=True)))
            engine.write(documents)
            hits = engine.search(query, limit=50).hits
            scores[name] = {hit.id: hit.score for hit in hits}
            assert [(-hit.score, hit.id) for hit in hits] == sorted((-hit.score, hit.id) for hit in hits)
        for name in ENGINES:
            assert scores[name] == pytest.approx(scores["memory"], rel=1e-3, abs=1e-6), name
