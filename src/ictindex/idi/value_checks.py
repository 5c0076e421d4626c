"""Checks of the values of one economy: possible, defined, and percentages as such."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ictindex import catalogue, engine
from ictindex.core.errors import UsageError

_WHOLE = 100
# A percentage of at most 1 is possible; all of an economy that has at least these never are.
FEWEST_PERCENTAGES = 3


@lru_cache(maxsize=1)
def percentages() -> frozenset[str]:
    """Return the indicators that are percentages of people, households or the like: 0 to 100."""
    indicators = catalogue.indicators().values()
    return frozenset(i.id for i in indicators if i.unit == "percent" and i.maximum == _WHOLE)


def check_value(leaf: engine.PlanLeaf, value: Decimal) -> None:
    """Refuse a value that is impossible, or for which the transformation is not defined."""
    indicator = catalogue.indicators()[leaf.indicator]
    if not indicator.admits(value):
        raise UsageError(
            "value.impossible", indicator=leaf.indicator, value=value, range=indicator.range
        )
    if not leaf.transformation.defined(value):
        raise UsageError(
            "value.outside-domain",
            indicator=leaf.indicator,
            value=value,
            transformation=leaf.transformation.id,
        )
