"""Readings of a text: every number or date that it can mean, in any way of writing.

The caller decides: a text with one reading can be used; of two readings the writer must choose one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

_LONGEST = 60
# Signs between groups of three digits that are never decimal signs.
_BLANKS = " \u00a0\u2009\u202f'\u2019_\u066c"
_SIGNS = {"\u066b": ",", "\u060c": ",", "\u2212": "-"}
_NUMBER = re.compile(rf"-?[0-9]+(?:[.,{_BLANKS}][0-9]+)*", re.ASCII)
_SPLIT = re.compile(rf"([.,{_BLANKS}])")
_DATE = re.compile(r"([0-9]{1,4})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})\.?", re.ASCII)
_CHINESE = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日", re.ASCII)
_FIRST, _LAST = 1900, 2100


def number_readings(text: str) -> tuple[Decimal, ...]:
    """Return every number that a text can mean: none, one or two."""
    plain = _plain(text)
    if len(text) > _LONGEST or not _NUMBER.fullmatch(plain):
        return ()
    sign = "-" if plain.startswith("-") else ""
    digits, signs = _SPLIT.split(plain.removeprefix("-"))[::2], _SPLIT.findall(plain)
    readings: dict[Decimal, None] = {}
    if _are_groups(digits, signs):
        readings[Decimal(sign + "".join(digits))] = None
    # A decimal sign appears once, after all other signs, and differs from them.
    has_decimals = bool(signs) and signs[-1] in ".," and signs[-1] not in signs[:-1]
    if has_decimals and _are_groups(digits[:-1], signs[:-1]):
        readings[Decimal(f"{sign}{''.join(digits[:-1])}.{digits[-1]}")] = None
    return tuple(readings)


def _are_groups(digits: list[str], signs: list[str]) -> bool:
    """Tell whether digits form groups of three after the first group, with one sign between all."""
    if len(digits[0]) > 1 and digits[0].startswith("0"):
        return False
    if not signs:
        return True
    usual = len(digits[0]) <= 3 and digits[0] != "0" and all(len(g) == 3 for g in digits[1:])
    return usual and len(set(signs)) == 1


def _plain(text: str) -> str:
    """Return a text with ASCII digits and signs, without blanks and marks at its ends."""
    shown = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else _SIGNS.get(c, c) for c in text[:_LONGEST]
    )
    marks = "".join({c for c in shown if unicodedata.category(c) == "Cf"})
    return shown.strip().strip(marks + _BLANKS).strip() if marks else shown.strip(" \t\r\n\u00a0")


def date_readings(text: str) -> tuple[dt.date, ...]:
    """Return every date that a text can mean: none, one or two; first with the day in front."""
    # A year is first or last and has four digits; if the year is first, the month follows.
    plain = _plain(text)
    chinese = _CHINESE.fullmatch(plain)
    if chinese is not None:
        return _dates([(chinese[1], chinese[2], chinese[3])])
    parts = _DATE.fullmatch(plain)
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
