"""Rounding of parts so that they add up to their rounded total, by the largest remainder.

Each part is rounded down to a unit, and the missing units are given to the parts with the largest
remainders (A. Hamilton's method of apportionment). A part of zero stays zero. Where remainders are
equal, the earlier part comes first, in the direction in which the total rises. The parts of a
change backwards are therefore those of the change with the opposite sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def apportion(parts: Sequence[Fraction], total: int) -> list[int]:
    """Return whole numbers next to the parts, in units, that add up to a total in units."""
    sign = _direction(parts, total)
    forward = [sign * part for part in parts]
    units = [floor(part) for part in forward]
    open_units = sign * total - sum(units)
    order = [n for n, part in enumerate(forward) if part != units[n]]
    if not order:  # all are whole: no part has more claim to the rest than another
        order = list(range(len(parts)))
    if not order:
        return []
    order.sort(key=lambda n: units[n] - forward[n])
    each, rest = divmod(open_units, len(order))
    for position, n in enumerate(order):
        units[n] += each + (position < rest)
    return [sign * unit for unit in units]


def _direction(parts: Sequence[Fraction], total: int) -> int:
    """Return the sign of the first number that is not zero: the total, the exact sum, a part."""
    numbers: list[Fraction] = [Fraction(total), sum(parts, Fraction(0)), *parts]
    for number in numbers:
        if number:
            return 1 if number > 0 else -1
    return 1
