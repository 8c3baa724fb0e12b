"""Zip archives of any of the forms, and WACZ."""

import gzip
import io
import json
import struct
import zipfile

import pytest

from corpus.model import Reason
from corpus.readers import SourceNames, read, zip_entries, zips
from tests.corpus.readers.test_warc import Warc, page, url

PAGE = b"<!doctype html><title>t</title><p>Hej och hej</p>"


def packed(entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, body in entries.items():
            file.writestr(zipfile.ZipInfo(name), body, method)
    return buffer.getvalue()


def unpacked(folder, entries):
    for name, body in entries.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


MIXED = {
    "B.html": PAGE,
    "a-b.html": PAGE + b"1",
    "a/b/c.html": PAGE + b"2",
    "a/sida.txt": b"Bara text",
    "a/lista.jsonl": b'{"text": "ett"}\n{"text": "tv\xc3\xa5"}\n',
    "a.html": PAGE + b"3",
    "logo.png": b"\x89PNG",
    ".hidden.html": PAGE,
    "www.kunta.example/fi/index.html": PAGE + b"4",
    "lists/x.html": PAGE + b"5",
    "lists/manifest.csv": b"file,url\nx.html,https://example.org/x\n",
    "Hyv\u00e4 ty\u00f6.html": PAGE + b"6",
    "old.html.gz": gzip.compress(PAGE + b"7", mtime=0),
    "crawl.warc.gz": Warc().pages(2).bytes,
}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED], ids=["deflated", "stored"])
@pytest.mark.parametrize("top", ["", "crawl/"], ids=["flat", "in-its-own-folder"])
def test_a_folder_and_its_zip_give_the_same_pages_at_the_same_addresses(crawl, tmp_path, read_all, method, top):
    unpacked(crawl, MIXED)
    (tmp_path / "other").mkdir()
    zipped = tmp_path / "other" / "crawl.zip"
    zipped.write_bytes(packed({top + name: body for name, body in MIXED.items()}, method))
    loose, within = read_all(crawl), read_all(zipped)
    assert within.addresses == loose.addresses
    assert len(set(loose.addresses)) == 13
    assert [(each.body, each.url, each.media) for each in within.captures] == [
        (each.body, each.url, each.media) for each in loose.captures
    ]
    assert within.drops == loose.drops == []
    assert within.ignored == loose.ignored == {".png": 1, "hidden file": 1}


def test_a_zip_in_a_folder_stands_for_the_folder_of_its_name(crawl, read_all):
    (crawl / "sub").mkdir()
    (crawl / "sub" / "old.zip").write_bytes(packed({"fi/a.html": PAGE}))
    at_once = read_all(crawl)
    assert at_once.addresses == ["crawl/sub/old/fi/a.html"]
    assert at_once.capture.place == f"{crawl / 'sub' / 'old.zip'}!/fi/a.html"
    assert read_all(crawl / "sub" / "old.zip", known={"crawl": crawl}).addresses == at_once.addresses
    assert read_all(crawl / "sub" / "old.zip").addresses == ["old/fi/a.html"]
    assert read_all(crawl / "sub" / "old.zip", name="named").addresses == ["named/fi/a.html"]


def test_a_zip_given_by_itself_is_a_source_of_its_own_within_the_folder_too(crawl, read_all):
    (crawl / "old.zip").write_bytes(packed({"a.html": PAGE}))
    assert read_all(crawl, known={"old": crawl / "old"}).addresses == ["old/a.html"]


def test_a_zip_in_a_zip_is_looked_into_once(crawl, read_all):
    inner = packed({"in.html": PAGE, "w.warc": Warc(compressed=False).pages(1).bytes, "deep.zip": packed({})})
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        (crawl / "outer.zip").write_bytes(packed({"x/inner.zip": inner}, method))
        found = read_all(crawl)
        assert found.addresses == ["crawl/outer/x/inner/in.html", url(0)]
        assert found.drop.place == f"{crawl / 'outer.zip'}!/x/inner.zip!/deep.zip"


def test_of_a_wacz_the_records_are_read(crawl, read_all):
    pages = b'{"format": "json-pages-1.0"}\n{"url": "https://example.org/0", "text": "0"}\n'
    wacz = {
        "datapackage.json": json.dumps({"profile": "data-package"}).encode(),
        "pages/pages.jsonl": pages,
        "indexes/index.cdx.gz": b"",
        "archive/a.warc.gz": Warc().pages(2).bytes,
        "archive/b.warc.gz": Warc().add(url(7), b"", kind="revisit", **_refers(url(0))).bytes,
    }
    for name in ("a.wacz", "a.zip"):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            (crawl / name).write_bytes(packed(wacz, method))
            found = read_all(crawl)
            assert found.addresses == [url(0), url(1), url(7)]
            assert found.captures[2].body == page(0)
            assert found.drops == []
            assert found.ignored == {"file of a WACZ": 3}
            (crawl / name).unlink()


def _refers(address):
    return {"WARC-Refers-To-Target-URI": address, "WARC-Refers-To-Date": "2024-05-01T12:00:00Z"}


def test_a_revisit_finds_a_page_in_a_zip_that_was_read_before(crawl, read_all):
    (crawl / "a.zip").write_bytes(packed({"sub.zip": packed({"a.warc.gz": Warc().pages(1).bytes})}))
    (crawl / "b.warc").write_bytes(Warc(compressed=False).add(url(7), b"", kind="revisit", **_refers(url(0))).bytes)
    assert [each.body for each in read_all(crawl).captures] == [page(0), page(0)]


# --- names


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("../../etc/a.html", "crawl/z/etc/a.html"),
        ("/abs/a.html", "crawl/z/abs/a.html"),
        ("fi\\sub\\a.html", "crawl/z/fi/sub/a.html"),
        ("a\nb.html", "crawl/z/a%0Ab.html"),
        ("Hyva\u0308.html", "crawl/z/Hyv\u00e4.html"),
    ],
)
def test_a_name_is_an_address_and_never_a_path(crawl, read_all, name, address):
    (crawl / "z.zip").write_bytes(packed({name: PAGE, "b.txt": b"b"}))
    assert address in read_all(crawl).addresses
    assert [path.name for path in crawl.rglob("*")] == ["z.zip"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_letters_in_names_without_a_mark_are_read_in_either_encoding(crawl, read_all, encoding):
    name = "ä.html".encode(encoding)
    content = packed({"#" * len(name): PAGE}).replace(b"#" * len(name), name)
    (crawl / "z.zip").write_bytes(content)
    assert read_all(crawl).addresses == ["crawl/z/ä.html"]


def test_of_two_entries_of_one_name_the_later_one_is_read(crawl, read_all):
    content = packed({"a.html": b"<p>old", "b.html": b"<p>new"}).replace(b"b.html", b"a.html")
    (crawl / "z.zip").write_bytes(content)
    found = read_all(crawl)
    assert found.capture.body == b"<p>new"
    assert found.ignored == {"entry of a zip that a later one replaces": 1}


@pytest.mark.parametrize("names", [("a.html", "./a.html", "../a.html"), ("../a.html", "./a.html", "a.html")])
def test_names_that_come_to_one_address_with_other_content_are_conflicts_and_the_plain_one_is_read(
    crawl, read_all, names
):
    (crawl / "z.zip").write_bytes(packed({name: PAGE + name.encode() for name in names}))
    found = read_all(crawl)
    assert found.capture.body == PAGE + b"a.html"
    assert found.reasons == [Reason.CONFLICT] * 2
    assert {drop.place.rpartition("!/")[2] for drop in found.drops} == {"./a.html", "../a.html"}
    assert all(drop.detail.startswith("a.html in the same zip") for drop in found.drops)


def test_names_that_come_to_one_address_with_the_same_bytes_are_one_page(crawl, read_all):
    (crawl / "z.zip").write_bytes(packed({"a.html": PAGE, "./a.html": PAGE, "x\\a.png": b"1", "x/a.png": b"2"}))
    found = read_all(crawl)
    assert (found.capture.body, found.reasons) == (PAGE, [])
    assert found.ignored == {"duplicate of a page with the same address": 1, ".png": 1}


def test_a_checksum_that_is_made_to_fit_hides_no_page(crawl, read_all, monkeypatch):
    monkeypatch.setattr("zlib.crc32", lambda *_: 7)
    monkeypatch.setattr("zipfile.crc32", lambda *_: 7)
    (crawl / "z.zip").write_bytes(packed({"a.html": PAGE + b"1", "./a.html": PAGE + b"2"}))
    assert read_all(crawl).reasons == [Reason.CONFLICT]


# --- what cannot be had


def test_an_encrypted_entry_is_refused_and_the_rest_is_read(crawl, read_all):
    content = bytearray(packed({"a.html": PAGE, "b.html": PAGE}))
    content[6] |= 1  # in the local header, and in the directory:
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (crawl / "z.zip").write_bytes(content)
    found = read_all(crawl)
    assert (found.drop.reason, found.drop.detail) == (Reason.UNREADABLE, "encrypted")
    assert found.drop.place.endswith("z.zip!/a.html")
    assert found.addresses == ["crawl/z/b.html"]


def test_an_entry_that_does_not_match_its_checksum_is_refused_and_the_rest_is_read(crawl, read_all):
    content = packed({"a.html": PAGE, "b.html": PAGE + b"!"}, zipfile.ZIP_STORED).replace(b"hej</p>!", b"haj</p>!")
    (crawl / "z.zip").write_bytes(content)
    found = read_all(crawl)
    assert (found.drop.reason, found.addresses) == (Reason.DAMAGED, ["crawl/z/a.html"])
    assert "checksum" in found.drop.detail


def test_a_compression_that_is_not_known_is_named(crawl, read_all):
    (crawl / "z.zip").write_bytes(packed({"a.html": PAGE}, zipfile.ZIP_LZMA))
    assert "method 14" in read_all(crawl).drop.detail


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06", b"no zip at all", b"PK\x03\x04" * 50])
def test_what_is_no_zip_is_damaged(crawl, read_all, content):
    (crawl / "z.zip").write_bytes(content)
    assert read_all(crawl).reasons == [Reason.DAMAGED]


def test_an_empty_zip_gives_nothing(crawl, read_all):
    (crawl / "z.zip").write_bytes(packed({}))
    assert read_all(crawl).items == []


def test_one_entry_of_a_zip_without_its_end_is_told_as_one(crawl, read_all):
    content = packed({"a.html": PAGE})
    (crawl / "z.zip").write_bytes(content[: content.index(b"PK\x01\x02")])
    assert "1 entry was found without it" in read_all(crawl).drop.detail


def test_a_zip_without_its_end_is_read_entry_by_entry(crawl, read_all):
    entries = {f"{number}.html": PAGE + bytes([48 + number]) * 99 for number in range(9)}
    content = packed(entries)
    for end in (content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06"), len(content) - 9):
        (crawl / "z.zip").write_bytes(content[:end])
        found = read_all(crawl)
        assert [each.body for each in found.captures] == list(entries.values())
        assert found.reasons == [Reason.DAMAGED]


def test_entries_of_unknown_size_are_found_without_a_directory(crawl, read_all):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):
            file.writestr(f"{number}.html", PAGE + b"word " * number)
    content = pipe.getvalue()
    assert struct.unpack_from("<H", content, 6)[0] & 8
    (crawl / "z.zip").write_bytes(content[: content.index(b"PK\x01\x02")])
    found = read_all(crawl)
    assert [each.body for each in found.captures] == [PAGE + b"word " * number for number in range(3)]
    assert found.reasons == [Reason.DAMAGED]


def test_a_directory_that_leaves_entries_out_is_reported(crawl, read_all):
    content = packed({"a.html": PAGE, "b.html": PAGE})
    end = content.index(b"PK\x05\x06")
    (crawl / "z.zip").write_bytes(content[: end + 10] + struct.pack("<H", 3) + content[end + 12 :])
    found = read_all(crawl)
    assert len(found.captures) == 2
    assert "2 of 3" in found.drop.detail


# --- bombs


def test_a_page_that_unpacks_to_too_much_is_refused_and_the_rest_is_read(crawl, read_all):
    (crawl / "z.zip").write_bytes(packed({"a.html": bytes(20_000_000), "b.html": PAGE}))
    found = read_all(crawl)
    assert (found.drop.reason, found.addresses) == (Reason.TOO_LARGE, ["crawl/z/b.html"])


def test_a_zip_that_unpacks_to_too_much_is_left_and_what_was_read_is_kept(crawl, read_all, monkeypatch):
    monkeypatch.setattr(zips, "ALLOWANCE", 1_000_000)
    bombs = {f"{number}.txt": b"a" * 2_000_000 for number in range(2, 9)}
    (crawl / "z.zip").write_bytes(packed({"0.html": PAGE, **bombs}))
    found = read_all(crawl)
    assert found.addresses == ["crawl/z/0.html"]
    assert Reason.TOO_LARGE in found.reasons
    assert len(found.items) < len(bombs)


@pytest.mark.parametrize("name", ["a.jsonl", "a.warc", "a.zip"])
def test_a_container_that_unpacks_to_too_much_is_refused_before_it_fills_the_disk(crawl, read_all, monkeypatch, name):
    monkeypatch.setattr(zips, "ALLOWANCE", 1_000_000)
    (crawl / "z.zip").write_bytes(packed({name: bytes(20_000_000)}))
    assert Reason.TOO_LARGE in read_all(crawl).reasons


def test_a_zip_of_too_many_entries_is_refused_before_they_are_listed(crawl, read_all, monkeypatch):
    monkeypatch.setattr(zip_entries, "MAX_ENTRIES", 5)
    content = packed({f"{number}.html": PAGE for number in range(6)})
    (crawl / "z.zip").write_bytes(content)
    found = read_all(crawl)
    assert "more than 5 entries" in found.drop.detail
    assert len(found.captures) == 5


def test_entries_are_read_one_by_one(crawl):
    (crawl / "z.zip").write_bytes(packed({"a.html": PAGE, "b.html": PAGE}))
    items = read([crawl], SourceNames())
    assert next(items).address == "crawl/z/a.html"
    assert next(items).address == "crawl/z/b.html"
    assert list(items) == []
