r"""Summary statistics of revisions: the differences between later and first figures.

With the revisions :math:`R_t = L_t - P_t` of preliminary figures :math:`P_t` to later ones
:math:`L_t`: their mean (a mean different from zero is a bias), the mean of their absolute values,
and this mean relative to the size of the later figures,

.. math:: \bar R = \frac1n \sum_t R_t, \qquad \frac1n \sum_t |R_t|, \qquad
          \frac{\sum_t |R_t|}{\sum_t |L_t|},

as the OECD and Eurostat recommend (Guidelines on Revisions Policy and Analysis, recommended
statistical measures). The *t* of the mean assumes that the revisions are independent of one
another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """Statistics of the revisions of a set of figures; NaN where there are too few."""

    count: int
    revised: int
    raised: int
    mean: float
    mean_absolute: float
    relative_mean_absolute: float
    smallest: float
    largest: float
    t: float


def summarise_revisions(first: Sequence[float], last: Sequence[float]) -> RevisionSummary:
    """Return the statistics of the revisions from first figures to later ones."""
    pairs = list(zip(first, last, strict=True))
    revisions = [later - early for early, later in pairs]
    count = len(revisions)
    if not count:
        nothing = math.nan
        return RevisionSummary(0, 0, 0, nothing, nothing, nothing, nothing, nothing, nothing)
    mean = math.fsum(revisions) / count
    sizes = math.fsum(map(abs, revisions))
    whole = math.fsum(abs(later) for _, later in pairs)
    t = math.nan
    if count > 1:
        variance = math.fsum((revision - mean) ** 2 for revision in revisions) / (count - 1)
        error = math.sqrt(variance / count)
        t = mean / error if error else math.nan if mean == 0 else math.copysign(math.inf, mean)
    return RevisionSummary(
        count=count,
        revised=sum(revision != 0 for revision in revisions),
        raised=sum(revision > 0 for revision in revisions),
        mean=mean,
        mean_absolute=sizes / count,
        relative_mean_absolute=sizes / whole if whole else math.nan,
        smallest=min(revisions),
        largest=max(revisions),
        t=t,
    )
