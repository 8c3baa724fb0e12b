"""An archive to ask questions of: small invented pages, each with one thing to be found by."""

import shutil
from pathlib import Path

import pytest

import kielo
from search.service import Searcher

SITE = "https://www.koivuranta.example"

PAGES = (
    (
        "fi/tuki",
        "Yhdistysten toimintaan haettavissa rahaa",
        "Hyvinvointialueella jaetaan avustuksia, ja sosiaali- ja terveyspalvelut järjestetään lähellä.",
        "Päätös 12/2022: järjestöjen avustus on 840 000 euroa. Tiedote 3/2021 kertoo hausta.",
    ),
    (
        "sv/stod",
        "Pengar till föreningarnas verksamhet",
        "Välfärdsområdet delar ut understöd, och social- och hälsovården ordnas nära invånarna.",
        "Beslutet gäller klientavgifter och 840 000 euro.",
    ),
    (
        "en/support",
        "Money for local groups",
        "The wellbeing services county awards a grant of EUR 840,000 for the family centre.",
        "Social and health services are close to everyone, and client fees stay low.",
    ),
    (
        "fi/tiedote-3-2021",
        "Tiedote 3/2021: valtionavustus tuli",
        "Ministeriö myönsi valtionavustuksen. Tiedotteen numero on 3/2021, ja kuntia on 12.",
        "Koivupolku -hanke alkaa keväällä. Lapsiperheet ja -järjestöt kutsutaan mukaan.",
    ),
    (
        "fi/numerot",
        "Luvut kootusti",
        "Tiedote kertoo: vuonna 2021 kuntia oli 3 ja avauksia 12. Koivupolku jatkuu, ja uusi hanke odottaa.",
    ),
    (
        "sv/stigen",
        "Björkstigen fortsätter",
        "Björkstigen har besökts av många i Helsingfors, och den blir längre än någonsin.",
    ),
)


@pytest.fixture(scope="session")
def koivuranta(seasoned, write_page, tmp_path_factory):
    """The folder of an archive; for reading only."""
    folder = tmp_path_factory.mktemp("koivuranta")
    for name, title, *paragraphs in PAGES:
        write_page(folder / "pages" / f"{name}.html", title, *paragraphs, lang=name[:2], url=f"{SITE}/{name}")
    shutil.copytree(seasoned, folder / "archive")
    with kielo.open(folder / "archive") as archive:
        archive.ingest([folder / "pages"])
    return folder / "archive"


@pytest.fixture
def searcher(koivuranta):
    with Searcher(koivuranta) as opened:
        yield opened


@pytest.fixture
def found(searcher):
    """The addresses that a query finds, page by page."""

    def ask(query, **options):
        answer = searcher.search(query, limit=100, unit="page", **options)
        return [group.hits[0].address.removeprefix(f"{SITE}/") for group in answer]

    return ask


@pytest.fixture
def hit(searcher):
    """The page at an address, as a query finds it."""

    def ask(query, name):
        answer = searcher.search(query, limit=100, unit="page")
        return next(hit for group in answer for hit in group.hits if hit.address == f"{SITE}/{name}")

    return ask


DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(scope="session")
def demo_archive(seasoned, tmp_path_factory):
    """An archive of the demo pages; for reading only."""
    folder = shutil.copytree(seasoned, tmp_path_factory.mktemp("demo") / "archive")
    with kielo.open(folder) as archive:
        archive.ingest([DEMO / "pages", DEMO / "scrapes", DEMO / "crawl.warc"])
    return folder
