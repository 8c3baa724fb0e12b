"""What `--json` prints of an answer."""

import json

from search.export import answer_record


def test_an_answer_is_json_with_text_and_marks_that_fit(searcher):
    record = json.loads(json.dumps(answer_record(searcher.search("hyvinvointialue"))))
    assert set(record) == {"query", "total", "groups", "notes", "steps", "facets", "silent", "offers"}
    assert record["total"]["pages"] == sum(len(group["hits"]) for group in record["groups"]) == 3
    for hit in (hit for group in record["groups"] for hit in group["hits"]):
        assert hit["lang"] in ("fi", "sv", "en")
        passage = hit["passages"][0]
        start, end = passage["marks"][0]
        assert passage["text"][start:end].casefold()[:7] in ("hyvinvo", "välfärd", "wellbei")
        assert all(set(reason) == {"term", "matched", "lang", "source", "steps"} for reason in hit["reasons"])


def test_pages_of_a_group_that_did_not_match_are_named(county_archive):
    from search.service import Searcher

    with Searcher(county_archive) as searcher:
        record = answer_record(searcher.search("statsunderstöd lang:sv"))
    assert [page["lang"] for page in record["groups"][0]["others"]] == ["fi", "en"]
