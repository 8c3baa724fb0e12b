"""The measures of bench/analysis.py and of the floors in tests/quality: pure, files are read by the callers.

Conflation: two forms *meet* if they share a lemma that the chain gave. Recall is the share of pairs of one gold lemma
and part of speech that meet; precision the share of meeting pairs whose gold lemmas have one in common, whatever its
part of speech. So `tehty` meeting `tehdä` counts as wrong where the treebank has the participle as a lemma of its own.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

Terms = Callable[[str], Iterable[str]]
Gold = Mapping[str, frozenset[tuple[str, str]]]
Boundaries = Mapping[str, tuple[frozenset[int], frozenset[int]]]
"""Word -> offsets that must be found, and offsets that may be."""

CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_WORD = re.compile(r"[^\W\d_][\w:’'\-]*")


class Share(Struct, frozen=True, kw_only=True):
    """Precision and recall, with the pairs or boundaries that are wrong, to look at."""

    precision: float
    recall: float
    wrong: tuple[tuple[str, str], ...] = ()
    missed: tuple[tuple[str, str], ...] = ()

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def rows(conllu: str) -> Iterator[tuple[str, str, str]]:
    """Form, lemma and part of speech of every word."""
    for line in conllu.splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            yield cells[1], cells[2], cells[3]


def content_forms(texts: Iterable[str]) -> Gold:
    """The distinct content words of treebanks in lower case, with their gold lemmas."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for form, lemma, kind in itertools.chain.from_iterable(map(rows, texts)):
        if kind in CONTENT and _WORD.fullmatch(form) and not form.endswith("-"):
            found[form.lower()].add((lemma.replace("#", "").lower(), kind))
    return {form: frozenset(lemmas) for form, lemmas in found.items()}


def conflation(gold: Gold, terms: Terms) -> Share:
    by_lemma: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_term: dict[str, list[str]] = defaultdict(list)
    for form, lemmas in gold.items():
        for lemma in lemmas:
            by_lemma[lemma].append(form)
        for term in set(terms(form)):
            by_term[term].append(form)
    wanted, meeting = _pairs(by_lemma.values()), _pairs(by_term.values())
    names = {form: {lemma for lemma, _ in lemmas} for form, lemmas in gold.items()}
    wrong = sorted((a, b) for a, b in meeting if not names[a] & names[b])
    return Share(
        precision=1 - len(wrong) / max(1, len(meeting)),
        recall=len(wanted & meeting) / max(1, len(wanted)),
        wrong=tuple(wrong),
        missed=tuple(sorted(wanted - meeting)),
    )


def _pairs(groups: Iterable[list[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def marked_compounds(text: str) -> Boundaries:
    """`arbets~krafts+reserv`: `+` must be found, `~` stands inside a lexicalised compound; `#` begins a remark."""
    found = {}
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            pieces = re.split(r"([+~])", line)
            at = list(itertools.accumulate(map(len, pieces[::2])))
            marks = list(zip(at, pieces[1::2], strict=False))
            must = frozenset(offset for offset, mark in marks if mark == "+")
            found["".join(pieces[::2])] = (must, frozenset(offset for offset, mark in marks if mark == "~"))
    return found


def lemma_compounds(texts: Iterable[str]) -> Boundaries:
    """Content words of six letters or more whose lemma has `#` at its boundaries, where the form begins as it does."""
    found = {}
    for form, lemma, kind in itertools.chain.from_iterable(map(rows, texts)):
        word, parts = form.lower(), lemma.lower().split("#")
        is_plain = kind in CONTENT and len(word) >= 6 and word.isalpha() and "-" not in lemma
        if is_plain and word.startswith("".join(parts[:-1])):
            found[word] = (frozenset(itertools.accumulate(map(len, parts[:-1]))), frozenset[int]())
    return found


def splitting(gold: Boundaries, splits: Callable[[str], Iterable[int]]) -> Share:
    """Boundaries found, of those that must be; what may be found counts neither way."""
    right = found_at_all = must_be = 0
    wrong, missed = [], []
    for word, (must, may) in gold.items():
        found = frozenset(splits(word))
        right += len(found & must)
        found_at_all += len(found - may)
        must_be += len(must)
        wrong += [(word, word[at:]) for at in sorted(found - must - may)]
        missed += [(word, word[at:]) for at in sorted(must - found)]
    return Share(
        precision=right / max(1, found_at_all),
        recall=right / max(1, must_be),
        wrong=tuple(wrong),
        missed=tuple(missed),
    )


def word_pairs(text: str, terms: Callable[[str, str], Iterable[str]]) -> list[str]:
    """The rows `lang, a, b, match | nomatch` that come out otherwise; `terms` takes the language and a word."""
    wrong = []
    for line in text.splitlines()[1:]:
        lang, left, right, expected = line.split("\t")
        if bool({*terms(lang, left)} & {*terms(lang, right)}) != (expected == "match"):
            wrong.append(line)
    return wrong


class Completed(Struct, frozen=True, kw_only=True):
    """Of the stubs of one language: how many there are, the best candidate right, any right; those not best."""

    stubs: int
    best: float
    some: float
    wrong: tuple[str, ...]


def completions(text: str, lang: str, joined: Callable[[str, str], list[tuple[str, ...]]]) -> Completed:
    """Rows `lang, phrase, full forms`: one form a stub, in order, `|` between forms that are both right."""
    best = some = stubs = 0
    wrong = []
    for row_lang, phrase, forms in (line.split("\t") for line in text.splitlines()[1:]):
        if row_lang != lang:
            continue
        found = joined(phrase, lang)
        for candidates, right in itertools.zip_longest(found, forms.split(), fillvalue=""):
            stubs += 1
            is_best = bool(candidates) and candidates[0] in right.split("|")
            best += is_best
            some += bool({*candidates} & {*right.split("|")})
            wrong += [] if is_best else [f"{phrase}: {right} {candidates}"]
    return Completed(stubs=stubs, best=best / max(1, stubs), some=some / max(1, stubs), wrong=tuple(wrong))
