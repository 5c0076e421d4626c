r"""The first-order index of one variable: the share of the variance of y that it explains.

.. math:: S = \frac{\operatorname{Var}(E[y \mid x])}{\operatorname{Var}(y)}

The curve :math:`E[y \mid x]` is a natural cubic spline, with at most ten knots at quantiles of x,
that is penalised by its squared second derivative. Generalised cross-validation determines the size
of the penalty. The smoother is symmetric, reproduces constants and contracts everything else: the
variance of the curve can therefore never exceed that of y.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass

Floats = npt.NDArray[np.float64]
KNOTS = 10
_GRID = np.logspace(-8, 4, 97)
_NONE = float("nan")


@dataclass(frozen=True, slots=True)
class MainEffect:
    """The first-order index of x for y.

    ``share`` is corrected for the degrees of freedom that the curve uses up, as an adjusted R² is,
    and lies between 0 and 1; ``fitted`` is the share without that correction, ``linear`` the
    squared correlation.
    """

    rows: int
    share: float
    fitted: float
    linear: float
    degrees: float


def compute_main_effect(x: npt.ArrayLike, y: npt.ArrayLike) -> MainEffect:
    r"""Compute the first-order index of x for y, on the rows that have both.

    .. math:: S = \max\left(0,\ 1 - \frac{RSS / (n - d)}{TSS / (n - 1)}\right)

    where d is the number of degrees of freedom of the curve. It is exact in the limit of many rows.
    With few rows the index is too low for a curve with a sharp bend, and somewhat above 0 for an x
    without effect.
    """
    inputs, wanted = np.asarray(x, dtype=float).ravel(), np.asarray(y, dtype=float).ravel()
    there = ~(np.isnan(inputs) | np.isnan(wanted))
    inputs, wanted = inputs[there], wanted[there]
    rows = len(inputs)
    values = np.unique(inputs)
    if rows < 4 or len(values) < 2 or wanted.min() == wanted.max():
        return MainEffect(rows, _NONE, _NONE, _NONE, _NONE)
    target = wanted - wanted.mean()
    total = float(target @ target)
    residual, degrees = _smooth(inputs, target, values)
    linear = float(np.corrcoef(inputs, wanted)[0, 1] ** 2)
    fitted = min(max(1 - residual / total, 0.0), 1.0)
    share = 1 - residual / (rows - degrees) / (total / (rows - 1))
    return MainEffect(rows, min(max(share, 0.0), 1.0), fitted, linear, degrees)


def _smooth(inputs: Floats, target: Floats, values: Floats) -> tuple[float, float]:
    """Return the residual sum of squares of the best spline, and its degrees of freedom."""
    count = min(KNOTS, len(values), max(3, len(inputs) // 4))
    knots = np.unique(np.quantile(values, np.linspace(0, 1, count)))
    basis, penalty = _natural_spline(
        (inputs - knots[0]) / (knots[-1] - knots[0]), (knots - knots[0]) / (knots[-1] - knots[0])
    )
    rows = len(target)
    # In the basis of Demmler and Reinsch every penalty is a division, component by component.
    orthogonal, triangle = np.linalg.qr(basis)
    rank = np.abs(np.diagonal(triangle)) > 1e-10
    if not rank.all():
        return _residual_of(np.column_stack([np.ones(rows), inputs]), target)
    inverse = np.linalg.inv(triangle)
    curvature, turned = np.linalg.eigh(inverse.T @ penalty @ inverse)
    curvature = np.clip(curvature, 0.0, None)
    # The curvature of straight lines is zero. The rounding error of it would be multiplied by the
    # penalty and would differ between libraries of linear algebra.
    curvature[:2] = 0.0
    parts = (orthogonal @ turned).T @ target
    outside = max(float(target @ target - parts @ parts), 0.0)
    scale = curvature[curvature > 1e-12].mean() if (curvature > 1e-12).any() else 1.0
    kept = 1 / (1 + _GRID[:, None] * (curvature / scale)[None, :])
    residuals = outside + (((1 - kept) * parts) ** 2).sum(axis=1)
    degrees = kept.sum(axis=1)
    best = int((residuals / (rows - degrees) ** 2).argmin())
    return float(residuals[best]), float(degrees[best])


def _residual_of(design: Floats, target: Floats) -> tuple[float, float]:
    left = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    return float(left @ left), float(design.shape[1])


def _natural_spline(points: Floats, knots: Floats) -> tuple[Floats, Floats]:
    """Return the natural splines that are 1 at one knot, at given points, and their curvature."""
    count = len(knots)
    gaps = np.diff(knots)
    second = np.zeros((count, count))  # second derivatives at the knots, by values at the knots
    if count > 2:
        rises = np.zeros((count - 2, count))
        band = np.zeros((count - 2, count - 2))
        for n in range(count - 2):
            rises[n, n : n + 3] = 1 / gaps[n], -1 / gaps[n] - 1 / gaps[n + 1], 1 / gaps[n + 1]
            band[n, n] = (gaps[n] + gaps[n + 1]) / 3
            if n:
                band[n, n - 1] = band[n - 1, n] = gaps[n] / 6
        inner = np.linalg.solve(band, rises)
        second[1:-1] = inner
        penalty = rises.T @ inner
    else:
        penalty = np.zeros((count, count))
    segment = np.clip(np.searchsorted(knots, points, side="right") - 1, 0, count - 2)
    width = gaps[segment]
    right = (points - knots[segment]) / width
    left = 1 - right
    rows = np.arange(len(points))
    basis = np.zeros((len(points), count))
    basis[rows, segment] = left
    basis[rows, segment + 1] += right
    basis += ((left**3 - left) * width**2 / 6)[:, None] * second[segment]
    basis += ((right**3 - right) * width**2 / 6)[:, None] * second[segment + 1]
    return basis, penalty
