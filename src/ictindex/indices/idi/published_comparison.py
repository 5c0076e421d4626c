"""Comparison of recomputed and published figures, and of the differences with rounding.

A published figure is explained if it is between the rounded bounds that the printed inputs allow.
Inputs are never computed backwards from printed scores.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass

if TYPE_CHECKING:
    from ictindex.indices.idi.scores import EditionScores


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A published figure with the recomputed one and its bounds."""

    published: Decimal
    recomputed: Decimal
    low: Decimal
    high: Decimal

    @property
    def difference(self) -> Decimal:
        """The recomputed figure minus the published one."""
        with decimals.exact():
            return self.recomputed - self.published

    @property
    def explained(self) -> bool:
        """True if the rounding of the inputs explains the published figure."""
        return self.low <= self.published <= self.high


def compare_figure(
    result: EditionScores, economy: str, node: str, printed: Decimal | None = None
) -> ComparedFigure | None:
    """Compare a published figure with the recomputed one, if both exist.

    The published figure is that of the result, unless the caller passes another one.
    """
    published = printed
    if published is None and result.published is not None:
        published = result.published.values.get((economy, node))
    plan = result.methodology.plan
    if published is None or economy not in result.economies or node not in plan.nodes:
        return None
    e, n = result.economies.index(economy), plan.nodes.index(node)
    score = result.exact_scores.scores[e][n]
    low, high = (side[e][n] for side in result.bound_rows)
    if score is None or low is None or high is None:
        return None
    places = decimals.decimals_of(published)
    return ComparedFigure(
        published,
        decimals.round_half_up(score, places),
        decimals.round_half_up(low, places),
        decimals.round_half_up(high, places),
    )
