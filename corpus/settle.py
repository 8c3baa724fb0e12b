"""Pages among each other: templates of their sites, and what people have decided. Conducts cleaning and the store.

Lives here: which pages must be looked at again, and in what order things hold: a page's own rules, then its site's
template, then a person's word. The same archive gives the same result however its pages came in: everything is
decided on what the pages tell by themselves, which the store keeps beside what holds in the end.
Not here: what a template is (cleaning.templates), which pages share one (cleaning.groups), SQL (store).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from corpus.addresses import site_at
from corpus.cleaning import groups, templates
from corpus.cleaning.templates import Counts, Line
from corpus.model import LANGUAGES, Block, Cleaned, Decision, Lang, PageId
from corpus.page import Draft, finish
from corpus.store import Member, Settled, Settling, Store, TemplateLine

BATCH = 50
DROPPED = "decision"

Decided = tuple[frozenset[int], frozenset[int], Lang | None]  # places restored, places dropped, the page's language


def settle(store: Store, on_progress: Callable[[str, int, int | None], None]) -> None:
    """Settle every site in which a page has changed since the last time. The caller holds the store for writing."""
    settling = store.settling()
    if not settling.is_due():
        return
    members = settling.members()
    grouped = _groups(members, settling)
    moved = {each.page: grouped[each.page] for each in members if each.group != grouped[each.page]}
    changed = {grouped[each.page] for each in members if each.is_touched or each.page in moved}
    left = {each.group for each in members if each.page in moved and each.group}
    changed |= left
    settling.regroup(moved, sorted(left))
    touched = frozenset(each.page for each in members if each.is_touched)
    decisions = _by_address(settling.decisions())
    pages_of: dict[str, list[PageId]] = {group: [] for group in changed}
    for each in members:
        if grouped[each.page] in changed:
            pages_of[grouped[each.page]].append(each.page)
    total, done = sum(map(len, pages_of.values())), 0
    for group, pages in sorted(pages_of.items()):
        for _ in _settle_group(settling, group, pages, _Changed(pages=touched, decisions=decisions)):
            done += 1
            on_progress("comparing pages of a site", done, total)
    settling.done()


def decided_on(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Decided:
    """What a page's decisions come to on its present blocks; one whose block is not there any more comes to nothing."""
    texts: Counter[str] = Counter()
    places: dict[tuple[str, int], int] = {}
    for place, block in enumerate(blocks):
        places[block.text, texts[block.text]] = place
        texts[block.text] += 1
    found = [(made.kind, places.get((made.value, made.nth))) for made in decisions if made.kind != "language"]
    restored = frozenset(place for kind, place in found if kind == "restore" and place is not None)
    dropped = frozenset(place for kind, place in found if kind == "drop" and place is not None)
    spoken = next((made.value for made in reversed(decisions) if made.kind == "language"), "")
    return restored, dropped, next((lang for lang in LANGUAGES if lang == spoken), None)


def _groups(members: Sequence[Member], settling: Settling) -> dict[PageId, str]:
    """The group of each page: its site in its language; where no address tells the site, what its edges have told."""
    grouped = {each.page: groups.group_of(site_at(each.url, each.source), each.lang) for each in members if each.url}
    bare = [each for each in members if not each.url]
    if not any(each.is_touched or each.group is None for each in bare):
        return grouped | {each.page: each.group or "" for each in bare}
    known = {each.page: each for each in bare}
    edges = {
        page: groups.Edges(known[page].source, known[page].lang, groups.edge_of(own))
        for page, own in settling.keys(list(known))
    }
    return grouped | groups.clusters(edges)


class _Changed(Struct, frozen=True, kw_only=True):
    """Pages that have changed since the last settling, in their text or by a decision; all decisions by address."""

    pages: Set[PageId]
    decisions: Mapping[str, Sequence[Decision]]


def _settle_group(settling: Settling, group: str, pages: Sequence[PageId], changed: _Changed) -> Iterator[PageId]:
    total, counted = settling.count(group)
    titles = frozenset(templates.key_of(title) for title in settling.titles(group)) if total > 1 else frozenset()
    counts = Counts(pages=total, lines={Line(*line): n for line, n in counted.items()}, titles=titles)
    found: dict[Line, str] = {}
    finished: list[tuple[Settled, Cleaned, Lang | None]] = []
    for page in settling.pages(pages):
        made = decided_on(page.blocks, changed.decisions.get(page.address, ()))
        removed = _removed(page, counts, made, found)
        if outcome := _outcome(page, removed, made, is_touched=page.page in changed.pages):
            finished.append((page, outcome, made[2]))
        if len(finished) >= BATCH:
            settling.write(finished)
            finished.clear()
        yield page.page
    settling.write(finished)
    settling.keep_templates(
        group,
        [
            TemplateLine(group=group, key=line.key, side=line.side, text=text, pages=counts.of(line), of=total)
            for line, text in found.items()
        ],
    )


def _removed(page: Settled, counts: Counts, made: Decided, found: dict[Line, str]) -> dict[int, str]:
    """Why blocks go beside the page's own reasons, by place; `found` learns the lines of the template."""
    restored, dropped, _ = made
    removed: dict[int, str] = {}
    if page.about is not None:
        lines = [Line(key, side) for key, side in page.lines]
        removed = templates.judge(page.blocks, lines, counts)
        found |= {
            lines[place]: found.get(lines[place], page.blocks[place].text)
            for place, reason in removed.items()
            if reason == templates.REASON
        }
    removed |= dict.fromkeys(dropped, DROPPED)
    return {place: reason for place, reason in removed.items() if place not in restored}


def _outcome(page: Settled, removed: Mapping[int, str], made: Decided, *, is_touched: bool) -> Cleaned | None:
    """The page anew; None if it stays as it is, or if too old a kielo has cleaned it."""
    restored, _, lang = made
    if page.about is None:
        return None
    # What a scrape was judged by again does not show in all of its reasons: a decision taken back leaves no trace.
    is_unclear = is_touched and bool(removed) and not page.about["is_markup"]
    if not is_unclear and lang == page.corrected_lang and _stands(page, removed, restored):
        return None
    outcome = finish(Draft.of(page.about, page.blocks), removed=removed, restored=restored, lang=lang)
    if not outcome.title:  # people have dropped all that could name it: it goes by what it calls itself
        outcome = replace(outcome, title=page.own_title)
    now = (outcome.all_blocks, outcome.title, outcome.lang, lang)
    return None if now == (page.shown, page.title, page.lang, page.corrected_lang) else outcome


def _stands(page: Settled, removed: Mapping[int, str], restored: Collection[int]) -> bool:
    """Whether a page was finished with the same from outside of it.

    What its own rules keep and nothing removes may have gone after all, by what the rest then told.
    """
    for place, (block, shown) in enumerate(zip(page.blocks, page.shown, strict=True)):
        due = None if place in restored else removed.get(place, block.reason)
        is_open = due is None and block.reason is None and place not in restored
        if (shown.reason in (templates.REASON, templates.LISTED, DROPPED)) if is_open else shown.reason != due:
            return False
    return True


def _by_address(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    by_address: dict[str, list[Decision]] = {}
    for made in decisions:
        by_address.setdefault(made.address, []).append(made)
    return by_address
