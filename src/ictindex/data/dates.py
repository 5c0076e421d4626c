"""Dates in arguments: ISO 8601 or dates of a program, never guessed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible

# Resolution 131 (Rev. Dubai, 2018): data are published within three months of their submission.
MONTHS_TO_PUBLICATION = 3


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
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))
