"""What a page tells about itself: title, dates, kind, number, contacts, sums, and its addresses in other languages.

Lives here: the public names. `head` reads HTML, `stamps` tells which date is the page's own, `mentions` which others it
speaks of, `contacts` whom to turn to, `amounts` its sums of money, `kind` what sort of page it is, `addresses` what its
address and its links to other languages say, `trails` where its site files it.
Not here: removing anything from the text (corpus.cleaning), the language the text is really in (corpus.language).
"""

from corpus.metadata.addresses import SWITCHER_TEXTS, declared_language
from corpus.metadata.amounts import amounts_of
from corpus.metadata.contacts import contacts_of
from corpus.metadata.facts import Facts, facts_of, no_facts, told_by
from corpus.metadata.head import read_head
from corpus.metadata.kind import kind_of, number_of
from corpus.metadata.mentions import mentions_of
from corpus.metadata.stamps import is_stamp, page_dates
from corpus.metadata.titles import choose_title
from corpus.metadata.trails import breadcrumb_of

__all__ = [
    "SWITCHER_TEXTS",
    "Facts",
    "amounts_of",
    "breadcrumb_of",
    "choose_title",
    "contacts_of",
    "declared_language",
    "facts_of",
    "is_stamp",
    "kind_of",
    "mentions_of",
    "no_facts",
    "number_of",
    "page_dates",
    "read_head",
    "told_by",
]
