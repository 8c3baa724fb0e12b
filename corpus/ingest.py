"""The way of pages into the archive: read, clean, store, relate. Conducts the other modules of `corpus`.

Lives here: the order of things, what counts as unchanged, and the report.
Not here: how a page is read (readers), cleaned (page.py), stored (store) or linked (linking).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.analysis import Forms
from corpus.linking import relate
from corpus.model import Capture, Cleaned, Drop, Lang, Page, PageId, Reason, page_id
from corpus.page import Refusal, clean_page
from corpus.readers import SourceNames, read, resolve_sources
from corpus.store import Intake, Refused, Status, Store, digest_of, key_of

BATCH = 50  # pages a transaction: a killed run loses no more than these, and finds them again

Progress = Callable[[str, int, int | None], None]
"""Told the stage in words, how many pages are done in it, and of how many where that is known."""


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """A progress nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What a run did to how many pages; `languages` counts those pages.

    `refused` are the files and records that did not become pages; `ignored` counts, by kind, what no reader is for.
    """

    new: int
    changed: int
    unchanged: int
    languages: Mapping[Lang, int]
    refused: tuple[Drop, ...]
    ignored: Mapping[str, int]

    @property
    def pages(self) -> int:
        return self.new + self.changed + self.unchanged


def ingest(  # noqa: PLR0913  the run's options
    store: Store,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    moved: bool = False,
    forms: Forms | None = None,
    on_progress: Progress = silent,
) -> IngestReport:
    """Bring files and folders into the archive; decide links and programmes anew if anything changed.

    A file that cannot be used is refused with a reason and never stops the run. `forms` may know words already, and
    learns new ones. The caller holds the store for
    writing. Raises InputError, before anything is read, for a path that is not there and for a source's name that
    stands for another place.
    """
    names = SourceNames(known=store.sources(), name=source, moved=moved)
    ignored: Counter[str] = Counter()
    items = read(paths, names, ignored)
    for each in resolve_sources(paths, names):
        if each.owns_place:
            store.name_source(each.name, each.place)
    run = _Run(store, ignored)
    for item in items:
        run.take(item)
        on_progress("reading and cleaning", run.taken, None)
    run.flush()
    if not store.is_related():
        relate_archive(store, forms, on_progress)
    return run.finish()


def relate_archive(store: Store, forms: Forms | None = None, on_progress: Progress = silent) -> None:
    """Decide the links and programmes of all pages anew."""

    arrival = store.order_of_arrival()

    def pages() -> Iterator[Page]:
        for done, page in enumerate(store.pages(), 1):
            on_progress("linking", done, len(arrival))
            yield page

    links, programmes = relate(pages(), arrival, forms)
    store.relate(links, programmes)


class _Run:
    """One run over some input: what it has met, and what is waiting to be stored."""

    def __init__(self, store: Store, ignored: Counter[str]) -> None:
        self._store = store
        self._ignored = ignored
        self._number = store.begin_run()
        self._batch: list[Intake] = []
        self._waiting: set[tuple[str, str, str | None]] = set()  # address, key and time of what is in the batch
        self._status: dict[PageId, Status] = {}
        self._undated: dict[str, _Undated] = {}  # by address: what came without a time
        self._refused: list[Drop] = []
        self._unsaid: list[Refused] = []  # of those, what is not stored yet
        self.taken = 0

    def take(self, item: Capture | Drop) -> None:
        self.taken += 1
        if isinstance(item, Drop):
            self._turn_away(item, None)
            return
        key = key_of(item)
        fetch = (item.address, key, item.fetched_at)
        rival = self._undated.get(item.address) if item.fetched_at is None else None
        if rival is None and (fetch in self._waiting or self._store.has_capture(item)):
            self._accept(item, key, None)
            return
        if rival is not None and rival.key == key:
            return
        outcome = clean_page(
            item.body, media=item.media, url=item.url, charset=item.charset, title=item.title, lang=item.lang
        )
        if isinstance(outcome, Refusal):
            self._turn_away(Drop(place=item.place, reason=outcome.reason, detail=outcome.detail), item)
        elif rival is not None:
            self._compare(item, outcome, rival)
        else:
            self._accept(item, key, digest_of(outcome))
            self._batch.append(Intake(capture=item, cleaned=outcome))
            self._waiting.add(fetch)
            if len(self._batch) >= BATCH:
                self.flush()

    def flush(self) -> None:
        """Store what is waiting, in one transaction, and what was refused beside it."""
        for intake, status in zip(self._batch, self._store.add(self._number, self._batch), strict=True):
            who = page_id(intake.capture.address)
            if self._status.get(who, "unchanged") == "unchanged":
                self._status[who] = status
        self._batch.clear()
        self._waiting.clear()
        self._store.refuse(self._number, self._unsaid)
        self._unsaid.clear()

    def finish(self) -> IngestReport:
        counts = Counter(self._status.values())
        report = IngestReport(
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            languages=self._store.languages(list(self._status)),
            refused=tuple(self._refused),
            ignored=dict(self._ignored),
        )
        self._store.finish_run(self._number, {str(status): n for status, n in counts.items()})
        return report

    def _turn_away(self, drop: Drop, item: Capture | None) -> None:
        self._refused.append(drop)
        self._unsaid.append(Refused(drop=drop, capture=item))
        if len(self._unsaid) >= BATCH:
            self.flush()

    def _accept(self, item: Capture, key: str, text: str | None) -> None:
        """A page that can be used: only such a one may stand in the way of another of the same address."""
        self._status.setdefault(page_id(item.address), "unchanged")
        if item.fetched_at is None:
            self._undated.setdefault(item.address, _Undated(key=key, text=text, place=item.place))

    def _compare(self, item: Capture, cleaned: Cleaned, rival: "_Undated") -> None:
        """The same address again, and no time to say which is newer: the same text is a duplicate, another a conflict.

        Neither of two texts may hide the other, so the second is refused and listed.
        """
        if digest_of(cleaned) == (rival.text or self._store.text_digest(item.address)):
            self._ignored["duplicate of a page with the same address"] += 1
            return
        detail = (
            f"{rival.place} has the same address ({item.address}) and other content,"
            " and neither says when it was fetched"
        )
        self._turn_away(Drop(place=item.place, reason=Reason.CONFLICT, detail=detail), item)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undated:
    """The first usable capture of an address in this run that came without a time: its key and a digest of its text.

    `text` is None where it was held already, and so was not cleaned.
    """

    key: str
    text: str | None
    place: str
