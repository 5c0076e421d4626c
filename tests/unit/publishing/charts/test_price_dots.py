"""Prices as published, lowest first, on an axis whose ends are round."""

from __future__ import annotations

import pytest
from chart_cases import basket_result, price_series

import ictindex as ict
from ictindex.publishing.charts.price_dots import log_range, log_ticks


def test_the_data_are_the_published_shares() -> None:
    data = basket_result().plot.prices("fixed-broadband").data
    shares = basket_result().shares["fixed-broadband"].dropna()
    assert data.set_index("economy")["value"].to_dict() == shares.to_dict()
    assert data["value"].is_monotonic_increasing


def test_the_target_is_drawn_of_shares_alone() -> None:
    assert "Target: below 2 %" in basket_result().plot.prices(language="en").to_svg()
    assert "Target" not in basket_result().plot.prices(measure="usd", language="en").to_svg()


def test_prices_of_a_series_are_of_one_year() -> None:
    data = price_series().plot.prices(year=2020).data.set_index("economy")["value"]
    assert data["KEN"] == float(price_series().value("KEN", "fixed-broadband-5gb", 2020))
    with pytest.raises(ict.errors.UsageError) as error:
        price_series().plot.prices(year=1999)
    assert error.value.code == "series.no-year"


def test_local_currencies_have_no_common_axis() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        basket_result().plot.prices(measure="local")
    assert error.value.message("en") == (
        "A chart cannot be drawn by 'local'. Choose one of: share, usd, ppp."
    )


def test_axes_end_at_round_numbers() -> None:
    assert log_range([0.91, 146.84]) == (0.5, 200.0)
    assert log_ticks(0.5, 200.0) == [0.5, 1, 2, 5, 10, 20, 50, 100, 200]
    assert log_ticks(0.01, 100.0) == [0.01, 0.1, 1, 10, 100]
