"""The lowest and highest scores that the rounding of printed inputs allows.

Inputs are printed with few decimals, so that each is an interval. Every formula is monotone: the
bounds of an interval go through the same formulae as the values.
"""

from __future__ import annotations

from decimal import Decimal

from ictindex import engine
from ictindex.core import decimals
from ictindex.definitions import catalogue
from ictindex.engine import Plan, PlanLeaf, Row, Rows
from ictindex.indices.idi.inputs import Inputs

_ZERO = Decimal(0)


def compute_bounds(plan: Plan, inputs: Inputs) -> tuple[Rows, Rows]:
    """Return the lowest and highest scores of all nodes; ``None`` for no score."""
    if engine.is_lab_plan(plan) and not plan.is_monotone:
        none: Rows = tuple((None,) * len(plan.nodes) for _ in inputs.values)
        return none, none  # the ends of the interval do not follow from the ends of the inputs
    columns = [
        [_value_bounds(leaf, value) for value in column]
        for leaf, column in zip(plan.leaves, zip(*inputs.values, strict=True), strict=False)
    ]
    values = list(zip(*columns, strict=True))
    supplied = [[_score_bounds(score, plan.scale) for score in line] for line in inputs.supplied]
    low, high = (
        engine.score_plan(plan, _side(values, side), _side(supplied, side)).scores
        for side in (0, 1)
    )
    return low, high


_Bounds = tuple[Decimal | None, Decimal | None]


def _side(rows: list[tuple[_Bounds, ...]] | list[list[_Bounds]], side: int) -> list[Row]:
    return [tuple(both[side] for both in row) for row in rows]


def _value_bounds(leaf: PlanLeaf, value: Decimal | None) -> _Bounds:
    """Return the values with the lowest and highest score among those printed as this one."""
    if value is None:
        return None, None
    indicator = catalogue.indicators()[leaf.indicator]
    low, high = decimals.printed_interval(value)
    if indicator.minimum is not None:
        low = max(low, indicator.minimum)
    if indicator.maximum is not None:
        high = min(high, indicator.maximum)
    if not leaf.transformation.is_defined(low):
        low = value
    # A reversed indicator scores lowest at its highest value.
    return (high, low) if leaf.width < 0 else (low, high)


def _score_bounds(score: Decimal | None, scale: Decimal) -> _Bounds:
    if score is None:
        return None, None
    low, high = decimals.printed_interval(score)
    return max(low, _ZERO), min(high, scale)
