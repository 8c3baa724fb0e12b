"""Words that linked pages have taught, as steps: found by them, told with their evidence, and switched off."""

import json

import pytest
from click.testing import CliRunner

import cli
import kielo
from search.patterns import Shown
from search.service import Searcher

SITE = "https://vaahterakoski.example"
# Words of no glossary: what they are in the other languages can only be learned from these pages.
THINGS = (
    ("tuohikontti", "näverkont", "birchpack"),
    ("harppuuna", "ljuster", "harpoon"),
    ("kellokanerva", "klockljung", "heather"),
    ("räsymatto", "trasmatta", "ragrug"),
    ("karahka", "torrgran", "snag"),
    ("pirtanauha", "bandväv", "inkle"),
)
SENTENCES = (
    ("Museossa {n} on {a} ja {b} vitriinissä {n}.", "I museet {n} finns {a} och {b} i monter {n}.",
     "In museum {n} there are {a} and {b} in showcase {n}."),
    ("Sali {n}: {b} vuodelta 19{n}.", "Sal {n}: {b} från år 19{n}.", "Hall {n}: {b} from the year 19{n}."),
    ("Lahjoitus {n} oli {a}.", "Donation {n} var {a}.", "Donation {n} was {a}."),
)  # fmt: skip
LANGS = ("fi", "sv", "en")


def _head(n):
    return "".join(f"<link rel='alternate' hreflang='{lang}' href='{SITE}/{lang}/{n}'>" for lang in LANGS)


def write_museum(folder, write_page, pages):
    for n in range(10, 10 + pages):
        one, other = THINGS[n % len(THINGS)], THINGS[(n * 5 + 1 + n // 6) % len(THINGS)]
        for at, lang in enumerate(LANGS):
            texts = [each[at].format(n=n, a=one[at], b=other[at]) for each in SENTENCES]
            title = f"{one[at].capitalize()} {n}"
            write_page(folder / lang / f"{n}.html", title, *texts, lang=lang, url=f"{SITE}/{lang}/{n}", head=_head(n))


@pytest.fixture(scope="session")
def museum(seasoned, write_page, tmp_path_factory):
    """An archive of forty pages in each of three languages; for reading only."""
    import shutil

    folder = tmp_path_factory.mktemp("museum")
    write_museum(folder / "pages", write_page, 40)
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive:
        archive.ingest([folder / "pages"])
    return folder / "archive"


@pytest.fixture
def asked(museum):
    with Searcher(museum) as searcher:
        yield searcher


@pytest.mark.parametrize("lang", range(3), ids=LANGS)
@pytest.mark.parametrize("thing", THINGS, ids=[thing[0] for thing in THINGS])
def test_a_word_of_no_glossary_is_found_in_all_languages(asked, thing, lang):
    found = asked.search(thing[lang], unit="page", limit=100)
    assert {group.hits[0].lang for group in found} == set(LANGS)
    others = {other for other in LANGS if other != LANGS[lang]}
    assert {step.lang for step in found.steps if step.source == "lexicon"} == others


def test_each_step_tells_the_passages_that_show_it(asked):
    answer = asked.search("harppuuna", unit="page", limit=100)
    (step,) = [step for step in answer.steps if step.lang == "sv"]
    assert (step.term, step.matched, step.source) == ("harppuuna", "ljuster", "lexicon")
    assert isinstance(step.shown, Shown)
    assert step.shown.passages >= 2
    texts = [asked.texts(page)[block].text for page, block in step.shown.example]
    assert "harppuuna" in texts[0].lower()
    assert "ljuster" in texts[1].lower()
    reasons = [reason for group in answer for hit in group.hits for reason in hit.reasons if reason.lang == "sv"]
    assert reasons
    assert {reason.steps[0].shown for reason in reasons} == {step.shown}


def test_every_hit_by_a_learned_word_is_marked(asked):
    for group in asked.search("räsymatto", unit="page", limit=100):
        (hit,) = group.hits
        marked = [passage.text[start:end].lower() for passage in hit.passages for start, end in passage.marks]
        title = [hit.title[start:end].lower() for start, end in hit.title_marks]
        assert marked or title
        assert {form[:6] for form in marked + title} <= {"räsyma", "trasma", "ragrug"}


def test_a_learned_step_is_switched_off_by_its_word_and_with_all_others(asked):
    every = {hit.page for group in asked.search("harppuuna", unit="page", limit=100) for hit in group.hits}
    less = asked.search("harppuuna", unit="page", limit=100, without=["ljuster"])
    assert {hit.lang for group in less for hit in group.hits} == {"fi", "en"}
    assert {hit.page for group in less for hit in group.hits} < every
    none = asked.search("harppuuna", unit="page", limit=100, translate=False)
    assert {hit.lang for group in none for hit in group.hits} == {"fi"}
    assert none.steps == ()


def test_a_step_says_in_json_what_it_rests_on(museum):
    told = json.loads(CliRunner().invoke(cli.main, ["search", "harppuuna", "--json", "--archive", str(museum)]).stdout)
    step = next(step for step in told["steps"] if step["lang"] == "sv")
    assert step["passages"] >= 2
    assert [set(side) for side in step["example"]] == [{"page", "block"}] * 2


def test_few_links_teach_nothing(seasoned, write_page, tmp_path):
    import shutil

    write_museum(tmp_path / "pages", write_page, 4)
    shutil.copytree(seasoned, tmp_path / "archive")
    with kielo.open(tmp_path / "archive") as archive:
        archive.ingest([tmp_path / "pages"])
        assert {hit.lang for group in archive.search("harppuuna") for hit in group.hits} == {"fi"}


def _rows(archive):
    """All that a generation knows of other languages."""
    import sqlite3
    from contextlib import closing

    from indexer.generations import current_generation
    from indexer.translations import FILE_NAME

    with closing(sqlite3.connect(current_generation(archive) / FILE_NAME)) as opened:
        return opened.execute("SELECT * FROM translation ORDER BY rowid").fetchall()


def test_a_grown_index_has_learned_what_a_whole_one_has(museum, write_page, tmp_path, monkeypatch):
    import shutil

    from indexer import teaching

    shutil.copytree(museum, tmp_path / "archive")
    write_museum(tmp_path / "more" / "pages", write_page, 43)
    aligned = []
    align = teaching._Pupil.align
    monkeypatch.setattr(teaching._Pupil, "align", lambda self, lesson: aligned.append(lesson) or align(self, lesson))
    with kielo.open(tmp_path / "archive") as archive:
        archive.ingest([tmp_path / "more" / "pages"], source="more")
        grown = _rows(tmp_path / "archive")
        assert 0 < len(aligned) < 60  # of some 120 links
        archive.reindex()
    assert grown == _rows(tmp_path / "archive")
    assert grown != _rows(museum)


def test_an_index_of_an_earlier_way_of_learning_is_renewed_without_indexing_a_page(museum, tmp_path, monkeypatch):
    import shutil

    from indexer import build, making, translations

    shutil.copytree(museum, tmp_path / "archive")
    for module in (build, translations):
        monkeypatch.setattr(module, "NUMBER", translations.NUMBER + 1)
    indexed = []
    document = making.document
    monkeypatch.setattr(making, "document", lambda page, terms: indexed.append(page) or document(page, terms))
    with kielo.open(tmp_path / "archive") as archive:
        assert not archive.status()["index"]["is_current"]
        archive.ingest([])
        assert archive.status()["index"]["is_current"]
    assert indexed == []
    assert _rows(tmp_path / "archive") == _rows(museum)
