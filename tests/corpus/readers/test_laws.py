"""What holds of every container, however it is broken, and of every form the same pages come in."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Capture, Drop
from corpus.readers import SourceNames, read
from tests.corpus.readers.test_warc import Warc, page, url
from tests.corpus.readers.test_zips import packed

COUNT = 4
BODIES = [page(number, size=9) for number in range(COUNT)]
law = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def zip_of_pages(method):
    return packed({f"{number}.html": body for number, body in enumerate(BODIES)}, method)


def ends_of_entries(content):
    """Where each entry ends, by what zipfile knows."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return [*(info.header_offset for info in file.infolist()[1:]), content.index(b"PK\x01\x02")]


PLAIN, PACKED = Warc(compressed=False).pages(COUNT, size=9), Warc().pages(COUNT, size=9)
DEFLATED, STORED = zip_of_pages(zipfile.ZIP_DEFLATED), zip_of_pages(zipfile.ZIP_STORED)
CONTAINERS = {
    "warc": ("a.warc", PLAIN.bytes, [*PLAIN.offsets[1:], len(PLAIN.bytes)]),
    "warc.gz": ("a.warc.gz", PACKED.bytes, [*PACKED.offsets[1:], len(PACKED.bytes)]),
    "zip": ("a.zip", DEFLATED, ends_of_entries(DEFLATED)),
    "stored": ("a.zip", STORED, ends_of_entries(STORED)),
}
WRAPPED = packed({"a.warc": PLAIN.bytes, "b.jsonl": b'{"text": "ett"}\n'}, zipfile.ZIP_STORED)


def read_bytes(folder, name, content):
    (folder / name).write_bytes(content)
    items = list(read([folder], SourceNames(), Counter()))
    (folder / name).unlink()
    return [item.body for item in items if isinstance(item, Capture)], [item for item in items if type(item) is Drop]


@pytest.mark.parametrize("kind", CONTAINERS)
@law
@given(data=st.data())
def test_a_container_cut_anywhere_keeps_what_came_before_and_says_so(crawl, kind, data):
    name, content, ends = CONTAINERS[kind]
    cut = data.draw(st.integers(0, len(content) - 1))
    bodies, drops = read_bytes(crawl, name, content[:cut])
    whole = sum(end <= cut for end in ends)
    assert bodies[:whole] == BODIES[:whole]
    assert set(bodies) <= set(BODIES)
    # An uncompressed record is whole without the line breaks behind it.
    assert drops or len(bodies) == COUNT or any(end - 4 * (kind == "warc") <= cut <= end for end in ends)


@pytest.mark.parametrize("kind", CONTAINERS)
@law
@given(data=st.data())
def test_a_changed_byte_costs_no_page_in_silence_and_none_before_it(crawl, kind, data):
    name, content, ends = CONTAINERS[kind]
    at = data.draw(st.integers(0, len(content) - 1))
    broken = bytearray(content)
    broken[at] ^= data.draw(st.integers(1, 255))
    bodies, drops = read_bytes(crawl, name, bytes(broken))
    whole = sum(end <= at for end in ends)
    if kind.startswith("warc"):  # a zip's directory, at its end, speaks of all entries
        assert bodies[:whole] == BODIES[:whole]
    assert drops or set(bodies) == set(BODIES) or _is_a_header_of_a_record(content, at, kind)


def _is_a_header_of_a_record(content, at, kind):
    """No digest covers what an uncompressed record says of itself: it may have become another kind of record."""
    start = content.rfind(b"WARC/1.0\r\n", 0, at + 9)
    return kind == "warc" and at < content.index(b"\r\n\r\n", start) + 4


@law
@given(junk=st.binary(max_size=300), at=st.integers(0, len(WRAPPED)), length=st.integers(0, 300))
def test_no_junk_in_an_archive_in_an_archive_is_ever_raised(crawl, junk, at, length):
    bodies, drops = read_bytes(crawl, "a.zip", WRAPPED[:at] + junk + WRAPPED[at + length :])
    assert drops or len(bodies) >= COUNT


@given(content=st.binary(max_size=400))
@pytest.mark.parametrize("begin", [b"", b"PK\x03\x04", b"PK\x05\x06", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"{"])
@pytest.mark.parametrize("name", ["a.zip", "a.wacz", "a.warc", "a.warc.gz", "a.jsonl.gz", "a.html.gz", "manifest.json"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_of_any_kind_under_any_name_are_read_or_refused(crawl, begin, name, content):
    read_bytes(crawl, name, begin + content)


names = st.text(st.characters(codec="utf-8", exclude_characters="/\\\x00", exclude_categories=["C"]), min_size=1)
paths = st.lists(names.filter(lambda name: name.strip(". ") == name and len(name.encode()) < 80), max_size=2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(pages=st.dictionaries(paths.map(lambda parts: "/".join([*parts, "a.html"])), st.integers(0, 9), min_size=1))
def test_a_folder_and_its_zip_give_equal_addresses_and_texts(tmp_path_factory, pages):
    place = tmp_path_factory.mktemp("law")
    entries = {path: page(number) for path, number in pages.items()}
    for path, body in entries.items():
        (place / "crawl" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "crawl" / path).write_bytes(body)
    (place / "crawl.zip").write_bytes(packed(entries))
    loose, within = (list(read([place / name], SourceNames())) for name in ("crawl", "crawl.zip"))
    assert [(each.address, each.url, each.body) for each in within] == [
        (each.address, each.url, each.body) for each in loose
    ]


def test_a_mirror_its_zip_and_its_web_archives_give_the_same_pages(tmp_path, read_all):
    mirror = tmp_path / "example.org"
    mirror.mkdir()
    for number, body in enumerate(BODIES):
        (mirror / f"{number}.html").write_bytes(body)
    entries = {f"{number}.html": body for number, body in enumerate(BODIES)}
    (tmp_path / "example.org.zip").write_bytes(packed(entries))
    warc = Warc()
    for number, body in enumerate(BODIES):
        warc.add(f"{url(number)}.html", body)
    (tmp_path / "a.warc.gz").write_bytes(warc.bytes)
    (tmp_path / "a.wacz").write_bytes(packed({"datapackage.json": b"{}", "archive/a.warc.gz": warc.bytes}))
    found = [read_all(tmp_path / name) for name in ("example.org", "example.org.zip", "a.warc.gz", "a.wacz")]
    assert [[(each.url, each.body) for each in one.captures] for one in found] == [
        [(f"{url(number)}.html", body) for number, body in enumerate(BODIES)]
    ] * 4


def test_a_folder_of_many_files_is_looked_at_file_by_file(crawl, monkeypatch):
    for number in range(50):
        (crawl / f"{number}.html").write_bytes(BODIES[0])
    looked_at = []
    is_dir = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: looked_at.append(path) or is_dir(path))
    next(read([crawl], SourceNames()))
    assert len(looked_at) < 20
