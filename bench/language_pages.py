"""Pages assembled from blocks of known language, and how kielo labels them; bench.language prints it.

A page has navigation, and sections of a heading, a lead and prose. Kinds: in one language; the same with navigation in
another; with one paragraph in another language; two languages, one half each; two languages by turns.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random

from corpus.language import label_blocks
from corpus.model import LANGUAGES

PAGES = 60  # of each kind
Block = tuple[str, str, str]  # its language, what it is, its text
KINDS = ("plain", "foreign navigation", "lone paragraph", "halves", "by turns")


def stock_of(pages: Sequence[dict[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Short lines of service pages, their sentences, and paragraphs of news: what pages are assembled from."""
    found: dict[tuple[str, str], set[str]] = {(lang, kind): set() for lang in LANGUAGES for kind in ("short", "prose")}
    seen: dict[str, set[str]] = {}
    for page in pages:
        for line in page["text"].splitlines():
            seen.setdefault(line, set()).add(page["lang"])
            kind = "short" if len(line.split()) <= 5 and page["set"] == "gov" else "prose"
            if kind == "short" or len(line) >= 60:
                found[page["lang"], kind].add(line)
    return {
        key: sorted(line for line in lines if len(seen[line]) == 1 and "{" not in line and any(map(str.isalpha, line)))
        for key, lines in found.items()
    }


def assemble(kind: str, stock: dict[tuple[str, str], list[str]], draw: Random) -> list[Block]:
    first, second = draw.sample(LANGUAGES, 2)
    chrome = second if kind == "foreign navigation" else first
    blocks = [(chrome, "navigation", text) for text in draw.sample(stock[chrome, "short"], draw.randint(4, 10))]
    for section in range(4):
        lang = second if (kind == "halves" and section > 1) or (kind == "by turns" and section % 2) else first
        blocks.append((lang, "heading", draw.choice(stock[lang, "short"])))
        blocks += [(lang, "prose", text) for text in draw.sample(stock[lang, "prose"], draw.randint(1, 3))]
    if kind == "lone paragraph":
        at = draw.randint(len(blocks) - 5, len(blocks))
        blocks.insert(at, (second, "lone", draw.choice(stock[second, "prose"])))
    return blocks


def measure_pages(pages: Sequence[dict[str, str]]) -> dict[str, str]:
    """Per cent of blocks rightly labelled, by what they are; pages with their languages right."""
    stock = stock_of(pages)
    draw = Random(6)
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for kind in KINDS:
        for _ in range(PAGES):
            blocks = assemble(kind, stock, draw)
            labels, found = label_blocks([text for _, _, text in blocks])
            for (lang, what, _), label in zip(blocks, labels, strict=True):
                for name in (f"blocks: {what}", "blocks: all"):
                    count[name] += 1
                    right[name] += label.lang == lang
            double = kind in ("halves", "by turns")
            expected = {lang for lang, what, _ in blocks if what == "prose"}
            letters = {
                lang: sum(len(text) for own, what, text in blocks if own == lang and what != "navigation")
                for lang in expected
            }
            if double and min(letters.values()) < 0.25 * sum(letters.values()):
                continue  # too near to what counts as a second language to be either
            count["pages: languages"] += kind != "lone paragraph"
            right["pages: languages"] += kind != "lone paragraph" and set(found.languages) == expected
    return {f"{name} ({count[name]})": f"{100 * right[name] / count[name]:.2f}" for name in sorted(count)}
