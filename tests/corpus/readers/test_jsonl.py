"""JSON Lines: one page a line."""

import gzip
import json

import pytest

from corpus.model import Reason


def write(crawl, *records, name="pages.jsonl"):
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
    body = b"\n".join(lines) + b"\n"
    (crawl / name).write_bytes(gzip.compress(body) if name.endswith(".gz") else body)


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.ndjson", "Pages.JSONL", "pages.jsonl.gz"])
def test_a_line_with_an_address_is_a_page_with_all_it_declares(crawl, read_all, name):
    record = {
        "url": "HTTPS://Example.org/fi/a#b",
        "html": "<p>Hyvää</p>",
        "fetched_at": "2024-05-01T12:00:00Z",
        "title": "Otsikko",
        "lang": "fi",
        "more": [1, 2],
    }
    write(crawl, record, name=name)
    capture = read_all(crawl).capture
    assert (capture.address, capture.url) == ("https://example.org/fi/a", "https://example.org/fi/a")
    assert (capture.body, capture.media, capture.charset) == ("<p>Hyvää</p>".encode(), "html", "utf-8")
    assert (capture.fetched_at, capture.title, capture.lang) == ("2024-05-01T12:00:00Z", "Otsikko", "fi")
    assert (capture.source, capture.place) == ("crawl", f"{crawl / name}:1")


def test_a_line_without_an_address_is_called_after_its_place(crawl, read_all):
    (crawl / "sub").mkdir()
    write(crawl, {"text": "ett"}, b"", {"text": "två"}, {"text": "tre", "url": "file:///a"}, name="sub/p.jsonl")
    found = read_all(crawl)
    assert found.addresses == ["crawl/sub/p.jsonl#1", "crawl/sub/p.jsonl#3", "crawl/sub/p.jsonl#4"]
    assert {capture.media for capture in found.captures} == {"text"}
    assert {capture.url for capture in found.captures} == {None}


def test_markup_is_preferred_to_text(crawl, read_all):
    write(crawl, {"text": "a", "html": "<p>a</p>"})
    assert read_all(crawl).capture.media == "html"


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b"{broken", Reason.BAD_RECORD, "JSON"),
        (b"\xff\xfe\xff", Reason.BAD_RECORD, "JSON"),
        (b"[1, 2]", Reason.BAD_RECORD, "object"),
        (b"[" * 100_000, Reason.BAD_RECORD, "nested"),
        (b'{"url": "https://example.org/"}', Reason.BAD_RECORD, "neither html nor text"),
        (b'{"text": 12}', Reason.BAD_RECORD, "text is no text"),
        (b'{"text": "a", "url": ["x"]}', Reason.BAD_RECORD, "url"),
        (b'{"text": "a", "fetched_at": "yesterday"}', Reason.BAD_RECORD, "ISO 8601"),
        (b'{"text": "a", "lang": 1}', Reason.BAD_RECORD, "lang"),
        (b'{"text": " "}', Reason.EMPTY, ""),
        (b'{"text": "a\\u0000b"}', Reason.NOT_TEXT, "control"),
        (b'{"text": "a", "fetched_at": "2024-05-01\\ud80012:00:00"}', Reason.BAD_RECORD, "ISO 8601"),
    ],
)
def test_a_bad_line_is_refused_with_its_place_and_the_rest_is_read(crawl, read_all, line, reason, detail):
    write(crawl, {"text": "before"}, line, {"text": "after"})
    found = read_all(crawl)
    assert (found.drop.reason, found.drop.place) == (reason, f"{crawl / 'pages.jsonl'}:2")
    assert detail in found.drop.detail
    assert found.addresses == ["crawl/pages.jsonl#1", "crawl/pages.jsonl#3"]


def test_a_page_over_the_limit_is_refused_and_the_rest_is_read(crawl, read_all):
    write(crawl, {"text": "x" * 10_000_001}, b"[" + b"x" * 20_000_001, {"text": "after"})
    found = read_all(crawl)
    assert found.reasons == [Reason.TOO_LARGE, Reason.TOO_LARGE]
    assert found.addresses == ["crawl/pages.jsonl#3"]


@pytest.mark.parametrize("spelling", ["\\ud800", "\\udfff", "\\udcff"])
@pytest.mark.parametrize("field", ["text", "html", "title", "lang", "url"])
def test_half_characters_are_replaced_in_every_field(crawl, read_all, field, spelling):
    record = {"text": "a b", "url": "https://example.org/a", field: f"https://example.org/a {spelling} b"}
    write(crawl, json.dumps(record).replace("\\\\", "\\").encode(), {"text": "after"})
    found = read_all(crawl)
    assert found.drops == []
    first, second = found.captures
    texts = {name: getattr(first, name) for name in ("address", "url", "title", "lang", "place", "source")}
    for text in filter(None, texts.values()):
        assert text.encode("utf-8").decode() == text
    assert first.body.decode("utf-8")
    told = {"url": first.url, "title": first.title, "lang": first.lang}.get(field) or first.body.decode()
    assert told.startswith("https://example.org/a")
    assert told.endswith(" b")
    assert second.body == b"after"


def test_a_title_with_a_nul_keeps_its_words(crawl, read_all):
    write(crawl, {"text": "a b", "title": "ett\x00två"})
    assert read_all(crawl).capture.title == "ett\ufffdtvå"


def test_a_byte_order_mark_is_no_part_of_the_first_line(crawl, read_all):
    write(crawl, b'\xef\xbb\xbf{"text": "a"}')
    assert read_all(crawl).capture.body == b"a"


def test_broken_compression_keeps_what_came_before(crawl, read_all):
    lines = b"".join(b'{"text": "page %d"}\n' % (n * 7919) for n in range(5_000))
    packed = gzip.compress(lines)
    (crawl / "pages.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    found = read_all(crawl)
    assert found.reasons == [Reason.DAMAGED]
    assert len(found.captures) > 1_000


@pytest.mark.parametrize(("name", "pack"), [("pages.jsonl.gz", bytes), ("pages.jsonl", gzip.compress)])
def test_the_bytes_say_whether_it_is_compressed_and_the_address_does_not(crawl, read_all, name, pack):
    (crawl / name).write_bytes(pack(b'{"text": "a"}\n'))
    assert read_all(crawl).addresses == ["crawl/pages.jsonl#1"]
