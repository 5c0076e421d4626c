"""Values and weights as an analysis takes them."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.tables.economy_values import read_numbers, read_values, read_weights
from ictindex.core.errors import CatalogueError, UsageError


def test_numbers_of_any_kind_are_read_and_missing_ones_left_out() -> None:
    numbers = {"BRA": Decimal("1.5"), "CHL": 2, "PER": pd.NA, "KEN": float("nan"), "UGA": None}
    assert read_numbers(numbers) == {"BRA": 1.5, "CHL": 2.0}
    assert read_numbers(pd.Series({"BRA": 1.5})) == {"BRA": 1.5}


def test_a_series_with_an_economy_twice_is_refused() -> None:
    twice = pd.Series([70.0, None, 94.5], index=["BRA", "BRA", "CHL"])
    figures = {"BRA": 1.0, "CHL": 2.0}
    groups = {"BRA": "x", "CHL": "x"}
    for call in (
        lambda: ict.analysis.group_statistics(twice, groups),
        lambda: ict.analysis.group_statistics(figures, groups, weights=twice),
        lambda: ict.analysis.inequality(twice),
        lambda: ict.analysis.strengths(pd.DataFrame({"a": figures}), "BRA", income=twice),
    ):
        with pytest.raises(UsageError) as caught:
            call()
        assert str(caught.value) == "Brazil (BRA) is given twice. Give each economy one value."


def test_a_node_of_a_result_is_read_as_published() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    read = read_values(result, "universal-connectivity")
    assert read.numbers["BRA"] == float(result.scores.loc["BRA", "universal-connectivity"])
    assert len(read.numbers) == 19
    with pytest.raises(CatalogueError, match="no-such"):
        read_values(result, "no-such")


def test_without_weights_every_economy_weighs_the_same() -> None:
    weights = read_weights(None, None)
    assert not weights.weighted
    assert weights.get("BRA") == 1


def test_competing_weights_are_refused() -> None:
    rows = pd.DataFrame(
        {"economy": ["BRA"] * 2, "indicator": ["population"] * 2, "year": [2022] * 2,
         "value": [3, 4], "source": ["a", "b"]}
    )  # fmt: skip
    with pytest.raises(UsageError, match="different weights for: BRA"):
        read_weights(ict.read_observations(rows), "population", 2022)
