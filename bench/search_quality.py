"""Search: forms of a word against the word, offers for queries that find nothing, and what abuse costs.

    python -m bench.search_quality            all three, on generated pages and on demo/

Forms: each of 80 words a language stands on four pages, in four forms; a form is right when it finds just the pages
that the base form finds. Offers: tests/data/failing_queries.tsv on the demo. Abuse: CPU of the worst queries against
the 95th percentile of plain ones, on the same archive in the same run.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import kielo
from search.service import Searcher

ROOT = Path(__file__).resolve().parents[1]
FORMS = Path(__file__).with_name("forms.tsv")
FAILING = ROOT / "tests" / "data" / "failing_queries.tsv"
AT_ONCE = 8  # words a page
SENTENCES = {
    "fi": "Tällä sivulla kerrotaan lyhyesti, mitä seuraavat sanat tarkoittavat: {}.",
    "sv": "På den här sidan berättar vi kort vad de följande orden betyder: {}.",
    "en": "On this page we tell briefly what each of the following words means: {}.",
}
ABUSE = {
    "*a*": "*a*",
    "1,200 brackets": "(" * 600 + "avustus" + ")" * 600,
    "10,000 words": " ".join(f"sana{n}" for n in range(10_000)),
    "100 known words": "avustus hyvinvointialue projekt grant kunta " * 20,
    "fuzzy everything": " ".join(f"avustus{n}~2" for n in range(200)),
    "prefixes": " ".join(f"{letter}a*" for letter in "kptsvhmnrljd"),
    "near": " ".join('"avustus hanke kunta palvelu tuki"~20' for _ in range(60)),
    "or": "avustus OR " * 2_000,
}


def rows() -> list[tuple[str, list[str]]]:
    with FORMS.open(encoding="utf-8", newline="") as file:
        return [(lang, [lemma, *forms.split()]) for lang, lemma, forms in csv.reader(file, delimiter="\t")]


def write_pages(folder: Path) -> None:
    """Pages that hold a form each of a few words."""
    every = rows()
    for lang, sentence in SENTENCES.items():
        words = [forms for each, forms in every if each == lang]
        for start in range(0, len(words), AT_ONCE):
            chunk = words[start : start + AT_ONCE]
            for n in range(4):
                text = sentence.format(", ".join(forms[n] for forms in chunk))
                page = f"<html lang='{lang}'><title>{lang} {start} {n}</title><h1>{lang} {start} {n}</h1><p>{text}</p>"
                (folder / f"{lang}-{start}-{n}.html").write_text(page, "utf-8")


def measure_forms(folder: Path) -> Iterator[str]:
    (folder / "pages").mkdir()
    write_pages(folder / "pages")
    with kielo.open(folder / "archive", create=True) as archive:
        archive.ingest([folder / "pages"])
    with Searcher(folder / "archive") as searcher:

        def found(word: str) -> set[str]:
            return {hit.page for group in searcher.search(word, limit=1_000, unit="page") for hit in group.hits}

        for lang in SENTENCES:
            words = [forms for each, forms in rows() if each == lang]
            wrong = [form for lemma, *forms in words for form in forms if found(form) != found(lemma)]
            lost = sum(len(found(lemma)) < 4 for lemma, *_ in words)
            asked = 3 * len(words)
            yield (
                f"forms {lang}: {1 - len(wrong) / asked:.1%} of {asked} find what their base form finds"
                f" ({', '.join(wrong) or 'all'}); base forms that miss a form: {lost}"
            )


def measure_offers(archive: Path) -> str:
    with FAILING.open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = counts = true = 0
    with Searcher(archive) as searcher:
        for row in planted:
            offers = searcher.search(row["query"], rescue=True).offers
            right += any(each.kind == row["kind"] and row["wanted"] in each.query for each in offers[:3])
            counts += len(offers)
            true += sum(searcher.search(each.query, limit=0).pages == each.pages for each in offers)
    return f"offers: {right} of {len(planted)} right among the first three; {true} of {counts} counts true"


def measure_abuse(archive: Path) -> Iterator[str]:
    words = [forms[0] for _, forms in rows()]
    plain = [*words, *map(" ".join, pairwise(words))]
    with Searcher(archive) as searcher:
        for query in plain:
            searcher.search(query)  # words that no page has are analysed once
        usual = sorted(_cpu(lambda query=query: searcher.search(query)) for query in plain)
        p95 = usual[int(0.95 * len(usual))]
        yield f"p95 of {len(plain)} plain queries: {1000 * p95:.1f} ms of CPU"
        for name, query in ABUSE.items():
            searcher.search(query)
            cost = min(_cpu(lambda query=query: searcher.search(query)) for _ in range(3))
            yield f"  {name}: {cost / p95:.1f} x p95, {len(searcher.search(query).notes)} notes"


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for line in measure_forms(Path(folder)):
            print(line)
        demo = Path(folder) / "demo"
        with kielo.open(demo, create=True) as archive:
            archive.ingest([ROOT / "demo" / "pages", ROOT / "demo" / "scrapes", ROOT / "demo" / "crawl.warc"])
        print(measure_offers(demo))
        for line in measure_abuse(demo):
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
