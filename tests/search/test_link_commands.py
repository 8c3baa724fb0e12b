"""The commands about links in a terminal, as JSON and as files; and going through what is in doubt."""

import csv
import io
import json
import shutil
from types import SimpleNamespace
from typing import get_args

import pytest
from click.testing import CliRunner

import cli
import kielo
from corpus.link_decisions import decide_link, restate
from corpus.model import Evidence, Link, Relation
from search.link_commands import RELATIONS
from search.link_screen import WORDS
from search.review_commands import _keys
from search.reviewing import doubts

FI, SV, HALL = "fi/hoitopolku", "sv/vardstigen", "fi/uimahalli"


@pytest.fixture
def archive(county_archive, tmp_path):
    """An archive of the county, to be changed."""
    return shutil.copytree(county_archive, tmp_path / "archive")


def run(archive, *arguments, keys=None, env=None):
    result = CliRunner().invoke(
        cli.main,
        ["--archive", str(archive), *map(str, arguments)],
        input=keys,
        env={"KIELO_USER": "Aino"} | (env or {}),
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def said(archive, *arguments):
    result = run(archive, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def between(links, *ends):
    return [link for link in links if all(any(link[side].endswith(end) for side in "ab") for end in ends)]


def test_a_link_is_made_and_taken_back_and_names_who_decided(archive):
    made = said(archive, "link", FI, HALL, "--note", "one house")
    assert (made["relation"], made["verdict"], made["who"], made["note"]) == (
        "same_programme",
        "confirm",
        "Aino",
        "one house",
    )
    (link,) = between(said(archive, "links", HALL), FI, HALL)
    assert (link["state"], link["confidence"]) == ("confirmed", 1.0)
    assert link["evidence"][0]["detail"].startswith("decided by Aino on 20")
    with kielo.open(archive) as opened:
        programmes = {page.address.rpartition("/")[2]: page.programme for page in opened.pages()}
        assert programmes["hoitopolku"] == programmes["uimahalli"]
    assert run(archive, "doctor").exit_code == 0
    assert "taken back" in run(archive, "link", FI, HALL, "--undo").stdout
    assert said(archive, "links", HALL) == []


def test_an_unlinked_pair_is_told_where_it_is_asked_for_and_found_in_no_other_list(archive):
    before = said(archive, "links")
    assert "not linked: " in run(archive, "unlink", FI, SV, "--who", "Bertta").stdout
    (rejected,) = said(archive, "links", "--state", "rejected")
    assert (rejected["state"], rejected["evidence"][0]["weight"] < 0) == ("rejected", True)
    assert between(said(archive, "links"), FI, SV) == []
    (decision,) = said(archive, "links", "--state", "decided")
    assert (decision["who"], decision["verdict"], decision["needs_look"]) == ("Bertta", "reject", None)
    assert said(archive, "links", HALL, "--state", "decided") == []
    assert "1 decision" in run(archive, "links", FI, "--state", "decided").stderr
    assert said(archive, "status")["links"] == len(before) - 1


def test_a_rejected_translation_is_not_shown_beside_the_page_by_way_of_a_third_language(archive):
    assert run(archive, "show", FI, "--with", "sv").exit_code == 0
    run(archive, "unlink", FI, SV)
    result = run(archive, "show", FI, "--with", "sv")
    assert (result.exit_code, "no page in sv is linked to it" in result.stderr) == (3, True)


def test_a_decision_survives_that_a_page_is_edited_and_asks_for_a_new_look(archive, write_page, tmp_path):
    run(archive, "unlink", FI, SV)
    site = "https://tammilaakso.example"
    text = "Hoitopolku-hanke päättyi, ja kotihoito jatkaa työtä uusin voimin vuodesta 2025 alkaen."
    write_page(tmp_path / "more" / "a.html", "Hoitopolku-hanke", text, lang="fi", url=f"{site}/{FI}")
    run(archive, "ingest", tmp_path / "more")
    (decision,) = said(archive, "links", "--state", "decided")
    assert decision["needs_look"] == f"the text of {site}/{FI} has changed since"
    assert said(archive, "status")["needs_look"] == 1
    assert said(archive, "report", "cleaning")["links"] == [decision]
    assert said(archive, "report", "cleaning", "--site", "tammilaakso.example")["links"] == [decision]
    assert "needs a new look: the text" in run(archive, "report", "cleaning").stdout
    asked = run(archive, "review", keys="n")
    assert "rejected by Aino on" in asked.stdout
    assert "but the text of" in asked.stdout
    assert said(archive, "links", "--state", "decided")[0]["needs_look"] is None


def test_every_relation_can_be_decided_and_is_told_in_words():
    assert set(RELATIONS) == set(WORDS) == set(get_args(Relation))


def test_a_link_is_explained_with_weights_and_what_could_rule_it_out(archive):
    (link,) = between(said(archive, "links", "fi/tiedote-4-2023", "--explain"), "4-2023")
    assert link["sum"] == pytest.approx(sum(each["weight"] for each in link["evidence"]), abs=0.001)
    assert {veto["name"]: veto["passed"] for veto in link["vetoes"]} == {
        "county": True,
        "announcement": True,
        "dates of news": True,
    }
    told = run(archive, "links", "fi/tiedote-4-2023", "--explain").stdout
    for words in ("the same page in another language", "speaks for it", "together +", "both are 4/2023"):
        assert words in told


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["link", FI, "nowhere"], "there is no such page"),
        (["link", FI, FI], "not linked to itself"),
        (["link", FI, HALL, "--relation", "translation"], "in one language"),
        (["unlink", FI, HALL, "--undo"], "nothing was decided"),
        (["links", "--import", "nowhere.csv"], "No such file"),
    ],
)
def test_what_cannot_be_decided_says_why_and_exits_with_3(archive, arguments, problem):
    result = run(archive, *arguments)
    assert (result.exit_code, problem in result.stderr) == (3, True)


def test_decisions_go_to_a_file_and_come_back(archive, county_archive, tmp_path):
    run(archive, "unlink", FI, SV, "--note", "=SUM(A1)")
    run(archive, "link", FI, HALL)
    file = tmp_path / "links.csv"
    assert run(archive, "links", "--export", file).exit_code == 0
    other = shutil.copytree(county_archive, tmp_path / "other")
    assert "2 decisions taken in" in run(other, "links", "--import", file).stdout
    assert said(other, "links", "--state", "decided") == said(archive, "links", "--state", "decided")
    assert said(other, "links") == said(archive, "links")
    assert run(other, "links", "--export", "-").stdout_bytes == file.read_bytes()
    assert said(other, "links", "--import", file)["held"] == 2


@pytest.mark.parametrize(
    ("state", "verdicts"),
    [([], {"reject", "confirm", ""}), (["decided"], {"reject", "confirm"}), (["rejected"], {"reject"})],
)
def test_what_is_written_is_what_was_asked_for(archive, state, verdicts):
    run(archive, "unlink", FI, SV)
    run(archive, "link", FI, HALL)
    state = ["--state", *state] if state else []
    rows = list(csv.DictReader(io.StringIO(run(archive, "links", *state, "--export", "-").stdout)))
    assert {row["verdict"] for row in rows} == verdicts


def test_a_file_with_a_bad_row_changes_nothing(archive, tmp_path):
    file = tmp_path / "links.csv"
    site = "https://tammilaakso.example"
    file.write_text(f"a,b,verdict\n{site}/{FI},{site}/{SV},reject\n{site}/{FI},{site}/nowhere,reject\n", "utf-8")
    before = said(archive, "links")
    result = run(archive, "links", "--import", file)
    assert (result.exit_code, "line 3: there is no page" in result.stderr) == (3, True)
    assert str(file) in result.stderr
    assert said(archive, "links") == before


# Going through what is in doubt


@pytest.fixture
def doubtful(archive):
    """An archive in which two links are uncertain."""
    with kielo.open(archive) as opened:
        store = opened.store_for()
        ids = {page.address.rpartition("/")[2]: page.id for page in store.summaries()}
        programmes = {page.id: page.programme for page in store.summaries()}
        with store.writing():
            store.relate(
                [
                    uncertain(ids["uimahalli"], ids["hoitopolku"], 0.3),
                    uncertain(ids["uimahalli"], ids["care-path"], 0.55, "translation"),
                ],
                programmes,
            )
    return archive


def uncertain(a, b, confidence, relation="same_programme"):
    a, b = sorted((a, b))
    evidence = (Evidence(kind="names", detail="Outi Keksintö", weight=0.6),)
    return Link(a=a, b=b, relation=relation, confidence=confidence, state="uncertain", evidence=evidence)


def decided(archive):
    with kielo.open(archive) as opened:
        return [(each.decision.verdict, each.decision.relation) for each in opened.link_decisions()]


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ("yn", [("confirm", "translation"), ("reject", "same_programme")]),
        ("y\nn\n", [("confirm", "translation"), ("reject", "same_programme")]),
        ("Yq", [("confirm", "translation")]),
        ("sn", [("reject", "same_programme")]),
        ("yuny", [("reject", "translation"), ("confirm", "same_programme")]),
        ("unx y", [("reject", "translation"), ("confirm", "same_programme")]),
        ("y", [("confirm", "translation")]),
        ("q", []),
        ("yu", []),
    ],
)
def test_each_key_answers_and_every_answer_is_kept(doubtful, keys, kept):
    result = run(doubtful, "review", keys=keys)
    assert result.exit_code == 0
    assert decided(doubtful) == kept
    yes, no = ([verdict for verdict, _ in kept].count(each) for each in ("confirm", "reject"))
    assert f"{yes} link{'' if yes == 1 else 's'} confirmed, {no} rejected, {2 - yes - no} left" in result.stderr


def test_a_question_shows_both_pages_the_evidence_and_how_their_texts_begin(doubtful):
    told = run(doubtful, "review", keys="q").stdout
    for words in (
        "translation? the same page in another language, confidence 0.55",
        "The Care Path project",
        "Uimahalli suljetaan",
        "tammilaakso.example",
        "speaks for it      +0.6  names: Outi Keksintö",
        "Uimahallin katto korjataan",
    ):
        assert words in told


def test_once_all_is_said_links_are_decided_anew(doubtful):
    run(doubtful, "review", keys="ny")
    states = {(link["state"], link["relation"]) for link in said(doubtful, "links", HALL)}
    assert states == {("confirmed", "same_programme")}
    with kielo.open(doubtful) as opened:
        assert opened.store_for().is_related()
        assert len(opened.programmes()) == 2


def test_answers_are_kept_when_somebody_stops_in_the_middle(doubtful, monkeypatch):
    def keys():
        yield "y"
        raise KeyboardInterrupt

    monkeypatch.setattr("search.review_commands._keys", keys)
    assert run(doubtful, "review").exit_code == 0
    assert decided(doubtful) == [("confirm", "translation")]


def test_answers_that_were_never_felt_are_felt_when_the_next_review_begins(archive):
    with kielo.open(archive) as opened:
        review = opened.review("Aino")
        a, b = opened.page(FI), opened.page(HALL)
        with opened.store_for().writing():
            decide_link(opened.store_for(), a, b, "confirm", who="Aino")
        assert (review.doubts, opened.store_for().is_related()) == ([], False)
    assert run(archive, "review", keys="").exit_code == 0
    assert [link["state"] for link in said(archive, "links", HALL)] == ["confirmed"]


def test_on_a_terminal_a_key_answers_without_return(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("click.getchar", iter("Yn").__next__)
    keys = _keys()
    assert [next(keys), next(keys)] == ["y", "n"]


def test_without_anybody_to_answer_it_says_so(doubtful):
    result = run(doubtful, "review", keys="")
    assert (result.exit_code, "standard input is empty" in result.stderr) == (3, True)
    assert decided(doubtful) == []


def test_where_nothing_is_in_doubt_it_says_so(archive):
    result = run(archive, "review", keys="")
    assert (result.exit_code, result.stderr) == (0, "nothing is in doubt\n")


def test_what_may_as_well_be_wrong_as_right_is_asked_first():
    links = [uncertain("p1", f"p{n}", confidence) for n, confidence in enumerate((0.2, 0.79, 0.45, 0.55), 2)]
    assert [each.confidence for each in doubts(links, [])] == [0.45, 0.55, 0.79, 0.2]


def test_a_decision_that_is_restated_was_made_when_it_was_restated(doubtful, monkeypatch):
    times = (f"2024-05-0{n}T12:00:00+00:00" for n in range(1, 9))
    monkeypatch.setattr("corpus.link_decisions._now", times.__next__)
    run(doubtful, "review", keys="yq")
    with kielo.open(doubtful) as opened:
        first = opened.link_decisions()[0]
        store, ends = opened.store_for(), [opened.page(each) for each in (first.decision.a, first.decision.b)]
        with store.writing():
            decide_link(store, *ends, "reject", who="Aino")
            restate(store, first, *ends, "Aino")
        (again,) = opened.link_decisions()
    assert (again.decision.verdict, again.decision.who) == (first.decision.verdict, first.decision.who)
    assert again.decision.made_at == "2024-05-03T12:00:00+00:00"
