"""Titles, out of all the places that claim to hold one."""

from itertools import product

import pytest

from corpus.metadata import Facts, choose_title
from corpus.model import Cleaned
from corpus.page import clean_page

TITLE = "Tori korjataan kesällä"


@pytest.mark.parametrize(
    ("facts", "headings", "lines", "expected"),
    [
        (Facts(title=f"{TITLE} | Kunta | Palvelut"), [], ["Muu rivi"], TITLE),
        (Facts(title=f"Palvelut | {TITLE} | Kunta"), [], [TITLE], TITLE),
        (Facts(title="Palvelut | Tori | Kunta", canonical="https://x.example/palvelut/tori/"), [], [], "Tori"),
        (Facts(title=f"{TITLE} · Koskelan kunta"), [], [], TITLE),
        (Facts(title=f"Koskelan kunta | {TITLE}"), [], [], TITLE),
        (Facts(title="City of Oakham - The square"), [], [], "The square"),
        (Facts(title=f"{TITLE} – puut tulevat – Koskelan hyvinvointialue"), [], [], f"{TITLE} – puut tulevat"),
        (Facts(title=f"{TITLE} | Koskelan kunta", headings=("Koskelan kunta",)), ["Koskelan kunta"], [], TITLE),
        (Facts(title=f"{TITLE} | Koskela", headings=("Koskela", TITLE)), ["Koskela", TITLE], [TITLE], TITLE),
        (Facts(title=f"Koskela | {TITLE}", headings=(TITLE,)), [TITLE], [TITLE], TITLE),
        (Facts(title="Etusivu | Koskela", headings=("Koskela",)), ["Koskela"], [], "Koskela"),
        (Facts(title="TORI KORJATAAN", headings=("TORI KORJATAAN",), og_title="Tori korjataan – Koskelan kunta"),
         ["TORI KORJATAAN"], [], "Tori korjataan"),
        (Facts(headings=("TORI KORJATAAN",)), ["TORI KORJATAAN"], [], "TORI KORJATAAN"),
        (Facts(title="Tori korjataan kesä… | Koskela"), [], [TITLE], TITLE),
        (Facts(og_title="Torget – Exempelstads stad"), [], [], "Torget"),
        (Facts(title="Tori", headings=("Tori korjataan",)), [], ["Tori korjataan nyt"], "Tori korjataan"),
        (Facts(title="Kunta", site_name="Kunta", headings=("Kunta",)), ["Kunta"], [], "Kunta"),
        (Facts(title="Tori | Kunta", canonical="http://[broken"), [], [], "Tori"),
    ],
    ids=str,
)  # fmt: skip
def test_the_page_is_told_from_its_site(facts: Facts, headings: list[str], lines: list[str], expected: str) -> None:
    assert choose_title(facts, headings, lines) == expected


TITLES = {
    "fi": (
        "Kotihoidon kehittämishanke käynnistyy",
        "Perheiden palvelut",
        "Hanke 2020–2022: uusi alku",
        "Tervetuloa – tule kylään",
    ),
    "sv": (
        "Projektet för hemvården inleds",
        "Tjänster för familjer",
        "Projektet 2020–2022: en ny början",
        "Välkommen – kom på besök",
    ),
    "en": (
        "The home care project begins",
        "Services for families",
        "Project 2020–2022: a new start",
        "Welcome – come and visit us",
    ),
}
SITES = {"fi": "Koskelan kunta", "sv": "Forsby kommun", "en": "Town of Rapids"}
TEXTS = {
    "fi": "Kunta kehittää palveluja yhdessä asukkaiden kanssa, ja ensimmäiset tulokset nähdään jo ensi keväänä.",
    "sv": "Kommunen utvecklar tjänsterna tillsammans med invånarna, och de första resultaten syns redan i vår.",
    "en": "The town develops the services together with its residents, and the first results are seen this spring.",
}
LAYOUTS = {
    "plain": "<title>{t}</title><body><main><h1>{t}</h1><p>{x}</p><p>{x}</p></main>",
    "suffix": "<title>{t} | {s}</title><body><main><h1>{t}</h1><p>{x}</p></main>",
    "no h1": "<title>{t} | {s}</title><body><main><h2>{t}</h2><p>{x}</p><p>{x}</p></main>",
    "site first": "<title>{s} | {t}</title><body><div><div>{t}</div><p>{x}</p><p>{x}</p></div>",
    "section": "<title>{t} | {s} | {p}</title><body><div><b>{t}</b><p>{x}</p></div>",
    "logo": "<title>{t} – {s}</title><body><h1>{s}</h1><div><h2>{t}</h2><p>{x}</p></div>",
    "two h1": "<title>{t} – {s}</title><body><h1>{s}</h1><div><h1>{t}</h1><p>{x}</p></div>",
    "hidden h1": "<title>{t} – {s}</title><body><h1 style='display:none'>{t}</h1><div><p>{x}</p><p>{x}</p></div>",
    "only og": "<meta property='og:title' content='{t} | {s}'><body><div><p>{x}</p><p>{x}</p></div>",
    "site name": "<meta property='og:site_name' content='{s}'><title>{s} - {t}</title><body><p>{x}</p><p>{x}</p>",
    "class-less": "<body><div><div>{s}</div></div><div><h1>{t}</h1>{x}</div><div>{x}</div>",
}


def test_the_title_is_right_on_every_layout() -> None:
    wrong = []
    for lang, (name, layout) in product(TITLES, LAYOUTS.items()):
        for title in TITLES[lang]:
            made = layout.format(t=title, s=SITES[lang], x=TEXTS[lang], p="Info")
            page = clean_page(f"<html lang={lang}><meta charset=utf-8>{made}</html>", media="html")
            assert isinstance(page, Cleaned), name
            if page.title != title:
                wrong.append((name, title, page.title))
    assert wrong == []
