"""Names that may have been meant by one that is none: those that hold it, then those spelt nearly so. Pure.

Not here: words that are spelt otherwise than those on pages (rescue.py).
"""

from collections.abc import Iterable

MOST = 5
ALIKE = 0.6  # of difflib's ratio: its own default


def nearest(name: str, known: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    """The nearest first; none where nothing is near."""
    from difflib import get_close_matches

    wanted = name.casefold()
    names = sorted(known)
    holding = [each for each in names if wanted and wanted in each.casefold()]
    by_part: dict[str, list[str]] = {}
    for each in names:
        by_part.setdefault(_telling(each.casefold()), []).append(each)
    alike = get_close_matches(_telling(wanted), by_part, n=most, cutoff=ALIKE)
    return tuple(dict.fromkeys([*holding, *(each for part in alike for each in by_part[part])]))[:most]


def _telling(name: str) -> str:
    """Of a host the part that sets it apart, which is its longest but for the last; of anything else all of it."""
    parts = name.split(".")
    return name if " " in name else max(parts[:-1] or parts, key=len)
