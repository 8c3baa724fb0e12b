"""One page, from what came in to what is stored: conducts cleaning, metadata and language. Pure.

Lives here: the order of the steps, and where the page by itself ends: a `Draft` is all that the page alone tells;
`finish` makes the cleaned page of it, with what others know of its blocks (templates, people's decisions).
Not here: any of the steps; reading captures (readers); comparing pages (settle.py, linking).
"""

import copyreg
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from corpus import addresses, metadata, sniffing
from corpus.cleaning import characters, decoding, guard, layout, lexicon, markup, printed, rules, scrape, vote, walk
from corpus.cleaning.pieces import Piece
from corpus.language import label_blocks
from corpus.model import LANGUAGES, Block, BlockKind, Cleaned, Lang, Media, Reason
from corpus.sniffing import Refusal

__all__ = ["CLEANING", "Draft", "Refusal", "clean_page", "draft_page", "finish"]

CLEANING = 5
"""Counts the changes to what cleaning makes of a page: versions made by an earlier one are worth cleaning again."""


_OWN_LINES = (
    "rule:print",
    "rule:updated",
    "rule:byline",
    "rule:dateline",
    "rule:footer",
    "class:footer",
    "layout:outside",
)


class Draft(Struct, frozen=True, kw_only=True):
    """A page read by itself: its blocks, those removed with a reason, and what it says of itself.

    `facts.dates` are the page's dates for good: lines that tell them are templates of their site. `breadcrumb` are
    the blocks that lead to the page. `title` and `lang` are what the source declares. `gaps` are the places of blocks
    that a blank line stands above, in a text scrape.
    """

    blocks: tuple[Block, ...]
    facts: metadata.Facts
    is_markup: bool
    url: str | None = None
    title: str | None = None
    lang: str | None = None
    breadcrumb: tuple[str, ...] = ()
    gaps: tuple[int, ...] = ()

    def about(self) -> dict[str, Any]:
        """All but the blocks, as JSON has it; `of` turns it back."""
        told = {name: getattr(self, name) for name in ("is_markup", "url", "title", "lang", "breadcrumb", "gaps")}
        return {"facts": metadata.told_by(self.facts), **told}

    @classmethod
    def of(cls, about: Mapping[str, Any], blocks: Sequence[Block]) -> "Draft":
        facts = metadata.facts_of(about["facts"])
        told = {**about, "facts": facts, "breadcrumb": tuple(about["breadcrumb"]), "gaps": tuple(about["gaps"])}
        return cls(blocks=tuple(blocks), **told)


def clean_page(  # noqa: PLR0913  what may be known about a page
    body: bytes | str,
    *,
    media: Media | None = None,
    url: str | None = None,
    charset: str | None = None,
    title: str | None = None,
    lang: str | None = None,
) -> Cleaned | Refusal:
    """The page in `body`, cleaned; or why it is none. Never raises, whatever the bytes.

    `media` None: the content decides. `charset`, `title` and `lang` are what the source declares.
    """
    draft = draft_page(body, media=media, url=url, charset=charset, title=title, lang=lang)
    return draft if isinstance(draft, Refusal) else finish(draft)


def draft_page(  # noqa: PLR0913  what may be known about a page
    body: bytes | str,
    *,
    media: Media | None = None,
    url: str | None = None,
    charset: str | None = None,
    title: str | None = None,
    lang: str | None = None,
) -> Draft | Refusal:
    """What the page in `body` tells by itself; or why it is none. As `clean_page`."""
    text = _decoded(body, charset)
    if isinstance(text, Refusal):
        return text
    html = guard.looks_like_html(text) if media is None else media == "html" and "<" in text
    hostile = guard.refuse_markup(text) if html else None
    if hostile:
        return hostile
    url = url or (addresses.saved_from(text) if html else None)
    pieces, facts = _read_html(text, url) if html else (scrape.pieces(text, metadata.is_stamp), metadata.no_facts())
    if not html:
        pieces = rules.judge(pieces, is_stamp=metadata.is_stamp)
    if not any(piece.reason is None for piece in pieces):
        return Refusal(reason=Reason.NO_CONTENT, detail=_counts(pieces))
    dates = metadata.page_dates(facts.dates, [piece.text for piece in pieces if _may_date(piece)])
    return Draft(
        blocks=tuple(
            Block(kind=piece.kind, text=piece.text, level=piece.level, reason=piece.reason) for piece in pieces
        ),
        facts=replace(facts, dates=dates),
        is_markup=html,
        url=url or facts.canonical,
        title=title,
        lang=lang,
        breadcrumb=tuple(piece.text for piece in pieces if piece.reason == "rule:breadcrumb"),
        gaps=tuple(place for place, piece in enumerate(pieces) if piece.after_blank),
    )


def finish(
    draft: Draft,
    *,
    removed: Mapping[int, str] | None = None,
    restored: Collection[int] = (),
    lang: Lang | None = None,
) -> Cleaned:
    """The cleaned page, with what is known from outside of it: why further blocks go, which come back, its language.

    Blocks are meant by their place. `lang` is what a person says, and is believed.
    """
    removed = removed or {}
    blocks = [_with_reason(block, place, removed, restored) for place, block in enumerate(draft.blocks)]
    if not draft.is_markup and removed:
        blocks = _judged_again(blocks, draft.gaps, restored)
    content = [block for block in blocks if block.reason is None]
    facts = draft.facts
    declared, strength = metadata.declared_language(draft.lang, facts.lang, draft.url)
    prior = declared if declared in LANGUAGES else None
    # Furniture is often in another language than the text: it must not vote on the language of the page.
    labels, page = label_blocks([block.text for block in content], lang or prior, strength)
    langs = iter([lang if lang and label.lang in (page.lang, "und") else label.lang for label in labels])
    its_lang = lang or page.lang
    # What was removed is not worth the time of detecting: it goes by the page's language.
    blocks = [_in_language(block, its_lang if block.reason else next(langs)) for block in blocks]
    content = [block for block in blocks if block.reason is None]
    texts = [block.text for block in content]
    title = _title(content, draft)
    return Cleaned(
        title=title,
        all_blocks=tuple(blocks),
        lang=its_lang,
        confidence=1.0 if lang else page.confidence,
        languages=(lang, *(each for each in page.languages if each not in (lang, page.lang)))
        if lang
        else page.languages,
        kind=metadata.kind_of(title, content, facts, draft.url, draft.breadcrumb),
        number=metadata.number_of([title, *texts]),
        dates=facts.dates,
        alternates=tuple(each for each in facts.alternates if each.lang != its_lang),
        canonical=facts.canonical,
        declared_lang=declared,
        lang_conflict=page.conflict and not lang,
        mentions=metadata.mentions_of(texts),
        contacts=metadata.contacts_of(content),
        amounts=metadata.amounts_of(texts),
        breadcrumb=metadata.breadcrumb_of(facts, draft.breadcrumb),
    )


def _in_language(block: Block, lang: Lang) -> Block:
    return Block(kind=block.kind, text=block.text, lang=lang, level=block.level, reason=block.reason)


def _made_again(kind: BlockKind, text: str, lang: Lang, level: int, reason: str | None) -> Block:
    return Block(kind=kind, text=text, lang=lang, level=level, reason=reason)


def _apart(block: Block) -> tuple[Any, ...]:
    return _made_again, (block.kind, block.text, block.lang, block.level, block.reason)


# Blocks come from the workers by pickle, which passes the fields of a Struct by name: three times as slow.
copyreg.pickle(Block, _apart)


def _with_reason(block: Block, place: int, removed: Mapping[int, str], restored: Collection[int]) -> Block:
    if place in restored:
        return replace(block, reason=None)
    return replace(block, reason=removed[place]) if place in removed else block


def _judged_again(blocks: Sequence[Block], gaps: Collection[int], restored: Collection[int]) -> list[Block]:
    """The blocks of a scrape, now that more of its furniture is known: its title, and what stands at its edges."""
    pieces = [
        Piece(kind=block.kind, text=block.text, level=block.level, reason=block.reason, after_blank=place in gaps)
        for place, block in enumerate(blocks)
    ]
    judged = rules.judge(scrape.titled(pieces, metadata.is_stamp), is_stamp=metadata.is_stamp)
    if not any(piece.reason is None for piece in judged):
        return list(blocks)
    return [
        replace(block, kind=piece.kind, level=piece.level, reason=None if place in restored else piece.reason)
        for place, (block, piece) in enumerate(zip(blocks, judged, strict=True))
    ]


def _decoded(body: bytes | str, charset: str | None) -> str | Refusal:
    refusal = sniffing.refuse_bytes(body) if isinstance(body, bytes) else None
    if refusal:
        return refusal
    text = decoding.decode(body, charset) if isinstance(body, bytes) else body
    refusal = None if characters.is_plain(text) and len(text) <= sniffing.MAX_BYTES else sniffing.refuse_text(text)
    if refusal:
        return refusal
    text = characters.repair(text)
    return text if text.strip() else Refusal(reason=Reason.EMPTY)


def _read_html(text: str, url: str | None) -> tuple[Sequence[Piece], metadata.Facts]:
    tree = markup.parse(text)
    if tree is None:
        return (), metadata.no_facts()
    facts = metadata.read_head(markup.cut(tree, metadata.SWITCHER_TEXTS), url)
    walked = printed.rejoined(walk.pieces(tree), metadata.is_stamp)
    pieces = rules.judge(layout.settle(walked), is_stamp=metadata.is_stamp)
    return vote.judge(tree, pieces), facts


def _title(content: Sequence[Block], draft: Draft) -> str:
    """A heading of level 1; in a scrape the first line that names a topic, not the kind of document."""
    top = [block.text for block in content if block.kind == "heading" and block.level == 1]
    lines = [block.text for block in content]
    named = [line for line in lines if not lexicon.is_release(line)]
    has_own = bool(draft.title) and not draft.is_markup
    return metadata.choose_title(draft.facts, [] if has_own else top, named or lines, draft.title)


def _may_date(piece: Piece) -> bool:
    """Whether a dated line may speak of this page: teasers and menus date other pages."""
    if piece.reason is None or piece.reason in _OWN_LINES:
        return True
    return piece.links < layout.LINKED and piece.reason.startswith(("landmark:", "vote", "class:author"))


def _counts(pieces: Sequence[Piece]) -> str:
    counts = Counter(piece.reason or "" for piece in pieces)
    listed = ", ".join(
        f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return f"{len(pieces)} block{'s' * (len(pieces) != 1)} removed: {listed}" if pieces else "no readable text"
