"""What an element's own tag, role, class and id say about it: the reason to remove what stands in it.

Lives here: tags, roles, and what a name is taken for. Not here: the words that names are made of (name_words.py), words
of the page's text (lexicon.py), what is done (walk.py).
Names are habits and no promise. `layout` takes reasons that begin with `class:` or `landmark:` back when too little is
left, and `walk` those of ordinary words where sentences stand in the element. What begins with `rule:`, or is a form or
hidden, stays: those names are given to nothing else.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from corpus.cleaning.name_words import BESIDE_ALL, BUILDERS, CERTAIN, CONTENT, DENIALS, ORDINARY, SPOKEN_FOR, WHOLE

_LANDMARK_TAGS = {
    "nav": "landmark:nav",
    "aside": "landmark:aside",
    "footer": "landmark:footer",
    "header": "landmark:header",
}
_LANDMARK_ROLES = {
    "navigation": "landmark:nav",
    "menu": "landmark:nav",
    "menubar": "landmark:nav",
    "banner": "landmark:header",
    "contentinfo": "landmark:footer",
    "complementary": "landmark:aside",
    "search": "form",
    "dialog": "landmark:dialog",
    "alertdialog": "landmark:dialog",
    "tooltip": "hidden",
}
_FORM_TAGS = frozenset(["button", "select", "option", "optgroup", "textarea", "input", "label", "progress", "meter"])
_TAGS = dict.fromkeys(_FORM_TAGS, "form") | {"dialog": "landmark:dialog", "figcaption": "rule:caption"}
_NEVER_BY_NAME = frozenset(["html", "body", "main", "article", "form", "h1"])

TOLD_BY = frozenset(["class", "id", "role", "hidden", "aria-hidden", "aria-label", "style"])
"""The attributes that say anything here: most elements have none of them."""

_STATES = ("has-", "no-", "with-", "without-", "is-", "js-", "not-", "menu-item-object")
_SPLIT = re.compile(r"[-_]+|(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_BUILDER = re.compile("|".join(f"^{each}(?:[-_]+|$)" for each in BUILDERS), re.I)
_BODY = re.compile(r"(?<![a-z])(?:article|entry|post|story)[-_]?(?:body|content|text)(?![a-z])", re.I)
_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_OPENS_PANEL = re.compile(r"accordion|collaps|faq|haitari|dragspel|expander", re.I)
_FOLDED = re.compile(r"accordion|collaps|tab|panel|faq|toggle|haitari|dragspel|expand", re.I)


class Verdict(NamedTuple):
    """Why an element is furniture; `doubtful` if sentences in it speak against that."""

    reason: str
    doubtful: bool = False


def verdict(tag: str, attributes: Mapping[str, str], *, main: bool, heading: bool = False) -> Verdict | None:
    """Why text in this element is not content, or None.

    `main`: it stands inside the main landmark or an article; `heading`: inside a heading, where a button opens a panel.
    """
    if _is_hidden(tag, attributes):
        return Verdict("hidden")
    role = (attributes.get("role") or "").strip().lower()
    reason = _LANDMARK_ROLES.get(role) or _LANDMARK_TAGS.get(tag)
    if reason and not (main and reason in ("landmark:header", "landmark:footer")):
        return Verdict("rule:breadcrumb" if _is_breadcrumb(attributes) else reason)
    if tag == "button" and (heading or _OPENS_PANEL.search(attributes.get("class") or "")):
        return None
    if tag in _TAGS:
        return Verdict(_TAGS[tag])
    if tag in _NEVER_BY_NAME or role == "main":
        return None
    return by_name(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500])


@lru_cache(maxsize=4096)
def by_name(names: str) -> Verdict | None:
    """What class names and ids say; a site repeats a few hundred of them, hence the cache.

    A name that calls the element the body of the article outranks all others: `article-body pagination-first`.
    """
    if _BODY.search(names):
        return None
    return next((found for name in names.split() if (found := _of_name(name)) is not None), None)


def _of_name(name: str) -> Verdict | None:
    if name.lower().startswith(_STATES):
        return None
    name = _BUILDER.sub("", name)
    whole = name.lower()
    if reason := WHOLE.get(whole):
        return Verdict(reason)
    words = [word.lower() for word in _SPLIT.split(name) if word]
    if whole in CONTENT or not DENIALS.isdisjoint(words):
        return None
    if reason := next((CERTAIN[word] for word in words if word in CERTAIN), None):
        return Verdict(reason)
    reason = next((reason for word in words if (reason := _ordinary(word, words))), None)
    return Verdict(reason, doubtful=reason in SPOKEN_FOR) if reason else None


def _ordinary(word: str, words: list[str]) -> str | None:
    """The reason that an ordinary word gives where it stands alone or beside others that name furniture."""
    if word not in ORDINARY:
        return None
    reason, partners = ORDINARY[word]
    beside = [other for other in words if other != word and len(other) > 1 and not other.isdigit()]
    known = all(other in partners or other in BESIDE_ALL or other in ORDINARY for other in beside)
    # Where partners are named one of them must be there: `social-links` is furniture, `social-section` is a topic.
    return reason if known and (not beside or not partners or not partners.isdisjoint(beside)) else None


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag == "noscript":
        return True
    style = attributes.get("style")
    unseen = (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or (style and _INVISIBLE_STYLE.search(style) is not None)
    )
    if not unseen:
        return False
    # Folded panels are hidden until clicked, and are content: questions and answers, chapters, tabs.
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
    return attributes.get("role") != "region" and _FOLDED.search(names) is None


def _is_breadcrumb(attributes: Mapping[str, str]) -> bool:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('aria-label') or ''}"
    return re.search(r"breadcrumb|murupolku|brödsmul", names, re.I) is not None
