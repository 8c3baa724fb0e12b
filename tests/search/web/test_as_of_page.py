"""The archive as of a date, in a browser."""

import json
import shutil

import pytest

import kielo
from search.web import create_app

HOST = "https://www.lumme.example"
HISTORY = (
    ("silta", "Silta korjataan", "Kunta korjaa vanhan sillan kesällä.", "2020-05-01"),
    ("silta", "Silta avattiin", "Uusi silta avattiin liikenteelle.", "2021-06-01"),
    ("tori", "Tori muuttaa", "Tori muuttaa sillan viereen.", "2021-06-02"),
)


@pytest.fixture(scope="module")
def client(seasoned, tmp_path_factory):
    folder = tmp_path_factory.mktemp("past")
    lines = [
        json.dumps(
            {"url": f"{HOST}/{path}", "text": f"{title}\n\n{text}", "title": title, "fetched_at": f"{day}T09:00Z"}
        )
        for path, title, text, day in HISTORY
    ]
    (folder / "crawl.jsonl").write_text("\n".join(lines), "utf-8")
    home = shutil.copytree(seasoned, folder / "archive")
    with kielo.open(home) as opened:
        opened.ingest([folder / "crawl.jsonl"])
    return create_app(home).test_client()


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


def test_what_is_no_date_is_as_if_it_had_not_been_given(client):
    assert len(titles(client, "/search.json?q=silta&as_of=soon")) == 2
    assert client.get("/?q=silta&as_of=%00").status_code == 200
