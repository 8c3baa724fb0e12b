"""Standard input."""

import gzip
import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.model import Reason
from corpus.readers import SourceNames, read, resolve_sources
from tests.corpus.readers.test_warc import Warc, url
from tests.corpus.readers.test_zips import PAGE, packed


@pytest.fixture
def pipe(read_all, monkeypatch):
    def run(content, **options):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        return read_all("-", **options)

    return run


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (PAGE, "html"),
        (b"Bara text\n", "text"),
        (gzip.compress(PAGE), "html"),
        (b'{"text": "ett"}\n{"text": "tv\xc3\xa5"}\n', "text"),
        (b'\xef\xbb\xbf\n{"html": "<p>ett"}', "html"),
        (gzip.compress(b'{"text": "ett"}\n'), "text"),
    ],
    ids=["html", "text", "gzip", "records", "one-record", "packed-records"],
)
def test_what_comes_through_a_pipe_is_told_by_its_bytes_and_called_after_them(pipe, content, media):
    found = pipe(content)
    assert {capture.media for capture in found.captures} == {media}
    assert all(address.startswith("stdin/") and len(address) == len("stdin/") + 12 for address in found.addresses)
    assert all(capture.place.startswith("standard input") for capture in found.captures)
    assert pipe(content).addresses == found.addresses
    assert not set(pipe(PAGE + b"other").addresses) & set(found.addresses)


def test_a_name_for_the_source_is_used(pipe):
    assert pipe(PAGE, name="autumn").addresses[0].startswith("autumn/")


def test_a_page_that_says_where_it_was_saved_from_keeps_its_address(pipe):
    assert pipe(b"<!-- saved from url=(0022)https://example.org/fi -->" + PAGE).addresses == ["https://example.org/fi"]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_web_archive_is_read_with_revisits(pipe, compressed):
    refers = {"WARC-Refers-To-Target-URI": url(0), "WARC-Refers-To-Date": "2024-05-01T12:00:00Z"}
    warc = Warc(compressed).pages(2).add(url(7), b"", kind="revisit", **refers)
    assert pipe(warc.bytes).addresses == [url(0), url(1), url(7)]


def test_a_zip_is_the_folder_of_the_source_that_is_named_else_one_named_after_its_content(pipe):
    first, second = packed({"a.html": PAGE}), packed({"a.html": PAGE + b"!"})
    assert pipe(first, name="crawl").addresses == ["crawl/a.html"]
    assert pipe(first).addresses != pipe(second).addresses
    assert pipe(first).addresses[0].endswith("/a.html")


@pytest.mark.parametrize(("content", "reason"), [(b"", Reason.EMPTY), (b"\x89PNG....", Reason.NOT_TEXT)])
def test_nothing_and_what_is_no_text_are_refused(pipe, content, reason):
    assert pipe(content).drop.reason == reason


def test_standard_input_owns_no_place_and_conflicts_with_none(tmp_path):
    (source,) = resolve_sources([Path("-")], SourceNames(known={"crawl": tmp_path}, name="crawl"))
    assert not source.owns_place


def test_files_and_standard_input_are_read_together(crawl, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PAGE)))
    (crawl / "a.html").write_bytes(PAGE)
    assert len(list(read([crawl, Path("-"), Path("-")], SourceNames()))) == 2


@pytest.mark.parametrize(
    "content",
    [packed({"a.html": PAGE}), Warc().pages(1).bytes, gzip.compress(PAGE, mtime=0)],
    ids=["zip", "warc", "gzip"],
)
def test_a_file_that_is_given_itself_is_told_by_its_bytes_if_its_name_says_nothing(crawl, read_all, content):
    (crawl / "download").write_bytes(content)
    assert len(read_all(crawl / "download").captures) == 1
    assert read_all(crawl).ignored == {"file without extension": 1}
