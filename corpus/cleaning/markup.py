"""HTML text to one parsed tree, how it is read from begin to end, and the cut of it that holds the page's facts.

Lives here: the two parsers and what they are good for. libxml2 parses nearly every page; below depth 250 it would
lose text without a word, so beautifulsoup4 builds those trees. `walk` is told the same of either.
Not here: what is content (walk.py, rules.py), reading the facts (corpus.metadata).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from corpus.cleaning import names, unclosed
from corpus.cleaning.guard import is_deep

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml import etree

Tree: TypeAlias = "etree._Element | BeautifulSoup"
_Find: TypeAlias = Callable[[Sequence[str]], list[tuple[str, Any]]]
"""All elements with these tags, in page order, with their tag."""

NOT_TEXT = frozenset(
    [
        "title",
        "script",
        "style",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
        "map",
        "noframes",
        "datalist",
    ]
)
"""Elements whose content nobody reads on the page. Not the head as a whole: without a `body` libxml2 puts all in it."""

_CUT = ("title", "meta", "link", "base", "h1", "time", "a", "script", "nav", "ol", "ul", "div")
_BOXES = frozenset(("nav", "ol", "ul", "div"))
_STEPS = ("h2", "h3", "p", "li")
_LINK_TEXT = 60
_REMEMBERED = 500  # characters of names that are
_META = re.compile(r"title|name|date|time|publish|modif|revis|issued|creat|type|url|lang", re.I)
_LINK = re.compile(r"canonical|alternate", re.I)
"""Names of properties, and relations, that may tell a fact: of a page's head they are a fifth."""

_META_NAMES = ("property", "name", "itemprop", "http-equiv")
_CRUMBS = re.compile(r"breadcrumb|murupolku|brödsmul|brodsmul", re.I)
_XML_DECLARATION = re.compile(r"<\?xml", re.I)
_MAX_FACT = 200_000
_MOST_MENDED = 3
"""A page where more is left open is as it may be."""

_NEAR_TITLE = 4
"""A `time` counts as the page's own when at most so many headings, paragraphs or items lie between it and the h1."""

_READ = names.TOLD_BY | {"size"}
"""The attributes that a reader is told of; `size` is that of `font`."""

_NO_ATTRIBUTES: Mapping[str, str] = {}


class Reader(Protocol):
    """What is told a tree from begin to end."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


@cache
def _parser() -> Any:
    """libxml2 with the class of every node looked up in C: the default asks Python for each."""
    from lxml import etree, html

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=html.HtmlElement,
            comment=html.HtmlComment,
            entity=html.HtmlEntity,
            pi=html.HtmlProcessingInstruction,
        )
    )
    return parser


def parse(text: str) -> "Tree | None":
    """The tree of a page; None where there is nothing to make a tree of.

    What is never closed and so swallows the rest of the page is closed, and the page parsed again.
    """
    tree = _parsed(text)
    for _ in range(_MOST_MENDED):
        mended = None if tree is None else unclosed.mended(text, tree)
        if mended is None:
            break
        text, tree = mended, _parsed(mended)
    return tree


def _parsed(text: str) -> "Tree | None":
    if is_deep(text):
        return parse_deep(text)
    from lxml import etree

    parser = _parser()
    try:
        # As bytes: a page with an XML declaration may not be given as str.
        root: Tree | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return parse_deep(text)
    # Ends of what was never begun hide how deep a page is: then libxml2 stops in its midst, and only its log says so.
    log = parser.error_log
    return parse_deep(text) if len(log) and log[-1].type == etree.ErrorTypes.ERR_RESOURCE_LIMIT else root


def parse_deep(text: str) -> "BeautifulSoup":
    """The same through beautifulsoup4, which builds its own tree and so has no limit of depth."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(_XML_DECLARATION.sub("<?x", text), "lxml", multi_valued_attributes=None)


def tell(tree: Tree, reader: Reader) -> None:
    """Start, text and end of every element that can be read, in page order."""
    from lxml import etree

    if isinstance(tree, etree._Element):
        _tell_lxml(tree, reader)
    else:
        _tell_soup(tree, reader)


def cut(tree: Tree, link_texts: frozenset[str]) -> str:
    """The parts of a page that hold facts about it, as a small HTML page of their own.

    Head, h1, `time` near the h1, JSON-LD, breadcrumbs, and links that name a language by attribute or by one of
    `link_texts` (casefolded). Read through beautifulsoup4 the cut costs a fifth of the whole page (203
    public pages); title, language, headings, canonical address and types were the same on 196 of them.
    """
    from lxml import etree

    root: Any = tree
    if isinstance(tree, etree._Element):
        parts = _parts(partial(_lxml_found, tree), link_texts, _lxml_text, _lxml_markup)
    else:
        parts = _parts(partial(_soup_found, tree), link_texts, lambda tag: str(tag.get_text(" ")), str)
        root = tree.find("html") or {}
    language = re.sub(r"[^A-Za-z-]", "", str(root.get("lang") or root.get("xml:lang") or ""))
    return f'<html lang="{language}"><body>{"".join(parts)}</body></html>'


def _tell_lxml(root: "etree._Element", reader: Reader) -> None:
    """On a stack of its own: a tree may be deeper than its tags tell. lxml's own events of both ends cost more."""
    opened: list[tuple[etree._Element, Iterator[etree._Element]]] = []
    level: Iterator[etree._Element] = iter((root,))
    while True:
        for element in level:
            tag: Any = element.tag
            if tag not in NOT_TEXT:
                given: Any = element.keys()
                if not given or _READ.isdisjoint(given):
                    reader.start(tag, _NO_ATTRIBUTES)
                else:
                    reader.start(tag, {str(name): str(value) for name, value in element.items() if name in _READ})
                if told := element.text:
                    reader.text(told)
                opened.append((element, level))
                level = iter(element)
                break
            if told := element.tail:
                reader.text(told)
        else:
            if not opened:
                return
            element, level = opened.pop()
            reader.end(element.tag)
            if told := element.tail:
                reader.text(told)


def _tell_soup(soup: "BeautifulSoup", reader: Reader) -> None:
    from bs4 import NavigableString, Tag

    stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                reader.end(parent.name)
        elif isinstance(child, Tag):
            if child.name not in NOT_TEXT:
                reader.start(child.name, {name: str(value) for name, value in child.attrs.items() if name in _READ})
                stack.append((child, iter(child.contents)))
        elif type(child) is NavigableString:
            reader.text(str(child))


def _lxml_found(root: "etree._Element", tags: Sequence[str]) -> list[tuple[str, Any]]:
    return [(element.tag, element) for element in root.iter(*tags)]


def _soup_found(soup: "BeautifulSoup", tags: Sequence[str]) -> list[tuple[str, Any]]:
    return [(tag.name, tag) for tag in soup.find_all(tags)]


def _lxml_text(element: "etree._Element") -> str:
    return "".join(map(str, element.itertext())) if len(element) else str(element.text or "")


def _lxml_markup(element: "etree._Element") -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def _parts(find: _Find, link_texts: frozenset[str], text_of: Any, markup_of: Any) -> Iterable[str]:
    found = find(_CUT)
    tags = {tag for tag, _ in found}
    near = _near_title(find((*_CUT, *_STEPS))) if "time" in tags and "h1" in tags else ()
    longest = max(len(text.split()) for text in link_texts)
    times = 0
    for tag, element in found:
        if tag == "a":
            wanted = _names_language(element, link_texts, longest, text_of)
        elif tag in _BOXES:
            wanted = _is_trail(element) and len(text_of(element)) < 1000
        elif tag == "meta":
            wanted = _META.search(" ".join(element.get(name) or "" for name in _META_NAMES)) is not None
        elif tag == "link":
            wanted = _LINK.search(element.get("rel") or "") is not None
        elif tag == "time":
            wanted = times in near
            times += 1
        elif tag == "script":
            wanted = "ld+json" in (element.get("type") or "").casefold()
        else:
            wanted = True
        if wanted and len(text := markup_of(element)) < _MAX_FACT:
            yield f'<div class="breadcrumb">{text}</div>' if tag in _BOXES else text


def _near_title(found: Sequence[tuple[str, Any]]) -> frozenset[int]:
    """The `time` elements, by number, that stand near one of the first h1."""
    steps = list(accumulate(tag in _STEPS for tag, _ in found))
    titles = [steps[place] for place, (tag, _) in enumerate(found) if tag == "h1"][:3]
    times = [steps[place] for place, (tag, _) in enumerate(found) if tag == "time"]
    return frozenset(n for n, at in enumerate(times) if any(abs(at - title) <= _NEAR_TITLE for title in titles))


def _is_trail(element: Any) -> bool:
    """Whether it is named as the trail of links that leads to the page."""
    names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("aria-label"))))
    return bool(names) and (_names_trail(names) if len(names) <= _REMEMBERED else _names_trail.__wrapped__(names))


@lru_cache(maxsize=4096)  # a site repeats a few hundred of them
def _names_trail(names: str) -> bool:
    return _CRUMBS.search(names) is not None


def _names_language(element: Any, link_texts: frozenset[str], longest: int, text_of: Any) -> bool:
    if not element.get("href"):
        return False
    if element.get("hreflang") or element.get("lang"):
        return True
    text = text_of(element)
    if len(text) >= _LINK_TEXT:
        return False
    words = text.split()
    return len(words) <= longest and " ".join(words).casefold() in link_texts
