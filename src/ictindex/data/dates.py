"""Dates in arguments: ISO 8601 or dates of a program, never guessed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible

# Resolution 131 (Rev. Dubai, 2018): data are published within three months of their submission.
MONTHS_TO_PUBLICATION = 3


def date_of(given: object, argument: str) -> dt.date | None:
    """Return a date from a date or an ISO text; ``None`` stays ``None``."""
    # Data frames hold a date as the midnight with which it begins.
    if given is None or type(given) is dt.date:
        return given
    if isinstance(given, dt.datetime) and given == dt.datetime.combine(given, dt.time()):
        return given.date()
    arguments.require(isinstance(given, str), argument, "date", given)
    try:
        date = dt.date.fromisoformat(str(given))
        if date.isoformat() == given:  # a week date is ISO 8601 too, but not what was asked for
            return date
    except ValueError:
        pass
    raise UsageError("argument.no-date", argument=argument, value=visible(str(given))[:40])


def months_later(date: dt.date, months: int) -> dt.date:
    """Return the same day some calendar months later, or the last day of a shorter month."""
    # Where the calendar ends before that, its last day.
    years, month = divmod(date.month - 1 + months, 12)
    year = date.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))
