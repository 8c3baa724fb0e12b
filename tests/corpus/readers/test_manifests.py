"""Lists beside the pages that say what they are."""

import json

import pytest

from corpus.model import Reason
from tests.corpus.readers.test_zips import PAGE, packed

CSV = "file,url,fetched_at,title,lang,charset\nsub/a.html,https://example.org/a,2020-03-05,Rubrik,sv,cp1252\n"
ROW = {"path": "sub/a.html", "url": "https://example.org/a", "fetched_at": "2020-03-05", "title": "Rubrik"}
ROW |= {"lang": "sv", "charset": "cp1252"}


@pytest.fixture
def beside(crawl, read_all):
    """Reads a folder of two pages and a list beside them."""

    def run(name, content):
        for page, body in (("sub/a.html", PAGE), ("sub/b.txt", b"Vain teksti")):
            (crawl / page).parent.mkdir(exist_ok=True)
            (crawl / page).write_bytes(body)
        (crawl / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_all(crawl)

    return run


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.csv", CSV),
        ("index.csv", CSV.replace("file", "Path")),
        ("urls.csv", CSV.replace(",", ";").replace("file", "filename")),
        ("manifest.tsv", CSV.replace(",", "\t").replace("\n", "\r\n")),
        ("manifest.csv", b"\xef\xbb\xbf" + CSV.encode()),
        ("manifest.csv", CSV.encode("utf-16")),
        ("manifest.csv", CSV.replace("sub/a.html", ".\\sub\\a.html")),
        ("manifest.json", json.dumps([ROW])),
        ("manifest.json", json.dumps({"pages": [ROW]})),
        ("manifest.json", json.dumps({"sub/a.html": {name: ROW[name] for name in ROW if name != "path"}})),
    ],
)
def test_a_row_gives_a_file_its_address_and_what_is_known_of_it(beside, name, content):
    found = beside(name, content)
    first, second = sorted(found.captures, key=lambda each: each.place)
    assert (first.address, first.url) == ("https://example.org/a", "https://example.org/a")
    assert (first.fetched_at, first.title, first.lang, first.charset) == ("2020-03-05", "Rubrik", "sv", "cp1252")
    assert (second.address, second.url, second.title) == ("crawl/sub/b.txt", None, None)
    assert found.drops == []
    assert found.ignored == {}


def test_a_manifest_speaks_of_text_scrapes_too_and_beats_what_a_page_says_of_itself(beside, crawl, read_all):
    beside("manifest.json", json.dumps({"sub/b.txt": "https://example.org/b", "sub/a.html": "https://example.org/a"}))
    (crawl / "sub" / "a.html").write_bytes(b"<!-- saved from url=(0022)https://example.org/x -->" + PAGE)
    assert read_all(crawl).addresses == ["https://example.org/a", "https://example.org/b"]


def test_a_file_by_itself_and_the_folder_at_once_are_told_the_same(beside, crawl, read_all):
    beside("manifest.csv", CSV)
    assert read_all(crawl / "sub" / "a.html", known={"crawl": crawl}).addresses == ["https://example.org/a"]
    assert read_all(crawl / "sub", known={"crawl": crawl}).addresses[0] == "https://example.org/a"


def test_the_innermost_list_is_believed(beside, crawl, read_all):
    beside("manifest.csv", CSV)
    (crawl / "sub" / "manifest.csv").write_text("file,url\na.html,https://example.org/inner\n")
    assert "https://example.org/inner" in read_all(crawl).addresses


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("manifest.csv", "name;address\na.html;x\n", "no columns"),
        ("manifest.csv", "", "no columns"),
        ("manifest.json", "{broken", "no JSON"),
        ("manifest.json", "[" * 100_000, "nested"),
        ("manifest.csv", 'file,url\n"' + "x" * 200_000, "field"),
        ("manifest.csv", CSV + "../up.html,https://example.org/\n", "row 3: no path below"),
        ("manifest.csv", CSV + "/etc/a.html,https://example.org/\n", "row 3: no path below"),
        ("manifest.csv", CSV + "sub/b.txt,nonsense\n", "row 3: 'nonsense' is no web address"),
        ("manifest.csv", CSV + "sub/b.txt,https://example.org/b,yesterday\n", "row 3: fetched_at"),
        ("manifest.csv", CSV + "sub/a.html,https://example.org/other\n", "row 3: sub/a.html a second time"),
        (
            "manifest.csv",
            CSV + "./sub/a.html,https://example.org/a,2021-03-05,Rubrik,sv,cp1252\n",
            "row 3: sub/a.html a second time, with another fetched_at",
        ),
        ("manifest.csv", CSV + "sub/a.html,https://example.org/a,2020-03-05,Titel,sv,cp1252\n", "another title"),
    ],
)
def test_a_broken_list_is_reported_and_the_pages_are_read(beside, crawl, name, content, detail):
    found = beside(name, content)
    assert (found.drop.reason, found.drop.place) == (Reason.BAD_RECORD, str(crawl / name))
    assert detail in found.drop.detail
    assert len(found.captures) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", json.dumps({"name": "App", "start_url": "https://example.org/", "icons": []})),
        ("manifest.json", "{}"),
        ("index.csv", "year,sum\n2020,5\n"),
    ],
)
def test_what_is_no_list_of_pages_is_passed_over(beside, name, content):
    found = beside(name, content)
    assert found.drops == []
    assert found.ignored == {name[name.index(".") :]: 1}


def test_rows_for_files_that_are_not_there_are_counted(beside):
    found = beside("manifest.csv", CSV + "gone.html,https://example.org/gone\nalso/gone.html,https://example.org/g\n")
    assert found.ignored == {"row of a manifest whose file is not there": 2}


def test_the_digits_of_web_archives_are_a_time(beside):
    found = beside("manifest.csv", CSV.replace("2020-03-05", "20200305101500"))
    assert {capture.fetched_at for capture in found.captures} == {"2020-03-05T10:15:00Z", None}


@pytest.mark.parametrize("root", ["", "/home/someone/mirrors/", "C:\\Mirrors\\"])
def test_the_list_of_httrack_gives_addresses_and_its_own_files_are_passed_over(crawl, read_all, root):
    for name in ("www.kunta.example/sivu1a2b.html", "hts-cache/x.html", "hts-log.txt"):
        (crawl / name).parent.mkdir(exist_ok=True)
        (crawl / name).write_bytes(PAGE)
    (crawl / "index.html").write_bytes(b"<html><head><title>Local index - HTTrack Website Copier</title></head></html>")
    header = (
        "date\tsize'/'remotesize\tflags\tstatuscode\tstatus ('servermsg')\tMIME\tEtag|Date\tURL\tlocalfile\t(from)\n"
    )
    row = "10:00:00\t1/-1\t---\t200\tadded ('OK')\ttext/html\t\thttp://www.kunta.example/sivu?id=3\t"
    path = f"{root}www.kunta.example/sivu1a2b.html".replace("/", "\\" if "\\" in root else "/")
    (crawl / "hts-cache" / "new.txt").write_text(f"{header}{row}{path}\t(from x)\nshort\n")
    found = read_all(crawl)
    assert found.addresses == ["http://www.kunta.example/sivu?id=3"]
    assert found.ignored == {"file of HTTrack or of a zip program": 2, "table of contents made by HTTrack": 1}


def test_a_broken_list_in_a_zip_is_reported_and_the_pages_are_read(crawl, read_all):
    (crawl / "z.zip").write_bytes(packed({"manifest.json": b"{broken", "a.html": PAGE}))
    found = read_all(crawl)
    assert found.drop.place == f"{crawl / 'z.zip'}!/manifest.json"
    assert found.addresses == ["crawl/z/a.html"]
    assert found.ignored == {}


def test_a_row_that_comes_again_as_it_was_is_no_fault(beside):
    assert beside("manifest.csv", CSV + CSV.splitlines(keepends=True)[1]).drops == []
