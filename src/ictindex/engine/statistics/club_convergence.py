"""Convergence clubs: the log t test of Phillips and Sul, and their clustering of a panel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
# One-sided 5 % of the normal distribution, as in the original.
CRITICAL = -1.65
FEWEST_PERIODS = 10


@dataclass(frozen=True, slots=True)
class LogT:
    """The log t regression of a group of units."""

    slope: float
    error: float
    t: float
    periods: int

    @property
    def converges(self) -> bool:
        """Tell whether convergence is not refused at 5 %."""
        return self.t > CRITICAL


@dataclass(frozen=True, slots=True)
class Club:
    """Units that converge with one another, by their position in the panel."""

    members: tuple[int, ...]
    test: LogT


def relative_dispersion(panel: Floats) -> Floats:
    r"""Return the dispersion of relative transition paths in each period.

    .. math:: h_{it} = \frac{y_{it}}{\frac1N \sum_j y_{jt}}, \qquad
              H_t = \frac1N \sum_i (h_{it} - 1)^2
    """
    relative = panel / panel.mean(axis=0)
    dispersion: Floats = ((relative - 1) ** 2).mean(axis=0)
    return dispersion


def long_run_variance(residuals: Floats) -> float:
    r"""Return the long-run variance: quadratic spectral kernel, bandwidth of Andrews (1991).

    .. math:: \omega^2 = \gamma_0 + 2 \sum_l k(l / B) \gamma_l, \quad
              B = 1.3221 \left(\frac{4 \rho^2}{(1 - \rho)^4} n\right)^{1/5}, \quad
              k(x) = \frac{25}{12 \pi^2 x^2}
              \left(\frac{\sin(6 \pi x / 5)}{6 \pi x / 5} - \cos(6 \pi x / 5)\right)

    with the first-order autocorrelation :math:`\rho` of the residuals.
    """
    u = np.asarray(residuals, dtype=np.float64)
    n = len(u)
    variance = float(u @ u) / n
    before = float(u[:-1] @ u[:-1])
    if before <= 0:
        return variance
    rho = float(u[:-1] @ u[1:]) / before
    # At a unit root the bandwidth is infinite: it is limited to the length of the series.
    steep = (1 - rho) ** 4
    bandwidth = float(n) if steep < 1e-12 else 1.3221 * (4 * rho**2 / steep * n) ** 0.2
    bandwidth = min(bandwidth, float(n))
    if bandwidth <= 0:
        return variance
    lags = np.arange(1, n)
    z = 1.2 * math.pi * lags / bandwidth
    kernel = 3 / z**2 * (np.sin(z) / z - np.cos(z))
    covariances = np.array([float(u[:-lag] @ u[lag:]) / n for lag in lags])
    total = variance + 2 * float(kernel @ covariances)
    return total if total > 0 else variance


def log_t_test(panel: Sequence[Sequence[float]] | Floats, discard: float = 0.3) -> LogT:
    r"""Run the log t regression on units x periods.

    .. math:: \ln \frac{H_1}{H_t} - 2 \ln \ln t = a + b \ln t + u_t,
              \qquad t = [rT], \dots, T

    Convergence is refused where the one-sided *t* of *b*, with a long-run variance, is below
    -1.65. *b* is twice the speed of convergence: if it is 2 or more, levels converge; below 2,
    growth rates converge.
    """
    y = np.asarray(panel, dtype=np.float64)
    if y.ndim != 2 or y.shape[0] < 2 or y.shape[1] < FEWEST_PERIODS:
        raise ValueError(f"two units and {FEWEST_PERIODS} periods or more")
    if not np.isfinite(y).all() or (y.mean(axis=0) <= 0).any():
        raise ValueError("a panel without holes, with means above zero")
    dispersion = relative_dispersion(y)
    length = y.shape[1]
    periods = np.arange(max(2, int(discard * length)), length + 1)
    late = dispersion[periods - 1]
    if dispersion[0] <= 0 or (late <= 0).any():
        # Units that are equal have converged: there is nothing to regress.
        equal = bool((late <= 0).all())
        return LogT(math.nan, math.nan, math.inf if equal else -math.inf, len(periods))
    logs = np.log(periods)
    target = np.log(dispersion[0] / late) - 2 * np.log(logs)
    away = logs - logs.mean()
    spread = float(away @ away)
    slope = float(away @ target) / spread
    residuals = target - target.mean() - slope * away
    error = math.sqrt(long_run_variance(residuals) / spread)
    t = slope / error if error > 0 else math.copysign(math.inf, slope)
    return LogT(slope, error, t, len(periods))


def _core(panel: Floats, order: Sequence[int], discard: float) -> list[int] | None:
    """Return the core group: the first units in order, in the number that gives the largest t."""
    start = next(
        (
            k
            for k in range(len(order) - 1)
            if log_t_test(panel[list(order[k : k + 2])], discard).converges
        ),
        None,
    )
    if start is None:
        return None
    best, largest = start + 2, -math.inf
    for stop in range(start + 2, len(order) + 1):
        test = log_t_test(panel[list(order[start:stop])], discard)
        if not test.converges:
            break
        if test.t > largest:
            best, largest = stop, test.t
    return list(order[start:best])


def _sieve(panel: Floats, core: list[int], others: Sequence[int], discard: float) -> list[int]:
    """Return the core with every unit that passes the sieve, so that the whole converges."""
    passed = {k: log_t_test(panel[[*core, k]], discard).t for k in others}
    threshold = 0.0
    while True:
        members = [*core, *(k for k in others if passed[k] > threshold)]
        if len(members) == len(core) or log_t_test(panel[members], discard).converges:
            return members
        # The criterion is raised to the value of the weakest member, which then leaves.
        threshold = min(passed[k] for k in members[len(core) :])


def find_clubs(
    panel: Sequence[Sequence[float]] | Floats, discard: float = 0.3
) -> tuple[tuple[Club, ...], tuple[int, ...]]:
    """Return the clubs of a panel (units x periods), and the units that belong to none.

    1. Units in the order of their last level. 2. Core: the first units in order that converge, in
    the number that gives the largest *t*. 3. Sieve: each other unit with which the core has *t* > 0
    joins; the criterion is raised until the club converges. 4. The rest is one club if it
    converges; otherwise it starts again at 1. Units without a core diverge.
    """
    y = np.asarray(panel, dtype=np.float64)
    log_t_test(y, discard)  # refuses data that are not a panel
    left = sorted(range(len(y)), key=lambda k: (-y[k, -1], k))
    clubs: list[Club] = []
    while len(left) > 1:
        whole = log_t_test(y[left], discard)
        if whole.converges:
            clubs.append(Club(tuple(sorted(left)), whole))
            left = []
            break
        core = _core(y, left, discard)
        if core is None:
            break
        others = [k for k in left if k not in core]
        members = _sieve(y, core, others, discard)
        clubs.append(Club(tuple(sorted(members)), log_t_test(y[members], discard)))
        left = [k for k in left if k not in members]
    return tuple(clubs), tuple(sorted(left))


def smooth_trend(series: Floats, smoothing: float) -> Floats:
    r"""Return the Hodrick-Prescott trend of each row.

    .. math:: \min_\tau \sum_t (y_t - \tau_t)^2
              + \lambda \sum_t (\tau_{t+1} - 2 \tau_t + \tau_{t-1})^2
    """
    y = np.asarray(series, dtype=np.float64)
    length = y.shape[-1]
    second = np.diff(np.eye(length), n=2, axis=0)
    penalty = np.eye(length) + smoothing * second.T @ second
    return np.asarray(np.linalg.solve(penalty, y.T).T, dtype=np.float64)
