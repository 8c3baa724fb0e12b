"""Suspended compounds: `sosiaali- ja terveyspalvelut` also says sosiaalipalvelut, `lapsiperheet ja -järjestöt`
lapsijärjestöt.

The word at the other end of the coordination is cut at each of its compound boundaries; what follows (or precedes) the
cut is what the stub may share. Which cut is meant is often open, so every candidate is given, best first: a wrong form
is rarely asked for, a missing one is a lost page.

Lives here: words of a text -> full forms. Not here: where a word can be cut (the chains).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct

from corpus.analysis.chains import Chain
from corpus.analysis.forms import FormAnalysis, Resolved
from corpus.analysis.tokens import Word, form_offset, normalise

HYPHENS = "-\u2010\u2011\u2212"

MIN_SHARED = 3
"""Letters a shared part must have; shorter ones are endings."""


class _Merit(NamedTuple):
    """What speaks for a candidate, the weightiest first."""

    is_single: bool = True  # no part twice: esisuunnittelu|vaihe shares no suunnittelu with hankesuunnittelu-
    is_known: bool = False
    is_bridge: bool = False  # the stub makes a word with the part behind the cut
    is_outer: bool = False
    is_whole: bool = False  # the cut is in no fixed compound
    is_parallel: bool = False  # the stub is of one kind with what it stands for
    is_word: bool = False  # what is shared is a word
    length: int = 0


class _Candidate(Struct, frozen=True, kw_only=True):
    form: str
    cut: int
    merit: _Merit

    @property
    def is_likely(self) -> bool:
        """Known, or cut where compounds are cut; inside a part only if the stub makes a word with what follows."""
        return self.merit.is_known or self.merit.is_bridge or self.merit.is_outer


class Resolver:
    """Finds the suspended compounds of one text, with one chain. `analyse` may be the chain's own or a cache of it."""

    def __init__(self, text: str, words: list[Word], chain: Chain, analyse: Callable[[str], FormAnalysis]) -> None:
        self._text = text
        self._words = words
        self._chain = chain
        self._analyse = analyse

    def resolve(self) -> dict[int, Resolved]:
        """By the stub's number in the list of words."""
        return dict(self._shared_ends()) | dict(self._shared_beginnings())

    def _shared_ends(self) -> Iterator[tuple[int, Resolved]]:
        """A- ja B|c, A-, B- ja C|d, A-/B|c"""
        done = -1
        for first, word in enumerate(self._words):
            if first <= done or not word.form.endswith("-"):
                continue
            stubs, last = self._coordination(first)
            done = stubs[-1]
            if last is None:
                continue
            last, cuts = self._cuts_of_end(last)
            cuts = cuts or self._cuts_to_known_words(stubs, last) or self._cuts_by_tail(last)
            for stub in stubs:
                found = [self._with_end(stub, last, cut) for cut in cuts]
                yield from self._pick(stub, last, [each for each in found if each.is_likely] or found, at_end=True)

    def _coordination(self, first: int) -> tuple[list[int], int | None]:
        """The stubs from `first` on and the word that completes them, if one does."""
        stubs, at, joined = [first], first, False
        while at + 1 < len(self._words):
            gap, follower = self._gap(at), self._words[at + 1]
            if follower.form.endswith("-") and gap in {",", "/", "&", ""}:
                stubs.append(at + 1)
            elif gap in {"", ",", "/"} and follower.form in self._chain.conjunctions:
                joined = True
                at += 1
                continue
            elif gap in {"/", "&"} and follower.kind != "address":
                return stubs, at + 1
            else:
                return stubs, at + 1 if joined and gap == "" and follower.kind != "address" else None
            at += 1
            joined = False
        return stubs, None

    def _cuts_of_end(self, last: int) -> tuple[int, list[int]]:
        """The completing word and its cuts: in `lähi- ja keskitettyjen palveluiden` the noun after its attribute."""
        cuts = self._cuts(last)
        after = last + 1
        if cuts or self._chain.lang != "fi" or after >= len(self._words) or self._gap(last) != "":
            return last, cuts
        attribute, noun = self._words[last].form, self._words[after].form
        if len(attribute) > 4 and len(noun) > 4 and attribute[-2:] == noun[-2:]:
            return after, [0, *self._cuts(after)]
        return last, cuts

    def _cuts_to_known_words(self, stubs: list[int], last: int) -> list[int]:
        """In what is not known to be a compound: the cut whose tail makes a known word with a stub (push|chairs)."""
        form = self._words[last].form
        if self._words[last].kind != "word" or form.endswith("-"):
            return []
        starts = [self._words[stub].form.rstrip("-") for stub in stubs]
        cuts = range(2, len(form) - MIN_SHARED + 1)
        return [
            cut
            for cut in cuts
            if self._chain.is_word(form[cut:]) and any(self._is_known(start + form[cut:]) for start in starts)
        ][:1]

    def _shared_beginnings(self) -> Iterator[tuple[int, Resolved]]:
        """A|b ja -c, A|b, -c ja -d"""
        roots: dict[int, int] = {}
        for at in range(1, len(self._words)):
            root = self._root_of(at)
            if root is None:
                continue
            root = roots.get(root, root)
            roots[at] = root
            cuts = self._cuts(root) or self._cuts_by_tail(root)
            yield from self._pick(at, root, [self._with_beginning(root, at, cut) for cut in cuts], at_end=False)

    def _root_of(self, at: int) -> int | None:
        """The word that an ending with a hyphen before it (`-järjestöt`) follows in a coordination."""
        word = self._words[at]
        if word.kind != "word" or self._text[word.start - 1] not in HYPHENS:
            return None
        gap = self._raw_gap(at - 1)
        before = gap[:-1]
        if not gap.endswith("-") or not before[-1:].isspace() or "\n\n" in before:
            return None
        if before.strip() == ",":
            return at - 1
        is_joined = at >= 2 and self._words[at - 1].form in self._chain.conjunctions and self._gap(at - 2) in {"", ","}
        return at - 2 if before.isspace() and is_joined else None

    def _cuts(self, at: int) -> list[int]:
        """Offsets in the word at which a shared part may begin, in order."""
        word = self._words[at]
        if word.kind == "address" or word.form.endswith("-"):
            return []
        cuts = self._cuts_in(word.form)
        if not cuts:
            cuts = [len(prefix) for prefix in self._chain.prefixes if self._begins_with(word.form, prefix)][:1]
        return [cut for cut in cuts if 0 < cut <= len(word.form) - MIN_SHARED]

    def _cuts_by_tail(self, at: int) -> list[int]:
        """Before the longest known tail of an unknown word, or where a known one is made up of two (el|avbrott)."""
        form, is_word = self._words[at].form, self._chain.is_word
        if not self._chain.has_known_tails or self._words[at].kind != "word" or form.endswith("-"):
            return []
        least = 2 if is_word(form) else MIN_SHARED
        cuts = range(least, len(form) - MIN_SHARED)
        return [cut for cut in cuts if is_word(form[cut:]) and (least == MIN_SHARED or is_word(form[:cut]))][:1]

    def _begins_with(self, form: str, prefix: str) -> bool:
        rest = form[len(prefix) :]
        return form.startswith(prefix) and len(rest) >= 4 and self._chain.is_word(rest)

    def _with_end(self, stub: int, last: int, cut: int) -> _Candidate:
        word, form = self._words[stub], self._words[last].form
        start = word.form.rstrip("-")
        outer = self._analyse(form).splits
        following = next((at for at in self._cuts_in(form) if at > cut), None)
        head = form[cut:]
        # EU- ja valtionrahoitus: an abbreviation keeps its hyphen; in a heading in capitals nothing tells them apart.
        is_abbreviation = (word.capital and not self._words[last].capital) or start[-1:].isdigit()
        joined = self._join(start, head, hyphen=is_abbreviation or self._has_hyphen_of_its_own(form, cut))
        if head.startswith(start) and len(head) > len(start) + MIN_SHARED:
            joined = head  # års- och del|årsöversikt
        bridge = following is not None and cut > 0 and self._is_known_part(start + form[cut:following])
        word_head = self._chain.is_word(head)
        merit = _Merit(
            is_single=not start.endswith(form[cut:following]),
            is_known=self._is_known(joined),
            is_bridge=bridge,
            is_outer=cut == 0 or cut in outer,
            is_whole=not self._is_fixed(form, cut),
            is_parallel=cut == 0 or self._chain.shape_of(start) == self._chain.shape_of(self._part_before(form, cut)),
            is_word=word_head,
            length=-cut if word_head and not self._chain.shares_little else cut,
        )
        return _Candidate(form=joined, cut=cut, merit=merit)

    def _part_before(self, form: str, cut: int) -> str:
        """viikon in viikonloppu, loppu in viikonloppu|vastaanotto"""
        return form[max([at for at in self._cuts_in(form) if at < cut], default=0) : cut].rstrip("-")

    def _cuts_in(self, form: str) -> list[int]:
        analysis = self._analyse(form)
        return sorted({*analysis.splits, *analysis.inner})

    def _is_fixed(self, form: str, cut: int) -> bool:
        starts = (0, *self._cuts_in(form))
        return any(
            start < cut < start + len(each)
            for start in starts
            for each in self._chain.fixed
            if form.startswith(each, start)
        )

    def _has_hyphen_of_its_own(self, form: str, cut: int) -> bool:
        """Not one that only parts two equal vowels (vapaa-aika)."""
        is_written = form[cut - 1 : cut] == "-"
        return is_written and not (self._chain.hyphen_between_vowels and _meet(form[: cut - 1], form[cut:]))

    def _with_beginning(self, root: int, at: int, cut: int) -> _Candidate:
        """The longest beginning is meant most often: sosiaalipalvelu|järjestelmät ja -prosessit."""
        beginning, end = self._words[root].form[:cut], self._words[at].form
        joined = self._join(beginning.rstrip("-"), end, hyphen=beginning.endswith("-"))
        form = self._words[root].form
        merit = _Merit(
            is_known=self._is_known(joined),
            is_outer=cut in self._analyse(form).splits,
            # A genitive belongs to what follows it: sosiaali|työn|tekijät ja -ohjaajat.
            is_parallel=self._chain.shape_of(self._part_before(form, cut)) != "genitive",
            length=cut,
        )
        return _Candidate(form=joined, cut=cut, merit=merit)

    def _pick(self, stub: int, other: int, found: list[_Candidate], *, at_end: bool) -> Iterator[tuple[int, Resolved]]:
        if not found:
            return
        ranked = sorted(found, key=lambda candidate: candidate.merit, reverse=True)
        word = self._words[other]
        border = word.start + form_offset(word.surface, len(word.form), ranked[0].cut)
        shared = (border, word.end) if at_end else (word.start, border)
        yield stub, Resolved(forms=tuple(dict.fromkeys(each.form for each in ranked)), shared=shared)

    def _join(self, start: str, end: str, *, hyphen: bool) -> str:
        is_third = len(start) > 2 and start[-1] == start[-2] == end[:1]
        if hyphen or (self._chain.hyphen_between_vowels and _meet(start, end)):
            return f"{start}-{end}"
        if is_third:
            return start[:-1] + end if self._chain.drops_third else f"{start}-{end}"
        return start + end

    def _is_known(self, form: str) -> bool:
        return self._chain.is_one_word(form)

    def _is_known_part(self, part: str) -> bool:
        return self._chain.is_one_word(part.rstrip("-"))

    def _raw_gap(self, at: int) -> str:
        return normalise(self._text[self._words[at].end : self._words[at + 1].start])

    def _gap(self, at: int) -> str:
        """What stands between a word and the next, less space; a blank line counts."""
        gap = self._raw_gap(at)
        return "\n\n" if "\n\n" in gap else gap.strip()


def _meet(left: str, right: str) -> bool:
    return left[-1:] == right[:1] and left[-1:] in set("aeiouyåäö")
