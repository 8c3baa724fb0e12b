"""Vocabularies of one's own in searches: what their terms find, and that nothing of them stays when they go."""

import json
import shutil

import pytest
from click.testing import CliRunner

import cli
import kielo
from corpus.errors import InputError
from indexer.generations import current_generation
from indexer.own_names import FILE_NAME, OwnNames

PAGES = (
    ("fi/laitos", "fi", "Laitos uudistuu", "Kunta hankki uuden lietejäähdyttimen vesilaitokselle syksyllä."),
    ("sv/verket", "sv", "Verket förnyas", "Kommunen skaffade en slamkylare till vattenverket i höstas."),
    ("en/plant", "en", "The plant", "A sludge cooler was bought, and a hospital discharge letter is sent."),
)
OWN = "fi,sv,en\nlietejäähdytin,slamkylare,sludge cooler\nkotiutus,hemförlovning,hospital discharge\n"
OTHER = "fi,sv\nvesikela; lietejäähdytin,slamkylare; vattenspole\nvesilaitos,vattenverk\n"
QUERIES = ["lietejäähdytin", '"sludge cooler"', "slamkylaren", "sludge cooler plant", "kotiutus", "vesikela", "laitos"]


@pytest.fixture(scope="module")
def plant(seasoned, write_page, tmp_path_factory):
    """The folder of an archive without vocabularies; for reading only."""
    folder = tmp_path_factory.mktemp("plant")
    for name, lang, title, text in PAGES:
        write_page(folder / "pages" / f"{name}.html", title, text, lang=lang)
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive:
        archive.ingest([folder / "pages"])
    return folder / "archive"


@pytest.fixture
def files(tmp_path):
    for name, text in (("own", OWN), ("other", OTHER)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def archive(plant, tmp_path):
    with kielo.open(shutil.copytree(plant, tmp_path / "archive")) as opened:
        yield opened


@pytest.fixture
def having(archive, files):
    archive.import_vocabulary(files / "own.csv")
    return archive


def found(archive, query, **options):
    answer = archive.search(query, group="page", **options)
    return {group.hits[0].address.rpartition("/")[2].removesuffix(".html") for group in answer}


def answers(archive):
    return [archive.search(query, group="page", facets=True) for query in QUERIES]


@pytest.mark.parametrize("query", ["lietejäähdytin", "lietejäähdyttimen", "slamkylarens", '"sludge coolers"'])
def test_a_term_in_any_form_finds_pages_in_all_languages(archive, files, query):
    assert len(found(archive, query)) == 1
    archive.import_vocabulary(files / "own.csv")
    assert found(archive, query) == {"laitos", "verket", "plant"}


def test_steps_name_their_vocabulary_and_why_tells_them(having):
    (step,) = [step for step in having.search("kotiutus").steps if step.lang == "en"]
    assert (step.term, step.matched, step.source) == ("kotiutus", "hospital discharge", "vocabulary own")
    ran = CliRunner().invoke(cli.main, ["why", "kotiutus", "plant.html", "--archive", str(having.path)])
    assert "kotiutus → hospital discharge, vocabulary own" in ran.stdout


def test_steps_of_a_vocabulary_can_be_switched_off_one_by_one_and_as_a_whole(having):
    assert found(having, "lietejäähdytin", without=["sludge cooler"]) == {"laitos", "verket"}
    assert found(having, "lietejäähdytin", translate=False) == {"laitos"}


def test_a_part_of_a_compound_that_is_a_term_is_carried_over(having, write_page, tmp_path):
    write_page(tmp_path / "more" / "huolto.html", "Lietejäähdytinhuolto", "Lietejäähdytinhuolto tehdään keväällä.")
    write_page(tmp_path / "more" / "service.html", "The service", "The sludge is cold; slamkylare.", lang="sv")
    having.ingest([tmp_path / "more"])
    (leaf,) = having._search().question("lietejäähdytinhuolto").expanded.leaves
    assert "lietejäähdytinhuolto" in {pattern.term for pattern in leaf.patterns}
    assert "huolto" in found(having, "lietejäähdytinhuolto")


def test_after_remove_answers_equal_those_before_import(archive, files):
    before, state = answers(archive), archive.snapshot().id
    archive.import_vocabulary(files / "own.csv")
    assert answers(archive) != before
    assert archive.snapshot().id != state
    archive.remove_vocabulary("own")
    assert answers(archive) == before
    assert archive.snapshot().id == state
    assert not (current_generation(archive.path) / FILE_NAME).exists()


def test_the_order_of_imports_does_not_matter(plant, files, tmp_path):
    told = []
    for names in (("own", "other"), ("other", "own")):
        with kielo.open(shutil.copytree(plant, tmp_path / names[0])) as opened:
            for name in names:
                opened.import_vocabulary(files / f"{name}.csv")
            told.append((answers(opened), opened.snapshot().id))
    assert told[0] == told[1]


def test_an_index_built_whole_answers_as_one_that_grew(having):
    grown = answers(having)
    shutil.rmtree(having.path / "index")
    having.reindex()
    assert answers(having) == grown


def test_no_page_is_indexed_and_no_name_analysed_again_when_pages_come(having, write_page, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.vocabularies._write", lambda *_: pytest.fail("analysed again"))
    write_page(tmp_path / "more" / "uusi.html", "Kotiutus", "Kotiutus sujuu sairaalasta hyvin.")
    having.ingest([tmp_path / "more"])
    assert found(having, '"hospital discharge"') == {"uusi", "plant"}
    file = current_generation(having.path) / FILE_NAME
    assert file.is_file()


def test_importing_indexes_no_page(archive, files, monkeypatch):
    monkeypatch.setattr("indexer.making.document", lambda *_: pytest.fail("indexed again"))
    archive.import_vocabulary(files / "own.csv")
    assert found(archive, "kotiutus") == {"plant"}


def test_a_search_opens_no_store(having, monkeypatch):
    with kielo.open(having.path) as opened:
        monkeypatch.setattr("corpus.store.Store.open", lambda *_, **__: pytest.fail("opened"))
        assert found(opened, "kotiutus") == {"plant"}


def test_an_archive_as_of_a_date_has_the_vocabularies_of_today(having, files):
    with having.as_of("2000") as then:
        assert [each.name for each in then.vocabularies()] == ["own"]
    having.import_vocabulary(files / "other.csv")
    with having.as_of("2000") as then:
        assert [each.name for each in then.vocabularies()] == ["other", "own"]


def test_a_pack_brings_vocabularies_but_leaves_what_is_there(having, seasoned, files, tmp_path):
    having.snapshot(pack=tmp_path / "state.zip")
    with kielo.open(shutil.copytree(seasoned, tmp_path / "new")) as opened:
        opened.ingest([tmp_path / "state.zip"])
        assert opened.snapshot().id == having.snapshot().id
        assert found(opened, "kotiutus") == {"plant"}
    with kielo.open(shutil.copytree(seasoned, tmp_path / "used")) as opened:
        opened.import_vocabulary(files / "other.csv", name="own")
        opened.ingest([tmp_path / "state.zip"])
        assert [each.file for each in opened.vocabularies()] == ["other.csv"]


def test_concepts_are_read_one_by_one_behind_the_shipped_ones(having):
    own = OwnNames(current_generation(having.path))
    entries = own.gazetteer((), having._search().forms, lambda _lang, _term: ()).entries
    assert [entry.source for entry in entries] == ["vocabulary own"] * 2
    assert entries[0:1] == [entries[0]]
    assert (len(entries), entries[1].variants("sv")) == (2, ("hemförlovning",))
    own.close()


def test_the_file_of_a_vocabulary_that_cannot_be_read_leaves_everything_as_it_was(having, files):
    before = answers(having)
    (files / "own.csv").write_text("fi,sv\n--,x\n", "utf-8")
    with pytest.raises(InputError, match="line 2"):
        having.import_vocabulary(files / "own.csv")
    with pytest.raises(InputError, match="no such vocabulary"):
        having.remove_vocabulary("elsewhere")
    assert answers(having) == before


def test_the_commands_say_what_they_did(archive, files):
    def run(*arguments):
        return CliRunner().invoke(cli.main, ["glossary", *arguments, "--archive", str(archive.path)])

    (files / "terms.csv").write_text(OWN + "kuu,,\n", "utf-8")
    ran = run("import", str(files / "terms.csv"), "--name", "own")
    assert ran.stdout.splitlines() == [
        "own: 2 concepts imported",
        "left out: concepts with a name in one language only, or in none: 1",
    ]
    again = json.loads(run("import", str(files / "terms.csv"), "--name", "own", "--json").stdout)
    assert (again["name"], again["concepts"], again["replaced"]) == ("own", 2, True)
    assert again["left_out"] == {"one_language": 1, "other_languages": 0, "unfit": 0}
    (told,) = json.loads(run("list", "--json").stdout)
    assert (told["name"], told["file"], told["concepts"]) == ("own", "terms.csv", 2)
    assert run("list").stdout.startswith("own  2 concepts  (terms.csv, ")
    assert run("remove", "own").exit_code == 0
    assert run("list").stdout == ""
    assert run("remove", "own").exit_code == 3
    assert run("import", str(files / "terms.docx")).exit_code == 3


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("lietej", "lietejäähdytin"),
        ("slamky", "slamkylare"),
        ("sludge co", "sludge cooler"),
        ("hospital d", "hospital discharge"),
    ],
)
def test_terms_of_ones_own_are_completed(archive, files, typed, offered):
    assert ("term", offered) not in {(each.kind, each.text) for each in archive.suggest(typed)}
    archive.import_vocabulary(files / "own.csv")
    found = {each.text: each for each in archive.suggest(typed)}
    assert (found[offered].kind, found[offered].pages) == ("term", 1)
    assert offered not in {each.text for each in archive.suggest(typed, lang="und")}
    archive.remove_vocabulary("own")
    assert ("term", offered) not in {(each.kind, each.text) for each in archive.suggest(typed)}
