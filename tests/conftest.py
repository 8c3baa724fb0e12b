"""What all tests share: no network but loopback, no settings and no cache of the machine, and archives that start
quickly."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import kielo

settings.register_profile("kielo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kielo")


def pytest_configure(config):
    """Word lists are compiled below pytest's own cache: once for all runs and processes, and never among the user's."""
    if hasattr(config, "workerinput"):  # of xdist: it has inherited the folder
        return
    try:
        folder = config.cache.mkdir("word-lists")
    except (AttributeError, OSError):  # switched off, or a checkout that cannot be written to
        folder = Path(tempfile.mkdtemp(prefix="kielo-word-lists-"))
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["XDG_CACHE_HOME"] = str(folder)


_connect = socket.socket.connect


def _connect_to_loopback(sock, address):
    is_local = sock.family not in (socket.AF_INET, socket.AF_INET6) or address[0] in ("127.0.0.1", "::1", "localhost")
    if not is_local:
        raise AssertionError(f"a test reached for the network: {address}")
    return _connect(sock, address)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", _connect_to_loopback)


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch):
    for name in [name for name in os.environ if name.startswith("KIELO_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def seasoned(tmp_path_factory):
    """An archive without pages whose index knows the shipped names already: analysing them takes seconds."""
    folder = tmp_path_factory.mktemp("seasoned") / "archive"
    with kielo.open(folder, create=True) as archive:
        archive.reindex()
    return folder


@pytest.fixture
def archive_folder(seasoned, tmp_path):
    """The folder of an archive of one's own, still without pages."""
    return shutil.copytree(seasoned, tmp_path / "archive")


@pytest.fixture(scope="session")
def write_page():
    """Writes a small HTML page that cleaning keeps: a heading and paragraphs."""

    def write(file, title, *paragraphs, lang="fi", url=None, head=""):
        saved = f"<!-- saved from url=({len(url):04}){url} -->\n" if url else ""
        body = "".join(f"<p>{text}</p>" for text in paragraphs)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"<!DOCTYPE html>\n{saved}<html lang='{lang}'><head><title>{title}</title>{head}</head>"
            f"<body><h1>{title}</h1>{body}</body></html>",
            "utf-8",
        )
        return file

    return write


SITE = "https://tammilaakso.example"
IN_OTHER_LANGUAGES = "".join(
    f"<link rel='alternate' hreflang='{lang}' href='{SITE}/{lang}/{name}'>"
    for lang, name in (("fi", "hoitopolku"), ("sv", "vardstigen"), ("en", "care-path"))
)
COUNTY = (
    (
        "fi/hoitopolku",
        "Hoitopolku-hanke",
        "Hoitopolku-hanke uudistaa Tammilaakson kotihoidon ja neuvolan vuosina 2022–2024.",
        "Hyvinvointialue sai hankkeeseen valtionavustusta 1 250 000 euroa sosiaali- ja terveyspalveluihin.",
    ),
    (
        "sv/vardstigen",
        "Projektet Vårdstigen",
        "Projektet Vårdstigen förnyar hemvården och rådgivningen i Ekdalen under åren 2022–2024.",
        "Välfärdsområdet fick 1 250 000 euro i statsunderstöd för att utveckla social- och hälsovården.",
    ),
    (
        "en/care-path",
        "The Care Path project",
        "The Care Path project renews home care and the maternity clinics of Tammilaakso in 2022–2024.",
        "The wellbeing services county received a government grant of 1,250,000 euros for health and social services.",
    ),
    (
        "fi/tiedote-4-2023",
        "Tiedote 4/2023: Kirjaston omatoimiaika pitenee",
        "Tammilaakson pääkirjasto on auki omatoimisesti kello 6–23 maanantaista 6.3.2023 alkaen.",
    ),
    (
        "sv/meddelande-4-2023",
        "Meddelande 4/2023: Bibliotekets meröppettid förlängs",
        "Huvudbiblioteket i Ekdalen har meröppet klockan 6–23 från och med måndagen den 6.3.2023.",
    ),
    (
        "fi/uimahalli",
        "Uimahalli suljetaan remontin ajaksi",
        "Uimahallin katto korjataan kesällä, ja halli avataan jälleen syyskuussa.",
    ),
)
"""Six pages of an invented county: a project in three languages, an announcement in two, and a page by itself."""


@pytest.fixture(scope="session")
def county(tmp_path_factory, write_page):
    """A folder of pages, each saved by a browser from its address."""
    folder = tmp_path_factory.mktemp("county") / "pages"
    for name, title, *paragraphs in COUNTY:
        head = IN_OTHER_LANGUAGES if IN_OTHER_LANGUAGES.count(name) else ""
        write_page(folder / f"{name}.html", title, *paragraphs, lang=name[:2], url=f"{SITE}/{name}", head=head)
    return folder


@pytest.fixture(scope="session")
def county_archive(seasoned, county, tmp_path_factory):
    """An archive of the county; for reading only."""
    folder = shutil.copytree(seasoned, tmp_path_factory.mktemp("county-archive") / "archive")
    with kielo.open(folder) as archive:
        archive.ingest([county])
    return folder
