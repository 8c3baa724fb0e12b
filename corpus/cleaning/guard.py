"""What markup is refused before any parser sees it, and whether something looks like HTML.

Lives here: linear scans over text. Not here: what is no text at all (corpus.sniffing), parsing (markup.py), markup
that is never closed (unclosed.py).
The limits come from trying parsers on hostile input: libxml2 loses everything below depth 255 without a word, and
every parser tried needs quadratic time for many attributes on one tag.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import accumulate
from operator import sub

from corpus.model import Reason
from corpus.sniffing import Refusal

MAX_ATTRIBUTES = 5_000
MAX_TAG = 100_000
LXML_DEPTH = 250
MAX_DEPTH = 10_000
"""No page written for people nests so deep; beautifulsoup4 would still build the tree, but needs seconds for it."""

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    r"</?(?:p|div|a|br|h[1-6]|table|tr|td|span|ul|ol|li|meta|title|article|main|section)\b[^<>]*>", re.I
)
_HTML_FIRST = re.compile(r"\s*<(?:p|div|h[1-6]|table|ul|ol|span|article|main|section|title|meta)(?=[\s>])", re.I)
_TAG_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9:-]*)")
_LEAST = 2 * MAX_ATTRIBUTES
"""An attribute needs a space and a letter: what is shorter is too short for too many."""

_LONG = re.compile(rf"<([^<]{{{_LEAST + 1},}})")

_WHOLE_TAG = re.compile(r"[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*+>?")
_ATTRIBUTE = re.compile(r"[^\s=\"'/>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?")
_UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))
# Void elements never nest; the others close themselves when the next one of their kind begins.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "option",
        "optgroup",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
    ]
)


def refuse_markup(text: str) -> Refusal | None:
    """Refuse tags and nesting that would cost a parser quadratic time or its memory."""
    for segment in (text[: text.find("<")], *_LONG.findall(text)):
        tag = _WHOLE_TAG.match(segment) if len(segment) > _LEAST else None
        size = tag.end() if tag else 0
        if size > MAX_TAG:
            return Refusal(reason=Reason.HOSTILE, detail=f"a start tag of {size:,} characters")
        if tag and sum(1 for _ in _ATTRIBUTE.finditer(tag.group())) > MAX_ATTRIBUTES:
            return Refusal(reason=Reason.HOSTILE, detail=f"more than {MAX_ATTRIBUTES:,} attributes on one tag")
    if text.count("<") > MAX_DEPTH and (depth := max(nesting(text), unclosed(text))) > MAX_DEPTH:
        return Refusal(reason=Reason.HOSTILE, detail=f"tags nested {depth:,} deep")
    return None


def is_deep(text: str) -> bool:
    """Whether the tags nest too deep for libxml2. Of most pages it is enough to count those that open anything."""
    return text.count("<") - text.count("</") > LXML_DEPTH and nesting(text) > LXML_DEPTH


@lru_cache(maxsize=1)  # asked again of the same page by the choice of the parser
def unclosed(text: str) -> int:
    """How many tags are never closed by an end of their own name: ends of other names close nothing, and a page may be
    that much deeper than `nesting` counts."""
    names = Counter(name.lower() for name in _TAG_NAME.findall(_without_unseen(text)))
    return sum(
        max(0, count - names[f"/{name}"]) for name, count in names.items() if name[0] != "/" and name not in _FLAT
    )


def nesting(text: str) -> int:
    """How deep the tags nest, at most: one pass, never too low for tags that are written out."""
    depth = _counted_depth(text)
    return _counted_depth(_without_unseen(text)) if depth > LXML_DEPTH else depth


def looks_like_html(text: str) -> bool:
    head = text[:20_000]
    return (
        _HTML_START.match(head) is not None or _HTML_FIRST.match(head) is not None or len(_HTML_TAG.findall(head)) >= 3
    )


def _counted_depth(text: str) -> int:
    """The deepest point; what is closed more often than it was opened counts from there anew.

    Where all that was opened and closed cannot make it too deep, that is enough to know.
    """
    sums = list(accumulate(map(_Steps().__getitem__, _TAG_NAME.findall(text)), initial=0))
    at_most = max(sums) - min(sums)
    return at_most if at_most <= LXML_DEPTH else max(map(sub, sums, accumulate(sums, min)))


class _Steps(dict[str, int]):
    """What a tag does to the depth, by its name; learned as they come."""

    def __missing__(self, name: str) -> int:
        step = 0 if name.lower().removeprefix("/") in _FLAT else -1 if name[0] == "/" else 1
        self[name] = step
        return step


def _without_unseen(text: str) -> str:
    """The text without comments, scripts and style sheets, whose contents only look like tags."""
    for opening, closing in _UNSEEN:
        parts: list[str] = []
        lowered, at = text.lower(), 0
        if len(lowered) != len(text):  # a letter whose lower case is longer: positions would not agree
            return text
        while (start := lowered.find(opening, at)) >= 0 and (end := lowered.find(closing, start)) >= 0:
            parts.append(text[at:start])
            at = end + len(closing)
        text = "".join([*parts, text[at:]])
    return text
