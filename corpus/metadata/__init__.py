"""What a page tells about itself: title, dates with role and precision, kind, number, other languages' addresses.

Lives here: the public names. `head` reads HTML, `stamps` tells which date is the page's own, `kind` what sort of
page it is, `addresses` what its address and its links to other languages say.
Not here: removing anything from the text (corpus.cleaning), the language the text is really in (corpus.language).
"""

from corpus.metadata.addresses import SWITCHER_TEXTS, declared_language
from corpus.metadata.head import Facts, no_facts, read_head
from corpus.metadata.kind import kind_of, number_of
from corpus.metadata.stamps import is_stamp, page_dates
from corpus.metadata.titles import choose_title

__all__ = [
    "SWITCHER_TEXTS",
    "Facts",
    "choose_title",
    "declared_language",
    "is_stamp",
    "kind_of",
    "no_facts",
    "number_of",
    "page_dates",
    "read_head",
]
