"""The way of pages into the archive: read, clean, store, relate. Conducts the other modules of `corpus`.

Lives here: the order of things, what counts as unchanged, and the report.
Not here: how a page is read (readers), cleaned (page.py), stored (store) or linked (linking).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from corpus import workers
from corpus.analysis import FormAnalysis, Forms
from corpus.analysis.forms import FormKey, Resolutions
from corpus.cleaning import templates
from corpus.collector import collector_at_rest
from corpus.link_decisions import decided_on
from corpus.linking.packing import Packed
from corpus.linking.relating import FeatureReader, features_version
from corpus.linking.relating import relate_shelf as relate
from corpus.model import Capture, Cleaned, Drop, Lang, Page, PageId, Reason, page_id
from corpus.page import CLEANING, Refusal, clean_page, draft_page, finish
from corpus.readers import SourceNames, read, resolve_sources
from corpus.settle import settle
from corpus.snapshot import sources_taken, take_decisions
from corpus.store import Intake, Own, Refused, Status, Store, StoredFeatures, digest_of, key_of
from corpus.unpacking import captures_in, is_pack

LOOK_UP_BYTES = 16 << 20
WORTH_FORKING = 100  # pages whose features are read in one process: starting others takes as long
BATCH = 50  # pages a transaction: a killed run loses no more than these, and finds them again

Outcome: TypeAlias = tuple[Cleaned, Own] | Refusal
"""What cleaning makes of a capture: the page, and what is needed to finish it again; or why it is none."""

NewForms: TypeAlias = tuple[Sequence[tuple[FormKey, FormAnalysis]], Sequence[tuple[FormKey, Resolutions]]]
"""What a worker has learned of words."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage in words, how many pages are done in it, and of how many where that is known."""


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """A progress nobody watches."""


class IngestReport(Struct, frozen=True, kw_only=True):
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
    jobs: int = 1,
    forms: Forms | None = None,
    on_progress: Progress = silent,
) -> IngestReport:
    """Bring files and folders into the archive; decide templates, links and programmes anew if anything changed.

    A pack of another archive's state brings its pages and decisions in. A file that cannot be used is refused with a
    reason and never stops the run. `jobs` processes clean pages. `forms` may know words already, and learns new ones.
    The caller holds the store for writing. Raises InputError, before anything is read, for a path that is not there and
    for a source's name that stands for another place.
    """
    packs = [path for path in paths if is_pack(path)]
    paths = [path for path in paths if path not in packs]
    taken = sources_taken(store.sources(), packs, is_moved=moved)
    names = SourceNames(known=store.sources() | taken, name=source, moved=moved)
    ignored: Counter[str] = Counter()
    items = chain(read(paths, names, ignored), *map(captures_in, packs))
    places = {each.name: each.place for each in resolve_sources(paths, names) if each.owns_place}
    for name, place in (taken | places).items():
        store.name_source(name, place)
    damaged: list[Drop] = []
    for each_pack in packs:
        brought = take_decisions(store, each_pack)
        damaged += brought.refused
        if brought.older:
            ignored["decision of a pack, older than what was decided here"] += brought.older
    items = chain(items, damaged)
    run = _Run(store, ignored)
    work = workers.run(_clean, _arrivals(store, items), jobs=jobs, is_work=_Arrival.is_work, before_start=load_cleaning)
    for arrival, outcome in work:
        run.take(arrival, outcome)
        on_progress("reading and cleaning", run.taken, None)
    run.flush()
    settle_and_relate(store, forms, on_progress, jobs)
    return run.finish()


def settle_and_relate(store: Store, forms: Forms | None = None, on_progress: Progress = silent, jobs: int = 1) -> None:
    """Do what follows from changed pages, if any has: templates and decisions, then links and programmes."""
    settle(store, on_progress)
    if not store.is_related():
        relate_archive(store, forms, on_progress, jobs)


def relate_archive(store: Store, forms: Forms | None = None, on_progress: Progress = silent, jobs: int = 1) -> None:
    """Decide links and programmes anew. Features are read of pages that have changed, and kept in the store."""
    shelf = _FilledShelf(store, Forms() if forms is None else forms, on_progress, jobs)
    with collector_at_rest():
        links, programmes = relate(shelf, store.order_of_arrival(), decided_on(store))
        shelf.held.keep_likenesses()
        store.relate(links, programmes)


class _FilledShelf:
    """The store's shelf of features, on which those that are missing are put before any is read."""

    def __init__(self, store: Store, forms: Forms, on_progress: Progress, jobs: int) -> None:
        self.held = store.features(features_version())
        self.blocks, self.names = self.held.blocks, self.held.names
        self._store, self._forms, self._on_progress, self._jobs = store, forms, on_progress, jobs

    @property
    def likenesses(self) -> dict[tuple[int, int], tuple[float, float]]:
        return self.held.likenesses

    def counted(self) -> Iterator[StoredFeatures]:
        missing = self.held.missing()
        total = self._store.counts()["pages"]
        made = self._told(_features(self._store, missing, self._forms, self._jobs), total - len(missing), total)
        while some := list(islice(made, BATCH)):
            self.held.keep(some)
        return self.held.counted()

    def _told(self, made: Iterator[Packed], known: int, total: int) -> Iterator[Packed]:
        for done, packed in enumerate(made, known + 1):
            self._on_progress("linking", done, total)
            yield packed


def _features(store: Store, pages: Sequence[PageId], forms: Forms, jobs: int) -> Iterator[Packed]:
    """The features of pages. `forms` learns the words that are new, also from worker processes."""
    reader = FeatureReader(forms)
    if jobs < 2 or len(pages) < WORTH_FORKING:
        yield from map(reader.read, store.kept(pages))
        return

    reader.load()
    known = Forms(forms.items())  # in memory: the file that `forms` may look into is not open in workers
    apart = FeatureReader(known)

    def read_and_tell(page: Page) -> tuple[Packed, NewForms]:
        packed = apart.read(page)
        return packed, (known.new_items(), known.new_resolved())

    for page, outcome in workers.run(read_and_tell, store.kept(pages), jobs=jobs, before_start=apart.load):
        if outcome is None or isinstance(outcome, workers.Failed):  # a page too hard to read is linked with none
            yield reader.read(replace(page, cleaned=replace(page.cleaned, all_blocks=())))
            continue
        packed, (analysed, resolved) = outcome
        for (lang, form), analysis in analysed:
            forms.put(lang, form, analysis)
        for (lang, text), found in resolved:
            forms.put_resolved(lang, text, found)
        yield packed


def outcome_of(item: Capture) -> Outcome:
    """The page in a capture, ready to be stored; or why it is none."""
    draft = draft_page(
        item.body, media=item.media, url=item.url, charset=item.charset, title=item.title, lang=item.lang
    )
    if isinstance(draft, Refusal):
        return draft
    own = Own(about=draft.about(), lines=templates.lines_of(draft.blocks), cleaning=CLEANING)
    return finish(draft), own


def _clean(arrival: "_Arrival") -> Outcome:
    """What workers do."""
    assert isinstance(arrival.item, Capture)
    return outcome_of(arrival.item)


def load_cleaning() -> None:
    """Have everything at hand that cleaning loads when it is first needed: then workers need not, each by itself."""
    clean_page("<html><body><h1>Kielo</h1><p>Hyvinvointialue järjestää sosiaali- ja terveyspalvelut.</p></body></html>")


class _Run:
    """One run over some input: what it has met, and what is waiting to be stored."""

    def __init__(self, store: Store, ignored: Counter[str]) -> None:
        self._store = store
        self._ignored = ignored
        self._number = store.begin_run()
        self._batch: list[Intake] = []
        self._stored: set[tuple[str, str, str | None]] = set()  # address, key and time of what this run has stored
        self._status: dict[PageId, Status] = {}
        self._undated: dict[str, _Undated] = {}  # by address: what came without a time
        self._refused: list[Drop] = []
        self._unsaid: list[Refused] = []  # of those, what is not stored yet
        self.taken = 0

    def take(self, arrival: "_Arrival", outcome: "Outcome | workers.Failed | None") -> None:
        """A capture, and what cleaning has made of it, unless the store holds it already; or a drop."""
        self.taken += 1
        item = arrival.item
        if isinstance(item, Drop):
            self._turn_away(item, None)
            return
        key = arrival.key
        rival = self._undated.get(item.address) if item.fetched_at is None else None
        if rival is None and (outcome is None or (item.address, key, item.fetched_at) in self._stored):
            self._accept(item, key, None)
            return
        if rival is not None and rival.key == key:
            return
        if outcome is None:  # held, and yet another file of this run has its address
            outcome = workers.attempt(_clean, arrival)
        if isinstance(outcome, workers.Failed):
            self._turn_away(Drop(place=item.place, reason=Reason.FAILED, detail=outcome.why), item)
        elif isinstance(outcome, Refusal):
            self._turn_away(Drop(place=item.place, reason=outcome.reason, detail=outcome.detail), item)
        elif rival is not None:
            self._compare(item, outcome[0], rival)
        else:
            cleaned, own = outcome
            self._accept(item, key, digest_of(cleaned))
            self._batch.append(Intake(capture=item, cleaned=cleaned, own=own))
            self._stored.add((item.address, key, item.fetched_at))
            if len(self._batch) >= BATCH:
                self.flush()

    def flush(self) -> None:
        """Store what is waiting, in one transaction, and what was refused beside it."""
        for intake, status in zip(self._batch, self._store.add(self._number, self._batch), strict=True):
            who = page_id(intake.capture.address)
            if self._status.get(who, "unchanged") == "unchanged":
                self._status[who] = status
        self._batch.clear()
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


class _Arrival(Struct, frozen=True, kw_only=True):
    """What a reader gave; `is_held`: the store has it, so there is nothing to clean."""

    item: Capture | Drop
    key: str = ""
    is_held: bool = False

    def is_work(self) -> bool:
        return isinstance(self.item, Capture) and not self.is_held


def _arrivals(store: Store, items: Iterable[Capture | Drop]) -> Iterator[_Arrival]:
    """The items, looked up in the store some at a time, so that what is unchanged costs next to nothing."""
    waiting: list[Capture | Drop] = []
    size = 0
    for item in items:
        waiting.append(item)
        size += len(item.body) if isinstance(item, Capture) else 0
        if len(waiting) >= BATCH or size > LOOK_UP_BYTES:
            yield from _looked_up(store, waiting)
            waiting, size = [], 0
    yield from _looked_up(store, waiting)


def _looked_up(store: Store, items: Sequence[Capture | Drop]) -> Iterator[_Arrival]:
    keyed = [(item, key_of(item)) for item in items if isinstance(item, Capture)]
    found = zip(keyed, store.held(keyed), strict=True)
    for item in items:
        if isinstance(item, Drop):
            yield _Arrival(item=item)
        else:
            (_, key), is_held = next(found)
            yield _Arrival(item=item, key=key, is_held=is_held)


class _Undated(Struct, frozen=True, kw_only=True):
    """The first usable capture of an address in this run that came without a time: its key and a digest of its text.

    `text` is None where it was held already, and so was not cleaned.
    """

    key: str
    text: str | None
    place: str
