"""What kielo makes of archives of invented programmes: groups, links, rounds, differing facts, coverage.

    python -m bench.programmes [--seeds 1 2 3] [--held-out] [--undeclared] [--misses]

Each seed is an archive of some 65 programmes on 230 pages (programme_archives.py). Programmes count by B-cubed, over
pages; translations that are links, `see also` links and rounds by what is right of those found, and found of those
there are: rounds of those that follow each other. A page has found its like if a see-also link or a round leads to
one. Planted differences of facts count as found by page and kind; a false alarm is a pair of pages, both unchanged,
for which a difference is told.
`--undeclared` takes hreflang and switchers away. `--misses` names what went wrong.

Lives here: measures. Not here: the pages and what is true of them (programme_archives.py).
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

import kielo
from bench.programme_archives import Truth, archive, lines_of, written
from corpus.coverage import Cover
from corpus.model import Lang, Link
from corpus.passages import PageDifference

COUNTED = ("accepted", "confirmed")


class Figures(Struct, frozen=True, kw_only=True):
    """Each a share of one. `covered` by state."""

    programme_precision: float
    programme_recall: float
    translation_precision: float
    translation_recall: float
    like_precision: float
    like_recall: float
    round_precision: float
    round_recall: float
    facts_found: float
    false_alarms: float
    covered: Mapping[str, tuple[int, int]]

    @property
    def programme_f1(self) -> float:
        return 2 / (1 / self.programme_precision + 1 / self.programme_recall)


class Seen(Struct, frozen=True, kw_only=True):
    """What kielo makes of an archive, by addresses."""

    programme_of: Mapping[str, str]
    links: Sequence[tuple[str, str, Link]]
    differences: Sequence[PageDifference]
    covers: Sequence[Cover]


def seen(truth: Truth, folder: Path) -> Seen:
    """An archive made of the pages, and all it has to say."""
    with kielo.open(folder / "archive", create=True) as opened:
        for each in written(truth, folder):
            opened.ingest(each)
        address = {page.id: page.address for page in opened.pages()}
        return Seen(
            programme_of={page.address: page.programme for page in opened.pages()},
            links=[(address[link.a], address[link.b], link) for link in opened.links()],
            differences=list(opened.report_facts()),
            covers=opened.report_coverage(),
        )


def measured(truth: Truth, told: Seen) -> Figures:
    precision, recall = b_cubed(told.programme_of, truth.programme_of)
    found = {pair(a, b) for a, b, link in told.links if link.relation == "translation" and link.state in COUNTED}
    documents = {page.url: (page.programme, page.role) for page in truth.pages}
    right = {each for each in found if len({documents[url] for url in each}) == 1}
    alike, has_like = likes(truth, told)
    rounds, call = rounds_found(truth, told), {each.number: each.call for each in truth.undertakings}
    wrong, there, alarms = facts_missed(truth, told), len(truth.differing), false_alarms(truth, told)
    return Figures(
        programme_precision=precision,
        programme_recall=recall,
        translation_precision=share(len(right), len(found)),
        translation_recall=share(len(truth.translations & found), len(truth.translations)),
        like_precision=share(sum(alike.values()), len(alike)),
        like_recall=share(sum(has_like.values()), len(has_like)),
        round_precision=share(sum(call[a] == call[b] for a, b in rounds), len(rounds)),
        round_recall=share(len(rounds & truth.rounds), len(truth.rounds)),
        facts_found=1 - share(len(wrong), there, 0.0),
        false_alarms=share(len(alarms), len(found), 0.0),
        covered=covered(truth, told),
    )


def share(part: int, whole: int, none: float = 1.0) -> float:
    return part / whole if whole else none


def pair(a: str, b: str) -> frozenset[str]:
    return frozenset((a, b))


def b_cubed(found: Mapping[str, object], true: Mapping[str, object]) -> tuple[float, float]:
    """Precision and recall of groups, in the mean over pages."""
    mine, its, both = (Counter(each) for each in (found.values(), true.values(), ((found[p], true[p]) for p in found)))
    shared = [(both[found[page], true[page]], mine[found[page]], its[true[page]]) for page in found]
    return sum(n / a for n, a, _ in shared) / len(shared), sum(n / b for n, _, b in shared) / len(shared)


def likes(truth: Truth, told: Seen) -> tuple[dict[frozenset[str], bool], dict[str, bool]]:
    """Whether see-also links lead to what is alike; whether pages that have their like in their language found it."""
    of = {each.number: each for each in truth.undertakings}
    page_of = {page.url: page for page in truth.pages}

    def is_like(a: str, b: str) -> bool:
        one, other = page_of[a].programme, page_of[b].programme
        return one != other and of[one].series == of[other].series

    linked = {pair(a, b): is_like(a, b) for a, b, link in told.links if link.relation == "same_topic"}
    rounds = {url for a, b, link in told.links if link.relation == "round" and is_like(a, b) for url in (a, b)}
    found = rounds | {url for each, is_right in linked.items() if is_right for url in each}
    wanted = [page for page in truth.pages if page.role == "main" and of[page.programme].sort != "project"]
    has = {
        page.url: page.url in found
        for page in wanted
        if any(
            other.lang == page.lang
            and is_like(page.url, other.url)
            and of[other.programme].sort == of[page.programme].sort
            for other in wanted
        )
    }
    return linked, has


def rounds_found(truth: Truth, told: Seen) -> set[tuple[int, int]]:
    """Programmes (as they truly are) that are joined as an earlier round and the next."""
    of = truth.programme_of
    year = {each.number: each.year for each in truth.undertakings}
    pairs = ((of[a], of[b]) for a, b, link in told.links if link.relation == "round")
    return {(a, b) if year[a] <= year[b] else (b, a) for a, b in pairs}


def facts_missed(truth: Truth, told: Seen) -> set[tuple[str, str]]:
    reported = {(page.address, each.difference.kind) for each in told.differences for page in (each.a, each.b)}
    return {each for each in truth.differing if each not in reported}


def false_alarms(truth: Truth, told: Seen) -> set[frozenset[str]]:
    changed = {url for url, _ in truth.differing}
    differing = {(page.programme, page.role) for page in truth.pages if page.state in ("stub", "stale")}
    of = {page.url: (page.programme, page.role) for page in truth.pages}
    told_of = {pair(each.a.address, each.b.address) for each in told.differences}
    return {each for each in told_of if not each & changed and not {of[url] for url in each} & differing}


def states_told(truth: Truth, told: Seen) -> Mapping[tuple[int, Lang], set[str]]:
    """What coverage says of the main page of each programme, in each language."""
    of = {page.url: page for page in truth.pages}
    states: dict[tuple[int, Lang], set[str]] = defaultdict(set)
    for each in told.covers:
        for page in (each.page, each.beside):
            if page and of[page.address].role == "main":
                states[of[page.address].programme, each.lang].add(each.state)
    return states


def covered(truth: Truth, told: Seen) -> dict[str, tuple[int, int]]:
    """By planted state how many main pages were found to be in it and in no other, and how many there are."""
    states = states_told(truth, told)
    found: dict[str, tuple[int, int]] = {}
    for key, state in sorted(truth.covers.items()):
        right, there = found.get(state, (0, 0))
        found[state] = right + (states[key] == {state}), there + 1
    return found


def misses(truth: Truth, told: Seen) -> Iterator[str]:
    """What went wrong, a line each."""
    documents = {page.url: (page.programme, page.role) for page in truth.pages}
    found = {pair(a, b): link for a, b, link in told.links if link.relation == "translation" and link.state in COUNTED}
    for each in sorted(map(sorted, found)):
        if len({documents[url] for url in each}) > 1:
            yield f"no translations: {' '.join(each)}"
    for each in sorted(map(sorted, truth.translations - set(found))):
        yield f"translation missed: {' '.join(each)}"
    members: dict[str, list[str]] = defaultdict(list)
    for url, programme in told.programme_of.items():
        members[programme].append(url)
    for its in members.values():
        if len({truth.programme_of[url] for url in its}) > 1:
            yield f"more than one programme: {' '.join(its)}"
    apart: dict[int, set[str]] = defaultdict(set)
    for url, programme in told.programme_of.items():
        apart[truth.programme_of[url]].add(programme)
    for number, programmes in apart.items():
        if len(programmes) > 1:
            its = [f"{told.programme_of[page.url]} {page.url}" for page in truth.pages if page.programme == number]
            yield f"taken apart: {' '.join(its)}"
    yield from (
        f"wrong like: {' '.join(sorted(each))}" for each, is_right in likes(truth, told)[0].items() if not is_right
    )
    yield from (f"no like: {url}" for url, is_found in likes(truth, told)[1].items() if not is_found)
    call = {each.number: each.call for each in truth.undertakings}
    rounds = rounds_found(truth, told)
    yield from (f"round missed: {each}" for each in sorted(truth.rounds - rounds))
    yield from (f"no round: {a} {b}" for a, b in sorted(rounds) if call[a] != call[b])
    yield from _missed_by_reports(truth, told)


def _missed_by_reports(truth: Truth, told: Seen) -> Iterator[str]:
    yield from (f"fact missed: {' '.join(each)}" for each in sorted(facts_missed(truth, told)))
    alarms = false_alarms(truth, told)
    for it in told.differences:
        if pair(it.a.address, it.b.address) in alarms:
            yield f"false alarm: {it.a.address} {it.b.address} {it.difference}"
    states = states_told(truth, told)
    first = {page.programme: page.url for page in reversed(truth.pages)}
    for (number, lang), state in sorted(truth.covers.items()):
        if states[number, lang] != {state}:
            yield f"coverage: {first[number]} {lang} is {state}, told {sorted(states[number, lang])}"


def report(figures: Figures) -> Iterator[str]:
    yield f"programmes B-cubed F1 {figures.programme_f1:.3f}"
    for name in ("programme", "translation", "like", "round"):
        precision, recall = (getattr(figures, f"{name}_{what}") for what in ("precision", "recall"))
        yield f"  {name:12} P {precision:.3f}  R {recall:.3f}"
    yield f"differing facts found {figures.facts_found:.3f}, false alarms {figures.false_alarms:.3f}"
    yield "coverage " + ", ".join(f"{state} {n} of {of}" for state, (n, of) in sorted(figures.covered.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--held-out", action="store_true", help="themes that linking was not looked at with")
    parser.add_argument("--undeclared", action="store_true", help="no page declares its versions")
    parser.add_argument("--misses", action="store_true", help="name what went wrong")
    given = parser.parse_args()
    for seed in given.seeds:
        truth = archive(seed, is_held_out=given.held_out, declares=not given.undeclared)
        print(f"seed {seed}: " + ", ".join(lines_of(truth)))
        with TemporaryDirectory() as folder:
            told = seen(truth, Path(folder))
        for line in report(measured(truth, told)):
            print(line)
        for line in misses(truth, told) if given.misses else ():
            print("  " + line)


if __name__ == "__main__":
    main()
