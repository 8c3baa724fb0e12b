"""A small archive for the tests of the web view: a programme in three languages, a page that means harm, and enough
pages with one word for a second page of results."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kielo
from search.web import create_app

HOST = "https://www.lumme.example"
CROWD = (
    (
        "satama",
        "Satamassa korjattiin laituri",
        "Puuseppä vaihtoi kolme lankkua ja söi mustikkapiirakkaa kaiteen vieressä.",
    ),
    (
        "kirjasto",
        "Kirjasto lainaa suksia",
        "Sauvat saa mukaan pariksi viikoksi, mutta mustikkapiirakka ostetaan muualta.",
    ),
    ("torikello", "Torikello näyttää taas aikaa", "Kelloseppä öljysi rattaat. Palkaksi annettiin mustikkapiirakkaa."),
    ("uimahalli", "Uimahallin katto vuotaa", "Ämpärit kerättiin altaan reunalta, ja kahvion mustikkapiirakka kastui."),
    ("kuoro", "Kuoro etsii bassoja", "Harjoituksissa vanhalla paloasemalla tarjotaan mustikkapiirakkaa."),
    (
        "teatteri",
        "Teatteri esittää merirosvoja",
        "Lavasteista yksi on pahvinen mustikkapiirakka, muut tehtiin veneestä.",
    ),
)
"""Pages that have one word in common: enough for several pages of results, two programmes each."""

FINNISH = """
<h1>Kaislaranta-hanke 2021–2023</h1>
<p>Lumpeen kunta uudistaa lasten palveluja, ja hyvinvointialue tukee perheitä hankkeen ajan.</p>
<h2>Rahoitus</h2>
<p>Valtio rahoittaa hanketta 40 000 eurolla vuosina 2021–2023.</p>
<ul><li>1. Perhetyö alkaa keväällä<ul><li>kolmessa kylässä</li></ul></li><li>Neuvonta jatkuu syksyyn</li></ul>
<table><tr><td>Vuosi</td><td>Euroa</td></tr><tr><td>2021</td><td>15 000</td></tr></table>
<blockquote><p>Perheet saavat apua lähempää kuin ennen, sanoo hankkeen johtaja.</p></blockquote>
"""
SWEDISH = """
<h1>Projektet Kaislaranta 2021–2023</h1>
<p>Näckrosa kommun förnyar tjänsterna för barn, och välfärdsområdet stöder familjerna under projektet.</p>
<h2>Finansiering</h2>
<p>Staten finansierar projektet med 40 000 euro åren 2021–2023.</p>
<p>Familjerna får hjälp närmare hemmet än förut, och rådgivningen fortsätter till hösten.</p>
"""
ENGLISH = """
<h1>The Kaislaranta project 2021–2023</h1>
<p>The municipality renews its services for children, and the wellbeing services county supports families.</p>
<h2>Funding</h2>
<p>The state funds the project with 40,000 euros in the years 2021–2023.</p>
<p>Families get help closer to their homes than before, and the guidance goes on until autumn.</p>
"""
HARM = """
<h1>Kuvaus &lt;script&gt;alert(1)&lt;/script&gt; sivusta</h1>
<p>Tämä sivu kertoo, miten merkintä &lt;img src=x onerror=alert(2)&gt; kirjoitetaan ohjeeseen näkyviin.</p>
<p>Haavoittuvuus &lt;b&gt;löytyi&lt;/b&gt; ja &quot;lainaus&quot; &amp; muut merkit pysyvät tekstinä sivulla.</p>
"""


def page(lang: str, body: str, path: str, alternates: dict[str, str] | None = None, published: str = "") -> str:
    links = "".join(
        f'<link rel="alternate" hreflang="{each}" href="{HOST}{where}">' for each, where in (alternates or {}).items()
    )
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    url = f"{HOST}{path}"
    return (
        f"<!DOCTYPE html>\n<!-- saved from url=({len(url):04}){url} -->\n"
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>Sivu</title>{links}{date}</head>'
        f"<body><main>{body}</main></body></html>"
    )


@pytest.fixture(scope="session")
def archive(seasoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    places = {"fi": "/hanke", "sv": "/sv/projekt", "en": "/en/project"}
    for lang, body in (("fi", FINNISH), ("sv", SWEDISH), ("en", ENGLISH)):
        text = page(lang, body, places[lang], places, "2021-03-04" if lang != "en" else "2021-11-22")
        (folder / f"{lang}.html").write_text(text, "utf-8")
    (folder / "harm.html").write_text(page("fi", HARM, "/kuvaus"), "utf-8")
    for name, title, text in CROWD:
        body = f"<h1>{title}</h1><p>{text}</p>"
        (folder / f"{name}.html").write_text(page("fi", body, f"/{name}/uutinen"), "utf-8")
    home = shutil.copytree(seasoned, tmp_path_factory.mktemp("web") / "archive")
    with kielo.open(home) as opened:
        opened.ingest([folder])
    return home


@pytest.fixture
def client(archive: Path) -> Iterator[FlaskClient]:
    with create_app(archive).test_client() as client:
        yield client


@pytest.fixture(scope="session")
def ids(archive: Path) -> dict[str, str]:
    """Page ids by the path of their address; `programme` is that of the project."""
    with kielo.open(archive) as opened:
        pages = opened.pages()
    known = {each.address.removeprefix(HOST): str(each.id) for each in pages}
    return {**known, "programme": next(str(each.programme) for each in pages if each.address.endswith("/hanke"))}


@pytest.fixture(scope="session")
def shared_client(archive: Path) -> FlaskClient:
    """For properties, which must not ask for a fixture of one test."""
    return create_app(archive).test_client()
