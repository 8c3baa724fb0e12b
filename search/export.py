"""Values as JSON-ready dictionaries: the shapes that `--json` prints, documented in docs/json.md.

Fields are only ever added. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.decisions import Standing
from corpus.ingest import IngestReport
from corpus.model import Block, Decision, Link, Page, PageId, PageSummary
from corpus.reclean import RecleanReport
from corpus.reports import CleaningReport, LanguageReport
from search.answers import Answer, Group, PageHit
from search.concordance import Concordance, Line
from search.link_records import link_standing_record
from search.passages import WhyMatched
from search.patterns import Step
from search.why import Verdict

Record = dict[str, Any]


def ingest_record(report: IngestReport) -> Record:
    return {
        "pages": report.pages,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "languages": dict(report.languages),
        "refused": [{"place": d.place, "reason": str(d.reason), "detail": d.detail} for d in report.refused],
        "ignored": dict(report.ignored),
    }


def page_record(page: PageSummary) -> Record:
    return {
        "page": page.id,
        "address": page.address,
        "title": page.title,
        "lang": page.lang,
        "confidence": page.confidence,
        "languages": list(page.languages),
        "published": page.published,
        "updated": page.updated,
        "kind": page.kind,
        "number": page.number,
        "programme": page.programme,
        "site": page.site,
        "version": page.version,
        "fetched_at": page.fetched_at,
    }


def full_record(page: Page) -> Record:
    cleaned = page.cleaned
    return {
        **page_record(page.summary),
        "text": cleaned.text,
        "blocks": [
            {"n": n, **block_record(block)} for n, block in enumerate(cleaned.all_blocks, 1) if block.reason is None
        ],
        "dropped": [
            {"n": n, "text": block.text, "reason": block.reason}
            for n, block in enumerate(cleaned.all_blocks, 1)
            if block.reason is not None
        ],
        "dates": [{"role": date.role, "value": date.value, "source": date.source} for date in cleaned.dates],
        "alternates": [{"lang": each.lang, "url": each.url, "source": each.source} for each in cleaned.alternates],
        "declared_lang": cleaned.declared_lang,
        "lang_conflict": cleaned.lang_conflict,
        "mentions": [{"value": each.value, "end": each.end, "text": each.text} for each in cleaned.mentions],
        "contacts": [
            {"name": each.name, "role": each.role, "phones": list(each.phones), "mails": list(each.mails)}
            for each in cleaned.contacts
        ],
        "amounts": [{"value": each.value, "currency": each.currency, "text": each.text} for each in cleaned.amounts],
        "breadcrumb": list(cleaned.breadcrumb),
    }


def block_record(block: Block) -> Record:
    return {"kind": block.kind, "text": block.text, "lang": block.lang, "level": block.level}


def decision_record(made: Decision) -> Record:
    return {
        "address": made.address,
        "kind": made.kind,
        "value": made.value,
        "nth": made.nth,
        "made_at": made.made_at,
    }


def standing_record(standing: Standing) -> Record:
    return {**decision_record(standing.decision), "needs_look": standing.needs_look or None}


def cleaning_record(report: CleaningReport) -> Record:
    return {
        "sites": [
            {
                "site": site.site,
                "pages": site.pages,
                "kept": site.kept,
                "removed": site.removed,
                "reasons": dict(site.ranked_reasons),
                "most_removed": [
                    {"text": line.text, "reason": line.reason, "pages": line.pages} for line in site.most_removed
                ],
            }
            for site in report.sites
        ],
        "templates": [
            {
                "group": line.group,
                "sites": list(line.sites),
                "lang": line.lang,
                "text": line.text,
                "pages": line.pages,
                "of": line.of,
                "since": line.since,
            }
            for line in report.templates
        ],
        "suspicious": [{**page_record(each.page), "share": each.share} for each in report.suspicious],
        "unreadable": [{**page_record(each.page), "share": each.share} for each in report.unreadable],
        "decisions": [standing_record(each) for each in report.decisions],
        "links": [link_standing_record(each) for each in report.links],
    }


def languages_record(report: LanguageReport) -> Record:
    return {
        "languages": report.languages,
        "conflicts": [{**page_record(page), "declared_lang": declared} for page, declared in report.conflicts],
        "bilingual": [page_record(page) for page in report.bilingual],
        "unknown": [page_record(page) for page in report.unknown],
        "unsure": [page_record(page) for page in report.unsure],
        "decisions": [standing_record(each) for each in report.decisions],
    }


def reclean_record(report: RecleanReport) -> Record:
    return {
        "versions": report.versions,
        "changes": [
            {
                "address": each.address,
                "back": list(each.back),
                "gone": list(each.gone),
                "title": each.title,
                "lang": each.lang,
                "refused": each.refused or None,
            }
            for each in report.changes
        ],
    }


def link_record(link: Link, addresses: Mapping[PageId, str]) -> Record:
    return {
        "a": addresses[link.a],
        "b": addresses[link.b],
        "relation": link.relation,
        "confidence": link.confidence,
        "state": link.state,
        "evidence": [{"kind": e.kind, "detail": e.detail, "weight": e.weight} for e in link.evidence],
    }


def answer_record(answer: Answer) -> Record:
    return {
        "query": answer.query,
        "total": {"programmes": answer.programmes, "pages": answer.pages},
        "groups": [_group(group) for group in answer.groups],
        "notes": list(answer.notes),
        "steps": [_step(step) for step in answer.steps],
        "facets": {
            counts.facet: [{"value": each.value, "pages": each.pages, "query": each.query} for each in counts.values]
            for counts in answer.facets
        },
        "silent": list(answer.silent),
        "offers": [
            {"kind": o.kind, "query": o.query, "pages": o.pages, "term": o.term, "instead": o.instead}
            for o in answer.offers
        ],
    }


def verdict_record(verdict: Verdict) -> Record:
    return {
        "cause": verdict.cause,
        "says": verdict.says,
        "page": page_record(verdict.page) if verdict.page else None,
        "rank": verdict.rank,
        "score": verdict.score,
        "parts": [
            {"term": p.term, "field": p.field, "looked_for": p.looked_for, "score": p.score} for p in verdict.parts
        ],
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "block": verdict.block or None,
        "rule": verdict.rule or None,
        "notes": list(verdict.notes),
    }


def concordance_record(found: Concordance) -> Record:
    return {
        "query": found.query,
        "total": {"lines": len(found.lines), "pages": found.pages},
        "lines": [_line(line) for line in found.lines],
        "years": dict(found.years),
        "sites": dict(found.sites),
        "collocates": [
            {"lemma": c.lemma, "lang": c.lang, "together": c.together, "everywhere": c.everywhere, "score": c.score}
            for c in found.collocates
        ],
        "notes": list(found.notes),
    }


def _line(line: Line) -> Record:
    return {
        "left": line.left,
        "keyword": line.keyword,
        "right": line.right,
        "lang": line.lang,
        "year": line.year or None,
        "site": line.page.site,
        "page": line.page.id,
        "address": line.page.address,
        "title": line.page.title,
        "block": line.block,
        "start": line.start,
    }


def _step(step: Step) -> Record:
    told: Record = {"term": step.term, "matched": step.matched, "lang": step.lang, "source": step.source}
    if step.shown is not None:
        told["passages"] = step.shown.passages
        told["example"] = [{"page": page, "block": block} for page, block in step.shown.example]
    return told


def _reason(why: WhyMatched) -> Record:
    return {
        "term": why.term,
        "matched": why.matched,
        "lang": why.lang,
        "source": why.source,
        "steps": [_step(step) for step in why.steps],
    }


def _group(group: Group) -> Record:
    return {
        "programme": group.programme,
        "languages": list(group.languages),
        "hits": [_hit(hit) for hit in group.hits],
        "others": [
            {"page": page.id, "address": page.address, "title": page.title, "lang": page.lang} for page in group.others
        ],
    }


def _hit(hit: PageHit) -> Record:
    return {
        "page": hit.page,
        "address": hit.address,
        "title": hit.title,
        "title_marks": _marks(hit.title_marks),
        "lang": hit.lang,
        "score": hit.score,
        "published": hit.about.published,
        "updated": hit.about.updated,
        "kind": hit.about.kind,
        "passages": [{"text": p.text, "lang": p.lang, "kind": p.kind, "marks": _marks(p.marks)} for p in hit.passages],
        "reasons": [_reason(reason) for reason in hit.reasons],
    }


def _marks(marks: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [list(mark) for mark in marks]
