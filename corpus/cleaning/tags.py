"""What HTML tags are: which begin a block, and of which kind.

Lives here: tables, and nothing else. Not here: tags that are furniture by themselves (names.py), the walk (walk.py).
"""

from corpus.model import BlockKind

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "option",
        "optgroup",
        "select",
        "button",
        "label",
        "textarea",
    ]
)
LISTS = frozenset(("ul", "ol", "menu", "dir"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
KINDS: dict[str, BlockKind] = {
    "li": "item",
    "blockquote": "quote",
    "dt": "definition",
    "dd": "definition",
    "caption": "caption",
    "figcaption": "caption",
}
REGIONS = frozenset(("header", "aside", "footer", "nav"))
CELLS = frozenset(("td", "th"))
BOXES = frozenset(("div", "section", "article", "main", "td", "center", "form"))
