"""The parts of percentages as a panel has them: columns by indicator, breakdown and category."""

from __future__ import annotations

import math
from functools import lru_cache

from ictindex.core.data_classes import dataclass
from ictindex.data.breakdowns import WHOLES
from ictindex.submissions.validation.panel import Panel, resolve

NO_COLUMN = -1
_ENDS = (0.0, 100.0)  # where values stop: that several are there says nothing


@dataclass(frozen=True, slots=True)
class IndicatorParts:
    """An indicator with the columns of its total and parts, in the order of their codes."""

    name: str
    total: int
    breakdowns: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """The columns of all parts."""
        return tuple(position for _, parts in self.breakdowns for _, position in parts)

    def parts(self, by: str) -> dict[str, int]:
        """Return the columns of a breakdown by category."""
        return next((dict(parts) for name, parts in self.breakdowns if name == by), {})


@lru_cache(maxsize=64)
def arrange_parts(
    operands: tuple[str, ...], indicators: tuple[str, ...]
) -> tuple[IndicatorParts, ...]:
    """Return the indicators that have parts among the columns of a panel."""
    places = {operand: position for position, operand in enumerate(operands)}
    arranged = []
    for name in map(resolve, indicators):
        breakdowns = []
        for by, codes in WHOLES.items():
            columns = [(code, places.get(f"{name}@{by}={code}", NO_COLUMN)) for code in codes]
            parts = tuple(entry for entry in columns if entry[1] != NO_COLUMN)
            if parts:
                breakdowns.append((by, parts))
        if breakdowns:
            total = places.get(name, NO_COLUMN)
            arranged.append(IndicatorParts(name, total, tuple(breakdowns)))
    return tuple(arranged)


def parts_of(panel: Panel, indicators: tuple[str, ...]) -> tuple[IndicatorParts, ...]:
    """Return the indicators that have parts in a panel."""
    return arrange_parts(panel.operands, indicators)


def logit(percent: float) -> float:
    r"""Return the logit of a percentage, finite at both ends.

    .. math:: \ln \frac{x + 1}{101 - x}
    """
    inside = 0.0 if percent < 0 else 100.0 if percent > 100 else percent
    return math.log((inside + 1) / (101 - inside))


def is_end(value: float) -> bool:
    """Tell whether a percentage is where values stop."""
    return value in _ENDS
