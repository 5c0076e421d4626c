r"""Shares of a variance by factor: first and total order indices of independent factors.

A design has two independent samples :math:`A` and :math:`B` of the factors, and for each factor
:math:`i` the sample :math:`A_B^{(i)}`: all columns of :math:`A`, the column :math:`i` of :math:`B`.
It is repeated in independent scramblings; their spread gives the simulation error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt
from scipy import stats

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

Floats = npt.NDArray[np.float64]

NO_VARIANCE, NOT_FINITE, TOO_FEW_RUNS = "no-variance", "not-finite", "too-few-runs"
# Two-sided level of intervals, and the level for all comparisons of an output together, beyond
# which its indices contradict one another.
LEVEL, CONTRADICTION = 0.95, 0.999
# An interval that extends so far on both sides gives no information on a share.
WIDEST = 0.5
# A variation below this part of the size of an output is due to rounding only.
_ROUNDING = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class DesignSums:
    """Sums of one scrambling, from which the indices of all scramblings are computed."""

    runs: int
    shift: Floats  # subtracted from all outputs before any product, shape (outputs)
    low: Floats
    high: Floats
    plain: Floats  # sum over A and B
    squares: Floats  # sum of squares over A and B
    overall: Floats  # sum over all runs of the design
    moves: Floats  # sum of AB - A, shape (factors, outputs)
    products: Floats  # sum of B (AB - A)
    distances: Floats  # sum of (AB - A)^2


def sum_design(a: Floats, b: Floats, exchanged: Iterable[Floats], shift: Floats) -> DesignSums:
    """Sum the outputs of a scrambling: of A and B, shape (runs, outputs), and of A exchanged.

    ``exchanged`` gives the outputs of A with the column of each factor of B, factor by factor, and
    may compute them one at a time. All scramblings have the same ``shift``.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        return _sum_design(a, b, exchanged, shift)


def _sum_design(a: Floats, b: Floats, exchanged: Iterable[Floats], shift: Floats) -> DesignSums:
    """Sum without warnings of values that are not finite: the output shows them itself."""
    first, second = a - shift, b - shift
    moves, products, distances = [], [], []
    step = np.empty(a.shape)
    low, high = np.minimum(a.min(0), b.min(0)), np.maximum(a.max(0), b.max(0))
    for outputs in exchanged:
        np.subtract(outputs, a, out=step)
        moves.append(step.sum(0))
        products.append(np.einsum("nm,nm->m", second, step))
        distances.append(np.einsum("nm,nm->m", step, step))
        low, high = np.minimum(low, outputs.min(0)), np.maximum(high, outputs.max(0))
    plain = first.sum(0)
    both = plain + second.sum(0)
    squares = np.einsum("nm,nm->m", first, first) + np.einsum("nm,nm->m", second, second)
    moved = np.stack(moves)
    overall = both + len(moves) * plain + moved.sum(0)
    return DesignSums(
        len(a),
        shift,
        low,
        high,
        both,
        squares,
        overall,
        moved,
        np.stack(products),
        np.stack(distances),
    )


@dataclass(frozen=True, slots=True)
class VarianceShares:
    """First and total order indices, shape (outputs, factors), with their simulation error."""

    first: Floats
    total: Floats
    first_error: Floats  # half width of the interval at LEVEL; NaN with a single scrambling
    total_error: Floats
    first_sum: Floats  # sum of the first order indices, shape (outputs)
    first_sum_error: Floats
    variance: Floats
    reasons: tuple[str, ...]  # reason why an output has no index or no reliable one; empty: none
    runs: int  # of the model, in all scramblings
    scramblings: int


def estimate_shares(parts: Sequence[DesignSums]) -> VarianceShares:
    r"""Estimate first and total order indices from the sums of independent scramblings.

    .. math:: \hat S_i = \frac{\frac1N \sum_j (f(B)_j - \bar f)\,
              (f(A_B^{(i)})_j - f(A)_j)}{\hat V}
    .. math:: \hat S_{Ti} = \frac{\frac1{2N} \sum_j (f(A)_j - f(A_B^{(i)})_j)^2}{\hat V}

    with the mean :math:`\bar f` of all runs, and the variance :math:`\hat V` of the runs of
    :math:`A` and :math:`B`: Saltelli et al. (2010), table 2 (b) and (f), the latter by Jansen
    (1999). The error is that of a jackknife that leaves out one scrambling at a time.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        return _estimate(parts, reduce(_add, parts))


def _estimate(parts: Sequence[DesignSums], whole: DesignSums) -> VarianceShares:
    """Estimate from the sums of the scramblings and of all of them together."""
    first, total, variance = _shares(whole)
    count = len(parts)
    diffs, sums = first - total, first.sum(-1)
    errors = [np.full_like(estimate, np.nan) for estimate in (first, total, diffs, sums)]
    if count > 1:
        left = [_shares(_subtract(whole, part))[:2] for part in parts]
        firsts, totals = (np.stack(some) for some in zip(*left, strict=True))
        errors = [
            _jackknife_error(estimate)
            for estimate in (firsts, totals, firsts - totals, firsts.sum(-1))
        ]
    wide = float(stats.t.ppf(0.5 + LEVEL / 2, count - 1)) if count > 1 else np.nan
    # Each output has 2 k + 1 comparisons: k of orders, k of signs, and one of the sum.
    tests = 2 * first.shape[-1] + 1
    beyond = 1 - (1 - CONTRADICTION) / tests
    far = float(stats.t.ppf(beyond, count - 1)) if count > 1 else np.nan
    contradicts = (
        (diffs > far * errors[2]).any(-1)
        | (first < -far * errors[0]).any(-1)
        | (sums - 1 > far * errors[3])
        | (wide * np.maximum(errors[0], errors[1]) > WIDEST).any(-1)
    )
    size = np.maximum(np.abs(whole.low), np.abs(whole.high))
    finite = np.isfinite(whole.overall) & np.isfinite(whole.squares)
    still = finite & (whole.high - whole.low <= _ROUNDING * size)
    reasons = tuple(
        NOT_FINITE if not ok else NO_VARIANCE if constant else TOO_FEW_RUNS if wrong else ""
        for ok, constant, wrong in zip(finite, still, contradicts, strict=True)
    )
    hidden = still | ~finite
    for array in (first, total, *errors, sums):
        array[hidden] = np.nan
    variance = np.where(finite, np.where(still, 0.0, variance), np.nan)
    runs = whole.runs * (first.shape[-1] + 2)
    return VarianceShares(
        first,
        total,
        wide * errors[0],
        wide * errors[1],
        sums,
        wide * errors[3],
        variance,
        reasons,
        runs,
        count,
    )


def _add(sums: DesignSums, other: DesignSums) -> DesignSums:
    low, high = np.minimum(sums.low, other.low), np.maximum(sums.high, other.high)
    return DesignSums(
        sums.runs + other.runs,
        sums.shift,
        low,
        high,
        sums.plain + other.plain,
        sums.squares + other.squares,
        sums.overall + other.overall,
        sums.moves + other.moves,
        sums.products + other.products,
        sums.distances + other.distances,
    )


def _subtract(whole: DesignSums, part: DesignSums) -> DesignSums:
    return DesignSums(
        whole.runs - part.runs,
        whole.shift,
        whole.low,
        whole.high,
        whole.plain - part.plain,
        whole.squares - part.squares,
        whole.overall - part.overall,
        whole.moves - part.moves,
        whole.products - part.products,
        whole.distances - part.distances,
    )


def _shares(sums: DesignSums) -> tuple[Floats, Floats, Floats]:
    """Return first and total order indices (outputs, factors) and the variance of the outputs."""
    runs = sums.runs
    factors = len(sums.moves)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = sums.squares / (2 * runs) - (sums.plain / (2 * runs)) ** 2
        centre = sums.overall / (runs * (factors + 2))
        first = (sums.products - centre * sums.moves) / runs / variance
        total = sums.distances / (2 * runs) / variance
    return np.ascontiguousarray(first.T), np.ascontiguousarray(total.T), variance


def _jackknife_error(left: Floats) -> Floats:
    r"""Return the standard error from estimates that each leave out one scrambling.

    .. math:: \sqrt{\frac{R - 1}{R} \sum_r (\hat\theta_{(r)} - \bar\theta)^2}
    """
    count = len(left)
    spread = left - left.mean(0)
    error: Floats = np.sqrt((count - 1) / count * np.square(spread).sum(0))
    return error


def shares_of_runs(a: Floats, b: Floats, exchanged: Floats, scramblings: int = 1) -> VarianceShares:
    """Estimate the indices from the outputs of all runs; the scramblings are consecutive rows.

    ``a`` and ``b`` have shape (runs, outputs), ``exchanged`` (factors, runs, outputs).
    """
    runs = len(a)
    if scramblings < 1 or runs < 1 or runs % scramblings:
        raise UsageError("variance-shares.blocks", runs=str(runs), scramblings=str(scramblings))
    if b.shape != a.shape or exchanged.shape[1:] != a.shape:
        shapes = [str(array.shape) for array in (a, b, exchanged)]
        raise UsageError("variance-shares.shapes", shapes=shapes)
    each = runs // scramblings
    shift = np.asarray(a[:each].mean(0), dtype=np.float64)
    parts = [
        sum_design(a[rows], b[rows], exchanged[:, rows], shift)
        for rows in (slice(start, start + each) for start in range(0, runs, each))
    ]
    return estimate_shares(parts)


def exchange_columns(a: Floats, b: Floats) -> Floats:
    """Return the samples of the factors with one column of B each: (factors, runs, factors)."""
    factors = a.shape[-1]
    samples = np.repeat(a[np.newaxis], factors, axis=0)
    for i in range(factors):
        samples[i, :, i] = b[:, i]
    return samples
