"""Prices in reports: medians, the target, one economy."""

from __future__ import annotations

from statistics import median

import pytest
from report_cases import price_series

from ictindex.language.i18n import Grid
from ictindex.publishing.reports import price_sections
from ictindex.publishing.reports.price_sections import (
    YearPrices,
    economy_price_blocks,
    newest_year,
    price_blocks,
)


def test_the_newest_year_is_shown_with_exact_medians() -> None:
    series = price_series()
    assert newest_year(series) == 2025 and newest_year(series, 2020) == 2020
    shares = YearPrices(series, 2025).shares
    table = next(block for block in price_blocks(series, "en") if isinstance(block, Grid))
    for row, own in zip(table.rows, shares.values(), strict=True):
        assert row[1] == str(len(own))
        assert abs(float(row[2]) - float(median(own.values()))) <= 0.005
        assert row[3] == f"{sum(value < 2 for value in own.values())} of {len(own)}"


def test_an_economy_without_a_price_is_not_available() -> None:
    for economy, verdict in (("AFG", "Not available"), ("KEN", "not below")):
        blocks = economy_price_blocks(price_series(), economy, "en")
        table = next(block for block in blocks if isinstance(block, Grid))
        assert {row[3] for row in table.rows} == {verdict}


def test_a_price_at_the_target_is_not_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # The Broadband Commission asks for less than 2 % of monthly income.
    series = price_series()
    shares = YearPrices(series, 2025).shares
    dearest = max(value for own in shares.values() for value in own.values())
    monkeypatch.setattr(price_sections, "TARGET", dearest)
    table = next(block for block in price_blocks(series, "en") if isinstance(block, Grid))
    for row, own in zip(table.rows, shares.values(), strict=True):
        at_target = sum(value == dearest for value in own.values())
        assert row[3] == f"{len(own) - at_target} of {len(own)}"
