r"""What the other values of an economy suggest for each: a multivariate t, fitted to editions.

With the ten indicators on their transformed scales, mean :math:`\mu`, scatter :math:`\Sigma` and
:math:`\nu` degrees of freedom, the value of one given *d* others :math:`y` is

.. math:: t_{\nu + d}\!\left(\mu_j + \Sigma_{jo}\Sigma_{oo}^{-1}(y-\mu_o),\;
    \frac{\nu + \delta^2}{\nu + d}\,\bigl(\Sigma_{jj}-\Sigma_{jo}\Sigma_{oo}^{-1}\Sigma_{oj}\bigr)
    \right), \qquad \delta^2 = (y-\mu_o)^\top \Sigma_{oo}^{-1} (y-\mu_o)

Source: P. Ding, *On the conditional distribution of the multivariate t distribution*, The
American Statistician 70 (2016). Lists and :mod:`math` only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ictindex.validation import student

Matrix = tuple[tuple[float, ...], ...]
LEAST = 3  # other values without which nothing is suggested


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the others suggest for one value, on the transformed scale."""

    mean: float
    spread: float
    freedom: float

    def deviation(self, transformed: float) -> float:
        """Return how far a value is from what is suggested, by its spread."""
        return (transformed - self.mean) / self.spread

    def probability(self, deviation: float) -> float:
        """Return how rare such a deviation, on either side, is."""
        return student.two_sided(deviation, self.freedom)

    def log_density(self, transformed: float) -> float:
        """Return the logarithm of the density."""
        return student.log_density(self.deviation(transformed), self.freedom) - math.log(
            self.spread
        )


@dataclass(frozen=True, slots=True)
class PeerModel:
    """The fitted numbers.

    Parameters
    ----------
    indicators : tuple of str
        Their order in what follows.
    freedom : float
        Degrees of freedom.
    mean : tuple of float
        On the transformed scales.
    scatter : tuple of tuple of float
        The whole matrix.
    """

    indicators: tuple[str, ...]
    freedom: float
    mean: tuple[float, ...]
    scatter: Matrix

    def suggestions(self, values: Mapping[int, float]) -> dict[int, Suggestion]:
        """Return for each value what the others suggest.

        Parameters
        ----------
        values : mapping of int to float
            Transformed values by the place of their indicator.

        Returns
        -------
        dict of int to Suggestion
            Empty where too few values are known.
        """
        if len(values) <= LEAST:
            return {}
        known = tuple(sorted(values))
        precision = _precision(self.scatter, known)
        centred = [values[k] - self.mean[k] for k in known]
        pulled = [_dot(row, centred) for row in precision]
        distance = _dot(pulled, centred)
        freedom = self.freedom + len(known) - 1
        found = {}
        for n, k in enumerate(known):
            own = precision[n][n]
            # Leaving a value out lowers the squared distance by exactly its own share.
            rest = max(distance - pulled[n] ** 2 / own, 0.0)
            spread = math.sqrt((self.freedom + rest) / freedom / own)
            found[k] = Suggestion(values[k] - pulled[n] / own, spread, freedom)
        return found

    def suggestion(self, values: Mapping[int, float], place: int) -> Suggestion | None:
        """Return what the other values suggest for one that may be missing."""
        others = {k: v for k, v in values.items() if k != place}
        if len(others) < LEAST:
            return None
        return self.suggestions({**others, place: self.mean[place]})[place]

    def log_density(self, values: Mapping[int, float]) -> float:
        """Return the logarithm of the joint density, but for what hangs on the scales alone."""
        known = tuple(sorted(values))
        centred = [values[k] - self.mean[k] for k in known]
        precision = _precision(self.scatter, known)
        distance = _dot([_dot(row, centred) for row in precision], centred)
        return -(self.freedom + len(known)) / 2 * math.log1p(distance / self.freedom)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


@lru_cache(maxsize=1024)
def _precision(scatter: Matrix, known: tuple[int, ...]) -> Matrix:
    """Return the inverse of the scatter of some indicators, by Gauss and Jordan."""
    size = len(known)
    rows = [
        [scatter[a][b] for b in known] + [float(a == b) for b in known] for a in known
    ]
    for n in range(size):
        pivot = max(range(n, size), key=lambda r, n=n: abs(rows[r][n]))  # type: ignore[misc]
        rows[n], rows[pivot] = rows[pivot], rows[n]
        lead = rows[n][n]
        rows[n] = [x / lead for x in rows[n]]
        for r in range(size):
            if r != n and rows[r][n]:
                times = rows[r][n]
                rows[r] = [x - times * y for x, y in zip(rows[r], rows[n], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)
