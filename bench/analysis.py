"""What the analysis chains find, and what they cost: `python -m bench.analysis FOLDER`.

FOLDER holds `treebanks/*.conllu` named `fi_...`, `sv_...`, `en_...` (Universal Dependencies), `compounds_sv.txt` (words
with `+` at their boundaries) and `word_pairs.tsv`. Prints for each language precision and recall of conflation beside
Snowball's, boundaries of compounds, the word pairs that come out wrong, suspended compounds (the tests' own list),
tokens per second of running text with a warm cache beside PyStemmer, the CPU of forms never seen, and how many Swedish
readings differ from those of spylls. PyStemmer is left out where it is not installed. Times are CPU of one process:
their ratios within one run tell something. Measures: bench/analysis_measures.py. Texts are read where they lie and
never stored.
"""

import itertools
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.analysis_measures import (
    Share,
    completions,
    conflation,
    content_forms,
    lemma_compounds,
    marked_compounds,
    rows,
    splitting,
    word_pairs,
)
from corpus.analysis import Forms, analyse, analyse_form, read_words
from corpus.analysis.finnish import analyse_finnish
from corpus.analysis.hunspell import folder, load_hunspell
from corpus.analysis.tokens import words_as_read
from corpus.analysis.voikko import native_lookup, packaged_lookup
from corpus.model import LANGUAGES, Lang

SUSPENDED = Path(__file__).parents[1] / "tests" / "data" / "suspended.tsv"
SNOWBALL = {"fi": "finnish", "sv": "swedish", "en": "english"}
SENTENCES = 4  # in a block of running text
ROUNDS = 5  # the fastest counts
SAMPLE = 200  # Swedish words whose readings are compared


def show(name: str, text: str) -> None:
    print(f"{name:34} {text}", flush=True)


def shares(found: Share) -> str:
    return f"precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}"


def spent(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def measure_terms(lang: Lang, files: list[Path]) -> None:
    forms = Forms()
    texts = {file.stem: file.read_text("utf-8") for file in files}
    stem = _stemmer(lang)
    everything = content_forms(texts.values())
    for name, gold in {lang: everything, **{name: content_forms([text]) for name, text in texts.items()}}.items():
        found = conflation(gold, lambda form: analyse_form(form, lang, forms).lemmas)
        show(f"{name}: pairs, {len(gold)} forms", shares(found))
    if stem is None:
        show(f"{lang}: pairs by Snowball", "PyStemmer is not installed")
    else:
        show(f"{lang}: pairs by Snowball", shares(conflation(everything, lambda form: [stem(form)])))


def measure_compounds(folder: Path) -> None:
    finnish = lemma_compounds(file.read_text("utf-8") for file in sorted((folder / "treebanks").glob("fi_tdt*")))
    swedish = marked_compounds((folder / "compounds_sv.txt").read_text("utf-8"))
    show("fi: boundaries, TDT", shares(splitting(finnish, lambda form: analyse_form(form, "fi").splits)))
    show("sv: boundaries, marked by hand", shares(splitting(swedish, lambda form: analyse_form(form, "sv").splits)))


def measure_lists(folder: Path) -> None:
    forms = Forms()
    terms = lambda lang, word: {term for token in analyse(word, lang, forms) for term in token.lemmas}  # noqa: E731
    joined = lambda text, lang: [token.joined for token in analyse(text, lang, forms) if token.joined]  # noqa: E731
    wrong = word_pairs((folder / "word_pairs.tsv").read_text("utf-8"), terms)
    show("word pairs wrong", "; ".join(wrong) or "none")
    for lang in LANGUAGES:
        found = completions(SUSPENDED.read_text("utf-8"), lang, joined)
        show(f"{lang}: suspended, {found.stubs} stubs", f"best {found.best:.3f}  any {found.some:.3f}")
        print(*(f"    {line}" for line in found.wrong), sep="\n", end="\n" if found.wrong else "")


def measure_warm(lang: Lang, files: list[Path]) -> None:
    """Against Snowball on the same words, cut already, and with cutting them, by our tokeniser as it has none."""
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    sentences = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    blocks = [" ".join(sentences[at : at + SENTENCES]) for at in range(0, len(sentences), SENTENCES)]
    forms = Forms()
    words = [[word.form for word in read_words(block, lang, forms)] for block in blocks]
    stem = _stemmer(lang)
    count = sum(map(len, words))
    reading = spent(lambda: [read_words(block, lang, forms) for block in blocks])
    tokens = spent(lambda: [analyse(block, lang, forms) for block in blocks])
    show(f"{lang}: warm, tokens a second", f"read_words {count / reading:,.0f}  analyse {count / tokens:,.0f}")
    if stem is None:
        show(f"{lang}: beside Snowball", "PyStemmer is not installed")
        return
    stems = spent(lambda: [[stem(word) for word in block] for block in words])
    both = spent(lambda: [[stem(word) for word in words_as_read(block.lower())] for block in blocks])
    show(
        f"{lang}: as fast as PyStemmer, times",
        f"read_words {stems / reading:.2f}  analyse {stems / tokens:.2f}; with its words yet to be cut: "
        f"{both / reading:.2f}  {both / tokens:.2f}",
    )


def measure_cold(files: dict[Lang, list[Path]]) -> None:
    """A form never seen, milliseconds: ours, and what the same dictionaries cost as they come."""
    finnish, swedish = (
        sorted({form.lower() for file in files[lang] for form, _, _ in rows(file.read_text("utf-8")) if form.isalpha()})
        for lang in ("fi", "sv")
    )
    import pyvoikko

    packaged, native = packaged_lookup(), native_lookup()
    for name, work in {
        "pyvoikko as it comes": pyvoikko.analyse,
        "ours on pyvoikko": lambda form: analyse_finnish(form, packaged),
        "ours on libvoikko": (lambda form: analyse_finnish(form, native)) if native else None,
    }.items():
        show(f"fi: a new form, {name}", _each(work, finnish) if work else "not installed")
    show("sv: a new form, ours", _each(lambda form: analyse_form(form, "sv"), swedish))
    measure_spylls(swedish)


def measure_spylls(words: list[str]) -> None:
    """The same readings by spylls: all stems, and the compounds of the fewest parts of three letters."""
    from spylls.hunspell import Dictionary

    own = load_hunspell()
    theirs = Dictionary.from_files(str(folder() / "sv_SE")).lookuper
    drawn = random.Random(1).sample(words, SAMPLE)
    began = time.process_time()
    stems = {word: {form.stem for form in theirs.good_forms(word, compound_forms=False)} for word in drawn}
    compounds = {
        word: [tuple((part.text, part.stem) for part in form.parts) for form in found]
        for word in drawn
        if len(word) >= 9
        for found in [itertools.islice(theirs.good_forms(word, affix_forms=False), 200)]
    }
    took = 1000 * (time.process_time() - began) / SAMPLE
    show("sv: a new form, spylls as it comes", f"{took:.3f} ms")
    different = [word for word in drawn if stems[word] != set(own.stems(word))]
    for word, found in compounds.items():
        long = [form for form in found if all(len(text) >= 3 for text, _ in form)]
        fewest = {form for form in long if len(form) == min(map(len, long))}
        ours = {tuple((part.text, part.stem) for part in form) for form in own.compounds(word)}
        different += [word] if fewest and fewest != ours else []
    show("sv: readings unlike those of spylls", f"{len(different)} of {SAMPLE} {' '.join(different)}")


def _each(work: Callable[[str], object], forms: list[str]) -> str:
    work(forms[0])
    return f"{1000 * spent(lambda: [work(form) for form in forms], 1) / len(forms):.3f} ms"


def _stemmer(lang: Lang) -> Callable[[str], str] | None:
    try:
        import Stemmer
    except ImportError:
        return None
    return Stemmer.Stemmer(SNOWBALL[lang]).stemWord


def main() -> None:
    folder = Path(sys.argv[1])
    files: dict[Lang, list[Path]] = {
        lang: sorted((folder / "treebanks").glob(f"{lang}_*.conllu")) for lang in LANGUAGES
    }
    measure_cold(files)  # first: it wants empty memos
    for lang in LANGUAGES:
        measure_terms(lang, files[lang])
    measure_compounds(folder)
    measure_lists(folder)
    for lang in LANGUAGES:
        measure_warm(lang, files[lang])


if __name__ == "__main__":
    main()
