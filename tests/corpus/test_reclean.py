"""Cleaning anew: what it changes, that a dry run tells the same and changes nothing, and what it leaves alone."""

import sqlite3

import pytest
from msgspec.structs import replace

from corpus import page as pages
from corpus.cleaning import rules
from corpus.decisions import decide_blocks, decide_language, standings
from corpus.ingest import outcome_of
from corpus.model import Capture, Reason
from corpus.page import CLEANING
from corpus.reclean import Recleaned, reclean
from corpus.settle import settle
from corpus.sniffing import Refusal
from corpus.store import Intake, Own, Store

SITE = "https://salmenmaa.example"
TOPICS = ["penkki", "laituri", "kirjasto", "uimahalli"]


def html(topic, more=""):
    return (
        f"<html lang='fi'><body><p>Salmenmaan kunta</p><p>Palvelut kartalla</p><h1>Uusi {topic}</h1>"
        f"<p>Kunnan {topic} avataan keväällä uudelleen, kun rakennustyöt ovat vihdoin valmistuneet.</p>"
        f"<p>Mukana on myös {topic} naapurista.</p>{more}<p>Kaupunki meren äärellä</p></body></html>"
    )


def capture(topic, body=None, at=None):
    address = f"{SITE}/{topic}"
    known = {"url": address, "media": "html", "source": "crawl", "place": topic, "fetched_at": at}
    return Capture(address=address, body=(body or html(topic)).encode(), **known)


def bring(store, *captures, own=True):
    made = [(one, *outcome_of(one)) for one in captures]
    intakes = [Intake(capture=one, cleaned=cleaned, own=told if own else Own()) for one, cleaned, told in made]
    store.add(store.begin_run(), intakes)
    settle(store, silent)


def silent(*_):
    pass


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        bring(store, *map(capture, TOPICS))
        yield store


@pytest.fixture
def neighbours_go(monkeypatch):
    """Other rules than those that have cleaned the archive."""
    sound = rules.judge

    def judge(pieces, *, is_stamp):
        judged = sound(pieces, is_stamp=is_stamp)
        return tuple(p.because("rule:neighbours") if p.text.startswith("Mukana on") else p for p in judged)

    def change():
        monkeypatch.setattr(rules, "judge", judge)

    return change


def run(store, *, dry_run=False):
    return reclean(store, jobs=1, dry_run=dry_run, on_progress=silent)


def everything(store):
    """All rows of all tables."""
    with sqlite3.connect(store.folder / "archive.sqlite") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        rows = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
    db.close()
    return rows


def texts(store, topic):
    (page,) = store.pages(store.find(topic))
    return page.cleaned.text


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_same_rules_change_nothing_at_all(store, dry_run):
    decide_blocks(store, next(store.pages(store.find("penkki"))), "restore", ["Kaupunki"])
    settle(store, silent)
    before = everything(store)
    report = run(store, dry_run=dry_run)
    assert (report.versions, report.changes) == (4, ())
    assert everything(store) == before


def test_a_dry_run_tells_what_then_happens_and_changes_nothing(store, neighbours_go):
    neighbours_go()
    before = everything(store)
    told = run(store, dry_run=True)
    assert everything(store) == before
    revision = store.revision()
    assert run(store) == told
    assert store.revision() > revision
    assert told.changes[0] == Recleaned(address=f"{SITE}/kirjasto", gone=("Mukana on myös kirjasto naapurista.",))
    assert (len(told.changes), told.changed, told.refused) == (4, 4, 0)
    assert "naapurista" not in texts(store, "penkki")
    assert run(store).changes == ()


def test_only_pages_that_show_something_else_are_told(store, neighbours_go):
    """What a template had removed anyway, and what a person has decided, is the same as before."""
    (penkki,) = store.pages(store.find("penkki"))
    decide_blocks(store, penkki, "restore", ["Mukana on"])
    decide_blocks(store, next(store.pages(store.find("laituri"))), "drop", ["Mukana on"])
    settle(store, silent)
    neighbours_go()
    told = run(store, dry_run=True)
    assert [change.address for change in told.changes] == [f"{SITE}/kirjasto", f"{SITE}/uimahalli"]
    assert run(store) == told
    assert "Mukana on myös penkki naapurista." in texts(store, "penkki")
    assert "Mukana on myös laituri naapurista." not in texts(store, "laituri")
    assert [each.needs_look for each in standings(store, store.settling().decisions())] == ["", ""]


def test_decisions_and_older_versions_outlive_it(store, neighbours_go):
    decide_language(store, next(store.pages(store.find("penkki"))), "sv")
    bring(store, capture("penkki", html("penkki", "<p>Penkkejä on nyt kymmenen lisää.</p>"), at="2031-01-01"))
    neighbours_go()
    assert run(store).versions == 5
    (page,) = store.pages(store.find("penkki"))
    assert (page.version, page.cleaned.lang) == (2, "sv")
    assert (store.counts()["captures"], store.counts()["versions"]) == (5, 5)


@pytest.mark.parametrize("own", [True, False], ids=["known", "by an early kielo"])
def test_a_page_that_cannot_be_cleaned_any_more_stays(tmp_path, monkeypatch, own):
    sound = pages.draft_page

    def refuse(body, **known):
        return Refusal(reason=Reason.TOO_LARGE) if b"laituri" in body else sound(body, **known)

    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        bring(store, *map(capture, TOPICS), own=own)
        before = texts(store, "laituri")
        monkeypatch.setattr("corpus.ingest.draft_page", refuse)
        told = run(store, dry_run=True)
        (refused,) = [change for change in told.changes if change.refused]
        assert (refused.address, refused.refused) == (f"{SITE}/laituri", "too large")
        assert run(store) == told
        assert (told.refused, store.outdated(CLEANING)) == (1, 0)
        assert texts(store, "laituri") == before
        assert "Salmenmaan" not in texts(store, "penkki")
        assert run(store).changes == (replace(refused, back=(), gone=()),)


def test_what_an_early_kielo_has_cleaned_is_filled(tmp_path):
    with Store.open(tmp_path / "old", create=True) as old, Store.open(tmp_path / "new", create=True) as new:
        bring(old, *map(capture, TOPICS), own=False)
        bring(new, *map(capture, TOPICS))
        assert old.outdated(CLEANING) == 4
        assert "Salmenmaan kunta" in texts(old, "penkki")
        with old.writing():
            run(old)
        assert old.outdated(CLEANING) == 0
        assert [page.cleaned for page in old.pages()] == [page.cleaned for page in new.pages()]
        lines = [[(line.group, line.key, line.pages) for line in each.settling().templates()] for each in (old, new)]
        assert lines[0] == lines[1] != []


def test_what_is_read_out_of_the_same_text_by_newer_rules_is_taken_over(store, monkeypatch):
    monkeypatch.setattr("corpus.page.metadata.number_of", lambda _: "7/2021")
    monkeypatch.setattr("corpus.ingest.CLEANING", CLEANING + 1)
    monkeypatch.setattr("corpus.reclean.CLEANING", CLEANING + 1)
    revision = store.revision()
    run(store)
    assert {page.number for page in store.summaries()} == {"7/2021"}
    assert store.revision() > revision


def test_one_that_is_cut_short_is_finished_by_the_next(store, neighbours_go, monkeypatch):
    neighbours_go()
    expected = run(store, dry_run=True)
    monkeypatch.setattr("corpus.reclean.BATCH", 2)

    def cut(_stage, done, _total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reclean(store, jobs=1, dry_run=False, on_progress=cut)
    assert "naapurista" not in texts(store, "kirjasto")
    assert "naapurista" in texts(store, "penkki")
    settle(store, silent)
    assert {change.address for change in run(store).changes} < {change.address for change in expected.changes}
    assert not any("naapurista" in page.cleaned.text for page in store.pages())


def test_versions_that_come_to_tell_the_same_do_not_turn_the_page_back(store, neighbours_go):
    without = html("penkki").replace("<p>Mukana on myös penkki naapurista.</p>", "")
    bring(store, capture("penkki", without, at="2031-01-01"))
    neighbours_go()
    run(store)
    bring(store, capture("penkki", html("penkki"), at="2032-01-01"))
    (page,) = store.pages(store.find("penkki"))
    assert (page.version, page.fetched_at, store.counts()["versions"]) == (2, "2032-01-01", 5)


def test_a_page_that_comes_in_during_a_dry_run_is_not_told_of(store, neighbours_go):
    neighbours_go()

    def meanwhile(_stage, done, total):
        if done == total and not store.find("tori"):
            store.add(store.begin_run(), [Intake(capture=capture("tori"), cleaned=outcome_of(capture("tori"))[0])])

    report = reclean(store, jobs=1, dry_run=True, on_progress=meanwhile)
    assert store.find("tori")
    assert {change.address for change in report.changes} == {f"{SITE}/{topic}" for topic in TOPICS}


def test_a_version_whose_cleaning_failed_stays_outdated_and_is_told(store, monkeypatch):
    sound = pages.draft_page

    def fail(body, **known):
        if b"laituri" in body:
            raise ZeroDivisionError("a mistake")
        return sound(body, **known)

    for module in ("ingest", "reclean"):
        monkeypatch.setattr(f"corpus.{module}.CLEANING", CLEANING + 1)
    monkeypatch.setattr("corpus.ingest.draft_page", fail)
    (told,) = run(store).changes
    assert (told.address, told.refused.partition(":")[0]) == (f"{SITE}/laituri", "ZeroDivisionError")
    assert store.outdated(CLEANING + 1) == 1
    monkeypatch.setattr("corpus.ingest.draft_page", sound)
    assert run(store).changes == ()
    assert store.outdated(CLEANING + 1) == 0
