"""Moments in the life of an archive as people write them: a day, a month, a year or a time, in UTC.

Lives here: a written date -> its first or last moment, as the store keeps moments. Pure.
Not here: dates in texts (dates.py), dates that a query asks for (search).
"""

import re
from calendar import monthrange
from datetime import UTC, datetime

from corpus.errors import InputError

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)
_TIME = re.compile(r"[\dW-]{7,10}[T ]\d\d.*", re.ASCII)
"""A date with a time. Without one, what ISO writes otherwise (`20210501`, `2021-W05`) would mean a first moment."""
_HINT = "write 2021, 2021-05, 2021-05-01 or 2021-05-01T12:00"


def first_moment(written: str) -> str:
    """The first moment of a date: `2021-05` is `2021-05-01T00:00:00.000000`. Raises InputError when it is none."""
    return _moment(written, is_last=False)


def last_moment(written: str) -> str:
    """The last moment of a date: `2021-05` is `2021-05-31T23:59:59.999999`. Raises InputError when it is none."""
    return _moment(written, is_last=True)


def _moment(written: str, *, is_last: bool) -> str:
    told = written.strip()
    try:
        match = _DATE.fullmatch(told)
        if match is None:
            if not _TIME.fullmatch(told):
                raise ValueError(told)
            return _exact(datetime.fromisoformat(told))
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        whole = datetime(year, month or 1, day or 1)  # noqa: DTZ001  UTC, as all moments of the store
        if not is_last:
            return _exact(whole)
        month = month or 12
        return _exact(whole.replace(month=month, day=day or monthrange(year, month)[1]), "T23:59:59.999999")
    except (ValueError, OverflowError) as error:
        raise InputError("this is no date", where=written[:100], hint=_HINT) from error


def _exact(moment: datetime, time: str = "") -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    told = moment.replace(tzinfo=None).isoformat(timespec="microseconds")
    return told[:10] + time if time else told
