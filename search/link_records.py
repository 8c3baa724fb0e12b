"""People's decisions on links, and what explains a link, as JSON-ready dictionaries (docs/json.md).

Fields are only ever added. Pure. Not here: all other records (export.py).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from corpus.linking.decided import LinkStanding
from corpus.model import Link, LinkDecision

if TYPE_CHECKING:
    from corpus.linking.vetoes import Veto

Record = dict[str, Any]


def link_decision_record(made: LinkDecision) -> Record:
    told = ("a", "b", "relation", "verdict", "who", "made_at")
    return {**{name: getattr(made, name) for name in told}, "note": made.note or None}


def link_standing_record(standing: LinkStanding) -> Record:
    return {
        **link_decision_record(standing.decision),
        "is_in_archive": standing.pages is not None,
        "followed": standing.followed or None,
        "needs_look": standing.needs_look or None,
    }


def explained_record(link: Link, vetoes: "Iterable[Veto]") -> Record:
    """What --explain adds to a link."""
    return {
        "sum": round(sum(each.weight for each in link.evidence), 3),
        "vetoes": [{"name": each.name, "detail": each.detail, "passed": each.is_passed} for each in vetoes],
    }
