"""Statistics of indicators, availability, screening and effective weights, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError

TABLE = pd.DataFrame(
    {"a": [1.0, 2, 3, 4], "b": [0.0, 0, 5, np.nan], "c": [np.nan, np.nan, 1, np.nan]},
    index=["AAA", "BBB", "CCC", "DDD"],
)
TREE = {"a": "x", "b": "x", "c": "y", "x": "i", "y": "i"}


def test_flags_are_set_below_and_not_at_a_threshold() -> None:
    statistics = ict.analysis.describe(TABLE, availability=0.75, nonzero=0.25).set_index(
        "indicator"
    )
    assert statistics["low_availability"].tolist() == [False, False, True]
    assert statistics["low_nonzero"].tolist() == [False, False, False]
    assert statistics["nonzero_share"].tolist() == [1, pytest.approx(1 / 3), 1]
    assert not statistics["outliers"].any()


def test_significant_digits_are_those_of_r() -> None:
    table = pd.DataFrame({"a": [9.205, 123456.0, 0.00012345]})
    statistics = ict.analysis.describe(table, digits=3)
    assert statistics[["minimum", "median", "maximum"]].iloc[0].tolist() == [0.000123, 9.2, 123000]


def test_a_result_is_described_by_its_values() -> None:
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    )
    statistics = ict.analysis.describe(result).set_index("indicator")
    assert statistics.loc["coverage-3g", "count"] == 24
    assert ict.analysis.describe(result, on="scores")["maximum"].max() <= 100


def test_availability_counts_missing_and_zero() -> None:
    availability = ict.analysis.data_availability(TABLE)
    assert availability["missing"].tolist() == [1, 1, 0, 2]
    assert availability["zeros"].tolist() == [1, 1, 0, 0]
    assert availability["nonzero"].tolist() == [0.5, 0.5, 1, 1]
    groups = ict.analysis.data_availability(TABLE, TREE, by_group=True)
    assert groups.loc["DDD"].to_dict() == {"x": 0.5, "y": 0.0, "i": pytest.approx(1 / 3)}


def test_an_economy_without_any_value_has_no_share_of_nonzero_values() -> None:
    screened = ict.analysis.screen(pd.DataFrame({"a": [np.nan, 1.0]}), by="zeros")
    assert np.isnan(screened["nonzero"].iloc[0])
    assert screened["included"].tolist() == [True, True]


def test_screening_excludes_by_one_or_both() -> None:
    options = {"availability": 0.6, "nonzero": 0.6}
    excluded = {
        by: ict.analysis.screen(TABLE, by=by, **options) for by in ("availability", "zeros", "both")
    }
    assert excluded["availability"]["included"].tolist() == [True, True, True, False]
    assert excluded["zeros"]["included"].tolist() == [False, False, True, True]
    assert excluded["both"]["included"].tolist() == [False, False, True, False]
    forced = ict.analysis.screen(TABLE, by="both", force={"CCC": False, "DDD": True}, **options)
    assert forced["included"].tolist() == [False, False, False, True]
    assert forced["forced"].tolist() == [False, False, True, True]


def test_weights_multiply_upwards() -> None:
    table = pd.DataFrame(
        {"code": ["a", "b", "c", "x", "y"], "parent": ["x", "x", "y", "i", "i"],
         "weight": [1, 3, 7, 2, 3]}
    )  # fmt: skip
    weights = ict.analysis.effective_weights(table).set_index("code")["effective_weight"]
    assert weights[["a", "b", "c"]].tolist() == pytest.approx([0.1, 0.3, 0.6])
    assert weights["i"] == 1


def message(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(UsageError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return str(caught.value)


def test_what_makes_no_sense_is_refused() -> None:
    assert message(ict.analysis.screen, TABLE, by="luck") == (
        "The argument 'by' cannot be 'luck'. Use one of: availability, zeros, both."
    )
    assert message(ict.analysis.screen, TABLE, availability=80) == (
        "The argument 'availability' is 80, which is not a share from 0 to 1. "
        "Give a number from 0 to 1, such as 0.66."
    )
    assert message(ict.analysis.screen, TABLE, force={"XYZ": True}).startswith(
        "The table has no economy 'XYZ'."
    )
    assert message(ict.analysis.data_availability, TABLE, by_group=True).startswith(
        "This needs the structure of the index, which a table of numbers does not have."
    )
    negative = pd.DataFrame({"code": ["a", "b"], "parent": ["i", "i"], "weight": [1, -1]})
    assert message(ict.analysis.effective_weights, negative).startswith(
        "The weights below 'i' cannot be used: 1, -1."
    )
