"""Panels as an analysis takes them."""

from __future__ import annotations

import math

import pandas as pd

import ictindex as ict
from ictindex.analysis.tables.panel_values import read_panel


def test_years_are_put_in_order_and_holes_stay_holes() -> None:
    frame = pd.DataFrame({"2025": [2, None], 2015.0: [1, 5]}, index=["BRA", "CHL"])
    panel = read_panel(frame)
    assert panel.years == (2015, 2025)
    assert panel.numbers[0].tolist() == [1, 2]
    assert math.isnan(panel.numbers[1, 1])
    assert panel.incomplete == ("CHL",)
    assert panel.keep_balanced().economies == ("BRA",)


def test_a_series_of_editions_knows_its_full_score_and_kind() -> None:
    idi = ict.methodology("idi", 2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    panel = read_panel(ict.analysis.series([result]))
    assert (panel.full, panel.kind, panel.years) == (100, "exploration", (2024,))
    position = panel.economies.index("BRA")
    assert panel.numbers[position, 0] == 82.0


def test_published_tables_are_a_panel_too() -> None:
    printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    panel = read_panel(ict.analysis.series({2024: printed}))
    assert (panel.full, panel.kind, panel.years) == (100, "published", (2024,))
    assert panel.numbers[panel.economies.index("BRA"), 0] == 82.0
