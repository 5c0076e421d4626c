"""The measures of a value: last year's value, or the other values of the economy.

This module uses no arrays.
"""

from __future__ import annotations

import math
from decimal import Decimal
from operator import sub
from typing import Protocol

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.change_model import Change, Past
from ictindex.submissions.validation.operations.case import (
    Case,
    half_a_digit,
    remember,
    shorten,
    value_as_written,
)
from ictindex.submissions.validation.panel import NAN
from ictindex.submissions.validation.peer_model import PeerRow, Suggestion
from ictindex.submissions.validation.proposals import decimals_of

HALF_UNIT = 0.05  # half a unit of values with one decimal, as most values are published
MOST_RARE = 1e-300
_COUNTS = 100_000  # whole numbers from here on are counts


class Measure(Protocol):
    """A measure of a value: last year's, or the other values of the economy."""

    def deviation(self, value: float, half_unit: float) -> float:
        """Return the distance of a value from the usual one, without the effect of rounding."""
        ...

    def probability(self, deviation: float) -> float:
        """Return the probability of such a deviation."""
        ...

    def likelihood(self, value: float, half_unit: float) -> float:
        """Return the logarithm of the probability of a value, within half a unit."""
        ...


def decades(probability: float) -> float:
    """Return minus the logarithm to base ten of a probability."""
    return -math.log10(max(probability, MOST_RARE))


def rounding(value: Decimal) -> float:
    """Return the largest effect of rounding; a whole number counts like a number with a decimal."""
    return min(half_a_digit(value) or HALF_UNIT, HALF_UNIT)


def decimals_in(past: Past, value: Decimal) -> int:
    """Return the number of decimals of an indicator, as in last year's value."""
    if past.last >= _COUNTS and past.last == int(past.last):
        return 0  # a count
    return min(max(decimals_of(past.last), 1), max(decimals_of(value), 3))


def deviations_of_changes(case: Case) -> dict[int, list[float]]:
    """Return by column the distance of every change from the usual one; computed once."""
    panel, changes = case.panel, case.fitted.changes

    def make() -> dict[int, list[float]]:
        deviations = {}
        for name, position in panel.positions.items():
            if name in changes:
                gaps = list(map(sub, panel.years[position], panel.years_before[position]))
                deviations[position] = changes[name].deviations(
                    panel.now[position],
                    panel.before[position],
                    gaps,
                    panel.estimated_before[position],
                )
        return deviations

    return remember(case, "moves", make)


def value_in_unit(case: Case, e: int, position: int) -> Decimal:
    """Return a value as written; in the unit of the catalogue if it was in another unit."""
    value = value_as_written(case.panel, e, position)
    judged = case.panel.now[position][e]
    return value if math.isclose(float(value), judged) else shorten(judged, 12)


def past_of(case: Case, e: int, position: int) -> Past | None:
    """Return the earlier value of a cell and its usual changes, if both are known."""
    panel = case.panel
    change = case.fitted.changes.get(panel.operands[position])
    last = panel.before[position][e]
    if change is None or last != last:
        return None
    years = panel.years[position][e] - panel.years_before[position][e]
    return change.past(last, years=years, estimated=panel.estimated_before[position][e])


def values_of_line(case: Case, e: int, without: set[tuple[int, int]]) -> dict[int, float]:
    """Return the transformed values of a line by their position in the peer model."""
    panel, fitted = case.panel, case.fitted
    values = {}
    for k, name in enumerate(fitted.peers.indicators):
        position = panel.positions.get(name)
        if position is None or (e, position) in without:
            continue
        value = panel.now[position][e]
        if value == value:
            values[k] = fitted.changes[name].transform(value)
    return values


def compare_with_peers(case: Case, e: int) -> PeerRow | None:
    """Return the comparison of all values of a line; computed once."""
    peers = case.fitted.peers
    return remember(case, ("row", e), lambda: peers.compare(values_of_line(case, e, set())))


def deviations_from_others(case: Case, e: int) -> dict[int, float]:
    """Return the distance of each value of a line from the suggestion of the others, once."""
    whole = compare_with_peers(case, e)
    return remember(case, ("deviations", e), lambda: {} if whole is None else whole.deviations())


def decimals_of_others(case: Case, e: int, position: int) -> int:
    """Return the number of decimals with which the other values of an economy are written."""
    here = sorted(
        decimals_of(value_in_unit(case, e, other))
        for name in case.fitted.peers.indicators
        if (other := case.panel.positions.get(name, position)) != position
        and case.panel.now[other][e] == case.panel.now[other][e]
    )
    return min(max(here[len(here) // 2] if here else 1, 1), 3)


@dataclass(frozen=True, slots=True)
class Others:
    """A cell with the suggestion of the other values of the economy."""

    change: Change
    suggestion: Suggestion

    def deviation(self, value: float, half_unit: float) -> float:
        far = self.suggestion.deviation(self.change.transform(value))
        if not (half_unit and far):
            return far
        nearer = self.change.transform(value - math.copysign(half_unit, far))
        rounded = self.suggestion.deviation(nearer)
        return rounded if rounded * far > 0 else 0.0

    def probability(self, deviation: float) -> float:
        return self.suggestion.probability(deviation)

    def likelihood(self, value: float, half_unit: float) -> float:
        return self.suggestion.log_density(self.change.transform(value)) + math.log(
            self.change.width(value, half_unit)
        )


def likely_value(case: Case, e: int, position: int) -> float:
    """Return the likely value: last year's, else the suggestion of the others, or NaN."""
    last = case.panel.before[position][e]
    name, peers = case.panel.operands[position], case.fitted.peers
    if last == last or name not in peers.indicators:
        return last
    k = peers.indicators.index(name)
    suggestion = peers.suggestion(values_of_line(case, e, {(e, position)}), k)
    return NAN if suggestion is None else case.fitted.changes[name].restore(suggestion.mean)
