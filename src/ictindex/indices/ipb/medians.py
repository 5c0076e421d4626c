"""Group figures on whole numbers: medians and means of many columns, rounded half up.

Prices are published with two decimals, and half of the medians are exactly between two figures:
floats would round them up or down at random. Here a price is a whole number of units of its last
decimal, so that every figure is exact, and a table of all baskets and years needs one sort for each
group.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ictindex.core import decimals as numbers
from ictindex.core.errors import UsageError

MISSING = -1
STATISTICS = ("median", "mean")
# A hundred times the sum of a thousand of these, doubled, still fits in 64 bits.
_MOST = 2**45
# Upper end of a price of which nothing is known.
UNBOUNDED = 10**40
Interval = tuple[int, int]
Units = np.ndarray[Any, Any]


def to_units(values: Sequence[Decimal | None], places: int) -> Units:
    r"""Return prices as whole numbers of their last decimal, exactly.

    .. math:: u = 10^{p} x
    """
    with numbers.exact():
        whole = [MISSING if value is None else int(value.scaleb(places)) for value in values]
    kind: type = object if max(whole, default=0) >= _MOST else np.int64
    return np.array(whole, dtype=kind)


def round_to_units(values: Units, missing: Units, places: int) -> Units:
    r"""Return figures as published, in whole units of the last published decimal.

    .. math:: n = \lfloor 10^{d} x + \tfrac12 \rfloor
    """
    with numbers.exact():
        whole = [
            MISSING if gone else int(numbers.round_half_up(value, places).scaleb(places))
            for value, gone in zip(values.ravel(), missing.ravel(), strict=True)
        ]
    kind: type = object if max(whole, default=0) >= _MOST else np.int64
    return np.array(whole, dtype=kind).reshape(values.shape)


def from_units(units: int, places: int) -> Decimal | None:
    """Return the price of a whole number of units; ``None`` if it is missing."""
    return None if units == MISSING else Decimal(int(units)).scaleb(-places)


def to_floats(units: Units, places: int) -> Units:
    """Return prices as floats, each the nearest to its decimal; NaN if missing."""
    if units.dtype != object and places <= 22 and int(units.max(initial=0)) < 2**53:
        # One division of two exact floats is correctly rounded.
        return np.where(units == MISSING, np.nan, units / 10.0**places)
    # Python divides whole numbers of any size to the nearest float.
    quotients = units.astype(object) / 10**places
    return np.where(units == MISSING, np.nan, quotients).astype(np.float64)


def _half_up(number: Units, divisor: Units | int) -> Units:
    return (2 * number + divisor) // (2 * divisor)


def medians(
    units: Units, groups: Sequence[Units], *, places: int = 2, decimals: int = 2
) -> tuple[Units, Units]:
    r"""Return the median of every column by group, rounded half up once.

    .. math:: \tilde x = \tfrac12 \left(x_{(\lfloor (n+1)/2 \rfloor)} +
              x_{(\lceil (n+1)/2 \rceil)}\right)
    """
    units, up, down = _scale_units(units, places, decimals)
    counts, figures = _empty(units, groups)
    for g, rows in enumerate(groups):
        if not len(rows):
            continue
        ordered = np.sort(units[rows], axis=0)
        counts[g] = count = np.sum(ordered != MISSING, axis=0)
        absent = len(rows) - count  # missing prices are sorted to the front
        low = np.minimum(absent + (count - 1) // 2, len(rows) - 1)[None, :]
        high = np.minimum(absent + count // 2, len(rows) - 1)[None, :]
        twice = np.take_along_axis(ordered, low, 0)[0] + np.take_along_axis(ordered, high, 0)[0]
        figures[g] = np.where(count > 0, _half_up(twice * up, 2 * down), MISSING)
    return counts, figures


def median_bounds(
    certain: Sequence[int], counted: Sequence[Interval], possible: Sequence[Interval] = ()
) -> tuple[Fraction, Fraction] | None:
    r"""Return the lowest and highest median if some prices are known only as intervals.

    ``counted`` prices are in the median for certain, ``possible`` ones perhaps. ``UNBOUNDED`` is an
    unknown upper end. A median never falls if a price rises, so that both ends are medians
    themselves; ``None`` without any certain price.

    .. math:: \min_{J} \tilde x(a_i, l_j) \le \tilde x \le \max_{J} \tilde x(a_i, h_j)
    """
    if not (certain or counted):
        return None
    least = [*certain, *(low for low, _ in counted)]
    most = [*certain, *(high for _, high in counted)]
    lows = sorted(low for low, _ in possible)
    highs = sorted((high for _, high in possible), reverse=True)
    counts = range(len(possible) + 1)
    return (
        min(_median([*least, *lows[:count]]) for count in counts),
        max(_median([*most, *highs[:count]]) for count in counts),
    )


def _median(values: list[int]) -> Fraction:
    values.sort()
    return Fraction(values[(len(values) - 1) // 2] + values[len(values) // 2], 2)


def round_fraction(value: Fraction, places: int, decimals: int) -> float:
    """Return a number of units as a figure, rounded half up once; infinite if unbounded."""
    if 4 * value >= UNBOUNDED:  # it may be half of the sum of a price and an unknown end
        return float("inf")
    scaled = value * 10**decimals / 10**places
    return float(Fraction(int(scaled + Fraction(1, 2)), 10**decimals))


def means(
    units: Units, groups: Sequence[Units], *, places: int = 2, decimals: int = 2
) -> tuple[Units, Units]:
    r"""Return the unweighted mean of every column by group, rounded half up once.

    .. math:: \bar x = \frac1n \sum_i x_i
    """
    units, up, down = _scale_units(units, places, decimals)
    counts, figures = _empty(units, groups)
    for g, rows in enumerate(groups):
        if not len(rows):
            continue
        chosen = units[rows]
        present = chosen != MISSING
        counts[g] = np.sum(present, axis=0)
        count = counts[g].astype(units.dtype)
        total = np.sum(np.where(present, chosen, 0), axis=0)
        mean = _half_up(total * up, np.maximum(count, 1) * down)
        figures[g] = np.where(count > 0, mean, MISSING)
    return counts, figures


def _scale_units(units: Units, places: int, decimals: int) -> tuple[Units, int, int]:
    """Return multiplier, divisor, and units that stay within 64 bits."""
    up, down = 10 ** max(decimals - places, 0), 10 ** max(places - decimals, 0)
    return (units if max(up, down) <= 100 else units.astype(object)), up, down


def _empty(units: Units, groups: Sequence[Units]) -> tuple[Units, Units]:
    shape = (len(groups), units.shape[1])
    return np.zeros(shape, dtype=np.int64), np.full(shape, MISSING, dtype=units.dtype)


def compute_figures(
    statistic: str, units: Units, groups: Sequence[Units], *, places: int = 2, decimals: int = 2
) -> tuple[Units, Units]:
    """Return the figures of a statistic that is named: ``median`` or ``mean``."""
    if statistic not in STATISTICS:
        raise UsageError("groups.statistic-unknown", wanted=str(statistic), allowed=STATISTICS)
    made = medians if statistic == "median" else means
    return made(units, groups, places=places, decimals=decimals)
