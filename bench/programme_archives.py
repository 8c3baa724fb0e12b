"""Archives of invented programmes: which there are, and what is true of them.

What makes them hard is planted on purpose: the same call in several counties and in several years, announcements that
differ by their day only, translations that are stubs, stale, missing or never made, facts that differ between
languages, pages that declare their versions and pages that do not, footers that name other organisations.

Development seeds and held-out ones have no theme in common (`is_held_out`).

Lives here: programmes, and what kielo should make of their pages. Not here: the pages (programme_pages.py), measuring
what kielo makes of them (programmes.py).
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bench.programme_pages import MadePage, Sort, Undertaking, Writer, texts
from corpus.coverage import State
from corpus.facts import FactKind
from corpus.model import LANGUAGES, Lang

FETCHED, FETCHED_AGAIN = "2024-05-06T08:00:00Z", "2024-09-09T08:00:00Z"
FIRST_YEAR, LAST_YEAR = 2018, 2023


class Truth(Struct, frozen=True, kw_only=True):
    """What an archive's links, programmes and reports should say."""

    undertakings: Sequence[Undertaking]
    pages: Sequence[MadePage]
    differing: frozenset[tuple[str, FactKind]]  # by the address of the page that was changed

    @property
    def programme_of(self) -> dict[str, int]:
        return {page.url: page.programme for page in self.pages}

    @property
    def translations(self) -> set[frozenset[str]]:
        by_document: dict[tuple[int, str], list[MadePage]] = defaultdict(list)
        for page in self.pages:
            by_document[page.programme, page.role].append(page)
        return {
            frozenset((a.url, b.url))
            for its in by_document.values()
            for a, b in combinations([page for page in its if page.lang == page.place], 2)
        }

    @property
    def rounds(self) -> set[tuple[int, int]]:
        """Programmes that are a call and its next round."""
        calls = sorted((each for each in self.undertakings if each.sort == "call"), key=lambda each: each.year)
        found, last = set(), dict[tuple[str, str, str | None], Undertaking]()
        for each in calls:
            if each.call in last:
                found.add((last[each.call].number, each.number))
            last[each.call] = each
        return found

    @property
    def covers(self) -> dict[tuple[int, Lang], State]:
        """How the main page of a programme stands in each language."""
        found: dict[tuple[int, Lang], State] = {
            (each.number, lang): "missing" for each in self.undertakings for lang in LANGUAGES
        }
        found.update({(page.programme, page.place): page.state for page in self.pages if page.role == "main"})
        return found


def undertakings(seed: int, *, is_held_out: bool, themes: int = 6) -> list[Undertaking]:
    rng = random.Random(f"programmes {seed}")
    known = list(dict.fromkeys(section.split()[1] for section in texts() if section.startswith("theme")))
    chosen = (known[len(known) // 2 :] if is_held_out else known[: len(known) // 2])[:themes]
    counties = rng.sample(sorted({each.split()[1] for each in texts() if each.startswith("county")}), 4)
    made: list[Undertaking] = []

    def add(sort: Sort, theme: str, county: str | None, year: int, about: str) -> None:
        langs = rng.choice((LANGUAGES, LANGUAGES, ("fi", "sv"), ("fi", "sv"), ("fi",)))
        made.append(
            Undertaking(number=len(made), sort=sort, theme=theme, county=county, year=year, langs=langs, seed=about)
        )

    for theme in chosen:
        for county in [*rng.sample(counties, 3), *([None] if rng.random() < 0.4 else [])]:
            first = rng.randint(FIRST_YEAR, LAST_YEAR - 2)
            for year in range(first, first + rng.choice((1, 2, 2, 3))):
                add("call", theme, county, year, f"{seed} {theme} {county}")
        for county in rng.sample(counties, 2):
            add("project", theme, county, rng.randint(FIRST_YEAR, LAST_YEAR), f"{seed} project {theme} {county}")
    for county in counties[: 1 + themes // 3]:
        for day in rng.sample(range(1, 300), 4):
            add("daily", chosen[0], county, LAST_YEAR, f"{seed} daily {county}")
            made[-1] = replace(made[-1], day=day)
    return made


def archive(seed: int, *, is_held_out: bool = False, themes: int = 6, declares: bool = True) -> Truth:
    """An archive; the same whenever it is made. Unless it `declares`, no page names its other languages."""
    all_of = undertakings(seed, is_held_out=is_held_out, themes=themes)
    pages: list[MadePage] = []
    differing: set[tuple[str, FactKind]] = set()
    for each in all_of:
        writer = Writer(each, random.Random(f"{each.seed} {each.number}"))
        if not declares:
            writer.declares = "nothing"
        pages += writer.pages()
        differing |= writer.differing
    assert len({page.url for page in pages}) == len(pages)
    return Truth(undertakings=all_of, pages=pages, differing=frozenset(differing))


def written(truth: Truth, folder: Path) -> tuple[Path, Path]:
    """Two files that are to be brought in one after the other: all pages, and those that have changed since."""
    first, later = folder / "pages.jsonl", folder / "later.jsonl"
    first.write_text("".join(_record(page.url, page.html, FETCHED) for page in truth.pages), "utf-8")
    changed = ((page.url, page.newer) for page in truth.pages if page.newer is not None)
    later.write_text("".join(_record(url, html, FETCHED_AGAIN) for url, html in changed), "utf-8")
    return first, later


def _record(url: str, html: str, fetched_at: str) -> str:
    return json.dumps({"url": url, "html": html, "fetched_at": fetched_at}, ensure_ascii=False) + "\n"


def lines_of(truth: Truth) -> Iterator[str]:
    """What was planted, in a few lines."""
    yield f"{len(truth.undertakings)} programmes, {len(truth.pages)} pages, {len(truth.translations)} translations"
    yield f"{len(truth.rounds)} pairs of rounds, {len(truth.differing)} pages with another fact"
