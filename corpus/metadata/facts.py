"""What a page's markup says about it, as values.

Lives here: the values, and their way back from JSON. Not here: reading them (head.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.model import Alternate, PageDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page's markup says about it. `types` are schema.org and Open Graph types, casefolded."""

    title: str = ""
    og_title: str = ""
    site_name: str = ""
    headings: tuple[str, ...] = ()
    dates: tuple[PageDate, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    canonical: str | None = None
    lang: str | None = None
    types: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()


def facts_of(told: Mapping[str, Any]) -> Facts:
    """Facts from what `asdict` made of them, also after a way through JSON."""
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    dates = tuple(PageDate(**each) for each in told["dates"])
    alternates = tuple(Alternate(**each) for each in told["alternates"])
    return Facts(**{**told, **lists, "dates": dates, "alternates": alternates})


def no_facts() -> Facts:
    """The facts of a text without markup."""
    return Facts()
