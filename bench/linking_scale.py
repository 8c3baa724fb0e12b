"""What linking costs by the number of pages: `python -m bench.linking --scale 10000`.

Pages are put together from the features of blocks of generated sites: three languages of one undertaking have most
blocks in common, and some words that no others have. So features are shared by as many pages as in an archive that is
as large; what they stand for does not matter. They lie in a store, as in an archive; reading features off pages is
measured beside cleaning (`python -m bench.speed`).

Lives here: those pages, and the measure. Not here: how good links are (linking.py).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
from msgspec import Struct

from bench.rendering import generate
from corpus.analysis import Forms
from corpus.ingest import relate_archive
from corpus.linking.packing import Columns, Packed, joined_blocks, joined_counts, unpacked_blocks
from corpus.linking.relating import FeatureReader, features_version
from corpus.linking.sketches import sketch_of
from corpus.model import LANGUAGES, Capture, Cleaned, Page, own_programme, page_id
from corpus.page import Refusal, clean_page
from corpus.store import Intake, Store

SITES, PAGES_A_SITE, FIRST_SEED = 6, 30, 300
BLOCKS, KEPT, OTHERS, OWN = 12, 0.85, 3, 10
"""Blocks of an undertaking, the share of them on a page, blocks beside them, and words of its own."""
WORDS = 10  # of a block, for what pages have of their wording in common
BATCH = 500


class _Block(Struct, frozen=True, kw_only=True):
    keys: Any
    counts: Any
    kinds: Any
    entries: tuple[Any, Any]


def report_scale(pages: int, added: int) -> None:
    """CPU seconds for that many pages, and for as many and some more, with peak memory."""
    blocks, forms = _blocks(), Forms()
    with TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as store, store.writing():
        made = _pages(blocks, pages + added)
        _keep(store, [next(made) for _ in range(min(pages, 10))])  # what a first use loads is loaded
        relate_archive(store, forms)
        for _ in range(10, pages, BATCH):
            _keep(store, [next(made) for _ in range(min(BATCH, pages - store.counts()["pages"]))])
        before, started = _peak(), process_time()
        relate_archive(store, forms)
        first = process_time() - started
        peak = _peak()
        _keep(store, list(made))
        started = process_time()
        relate_archive(store, forms)
        again = process_time() - started
        links = store.counts()["links"]
    print(f"{pages} pages: {links} links in {first:.2f} s CPU; once {added} more have come in, {again:.2f} s")
    print(f"peak memory {peak:.0f} MB, {before:.0f} MB of it before linking")


def _blocks() -> list[_Block]:
    """Blocks of generated pages, each as if it were a page."""
    reader, found = FeatureReader(Forms()), []
    for seed in range(FIRST_SEED, FIRST_SEED + SITES):
        for made in generate(seed, PAGES_A_SITE):
            cleaned = clean_page(made.body)
            for block in () if isinstance(cleaned, Refusal) else cleaned.blocks:
                packed = reader.read(
                    _page(
                        Cleaned(
                            title="", all_blocks=(block,), lang=cleaned.lang, confidence=1.0, languages=(cleaned.lang,)
                        )
                    )
                )
                columns = Columns()
                columns.add(packed.counts)
                _, keys, weights = unpacked_blocks(packed.blocks)
                found.append(
                    _Block(
                        keys=np.frombuffer(columns.keys, np.uint64),
                        counts=np.frombuffer(columns.counts, np.uint8),
                        kinds=np.frombuffer(columns.kinds, np.uint8),
                        entries=(keys, weights),
                    )
                )
    return found


def _page(cleaned: Cleaned, address: str = "") -> Page:
    who = page_id(address)
    return Page(
        id=who,
        address=address,
        url=None,
        source="simulated",
        version=1,
        fetched_at=None,
        programme=own_programme(who),
        cleaned=cleaned,
    )


def _pages(blocks: list[_Block], count: int) -> Iterator[Packed]:
    rng = np.random.default_rng(1)
    for number in range(count):
        if number % len(LANGUAGES) == 0:
            about = rng.integers(len(blocks), size=BLOCKS)
            own = rng.integers(1 << 62, size=OWN).astype(np.uint64)
        chosen = np.concatenate((about[rng.random(BLOCKS) < KEPT], rng.integers(len(blocks), size=OTHERS)))
        wording = " ".join(f"w{number % len(LANGUAGES)}b{block}a{word}" for block in chosen for word in range(WORDS))
        yield _packed(number, [blocks[each] for each in chosen], own[rng.random(OWN) < KEPT], wording)


def _packed(number: int, blocks: list[_Block], own: Any, wording: str) -> Packed:
    keys = np.concatenate([own, *(block.keys for block in blocks)])
    counts = np.concatenate([np.full(len(own), 2), *(block.counts for block in blocks)])
    kinds = np.concatenate([np.zeros(len(own), np.uint8), *(block.kinds for block in blocks)])
    keys, first, place = np.unique(keys, return_index=True, return_inverse=True)
    facts: dict[str, Any] = {
        "lang": LANGUAGES[number % len(LANGUAGES)],
        "letters": 1_500,
        "text": str(number),
        "alternates": [],
        "published": None,
        "number": None,
        "is_news": False,
        "scope": None,
        "is_anchored": number % 2 == 0,
        "years": [],
        "days": [],
        "year": 2020,
        "heading": number % 1000,
        "near": None,
        "sketch": sketch_of([wording]),
    }
    return Packed(
        page=page_id(f"simulated/{number}"),
        address=f"simulated/{number}",
        url=None,
        source="simulated",
        facts=json.dumps(facts),
        counts=joined_counts(
            keys,
            np.minimum(np.bincount(place, counts), 255).astype(np.uint8).tobytes(),
            kinds[first].tobytes(),
        ),
        blocks=joined_blocks(
            [len(block.entries[0]) for block in blocks if len(block.entries[0])],
            np.concatenate([block.entries[0] for block in blocks]),
            np.concatenate([block.entries[1] for block in blocks]),
        ),
        names="{}",
        digest=number,
    )


def _keep(store: Store, pages: list[Packed]) -> None:
    """Pages without text, and their features."""
    cleaned = Cleaned(title="-", all_blocks=(), lang="fi", confidence=1.0, languages=("fi",))
    store.add(
        store.begin_run(),
        [
            Intake(
                capture=Capture(address=each.address, body=b"", media="text", source=each.source, place=""),
                cleaned=cleaned,
            )
            for each in pages
        ],
    )
    store.features(features_version()).keep(pages)


def _peak() -> float:
    """MB of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
