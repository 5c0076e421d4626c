"""Dates in arguments: ISO 8601 or dates of a program, never guessed."""

from __future__ import annotations

import datetime as dt
import re

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible

# Resolution 131 (Rev. Dubai, 2018): data are published within three months of their submission.
MONTHS_TO_PUBLICATION = 3
_PERIOD = r"([0-9]{4})(?:-(?:S([12])|Q([1-4])|(0[1-9]|1[0-2])))?"


def date_of(value: object, argument: str) -> dt.date | None:
    """Return a date from a date or an ISO 8601 text; ``None`` stays ``None``."""
    # Data frames store a date as its first midnight.
    if value is None or type(value) is dt.date:
        return value
    if isinstance(value, dt.datetime) and value == dt.datetime.combine(value, dt.time()):
        return value.date()
    arguments.require(isinstance(value, str), argument, "date", value)
    try:
        date = dt.date.fromisoformat(str(value))
        if date.isoformat() == value:  # a week date is ISO 8601 too, but not accepted
            return date
    except ValueError:
        pass
    raise UsageError("argument.no-date", argument=argument, value=visible(str(value))[:40])


def months_later(date: dt.date, months: int) -> dt.date:
    """Return the same day some calendar months later, or the last day of a shorter month."""
    # Where the calendar ends earlier, its last day.
    years, month = divmod(date.month - 1 + months, 12)
    year = date.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(date.day, _last_day(year, month + 1)))


def end_of_period(period: str) -> dt.date | None:
    """Return the last day of a year, half-year, quarter or month; ``None`` for any other text.

    Examples
    --------
    >>> [str(end_of_period(text)) for text in ("2024", "2024-S1", "2024-Q3", "2024-02")]
    ['2024-12-31', '2024-06-30', '2024-09-30', '2024-02-29']
    >>> end_of_period("2024-13") is None, end_of_period("0000") is None
    (True, True)
    """
    match = re.fullmatch(_PERIOD, period)
    if match is None or match[1] == "0000":
        return None
    year = int(match[1])
    month = int(match[4] or 12)
    if match[2] or match[3]:
        month = 6 * int(match[2]) if match[2] else 3 * int(match[3])
    return dt.date(year, month, _last_day(year, month))


def _last_day(year: int, month: int) -> int:
    """Return the number of the last day of a month."""
    return 31 if month == 12 else (dt.date(year, month + 1, 1) - dt.timedelta(1)).day
