"""Values for empty cells of an array: by groups, donors, regressions, a joint normal, in time.

Rows are units, columns are variables, an empty cell is NaN. Observed cells are never changed. A
cell that cannot be filled is refused; errors have the numbers of row and column, and the caller
adds the names.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
# The rows from which the value of a cell (row, column) was computed.
Donors = dict[tuple[int, int], tuple[int, ...]]

# Least number of rows for each variable in a model of all variables.
LEAST_ROWS = 5
_MOST_ROUNDS, _TOLERANCE = 20_000, 1e-12


class MissingDonorsError(LookupError):
    """Error: no unit has the value that is needed for the cell at ``row`` and ``column``."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(row, column)
        self.row, self.column = row, column


@dataclass(frozen=True, slots=True)
class Filled:
    """An array without empty cells, and for each filled cell the units that it is based on."""

    values: Floats
    donors: Donors
    converged: bool = True


def empty_cells(values: Floats) -> list[tuple[int, int]]:
    """Return the empty cells, row by row."""
    return [(int(row), int(column)) for row, column in np.argwhere(np.isnan(values))]


def fill_by_group(
    values: Floats, groups: Sequence[str | None] | None, statistic: Callable[[Floats], float]
) -> Filled:
    """Fill with the mean or median of the observed values of the column, or of the row's group.

    Cells of a row without a group stay empty.
    """
    numbers = {group: n for n, group in enumerate(dict.fromkeys(groups or ()))}
    labels = np.array([0] * len(values) if groups is None else [numbers[g] for g in groups])
    filled = values.copy()
    donors: Donors = {}
    # The cells of a group in a column have the same donors: one tuple of them, and one value.
    shared: dict[tuple[int, int], tuple[tuple[int, ...], float]] = {}
    for row, column in empty_cells(values):
        if groups is not None and groups[row] is None:
            continue
        key = int(labels[row]), column
        if key not in shared:
            there = np.flatnonzero((labels == labels[row]) & ~np.isnan(values[:, column]))
            if not len(there):
                raise MissingDonorsError(row, column)
            shared[key] = tuple(there.tolist()), statistic(values[there, column])
        donors[row, column], filled[row, column] = shared[key]
    return Filled(filled, donors)


def fill_by_row(values: Floats, downward: Sequence[bool]) -> Filled:
    r"""Fill with the mean of the row, with each column scaled to 0 to 1 by its range and back.

    .. math:: x_{ij} = l_j + (u_j - l_j) \, \frac{1}{|O_i|} \sum_{k \in O_i}
              \frac{x_{ik} - l_k}{u_k - l_k}
    """
    turned = np.where(downward, -1.0, 1.0)
    upward = values * turned
    low, high = np.nanmin(upward, axis=0), np.nanmax(upward, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = (upward - low) / (high - low)
    filled = values.copy()
    donors: Donors = {}
    for row, column in empty_cells(values):
        own = scaled[row, ~np.isnan(scaled[row])]
        if not len(own):
            raise MissingDonorsError(row, column)
        share = own.mean()
        filled[row, column] = turned[column] * (low[column] + share * (high - low)[column])
        donors[row, column] = (row,)
    return Filled(filled, donors)


def gower_distances(values: Floats, row: int) -> Floats:
    r"""Return the distances of a row to all rows, over the columns that both rows have.

    .. math:: d_{ij} = \frac{\sum_k |x_{ik} - x_{jk}| / r_k}{\#\{k : \text{both observed}\}}

    with the range :math:`r_k` of a column (Gower 1971); NaN where no column is shared.
    """
    span = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
    used = span > 0
    if not used.any():
        return np.where(np.isnan(values).all(axis=1), np.nan, 0.0)
    apart = np.abs(values[:, used] - values[row, used]) / span[used]
    shared = ~np.isnan(apart)
    with np.errstate(invalid="ignore"):
        distances: Floats = np.where(shared, apart, 0.0).sum(1) / shared.sum(1)
    return distances


def nearest_donors(
    values: Floats, row: int, column: int, peers: int, distances: Floats
) -> tuple[int, ...]:
    """Return the nearest rows with a value in a column, including all tied with the last one."""
    near = np.where(np.isnan(values[:, column]), np.nan, distances)
    there = np.flatnonzero(~np.isnan(near))
    if not len(there):
        raise MissingDonorsError(row, column)
    last = np.sort(near[there])[min(peers, len(there)) - 1]
    return tuple(int(n) for n in there if near[n] <= last * (1 + 1e-12))


def fill_by_nearest(values: Floats, peers: int) -> Filled:
    """Fill with the mean of the nearest rows that have a value, by Gower's distance."""
    filled = values.copy()
    donors: Donors = {}
    for row, columns in _find_holes(values):
        distances = gower_distances(values, row)
        for column in columns:
            near = nearest_donors(values, row, column, peers, distances)
            filled[row, column] = values[list(near), column].mean()
            donors[row, column] = near
    return Filled(filled, donors)


def _find_holes(values: Floats) -> Iterator[tuple[int, list[int]]]:
    holes = np.isnan(values)
    for row in np.flatnonzero(holes.any(axis=1)):
        yield int(row), np.flatnonzero(holes[row]).tolist()


def refuse_few_rows(values: Floats) -> None:
    """Refuse a model of all columns with fewer than five rows for each, or with empty columns."""
    columns = values.shape[1]
    with_values = int((~np.isnan(values)).any(axis=1).sum())
    if with_values < LEAST_ROWS * columns:
        raise UsageError(
            "imputation.too-few",
            rows=str(with_values),
            columns=str(columns),
            least=str(LEAST_ROWS * columns),
        )


@dataclass(frozen=True, slots=True)
class RegressionFit:
    """A least-squares fit for one pattern of predictors, as a prediction needs it."""

    predictors: tuple[int, ...]
    rows: tuple[int, ...]
    slopes: Floats
    inverse: Floats  # of X'X
    variance: float  # of the residuals
    freedom: int


def fit_regression(values: Floats, column: int, predictors: Sequence[int]) -> RegressionFit:
    """Fit a column on others by least squares, on the rows that have values in all of them."""
    from statsmodels.regression.linear_model import OLS

    needed = [column, *predictors]
    rows = np.flatnonzero(~np.isnan(values[:, needed]).any(axis=1))
    if len(rows) < LEAST_ROWS * len(needed):
        raise UsageError(
            "imputation.too-few",
            rows=str(len(rows)),
            columns=str(len(needed)),
            least=str(LEAST_ROWS * len(needed)),
        )
    design = _design(values[rows][:, np.array(predictors, dtype=np.intp)])
    fit = OLS(values[rows, column], design).fit()
    return RegressionFit(
        tuple(predictors),
        tuple(rows.tolist()),
        np.asarray(fit.params, dtype=np.float64),
        np.asarray(fit.normalized_cov_params, dtype=np.float64),
        float(fit.scale),
        int(fit.df_resid),
    )


def _design(predictors: Floats) -> Floats:
    return np.column_stack([np.ones(len(predictors)), predictors])


def regressions(
    values: Floats, predictors: frozenset[int] | None = None
) -> Iterator[tuple[int, int, RegressionFit, Floats]]:
    """Yield each empty cell with its predictors and the fit on the columns that its row has.

    ``predictors`` are the columns that may be used; by default all.
    """
    fits: dict[tuple[int, tuple[int, ...]], RegressionFit] = {}
    for row, columns in _find_holes(values):
        there = tuple(
            n
            for n in np.flatnonzero(~np.isnan(values[row])).tolist()
            if predictors is None or n in predictors
        )
        for column in columns:
            if not there:
                raise MissingDonorsError(row, column)
            if (column, there) not in fits:
                fits[column, there] = fit_regression(values, column, there)
            yield row, column, fits[column, there], np.array([1.0, *values[row, list(there)]])


def fill_by_regression(values: Floats, predictors: frozenset[int] | None = None) -> Filled:
    """Fill with the prediction of a linear regression on the columns that the row has."""
    filled = values.copy()
    donors: Donors = {}
    for row, column, fit, own in regressions(values, predictors):
        filled[row, column] = own @ fit.slopes
        donors[row, column] = fit.rows
    return Filled(filled, donors)


@dataclass(frozen=True, slots=True)
class JointNormal:
    """Mean and covariance of a joint normal distribution, with the likelihood of each iteration."""

    mean: Floats
    covariance: Floats
    likelihoods: tuple[float, ...]
    converged: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    rows: Places
    there: Places
    gone: Places


def _patterns(values: Floats) -> list[_Pattern]:
    holes = np.isnan(values)
    kinds, kind_of_row = np.unique(holes, axis=0, return_inverse=True)
    kind_of_row = kind_of_row.ravel()
    return [
        _Pattern(np.flatnonzero(kind_of_row == n), np.flatnonzero(~kind), np.flatnonzero(kind))
        for n, kind in enumerate(kinds)
    ]


def estimate_normal(
    values: Floats, tolerance: float = _TOLERANCE, rounds: int = _MOST_ROUNDS
) -> JointNormal:
    r"""Estimate mean and covariance by maximum likelihood from rows with empty cells (EM).

    .. math:: \mu^{t+1} = \frac1n \sum_i \hat x_i, \qquad
              \Sigma^{t+1} = \frac1n \sum_i \left[(\hat x_i - \mu^{t+1})(\hat x_i - \mu^{t+1})'
              + C_i\right]

    with the conditional mean :math:`\hat x_i` of a row, given its observed values, and the
    conditional covariance :math:`C_i` of its missing values (Dempster, Laird and Rubin 1977; Little
    and Rubin). The columns are standardised. The iteration ends when no parameter changes by more
    than ``tolerance``.
    """
    kept = values[~np.isnan(values).all(axis=1)]
    if np.isnan(kept).all(axis=0).any() or not len(kept):
        column = int(np.flatnonzero(np.isnan(values).all(axis=0))[0])
        raise MissingDonorsError(0, column)
    middle, spread = np.nanmean(kept, axis=0), np.nanstd(kept, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    standard = (kept - middle) / spread
    patterns = _patterns(standard)
    mean = np.zeros(kept.shape[1])
    covariance: Floats = np.diag(np.asarray(np.nanvar(standard, axis=0), dtype=np.float64))
    likelihoods: list[float] = []
    converged = False
    for _ in range(rounds):
        total, product, likelihood = _expected_sums(standard, patterns, mean, covariance)
        likelihoods.append(likelihood)
        new_mean: Floats = np.asarray(total / len(kept), dtype=np.float64)
        new_covariance = product / len(kept) - np.outer(new_mean, new_mean)
        moved = max(np.abs(new_mean - mean).max(), np.abs(new_covariance - covariance).max())
        mean, covariance = new_mean, new_covariance
        if moved <= tolerance:
            converged = True
            break
    return JointNormal(
        middle + spread * mean, covariance * np.outer(spread, spread), tuple(likelihoods), converged
    )


def _expected_sums(
    values: Floats, patterns: Sequence[_Pattern], mean: Floats, covariance: Floats
) -> tuple[Floats, Floats, float]:
    """Return the expected sums of rows and of their products, and the previous likelihood."""
    width = len(mean)
    total, product, likelihood = np.zeros(width), np.zeros((width, width)), 0.0
    for pattern in patterns:
        there, gone = pattern.there, pattern.gone
        block = values[np.ix_(pattern.rows, there)]
        inner = covariance[np.ix_(there, there)]
        apart = block - mean[there]
        solved = _solve(inner, np.column_stack([covariance[np.ix_(there, gone)], apart.T]))
        slope, scaled = solved[:, : len(gone)], solved[:, len(gone) :]
        sign, size = np.linalg.slogdet(inner)
        likelihood -= 0.5 * (
            len(block) * (len(there) * np.log(2 * np.pi) + (size if sign > 0 else np.nan))
            + float(np.einsum("ij,ji->", apart, scaled))
        )
        rows = np.empty((len(block), width))
        rows[:, there] = block
        rows[:, gone] = mean[gone] + apart @ slope
        total += rows.sum(0)
        product += rows.T @ rows
        if len(gone):
            rest = covariance[np.ix_(gone, gone)] - covariance[np.ix_(gone, there)] @ slope
            product[np.ix_(gone, gone)] += len(block) * rest
    return total, product, likelihood


def _solve(matrix: Floats, right: Floats) -> Floats:
    solution: Floats
    try:
        solution = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    except np.linalg.LinAlgError:  # two columns with the same information
        solution = np.asarray(np.linalg.pinv(matrix, hermitian=True) @ right, dtype=np.float64)
    return solution


def conditional_normal(joint: JointNormal, row: Floats) -> tuple[Places, Floats, Floats]:
    """Return the empty columns of a row with their conditional mean and covariance."""
    there, gone = np.flatnonzero(~np.isnan(row)), np.flatnonzero(np.isnan(row))
    cross = joint.covariance[np.ix_(there, gone)]
    slope = _solve(joint.covariance[np.ix_(there, there)], cross)
    mean = joint.mean[gone] + (row[there] - joint.mean[there]) @ slope
    return gone, mean, joint.covariance[np.ix_(gone, gone)] - cross.T @ slope


def fill_by_normal(values: Floats, tolerance: float = _TOLERANCE) -> Filled:
    """Fill with the conditional mean under a joint normal distribution, estimated by EM."""
    refuse_few_rows(values)
    joint = estimate_normal(values, tolerance)
    filled = values.copy()
    donors: Donors = {}
    every = tuple(np.flatnonzero(~np.isnan(values).all(axis=1)).tolist())
    for row, columns in _find_holes(values):
        gone, mean, _ = conditional_normal(joint, values[row])
        filled[row, gone] = mean
        donors |= {(row, column): every for column in columns}
    return Filled(filled, donors, joint.converged)


def fill_by_chains(
    values: Floats, seed: int, *, sample: bool = False, loose: bool = False
) -> Filled:
    """Fill column by column with regressions on all others, again and again (chained equations).

    The regressions are Bayesian ridges of scikit-learn; ``sample`` draws from their predictions;
    ``loose`` ends when no value changes by more than a thousandth of the largest value.
    """
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    refuse_few_rows(values)
    middle, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    # A chain with sampling does not converge to one value; without sampling it ends when no value
    # changes any more.
    chain = IterativeImputer(
        max_iter=10 if sample else 300,
        tol=1e-3 if loose else 1e-6,
        sample_posterior=sample,
        random_state=seed,
        skip_complete=True,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        standard = chain.fit_transform((values - middle) / spread)
    filled = np.where(np.isnan(values), middle + spread * standard, values)
    settled = sample or not any("not reached" in str(warning.message) for warning in caught)
    cells = empty_cells(values)
    of_column = {
        column: tuple(np.flatnonzero(~np.isnan(values[:, column])).tolist())
        for column in {column for _, column in cells}
    }
    return Filled(filled, {cell: of_column[cell[1]] for cell in cells}, settled)


@dataclass(frozen=True, slots=True)
class TimeRule:
    """Rule for the gaps of a series: between two observed values, and beyond them."""

    between: str  # "linear" or "latest"
    before: bool = False  # the first observed value is used for earlier times too
    after: bool = False  # the last observed value is used for later times too
    most: float | None = None  # a value is not used over a longer time than this


def fill_in_time(series: Floats, times: Floats, rule: TimeRule) -> tuple[Floats, dict[int, Places]]:
    r"""Fill the gaps of a series; return it and the positions on which each filled value is based.

    .. math:: x(t) = x(a) + \frac{t - a}{b - a} \left(x(b) - x(a)\right), \qquad a < t < b

    between observed times, or the latest observed value. Times ascend.
    """
    there = np.flatnonzero(~np.isnan(series))
    filled = series.copy()
    basis: dict[int, Places] = {}
    for gap in np.flatnonzero(np.isnan(series)):
        earlier, later = there[there < gap], there[there > gap]
        if len(earlier) and len(later) and rule.between == "linear":
            used = np.array([earlier[-1], later[0]])
        elif len(earlier) and (rule.after or (len(later) and rule.between == "latest")):
            used = earlier[-1:]
        elif not len(earlier) and len(later) and rule.before:
            used = later[:1]
        else:
            continue
        if rule.most is not None and np.abs(times[used] - times[gap]).max() > rule.most:
            continue
        filled[gap] = np.interp(times[gap], times[used], series[used])
        basis[int(gap)] = used
    return filled, basis
