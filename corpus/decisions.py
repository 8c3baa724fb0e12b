"""People's decisions on pages: blocks restored or dropped, a language corrected; and which need a new look.

Lives here: which block a person means, making a decision, whether it still finds what it was made on.
Not here: what a decision does to its page (settle.py), keeping it (store).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.errors import InputError
from corpus.model import Block, Decision, DecisionKind, Page, PageId
from corpus.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A decision, and why it needs a new look: empty while it holds on what it was made on."""

    decision: Decision
    needs_look: str


def place_of(page: Page, block: str) -> int:
    """The place of the block that is meant: by its number as shown (from 1), or by text that stands in no other.

    Raises InputError when there is none, or more than one.
    """
    blocks = page.cleaned.all_blocks
    if block.isdigit():
        if 1 <= int(block) <= len(blocks):
            return int(block) - 1
        raise InputError(f"the page has {len(blocks)} blocks, and no block {block}", where=page.address, hint=_HINT)
    exact = [place for place, each in enumerate(blocks) if each.text == block]
    found = exact or [place for place, each in enumerate(blocks) if block.casefold() in each.text.casefold()]
    if len(found) == 1:
        return found[0]
    count = f"{len(found)} blocks hold" if found else "no block holds"
    raise InputError(f"{count} {block!r}", where=page.address, hint=_HINT)


_HINT = "`kielo show PAGE --blocks` numbers them"


def decide(store: Store, page: Page, kind: DecisionKind, *, place: int = 0, lang: str = "") -> Decision:
    """Keep a decision on a block of a page, or on its language. Settling makes it felt."""
    blocks = page.cleaned.all_blocks
    text = lang if kind == "language" else blocks[place].text
    made = Decision(
        address=page.address,
        kind=kind,
        value=text,
        nth=0 if kind == "language" else sum(block.text == text for block in blocks[:place]),
        digest=store.settling().digest(page.id),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    store.settling().decide(made)
    return made


def standings(store: Store, decisions: Iterable[Decision]) -> list[Standing]:
    """Each decision that is in force, and whether its page has moved on since. Nothing is ever dropped for that."""
    in_force = [made for made in decisions if made.kind != "undo" and (made.kind != "language" or made.value)]
    pages = {page.address: page for page in store.pages(_ids(store, in_force))}
    digests = {address: store.settling().digest(page.id) for address, page in pages.items()}
    return [
        Standing(
            decision=made,
            needs_look=_change(made, pages[made.address].cleaned.all_blocks, digests[made.address]),
        )
        for made in in_force
    ]


def _ids(store: Store, decisions: Sequence[Decision]) -> list[PageId]:
    return sorted({found for made in decisions for found in store.find(made.address)})


def _change(made: Decision, blocks: Sequence[Block], digest: str) -> str:
    if made.kind == "language":
        return "" if digest == made.digest else "the page's text has changed since"
    return "" if sum(block.text == made.value for block in blocks) > made.nth else "the block is not there any more"
