"""Language identification against other detectors: `python -m bench.language FOLDER [TREEBANKS]`.

FOLDER holds `treebanks/*.conllu`, named `fi_...`, `sv_...`, `en_...`, and `parallel_pages.jsonl`
(`{"set", "lang", "title", "text"}` a line). TREEBANKS is a folder of more treebanks, also of other languages
(`da_`, `no_`, `et_`, `de_`, `sme_`, `smn_`, `sms_` ...): their sentences are decoys. Prints for each kind of item how
many are labelled rightly and at what CPU time by kielo, by langdetect as it is shipped and, where installed, by lingua
and py3langid.

The shipped weights have seen part of these texts (bench/fit_language.py says which): the dev treebanks of Finnish and
Swedish, and the labels. Weights fitted without the labels found 91, 99 and 97 % of those of one, two and three words.

Texts are read where they lie and never stored. Items shared by two languages are left out.
"""

import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from bench.language_pages import measure_pages
from corpus.language import detect_language, detect_query
from corpus.model import LANGUAGES

Item = tuple[str, str]
Answer = tuple[str, str, float]  # the true language, the one found, its confidence
Detector = Callable[[str], tuple[str, float]]
OWN = Path(__file__).parents[1] / "tests" / "data" / "language"
MOST = 300  # items of a kind, drawn evenly from the languages
DECOYS = 100  # sentences of a decoy language
_WORD = re.compile(r"[^\W\d_]+")
_KEYS = re.compile(r"\$t\(|^\w+\.[\w.]+$", re.MULTILINE)  # pages that are half names of messages are in no language
_PLACEHOLDER = re.compile(r"\$t\([^)]*\)|<[^>]*>|\{[^}]*\}")


def sentences(folder: Path) -> dict[str, list[str]]:
    """The sentences of the treebanks in a folder by language: the first part of a file's name."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.glob("*.conllu")):
        lines = file.read_text("utf-8").splitlines()
        found[file.name.split("_")[0]] += [x.removeprefix("# text = ") for x in lines if x.startswith("# text = ")]
    return found


def read_pages(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "parallel_pages.jsonl").read_text("utf-8").splitlines()
    return [page for page in map(json.loads, lines) if not _KEYS.search(page["text"])]


def own_items(name: str) -> list[Item]:
    """What the project's tests carry: parallel columns or a `lang` column."""
    head, *rows = [line.split("\t") for line in (OWN / name).read_text("utf-8").splitlines()]
    if head[0] == "lang":
        return [(row[0], row[-1]) for row in rows]
    return [(lang, text) for row in rows for lang, text in zip(head, row, strict=True)]


def even(items: Sequence[Item], most: int = MOST) -> list[Item]:
    """At most so many items, the same number of each language, drawn the same way each time."""
    by_lang: dict[str, list[str]] = defaultdict(list)
    for lang, text in sorted(set(items)):
        by_lang[lang].append(text)
    size = min(most // len(by_lang), *map(len, by_lang.values())) if len(by_lang) > 1 else most
    return [(lang, text) for lang, texts in by_lang.items() for text in Random(4).sample(texts, min(size, len(texts)))]


def labels(pages: Sequence[dict[str, str]]) -> Iterator[Item]:
    """Lines of service pages that only one language has."""
    held: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for line in page["text"].splitlines() if page["set"] == "gov" else ():
            held[_PLACEHOLDER.sub("", line).strip()].add(page["lang"])
    for text, langs in held.items():
        words = text.split()
        if len(langs) == 1 and words and all(_WORD.fullmatch(word.strip(".,:;!?–-")) for word in words):
            yield next(iter(langs)), text


def starts(items: Sequence[Item], size: int) -> list[Item]:
    """The first words of sentences, in small letters, where there is more to the sentence."""
    split = [(lang, _WORD.findall(text.lower())) for lang, text in items]
    found = [(lang, " ".join(words[1 : size + 1])) for lang, words in split if len(words) > size + 2]
    return [(lang, text) for lang, text in found if len(text) >= 3]


def kinds(folder: Path, more: Path | None) -> tuple[dict[str, list[Item]], dict[str, list[Item]]]:
    """The items in our languages and the decoys, by kind."""
    pages = read_pages(folder)
    told = sentences(folder / "treebanks")
    extra = sentences(more) if more else {}
    ours = [(lang, text) for lang in LANGUAGES for text in told[lang]]
    found = {
        "page": [(page["lang"], page["text"]) for page in pages if len(page["text"]) > 600],
        "paragraph": [(page["lang"], page["text"][:400]) for page in pages if page["set"] != "gov"],
        "sentence": ours,
        "sentence, more": [(lang, text) for lang in LANGUAGES for text in extra.get(lang, ())],
        **{f"label, {n} words": [item for item in labels(pages) if len(item[1].split()) == n] for n in (1, 2, 3)},
        **{f"start, {n} words": starts(ours, n) for n in (1, 2, 3)},
        "heading, own": own_items("headings.tsv"),
        "query, own": own_items("queries.tsv"),
    }
    decoys = {f"decoy {lang}": [("other", text) for text in extra[lang]] for lang in extra if lang not in LANGUAGES}
    decoys["decoy, own"] = [("other", text) for _, text in own_items("decoys.tsv")]
    long = {name: [item for item in items if letters(item[1]) >= 40] for name, items in decoys.items()}
    shown = {name: even(items) for name, items in found.items() if items}
    return shown, {name: even(items, DECOYS) for name, items in long.items() if items}


def letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))


def detectors() -> dict[str, Detector]:
    found = {"kielo": _kielo, "langdetect": _langdetect()}
    for name, make in (("py3langid", _py3langid), ("lingua", _lingua)):
        with suppress(ImportError):
            found[name] = make()
    return found


def _kielo(text: str) -> tuple[str, float]:
    found = detect_language(text)
    return found.lang, found.confidence


def _langdetect() -> Detector:
    from langdetect import LangDetectException, detect_langs

    def detect(text: str) -> tuple[str, float]:
        try:
            best = detect_langs(text)[0]
        except LangDetectException:
            return "und", 0.0
        return best.lang if best.lang in LANGUAGES else "other", best.prob

    return detect


def _py3langid() -> Detector:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    return lambda text: _ours_or_other(*model.classify(text))


def _lingua() -> Detector:
    from lingua import Language, LanguageDetectorBuilder

    model = LanguageDetectorBuilder.from_languages(Language.FINNISH, Language.SWEDISH, Language.ENGLISH).build()

    def detect(text: str) -> tuple[str, float]:
        best = model.compute_language_confidence_values(text)[0]
        return best.language.iso_code_639_1.name.lower(), best.value

    return detect


def _ours_or_other(lang: str, confidence: float) -> tuple[str, float]:
    return lang if lang in LANGUAGES else "other", float(confidence)


def measure(detect: Detector, items: Sequence[Item]) -> tuple[list[Answer], float]:
    """Answers, and CPU milliseconds an item, the first one not counted (tables load)."""
    detect(items[0][1])
    began = time.process_time()
    answers = [(lang, *detect(text)) for lang, text in items]
    return answers, 1000 * (time.process_time() - began) / len(items)


def show(name: str, cells: Sequence[str]) -> None:
    print(f"{name:20}", *(f"{cell:>16}" for cell in cells))


def calibration_error(answers: Sequence[Answer]) -> float:
    """How far confidence and share of right answers lie apart, over ten equal ranges, weighed by items (ECE)."""
    ranges: dict[int, list[float]] = defaultdict(list)
    for lang, found, confidence in answers:
        if found != "und":
            ranges[min(9, int(confidence * 10))].append(confidence - (found == lang))
    return sum(abs(sum(each)) for each in ranges.values()) / sum(map(len, ranges.values()))


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:]]
    ours, decoys = kinds(folders[0], folders[1] if len(folders) > 1 else None)
    arms = detectors()
    show("% right, CPU ms", list(arms))
    everything: dict[str, list[Answer]] = {name: [] for name in arms}
    for name, items in (ours | decoys).items():
        cells = []
        for arm, detect in arms.items():
            answers, spent = measure(detect, items)
            everything[arm] += answers
            right = sum(lang == found for lang, found, _ in answers)
            cells.append(f"{100 * right / len(items):6.2f} {spent:6.3f}")
        show(f"{name} ({len(items)})", cells)
    queries = own_items("queries.tsv")
    show(
        "query as a query",
        [f"{100 * sum(detect_query(text).lang == lang for lang, text in queries) / len(queries):.2f}"],
    )
    show("calibration error", [f"{calibration_error(answers):.4f}" for answers in everything.values()])
    garbage = (OWN / "garbage.txt").read_text("utf-8").splitlines()
    taken = [sum(own in LANGUAGES and c >= 0.7 for own, c in map(detect, garbage)) for detect in arms.values()]
    show("garbage at .7, %", [f"{100 * count / len(garbage):.1f}" for count in taken])
    for name, figure in measure_pages(read_pages(folders[0])).items():
        show(name, [figure])


if __name__ == "__main__":
    main()
