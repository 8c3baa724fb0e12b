"""The archive as of a date, in a browser."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest import mock

import pytest
from filelock import FileLock

import kielo
from indexer.as_of import BEING_BUILT, archive_as_of
from search.web import create_app

HOST = "https://www.lumme.example"
HISTORY = (
    ("silta", "Silta korjataan", "Kunta korjaa vanhan sillan kesällä.", "2020-05-01"),
    ("silta", "Silta avattiin", "Uusi silta avattiin liikenteelle.", "2021-06-01"),
    ("tori", "Tori muuttaa", "Tori muuttaa sillan viereen.", "2021-06-02"),
)


@pytest.fixture(scope="module")
def home(seasoned, tmp_path_factory):
    folder = tmp_path_factory.mktemp("past")
    home = shutil.copytree(seasoned, folder / "archive")
    fill(home, folder / "crawl.jsonl", HISTORY)
    return home


@pytest.fixture(scope="module")
def client(home):
    return create_app(home).test_client()


def fill(home, file, pages):
    lines = [
        json.dumps(
            {"url": f"{HOST}/{path}", "text": f"{title}\n\n{text}", "title": title, "fetched_at": f"{day}T09:00Z"}
        )
        for path, title, text, day in pages
    ]
    file.write_text("\n".join(lines), "utf-8")
    with kielo.open(home) as opened:
        opened.ingest([file])


def titles(client, address):
    return [hit["title"] for group in client.get(address).json["groups"] for hit in group["hits"]]


def test_an_answer_as_of_a_date_is_that_of_the_pages_there_were(client):
    assert sorted(titles(client, "/search.json?q=silta")) == ["Silta avattiin", "Tori muuttaa"]
    assert titles(client, "/search.json?q=silta&as_of=2020") == ["Silta korjataan"]
    assert titles(client, "/search.json?q=silta&as_of=2019") == []
    assert "on archive state" in client.get("/search.ris?q=silta&as_of=2020").text
    assert "as of 2020" in client.get("/search.ris?q=silta&as_of=2020").text


def test_the_date_is_shown_with_a_way_out_and_stays_in_links_and_the_form(client):
    text = client.get("/?q=silta&as_of=2020-12-24&ui=en").text
    assert "as of 24 December 2020" in text
    assert 'name="as_of" value="2020-12-24"' in text
    assert 'href="/?q=silta&amp;ui=en"' in text
    assert "as_of=2020-12-24" in text.partition("<h2")[2]


def test_a_page_is_read_as_it_was(client):
    (hit,) = client.get("/search.json?q=silta&as_of=2020").json["groups"][0]["hits"]
    assert "vanhan" in client.get(f"/page/{hit['page']}?as_of=2020").text
    assert "vanhan" not in client.get(f"/page/{hit['page']}").text


def test_two_may_ask_as_of_a_date_at_once(home, monkeypatch):
    with kielo.open(home) as opened:
        opened.as_of("2020").close()
    both = Barrier(2, timeout=20)

    def together(*args, **options):
        both.wait()
        return archive_as_of(*args, **options)

    monkeypatch.setattr("indexer.as_of.archive_as_of", together)
    client = create_app(home).test_client
    with ThreadPoolExecutor(2) as threads:
        asked = threads.map(lambda _: client().get("/?q=silta&as_of=2020").status_code, range(2))
        assert list(asked) == [200, 200]


def test_while_one_is_built_others_are_asked_and_who_needs_it_is_told_to_come_back(home):
    with kielo.open(home) as opened:
        opened.as_of("2020").close()
    client = create_app(home).test_client()
    with FileLock(home / "as-of" / "lock"):
        assert [client.get(f"/?q=silta&as_of={date}").status_code for date in ("2020", "2030")] == [200, 200]
        late = client.get("/search.json?q=silta&as_of=2021-06-01")
        assert (late.status_code, "is being built" in late.text) == (503, True)
    assert client.get("/?q=silta&as_of=2021-06-01").status_code == 200


def test_a_date_is_looked_up_once_as_long_as_nothing_changes(home, monkeypatch):
    client, asked = create_app(home).test_client(), []

    def counted(*args, **options):
        asked.append(args[1])
        return archive_as_of(*args, **options)

    monkeypatch.setattr("indexer.as_of.archive_as_of", counted)
    for date in ("2020", "2030", "2020", "2030", "2020"):
        assert client.get(f"/?q=silta&as_of={date}").status_code == 200
    assert [moment[:4] for moment in asked] == ["2020", "2030"]


GRANT = (
    "Kunta jakaa tukea seuroille vuonna {0} liikunnan ja kulttuurin järjestämiseen.\n\n"
    "Haku alkaa 1.3.{0} ja päättyy 31.3.{0} kello 16, eikä myöhästyneitä hakemuksia oteta huomioon.\n\n"
    "Hakemukset lähetetään vapaa-ajan palveluihin, joka kertoo lisää seurojen tuesta ja sen hakemisesta."
)


def test_a_programme_as_of_a_date_has_the_rounds_it_had(seasoned, tmp_path):
    home = shutil.copytree(seasoned, tmp_path / "archive")
    calls = [(f"fi/seuratuki-{y}", f"Seuratuki {y}", GRANT.format(y), f"2020-0{y - 2015}-01") for y in (2020, 2021)]
    fill(home, tmp_path / "then.jsonl", calls)
    pool = ("fi/seuratuki-2021", "Uimahalli suljetaan", "Uimahalli avataan jälleen syksyllä remontin jälkeen.")
    fill(home, tmp_path / "now.jsonl", [(*pool, "2022-01-01")])
    with kielo.open(home) as opened, opened.as_of("2020") as then:
        (programme,) = (each.programme.id for each in then.overviews() if each.rounds and not each.rounds[0].is_earlier)
    client = create_app(home).test_client()
    assert "Seuratuki 2021" in client.get(f"/programme/{programme}?as_of=2020").text
    assert "Seuratuki 2021" not in client.get(f"/programme/{programme}").text


def test_what_is_cited_and_linked_from_a_page_of_then_is_of_then(client):
    group = client.get("/search.json?q=silta&as_of=2020").json["groups"][0]
    page = group["hits"][0]
    for address in (f"/page/{page['page']}", f"/programme/{group['programme']}"):
        text = client.get(f"{address}?as_of=2020").text
        assert f"{address}/cite.bib?as_of=2020" in text
        assert "as of 2020" in text
    assert "Silta korjataan" in client.get(f"/page/{page['page']}/cite.bib?as_of=2020").text
    assert f'href="/page/{page["page"]}?as_of=2020"' in client.get(f"/page/{page['page']}?as_of=2020").text


@pytest.mark.parametrize(
    "address", ["/?q=silta", "/search.json?q=silta", "/search.bib?q=silta", "/concordance?q=silta"]
)
def test_what_is_no_date_is_refused_rather_than_answered_as_of_today(client, address):
    answer = client.get(f"{address}&as_of=2021-13")
    assert answer.status_code == 400
    assert "2021-13 is no date" in answer.text or address.startswith("/search.json")


def test_before_the_first_page_it_is_said_from_when_on_there_are_any(client):
    for address in ("/?as_of=2019&ui=en", "/?q=silta&as_of=2019&ui=en"):
        text = client.get(address).text
        assert "No pages were held then" in text
        assert "it holds pages from 1 May 2020 on" in text
        assert "The archive is empty" not in text
    note = "no pages were held as of 2019: the archive holds pages from 2020-05-01 on"
    assert client.get("/search.json?q=silta&as_of=2019").json["notes"] == [note]
    assert "alkaen" in client.get("/concordance?q=silta&as_of=2019&ui=fi").text


def test_a_page_that_came_in_later_may_be_looked_for_today(client):
    (hit,) = (hit for group in client.get("/search.json?q=tori").json["groups"] for hit in group["hits"])
    missing = client.get(f"/page/{hit['page']}?as_of=2020&ui=en")
    assert (missing.status_code, "may have come in later" in missing.text) == (404, True)
    assert f'href="/page/{hit["page"]}?ui=en"' in missing.text


@pytest.mark.parametrize(("error", "is_told"), [(BEING_BUILT, True), ("the index is damaged", False)])
def test_while_one_is_built_the_page_says_so_and_not_that_the_index_is_broken(home, monkeypatch, error, is_told):
    monkeypatch.setattr("indexer.as_of.archive_as_of", mock.Mock(side_effect=kielo.EngineError(error)))
    late = create_app(home).test_client().get("/?q=silta&as_of=2021-06-01&ui=en")
    assert late.status_code == 503
    assert ("is being built" in late.text, "reindex" in late.text) == (is_told, not is_told)
