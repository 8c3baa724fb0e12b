"""kielo for Python, as its documentation promises it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kielo

SITE = "https://tammilaakso.example"
ROOT = Path(kielo.__file__).parent


@pytest.fixture
def archive(county_archive):
    with kielo.open(county_archive) as archive:
        yield archive


def addresses_of(programme, archive):
    known = {page.id: page.address.removeprefix(SITE) for page in archive.pages()}
    return {known[page] for page in programme.pages}


def test_what_is_brought_in_is_found_in_every_language(archive):
    answer = archive.search("välfärdsområde", lang=["fi", "sv"], limit=10, group="programme")
    (group,) = answer
    assert (answer.programmes, answer.pages) == (1, 2)
    assert group.languages == ("fi", "sv", "en")
    assert {hit.address for hit in group.hits} == {f"{SITE}/fi/hoitopolku", f"{SITE}/sv/vardstigen"}
    assert [page.lang for page in group.others] == ["en"]


def test_a_hit_says_where_and_why_it_matched(archive):
    (group,) = archive.search("välfärdsområde", lang="fi")
    (hit,) = group.hits
    (reason,) = hit.reasons
    assert (reason.term, reason.lang) == ("välfärdsområde", "fi")
    assert (hit.title, hit.lang, hit.score > 0) == ("Hoitopolku-hanke", "fi", True)
    marked = [passage.text[start:end] for passage in hit.passages for start, end in passage.marks]
    assert marked == ["Hyvinvointialue"]


def test_grouped_by_page_each_page_stands_alone(archive):
    answer = archive.search("Tammilaakso OR Ekdalen", group="page", limit=50)
    assert len(answer) == answer.pages == 5
    assert all(len(group.hits) == 1 for group in answer)
    assert len(archive.search("Tammilaakso OR Ekdalen", group="page", limit=2)) == 2


def test_an_offset_goes_on_where_the_limit_ended(archive):
    whole = [group.programme for group in archive.search("uimahalli OR kirjasto")]
    assert len(whole) == 2
    parts = [archive.search("uimahalli OR kirjasto", limit=1, offset=n) for n in range(3)]
    assert [group.programme for part in parts for group in part] == whole
    assert {part.programmes for part in parts} == {2}


@pytest.mark.parametrize("query", ['"sosiaali- ja', "((", "", "   ", "title:", "-", "\x00", "date:..", "a b " * 999])
def test_no_query_is_an_error(archive, query):
    assert archive.search(query).query == query


def test_pages_programmes_and_links_are_listed(archive):
    assert len(archive.pages()) == 6
    grouped = sorted((addresses_of(programme, archive) for programme in archive.programmes()), key=len)
    assert grouped == [
        {"/fi/uimahalli"},
        {"/fi/tiedote-4-2023", "/sv/meddelande-4-2023"},
        {"/fi/hoitopolku", "/sv/vardstigen", "/en/care-path"},
    ]
    assert {link.relation for link in archive.links()} == {"translation"}
    assert all(link.evidence for link in archive.links())


def test_a_page_is_named_by_its_address_its_id_or_the_end_of_its_address(archive):
    page = archive.page(f"{SITE}/fi/uimahalli")
    assert archive.page(page.id) == archive.page("uimahalli") == page
    assert page.cleaned.text.startswith("Uimahalli suljetaan")


def test_a_page_that_is_not_there_is_an_error_that_says_so(archive):
    with pytest.raises(kielo.InputError, match="no such page"):
        archive.page("sivu-jota-ei-ole")


def test_a_name_that_ends_several_pages_is_an_error_that_lists_them(archive_folder, tmp_path, write_page):
    for folder in ("a", "b"):
        write_page(tmp_path / "docs" / folder / "x.html", "Otsikko", "Tässä on sisältöä.")
    with kielo.open(archive_folder) as archive:
        archive.ingest([tmp_path / "docs"])
        with pytest.raises(kielo.InputError, match=r"docs/a/x\.html, docs/b/x\.html"):
            archive.page("x.html")


def test_the_status_says_what_there_is_and_whether_the_index_keeps_up(archive):
    status = archive.status()
    assert (status["pages"], status["captures"], status["versions"], status["programmes"]) == (6, 6, 6, 3)
    assert status["languages"] == {"fi": 3, "sv": 2, "en": 1}
    assert (status["index"]["engine"], status["index"]["pages"], status["index"]["is_current"]) == ("tantivy", 6, True)


def test_a_searcher_left_open_answers_from_the_new_index_once_it_is_there(archive_folder, tmp_path, write_page):
    folder = write_page(tmp_path / "docs" / "a.html", "Satamakatu", "Satamakatu päällystetään.").parent
    with kielo.open(archive_folder) as reader, kielo.open(archive_folder) as writer:
        assert len(reader.search("satamakatu")) == 0
        writer.ingest([folder])
        assert len(reader.search("satamakatu")) == 1


def test_an_archive_that_is_not_there_is_an_error_and_makes_nothing(tmp_path):
    with pytest.raises(kielo.StoreError, match="kielo ingest"):
        kielo.open(tmp_path / "archive")
    assert list(tmp_path.iterdir()) == []


def test_a_new_archive_has_settings_to_be_filled_in_and_keeps_those_there_are(tmp_path):
    with kielo.open(tmp_path / "new", create=True) as archive:
        assert archive.settings.engine is None
    (tmp_path / "new" / "kielo.toml").write_text('engine = "whoosh"\n')
    with kielo.open(tmp_path / "new", create=True) as archive:
        assert archive.settings.engine == "whoosh"


def test_an_archive_can_be_named_by_a_string_and_closed_twice(county_archive):
    archive = kielo.open(os.fspath(county_archive))
    assert len(archive.search("uimahalli")) == 1
    archive.close()
    archive.close()


@pytest.mark.parametrize("form", [str, str.encode], ids=["str", "bytes"])
def test_a_page_is_cleaned_without_an_archive(form):
    page = kielo.clean(
        form(
            "<html lang='sv'><head><title>Stängt</title></head><body><nav><a href='/'>Hem</a><a href='/k'>Kontakt</a>"
            "</nav><main><h1>Biblioteket håller stängt</h1><p>Biblioteket i Ekdalen håller stängt i juli.</p></main>"
            "</body></html>"
        ),
        url="https://example.org/sv/stangt",
    )
    assert (page.title, page.lang) == ("Biblioteket håller stängt", "sv")
    assert page.text == "Biblioteket håller stängt\nBiblioteket i Ekdalen håller stängt i juli."
    assert [block.kind for block in page.blocks] == ["heading", "paragraph"]
    assert [(block.text, bool(block.reason)) for block in page.dropped] == [("Hem Kontakt", True)]
    assert (page.published, page.updated) == (None, None)
    assert page.kind


@pytest.mark.parametrize("page", ["", b"", "   ", b"\x00\x01\x02\x03" * 100, b"%PDF-1.7 " + bytes(range(256))])
def test_what_is_no_page_is_an_error_with_a_reason(page):
    with pytest.raises(kielo.InputError, match=r"empty|not text"):
        kielo.clean(page)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Hyvinvointialue järjestää palvelut koko maakunnassa.", "fi"),
        ("Välfärdsområdet ordnar tjänsterna i hela landskapet.", "sv"),
        ("The county organises the services in the whole region.", "en"),
        ("12 345 !?", "und"),
    ],
)
def test_the_language_of_a_text_is_told(text, lang):
    found = kielo.detect_language(text)
    assert found.lang == lang
    assert 0 <= found.confidence <= 1


def test_words_are_analysed_with_their_place_lemmas_parts_and_full_forms():
    text = "Sosiaali- ja terveyspalvelujen hankkeissa"
    tokens = kielo.analyse(text, "fi")
    assert [text[token.start : token.end] for token in tokens] == [token.surface for token in tokens]
    assert [token.position for token in tokens] == [0, 1, 2, 3]
    assert "hanke" in tokens[3].lemmas
    assert {"terveys", "palvelu"} <= set(tokens[2].parts)
    assert any("sosiaalipalvelu" in each for each in tokens[0].joined)


def test_its_names_are_there_and_its_errors_are_of_one_family():
    assert all(hasattr(kielo, name) for name in kielo.__all__)
    assert {kielo.InputError, kielo.StoreError, kielo.SettingsError, kielo.EngineError} <= set(
        kielo.KieloError.__subclasses__()
    )


def test_importing_it_loads_no_heavy_library():
    heavy = {"lxml", "sqlalchemy", "tantivy", "whoosh", "bs4", "langdetect", "flask", "rich", "sqlite3"}
    program = f"import sys, kielo, cli; print(*sorted({heavy!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == ""


# Killed in the middle

KILLED = """
import os, signal, sys
import corpus.ingest, kielo
corpus.ingest.BATCH = 2
archive, pages, stage, at = sys.argv[1:]
def killed(now, done, total):
    if (now, done) == (stage, int(at)):
        os.kill(os.getpid(), signal.SIGKILL)
with kielo.open(archive) as it:
    it.ingest([pages], on_progress=killed)
"""


def told(archive):
    """All that an undisturbed run and a mended one must have in common."""
    with kielo.open(archive) as it:
        counts = {name: n for name, n in it.status().items() if isinstance(n, int)}
        groups = sorted(sorted(addresses_of(programme, it)) for programme in it.programmes())
        pages = [it.page(page.id).cleaned for page in it.pages()]
        answers = [[(hit.address, hit.passages) for group in it.search(q) for hit in group.hits] for q in QUERIES]
        return counts, groups, pages, it.links(), answers


QUERIES = ("välfärdsområde", "kirjasto", "uimahalli", "2023", "sosiaalipalvelu")


@pytest.fixture(scope="module")
def told_at_once(county_archive):
    return told(county_archive)


@pytest.mark.parametrize(("stage", "at"), [("reading and cleaning", 5), ("linking", 3), ("indexing", 4)])
def test_an_ingest_that_is_killed_loses_nothing_and_the_next_one_mends_it(
    archive_folder, county, told_at_once, stage, at
):
    with kielo.open(archive_folder) as archive:
        archive.ingest([county / "fi" / "uimahalli.html"])
    command = [sys.executable, "-c", KILLED, str(archive_folder), str(county), stage, str(at)]
    run = subprocess.run(command, cwd=ROOT, timeout=60, check=False, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    with kielo.open(archive_folder) as archive:  # the old index answers, and says that it is behind
        answer = archive.search("uimahalli OR kirjasto")
        assert [hit.address for group in answer for hit in group.hits] == [f"{SITE}/fi/uimahalli"]
        assert any("newer" in note for note in answer.notes)
        assert not archive.status()["index"]["is_current"]
        report = archive.ingest([county])
        assert (report.pages, report.changed, report.refused) == (6, 0, ())
        assert archive.search("kirjasto").notes == ()
    assert told(archive_folder) == told_at_once
    index = archive_folder / "index"
    assert [each for each in index.iterdir() if each.is_dir()] == [index / (index / "current").read_text().strip()]


def test_reindexing_after_a_run_that_was_killed_before_linking_links_first(archive_folder, county, told_at_once):
    command = [sys.executable, "-c", KILLED, str(archive_folder), str(county), "linking", "1"]
    with kielo.open(archive_folder, create=True):
        pass
    run = subprocess.run(command, cwd=ROOT, timeout=60, check=False, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    with kielo.open(archive_folder) as archive:
        archive.reindex()
        archive.ingest([county])
    assert told(archive_folder)[1:] == told_at_once[1:]


@pytest.mark.parametrize(
    "options", [{"limit": 0}, {"offset": -1}, {"lang": ["de"]}, {"group": "chapter"}, {"sort": "oldest first"}]
)
def test_an_option_that_cannot_be_is_a_value_error(county_archive, options):
    with kielo.open(county_archive) as archive, pytest.raises(ValueError, match="must be"):
        archive.search("kirjasto", **options)


@pytest.mark.parametrize(
    "ask",
    [
        lambda archive: archive.export("kirjasto", "docx"),
        lambda archive: archive.concordance("kirjasto", width=-1),
        lambda archive: archive.concordance("kirjasto", sort="length"),
        lambda archive: archive.search(None),
        lambda archive: archive.export(None),
        lambda archive: archive.concordance(None),
        lambda archive: archive.why(None, "x"),
        lambda archive: archive.suggest(None),
        lambda archive: archive.save("name", None),
    ],
    ids=["format", "width", "sort", "search", "export", "concordance", "why", "suggest", "save"],
)
def test_what_cannot_be_asked_is_a_value_error_at_the_call(county_archive, ask):
    with kielo.open(county_archive) as archive, pytest.raises(ValueError, match=r"must be|a query is text"):
        ask(archive)


def test_one_path_need_not_be_in_a_list(archive_folder, county):
    with kielo.open(archive_folder, create=True) as archive:
        assert archive.ingest(str(county)).pages == 6


def test_the_bytes_of_a_page_can_be_had_as_they_came_in(county_archive, county):
    with kielo.open(county_archive) as archive:
        assert archive.raw("fi/uimahalli") == (county / "fi" / "uimahalli.html").read_bytes()


def test_the_id_of_a_programme_that_was_merged_still_leads_to_it(county_archive):
    with kielo.open(county_archive) as archive:
        programme = max(archive.programmes(), key=lambda each: len(each.pages))
        assert len(programme.pages) > 1
        assert {archive.programme("g" + page[1:]) for page in programme.pages} == {programme}
        assert archive.programme("gibberish") is None


def test_an_ingest_that_changes_nothing_leaves_the_index_as_it_is(archive_folder, county):
    with kielo.open(archive_folder) as archive:
        archive.ingest([county])
        before = archive.status()
        report = archive.ingest([county])
        assert (report.new, report.changed, report.unchanged) == (0, 0, 6)
        assert archive.status() == before
        assert archive.search("uimahalli").notes == ()


def test_pages_brought_in_part_by_part_are_found_as_if_brought_in_at_once(archive_folder, county, told_at_once):
    with kielo.open(archive_folder) as archive:
        archive.ingest([county / "sv" / "vardstigen.html", county / "fi"])
        archive.ingest([county])
    assert told(archive_folder) == told_at_once


def test_the_engine_of_the_settings_is_used_from_the_next_ingest_on(archive_folder, county):
    (archive_folder / "kielo.toml").write_text('engine = "whoosh"\n')
    with kielo.open(archive_folder) as archive:
        archive.ingest([county])
        assert archive.status()["index"]["engine"] == "whoosh"
        assert archive.search("välfärdsområde").pages == 3
        assert archive.reindex("tantivy").engine == "tantivy"


def test_input_that_cannot_be_leaves_the_index_answering_without_a_warning(archive_folder, county):
    with kielo.open(archive_folder) as archive:
        with pytest.raises(kielo.InputError):
            archive.ingest([county / "nowhere"])
        assert archive.search("uimahalli").notes == ()


# Decisions, and cleaning anew


@pytest.fixture
def copy(county_archive, tmp_path):
    with kielo.open(shutil.copytree(county_archive, tmp_path / "county")) as archive:
        yield archive


def test_a_decision_is_felt_in_pages_answers_and_the_index_and_outlives_bringing_the_page_in_again(copy, county):
    (made,) = copy.drop("fi/uimahalli", "Uimahallin katto")
    assert (made.kind, made.address) == ("drop", f"{SITE}/fi/uimahalli")
    assert copy.search("katto").pages == 0
    assert copy.status()["index"]["is_current"]
    assert copy.ingest([county]).unchanged == 6
    copy.reclean(jobs=1)
    assert copy.search("katto").pages == 0
    copy.undo("fi/uimahalli", "Uimahallin katto")
    assert copy.search("katto").pages == 1


def test_several_blocks_are_decided_on_together_or_not_at_all(copy):
    assert len(copy.drop("fi/uimahalli", "1", "2")) == 2
    with pytest.raises(kielo.InputError, match="nowhere"):
        copy.restore("fi/uimahalli", "1", "nowhere")
    assert copy.status()["decisions"] == 2
    assert copy.page("fi/uimahalli").cleaned.text == ""
    assert copy.page("fi/uimahalli").cleaned.title == "Uimahalli suljetaan remontin ajaksi"


@pytest.mark.parametrize("lang", ["de", "", "FI"])
def test_a_language_that_cannot_be_set_is_an_input_error(copy, lang):
    with pytest.raises(kielo.InputError, match="no language to set"):
        copy.set_language("fi/uimahalli", lang)


def test_a_dry_run_of_cleaning_anew_leaves_the_file_as_it_is(copy):
    before = (copy.path / "archive.sqlite").read_bytes()
    assert copy.reclean(dry_run=True, jobs=2).changes == ()
    assert (copy.path / "archive.sqlite").read_bytes() == before


def test_reports_on_an_archive_without_pages_are_empty(archive_folder):
    with kielo.open(archive_folder) as archive:
        assert archive.report_cleaning().sites == ()
        assert archive.report_languages().languages == {}
        assert archive.reclean().versions == 0
        with pytest.raises(kielo.InputError, match="holds no pages"):
            archive.report_cleaning("nowhere")


def test_worker_processes_read_features_though_words_are_known_from_a_file(seasoned, tmp_path, monkeypatch):
    """What the parent looks words up in is not open in them."""
    monkeypatch.setattr("corpus.ingest.WORTH_FORKING", 1)
    pages = [ROOT / "demo" / "pages" / lang for lang in ("sv", "en")]
    links = []
    for jobs in (1, 2):
        with kielo.open(shutil.copytree(seasoned, tmp_path / str(jobs))) as archive:
            archive.ingest(pages, jobs=jobs)
            links.append([(link.a, link.b, link.relation, round(link.confidence, 6)) for link in archive.links()])
    assert links[0] == links[1] != []
