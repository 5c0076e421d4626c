"""Normalisations and treatments on arrays: the same numbers as in decimals, more axes."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from small_cases import small_cases

from ictindex.engine.float_operations import float_shape
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.engine.treatments import TREATMENTS, exact_shape

VALUES = [Decimal(text) if text else None for text in ("1.5", "", "2.5", "2", "2.5", "7", "9.25")]
ARRAY = np.array([np.nan if value is None else float(value) for value in VALUES])
OPTIONS = {
    "goalposts": {"zero": Decimal(2), "full": Decimal(8)},
    "distance-to-reference": {"reference": Decimal("2.5")},
    "distance-to-target": {"target": Decimal("1.25")},
}


def floats(column: list[Decimal | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else float(value) for value in column])


@small_cases("less_is_better", [False, True])
@small_cases("method", sorted(NORMALISATIONS))
def test_arrays_have_the_scores_of_the_decimals(method: str, less_is_better: bool) -> None:
    normalisation, options = NORMALISATIONS[method], OPTIONS.get(method)
    parameters = normalisation.fit(VALUES, options, less_is_better=less_is_better)
    expected = floats(normalisation.exact(VALUES, parameters))
    np.testing.assert_allclose(normalisation.floats(ARRAY, parameters), expected, rtol=1e-13)
    cube = np.stack([np.stack([ARRAY, ARRAY[::-1]], 1)] * 3, axis=-1)
    at_once = normalisation.normalise_floats(cube, options, less_is_better=less_is_better)
    np.testing.assert_allclose(at_once[:, 0, 1], expected, rtol=1e-13)
    np.testing.assert_allclose(at_once[::-1, 1, 2], expected, rtol=1e-13)


@pytest.mark.parametrize("method", ["min-max", "z-score", "percentile"])
def test_a_column_without_a_range_has_no_scores(method: str) -> None:
    scores = NORMALISATIONS[method].normalise_floats(np.array([[1.0, 1.0], [np.nan, 2.0]]))
    assert np.isnan(scores[:, 0]).all()
    assert np.isfinite(scores[:, 1]).all()
    assert np.isnan(NORMALISATIONS["min-max"].normalise_floats(np.full(3, np.nan))).all()


@small_cases("treatment", sorted(TREATMENTS))
def test_arrays_are_treated_as_the_decimals_are(treatment: str) -> None:
    method = TREATMENTS[treatment]
    options = {"high-points": Decimal(1)} if treatment == "winsorise" else {}
    parameters = method.fit(VALUES, options)
    expected = floats(method.exact(VALUES, parameters))
    np.testing.assert_allclose(method.floats(ARRAY, parameters), expected, rtol=1e-13, atol=1e-15)
    of_floats = method.fit([float(v) for v in VALUES if v is not None], options)
    assert {name: float(value) for name, value in parameters.items()} == pytest.approx(of_floats)


def test_what_is_undefined_becomes_nan() -> None:
    assert np.isnan(TREATMENTS["log"].floats(np.array([-1.0, 0.0]), {})).all()
    power = {"added": 0.0, "exponent": 2.0}
    assert np.isnan(TREATMENTS["box-cox"].floats(np.array([-3.0]), power)).all()


def test_shapes_are_those_of_the_decimals() -> None:
    shape = exact_shape([value for value in VALUES if value is not None])
    assert float_shape(ARRAY) == pytest.approx((float(shape.skewness), float(shape.kurtosis)))
    assert float_shape([2.0, 2.0, 2.0, 2.0]) is None


def test_a_logarithm_off_in_its_last_bit_keeps_the_rank() -> None:
    """Values of the set come from decimal logarithms, those to be ranked from float ones."""
    from ictindex.engine.float_operations import rank_scores

    rank = NORMALISATIONS["rank"].order_score
    ordered = [1.0, 2.0, 3.0]
    near = np.array([np.nextafter(2.0, 3.0), np.nextafter(2.0, 1.0), 2.0, 2.5])
    assert rank_scores(rank, near, ordered, False).tolist() == [2.0, 2.0, 2.0, 3.0]
    assert rank_scores(rank, near, ordered, True).tolist() == [2.0, 2.0, 2.0, 2.0]
