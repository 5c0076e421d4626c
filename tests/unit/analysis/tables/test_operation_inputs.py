"""Tables of a user are checked before anything is computed with them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.tables.operation_inputs import (
    check_table,
    spread_by_column,
    to_number,
    to_weight,
)
from ictindex.core.errors import UsageError


def test_decimals_and_missing_cells_become_floats() -> None:
    table = check_table(pd.DataFrame({"a": [Decimal("1.5"), None], "b": [1, 2]}))
    assert table["a"].tolist()[0] == 1.5
    assert np.isnan(table["a"].iloc[1])
    assert table.dtypes.tolist() == [np.float64, np.float64]


@small_cases(
    ("frame", "words"),
    [
        ([1, 2], "must be a data frame with economies in rows and indicators in columns"),
        (pd.DataFrame({"a": ["high"]}), "The column 'a' holds 'high'"),
        (pd.DataFrame({"a": [True]}), "The column 'a' holds 'True'"),
        (pd.DataFrame({"a": [1.0, np.inf]}), "The column 'a' holds 'inf'"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "the columns have 'a' twice"),
        (pd.DataFrame({"a": [1, 2]}, index=["BRA", "BRA"]), "the rows have 'BRA' twice"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(frame: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check_table(frame)


def test_values_are_supplied_by_column() -> None:
    assert spread_by_column(3, ["a", "b"], "zero") == {"a": 3, "b": 3}
    assert spread_by_column(pd.Series({"b": 1}), ["a", "b"], "zero") == {"b": 1}
    with pytest.raises(
        UsageError, match=r"In the argument 'zero', 'c' is not known. Use one of: a"
    ):
        spread_by_column({"c": 1}, ["a"], "zero")


@pytest.mark.parametrize("value", ["1", None, float("nan"), float("inf")])
def test_an_option_is_a_finite_number(value: object) -> None:
    with pytest.raises(UsageError, match="The argument 'lower' must be a number"):
        to_number(value, "lower")
    assert to_number(Decimal("0.5"), "lower") == 0.5


def test_weights_are_exact() -> None:
    texts: list[object] = ["1/3", 0.1, Decimal("0.2"), 2, np.float64(0.3), np.int64(4)]
    assert [to_weight(value) for value in texts] == [
        Fraction(1, 3), Fraction(1, 10), Fraction(1, 5), 2, Fraction(3, 10), 4,
    ]  # fmt: skip
    for wrong in ("a third", None, float("nan"), "1/0"):
        with pytest.raises(UsageError, match="The argument 'weights' must be a whole number"):
            to_weight(wrong)


FUNCTIONS = {
    "describe": ict.analysis.describe,
    "correlations": ict.analysis.correlations,
    "cronbach_alpha": ict.analysis.cronbach_alpha,
    "principal_components": lambda frame: ict.analysis.principal_components(frame, draws=0),
    "normalise": ict.analysis.normalise,
    "data_availability": ict.analysis.data_availability,
    "score_table": lambda frame: ict.analysis.score_table(frame, {"a": "b"}),
    "audit": lambda frame: ict.analysis.audit(frame.assign(i=1.0), {"a": "i", "b": "i"}),
    "strengths": lambda frame: ict.analysis.strengths(frame, "BRA"),
}
WHOLE = pd.DataFrame(
    {"a": [1.0, 2.0, 4.0, 3.0, 7.0], "b": [2.0, 1.0, 3.0, 5.0, 4.0]},
    index=["BRA", "CHL", "PER", "URY", "ARG"],
)


@small_cases("name", FUNCTIONS)
def test_a_row_or_a_column_that_is_there_twice_is_refused(name: str) -> None:
    FUNCTIONS[name](WHOLE)
    for frame, axis, label in (
        (pd.concat([WHOLE, WHOLE.iloc[[1]]]), "rows", "CHL"),
        (pd.concat([WHOLE, WHOLE[["b"]]], axis=1), "columns", "b"),
    ):
        with pytest.raises(UsageError) as refusal:
            FUNCTIONS[name](frame)
        argument = "frame" if name == "normalise" else "table"
        assert refusal.value.message("en") == (
            f"In the argument '{argument}', the {axis} have '{label}' twice. Give each name once."
        )


@pytest.mark.parametrize("name", ["describe", "correlations", "cronbach_alpha", "normalise"])
def test_numbers_in_a_column_of_objects_are_numbers(name: str) -> None:
    expected = FUNCTIONS[name](WHOLE)
    for kind in (object, "Float64", "category"):
        pd.testing.assert_frame_equal(FUNCTIONS[name](WHOLE.astype(kind)), expected)
    decimals = WHOLE.map(lambda number: Decimal(str(number)))
    pd.testing.assert_frame_equal(FUNCTIONS[name](decimals), expected)


@small_cases("cell", ["1.5", True, pd.Timestamp(2024, 1, 1), 1 + 2j, float("inf")])
def test_what_is_no_number_is_named(cell: object) -> None:
    frame = WHOLE.astype(object)
    frame.loc["PER", "b"] = cell
    for name, function in FUNCTIONS.items():
        with pytest.raises(UsageError) as refusal:
            function(frame)
        written = str(cell)
        assert refusal.value.message("en").startswith(f"The column 'b' holds '{written}'"), name


def test_missing_marks_of_any_kind_are_missing() -> None:
    column = pd.Series([1, None, pd.NA, float("nan"), Decimal("2.5")], dtype=object)
    table = check_table(pd.DataFrame({"a": column, "b": pd.array([1, pd.NA, 3, 4, 5], "Int64")}))
    assert table.isna().sum().to_dict() == {"a": 3, "b": 1}


def test_a_weight_that_is_no_number_is_shown() -> None:
    with pytest.raises(UsageError) as refusal:
        ict.analysis.aggregate(WHOLE, weights={"a": float("nan")})
    assert refusal.value.message("en").startswith(
        "The argument 'weights' must be a whole number, decimal or fraction such as '1/3'; it is "
    )
    assert "nan" in refusal.value.message("en") and "float" not in refusal.value.message("en")


def test_components_of_what_does_not_vary_are_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        ict.analysis.principal_components(WHOLE.assign(c=3.0))
    assert refusal.value.message("en") == (
        "In 'all' these indicators have one value for all 5 economies with all indicators: c. "
        "Components of them are not defined. Leave them out."
    )


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_a_correlation_that_is_not_defined_has_no_p_value(method: str) -> None:
    frame = ict.analysis.correlations(WHOLE.assign(c=3.0), method=method)
    undefined = frame["correlation"].isna()
    assert undefined.sum() == 5
    assert frame.loc[undefined, "p_value"].isna().all()
    assert frame.loc[~undefined, "p_value"].notna().all()


def test_a_series_with_a_name_twice_is_refused() -> None:
    twice = pd.Series([1, 2, 3], index=["a", "a", "b"])
    with pytest.raises(UsageError) as refusal:
        spread_by_column(twice, ["a", "b"], "factors")
    assert str(refusal.value) == "Names in 'factors' that occur twice: a. Keep one of each."
