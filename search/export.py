"""Values as JSON-ready dictionaries: the shapes that `--json` prints, documented in docs/json.md.

Fields are only ever added. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.ingest import IngestReport
from corpus.model import Block, Link, Page, PageId, PageSummary, Programme
from search.service import Answer, Group, PageHit

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
        "blocks": [block_record(block) for block in cleaned.blocks],
        "dropped": [{"text": block.text, "reason": block.reason} for block in cleaned.dropped],
        "dates": [{"role": date.role, "value": date.value, "source": date.source} for date in cleaned.dates],
        "alternates": [{"lang": each.lang, "url": each.url, "source": each.source} for each in cleaned.alternates],
        "declared_lang": cleaned.declared_lang,
        "lang_conflict": cleaned.lang_conflict,
    }


def block_record(block: Block) -> Record:
    return {"kind": block.kind, "text": block.text, "lang": block.lang, "level": block.level}


def link_record(link: Link, addresses: Mapping[PageId, str]) -> Record:
    return {
        "a": addresses[link.a],
        "b": addresses[link.b],
        "relation": link.relation,
        "confidence": link.confidence,
        "state": link.state,
        "evidence": [{"kind": e.kind, "detail": e.detail, "weight": e.weight} for e in link.evidence],
    }


def programme_record(programme: Programme, addresses: Mapping[PageId, str]) -> Record:
    return {
        "programme": programme.id,
        "labels": dict(programme.labels),
        "pages": [addresses[page] for page in programme.pages],
    }


def answer_record(answer: Answer) -> Record:
    return {
        "query": answer.query,
        "total": {"programmes": answer.programmes, "pages": answer.pages},
        "groups": [_group(group) for group in answer.groups],
        "notes": list(answer.notes),
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
        "reasons": [{"term": r.term, "matched": r.matched, "lang": r.lang, "source": r.source} for r in hit.reasons],
    }


def _marks(marks: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [list(mark) for mark in marks]
