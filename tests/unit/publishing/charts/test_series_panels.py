"""Panels of economies: a line ends where its prices are measured in another way."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict

UNITS = {"share": "GNIpc", "usd": "USD"}
YEARS = (2018, 2019, 2020, 2021, 2024, 2025)


@pytest.mark.parametrize(
    ("measure", "breaks"), [("share", [2018.5]), ("usd", [2018.5, 2019.5, 2020.5, 2024.5])]
)
def test_a_line_ends_at_the_breaks_of_its_measure(measure: str, breaks: list[float]) -> None:
    rows = [("CHE", year, "1.5") for year in YEARS]
    table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    prices = ict.prices.read_baskets(
        table, constants={"basket": "i154_FBB5", "measure": UNITS[measure]}, edition=2025
    )
    chart = prices.plot.panels(measure=measure, language="en")
    (panel,) = chart.to_spec()["concat"]
    assert [row["at"] for row in panel["layer"][0]["data"]["values"]] == breaks
    lines = [row["line"] for row in panel["data"]["values"]]
    assert len(set(lines)) == len(breaks) + 1
    assert {"field": "line", "type": "nominal"} in [
        layer["encoding"].get("detail") for layer in panel["layer"]
    ]
    assert chart.legend_signs()[0][-1] == "Break: measured in another way, never joined"
