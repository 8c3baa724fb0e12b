"""One page, from what came in to what is stored: conducts cleaning, metadata and language. Pure.

Lives here: the order of the steps. Not here: any of the steps; reading captures (readers); what only a comparison
with other pages can tell (templates, links).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import addresses, metadata, sniffing
from corpus.cleaning import characters, decoding, guard, layout, lexicon, markup, printed, rules, scrape, walk
from corpus.cleaning.pieces import Piece
from corpus.language import label_blocks
from corpus.model import LANGUAGES, Block, Cleaned, Media, Reason
from corpus.sniffing import Refusal

__all__ = ["Refusal", "clean_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A page after reading, before judgement."""

    pieces: tuple[Piece, ...]
    facts: metadata.Facts
    url: str | None


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
    text = _decoded(body, charset)
    if isinstance(text, Refusal):
        return text
    html = guard.looks_like_html(text) if media is None else media == "html" and "<" in text
    hostile = guard.refuse_markup(text) if html else None
    if hostile:
        return hostile
    source = _read_html(text, url) if html else _read_text(text, url)
    pieces = rules.judge(source.pieces, is_stamp=metadata.is_stamp)
    if not any(piece.reason is None for piece in pieces):
        return Refusal(reason=Reason.NO_CONTENT, detail=_counts(pieces))
    return _cleaned(pieces, source, declared_title=title, declared_lang=lang)


def _decoded(body: bytes | str, charset: str | None) -> str | Refusal:
    refusal = sniffing.refuse_bytes(body) if isinstance(body, bytes) else None
    if refusal:
        return refusal
    text = decoding.decode(body, charset) if isinstance(body, bytes) else body
    refusal = sniffing.refuse_text(text)
    if refusal:
        return refusal
    text = characters.repair(text)
    return text if text.strip() else Refusal(reason=Reason.EMPTY)


def _read_html(text: str, url: str | None) -> _Source:
    url = url or addresses.saved_from(text)
    tree = markup.parse(text)
    if tree is None:
        return _Source(pieces=(), facts=metadata.no_facts(), url=url)
    facts = metadata.read_head(markup.cut(tree, metadata.SWITCHER_TEXTS), url)
    walked = printed.rejoined(walk.pieces(markup.events(tree)), metadata.is_stamp)
    return _Source(pieces=layout.settle(walked), facts=facts, url=url)


def _read_text(text: str, url: str | None) -> _Source:
    return _Source(pieces=scrape.pieces(text, metadata.is_stamp), facts=metadata.no_facts(), url=url)


def _cleaned(
    pieces: Sequence[Piece], source: _Source, *, declared_title: str | None, declared_lang: str | None
) -> Cleaned:
    facts, url = source.facts, source.url or source.facts.canonical
    declared, strength = metadata.declared_language(declared_lang, facts.lang, url)
    prior = declared if declared in LANGUAGES else None
    kept = [piece for piece in pieces if piece.reason is None]
    # Furniture is often in another language than the text: it must not vote on the language of the page.
    labels, page = label_blocks([piece.text for piece in kept], prior, strength)
    kept_langs = iter(labels)
    blocks = tuple(
        Block(
            kind=piece.kind,
            text=piece.text,
            # What was removed is not worth the time of detecting: it goes by the page's language.
            lang=page.lang if piece.reason else next(kept_langs).lang,
            level=piece.level,
            reason=piece.reason,
        )
        for piece in pieces
    )
    content = [block for block in blocks if block.reason is None]
    title = _title(kept, facts, declared_title)
    return Cleaned(
        title=title,
        all_blocks=blocks,
        lang=page.lang,
        confidence=page.confidence,
        languages=page.languages,
        kind=metadata.kind_of(
            title, content, facts, url, [piece.text for piece in pieces if piece.reason == "rule:breadcrumb"]
        ),
        number=metadata.number_of([title, *(block.text for block in content)]),
        dates=metadata.page_dates(facts.dates, [piece.text for piece in pieces if _may_date(piece)]),
        alternates=tuple(each for each in facts.alternates if each.lang != page.lang),
        canonical=facts.canonical,
        declared_lang=declared,
        lang_conflict=page.conflict,
    )


def _title(kept: Sequence[Piece], facts: metadata.Facts, declared: str | None) -> str:
    """A heading of level 1; in a scrape the first line that names a topic, not the kind of document."""
    top = [piece.text for piece in kept if piece.kind == "heading" and piece.level == 1]
    lines = [piece.text for piece in kept]
    named = [line for line in lines if not lexicon.is_release(line)]
    is_scrape = facts == metadata.no_facts()
    return metadata.choose_title(facts, [] if is_scrape and declared else top, named or lines, declared)


def _may_date(piece: Piece) -> bool:
    """Whether a dated line may speak of this page: teasers and menus date other pages."""
    return (
        piece.reason is None
        or piece.reason in ("rule:print", "rule:updated", "rule:footer", "class:footer", "layout:outside")
        or (piece.reason.startswith("landmark:") and piece.links < layout.LINKED)
    )


def _counts(pieces: Sequence[Piece]) -> str:
    counts = Counter(piece.reason or "" for piece in pieces)
    listed = ", ".join(
        f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return f"{len(pieces)} blocks removed: {listed}" if pieces else "no readable text"
