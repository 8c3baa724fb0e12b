"""Cleaning anew what the archive holds, from the bytes that came in, after the rules have changed.

Lives here: which versions, what has become of each, what differs. Nothing is lost by it: a page that cannot be cleaned
any more stays as it is, and people's decisions are settled again on what comes out.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from corpus import workers
from corpus.ingest import BATCH, Outcome, load_cleaning, outcome_of
from corpus.model import Cleaned, Lang
from corpus.page import Refusal
from corpus.store import HeldVersion, Intake, Store, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaned:
    """What cleaning anew does to a page: lines that come back, lines that go, a new title or language.

    `refused` says why a page could not be cleaned; it then stays as it is.
    """

    address: str
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    title: str | None = None
    lang: Lang | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecleanReport:
    """How many versions were cleaned, and the pages that it changes in what they show now."""

    versions: int
    changes: tuple[Recleaned, ...]


def reclean(
    store: Store, *, jobs: int, dry_run: bool, on_progress: Callable[[str, int, int | None], None]
) -> RecleanReport:
    """Clean every version from its newest capture; with `dry_run` only say what would change.

    Compares what pages give by themselves: templates and decisions are settled afterwards, by the caller, who also
    holds the store for writing unless it is a dry run.
    """
    total = store.counts()["versions"]
    changes: list[Recleaned] = []
    waiting: list[tuple[HeldVersion, Intake]] = []
    done = 0
    for done, (held, outcome) in enumerate(
        workers.run(_clean, store.held_versions(), jobs=jobs, before_start=load_cleaning), 1
    ):
        on_progress("cleaning anew", done, total)
        assert outcome is not None
        if isinstance(outcome, Refusal | workers.Failed):
            why = outcome.why if isinstance(outcome, workers.Failed) else str(outcome)
            changes.append(Recleaned(address=held.capture.address, refused=why))
            continue
        cleaned, own = outcome
        change = _change(held, cleaned)
        if held.is_current and change:
            changes.append(change)
        if not dry_run:
            waiting.append((held, Intake(capture=held.capture, cleaned=cleaned, own=own)))
            if len(waiting) >= BATCH:
                store.rewrite(waiting)
                waiting.clear()
    store.rewrite(waiting)
    return RecleanReport(versions=done, changes=tuple(changes))


def _clean(held: HeldVersion) -> Outcome:
    """What workers do."""
    return outcome_of(held.capture)


def _change(held: HeldVersion, cleaned: Cleaned) -> Recleaned | None:
    if digest_of(cleaned) == held.digest and cleaned.lang == held.lang:
        return None
    before, after = Counter(held.texts), Counter(block.text for block in cleaned.blocks)
    title = cleaned.title if cleaned.title != held.title else None
    lang = cleaned.lang if cleaned.lang != held.lang else None
    return Recleaned(
        address=held.capture.address, back=tuple(after - before), gone=tuple(before - after), title=title, lang=lang
    )
