"""Cleaning anew what the archive holds, from the bytes that came in, after the rules have changed.

Lives here: which versions, what has become of each, and what that changes in what pages show once templates and
decisions are settled on it. Nothing is lost by it: a page that cannot be cleaned any more stays as it is.

The comparison needs the archive as it was beside the archive as it becomes. One of them stands in a scratch store
without bytes or links: in a dry run the coming one, settled like any other, so that both tell the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from corpus import workers
from corpus.ingest import BATCH, Outcome, load_cleaning, outcome_of
from corpus.model import Capture, Cleaned, Lang, Page, PageId, page_id
from corpus.page import CLEANING, Draft, Refusal, finish
from corpus.settle import settle
from corpus.store import HeldVersion, Intake, Own, Store

T = TypeVar("T")
Progress = Callable[[str, int, int | None], None]

_Made: TypeAlias = Intake | Refusal | workers.Failed


class Recleaned(Struct, frozen=True, kw_only=True):
    """What cleaning anew does to a page: lines that come back, lines that go, a new title or language.

    `refused` says why a version of it could not be cleaned; that stays as it is.
    """

    address: str
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    title: str | None = None
    lang: Lang | None = None
    refused: str = ""

    @property
    def is_nothing(self) -> bool:
        return self == Recleaned(address=self.address)


class RecleanReport(Struct, frozen=True, kw_only=True):
    """How many versions were cleaned, and by address the pages that show something else for it, or were refused."""

    versions: int
    changes: tuple[Recleaned, ...]

    @property
    def changed(self) -> int:
        return sum(not replace(each, refused="").is_nothing for each in self.changes)

    @property
    def refused(self) -> int:
        return sum(bool(each.refused) for each in self.changes)


def reclean(store: Store, *, jobs: int, dry_run: bool, on_progress: Progress) -> RecleanReport:
    """Clean every version from its newest capture and settle what follows; with `dry_run` only say what would change.

    An older capture that shared a version's text under the rules before is not cleaned by itself: it stays with the
    version, and versions that come to tell the same stay apart. A version whose cleaning failed (no time, no memory, a
    mistake) stays outdated, so that it is counted as such and tried again; one that is refused is up to date.

    The caller holds the store for writing unless it is a dry run, during which another process may write.
    """
    refused: dict[str, str] = {}
    done = 0
    with _scratch() as scratch:
        if not dry_run:
            _copy(scratch, (_as_shown(page) for page in store.pages()))
        outcomes = _outcomes(store, jobs, on_progress)
        while batch := list(islice(outcomes, BATCH)):
            done += len(batch)
            refused |= {held.capture.address: why for held, made in batch if (why := _why_not(made))}
            if dry_run:
                _copy(scratch, (_as_coming(store, held, made) for held, made in batch if held.is_current))
            else:
                store.rewrite([(held, made) for held, made in batch if isinstance(made, Intake)])
                store.keep([held for held, made in batch if isinstance(made, Refusal)], CLEANING)
        if dry_run:
            for decision in store.settling().decisions():
                scratch.settling().decide(decision)
        settle(scratch if dry_run else store, on_progress)
        changes = tuple(_changes(store, scratch, refused) if dry_run else _changes(scratch, store, refused))
    return RecleanReport(versions=done, changes=changes)


def _outcomes(store: Store, jobs: int, on_progress: Progress) -> Iterator[tuple[HeldVersion, _Made]]:
    """Each version with what the rules make of it now; or why they make nothing of it."""
    total = store.counts()["versions"]
    work = workers.run(_clean, store.held_versions(), jobs=jobs, before_start=load_cleaning)
    for done, (held, outcome) in enumerate(work, 1):
        on_progress("cleaning anew", done, total)
        assert outcome is not None
        if isinstance(outcome, Refusal | workers.Failed):
            yield held, outcome
        else:
            yield held, Intake(capture=held.capture, cleaned=outcome[0], own=outcome[1])


def _why_not(made: _Made) -> str:
    if isinstance(made, Intake):
        return ""
    return made.why if isinstance(made, workers.Failed) else str(made)


def _clean(held: HeldVersion) -> Outcome:
    """What workers do."""
    return outcome_of(held.capture)


@contextmanager
def _scratch() -> Iterator[Store]:
    with TemporaryDirectory(prefix="kielo-") as folder, Store.open(Path(folder), create=True) as scratch:
        yield scratch


def _copy(scratch: Store, pages: Iterable[Intake]) -> None:
    run = scratch.begin_run()
    for batch in _batches(pages):
        scratch.add(run, batch)


def _as_shown(page: Page) -> Intake:
    capture = Capture(
        address=page.address, body=b"", media="text", source=page.source, place="", url=page.url, fetched_at=None
    )
    return Intake(capture=capture, cleaned=page.cleaned)


def _as_coming(store: Store, held: HeldVersion, made: _Made) -> Intake:
    """A page before it is settled; where nothing could be made of it, as it gave itself until now."""
    bare = replace(held.capture, body=b"", fetched_at=None)
    if isinstance(made, Intake):
        return replace(made, capture=bare)
    who = page_id(held.capture.address)
    (now,) = store.settling().pages([who])
    if now.about is None:
        (page,) = store.pages([who])
        return _as_shown(page)
    own = Own(about=now.about, lines=now.lines, cleaning=CLEANING)
    return Intake(capture=bare, cleaned=finish(Draft.of(now.about, now.blocks)), own=own)


def _changes(before: Store, after: Store, refused: dict[str, str]) -> Iterator[Recleaned]:
    """Of the pages in both: what another process brings in during a dry run is in one of them only."""
    held = {page.id for page in after.summaries()}
    ids: list[PageId] = [page.id for page in before.summaries() if page.id in held]
    for old, new in zip(before.pages(ids), after.pages(ids), strict=True):
        change = replace(_change(old.address, old.cleaned, new.cleaned), refused=refused.get(old.address, ""))
        if not change.is_nothing:
            yield change


def _change(address: str, old: Cleaned, new: Cleaned) -> Recleaned:
    before, after = (Counter(block.text for block in cleaned.blocks) for cleaned in (old, new))
    return Recleaned(
        address=address,
        back=tuple((after - before).elements()),
        gone=tuple((before - after).elements()),
        title=new.title if new.title != old.title else None,
        lang=new.lang if new.lang != old.lang else None,
    )


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch
