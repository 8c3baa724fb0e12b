"""Naming, completing and going back: what a snapshot, a suggestion and the archive as of a date cost.

    python -m bench.states [--pages 600] [--archive FOLDER]

Pages are generated and ingested, or those of the archive in a folder are taken, which gets one site more. CPU seconds
of this process. Suggestions are asked for beginnings of two to six letters of words of the titles,
once each after the first, which makes the lists. The archive is asked as of just before the last site came in: first
built, then opened again; and as of before everything.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import kielo
from bench.rendering import generate
from bench.search_speed import at_share
from bench.speed_pages import PAGES_A_SITE, write_sites
from indexer.generations import current_generation, parse_manifest
from indexer.snapshot import snapshot_of
from search.service import Searcher

LETTERS = (2, 3, 4, 6)
ASKED = 400
LAST_SEED = 90_000  # a site that no archive of the other benches has


def spent(call: Callable[[], Any]) -> tuple[float, Any]:
    started = process_time()
    found = call()
    return process_time() - started, found


def measure(archive: kielo.Archive, folder: Path) -> None:
    store = archive.store_for()
    generation = current_generation(archive.path)
    assert generation is not None
    manifest = parse_manifest(generation)
    print(f"{manifest.pages} pages")
    named, _ = spent(lambda: snapshot_of(generation, manifest.fingerprint, store))
    print(f"snapshot, worked out at each build   {named:.3f} s")
    words = [word for page in archive.pages() for word in page.title.lower().split() if word.isalpha()]
    typed = list(dict.fromkeys(word[:n] for word in words for n in LETTERS if len(word) > n))[:ASKED]
    with Searcher(archive.path) as searcher:
        first, _ = spent(lambda: searcher.suggester.suggest("ka"))
        each = [spent(lambda begun=begun: searcher.suggester.suggest(begun))[0] for begun in typed]
    told = "   ".join(f"{name} {1000 * at_share(each, share):.2f} ms" for name, share in (("p50", 0.5), ("p95", 0.95)))
    print(f"suggest   {told}   the first, which makes the lists, {1000 * first:.0f} ms   ({len(each)} asked)")
    before = datetime.now(UTC).isoformat(timespec="microseconds")
    archive.ingest([folder])
    for name, moment in (("a site less", before), ("nothing yet", "1999")):
        built, then = spent(lambda moment=moment: archive.as_of(moment, jobs=1))
        pages = len(then.pages())
        then.close()
        again, then = spent(lambda moment=moment: archive.as_of(moment, jobs=1))
        then.close()
        print(f"as of, {name} ({pages} pages)   built {built:.2f} s   again {again:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="What a snapshot, a suggestion and the archive as of a date cost.")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--archive", type=Path, help="an archive that may be changed")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        home = Path(temporary)
        for page in generate(LAST_SEED, PAGES_A_SITE):
            file = home / "last" / page.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page.body)
        archive = options.archive or home / "archive"
        with kielo.open(archive, create=True) as opened:
            if options.archive is None:
                write_sites(home / "pages", options.pages // PAGES_A_SITE)
                opened.ingest([home / "pages"])
            measure(opened, home / "last")


if __name__ == "__main__":
    main()
