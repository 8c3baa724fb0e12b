"""Which source a path belongs to, and what its pages are called."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import canonical_link, normalise_url, saved_at, saved_from
from corpus.errors import InputError
from corpus.readers import Source, SourceNames, resolve_sources
from corpus.readers.addresses import as_text, mirrored_url, refined


@pytest.fixture
def crawl(tmp_path):
    folder = tmp_path / "crawl"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.html").write_text("<p>a")
    (folder / "sub" / "b.html").write_text("<p>b")
    return folder


def names(paths, known=None, **options):
    return [source.name for source in resolve_sources(paths, SourceNames(known=known or {}, **options))]


def test_a_folder_is_the_source_of_its_files(crawl):
    assert resolve_sources([crawl], SourceNames()) == (Source(name="crawl", place=crawl.resolve()),)


def test_a_file_belongs_to_its_own_folder(crawl):
    assert resolve_sources([crawl / "sub" / "b.html"], SourceNames()) == (
        Source(name="sub", place=(crawl / "sub").resolve()),
    )


def test_what_lies_in_a_known_place_belongs_to_that_source(crawl):
    assert names([crawl / "sub" / "b.html", crawl / "sub"], {"crawl": crawl}) == ["crawl", "crawl"]


def test_the_innermost_known_place_wins(crawl):
    assert names([crawl / "sub" / "b.html"], {"crawl": crawl, "inner": crawl / "sub"}) == ["inner"]


def test_the_order_of_the_paths_does_not_matter(crawl):
    paths = [crawl / "sub" / "b.html", crawl / "a.html"]
    assert names(paths) == names(paths[::-1]) == ["crawl", "crawl"]


def test_a_name_that_is_given_is_used(crawl):
    assert names([crawl], name="autumn") == ["autumn"]


def test_a_folder_reached_through_a_link_keeps_the_name_it_is_given_by(crawl, tmp_path):
    link = tmp_path / "latest"
    link.symlink_to(crawl)
    assert resolve_sources([link], SourceNames()) == (Source(name="latest", place=crawl.resolve()),)


def test_the_current_folder_has_a_name(crawl, monkeypatch):
    monkeypatch.chdir(crawl)
    assert names([Path()]) == ["crawl"]
    assert names([Path("sub/..")]) == ["crawl"]
    assert names([Path("a.html")]) == ["crawl"]


def test_a_name_used_for_another_place_is_refused_with_the_cure(crawl, tmp_path):
    with pytest.raises(InputError) as error:
        names([crawl], {"crawl": tmp_path / "elsewhere"})
    assert "--source" in error.value.hint
    assert "--moved" in error.value.hint
    assert "elsewhere" in str(error.value)


def test_two_given_folders_of_one_name_are_refused(tmp_path):
    for place in ("x", "y"):
        (tmp_path / place / "docs").mkdir(parents=True)
    with pytest.raises(InputError, match="docs"):
        names([tmp_path / "x" / "docs", tmp_path / "y" / "docs"])


def test_one_given_name_for_two_folders_is_refused(crawl, tmp_path):
    (tmp_path / "other").mkdir()
    with pytest.raises(InputError):
        names([crawl, tmp_path / "other"], name="both")


def test_a_folder_that_has_moved_keeps_its_name(crawl, tmp_path):
    moved = SourceNames(known={"crawl": tmp_path / "elsewhere"}, moved=True)
    assert resolve_sources([crawl], moved) == (Source(name="crawl", place=crawl.resolve()),)


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", "..", "a\nb"])
def test_a_name_that_would_break_addresses_is_refused(crawl, name):
    with pytest.raises(InputError):
        names([crawl], name=name)


def test_the_root_of_the_file_system_needs_a_name():
    with pytest.raises(InputError, match="--source"):
        names([Path("/")])
    assert names([Path("/")], name="all") == ["all"]


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Example.ORG/Sote?Id=1#top", "https://example.org/Sote?Id=1"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        (" https://example.org/ä?q=å ", "https://example.org/ä?q=å"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
        ("ftp://example.org/a", None),
        ("about:internet", None),
        ("file:///home/a.html", None),
        ("dns:example.org", None),
        ("https://", None),
        ("https://example.org:port/", None),
        ("https://[broken/", None),
        ("sote/hanke", None),
        ("", None),
    ],
)
def test_an_url_is_normalised_lightly(url, normal):
    assert normalise_url(url) == normal


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text):
    once = normalise_url("https://" + text)
    assert once is None or normalise_url(once) == once


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (b"<!DOCTYPE html>\n<!-- saved from url=(0026)https://Example.org/sv/a#b -->\n", "https://example.org/sv/a"),
        (b"<!-- saved from url=(17)https://example.org/ -->", "https://example.org/"),
        (b"<!--saved from url=(0017) https://example.org/ -->", "https://example.org/"),
        ("<!-- saved from url=(0022)https://example.org/ä -->".encode(), "https://example.org/ä"),
        ("<!-- saved from url=(0022)https://example.org/ä -->".encode("cp1252"), "https://example.org/ä"),
        (b"<!-- saved from url=(0014)about:internet -->", None),
        ("<!-- saved from url=(0022)https://example.org/ä -->".encode("utf-16"), "https://example.org/ä"),
        (b" " * 4_100 + b"<!-- saved from url=(0022)https://example.org/a -->", None),
        (b"<html><p>saved from url=(0022)https://example.org/a", None),
    ],
    ids=["saved", "short-count", "space", "utf-8", "cp1252", "local", "utf-16", "too-far-down", "no-comment"],
)
def test_the_comment_of_a_saved_page_gives_its_address(body, url):
    assert saved_from(body) == url


def test_a_comment_is_read_up_to_a_letter_that_the_search_cuts_in_two():
    body = b"<!-- saved from url=(0022)https://example.org/a -->".ljust(4_095) + "ä".encode()
    assert saved_from(body) == saved_from(body.decode()) == "https://example.org/a"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("www.kunta.example/fi/sivu.html", "https://www.kunta.example/fi/sivu.html"),
        ("WWW.Kunta.FI/Sivu.html", "https://www.kunta.fi/Sivu.html"),
        ("kunta.fi/index.html", "https://kunta.fi/"),
        ("kunta.fi/sv/index.html", "https://kunta.fi/sv/"),
        ("kunta.fi/index.html?lang=sv", "https://kunta.fi/?lang=sv"),
        ("kunta.fi/index.html.html", "https://kunta.fi/index.html.html"),
        ("kunta.fi/sivu.php.html", "https://kunta.fi/sivu.php"),
        ("kunta.fi/sivu.php@id=3&a=b.html", "https://kunta.fi/sivu.php?id=3&a=b"),
        ("kunta.fi/index.html@lang=sv.html", "https://kunta.fi/?lang=sv"),
        ("kunta.fi/@nimi/a.html", "https://kunta.fi/@nimi/a.html"),
        ("kunta.fi/nimi@kunta.fi.html", "https://kunta.fi/nimi@kunta.fi.html"),
        ("kunta.fi:8080/a.html", "https://kunta.fi:8080/a.html"),
        ("kunta.fi+8080/a.html", "https://kunta.fi:8080/a.html"),
        ("http/kunta.fi/a.html", "http://kunta.fi/a.html"),
        ("https/kunta.fi/a.html", "https://kunta.fi/a.html"),
        ("http/sub/a.html", None),
        ("kunta.fi/sivu?id=3&a=b.html", "https://kunta.fi/sivu?id=3&a=b"),
        ("kunta.fi/työ #1.html", "https://kunta.fi/ty%C3%B6%20%231.html"),
        ("kunta.fi/ty%C3%B6 100%.html", "https://kunta.fi/ty%C3%B6%20100%25.html"),
        ("xn--hyv-sla.fi/a.html", "https://xn--hyv-sla.fi/a.html"),
        ("kunta.fi", None),
        ("fi/sivu.html", None),
        ("pages/kunta.fi/sivu.html", None),
        ("sivu_files/a.html", None),
        ("sivut.old/a.html", None),
        ("sivut.sv/a.html", None),
        ("sivut.en.bak/a.html", None),
        ("v1.2/a.html", None),
        ("-a.fi/a.html", None),
        ("a b.fi/a.html", None),
        ("kunta..fi/a.html", None),
    ],
)
def test_a_file_in_a_mirror_has_the_address_that_its_path_tells(path, url):
    assert mirrored_url(PurePosixPath(path)) == url


@pytest.mark.parametrize(
    ("folder", "path", "url"),
    [
        ("www.kunta.fi", "fi/sivu.html", "https://www.kunta.fi/fi/sivu.html"),
        ("www.kunta.fi", "index.html", "https://www.kunta.fi/"),
        ("www.kunta.fi", "kuvat.kunta.fi/a.html", "https://kuvat.kunta.fi/a.html"),
        ("crawl", "fi/sivu.html", None),
        ("sivut.sv", "sivu.html", None),
    ],
)
def test_the_folder_that_is_given_may_be_the_host(folder, path, url):
    assert mirrored_url(PurePosixPath(path), folder) == url


MIRRORED = "https://kunta.fi/fi/sivu.html"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("http://kunta.fi/fi/sivu", "http://kunta.fi/fi/sivu"),
        ("https://kunta.fi/fi/sivu/", "https://kunta.fi/fi/sivu/"),
        ("https://kunta.fi/fi/sivu/index.html", "https://kunta.fi/fi/sivu/index.html"),
        ("https://kunta.fi/", MIRRORED),
        ("https://kunta.fi/sv/sida", MIRRORED),
        ("https://www.kunta.fi/fi/sivu", MIRRORED),
        ("https://kunta.fi/fi/sivu?id=3", MIRRORED),
        (None, MIRRORED),
    ],
)
def test_a_canonical_link_spells_the_address_only_if_it_names_the_same_page(canonical, url):
    assert refined(MIRRORED, canonical) == url


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://Kunta.fi/a?b=1&amp;c=2#d">', "https://kunta.fi/a?b=1&c=2"),
        ("<LINK HREF='https://kunta.fi/a' REL='canonical'>", "https://kunta.fi/a"),
        ("<link rel=canonical href=https://kunta.fi/a>", "https://kunta.fi/a"),
        ('<link rel="canonical" href="/a">', None),
        ('<link rel="alternate" href="https://kunta.fi/a">', None),
        ("<link rel=canonical>", None),
        ("<link " * 20_000, None),
    ],
)
def test_a_page_declares_its_canonical_address(head, url):
    assert canonical_link(head) == canonical_link(head.encode()) == url


@pytest.mark.parametrize(
    ("comment", "url", "time"),
    [
        (
            "<!-- Mirrored from www.kunta.example/fi/sivu.php?id=3 by HTTrack Website Copier/3.x [XR&CO'2014], "
            "Mon, 05 Mar 2018 10:15:00 GMT -->",
            "https://www.kunta.example/fi/sivu.php?id=3",
            "2018-03-05T10:15:00+00:00",
        ),
        (
            "<!-- Mirrored from http://kunta.example/ by HTTrack Website Copier/3.x [XR&CO'2014] -->",
            "http://kunta.example/",
            None,
        ),
        (
            "<!--\n Page saved with SingleFile \n url: https://kunta.example/fi/a \n saved date: "
            "Tue Mar 05 2024 12:15:00 GMT+0200 (Eastern European Standard Time)\n-->",
            "https://kunta.example/fi/a",
            "2024-03-05T10:15:00+00:00",
        ),
        ("<!-- saved from url=(0022)https://example.org/a -->", "https://example.org/a", None),
        ("<!-- Mirrored from nowhere -->", None, None),
    ],
    ids=["httrack", "httrack-with-scheme", "singlefile", "browser", "other"],
)
def test_whatever_saved_a_page_notes_where_it_was_and_when(comment, url, time):
    page = f"<!doctype html><html>{comment}<p>x"
    assert (saved_from(page), saved_at(page)) == (url, time)
    assert (saved_from(page.encode()), saved_at(page.encode())) == (url, time)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Hyvä työ (1).html", "Hyvä työ (1).html"),
        ("Hyva\u0308.html", "Hyvä.html"),
        ("100%.html", "100%.html"),
        ("a\udcff.html", "a%FF.html"),
        ("100%\udce4.html", "100%25%E4.html"),
        ("a\nb.html", "a%0Ab.html"),
    ],
)
def test_any_file_name_becomes_text_that_can_be_stored(name, text):
    assert as_text(PurePosixPath(name)) == text
    text.encode("utf-8")
