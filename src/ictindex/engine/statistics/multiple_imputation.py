r"""Several values for each empty cell, and their combination by Rubin's rules.

Each imputation draws its parameters and then its values, so that the spread between imputations
includes the uncertainty of both ("proper" in the sense of Rubin 1987).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.statistics import missing_values as filling
from ictindex.engine.statistics.draws import choose, counter_uniforms, normal_quantiles

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Combined result of several imputations; arrays of the shape of one estimate."""

    estimate: Floats
    within: Floats
    between: Floats
    total: Floats
    freedom: Floats
    missing_information: Floats

    def half_width(self, level: float = 0.95) -> Floats:
        """Return half the width of the interval at a level, by Student's t."""
        from scipy import stats

        quantile = stats.t.ppf(0.5 + level / 2, self.freedom)
        widths: Floats = np.where(self.total > 0, quantile * np.sqrt(self.total), 0.0)
        return widths


def pool_estimates(
    estimates: Floats, variances: Floats | None = None, complete_freedom: float = np.inf
) -> Pooled:
    r"""Pool the estimates of several imputations, which are on the first axis, by Rubin's rules.

    .. math:: \bar Q = \frac1m \sum_j Q_j, \quad \bar U = \frac1m \sum_j U_j, \quad
              B = \frac{1}{m - 1} \sum_j (Q_j - \bar Q)^2, \quad
              T = \bar U + \left(1 + \tfrac1m\right) B

    The degrees of freedom are :math:`\nu = (m - 1)(1 + 1/r)^2` with
    :math:`r = (1 + 1/m) B / \bar U` (Rubin 1987), and with ``complete_freedom`` those of Barnard
    and Rubin (1999). Without ``variances`` there is no variance within an imputation: a score
    follows from its values.
    """
    count = len(estimates)
    if count < 2:
        raise UsageError("imputation.one-draw", count=str(count))
    within = np.zeros(estimates.shape[1:]) if variances is None else np.mean(variances, axis=0)
    between = np.var(estimates, axis=0, ddof=1)
    more = (1 + 1 / count) * between
    total = within + more
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, more / total, 0.0)
        ratio = more / within
        freedom: Floats = np.where(more > 0, (count - 1) / share**2, np.inf)
        if np.isfinite(complete_freedom):
            factor = (complete_freedom + 1) / (complete_freedom + 3) * complete_freedom
            observed = factor * (1 - share)
            freedom = 1 / (1 / freedom + 1 / observed)
        missing = (ratio + 2 / (freedom + 3)) / (ratio + 1)
        missing = np.where(np.isinf(ratio), 1.0, np.where(more > 0, missing, 0.0))
    return Pooled(np.mean(estimates, axis=0), within, between, total, freedom, missing)


def _uniforms(seed: int, name: str, number: int, shape: tuple[int, ...]) -> Floats:
    return counter_uniforms(seed, f"imputation:{name}", number, shape)


def draw_from_groups(values: Floats, donors: filling.Donors, draws: int, seed: int) -> Floats:
    """Draw values of donors, after a bootstrap of the donors (approximate Bayesian bootstrap).

    Rubin and Schenker (1986). Cells are in the order of their rows; shape (draws, cells).
    """
    cells = filling.empty_cells(values)
    imputed = np.empty((draws, len(cells)))
    for number in range(draws):
        for n, cell in enumerate(cells):
            pool = np.array(donors[cell], dtype=np.intp)
            if not len(pool):
                imputed[number, n] = np.nan
                continue
            unit = _uniforms(seed, f"donors:{n}", number, (len(pool) + 1,))
            again = pool[choose(unit[:-1], len(pool))]
            imputed[number, n] = values[again[choose(unit[-1:], len(again))[0]], cell[1]]
    return imputed


def draw_from_regressions(
    values: Floats, draws: int, seed: int, predictors: frozenset[int] | None = None
) -> Floats:
    r"""Draw values from regressions whose variance and slopes are drawn first.

    .. math:: \sigma^{*2} = \frac{\hat\sigma^2 \nu}{\chi^2_\nu}, \quad
              \beta^* \sim N(\hat\beta, \sigma^{*2} (X'X)^{-1}), \quad
              x^* \sim N(x'\beta^*, \sigma^{*2})
    """
    from scipy import stats

    places = list(filling.regressions(values, predictors))
    # The parameters of a fit are drawn once in an imputation, for all rows that use it.
    numbers = {id(fit): n for n, fit in enumerate({id(f): f for _, _, f, _ in places}.values())}
    imputed = np.empty((draws, len(places)))
    for number in range(draws):
        drawn: dict[int, tuple[float, Floats]] = {}
        for n, (_, _, fit, own) in enumerate(places):
            if id(fit) not in drawn:
                size = len(fit.slopes)
                unit = _uniforms(seed, f"fit:{numbers[id(fit)]}", number, (size + 1,))
                spread = fit.variance * fit.freedom / stats.chi2.ppf(unit[0], fit.freedom)
                root = np.linalg.cholesky(fit.inverse)
                slopes = fit.slopes + np.sqrt(spread) * (root @ normal_quantiles(unit[1:]))
                drawn[id(fit)] = (spread, slopes)
            spread, slopes = drawn[id(fit)]
            noise = normal_quantiles(_uniforms(seed, f"cell:{n}", number, (1,)))[0]
            imputed[number, n] = own @ slopes + np.sqrt(spread) * noise
    return imputed


def draw_from_normal(values: Floats, draws: int, seed: int, tolerance: float = 1e-8) -> Floats:
    """Draw values from joint normal distributions, each estimated by EM on a bootstrap sample.

    Honaker and King (2010).
    """
    filling.refuse_few_rows(values)
    cells = filling.empty_cells(values)
    where = {cell: n for n, cell in enumerate(cells)}
    imputed = np.empty((draws, len(cells)))
    for number in range(draws):
        joint = filling.estimate_normal(_bootstrap(values, seed, number), tolerance)
        for row in dict.fromkeys(row for row, _ in cells):
            gone, mean, covariance = filling.conditional_normal(joint, values[row])
            noise = normal_quantiles(_uniforms(seed, f"row:{row}", number, (len(gone),)))
            sizes, axes = np.linalg.eigh(covariance)
            drawn = mean + axes @ (np.sqrt(np.maximum(sizes, 0)) * noise)
            for column, value in zip(gone.tolist(), drawn, strict=True):
                imputed[number, where[row, column]] = value
    return imputed


def _bootstrap(values: Floats, seed: int, number: int) -> Floats:
    """Return rows drawn with replacement; draw again where a column would have no value."""
    for attempt in range(100):
        unit = _uniforms(seed, f"rows:{attempt}", number, (len(values),))
        rows = values[choose(unit, len(values))]
        if (~np.isnan(rows)).sum(0).min() > 1:
            return rows
    column = int(np.argmin((~np.isnan(values)).sum(0)))
    raise filling.MissingDonorsError(0, column)


def draw_from_chains(values: Floats, draws: int, seed: int) -> Floats:
    """Draw values from chained equations that sample what each regression predicts."""
    cells = tuple(np.array(filling.empty_cells(values), dtype=np.intp).reshape(-1, 2).T)
    return np.stack(
        [
            filling.fill_by_chains(values, seed * 100_003 + number, sample=True).values[cells]
            for number in range(draws)
        ]
    )
