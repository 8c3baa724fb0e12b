"""Saved searches, and what is new for them."""

import json
import sqlite3
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cli
import kielo
from corpus.ingest import settle_and_relate
from corpus.moments import first_moment, last_moment
from search.news import differences

SITE = "https://www.saarnijoki.example"
HISTORY = (
    ("fi/silta", "Silta korjataan", "Kunta korjaa vanhan sillan, ja liikenne ohjataan lautalle.", "2020-05-01"),
    ("fi/lautta", "Lautta kulkee", "Lautta kulkee tunnin välein aamusta iltaan.", "2020-05-02"),
    ("fi/silta", "Silta korjattiin", "Silta avattiin liikenteelle, ja lautta jäi pois.", "2021-06-01"),
    ("fi/tori", "Tori muuttaa", "Tori muuttaa rantaan, aivan sillan viereen.", "2021-06-02"),
    ("fi/lautta", "Lautta lopetti", "Vuoroja ei enää ajeta, ja laituri puretaan.", "2022-07-01"),
)


def record(path, title, text, day):
    body = f"<html lang='fi'><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return json.dumps({"url": f"{SITE}/{path}", "html": body, "fetched_at": f"{day}T12:00:00Z"})


def crawl(file, pages):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(record(*page) + "\n" for page in pages), "utf-8")
    return file


@pytest.fixture
def grown(archive_folder, tmp_path):
    """An archive of the first two pages, with a saved search; and what brings the rest of their history in."""
    with kielo.open(archive_folder) as archive:
        archive.ingest([crawl(tmp_path / "first" / "crawl.jsonl", HISTORY[:2])])
        archive.save("silta", "silta")
        archive.save("lautta", "lautta")
        later = iter(HISTORY[2:])

        def come(count=1):
            pages = [next(later) for _ in range(count)]
            archive.ingest([crawl(tmp_path / pages[0][3] / "crawl.jsonl", pages)])

        yield SimpleNamespace(archive=archive, come=come, folder=archive_folder)


def told(news):
    return {each.page.address.rpartition("/")[2]: each.what for entry in news.entries for each in entry.pages}


def test_what_was_there_when_a_search_was_saved_is_no_news(grown):
    assert told(grown.archive.news("silta")) == {}


def test_a_page_that_came_is_new_and_one_with_another_text_or_that_is_found_only_now_changed(grown):
    with kielo.open(grown.folder) as archive:
        archive.save("liikenne", "avattiin OR liikenteelle")
    grown.come(3)
    assert told(grown.archive.news("silta")) == {"silta": "changed", "tori": "new"}
    assert told(grown.archive.news("lautta")) == {"silta": "changed", "lautta": "changed"}
    assert told(grown.archive.news("liikenne")) == {"silta": "changed"}


def test_a_page_that_is_not_found_any_more_is_gone(grown):
    with kielo.open(grown.folder) as archive:
        archive.save("tunti", "tunnin")
    grown.come(3)
    news = grown.archive.news("tunti")
    assert told(news) == {"lautta": "gone"}
    assert [entry.what for entry in news.entries] == ["gone"]


def test_a_page_that_came_in_and_was_not_indexed_yet_when_somebody_looked_is_new(grown, monkeypatch):
    with monkeypatch.context() as patch:

        def meanwhile(*args, **options):
            with kielo.open(grown.folder) as other:
                assert told(other.news("silta")) == {}
                if len(other.saved()) == 2:
                    other.save("tori", "tori")
            return settle_and_relate(*args, **options)

        patch.setattr("corpus.ingest.settle_and_relate", meanwhile)
        grown.come(2)
    assert told(grown.archive.news("silta")) == {"silta": "changed", "tori": "new"}
    assert told(grown.archive.news("tori")) == {"tori": "new"}
    assert told(grown.archive.news("silta")) == {}


def test_what_is_new_for_a_search_that_an_earlier_kielo_saved_is_told_by_time(grown):
    with sqlite3.connect(grown.folder / "archive.sqlite") as rows:
        assert rows.execute("DELETE FROM seen_page WHERE page = ''").rowcount == 2
    rows.close()
    grown.come(2)
    assert told(grown.archive.news("silta")) == {"silta": "changed", "tori": "new"}


def test_looking_marks_as_seen_unless_it_is_kept(grown):
    grown.come()
    kept = [told(grown.archive.news("silta", keep=True)) for _ in range(2)]
    assert kept == [{"silta": "changed"}] * 2
    assert told(grown.archive.news("silta")) == {"silta": "changed"}
    assert told(grown.archive.news("silta")) == {}


def test_since_a_date_counts_by_when_pages_were_seen(grown):
    grown.come(3)
    assert told(grown.archive.news("silta", since="2021-06-02", keep=True)) == {"tori": "new"}
    assert told(grown.archive.news("silta", since="2021", keep=True)) == {"silta": "changed", "tori": "new"}
    assert told(grown.archive.news("silta", since="2019", keep=True)) == {"silta": "new", "tori": "new"}
    before = told(grown.archive.news("silta", keep=True))
    assert told(grown.archive.news("silta", since="2023")) == {}
    assert told(grown.archive.news("silta", keep=True)) == before != {}


def test_one_programme_is_one_entry(county_archive, county, archive_folder):
    with kielo.open(archive_folder) as archive:
        archive.save("path", "kotihoito")
        archive.ingest([county])
        (entry,) = archive.news("path").entries
    assert entry.what == "new"
    assert [each.page.lang for each in entry.pages] == ["fi", "sv", "en"]


def test_a_saved_search_outlives_reindexing_and_cleaning_anew(grown):
    grown.archive.reindex()
    grown.archive.reclean()
    assert [each.name for each in grown.archive.saved()] == ["lautta", "silta"]
    assert told(grown.archive.news("silta")) == {}


def test_a_name_is_taken_once_and_free_when_deleted(grown):
    with pytest.raises(kielo.InputError, match="there is a saved search of this name"):
        grown.archive.save("silta", "tori")
    grown.archive.delete_saved("silta")
    with pytest.raises(kielo.InputError, match="no saved search"):
        grown.archive.delete_saved("silta")
    with pytest.raises(kielo.InputError, match="no saved search"):
        grown.archive.news("silta")
    assert grown.archive.save("silta", "tori").query == "tori"


def test_a_search_is_saved_with_how_it_is_read(grown):
    grown.archive.save("bro", "silta", lang=["sv"], translate=False, without=["bro"])
    saved = next(each for each in grown.archive.saved() if each.name == "bro")
    assert (saved.langs, saved.translate, saved.without) == (("sv",), False, ("bro",))
    assert grown.archive.news("bro").pages == 0


def test_the_commands_save_list_tell_and_delete(grown):
    grown.archive.close()

    def run(*arguments):
        result = CliRunner().invoke(cli.main, ["--archive", str(grown.folder), *arguments])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert json.loads(run("save", "tori", "tori", "muuttaa", "--lang", "fi", "--json"))[0]["query"] == "tori muuttaa"
    assert [each["name"] for each in json.loads(run("saved", "--json"))] == ["lautta", "silta", "tori"]
    assert run("saved", "--delete", "tori").count("\n") == 2
    grown.come(2)
    grown.archive.close()
    assert "changed: Silta korjattiin" in run("news", "silta", "--keep")
    found = json.loads(run("news", "silta", "--json"))
    assert {each["what"] for each in found["programmes"]} == {"new", "changed"}
    assert json.loads(run("news", "silta", "--json"))["programmes"] == []


pages = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 3))


@given(now=pages, seen=pages, arrived=st.sets(st.sampled_from("abcdefg")))
def test_news_lead_from_the_answer_that_was_seen_to_the_one_there_is(now, seen, arrived):
    differ = differences(now, seen, arrived)
    gone = {page for page, what in differ.items() if what == "gone"}
    assert {page: now.get(page) for page in seen if page not in gone} | {
        page: now[page] for page, what in differ.items() if what != "gone"
    } == now
    assert {page for page in now if now[page] == seen.get(page)}.isdisjoint(differ)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2021", "2021-01-01T00:00:00.000000", "2021-12-31T23:59:59.999999"),
        ("2020-02", "2020-02-01T00:00:00.000000", "2020-02-29T23:59:59.999999"),
        ("2021-05-01", "2021-05-01T00:00:00.000000", "2021-05-01T23:59:59.999999"),
        ("2021-5-1", "2021-05-01T00:00:00.000000", "2021-05-01T23:59:59.999999"),
        ("2021-05-01 12:30", "2021-05-01T12:30:00.000000", "2021-05-01T12:30:00.000000"),
        ("2021-05-01T12:30+02:00", "2021-05-01T10:30:00.000000", "2021-05-01T10:30:00.000000"),
    ],
)
def test_a_date_has_a_first_and_a_last_moment(written, first, last):
    assert (first_moment(written), last_moment(written)) == (first, last)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2021-13",
        "2021-02-30",
        "yesterday",
        "0000",
        "2021/05",
        "20210",
        "20210501",
        "2021-W05",
        "2021-W05-3",
        "x" * 500,
    ],
)
def test_what_is_no_date_is_refused_with_a_cure(written):
    with pytest.raises(kielo.InputError, match="no date"):
        last_moment(written)
