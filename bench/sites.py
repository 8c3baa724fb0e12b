"""How well cleaning does on whole sites: `python -m bench.sites [--seeds 100-109] [--pages 10] [--json]`.

Makes sites (generator.py) and brings them into a temporary archive, so that what only a comparison of a site's pages
can tell takes part. Beside it: each page cleaned by itself, and trafilatura where it is installed. Seeds 0-49 are for
development; 100-199 are scored and never looked at (`--errors` refuses them).

Lives here: scores, causes of errors, the table. Not here: the pages (generator.py, rendering.py), who cleans them
(cleaners.py).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

from msgspec import Struct
from msgspec.structs import asdict

from bench.cleaners import Cleaner, Cleaning, alone, archived, available, by_trafilatura
from bench.rendering import STYLES, GeneratedPage, Style, generate

HELD_OUT = range(100, 200)
_SHINGLE = 4
_WORD = re.compile(r"\w+")


class Score(Struct, frozen=True, kw_only=True):
    """Shares from 0 to 1; None where no page has such a thing. `precision`, `recall`: 4-word shingles, page means."""

    pages: int
    precision: float
    recall: float
    f1: float
    title: float
    h1: float | None
    h2: float | None
    items: float | None
    cells: float | None
    contacts: float | None
    legal: float | None


def score(pages: Sequence[GeneratedPage], made: Sequence[Cleaning]) -> Score:
    shares = [_overlap(page, cleaning) for page, cleaning in zip(pages, made, strict=True)]
    precision, recall = fmean(share[0] for share in shares), fmean(share[1] for share in shares)
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for page, cleaning in zip(pages, made, strict=True):
        words = words_of(cleaning.text)
        for line in page.gold:
            weight = len(line.cells) if line.kind in ("row", "definition") else 1
            there[line.kind] += weight
            found[line.kind] += weight * (words_of(line.text) in words)

    def share(*kinds: str) -> float | None:
        total = sum(there[kind] for kind in kinds)
        return sum(found[kind] for kind in kinds) / total if total else None

    return Score(
        pages=len(pages),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / ((precision + recall) or 1),
        title=fmean(page.title == cleaning.title for page, cleaning in zip(pages, made, strict=True)),
        h1=share("h1"),
        h2=share("h2", "h3"),
        items=share("item", "number"),
        cells=share("row", "definition"),
        contacts=share("contact"),
        legal=share("legal"),
    )


def words_of(text: str) -> str:
    """The words between single spaces: what is kept is kept however its lines are broken and its cells joined."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _overlap(page: GeneratedPage, cleaning: Cleaning) -> tuple[float, float]:
    gold = _shingles(" ".join(line.text for line in page.gold))
    text = _shingles(cleaning.text)
    both = (gold & text).total()
    return both / (text.total() or 1), both / (gold.total() or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)) if words)


def measure(seeds: Iterable[int], pages: int, *, whole: bool = False) -> dict[str, dict[Style, Score]]:
    """Scores by cleaner and style."""
    cleaners: dict[str, Cleaner] = {"archive": lambda each: archived(each, whole=whole), "page": alone}
    if "trafilatura" in available():
        cleaners["trafilatura"] = by_trafilatura
    sites = {style: [page for seed in seeds for page in generate(seed, pages, style)] for style in STYLES}
    return {
        name: {style: score(made, cleaner(made)) for style, made in sites.items()} for name, cleaner in cleaners.items()
    }


def errors(pages: Sequence[GeneratedPage], made: Sequence[Cleaning]) -> Iterator[tuple[str, str, str]]:
    """What went wrong, as (cause, page, line): furniture that was kept, and content that was removed or changed."""
    for page, cleaning in zip(pages, made, strict=True):
        words, gold = words_of(cleaning.text), words_of("\n".join(line.text for line in page.gold))
        reasons = {words_of(text): reason for reason, text in cleaning.removed}
        for part, text in page.furniture:
            if words_of(text) in words and words_of(text) not in gold:
                yield f"{page.style} kept {part}", page.name, text
        for line in page.gold:
            if words_of(line.text) not in words:
                reason = next((why for key, why in reasons.items() if words_of(line.text) in key), "broken or lost")
                yield f"{page.style} lost {line.kind} ({reason})", page.name, line.text
        if cleaning.title != page.title:
            yield f"{page.style} title", page.name, f"{cleaning.title!r} for {page.title!r}"


def print_scores(scores: Mapping[str, Mapping[Style, Score]]) -> None:
    names = list(Score.__struct_fields__)
    print(f"{'cleaner':12} {'style':10}", *(f"{name:>9}" for name in names))
    for cleaner, by_style in scores.items():
        for style, each in by_style.items():
            values = asdict(each).values()
            shown = (
                "-" if value is None else f"{value:.3f}" if isinstance(value, float) else value for value in values
            )
            print(f"{cleaner:12} {style:10}", *(f"{value:>9}" for value in shown))


def print_errors(seeds: Sequence[int], pages: int) -> None:
    causes: dict[str, list[str]] = {}
    for style in STYLES:
        made = [page for seed in seeds for page in generate(seed, pages, style)]
        for cause, place, line in errors(made, archived(made)):
            causes.setdefault(cause, []).append(f"{place}: {line}")
    for cause, lines in sorted(causes.items(), key=lambda item: -len(item[1])):
        words = sum(len(_WORD.findall(line)) for line in lines)
        print(f"{len(lines):5} lines, {words:6} words: {cause}", *(line[:150] for line in lines[:4]), sep="\n        ")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sites", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seeds", default="100-109", help="first and last, such as 100-109")
    parser.add_argument("--pages", type=int, default=10, help="of a site, in its main language")
    parser.add_argument("--whole", action="store_true", help="through kielo itself, with links and index (slow)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--errors", action="store_true", help="list the causes of errors by count (development seeds only)"
    )
    options = parser.parse_args(arguments)
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if options.errors:
        if set(seeds) & set(HELD_OUT):
            parser.error("seeds 100-199 are held out: they are only scored")
        print_errors(seeds, options.pages)
        return
    scores = measure(seeds, options.pages, whole=options.whole)
    if options.json:
        shown = {name: {style: asdict(each) for style, each in by.items()} for name, by in scores.items()}
        json.dump(shown, sys.stdout, indent=2)
        print()
        return
    if "trafilatura" not in available():
        print("trafilatura is not installed: nothing to compare with")
    print_scores(scores)


if __name__ == "__main__":
    main()
