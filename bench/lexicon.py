"""What a lexicon learns from linked pages: `python -m bench.lexicon PAGES.jsonl [--links N] [--show 200]`.

PAGES.jsonl as in bench.fit_translations; pages that share `gold` count as linked. Passages are aligned, and the lexicon
learned in two rounds, as for an archive. Prints how many entries there are and the first of those that are handed
out, to be judged by hand: an entry is right if somewhere the one may be translated by the other.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from time import process_time

from msgspec.structs import replace

from bench.background import page_of
from corpus.analysis import Forms
from corpus.interchange import worth_showing
from corpus.model import Link, Page, PageId, ProgrammeId
from corpus.passages import Aligner, learn_lexicon, pairs_of


def linked(rows: Iterable[dict[str, str]]) -> tuple[dict[PageId, Page], list[Link]]:
    """The pages, and a link for every two that share `gold`; `gold` is their programme too."""
    groups: dict[str, list[Page]] = {}
    for row in rows:
        page = page_of(row, row["id"])
        groups.setdefault(row["gold"], []).append(replace(page, programme=ProgrammeId(row["gold"])))
    links = [
        Link(a=a.id, b=b.id, relation="translation", confidence=1.0, state="accepted", evidence=())
        for _, group in sorted(groups.items())
        for a, b in combinations(sorted(group, key=lambda page: page.id), 2)
        if a.cleaned.lang != b.cleaned.lang
    ]
    return {page.id: page for group in groups.values() for page in group}, links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--links", type=int, help="learn from the first so many only")
    parser.add_argument("--show", type=int, default=200)
    given = parser.parse_args()
    pages, links = linked(map(json.loads, given.pages.read_text("utf-8").splitlines()))
    links = pairs_of(links, {who: page.cleaned.lang for who, page in pages.items()})[: given.links]

    def read(ids: Sequence[PageId]) -> Iterator[Page]:
        return (pages[each] for each in ids)

    start = process_time()
    lexicon = learn_lexicon(links, read, Aligner(Forms()), {who: page.programme for who, page in pages.items()})
    shown = worth_showing(lexicon)
    print(
        f"{len(links):,} links, {len(lexicon):,} entries, {len(shown):,} handed out, {process_time() - start:.0f} s CPU"
    )
    for number, entry in enumerate(shown[: given.show], 1):
        print(
            f"{number:4} {'-'.join(entry.langs)}  {entry.shown_a} = {entry.shown_b}  {entry.count} {entry.strength:.2f}"
        )


if __name__ == "__main__":
    main()
