"""Dates in strings and on whole pages, held to floors; no page without a date may get one.

`tests/data/dates.tsv` holds strings of our own in three languages with the dates they speak of. On it the reader had a
precision and recall of 1.0 when the floors were set, .99 and 1.0 on the first run. The strings were written by the
people who wrote the patterns: the floors keep what works from breaking and estimate nothing.
The pages are made here: every distractor, label and form of date on every layout.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from corpus.metadata import mentions_of
from corpus.model import Cleaned
from corpus.page import clean_page

DATA = Path(__file__).parents[1] / "data" / "dates.tsv"
PRECISION, RECALL = 0.99, 0.98
"""Lowering one takes a line in the changelog that says why."""
PAGES_RIGHT = 0.99


def rows() -> list[tuple[str, str, frozenset[str]]]:
    lines = DATA.read_text("utf-8").splitlines()[1:]
    table = [line.split("\t") for line in lines]
    return [(lang, text, frozenset(dates.split()) - {"-"}) for lang, text, dates in table]


def read(text: str) -> frozenset[str]:
    return frozenset(each.value + (f"/{each.end}" if each.end else "") for each in mentions_of([text]))


def test_the_set_is_large_enough_to_say_something() -> None:
    table = rows()
    assert len(table) >= 250
    for lang in ("fi", "sv", "en"):
        assert sum(row[0] == lang and bool(row[2]) for row in table) >= 40
        assert sum(row[0] == lang and not row[2] for row in table) >= 30


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_dates_in_strings_keep_their_floors(lang: str) -> None:
    results = [(text, dates, read(text)) for row_lang, text, dates in rows() if row_lang == lang]
    right = sum(len(dates & found) for _, dates, found in results)
    wrong = [(text, sorted(found - dates)) for text, dates, found in results if found - dates]
    missed = [(text, sorted(dates - found)) for text, dates, found in results if dates - found]
    assert right / sum(len(found) for _, _, found in results) >= PRECISION, wrong
    assert right / sum(len(dates) for _, dates, _ in results) >= RECALL, missed


TITLES = {"fi": "Torin penkit maalataan", "sv": "Torgets bänkar målas", "en": "The benches of the square are painted"}
TEXTS = {
    "fi": "Kunta maalaa torin penkit vihreiksi, ja asukkaat saavat valita kukkalaatikoihin uudet kukat yhdessä.",
    "sv": "Kommunen målar torgets bänkar gröna, och invånarna får tillsammans välja nya blommor till lådorna.",
    "en": "The town paints the benches of the square green, and residents may choose new flowers for the boxes.",
}
SEMANTIC = (
    "<html lang={lang}><head><title>{title}</title></head>"
    "<body><main><h1>{title}</h1>{top}<p>{text}</p>{end}</main></body></html>"
)
ARTICLE = (
    "<html lang={lang}><head><title>{title} | Koskela</title></head><body><header>Koskela</header>"
    "<article><h1>{title}</h1>{top}<p>{text}</p>{end}</article>"
    "<footer><p>© 2019–2024 Koskela</p></footer></body></html>"
)
BOXES = "<html lang={lang}><body><div><div><b>{title}</b></div>{top}<div>{text}</div>{end}</div></body></html>"
HTML = (SEMANTIC, ARTICLE, BOXES)

UNDATED = {
    "fi": [
        "Tapahtuma järjestetään 3.4.2020 kello 18.",
        "Hakuaika päättyy 30.9.2021.",
        "Avoinna ma–pe 8.15–16.00, la 10.00–14.00",
        "Lisätietoja: puh. 040 555 2020",
        "TIEDOTE 1-2016",
        "Y-tunnus 2844969-4",
        "Käsittely perustuu asetukseen (EU) 2016/679.",
        "03-20-2020",
        "Copyright 2019–2021 Koskelan kunta",
        "Maalaus noudattaa ohjetta (päivitetty lakia 2020).",
        "Hanke toteutetaan 1.1.2020–31.12.2022.",
        "Päivitetty ohjelma hyväksyttiin valtuustossa 3.4.2020.",
        "Järjestelmän päivitys 3.4.2020",
        "Julkaisu ilmestyi vuonna 2018.",
    ],
    "sv": [
        "Evenemanget ordnas den 3 april 2020 kl. 18.",
        "Ansökningstiden går ut 30.9.2021.",
        "Öppet mån–fre 8.15–16.00, lör 10.00–14.00",
        "Mer information: tfn 040 555 2020",
        "MEDDELANDE 1-2016",
        "FO-nummer 2844969-4",
        "Behandlingen grundar sig på förordning (EU) 2016/679.",
        "04/05/2020",
        "Copyright 2019–2021 Koskela kommun",
        "Det uppdaterade programmet godkändes den 3 april 2020.",
        "Projektet genomförs 1.1.2020–31.12.2022.",
        "Systemet uppdateras den 3 april 2020 på kvällen.",
        "Handboken utkom 2018.",
    ],
    "en": [
        "The event takes place on 3 April 2020 at 6 pm.",
        "Applications close on 30 September 2021.",
        "Open Mon–Fri 8.15–16.00, Sat 10.00–14.00",
        "Further information: tel. +358 40 555 2020",
        "PRESS RELEASE 1-2016",
        "Business ID 2844969-4",
        "Processing is based on Regulation (EU) 2016/679.",
        "03-20-2020",
        "Copyright 2019–2021 Town of Koskela",
        "The updated programme was approved on 3 April 2020.",
        "The project runs from 1 January 2020 to 31 December 2022.",
        "Systems will be updated on 3 April 2020 in the evening.",
        "The handbook came out in 2018.",
    ],
}
DATED = {
    "fi": [
        ("Julkaistu {date}", "published"),
        ("Julkaistu: {date} klo 12.15", "published"),
        ("Päivitetty {date}", "updated"),
        ("Viimeksi päivitetty: {date}", "updated"),
        ("Sivua muokattu {date}", "updated"),
        ("Päivitetty {date} Tulosta", "updated"),
        ("TIEDOTE {date}", "published"),
    ],
    "sv": [
        ("Publicerad {date}", "published"),
        ("Publicerad: {date} kl. 12.15", "published"),
        ("Uppdaterad {date}", "updated"),
        ("Senast uppdaterad: {date}", "updated"),
        ("Sidan ändrades senast {date}", "updated"),
        ("Uppdaterad {date} Skriv ut", "updated"),
        ("MEDDELANDE {date}", "published"),
    ],
    "en": [
        ("Published {date}", "published"),
        ("Published on: {date} at 12.15", "published"),
        ("Updated {date}", "updated"),
        ("Last updated: {date}", "updated"),
        ("This page was last modified on {date}", "updated"),
        ("Updated {date} Print page", "updated"),
        ("News | {date}", "published"),
    ],
}
WRITTEN = {
    "fi": ["3.4.2020", "3. huhtikuuta 2020", "perjantaina 3.4.2020", "2020-04-03"],
    "sv": ["3.4.2020", "den 3 april 2020", "fredag 3.4.2020", "2020-04-03"],
    "en": ["3 April 2020", "April 3, 2020", "Fri 3 April 2020", "2020-04-03"],
}


def page(layout: str, lang: str, top: str = "", end: str = "") -> Cleaned:
    made = layout.format(
        lang=lang,
        title=TITLES[lang],
        text=TEXTS[lang],
        top=f"<p>{top}</p>" if top else "",
        end=f"<p>{end}</p>" if end else "",
    )
    cleaned = clean_page(made, media="html")
    assert isinstance(cleaned, Cleaned)
    return cleaned


def scrape(lang: str, *lines: str) -> Cleaned:
    cleaned = clean_page("\n\n".join((TITLES[lang], *lines)), media="text")
    assert isinstance(cleaned, Cleaned)
    return cleaned


def undated() -> Iterator[tuple[str, Cleaned]]:
    for lang, lines in UNDATED.items():
        for line, layout in product(lines, HTML):
            yield line, page(layout, lang, top=line)
            yield line, page(layout, lang, end=line)
        for line in lines:
            yield line, scrape(lang, TEXTS[lang], line)


def dated() -> Iterator[tuple[str, list[str], Cleaned]]:
    for lang, labels in DATED.items():
        for n, ((label, role), written) in enumerate(product(labels, WRITTEN[lang])):
            line, expected = label.format(date=written), [f"{role} 2020-04-03"]
            yield line, expected, page(HTML[n % len(HTML)], lang, top=line, end=UNDATED[lang][n % len(UNDATED[lang])])
            yield line, expected, page(HTML[n % len(HTML)], lang, end=line)
            yield line, expected, scrape(lang, TEXTS[lang], line)


@pytest.mark.slow
def test_no_date_is_invented_on_a_page_without_one() -> None:
    pages = list(undated())
    assert len(pages) >= 120
    assert [(line, cleaned.dates) for line, cleaned in pages if cleaned.dates] == []


@pytest.mark.slow
def test_pages_with_a_date_get_that_date_in_that_role() -> None:
    results = [
        (line, expected, [f"{each.role} {each.value}" for each in cleaned.dates]) for line, expected, cleaned in dated()
    ]
    wrong = [result for result in results if result[1] != result[2]]
    assert len(results) >= 120
    assert 1 - len(wrong) / len(results) >= PAGES_RIGHT, wrong
