"""Sites of invented municipalities, counties and ministries, with what is content on each of their pages.

A page is planned as parts: its content, and the furniture around it (menus, teasers, footers). Furniture is fixed for
a site and language but for what differs on every real page: the marked menu, teasers, tags, events, and parts that
are missing here and there. Repeated on purpose although it is content: contacts, instructions for appeal, a paragraph
that announcements share, common headings.

Lives here: what stands on the pages.
Not here: words (grammars), how they become sentences (voices.py), markup (rendering.py), scores (sites.py).
"""

import random
import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bench.grammars import GRAMMARS
from bench.voices import Voice

Kind = Literal[
    "h1", "h2", "h3", "paragraph", "item", "number", "row", "definition", "contact", "legal", "caption", "noise"
]
PartName = Literal[
    "skip", "cookie", "header", "switch", "search", "menu", "section", "crumb", "stamp", "share", "content", "tags",
    "latest", "also", "events", "feedback", "newsletter", "top", "footer",
]  # fmt: skip

_OFTEN: dict[PartName, float] = {"header": 1.0, "menu": 1.0, "content": 1.0, "footer": 0.95, "latest": 0.6, "also": 0.3}
_ORDER: tuple[PartName, ...] = (
    "skip", "cookie", "header", "switch", "search", "menu", "crumb", "section", "stamp", "content", "tags", "share",
    "also", "latest", "events", "feedback", "newsletter", "top", "footer",
)  # fmt: skip


class Line(Struct, frozen=True, kw_only=True):
    """One line or element; `link`: it leads elsewhere.

    `cells`: the cells of a row, a term and its definition, or a contact that is written on several lines.
    """

    kind: Kind
    text: str
    cells: tuple[str, ...] = ()
    link: bool = False


class Part(Struct, frozen=True, kw_only=True):
    name: PartName
    lines: tuple[Line, ...]


class Plan(Struct, frozen=True, kw_only=True):
    """A page before it is drawn."""

    lang: str
    url: str
    title: str
    site_name: str
    parts: tuple[Part, ...]


def plan_site(seed: int, pages: int, languages: tuple[str, ...], style: str) -> Iterator[Plan]:
    """The pages of one site: `pages` in its main language; every third site has some in the other languages too.

    The main language goes round with the seed.
    """
    rng = random.Random(f"{seed}/{style}")
    main = languages[seed % len(languages)]
    host = f"www.s{seed}-{style}.example"
    for lang in languages:
        several = rng.random() < 1 / 3
        count = pages if lang == main else max(2, pages // 3) if several else 0
        if count:
            voice = Voice(lang=lang, host=host, rng=random.Random(f"{seed}/{style}/{lang}"))
            yield from _Edition(voice, count).plans()


class _Edition:
    """One language of a site: its fixed furniture and recurring content, and the plans of its pages."""

    def __init__(self, voice: Voice, count: int) -> None:
        self.voice = voice
        self.rng = voice.rng
        self.owner = voice.say("organisation")
        self.titles = [voice.once("title") for _ in range(count)]
        self.has = {name: self.rng.random() < _OFTEN.get(name, 0.7) for name in _ORDER}
        self.menu = voice.several("menu", self.rng.randint(4, 7))
        entries = voice.several("submenu", 24)
        self.sections = [entries[at : at + 6] for at in range(0, 24, 6)]
        self.answers = voice.several("feedback_answer", 2)
        self.order_of_contact = self.rng.choice(("role", "name"))
        self.broken_contact = self.rng.random() < 0.4
        self.at = self.rng.choice(("@", "@", "(at)"))
        self.contacts = [self._contact() for _ in range(3)]
        self.legal = [voice.once("legal") for _ in range(2)]
        self.shared = " ".join(voice.once("sentence") for _ in range(2))
        self.sharing = self.rng.sample(range(count), min(count, self.rng.choice((2, 3))))
        self.footer = self._footer()
        self.stamp = self.rng.choice(("published", "updated"))
        self.stamp_on_top = self.rng.random() < 0.5

    def plans(self) -> Iterator[Plan]:
        for number, title in enumerate(self.titles):
            section = self.rng.randrange(len(self.sections))
            made = {name: self._part(name, number, section) for name in _ORDER}
            here = [
                Part(name=name, lines=tuple(lines))
                for name, lines in made.items()
                if lines and self.has[name] and (_OFTEN.get(name) == 1.0 or self.rng.random() < 0.85)
            ]
            if not self.stamp_on_top:
                here.sort(
                    key=lambda part: _ORDER.index("tags") - 0.5 if part.name == "stamp" else _ORDER.index(part.name)
                )
            url = f"https://{self.voice.host}/{self.voice.lang}/{section + 1}/{number + 1}-{_slug(title)}"
            yield Plan(lang=self.voice.lang, url=url, title=title, site_name=self.owner, parts=tuple(here))

    def _part(self, name: PartName, number: int, section: int) -> list[Line]:  # noqa: PLR0911, PLR0912  a table of parts
        voice, title = self.voice, self.titles[number]
        match name:
            case "skip":
                return [_noise(voice.always("skip"), link=True)]
            case "cookie":
                buttons = [voice.always("cookie_button"), "OK"]
                return [_noise(voice.always("cookie")), *(_noise(each) for each in buttons)]
            case "header":
                return [_noise(self.owner, link=True)]
            case "switch":
                return [_noise(each, link=True) for each in GRAMMARS[voice.lang]["switch"]]
            case "search":
                return [_noise(voice.always("search"))]
            case "menu":
                return [_noise(each, link=True) for each in (voice.always("home"), *self.menu)]
            case "section":
                heading = self.menu[section % len(self.menu)]
                return [_noise(each, link=True) for each in (heading, *self.sections[section])]
            case "crumb":
                trail = (voice.always("home"), self.menu[section % len(self.menu)], self.sections[section][number % 6])
                return [_noise(f"{voice.always('crumb')} {' > '.join((*trail, title))}".strip(), link=True)]
            case "stamp":
                return self._stamp()
            case "content":
                return list(self._content(number))
            case "share":
                return [_noise(each, link=True) for each in (voice.always("share"), "Facebook", "LinkedIn")]
            case "footer":
                return self.footer
            case _:
                return self._box(name, number)

    def _box(self, name: PartName, number: int) -> list[Line]:  # noqa: PLR0911  likewise
        """Furniture with a heading and something that differs on every page."""
        voice, rng = self.voice, self.rng
        match name:
            case "tags":
                return [
                    _noise(f"{voice.always('tags')}: {', '.join(voice.several('tag', rng.randint(2, 4)))}", link=True)
                ]
            case "latest":
                teasers = [line for _ in range(rng.randint(2, 4)) for line in self._teaser(number)]
                return [_noise(voice.always("latest")), *teasers]
            case "also":
                return [_noise(voice.always("also")), *(self._other_title(number) for _ in range(rng.randint(2, 4)))]
            case "events":
                events = [f"{voice.say('date')} {voice.say('event')}, {voice.say('place')}" for _ in range(3)]
                return [_noise(voice.always("events")), *(_noise(each, link=True) for each in events)]
            case "feedback":
                return [_noise(each) for each in (voice.always("feedback"), *self.answers)]
            case "newsletter":
                return [_noise(voice.always("newsletter"), link=True)]
            case _:
                return [_noise(voice.always("top"), link=True)]

    def _stamp(self) -> list[Line]:
        stamp = self.voice.say(self.stamp)
        if self.rng.random() < 0.5:
            return [_noise(f"{stamp} {self.voice.always('print')}")]
        return [_noise(stamp), _noise(self.voice.always("print"), link=True)]

    def _other_title(self, number: int) -> Line:
        """The title of another page, which may be one of those at hand."""
        others = [title for at, title in enumerate(self.titles) if at != number]
        at_hand = others and self.rng.random() < 0.5
        return _noise(self.rng.choice(others) if at_hand else self.voice.once("title"), link=True)

    def _teaser(self, number: int) -> list[Line]:
        parts = [self._other_title(number)]
        if self.rng.random() < 0.7:
            parts.append(_noise(self.voice.once("lead")))
        parts.append(_noise(self.voice.say("date")))
        if self.rng.random() < 0.3:
            parts.append(_noise(self.voice.always("more"), link=True))
        return parts

    def _footer(self) -> list[Line]:
        voice, rng = self.voice, self.rng
        name = voice.say("other_organisation") if rng.random() < 0.3 else self.owner
        lines = [name, voice.say("address"), voice.say("exchange"), f"info@{voice.host.removeprefix('www.')}"]
        lines += [voice.say("business_id"), *(voice.once("invoicing") for _ in range(rng.randint(0, 2)))]
        links = [_noise(each, link=True) for each in voice.several("footer_link", rng.randint(2, 4))]
        return [*(_noise(each) for each in lines), *links, _noise(f"© {name}")]

    def _content(self, number: int) -> Iterator[Line]:
        voice, rng = self.voice, self.rng
        yield Line(kind="h1", text=self.titles[number])
        if rng.random() < 0.25:
            yield Line(kind="caption", text=voice.once("caption"))
        yield Line(kind="paragraph", text=voice.once("lead"))
        if rng.random() < 0.3:  # a short notice
            if rng.random() < 0.7:
                yield self._paragraph()
        else:
            for _ in range(rng.randint(1, 2)):
                yield self._paragraph()
            for _ in range(rng.randint(1, 4)):
                yield from self._chapter()
        if number in self.sharing:
            yield Line(kind="paragraph", text=self.shared)
        if rng.random() < 0.45:
            yield from (Line(kind="legal", text=each) for each in self.legal)
        if rng.random() < 0.65:
            yield Line(kind="h2", text=voice.always("contact_heading"))
            yield from rng.sample(self.contacts, rng.randint(1, 2))

    def _chapter(self) -> Iterator[Line]:
        voice, rng = self.voice, self.rng
        yield Line(kind="h2", text=voice.say("h2"))
        yield self._paragraph()
        form = rng.choice(("prose", "prose", "list", "numbers", "table", "terms", "deeper", "quote"))
        if form in ("list", "numbers"):
            yield Line(kind="paragraph", text=voice.say("list_intro"))
            kind: Kind = "item" if form == "list" else "number"
            for _ in range(rng.randint(3, 6)):
                yield Line(kind=kind, text=voice.once("item"))
        elif form == "table":
            which = rng.randrange(3)
            yield _row(GRAMMARS[voice.lang]["table_head"][which])
            for _ in range(rng.randint(3, 5)):
                yield _row(voice.expand(GRAMMARS[voice.lang]["row"][which]))
        elif form == "terms":
            for term in voice.several("term", 3):
                yield replace(_row(f"{term}|{voice.say('definition')}"), kind="definition")
        elif form == "deeper":
            yield Line(kind="h3", text=voice.say("h3"))
            yield self._paragraph()
        elif form == "quote":
            yield Line(kind="paragraph", text=voice.once("quote"))

    def _paragraph(self) -> Line:
        return Line(kind="paragraph", text=" ".join(self.voice.once("sentence") for _ in range(self.rng.randint(1, 4))))

    def _contact(self) -> Line:
        voice = self.voice
        person = voice.once("person")
        mail = f"{_slug(person).replace('-', '.')}{self.at}{voice.host.removeprefix('www.')}"
        phone = f"{voice.always('phone_label')} {voice.say('phone')}".strip()
        role = voice.say("role")
        cells = (f"{role} {person}", phone, mail)
        if self.order_of_contact == "name":
            cells = (person, role[0].lower() + role[1:], phone, mail)
        return Line(kind="contact", text=", ".join(cells), cells=cells if self.broken_contact else ())


def _noise(text: str, *, link: bool = False) -> Line:
    return Line(kind="noise", text=text, link=link)


def _row(cells: str) -> Line:
    parts = tuple(cells.split("|"))
    return Line(kind="row", text=" | ".join(parts), cells=parts)


def _slug(text: str) -> str:
    plain = text.casefold().translate(str.maketrans("åäö", "aao"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
