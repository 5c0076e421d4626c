"""Rates that were derived, distinguished from rates that somebody typed."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import ictindex as ict
from ictindex.submissions.validation.derived_rates import find_operands, rate_after, rates_of_line
from ictindex.submissions.validation.panel import build_panel

RATE, COUNT = "mobile-broadband-subscriptions", "mobile-broadband-subscriptions-count"


def panel_of(rows: dict[str, object]) -> object:
    frame = pd.DataFrame(
        [{"economy": "ECU", "indicator": k, "year": 2023, "value": v} for k, v in rows.items()]
    )
    table = ict.data.derive(ict.read_observations(frame)).completed
    return build_panel(table, None, 2023)


def test_a_derived_rate_has_its_operands_the_count_first() -> None:
    panel = panel_of({"population": 17834831, COUNT: 11290000})
    rate = panel.positions[RATE]
    expected = (panel.positions[COUNT], panel.positions["population"])
    assert find_operands(panel, 0, rate) == expected
    assert rates_of_line(panel, 0) == {rate: expected}


def test_a_typed_rate_has_none() -> None:
    panel = panel_of({"population": 17834831, COUNT: 11290000, RATE: 63.3})
    assert find_operands(panel, 0, panel.positions[RATE]) == ()
    assert find_operands(panel, 0, panel.positions[COUNT]) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [({1: 200.0}, 20.0), ({2: 50.0}, 20.0), ({1: 200.0, 2: 200.0}, 10.0), ({}, 10.0)],
)
def test_a_rate_moves_with_its_operands(after: dict[int, float], expected: float) -> None:
    # 10 = 100 * 100 / 1000, scaled: twice the count is twice, half the population is twice.
    assert rate_after(10.0, (1, 2), {1: 100.0, 2: 100.0}, after) == pytest.approx(expected)


def test_nothing_is_divided_by_nothing() -> None:
    assert math.isnan(rate_after(10.0, (1, 2), {1: 100.0, 2: 100.0}, {2: 0.0}))
