r"""Shapley effects: shares of a variance by factor for factors that depend on one another.

First and total order indices lose their meaning for such factors: they may lie outside 0 to 1, and
the first can exceed the second. The Shapley effects stay non-negative and always sum to one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError

Floats = npt.NDArray[np.float64]
Model = Callable[[Floats], Floats]
Quantiles = Callable[[Floats], Floats]
# All sets of factors are visited: each additional factor doubles the work.
MOST_FACTORS = 10


def subset_masks(factors: int) -> list[tuple[int, ...]]:
    """Return all sets of factors; the bits of its position define the factors of a set."""
    return [tuple(i for i in range(factors) if mask >> i & 1) for mask in range(1 << factors)]


def share_costs(costs: Floats) -> Floats:
    r"""Return the Shapley values of costs by set of factors, shape (2^k, ...) to (k, ...).

    .. math:: \phi_i = \frac1k \sum_{u \subseteq \{1..k\} \setminus i} {\binom{k-1}{|u|}}^{-1}
              \left(c(u \cup i) - c(u)\right)

    Shapley (1953); for variances Owen (2014), Song, Nelson and Staum (2016).
    """
    factors = len(costs).bit_length() - 1
    shares = np.zeros((factors, *costs.shape[1:]))
    for mask, members in enumerate(subset_masks(factors)):
        for i in set(range(factors)) - set(members):
            weight = 1 / (factors * comb(factors - 1, len(members)))
            shares[i] += weight * (costs[mask | 1 << i] - costs[mask])
    return shares


def linear_costs(slopes: Floats, covariance: Floats) -> Floats:
    r"""Return the explained variances of a linear function of jointly normal factors, by set.

    .. math:: c(u) = \operatorname{Var}(E[\beta' X \mid X_u])
              = (\Sigma\beta)_u' \, \Sigma_{uu}^{-1} \, (\Sigma\beta)_u
    """
    joint = covariance @ slopes
    costs = np.zeros(1 << len(slopes))
    for mask, members in enumerate(subset_masks(len(slopes))):
        if members:
            part = list(members)
            inner = covariance[np.ix_(part, part)]
            costs[mask] = joint[part] @ np.linalg.pinv(inner, hermitian=True) @ joint[part]
    return costs


@dataclass(frozen=True, slots=True)
class DependentFactors:
    """Factors with dependent normal scores: their quantile functions and a correlation matrix."""

    quantiles: tuple[Quantiles, ...]
    correlation: Floats

    @property
    def count(self) -> int:
        """Number of factors."""
        return len(self.quantiles)

    def from_normals(self, normals: Floats) -> Floats:
        """Return the factors at normal scores; the last axis is that of the factors."""
        from scipy.special import ndtr

        chances = ndtr(normals)
        return np.stack(
            [quantile(chances[..., i]) for i, quantile in enumerate(self.quantiles)], axis=-1
        )


def check_correlation(correlation: Floats, factors: int) -> Floats:
    """Return a correlation matrix, or refuse a matrix that is not one."""
    square = correlation.shape == (factors, factors)
    if (
        not square
        or not np.isfinite(correlation).all()
        or np.abs(correlation - correlation.T).max() > 1e-12
        or np.abs(np.diag(correlation) - 1).max() > 1e-12
        or np.linalg.eigvalsh(correlation).min() < -1e-10
    ):
        raise UsageError("shapley.no-correlation", count=str(factors))
    return correlation


@dataclass(frozen=True, slots=True)
class ConditionalRuns:
    """Numbers of runs for each set of factors, and their seed."""

    outer: int = 512  # points at which the other factors are fixed
    inner: int = 4  # draws of the set at each point
    variance: int = 16_384  # draws for the variance of the output
    seed: int = 0


def sample_costs(model: Model, factors: DependentFactors, how: ConditionalRuns) -> Floats:
    r"""Return the costs of all sets, shape (2^k, outputs), by draws with the other factors fixed.

    .. math:: c(u) = E\left[\operatorname{Var}(Y \mid X_{-u})\right]

    Its estimator is unbiased for any number of inner draws (Song, Nelson and Staum 2016, who
    prove that these costs have the same Shapley values as :math:`\operatorname{Var}(E[Y|X_u])`).
    """
    count = factors.count
    if count > MOST_FACTORS:
        raise UsageError("shapley.too-many", count=str(count), most=str(MOST_FACTORS))
    rng = np.random.default_rng(how.seed)
    root = _root(factors.correlation)
    whole = _outputs(model, factors, rng.standard_normal((how.variance, count)) @ root.T)
    costs = np.zeros((1 << count, whole.shape[-1]))
    costs[-1] = whole.var(0, ddof=1)
    for mask, members in enumerate(subset_masks(count)):
        if 0 < len(members) < count:
            free, held = list(members), [i for i in range(count) if i not in members]
            normals = _conditional_normals(factors.correlation, free, held, how, rng)
            outputs = _outputs(model, factors, normals.reshape(-1, count))
            nested = outputs.reshape(how.outer, how.inner, -1)
            costs[mask] = nested.var(1, ddof=1).mean(0)
    return costs


def _outputs(model: Model, factors: DependentFactors, normals: Floats) -> Floats:
    outputs = np.asarray(model(factors.from_normals(normals)), dtype=np.float64)
    return outputs.reshape(len(normals), -1)


def _root(matrix: Floats) -> Floats:
    """Return a square root of a matrix that may be singular."""
    values, vectors = np.linalg.eigh(matrix)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0))
    return root


def _conditional_normals(
    correlation: Floats,
    free: list[int],
    held: list[int],
    how: ConditionalRuns,
    rng: np.random.Generator,
) -> Floats:
    """Draw normal scores of the free factors given the fixed ones: (outer, inner, factors)."""
    cross = correlation[np.ix_(free, held)]
    inverse = np.linalg.pinv(correlation[np.ix_(held, held)], hermitian=True)
    slope = cross @ inverse
    rest = correlation[np.ix_(free, free)] - slope @ cross.T
    fixed = rng.standard_normal((how.outer, len(held))) @ _root(correlation[np.ix_(held, held)]).T
    noise = rng.standard_normal((how.outer, how.inner, len(free))) @ _root(rest).T
    scores = np.empty((how.outer, how.inner, len(correlation)))
    scores[..., held] = fixed[:, np.newaxis, :]
    scores[..., free] = (fixed @ slope.T)[:, np.newaxis, :] + noise
    return scores
