"""Any data of the library as JSON can express it: no digit is lost in a float."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from numbers import Integral
from typing import Any

_MOST_BITS = 10_000


def make_plain(value: object, language: str | None = None) -> Any:
    """Return data as text, whole numbers, finite floats, lists and dictionaries.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> make_plain({"file": PurePosixPath("a/b.csv"), "values": (Decimal("58.0"), 3, None)})
    {'file': 'a/b.csv', 'values': ['58.0', 3, None]}
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _make_text(value)
    if isinstance(value, Integral):  # those of NumPy too
        whole = int(value)
        # Python itself refuses to write very long integers as decimals.
        return whole if whole.bit_length() <= _MOST_BITS else f"{whole:#x}"
    if isinstance(value, float):  # JSON has no infinity
        return float(value) if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return _make_parts(value, language)


def _make_parts(value: Any, language: str | None) -> Any:
    """Return something with parts as a list or a dictionary, anything else as its text."""
    if hasattr(value, "code") and callable(getattr(value, "message", None)):
        return value.to_dict(language)  # a finding or an error, with its words
    if isinstance(value, Mapping):
        return {str(key): make_plain(item, language) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = fields(value)
        return {part.name: make_plain(getattr(value, part.name), language) for part in parts}
    if isinstance(value, (set, frozenset)):
        return sorted((make_plain(item, language) for item in value), key=str)
    if isinstance(value, (bytes, bytearray)):
        return str(value)
    try:
        items = list(value)
    except TypeError:  # without parts; an array without dimensions only says so when it is asked
        return _make_text(str(value))
    return [make_plain(item, language) for item in items]


def _make_text(text: str) -> str:
    """Return text that can be written as UTF-8: of a file with other bytes, what can be read."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
