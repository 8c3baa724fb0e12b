"""Pages of invented programmes: projects and grant calls of counties and ministries, and daily announcements.

Every sentence stands in `programme_texts.tsv` in three languages; counties and towns are real names, all else is made
up.

Lives here: the pages of one programme in all its languages. Not here: which there are (programme_archives.py).
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from corpus.analysis import fold
from corpus.coverage import State
from corpus.facts import FactKind
from corpus.model import LANGUAGES, Lang

Sort: TypeAlias = Literal["project", "call", "daily"]
Declares: TypeAlias = Literal["hreflang", "switcher", "nothing"]

STATES: tuple[tuple[State, int], ...] = (
    ("present", 62), ("stub", 8), ("stale", 10), ("missing", 10), ("untranslated", 10),
)  # fmt: skip
DIFFERS = 0.25  # of full translations tell a fact otherwise than the page they translate
FIRST_NAMES = ("Aino", "Eero", "Helmi", "Kaarlo", "Liisa", "Matti", "Olga", "Pauli", "Saara", "Toivo", "Venla", "Yrjö")
LAST_NAMES = ("Kuvitelma", "Satula", "Tarinola", "Juonila", "Sepite", "Luulo", "Mukamas", "Näytelmä", "Olettama")
MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
MENUS = {
    "fi": ("Etusivu", "Palvelut", "Ajankohtaista", "Yhteystiedot"),
    "sv": ("Framsida", "Tjänster", "Aktuellt", "Kontaktuppgifter"),
    "en": ("Front page", "Services", "News", "Contact details"),
}
STAMPS = {"fi": ("Julkaistu", "Päivitetty"), "sv": ("Publicerad", "Uppdaterad"), "en": ("Published", "Updated")}

Texts: TypeAlias = Mapping[str, Sequence[Mapping[Lang, str]]]


@cache
def texts() -> Texts:
    """The sentences by section, each in three languages."""
    found: dict[str, list[Mapping[Lang, str]]] = defaultdict(list)
    for line in (Path(__file__).parent / "programme_texts.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            section, *sentences = line.split("\t")
            found[section].append(dict(zip(LANGUAGES, sentences, strict=True)))
    return found


class Undertaking(Struct, frozen=True, kw_only=True):
    """What is true of one programme. `county` is None for the ministry's; `year` that of the round or of the start."""

    number: int
    sort: Sort
    theme: str
    county: str | None
    year: int
    langs: tuple[Lang, ...]
    seed: str  # of what its rounds have in common
    day: int = 0

    @property
    def series(self) -> tuple[str, str]:
        """What it is alike to others by."""
        return ("daily", "") if self.sort == "daily" else ("theme", self.theme)

    @property
    def call(self) -> tuple[str, str, str | None]:
        return self.sort, self.theme, self.county


class MadePage(Struct, kw_only=True):
    """A page of a programme; `newer` is what a later capture shows."""

    url: str
    lang: Lang  # that of its text
    place: Lang  # that of its address
    role: str
    programme: int
    html: str
    state: State = "present"
    newer: str | None = None


class _Facts(Struct, frozen=True, kw_only=True):
    """What a page says that is the same in every language, until it is changed for one of them."""

    days: tuple[date, ...]
    amounts: tuple[int, int]
    person: str
    phone: str
    mail: str


class Writer:
    """Writes the pages of one programme. What rounds of a call share is drawn from the seed they have in common."""

    def __init__(self, about: Undertaking, rng: random.Random) -> None:
        self.about, self.rng, self.common = about, rng, random.Random(about.seed)
        self.differing: set[tuple[str, FactKind]] = set()
        self.host = f"www.{about.county or 'ministry'}.example"
        self.towns = self.common.sample(range(4), 3)
        self.facts = self._facts()
        self.numbers = random.Random(f"{about.seed} {about.number} numbers")
        self.declares: Declares = self.common.choice(("hreflang", "hreflang", "switcher", "nothing", "nothing"))
        self.is_dated_title = self.common.random() < 0.5
        self.titles = self.common.randrange(12)
        self.has_year_in_address = self.common.random() < 0.5
        self.told = self.common.sample(range(6), 4)
        self.footer = self.common.choice((None, 0, 0, 1)) if about.county else self.common.choice((None, 0))
        self.footer_inside = self.common.random() < 0.4

    def _facts(self) -> _Facts:
        about, rng = self.about, self.rng
        base = date(about.year, 1, 1) + timedelta(about.day)
        spans = (
            (0, 0, 0) if about.sort == "daily" else (rng.randint(5, 60), rng.randint(80, 120), rng.randint(150, 330))
        )
        days = [base + timedelta(spans[0]), base + timedelta(spans[1]), base + timedelta(spans[2])]
        days += [days[2] + timedelta(rng.randint(5, 20)), days[2] + timedelta(rng.randint(1, 4))]
        keeps = self.common.random() < 0.5  # the same person answers for every round
        who = self.common if keeps else rng
        first, last = who.choice(FIRST_NAMES), who.choice(LAST_NAMES)
        return _Facts(
            days=(*days, date(2024, 8, rng.randint(1, 28))),
            amounts=(rng.randint(12, 240) * 12_500, rng.randint(3, 30) * 1_500),
            person=f"{first} {last}",
            phone=f"050 555 01{who.randint(10, 99)}",
            mail=f"{fold(first)}.{fold(last)}@{self.host.removeprefix('www.')}",
        )

    def pages(self) -> list[MadePage]:
        made = self._document("main", self._states())
        more = {"project": ("news", "event"), "call": ("granted",), "daily": ()}[self.about.sort]
        for role in more:
            if self.rng.random() < 0.75:
                langs = [lang for lang in self.about.langs if lang == "fi" or self.rng.random() < 0.8]
                made += self._document(role, dict.fromkeys(langs, "present"))
        return made

    def _states(self) -> dict[Lang, State]:
        if self.about.sort == "daily":
            return dict.fromkeys(self.about.langs, "present")
        names, weights = zip(*STATES, strict=True)
        states: dict[Lang, State] = {"fi": "present"}
        for lang in self.about.langs[1:]:
            states[lang] = self.rng.choices(names, weights)[0]
        return {lang: state for lang, state in states.items() if state != "missing"}

    def _document(self, role: str, states: Mapping[Lang, State]) -> list[MadePage]:
        """A page in each language that it has."""
        urls = {lang: self._url(role, lang) for lang in states}
        is_stale = "stale" in states.values()
        chosen = self._sections(role)
        seed = f"{self.about.seed} {self.about.number} {role}"
        made = []
        for lang, state in states.items():
            told: Lang = "fi" if state == "untranslated" else lang
            facts = self.facts
            may_differ = role == "main" and lang != "fi" and state == "present" and not is_stale
            if may_differ and self.about.sort != "daily" and self.rng.random() < DIFFERS:
                facts, kind = self._changed()
                self.differing.add((urls[lang], kind))
            voice = _Voice(self, told, facts, random.Random(seed))
            lines = [voice.say(section, nth) for section, nth in chosen]
            if state == "stub":
                lines = [lines[0], lines[1], voice.say("stub body", 0)]
            page = MadePage(
                url=urls[lang], lang=told, place=lang, role=role, programme=self.about.number, html="", state=state
            )
            page.html = self._html(page, lines, urls)
            if is_stale and state not in ("stale", "untranslated"):
                grown = [*lines[:3], voice.say("stale new", 0), voice.say("stale new", 1), *lines[3:]]
                page.newer = self._html(page, grown, urls)
            made.append(page)
        return made

    def _changed(self) -> tuple[_Facts, FactKind]:
        facts = self.facts
        kind: FactKind = self.rng.choice(("date", "amount", "phone", "mail"))
        if kind == "date":
            return replace(facts, days=(facts.days[0] + timedelta(self.rng.randint(1, 9)), *facts.days[1:])), kind
        if kind == "amount":
            return replace(facts, amounts=(facts.amounts[0] + 12_500, facts.amounts[1])), kind
        if kind == "phone":
            return replace(facts, phone=facts.phone[:-2] + str(100 - int(facts.phone[-2:])).rjust(2, "0")), kind
        return replace(facts, mail="info." + facts.mail), kind

    def _sections(self, role: str) -> list[tuple[str, int]]:
        """The sentences of a page, its title first: the section of each and its place there."""
        theme = [(f"theme {self.about.theme} sentence", nth) for nth in self.told]
        nth = self.titles
        if self.about.sort == "daily":
            return [("daily title", 0), *(("daily body", n) for n in range(4))]
        if role == "main" and self.about.sort == "project":
            rest = [("project lead", 0), *theme, ("project end", 0), ("project contact", 0)]
            return [("project title", nth), ("project open", 0), ("project fund", nth), *rest]
        if role == "main":
            title = ("call title" if self.is_dated_title else "call plain", nth)
            rules = [("call rule", (nth + n) % 4) for n in range(3)]
            wanted = [("call open", 0), ("call time", 0), ("call sum", 0), *theme[:2], *rules, ("call contact", 0)]
            return [title, *wanted]
        if role == "granted":
            title = ("granted title" if self.is_dated_title else "granted plain", 0)
            return [title, *(("granted body", n) for n in range(4)), theme[0]]
        body = [(f"{role} body", n) for n in self.rng.sample(range(len(texts()[f"{role} body"])), 3)]
        return [(f"{role} title", nth), (f"{role} open", 0), theme[1], *body, theme[2]]

    def _url(self, role: str, lang: Lang) -> str:
        title = _Voice(self, lang, self.facts, random.Random(0)).say(*self._sections(role)[0])
        slug = re.sub(r"[^a-z]+", "-", re.sub(r"\d+", "", fold(title).casefold())).strip("-")
        mark = str(self.about.year) if self.has_year_in_address and self.about.sort != "daily" else ""
        section = {"fi": "ajankohtaista", "sv": "aktuellt", "en": "news"}[lang]
        return f"https://{self.host}/{lang}/{section}/{'-'.join(filter(None, (slug, mark)))}-{100 + self.about.number}"

    def _html(self, page: MadePage, lines: Sequence[str], urls: Mapping[Lang, str]) -> str:
        """A page of the site: menus in the language of its address."""
        title, *body = lines
        place, others = page.place, {lang: url for lang, url in urls.items() if lang != page.place}
        head = f"<title>{escape(title)}</title>"
        if self.declares == "hreflang":
            each = (f'<link rel="alternate" hreflang="{lang}" href="{url}">' for lang, url in urls.items())
            head += "".join(each)
        switch = ""
        if self.declares == "switcher":
            links = (
                f'<a hreflang="{lang}" lang="{lang}" href="{url}">{lang.upper()}</a>' for lang, url in others.items()
            )
            switch = f'<div class="language-switcher">{"".join(links)}</div>'
        menu = "".join(f'<li><a href="/{place}/{n}">{name}</a></li>' for n, name in enumerate(MENUS[place]))
        voice = _Voice(self, page.lang, self.facts, random.Random(1))
        foot = "" if self.footer is None else f"<p>{escape(voice.say('footer', self.footer))}</p>"
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body) + (foot if self.footer_inside else "")
        return (
            f'<!doctype html><html lang="{place}"><head><meta charset="utf-8">{head}</head><body>'
            f"<header><nav><ul>{menu}</ul></nav>{switch}</header>"
            f"<main><h1>{escape(title)}</h1>{self._stamp(page)}{paragraphs}</main>"
            f"<footer>{'' if self.footer_inside else foot}<p>{MENUS[place][-1]}</p></footer></body></html>"
        )

    def _stamp(self, page: MadePage) -> str:
        """When the page was published, on most news and on few others."""
        is_news = page.role != "main" or self.about.sort == "daily"
        if random.Random(f"{self.about.seed} {page.role} stamp").random() > (0.7 if is_news else 0.2):
            return ""
        day = self.facts.days[2 if page.role != "main" else 0] - timedelta(2)
        return f'<p class="published">{STAMPS[page.lang][0]} {day.day}.{day.month}.{day.year}</p>'


class _Voice(Struct):
    """Fills the slots of sentences in one language. The random numbers of a page are the same in all its languages."""

    of: Writer
    lang: Lang
    facts: _Facts
    rng: random.Random

    def say(self, section: str, nth: int) -> str:
        sentences = texts()[section]
        number = self.rng.randint(4, 95)
        sentence = sentences[nth % len(sentences)][self.lang]
        if "{project}-" in sentence and " " in self._slot("project", number):
            sentence = sentence.replace("{project}-", "{project} -")  # as in `Kuiva satama -hanke`
        told = re.sub(r"\{(\w+)\}", lambda found: self._slot(found[1], number), sentence)
        return told[0].upper() + told[1:]

    def _slot(self, name: str, number: int) -> str:  # noqa: PLR0911  one of each
        about, facts = self.of.about, self.facts
        if name == "n":
            return str(number)
        if re.fullmatch(r"d\d", name):
            return self._day(facts.days[int(name[1]) - 1])
        if re.fullmatch(r"y\d", name):
            return str(about.year + int(name[1]) - 1)
        if name in ("person", "phone", "mail"):
            return str(getattr(facts, name))
        if name in ("amount", "amount2"):
            return self._amount(facts.amounts[name == "amount2"])
        if name.startswith("theme"):
            kind = {"theme": "name", "theme_of": "of", "theme_for": "of"}[name]
            return texts()[f"theme {about.theme} {kind}"][0][self.lang]
        if name == "project":
            its = texts()[f"theme {about.theme} project"]
            return its[self.of.titles % len(its)][self.lang]
        return self._place(name)

    def _place(self, name: str) -> str:
        county = self.of.about.county
        if name == "owner":
            return texts()["ministry name" if county is None else f"county {county} name"][0][self.lang]
        if county is None:
            return {"fi": "eri puolilla maata", "sv": "runt om i landet", "en": "around the country"}[self.lang]
        towns = [texts()[f"county {county} town"][nth][self.lang] for nth in self.of.towns]
        if name == "town":
            return towns[0]
        between = {"fi": " ja ", "sv": " och ", "en": " and "}[self.lang]
        return ", ".join(towns[:-1]) + between + towns[-1]

    def _day(self, day: date) -> str:
        if self.lang == "fi":
            return f"{day.day}.{day.month}.{day.year}"
        if self.lang == "sv" and self.of.titles % 2:
            return f"den {day.day}.{day.month}.{day.year}"
        return f"{'den ' if self.lang == 'sv' else ''}{day.day} {MONTHS[self.lang][day.month - 1]} {day.year}"

    def _amount(self, euros: int) -> str:
        if self.lang == "en":
            return f"EUR {euros:,}"
        return f"{euros:,}".replace(",", " ") + (" euroa" if self.lang == "fi" else " euro")
