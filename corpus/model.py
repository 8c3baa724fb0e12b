"""The values that flow through kielo: captures in; pages, blocks, links and programmes out.

Lives here: frozen values and the closed vocabularies of their fields. Imports nothing of kielo.
Not here: anything that reads, decides or stores.

Terms (docs/concepts.md has them all): a *capture* is one fetch of an address; a *page* is what stands at an
address; a *version* is a distinct cleaned text of a page; a *block* is a heading, paragraph, list item and so on.
"""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Literal, NewType, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

Lang: TypeAlias = Literal["fi", "sv", "en", "und", "other"]
LANGUAGES: tuple[Lang, ...] = ("fi", "sv", "en")
"""The archive's languages, in the order in which they are shown everywhere."""

Media: TypeAlias = Literal["html", "text"]
BlockKind: TypeAlias = Literal["heading", "paragraph", "item", "row", "quote", "caption", "contact", "definition"]
PageKind: TypeAlias = Literal["programme", "announcement", "news", "service", "contact", "decision", "other"]
DateRole: TypeAlias = Literal["published", "updated"]
Relation: TypeAlias = Literal["translation", "same_programme", "same_topic", "near_duplicate", "version", "round"]
DecisionKind: TypeAlias = Literal["restore", "drop", "undo", "language"]
LinkVerdict: TypeAlias = Literal["confirm", "reject", "undo"]
LinkState: TypeAlias = Literal["accepted", "uncertain", "confirmed", "rejected"]

PageId = NewType("PageId", str)
ProgrammeId = NewType("ProgrammeId", str)


class Reason(StrEnum):
    """Why a file or record was refused. The value is the word shown to people and written in JSON."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"  # the file system refuses it
    NOT_TEXT = "not text"  # binary, whatever its name says
    TOO_LARGE = "too large"
    HOSTILE = "hostile markup"  # nesting or attributes no parser should be given
    DAMAGED = "damaged"  # a truncated or corrupt container
    BAD_RECORD = "bad record"  # a line or record that cannot be understood
    NO_CONTENT = "no content"  # nothing is left once menus and footers are gone
    FAILED = "failed"  # cleaning it took too long or too much memory, or ran into a mistake of kielo's
    CONFLICT = "conflict"  # the same address twice in one run, with different text and no time


class Capture(Struct, frozen=True, kw_only=True):
    """One fetch of an address, as it came in.

    `place` says where it was read, for people: a path, with record or line where there are many in one file.
    `charset`, `title` and `lang` are what the source declares about it, if anything. `fetched_at` is ISO 8601.
    """

    address: str
    body: bytes
    media: Media
    source: str
    place: str
    url: str | None = None
    charset: str | None = None
    fetched_at: str | None = None
    title: str | None = None
    lang: str | None = None


class Drop(Struct, frozen=True, kw_only=True):
    """A file or record that did not become a page, and why."""

    place: str
    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class Block(Struct, frozen=True, kw_only=True):
    """A piece of a page, in the page's own words, in page order.

    `level` is 1-6 for headings and the depth (from 1) for list items, else 0. `reason` says which rule removed the
    block (`rule:print`, `landmark:nav`); it is None for a block that is kept.
    """

    kind: BlockKind
    text: str
    lang: Lang = "und"
    level: int = 0
    reason: str | None = None


class PageDate(Struct, frozen=True, kw_only=True):
    """A date of the page itself: ISO, cut to its precision (`2016-11-22`, `2016-11`, `2016`), and what says so."""

    role: DateRole
    value: str
    source: str


class Mention(Struct, frozen=True, kw_only=True):
    """A date that the text speaks of, cut to what is written: `2020-03-05`, `2020-03`, `2020`, `--06-15` (no year).

    `end` is the last day of a range. `text` is how the page writes it.
    """

    value: str
    text: str
    end: str | None = None


class Contact(Struct, frozen=True, kw_only=True):
    """Somebody, or an office, to turn to, as the page writes it; at least one of phones and mails is not empty."""

    name: str = ""
    role: str = ""
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


class Amount(Struct, frozen=True, kw_only=True):
    """A sum of money: a plain decimal number (`2849500`, `1.5`), its currency (ISO 4217), and how a page writes it."""

    value: str
    currency: str
    text: str


class Alternate(Struct, frozen=True, kw_only=True):
    """Another language's address as the page itself declares it; `source` is `hreflang` or `switcher`."""

    lang: Lang
    url: str
    source: Literal["hreflang", "switcher"]


class Detected(Struct, frozen=True, kw_only=True):
    """A language, how sure (0-1), and what the answer rests on."""

    lang: Lang
    confidence: float
    source: Literal["text", "declared", "neighbours", "none"]


class Cleaned(Struct, frozen=True, kw_only=True):
    """A page as cleaning leaves it: what it says, what was removed from it, and what is known about it.

    `all_blocks` holds kept and removed blocks in page order. `languages` has more than one entry when a second
    language makes up a fifth or more of the page, the larger first. `lang_conflict`: the page declares another
    language than its text is in.
    """

    title: str
    all_blocks: tuple[Block, ...]
    lang: Lang
    confidence: float
    languages: tuple[Lang, ...]
    kind: PageKind = "other"
    number: str | None = None
    dates: tuple[PageDate, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    canonical: str | None = None
    declared_lang: str | None = None
    lang_conflict: bool = False
    mentions: tuple[Mention, ...] = ()
    contacts: tuple[Contact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    breadcrumb: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for block in self.all_blocks if block.reason is None)

    @property
    def dropped(self) -> tuple[Block, ...]:
        return tuple(block for block in self.all_blocks if block.reason is not None)

    @property
    def text(self) -> str:
        return join_blocks(self.blocks)

    @property
    def published(self) -> str | None:
        return self._date("published")

    @property
    def updated(self) -> str | None:
        return self._date("updated")

    def _date(self, role: DateRole) -> str | None:
        return next((date.value for date in self.dates if date.role == role), None)


class Page(Struct, frozen=True, kw_only=True):
    """The current version of what stands at an address, as the store gives it back."""

    id: PageId
    address: str
    url: str | None
    source: str
    version: int
    fetched_at: str | None
    programme: ProgrammeId
    cleaned: Cleaned

    @property
    def summary(self) -> "PageSummary":
        page = self.cleaned
        return PageSummary(
            id=self.id,
            address=self.address,
            title=page.title,
            lang=page.lang,
            confidence=page.confidence,
            languages=page.languages,
            kind=page.kind,
            number=page.number,
            published=page.published,
            updated=page.updated,
            site=site_of(self.url, self.source),
            programme=self.programme,
            version=self.version,
            fetched_at=self.fetched_at,
        )


class PageSummary(Struct, frozen=True, kw_only=True):
    """What lists and answers show of a page: all that is known about its current version but the text.

    `site` is the host of its URL, else the name of its source. `published` and `updated` are ISO, cut to precision.
    """

    id: PageId
    address: str
    title: str
    lang: Lang
    confidence: float
    languages: tuple[Lang, ...]
    kind: PageKind
    number: str | None
    published: str | None
    updated: str | None
    site: str
    programme: ProgrammeId
    version: int
    fetched_at: str | None


class Evidence(Struct, frozen=True, kw_only=True):
    """One reason for a link: its kind, what exactly was found, and what it weighs (log-odds; negative: against)."""

    kind: str
    detail: str
    weight: float


class Link(Struct, frozen=True, kw_only=True):
    """Two pages that belong together, how, how surely (0-1) and why. `a` sorts before `b`."""

    a: PageId
    b: PageId
    relation: Relation
    confidence: float
    state: LinkState
    evidence: tuple[Evidence, ...]


class Decision(Struct, frozen=True, kw_only=True):
    """What a person has decided about a page. It holds on to the address and to what it is about, and outlives re-runs.

    `restore`, `drop` and `undo` are about the `nth` block (from 0) whose text is `value`; `language` sets the page's
    language to `value` (empty: takes the correction back). `digest` names the text the page had then.
    """

    address: str
    kind: DecisionKind
    value: str
    digest: str
    made_at: str
    nth: int = 0

    @property
    def subject(self) -> tuple[str, str, str, int]:
        """What it is about: a later decision on the same takes its place."""
        is_language = self.kind == "language"
        return (self.address, "language" if is_language else "block", "" if is_language else self.value, self.nth)


class LinkDecision(Struct, frozen=True, kw_only=True):
    """What a person has decided about two pages: `confirm` that they are each other's `relation`, `reject` that, or
    `undo` what was decided before.

    It holds on to the addresses, of which `a` sorts before `b`, and to the texts the pages had then (`digest_a`,
    `digest_b`).
    """

    a: str
    b: str
    digest_a: str
    digest_b: str
    relation: Relation
    verdict: LinkVerdict
    who: str
    made_at: str
    note: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        """What it is about: a later decision on the same takes its place."""
        return (self.a, self.b)


class Programme(Struct, frozen=True, kw_only=True):
    """Pages that tell of one undertaking; `labels` gives its title per language, in the order of LANGUAGES."""

    id: ProgrammeId
    labels: tuple[tuple[Lang, str], ...]
    pages: tuple[PageId, ...]


def page_id(address: str) -> PageId:
    """The id of the page at an address: the same in every archive and whatever came in first."""
    return PageId("p" + sha256(address.encode()).hexdigest()[:11])


def own_programme(page: PageId) -> ProgrammeId:
    """The programme a page founds: its id while the page stands alone, and that of the group if it is the eldest."""
    return ProgrammeId("g" + page[1:])


def founding_page(programme: str) -> PageId:
    """The page whose own programme this is: how an id still finds its group after programmes have merged."""
    return PageId("p" + programme[1:])


def site_of(url: str | None, source: str) -> str:
    host = urlsplit(url).hostname if url else None
    return host or source


def join_blocks(blocks: Iterable[Block]) -> str:
    """The text of a page: its kept blocks, one a line, a blank line before each heading but the first."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "heading" and lines:
            lines.append("")
        lines.append(block.text)
    return "\n".join(lines)


def language_rank(lang: str) -> int:
    """Sort key that puts languages in the order in which kielo shows them; all others come last."""
    return LANGUAGES.index(lang) if lang in LANGUAGES else len(LANGUAGES)
