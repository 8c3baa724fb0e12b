"""The words that class names and ids are made of, and what they are taken for.

Lives here: tables. Not here: how names are split and judged (names.py).
Three kinds: names that count as a whole, words of which one is enough, and ordinary words of the language, which are
used for content too (`social-services`, `lunch-menu`, `some-text`) and count alone or beside words of furniture only.
"""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CERTAIN: Mapping[str, str] = {
    **dict.fromkeys(("cookie", "cookies", "cookiebot", "cookiebar", "evaste", "evasteet"), "rule:cookie"),
    **dict.fromkeys(("breadcrumb", "breadcrumbs", "murupolku", "brödsmulor", "brodsmulor"), "rule:breadcrumb"),
    **dict.fromkeys(("skip", "skiplink", "skiplinks"), "rule:skip-link"),
    **dict.fromkeys(("addtoany", "addthis", "jakonapit", "jakolinkit", "delningsknappar"), "rule:share"),
    **dict.fromkeys(("sidebar", "sidepanel", "sivupalkki", "sidofält", "sidofalt"), "class:sidebar"),
    **dict.fromkeys(("nav", "navi", "navbar", "navigation", "navigaatio", "navigering"), "class:nav"),
    **dict.fromkeys(("submenu", "valikko", "alavalikko", "sivuvalikko", "päävalikko", "paavalikko"), "class:menu"),
    **dict.fromkeys(("mainmenu", "topmenu", "huvudmeny", "sidomeny", "undermeny"), "class:menu"),
    "footer": "class:footer",
    "pagination": "class:pagination",
    "pager": "class:pagination",
    "advert": "class:advertisement",
    "advertisement": "class:advertisement",
    "noprint": "rule:print",
    **dict.fromkeys(("outbrain", "taboola"), "class:advertisement"),
    "disqus": "class:comments",
}
"""One such word in a name is enough: content is not named with them."""

_SHARING = _words(
    """
    link links linkit länkar share sharing jaa jako dela follow seuraa följ icon icons ikonit ikoner media some
    sosiaalinen social button buttons btn napit knappar nostot nosto channels kanavat kanaler network networks feed
    facebook twitter linkedin instagram youtube whatsapp
    """
)
_BANNER = frozenset(["banner", "popup", "modal", "overlay", "notice", "manager", "cookie", "cookies", "dialog"])
_PORTRAIT = frozenset(["box", "bio", "card", "about", "profile", "laatikko", "ruta"])
_PICTURE = _words(
    """
    image img figure photo picture media wp text element gallery featured credit full truncated kuva kuvan valokuva
    bild foto
    """
)
_ANY: frozenset[str] = frozenset()

ORDINARY: Mapping[str, tuple[str, frozenset[str]]] = {
    **dict.fromkeys(("social", "some"), ("class:share", _SHARING)),
    **dict.fromkeys(("share", "sharing", "jaa", "dela", "delning"), ("class:share", _ANY)),
    **dict.fromkeys(("menu", "meny"), ("class:menu", _ANY)),
    **dict.fromkeys(("widget", "widgets"), ("class:widget", _ANY)),
    **dict.fromkeys(("feedback", "palaute", "respons"), ("class:feedback", _ANY)),
    **dict.fromkeys(("subscribe", "subscription"), ("class:newsletter", _ANY)),
    "newsletter": ("class:newsletter", _ANY),
    **dict.fromkeys(
        ("related", "relaterat", "relaterade", "liittyvat", "promo", "recommended"), ("class:related", _ANY)
    ),
    "comments": ("class:comments", _ANY),
    "sponsored": ("class:advertisement", _ANY),
    **dict.fromkeys(("author", "kirjoittaja", "skribent"), ("class:author", _PORTRAIT)),
    **dict.fromkeys(("consent", "gdpr", "kakor"), ("rule:cookie", _BANNER)),
    **dict.fromkeys(("caption", "kuvateksti", "bildtext"), ("class:caption", _PICTURE)),
}
"""A word, the reason it gives, and the words of which one must stand beside it unless it stands alone (none: any)."""

SPOKEN_FOR = frozenset(["class:share", "class:menu", "class:widget", "class:feedback"])
"""Reasons of ordinary words that sentences take back. Teasers, comments, invitations and banners are sentences."""

BESIDE_ALL = _words(
    """
    wrapper wrap container inner outer block box area region section sections bar list item items row col column group
    panel holder placeholder toggle toggler trigger open close title label heading header lista lohko palkki laatikko
    ruta top bottom left right center horizontal vertical main primary secondary tertiary first second third last
    site page global mobile desktop side sub mega dropdown drop down burger hamburger off canvas offcanvas overlay user
    account level depth parent child type custom post posts article articles content contents news stories pages topics
    entry view views portlet this form signup sign up give anna ge link links linkit länkar button buttons btn icon
    icons media follow count nav navi navigation release releases event blog single
    """
)
"""Words that say of furniture where and how it stands, and nothing about a topic."""

CONTENT = frozenset(
    f"{part}-footer" for part in ("article", "blockquote", "card", "figure", "panel", "section", "table", "tab", "item")
)
"""Names of parts of the content that a certain word would take for furniture."""

DENIALS = frozenset(["with", "without", "no", "has", "not", "ilman", "utan", "med"])
"""Words that make of a name a statement about something else: `page-with-sidebar` is the page."""

BUILDERS = (
    "elementor-widget",
    "elementor-location",
    "elementor",
    "wp-block",
    "et_pb",
    "so-widget",
    "siteorigin-widget",
    "fl-builder",
    "fl-module",
    "vc",
    "wpb",
)
"""Prefixes that site builders write on every element, content or not: what follows them is the name."""

# These are the whole name or nothing: as words of longer names they are used for content.
WHOLE: Mapping[str, str] = {
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
    "entry-footer": "class:footer",
    "sharedaddy": "rule:share",
    "kielivalikko": "rule:language-menu",
    "språkval": "rule:language-menu",
    "sprakval": "rule:language-menu",
}
