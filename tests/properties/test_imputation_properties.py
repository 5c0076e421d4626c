"""Properties of every imputation: observed cells stay, order does not matter, means are means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ictindex.engine.statistics import missing_values as filling
from ictindex.engine.statistics.missing_values import MissingDonorsError, TimeRule
from ictindex.engine.statistics.multiple_imputation import draw_from_groups, pool_estimates

NUMBERS = st.floats(-1000, 1000, width=32)


@st.composite
def tables(draw: Any, rows: int = 24, columns: int = 3) -> Any:
    """Return an array some of whose cells are empty, with a value in each row and column."""
    values = draw(arrays.arrays(np.float64, (rows, columns), elements=NUMBERS))
    holes = draw(arrays.arrays(np.bool_, (rows, columns), elements=st.booleans()))
    holes[np.arange(rows), np.arange(rows) % columns] = False
    return np.where(holes, np.nan, values)


FILLS = {
    "mean": lambda x: filling.fill_by_group(x, None, lambda y: float(np.mean(y))).values,
    "median": lambda x: filling.fill_by_group(x, None, lambda y: float(np.median(y))).values,
    "row": lambda x: filling.fill_by_row(x, [False] * x.shape[1]).values,
    "nearest": lambda x: filling.fill_by_nearest(x, 3).values,
    "normal": lambda x: filling.fill_by_normal(x, 1e-6).values,
}


def fill(name: str, values: Any) -> Any:
    try:
        with np.errstate(all="ignore"):
            return FILLS[name](values)
    except MissingDonorsError:
        assume(False)


@pytest.mark.parametrize("name", FILLS)
@settings(max_examples=25)
@given(values=tables())
def test_observed_cells_never_change(name: str, values: Any) -> None:
    filled = fill(name, values)
    there = ~np.isnan(values)
    assert filled[there].tolist() == values[there].tolist()


@pytest.mark.parametrize("name", ["mean", "median", "row", "nearest"])
@settings(max_examples=25)
@given(values=tables(), order=st.permutations(range(24)))
def test_the_order_of_units_does_not_matter(name: str, values: Any, order: list[int]) -> None:
    filled, moved = fill(name, values), fill(name, values[order])
    assert moved == pytest.approx(filled[order], rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", ["mean", "median", "nearest"])
@settings(max_examples=25)
@given(values=tables())
def test_values_lie_within_what_was_observed(name: str, values: Any) -> None:
    filled = fill(name, values)
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    assert (filled >= low - 1e-6).all()
    assert (filled <= high + 1e-6).all()


@settings(max_examples=25)
@given(values=tables(), groups=st.lists(st.sampled_from("ab"), min_size=24, max_size=24))
def test_filling_by_group_leaves_the_means_of_groups_as_they_were(
    values: Any, groups: list[str]
) -> None:
    try:
        filled = filling.fill_by_group(values, groups, lambda x: float(np.mean(x))).values
    except MissingDonorsError:
        assume(False)
    for group in set(groups):
        rows = np.array([label == group for label in groups])
        before = np.nanmean(values[rows], axis=0)
        assert filled[rows].mean(axis=0) == pytest.approx(before, rel=1e-9, abs=1e-6)


# Of the tables that are drawn many have too few complete rows, or rows in a plane.
@settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
@given(values=tables())
def test_the_likelihood_never_falls(values: Any) -> None:
    spread = np.nanstd(values, axis=0)
    assume((spread > 1e-3).all())
    # Where the complete rows lie in a plane the likelihood has no maximum: it grows until the last
    # digits of a singular matrix decide.
    whole = (values / spread)[~np.isnan(values).any(axis=1)]
    assume(len(whole) > values.shape[1])
    assume(np.linalg.svd(whole - whole.mean(axis=0), compute_uv=False)[-1] > 1e-2)
    with np.errstate(all="ignore"):
        steps = filling.estimate_normal(values, 1e-6, 200).likelihoods
    finite = np.array([step for step in steps if np.isfinite(step)])
    assert (np.diff(finite) >= -1e-6 * np.maximum(1, np.abs(finite[:-1]))).all()


@settings(max_examples=40)
@given(
    series=arrays.arrays(np.float64, 8, elements=st.one_of(st.just(float("nan")), NUMBERS)),
    gaps=st.lists(st.integers(1, 5), min_size=8, max_size=8),
    between=st.sampled_from(["linear", "latest"]),
    ends=st.booleans(),
)
def test_filled_years_lie_between_their_neighbours(
    series: Any, gaps: list[int], between: str, ends: bool
) -> None:
    times = np.cumsum(gaps).astype(float)
    rule = TimeRule(between, ends, ends)
    filled, basis = filling.fill_in_time(series, times, rule)
    there = ~np.isnan(series)
    assert filled[there].tolist() == series[there].tolist()
    for position, used in basis.items():
        own = series[used]
        assert own.min() - 1e-9 <= filled[position] <= own.max() + 1e-9
    inside = np.flatnonzero(there)
    for position in np.flatnonzero(np.isnan(filled)):
        assert not ends or not len(inside)
        assert not len(inside) or not inside[0] < position < inside[-1]


@settings(max_examples=25)
@given(values=tables(12, 2), seed=st.integers(0, 9))
def test_drawn_values_are_values_of_donors(values: Any, seed: int) -> None:
    donors = filling.fill_by_group(values, None, lambda x: float(np.mean(x))).donors
    drawn = draw_from_groups(values, donors, 3, seed)
    for n, (_, column) in enumerate(filling.empty_cells(values)):
        assert set(drawn[:, n]) <= set(values[~np.isnan(values[:, column]), column])


@settings(max_examples=40)
@given(
    estimates=arrays.arrays(np.float64, st.integers(2, 9), elements=NUMBERS),
    within=st.floats(0.1, 10),
    shift=NUMBERS,
    scale=st.floats(0.1, 10),
)
def test_pooled_estimates_move_and_stretch_with_what_is_pooled(
    estimates: Any, within: float, shift: float, scale: float
) -> None:
    plain = pool_estimates(estimates, np.full(len(estimates), within))
    moved = pool_estimates(estimates * scale + shift, np.full(len(estimates), within * scale**2))
    assert float(moved.estimate) == pytest.approx(
        float(plain.estimate) * scale + shift, rel=1e-6, abs=1e-3
    )
    assert float(moved.total) == pytest.approx(float(plain.total) * scale**2, rel=1e-5)
    assert float(plain.total) >= within * (1 - 1e-9)
    assert float(plain.freedom) >= len(estimates) - 1 - 1e-6
