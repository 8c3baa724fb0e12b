"""The main text of a page as trafilatura sees it, from the tree that is there already.

Lives here: asking it, and the shorter way through its steps. Not here: what follows from its answer (second.py).
It is asked for recall: by default it loses lists and headings where the layout has no telling names. It never sees the
metadata, whose search for dates doubles its time, and it works on a copy of the tree.

Of the version that KNOWN names the steps are called one by one: once without the copies of the tree that serve what is
never asked for, and its searches for readers' comments and for endless pages only where a name begins like one. Then
the text costs 40 % less and is the same (on 483 of 514 public and generated pages; the others reach its fallbacks and
are left to it). Of any other version the public function is asked.
"""

import logging
from copy import copy
from functools import cache
from importlib.util import find_spec
from typing import Any
from unicodedata import normalize

KNOWN = "2.3.1"

_CONTAINERS = ("div", "section", "aside", "details", "ol", "ul", "list")
_COMMENTS = ("comment", "Comment", "comol", "disqus", "dsq")
"""What names of the boxes that hold readers' comments begin with; those of others have `-comments` in them."""

_ENDLESS = ("mvp-post-add", "infinite", "elementor-share")
"""What the names have in them of boxes that further articles are loaded into."""


@cache
def is_available() -> bool:
    return find_spec("trafilatura") is not None


def main_text(tree: Any) -> str | None:
    """The main text of a tree, which stays as it is; None where there is none to be seen."""
    from lxml import etree

    if not isinstance(tree, etree._Element):  # too deep for lxml, and so for trafilatura
        return None
    try:
        import trafilatura
    except ImportError:  # it is there, but one of its own dependencies is not
        return None
    _silence()
    try:
        text = by_steps(tree) if trafilatura.__version__ == KNOWN else None
        return text if text is not None else at_once(tree)
    except MemoryError:  # that is the page's fault and not its reader's: the worker refuses it, saying so
        raise
    except Exception:  # whatever it stumbles on, a page is never lost for want of a second opinion
        return None


def at_once(tree: Any) -> str | None:
    """The text by its public function."""
    from trafilatura import extract

    text: str | None = extract(tree, favor_recall=True, fast=True, include_comments=False, include_tables=True)
    return text


def by_steps(tree: Any) -> str | None:
    """The same by its steps; None where it would fall back on something else than these."""
    from trafilatura.htmlprocessing import convert_tags, tree_cleaning
    from trafilatura.main_extractor import extract_content
    from trafilatura.settings import MANUALLY_CLEANED
    from trafilatura.xml import xmltotxt

    body, options = _body(tree), _options()
    if body is None:
        return None
    cleaned = tree_cleaning(_pruned(copy(body), tree), options)
    if next(cleaned.iter(MANUALLY_CLEANED), None) is not None:  # it has taken back what it had removed
        return None
    result, text = extract_content(convert_tags(cleaned, options), options)
    if len(text) < options.min_extracted_size:
        return None
    return normalize("NFC", xmltotxt(result, False)).strip()


def _body(tree: Any) -> Any:
    """The body of a page that has a head and a body and nothing else; all of a head is removed anyway."""
    if tree.tag != "html" or [child.tag for child in tree] not in (["head", "body"], ["body"]):
        return None
    return None if (tree[-1].tail or tree[0].tail or tree.text or "").strip() else tree[-1]


def _pruned(body: Any, tree: Any) -> Any:
    """The body without readers' comments and without articles that follow on the page's own."""
    from trafilatura.core import _forum_thread_page
    from trafilatura.htmlprocessing import prune_unwanted_nodes
    from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

    names = [name for each in body.iter(_CONTAINERS) for name in (each.get("id"), each.get("class")) if name]
    joined = "\n".join(names)
    if any(word in joined for word in _ENDLESS):
        body = prune_unwanted_nodes(body, RAW_TREE_PRUNE_XPATH)
    if "-comments" in joined or any(name.startswith(_COMMENTS) for name in names):
        body = body if _forum_thread_page(tree) else prune_unwanted_nodes(body, REMOVE_COMMENTS_AND_LISTS_XPATH)
    return body


@cache
def _options() -> Any:
    """Made once: it reads its settings anew each time, for .2 ms."""
    from trafilatura.settings import Extractor

    return Extractor(recall=True, fast=True, comments=False, tables=True)


@cache
def _silence() -> None:
    """What it finds odd is no news to people. Once a process: a level that somebody sets later is theirs."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
