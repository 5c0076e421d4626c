"""Suspected unit factors: above 1 if a value looks too large, below 1 if too small."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from ictindex.language import i18n

SLIPS = (10, 100, 1000)  # factors of slips of units, for every indicator
_THOUSANDS = (1000.0, 100.0, 1_000_000.0)
_FACTORS = (*_THOUSANDS, 12.0, 8.0, 10.0)
_CONVERSIONS = (12.0, 1 / 12, 100.0, 0.01)  # the month for the year, per cent for shares
_PREFIX = 1.024  # a binary prefix divided by a decimal one
_MOST_PREFIXES = 6
# Powers of 1.024, up to exabytes, are below; other factors are far above.
_LEAST_FACTOR = Decimal("1.2")


def suspect_factor(value: float, usual: float, *, has_last: bool, limit: float) -> float:
    """Return the factor between a faulty value and the usual one, or NaN."""
    # ``limit`` is the limit that the value exceeds, if there is one.
    if not (value > 0 and usual > 0):
        return _factor_beyond(value, limit)
    distance = math.log(value / usual)
    if not has_last:
        return _nearest_factor(distance)
    # With last year's value, a factor can be distinguished from a growth of a quarter.
    powers = _both_ways(_FACTORS)
    return next((p for p in powers if abs(distance - math.log(p)) < math.log(1.12)), math.nan)


def _both_ways(factors: Sequence[float]) -> list[float]:
    return [power for factor in factors for power in (factor, 1 / factor)]


def _nearest_factor(distance: float) -> float:
    """Return the factor that explains a distance of logarithms from a suggestion, or NaN."""
    best = min(_both_ways(_THOUSANDS), key=lambda power: abs(distance - math.log(power)))
    return best if abs(distance - math.log(best)) < 0.9 else math.nan


def _factor_beyond(value: float, limit: float) -> float:
    """Return the factor that brings a value beyond its own limit well below it, or NaN."""
    if not 0 < limit < value:
        return math.nan
    inside = (f for f in sorted(_THOUSANDS) if 0.05 <= value / f / limit <= 1)
    return next(inside, math.nan)


def factor_of_change(moved: float, factors: Sequence[float], window: float) -> float:
    """Return the factor nearest to a change, the decimal logarithm of a ratio, or NaN."""
    nearest, best = math.inf, math.nan
    for factor in factors:
        for power in (math.log10(factor), -math.log10(factor)):
            off = abs(moved - power)
            if off <= window and off < nearest:
                nearest, best = off, 10.0**power
    return best


def factor_of_prefixes(ratio: float) -> float:
    """Return the power of 1.024 near a ratio, if decimal and binary prefixes were mixed."""
    if not ratio > 0:
        return math.nan
    power = math.log(ratio) / math.log(_PREFIX)
    near = 1 <= abs(round(power)) <= _MOST_PREFIXES and abs(power - round(power)) < 0.1
    return _PREFIX ** round(power) if near else math.nan


def factor_of_conversion(ratio: float) -> float:
    """Return the factor by which a converted price is wrong, or NaN."""
    return next((factor for factor in _CONVERSIONS if abs(ratio / factor - 1) < 0.05), math.nan)


def factor_text(factor: float) -> str:
    """Write a factor: ``"1000"``, ``"1/100"``; an empty text for NaN."""
    if math.isnan(factor):
        return ""
    # By a decimal number: a million must not become 1e+06.
    digits = format(Decimal(f"{factor if factor >= 1 else 1 / factor:.6g}"), "f")
    return digits if factor >= 1 else f"1/{digits}"


def describe_factor(text: str, language: str | None) -> str:
    """Return the sentence about a suspected factor, such as ``"1000"`` or ``"1/100"``."""
    key = "too-small" if text.startswith("1/") else "too-large"
    factor = Decimal(text.removeprefix("1/"))
    if factor < _LEAST_FACTOR:
        shown = i18n.short_number(factor, language, digits=4)
        return i18n.text("validation", "prefixes", language, factor=shown)
    return i18n.text("validation", key, language, factor=i18n.grouped_number(factor, language))
