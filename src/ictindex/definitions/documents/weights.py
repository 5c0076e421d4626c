"""Weights in any rational form (whole numbers, decimals, fractions), made whole numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError

_SHARE = re.compile(r"[0-9]{1,18}/[0-9]{1,18}", re.ASCII)
# The sum of shares computed in float64 may differ from 1 by this; the sum then divides them.
SUM_TOLERANCE = Fraction(1, 10**9)


def read_weight(value: Any) -> Fraction | None:
    """Return a weight as an exact fraction (0.6, "0.6", "1/3", Fraction); ``None`` if no number."""
    if isinstance(value, Fraction):
        return value
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and _SHARE.fullmatch(text):
        above, below = map(int, text.split("/"))
        return Fraction(above, below) if below else None
    try:
        return Fraction(decimals.to_decimal(text))
    except NumberSyntaxError:
        return None


def are_whole(weights: Mapping[str, Fraction]) -> bool:
    """Tell whether all weights are whole numbers; otherwise they are shares with a sum of 1."""
    return all(weight.denominator == 1 for weight in weights.values())


def sum_up(shares: Mapping[str, Fraction]) -> bool:
    """Tell whether shares sum up to 1."""
    return abs(sum(shares.values(), Fraction(0)) - 1) <= SUM_TOLERANCE


def make_whole(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Return whole numbers in the exact proportion of the weights.

    Examples
    --------
    >>> make_whole({"a": Fraction("0.6"), "b": Fraction("0.4")})
    {'a': 3, 'b': 2}
    """
    common = lcm(*(weight.denominator for weight in weights.values()))
    return {key: int(weight * common) for key, weight in weights.items()}
