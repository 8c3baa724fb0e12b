"""Pages are filed under the places and organisations they name, in whatever language they name them."""

import kielo
from indexer.filing import Filing, names_version
from indexer.schema import fingerprint

PAGES = {
    "fi.html": "<h1>Neuvonta laajenee</h1><p>Neuvontaa saa nyt Kauniaisissa ja Uudellamaalla. Ohjeet antaa THL.</p>",
    "sv.html": "<h1>Rådgivningen utvidgas</h1><p>Rådgivning ges nu i Grankulla, och i Esbo från hösten.</p>",
    "en.html": "<h1>Opening hours</h1><p>The swimming hall is open every day until the evening.</p>",
}


def test_names_are_found_in_their_language_and_filed_under_one(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, body in PAGES.items():
        (folder / name).write_text(f"<html><body><main>{body}</main></body></html>", "utf-8")
    with kielo.open(tmp_path / "archive", create=True) as archive:
        archive.ingest(folder)
        pages = {page.address.rpartition("/")[2]: page.id for page in archive.pages()}
        filed = Filing(archive.store_for()).of(sorted(pages.values()))
        assert {"Kauniainen", "Uusimaa"} <= set(filed[pages["fi.html"]]["place"])
        assert "Terveyden ja hyvinvoinnin laitos" in filed[pages["fi.html"]]["org"]
        assert {"Kauniainen", "Espoo"} <= set(filed[pages["sv.html"]]["place"])
        assert filed[pages["en.html"]] == {}
        for query, names in (("place:Kauniainen", ["fi.html", "sv.html"]), ("place:Esbo", ["sv.html"])):
            found = archive.search(query, group="page")
            assert sorted(group.hits[0].address.rpartition("/")[2] for group in found) == names
        answer = archive.search("place:Grankulla", facets=True)
        places = next(each for each in answer.facets if each.facet == "place")
        assert ("Kauniainen", 2) in [(each.value, each.pages) for each in places.values]
        one = archive.search("Grankulla").groups[0]
        assert archive.search(f"programme:{one.programme}").pages == len(one.hits)


def test_other_names_need_another_index():
    assert f"names={names_version()}" in fingerprint("memory").split()
