"""Recomputed figures beside published ones, and whether rounding explains the difference.

Inputs are printed with few decimals. Each stands for an interval; every formula is monotone, so
the bounds of an interval go through the same arrays as the values do. A published figure is
explained where it lies between the rounded bounds. Printed scores are never solved backwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, engine
from ictindex.core import decimals
from ictindex.engine.operations import Array
from ictindex.results import result_kind

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.result import Result
    from ictindex.idi.scores import Computed


@dataclass(frozen=True, slots=True)
class Beside:
    """A published figure beside the recomputed one."""

    published: Decimal
    recomputed: Decimal
    low: Decimal
    high: Decimal

    @property
    def difference(self) -> Decimal:
        """Recomputed minus published."""
        with decimals.exact():
            return self.recomputed - self.published

    @property
    def explained(self) -> bool:
        """Whether the rounding of the inputs explains the published figure."""
        return self.low <= self.published <= self.high


def bounds(result: Computed) -> tuple[Array, Array]:
    """Return the lowest and highest scores that the printed inputs allow."""
    plan, cells = result.methodology.plan, result.cells
    values = np.empty((2, *cells.values.shape), dtype=object)
    supplied = np.empty((2, *cells.supplied.shape), dtype=object)
    for n, leaf in enumerate(plan.leaves):
        indicator = catalogue.indicators()[leaf.indicator]
        for e in range(len(cells.economies)):
            value = cells.values[e, n]
            low, high = decimals.printed_interval(value)
            if indicator.minimum is not None:
                low = max(low, indicator.minimum)
            if indicator.maximum is not None:
                high = min(high, indicator.maximum)
            if not leaf.transformation.defined(low):
                low = value
            # A reversed indicator scores lowest at its highest value.
            reverse = leaf.width < 0
            values[0, e, n], values[1, e, n] = (high, low) if reverse else (low, high)
    for index, value in np.ndenumerate(cells.supplied):
        low, high = decimals.printed_interval(value)
        supplied[(0, *index)], supplied[(1, *index)] = max(low, Decimal(0)), min(high, plan.scale)
    both = engine.score(
        plan,
        values,
        np.stack([cells.missing] * 2),
        supplied=supplied,
        given=np.stack([cells.given] * 2),
    )
    return both.scores[0], both.scores[1]


def beside(result: Result, economy: str, node: str) -> Beside | None:
    """Return the published figure of a cell beside the recomputed one, if there are both."""
    published = None if result.published is None else result.published.values.get((economy, node))
    plan = result.methodology.plan
    if published is None or economy not in result.economies or node not in plan.nodes:
        return None
    e, n = result.economies.index(economy), plan.nodes.index(node)
    if result.missing[e, n]:
        return None
    low, high = result.bounds
    places = decimals.decimals_of(published)
    return Beside(
        published,
        decimals.round_half_up(result.engine_scores.scores[e, n], places),
        decimals.round_half_up(low[e, n], places),
        decimals.round_half_up(high[e, n], places),
    )


def comparison(result: Result) -> pd.DataFrame:
    """Return all published figures beside the recomputed ones (see ``Result.comparison``)."""
    import pandas as pd

    published = {} if result.published is None else result.published.values
    order = {node: n for n, node in enumerate(result.nodes)}
    rows = []
    for economy, node in sorted(published, key=lambda k: (k[0], order.get(k[1], -1), k[1])):
        figure = beside(result, economy, node)
        row: dict[str, object] = {
            "economy": economy,
            "node": node,
            "published": float(published[economy, node]),
        }
        if figure is not None:
            row |= {
                "recomputed": float(figure.recomputed),
                "difference": float(figure.difference),
                "low": float(figure.low),
                "high": float(figure.high),
                "explained": figure.explained,
            }
        rows.append(row)
    columns = ["economy", "node", "published", "recomputed", "difference", "low", "high",
               "explained"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame["explained"] = frame["explained"].astype("boolean")
    return result_kind.stamped(frame, result.kind)
