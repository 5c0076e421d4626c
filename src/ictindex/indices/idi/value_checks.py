"""Checks of the values of one economy: possible, defined, and not shares for percentages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from ictindex import engine
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import current_terms
from ictindex.definitions import catalogue

_WHOLE = 100
# One percentage of at most 1 is possible; with at least these percentages, not all can be.
FEWEST_PERCENTAGES = 3


def percentages() -> frozenset[str]:
    """Return the indicators that are percentages of people, households or the like: 0 to 100."""
    own = current_terms()
    if own is None or not own.indicators:
        return _catalogued_percentages()
    return _catalogued_percentages() | _percentages_of(own.indicators.values())


@lru_cache(maxsize=1)
def _catalogued_percentages() -> frozenset[str]:
    return _percentages_of(catalogue.catalogued_indicators().values())


def _percentages_of(indicators: Iterable[catalogue.Indicator]) -> frozenset[str]:
    return frozenset(i.id for i in indicators if i.unit == "percent" and i.maximum == _WHOLE)


def check_value(leaf: engine.PlanLeaf, value: Decimal) -> None:
    """Refuse a value that is impossible, or for which the transformation is not defined."""
    indicator = catalogue.indicators()[leaf.indicator]
    if not indicator.admits(value):
        raise UsageError(
            "value.impossible", indicator=leaf.indicator, value=value, range=indicator.range
        )
    if not leaf.transformation.is_defined(value):
        raise UsageError(
            "value.outside-domain",
            indicator=leaf.indicator,
            value=value,
            transformation=leaf.transformation.id,
        )
