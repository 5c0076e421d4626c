"""Readings of a text: every number or date that it can mean, in any way of writing.

The caller decides: a text with one reading can be used; of two readings the writer must choose one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from ictindex.data.cell_text import FULL_WIDTH_SIGNS

_LONGEST = 60
# Signs between groups of three digits that are never decimal signs.
_BLANKS = " \u00a0\u2009\u202f'\u2019_\u066c"
_SIGNS = str.maketrans(
    {"\u066b": ",", "\u060c": ",", "\u2212": "-", "\u2012": "-", "\u2013": "-"} | FULL_WIDTH_SIGNS
)
_ARABIC_DECIMAL = "\u066b"
_NUMBER = rf"(?a)-?[0-9]+(?:[.,{_BLANKS}][0-9]+)*"
_SPLIT = rf"([.,{_BLANKS}])"
_DATE = r"(?a)([0-9]{1,4})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})\.?"
_CHINESE = r"(?a)([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
_FIRST, _LAST = 1900, 2100


def read_number(text: str, decimal: str) -> Decimal | None:
    """Return the number in a text of a language whose decimals follow ``decimal``.

    ``None`` if the text can mean several numbers, or none.
    """
    readings = number_readings(text)
    if len(readings) < 2:
        return readings[0] if readings else None
    # Two readings have one sign: "1,234" means 1.234 only where decimals follow a comma.
    is_decimal = decimal in _plain(text) or _ARABIC_DECIMAL in text
    return readings[1] if is_decimal else None


def number_readings(text: str) -> tuple[Decimal, ...]:
    """Return every number that a text can mean: none, one or two, the one in groups first."""
    plain = _plain(text)
    if len(text) > _LONGEST or not re.fullmatch(_NUMBER, plain):
        return ()
    sign = "-" if plain.startswith("-") else ""
    digits, signs = re.split(_SPLIT, plain.removeprefix("-"))[::2], re.findall(_SPLIT, plain)
    readings: dict[Decimal, None] = {}
    if _are_groups(digits, signs):
        readings[Decimal(sign + "".join(digits))] = None
    # A decimal sign appears once, after all other signs, and differs from them.
    has_decimals = bool(signs) and signs[-1] in ".," and signs[-1] not in signs[:-1]
    if has_decimals and _are_groups(digits[:-1], signs[:-1]):
        readings[Decimal(f"{sign}{''.join(digits[:-1])}.{digits[-1]}")] = None
    return tuple(readings)


def _are_groups(digits: list[str], signs: list[str]) -> bool:
    """Tell whether digits form groups with one sign between all: of three, or as in India."""
    first, *others = digits
    if len(first) > 1 and first.startswith("0"):
        return False
    if not signs:
        return True
    if first == "0" or len(set(signs)) > 1 or len(others[-1]) != 3:
        return False
    # 1,23,45,678: groups of two before the last one, which has three digits.
    indian = signs[0] == "," and len(first) <= 2 and all(len(g) == 2 for g in others[:-1])
    return indian or (len(first) <= 3 and all(len(g) == 3 for g in others))


def _plain(text: str) -> str:
    """Return a text with ASCII digits and signs, without blanks and marks at its ends."""
    shown = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text[:_LONGEST]
    ).translate(_SIGNS)
    marks = "".join({c for c in shown if unicodedata.category(c) == "Cf"})
    return (
        shown.strip().strip(marks + _BLANKS).strip()
        if marks
        else shown.strip(" \t\r\n\u00a0\u3000")
    )


def date_readings(text: str) -> tuple[dt.date, ...]:
    """Return every date that a text can mean: none, one or two; first with the day in front."""
    # A year is first or last and has four digits; if the year is first, the month follows.
    plain = _plain(text)
    chinese = re.fullmatch(_CHINESE, plain)
    if chinese is not None:
        return _dates([(chinese[1], chinese[2], chinese[3])])
    parts = re.fullmatch(_DATE, plain)
    if parts is None:
        return ()
    first, second, third = parts[1], parts[3], parts[4]
    if len(first) == 4:
        return _dates([(first, second, third)] if len(third) <= 2 else [])
    if len(third) != 4 or len(first) > 2:
        return ()
    return _dates([(third, second, first), (third, first, second)])


def _dates(several: list[tuple[str, str, str]]) -> tuple[dt.date, ...]:
    readings: dict[dt.date, None] = {}
    for year, month, day in several:
        try:
            if _FIRST <= int(year) <= _LAST:
                readings[dt.date(int(year), int(month), int(day))] = None
        except ValueError:
            continue
    return tuple(readings)
