"""Markup that is opened and never closed, and so swallows the rest of the page without a word.

Lives here: noticing it in the tree, and the page as it reads once that is closed. Not here: parsing (markup.py), what
is refused before (guard.py). A browser shows such a page cut short, too; an archive must not lose it.
What is cut off itself (a download that broke off inside a script) is left alone: nothing follows that it could swallow.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml import etree

LEAST, SHARE = 500, 0.02
"""Characters that must be missing for it to be worth a second look, and the share of a page below which it is lost."""

_RAW = frozenset(["script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes", "plaintext"])
"""Elements in which everything but their own end is text."""

_TEXT_TAGS = ("p", "li", "a", "td", "h1", "h2", "h3", "span", "div")

_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.I)
_BOX = re.compile(
    r"</?(?:head|body|main|article|section|header|nav|div|h[1-6]|p|ul|ol|table|blockquote)(?=[\s>/])", re.I
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))
_ATTRIBUTES = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>?")
_OPEN_QUOTE = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+([\"'])")


def mended(text: str, tree: "etree._Element | BeautifulSoup") -> str | None:
    """The page without what swallows its rest; None where nothing does. `tree` is what `text` gave."""
    from lxml import etree

    if isinstance(tree, etree._Element):
        last = tree
        while len(last):
            last = last[-1]
        closed = _without_raw(text, str(last.tag), str(last.text or ""))
        return closed or _without_comment(text) or _without_quote(text, tree)
    tags = tree.find_all(True)
    return (_without_raw(text, tags[-1].name, tags[-1].get_text()) if tags else None) or _without_comment(text)


def _without_raw(text: str, tag: str, swallowed: str) -> str | None:
    """A script, style sheet or title at the end of the tree, closed before the first box that stands in it."""
    if tag not in _RAW or "</" not in swallowed or _size(swallowed) < LEAST or not _PAGE_END.search(swallowed):
        return None
    closed = max((each.end() for each in re.finditer(rf"</{tag}\b", text, re.I)), default=0)
    opened = re.compile(rf"<{tag}\b[^<>]*>?", re.I).search(text, closed)
    box = _BOX.search(text, opened.end()) if opened else None
    if opened is None or box is None:
        return None
    if tag == "plaintext":  # has no end
        return text[: opened.start()] + text[opened.end() :]
    return f"{text[: box.start()]}</{tag}>{text[box.start() :]}"


def _without_comment(text: str) -> str | None:
    """A comment without an end is text where the end of the page, or all of it, stands in it."""
    at = text.find("<!--", text.rfind("-->") + 1)
    if at < 0 or "--!>" in text[at:] or _in_script(text, at):
        return None
    swallowed = _size(text[at + 4 :])
    is_lost = _PAGE_END.search(text, at) is not None or _size(text[:at]) < SHARE * swallowed
    return text[:at] + text[at:].replace("<!--", "") if swallowed >= LEAST and is_lost else None


def _in_script(text: str, at: int) -> bool:
    """Whether a place lies in a script or style sheet that ends: hiding those from old browsers is no comment."""
    before, after = text[:at].lower(), text[at:].lower()
    return any(
        before.rfind(f"<{tag}") > before.rfind(f"</{tag}") and f"</{tag}" in after for tag in ("script", "style")
    )


def _without_quote(text: str, root: "etree._Element") -> str | None:
    """From the tag on whose quotes never end, tags without attributes: only where nearly the whole page is lost."""
    from lxml import etree

    # Nearly every page ends here: with scripts and white space taken off it has more than that of its whole source.
    if _tells(root, SHARE * len(text)):
        return None
    everything = str(etree.tostring(root, encoding="unicode", method="text"))
    unread = "".join(each.text or "" for each in root.iter("script", "style"))
    if _signs(everything) - _signs(unread) >= SHARE * (len(text) - len(unread)):
        return None
    visible, told = _size(text), _told(root)
    if told >= SHARE * visible or visible - told < LEAST:
        return None
    at = 0
    while tag := _OPEN_QUOTE.search(text, at):
        end = text.find(tag[1], tag.end())
        if end < 0 or _size(text[tag.end() : end]) >= LEAST:
            return text[: tag.start()] + _ATTRIBUTES.sub(r"<\1>", text[tag.start() :])
        at = end + 1
    return None


def _tells(root: "etree._Element", enough: float) -> bool:
    """Whether elements that hold text hold so many characters that are seen: known after a part of most pages."""
    told = 0
    for element in root.iter(*_TEXT_TAGS):
        if text := element.text:
            told += sum(map(len, text.split()))
            if told >= enough:
                return True
    return False


def _signs(text: str) -> int:
    """Characters but for white space."""
    return len(text) - sum(map(text.count, " \n\t"))


def _told(root: "etree._Element") -> int:
    """Characters of the tree that are not in scripts."""
    texts = (each.text if each.tag not in ("script", "style") else None for each in root.iter())
    whole = [part for part in (*texts, *(each.tail for each in root.iter())) if part]
    return len("".join("".join(map(str, whole)).split()))


def _size(markup: str) -> int:
    """Visible characters: without tags, and comments, scripts and style sheets that end. Linear, whatever the text."""
    for opening, closing in _UNSEEN:
        first, *others = re.split(opening, markup, flags=re.I)
        parts = [first]
        for other in others:
            unseen, *after = re.split(closing, other, maxsplit=1, flags=re.I)
            parts.append(after[0] if after else unseen)
        markup = " ".join(parts)
    return len("".join(_TAG.sub(" ", markup).split()))
