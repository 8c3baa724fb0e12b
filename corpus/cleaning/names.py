"""What an element's own tag, role, class and id say about it: the reason to remove what stands in it.

Lives here: HTML names and what they mean. Not here: words of the page's text (lexicon.py), what is done (walk.py).
Names are habits and no promise: `layout` takes these reasons back when too little is left.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

STRUCTURAL = ("landmark:", "class:", "links")
"""Reasons that rest on layout and may be taken back, by how they begin."""

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

# One word of a class name is enough for these; all are words that content is not named with.
_WORDS = {
    "cookie": "rule:cookie",
    "cookies": "rule:cookie",
    "cookiebot": "rule:cookie",
    "consent": "rule:cookie",
    "gdpr": "rule:cookie",
    "evaste": "rule:cookie",
    "breadcrumb": "rule:breadcrumb",
    "breadcrumbs": "rule:breadcrumb",
    "murupolku": "rule:breadcrumb",
    "skip": "rule:skip-link",
    "skiplink": "rule:skip-link",
    "skiplinks": "rule:skip-link",
    "share": "rule:share",
    "sharing": "rule:share",
    "addtoany": "rule:share",
    "addthis": "rule:share",
    "social": "rule:share",
    "some": "rule:share",
    "sidebar": "class:sidebar",
    "nav": "class:nav",
    "navi": "class:nav",
    "navbar": "class:nav",
    "navigation": "class:nav",
    "navigaatio": "class:nav",
    "menu": "class:menu",
    "submenu": "class:menu",
    "valikko": "class:menu",
    "footer": "class:footer",
    "pagination": "class:pagination",
    "pager": "class:pagination",
    "related": "class:related",
    "comments": "class:comments",
    "widget": "class:sidebar",
    "widgets": "class:sidebar",
    "promo": "class:related",
    "recommended": "class:related",
    "recommendations": "class:related",
    "advert": "class:advertisement",
    "advertisement": "class:advertisement",
    "sponsored": "class:advertisement",
    "newsletter": "class:newsletter",
    "subscribe": "class:newsletter",
    "subscription": "class:newsletter",
    "feedback": "rule:feedback",
    "palaute": "rule:feedback",
    "respons": "rule:feedback",
    "noprint": "rule:print",
}
# These are the whole name or nothing: as words of longer names they are used for content.
_WHOLE = {
    "header": "class:header",
    "site-header": "class:header",
    "masthead": "class:header",
    "site-title": "class:header",
    "site-name": "class:header",
    "site-description": "class:header",
    "site-branding": "class:header",
    "site-footer": "class:footer",
    "page-footer": "class:footer",
    "alatunniste": "class:footer",
    "sidfot": "class:footer",
    "topbar": "class:header",
    "leftcol": "class:sidebar",
    "left-col": "class:sidebar",
    "left-column": "class:sidebar",
    "rightcol": "class:sidebar",
    "right-col": "class:sidebar",
    "right-column": "class:sidebar",
    "side-column": "class:sidebar",
    "comment-list": "class:comments",
    "respond": "class:comments",
    "print": "rule:print",
    "tulosta": "rule:print",
    "language": "rule:language-menu",
    "languages": "rule:language-menu",
    "lang": "rule:language-menu",
    "language-switcher": "rule:language-menu",
    "language-menu": "rule:language-menu",
    "lang-switcher": "rule:language-menu",
    "kielivalinta": "rule:language-menu",
    "kielet": "rule:language-menu",
    "back-to-top": "rule:back-to-top",
    "totop": "rule:back-to-top",
    "search-form": "form",
    "sr-only": "hidden",
    "visually-hidden": "hidden",
    "visuallyhidden": "hidden",
    "screen-reader-text": "hidden",
    "element-invisible": "hidden",
    "assistive-text": "hidden",
}
_STATES = ("has-", "no-", "with-", "without-", "is-", "js-", "not-", "menu-item-object")
_SPLIT = re.compile(r"[-_]+|(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_OPENS_PANEL = re.compile(r"accordion|collaps|faq|haitari|dragspel|expander", re.I)
_FOLDED = re.compile(r"accordion|collaps|tab|panel|faq|toggle|haitari|dragspel|expand", re.I)


def reason_of(tag: str, attributes: Mapping[str, str], *, main: bool, heading: bool = False) -> str | None:
    """Why text in this element is not content, or None.

    `main`: it stands inside the main landmark or an article; `heading`: inside a heading, where a button opens a panel.
    """
    hidden = _hidden(tag, attributes)
    if hidden:
        return hidden
    role = (attributes.get("role") or "").strip().lower()
    reason = _LANDMARK_ROLES.get(role) or _LANDMARK_TAGS.get(tag)
    if reason and not (main and reason in ("landmark:header", "landmark:footer")):
        return _breadcrumb(attributes) or reason
    if tag == "button" and (heading or _OPENS_PANEL.search(attributes.get("class") or "")):
        return None
    if tag in _TAGS:
        return _TAGS[tag]
    if tag in _NEVER_BY_NAME or role == "main":
        return None
    return by_name(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500])


@lru_cache(maxsize=4096)
def by_name(names: str) -> str | None:
    """What class names and ids say; a site repeats a few hundred of them, hence the cache."""
    for name in names.split():
        if name.lower().startswith(_STATES):
            continue
        reason = _WHOLE.get(name.lower())
        if reason:
            return reason
        for word in _SPLIT.split(name):
            if word.lower() in _WORDS:
                return _WORDS[word.lower()]
    return None


def _hidden(tag: str, attributes: Mapping[str, str]) -> str | None:
    if tag == "noscript":
        return "hidden"
    unseen = (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or _INVISIBLE_STYLE.search(attributes.get("style") or "") is not None
    )
    if not unseen:
        return None
    # Folded panels are hidden until clicked, and are content: questions and answers, chapters, tabs.
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
    return None if attributes.get("role") == "region" or _FOLDED.search(names) else "hidden"


def _breadcrumb(attributes: Mapping[str, str]) -> str | None:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('aria-label') or ''}"
    return "rule:breadcrumb" if re.search(r"breadcrumb|murupolku|brödsmul", names, re.I) else None
