"""Number formats of workbooks: whether a number is shown with a percent sign, and how.

``0%`` multiplies what it shows by 100, ``0"%"`` and ``0\\%`` only write the sign behind it. A
format can have sections, for positive and negative numbers or with conditions of their own.
"""

from __future__ import annotations

import re
from decimal import Decimal

# What stands in quotation marks, behind a backslash, or is a filler or a blank of some width.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_DECIMALS = re.compile(r"[#,0 ]*\.(0+)")
_MULTIPLIES, _WRITTEN = "\x01", "\x02"  # percent signs, told apart


def shown_with_percent(number: float, code: str) -> str:
    """Return a number as a format shows it if that is with a percent sign; else nothing.

    Parameters
    ----------
    number : float
        What the cell holds.
    code : str
        The number format.

    Returns
    -------
    str
        All digits of the number, with the sign; ``""`` where no sign is shown.

    Examples
    --------
    >>> shown_with_percent(0.805, "0.0%"), shown_with_percent(80.5, '0.0"%"')
    ('80.5%', '80.5%')
    >>> shown_with_percent(80.5, "[>1]0;0%"), shown_with_percent(0.805, "[>1]0;0%")
    ('', '80.5%')
    """
    if "%" not in code:
        return ""
    section = _section(number, _LITERAL.sub(_told_apart, code).replace("%", _MULTIPLIES))
    if _MULTIPLIES in section:
        # Each sign multiplies once more.
        return f"{_plain(Decimal(repr(number)) * 100 ** section.count(_MULTIPLIES))}%"
    return f"{_plain(Decimal(repr(number)))}%" if _WRITTEN in section else ""


def shown_decimals(code: str) -> int:
    """Return how many decimals a number format shows; 0 where it does not say.

    Examples
    --------
    >>> shown_decimals("#,##0.0"), shown_decimals("0.00"), shown_decimals("General")
    (1, 2, 0)
    """
    found = _DECIMALS.match(_LITERAL.sub("", code.partition(";")[0]))
    return len(found[1]) if found else 0


def _told_apart(found: re.Match[str]) -> str:
    return _WRITTEN if "%" in (found[1] or found[2] or "") else ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _section(number: float, code: str) -> str:
    """Return the section of a format that a number is shown by."""
    sections = code.split(";")[:3]
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(number, condition[1], float(condition[2])):
                return section
        # Of a number that no section is for, nothing is certain.
        return next((s for s in sections if _MULTIPLIES in s or _WRITTEN in s), "")
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(number: float, sign: str, bound: float) -> bool:
    return {
        "<": number < bound, "<=": number <= bound, ">": number > bound, ">=": number >= bound,
        "=": number == bound, "<>": number != bound,
    }[sign]  # fmt: skip
