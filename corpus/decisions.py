"""People's decisions on pages: blocks restored or dropped, a language corrected; and which need a new look.

Lives here: which block a person means, making a decision, whether it still finds what it was made on.
Not here: what a decision does to its page (settle.py), keeping it (store).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from corpus.errors import InputError
from corpus.model import Decision, DecisionKind, Page, page_id
from corpus.store import Store

T = TypeVar("T")
_HINT = "`kielo show PAGE --blocks` numbers them"


class Standing(Struct, frozen=True, kw_only=True):
    """A decision, and why it needs a new look: empty while it holds on what it was made on."""

    decision: Decision
    needs_look: str


def is_in_force(made: Decision) -> bool:
    """Whether it changes anything: what takes another back does not."""
    return bool(made.value) if made.kind == "language" else made.kind != "undo"


def decide_blocks(store: Store, page: Page, kind: DecisionKind, blocks: Sequence[str]) -> list[Decision]:
    """Keep a decision on each of the blocks that are meant. Settling makes it felt.

    What is decided already on the same text is not kept twice. Raises InputError, before anything is kept, where a
    block is not there, nothing was decided that could be taken back, or too old a kielo has cleaned the page.
    """
    held = {made.subject: made for made in store.settling().decisions(page.address)}
    if kind == "undo":
        drafts = [replace(_decided(page, held.values(), block), kind=kind) for block in blocks]
    else:
        drafts = [_on_block(page, kind, place_of(page, block)) for block in blocks]
    return _keep(store, page, drafts, held)


def decide_language(store: Store, page: Page, lang: str) -> Decision:
    """Keep a decision on a page's language; none takes the correction back. As `decide_blocks`."""
    held = {made.subject: made for made in store.settling().decisions(page.address)}
    draft = Decision(address=page.address, kind="language", value=lang, digest="", made_at="")
    return _keep(store, page, [draft], held)[0]


def place_of(page: Page, block: str) -> int:
    """The place of the block that is meant: by its number as shown (from 1), or by text that stands in no other.

    Raises InputError when there is none, or more than one.
    """
    blocks = page.cleaned.all_blocks
    if block.isdecimal() and 1 <= int(block) <= len(blocks):
        return int(block) - 1
    found = _meant(block, range(len(blocks)), lambda place: blocks[place].text)
    if len(found) == 1:
        return found[0]
    if block.isdecimal() and not found:
        raise InputError(f"the page has {len(blocks)} blocks, and no block {block}", where=page.address, hint=_HINT)
    count = f"{len(found)} blocks hold" if found else "no block holds"
    raise InputError(f"{count} {block!r}", where=page.address, hint=_HINT)


def standings(store: Store, decisions: Iterable[Decision]) -> list[Standing]:
    """Each decision that is in force, and whether its page has moved on since. Nothing is ever dropped for that."""
    in_force = sorted(filter(is_in_force, decisions), key=lambda made: made.address)
    by_address = {address: list(made) for address, made in groupby(in_force, key=lambda made: made.address)}
    digests = store.settling().digests([page_id(address) for address in by_address])
    found: list[Standing] = []
    for page in store.pages([page_id(address) for address in by_address]):
        texts = Counter(block.text for block in page.cleaned.all_blocks)
        found += [
            Standing(decision=made, needs_look=_change(made, texts, digests[page.id]))
            for made in by_address[page.address]
        ]
    return found


def _change(made: Decision, texts: Counter[str], digest: str) -> str:
    if made.kind == "language":
        return "" if digest == made.digest else "the page's text has changed since"
    return "" if texts[made.value] > made.nth else "the block is not there any more"


def _on_block(page: Page, kind: DecisionKind, place: int) -> Decision:
    blocks = page.cleaned.all_blocks
    text = blocks[place].text
    nth = sum(block.text == text for block in blocks[:place])
    return Decision(address=page.address, kind=kind, value=text, nth=nth, digest="", made_at="")


def _decided(page: Page, held: Iterable[Decision], block: str) -> Decision:
    """The decision on a block that is meant; by its text also where the page has no such block any more."""
    made = [each for each in held if is_in_force(each) and each.kind != "language"]
    try:
        meant = _on_block(page, "undo", place_of(page, block)).subject
        found = [each for each in made if each.subject == meant]
    except InputError:
        found = _meant(block, made, lambda each: each.value)
        if not found:
            raise
    if len(found) == 1:
        return found[0]
    problem = f"there are {len(found)} decisions on {block!r}" if found else f"nothing was decided on block {block!r}"
    raise InputError(problem, where=page.address, hint="`kielo report cleaning` lists the decisions")


def _meant(words: str, among: Iterable[T], text_of: Callable[[T], str]) -> list[T]:
    """Those whose text is just these words, else those that hold them."""
    if not words.strip():
        return []
    several = list(among)
    exact = [each for each in several if text_of(each) == words]
    if exact or words.isdecimal():  # a number that no block has must not find one in a date
        return exact
    return [each for each in several if words.casefold() in text_of(each).casefold()]


def _keep(
    store: Store, page: Page, drafts: Iterable[Decision], held: dict[tuple[str, str, str, int], Decision]
) -> list[Decision]:
    settling = store.settling()
    if not settling.is_settleable(page.id):
        hint = "run `kielo reclean` first; nothing was changed"
        raise InputError("this page was cleaned by an earlier kielo", where=page.address, hint=hint)
    digest, now = settling.digests([page.id])[page.id], datetime.now(UTC).isoformat(timespec="seconds")
    kept = []
    for draft in drafts:
        made, before = replace(draft, digest=digest, made_at=now), held.get(draft.subject)
        if before is not None and replace(made, made_at=before.made_at) == before:
            made = before
        elif before is not None or is_in_force(made):  # else there is nothing to take back
            settling.decide(made)
            held[made.subject] = made
        kept.append(made)
    return kept
