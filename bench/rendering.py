"""Plans of pages drawn as a browser or a scraper would meet them: HTML with or without landmarks, and plain text.

Lives here: markup and line breaks. Not here: what stands on the pages (generator.py).
"""

import random
import textwrap
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bench.generator import Line, Part, PartName, Plan, plan_site

Style = Literal["semantic", "classless", "plain"]
STYLES: tuple[Style, ...] = ("semantic", "classless", "plain")
_BEFORE: tuple[PartName, ...] = ("skip", "cookie", "header", "switch", "search", "menu", "crumb", "section")
_CLASSES: dict[PartName, tuple[str, ...]] = {
    "skip": ("skip-link", "visually-hidden"),
    "cookie": ("cookie-banner", "cc-window", "consent"),
    "switch": ("language-switcher", "lang-menu"),
    "section": ("section-nav", "sidenav", "submenu"),
    "crumb": ("breadcrumb", "breadcrumbs"),
    "stamp": ("meta", "entry-meta", "dates"),
    "share": ("share-buttons", "social-share"),
    "tags": ("tags", "tag-list"),
    "latest": ("latest-news", "news-list", "teasers"),
    "also": ("related", "related-content"),
    "events": ("events", "calendar"),
    "feedback": ("feedback", "page-feedback"),
    "newsletter": ("newsletter", "subscribe"),
    "top": ("back-to-top", "to-top"),
}
_UNTELLING = ("c-box", "views-element-container", "wp-block-group", "region-2", "komponentti")
"""Class names that say nothing of what is inside, as site builders give them."""

_TAGS: dict[PartName, str] = {"switch": "nav", "section": "nav", "crumb": "nav", "latest": "aside", "also": "aside"}


class GeneratedPage(Struct, frozen=True, kw_only=True):
    """A page as it comes in, and what of it is content. `furniture` gives every other line with its part's name."""

    name: str
    url: str
    lang: str
    style: Style
    title: str
    body: bytes
    gold: tuple[Line, ...]
    furniture: tuple[tuple[str, str], ...]


class _Look(Struct, frozen=True, kw_only=True):
    """How one site is laid out."""

    rng: random.Random
    bold_headings: bool
    tables: bool
    hero: bool
    furniture_in_main: bool
    untelling: bool
    bullet: str
    wrap: int
    blanks: float
    cells: str

    def pick(self, options: tuple[str, ...]) -> str:
        return options[self.rng.randrange(len(options))]


def _look_of(site: str) -> _Look:
    rng = random.Random(site)
    return _Look(
        rng=rng,
        bold_headings=rng.random() < 0.2,
        tables=rng.random() < 0.3,
        hero=rng.random() < 0.15,
        furniture_in_main=rng.random() < 0.5,
        untelling=rng.random() < 0.3,
        bullet=rng.choice(("• ", "• ", "- ", "")),
        wrap=rng.choice((0, 0, 0, rng.randint(72, 90))),
        blanks=rng.choice((0.1, 0.5, 1.0)),
        cells=rng.choice(("\t", "\t", "   ")),
    )


def as_semantic(plan: Plan) -> str:
    """HTML5 with landmarks and telling class names."""
    look = _look_of(plan.url.split("/")[2])
    parts = {part.name: part for part in plan.parts}
    title = ""
    content = parts["content"].lines
    if look.hero:
        title = f'<header class="hero">{_element(content[0], None)}</header>'
        content = content[1:]
    inner = [_named(part, look) for name, part in parts.items() if name not in (*_BEFORE, "content", "footer")]
    inside, outside = ("\n".join(inner), "") if look.furniture_in_main else ("", "\n".join(inner))
    crumbs = "".join(_named(parts[name], look) for name in ("crumb", "section") if name in parts)
    header = "".join(_named(parts[name], look) for name in ("switch", "search") if name in parts)
    return _document(
        plan,
        "".join(_named(parts[name], look) for name in ("skip", "cookie") if name in parts)
        + f'<header class="site-header">{_plain_links(parts["header"].lines)}{header}'
        f'<nav class="main-menu">{_list(parts["menu"].lines)}</nav></header>\n{title}{crumbs}'
        f"<main id='main'><article>{_flow(content, None)}</article>\n{inside}</main>\n{outside}"
        + (f'<footer class="site-footer">{_flow(parts["footer"].lines, None)}</footer>' if "footer" in parts else ""),
    )


def as_classless(plan: Plan) -> str:
    """Boxes in boxes, or layout tables, without a landmark or a class name that tells anything."""
    look = _look_of(plan.url.split("/")[2])
    heading = "b" if look.bold_headings else ""
    boxes = {part.name: _anonymous(part, heading) for part in plan.parts}
    side = [boxes.pop(name) for name in ("section", "switch") if name in boxes]
    top = [boxes.pop(name) for name in _BEFORE if name in boxes]
    bottom = boxes.pop("footer", "")
    middle = "\n".join(f"<div>{each}</div>" for each in boxes.values())
    left = "".join(f"<div>{each}</div>" for each in side)
    if look.tables:
        head = "".join(f'<tr><td colspan="2">{each}</td></tr>' for each in top)
        row = f'<tr><td valign="top">{left}</td><td>{middle}</td></tr>'
        return _document(plan, f'<table width="900">{head}{row}<tr><td colspan="2">{bottom}</td></tr></table>')
    head = "\n".join(f"<div>{each}</div>" for each in top)
    return _document(plan, f"<div>{head}<div>{left}<div>{middle}</div></div><div>{bottom}</div></div>")


def as_plain(plan: Plan) -> str:
    """What copying the text of the page out of a browser gives."""
    look = _look_of(plan.url.split("/")[2])
    rng = random.Random(plan.url)
    lines: list[str] = []
    for part in plan.parts:
        for number, line in enumerate(part.lines):
            blank = rng.random() < look.blanks and line.kind not in ("item", "number", "row", "definition")
            if lines and (blank or (number == 0 and rng.random() < 0.7)):
                lines.append("")
            lines.extend(_text_lines(line, _number_of(part.lines, number), look))
    return "\n".join(lines) + "\n"


def _number_of(lines: tuple[Line, ...], at: int) -> int:
    """The number of a line in its numbered list."""
    run = 0
    while at - run >= 0 and lines[at - run].kind == "number":
        run += 1
    return run


def _text_lines(line: Line, number: int, look: _Look) -> list[str]:
    match line.kind:
        case "row":
            return [look.cells.join(line.cells)]
        case "contact" | "definition" if line.cells:
            return list(line.cells)
        case "item":
            mark = look.bullet
        case "number":
            mark = f"{number}. "
        case _:
            mark = ""
    if not look.wrap:
        return [mark + line.text]
    return textwrap.wrap(mark + line.text, look.wrap, subsequent_indent=" " * len(mark), break_long_words=False)


def _document(plan: Plan, body: str) -> str:
    comment = f"<!-- saved from url=({len(plan.url):04}){plan.url} -->"
    title = f"{plan.title} | {plan.site_name}"
    return (
        f'<!DOCTYPE html>\n{comment}\n<html lang="{plan.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n<body>{body}</body></html>\n"
    )


def _named(part: Part, look: _Look) -> str:
    if part.name == "search":
        return f'<form role="search"><label>{part.lines[0].text}<input type="search"></label></form>'
    tag = _TAGS.get(part.name, "form" if part.name == "feedback" else "div")
    name = look.pick(_UNTELLING if look.untelling else _CLASSES[part.name])
    lines = _list(part.lines) if part.name in ("switch", "section") else _box(part, "h2")
    return f'<{tag} class="{name}">{lines}</{tag}>\n'


def _anonymous(part: Part, heading: str) -> str:
    match part.name:
        case "menu":
            return " | ".join(_linked(line) for line in part.lines)
        case "section" | "switch":
            return "".join(f"<div>{_linked(line)}</div>" for line in part.lines)
        case "search":
            return f'<form>{part.lines[0].text} <input name="q"></form>'
        case "footer":
            return "<br>".join(_linked(line) for line in part.lines)
        case "content":
            return _flow(part.lines, heading)
        case _:
            return _box(part, heading or "h3")


def _box(part: Part, heading: str) -> str:
    """Furniture: a heading where there is one, its lines below."""
    headed = part.name in ("latest", "also", "events") or (part.name == "feedback" and heading != "b")
    first, rest = (part.lines[0], part.lines[1:]) if headed else (None, part.lines)
    begin = f"<{heading}>{escape(first.text)}</{heading}>" if first else ""
    if part.name in ("also", "events"):
        return begin + _list(rest)
    if part.name in ("cookie", "feedback"):
        rows = [f"<button>{escape(line.text)}</button>" if len(line.text) < 25 else _paragraph(line) for line in rest]
        return begin + "".join(rows)
    return begin + "".join(_paragraph(line) for line in rest)


def _flow(lines: Iterable[Line], heading: str | None) -> str:
    """Elements in order; neighbours that make up one list or table are put into it."""
    wrappers = {"item": "ul", "number": "ol", "row": "table", "definition": "dl"}
    made: list[str] = []
    for kind, group in groupby(lines, key=lambda line: line.kind):
        inner = "\n".join(_element(line, heading) for line in group)
        made.append(f"<{wrappers[kind]}>{inner}</{wrappers[kind]}>" if kind in wrappers else inner)
    return "\n".join(made)


def _element(line: Line, heading: str | None) -> str:  # noqa: PLR0911  a table of elements
    """`heading`: the element that stands for headings below the title; None where elements say what they are."""
    text = escape(line.text)
    match line.kind:
        case "h1" | "h2" | "h3" if heading and line.kind != "h1":
            return f"<p><{heading}>{text}</{heading}></p>"
        case "h1" | "h2" | "h3":
            return f"<{line.kind}>{text}</{line.kind}>"
        case "item" | "number":
            return f"<li>{text}</li>"
        case "row":
            return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line.cells) + "</tr>"
        case "definition":
            return f"<dt>{escape(line.cells[0])}</dt><dd>{escape(line.cells[1])}</dd>"
        case "contact" if line.cells:
            return f"<p>{'<br>'.join(escape(cell) for cell in line.cells)}</p>"
        case "caption" if heading is None:
            return f'<figure><img src="a.jpg" alt=""><figcaption>{text}</figcaption></figure>'
        case "caption":
            return f'<div><img src="a.jpg" alt=""><br>{text}</div>'
        case _:
            return _paragraph(line)


def _paragraph(line: Line) -> str:
    return f"<p>{_linked(line)}</p>"


def _linked(line: Line) -> str:
    return f'<a href="/x">{escape(line.text)}</a>' if line.link else escape(line.text)


def _plain_links(lines: Iterable[Line]) -> str:
    return " ".join(_linked(line) for line in lines)


def _list(lines: Iterable[Line]) -> str:
    return f"<ul>{''.join(f'<li>{_linked(line)}</li>' for line in lines)}</ul>"


def generate(
    seed: int, pages: int = 10, style: Style = "semantic", languages: tuple[str, ...] = ("fi", "sv", "en")
) -> list[GeneratedPage]:
    """One site: `pages` pages in its main language, and on every third site some in the others. The same every time."""
    draw = {"semantic": as_semantic, "classless": as_classless, "plain": as_plain}[style]
    plans = plan_site(seed, pages, languages, style)
    return [_page(plan, draw(plan).encode(), style, f"s{seed}-{style}/{at:03}") for at, plan in enumerate(plans)]


def _page(plan: Plan, body: bytes, style: Style, name: str) -> GeneratedPage:
    gold: list[Line] = []
    furniture: list[tuple[str, str]] = []
    for part in plan.parts:
        for at, line in enumerate(part.lines):
            if line.kind in ("noise", "caption"):
                furniture.append((part.name if line.kind == "noise" else "caption", line.text))
            elif line.kind == "number" and style == "plain":
                gold.append(replace(line, text=f"{_number_of(part.lines, at)}. {line.text}"))
            else:
                gold.append(line)
    return GeneratedPage(
        name=f"{name}.{'txt' if style == 'plain' else 'html'}",
        url=plan.url,
        lang=plan.lang,
        style=style,
        title=plan.title,
        body=body,
        gold=tuple(gold),
        furniture=tuple(furniture),
    )
