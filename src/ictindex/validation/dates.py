"""Dates in arguments: ISO 8601 or dates of a program, never guessed."""

from __future__ import annotations

import datetime as dt

from ictindex import guards
from ictindex.errors import UsageError
from ictindex.observations.cells import visible


def date_of(given: object, argument: str) -> dt.date | None:
    """Return a date from a date or an ISO text; ``None`` stays ``None``.

    Raises
    ------
    UsageError
        If it is neither.

    Examples
    --------
    >>> date_of("2025-03-31", "submitted")
    datetime.date(2025, 3, 31)
    """
    if given is None or type(given) is dt.date:
        return given
    guards.require(isinstance(given, str), argument, "date", given)
    try:
        date = dt.date.fromisoformat(str(given))
        if date.isoformat() == given:  # a week date is ISO 8601 too, but not what was asked for
            return date
    except ValueError:
        pass
    raise UsageError("argument.no-date", argument=argument, value=visible(str(given))[:40])
