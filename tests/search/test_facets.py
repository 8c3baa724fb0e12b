"""What an answer counts, and the shapes and order it comes in."""

import pytest

QUERIES = ["hyvinvointialue", "avustus", "hanke OR Björkstigen", "avustus -lang:en", "lang:fi number:3/2021"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_count_is_that_of_the_results_it_leads_to(searcher, query):
    answer = searcher.search(query, facets=True)
    values = [each for counts in answer.facets for each in counts.values]
    assert values
    for value in values:
        assert searcher.search(value.query).pages == value.pages


def test_counts_of_a_demo_are_true_too_and_years_stand_in_their_order(demo_archive):
    from search.service import Searcher

    with Searcher(demo_archive) as searcher:
        for query in ("avustus", "välfärdsområde -lang:sv"):
            answer = searcher.search(query, facets=True)
            years = next(counts for counts in answer.facets if counts.facet == "year").values
            assert [each.value for each in years] == sorted(each.value for each in years)
            assert len(years) > 2
            for counts in answer.facets:
                for value in counts.values:
                    assert searcher.search(value.query, limit=0).pages == value.pages


def test_nothing_is_counted_unless_asked(searcher):
    assert searcher.search("avustus").facets == ()


def test_passages_are_listed_one_by_one_and_paged(searcher):
    every = searcher.search("avustus", unit="passage", limit=100)
    assert every.of == len(every) > every.pages
    assert all(len(group.hits) == 1 and len(group.hits[0].passages) <= 1 for group in every)
    halves = [searcher.search("avustus", unit="passage", limit=2, offset=at).groups for at in range(0, every.of, 2)]
    assert tuple(group for half in halves for group in half) == every.groups


@pytest.mark.parametrize("unit", ["programme", "page"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_paging_shows_each_group_once_in_the_same_order(searcher, unit, sort):
    query = "lang:fi OR lang:sv OR avustus"
    every = searcher.search(query, unit=unit, sort=sort, limit=100).groups
    paged = [searcher.search(query, unit=unit, sort=sort, limit=1, offset=at).groups[0] for at in range(len(every))]

    def pages(groups):
        return [[hit.page for hit in group.hits] for group in groups]

    assert pages(paged) == pages(every)


@pytest.mark.parametrize("prefer", ["fi", "sv", "en"])
def test_the_best_page_in_the_preferred_language_leads_its_group(county_archive, prefer):
    from search.service import Searcher

    with Searcher(county_archive) as searcher:
        plain = searcher.search("hyvinvointialue valtionavustus")
        answer = searcher.search("hyvinvointialue valtionavustus", prefer=prefer)
    assert answer.groups[0].hits[0].lang == prefer
    assert answer.groups[0].languages == ("fi", "sv", "en")
    assert sorted(hit.page for hit in answer.groups[0].hits) == sorted(hit.page for hit in plain.groups[0].hits)
