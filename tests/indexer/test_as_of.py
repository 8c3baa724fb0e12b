"""The archive as it was: equal to one into which nothing came later."""

import json
import shutil
from contextlib import closing, contextmanager

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
import indexer.as_of
import kielo
from corpus.store.tables import metadata
from corpus.store.then import COPIED, LEFT
from indexer.as_of import KEPT

SITE = "https://www.saarnijoki.example"
FOOTER = "Saarnijoen kunnan viestintä palvelee arkisin yhdeksästä kolmeen."
OTHER_FOOTER = "Saarnijoen kunta tiedottaa verkkosivuilla ympäri vuorokauden."
STORY = (
    ("fi/silta", "fi", "Silta korjataan", "Kunta korjaa vanhan sillan, ja liikenne ohjataan lautalle.", FOOTER),
    ("fi/lautta", "fi", "Lautta kulkee", "Lautta kulkee tunnin välein aamusta iltaan.", FOOTER),
    ("fi/tori", "fi", "Tori muuttaa", "Tori muuttaa rantaan, aivan sillan viereen.", FOOTER),
    ("sv/bron", "sv", "Bron repareras", "Kommunen reparerar den gamla bron, och trafiken leds till färjan.", ""),
)
HISTORY = (
    *((*page, "2020-05-01") for page in STORY[:2]),
    ("fi/silta", "fi", "Silta korjattiin", "Silta avattiin liikenteelle, ja lautta jäi pois.", FOOTER, "2020-06-01"),
    (*STORY[2], "2020-06-01"),
    (*STORY[1][:4], OTHER_FOOTER, "2020-07-01"),  # the same text among others
    (*STORY[3], "2020-07-02"),
    (*STORY[0], "2020-08-01"),  # back to what it was
    ("fi/lautta", "sv", "Färjan går", "Färjan går varje timme från morgon till kväll.", "", "2020-09-01"),
)
DAYS = ("2020-04-30", "2020-05-01", "2020-06-15", "2020-07-01", "2020-07-02", "2020-08-20", "2020-10")
QUERIES = ("silta", "lautta OR färja", "liikenne", "bro", "kunta", "title:korjataan")


def record(page):
    path, lang, title, text, footer, day = page
    link = f"<link rel='alternate' hreflang='sv' href='{SITE}/sv/bron'>" if path == "fi/silta" else ""
    body = f"<h1>{title}</h1><p>{text}</p>" + (f"<p>{footer}</p>" if footer else "")
    html = f"<html lang='{lang}'><head><title>{title}</title>{link}</head><body>{body}</body></html>"
    return json.dumps({"url": f"{SITE}/{path}", "html": html, "fetched_at": f"{day}T12:00:00Z"}) + "\n"


def fill(archive, folder, pages):
    folder.mkdir(exist_ok=True)
    (folder / "crawl.jsonl").write_text("".join(record(page) for page in pages), "utf-8")
    archive.ingest([folder / "crawl.jsonl"])


def answers_of(archive):
    """All that a person sees of an archive, in a form that can be compared."""
    return {
        "texts": {page.address: (page.cleaned.title, page.cleaned.text) for page in archive.store_for().pages()},
        "dates": {page.address: page.fetched_at for page in archive.pages()},
        "programmes": sorted(
            sorted(page.address for page in archive.pages() if page.id in each.pages) for each in archive.programmes()
        ),
        "links": sorted((link.a, link.b, link.relation, link.state) for link in archive.links()),
        "found": {
            query: sorted(hit.address for group in archive.search(query, group="page", limit=100) for hit in group.hits)
            for query in QUERIES
        },
        "state": archive.snapshot().id,
    }


@pytest.fixture(scope="module")
def whole(seasoned, tmp_path_factory):
    """An archive into which the history came in two runs, the later one first."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive:
        fill(archive, folder / "later", HISTORY[4:])
        fill(archive, folder / "earlier", HISTORY[:4])
    return folder / "archive"


@pytest.fixture
def archive(whole):
    with kielo.open(whole) as opened:
        yield opened


@contextmanager
def only(seasoned, folder, day):
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive:
        fill(archive, folder / "pages", [page for page in HISTORY if page[-1] <= day + "-99"])
        yield archive


@pytest.mark.parametrize("day", DAYS)
def test_answers_as_of_a_day_are_those_of_an_archive_into_which_nothing_came_later(archive, seasoned, tmp_path, day):
    with archive.as_of(day) as then, only(seasoned, tmp_path, day) as fresh:
        assert answers_of(then) == answers_of(fresh)


@pytest.mark.slow
@settings(max_examples=4)
@given(order=st.permutations(HISTORY), cut=st.integers(1, len(HISTORY)), day=st.sampled_from(DAYS[1:-1]))
def test_in_whatever_order_pages_came_in_the_past_is_the_same(seasoned, tmp_path_factory, order, cut, day):
    folder = tmp_path_factory.mktemp("orders")
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive, only(seasoned, folder / "fresh", day) as fresh:
        fill(archive, folder / "first", order[:cut])
        fill(archive, folder / "second", order[cut:])
        with archive.as_of(day) as then:
            assert answers_of(then) == answers_of(fresh)


def test_decisions_hold_whenever_they_were_made(whole, seasoned, tmp_path):
    changed = shutil.copytree(whole, tmp_path / "changed")
    with kielo.open(changed) as archive, only(seasoned, tmp_path, "2020-06-15") as fresh:
        for each in (archive, fresh):
            each.drop("fi/tori", "Tori muuttaa")
            each.set_language("fi/tori", "sv")
        with archive.as_of("2020-06-15") as then:
            assert answers_of(then) == answers_of(fresh)


def test_days_on_which_the_same_was_held_share_one_archive(archive):
    folders = set()
    for day in ("2020-05-01", "2020-05-20", "2020-05", "2020-05-31T23:00"):
        with archive.as_of(day) as then:
            folders.add(then.path)
    assert len(folders) == 1


def test_a_day_after_everything_needs_no_archive_of_its_own(archive):
    with archive.as_of("2030") as then:
        assert then.path == archive.path
        assert then.snapshot() == archive.snapshot()


def test_what_comes_later_leaves_the_past_as_it_was(whole, tmp_path):
    grown = shutil.copytree(whole, tmp_path / "grown", ignore=shutil.ignore_patterns("as-of"))
    with kielo.open(grown) as archive:
        with archive.as_of("2020-06-15") as then:
            before, folder = answers_of(then), then.path
        fill(
            archive, tmp_path / "new", [("fi/uusi", "fi", "Uusi silta", "Uusi silta valmistui.", FOOTER, "2022-01-01")]
        )
        with archive.as_of("2020-06-15") as then:
            assert (answers_of(then), then.path) == (before, folder)


def test_only_so_many_are_kept_and_what_a_killed_build_left_goes(whole, tmp_path):
    home = shutil.copytree(whole, tmp_path / "archive", ignore=shutil.ignore_patterns("as-of"))
    (home / "as-of" / "dead.new").mkdir(parents=True)
    with kielo.open(home) as archive:
        for day in DAYS[:-1]:
            archive.as_of(day).close()
    assert len([each for each in (home / "as-of").iterdir() if each.is_dir()]) == KEPT
    assert not (home / "as-of" / "dead.new").exists()


def test_one_that_is_open_stays_while_others_are_built_and_goes_when_it_is_closed(whole, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.as_of.KEPT", 1)
    home = shutil.copytree(whole, tmp_path / "archive", ignore=shutil.ignore_patterns("as-of"))
    with kielo.open(home) as archive:
        with archive.as_of("2020-06-15") as then, archive.as_of("2020-06-15"):
            (home / "as-of" / f"{then.path.name}.dead.used").touch()
            archive.as_of("2020-07-02").close()
            assert (then.search("silta").pages, len(then.pages())) == (2, 3)
        archive.as_of("2020-05-01").close()
        assert not then.path.exists()
    assert len([each for each in (home / "as-of").iterdir() if each.is_dir()]) == 1
    assert list((home / "as-of").glob("*.used")) == []


@pytest.mark.parametrize("step", ["_made_anew", "_begin_index"])
def test_an_ingest_while_one_is_built_harms_nothing(whole, tmp_path, monkeypatch, step):
    home = shutil.copytree(whole, tmp_path / "archive", ignore=shutil.ignore_patterns("as-of"))
    real, texts = getattr(indexer.as_of, step), ["Satama laajenee."]

    def raced(*args):
        while texts:
            with kielo.open(home) as other:
                fill(other, tmp_path / "new", [("fi/satama", "fi", "Satama", texts.pop(), FOOTER, "2022-01-01")])
        return real(*args)

    monkeypatch.setattr(indexer.as_of, step, raced)
    with kielo.open(home) as archive, archive.as_of("2020-06-15") as then:
        assert (then.search("silta").pages, texts) == (2, [])


def test_an_index_that_cannot_be_read_is_no_reason_to_try_for_ever(whole, tmp_path, monkeypatch):
    home = shutil.copytree(whole, tmp_path / "archive", ignore=shutil.ignore_patterns("as-of"))

    def lost(*_args):
        raise FileNotFoundError(2, "lost")

    monkeypatch.setattr("indexer.as_of._begin_index", lost)
    with kielo.open(home) as archive, pytest.raises(kielo.StoreError, match="cannot be built"):
        archive.as_of("2020-06-15")


def test_a_build_that_fails_leaves_nothing_and_the_next_one_succeeds(whole, tmp_path, monkeypatch):
    home = shutil.copytree(whole, tmp_path / "archive", ignore=shutil.ignore_patterns("as-of"))
    with kielo.open(home) as archive:
        with monkeypatch.context() as patch:
            patch.setattr("indexer.as_of.update", lambda *_args, **_options: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                archive.as_of("2020-06-15")
        assert [each for each in (home / "as-of").iterdir() if each.is_dir()] == []
        with archive.as_of("2020-06-15") as then:
            assert then.search("silta").pages == 2


def test_the_past_can_only_be_read(archive):
    with archive.as_of("2020-06-15") as then:
        for change in (
            lambda: then.ingest([]),
            then.reindex,
            lambda: then.save("a", "b"),
            lambda: then.delete_saved("a"),
            lambda: then.news("a"),
            lambda: then.doctor(repair=True),
            lambda: then.as_of("2020"),
        ):
            with pytest.raises(kielo.StoreError, match="as of 2020-06-15"):
                change()


def test_why_and_the_bytes_of_a_page_are_those_there_were(archive):
    with archive.as_of("2020-06-15") as then:
        assert then.why("=avattiin", "fi/silta").cause == "matched"
        assert then.why("bro", "sv/bron").cause == "not held then"
        assert then.why("bro", "sv/nosuch").cause == "never ingested"
        assert then.why("=vanhan", "fi/silta").cause == "other version"
        assert b"avattiin" in then.raw("fi/silta")
    assert archive.why("=avattiin", "fi/silta").cause == "other version"


def test_a_page_whose_name_looks_like_that_of_a_programme_was_not_held_either(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "grants.html").write_text(
        "<h1>Grants</h1><p>The town gives grants to its clubs.</p>", "utf-8"
    )
    with kielo.open(tmp_path / "archive", create=True) as archive:
        archive.ingest([tmp_path / "pages"])
        with archive.as_of("2001-01-01") as then:
            assert then.why("grants", "grants.html").cause == "not held then"


def test_pages_without_a_time_were_held_from_when_they_came_in(archive_folder, county):
    with kielo.open(archive_folder) as archive:
        archive.ingest([county])
        with archive.as_of("2020") as then:
            assert (then.pages(), then.search("kirjasto").pages) == ([], 0)
        with archive.as_of("2100") as then:
            assert then.search("kirjasto").pages > 0


def test_the_commands_that_ask_take_a_date(whole):
    def run(*arguments):
        result = CliRunner().invoke(cli.main, ["--archive", str(whole), *arguments, "--as-of", "2020-06-15"])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert run("count", "silta") == "2 pages, 2 programmes\n"
    assert "[Silta] korjattiin" in run("search", "silta")
    assert len(json.loads(run("concordance", "silta", "--json"))["lines"]) == 3
    assert json.loads(run("why", "silta", "fi/silta", "--json"))["cause"] == "matched"
    end = json.loads(run("export", "silta").splitlines()[-1])
    assert (end["as_of"], end["pages"], end["snapshot"]) == ("2020-06-15", 2, run("snapshot").strip())
    refused = CliRunner().invoke(cli.main, ["--archive", str(whole), "count", "silta", "--as-of", "soon"])
    assert (refused.exit_code, "no date" in refused.stderr) == (3, True)


def test_what_was_cited_as_of_a_date_is_asked_as_of_it_again(archive, tmp_path):
    with archive.as_of("2020-06-15") as then:
        (tmp_path / "cited.jsonl").write_text("".join(then.export("silta")), "utf-8")
    found = archive.recall(str(tmp_path / "cited.jsonl"))
    assert (found.is_same_state, found.is_same_answer, found.pages) == (True, True, 2)


def test_every_table_is_copied_or_left_for_a_reason():
    assert {*COPIED, *LEFT} == set(metadata.tables.values())
    assert not {*COPIED} & {*LEFT}


def test_what_is_no_date_is_refused(archive):
    with pytest.raises(kielo.InputError, match="no date"), closing(archive.as_of("last spring")):
        pass
