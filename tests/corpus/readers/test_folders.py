"""Folders and single page files."""

import os
import zipfile

import pytest

from corpus.errors import InputError
from corpus.model import Reason
from corpus.readers import SourceNames, read

PAGE = b"<!doctype html><title>t</title><p>Hej och hej</p>"


def fill(folder, *names, body=PAGE):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


# --- which files, in which order


def test_files_come_in_the_order_of_their_relative_paths(crawl, read_all):
    fill(crawl, "b.html", "a/z.html", "a-b.html", "a/b/c.html", "B.html", "a.html")
    expected = ["B.html", "a-b.html", "a.html", "a/b/c.html", "a/z.html", "b.html"]
    assert read_all(crawl).addresses == [f"crawl/{name}" for name in expected]


@pytest.mark.parametrize("name", ["Hyvä työ 2024.html", "å/ä/ö.html", "a b/c d.HTML", "x.htm", "x.xhtml"])
def test_names_with_spaces_and_letters_outside_ascii_are_kept(crawl, read_all, name):
    fill(crawl, name)
    assert read_all(crawl).capture.address == f"crawl/{name}"


def test_a_name_that_is_no_utf8_is_read(crawl, read_all):
    with open(os.fsencode(crawl) + b"/h\xe4.html", "wb") as file:  # noqa: PTH123
        file.write(PAGE)
    capture = read_all(crawl).capture
    assert capture.address == "crawl/h%E4.html"
    capture.place.encode("utf-8")


def test_a_folder_at_once_and_its_files_one_by_one_have_equal_addresses(crawl, read_all):
    fill(crawl, "a.html", "sub/b.html", "sub/deep/c.txt")
    at_once = read_all(crawl)
    one_by_one = [
        read_all(crawl / name, known={"crawl": crawl}).capture.address
        for name in ("a.html", "sub/b.html", "sub/deep/c.txt")
    ]
    assert one_by_one == at_once.addresses
    assert read_all(crawl / "sub", known={"crawl": crawl}).addresses == at_once.addresses[1:]


def test_a_folder_inside_that_is_a_source_of_its_own_keeps_its_name(crawl, read_all):
    fill(crawl, "a.html", "sub/b.html")
    assert read_all(crawl, known={"inner": crawl / "sub"}).addresses == ["crawl/a.html", "inner/b.html"]


def test_what_is_given_twice_is_read_once(crawl, read_all):
    fill(crawl, "a.html", "sub/b.html")
    found = read_all(crawl / "sub", crawl, crawl / "a.html", crawl / "sub" / "b.html", crawl)
    assert found.addresses == ["crawl/a.html", "crawl/sub/b.html"]


def test_the_order_of_the_arguments_does_not_matter(crawl, tmp_path, read_all):
    fill(crawl, "b.html", "a.html")
    fill(tmp_path / "alpha", "z.html")
    forwards, backwards = read_all(crawl, tmp_path / "alpha"), read_all(tmp_path / "alpha", crawl)
    assert forwards.addresses == backwards.addresses == ["alpha/z.html", "crawl/a.html", "crawl/b.html"]


def test_hidden_and_unknown_files_are_counted_not_read(crawl, read_all):
    fill(crawl, "a.html", ".hidden.html", ".git/a.html", "b.PNG", "c.png", "Makefile", "d.css")
    found = read_all(crawl)
    assert found.addresses == ["crawl/a.html"]
    assert found.ignored == {
        "hidden file": 1,
        "hidden folder": 1,
        ".png": 2,
        "file without extension": 1,
        ".css": 1,
    }


def test_a_file_that_is_given_itself_is_read_whatever_its_name(crawl, read_all):
    fill(crawl, "page.php", ".hidden.html")
    found = read_all(crawl / "page.php", crawl / ".hidden.html")
    assert found.addresses == ["crawl/.hidden.html", "crawl/page.php"]
    assert {capture.media for capture in found.captures} == {"html"}


def test_an_empty_folder_gives_nothing(crawl, read_all):
    (crawl / "sub").mkdir()
    assert read_all(crawl).items == []


def test_links_to_folders_are_not_followed_and_links_to_files_are(crawl, tmp_path, read_all):
    fill(tmp_path / "outside", "b.html")
    (crawl / "circle").symlink_to(crawl)
    (crawl / "outside").symlink_to(tmp_path / "outside")
    (crawl / "b.html").symlink_to(tmp_path / "outside" / "b.html")
    found = read_all(crawl)
    assert found.addresses == ["crawl/b.html"]
    assert found.ignored == {"link to a folder": 2}


def test_all_missing_paths_are_named_before_anything_is_read(crawl):
    fill(crawl, "a.html")
    with pytest.raises(InputError) as error:
        read([crawl / "x.html", crawl, crawl / "y"], SourceNames())
    assert "x.html" in str(error.value)
    assert str(crawl / "y") in str(error.value)


def test_reading_is_lazy(crawl):
    fill(crawl, "a.html", "b.html")
    items = read([crawl], SourceNames())
    next(items)
    (crawl / "b.html").write_bytes(b"<p>changed since")
    assert next(items).body == b"<p>changed since"


# --- what a page is


def test_a_saved_page_has_the_address_it_was_saved_from(crawl, read_all):
    fill(crawl, "a.html", body=b"<!-- saved from url=(0022)https://example.org/fi -->" + PAGE)
    capture = read_all(crawl).capture
    assert (capture.address, capture.url) == ("https://example.org/fi", "https://example.org/fi")
    assert capture.place == str(crawl / "a.html")


UNNAMED = {
    "www.kunta.example/ohjelma": "https://www.kunta.example/ohjelma",
    "www.kunta.example/sivu.php": "https://www.kunta.example/sivu.php",
    "www.kunta.example/haku?id=3&kieli=sv": "https://www.kunta.example/haku?id=3&kieli=sv",
}


def test_pages_that_a_mirror_keeps_under_their_names_on_the_web_are_read(crawl, read_all):
    fill(crawl, *UNNAMED)
    found = read_all(crawl)
    assert sorted(found.addresses) == sorted(UNNAMED.values())
    assert {capture.media for capture in found.captures} == {"html"}
    assert found.ignored == {}


def test_pages_without_an_ending_in_a_zipped_mirror_are_read_as_well(tmp_path, read_all):
    with zipfile.ZipFile(tmp_path / "crawl.zip", "w") as packed:
        for name in (*UNNAMED, "www.kunta.example/kuva.jpg", "www.kunta.example/.htaccess"):
            packed.writestr(name, PAGE)
        packed.writestr("www.kunta.example/README", "Hei")
    found = read_all(tmp_path / "crawl.zip")
    assert sorted(found.addresses) == sorted(UNNAMED.values())
    assert found.ignored == {".jpg": 1, "hidden file": 1, "file without extension": 1}


def test_what_is_no_page_in_a_mirror_and_what_is_in_none_is_passed_over(crawl, read_all):
    fill(crawl, "www.kunta.example/kuva.jpg", "www.kunta.example/.htaccess", "muistiinpanot", "sivu.php")
    fill(crawl, "www.kunta.example/lib.php", body=b"<?php echo '<html>'; ?>")
    fill(crawl, "www.kunta.example/LICENSE", body=b"Free to use.")
    found = read_all(crawl)
    assert found.items == []
    assert found.ignored == {".jpg": 1, "hidden file": 1, "file without extension": 2, ".php": 2}


def test_a_mirror_gives_addresses_at_once_and_one_by_one(crawl, read_all):
    fill(crawl, "www.kunta.example/fi/index.html", "www.kunta.example/fi/sivu.html", "fi/sivu.html")
    fill(crawl, "www.kunta.example/sv/sida.html", body=b"<!-- saved from url=(0022)https://example.org/sv -->" + PAGE)
    fill(crawl, "www.kunta.example/001.txt", body=b"Vain teksti")
    found = read_all(crawl)
    assert found.addresses == [
        "crawl/fi/sivu.html",
        "crawl/www.kunta.example/001.txt",
        "https://www.kunta.example/fi/",
        "https://www.kunta.example/fi/sivu.html",
        "https://example.org/sv",
    ]
    assert found.captures[2].url == "https://www.kunta.example/fi/"
    one = read_all(crawl / "www.kunta.example" / "fi" / "sivu.html", known={"crawl": crawl})
    assert one.addresses == ["https://www.kunta.example/fi/sivu.html"]


@pytest.mark.parametrize(
    ("name", "body", "media"),
    [
        ("a.html", PAGE, "html"),
        ("a.html", b"Bara text, 3 < 4.\n", "text"),
        ("a.txt", b"Vain teksti\n", "text"),
        ("a.txt", b"Write <b> for bold.\n", "text"),
        ("a.txt", b"\xef\xbb\xbf\n <!DOCTYPE html><p>x", "html"),
        ("a.txt", b"<!-- saved --><html lang=fi><p>x", "html"),
        ("a.html", "<p>Hyvä</p>".encode("utf-16"), "html"),
    ],
)
def test_the_medium_is_what_the_bytes_show(crawl, read_all, name, body, media):
    fill(crawl, name, body=body)
    capture = read_all(crawl).capture
    assert (capture.media, capture.body) == (media, body)


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"", Reason.EMPTY, ""),
        (b"\xef\xbb\xbf \n\t", Reason.EMPTY, ""),
        ("\ufeff \n".encode("utf-16-le"), Reason.EMPTY, ""),
        (b"\xff\xd8\xff\xe0 JFIF", Reason.NOT_TEXT, "JPEG"),
        (b"\x89PNG\r\n\x1a\n....", Reason.NOT_TEXT, "PNG"),
        (b"GIF89a....", Reason.NOT_TEXT, "GIF"),
        (b"%PDF-1.7 ....", Reason.NOT_TEXT, "PDF"),
        (b"PK\x03\x04....", Reason.NOT_TEXT, "zip"),
        (b"\x1f\x8b\x08....", Reason.DAMAGED, "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", Reason.NOT_TEXT, "Office"),
        (b"<p>" + b"text\x00" * 50, Reason.NOT_TEXT, "control"),
        (b"<p>" + b"text\x01\x02" * 50, Reason.NOT_TEXT, "control"),
        (("\x01x" * 50).encode("utf-16"), Reason.NOT_TEXT, "control"),
    ],
)
def test_what_cannot_be_a_page_is_refused_with_the_reason(crawl, read_all, body, reason, detail):
    fill(crawl, "a.html", body=body)
    drop = read_all(crawl).drop
    assert drop.reason == reason
    assert detail in drop.detail
    assert drop.place == str(crawl / "a.html")


@pytest.mark.parametrize(
    "body",
    [
        b"BMI is short for body mass index.",
        b"MZ is no program here",
        "Hyvä\fsivu\v\r\n".encode("latin-1"),
        b"<p>\x01" + b"x" * 99,
        b"<p>" + b"text " * 50 + b"\x00",
    ],
)
def test_a_text_that_only_looks_binary_is_read(crawl, read_all, body):
    fill(crawl, "a.txt", body=body)
    assert read_all(crawl).capture.body == body


def test_a_file_over_the_limit_is_refused_and_one_of_that_size_is_not(crawl, read_all):
    fill(crawl, "limit.txt", body=b"x" * 10_000_000)
    with (crawl / "more.txt").open("wb") as file:
        file.truncate(10_000_001)
    found = read_all(crawl)
    assert found.addresses == ["crawl/limit.txt"]
    assert found.drop.reason == Reason.TOO_LARGE


# --- what cannot be opened


def test_a_pipe_is_refused_without_waiting_for_a_writer(crawl, read_all):
    os.mkfifo(crawl / "pipe.html")
    assert read_all(crawl).drop.reason == Reason.UNREADABLE
    assert read_all(crawl / "pipe.html").drop.reason == Reason.UNREADABLE


@pytest.mark.parametrize("target", ["circle.html", "nowhere.html"])
def test_a_link_that_leads_nowhere_is_refused_and_the_rest_is_read(crawl, read_all, target):
    fill(crawl, "z.html")
    (crawl / "circle.html").symlink_to(crawl / target)
    found = read_all(crawl)
    assert found.drop.reason == Reason.UNREADABLE
    assert found.addresses == ["crawl/z.html"]
    assert read_all(crawl / "circle.html").drop.reason == Reason.UNREADABLE


def test_a_file_that_the_system_refuses_is_reported_and_the_rest_is_read(crawl, read_all, monkeypatch):
    fill(crawl, "a.html", "b.html")
    opened = type(crawl).open

    def refuse(path, *arguments, **options):
        if path.name == "a.html":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(type(crawl), "open", refuse)
    found = read_all(crawl)
    assert (found.drop.reason, found.drop.detail) == (Reason.UNREADABLE, "Permission denied")
    assert found.addresses == ["crawl/b.html"]


def test_a_folder_that_the_system_refuses_is_reported_and_the_rest_is_read(crawl, read_all, monkeypatch):
    fill(crawl, "a/a.html", "b.html")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = read_all(crawl)
    assert (found.drop.reason, found.drop.place) == (Reason.UNREADABLE, str(crawl / "a"))
    assert found.addresses == ["crawl/b.html"]
