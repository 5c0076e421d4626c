"""The table of an imputation: what of a result is empty, its scales, limits, groups and pillars."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.imputation.imputation_table import (
    name_groups,
    read_frame,
    read_result,
    turn_downward,
)
from ictindex.core.errors import UsageError


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def test_a_score_that_came_without_its_value_is_not_empty() -> None:
    idi = ict.methodology("idi", 2024)
    rows = [
        ("BRA", indicator, 2022, "50") for indicator in idi.indicators if indicator[:5] != "price"
    ]
    table = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    wide = table.pivot_table(
        index=["economy", "year"], columns="indicator", values="value", aggfunc="first"
    )
    wide = wide.reset_index().assign(s="90.5")
    columns = {name: name for name in wide.columns if name != "s"}
    observations = ict.read_observations(wide, columns={**columns, "s": "price-mobile-high:score"})
    hierarchy = read_result(ict.compute(idi, observations), None, None, False)
    position = hierarchy.indicators.index("price-mobile-high")
    assert np.isnan(hierarchy.values[0, position])
    assert not hierarchy.holes()[0, position]
    assert hierarchy.holes()[0, hierarchy.indicators.index("price-fixed-broadband")]


def test_scales_are_those_of_the_methodology_and_back(result: ict.Result) -> None:
    table = read_result(result, None, None, False)
    names = dict(zip(table.indicators, table.transformations, strict=True))
    assert names["internet-users"] == "linear"
    assert set(names.values()) > {"linear"}
    there = ~np.isnan(table.values)
    back = table.restore(table.transform(table.values))
    assert back[there] == pytest.approx(table.values[there], rel=1e-12)


def test_limits_are_those_of_the_catalogue(result: ict.Result) -> None:
    table = read_result(result, None, None, False)
    position = np.array([table.indicators.index("internet-users")])
    assert table.limit(np.array([[104.0], [-3.0], [50.0]]), position)[:, 0].tolist() == [100, 0, 50]


def test_pillars_are_the_nodes_below_the_index(result: ict.Result) -> None:
    table = read_result(result, None, None, True)
    parts = [[table.indicators[n] for n in part] for part in table.parts()]
    assert len(parts) == 2
    assert [
        name for part in parts for name in part if name in ("internet-users", "households-internet")
    ] == ["internet-users", "households-internet"]
    assert {"coverage-3g", "coverage-4g"} <= set(parts[1])  # deeper nodes go with their pillar


def test_the_way_of_an_indicator_is_that_of_its_goalposts(result: ict.Result) -> None:
    table = read_result(result, None, None, False)
    down = {name for name, is_down in zip(table.indicators, table.downward, strict=True) if is_down}
    assert down == {"price-mobile-high", "price-fixed-broadband"}
    turned = turn_downward(table, ["coverage-3g"])
    assert turned.downward.index(True) == table.indicators.index("coverage-3g")


def test_cells_of_a_frame_without_a_group_have_none() -> None:
    frame = pd.DataFrame({"x": [1.0, None, 3.0]}, index=["a", "b", "c"])
    table = read_frame(frame, {"a": 1, "c": None}, None)
    assert table.groups == ("1", "-", "-")


def test_a_missing_group_of_any_kind_is_none(result: ict.Result) -> None:
    units = list("abcde")
    frame = pd.DataFrame({"x": [1.0, None, 3.0, 4.0, 5.0]}, index=units)
    cells = ["north", None, pd.NA, "", np.nan]
    groups = dict(zip(units, cells, strict=True))
    assert read_frame(frame, groups, None).groups == ("north", "-", "-", "-", "-")
    for dtype in ("string", "category", object):
        column = pd.Series(cells, index=units, dtype=object).replace("", pd.NA).astype(dtype)
        table = read_frame(frame.assign(region=column), "region", None)
        assert table.groups == ("north", "-", "-", "-", "-")
    own: dict[str, str] = dict.fromkeys(result.economies, "x")
    own |= dict.fromkeys(("AFG", "KWT", "DEU", "FRA"), np.nan)  # type: ignore[arg-type]
    filled = ict.analysis.impute(result, "median", by=own).to_frame()
    assert "AFG" not in set(filled["economy"])
    with pytest.raises(UsageError, match="Two rows are of the unit 'a'"):
        read_frame(frame, pd.Series(["x", "y"], index=["a", "a"]), None)


def test_the_strata_of_a_frame_without_a_group_have_none() -> None:
    assert name_groups(["a", "b", "c"], {"a": "x", "b": pd.NA}) == ("x", "-", "-")
