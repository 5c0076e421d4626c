"""Growth rates, compared with figures by hand; COINr's are in tests/real."""

import math

import numpy as np
import pytest

from ictindex.engine.statistics.growth_rates import compound_growth, fitted_change


def test_a_constant_rate_is_found_by_both() -> None:
    years = [2015, 2016, 2018, 2021]
    numbers = [40 * 1.07 ** (year - 2015) for year in years]
    assert compound_growth(years, numbers).value == pytest.approx(0.07, abs=1e-14)
    line = [40 + 3.5 * (year - 2015) for year in years]
    assert fitted_change(years, line).value == pytest.approx(100 * 3.5 / 40, abs=1e-12)


def test_the_fitted_line_is_that_of_least_squares() -> None:
    years, numbers = [2018, 2019, 2021, 2022], [3.0, 4.5, 2.0, 6.0]
    slope, level = np.polyfit(np.array(years) - 2018, numbers, 1)
    assert fitted_change(years, numbers).value == pytest.approx(100 * slope / level, rel=1e-12)


def test_missing_years_are_left_out_and_order_does_not_count() -> None:
    gap = compound_growth([2018, 2019, 2020], [math.nan, 50, 40])
    assert (gap.value, gap.first, gap.last, gap.count) == (pytest.approx(-0.2), 2019, 2020, 2)
    assert compound_growth([2020, 2018, 2019], [40, math.nan, 50]) == gap


def test_what_is_no_growth_rate_is_marked() -> None:
    assert compound_growth([2018], [5.0]).remark == "too-few"
    assert math.isnan(compound_growth([], []).value)
    zero = compound_growth([2018, 2020], [0.0, 9.0])
    assert (zero.value, zero.remark) == (math.inf, "from-zero")
    assert math.isnan(compound_growth([2018, 2020], [0.0, 0.0]).value)
    assert compound_growth([2018, 2020], [-2.0, 3.0]).remark == "not-positive"
    assert math.isnan(compound_growth([2018, 2020], [-2.0, 3.0]).value)
    assert fitted_change([2018, 2020], [5.0, 0.0]).remark == "not-positive"
    flat = fitted_change([2018, 2020], [0.0, 0.0])
    assert math.isnan(flat.value)
