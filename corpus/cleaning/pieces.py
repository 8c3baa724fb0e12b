"""A piece of a page on its way to becoming a block, and what its text looks like: prose, a contact, a short line.

Lives here: the value that `walk` and `scrape` make and `rules` judges. Not here: words of any language (lexicon.py).
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from corpus.model import BlockKind

CONTACT_LENGTH = 250
"""A longer text with a phone number in it is prose that mentions one."""

PROSE_LENGTH = 80
"""Shorter sentences occur in teasers, buttons and banners too."""

_STOPS = (".", "!", "?", "…")
_CLOSING = "\"”’'»)]"
_SENTENCE_INSIDE = re.compile(r"[a-zåäö)][.!?] +[A-ZÅÄÖ–]")
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\(at\)|\[at\])[\w-]{1,63}\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"(?<![\d-])(?!0037\d{8})(?!\d{7}-\d\b)(?:\+\d{1,3}|\(?0\d{1,3})(?:[ ()-]{0,2}\d){5,10}(?![\d-])")
_NAME = re.compile(r"\b[A-ZÅÄÖ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?,? [A-ZÅÄÖ][a-zåäöéü]+")
_WORD = re.compile(r"\w")


class Piece(Struct, frozen=True, gc=False):
    """A block before judgement; a page has hundreds, and several of most, none of which the collector need look at.

    `links` and `strong` are the shares of its characters that stand inside links and in bold; `main`: it stands inside
    the page's main landmark or an article; `region` numbers the landmark it stands in, so that pieces of one header or
    aside are known; `path` numbers the boxes of the layout it stands in, the outermost first. `after_blank`: in a text
    scrape a blank line stands above it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    reason: str | None = None
    links: float = 0.0
    main: bool = False
    strong: float = 0.0
    region: int = 0
    path: tuple[int, ...] = ()
    after_blank: bool = False

    def because(self, reason: str | None) -> "Piece":
        """The same piece, removed for `reason`; None restores it."""
        if reason == self.reason:
            return self
        return Piece(
            self.kind,
            self.text,
            self.level,
            reason,
            self.links,
            self.main,
            self.strong,
            self.region,
            self.path,
            self.after_blank,
        )


def has_words(text: str) -> bool:
    return _WORD.search(text) is not None


def ends_sentence(text: str) -> bool:
    if text[-1:].isalnum():  # as most lines end
        return False
    return text[-8:].rstrip().rstrip(_CLOSING).endswith(_STOPS)


def is_prose(text: str) -> bool:
    """Whether the text reads as running sentences and not as a label, a teaser or a menu entry."""
    return len(text) >= PROSE_LENGTH and (ends_sentence(text) or _SENTENCE_INSIDE.search(text) is not None)


def is_contact(text: str) -> bool:
    """A line that tells how somebody is reached: a phone number or a mail address, and little else."""
    if len(text) > CONTACT_LENGTH:
        return False
    may_be_mail = "@" in text or "(at)" in text or "[at]" in text
    may_be_phone = "0" in text or "+" in text
    if not (may_be_mail or may_be_phone) or (len(text) > CONTACT_LENGTH // 2 and is_prose(text)):
        return False
    return (may_be_mail and _MAIL.search(text) is not None) or (may_be_phone and _PHONE.search(text) is not None)


def is_person_contact(text: str) -> bool:
    """A contact line that names somebody: never removed by a rule on words or position."""
    return is_contact(text) and _NAME.search(text) is not None


def names_somebody(text: str) -> bool:
    """A short line with a name in it: whom the number below belongs to."""
    return len(text) <= 100 and not ends_sentence(text) and _NAME.search(text) is not None


def is_short_line(text: str) -> bool:
    """A line as in addresses and footers: short, and no sentence."""
    return len(text) <= 100 and not ends_sentence(text)


def kept_length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.reason is None)
