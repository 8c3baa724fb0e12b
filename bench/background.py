"""Count the background document frequencies that linking ships: `python -m bench.background PAGES.jsonl`.

PAGES.jsonl holds `{"lang": ..., "title": ..., "text": ...}` a line. Prints the table that belongs into
corpus/data/background.tsv: how many pages there were, and how many hold each entry, number, capitalised word, 4-gram
and translated word that at least three hold. Only counts leave this script: no text, no names of people.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from corpus.analysis import Forms
from corpus.linking.features import document_features, features_of
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import Block, Cleaned, Page, own_programme, page_id

LEAST = 3
KINDS = ("e:", "n:", "c:", "g:", "w:")


def page_of(row: dict[str, str], address: str) -> Page:
    """A page with a title and a paragraph a line, as if it had been cleaned."""
    lang = row["lang"]
    lines = [line for line in row["text"].splitlines() if line.strip()]
    blocks = (
        Block(kind="heading", text=row["title"], lang=lang, level=1),
        *(Block(kind="paragraph", text=line, lang=lang) for line in lines if line != row["title"]),
    )
    who = page_id(address)
    cleaned = Cleaned(title=row["title"], all_blocks=blocks, lang=lang, confidence=1.0, languages=(lang,))
    return Page(
        id=who,
        address=address,
        url=None,
        source="background",
        version=1,
        fetched_at=None,
        programme=own_programme(who),
        cleaned=cleaned,
    )


def main(path: str) -> None:
    forms = Forms()
    gazetteer = Gazetteer(shipped_entries(), forms)
    counts: Counter[str] = Counter()
    pages = 0
    with Path(path).open(encoding="utf-8") as lines:
        for pages, line in enumerate(lines, 1):
            counts.update(document_features(features_of(page_of(json.loads(line), str(pages)), gazetteer, forms)))
    print("# document frequencies: feature, pages that hold it; see bench/background.py")
    print(f"pages\t{pages}")
    for feature, df in sorted(counts.items()):
        if df >= LEAST and feature.startswith(KINDS):
            print(f"{feature}\t{df}")


if __name__ == "__main__":
    main(*sys.argv[1:])
