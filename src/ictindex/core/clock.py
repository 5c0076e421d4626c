"""The clock of this machine, which a release and a record of a register compare a date with."""

from __future__ import annotations

import datetime as dt
import re

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def now() -> dt.datetime:
    """Return the present instant in UTC."""
    return dt.datetime.now(dt.UTC)


def is_instant(value: object) -> bool:
    """Tell whether a value is an instant in UTC, such as ``2027-06-30T10:00:00Z``."""
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def instant_of(text: str) -> dt.datetime:
    """Return the instant of a text such as ``2027-06-30T10:00:00Z``, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def start_of(day: dt.date) -> dt.datetime:
    """Return the first instant of a day in UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)
