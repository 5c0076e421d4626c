r"""The suggestion of an economy's other values for each value: a multivariate t distribution.

It is fitted to editions. For the ten indicators on their transformed scales, with mean :math:`\mu`,
scatter :math:`\Sigma` and :math:`\nu` degrees of freedom, a value given *d* others :math:`y` is

.. math:: t_{\nu + d}\!\left(\mu_j + \Sigma_{jo}\Sigma_{oo}^{-1}(y-\mu_o),\;
    \frac{\nu + \delta^2}{\nu + d}\,\bigl(\Sigma_{jj}-\Sigma_{jo}\Sigma_{oo}^{-1}\Sigma_{oj}\bigr)
    \right), \qquad \delta^2 = (y-\mu_o)^\top \Sigma_{oo}^{-1} (y-\mu_o)

Source: P. Ding, *On the conditional distribution of the multivariate t distribution*, The
American Statistician 70 (2016). Lists and :mod:`math` only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import mul

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import student_t

Matrix = tuple[tuple[float, ...], ...]
LEAST = 3  # smallest number of other values for a suggestion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The value that the other values suggest, on the transformed scale."""

    mean: float
    spread: float
    freedom: float

    def deviation(self, transformed: float) -> float:
        """Return the distance of a value from the suggestion, in units of its spread."""
        return (transformed - self.mean) / self.spread

    def probability(self, deviation: float) -> float:
        """Return the probability of such a deviation, on either side."""
        return student_t.two_sided(deviation, self.freedom)

    def log_density(self, transformed: float) -> float:
        """Return the logarithm of the density."""
        return student_t.log_density(self.deviation(transformed), self.freedom) - math.log(
            self.spread
        )


@dataclass(frozen=True, slots=True)
class PeerModel:
    """The fitted numbers, and the number of rows that they were fitted to."""

    indicators: tuple[str, ...]
    freedom: float
    mean: tuple[float, ...]
    scatter: Matrix
    count: int

    def compare(self, values: Mapping[int, float]) -> PeerRow | None:
        """Return the values of an economy for comparison; ``None`` if too few are known."""
        if len(values) <= LEAST:
            return None
        members = tuple(sorted(values))
        precision = _precision(self.scatter, members)
        centred = [values[k] - self.mean[k] for k in members]
        pulled = [_dot(row, centred) for row in precision]
        return PeerRow(
            self,
            members,
            tuple(values[k] for k in members),
            precision,
            pulled,
            _dot(pulled, centred),
        )

    def suggestion(self, values: Mapping[int, float], position: int) -> Suggestion | None:
        """Return the suggestion of the other values for a value that may be missing."""
        row = self.compare({**values, position: self.mean[position]})
        return None if row is None else row.suggestion(position)


@dataclass(frozen=True, slots=True)
class PeerRow:
    """The values of an economy, compared: their squared distance, and its parts."""

    model: PeerModel
    members: tuple[int, ...]
    values: tuple[float, ...]
    precision: Matrix
    pulled: list[float]
    distance: float

    def suggestion(self, position: int) -> Suggestion:
        """Return the suggestion of the others for a value."""
        n = self.members.index(position)
        own = self.precision[n][n]
        # Without a value the squared distance is smaller by exactly its own share.
        rest = max(self.distance - self.pulled[n] ** 2 / own, 0.0)
        spread = math.sqrt((self.model.freedom + rest) / self.freedom / own)
        return Suggestion(self.values[n] - self.pulled[n] / own, spread, self.freedom)

    def deviations(self) -> dict[int, float]:
        """Return the distance of each value from the suggestion of the others, in spreads."""
        freedom, all_others = self.model.freedom, self.freedom
        deviations = {}
        for n, k in enumerate(self.members):
            own, pulled = self.precision[n][n], self.pulled[n]
            rest = max(self.distance - pulled * pulled / own, 0.0)
            deviations[k] = pulled * math.sqrt(all_others / (freedom + rest) / own)
        return deviations

    @property
    def freedom(self) -> float:
        """Degrees of freedom of one value, given the others."""
        return self.model.freedom + len(self.members) - 1

    def gain(self, moves: Mapping[int, float]) -> float:
        r"""Return the change of the logarithm of the joint density if some values are moved.

        .. math:: -\frac{\nu + d}{2} \ln \frac{\nu + \delta'^2}{\nu + \delta^2}, \qquad
            \delta'^2 = \delta^2 + 2 \Delta^\top K y + \Delta^\top K \Delta
        """
        steps = [(self.members.index(k), value) for k, value in moves.items()]
        steps = [(n, value - self.values[n]) for n, value in steps]
        moved = self.distance + sum(
            2 * step * self.pulled[n]
            + step * sum(other * self.precision[n][m] for m, other in steps)
            for n, step in steps
        )
        freedom = self.model.freedom
        ratio = (freedom + max(moved, 0.0)) / (freedom + self.distance)
        return -(freedom + len(self.members)) / 2 * math.log(ratio)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return float(sum(map(mul, a, b)))


@lru_cache(maxsize=1024)
def _precision(scatter: Matrix, members: tuple[int, ...]) -> Matrix:
    """Return the inverse of the scatter of some indicators, by Gauss and Jordan."""
    size = len(members)
    rows = [[scatter[a][b] for b in members] + [float(a == b) for b in members] for a in members]
    for n in range(size):
        pivot = max(range(n, size), key=[abs(row[n]) for row in rows].__getitem__)
        rows[n], rows[pivot] = rows[pivot], rows[n]
        lead = rows[n][n]
        rows[n] = [x / lead for x in rows[n]]
        for r in range(size):
            if r != n and rows[r][n]:
                times = rows[r][n]
                rows[r] = [x - times * y for x, y in zip(rows[r], rows[n], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)
