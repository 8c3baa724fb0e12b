"""What cleaning and language identification did to an archive, for the people who answer for it.

Lives here: counting over pages as they stream by. Pure but for reading the store. Not here: how a report looks.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from heapq import nsmallest

from msgspec import Struct, field

from corpus.decisions import Standing
from corpus.linking.decided import LinkStanding
from corpus.model import Block, Cleaned, Lang, Page, PageSummary, language_rank
from corpus.store import TemplateLine

MOST = 20  # lines that a list shows
LITTLE = 0.1  # share of a page's characters: when no more is kept, somebody should look
MUCH = 500  # characters removed, below which a short page is no surprise
UNSURE = 0.7
TEMPLATE = "template"
BROKEN = "\ufffd"  # what stands for a character that could not be read, for good


class RemovedLine(Struct, frozen=True, kw_only=True):
    """A text that was removed, why, and on how many pages."""

    text: str
    reason: str
    pages: int


class SiteCleaning(Struct, kw_only=True):
    """What cleaning did to a site: characters kept and removed, characters by reason, the lines removed most."""

    site: str
    pages: int = 0
    kept: int = 0
    removed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    _seen: Counter[int] = field(default_factory=Counter)
    _repeated: dict[int, tuple[str, str]] = field(default_factory=dict)  # most lines occur once: their text is not held

    def add(self, page: Cleaned) -> None:
        self.pages += 1
        self.kept += sum(len(block.text) for block in page.blocks)
        for block in page.dropped:
            self.removed += len(block.text)
            self.reasons[_name_of(block)] += len(block.text)
        for line in {(block.text, _name_of(block)) for block in page.dropped}:
            key = _key(line)
            self._seen[key] += 1
            if self._seen[key] > 1:
                self._repeated[key] = line

    @property
    def ranked_reasons(self) -> list[tuple[str, int]]:
        return sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))

    @property
    def most_removed(self) -> list[RemovedLine]:
        counted = ((self._seen[key], line) for key, line in self._repeated.items())
        ranked = nsmallest(MOST, counted, key=lambda each: (-each[0], each[1]))
        return [RemovedLine(text=text, reason=reason, pages=n) for n, (text, reason) in ranked]


class Suspect(Struct, frozen=True, kw_only=True):
    """A page of which little is left, or whose characters are broken; `share` is of its characters."""

    page: PageSummary
    share: float


class CleaningReport(Struct, frozen=True, kw_only=True):
    """`suspicious` pages lost nearly everything; `unreadable` ones hold characters that nothing can repair."""

    sites: tuple[SiteCleaning, ...]
    templates: tuple[TemplateLine, ...]
    suspicious: tuple[Suspect, ...]
    unreadable: tuple[Suspect, ...]
    decisions: tuple[Standing, ...]
    links: tuple[LinkStanding, ...] = ()


class LanguageReport(Struct, frozen=True, kw_only=True):
    """Pages whose language somebody should look at; `declared` of a conflict is what the page says it is in."""

    languages: dict[Lang, int]
    conflicts: tuple[tuple[PageSummary, str], ...]
    bilingual: tuple[PageSummary, ...]
    unknown: tuple[PageSummary, ...]
    unsure: tuple[PageSummary, ...]
    decisions: tuple[Standing, ...]


def report_cleaning(
    pages: Iterable[Page], templates: Iterable[TemplateLine], decisions: Iterable[Standing], site: str | None = None
) -> CleaningReport:
    """The report, of one site or of all. Of a page only what is counted is held."""
    sites: dict[str, SiteCleaning] = {}
    suspicious: list[Suspect] = []
    unreadable: list[Suspect] = []
    addresses: set[str] = set()
    for page in pages:
        summary, cleaned = page.summary, page.cleaned
        if site is not None and summary.site != site:
            continue
        addresses.add(page.address)
        kept, removed = (sum(len(block.text) for block in blocks) for blocks in (cleaned.blocks, cleaned.dropped))
        sites.setdefault(summary.site, SiteCleaning(site=summary.site)).add(cleaned)
        if removed >= MUCH and kept < LITTLE * (kept + removed):
            suspicious.append(Suspect(page=summary, share=round(kept / (kept + removed), 4)))
        broken = cleaned.text.count(BROKEN)
        if broken:
            unreadable.append(Suspect(page=summary, share=round(broken / max(kept, 1), 4)))
    return CleaningReport(
        sites=tuple(sorted(sites.values(), key=lambda each: (-each.pages, each.site))),
        templates=tuple(line for line in templates if site is None or site in line.sites),
        suspicious=tuple(sorted(suspicious, key=lambda each: (each.share, each.page.address))),
        unreadable=tuple(sorted(unreadable, key=lambda each: (-each.share, each.page.address))),
        decisions=tuple(
            each for each in decisions if each.decision.kind != "language" and each.decision.address in addresses
        ),
    )


def report_languages(pages: Iterable[Page], decisions: Iterable[Standing]) -> LanguageReport:
    languages: Counter[Lang] = Counter()
    conflicts: list[tuple[PageSummary, str]] = []
    bilingual: list[PageSummary] = []
    unknown: list[PageSummary] = []
    unsure: list[PageSummary] = []
    for page in pages:
        summary = page.summary
        languages[summary.lang] += 1
        if page.cleaned.lang_conflict:
            conflicts.append((summary, page.cleaned.declared_lang or ""))
        if len(summary.languages) > 1:
            bilingual.append(summary)
        if summary.lang in ("und", "other"):
            unknown.append(summary)
        elif summary.confidence < UNSURE:
            unsure.append(summary)
    return LanguageReport(
        languages={lang: languages[lang] for lang in sorted(languages, key=lambda each: (language_rank(each), each))},
        conflicts=tuple(conflicts),
        bilingual=tuple(bilingual),
        unknown=tuple(unknown),
        unsure=tuple(unsure),
        decisions=tuple(each for each in decisions if each.decision.kind == "language"),
    )


def _name_of(block: Block) -> str:
    """Why a block was removed; on how many pages of a site a line of its template stands is no reason of its own."""
    reason = block.reason or ""
    return TEMPLATE if reason.startswith(f"{TEMPLATE}:") and reason[len(TEMPLATE) + 1 :][:1].isdigit() else reason


def _key(line: tuple[str, str]) -> int:
    return int.from_bytes(blake2b("\0".join(line).encode(), digest_size=8).digest(), "big")
