"""Tables of a user are checked before anything is computed with them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ictindex.analysis.operation_inputs import by_column, check_table, to_number, to_weight
from ictindex.core.errors import UsageError


def test_decimals_and_missing_cells_become_floats() -> None:
    table = check_table(pd.DataFrame({"a": [Decimal("1.5"), None], "b": [1, 2]}))
    assert table["a"].tolist()[0] == 1.5
    assert np.isnan(table["a"].iloc[1])
    assert table.dtypes.tolist() == [np.float64, np.float64]


@pytest.mark.parametrize(
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
    assert by_column(3, ["a", "b"], "zero") == {"a": 3, "b": 3}
    assert by_column(pd.Series({"b": 1}), ["a", "b"], "zero") == {"b": 1}
    with pytest.raises(
        UsageError, match=r"In the argument 'zero', 'c' is not known. Use one of: a"
    ):
        by_column({"c": 1}, ["a"], "zero")


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
