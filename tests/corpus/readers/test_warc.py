"""WARC files: whole ones written by warcio, and the same ones broken."""

import base64
import gzip
import hashlib
import io
import re
import zlib

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.model import Reason

HTML = ("Content-Type", "text/html; charset=UTF-8")


def url(number):
    return f"https://example.org/{number}"


def page(number, size=40):
    return f"<p>{number}: ".encode() + b"word " * size + b"</p>"


class Writer(WARCWriter):
    """warcio's writer, without the temporary files that it leaves open."""

    def _create_temp_file(self):
        return io.BytesIO()


class Warc:
    """A WARC file in the making; knows where each record begins."""

    def __init__(self, compressed=True):
        self.buffer = io.BytesIO()
        self.writer = Writer(self.buffer, gzip=compressed)
        self.offsets = []

    def add(self, address, body, headers=(HTML,), status="200 OK", kind="response", **record_headers):
        self.offsets.append(self.buffer.tell())
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        record = self.writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(body),
            http_headers=http if kind in ("response", "revisit") else None,
            warc_content_type=headers[0][1] if kind in ("resource", "conversion") else "",
            warc_headers_dict={"WARC-Date": "2024-05-01T12:00:00Z"} | record_headers,
        )
        self.writer.write_record(record)
        return self

    def pages(self, count, size=40):
        for number in range(count):
            self.add(url(number), page(number, size))
        return self

    @property
    def bytes(self):
        return self.buffer.getvalue()


@pytest.fixture
def read_warc(crawl, read_all):
    def run(content, name="a.warc.gz"):
        (crawl / name).write_bytes(content)
        return read_all(crawl)

    return run


def urls(*numbers):
    return [url(number) for number in numbers]


# --- whole files


@pytest.mark.parametrize(("name", "compressed"), [("a.warc.gz", True), ("a.warc", False), ("a.warc", True)])
def test_every_page_comes_with_its_address_time_and_charset(read_warc, crawl, name, compressed):
    warc = Warc(compressed).pages(3)
    found = read_warc(warc.bytes, name)
    assert found.addresses == urls(0, 1, 2)
    assert [capture.body for capture in found.captures] == [page(0), page(1), page(2)]
    last = found.captures[-1]
    assert (last.url, last.source, last.media, last.charset) == (url(2), "crawl", "html", "utf-8")
    assert last.fetched_at == "2024-05-01T12:00:00Z"
    assert last.place == f"{crawl / name} @ {warc.offsets[2]}, record 3"
    assert found.drops == []


def test_a_file_compressed_as_a_whole_is_read(read_warc):
    assert read_warc(gzip.compress(Warc(compressed=False).pages(50).bytes)).addresses == urls(*range(50))


def test_only_pages_become_captures_and_the_rest_is_counted(read_warc):
    warc = Warc()
    warc.writer.write_record(warc.writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
    warc.add(url(1), page(1)).add(url(2), b"GET / HTTP/1.1\r\n\r\n", kind="request").add(
        url(3), page(3), status="404 Not Found"
    )
    warc.add(url(4), b"body {}", [("Content-Type", "text/css")]).add(
        url(5), b"\x89PNG", [("Content-Type", "image/png")]
    )
    warc.add(url(6), b"", kind="revisit").add(url(7), page(7), status="301 Moved")
    warc.add("https://example.org/robots.txt", b"User-agent: *", [("Content-Type", "text/plain")])
    warc.add("dns:example.org", b"example.org 1.2.3.4", [("Content-Type", "text/dns")], kind="resource")
    found = read_warc(warc.bytes)
    assert found.addresses == urls(1)
    assert found.drops == []
    assert found.ignored == {
        "warcinfo record": 1,
        "request record": 1,
        "status 404": 1,
        "status 301": 1,
        "text/css": 1,
        "image/png": 1,
        "revisit, no body": 1,
        "robots.txt": 1,
        "record without a web address": 1,
    }


@pytest.mark.parametrize(
    ("mime", "body", "media"),
    [
        ("text/html", page(1), "html"),
        ("Text/HTML;charset=x", page(1), "html"),
        ("application/xhtml+xml", page(1), "html"),
        ("text/plain", b"Vain teksti", "text"),
        ("text/plain", b"<!doctype html><p>x", "html"),
        ("text/html", b"Vain teksti", "text"),
        ("", b"<html><p>x", "html"),
    ],
)
def test_the_medium_follows_type_and_bytes(read_warc, mime, body, media):
    headers = [("Content-Type", mime)] if mime else [("Server", "test")]
    assert read_warc(Warc().add(url(1), body, headers).bytes).capture.media == media


def test_a_resource_record_is_a_page(read_warc):
    capture = read_warc(Warc().add(url(1), page(1), kind="resource").bytes).capture
    assert (capture.body, capture.media, capture.charset) == (page(1), "html", "utf-8")


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunk(body, size=50):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress),
        ([("Content-Encoding", "x-gzip")], gzip.compress),
        ([("Content-Encoding", "GZIP, identity")], gzip.compress),
        ([("Content-Encoding", "deflate")], zlib.compress),
        ([("Content-Encoding", "deflate")], raw_deflate),
        ([("Content-Encoding", "gzip")], lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ([("Content-Encoding", "gzip")], lambda body: body),
        ([("Content-Encoding", "br")], brotli.compress),
        ([("Content-Encoding", "br")], lambda body: body),
        ([("Content-Encoding", "zstd")], zstandard.compress),
        ([("Content-Encoding", "zstd")], lambda body: body),
        ([("Content-Length", "9")], lambda body: body),
        ([("Content-Encoding", "gzip, br")], lambda body: brotli.compress(gzip.compress(body))),
        ([("Transfer-Encoding", "chunked")], chunk),
        ([("Transfer-Encoding", "chunked")], lambda body: body),
        ([("Transfer-Encoding", "Chunked"), ("Content-Encoding", "gzip")], lambda body: chunk(gzip.compress(body))),
    ],
    ids=[
        "gzip",
        "x-gzip",
        "list",
        "zlib",
        "deflate",
        "members",
        "labelled-only",
        "br",
        "br-only-labelled",
        "zstd",
        "zstd-only-labelled",
        "miscounted",
        "gzip-in-br",
        "chunked",
        "joined",
        "both",
    ],
)
def test_a_body_is_unpacked(read_warc, coding, pack):
    assert read_warc(Warc().add(url(1), pack(page(1)), [HTML, *coding]).bytes).capture.body == page(1)


@pytest.mark.parametrize("odd", [b"\x00", b"\xff", b"\xed\xa0\x80"], ids=["nul", "no-utf8", "half-character"])
def test_headers_that_cannot_be_stored_as_they_are_stop_nothing(read_warc, odd):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=%b\r\n\r\n<p>x</p>" % odd
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
    content = record % (url(1).encode() + odd, len(block), block) + Warc(compressed=False).pages(1).bytes
    found = read_warc(content, "a.warc")
    assert found.addresses[1:] == urls(0)
    address = found.captures[0].address
    assert address.startswith(url(1))
    assert "\x00" not in address
    assert address.encode("utf-8").decode() == address


# --- bodies that cannot be had


@pytest.mark.parametrize(
    ("headers", "body", "reason", "detail"),
    [
        ([("Content-Encoding", "br")], b"\x8b\x02\x80", Reason.BAD_RECORD, "brotli, breaks off"),
        ([("Content-Encoding", "br")], brotli.compress(page(1))[:-9], Reason.BAD_RECORD, "brotli, breaks off"),
        ([("Content-Encoding", "br")], b"\xff" * 99, Reason.BAD_RECORD, "brotli, is damaged"),
        ([("Content-Encoding", "br")], brotli.compress(bytes(20_000_000), quality=1), Reason.TOO_LARGE, ""),
        ([("Content-Encoding", "zstd")], b"\x28\xb5\x2f\xfd", Reason.BAD_RECORD, "zstd, breaks off"),
        (
            [("Content-Encoding", "zstd")],
            zstandard.compress(page(1))[:9] + b"\xff" * 99,
            Reason.BAD_RECORD,
            "zstd, is damaged",
        ),
        ([("Content-Encoding", "zstd")], zstandard.compress(bytes(20_000_000)), Reason.TOO_LARGE, ""),
        ([("Content-Encoding", "compress")], b"\x1f\x9d\x90", Reason.BAD_RECORD, "compress compression"),
        ([("Content-Length", "99999")], page(1), Reason.BAD_RECORD, "cut short: 210 of 99999"),
        ([("Content-Encoding", "gzip")], gzip.compress(page(1), mtime=0)[:-20], Reason.BAD_RECORD, "breaks off"),
        ([("Content-Encoding", "gzip")], b"\x1f\x8b" + b"junk" * 9, Reason.BAD_RECORD, "damaged"),
        ([("Transfer-Encoding", "chunked")], chunk(page(1))[:-30], Reason.BAD_RECORD, "breaks off"),
        ([("Transfer-Encoding", "chunked")], chunk(page(1))[:-5], Reason.BAD_RECORD, "breaks off"),
        ([("Content-Encoding", "gzip")], gzip.compress(bytes(20_000_000), mtime=0), Reason.TOO_LARGE, ""),
        ([("Transfer-Encoding", "chunked")], chunk(b"x" * 10_000_001, 1_000_000), Reason.TOO_LARGE, ""),
        ([], b"x" * 10_000_001, Reason.TOO_LARGE, ""),
        ([], b"\xff\xd8\xff\xe0", Reason.NOT_TEXT, "JPEG"),
        ([], b"", Reason.EMPTY, ""),
    ],
)
def test_a_body_that_cannot_be_had_is_refused_and_the_rest_is_read(read_warc, headers, body, reason, detail):
    found = read_warc(Warc().add(url(0), page(0)).add(url(1), body, [HTML, *headers]).add(url(2), page(2)).bytes)
    assert found.addresses == urls(0, 2)
    assert found.drop.reason == reason
    assert detail in found.drop.detail


def test_a_page_that_was_cut_short_when_fetched_is_refused(read_warc):
    warc = Warc().add(url(0), page(0), **{"WARC-Truncated": "time"})
    drop = read_warc(warc.bytes).drop
    assert drop.reason == Reason.BAD_RECORD
    assert "time" in drop.detail


@pytest.mark.parametrize("block", [b"", b"no http here", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 60_000])
def test_a_response_that_is_no_http_is_refused(read_warc, block):
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <%s>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    found = read_warc(record % (url(1).encode(), len(block), block) + Warc(compressed=False).pages(1).bytes, "a.warc")
    assert found.drop.reason == Reason.BAD_RECORD
    assert found.addresses == urls(0)


# --- what refers to another record

DAY = "2024-05-01T12:00:00Z"
LATER = {"WARC-Date": "2024-06-01T12:00:00Z"}
RECORD_ID = "<urn:uuid:00000000-0000-4000-8000-000000000001>"


def digest_of(body):
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(
    "refers",
    [
        {"WARC-Refers-To-Target-URI": url(0), "WARC-Refers-To-Date": DAY},
        {"WARC-Refers-To": RECORD_ID},
        {"WARC-Payload-Digest": digest_of(page(0))},
        {"WARC-Refers-To-Target-URI": url(0), "WARC-Refers-To-Date": DAY, "WARC-Payload-Digest": digest_of(page(0))},
    ],
    ids=["address-and-time", "record", "digest", "both"],
)
def test_a_revisit_is_the_page_it_refers_to_at_its_own_address_and_time(read_warc, compressed, refers):
    warc = Warc(compressed).add(url(0), page(0), **{"WARC-Record-ID": RECORD_ID}).add(url(1), page(1))
    warc.add(url(9), b"", kind="revisit", **LATER, **refers).add(url(2), page(2))
    found = read_warc(warc.bytes)
    assert found.addresses == urls(0, 1, 9, 2)
    assert (found.captures[2].body, found.captures[2].fetched_at) == (page(0), LATER["WARC-Date"])
    assert (found.captures[2].charset, found.drops, found.ignored) == ("utf-8", [], {})


@pytest.mark.parametrize(
    ("refers", "status", "counted"),
    [
        ({}, "200 OK", "revisit, no body"),
        ({"WARC-Refers-To": "<urn:uuid:unknown>"}, "200 OK", "revisit, no body"),
        ({"WARC-Refers-To": RECORD_ID, "WARC-Payload-Digest": digest_of(b"other")}, "200 OK", "revisit, no body"),
        ({"WARC-Refers-To": RECORD_ID}, "301 Moved", "status 301"),
    ],
)
def test_a_revisit_without_a_page_is_counted_and_never_an_empty_page(read_warc, refers, status, counted):
    warc = Warc().add(url(0), page(0), **{"WARC-Record-ID": RECORD_ID})
    found = read_warc(warc.add(url(9), b"", kind="revisit", status=status, **refers).bytes)
    assert found.addresses == urls(0)
    assert found.ignored == {counted: 1}


def test_a_page_that_was_not_modified_is_the_one_from_before(read_warc):
    warc = Warc().add(url(0), page(0), **{"WARC-Record-ID": RECORD_ID})
    warc.add(url(0), b"", kind="revisit", status="304 Not Modified", **LATER, **{"WARC-Refers-To": RECORD_ID})
    assert [each.body for each in read_warc(warc.bytes).captures] == [page(0), page(0)]


def test_a_revisit_finds_its_page_in_a_file_that_was_read_before(crawl, read_all):
    (crawl / "a.warc.gz").write_bytes(Warc().pages(3).bytes)
    later = Warc()
    for number in range(3):
        refers = {"WARC-Refers-To-Target-URI": url(number), "WARC-Refers-To-Date": DAY}
        later.add(url(number), b"", kind="revisit", **LATER, **refers)
    (crawl / "b.warc.gz").write_bytes(later.bytes)
    found = read_all(crawl)
    assert found.addresses == urls(0, 1, 2, 0, 1, 2)
    assert [each.body for each in found.captures[3:]] == [page(0), page(1), page(2)]


def test_a_damaged_page_lends_its_body_to_no_revisit(read_warc):
    refers = {"WARC-Refers-To-Target-URI": url(0), "WARC-Refers-To-Date": DAY}
    warc = Warc(compressed=False).pages(1).add(url(9), b"", kind="revisit", **refers)
    found = read_warc(warc.bytes.replace(b"<p>0: word", b"<p>0: ward"), "a.warc")
    assert found.captures == []
    assert found.ignored == {"revisit, no body": 1}


@pytest.mark.parametrize(("is_read", "addresses"), [(False, [0, 9]), (True, [0])])
def test_the_text_of_a_page_is_read_unless_the_page_was(read_warc, is_read, addresses):
    warc = Warc().add(url(0), page(0), **{"WARC-Record-ID": RECORD_ID})
    refers = RECORD_ID if is_read else "<urn:uuid:elsewhere>"
    warc.add(url(9), b"Vain teksti", [("Content-Type", "text/plain")], kind="conversion", **{"WARC-Refers-To": refers})
    found = read_warc(warc.bytes)
    assert found.addresses == urls(*addresses)
    assert [each.media for each in found.captures] == ["html", "text"][: len(addresses)]
    assert found.ignored == ({"conversion of a page that was read": 1} if is_read else {})


# --- digests of payloads


@pytest.mark.parametrize(
    ("spelled", "coding", "pack", "is_read"),
    [
        (digest_of(page(0)), [], bytes, True),
        (digest_of(page(0)), [("Content-Encoding", "gzip")], gzip.compress, True),
        (digest_of(chunk(page(0))), [("Transfer-Encoding", "chunked")], chunk, True),
        (digest_of(page(0)), [("Transfer-Encoding", "chunked")], chunk, True),
        (digest_of(b"other"), [], bytes, False),
        (digest_of(b"other"), [("Transfer-Encoding", "chunked")], chunk, False),
        ("nonsense", [], bytes, True),
    ],
)
def test_where_the_block_has_no_digest_the_payload_must_match_its_own(read_warc, spelled, coding, pack, is_read):
    content = Warc(compressed=False).add(url(0), pack(page(0)), [HTML, *coding]).bytes
    content = re.sub(rb"WARC-Block-Digest: [^\r]*\r\n", b"", content)
    content = re.sub(rb"(WARC-Payload-Digest: )[^\r]*", rb"\1" + spelled.encode(), content)
    found = read_warc(content, "a.warc")
    assert len(found.captures) == is_read
    assert found.reasons == ([] if is_read else [Reason.BAD_RECORD])


def test_a_bomb_in_a_kilobyte_is_refused_and_the_rest_is_read(read_warc):
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(30)) + packer.flush()
    warc = Warc().add(url(0), bomb, [HTML, ("Content-Encoding", "gzip")]).add(url(1), page(1))
    assert warc.offsets[1] < 2_000
    found = read_warc(warc.bytes)
    assert (found.reasons, found.addresses) == ([Reason.TOO_LARGE], urls(1))


# --- broken files


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9])
def test_a_truncated_file_keeps_what_came_before(read_warc, crawl, compressed, kept):
    warc = Warc(compressed).pages(4, size=400)
    start, end = warc.offsets[3], len(warc.bytes)
    found = read_warc(warc.bytes[: start + int((end - start) * kept)])
    assert found.addresses == urls(0, 1, 2)
    assert (found.drop.reason, found.drop.place) == (Reason.DAMAGED, f"{crawl / 'a.warc.gz'} @ {start}, record 4")


@pytest.mark.parametrize("compressed", [True, False])
def test_a_file_cut_at_any_byte_gives_only_whole_pages_and_says_so(read_warc, compressed):
    warc = Warc(compressed).pages(3)
    ends = [*warc.offsets[1:], len(warc.bytes)]
    for cut in range(1, len(warc.bytes), 7):
        found = read_warc(warc.bytes[:cut])
        bodies = [capture.body for capture in found.captures]
        before = sum(end <= cut for end in ends)
        assert bodies in ([page(number) for number in range(before)], [page(number) for number in range(before + 1)])
        assert found.reasons == [Reason.DAMAGED] or len(bodies) == before + (cut not in ends)


def test_an_uncompressed_file_without_its_last_line_breaks_is_whole(read_warc):
    found = read_warc(Warc(compressed=False).pages(2).bytes.rstrip(b"\r\n"), "a.warc")
    assert found.addresses == urls(0, 1)
    assert found.drops == []


@pytest.mark.parametrize("at", [0, 12, 150], ids=["member-header", "start-of-data", "middle"])
def test_after_damage_reading_goes_on_at_the_next_whole_record(read_warc, at, capsys):
    warc = Warc().pages(6, size=2_000)
    broken = bytearray(warc.bytes)
    start = warc.offsets[2] + at
    broken[start : start + 20] = bytes(20)
    found = read_warc(bytes(broken))
    assert found.addresses == urls(0, 1, 3, 4, 5)
    assert found.reasons == [Reason.DAMAGED]
    assert capsys.readouterr().err == ""


def test_a_changed_byte_is_found_by_the_digest(read_warc, crawl):
    warc = Warc(compressed=False).pages(3)
    found = read_warc(warc.bytes.replace(b"<p>1: word", b"<p>1: ward"), "a.warc")
    assert found.addresses == urls(0, 2)
    assert found.drop.reason == Reason.DAMAGED
    assert "digest" in found.drop.detail


@pytest.mark.parametrize("digest", ["sha1:short", "md4096:ABC", "nonsense", "sha1:" + "!" * 31])
def test_a_digest_that_cannot_be_understood_is_not_held_against_a_record(read_warc, digest):
    warc = Warc().add(url(0), page(0), **{"WARC-Block-Digest": digest})
    assert read_warc(warc.bytes).addresses == urls(0)


@pytest.mark.parametrize("length", ["20", "99999", "-1", "many", ""])
def test_a_wrong_length_is_damage_and_the_rest_is_read(read_warc, length):
    first = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url(9)}\r\nContent-Length: {length}\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page without a digest</p>\r\n\r\n"
    )
    found = read_warc(first.encode() + Warc(compressed=False).pages(3).bytes, "a.warc")
    assert found.addresses == urls(0, 1, 2)
    assert found.reasons == [Reason.DAMAGED]


@pytest.mark.parametrize("compressed", [True, False])
def test_junk_between_records_is_reported_and_costs_no_page(read_warc, compressed):
    warc = Warc(compressed).pages(3)
    cut = warc.offsets[1]
    found = read_warc(warc.bytes[:cut] + b"junk and more junk\r\n" + warc.bytes[cut:])
    assert found.addresses == urls(0, 1, 2)
    assert found.reasons == [Reason.DAMAGED]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", Reason.EMPTY), (b"<html>no archive</html>", Reason.DAMAGED), (b"\x1f\x8b\x08junk", Reason.DAMAGED)],
)
def test_what_is_no_warc_at_all_is_refused(read_warc, content, reason):
    assert read_warc(content).drop.reason == reason


def test_what_only_looks_like_a_record_within_damage_is_told_once(read_warc):
    warc = Warc(compressed=False).pages(2)
    fakes = b"\nWARC/1.0 is the version of\n" * 50
    found = read_warc(warc.bytes[: warc.offsets[1]] + fakes + b"\r\n" + warc.bytes[warc.offsets[1] :], "a.warc")
    assert found.addresses == urls(0, 1)
    assert found.reasons == [Reason.DAMAGED]


def test_two_damaged_records_side_by_side_are_both_told(read_warc):
    warc = Warc()
    for number in range(4):
        warc.add(url(number), "".join(str(number + count**7) for count in range(400)).encode())
    broken = bytearray(warc.bytes)
    for number in (1, 2):
        broken[warc.offsets[number + 1] - 200 : warc.offsets[number + 1] - 180] = bytes(20)
    found = read_warc(bytes(broken))
    assert found.addresses == urls(0, 3)
    assert found.reasons == [Reason.DAMAGED] * 2


def test_a_record_is_found_across_the_pieces_in_which_a_file_is_searched(read_warc):
    for padding in (65_530, 65_534, 65_535, 65_536, 131_070):
        found = read_warc(
            b"WARC/1.0\r\n\r\n" + b"x" * padding + b"\n" + Warc(compressed=False).pages(1).bytes, "a.warc"
        )
        assert found.addresses == urls(0)
