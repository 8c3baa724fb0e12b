"""Are people's decisions on links kept when everything comes in again, edited and at other addresses?

    python -m bench.link_decisions [--pairs 200]

Pairs of invented pages in Finnish and Swedish are brought in; half of the pairs are confirmed, half rejected. Then all
pages come in again: a third at other addresses, a third edited, a third as they were; once into the same archive, once
into a new one that has been given the decisions as a table. Printed is how many decisions are in force, in links as
they are decided then, how many of these ask for a new look, and how many rejected pairs are linked all the same.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import kielo
from corpus.link_decisions import decide_link
from corpus.model import Link, page_id

SITE = "https://koe.example"
LANGS = ("fi", "sv")
SUBJECTS = (
    ("kirjasto", "bibliotek"),
    ("neuvola", "rådgivning"),
    ("silta", "bro"),
    ("uimahalli", "simhall"),
    ("koulu", "skola"),
    ("avustus", "understöd"),
    ("kotihoito", "hemvård"),
    ("linja-auto", "buss"),
)


def text_of(lang: str, n: int, *, is_edited: bool = False) -> tuple[str, list[str]]:
    """The title and the paragraphs of a page: what it tells of is its pair's own."""
    chance = random.Random(n)
    subject, other = (names[LANGS.index(lang)] for names in chance.sample(SUBJECTS, 2))
    euros, places = 1000 * chance.randrange(20, 900) + n, chance.randrange(11, 97)
    day = f"{chance.randrange(1, 28)}.{chance.randrange(1, 12)}.2022"
    if lang == "fi":
        title = f"Hanke {n}: {subject} ja {other}"
        told = [
            f"Hankkeessa {n} uudistetaan {subject} ja {other}, ja siihen on saatu {euros} euroa.",
            f"Työ alkaa {day}, ja mukana on {places} työntekijää kunnan eri yksiköistä.",
        ]
        more = "Hanketta on sittemmin jatkettu, ja sen tuloksista kerrotaan loppuraportissa."
    else:
        title = f"Projekt {n}: {subject} och {other}"
        told = [
            f"I projektet {n} förnyas {subject} och {other}, och det har fått {euros} euro.",
            f"Arbetet börjar {day}, och {places} anställda från kommunens olika enheter deltar.",
        ]
        more = "Projektet har sedan dess förlängts, och om resultaten berättas i slutrapporten."
    return title, [*told, more] if is_edited else told


def write(folder: Path, pairs: int, *, is_again: bool) -> Path:
    """All pages, as a browser saves them."""
    for lang in LANGS:
        for n in range(pairs):
            title, paragraphs = text_of(lang, n, is_edited=is_again and n % 3 == 1)
            url = address(lang, n, is_moved=is_again and n % 3 == 0)
            file = folder / f"{lang}-{n}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            body = "".join(f"<p>{each}</p>" for each in paragraphs)
            saved = f"<!-- saved from url=({len(url):04}){url} -->"
            file.write_text(f"{saved}\n<html lang={lang}><body><h1>{title}</h1>{body}</body></html>", "utf-8")
    return folder


def address(lang: str, n: int, *, is_moved: bool = False) -> str:
    return f"{SITE}/{'uusi/' if is_moved else ''}{lang}/{n}"


def decide(archive: kielo.Archive, pairs: int) -> None:
    store = archive.store_for()
    with store.writing():
        for n in range(pairs):
            a, b = (next(store.pages([page_id(address(lang, n))])) for lang in LANGS)
            decide_link(store, a, b, "confirm" if n % 2 else "reject", relation="translation", who="bench")
    archive.relink()


def told(archive: kielo.Archive, pairs: int, *, is_new: bool) -> Iterator[str]:
    links: dict[tuple[str, str], Link] = {(link.a, link.b): link for link in archive.links()}
    standings = archive.link_decisions()
    kept, back = 0, 0
    for n in range(pairs):
        wanted = "confirmed" if n % 2 else "rejected"
        homes = [n % 3 == 0] if is_new else sorted({False, n % 3 == 0})
        states = []
        for at_a in homes:
            for at_b in homes:
                a, b = sorted((page_id(address("fi", n, is_moved=at_a)), page_id(address("sv", n, is_moved=at_b))))
                link = links.get((a, b))
                back += wanted == "rejected" and link is not None and link.state != "rejected"
                states += [link.state if link else None] if at_a == at_b else []
        kept += all(state == wanted for state in states)
    yield f"decisions listed                    {len(standings)} of {pairs}"
    yield f"in force in links, at every address  {kept} of {pairs}"
    yield f"in need of a new look                {sum(bool(each.needs_look) for each in standings)}"
    yield f"followed a text                      {sum(bool(each.followed) for each in standings)}"
    yield f"rejected pairs linked all the same   {back}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=200)
    pairs = parser.parse_args().pairs
    with TemporaryDirectory() as home:
        folder = Path(home)
        first = write(folder / "first", pairs, is_again=False)
        second = write(folder / "second", pairs, is_again=True)
        with kielo.open(folder / "archive", create=True) as archive:
            archive.ingest([first])
            found = sum(link.relation == "translation" and link.state == "accepted" for link in archive.links())
            print(f"{found} translations found; {pairs} pairs decided on")
            start = process_time()
            decide(archive, pairs)
            print(f"deciding and linking anew: {process_time() - start:.1f} s of CPU")
            table = "".join(archive.export_links()).encode()
            archive.ingest([second])
            print("the same archive", *told(archive, pairs, is_new=False), sep="\n  ")
        with kielo.open(folder / "new", create=True) as archive:
            archive.import_links(table)
            archive.ingest([second])
            print("a new archive that was given the table", *told(archive, pairs, is_new=True), sep="\n  ")


if __name__ == "__main__":
    main()
