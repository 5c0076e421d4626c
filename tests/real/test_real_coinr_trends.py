"""Trends compared with those that COINr 1.1.14 computes: its panel, and short vectors."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from real_files import rows_of

import ictindex as ict
from ictindex.engine.statistics.growth_rates import compound_growth, fitted_change

INDICATORS = ["CO2", "ConSpeed", "Flights", "Goods", "LPI"]


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return data / "coinr-asem"


def number(text: str) -> float:
    return math.nan if text in ("", "NA") else float(text.replace("Inf", "inf"))


@pytest.mark.parametrize("run", ["CAGR", "CAGR_adjust_directions"])
def test_growth_of_the_panel(run: str, folder: Path) -> None:
    """get_trends(purse, Raw, CAGR): 51 countries, 5 indicators, 2018 to 2022."""
    panel = pd.DataFrame(rows_of(folder / "iData_panel.csv"))
    panel = panel.rename(columns={"uCode": "economy", "Time": "year"})
    panel = panel[["economy", "year", *INDICATORS]]
    for name in ("year", *INDICATORS):
        panel[name] = panel[name].map(number)
    signs = {row["iCode"]: int(row["Direction"]) for row in rows_of(folder / "iMeta.csv")
             if row["iCode"] in INDICATORS}  # fmt: skip
    trends = ict.analysis.trends(panel, directions=signs if run != "CAGR" else None).to_frame()
    ours = trends.set_index(["economy", "name"])
    rows = [row for row in rows_of(folder / "trends_cagr.csv") if row["run"] == run]
    assert len(rows) == len(ours) == 255
    for row in rows:
        own = ours.loc[row["uCode"], row["iCode"]]
        if row["value"] == "":
            assert math.isnan(own["value"]) and own["remark"] == "too-few"
            continue
        assert own["value"] == pytest.approx(float(row["value"]), rel=1e-12, abs=1e-12)
        assert (own["first_year"], own["last_year"]) == (int(row["t_first"]), int(row["t_latest"]))
        assert own["availability"] == float(row["Avail"])


def test_growth_of_short_vectors(folder: Path) -> None:
    """CAGR and prc_change; the latter is exact to 1e-8 in R."""
    rows = rows_of(folder / "cagr_vectors.csv")
    assert len(rows) == 8
    for row in rows:
        numbers, years = map(number, row["y"].split()), map(number, row["x"].split())
        pair = [*years], [*numbers]
        for ours, name, exactness in (
            (compound_growth(*pair).value, "CAGR", 1e-12),
            (fitted_change(*pair).value, "prc_change", 1e-8),
        ):
            assert ours == pytest.approx(
                number(row[name]), rel=exactness, abs=exactness, nan_ok=True
            )
