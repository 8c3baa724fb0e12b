"""What could have ruled a link out, and how it stands with it, in words.

Not here: what is weighed (evidence.py, translations.py), which pages are compared at all (pairs.py).
"""

from msgspec import Struct

from corpus.linking.evidence import is_scope_conflict
from corpus.linking.features import Known
from corpus.linking.translations import DAYS_APART, day_of
from corpus.model import Relation


class Veto(Struct, frozen=True, kw_only=True):
    """Something that may rule a link out whatever speaks for it: what it is, what was found, whether it was passed."""

    name: str
    detail: str
    is_passed: bool


def vetoes(a: Known, b: Known, relation: Relation) -> tuple[Veto, ...]:
    """How two pages stand with all that could rule out a link of this relation."""
    found = [_county(a, b)]
    if relation == "translation":
        found += [_number(a, b), _days(a, b)]
    return tuple(found)


def _county(a: Known, b: Known) -> Veto:
    named = sorted({each.partition(":")[2] or each for each in (a.scope, b.scope) if each})
    passed = not is_scope_conflict(a, b)
    if not named:
        return Veto(name="county", detail="neither page speaks of one county", is_passed=passed)
    both = "both pages speak of" if a.scope and b.scope else "one page speaks of"
    return Veto(name="county", detail=f"{both} {' and '.join(named)}", is_passed=passed)


def _number(a: Known, b: Known) -> Veto:
    if not (a.number and b.number):
        return Veto(name="announcement", detail="not both pages have a number", is_passed=True)
    detail = f"both are {a.number}" if a.number == b.number else f"one is {a.number}, the other {b.number}"
    return Veto(name="announcement", detail=detail, is_passed=a.number == b.number)


def _days(a: Known, b: Known) -> Veto:
    one, other = (day_of(page.published) if page.is_news else -1 for page in (a, b))
    if min(one, other) < 0:
        return Veto(name="dates of news", detail="not both pages are news with a full date", is_passed=True)
    apart = abs(one - other)
    detail = f"{apart} day{'' if apart == 1 else 's'} apart, of at most {DAYS_APART}"
    return Veto(name="dates of news", detail=detail, is_passed=apart <= DAYS_APART)
